"""What a JSON report does wrong: said in both languages with its place, or refused."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.submissions.refusals import Refused
from tests.json_reports import REPORT, cells, one, read


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
