"""JSON reports: by the published schema, exact numbers, nothing lost."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project import paths
from dagster_project.submissions.json_schema import schema, schema_text
from dagster_project.submissions.parsing import parse
from expectations.form import form
from tests.json_reports import REPORT, cells, one, read, values


def test_the_published_schema_is_that_of_the_form() -> None:
    published = paths.PROJECT / "docs" / "submission.schema.json"
    assert published.read_text(encoding="utf-8") == schema_text()


def test_the_schema_knows_every_line_of_every_form() -> None:
    lines = schema()["$defs"]["report"]["properties"]["cells"]["properties"]
    assert list(lines) == [x.code for x in form().all_lines]
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize(
    ("change", "is_valid"),
    [
        ({}, True),
        ({"report_year": "2024"}, True),
        ({"replaces_all": "có", "language": "en", "note": {"A": "x"}}, True),
        ({"period_start": "2024-01-01", "prepared_by": "SYNTHETIC"}, True),
        ({"cells": {"Q": 1}}, False),
        ({"cells": {"A": True}}, False),
        ({"cells": {}}, False),
        ({"report_year": "24"}, False),
        ({"locality": "22"}, False),
    ],
)
def test_the_schema_says_what_it_means(change: Any, is_valid: bool) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    assert validator.is_valid({**REPORT, **change}) is is_valid
    assert validator.is_valid([{**REPORT, **change}]) is is_valid


def test_a_report_gives_its_cells_by_json_pointer() -> None:
    found = one(REPORT)
    assert [(x.line_code, x.raw_text, x.address) for x in found.cells] == [
        ("A", "2", "/cells/A"),
        ("A1", "1", "/cells/A1"),
    ]
    assert found.cover.report_year_text == "2024"
    assert found.remarks == ()


def test_a_list_gives_a_submission_for_each_report() -> None:
    found = read([REPORT, {**REPORT, "locality_code": "1"}])
    assert [x.cover.locality_code_text for x in found] == ["22", "1"]
    assert found[1].cells[0].address == "/1/cells/A"


def test_numbers_are_exact_decimals_and_texts_stay_texts() -> None:
    assert values(
        cells('{"A": 36.70, "A1": 1e3, "A2": "1.250", "A3": 12, "A9": ""}')
    ) == [
        ("A", "number", "36.7"),
        ("A1", "number", "1000"),
        ("A2", "text", "1.250"),
        ("A3", "number", "12"),
        ("A9", "empty", ""),
    ]


def test_null_is_empty_and_what_is_no_value_is_said() -> None:
    found = one(cells('{"A": null, "A1": true, "A2": [1]}'))
    assert [(x.value_kind, x.raw_text) for x in found.cells] == [
        ("empty", ""),
        ("boolean", "true"),
        ("error", "[1]"),
    ]
    assert {x.code for x in found.remarks} == {"schema"}


def test_a_line_given_twice_is_read_twice() -> None:
    found = one(cells('{"A": 1, "A": 2}')).cells
    assert [(x.occurrence, x.raw_text) for x in found] == [(1, "1"), (2, "2")]


def test_two_reports_of_one_locality_and_year_are_one_submission() -> None:
    found = one([REPORT, REPORT])
    assert [x.occurrence for x in found.cells] == [1, 1, 2, 2]


@pytest.mark.parametrize("key", ["locality_code", "report_year"])
def test_two_reports_that_lack_whose_or_which_year_they_are_stay_two(key: str) -> None:
    whose = {"report_year": 2024, "locality_code": "22"}
    del whose[key]
    found = read([whose | {"cells": {"A": x}} for x in (1, 2)])
    assert [[y.raw_text for y in x.cells] for x in found] == [["1"], ["2"]]


def test_a_number_that_is_no_text_is_the_same_in_every_language() -> None:
    whose = {"report_year": 2024, "locality_code": "22"}
    english = {**whose, "language": "en", "cells": {"A": 2}}
    for value, language in ((1.5, "en"), ("1.5", "en | vi")):
        (found,) = read([english, {**whose, "cells": {"C": value}}])
        assert found.cover.language_text == language


def test_the_cover_is_the_optional_keys() -> None:
    cover = one(
        {
            **REPORT,
            "period_start": "2024-01-01",
            "replaces_all": True,
            "language": "en",
            "prepared_by": "SYNTHETIC",
            "note": {"A1": "xem phụ lục"},
        }
    )
    assert str(cover.cover.period_start) == "2024-01-01"
    assert (cover.cover.replaces_all, cover.cover.language) == (True, "en")
    assert [x.note for x in cover.cells] == [None, "xem phụ lục"]


def test_a_missing_locality_leaves_the_cells_readable() -> None:
    found = one({"report_year": 2024, "cells": {"A": 1}})
    assert found.cover.locality_code_text is None
    assert [x.line_code for x in found.cells] == ["A"]
    assert [x.code for x in found.remarks] == ["schema"]


def test_utf_16_is_read() -> None:
    assert values(json.dumps(REPORT).encode("utf-16"))[0] == ("A", "text", "2")


@settings(max_examples=150, deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_a_number_keeps_its_value(number: Decimal) -> None:
    ((_, kind, text),) = values(cells(f'{{"A": {number:f}}}'))
    assert kind == "number"
    assert Decimal(text) == number


def test_a_whole_number_of_any_length_is_whole(tmp_path: Path) -> None:
    """10^28 has more digits than a decimal context: found by a generated document."""
    file = tmp_path / "long.json"
    file.write_text(
        '{"report_year": 10000000000000000000000000000, "cells": {"A": "1"}}'
    )
    parsed = parse(file, file.name)
    assert parsed.submissions[0].cells[0].raw_text == "1"
