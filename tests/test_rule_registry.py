"""The registry of rules: derived from the form of each year, told in two languages."""

from dagster_project.inquiry import replay
from tests.country import Country
from tests.given import rows

COUNTRY = Country(2024)  # in which nobody has reported


def test_the_text_of_unit_gives_the_range_that_it_asks_for() -> None:
    texts = {
        row["rule_id"]: (row["text_vi"], row["text_en"])
        for row in rows(
            COUNTRY.con,
            "from reference.rules where report_year = 2024 and kind = 'UNIT'",
        )
    }
    vi, en = texts.pop("UNIT:fines_vnd")
    assert vi.endswith("và mỗi vụ (B) từ 100.000 đến 500.000.000 đồng")
    assert en.endswith("and comes to 100,000 to 500,000,000 VND for each of B")
    for vi, en in texts.values():
        assert vi.endswith("(nghìn, triệu, tỷ)") and en.endswith("billion)")


def test_rules_derive_from_the_form_of_each_year() -> None:
    con = replay.memory()
    expected = con.execute("""
        select years.report_year, prefix || code from (
            select 'CELL:' as prefix, line_code as code, * from reference.form_lines
            union all
            select 'OFW:', line_code, * from reference.form_lines
            where kind = 'of_which'
            union all
            select distinct on (total_code, breakdown)
                'SUM:', total_code || ':' || breakdown, *
            from reference.form_lines where kind = 'part'
            union all
            select unnest(['REQ:', 'YOY:']), line_code, * from reference.form_lines
            where kind = 'total'
            union all
            select 'UNIT:', measure, * from reference.form_lines where kind = 'total'
        ) as lines, reference.report_years as years
        where years.report_year >= valid_from_year
    """).fetchall()
    others = {
        (year, rule)
        for year in (2023, 2024, 2025, 2026)
        for rule in (
            "PAIR:fines-cases",
            "PAIR:participants-courses",
            "COPY",
            "EMPTY",
            "PERIOD",
        )
    }
    found = COUNTRY.con.execute(
        "select report_year, rule_id from reference.rules"
    ).fetchall()
    assert len(found) == len(set(found))
    assert set(found) == set(expected) | others
    assert (2025, "SUM:E:client_type") in found
    assert (2024, "SUM:E:client_type") not in found
    assert (2024, "OFW:La") not in found


def test_every_rule_is_told_in_both_languages() -> None:
    rules = rows(COUNTRY.con, "select * from reference.rules")
    assert rules
    for row in rules:
        for language in ("vi", "en"):
            assert row[f"text_{language}"], row
            assert "{" not in row[f"text_{language}"]
            assert row[f"reason_{language}"]
        assert row["severity"] in ("hard", "soft")
