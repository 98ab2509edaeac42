"""Rows of a CSV that an unquoted comma within a number tore into a field too many."""

import re
from collections.abc import Iterator, Mapping, Sequence

from dagster_project.submissions.cover import date_of
from dagster_project.submissions.tidy_columns import Header, Record, header_of

DIGITS = re.compile(r"-?[0-9][0-9.]*")
# Columns in which a number is no piece of the value before them.
OF_DIGITS = (
    "report_year",
    "locality_code",
    "line_code",
    "value",
    "form_version",
    "contact",
)


def behind_a_comma(header: Header, texts: Mapping[str, str]) -> list[str]:
    """What follows the value where both look like one number with an unquoted comma.

    `36,7` before a note or a name; a code, a year or a telephone number may follow.
    """
    if header.delimiter != ",":
        return []
    behind = header.columns["value"] + 1
    name = next((x for x, y in header.columns.items() if y == behind), "value")
    parts = [texts.get(x, "").strip() for x in ("value", name)]
    is_cut = all(map(DIGITS.fullmatch, parts)) and date_of(parts[1]) is None
    return parts[1:] if is_cut and name not in OF_DIGITS else []


def before_its_value(header: Header, texts: Mapping[str, str]) -> dict[str, str]:
    """What a torn row says for certain: after its value all fields have moved."""
    value = header.columns["value"]
    return {x: y for x, y in texts.items() if header.columns[x] <= value}


def of_sheet(
    records: Sequence[Record], delimiter: str
) -> Iterator[tuple[tuple[int, int], str]]:
    """Row and column of each value of a sheet that a comma tore, and what stood there.

    Its row has more fields than the header, or a number goes on in the note.
    """
    header: Header | None = None
    for record in records if delimiter == "," else ():
        found = header_of(record.fields, delimiter)
        if "value" in found.columns and len(found.columns) > 1:
            header = found
        elif header is not None:
            column = header.columns["value"]
            held = [x.strip() for x in record.fields[column:]]
            follows = column + 1 in (header.columns.get("note"), header.width)
            is_cut = follows and all(map(DIGITS.fullmatch, held[:2])) and held[1:]
            if is_cut or any(x.strip() for x in record.fields[header.width :]):
                yield (record.line - 1, column), ",".join(held).rstrip(",")
