"""Tables and query results as files: CSV, JSON and Parquet; equal data make equal bytes.

What belongs here: the one writer of each format, and what makes a cell safe for a spreadsheet. What does not: choosing
rows (SQL does), printing tables for people (the command line).
"""

# ruff: noqa: S608 - names are the catalogue's, and quoted

import json
import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Literal, get_args

import duckdb
import polars as pl
import pyarrow.parquet as pq

from warehouse.catalog import PUBLISHED_SCHEMAS, TABLES, Table
from warehouse.store import WarehouseError, quote, quoted

Format = Literal["parquet", "csv", "json"]
FORMATS: tuple[str, ...] = get_args(Format)

# Columns that say when or by which run a row was read or checked: they differ between runs over the same input.
VOLATILE_COLUMNS = frozenset({"retrieved_at", "ingested_at", "run_id", "checked_at", "rejected_at"})

# Rows in memory at a time, and in a row group of Parquet: DuckDB's own size of a row group.
BATCH_ROWS = 122_880

_PLAIN = (pl.String, pl.Categorical, pl.Enum, pl.Boolean, pl.Null)

# What a spreadsheet takes for a formula, also behind blanks, and in the full-width forms of East Asian input
# (OWASP, "CSV Injection").
_FORMULA = r"^[\t\r\n ]*[=+\-@＝＋－＠]"


def export_tables(
    con: duckdb.DuckDBPyConnection, folder: Path, tables: Iterable[Table], format: Format, *, stable: bool = False
) -> list[Path]:
    """Write tables into a folder, each as `schema.name.format`, its rows in the order of its key.

    Args:
        con: the warehouse.
        folder: where to write; made where missing.
        tables: tables of the catalogue.
        format: parquet, csv (with cells neutralised, see `neutralise`) or json (an array, one row a line).
        stable: leave out the columns that record when or by which run a row was made, so that two runs over the same
            input give byte-equal files.

    Returns:
        The files, in the order of the tables.

    Raises:
        WarehouseError: the format is unknown.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for table in tables:
        path = folder / f"{table.full_name}.{format}"
        with path.open("wb") as target:
            _write(_batches(con, table, stable), format, target)
        paths.append(path)
    return paths


def swap_export(con: duckdb.DuckDBPyConnection, folder: Path, changed_years: Collection[int]) -> None:
    """Write every published table as Parquet beside `folder`, then put the new folder in its place.

    A table whose rows have a day is a folder `schema.name/` with a file a year; others are one file. A year without
    changes is not written again: its file is linked from the old folder, so that one more day costs what its year does.

    The tables are written under another name first; the swap is two renames, so that a killed run leaves the old folder
    or the new one, or, between the two renames, none until the next run.

    Raises:
        OSError: the disk is full or not writable; the old folder stays.
    """
    fresh, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir(parents=True)
    published = [table for table in TABLES if table.schema in PUBLISHED_SCHEMAS]
    export_tables(con, fresh, [table for table in published if not table.day], "parquet")
    for table in published:
        if table.day:
            _export_years(con, table, fresh / table.full_name, folder / table.full_name, changed_years)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _export_years(
    con: duckdb.DuckDBPyConnection, table: Table, target: Path, old: Path, changed_years: Collection[int]
) -> None:
    """A file for each year with rows; of a table without rows an empty file, that a reader finds its columns."""
    target.mkdir()
    day = quote(str(table.day))
    years = con.sql(f"select year({day}), count(*) from {quoted(table)} group by 1 order by 1").fetchall()
    for year, rows in years:
        kept = old / f"{year}.parquet"
        if year not in changed_years and kept.is_file() and pq.read_metadata(kept).num_rows == rows:
            _link(kept, target / kept.name)
            continue
        within = f"where {day} between '{int(year):04d}-01-01' and '{int(year):04d}-12-31'"
        with (target / kept.name).open("wb") as stream:
            _write(_batches(con, table, stable=False, within=within), "parquet", stream)
    if not years:
        with (target / "none.parquet").open("wb") as stream:
            _write(_batches(con, table, stable=False), "parquet", stream)


def _link(kept: Path, target: Path) -> None:
    """The same file under another name; a copy where the file system has no links."""
    try:
        target.hardlink_to(kept)
    except OSError:
        shutil.copyfile(kept, target)


def _batches(con: duckdb.DuckDBPyConnection, table: Table, stable: bool, within: str = "") -> Iterator[pl.DataFrame]:
    """The table's rows in batches, ordered; one empty batch if there are none. `within` is a where clause."""
    columns = [name for name in table.columns if not (stable and name in VOLATILE_COLUMNS)]
    order = [name for name in table.key if name in columns]
    if len(order) < len(table.key):
        # What is left of the key does not tell all rows apart: the other columns do.
        order += [name for name in columns if name not in order]
    reader = con.sql(
        f"select {', '.join(map(quote, columns))} from {quoted(table)} {within} order by {', '.join(map(quote, order))}"
    ).to_arrow_reader(BATCH_ROWS)
    empty = True
    for batch in reader:
        empty = False
        yield pl.DataFrame(pl.from_arrow(batch))
    if empty:
        yield pl.DataFrame(schema={name: table.polars_schema()[name] for name in columns})


def write(frame: pl.DataFrame, format: Format, target: Path | BinaryIO) -> None:
    """Write one frame, e.g. the result of a query, into a file or an open binary stream.

    CSV has a header, ISO dates, `\\n` line ends and empty cells for nulls (an empty text is `""`); its cells and header
    are neutralised, and lists, structs and bytes are written as JSON. JSON is an array with one row a line.

    Raises:
        WarehouseError: the format is unknown.
    """
    with _opened(target) as stream:
        _write([frame], format, stream)


@contextmanager
def _opened(target: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(target, Path):
        with target.open("wb") as stream:
            yield stream
    else:
        yield target


def _write(batches: Iterable[pl.DataFrame], format: Format, target: BinaryIO) -> None:
    """Write batches of one shape, at least one, as one file."""
    if format == "parquet":
        _write_parquet(batches, target)
    elif format == "csv":
        for index, batch in enumerate(batches):
            target.write(_csv(batch, header=index == 0))
    elif format == "json":
        _write_json(batches, target)
    else:
        raise WarehouseError(f"format {format}: must be one of {', '.join(FORMATS)}")


def _write_parquet(batches: Iterable[pl.DataFrame], target: BinaryIO) -> None:
    writer: pq.ParquetWriter | None = None
    for batch in batches:
        # Plain strings, which every reader of Parquet knows, rather than Polars' views.
        rows = batch.to_arrow(compat_level=pl.CompatLevel.oldest())
        if writer is None:
            # No schema is stored beside Parquet's own, no time: the bytes depend on the data and the library alone.
            writer = pq.ParquetWriter(target, rows.schema, compression="zstd", store_schema=False)
        writer.write_table(rows, row_group_size=BATCH_ROWS)
    if writer is not None:
        writer.close()


def _write_json(batches: Iterable[pl.DataFrame], target: BinaryIO) -> None:
    target.write(b"[")
    between = b"\n"
    for batch in batches:
        for line in _json_ready(batch).write_ndjson().splitlines():
            target.write(between + line.encode("utf-8"))
            between = b",\n"
    target.write(b"\n]\n")


def _json_ready(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with decimals (DuckDB's sums of integers too) as numbers, and what JSON has no form for as text."""
    decimals = [
        pl.col(name).cast(pl.Float64 if dtype.scale else pl.Int128)
        for name, dtype in frame.schema.items()
        if isinstance(dtype, pl.Decimal)
    ]
    odd = [name for name, dtype in frame.schema.items() if not _has_text_form(dtype)]
    return _as_text(frame.with_columns(decimals), odd)


def _csv(frame: pl.DataFrame, *, header: bool) -> bytes:
    odd = [name for name, dtype in frame.schema.items() if dtype.is_nested() or not _has_text_form(dtype)]
    return neutralise(_as_text(frame, odd)).write_csv(include_header=header).encode("utf-8")


def _has_text_form(dtype: pl.DataType) -> bool:
    """Whether Polars can write values of the type into a text format (it panics on others, bytes among them)."""
    if isinstance(dtype, pl.List | pl.Array):
        return _has_text_form(_instance(dtype.inner))
    if isinstance(dtype, pl.Struct):
        return all(_has_text_form(_instance(field.dtype)) for field in dtype.fields)
    return dtype.is_numeric() or dtype.is_temporal() or isinstance(dtype, _PLAIN)


def _instance(dtype: Any) -> pl.DataType:
    """A type given as a class, as Polars also allows within nested types, as an instance."""
    made: pl.DataType = dtype() if isinstance(dtype, type) else dtype
    return made


def _as_text(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The frame with these columns as JSON text, bytes within them in hex."""
    return frame.with_columns(
        pl.Series(name, [_json_text(value) for value in frame[name].to_list()], dtype=pl.String) for name in columns
    )


def _json_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.hex()
    return json.dumps(value, default=lambda inner: inner.hex() if isinstance(inner, bytes) else str(inner))


def neutralise(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with a leading `'` on each text, and column name, that a spreadsheet would take for a formula.

    That is a text that starts with `=`, `+`, `-` or `@`, also behind tabs, line ends or blanks. Numbers are untouched.
    """
    text = pl.col(pl.String)
    cells = frame.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String)).with_columns(
        pl.when(text.str.contains(_FORMULA)).then("'" + text).otherwise(text).name.keep()
    )
    return cells.rename({name: f"'{name}" for name in frame.columns if re.search(_FORMULA, name)})
