"""What a trace is built from: the models, and a warehouse of a few reports."""

import functools

from tests import given

YEAR = 2024
MODELS = {"figure_lineage", "locality_indicators", "annual_indicators"}
MODELS |= {"reconciliations", "decisions", "dim_submissions"}


build = functools.partial(given.built, up_to=MODELS)
