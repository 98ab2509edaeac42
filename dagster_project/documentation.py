"""The derived files of docs/: form and JSON schema from seeds, dictionary from dbt.

`python -m dagster_project.documentation` writes them; a test holds them equal.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from dagster_project import dbt_runner, paths, warehouse
from dagster_project.submissions.json_schema import schema_text
from expectations import results
from expectations.form import Line, form

DOCS = paths.PROJECT / "docs"
PUBLISHED = ("marts", "facts", "reference", "validation")


def form_page() -> str:
    """`docs/form.md`: sections, lines, cover, windows, word lists, from the seeds."""
    return "\n".join(_form_lines()) + "\n"


def _form_lines() -> Iterator[str]:
    yield (DOCS / "form.head.md").read_text("utf-8").rstrip()
    for section in form().sections:
        yield f"\n### {section.numeral}. {section.title_vi} ({section.title_en})\n"
        yield "| code | line | adds up to | unit, as written | years |"
        yield "|---|---|---|---|---|"
        for line in form().section_lines(section.section):
            yield _form_row(line)
    yield "\n## Cover sheet `Bia`\n\n| row | label | in English |\n|---|---|---|"
    for field in form().cover_fields:
        yield f"| {field.row} | {field.label_vi} | {field.label_en} |"
    yield "\n## Report years\n\n| year | opens | deadline | closes |\n|---|---|---|---|"
    for year in form().report_years:
        yield (
            f"| {year.report_year} | {year.opens_on} | {year.deadline} |"
            f" {year.closes_on} |"
        )
    for seed, title in (
        ("cell_words", "Words for a state"),
        ("hedges", "Hedges"),
        ("unit_words", "Unit words"),
    ):
        yield f"\n## {title}\n"
        yield from _seed_table(seed)


def _form_row(line: Line) -> str:
    relation = {
        "total": "total",
        "part": f"{line.total_code} ({line.breakdown})",
        "of_which": f"of which {line.total_code}, never added",
    }[line.kind]
    unit = "million VND" if line.scale == 1_000_000 else line.unit
    unit += " at 31 December" if line.nature == "stock" else ""
    years = f"{line.valid_from_year}–{line.valid_to_year or ''}"
    label = f"{line.label_vi} ({line.label_en})"
    return f"| `{line.code}` | {label} | {relation} | {unit} | {years} |"


def _seed_table(seed: str) -> Iterator[str]:
    with (paths.SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    yield "| " + " | ".join(header) + " |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield "| " + " | ".join(_cell(value) for value in row) + " |"


def dictionary_page() -> str:
    """`docs/dictionary.md`: every published table and column with its meaning."""
    lines = [
        "# Data dictionary",
        "",
        "Every table of the published warehouse, derived from the models'"
        " descriptions by `python -m dagster_project.documentation`.",
    ]
    for schema in PUBLISHED:
        lines += ["", f"## `{schema}`"]
        for name, about, columns in sorted(_tables(schema)):
            lines += ["", f"### `{schema}.{name}`", "", _line(about), ""]
            lines += ["| column | type | meaning |", "|---|---|---|"]
            lines += [f"| `{c}` | {t} | {_cell(_line(m))} |" for c, t, m in columns]
    return "\n".join(lines) + "\n"


def _tables(schema: str) -> Iterator[tuple[str, str, list[tuple[str, str, str]]]]:
    """Name, meaning and columns (name, type, meaning) of each table of a schema."""
    for node in dbt_runner.manifest()["nodes"].values():
        if node["schema"] == schema and node["resource_type"] in ("model", "seed"):
            types = node["config"].get("column_types") or {}
            yield (
                node["alias"],
                node["description"],
                [
                    (name, column["data_type"] or types[name], column["description"])
                    for name, column in node["columns"].items()
                ],
            )
    if schema == "validation":
        for record, name in (
            (results.ExpectationResult, "expectation_results"),
            (results.Failure, "failures"),
        ):
            about, meanings = results.COMMENTS[name]
            kinds = warehouse.columns(record)
            yield name, about, [(c, kinds[c], meanings[c]) for c in kinds]


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def write() -> list[Path]:
    """Write every derived file; return their paths."""
    pages = {
        "form.md": form_page(),
        "dictionary.md": dictionary_page(),
        "submission.schema.json": schema_text(),
    }
    for name, text in pages.items():
        (DOCS / name).write_text(text, encoding="utf-8")
    return [DOCS / name for name in pages]


if __name__ == "__main__":
    write()
