"""Countries drawn at random, every figure of every mart compared with plain Python.

Both maps, several submissions of one report, hedges, unit words, words for none and for
unknown, broken sums of several breakdowns, blank totals, and decisions on what fails.
"""

import random
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest

from expectations.form import form
from tests import figures_oracle as oracle
from tests import given
from tests.given import rows

YEARS = (2024, 2025)
CODES = {2024: ("01", "10", "15", "17", "25", "26", "44"), 2025: ("01", "15", "25")}
ODD = ("", "-", "không", "không áp dụng", "chưa có số liệu", "1,250.5", "-3", "2,5")
HEDGED = ("hơn {}", "gần {}", "khoảng {}", "ít nhất {}", "không quá {}")
MONEY = ("{},5", "{} triệu", "{},3 tỷ", "hơn {} triệu đồng")
LAST_DAYS = (None, given.TODAY, date(2026, 2, 27))


def drawn(pick: random.Random, year: int) -> dict[str, str | int]:
    """A form that adds up, with gaps and oddities in some cells."""
    cells: dict[str, str | int] = {}
    for total in form().totals(year):
        number = pick.choice((0, pick.randint(0, 9), pick.randint(0, 900)))
        cells[total.code] = number
        for breakdown in form().breakdowns(total.code, year):
            parts = form().parts(total.code, breakdown, year)
            cuts = sorted(pick.randint(0, number) for _ in parts[1:])
            for part, low, high in zip(parts, [0, *cuts], [*cuts, number], strict=True):
                cells[part.code] = high - low
        if pick.random() < 0.2:
            del cells[total.code]
    for line in form().of_which(year):
        cells[line.code] = pick.randint(0, int(cells.get(str(line.total_code), 2)))
    for code in pick.sample(sorted(cells), pick.choice((0, 2, 6, 20))):
        cells[code] = odd(pick, code, int(cells[code]) + 1)
    return cells


def odd(pick: random.Random, code: str, number: int) -> str | int:
    more = MONEY if form().line(code).unit == "VND" else ("{}", "{},0")
    written = pick.choice((ODD, HEDGED, HEDGED, more, ("{}",)))
    return pick.choice(written).format(number)


def submissions(pick: random.Random) -> Iterator[oracle.Sent]:
    for year in YEARS:
        for code in CODES[year]:
            if pick.random() < 0.85:
                yield oracle.Sent(code, year, drawn(pick, year))
                for _ in range(pick.choice((0, 0, 1, 2))):
                    again = drawn(pick, year)
                    some = pick.sample(sorted(again), 6)
                    cells = {line: again[line] for line in some}
                    yield oracle.Sent(code, year, cells, pick.random() < 0.2)


@pytest.fixture(scope="module", params=[1, 2, 3])
def country(request):
    pick = random.Random(request.param)
    sent = list(submissions(pick))
    reports = [
        given.report(x.code, x.year, x.cells, replaces_all=x.replaces_all) for x in sent
    ]
    last = {
        (x.year, x.code): report.submission.submission_id
        for x, report in zip(sent, reports, strict=True)
    }
    figures, decisions = {}, []
    for (year, code), submission_id in last.items():
        own = [x for x in sent if (x.year, x.code) == (year, code)]
        report = oracle.Report(year, own)
        said = {}
        for total in form().totals(year):
            for rule in sorted(report.failures(total.code)):
                kind = pick.choice(("accept", "accept", "accept", "exclude", "revoke"))
                until = pick.choice(LAST_DAYS)
                cells = report.written(total.code)
                decisions.append(
                    given.decision(submission_id, rule, kind, cells, until=until)
                )
                if kind != "revoke" and (until is None or until >= given.TODAY):
                    said[rule] = kind
        figures[year, code] = dict(report.figures(said))
    con = given.built(reports, decisions)
    yield con, figures
    con.close()


def exact(value):
    return None if value is None else Fraction(value)


def code_of(row) -> str:
    (line,) = (
        x
        for x in form().lines()
        if (x.measure, x.breakdown, x.member)
        == (row["indicator"], row["breakdown"], row["member"])
    )
    return line.code


def test_each_locality_counts_what_the_contract_says(country):
    con, figures = country
    found = rows(con, "from marts.locality_indicators where state <> 'blank'")
    for row in found:
        figure = figures[row["report_year"], row["locality_code"]][code_of(row)]
        is_held = figure.status in ("held", "excluded")
        assert row["status"] == figure.status, row
        assert row["state"] == figure.state, row
        assert exact(row["value"]) == figure.counted, row
        assert exact(row["held_value"]) == (figure.value if is_held else None), row
        if figure.counted is not None:
            assert exact(row["value_low"]) == figure.low, row
            assert exact(row["value_high"]) == figure.high, row
    reported = sum(
        x.state != "blank" for line in figures.values() for x in line.values()
    )
    assert len(found) == reported


def test_the_nation_is_the_sum_of_what_counts(country):
    con, figures = country
    for row in rows(con, "from marts.annual_indicators where line_code is not null"):
        own = [
            line[row["line_code"]]
            for (year, _), line in figures.items()
            if year == row["report_year"]
        ]
        counted = [x for x in own if x.counted is not None]
        held = [x for x in own if x.status in ("held", "excluded")]
        kept = [x.value for x in held if x.value is not None]
        highs = [x.high for x in counted if x.high is not None]
        is_bounded = bool(counted) and len(highs) == len(counted)
        wanted = (
            sum(x.value for x in counted) if counted else None,
            sum(x.low for x in counted) if counted else None,
            sum(highs) if is_bounded else None,
            sum(kept) if kept else None,
        )
        numbers = ("value", "value_low", "value_high", "held_value")
        assert tuple(exact(row[x]) for x in numbers) == wanted, row
        assert row["localities_reporting"] == len(counted), row
        assert row["localities_held"] == len(held), row


def split(figures, line: str) -> dict[str, Fraction | int]:
    """Growth to 2025: the panel, who entered and who left, on the map of 34."""
    panel, change, entered, left = 0, Fraction(0), Fraction(0), Fraction(0)
    for code, former in oracle.predecessors().items():
        now = counted(figures, (2025, code), line)
        then = [counted(figures, (2024, x), line) for x in former]
        known = [x for x in then if x is not None]
        if now is not None and len(known) == len(then):
            panel, change = panel + 1, change + now - sum(known)
        else:
            entered, left = entered + (now or 0), left + sum(known)
    return {
        "panel_localities": panel,
        "panel_change": change,
        "entrants_value": entered,
        "leavers_value": left,
    }


def counted(figures, place, line: str) -> Fraction | None:
    return figures.get(place, {}).get(line, oracle.MISSING).counted


def test_growth_over_the_merger_is_split_by_territory(country):
    con, figures = country
    found = rows(con, "from marts.indicator_growth where report_year = 2025")
    compared = [x for x in found if x["change"] is not None]
    for row in compared:
        wanted = split(figures, code_of(row))
        assert {x: exact(row[x]) for x in wanted} == wanted, row
    assert any(row["panel_localities"] for row in compared)


def test_history_on_the_map_of_2025_is_of_the_predecessors_that_count(country):
    con, figures = country
    found = {
        (row["locality_code"], code_of(row)): (
            exact(row["value"]),
            row["missing_territories"],
        )
        for row in rows(con, "from marts.restated_indicators where report_year = 2024")
    }
    wanted = {}
    for code, former in oracle.predecessors().items():
        for line in form().lines(2024):
            values = {x: counted(figures, (2024, x), line.code) for x in former}
            known = [x for x in values.values() if x is not None]
            absent = [f"63:{x}" for x in sorted(values) if values[x] is None]
            if known:
                wanted[code, line.code] = (sum(known), "|".join(absent) or None)
    assert found == wanted
