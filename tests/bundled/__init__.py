"""The bundled synthetic submissions: a made-up country with the real national sums.

`python -m tests.bundled` writes `raw/received` again, byte for byte;
`python -m tests.bundled --check` compares. Only the national figures are real.
"""
