"""What stands beside a figure of the public pages: its share, its change, its map."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project.site import charts, numerals, year
from dagster_project.site.country import Country
from tests.country import codes
from tests.given import built, decision, report
from tests.site_pages import Page, drawn, reread

ADVICE = {"E": 50, "E1": 40, "E2": 10, "E3": 0, "E9": 0}


def test_what_localities_count_for_adds_up_to_the_national_figure(
    known: Country,
) -> None:
    for (at, figure), national in known.national.items():
        if figure in known.lines:
            values = [known.value(at, place, figure) for place in known.places(at)]
            counted = [value for value in values if value is not None]
            assert len(counted) == national.reporting
            assert sum(counted) == (national.value or 0)


def test_a_share_is_of_the_localities_that_count_for_both(tmp_path: Path) -> None:
    # Of the advice of 01 only the total is known: 40 of 50 at 22, not 40 of 150.
    con = built([report("22", 2024, ADVICE), report("01", 2024, {"E": 100})])
    card = year.card(reread(con), 2024, reread(con).lines["advised_count", *TOTAL])
    (trademark, *_) = card.breakdowns["ip_right"]
    assert (trademark.share, trademark.covered) == (Decimal("0.8"), 1)
    drawn(con, tmp_path / "site")
    for page in ("2024.html", "2024/advised_count.html"):
        text = Page(tmp_path / "site" / "en" / page).text
        assert re.search(r"Trademark 40 (1/63 )?80.0 % 1/63", text), page
        assert "26.7 %" not in text
        assert "A share is taken over the localities that count for both." in text


def test_a_number_below_zero_that_was_accepted_is_no_share() -> None:
    sent = report("22", 2024, {**ADVICE, "E1": -2, "E2": 52})
    cells = {"E": "50", "E1": "-2", "E2": "52", "E3": "0", "E9": "0"}
    accepted = decision(sent.submission.submission_id, "CELL:E1", "accept", cells)
    country = reread(built([sent], [accepted]))
    card = year.card(country, 2024, country.lines["advised_count", *TOTAL])
    (trademark, *_) = card.breakdowns["ip_right"]
    assert (trademark.national.value, trademark.share) == (-2, None)


def test_where_all_cover_the_same_nothing_is_added(site: Path) -> None:
    text = Page(site / "en" / "2024.html").text
    assert "A share is taken over" not in text


TOTAL = ("total", "total")


def stock() -> Country:
    """Tasks of 01 from 10 to 13; 22 leaves with 4, 79 enters with 20."""
    return reread(
        built(
            [
                report("01", 2023, {"G": 10}),
                report("22", 2023, {"G": 4}),
                report("01", 2024, {"G": 13}),
                report("79", 2024, {"G": 20}),
            ]
        )
    )


def test_a_stock_says_its_change_on_the_same_localities(tmp_path: Path) -> None:
    country = stock()
    card = year.card(country, 2024, country.lines["tasks_count", *TOTAL])
    # 33 - 14 = 19 in all, 13 - 10 = 3 at the same: less than half of it.
    assert card.growth is not None and card.growth.panel_change == 3
    assert card.verdict == "partly"
    con = built([report("01", 2023, {"G": 10}), report("01", 2024, {"G": 13})])
    drawn(con, tmp_path / "site")
    text = Page(tmp_path / "site" / "en" / "2024.html").text
    assert "+3 against 2023 +3 on the one same locality a real change" in text
    assert "a stock at 31 December" in text


def test_what_did_not_move_is_no_real_change() -> None:
    country = reread(
        built([report("01", 2023, {"B": 10}), report("01", 2024, {"B": 10})])
    )
    card = year.card(country, 2024, country.lines["cases_count", *TOTAL])
    assert card.verdict == "same"


def test_what_moved_by_less_than_a_share_shows_has_moved() -> None:
    # 1 000 đồng of 42 billion are a share of 0.000000.
    con = built(
        [
            report("22", 2023, {"C": "42030", "E": 10}),
            report("22", 2024, {"C": "42030,001", "E": 10}),
        ]
    )
    country = reread(con)
    card = year.card(country, 2024, country.lines["fines_vnd", *TOTAL])
    assert card.growth is not None and card.growth.change == 1000
    assert (card.growth.headline, card.verdict) == (0, "real")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0, 4, "+4 against 2023 +4 on the one same locality a real change"),
        (0, 0, "±0 against 2023 ±0 on the one same locality no change"),
    ],
)
def test_what_was_nothing_is_compared_by_its_difference(
    before: int, after: int, said: str, tmp_path: Path
) -> None:
    con = built([report("22", 2023, {"B": before}), report("22", 2024, {"B": after})])
    drawn(con, tmp_path / "site")
    for page in ("2024.html", "2024/cases_count.html"):
        text = Page(tmp_path / "site" / "en" / page).text
        assert said in text and "There is no base" not in text, page


def test_a_year_without_a_number_that_counts_is_no_year_that_is_not_there(
    tmp_path: Path,
) -> None:
    # Nobody gives a number for budgets in 2024, nor for courses in 2023.
    con = built([report("22", 2023, {"H": 5}), report("22", 2024, {"K": 3})])
    drawn(con, tmp_path / "site")
    for language, no_year, no_number in (
        ("en", "No earlier year", "no number counts in this year or in the one before"),
        ("vi", "Không có năm trước", "năm này hoặc năm trước không có số liệu nào"),
    ):
        folder = tmp_path / "site" / language
        for page in ("2024.html", "2024/budget_vnd.html", "2024/courses_count.html"):
            text = Page(folder / page).text
            assert no_number in text and no_year not in text, page
        text = Page(folder / "2023.html").text
        assert no_year in text and no_number not in text


def test_what_has_no_upper_end_has_none_in_the_table_of_the_series(
    tmp_path: Path,
) -> None:
    # [35, 45] and [100, ∞): 140 are written, and it may be any number above.
    cases = {"22": "khoảng 40", "01": "ít nhất 100"}
    con = built([report(code, 2024, {"B": text}) for code, text in cases.items()])
    drawn(con, tmp_path / "site")
    text = Page(tmp_path / "site" / "en" / "2024" / "cases_count.html").text
    assert "≥ 135 135 – … 2 of 63 localities" in text


def test_a_number_outside_its_range_has_the_range_beside_it(tmp_path: Path) -> None:
    """Between 45 and 46 lies no whole number: "more than 45" reads 46 (contract, 4)."""
    cases = dict.fromkeys(codes("34"), "0") | {"22": "hơn 45"}
    con = built([report(code, 2025, {"B": text}) for code, text in cases.items()])
    drawn(con, tmp_path / "site")
    text = Page(tmp_path / "site" / "en" / "2025" / "cases_count.html").text
    assert "computed from reports 45 46 – 46 34 of 34 localities" in text


def test_a_year_after_the_merger_says_which_map_each_figure_is_on(site: Path) -> None:
    for page in ("2025.html", "2025/cases_count.html"):
        text = Page(site / "en" / page).text
        assert "on the same 24 localities on the map of 34" in text, page
        said = "2025 is on the map of 34 (since 1 July 2025); 2024 on the map of 63"
        assert said in text, page
        assert "on the map of" not in Page(site / "en" / page.replace("5", "4")).text


def test_no_line_and_no_point_is_drawn_to_a_level_published_with_a_hedge(
    known: Country,
) -> None:
    # 2024 was published as "more than 3,300 cases".
    line = known.lines["cases_count", *TOTAL]
    found = [x for x in charts.points(known, line) if x.source == "published"]
    assert [point.year for point in found if point.is_hedged] == [2024]
    drawn = str(charts.series(known, line, "en"))
    squares = drawn.count('stroke="var(--c-published)"')
    # Six exact levels; two lines join 2019 to 2020 and 2021 to 2022; one interval.
    assert squares == 6 + len(LINES) + 1
    assert "&gt; 3,300" in drawn


# Runs of the published cases: 2014 | 2019, 2020 | 2021, 2022 | 2023.
LINES = ("2014", "2019-2020", "2021-2022", "2023")


def test_every_computed_level_of_a_drawing_says_what_it_covers(known: Country) -> None:
    drawn = str(charts.series(known, known.lines["cases_count", *TOTAL], "vi"))
    for label in ("≥ 3.349", "55/63", "≥ 3.546", "30/34"):
        assert f">{label}</text>" in drawn


def test_a_table_of_the_series_says_at_least_and_of_how_many(site: Path) -> None:
    text = Page(site / "en" / "2024" / "cases_count.html").text
    assert "≥ 3,349 55 of 63 localities all industrial property" in text


def test_the_map_explains_every_tile_that_is_not_coloured(site: Path) -> None:
    text = (site / "en" / "2025" / "fines_vnd.html").read_text("utf-8")
    for by in ("by-value", "by-share"):
        (legend,) = re.findall(rf'<div class="legend {by}">.*?</div>', text)
        assert '<i class="c-held"></i>held' in legend
        assert '<i class="c-missing"></i>missing' in legend
    assert "zero or none" not in text


def test_where_every_number_is_zero_the_map_of_shares_says_so(tmp_path: Path) -> None:
    con = built([report(code, 2024, {"B": 0}) for code in ("01", "22")])
    drawn(con, tmp_path / "site")
    text = (tmp_path / "site" / "en" / "2024" / "cases_count.html").read_text("utf-8")
    for by in ("by-value", "by-share"):
        (legend,) = re.findall(rf'<div class="legend {by}">.*?</div>', text)
        assert '<i class="v0"></i>0' in legend, by


def test_the_digits_of_a_column_are_as_many_in_each_year(site: Path) -> None:
    text = Page(site / "en" / "2025.html").text
    assert "36.1 52/63 37.5 55/63 38.0 27/34" in text


def test_what_is_only_in_english_says_so_in_vietnamese(site: Path) -> None:
    page = Page(site / "vi" / "data.html")
    assert "chỉ có bằng tiếng Anh" in page.text
    comments = [each for each in page.all("td") if each.get("lang") == "en"]
    assert len(comments) > 200


def test_every_label_of_a_drawing_of_money_is_in_the_billions_of_its_axis() -> None:
    con = built([report("22", 2023, {"C": 850}), report("22", 2024, {"C": 1_850})])
    found = reread(con)
    points = charts.points(found, found.lines["fines_vnd", *TOTAL])
    assert [x.text for x in points if x.source == "computed"] == ["≥ 0.85", "≥ 1.85"]


@pytest.mark.parametrize(
    "dong, said",
    [
        (46_143_505_678, "46.14"),
        (850_000_000, "0.85"),
        (3_000_000, "0.0030"),
        (46_500_000, "0.047"),
        (0, "0.00"),
    ],
)
def test_an_amount_in_billions_is_never_rounded_to_nothing(
    dong: int, said: str
) -> None:
    assert numerals.on_tile(Decimal(dong), "VND", "en") == said
    assert numerals.on_tile(Decimal(dong), "VND", "vi") == said.replace(".", ",")
