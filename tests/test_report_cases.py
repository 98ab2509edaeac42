"""The stewards' pages of a case, a submission and a rule: what each shows."""

from pathlib import Path

import duckdb

from dagster_project.reporting import pages
from dagster_project.reporting.case import reading
from dagster_project.reporting.findings import Current
from tests import given
from tests.country import Country
from tests.report_pages import Reader, submission

RULE = "SUM:E:ip_right"


def test_a_case_shows_equation_numbers_and_the_command(
    read: dict[str, Reader], reported_country: duckdb.DuckDBPyConnection
) -> None:
    name = submission(reported_country, 5)
    page = read[f"en/{name}"]
    # Number 5 advises 205 and names 105 of them.
    assert "E 205 Individuals and organizations advised = E1 105 Trademark" in page.text
    assert "Given 205 Adds up to 105 Gap +100" in page.text
    identity = name.removeprefix("submission/").removesuffix(".html")
    for kind in ("accept", "exclude"):
        assert f'ipw decide {identity} {RULE} {kind} --reason "…" --by "…"' in page.text
    assert sum(link == "#f-SUM-E-ip_right" for link in page.links) == 5


def test_an_accepted_a_lapsed_and_an_excluded_case_say_so(
    read: dict[str, Reader], reported_country: duckdb.DuckDBPyConnection
) -> None:
    accepted = read[f"en/{submission(reported_country, 0)}"].text
    assert "Accepted by steward on 2026-02-01 10:00" in accepted
    assert "until 2026-12-31" in accepted and f"{RULE} revoke" in accepted
    lapsed = read[f"en/{submission(reported_country, 1)}"].text
    assert "has lapsed (a value changed)" in lapsed and f"{RULE} accept" in lapsed
    assert "Excluded by steward" in read[f"en/{submission(reported_country, 2)}"].text


def test_a_correction_shows_what_changed_and_where_the_figure_comes_from(
    read: dict[str, Reader], reported_country: duckdb.DuckDBPyConnection
) -> None:
    later = read[f"en/{submission(reported_country, 40)}"]
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
    read: dict[str, Reader], reported_country: duckdb.DuckDBPyConnection
) -> None:
    # "hơn 40" counts from 41 to 49.
    name = submission(reported_country, 41)
    assert "40 · [41; 49]" in read[f"vi/{name}"].text
    assert "40 · [41, 49]" in read[f"en/{name}"].text


def test_a_hedge_that_reads_as_one_other_number_shows_that_number() -> None:
    country = Country(2024)
    code = country.report({"E": "hơn 5", "E1": 5})
    cells = given.rows(
        country.con,
        f"select {', '.join(Current.__dataclass_fields__)}"
        " from intermediate.int_cells__current where report_year = 2024"
        " and locality_code = ? and line_code in ('E', 'E1') order by line_code",
        code,
    )
    total, part = (Current(**cell) for cell in cells)
    assert reading(total, None, "en") == "5 · [6, 6]"
    assert reading(part, None, "en") == "5"


def test_what_cannot_be_told_is_shown_with_its_remainder(
    read: dict[str, Reader], reported_country: duckdb.DuckDBPyConnection
) -> None:
    # 30 advised; 20 + 5 + 1 are named: 4 are left for E9.
    page = read[f"en/{submission(reported_country, 42)}"].text
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


def test_a_fine_that_is_out_of_range_is_shown_for_each_case(
    tmp_path: Path, place: Path
) -> None:
    named = {"B": 3, "B1": 3, "C": 1_800_001, "C1": 1_800_001}
    none = dict.fromkeys(("C2", "C3", "C4", "C5", "C6", "C7", "C9"), 0)
    slipped = {"B": 3, "B1": 3, "C": 60_000_000, "C1": 60, **none}
    grown = {"B": 3, "B1": 3, "C": 60, "C1": 60}
    con = given.built(
        [
            given.report("01", 2024, named, submission_id="ratio"),
            given.report("02", 2024, slipped, submission_id="sum"),
            given.report("04", 2023, grown | {"C": 60_000, "C1": 60_000}),
            given.report("04", 2024, grown, submission_id="year"),
        ]
    )
    pages.write(con, tmp_path)

    def case(name: str, language: str) -> str:
        text = Reader(tmp_path / language / "submission" / f"{name}.html").text
        return text.partition("UNIT:fines_vnd")[2]

    assert "C 1,800,001,000,000 Fines imposed (million VND) : B 3" in case(
        "ratio", "en"
    )
    assert "Each (C : B) 600,000,333,333 VND" in case("ratio", "en")
    assert "Mỗi vụ (C : B) 600.000.333.333 đồng" in case("ratio", "vi")
    for name, said in (
        ("sum", "Adds up to 60,000,000"),
        ("year", "2023 60,000,000,000"),
    ):
        shown = case(name, "en").partition("What to do")[0]
        assert said in shown and "Each (" not in shown and ": B 3" not in shown
