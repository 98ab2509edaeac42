"""Documentation that a program can check is checked."""

import re

import pytest

from dagster_project import documentation, paths
from tests import given

DOCS = paths.PROJECT / "docs"
QUESTIONS = re.findall(
    r"^### (\d+\. .+?)$.*?```sql\n(.+?)```",
    (DOCS / "analysts.md").read_text("utf-8"),
    flags=re.MULTILINE | re.DOTALL,
)


def test_the_page_of_the_form_follows_from_the_seeds() -> None:
    assert (DOCS / "form.md").read_text("utf-8") == documentation.form_page()


def test_the_dictionary_follows_from_the_models() -> None:
    page = (DOCS / "dictionary.md").read_text("utf-8")
    assert page == documentation.dictionary_page()


def test_analysts_find_at_least_twenty_questions() -> None:
    assert len(QUESTIONS) >= 20


@pytest.mark.parametrize(("title", "sql"), QUESTIONS, ids=[t for t, _ in QUESTIONS])
def test_a_question_of_the_analysts_page_has_an_answer(bundled, title, sql) -> None:
    assert bundled.ask(sql), title


def test_the_page_shows_beside_a_figure_of_a_locality_no_cell_of_another(
    bundled,
) -> None:
    sql = dict(QUESTIONS)["17. From which file and cell does a figure of Quảng Ninh"
                          " come?"]  # fmt: skip
    figures = bundled.ask(
        "select indicator, value from marts.locality_indicators where unit_set = '63'"
        " and report_year = 2024 and locality_code = '22' and member = 'total'"
    )
    # None of these totals is implied by several cells.
    shown = [(row[0], row[-1]) for row in bundled.ask(sql)]
    assert sorted(shown) == sorted(map(tuple, figures))


def test_every_command_is_documented() -> None:
    from typer.main import get_group

    from dagster_project.cli import app

    pages = "".join(path.read_text("utf-8") for path in DOCS.glob("*.md"))
    pages += (paths.PROJECT / "README.md").read_text("utf-8")
    for name in get_group(app).commands:
        assert f"`ipw {name}" in pages, name


def test_the_page_reconciles_facts_with_the_national_figure_to_the_last_unit() -> None:
    """By locality: alike; no parts; parts only; a part blank; hedged, parts above."""
    audience = {"LB1": 1, "LB2": 2, "LB3": 3, "LB4": 0, "LB9": 0}
    con = given.built(
        [
            given.report("01", 2024, {"K": 1, "L": 6} | audience),
            given.report("02", 2024, {"K": 1, "L": 100}),
            given.report("04", 2024, {"K": 1, "LB1": 3}),
            given.report("06", 2024, {"K": 1, "L": 9} | audience | {"LB3": None}),
            given.report("08", 2024, {"K": 1, "L": "hơn 5"} | audience),
        ]
    )
    sql = dict(QUESTIONS)["22. Why do the rows of a facts table not add up to the"
                          " national figure?"]  # fmt: skip
    (row,) = given.rows(con, sql)
    con.close()
    assert (
        row["national"] - row["leaves"]
        == (row["total_without_parts"] + row["total_less_parts"])
        - row["parts_without_total"]
    )
    assert (row["total_without_parts"], row["parts_without_total"]) == (100, 3)
    # 9 less 1 + 2, and 5 less 6.
    assert row["total_less_parts"] == 6 - 1
    assert (row["localities_with_total"], row["localities_with_parts"]) == (4, 4)
