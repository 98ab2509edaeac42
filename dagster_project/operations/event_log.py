"""Dagster's event log in SQLite, with one engine kept for each file.

Dagster's own makes an engine anew for every access, which throws its compiled
statements away each time, looks up for every event which tables there are, and commits
each of its statements: the events of a run cost more than all its SQL. Here an event is
one transaction a file, and what a run made is not read back while it runs. Everything
else is Dagster's; what was written by either is read by both.
"""

import functools
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Self

import sqlalchemy
from dagster import AssetKey
from dagster._core.event_api import EventLogRecord
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.event_log.base import AssetRecord
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes.config_class import ConfigurableClassData

from dagster_project import paths
from dagster_project.operations import loopback

# A daemon sees many runs, each with a file of its own: the oldest is closed.
KEPT = 8


class KeptSqliteEventLogStorage(SqliteEventLogStorage):
    """Dagster's event log whose engines live as long as it does."""

    def __init__(self, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, sqlalchemy.Engine] = {}
        self._present: set[tuple[str, str]] = set()
        self._thread = threading.local()
        self._tables = ""  # of a run's file, as Dagster makes them
        # What the run in hand has made, and Dagster's row of each asset.
        self._run_id = ""
        self._made: dict[AssetKey, EventLogRecord] = {}
        self._rows: dict[str, Any] = {}
        folder = paths.dagster_home() / "history" / "runs"  # where Dagster has it
        super().__init__(str(folder), inst_data)
        # Reentrant, because one event needs two files.
        self._db_lock = threading.RLock()  # type: ignore[assignment]

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """There is nothing to configure."""
        return {}

    @classmethod
    def from_config_value(
        cls,
        inst_data: ConfigurableClassData | None,
        config_value: Mapping[str, Any],  # noqa: ARG003 (Dagster calls by position)
    ) -> Self:
        """Called by Dagster when it loads the instance."""
        return cls(inst_data=inst_data)

    def optimize_for_webserver(self, *given: Any, **named: Any) -> None:
        """Called by Dagster in its webserver, before that listens."""
        super().optimize_for_webserver(*given, **named)
        loopback.guard_dagster()

    def store_event(self, event: EventLogEntry) -> None:
        """Store one event, in one transaction a file."""
        with self._together():
            super().store_event(event)

    def _store_asset_event(
        self, conn: sqlalchemy.Connection, event: EventLogEntry, event_id: int
    ) -> None:
        super()._store_asset_event(conn, event, event_id)
        if event.run_id != self._run_id:
            self._run_id = event.run_id
            self._made.clear()
            self._rows.clear()
        said = event.get_dagster_event()
        if said.is_step_materialization and said.asset_key:
            self._made[said.asset_key] = EventLogRecord(event_id, event)

    def get_asset_records(
        self, asset_keys: Sequence[AssetKey] | None = None
    ) -> Sequence[AssetRecord]:
        """As Dagster's, without reading back what the run in hand has made here.

        Of every table that a run makes Dagster asks, one by one, what it was made from.
        """
        if not asset_keys or any(key not in self._made for key in asset_keys):
            return super().get_asset_records(asset_keys)
        if any(key.to_string() not in self._rows for key in asset_keys):
            self._rows = {row["asset_key"]: row for row in self._fetch_asset_rows()}
        may_read_status = self.can_read_asset_status_cache()
        return [
            self._construct_asset_record_from_row(
                self._rows[key.to_string()], self._made[key], may_read_status
            )
            for key in asset_keys
        ]

    def has_table(self, table_name: str) -> bool:
        """Whether the instance has a table; a migration only ever adds some."""
        return self._is_present(("table", table_name), super().has_table)

    def _has_asset_key_col_on_connection(
        self, conn: sqlalchemy.Connection, column_name: str
    ) -> bool:
        look = functools.partial(super()._has_asset_key_col_on_connection, conn)
        return self._is_present(("column", column_name), look)

    def _is_present(self, what: tuple[str, str], look: Callable[[str], bool]) -> bool:
        if what not in self._present and look(what[1]):
            self._present.add(what)
        return what in self._present

    def _initdb(self, engine: sqlalchemy.Engine, for_index_shard: bool = False) -> None:
        """Dagster reads its 90 migrations for every file, and the next process again:
        a file that has a version is left as it is, a new one is made as the last was.
        """
        with engine.connect() as connection:
            file = connection.connection.driver_connection
            assert isinstance(file, sqlite3.Connection)
            if self._tables and not _has_version(file):
                _make(file, self._tables)
            if not _has_version(file):
                super()._initdb(engine, for_index_shard)
                if not for_index_shard:
                    self._tables = "\n".join(file.iterdump())

    @contextmanager
    def _together(self) -> Iterator[None]:
        with ExitStack() as stack:
            self._thread.open = (stack, {})
            stack.callback(delattr, self._thread, "open")
            yield

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        if not hasattr(self._thread, "open"):
            with self._begun(shard) as connection:
                yield connection
            return
        stack, connections = self._thread.open
        if shard not in connections:
            connections[shard] = stack.enter_context(self._begun(shard))
        yield connections[shard]

    @contextmanager
    def _begun(self, shard: str) -> Iterator[sqlalchemy.Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def _engine(self, shard: str) -> sqlalchemy.Engine:
        if shard not in self._engines:
            if len(self._engines) >= KEPT:
                self._engines.pop(next(iter(self._engines))).dispose()
            engine = sqlalchemy.create_engine(
                self.conn_string_for_shard(shard),
                connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS},
            )
            sqlalchemy.event.listen(engine, "connect", _trust_the_log)
            self._engines[shard] = engine
        return self._engines[shard]

    def dispose(self) -> None:
        """Close the files."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()


def _has_version(file: sqlite3.Connection) -> bool:
    try:
        return bool(file.execute("select * from alembic_version").fetchall())
    except sqlite3.OperationalError:  # no such table
        return False


def _make(file: sqlite3.Connection, tables: str) -> None:
    file.execute("pragma journal_mode = wal")
    try:
        file.executescript(tables)
    except sqlite3.OperationalError:  # another process is at it
        file.rollback()


def _trust_the_log(connection: Any, _: object) -> None:
    """No flush to the disk for each event: history is derived, and WAL stays whole."""
    connection.execute("pragma synchronous = normal")
