"""A hundred countries: the bundled years a hundredfold, in a copy of the project.

The form knows a fixed set of report years, and a locality counts once a year, so more
history of one country would be versions that nothing counts. Instead the seed of
localities and the raw tables are repeated with longer codes on the same two maps:
every layer, Great Expectations and the published data hold that many times the rows.
Public pages are left out: a country has one site, and nobody publishes a hundred.

`python -m tests.bench.history COUNTRIES` (in such a copy) loads the raw tables, then
times SQL, Great Expectations and publication with one submission more, and what it
takes only to copy and hash the files that came of it; prints JSON.
"""

import csv
import hashlib
import itertools
import json
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from dagster_project import paths

# The seeds that name localities, and the columns that do.
_REFERRING = {
    "localities": ("code", "successor_code", "predecessor_codes"),
    "locality_tiles": ("locality_code",),
}


def project(root: Path, countries: int) -> Path:
    """A copy of the project whose seed has that many countries; returns it."""
    copy = root / f"project-{countries}"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("dagster_project", "expectations", "dbt", "tests", "docs"):
        shutil.copytree(paths.PROJECT / name, copy / name, ignore=ignored)
    for name in ("pyproject.toml", "dagster.yaml"):
        shutil.copyfile(paths.PROJECT / name, copy / name)
    for seed, columns in _REFERRING.items():
        _repeat_seed(copy / "dbt" / "seeds" / f"{seed}.csv", columns, countries)
    return copy


def _repeat_seed(file: Path, columns: tuple[str, ...], countries: int) -> None:
    with file.open(encoding="utf-8", newline="") as seed:
        header, *rows = csv.reader(seed)
    prefixed = [header.index(name) for name in columns]
    with file.open("w", encoding="utf-8", newline="") as seed:
        writer = csv.writer(seed, lineterminator="\n")
        writer.writerow(header)
        for country in range(countries):
            for row in rows:
                writer.writerow(
                    _of_country(value, country) if i in prefixed else value
                    for i, value in enumerate(row)
                )


def _of_country(codes: str, country: int) -> str:
    return "|".join(f"{_prefix(country)}{code}" for code in codes.split("|") if code)


def _prefix(country: int) -> str:
    return f"{country:02d}" if country else ""


def _repeat(connection: duckdb.DuckDBPyConnection, countries: int) -> None:
    """Repeat the raw tables and let one country file one submission again."""
    connection.execute(
        f"""
        create temp table country as
        select i, case when i = 0 then '' else printf('%02d', i) end as prefix
        from range({countries}) as t(i);
        create temp table every as select * from raw.submissions;
        create temp table given as select * from raw.cells;
        delete from raw.submissions;
        delete from raw.cells;
        insert into raw.submissions
        select * exclude (i, prefix) replace (
            submission_id || prefix as submission_id,
            sequence + i * (select max(sequence) from every) as sequence,
            prefix || locality_code as locality_code
        )
        from every, country;
        insert into raw.cells
        select * exclude (i, prefix) replace (submission_id || prefix as submission_id)
        from given, country;
        insert into raw.submissions
        select * replace (
            submission_id || '-again' as submission_id,
            sequence * {countries} + 1 as sequence
        )
        from every order by sequence desc limit 1;
        insert into raw.cells
        select * replace (submission_id || '-again' as submission_id)
        from given
        where submission_id = (
            select submission_id from every order by sequence desc limit 1
        );
        """
    )


def _load(countries: int) -> int:
    """Fill the raw tables; return how many cells they hold."""
    from dagster_project import dbt_runner, ingestion, warehouse
    from dagster_project.operations import standby

    standby.warm_up()
    dbt_runner.preload()
    warehouse.start_anew(paths.warehouse())
    with warehouse.connect() as connection:
        ingestion.load(connection, datetime.now(UTC))
        _repeat(connection, countries)
        (cells,) = connection.execute("select count(*) from raw.cells").fetchone() or ()
    return int(cells)


def _build() -> None:
    from dagster_project import modelling

    if failed := [node for node in modelling.build() if node.is_failed]:
        raise SystemExit(str(failed))


def _judge() -> None:
    from dagster_project import warehouse
    from expectations import results

    report = results.validate(paths.warehouse(), paths.validation())
    with warehouse.connect() as connection:
        results.write(connection, report)


def _publish() -> None:
    from dagster_project import warehouse
    from dagster_project.publishing import datapackage, publication, release_file

    incoming = paths.build() / "releases" / ".incoming"
    incoming.mkdir(parents=True)
    release = incoming / publication.RELEASED
    with release_file.beside(paths.warehouse()) as connection:
        release_file.copy_built(connection, release)
    datapackage.export_file(release, incoming)
    with release_file.beside(paths.warehouse()) as connection:
        _, is_synthetic = release_file.complete(connection, release)
    with warehouse.connect(release, read_only=True) as released:
        datapackage.describe(released, incoming, datetime.now(UTC), is_synthetic)
    publication.put_in_force(incoming, incoming.with_name("of-the-bench"))


def _copy() -> None:
    """What a refresh that computes nothing anew would still have to do to its files."""
    from dagster_project import durable

    folder = paths.build() / "copied"
    shutil.copytree(paths.build() / "releases" / "of-the-bench", folder)
    shutil.copyfile(paths.warehouse(), folder / "working.duckdb")
    durable.sync_tree(folder)
    for path in folder.rglob("*.*"):
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256")


def main() -> None:
    """Load, multiply, and time what a refresh does after that."""
    cells = _load(int(sys.argv[1]))
    laps = [time.monotonic()]
    for step in (_build, _judge, _publish, _copy):
        step()
        laps.append(time.monotonic())
    names = ("sql", "gx", "publication", "copied")
    seconds = (b - a for a, b in itertools.pairwise(laps))
    taken = dict(zip(names, seconds, strict=True))
    whole = laps[-2] - laps[0]
    print(json.dumps(taken | {"seconds": whole, "cells": cells}))


if __name__ == "__main__":
    main()
