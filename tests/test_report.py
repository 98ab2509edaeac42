"""The stewards' pages: complete, in two languages, inert, and right to the digit."""

import re
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from dagster_project import companion, paths
from dagster_project.reporting import (
    evidence,
    findings,
    layout,
    numbers,
    overview,
    pages,
    queue,
    templating,
)
from dagster_project.reporting.shares import SIZE, Shares
from dagster_project.reporting.text import words
from tests import given, reported

RULE = "SUM:E:ip_right"


class Reader(HTMLParser):
    """What a browser would see: text, links, ids, headings, tags."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.text, self.tags = "", []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.is_hidden = False
        self.feed(path.read_text("utf-8"))
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.is_hidden = tag == "style"
        self.attributes += attrs
        known = dict(attrs)
        if known.get("id"):
            self.ids.append(str(known["id"]))
        if tag == "a":
            self.links.append(str(known["href"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        self.is_hidden = False

    def handle_data(self, data: str) -> None:
        if not self.is_hidden:
            self.text += f" {data}"


@pytest.fixture(scope="module")
def country() -> Iterator[duckdb.DuckDBPyConnection]:
    con = reported.built()
    yield con
    con.close()


@pytest.fixture(scope="module")
def report(
    country: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The pages, with two decision files beside them that nobody can use."""
    raw = tmp_path_factory.mktemp("raw")
    (raw / "decisions").mkdir()
    (raw / "decisions" / "broken<b>.json").write_text("{", "utf-8")
    out = tmp_path_factory.mktemp("build") / "report"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPW_RAW", str(raw))
        assert pages.write(country, out).pages == len(list(out.rglob("*.html")))
    return out


@pytest.fixture(scope="module")
def read(report: Path) -> dict[str, Reader]:
    """Every page by its path."""
    return {
        path.relative_to(report).as_posix(): Reader(path)
        for path in report.rglob("*.html")
    }


def submission(country: duckdb.DuckDBPyConnection, number: int) -> str:
    """The page of locality `number`'s latest submission below the language."""
    code = reported.codes("63")[number]
    (found,) = country.execute(
        "select submission_id from reference.dim_submissions"
        " where locality_code = ? order by sequence desc limit 1",
        [code],
    ).fetchone() or ("",)
    return f"submission/{found}.html"


def test_pages_that_two_processes_wrote_are_those_of_one(
    country: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MANY", 0)
    file, out = tmp_path / "warehouse.duckdb", tmp_path / "build" / "report"
    country.execute(f"attach '{file}' as stored; copy from database memory to stored")
    country.execute("detach stored")
    kept: list[int] = []

    def ask_for_help() -> Callable[[], int]:
        call = companion.Call(pages.write_along, file, out)
        # It is in the middle of them when this process begins with its own.
        until = time.monotonic() + 60
        while Shares(out).left() == shares and time.monotonic() < until:
            time.sleep(0.01)
        assert 0 < Shares(out).left() < shares

        def wait() -> int:
            kept.append(call.result())
            return kept[-1]

        return wait

    (submissions,) = country.execute("select count(*) from raw.submissions").fetchone()
    shares = -(-submissions // SIZE)
    alone = pages.write(country, tmp_path / "alone")
    assert pages.write(country, out, ask_for_help) == alone
    assert read_all(out) == read_all(tmp_path / "alone") != {}
    assert [path.name for path in out.parent.iterdir()] == ["report"]
    # nothing is new then, and nobody is asked
    assert pages.write(country, out, ask_for_help).kept > 2 * submissions
    assert kept == [0]


def read_all(folder: Path) -> dict[Path, bytes]:
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.html")
    }


def test_every_page_has_a_twin_and_a_language_switch(read: dict[str, Reader]) -> None:
    vietnamese = {name[3:] for name in read if name.startswith("vi/")}
    assert vietnamese == {name[3:] for name in read if name.startswith("en/")}
    for name in vietnamese:
        up = "../" * name.count("/")
        assert f"{up}../en/{name}" in read[f"vi/{name}"].links
        assert f"{up}../vi/{name}" in read[f"en/{name}"].links
    assert {"vi/index.html", "en/index.html"} <= set(read["index.html"].links)


def test_every_link_leads_to_a_page_and_a_place(
    report: Path, read: dict[str, Reader]
) -> None:
    for name, page in read.items():
        for link in page.links:
            path, _, anchor = link.partition("#")
            target = (report / name).parent / path if path else report / name
            found = target.resolve().relative_to(report.resolve()).as_posix()
            assert found in read, f"{name}: {link}"
            assert not anchor or anchor in read[found].ids, f"{name}: {link}"


def test_no_page_names_an_outside_address_or_runs_a_script(
    report: Path, read: dict[str, Reader]
) -> None:
    for name, page in read.items():
        assert not {"script", "iframe", "object", "embed", "img", "form", "base"} & set(
            page.tags
        ), name
        for attribute, value in page.attributes:
            assert not attribute.startswith("on") and attribute != "style", name
            if attribute in ("href", "src", "action"):
                assert not re.match(r"(?!data:,$)[a-z]+:|//", value or ""), name
        source = (report / name).read_text("utf-8")
        assert "http://" not in source and "https://" not in source
        policy = ("content", layout.policy())
        assert page.attributes.count(policy) == 1 and "default-src 'none'" in policy[1]


def test_what_a_locality_wrote_is_shown_and_inert(
    report: Path, read: dict[str, Reader], country: duckdb.DuckDBPyConnection
) -> None:
    for language in numbers.LANGUAGES:
        page = read[f"{language}/{submission(country, reported.HOSTILE)}"]
        for text in (
            reported.SCRIPT,
            reported.SQL,
            reported.FORMULA,
            reported.BRACES,
        ):
            assert text in page.text
    for path in report.rglob("*.html"):
        assert "<script" not in path.read_text("utf-8")
    assert any(reported.SCRIPT in page.text for page in read.values())


def test_headings_and_ids_are_in_order(read: dict[str, Reader]) -> None:
    for name, page in read.items():
        assert page.headings[0] == 1 and page.headings.count(1) == 1, name
        for above, below in zip(page.headings, page.headings[1:], strict=False):
            assert below <= above + 1, f"{name}: h{below} after h{above}"
        assert len(page.ids) == len(set(page.ids)), name


def test_every_table_has_a_caption(read: dict[str, Reader]) -> None:
    for name, page in read.items():
        assert page.tags.count("table") == page.tags.count("caption"), name


def test_the_queue_holds_every_open_block_in_order_of_effect(
    country: duckdb.DuckDBPyConnection,
) -> None:
    known = evidence.read(country)
    work = queue.queue(country, known)
    # 40 blocks of advice fail; one is accepted and one excluded. The hostile media
    # block cannot be read, and one submission has no year: 38 + 1 + 1.
    assert len(work.hard) == 40 and work.soft == ()
    first, *others = work.hard
    assert first.submission is not None and first.effect is None
    effects = [item.effect for item in others]
    assert effects == sorted(effects, key=lambda effect: -(effect or 0))
    # Advice that counts: 200 (accepted), 30 of number 42, ten times 2: 250.
    # Number 39 reports 239: 239 / 250 = 0.956.
    assert others[0].effect == Decimal("0.956")
    assert others[0].value == 239 and others[0].national == 250
    assert {item.territory[2] for item in others if item.territory} == set(
        reported.codes("63")[1:2] + reported.codes("63")[3:40]
    )


def test_the_queue_page_lists_each_of_them(read: dict[str, Reader]) -> None:
    for language in numbers.LANGUAGES:
        page = read[f"{language}/queue.html"]
        assert sum(link.endswith("#f-SUM-E-ip_right") for link in page.links) == 38
    assert "95,6 %" in read["vi/queue.html"].text
    assert "95.6 %" in read["en/queue.html"].text


def test_coverage_and_verdicts_add_up(country: duckdb.DuckDBPyConnection) -> None:
    (year,) = overview.years(country)
    assert year.expected == 63 and year.reported == 53
    for counts in year.coverage.values():
        assert sum(counts.values()) == 63
    assert year.total() == year.rules * 63
    for status in ("late", "held", "empty", "missing"):
        for section, counts in year.coverage.items():
            named = [
                territory
                for group in year.groups
                if group.status == status and section in group.sections
                for territory in group.territories
            ]
            assert len(named) == len(set(named)) == counts[status]


def test_the_overview_prints_the_sum(read: dict[str, Reader]) -> None:
    (rules,) = re.findall(r"(\d+) rules × 63 localities", read["en/index.html"].text)
    assert f"= {int(rules) * 63:,} verdicts" in read["en/index.html"].text
    total = f"{int(rules) * 63:,}".replace(",", ".")
    assert f"= {total} kết luận" in read["vi/index.html"].text


def test_changes_are_those_of_the_last_day(
    country: duckdb.DuckDBPyConnection, read: dict[str, Reader]
) -> None:
    found = overview.changes(country, evidence.read(country))
    # All submissions came on 10 January 2025, all decisions on 1 February 2026: one
    # violation is explained by them, one decision lapsed at once.
    assert str(found.day) == "2026-02-01"
    assert found.submissions == ()
    assert sorted(each.state for each in found.violations) == ["explained", "lapsed"]
    assert "01/02/2026" in read["vi/index.html"].text


def test_a_decision_file_that_cannot_be_used_is_named(read: dict[str, Reader]) -> None:
    for language in numbers.LANGUAGES:
        assert "broken<b>.json" in read[f"{language}/index.html"].text


def test_a_case_shows_equation_numbers_and_the_command(
    read: dict[str, Reader], country: duckdb.DuckDBPyConnection
) -> None:
    name = submission(country, 5)
    page = read[f"en/{name}"]
    # Number 5 advises 205 and names 105 of them.
    assert "E 205 Individuals and organizations advised = E1 105 Trademark" in page.text
    assert "Given 205 Adds up to 105 Gap +100" in page.text
    identity = name.removeprefix("submission/").removesuffix(".html")
    for kind in ("accept", "exclude"):
        assert f'ipw decide {identity} {RULE} {kind} --reason "…" --by "…"' in page.text
    assert sum(link == "#f-SUM-E-ip_right" for link in page.links) == 5


def test_an_accepted_a_lapsed_and_an_excluded_case_say_so(
    read: dict[str, Reader], country: duckdb.DuckDBPyConnection
) -> None:
    accepted = read[f"en/{submission(country, 0)}"].text
    assert "Accepted by steward on 2026-02-01 10:00" in accepted
    assert "until 2026-12-31" in accepted and f"{RULE} revoke" in accepted
    lapsed = read[f"en/{submission(country, 1)}"].text
    assert "has lapsed (a value changed)" in lapsed and f"{RULE} accept" in lapsed
    assert "Excluded by steward" in read[f"en/{submission(country, 2)}"].text


def test_a_correction_shows_what_changed_and_where_the_figure_comes_from(
    read: dict[str, Reader], country: duckdb.DuckDBPyConnection
) -> None:
    later = read[f"en/{submission(country, 40)}"]
    assert "P Media items and programs 12 15" in later.text
    assert "2 of 2" in later.text
    (first,) = (
        page
        for name, page in read.items()
        if name.startswith("en/submission/") and "1 of 2" in page.text
        and later is not page and "superseded" in page.text
    )  # fmt: skip
    assert "a later submission counts" in first.text


def test_a_hedge_shows_its_interval_in_the_readers_locale(
    read: dict[str, Reader], country: duckdb.DuckDBPyConnection
) -> None:
    # "hơn 40" counts from 41 to 49.
    name = submission(country, 41)
    assert "40 · [41; 49]" in read[f"vi/{name}"].text
    assert "40 · [41, 49]" in read[f"en/{name}"].text


def test_what_cannot_be_told_is_shown_with_its_remainder(
    read: dict[str, Reader], country: duckdb.DuckDBPyConnection
) -> None:
    # 30 advised; 20 + 5 + 1 are named: 4 are left for E9.
    page = read[f"en/{submission(country, 42)}"].text
    assert "Cannot be told: 1" in page and "That leaves 4 for E9" in page
    assert "That leaves 4" in read["en/rule/SUM-E-ip_right.html"].text


def test_a_submission_of_no_known_year_shows_its_cells_and_how_to_assign_it(
    read: dict[str, Reader],
) -> None:
    (held,) = (
        page
        for name, page in read.items()
        if name.startswith("en/submission/") and "No year." in page.text
    )
    assert "77" in held.text and "ipw assign" in held.text
    assert "--locality … --year …" in held.text


def test_a_rule_lists_every_failing_locality(read: dict[str, Reader]) -> None:
    page = read["vi/rule/SUM-E-ip_right.html"]
    links = {link for link in page.links if link.endswith("#f-SUM-E-ip_right")}
    # 40 fail; number 42 cannot be told.
    assert len(links) == 41 and "Nơi không đạt: 40" in page.text


def test_the_same_warehouse_gives_the_same_bytes(
    country: duckdb.DuckDBPyConnection, report: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("IPW_RAW", str(tmp_path))
    again = tmp_path / "again"
    pages.write(country, again)
    # Only the overview names the broken decision file.
    for path in again.rglob("*.html"):
        name = path.relative_to(again)
        if name.name != "index.html":
            assert path.read_bytes() == (report / name).read_bytes(), name


# The entrance, and in two languages the overview, the queue and the two lists.
ALWAYS_WRITTEN = 1 + 2 * 4


def test_the_page_of_a_rule_stays_until_a_verdict_on_it_changes(tmp_path: Path) -> None:
    out = tmp_path / "report"
    con = given.built([given.report("22", 2024, {"B": 12, "B1": 3, "B2": 1})])
    pages.write(con, out)
    before = {path: path.stat().st_ino for path in out.rglob("rule/*.html")}
    con.execute(
        "update marts.reconciliations set verdict = 'exact'"
        " where rule_id = 'OFW:B1a' and locality_code = '01'"
    )
    con.execute(
        "update marts.reconciliations set explanation = 'đã đối chiếu sổ gốc'"
        " where rule_id = 'SUM:B:ip_right' and locality_code = '22'"
    )
    pages.write(con, out)
    changed = {
        path.relative_to(out).as_posix()
        for path, number in before.items()
        if path.stat().st_ino != number
    }
    assert changed == {
        f"{language}/{findings.rule_page(rule)}"
        for language in numbers.LANGUAGES
        for rule in ("OFW:B1a", "SUM:B:ip_right")
    }
    page = out / "en" / findings.rule_page("SUM:B:ip_right")
    assert "đã đối chiếu sổ gốc" in Reader(page).text
    assert len(before) > len(changed)


def test_the_page_of_a_submission_stays_until_something_that_it_says_changes(
    tmp_path: Path,
) -> None:
    out, page = tmp_path / "report", "vi/submission/{}.html"
    first, second = (
        given.report("22", 2024, {"B": 12}),
        given.report("01", 2024, {"B": 5}),
    )
    con = given.built([first, second])
    written = pages.write(con, out)
    assert written.kept == 0
    before = {path: path.stat().st_ino for path in out.rglob("*.html")}
    assert pages.write(con, out) == (written.pages, written.pages - ALWAYS_WRITTEN)
    names = [row[0] for row in con.execute("select submission_id from raw.submissions")
             .fetchall()]  # fmt: skip
    assert all(
        (out / page.format(name)).stat().st_ino == before[out / page.format(name)]
        for name in names
    )
    con.execute(
        "update staging.stg_cells set note = 'ghi chú mới', raw_text = '12 '"
        " where submission_id = ? and line_code = 'B'",
        [names[0]],
    )
    assert pages.write(con, out).kept == written.pages - ALWAYS_WRITTEN - 2
    assert "ghi chú mới" in Reader(out / page.format(names[0])).text


def test_a_page_that_was_lost_or_damaged_is_written_anew(tmp_path: Path) -> None:
    out = tmp_path / "report"
    con = given.built([given.report("22", 2024, {"B": 12})])
    written = pages.write(con, out)
    next(out.glob("vi/submission/*.html")).write_text("<p>", "utf-8")
    next(out.glob("en/submission/*.html")).unlink()
    assert pages.write(con, out).kept == written.pages - ALWAYS_WRITTEN - 2


def test_no_page_is_kept_when_the_form_or_the_code_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A finding says its unit, which is the form's and stands in none of its fields."""
    monkeypatch.setattr(paths, "PROJECT", tmp_path)
    found = set()
    for name in ("dbt/seeds/form_lines.csv", "dagster_project/page.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True)
        for text in ("one", "another"):
            file.write_text(text, "utf-8")
            found.add(templating.code.__wrapped__())
    assert len(found) == 4


def test_an_empty_installation_has_pages_too(tmp_path: Path) -> None:
    con = given.built([])
    assert pages.write(con, tmp_path / "report").pages > 4
    text = Reader(tmp_path / "report" / "en" / "index.html").text
    assert words("en").no_changes_yet in text
    assert words("en").synthetic not in text


def test_old_pages_go_away(country: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    stale = tmp_path / "report" / "vi" / "submission" / "gone.html"
    stale.parent.mkdir(parents=True)
    stale.write_text("old")
    pages.write(country, tmp_path / "report")
    assert not stale.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (Decimal("1250.5"), "1.250,5", "1,250.5"),
        (Decimal("1142500000000000.000000"), "1.142.500.000.000.000",
         "1,142,500,000,000,000"),
        (Decimal("-0.500000"), "-0,5", "-0.5"),
        (Decimal("0.000000"), "0", "0"),
        (Decimal("99999999999999999999999999999999.999999"),
         "99.999.999.999.999.999.999.999.999.999.999,999999",
         "99,999,999,999,999,999,999,999,999,999,999.999999"),
        (3300, "3.300", "3,300"),
    ],
)  # fmt: skip
def test_numbers_are_exact_in_both_locales(value: Decimal, vi: str, en: str) -> None:
    assert (numbers.number(value, "vi"), numbers.number(value, "en")) == (vi, en)


def test_shares_are_rounded_half_up_and_never_to_nothing() -> None:
    assert numbers.share(Decimal("0.0345"), "en") == "3.5 %"
    assert numbers.share(Decimal("0.0004"), "vi") == "< 0,1 %"
    assert numbers.share(Decimal(0), "en") == "0 %"
    # 1,142,500,000,000,000 / 46,143,500,000 = 24,759.7…
    slip = Decimal(1142500000000000) / Decimal(46143500000)
    assert numbers.share(slip, "en") == "24,760 ×"


def test_both_languages_have_every_word() -> None:
    vietnamese, english = words("vi"), words("en")
    for key in vietnamese._known:
        assert vietnamese[key].strip() and english[key].strip(), key


# What is written on what, by the names of the style sheet's colours.
PAIRS = [
    (ink, paper)
    for paper in ("paper", "sheet", "band")
    for ink in ("ink", "soft-ink", "link", "brand")
] + [(name, f"{name}-bg") for name in ("good", "warn", "bad", "info")]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_contrast_is_that_of_wcag_aa(scheme: int, ink: str, paper: str) -> None:
    blocks = re.findall(r":root \{(.*?)\}", layout.style(), re.DOTALL)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[scheme]))
    lighter, darker = sorted(
        (_luminance(colours[ink]), _luminance(colours[paper])), reverse=True
    )
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
