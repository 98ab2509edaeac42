"""The stewards' pages: complete, in two languages, inert, and right to the digit."""

import re
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dagster_project import companion
from dagster_project.reporting import evidence, layout, numbers, overview, pages, queue
from dagster_project.reporting.shares import SIZE, Shares
from tests import given, reported
from tests.report_pages import Reader, submission

RULE = "SUM:E:ip_right"


def test_pages_that_two_processes_wrote_are_those_of_one(
    reported_country: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages, "MANY", 0)
    file, out = tmp_path / "warehouse.duckdb", tmp_path / "build" / "report"
    reported_country.execute(
        f"attach '{file}' as stored; copy from database memory to stored"
    )
    reported_country.execute("detach stored")
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

    (submissions,) = reported_country.execute(
        "select count(*) from raw.submissions"
    ).fetchone()
    shares = -(-submissions // SIZE)
    alone = pages.write(reported_country, tmp_path / "alone")
    assert pages.write(reported_country, out, ask_for_help) == alone
    assert read_all(out) == read_all(tmp_path / "alone") != {}
    assert [path.name for path in out.parent.iterdir()] == ["report"]
    # nothing is new then, and nobody is asked
    assert pages.write(reported_country, out, ask_for_help).kept > 2 * submissions
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
    stewards_pages: Path, read: dict[str, Reader]
) -> None:
    for name, page in read.items():
        for link in page.links:
            path, _, anchor = link.partition("#")
            target = (
                (stewards_pages / name).parent / path if path else stewards_pages / name
            )
            found = target.resolve().relative_to(stewards_pages.resolve()).as_posix()
            assert found in read, f"{name}: {link}"
            assert not anchor or anchor in read[found].ids, f"{name}: {link}"


def test_no_page_names_an_outside_address_or_runs_a_script(
    stewards_pages: Path, read: dict[str, Reader]
) -> None:
    for name, page in read.items():
        assert not {"script", "iframe", "object", "embed", "img", "form", "base"} & set(
            page.tags
        ), name
        for attribute, value in page.attributes:
            assert not attribute.startswith("on") and attribute != "style", name
            if attribute in ("href", "src", "action"):
                assert not re.match(r"(?!data:,$)[a-z]+:|//", value or ""), name
        source = (stewards_pages / name).read_text("utf-8")
        assert "http://" not in source and "https://" not in source
        policy = ("content", layout.policy())
        assert page.attributes.count(policy) == 1 and "default-src 'none'" in policy[1]


def test_what_a_locality_wrote_is_shown_and_inert(
    stewards_pages: Path,
    read: dict[str, Reader],
    reported_country: duckdb.DuckDBPyConnection,
) -> None:
    for language in numbers.LANGUAGES:
        page = read[f"{language}/{submission(reported_country, reported.HOSTILE)}"]
        for text in (
            reported.SCRIPT,
            reported.SQL,
            reported.FORMULA,
            reported.BRACES,
        ):
            assert text in page.text
    for path in stewards_pages.rglob("*.html"):
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
    reported_country: duckdb.DuckDBPyConnection,
) -> None:
    known = evidence.read(reported_country)
    work = queue.queue(reported_country, known)
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


def test_coverage_and_verdicts_add_up(
    reported_country: duckdb.DuckDBPyConnection,
) -> None:
    (year,) = overview.years(reported_country)
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


def test_figures_that_were_not_read_are_work_until_a_later_file_counts() -> None:
    first = given.report("22", 2024, {"B": 12})
    again = given.report("01", 2024, {"B": 3})
    later = given.report("01", 2024, {"B": 4})
    con = given.built([first, again, later])
    text = ("không đọc", "not read")
    for each in (first, again):
        con.execute(
            "insert into raw.remarks values (?, ?, null, ?, null, ?, ?)",
            [each.submission.submission_id, "no_value_column", "II", *text],
        )
    (found,) = queue.queue(con, evidence.read(con)).unread
    assert found.territory == (2024, "63", "22")
    assert (found.text_vi, found.text_en) == text
    con.close()


def test_what_a_steward_excluded_is_not_listed_as_counted(tmp_path: Path) -> None:
    sent = given.report("22", 2024, {"P": 12}, submission_id="s")
    con = given.built([sent], [given.decision("s", "COPY", "exclude")])
    assert [x.measure for x in queue.queue(con, evidence.read(con)).soft] == [
        "media_items_count"
    ]
    pages.write(con, tmp_path / "report")
    page = Reader(tmp_path / "report" / "en" / "queue.html")
    assert "Counted or excluded, but to be looked at: 1" in page.text
    con.close()


def test_what_is_open_beside_nothing_that_counts_weighs_as_the_country() -> None:
    with given.built([given.report("22", 2024, {"A": 1, "A1": 2})]) as con:
        work = queue.queue(con, evidence.read(con))
    (item,) = (x for x in work.hard if x.measure == "documents_count")
    assert (item.value, item.national, item.effect) == (1, None, 1)


def test_a_decision_s_end_is_a_change_of_the_day_after_its_last() -> None:
    sent = given.report("22", 2024, {"A": 1, "A1": 2})
    accepted = given.decision(
        sent.submission.submission_id,
        "SUM:A:document_type",
        "accept",
        {"A": "1", "A1": "2"},
        until=date(2026, 2, 10),
    )
    with given.built([sent], [accepted]) as con:
        found = overview.changes(con, evidence.read(con))
    assert (found.day, found.changed) == (date(2026, 2, 11), {"lapsed": 1})


def test_changes_are_those_of_the_last_day(
    reported_country: duckdb.DuckDBPyConnection, read: dict[str, Reader]
) -> None:
    found = overview.changes(reported_country, evidence.read(reported_country))
    # All submissions came on 10 January 2025, all decisions on 1 February 2026: one
    # violation is explained by them, one decision lapsed at once.
    assert str(found.day) == "2026-02-01"
    assert found.submissions == ()
    assert sorted(each.state for each in found.violations) == ["explained", "lapsed"]
    assert "01/02/2026" in read["vi/index.html"].text


def test_a_decision_file_that_cannot_be_used_is_named(read: dict[str, Reader]) -> None:
    for language in numbers.LANGUAGES:
        assert "broken<b>.json" in read[f"{language}/index.html"].text


def test_the_same_warehouse_gives_the_same_bytes(
    reported_country: duckdb.DuckDBPyConnection, stewards_pages: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("IPW_RAW", str(tmp_path))
    again = tmp_path / "again"
    pages.write(reported_country, again)
    # Only the overview names the broken decision file.
    names = [
        path.relative_to(again)
        for path in again.rglob("*.html")
        if path.name != "index.html"
    ]
    assert len(names) > 10
    for name in names:
        assert (again / name).read_bytes() == (stewards_pages / name).read_bytes(), name
