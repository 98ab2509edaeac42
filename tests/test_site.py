"""The public pages: what they say, and that they stand on nothing outside."""

import itertools
import re
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project.site import charts, locality, numerals, year
from dagster_project.site.country import Country
from dagster_project.site.records import National
from tests import reported
from tests.site_pages import Page, drawn


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """63 localities of 2024, with HTML, formulas and braces in their cells."""
    con = reported.built()
    out = tmp_path_factory.mktemp("release") / "site"
    assert drawn(con, out) > 2 * 63
    return out


@pytest.mark.parametrize(
    ("value", "unit", "vi", "en"),
    [
        ("4207", "clients", "4.207", "4,207"),
        ("42030000000", "VND", "42,03 tỷ", "42.03 billion"),
        ("12550014.93", "VND per case", "12,55 triệu", "12.55 million"),
        ("0.94", "share", "94,0 %", "94.0 %"),
        ("37.54", "participants per course", "37,5", "37.5"),
    ],
)
def test_a_headline_is_short_and_in_the_readers_locale(value, unit, vi, en) -> None:
    from decimal import Decimal

    assert numerals.said(Decimal(value), unit, "vi").text == vi
    assert numerals.said(Decimal(value), unit, "en").text == en


def test_the_list_of_localities_says_how_many_sections_are_held(
    known: Country, site: Path
) -> None:
    said = 0
    for row in locality.listing(known)["rows"]:
        found = [
            coverage.status
            for coverage in known.coverage[row.year, row.territory.place].values()
        ]
        held = found.count("held")
        assert (row.status == "held") == (held > 0)
        if held:
            assert (row.sections, row.of) == (held, 7)
            said += held < 7
    assert said > 0
    text = Page(site / "en" / "localities.html").text
    assert len(re.findall(r"held \d of 7 sections", text)) == said


def test_the_year_says_who_did_not_report(known: Country) -> None:
    who = year.reporters(known, 2024)
    assert (who.expected, who.reported) == (63, 55)
    assert [each.locality_code for each in who.missing] == [
        "06", "12", "17", "62", "67", "84", "93", "95",
    ]  # fmt: skip


def test_the_growth_of_cases_is_real_on_the_same_localities(known: Country) -> None:
    line = known.lines["cases_count", "total", "total"]
    card = year.card(known, 2024, line)
    # 3 349 / 3 049 - 1 = 9.8 %; on the 49 that counted in both years 3 264 / 3 021
    # - 1 = 8.0 %, more than half of it.
    assert numerals.signed_percent(card.growth.headline, "en") == "+9.8 %"
    assert numerals.signed_percent(card.growth.like_for_like, "en") == "+8.0 %"
    assert card.growth.panel == 49
    assert card.verdict == "real"


def test_a_change_of_definition_is_drawn_as_a_break(known: Country) -> None:
    line = known.lines["cases_count", "total", "total"]
    assert charts.breaks_shown(known, line) == [2021, 2023]
    found = charts.points(known, line)
    published = [point for point in found if point.source == "published"]
    # 2014 | 2019, 2020 | 2021, 2022 (trademarks only) | 2023, 2024: four runs.
    runs = [
        run
        for point, run in zip(found, charts._runs(found), strict=True)
        if point.source == "published"
    ]
    assert [point.year for point in published] == [
        2014,
        2019,
        2020,
        2021,
        2022,
        2023,
        2024,
    ]
    assert runs == [0, 1, 1, 2, 2, 3, 3]


def test_the_page_of_a_year_answers_the_advice_total_by_right(site: Path) -> None:
    text = Page(site / "en" / "2024.html").text
    said = re.search(r"Advised ≥ 4,207.*?Applications", text, re.DOTALL)
    assert said
    for answer in ("55 of 63 localities", "Trademark 3,862", "236", "109"):
        assert answer in said[0], answer
    vietnamese = Page(site / "vi" / "2024.html").text
    assert "4.207" in vietnamese and "55 trên 63 địa phương" in vietnamese


def test_a_figure_of_quang_ninh_leads_to_its_cell(site: Path) -> None:
    text = (site / "en" / "locality" / "63-22.html").read_text("utf-8")
    assert 'href="#c-2024-M"' in text
    row = re.search(r'<tr class="total" id="c-2024-M">.*?</tr>', text, re.DOTALL)
    assert row
    for part in ("76", "VI!E4", "BC_SHTT_2024_QuangNinh_lan2.xlsx"):
        assert part in row[0]


def test_every_picture_has_a_table_twin(site: Path) -> None:
    for path in (site / "en" / "2024").glob("*.html"):
        page = Page(path)
        drawn = [each for each in page.all("svg") if each.get("class") == "series"]
        assert all(each.get("aria-hidden") != "false" for each in drawn)
        ids = {each.get("id") for _, each in page.elements}
        assert "localities" in ids, path
        # One tile and one row for each of the 63.
        tiled = [
            each for each in page.all("li") if (each.get("class") or "")[:1] == "x"
        ]
        assert len(tiled) == 63
    assert len(list((site / "en" / "2024").glob("*.html"))) == 11


def test_no_page_names_an_outside_address_or_a_link_that_is_not_there(
    site: Path,
) -> None:
    seen = list(site.rglob("*.html"))
    assert len(seen) > 200
    targets: dict[Path, set[str | None]] = {}
    for path in seen:
        text = path.read_text("utf-8")
        assert not re.search(r"(?:href|src)=\"(?:https?:)?//", text), path
        assert " style=" not in text and "<style" not in text, path
        page = Page(path)
        targets[path.resolve()] = {each.get("id") for _, each in page.elements}
        for _, attributes in page.elements:
            link = attributes.get("href") or attributes.get("src") or ""
            if link and not link.startswith(("data:", "#")):
                beside = path.parent / link.partition("#")[0]
                assert beside.exists(), f"{path}: {link}"
    for path in seen[::7]:
        for attributes in Page(path).all("a"):
            file, _, anchor = (attributes.get("href") or "").partition("#")
            if anchor and "=" not in anchor and not file.endswith("compare.html"):
                target = (path.parent / file).resolve() if file else path.resolve()
                missing = anchor not in targets[target]
                assert not missing or anchor.startswith("c-"), f"{path}: {attributes}"


def test_every_page_is_one_that_a_screen_reader_can_follow(site: Path) -> None:
    looked_at = sorted(site.glob("vi/**/*.html"))[::5]
    assert len(looked_at) > 20
    for path in looked_at:
        page = Page(path)
        assert page.all("html")[0]["lang"] == "vi"
        assert len(page.all("h1")) == 1, path
        assert len(page.all("main")) == 1 and page.all("nav"), path
        assert len(page.all("caption")) == len(page.all("table")), path
        for head in page.all("th"):
            assert head.get("scope") in ("row", "col"), path
        for svg in page.all("svg"):
            drawn = svg.get("class") == "series"
            assert drawn or svg.get("aria-hidden") == "true", path
        levels = [int(t[1]) for t, _ in page.elements if re.fullmatch("h[1-6]", t)]
        steps = itertools.pairwise(levels)
        assert all(after <= before + 1 for before, after in steps), path
        assert len(set(ids(page))) == len(ids(page)), path


def ids(page: Page) -> list[str]:
    return [each["id"] for _, each in page.elements if each.get("id")]


def test_both_languages_have_the_same_pages(site: Path) -> None:
    vi, en = (
        {path.relative_to(site / language) for path in site.glob(f"{language}/**/*")}
        for language in ("vi", "en")
    )
    assert vi == en
    text = "".join(path.read_text("utf-8") for path in site.glob("en/*.html"))
    assert "Không báo cáo" not in text and "SYNTHETIC" in text


def test_what_a_locality_wrote_stays_text(hostile: Path) -> None:
    pages_ = [path.read_text("utf-8") for path in hostile.rglob("*.html")]
    assert not any(reported.SCRIPT in text for text in pages_)
    assert any("&lt;script&gt;" in text for text in pages_)
    assert not any(">49<" in text and reported.BRACES[:2] in text for text in pages_)


def test_the_middle_of_what_was_published_with_a_hedge_is_nobody_s_figure(
    site: Path,
) -> None:
    """2022 was published as "nearly 4,000": from 3,000 to 3,999."""
    text = Page(site / "en" / "2024" / "advised_count.html").text
    assert "3,000 – 3,999" in text and "3,499.5" not in text


def test_what_is_not_compared_is_not_said_to_be_new_or_gone(site: Path) -> None:
    """Merged localities and held ones are in these rows of 2025: they did report."""
    text = Page(site / "en" / "2025" / "advised_count.html").text
    assert "Counted now, not comparable the year before" in text
    assert "a merged locality lacks a predecessor's report" in text


def test_the_fine_per_case_has_its_unit(site: Path) -> None:
    assert "12,55 triệu đồng" in Page(site / "vi" / "2024.html").text
    assert "12.55 million VND" in Page(site / "en" / "2024.html").text


def test_no_label_names_another_scale_than_the_figure_beside_it(
    known: Country, site: Path
) -> None:
    # The form says "(triệu đồng)", since localities write millions; pages show đồng.
    labels = {each.label_vi for each in known.lines.values()}
    assert {"Tổng số tiền phạt", "Kinh phí thực hiện trong năm"} <= labels
    # A message of a rule on a locality's page quotes the form as it is.
    for page in (*site.glob("*/*.html"), *site.glob("*/202*/*.html")):
        text = page.read_text("utf-8")
        assert "(triệu đồng)" not in text and "(million VND)" not in text, page


@pytest.mark.parametrize(
    ("is_lower_bound", "low", "high", "least", "is_at_least"),
    [
        (True, "1658", "2458", "1658", False),  # one wrote "no more than 400"
        (True, "2059", None, "2059", True),  # one wrote "more than"
        (False, "2058", None, "2058", True),
        (False, "2058", "2058", None, False),
        (None, "0.5", None, None, False),  # a ratio
    ],
)
def test_at_least_is_the_lower_end_of_the_sum_and_never_its_value(
    is_lower_bound: bool | None,
    low: str,
    high: str | None,
    least: str | None,
    is_at_least: bool,
) -> None:
    national = National(
        2024, "cases_count", "total", "total", "cases",
        Decimal("2058"), Decimal(low), Decimal(high) if high else None,
        None, 63, 55, 0, 8, is_lower_bound,
    )  # fmt: skip
    assert national.least == (Decimal(least) if least else None)
    assert national.is_at_least is is_at_least


def test_a_lower_bound_is_cut_off_and_not_rounded_up() -> None:
    budget = Decimal(43_638_250_000)
    assert numerals.said(budget, "VND", "en").text == "43.64 billion"
    assert numerals.said_at_least(budget, "VND", "en").text == "43.63 billion"
    assert numerals.said_at_least(budget, "VND", "vi").text == "43,63 tỷ"
