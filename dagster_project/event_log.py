"""Dagster's event log in SQLite, with one engine kept for each file.

Dagster's own makes an engine anew for every access, which throws its compiled
statements away each time: the events of a run cost more than all its SQL. Everything
else is Dagster's; what was written by either is read by both.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

import sqlalchemy
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes.config_class import ConfigurableClassData

from dagster_project import paths

# A daemon sees many runs, each with a file of its own: the oldest is closed.
KEPT = 8


class KeptSqliteEventLogStorage(SqliteEventLogStorage):
    """Dagster's event log whose engines live as long as it does."""

    def __init__(self, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, sqlalchemy.Engine] = {}
        folder = paths.dagster_home() / "history" / "runs"  # where Dagster has it
        super().__init__(str(folder), inst_data)

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

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sqlalchemy.Connection]:
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


def _trust_the_log(connection: Any, _: object) -> None:
    """No flush to the disk for each event: history is derived, and WAL stays whole."""
    connection.execute("pragma synchronous = normal")
