"""Several submissions of one locality and year: which cell counts, who is expected."""

from tests.country import Country
from tests.given import built, decision, report, rows

COUNTRY = Country(2024)

# the second holds the enforcement section alone, every other cell blank or a dash
PARTIAL = COUNTRY.locality()
FIRST = COUNTRY.send(PARTIAL, {"A": 3, "A1": 3, "B": 10, "E": 7})
SECOND = COUNTRY.send(PARTIAL, {"A": None, "A1": "-", "B": 12, "E": "–"})
REPLACING = COUNTRY.locality()
COUNTRY.send(REPLACING, {"A": 3, "B": 10, "E": 7})
COUNTRY.send(REPLACING, {"A": 4}, replaces_all=True)
COUNTRY.send(REPLACING, {"B": 11})
WITHDRAWN = COUNTRY.locality()
COUNTRY.send(WITHDRAWN, {"A": 3, "B": 10, "E": 7})
COUNTRY.send(WITHDRAWN, {"A": "n/a", "B": "12*", "E": "k.a.d"})
TAKEN_OUT = COUNTRY.locality()
COUNTRY.send(TAKEN_OUT, {"A": 3, "B": 10})
COUNTRY.decide(
    COUNTRY.send(TAKEN_OUT, {"A": 4}, replaces_all=True), "SUBMISSION", "exclude"
)
# two files: what came before, and one whose parts say it of one locality together
IN_PARTS, OTHER_PARTS, ACCEPTED = (COUNTRY.locality() for _ in range(3))
for code, said, more in (
    (IN_PARTS, (True, True), {}),
    (OTHER_PARTS, (False, True), {}),
    (ACCEPTED, (True, True), {"hold_code": "period_unreadable"}),
):
    COUNTRY.send(code, {"A": 3, "A1": 3, "B": 10, "E": 7})
    first = COUNTRY.send(code, {"A": 4}, replaces_all=said[0], folder=code, **more)
    COUNTRY.send(code, {"B": 11}, replaces_all=said[1], folder=code)
    if more:
        COUNTRY.decide(first, "PERIOD", "accept")
HELD = COUNTRY.locality()
COUNTRY.send(HELD, {"A": 3}, hold_code="overlap", hold_vi="…", hold_en="…")


def numbers(code: str) -> dict[str, object]:
    found = COUNTRY.con.execute(
        "select line_code, coalesce(value::integer::varchar, state)"
        " from intermediate.int_cells__current"
        " where locality_code = ? and line_code in ('A', 'A1', 'B', 'E')",
        [code],
    ).fetchall()
    return dict(found)


def test_a_later_blank_or_dash_deletes_nothing() -> None:
    assert numbers(PARTIAL) == {"A": "3", "A1": "3", "B": "12", "E": "7"}
    assert COUNTRY.block(PARTIAL, "documents_count")["submission_id"] == FIRST
    assert COUNTRY.block(PARTIAL, "cases_count")["submission_id"] == SECOND


def test_a_submission_that_replaces_all_leaves_nothing_of_earlier_ones() -> None:
    blank = {"A1": "blank", "E": "blank"}
    assert numbers(REPLACING) == {"A": "4", "B": "11"} | blank


def test_a_file_in_parts_replaces_what_came_before_it_and_no_part_of_itself() -> None:
    blank = {"A1": "blank", "E": "blank"}
    for code in (IN_PARTS, OTHER_PARTS, ACCEPTED):
        assert numbers(code) == {"A": "4", "B": "11"} | blank


def test_what_is_not_available_unreadable_or_not_applicable_does_replace() -> None:
    assert numbers(WITHDRAWN) == {
        "A": "not_available",
        "A1": "blank",
        "B": "unreadable",
        "E": "not_applicable",
    }


def test_what_was_replaced_returns_when_the_replacing_one_is_taken_out() -> None:
    assert numbers(TAKEN_OUT)["A"] == "3"
    assert numbers(TAKEN_OUT)["B"] == "10"


def test_a_held_submission_gives_no_cell_and_its_reason() -> None:
    assert numbers(HELD)["A"] == "blank"
    (row,) = rows(
        COUNTRY.con,
        "select * from intermediate.int_submissions__admitted where locality_code = ?",
        HELD,
    )
    assert (row["is_admitted"], row["hold_code"]) == (False, "overlap")


def test_whoever_exists_on_31_december_is_expected_and_nobody_else() -> None:
    old = report("26", 2025, {"A": 1}, unit_set="63")  # Vĩnh Phúc is no more
    new = report("25", 2025, {"A": 1})
    con = built(
        [report("26", 2024, {"A": 1}), old, new],
        [decision("none-such", "SUBMISSION", "exclude")],
    )
    expected = con.sql(
        "select report_year, unit_set, count(*) as territories"
        " from intermediate.int_territories__expected group by all order by all"
    ).fetchall()
    assert expected == [(2024, "63", 63), (2025, "34", 34)]
    held = con.sql(
        "select unit_set, hold_code from intermediate.int_submissions__admitted"
        " where report_year = 2025 order by unit_set"
    ).fetchall()
    assert held == [("34", None), ("63", "territory_not_expected")]
