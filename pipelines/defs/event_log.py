"""Dagster's event log in SQLite, with the events of a range of days written in one transaction.

What belongs here: how Dagster's own storage connects, and how it writes many events at once. What does not: which
events there are, or what tables they are kept in: these are Dagster's, so that its own storage reads the same files.

A run over a range tells of each day and asset that it is planned and that it is made. Dagster hands these over in
batches (DAGSTER_EVENT_BATCH_SIZE), but its SQLite storage takes each by itself: three connections, three transactions
and some 12 ms for an event, which is most of the time of a run over many days.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from threading import RLock
from typing import Any

from dagster import DagsterEventType, EventLogEntry
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME, SqliteEventLogStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from dagster_shared.record import replace
from sqlalchemy import Connection, Engine, create_engine, func, select
from sqlalchemy.event import listen

# Events of a batch: some megabytes.
BATCH_EVENTS = 1_000
_BUSY_SECONDS = 60
_OF_ASSETS = (DagsterEventType.ASSET_MATERIALIZATION, DagsterEventType.ASSET_MATERIALIZATION_PLANNED)


class EventLog(SqliteEventLogStorage):
    """Dagster's event log of a file per run and one over all runs, whose connections stay open from event to event."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        self._held: dict[str, Connection] = {}
        self._tables: set[str] = set()
        self._lock = RLock()  # a batch holds it, and what the batch asks for takes it again
        super().__init__(base_dir, inst_data)

    def store_event(self, event: EventLogEntry) -> None:
        """Store an event."""
        super().store_event(_planned_once(event))

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store events, of one run, in one transaction a file, those of assets many at once."""
        of_assets: list[EventLogEntry] = []
        others: list[EventLogEntry] = []
        for event in events:
            told = event.dagster_event
            (of_assets if told and told.event_type in _OF_ASSETS else others).append(event)
        with self._lock, ExitStack() as files:
            try:
                shards = (events[0].run_id, INDEX_SHARD_NAME)
                self._held = {shard: files.enter_context(self._connect(shard)) for shard in shards}
                self._store_asset_events(of_assets)
                for event in others:
                    self.store_event(event)
            finally:
                self._held = {}

    def _store_asset_events(self, events: Sequence[EventLogEntry]) -> None:
        """Store what was planned and made, as `store_event` would one by one."""
        if not events:
            return
        rows = [self._event_to_row(event) for event in events]
        for connection in self._held.values():
            connection.execute(SqlEventLogStorageTable.insert(), rows)
        index = self._held[INDEX_SHARD_NAME]
        last = index.execute(select(func.max(SqlEventLogStorageTable.c.id))).scalar_one()
        ids = range(last - len(events) + 1, last + 1)  # nobody else writes until the transaction ends
        self._store_asset_event_tags(index, events, ids)
        # an asset's own row tells of its last event of a kind only
        latest = {(row["asset_key"], row["dagster_event_type"]): number for number, row in enumerate(rows)}
        for number in sorted(latest.values()):
            self._store_asset_event(index, events[number], ids[number])

    def has_table(self, table_name: str) -> bool:
        """Whether the file over all runs has a table; none is ever taken away."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def wipe(self) -> None:
        """Forget everything."""
        self._close()
        super().wipe()

    def dispose(self) -> None:
        """Close what is open."""
        self._close()
        super().dispose()

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._lock:
            if shard in self._held:
                yield self._held[shard]
                return
            with self._engine(shard).begin() as connection:
                yield connection

    def _engine(self, shard: str) -> Engine:
        """A connection that is kept: to the file over all runs, and to the one of the last run that was asked for."""
        if shard not in self._engines:
            for other in [name for name in self._engines if name != INDEX_SHARD_NAME]:
                self._engines.pop(other).dispose()
            engine = create_engine(
                self.conn_string_for_shard(shard), pool_size=1, connect_args={"timeout": _BUSY_SECONDS}
            )
            # with SQLite's log a power cut costs the last events at most; waiting for the disk costs most of the time
            listen(engine, "connect", lambda connection, _: connection.execute("pragma synchronous = normal"))
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            self._engines[shard] = engine
        return self._engines[shard]

    def _close(self) -> None:
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()


def _planned_once(event: EventLogEntry) -> EventLogEntry:
    """A planned check as of the run, as its result is: our checks judge a run's whole batch.

    Dagster plans them for each day of the range, and no result ever meets these plans: they would stay for good.
    """
    told = event.dagster_event
    if told is None or told.event_type is not DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED:
        return event
    planned = replace(told.asset_check_planned_data, partitions_subset=None)
    return event._replace(dagster_event=told._replace(event_specific_data=planned))


class Storage(DagsterSqliteStorage):
    """Dagster's storage in SQLite files below a folder, with the event log of this module."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = EventLog(f"{base_dir}/history/runs/")

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> "Storage":
        """The storage as dagster.yaml describes it."""
        return cls.from_local(inst_data=inst_data, **config_value)
