"""The face of the package: from a folder of the landing zone to a parsed file.

Parsing is a pure function of the bytes, the name and this package, so its results are
kept in `build/parsed` under the hash of all three; each file is parsed once, however
often a run reads it. Deleting the cache changes nothing but the time taken.
"""

import hashlib
import importlib.metadata
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from dagster_project import durable, paths
from dagster_project.submissions import receipts, sandbox
from dagster_project.submissions.memory import Memory
from dagster_project.submissions.parsed import ParsedFile
from dagster_project.submissions.reasons import refusal
from dagster_project.submissions.receipts import Folder, Receipt
from dagster_project.submissions.refusals import Refused


class Entry(NamedTuple):
    """A folder of `raw/received` or `raw/refused` and what could be read of it.

    The name of `folder` is plain text, whatever that on the disk is.
    """

    folder: Path
    receipt: Receipt
    content: ParsedFile | Refused


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: where it lies, the hash of its bytes, the name it came with."""

    path: Path
    sha256: str
    original_name: str


# By the place in the cache.
_read: Memory[Path, ParsedFile | Refused] = Memory()


class Reader:
    """Reads files through the cache, in children. Use as a context manager."""

    def __init__(self, reader: str = sandbox.READER) -> None:
        self._sandbox = sandbox.Sandbox(reader=reader)
        self._cache = paths.parsed() / version(reader)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._sandbox.__exit__(*raised)

    def read_all(self, sources: Iterable[Source]) -> Iterator[ParsedFile | Refused]:
        """What each source says, in their order; those not yet known side by side."""
        asked = list(sources)
        unknown = [source for source in asked if not self._is_known(source)]
        outcomes = self._sandbox.read_all(
            (source.path, source.original_name) for source in unknown
        )
        fresh = {id(source) for source in unknown}
        for source in asked:
            if id(source) in fresh:
                yield self._keep(source, next(outcomes))
            else:
                yield self._recall(source) or self._read(source)

    def _read(self, source: Source) -> ParsedFile | Refused:
        outcome = self._sandbox.read(source.path, source.original_name)
        return self._keep(source, outcome)

    def _is_known(self, source: Source) -> bool:
        entry = self._entry(source)
        return _read.get(entry) is not None or entry.exists()

    def _entry(self, source: Source) -> Path:
        name = hashlib.sha256(source.original_name.encode("utf-8", "surrogatepass"))
        return self._cache / f"{source.sha256}-{name.hexdigest()[:12]}.json"

    def _keep(self, source: Source, outcome: sandbox.Outcome) -> ParsedFile | Refused:
        content = _content(outcome)
        if outcome.is_final:
            said = outcome.refused
            reason = said and [said.code, said.reason_vi, said.reason_en]
            body = json.dumps({"parsed": outcome.parsed, "refused": reason}).encode()
            self._write(self._entry(source), body)
            _read.put(self._entry(source), content)
        return content

    def _write(self, entry: Path, body: bytes) -> None:
        if not self._cache.exists():
            _forget_other_versions(self._cache)
            self._cache.mkdir(parents=True, exist_ok=True)
        check = hashlib.sha256(body).hexdigest().encode()
        durable.write(entry, check + b"\n" + body, sync=False)

    def _recall(self, source: Source) -> ParsedFile | Refused | None:
        """What the cache says; None where an entry is damaged or gone."""
        entry = self._entry(source)
        if (known := _read.get(entry)) is not None:
            return known
        try:
            check, _, body = entry.read_bytes().partition(b"\n")
            if check != hashlib.sha256(body).hexdigest().encode():
                return None
            data = json.loads(body)
            refused = Refused(*data["refused"]) if data["refused"] else None
            content = _content(sandbox.Outcome(data["parsed"], refused))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None
        _read.put(entry, content)
        return content


def read_file(path: Path, original_name: str | None = None) -> ParsedFile | Refused:
    """Read one file, leaving no trace: the gate and the reader, without the cache.

    Raises OSError where the file cannot be opened.
    """
    with sandbox.Sandbox(workers=1) as children:
        return _content(children.read(path.resolve(), original_name or path.name))


def parsed_files(reader: str = sandbox.READER) -> Iterator[Entry]:
    """Every folder of `raw/received` and `raw/refused` in order of receipt.

    A file that was refused on arrival stays refused, with the reason on its receipt;
    one in `received` that cannot be read is refused here. Raises OSError where a
    file's bytes cannot be read at all.
    """
    found = landed()
    asked = [folder for folder in found if _must_be_read(folder)]
    with Reader(reader) as children:
        contents = children.read_all(_source(folder) for folder in asked)
        for folder in found:
            content = next(contents) if _must_be_read(folder) else _known(folder)
            if folder.receipt.status == "refused" and not isinstance(content, Refused):
                content = refusal("refused_earlier")
            named = folder.path.with_name(folder.name)
            yield Entry(named, folder.receipt, content)
    _read.end_round()


def landed() -> list[Folder]:
    """All folders of `raw/received` and `raw/refused` in order of receipt.

    A refused one that somebody copied to `received`, to have it read, is that one.
    """
    found = {
        receipts.as_text(path.name): receipts.load(path, root.name)
        for root in (paths.refused(), paths.received())
        for path in receipts.folders(root)
    }
    return sorted(found.values(), key=lambda x: (x.receipt.received_at, x.name))


def version(reader: str = sandbox.READER) -> str:
    """What parsing depends on besides the file, as a short hash."""
    seen = hashlib.sha256(reader.encode())
    seen.update(importlib.metadata.version("python-calamine").encode())
    sources = [*Path(__file__).parent.rglob("*.py"), *paths.SEEDS.glob("*.csv")]
    sources.append(paths.PROJECT / "expectations" / "form.py")
    for source in sorted(sources):
        seen.update(source.name.encode() + b"\x00" + source.read_bytes())
    return seen.hexdigest()[:16]


def _must_be_read(folder: Folder) -> bool:
    has_reason = folder.receipt.status == "refused" and folder.receipt.reason_code
    return folder.file is not None and not has_reason


def _known(folder: Folder) -> Refused:
    said = folder.receipt
    if said.reason_code:
        return Refused(said.reason_code, said.reason_vi or "", said.reason_en or "")
    return refusal("file_missing", folder=folder.name)


def _source(folder: Folder) -> Source:
    assert folder.file is not None
    return Source(folder.file, folder.receipt.sha256, folder.receipt.original_name)


def _content(outcome: sandbox.Outcome) -> ParsedFile | Refused:
    if outcome.refused is not None:
        return outcome.refused
    assert outcome.parsed is not None
    return ParsedFile.from_json(outcome.parsed)


def _forget_other_versions(current: Path) -> None:
    """Remove what earlier versions of the readers have kept."""
    for other in current.parent.glob("*"):
        if other.name != current.name:
            shutil.rmtree(other, ignore_errors=True)
