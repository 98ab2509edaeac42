"""The seeds hold together: the form and the published series, each with the others."""

import csv
import re
from collections import Counter
from datetime import date

import pytest
import yaml

from dagster_project import paths
from tests.seeds import folded, seed


@pytest.fixture(scope="module")
def lines() -> dict[str, dict[str, str]]:
    rows = seed("form_lines")
    assert len({row["line_code"] for row in rows}) == len(rows)
    return {row["line_code"]: row for row in rows}


def years(row: dict[str, str]) -> set[int]:
    last = int(row["valid_to_year"] or 9999)
    return {y for y in range(2023, 2031) if int(row["valid_from_year"]) <= y <= last}


def test_every_seed_and_every_column_is_declared_described_and_typed():
    declared = {
        entry["name"]: entry
        for entry in yaml.safe_load((paths.SEEDS / "_seeds.yml").read_text("utf-8"))[
            "seeds"
        ]
    }
    assert set(declared) == {path.stem for path in paths.SEEDS.glob("*.csv")}
    for name, entry in declared.items():
        with (paths.SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert entry["description"].startswith("One row per"), name
        assert list(entry["config"]["column_types"]) == header, name
        assert [column["name"] for column in entry["columns"]] == header, name
        assert all(column.get("description") for column in entry["columns"]), name


def test_no_description_ends_at_a_comma_that_yaml_takes_for_its_own():
    """`{description: The number named, in `unit`.}` is a description and a key."""
    files = [*paths.SEEDS.parent.rglob("_*.yml")]
    assert files
    for path in files:
        declared = yaml.safe_load(path.read_text("utf-8"))
        for entry in declared.get("seeds", []) + declared.get("models", []):
            for column in entry.get("columns", []):
                cut = [key for key, value in column.items() if value is None]
                assert not cut, f"{path.name}: {entry['name']}.{column['name']}: {cut}"


def test_every_part_has_a_total_of_its_measure_unit_and_nature(lines):
    for row in lines.values():
        if row["kind"] == "part":
            total = lines[row["total_code"]]
            assert total["kind"] == "total"
            for field in ("section", "measure", "unit", "scale", "nature"):
                assert row[field] == total[field], (row["line_code"], field)
            assert years(row) <= years(total)


def test_every_of_which_has_a_parent_of_its_measure_and_unit(lines):
    for row in lines.values():
        if row["kind"] == "of_which":
            parent = lines[row["total_code"]]
            assert parent["kind"] in {"total", "part"}
            assert (row["measure"], row["unit"]) == (parent["measure"], parent["unit"])
            assert years(row) <= years(parent)


def test_a_measure_has_one_total_and_its_breakdowns_have_at_least_two_parts(lines):
    totals = Counter(r["measure"] for r in lines.values() if r["kind"] == "total")
    assert set(totals.values()) == {1}
    assert set(totals) == {row["measure"] for row in lines.values()}
    for year in (2023, 2024, 2025, 2026):
        breakdowns = Counter(
            (row["total_code"], row["breakdown"])
            for row in lines.values()
            if row["kind"] == "part" and year in years(row)
        )
        assert min(breakdowns.values()) >= 2


def test_measure_breakdown_and_member_name_one_line_of_a_year(lines):
    for year in (2023, 2024, 2025, 2026):
        names = Counter(
            (row["measure"], row["breakdown"], row["member"])
            for row in lines.values()
            if year in years(row)
        )
        assert set(names.values()) == {1}


def test_sections_are_those_of_the_form(lines):
    sections = [row["section"] for row in seed("form_sections")]
    assert set(sections) == {row["section"] for row in lines.values()}
    assert len(set(sections)) == len(sections) == 7


def test_report_years_open_are_due_and_close_in_this_order():
    for row in seed("report_years"):
        year = int(row["report_year"])
        assert date.fromisoformat(row["opens_on"]).year == year
        assert row["opens_on"] < row["deadline"] <= row["closes_on"]


def test_a_published_statement_names_an_indicator_of_the_form(lines):
    known = {(r["measure"], r["breakdown"], r["member"]): r for r in lines.values()}
    rows = seed("published_statements")
    keys = Counter(
        tuple(
            row[f]
            for f in ("report_year", "indicator", "breakdown", "member", "statement")
        )
        for row in rows
    )
    assert set(keys.values()) == {1}
    for row in rows:
        line = known[row["indicator"], row["breakdown"], row["member"]]
        in_percent = row["statement"] in {"growth", "share"}
        assert row["unit"] == ("percent" if in_percent else line["unit"])
        if row["statement"] == "share":
            assert line["kind"] in {"part", "of_which"}


def test_every_measure_has_one_definition_in_every_year(lines):
    scopes = seed("indicator_scopes")
    assert {row["indicator"] for row in scopes} == {
        r["measure"] for r in lines.values()
    }
    for measure in {row["measure"] for row in lines.values()}:
        for year in range(2010, 2031):
            found = [
                row["scope"]
                for row in scopes
                if row["indicator"] == measure
                and int(row["valid_from_year"] or 0) <= year
                and year <= int(row["valid_to_year"] or 9999)
            ]
            assert len(found) == 1, (measure, year)


def test_trademark_cases_in_2021_and_2022_and_industrial_property_otherwise():
    narrow = {
        (row["indicator"], year)
        for row in seed("indicator_scopes")
        if row["scope"] == "trademark_only"
        for year in range(int(row["valid_from_year"]), int(row["valid_to_year"]) + 1)
    }
    assert narrow == {
        (indicator, year)
        for indicator in ("cases_count", "fines_vnd")
        for year in (2021, 2022)
    }


def test_a_ratio_is_made_of_two_lines_of_the_form(lines):
    known = {(r["measure"], r["breakdown"], r["member"]) for r in lines.values()}
    for row in seed("ratio_indicators"):
        for term in ("numerator", "denominator"):
            key = tuple(
                row[f"{term}_{f}"] for f in ("indicator", "breakdown", "member")
            )
            assert key in known


def test_words_phrases_and_units_are_written_once_in_the_form_they_are_compared_in():
    for name, field in (("cell_words", "word"), ("hedges", "phrase")):
        words = [row[field] for row in seed(name)]
        assert len(set(words)) == len(words)
        assert words == [folded(word) for word in words]


@pytest.mark.parametrize(
    ("name", "vi", "en"),
    [
        ("rule_messages", "message_vi", "message_en"),
        ("rule_kinds", "text_vi", "text_en"),
        ("rule_causes", "text_vi", "text_en"),
    ],
)
def test_both_languages_of_a_sentence_name_the_same_values(
    name: str, vi: str, en: str
) -> None:
    for row in seed(name):
        in_vi, in_en = (set(re.findall(r"\{(\w+)\}", row[text])) for text in (vi, en))
        assert in_vi == in_en, row


def test_every_unit_that_a_message_names_may_be_written_beside_the_number():
    macro = (paths.DBT_PROJECT / "macros" / "reading_problems.sql").read_text("utf-8")
    named = dict(re.findall(r"'(\w+)': \['([^']+)', '[^']+'\]", macro))
    assert {"participants", "clients", "items"} <= named.keys()
    words = {row["word"]: row["units"].split("|") for row in seed("unit_words")}
    for unit, name in named.items():
        if unit not in ("VND", "percent"):
            assert unit in words.get(name, []), name


def test_every_unit_word_fits_units_of_the_form(lines):
    units = {row["unit"] for row in lines.values()}
    for row in seed("unit_words"):
        # A word of another unit fits no line: its cell is unreadable, and says so.
        assert set(filter(None, row["units"].split("|"))) <= units | {"percent"}
