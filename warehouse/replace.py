"""Writing batches into tables of the catalogue: replace whole days, replace keys, append; and the transaction.

What belongs here: every insert of a Polars frame. What does not: computing marts (models.py) and DDL (store.py).
None of the writers begins or ends a transaction: the caller puts all tables of a batch into one, with `transaction`.
"""

# ruff: noqa: S608 - names are the catalogue's, and quoted; rows are registered frames

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import date

import duckdb
import polars as pl

from warehouse.catalog import Table
from warehouse.store import WarehouseError, quote, quoted

_BATCH = "newsledger_batch"
_KEYS = "newsledger_keys"


class BatchError(WarehouseError):
    """A frame does not fit the table that it is meant for; the message names table, column and remedy."""


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Begin; commit at the end of the block, or roll everything back when it raises (an interrupt included)."""
    con.begin()
    try:
        yield con
        con.commit()
    except BaseException:
        con.rollback()
        raise


def replace_days(con: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame, days: Collection[date]) -> int:
    """Replace all rows of the given days by the frame's; rows of other days stay.

    Args:
        con: the warehouse, within the caller's transaction.
        table: a table of the catalogue with a `partition` column.
        frame: the new rows, exactly the table's columns (in any order) and types.
        days: the days to replace; a day without a row in the frame ends up empty.

    Returns:
        Rows inserted.

    Raises:
        BatchError: the table has no partition, the frame does not fit it, or a row is of none of the days.
    """
    if table.partition is None:
        raise BatchError(f"{table.full_name}: has no partition column; use replace_keys")
    rows = fitting(table, frame)
    given = pl.Series(sorted(set(days)), dtype=pl.Date)
    _refuse_outsiders(table, rows, table.partition, given, "days")
    _delete(con, table, table.partition, given)
    return _insert(con, table, rows)


def replace_keys(
    con: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame, column: str, keys: pl.Series
) -> int:
    """Replace all rows whose `column` is one of the keys by the frame's; other rows stay.

    Args:
        con: the warehouse, within the caller's transaction.
        table: a table of the catalogue.
        frame: the new rows, exactly the table's columns (in any order) and types.
        column: a column of the table, e.g. `story_id` to replace all mentions of changed stories.
        keys: its values; a key without a row in the frame ends up without rows.

    Returns:
        Rows inserted.

    Raises:
        BatchError: the table has no such column, the frame does not fit the table, the keys are of another type, or a
            row has none of the keys.
    """
    if column not in table.columns:
        raise BatchError(f"{table.full_name}: has no column {column}")
    if keys.dtype != table.polars_schema()[column]:
        expected = table.polars_schema()[column]
        raise BatchError(f"{table.full_name}.{column}: keys of type {keys.dtype}, expected {expected}")
    rows = fitting(table, frame)
    given = keys.drop_nulls().unique()
    _refuse_outsiders(table, rows, column, given, "keys")
    _delete(con, table, column, given)
    return _insert(con, table, rows)


def append(con: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame) -> int:
    """Insert the frame's rows, exactly the table's columns (in any order) and types, and say how many.

    Raises:
        BatchError: the frame does not fit the table.
    """
    return _insert(con, table, fitting(table, frame))


def fitting(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame in the table's column order, if names, types and required values are the catalogue's."""
    schema = table.polars_schema()
    problems = [f"column {name} is missing" for name in schema if name not in frame.columns]
    problems += [f"column {name} is not in the catalogue" for name in frame.columns if name not in schema]
    problems += [
        f"column {name} is {frame.schema[name]}, expected {dtype}"
        for name, dtype in schema.items()
        if name in frame.columns and frame.schema[name] != dtype
    ]
    problems += [
        f"column {name} is required and has {frame[name].null_count()} null(s)"
        for name in schema
        if name in frame.columns and name not in table.optional and frame[name].null_count()
    ]
    if problems:
        raise BatchError(f"{table.full_name}: the batch does not fit the catalogue: {'; '.join(problems)}")
    return frame.select(list(schema))


def _refuse_outsiders(table: Table, rows: pl.DataFrame, column: str, given: pl.Series, what: str) -> None:
    """Raise if a row's `column` is none of the given values: it would stand twice after the next run."""
    outside = rows.filter(~pl.col(column).is_in(given.implode()).fill_null(False))[column]
    if len(outside):
        sample = ", ".join(str(value) for value in outside.unique(maintain_order=True).head(5))
        raise BatchError(
            f"{table.full_name}: {len(outside)} row(s) lie outside the {what} to replace, {column} = {sample}. "
            f"Give those {what} too, or leave the rows out."
        )


@contextmanager
def _registered(con: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> Iterator[None]:
    """Let SQL see the frame under a name, within the block."""
    con.register(name, frame)
    try:
        yield
    except BaseException:
        # A failed statement aborts the transaction, and then unregister fails too: the first error is the one to tell.
        with suppress(duckdb.Error):
            con.unregister(name)
        raise
    con.unregister(name)


def _delete(con: duckdb.DuckDBPyConnection, table: Table, column: str, given: pl.Series) -> None:
    with _registered(con, _KEYS, given.rename("key").to_frame()):
        con.execute(f"delete from {quoted(table)} where {quote(column)} in (select key from {_KEYS})")


def _insert(con: duckdb.DuckDBPyConnection, table: Table, rows: pl.DataFrame) -> int:
    """Insert in the table's order, so that equal batches make equal files and a day's rows lie together."""
    with _registered(con, _BATCH, rows.sort(table.order)):
        con.execute(f"insert into {quoted(table)} by name select * from {_BATCH}")
    return rows.height
