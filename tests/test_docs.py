"""Documentation that a program can check is checked."""

import re

import pytest

from dagster_project import documentation, paths

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


def test_every_command_is_documented() -> None:
    from typer.main import get_group

    from dagster_project.cli import app

    pages = "".join(path.read_text("utf-8") for path in DOCS.glob("*.md"))
    pages += (paths.PROJECT / "README.md").read_text("utf-8")
    for name in get_group(app).commands:
        assert f"`ipw {name}" in pages, name
