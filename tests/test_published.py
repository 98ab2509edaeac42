"""What a refresh of the bundled submissions publishes, by the real command."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project import validation
from tests.bundled.mistakes import MISTAKES
from tests.installation import Installation, total


def member(installation: Installation, indicator: str, name: str) -> Decimal:
    ((value,),) = installation.ask(
        f"select value from marts.annual_indicators where report_year = 2024"
        f" and indicator = '{indicator}' and member = '{name}'"
    )
    return value


def test_the_golden_figures_of_2024_are_published(bundled: Installation) -> None:
    golden = {
        "documents_count": 26,
        "cases_count": 3349,
        "fines_vnd": 42_030_000_000,
        "advised_count": 4207,
        "tasks_count": 348,
        "courses_count": 294,
        "participants_count": 11_037,
        "applications_count": 2403,
        "titles_count": 1550,
    }
    assert {name: total(bundled, 2024, name) for name in golden} == golden
    parts = {
        ("documents_count", "resolution"): 4,
        ("documents_count", "decision"): 14,
        ("documents_count", "plan"): 8,
        ("applications_count", "trademark"): 2259,
        ("titles_count", "trademark"): 1465,
        ("advised_count", "trademark"): 3862,
        ("advised_count", "industrial_design"): 236,
        ("advised_count", "invention"): 109,
    }
    assert {key: member(bundled, *key) for key in parts} == parts


def test_the_golden_figures_of_2023_are_published(bundled: Installation) -> None:
    assert total(bundled, 2023, "cases_count") == 3049
    assert total(bundled, 2023, "fines_vnd") == 36_712_000_000


def test_every_figure_says_how_many_localities_it_covers(bundled: Installation) -> None:
    rows = bundled.ask(
        "select report_year, max(localities_expected), max(localities_reporting),"
        " bool_and(is_lower_bound) from marts.annual_indicators"
        " where indicator = 'cases_count' and member = 'total'"
        " group by all order by all"
    )
    assert [row[:2] for row in rows] == [(2023, 63), (2024, 63), (2025, 34)]
    assert [row[2] for row in rows[:2]] == [52, 55]
    assert all(row[3] for row in rows)


def test_the_published_sentences_are_judged_as_the_contract_counts_them(
    bundled: Installation,
) -> None:
    rows = bundled.ask(
        "select report_year, verdict, count(*) from marts.published_comparison"
        " group by all order by all"
    )
    assert {row[:2]: row[2] for row in rows if row[0] == 2024} == {
        (2024, "exact"): 12,
        (2024, "consistent"): 8,
        (2024, "fail"): 1,
    }
    assert {row[:2]: row[2] for row in rows if row[0] == 2023} == {
        (2023, "exact"): 1,
        (2023, "consistent"): 1,
        (2023, "cannot_tell"): 2,
    }
    assert {row[1] for row in rows if row[0] < 2023} == {"cannot_tell"}


def test_2023_and_2024_reconcile_in_every_block_and_2025_has_ten_held(
    bundled: Installation,
) -> None:
    rows = bundled.ask(
        "select report_year, count(distinct (unit_set, locality_code))"
        " from marts.locality_indicators where status = 'held' group by all"
    )
    assert rows == [(2025, 10)]


def test_the_ten_mistakes_of_2025_are_seen_by_the_rules_that_the_docs_name(
    bundled: Installation,
) -> None:
    seen: dict[str, dict[str, set[str]]] = {}
    for code, rule, kind in bundled.ask(
        "select locality_code, rule_id, case when verdict = 'fail' then severity"
        " else verdict end from marts.reconciliations where report_year = 2025"
        " and verdict in ('fail', 'soft_gap', 'cannot_tell')"
    ):
        seen.setdefault(code, {}).setdefault(kind, set()).add(rule)
    assert seen == {
        mistake.locality_code: {
            kind: set(rules)
            for kind, rules in (
                ("hard", mistake.rules),
                ("soft", mistake.soft),
                ("cannot_tell", mistake.cannot_tell),
            )
            if rules
        }
        for mistake in MISTAKES
    }


def test_a_named_cause_is_the_one_that_was_planted_or_none(
    bundled: Installation,
) -> None:
    planted = {mistake.locality_code: mistake.kind for mistake in MISTAKES}
    named = bundled.ask(
        "select distinct locality_code, cause from marts.reconciliations"
        " where report_year = 2025 and cause is not null and rule_id like 'SUM:%'"
    )
    told = {code: cause for code, cause in named if cause != "undecided"}
    without_a_name = {"decimal_count", "unreadable"}
    wrong = {
        code: cause
        for code, cause in told.items()
        if planted[code] != cause and planted[code] not in without_a_name
    }
    assert wrong == {}
    assert len(told) >= 5


@pytest.mark.slow
def test_a_refresh_of_an_empty_build_gives_the_same_rows_in_the_same_order(
    bundled: Installation, tmp_path: Path
) -> None:
    """With everything kept from a refresh before: `test_robustness`."""
    again = Installation(tmp_path)
    shutil.copytree(bundled.raw, again.raw)
    again.ipw("refresh")
    assert again.marts() == bundled.marts()
    assert len(again.tables()) == len(again.marts())
    assert again.tables() == bundled.tables()


def test_every_check_that_dagster_shows_has_judged_something(
    bundled: Installation,
) -> None:
    judged = bundled.ask(
        "select section, severity from validation.expectation_results"
        " group by all having sum(evaluated_count) > 0"
    )
    assert set(judged) == set(validation.KINDS)


def test_every_published_column_is_described(bundled: Installation) -> None:
    assert (
        bundled.ask(
            "select schema_name, table_name, column_name from duckdb_columns()"
            " where schema_name in ('marts', 'facts', 'reference', 'validation')"
            " and (comment is null or trim(comment) = '')"
        )
        == []
    )
    assert (
        bundled.ask(
            "select table_name from duckdb_tables() where schema_name in"
            " ('marts', 'facts', 'reference', 'validation')"
            " and coalesce(comment, '') = ''"
        )
        == []
    )


def test_the_comment_of_every_report_year_names_its_unit(bundled: Installation) -> None:
    years = bundled.ask(
        "select schema_name, table_name, comment from duckdb_columns()"
        " where column_name = 'report_year'"
    )
    assert len(years) > 20
    assert [each for each in years if "(year)" not in each[2]] == []


def test_the_summary_says_where_to_look_next(bundled: Installation) -> None:
    output = bundled.output
    assert "4,207" in output
    assert "published" in output
    assert "synthetic" in output


def test_every_page_of_a_build_with_synthetic_submissions_says_so(
    bundled: Installation,
) -> None:
    pages = list((bundled.build / "published").rglob("*.html"))
    assert len(pages) > 700
    assert [x for x in pages if "SYNTHETIC" not in x.read_text("utf-8")] == []
