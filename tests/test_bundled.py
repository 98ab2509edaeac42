"""The bundled submissions, read with openpyxl and csv alone, never by the warehouse."""

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from dagster_project import paths
from expectations.form import form, rows_of
from tests.bundled import docs, generator
from tests.bundled.country import MISSING, territories
from tests.bundled.filings import LATE, SENDER_DOMAIN
from tests.bundled.mistakes import MISTAKES, spelt
from tests.bundled.reread import RECEIVED, Sent, amounts, current, sent

YEARS = (2023, 2024, 2025)
# CONTRACT section 8; fines in million đồng, as the form asks for them.
GOLDEN = {
    2024: {
        "A": 26, "A1": 4, "A2": 14, "A3": 8, "A9": 0, "B": 3349, "C": 42030,
        "E": 4207, "E1": 3862, "E2": 236, "E3": 109, "E9": 0, "G": 348, "K": 294,
        "L": 11037, "M": 2403, "M1": 2259, "N": 1550, "N1": 1465,
    },
    2023: {"B": 3049, "C": 36712},
}  # fmt: skip
# The annual report names these; the codes are those of the 63.
ISSUING = {
    "11", "15", "30", "33", "37", "44", "45", "48", "58", "49", "66", "70", "89",
    "82", "91",
}  # fmt: skip
PRAISED = {
    "25", "37", "22", "26", "42", "38", "56", "64", "19", "89", "83", "87", "01",
    "79", "24", "14", "20", "92", "40", "15",
}  # fmt: skip


def failing(year: int, cells: dict[str, Decimal]) -> set[str]:
    """The hard rules on cells and sums that fail, worked out anew and plainly."""
    fails = set()
    for line in form().lines(year):
        number = cells.get(line.code)
        whole = number is not None and (line.unit == "VND" or number == int(number))
        if number is None or number < 0 or not whole:
            fails.add(f"CELL:{line.code}")
        if line.kind == "of_which" and number > cells[line.total_code]:
            fails.add(f"OFW:{line.code}")
    for total in form().totals(year):
        for breakdown in form().breakdowns(total.code, year):
            parts = [x.code for x in form().parts(total.code, breakdown, year)]
            if all(x in cells for x in parts) and cells[total.code] != sum(
                cells[x] for x in parts
            ):
                fails.add(f"SUM:{total.code}:{breakdown}")
    if cells["C"] > 0 and cells["B"] == 0:
        fails.add("PAIR:fines-cases")
    if cells["L"] > 0 and cells["K"] == 0:
        fails.add("PAIR:participants-courses")
    return fails


def test_they_come_out_byte_for_byte_and_nothing_is_left_over():
    assert generator.differences(RECEIVED) == []


@pytest.mark.parametrize(("year", "reporters"), [(2023, 52), (2024, 55), (2025, 31)])
def test_so_many_localities_report(year, reporters):
    expected = 63 if year < 2025 else 34
    assert len(territories(year)) == expected
    assert len(current(year)) == reporters
    missing = {x.code for x in territories(year)} - set(current(year))
    assert missing == set(MISSING[year])


@pytest.mark.parametrize("year", [2023, 2024])
def test_they_add_up_to_the_golden_figures(year):
    sums = Counter()
    for cells in amounts(year).values():
        sums.update(cells)
    assert {line: sums[line] for line in GOLDEN[year]} == GOLDEN[year]


def test_who_the_annual_report_names_has_reported():
    assert set(current(2024)) >= ISSUING | PRAISED
    issued = {code for code, cells in amounts(2024).items() if cells["A"] > 0}
    assert issued == ISSUING


@pytest.mark.parametrize("year", YEARS)
def test_every_line_is_given_and_every_block_reconciles_but_for_the_mistakes(year):
    declared = {
        (x.locality_code if year == 2025 else None): set(x.rules) for x in MISTAKES
    }
    for code, cells in current(year).items():
        assert set(cells) == {x.code for x in form().lines(year)}, code
        assert failing(year, amounts(year)[code]) == declared.get(code, set()), code


def test_the_ten_mistakes_are_in_the_files_as_declared():
    assert len({x.locality_code for x in MISTAKES}) == len(MISTAKES) == 10
    for mistake in MISTAKES:
        cells = current(2025)[mistake.locality_code]
        for slip in mistake.slips:
            assert cells[slip.line_code] == slip.wrong
    assert len({x.kind for x in MISTAKES}) == 10


def test_with_the_right_values_the_ten_would_reconcile():
    for mistake in MISTAKES:
        right = {x.line_code: Decimal(x.right) for x in mistake.slips}
        assert failing(2025, amounts(2025)[mistake.locality_code] | right) == set()


def test_fines_lie_between_10_and_15_million_dong_a_case():
    for year in (2023, 2024):
        for cells in amounts(year).values():
            assert (cells["C"] > 0) == (cells["B"] > 0)
            assert cells["B"] == 0 or 4 <= cells["C"] / cells["B"] <= 21
            assert cells["L"] >= cells["K"]
            assert (cells["C"] * 1_000_000) % 1 == 0
    # 42,030 million đồng in 3,349 cases, 36,712 in 3,049.
    assert round(Decimal(42030) / 3349, 1) == Decimal("12.6")
    assert round(Decimal(36712) / 3049, 1) == Decimal("12.0")


def test_two_cities_hold_most_and_many_localities_a_few():
    for line in ("B", "M"):
        by_code = {code: cells[line] for code, cells in amounts(2024).items()}
        national = sum(by_code.values())
        assert by_code["01"] + by_code["79"] > national * Decimal("0.45")
        assert sum(1 for x in by_code.values() if x < 10) >= 5


def predecessors(year: int, code: str) -> tuple[str, ...]:
    (found,) = (x for x in territories(year) if x.code == code)
    return found.predecessors if year == 2025 else (code,)


@pytest.mark.parametrize("year", [2024, 2025])
def test_no_locality_leaps_or_repeats_last_year(year):
    """Rules YOY and COPY stay silent, but where a total was mistaken."""
    mistaken = {(x.locality_code, y.line_code) for x in MISTAKES for y in x.slips}
    last = amounts(year - 1)
    sums = Counter()
    for cells in amounts(year).values():
        sums.update(cells)
    for code, cells in amounts(year).items():
        before = [last[x] for x in predecessors(year, code) if x in last]
        if len(before) < len(predecessors(year, code)):
            continue
        past = {x: sum(y.get(x, 0) for y in before) for x in cells}
        for total in (x.code for x in form().totals(year)):
            if year == 2025 and (code, total) in mistaken:
                continue
            low, high = sorted((past[total], cells[total]))
            assert high <= 3 * low or (high - low) * 200 <= sums[total], (code, total)
        same = [cells[x] == past[x] for x in cells if past[x] > 0]
        assert len(same) < 8 or sum(same) < 0.9 * len(same), code


def test_folders_and_receipts_are_those_of_the_bytes():
    times = [x.receipt["received_at"] for x in sent()]
    assert times == sorted(set(times))
    for each in sent():
        receipt = each.receipt
        assert receipt["sha256"] == hashlib.sha256(each.content).hexdigest()
        assert receipt["size_bytes"] == len(each.content)
        assert each.folder == f"{receipt['received_at']}-{receipt['sha256'][:12]}"
        assert receipt["status"] == "received"
        assert [receipt[f"reason_{x}"] for x in ("code", "vi", "en")] == [None] * 3
        assert list(receipt) == [
            "sha256", "original_name", "size_bytes", "received_at", "sender",
            "channel", "status", "reason_code", "reason_vi", "reason_en",
        ]  # fmt: skip


def test_all_come_inside_the_window_and_a_few_after_the_deadline():
    late = defaultdict(set)
    first = set()
    for each in sent():
        window = form().report_year(each.year)
        local = received_at(each) + timedelta(hours=7)
        assert window.opens_on <= local.date() <= window.closes_on
        if (each.year, each.code) not in first and local.date() > window.deadline:
            late[each.year].add(each.code)
        first.add((each.year, each.code))
    assert late == {year: set(codes) for year, codes in LATE.items()}


def received_at(each: Sent) -> datetime:
    text = each.receipt["received_at"]
    return datetime.strptime(text, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)


def test_every_cover_says_synthetic_and_names_nobody():
    for each in sent():
        assert each.cover["prepared_by"].startswith("SYNTHETIC")
        contact = each.cover.get("contact")
        assert contact is None or contact.endswith(f"@{SENDER_DOMAIN}")
        period = [each.cover.get(x) or None for x in ("period_start", "period_end")]
        assert period == [None, None] or [as_day(x) for x in period] == [
            date(each.year, 1, 1),
            date(each.year, 12, 31),
        ]


def as_day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    text = str(value)
    return (
        datetime.strptime(text, "%d/%m/%Y").date()
        if "/" in text
        else date.fromisoformat(text)
    )


def test_a_full_name_in_a_files_name_is_that_of_its_cover():
    """No name of another locality of that year's map, folded, stands in it."""
    seeds = rows_of(paths.SEEDS / "localities.csv")
    for each in sent():
        unit_set = "63" if each.year < 2025 else "34"
        name = plain(each.name)
        for x in seeds:
            other = x["unit_set"] == unit_set and x["code"] != each.code
            assert not (other and plain(x["name_vi"]) in name), (each.name, x["code"])


def plain(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(x for x in bare if x.isascii() and x.isalnum())


def test_several_hands_and_versions_are_among_them():
    cells = [y for x in sent() for y in x.cells.values() if isinstance(y, str)]
    for pattern in (r"không", r"\d\.\d{3}", r"\d+ vụ", r"0\d", r"\d+,\d+"):
        assert any(re.fullmatch(pattern, x) for x in cells), pattern
    files = Counter((x.year, x.code) for x in sent())
    twice = Counter(year for (year, _), count in files.items() if count == 2)
    assert twice == {2023: 2, 2024: 4, 2025: 2}
    assert sum(1 for x in sent() if x.cover.get("replaces_all") == "có") == 1
    assert {Path(x.name).suffix for x in sent()} == {".xlsx", ".csv"}


def test_the_page_in_the_docs_is_the_generators():
    assert docs.path().read_text(encoding="utf-8") == docs.page()
    for mistake in MISTAKES:
        for slip in mistake.slips:
            assert f"| {spelt(slip.right)} | {spelt(slip.wrong)} |" in docs.page()
