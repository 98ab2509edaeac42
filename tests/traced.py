"""What a trace is built from: the models, and a warehouse of a few reports."""

from dagster_project.inquiry import replay
from tests import given

YEAR = 2024
MODELS = {"figure_lineage", "locality_indicators", "annual_indicators"}
MODELS |= {"reconciliations", "decisions", "dim_submissions"}


def build(reports, decisions=()):
    con = given.loaded(reports, decisions)
    replay.build_models(con, up_to=MODELS)
    return con
