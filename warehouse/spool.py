"""The spool: rows that wait on disk until they are inserted in one go.

What belongs here: batches that are too big for memory. What does not: batches that fit (replace.py).

DuckDB holds every insert of an open transaction in memory, beyond its memory limit, but writes one big insert out while
it runs: measured with 2.0, fifteen inserts of 200,000 rows took 0.5 GB, one of 6,000,000 none.
"""

# ruff: noqa: S608 - names are the catalogue's, and quoted

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import polars as pl

from warehouse.catalog import Table
from warehouse.replace import fitting
from warehouse.store import quoted


class Spool:
    """Rows of a table in a folder of its own, as a context that removes them at its end."""

    def __init__(self, table: Table, folder: Path) -> None:
        """Rows of `table` are to wait below `folder`, which is made where missing."""
        folder.mkdir(parents=True, exist_ok=True)
        self.table = table
        self._files: list[Path] = []
        self._folder = Path(tempfile.mkdtemp(prefix="spool-", dir=folder))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, frame: pl.DataFrame) -> None:
        """Keep the frame's rows, exactly the table's columns (in any order) and types, in the table's order.

        Raises:
            BatchError: the frame does not fit the table.
            OSError: the disk is full or not writable.
        """
        file = self._folder / f"{len(self._files):06d}.parquet"
        fitting(self.table, frame).sort(self.table.order).write_parquet(file, compression="lz4")
        self._files.append(file)

    def insert(self, con: duckdb.DuckDBPyConnection) -> None:
        """Insert all rows, batch by batch in the order in which they came, within the caller's transaction."""
        if self._files:
            files = [str(file) for file in self._files]
            con.execute(f"insert into {quoted(self.table)} by name select * from read_parquet($1)", [files])
