"""Reads a regenerated report again and holds every number in it against the marts."""

import functools
import re
from fractions import Fraction

from dagster_project.annual import annual_report
from tests import given
from tests.given import rows

MODELS = {"annual_indicators", "indicator_growth", "locality_indicators"}
MODELS |= {"reporting_coverage", "dim_submissions"}
SCALES = {
    "tỷ đồng": 10**9,
    "billion VND": 10**9,
    "triệu đồng": 10**6,
    "million VND": 10**6,
    "%": Fraction(1, 100),
}
RATIOS = {"participants_per_course", "fine_per_case_vnd"}
RATIOS |= {"trademark_share_of_applications", "trademark_share_of_titles"}
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


build = functools.partial(given.built, up_to=MODELS)


def read(text, language):
    """Every number of a text, as its reader understands it."""
    found = []
    for match in NUMBER.finditer(text):
        group, mark = (".", ",") if language == "vi" else (",", ".")
        digits = match[0].replace(group, "").replace(mark, ".")
        tail = text[match.end() :].lstrip()
        scale = next((s for name, s in SCALES.items() if tail.startswith(name)), 1)
        found.append((Fraction(digits), scale))
    # "from 1.2 to 1.4 billion": the unit stands once, at the end.
    return [number * found[-1][1] for number, _ in found]


def truth(con, year, claim):
    """What the marts say of a claim: value, low, high, whether it is a lower bound."""
    where = "report_year = ? and indicator = ? and breakdown = ? and member = ?"
    key = [year, claim.indicator, claim.breakdown, claim.member]
    if claim.about in ("value", "held_value"):
        table, more = "annual_indicators", ""
        bound = "coalesce(is_lower_bound, false)"
        if claim.territory:
            table, bound = "locality_indicators", "false"
            more = " and unit_set || ':' || locality_code = ?"
            key.append(claim.territory)
        sql = (
            f"select {claim.about} as value, value_low, value_high,"
            f" {bound} as is_bound from marts.{table} where {where}{more}"
        )
        (row,) = rows(con, sql, *key)
        if claim.about == "held_value":
            return row["value"], row["value"], row["value"], False
        return row["value"], row["value_low"], row["value_high"], row["is_bound"]
    (row,) = rows(con, f"from marts.indicator_growth where {where}", *key)
    value = {
        "change": lambda: abs(row["change"]),
        "panel_change": lambda: abs(row["panel_change"]),
        "growth": lambda: share(row["change"], row["previous_value"]),
        "panel_growth": lambda: share(row["panel_change"], row["panel_previous_value"]),
    }[claim.about]()
    return value, value, value, False


def share(part, whole):
    return abs(Fraction(part) / Fraction(whole))


def is_true(con, year, language, claim, text):
    """Whether one phrase, read again from its text, holds in the marts."""
    value, low, high, is_bound = truth(con, year, claim)
    numbers = read(text, language)
    said = numbers[0]
    if claim.amount.kind == "between":
        return not is_bound and said <= low and high <= numbers[1]
    if claim.amount.kind == "at_least":
        is_cut = claim.indicator in RATIOS and said < low
        return (said == low or is_cut) and (is_bound or high is None)
    if claim.amount.kind == "over":
        return said < low
    if claim.amount.kind == "about":
        places = max(
            (s for n, s in SCALES.items() if text.endswith(n)), default=Fraction(1)
        )
        return abs(said - Fraction(value)) <= places / 20 + Fraction(1, 10**6)
    return said == value == low == high and not is_bound


def check(con, year, language):
    """The report of a year; every number in it was read again."""
    written = annual_report.written(con, year, language)
    text = written.markdown
    for claim in written.claims:
        said = [t for t in (claim.amount.words, claim.amount.sign) if t in text]
        assert said, claim
        for phrase in said:
            assert is_true(con, year, language, claim, phrase), (claim, phrase)
    left = re.sub(r"\[\^\d+\]:?", "", text)
    phrases = {p for c in written.claims for p in (c.amount.words, c.amount.sign)}
    for phrase in sorted(phrases, key=len, reverse=True):
        left = re.sub(rf"(?<![\d.,]){re.escape(phrase)}(?![\d]|[.,]\d)", "", left)
    known = {year, year - 1, 31, 12} | {
        number
        for row in rows(
            con,
            "select localities_expected, localities_reporting, 0 as panel"
            " from marts.annual_indicators union all select localities_expected, 0,"
            " panel_localities from marts.indicator_growth",
        )
        for number in row.values()
    }
    assert {int(match) for match in NUMBER.findall(left)} <= known
    return text
