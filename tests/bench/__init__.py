"""`python -m tests.bench`: how long the warehouse takes, beside floors of the same run.

Everything happens in a private raw/ and build/ in a temporary folder; nothing listens
but Dagster on loopback. `docs/performance.md` says how to read the table.
"""
