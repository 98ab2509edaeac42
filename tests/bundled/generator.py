"""Writes the bundled submissions as they lie in `raw/received`, byte for byte.

Workbooks are stored, not deflated: their bytes, which name their folders, must not
depend on the compression library of the machine, and git packs them better so.
"""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dagster_project.blank_form import template
from expectations.form import form
from tests.bundled.country import NATIONAL
from tests.bundled.filings import SENDER_DOMAIN, Filing, filings
from tests.bundled.mistakes import spelt

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Received:
    """A file as it lies in `raw/received`: its folder, its name, bytes and receipt."""

    folder: str
    filing: Filing
    content: bytes
    receipt: bytes


def received() -> list[Received]:
    """Everything bundled, in order of receipt."""
    every = sorted(
        (filing for year in NATIONAL for filing in filings(year)),
        key=lambda x: x.received_at,
    )
    times = [x.received_at for x in every]
    if len(set(times)) != len(times):
        raise ValueError("two filings at one instant")
    return [_received(filing) for filing in every]


def write(root: Path) -> int:
    """Write every bundled file below `root`; return how many there are."""
    files = received()
    for each in files:
        folder = root / each.folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / each.filing.original_name).write_bytes(each.content)
        (folder / "receipt.json").write_bytes(each.receipt)
    return len(files)


def differences(root: Path) -> list[str]:
    """What below `root` is not as generated: missing, different or left over."""
    wanted: dict[str, bytes] = {}
    for each in received():
        wanted[f"{each.folder}/{each.filing.original_name}"] = each.content
        wanted[f"{each.folder}/receipt.json"] = each.receipt
    found = [
        f"missing or different: {name}"
        for name, content in wanted.items()
        if not (root / name).is_file() or (root / name).read_bytes() != content
    ]
    stale = [
        f"left over: {receipt.parent.name}"
        for receipt in sorted(root.glob("*/receipt.json"))
        if f"{receipt.parent.name}/receipt.json" not in wanted
        and f"@{SENDER_DOMAIN}" in receipt.read_text(encoding="utf-8")
    ]
    return found + stale


def _received(filing: Filing) -> Received:
    content = _csv(filing) if filing.separator else _workbook(filing)
    sha256 = hashlib.sha256(content).hexdigest()
    received_at = f"{filing.received_at:%Y%m%dT%H%M%S%fZ}"
    unit = f"{filing.territory.unit_set}-{filing.territory.code}"
    receipt = {
        "sha256": sha256,
        "original_name": filing.original_name,
        "size_bytes": len(content),
        "received_at": received_at,
        "sender": f"so-khcn-{unit}@{SENDER_DOMAIN}",
        "channel": filing.channel,
        "status": "received",
        "reason_code": None,
        "reason_vi": None,
        "reason_en": None,
    }
    text = json.dumps(receipt, ensure_ascii=False, indent=2) + "\n"
    return Received(
        f"{received_at}-{sha256[:12]}", filing, content, text.encode("utf-8")
    )


def _workbook(filing: Filing) -> bytes:
    place = (filing.territory.unit_set, filing.territory.code)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        template.write(
            path, filing.year, place, filing.values, filing.cover, filing.notes
        )
        return _stored(path)


def _stored(path: Path) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(path) as deflated, zipfile.ZipFile(stored, "w") as target:
        for entry in deflated.infolist():
            info = zipfile.ZipInfo(entry.filename, _FIRST_DAY)
            info.create_system = 0
            info.external_attr = 0
            target.writestr(info, deflated.read(entry), zipfile.ZIP_STORED)
    return stored.getvalue()


def _csv(filing: Filing) -> bytes:
    """Tidy CSV as a locality exports it: one row a line, the cover in each row."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=filing.separator or ",", lineterminator="\n")
    dated = {
        name: day.isoformat() if isinstance(day, date) else day
        for name in ("period_start", "period_end")
        if (day := filing.cover.get(name))
    }
    writer.writerow(
        ["report_year", "locality_code", "line_code", "value", "prepared_by", *dated]
    )
    prepared_by = filing.cover["prepared_by"]
    place = (filing.year, filing.territory.code)
    for line in form().lines(filing.year):
        value = filing.values.get(line.code, "")
        shown = value if isinstance(value, str) else spelt(value).replace(".", ",")
        writer.writerow([*place, line.code, shown, prepared_by, *dated.values()])
    bom = "\ufeff" if filing.separator == ";" else ""
    return (bom + text.getvalue()).encode("utf-8")
