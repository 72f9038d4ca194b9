"""One run's hold on the working database: a connection, one transaction, and what its checks said.

What belongs here: when a run's writes become visible. What does not: what is written (the steps), the checks' own
rules.

All steps of a run write in one transaction. It is committed when the run's steps have all succeeded, rolled back when
one failed or was refused; a killed run leaves nothing, since DuckDB discards what was not committed. Check results and
rejected rows are kept either way, so that a refused batch can be looked into.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl

from warehouse.catalog import table
from warehouse.publish import PublishResult, publish
from warehouse.replace import append
from warehouse.sql import statement
from warehouse.store import connect, create_tables


@dataclass
class Session:
    """A run's session; `close` must be called once, whatever happened."""

    working: Path
    run_id: str
    limits: Mapping[str, str] = field(default_factory=dict)
    wait_seconds: float = 600.0
    failed: bool = False
    _con: duckdb.DuckDBPyConnection | None = None
    _told: list[tuple[str, pl.DataFrame]] = field(default_factory=list)

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """The connection, opened and within the run's transaction.

        Raises:
            WarehouseLocked, WarehouseUnreadable: see `connect`.
        """
        if self._con is None:
            self._con = connect(self.working, wait_seconds=self.wait_seconds, settings=self.limits)
            create_tables(self._con)
            self._con.begin()
        return self._con

    @contextmanager
    def step(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The connection for one step; an exception in it fails the session."""
        try:
            yield self.con
        except BaseException:
            self.failed = True
            raise

    def read(self, sql: str, parameters: object = None) -> pl.DataFrame:
        """The rows of a query."""
        relation = self.con.sql(sql, params=parameters) if parameters is not None else self.con.sql(sql)
        frame: pl.DataFrame = relation.pl()
        return frame

    def keep(self, name: str, frame: pl.DataFrame) -> None:
        """Append rows to a table, also if the run is rolled back later."""
        if frame.height:
            self._append(self.con, name, frame)
            self._told.append((name, frame))

    def commit(self) -> None:
        """Make the run's writes so far permanent and begin anew."""
        self.con.commit()
        self._told.clear()
        self.con.begin()

    def publish(self, published: Path) -> PublishResult:
        """Commit, and put a copy of the database in the place of the published file."""
        self.con.commit()
        self._told.clear()
        self._close()
        return publish(self.working, published, self.limits)

    def close(self) -> None:
        """Commit if every step succeeded, else roll back all but what the checks said."""
        if self._con is None:
            return
        try:
            if not self.failed:
                self._con.commit()
                return
            self._con.rollback()
            self._con.begin()
            for name, frame in self._told:
                self._append(self._con, name, frame)
            self._con.commit()
        finally:
            self._close()

    def _append(self, con: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
        if name == "quality.rejected_rows":
            con.register("rejected_again", frame)
            con.execute(statement("forget_rejected_again"))
            con.unregister("rejected_again")
        append(con, table(name), frame)

    def _close(self) -> None:
        if self._con is not None:
            self._con.close()
            self._con = None
