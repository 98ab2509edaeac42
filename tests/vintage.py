"""Warehouses of a few reports, and publications frozen from them."""

from datetime import date

import pytest

from dagster_project.inquiry import replay
from dagster_project.publishing import frozen, vintages
from tests import given

YEAR = 2024
MODELS = {"vintages", "revisions", "figure_inputs", "annual_indicators", "rules"}
MODELS |= {"dim_submissions", "refreshes", "decisions", "locality_indicators"}


@pytest.fixture
def raw(tmp_path, monkeypatch):
    monkeypatch.setenv("IPW_RAW", str(tmp_path / "raw"))
    return tmp_path / "raw"


def build(reports, decisions=(), today=given.TODAY):
    """A warehouse of these reports beside what is frozen so far."""
    con = given.loaded(reports, decisions, today=today, publications=frozen.read())
    replay.build_models(con, up_to=MODELS)
    return con


def freeze(con, as_of="2025-06-03", note="annual report", year=YEAR):
    return vintages.freeze(con, year, date.fromisoformat(as_of), note, "steward")
