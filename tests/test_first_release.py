"""What the first release received, every later version reads to the same figures."""

import json
from decimal import Decimal

import pytest

from tests import first_release
from tests.installation import Installation

pytestmark = [pytest.mark.xdist_group("hardening"), pytest.mark.slow]


def rows(installation: Installation, sql: str) -> list[list[object]]:
    """As `expected.json` writes them: decimals as text."""
    return [
        [str(value) if isinstance(value, Decimal) else value for value in row]
        for row in installation.ask(sql)
    ]


def test_every_submission_stands_as_it_stood(first: Installation) -> None:
    assert (
        rows(
            first,
            "select submission_id, original_name, report_year, locality_code, status,"
            " sender, channel from reference.dim_submissions order by all",
        )
        == first_release.expected()["submissions"]
    )


def test_every_figure_is_the_figure_of_the_first_release(first: Installation) -> None:
    assert (
        rows(
            first,
            "select report_year, indicator, breakdown, member, value, value_low,"
            " value_high, held_value, localities_reporting, localities_held"
            " from marts.annual_indicators"
            " where localities_reporting + localities_held > 0 order by all",
        )
        == first_release.expected()["annual_indicators"]
    )


def test_what_a_steward_accepted_counts_and_what_nobody_did_is_held(
    first: Installation,
) -> None:
    """Quảng Ninh 2025: E says 153 for 135. Đà Nẵng 2025: B says 122 for 79."""
    assert (
        rows(
            first,
            "select report_year, locality_code, rule_id, verdict, status, cause"
            " from marts.reconciliations where status is not null order by all",
        )
        == first_release.expected()["failures"]
    )
    assert first.ask(
        "select locality_code, value, held_value, status from marts.locality_indicators"
        " where report_year = 2025 and member = 'total' and (locality_code, indicator)"
        " in (('22', 'advised_count'), ('48', 'cases_count')) order by all"
    ) == [("22", 153, None, "accepted"), ("48", None, 122, "held")]


def test_the_verdicts_are_those_of_the_first_release(first: Installation) -> None:
    assert (
        rows(
            first,
            "select report_year, verdict, count(*) from marts.reconciliations"
            " where locality_code in ('22', '20', '48') group by all order by all",
        )
        == first_release.expected()["verdicts"]
    )


def test_the_bytes_and_receipts_of_the_first_release_are_left_alone(
    first: Installation,
) -> None:
    kept = first_release.FOLDER / "raw"
    for name in ("received", "refused", "decisions", ".duplicates"):
        before = {
            path.relative_to(kept): path.read_bytes()
            for path in (kept / name).rglob("*")
            if path.is_file()
        }
        after = {
            path.relative_to(first.raw): path.read_bytes()
            for path in (first.raw / name).rglob("*")
            if path.is_file()
        }
        assert after == before
    (said,) = (kept / ".duplicates").glob("*.json")
    assert json.loads(said.read_bytes())["duplicate_of"].startswith("20260120T")
