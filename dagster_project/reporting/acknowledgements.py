"""An answer to every submission: a receipt, its page, the marked file where needed.

Derived: everything under `raw/acknowledgements/` may be deleted and comes back. A
folder whose inputs did not change is left alone.
"""

import functools
import hashlib
import json
import shutil
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import jinja2

from dagster_project import durable, paths, progress
from dagster_project.intake import receiving
from dagster_project.reporting import annotation, numbers, templating
from dagster_project.reporting.acknowledgement import Acknowledgement
from dagster_project.reporting.acknowledgement_facts import Source, of_submissions
from dagster_project.reporting.addresses import place
from dagster_project.reporting.duplicates import of_duplicates
from dagster_project.reporting.mark import Mark
from dagster_project.reporting.marks import Failures
from dagster_project.reporting.text import WORDS, words
from dagster_project.reporting.workbook_copies import UnreadableError
from dagster_project.submissions import receipts

RECEIPT, PAGE = "receipt.json", "receipt.html"
# Hash of everything that a folder was made from.
STAMP = ".inputs"
_HERE = Path(__file__).parent


def write_acknowledgements(
    connection: duckdb.DuckDBPyConnection,
    out: Path,
    warn: Callable[[str], None] = progress.step,
) -> int:
    """Write one folder a submission (or duplicate) to `out`; return how many there are.

    `connection` is the working warehouse after its models and validation. Folders of
    submissions that are no more are removed. A file that a defect of ours cannot mark
    is answered without marks, and `warn` is told.
    """
    submissions = of_submissions(connection)
    again = of_duplicates(receiving.duplicates(), submissions)
    failures = Failures(connection)
    is_synthetic = any(each.acknowledgement.is_synthetic for each in submissions)
    out.mkdir(parents=True, exist_ok=True)
    for source in [*submissions, *again]:
        said = source.acknowledgement
        marks = failures.marks_of(said.submission_id, said.language)
        _write(out / said.submission_id, source, marks, is_synthetic, warn)
    kept = {each.acknowledgement.submission_id for each in [*submissions, *again]}
    for folder in out.iterdir():
        if folder.name in (*kept, durable.LOST_AND_FOUND):
            continue
        if (folder / STAMP).is_file():
            shutil.rmtree(folder)
    return len(kept)


def _write(
    folder: Path,
    source: Source,
    marks: list[Mark],
    is_synthetic: bool,
    warn: Callable[[str], None],
) -> None:
    """Write one folder unless it was made from the same before."""
    file = _received_file(source.folder) if marks else None
    said = source.acknowledgement
    if file is not None:
        said = replace(said, marked_file=f"marked{annotation.suffix_of(file)}")
    late = said.late_vi, said.late_en  # worked out from the form, no fields
    inputs = repr((said, late, marks, is_synthetic, _code())).encode()
    stamp = hashlib.sha256(inputs).hexdigest()
    wanted = [RECEIPT, PAGE, *([said.marked_file] if said.marked_file else [])]
    if _text_of(folder / STAMP) == stamp and all(
        (folder / name).is_file() for name in wanted
    ):
        return
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name not in wanted and not path.is_dir():
            path.unlink()
    if file is not None and not _mark(file, folder, marks, said, warn):
        said = replace(said, marked_file=None, is_unmarked=True)
    content = json.dumps(said.as_json(), ensure_ascii=False, indent=2) + "\n"
    _replace(folder / RECEIPT, content)
    _replace(folder / PAGE, page(said, is_synthetic=is_synthetic))
    _replace(folder / STAMP, stamp)


def _mark(
    file: Path,
    folder: Path,
    marks: list[Mark],
    said: Acknowledgement,
    warn: Callable[[str], None],
) -> bool:
    """Write the marked file; false where that cannot be done, and nothing is left.

    Raises OSError and MemoryError: a full disk is no fault of the file.
    """
    try:
        annotation.annotate(file, folder / str(said.marked_file), marks, said.language)
        return True
    except UnreadableError:
        pass
    except (OSError, MemoryError):
        raise
    # One sender's file must not keep the answers of all others back.
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        warn(
            f"{said.submission_id} is answered without its marked file:"
            f" {type(error).__name__}: {error}"
            f" ({Path(where.filename).name}, line {where.lineno})"
        )
    for path in folder.iterdir():
        if not path.is_dir():
            path.unlink()
    return False


def page(said: Acknowledgement, *, is_synthetic: bool) -> str:
    """The receipt as one HTML page in both languages, without any outside address.

    `is_synthetic`: the warehouse that it comes from holds made-up submissions.
    """
    return _template().render(
        said=said,
        is_synthetic=is_synthetic,
        words=words,
        minute=numbers.minute,
        place=place,
    )


@functools.cache
def _template() -> jinja2.Template:
    environment = templating.environment(_HERE / "templates")
    return environment.get_template("acknowledgement.html")


@functools.cache
def _code() -> str:
    """A hash of this package: what it writes depends on nothing else but the data."""
    return templating.hash_of(
        [*_HERE.glob("*.py"), *_HERE.glob("templates/acknowledgement*"), WORDS]
    )


def _received_file(folder: str | None) -> Path | None:
    if folder is None or not (paths.received() / folder).is_dir():
        return None
    return receipts.find_file(paths.received() / folder)


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _replace(path: Path, content: str) -> None:
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_text(content, "utf-8")
    unfinished.replace(path)
