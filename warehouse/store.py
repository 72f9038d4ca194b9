"""The DuckDB file: opening it, making the catalogue's tables in it, comparing it with the catalogue.

What belongs here: the one connection helper, the one quoting helper, and DDL generated from `warehouse/catalog.py`.
What does not: writing rows (replace.py), computing tables (models.py), swapping the published copy (publish.py).
"""

# ruff: noqa: S608 - names are the catalogue's, and quoted

import time
from collections.abc import Collection, Mapping
from pathlib import Path

import duckdb

from warehouse.catalog import BY_NAME, TABLES, Column, Table

# Between two tries for a lock: short at first, since most holders finish within a second, then once a second.
_FIRST_WAIT_SECONDS = 0.05
_LONGEST_WAIT_SECONDS = 1.0


class WarehouseError(Exception):
    """The warehouse cannot do what was asked; the message names the file or table and the remedy."""


class WarehouseLocked(WarehouseError):
    """Another process, or a connection with other settings in this one, holds the file."""


class WarehouseMissing(WarehouseError):
    """There is no warehouse file yet."""


class WarehouseUnreadable(WarehouseError):
    """The file cannot be opened as a DuckDB database: another format, damaged, or not permitted."""


def quote(identifier: str) -> str:
    """An identifier as SQL: in double quotes, inner ones doubled. The only way that a name becomes SQL text."""
    return '"' + identifier.replace('"', '""') + '"'


def quoted(table: Table) -> str:
    """`"schema"."name"` of a table of the catalogue."""
    return f"{quote(table.schema)}.{quote(table.name)}"


def connect(
    path: Path,
    *,
    read_only: bool = False,
    wait_seconds: float = 30.0,
    settings: Mapping[str, str] | None = None,
    external_access: bool = True,
) -> duckdb.DuckDBPyConnection:
    """Open a warehouse file; a writer makes the file and its folder where they are missing.

    Args:
        path: the DuckDB file.
        read_only: open for reading; several processes may do so at once, but not while one writes.
        wait_seconds: how long to wait for a file that another process holds.
        settings: DuckDB settings, e.g. `{"memory_limit": "4GB", "threads": "2", "temp_directory": "…"}`.
        external_access: False for SQL that a user wrote: it can then neither read nor write other files, load
            extensions, see Python variables, or change a setting back.

    Raises:
        WarehouseMissing: `read_only`, and there is no such file.
        WarehouseLocked: the file is held by another process for longer than `wait_seconds`, or by this process with
            other settings.
        WarehouseUnreadable: the file is not a DuckDB database, is damaged, or may not be opened.
        WarehouseError: DuckDB does not know one of the settings or its value.
    """
    if read_only and not path.exists():
        raise WarehouseMissing(f"{path}: nothing published yet: run `newsledger run`")
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = dict(settings or {})
    if not external_access:
        config["enable_external_access"] = "false"
    con = _open_when_free(path, read_only, wait_seconds, config)
    if not external_access:
        con.execute("set lock_configuration = true")
    return con


def _open_when_free(
    path: Path, read_only: bool, wait_seconds: float, config: dict[str, str | bool | int | float | list[str]]
) -> duckdb.DuckDBPyConnection:
    """Try to open the file until it is free or the time is up."""
    deadline = time.monotonic() + wait_seconds
    wait = _FIRST_WAIT_SECONDS
    while True:
        try:
            return duckdb.connect(str(path), read_only=read_only, config=config)
        except duckdb.Error as error:
            # DuckDB tells a lock from damage by the words of its message alone.
            if "Could not set lock" not in str(error):
                raise _open_error(path, error) from error
            if time.monotonic() + wait > deadline:
                raise WarehouseLocked(
                    f"{path}: still in use after {wait_seconds:g} s. {_holder(error)} "
                    "Wait for that process or end it, then try again; read the published copy rather than the "
                    "pipeline's working file."
                ) from error
        time.sleep(wait)
        wait = min(wait * 2, _LONGEST_WAIT_SECONDS)


def _holder(error: duckdb.Error) -> str:
    """The sentence of DuckDB's message that names the process which holds the lock."""
    _, _, told = str(error).partition("Conflicting lock is held in ")
    held_by = told.partition(". See also")[0].partition(". However")[0].strip()
    return f"It is held by {held_by}." if held_by else str(error).splitlines()[0]


def _open_error(path: Path, error: duckdb.Error) -> WarehouseError:
    """The error, with its remedy, for a file that cannot be opened for another reason than a lock."""
    told = str(error).splitlines()[0]
    if "different configuration" in told:
        return WarehouseLocked(
            f"{path}: this process already holds the file open with other settings. Close that connection first."
        )
    if isinstance(error, duckdb.InvalidInputException | duckdb.ParserException):
        return WarehouseError(f"{path}: DuckDB refuses a setting: {told}. Correct it in the settings.")
    return WarehouseUnreadable(
        f"{path}: cannot be opened as a DuckDB database: {told}. "
        "Check the path and its permissions; if the file is damaged, move it away and build it again with "
        "`newsledger run`."
    )


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make every schema and table of the catalogue that is missing, add missing columns, set the comments.

    Idempotent. A column that is missing in a filled table is filled where the table's references lead to one that has
    it. There are no primary or foreign keys in the DDL: DuckDB's indexes cost memory and refuse to delete and
    re-insert a key in one transaction; the rules in `checks/` watch keys instead. A required column that is added to
    a table with rows stays nullable, as its rows have no value yet; the not-null rules report them until the table is
    filled again.

    Raises:
        WarehouseError: an existing column has another type than the catalogue says.
    """
    for schema in dict.fromkeys(table.schema for table in TABLES):
        con.execute(f"create schema if not exists {quote(schema)}")
    real = _real_columns(con)
    for table in TABLES:
        if table.full_name not in real:
            columns = ", ".join(_column_ddl(table, name, column) for name, column in table.definitions())
            con.execute(f"create table {quoted(table)} ({columns})")
        else:
            _add_missing_columns(con, table, real[table.full_name])
    _comment(con)


def _column_ddl(table: Table, name: str, column: Column) -> str:
    return f"{quote(name)} {column.type}" + ("" if name in table.optional else " not null")


def _add_missing_columns(con: duckdb.DuckDBPyConnection, table: Table, real: Mapping[str, str]) -> None:
    """Bring a table of an earlier catalogue up to this one."""
    for name, column in table.definitions():
        if name not in real:
            filled = bool(con.execute(f"select 1 from {quoted(table)} limit 1").fetchall())
            ddl = f"{quote(name)} {column.type}" if filled else _column_ddl(table, name, column)
            con.execute(f"alter table {quoted(table)} add column {ddl}")
            if filled:
                _fill_from_references(con, table, name)
        elif real[name] != column.type:
            raise WarehouseError(
                f"{table.full_name}.{name}: the file has type {real[name]}, the catalogue says {column.type}. "
                "Move the file away and build it again with `newsledger run`, or migrate the column."
            )


def _fill_from_references(con: duckdb.DuckDBPyConnection, table: Table, name: str) -> None:
    """Fill a new column from a table that the rows refer to: what it says of the row there, it says here."""
    for column, target in table.references.items():
        other = BY_NAME[target]
        if name in other.columns and other.key != (name,):
            con.execute(
                f"update {quoted(table)} as own set {quote(name)} = other.{quote(name)} "
                f"from {quoted(other)} as other where other.{quote(other.key[0])} = own.{quote(column)}"
            )
            return


def table_comment(table: Table) -> str:
    """The text of `COMMENT ON TABLE`: the table's grain."""
    return table.grain


def column_comment(column: Column) -> str:
    """The text of `COMMENT ON COLUMN`: description, unit and allowed values."""
    unit = f" Unit: {column.unit}." if column.unit else ""
    allowed = f" One of: {', '.join(column.allowed)}." if column.allowed else ""
    return f"{column.description}{unit}{allowed}"


def _literal(text: str) -> str:
    """A string as SQL. Only for the catalogue's own words: `COMMENT ON` takes no bound values."""
    return "'" + text.replace("'", "''") + "'"


def _comment(con: duckdb.DuckDBPyConnection) -> None:
    """Set the comments that differ; most runs find none, and a comment is a write."""
    tables = dict(
        con.sql(
            "select schema_name || '.' || table_name, comment from duckdb_tables() "
            "where database_name = current_database()"
        ).fetchall()
    )
    columns = {
        (full_name, column): comment
        for full_name, column, comment in con.sql(
            "select schema_name || '.' || table_name, column_name, comment from duckdb_columns() "
            "where database_name = current_database() and not internal"
        ).fetchall()
    }
    for table in TABLES:
        if tables[table.full_name] != table_comment(table):
            con.execute(f"comment on table {quoted(table)} is {_literal(table_comment(table))}")
        for name, column in table.definitions():
            if columns[table.full_name, name] != column_comment(column):
                target = f"{quoted(table)}.{quote(name)}"
                con.execute(f"comment on column {target} is {_literal(column_comment(column))}")


def _real_columns(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Each table and view of the open file, as `schema.name`, with its columns' types in their order."""
    rows = con.sql(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and not internal order by schema_name, table_name, column_index"
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for full_name, column, data_type in rows:
        found.setdefault(full_name, {})[column] = data_type
    return found


def differences(con: duckdb.DuckDBPyConnection, schemas: Collection[str]) -> list[str]:
    """How the file's tables differ from the catalogue's, both ways; empty when they are equal.

    Args:
        con: the open warehouse.
        schemas: the schemas to compare, e.g. `catalog.PUBLISHED_SCHEMAS`.

    Returns:
        One sentence per missing or undocumented table, missing or undocumented column, and column of another type.
    """
    documented = {
        table.full_name: {name: column.type for name, column in table.definitions()}
        for table in TABLES
        if table.schema in schemas
    }
    real = {name: columns for name, columns in _real_columns(con).items() if name.partition(".")[0] in schemas}
    told = [f"{name}: in the catalogue, not in the file" for name in documented if name not in real]
    told += [f"{name}: in the file, not in the catalogue" for name in real if name not in documented]
    for name in documented.keys() & real.keys():
        told += column_differences(name, documented[name], real[name])
    return sorted(told)


def column_differences(where: str, documented: Mapping[str, str], real: Mapping[str, str]) -> list[str]:
    """How two sets of columns (name to DuckDB type) differ, both ways; `where` opens each sentence."""
    told = [f"{where}.{name}: in the catalogue, but missing" for name in documented if name not in real]
    told += [f"{where}.{name}: not in the catalogue" for name in real if name not in documented]
    told += [
        f"{where}.{name}: type {real[name]}, the catalogue says {data_type}"
        for name, data_type in documented.items()
        if name in real and real[name] != data_type
    ]
    return told
