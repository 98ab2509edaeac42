"""`python -m tests.bench`: measure, print the table, write `build/bench.json`.

`--only NAME…` measures some rows; `--quick` takes fewer samples, for trying it out.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from dagster_project import paths
from tests.bench import rows
from tests.bench.measuring import BenchError, Row

LIMIT_SECONDS = 14 * 60
PACKAGES = (
    "dagster",
    "dagster-dbt",
    "dbt-core",
    "dbt-duckdb",
    "duckdb",
    "great-expectations",
    "python-calamine",
    "industrial-property-warehouse",
)


def main() -> int:
    """Every row within the time; 1 if a measured command failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--only", nargs="+", choices=rows.MEASURES, help="rows")
    parser.add_argument("--quick", action="store_true", help="fewer samples")
    chosen = parser.parse_args()
    console, start = Console(width=110), time.monotonic()
    measured: list[Row] = []
    left_out: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="ipw-bench-") as folder:
        bench = rows.Bench(Path(folder), chosen.quick)
        for name in chosen.only or rows.MEASURES:
            if time.monotonic() - start > LIMIT_SECONDS:
                left_out[name] = "no time was left"
                continue
            console.print(f"{time.monotonic() - start:4.0f} s  {name} …")
            try:
                measured.append(rows.MEASURES[name](bench))
            except BenchError as error:
                left_out[name] = str(error)
                console.print(str(error), style="red", markup=False)
    console.print(_table(measured))
    console.print(_versions())
    _write(measured, left_out, time.monotonic() - start)
    console.print(f"written: {paths.build() / 'bench.json'}")
    return 1 if left_out else 0


def _table(measured: list[Row]) -> Table:
    table = Table("measure", "target", "met", title="Seconds, median (least–most)")
    for name in ("median", "spread", "floor", "ratio", "peak MB", "load"):
        table.add_column(name, justify="right")
    for row in measured:
        table.add_row(
            f"{row.measure}\n{row.note}".strip(),
            row.target,
            "yes" if row.is_met else "NO",
            f"{row.median:.3g}",
            f"{min(row.samples):.3g}–{max(row.samples):.3g}",
            f"{row.floor:.3g}",
            f"{row.ratio:.2f}",
            f"{row.peak_mb:.0f}",
            f"{row.load:.1f}",
        )
    return table


def _versions() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        **{package: version(package) for package in PACKAGES},
    }


def _write(measured: list[Row], left_out: dict[str, str], seconds: float) -> None:
    paths.build().mkdir(parents=True, exist_ok=True)
    found = {
        "seconds": seconds,
        "versions": _versions(),
        "rows": [
            asdict(row) | {"median": row.median, "ratio": row.ratio} for row in measured
        ],
        "left_out": left_out,
    }
    text = json.dumps(found, ensure_ascii=False, indent=1)
    (paths.build() / "bench.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
