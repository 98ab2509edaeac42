"""Orchestration of the warehouse.

The packages in the order of the flow, each knowing those before it: `submissions` (one
file is read), `intake` (inbox to received), `decisions` (of stewards), `blank_form`
(what a locality fills in), `reporting` (stewards' pages and answers), `site` (public
pages), `publishing` (gate, release, frozen publications), `inquiry` (check, query,
trace, status), `annual` (the annual report), `operations` (servers, warm process,
doctor). Beside them: what all stand on, the steps that Dagster knows, the commands.
"""
