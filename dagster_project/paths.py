"""Every path of the project, once, and the two environment variables that move them.

`IPW_RAW` (default `raw`) is the landing zone, the only state. `IPW_BUILD` (default
`build`) holds everything that can be deleted. Both are read when they are asked for,
so that a test or a second installation may set them in its own process.
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
DBT_PROJECT = PROJECT / "dbt"
SEEDS = DBT_PROJECT / "seeds"


def raw() -> Path:
    """The landing zone: `$IPW_RAW`, else `raw/` of the project."""
    return Path(os.environ.get("IPW_RAW") or PROJECT / "raw").resolve()


def inbox() -> Path:
    """Where files are dropped; names ending in `.part` or with a dot first wait."""
    return raw() / "inbox"


def received() -> Path:
    """Immutable files that were accepted for reading, one folder each."""
    return raw() / "received"


def refused() -> Path:
    """Files of which no cell could be read, one folder each with the reason."""
    return raw() / "refused"


def decisions() -> Path:
    """Stewards' decisions, append-only JSON."""
    return raw() / "decisions"


def publications() -> Path:
    """Frozen publications, append-only."""
    return raw() / "publications"


def acknowledgements() -> Path:
    """What goes back to each locality; derived, may be deleted."""
    return raw() / "acknowledgements"


def build() -> Path:
    """Everything that one run rebuilds: `$IPW_BUILD`, else `build/`."""
    return Path(os.environ.get("IPW_BUILD") or PROJECT / "build").resolve()


def require_usable() -> None:
    """Raise OSError, with the remedy, where a refresh cannot work as things are set."""
    if sys.flags.optimize > 1:  # altair, of Great Expectations, asks for docstrings
        raise OSError(
            "Python was told to leave out docstrings, which Great Expectations needs:"
            " unset PYTHONOPTIMIZE, or leave out `-OO`, and run again."
        )
    if said := objection():
        raise OSError(f"{said[0]}. {said[1]} and run again.")


def objection() -> tuple[str, str] | None:
    """Why a refresh cannot work where things stand, and what to do; None where it can.

    Dagster takes a path for an address of SQLite (`?`, `%`), and that of its own
    package for a pattern (`%`).
    """
    library = find_spec("dagster")
    if library and "%" in (installed := str(library.origin)):
        there = f"Dagster is installed in a path with %: {installed}"
        return there, "Move the project, delete its .venv"
    place, sources = build(), (inbox(), received(), refused(), decisions())
    elsewhere = "Set it to another folder"
    if holding := [each for each in sources if place.is_relative_to(each)]:
        within = f"IPW_BUILD lies in {holding[0]}, where a refresh takes files from"
        return within, elsewhere
    if odd := sorted({sign for sign in "?%" if sign in str(place)}):
        return f"IPW_BUILD has {' and '.join(odd)} in its path {place}", elsewhere
    return None


def warehouse() -> Path:
    """The working DuckDB file; private to the pipeline, one writer at a time."""
    return build() / "warehouse.duckdb"


def parsed() -> Path:
    """Parsed files, cached by content and parser version."""
    return build() / "parsed"


def dbt_target() -> Path:
    """dbt's artifacts: manifest, compiled SQL, partial parse."""
    return build() / "dbt"


def validation() -> Path:
    """GX's own result JSON, one file a suite."""
    return build() / "validation"


# In the folder of the stewards' pages: of which refresh they are.
REPORT_REFRESH = "refresh.txt"


def report() -> Path:
    """The steward's pages."""
    return build() / "report"


def templates() -> Path:
    """The pages' templates as Python compiled them."""
    return build() / "templates"


def foundation() -> Path:
    """What the next refresh's working file begins with, laid ahead."""
    return build() / "foundation.duckdb"


def judged() -> Path:
    """What was received, as text, and what Great Expectations judges of it."""
    return build() / "judged.duckdb"


def published() -> Path:
    """The folder that analysts read; replaced as a whole."""
    return build() / "published"


def published_warehouse() -> Path:
    """The DuckDB file that analysts open, read-only."""
    return published() / "warehouse.duckdb"


def dagster_home() -> Path:
    """Dagster's instance: run history, event log, schedules."""
    return build() / "dagster_home"
