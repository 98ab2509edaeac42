"""The columns of a tidy CSV: their names in its header, whoever wrote it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dagster_project.submissions.labels import bare, cover_names, header_names

COLUMNS = (
    "report_year",
    "locality_code",
    "line_code",
    "value",
    "note",
    "period_start",
    "period_end",
    "prepared_by",
    "signed_on",
    "replaces_all",
    "language",
    "locality_name",
    "form_version",
    "contact",
)


@dataclass(frozen=True)
class Record:
    """A record of the file and the physical line on which it begins."""

    line: int
    fields: tuple[str, ...]


@dataclass
class Header:
    """Where each column stands, what is none of ours, and what is there twice."""

    columns: dict[str, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    width: int = 0
    delimiter: str = ","

    @property
    def is_tidy(self) -> bool:
        """Whether it says where lines, values and whose they are stand."""
        whose = {"report_year", "locality_code"} & self.columns.keys()
        return bool(whose) and {"line_code", "value"} <= self.columns.keys()


def header_of(fields: Sequence[str], delimiter: str) -> Header:
    """The columns that these fields name, if they are a header."""
    header = Header(width=len(fields), delimiter=delimiter)
    for column, text in enumerate(fields):
        name = _column(text)
        if name and name not in header.columns:
            header.columns[name] = column
        elif name in ("line_code", "value", "report_year", "locality_code"):
            header.twice.append(text.strip())
        elif text.strip():
            header.unknown.append(text.strip())
    return header


def header_again(header: Header, record: Record) -> Header | None:
    """The header that a row is, where files were put together with theirs."""
    place = header.columns["line_code"]
    if place >= len(record.fields) or _column(record.fields[place]) is None:
        return None
    again = header_of(record.fields, header.delimiter)
    return again if again.is_tidy else None


def _column(text: str) -> str | None:
    name = bare(text).replace(" ", "_")
    if name in COLUMNS:
        return name
    found = header_names().find(text) | cover_names().find(text)
    return next((x for x in found if x in COLUMNS), None) if len(found) == 1 else None
