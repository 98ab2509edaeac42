"""The two roads come to the same verdicts."""

import random
from datetime import date
from pathlib import Path

import pytest

from dagster_project import warehouse
from expectations.form import form
from tests import given, twice

WORDS = ("", "-", "không có", "không áp dụng", "chưa có số liệu", "1,250.5", "#REF!")
HEDGES = ("hơn {}", "gần {}", "khoảng {}", "ít nhất {}", "không quá {}", "{} vụ")
PERIODS = (
    (None, None),
    (0, 0),
    (0, 0),
    (20, -15),
    (0, 31),
    (-31, 0),
    (-32, 0),
    (0, -184),
    (0, None),
)


def _cells(chance: random.Random, year: int) -> dict[str, str | int | None]:
    """A form that adds up, of any size, with some mistakes of any kind."""
    largest = chance.choice((3, 12, 400))
    cells: dict[str, str | int | None] = {}
    for total in form().totals(year):
        if chance.random() < 0.15:
            continue
        breakdowns = form().breakdowns(total.code, year)
        number = chance.randint(0, largest)
        cells[total.code] = number
        for breakdown in breakdowns:
            parts = form().parts(total.code, breakdown, year)
            cuts = sorted(chance.randint(0, number) for _ in parts[1:])
            for part, low, high in zip(parts, [0, *cuts], [*cuts, number], strict=True):
                cells[part.code] = high - low
    for line in form().of_which(year):
        parent = cells.get(str(line.total_code))
        if isinstance(parent, int):
            cells[line.code] = chance.randint(0, parent)
    for code in chance.sample(
        sorted(cells), min(len(cells), chance.choice((0, 1, 4, 25)))
    ):
        cells[code] = _mistaken(chance, cells[code])
    return cells


def _mistaken(chance: random.Random, cell: str | int | None) -> str | int | None:
    number = int(cell or 0)
    kind = chance.randrange(6)
    if kind == 0:
        return chance.choice(WORDS)
    if kind in (1, 2):
        return chance.choice(HEDGES).format(number)
    if kind == 3:
        return max(0, number + chance.choice((-1, 1, 10)))
    if kind == 4:
        return chance.choice((-number, f"{number},5", f"hơn {number} tỷ đồng", None))
    return chance.choice((0, 0, number * 10))


def _period(chance: random.Random, year: int) -> tuple[date | None, date | None]:
    shifts = chance.choice(PERIODS)
    ends = (date(year, 1, 1), date(year, 12, 31))
    start, end = (
        None if days is None else date.fromordinal(day.toordinal() + days)
        for day, days in zip(ends, shifts, strict=True)
    )
    return start, end


def _country(seed: int) -> list[given.Report]:
    """Some 160 territory-years, some of them sent twice."""
    chance = random.Random(seed)
    con = given.loaded([])
    territories = con.execute(
        "select unit_set, code from reference.localities order by all"
    ).fetchall()
    con.close()
    reports = []
    for year in (2023, 2024, 2025):
        for unit_set, code in territories:
            if unit_set == ("63" if year < 2025 else "34"):
                for _ in range(chance.choice((0, 1, 1, 1, 2))):
                    reports.append(
                        given.report(
                            code,
                            year,
                            _cells(chance, year),
                            period=_period(chance, year),
                            replaces_all=chance.random() < 0.3,
                        )
                    )
    return reports


@pytest.mark.parametrize(
    "seed",
    [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 21))],
)
def test_the_roads_agree_on_generated_countries(seed: int, tmp_path: Path) -> None:
    file, report = twice.judged(_country(seed), folder=tmp_path)
    assert not report.raised
    assert twice.differences(file, report) == []
    kinds = {failure.rule_id.partition(":")[0] for failure in report.failures}
    assert kinds >= {"SUM", "CELL", "REQ", "PERIOD"}
    with warehouse.connect(file) as con:
        verdicts = con.execute(
            "select distinct verdict from marts.reconciliations"
            " where rule_id like 'SUM:%'"
        ).fetchall()
        numbers = con.execute(
            "select rule_id, by_sql.gap, by_gx.gap from marts.reconciliations as by_sql"
            " inner join validation.failures as by_gx"
            " using (report_year, unit_set, locality_code, rule_id)"
            " where by_sql.gap is distinct from by_gx.gap"
            " and (rule_id like 'SUM:%' or rule_id like 'OFW:%')"
        ).fetchall()
    assert len(verdicts) == 6
    assert numbers == []


YEAR = (date(2024, 1, 1), date(2024, 12, 31))
HALF_YEAR = (date(2024, 1, 1), date(2024, 6, 30))


def test_the_roads_agree_on_submissions_that_are_held_for_their_period(
    tmp_path: Path,
) -> None:
    """The one that is held is the latest: an earlier one does not speak for it."""
    held_reversed, held_unreadable = "period_reversed", "period_unreadable"
    reports = [
        given.report("22", 2024, {"A": 1}, period=YEAR[::-1], hold_code=held_reversed),
        given.report("01", 2024, {"A": 1}, period=HALF_YEAR),
        given.report(
            "01", 2024, {"A": 1}, period=(None, YEAR[1]), hold_code=held_unreadable
        ),
        given.report("04", 2024, {"A": 1}, period=YEAR),
        given.report("04", 2024, {"A": 1}, period=HALF_YEAR),
    ]
    file, report = twice.judged(reports, folder=tmp_path)
    assert twice.differences(file, report) == []
    failing = {x.locality_code for x in report.failures if x.rule_id == "PERIOD"}
    assert failing == {"22", "04"}


def test_a_submission_taken_out_is_not_asked_for_its_period(tmp_path: Path) -> None:
    half = (date(2024, 1, 1), date(2024, 6, 30))
    whole = (date(2024, 1, 1), date(2024, 12, 31))
    first = given.report("22", 2024, twice.FAILING, period=whole)
    second = given.report("22", 2024, twice.FAILING, period=half)
    taken_out = given.decision(second.submission.submission_id, "SUBMISSION", "exclude")
    for decisions, failing in (([], 1), ([taken_out], 0)):
        file, report = twice.judged([first, second], decisions, folder=tmp_path)
        found = [one for one in report.failures if one.rule_id == "PERIOD"]
        assert len(found) == failing
        assert twice.differences(file, report) == []


def test_one_held_for_its_period_and_taken_out_is_not_asked_either(
    tmp_path: Path,
) -> None:
    reversed_period = (date(2024, 12, 31), date(2024, 1, 1))
    sent = given.report(
        "22", 2024, twice.FAILING, period=reversed_period, hold_code="period_reversed"
    )
    taken_out = given.decision(sent.submission.submission_id, "SUBMISSION", "exclude")
    for decisions, failing in (([], 1), ([taken_out], 0)):
        file, report = twice.judged([sent], decisions, folder=tmp_path)
        found = [one for one in report.failures if one.rule_id == "PERIOD"]
        assert len(found) == failing
        assert twice.differences(file, report) == []


def test_an_accepted_failure_is_still_a_failure_of_both(tmp_path: Path) -> None:
    late = (date(2024, 3, 1), date(2024, 12, 31))
    sent = given.report("22", 2024, twice.FAILING, period=late)
    decisions = [
        given.decision(sent.submission.submission_id, "PERIOD", "accept"),
        given.decision(sent.submission.submission_id, twice.SUM, "accept", {"A": "5"}),
    ]
    file, report = twice.judged([sent], decisions, folder=tmp_path)
    assert {one.rule_id for one in report.failures if one.severity == "hard"} == {
        "PERIOD",
        twice.SUM,
    }
    assert twice.differences(file, report) == []
