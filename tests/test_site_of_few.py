"""The public pages of a few reports: none, one, held, implied or settled."""

from pathlib import Path

import duckdb

from dagster_project.inquiry import replay
from tests.given import built, decision, loaded, report
from tests.site_pages import Page, drawn


def written(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> Path:
    """The folder of the pages over this warehouse."""
    drawn(con, tmp_path / "site")
    return tmp_path / "site"


def test_a_country_without_a_report_has_a_page_that_says_so(tmp_path: Path) -> None:
    assert drawn(built([]), tmp_path / "site") > 97 * 2
    text = Page(tmp_path / "site" / "en" / "index.html").text
    assert "No report yet" in text and "SYNTHETIC" not in text
    assert "SYNTHETIC" not in Page(tmp_path / "site" / "index.html").text


def test_where_there_is_nothing_to_compare_the_comparison_says_so(
    tmp_path: Path,
) -> None:
    site = written(built([]), tmp_path)
    for language, said in (("vi", "địa phương đầu tiên"), ("en", "the first locality")):
        page = Page(site / language / "compare.html")
        assert said in page.text
        assert not page.all("select")


def test_one_locality_and_year_are_enough(tmp_path: Path) -> None:
    con = built([report("22", 2024, {"B": 12, "B1": 12})])
    site = written(con, tmp_path)
    text = Page(site / "en" / "2024.html").text
    assert "1 of 63 localities reported." in text
    assert "No earlier year to compare with" in text


def test_a_locality_of_no_year_that_is_held_has_a_page_that_says_so(
    tmp_path: Path,
) -> None:
    # Only 2025 was reported: who was there until June 2025 was never asked.
    site = written(built([report("22", 2025, {"B": 12})]), tmp_path)
    for language, said in (("vi", "chưa có số liệu"), ("en", "there are no figures")):
        former = Page(site / language / "locality" / "63-22.html")
        assert said in former.text
        assert not former.all("table") and not former.all("h2")
        for place, parts in (
            ("34-22", ["figures", "rules", "filed", "cells"]),
            ("34-15", ["figures", "filed"]),
        ):
            page = Page(site / language / "locality" / f"{place}.html")
            assert said not in page.text
            assert [each["id"] for each in page.all("h2")] == parts


def test_a_year_without_a_report_between_two_is_named(tmp_path: Path) -> None:
    con = built([report("22", year, {"B": 12}) for year in (2023, 2025)])
    site = written(con, tmp_path)
    for language, said in (
        ("vi", "không có báo cáo nào của năm 2024"),
        ("en", "there is no report of 2024"),
    ):
        folder = site / language
        assert said in Page(folder / "2025.html").text
        assert said in Page(folder / "2025" / "cases_count.html").text
        assert "2022" not in Page(folder / "2023.html").text


def test_a_year_that_one_file_names_by_mistake_is_not_the_latest(
    tmp_path: Path,
) -> None:
    held = {"hold_code": "outside_window", "hold_vi": "Ngoài kỳ.", "hold_en": "Early."}
    con = built([report("22", 2024, {"B": 12}), report("22", 2025, {"B": 9}, **held)])
    site = written(con, tmp_path)
    folder = site / "en"
    assert "The year 2024" in Page(folder / "index.html").text
    assert "1 of 34 localities reported." in Page(folder / "2025.html").text
    assert "63 (until June 2025) 2024 in time" in Page(folder / "localities.html").text
    assert '"latest":"2024"' in (folder / "compare.html").read_text("utf-8")


def test_where_nothing_counts_at_all_the_latest_year_is_shown(tmp_path: Path) -> None:
    con = built([report("22", year, {"B": "nhiều"}) for year in (2023, 2024)])
    site = written(con, tmp_path)
    assert "The year 2024" in Page(site / "en" / "index.html").text


def test_no_share_is_above_a_hundred_percent_and_the_page_says_why(
    tmp_path: Path,
) -> None:
    # "More than 40" is written as 40, one kind of it as 41: 102.5 % of what is written.
    parts = {"1": 41, "2": 0, "3": 0, "9": 0}
    advised = {"E": "hơn 40"} | {f"E{end}": value for end, value in parts.items()}
    con = built([report("22", 2024, advised | {"M": "hơn 40", "M1": 41, "B": 5})])
    site = written(con, tmp_path)
    for language, no_share, between, statements in (
        ("vi", "Không tính tỷ trọng", "83,7 % – 100,0 %", "Số liệu công bố và"),
        ("en", "No shares", "83.7 % – 100.0 %", "Published and computed"),
    ):
        folder = site / language
        overview = Page(folder / "2024.html").text.partition(statements)[0]
        figure = Page(folder / "2024" / "advised_count.html").text
        assert "102" not in overview + figure.partition(statements)[0]
        assert no_share in overview and no_share in figure
        assert between in overview
        assert no_share not in Page(folder / "2024" / "cases_count.html").text


def test_a_number_below_zero_that_was_accepted_makes_no_share(tmp_path: Path) -> None:
    negative = report("22", 2024, {"B": -3, "B1": -3})
    of = negative.submission.submission_id
    accepted = [decision(of, f"CELL:{line}", "accept") for line in ("B", "B1")]
    con = built([negative, report("01", 2024, {"B": 5, "B1": 5})], accepted)
    text = Page(written(con, tmp_path) / "en" / "2024" / "cases_count.html").text
    text = text.partition("Published and computed")[0]
    assert "250" not in text and "150" not in text  # 5 and -3 of 2
    assert "Quang Ninh 22 -3 in time" in text and "Ha Noi 01 5 in time" in text


def test_an_of_which_is_a_share_of_what_it_is_part_of(tmp_path: Path) -> None:
    cases = {"B": 100, "B1": 50, "B2": 50, "B1a": 30}
    con = built([report("22", 2024, cases)])
    site = written(con, tmp_path)
    text = Page(site / "en" / "2024" / "cases_count.html").text
    assert "60.0 %" in text and "30.0 %" not in text  # of 50 trademark cases


def test_a_line_of_a_text_file_is_named_in_the_readers_language(
    tmp_path: Path,
) -> None:
    con = loaded([report("22", 2024, {"B": 12})])
    con.execute("update raw.cells set sheet = null, address = 'line 7'")
    replay.build_models(con)
    site = written(con, tmp_path)
    for language, here, there in (("vi", "dòng 7", "line 7"), ("en", "line 7", "dòng")):
        for page in ("locality/63-22.html", "2024/cases_count.html"):
            text = Page(site / language / page).text
            assert here in text and there not in text


def test_a_cell_without_a_number_says_where_it_stands_too(tmp_path: Path) -> None:
    given = {"A": 3, "B": "chưa có số liệu", "E": "không áp dụng", "H": "12*"}
    site = written(built([report("22", 2024, given)]), tmp_path)
    text = Page(site / "en" / "locality" / "63-22.html").text
    for written_there in (
        "3 3 I!E4",
        "chưa có số liệu I!E",
        "không áp dụng I!E",
        "12* I!E",
    ):
        assert written_there in text


def test_an_implied_total_is_of_every_file_that_gave_a_part(tmp_path: Path) -> None:
    parts = {"A1": 1, "A2": 2, "A3": 0}
    con = built(
        [
            report("22", 2024, parts, original_name="first.xlsx"),
            report("22", 2024, {"A9": 4}, original_name="second.xlsx"),
            report("01", 2024, parts | {"A9": 4}, original_name="whole.xlsx"),
        ]
    )
    site = written(con, tmp_path)
    folder = site / "en"
    text = Page(folder / "locality" / "63-22.html").text
    assert "issued 7 A1 + A2 + A3 + A9 first.xlsx + second.xlsx A1" in text
    text = Page(folder / "2024" / "documents_count.html").text
    assert "in time A1 + A2 + A3 + A9 " in text
    text = Page(folder / "locality" / "63-01.html").text
    assert "issued 7 I!E4 + E5 + E6 + E7 whole.xlsx A1" in text


def test_a_line_that_is_asked_since_a_later_year_has_no_page_before_and_no_link_to_one(
    tmp_path: Path,
) -> None:
    con = loaded([report("22", 2024, {"E": 5}), report("22", 2025, {"P": 4})])
    con.execute(
        "update reference.form_lines set valid_from_year = 2025"
        " where measure = 'media_items_count'"
    )
    replay.build_models(con)
    site = written(con, tmp_path)
    folder, beside = site / "en", tmp_path / "report" / "en"
    beside.mkdir(parents=True)
    (beside / "index.html").touch()
    assert not (folder / "2024" / "media_items_count.html").exists()
    for page in (folder / "2025").glob("*.html"):
        links = {each.get("href") or "" for each in Page(page).all("a")}
        assert all((page.parent / link.partition("#")[0]).exists() for link in links)
        has_year_before = f"../2024/{page.name}" in links
        assert has_year_before is (page.stem != "media_items_count")


def test_what_a_steward_settled_is_neither_open_nor_to_be_corrected(
    tmp_path: Path,
) -> None:
    cells = {"E": 200, "E1": 100, "E2": 0, "E3": 0, "E9": 0}
    sent = [report(code, 2024, cells) for code in ("01", "22", "48")]
    decided = [
        decision(each.submission.submission_id, "SUM:E:ip_right", kind, texts)
        for each, kind in zip(sent[:2], ("accept", "exclude"), strict=True)
        for texts in [{code: str(value) for code, value in cells.items()}]
    ]
    site = written(built(sent, decided), tmp_path)
    for code, said in (
        ("01", "2024 · accepted SUM:E:ip_right"),
        ("22", "2024 · excluded SUM:E:ip_right"),
        ("48", "2024 · must correct SUM:E:ip_right"),
    ):
        text = Page(site / "en" / "locality" / f"63-{code}.html").text
        assert said in text and "What is open" not in text
        assert ("confirmed by letter" in text) is (code != "48")


def test_what_holds_only_in_the_widest_reading_is_to_be_looked_at(
    tmp_path: Path,
) -> None:
    cells = {"E": "hơn 50", "E1": 60, "E2": 0, "E3": 0, "E9": 0}
    site = written(built([report("22", 2024, cells)]), tmp_path)
    text = Page(site / "en" / "locality" / "63-22.html").text
    assert "2024 · please check SUM:E:ip_right" in text
