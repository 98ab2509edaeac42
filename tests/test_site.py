"""The public pages: what they say, and that they stand on nothing outside."""

import itertools
import re
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project import replay
from dagster_project.site import charts, locality, numerals, pages, year
from dagster_project.site.country import Country
from dagster_project.site.records import National
from tests import reported
from tests.given import built, decision, loaded, report
from tests.site_pages import Page


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """63 localities of 2024, with HTML, formulas and braces in their cells."""
    con = reported.built()
    out = tmp_path_factory.mktemp("release") / "site"
    assert pages.write(con, out) > 2 * 63
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


def test_a_country_without_a_report_has_a_page_that_says_so(tmp_path: Path) -> None:
    assert pages.write(built([]), tmp_path / "site") > 97 * 2
    text = Page(tmp_path / "site" / "en" / "index.html").text
    assert "No report yet" in text and "SYNTHETIC" not in text


def test_where_there_is_nothing_to_compare_the_comparison_says_so(
    tmp_path: Path,
) -> None:
    pages.write(built([]), tmp_path / "site")
    for language, said in (("vi", "địa phương đầu tiên"), ("en", "the first locality")):
        page = Page(tmp_path / "site" / language / "compare.html")
        assert said in page.text
        assert not page.all("select")


def test_one_locality_and_year_are_enough(tmp_path: Path) -> None:
    con = built([report("22", 2024, {"B": 12, "B1": 12})])
    pages.write(con, tmp_path / "site")
    text = Page(tmp_path / "site" / "en" / "2024.html").text
    assert "1 of 63 localities reported." in text
    assert "No earlier year to compare with" in text


def test_a_year_that_one_file_names_by_mistake_is_not_the_latest(
    tmp_path: Path,
) -> None:
    held = {"hold_code": "outside_window", "hold_vi": "Ngoài kỳ.", "hold_en": "Early."}
    con = built([report("22", 2024, {"B": 12}), report("22", 2025, {"B": 9}, **held)])
    pages.write(con, tmp_path / "site")
    folder = tmp_path / "site" / "en"
    assert "The year 2024" in Page(folder / "index.html").text
    assert "1 of 34 localities reported." in Page(folder / "2025.html").text
    assert "63 (until June 2025) 2024 in time" in Page(folder / "localities.html").text
    assert '"latest":"2024"' in (folder / "compare.html").read_text("utf-8")


def test_where_nothing_counts_at_all_the_latest_year_is_shown(tmp_path: Path) -> None:
    con = built([report("22", year, {"B": "nhiều"}) for year in (2023, 2024)])
    pages.write(con, tmp_path / "site")
    assert "The year 2024" in Page(tmp_path / "site" / "en" / "index.html").text


def test_no_share_is_above_a_hundred_percent_and_the_page_says_why(
    tmp_path: Path,
) -> None:
    # "More than 40" is written as 40, one kind of it as 41: 102.5 % of what is written.
    parts = {"1": 41, "2": 0, "3": 0, "9": 0}
    advised = {"E": "hơn 40"} | {f"E{end}": value for end, value in parts.items()}
    con = built([report("22", 2024, advised | {"M": "hơn 40", "M1": 41, "B": 5})])
    pages.write(con, tmp_path / "site")
    for language, no_share, between, statements in (
        ("vi", "Không tính tỷ trọng", "83,7 % – 100,0 %", "Số liệu công bố và"),
        ("en", "No shares", "83.7 % – 100.0 %", "Published and computed"),
    ):
        folder = tmp_path / "site" / language
        overview = Page(folder / "2024.html").text.partition(statements)[0]
        figure = Page(folder / "2024" / "advised_count.html").text
        assert "102" not in overview + figure.partition(statements)[0]
        assert no_share in overview and no_share in figure
        assert between in overview
        assert no_share not in Page(folder / "2024" / "cases_count.html").text


def test_an_of_which_is_a_share_of_what_it_is_part_of(tmp_path: Path) -> None:
    cases = {"B": 100, "B1": 50, "B2": 50, "B1a": 30}
    con = built([report("22", 2024, cases)])
    pages.write(con, tmp_path / "site")
    text = Page(tmp_path / "site" / "en" / "2024" / "cases_count.html").text
    assert "60.0 %" in text and "30.0 %" not in text  # of 50 trademark cases


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


def test_a_line_of_a_text_file_is_named_in_the_readers_language(
    tmp_path: Path,
) -> None:
    con = loaded([report("22", 2024, {"B": 12})])
    con.execute("update raw.cells set sheet = null, address = 'line 7'")
    replay.build_models(con)
    pages.write(con, tmp_path / "site")
    for language, here, there in (("vi", "dòng 7", "line 7"), ("en", "line 7", "dòng")):
        for page in ("locality/63-22.html", "2024/cases_count.html"):
            text = Page(tmp_path / "site" / language / page).text
            assert here in text and there not in text


def test_an_implied_total_is_of_every_file_that_gave_a_part(tmp_path: Path) -> None:
    parts = {"A1": 1, "A2": 2, "A3": 0}
    con = built(
        [
            report("22", 2024, parts, original_name="first.xlsx"),
            report("22", 2024, {"A9": 4}, original_name="second.xlsx"),
            report("01", 2024, parts | {"A9": 4}, original_name="whole.xlsx"),
        ]
    )
    pages.write(con, tmp_path / "site")
    folder = tmp_path / "site" / "en"
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
    pages.write(con, tmp_path / "site")
    folder = tmp_path / "site" / "en"
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
        decision(each.submission.submission_id, "SUM:E:ip_right", kind, written)
        for each, kind in zip(sent[:2], ("accept", "exclude"), strict=True)
        for written in [{code: str(value) for code, value in cells.items()}]
    ]
    pages.write(built(sent, decided), tmp_path / "site")
    for code, said in (
        ("01", "2024 · accepted SUM:E:ip_right"),
        ("22", "2024 · excluded SUM:E:ip_right"),
        ("48", "2024 · must correct SUM:E:ip_right"),
    ):
        text = Page(tmp_path / "site" / "en" / "locality" / f"63-{code}.html").text
        assert said in text and "What is open" not in text
        assert ("confirmed by letter" in text) is (code != "48")


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
