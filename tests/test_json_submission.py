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
from dagster_project.submissions.json_submission import submissions_of
from dagster_project.submissions.parsed import ParsedSubmission
from dagster_project.submissions.parsing import parse
from dagster_project.submissions.refusals import Refused
from expectations.form import form

REPORT: dict[str, Any] = {
    "report_year": 2024,
    "locality_code": "22",
    "cells": {"A": "2", "A1": "1"},
}


def read(data: Any) -> tuple[ParsedSubmission, ...]:
    """The submissions of a JSON document, given as data, text or bytes."""
    if not isinstance(data, str | bytes):
        data = json.dumps(data, ensure_ascii=False)
    return submissions_of(data.encode() if isinstance(data, str) else data)


def one(data: Any) -> ParsedSubmission:
    """The one submission of a JSON document."""
    (found,) = read(data)
    return found


def values(data: Any) -> list[tuple[str, str, str]]:
    """(line, kind, raw text) of a document with one submission."""
    return [(x.line_code, x.value_kind, x.raw_text) for x in one(data).cells]


def cells(text: str) -> str:
    """A report whose cells are written as this JSON text."""
    return f'{{"report_year": 2024, "locality_code": "22", "cells": {text}}}'


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


@pytest.mark.parametrize(
    ("changes", "place", "vi", "en"),
    [
        ({"cells": {"A": None}}, "/cells/A", "phải là chữ hoặc số", "a text or a num"),
        ({"cells": {"A": [1, 2]}}, "/cells/A", "nhưng tệp ghi [1, 2]", "but is [1, 2]"),
        ({"report_year": "năm 2024"}, "/report_year", "bốn chữ số", "in four digits"),
        ({"locality_code": 2.5}, "/locality_code", "nhưng tệp ghi 2.5", "but is 2.5"),
        ({"note": 3}, "/note", "một ghi chú", "a note, or notes by line code"),
        ({"replaces_all": "yes"}, "/replaces_all", '"không"', 'one of true, false, "'),
        ({"language": "fr"}, "/language", 'giá trị "vi", "en"', 'one of "vi", "en"'),
        ({"contact": 5}, "/contact", "phải là chữ", "must be a text, but is 5"),
        ({"ngày": 5, "x": 1}, "/", 'không có khóa "ngày", "x"', 'no key "ngày", "x"'),
    ],
)
def test_what_breaks_the_schema_is_said_in_both_languages_with_its_path(
    changes: dict[str, Any], place: str, vi: str, en: str
) -> None:
    (remark,) = [x for x in one(REPORT | changes).remarks if x.code == "schema"]
    assert remark.address == place
    assert f"“{place}”" in remark.text_vi and vi in remark.text_vi
    assert f"“{place}”" in remark.text_en and en in remark.text_en
    assert " is " not in remark.text_vi and " not " not in remark.text_vi


def test_missing_keys_are_named_together_and_by_report() -> None:
    found = read([REPORT, {"cells": {"A": "1"}}])
    (remark,) = found[1].remarks
    assert remark.address == "/1"
    assert "thiếu report_year, locality_code" in remark.text_vi


@pytest.mark.parametrize(
    ("text", "vi"),
    [
        ('{"a" 1}', "sai cú pháp ở dòng 1, cột 6"),
        (cells('{"A": NaN}'), "NaN không phải là số dùng được"),
        ("[]", "Danh sách trống."),
        ("[5]", "Không đúng lược đồ JSON tại “/0”: phải là một đối tượng {…}"),
    ],
)
def test_a_refusal_of_json_is_vietnamese_in_the_vietnamese_sentence(
    text: str, vi: str
) -> None:
    with pytest.raises(Refused) as caught:
        read(text)
    assert vi in caught.value.reason_vi


def test_an_unknown_line_is_named_once() -> None:
    found = one({**REPORT, "cells": {"A": 1, "Q": 2}})
    assert [x.code for x in found.remarks] == ["unknown_line"]


def test_one_broken_report_of_a_list_is_said_and_the_others_count() -> None:
    found = one([REPORT, "x"])
    assert [(x.code, x.address) for x in found.remarks] == [("schema", "/1")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "broken_json"),
        ("", "broken_json"),
        ("[" * 100_000, "broken_json"),
        (cells('{"A": NaN}'), "broken_json"),
        (cells('{"A": 1e999999999}'), "broken_json"),
        (cells('{"A": ' + "9" * 5000 + "}"), "broken_json"),
        ("[]", "no_line_found"),
        ("5", "no_line_found"),
        ('{"rows": []}', "no_line_found"),
        (cells("{}"), "no_line_found"),
        (cells('{"Q": 1}'), "no_line_found"),
    ],
)
def test_what_holds_no_report_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read(text)
    assert caught.value.code == code
    assert caught.value.reason_vi and caught.value.reason_en


def test_utf_16_is_read() -> None:
    assert values(json.dumps(REPORT).encode("utf-16"))[0] == ("A", "text", "2")


@settings(max_examples=150, deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_a_number_keeps_its_value(number: Decimal) -> None:
    ((_, kind, text),) = values(cells(f'{{"A": {number:f}}}'))
    assert kind == "number"
    assert Decimal(text) == number


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda x: (
        st.lists(x, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "A", "report_year", "locality_code", "note", "~/"]
            ),
            x,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_document_is_read_or_refused(data: Any) -> None:
    try:
        assert read(data)
    except Refused as refused:
        assert refused.reason_vi and refused.reason_en


def test_a_whole_number_of_any_length_is_whole(tmp_path: Path) -> None:
    """10^28 has more digits than a decimal context: found by a generated document."""
    file = tmp_path / "long.json"
    file.write_text(
        '{"report_year": 10000000000000000000000000000, "cells": {"A": "1"}}'
    )
    parsed = parse(file, file.name)
    assert parsed.submissions[0].cells[0].raw_text == "1"


@pytest.mark.parametrize(
    "text",
    [
        '{"report_year": 2025, "locality_code": "22", "cells": {"A": 7},'
        ' "cells": {"P": 1}}',
        '[{"report_year": 2024, "report_year": 2025, "locality_code": "22",'
        ' "cells": {"A": 7}}]',
    ],
)
def test_a_key_given_twice_is_refused_and_not_guessed(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read(text)
    assert caught.value.code == "key_given_twice"
    assert (
        "/cells" in caught.value.reason_en or "/0/report_year" in caught.value.reason_en
    )
