"""Damaged workbooks, CSV and JSON: each is read or refused with a reason, none hangs.

The files are the bundled ones with bytes and words changed inside their parts (a zip
with good checksums around damaged XML reaches further than a damaged zip). Every run
draws anew and prints its seed. A reader that fails in a way of its own (`reader_…`) is
a fault of ours, even though its child would have contained it.
"""

import io
import random
import time
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from dagster_project import paths
from dagster_project.submissions.parsed import ParsedFile
from dagster_project.submissions.sandbox import Limits, Sandbox

LIMITS = Limits(memory_mb=1_024, cpu_seconds=10, wall_seconds=60)
WORDS = [
    b"", b"\x00", b'"', b",", b";", b"\t", b"\n", b"<", b">", b"{", b"[", b"null",
    b"&#x0;", b"&#55296;", b"\\ud800", b"\xed\xa0\x80", b"\xff\xfe", b"9" * 40, b"-",
    b"1e999", b"NaN", b"2024-13-45", b'r="XFD1"', b'r="A0"', b't="s"', b't="d"',
    b't="e"', b"mergeCell", b"hidden", b"<row>", b"</row>", b"\xcc\xa3" * 20,
]  # fmt: skip


def bundled(kind: str) -> list[bytes]:
    """A few bundled files of a kind."""
    found = sorted((paths.PROJECT / "raw" / "received").glob(f"*/*.{kind}"))
    return [path.read_bytes() for path in found if path.name != "receipt.json"][:6]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Some stretches of bytes replaced by words that readers stumble over."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(changed) + 1)
        end = start + chance.choice([0, 1, 2, 8, 40, 400])
        changed[start:end] = chance.choice(WORDS) * chance.choice([1, 1, 1, 3, 50])
    return bytes(changed)


def damaged_inside(book: bytes, chance: random.Random) -> bytes:
    """A workbook with some parts damaged or left out, in a good zip."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = old.namelist()
        chosen = set(chance.sample(names, chance.randint(1, 3)))
        for name in names:
            if name not in chosen:
                new.writestr(name, old.read(name))
            elif chance.random() > 0.1:
                new.writestr(name, damaged(old.read(name), chance))
    return file.getvalue()


def files(folder: Path, chance: random.Random) -> Iterator[tuple[Path, str]]:
    """Damaged files without end."""
    books, texts = bundled("xlsx"), bundled("csv")
    # Values in all the shapes that JSON has, in the places of a submission.
    texts.append(
        b'[{"report_year":2024,"locality_code":"22","cells":{"A":"2","A1":1}}]'
    )
    number = 0
    while True:
        number += 1
        if chance.random() < 0.6:
            data, end = damaged_inside(chance.choice(books), chance), "xlsx"
        else:
            data, end = damaged(chance.choice(texts), chance), "csv"
        path = folder / f"{number}.{end}"
        path.write_bytes(data)
        yield path, path.name


def fuzz(folder: Path, seconds: float) -> None:
    """Read damaged files for a while; keep the culprit of a failure in `folder`."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    endless = files(folder, random.Random(seed))
    end = time.monotonic() + seconds
    with Sandbox(limits=LIMITS) as children:
        while time.monotonic() < end:
            batch = list(islice(endless, 100))
            for (path, _), outcome in zip(batch, children.read_all(batch), strict=True):
                if outcome.refused is None:
                    ParsedFile.from_json(outcome.parsed or "")
                else:
                    said = outcome.refused
                    assert said.reason_vi and said.reason_en, path
                    assert not said.code.startswith("reader_"), f"{path}: {said}"
                path.unlink()


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    fuzz(tmp_path, 3)


@pytest.mark.soak
def test_ten_minutes_of_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    fuzz(tmp_path, 600)
