"""An installation of its own: a raw/ and a build/, refreshed by the real command."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Self

import duckdb

from dagster_project import dbt_runner, paths


class Installation:
    """A raw/ and a build/ of their own, refreshed by the real command."""

    def __init__(self, root: Path) -> None:
        self.raw, self.build = root / "raw", root / "build"
        self.output, self.seconds = "", 0.0

    def parsed(self) -> Self:
        """With what dbt parsed for these tests, as if it had been refreshed before."""
        dbt_runner.manifest()
        shutil.copytree(paths.dbt_target(), self.build / "dbt")
        return self

    @property
    def env(self) -> dict[str, str]:
        return os.environ | {"IPW_RAW": str(self.raw), "IPW_BUILD": str(self.build)}

    def ipw(self, *arguments: str, expect: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "dagster_project", *arguments],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout + done.stderr

    def started(self, *command: str) -> subprocess.Popen[str]:
        """A command that is not waited for, `refresh` where none is given."""
        return subprocess.Popen(
            [sys.executable, "-m", "dagster_project", *(command or ("refresh",))],
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @contextmanager
    def dev(self) -> Iterator[subprocess.Popen[bytes]]:
        """`ipw dev` on a free port of loopback until the block ends."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        with (self.build.parent / "dev.log").open("wb") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "dagster_project", "dev", "--port", port],
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            yield server
        finally:
            server.terminate()
            server.wait(60)

    def wait_until(self, holds: Callable[[], bool], seconds: float) -> None:
        """Until `holds()` is true; says what `dev` said where it never is."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, self._said()
            time.sleep(0.3)

    def _said(self) -> str:
        log = self.build.parent / "dev.log"
        return log.read_text("utf-8")[-5000:] if log.exists() else "not in time"

    def ask(self, sql: str) -> list[tuple]:
        file = self.build / "published" / "warehouse.duckdb"
        with duckdb.connect(str(file), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def marts(self) -> dict[str, list[tuple]]:
        names = [
            name
            for (name,) in self.ask(
                "select table_name from duckdb_tables() where schema_name = 'marts'"
            )
        ]
        return {name: self.ask(f"from marts.{name} order by all") for name in names}

    def tables(self) -> dict[str, bytes]:
        """The CSV of each mart, as it lies in the release in force."""
        folder = self.build / "published" / "csv"
        return {path.stem: path.read_bytes() for path in folder.iterdir()}


def is_whole(release: Path) -> bool:
    """Whether every file of a release has the checksum it was published with."""
    lines = (release / "SHA256SUMS").read_text("utf-8").splitlines()
    return all(
        sha256((release / name).read_bytes()).hexdigest() == digest
        for digest, name in (line.split("  ", 1) for line in lines)
    )


def total(installation: Installation, year: int, indicator: str) -> Decimal:
    """A national figure as it is published."""
    ((value,),) = installation.ask(
        "select value from marts.annual_indicators where member = 'total'"
        f" and report_year = {year} and indicator = '{indicator}'"
    )
    return value
