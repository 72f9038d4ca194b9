"""The warehouse file: opening, locks, tables from the catalogue, and how it differs from the catalogue."""

import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.catalog import COLUMNS, PUBLISHED_SCHEMAS, TABLES, table
from warehouse.replace import append
from warehouse.store import (
    WarehouseError,
    WarehouseLocked,
    WarehouseMissing,
    WarehouseUnreadable,
    connect,
    create_tables,
    differences,
    quote,
    quoted,
)

TUE = date(2026, 1, 6)
MON = date(2026, 1, 5)
ALL_SCHEMAS = {one.schema for one in TABLES}

HOLD = """
import sys, time, duckdb
con = duckdb.connect(sys.argv[1])
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def hold():
    """Starts a process that holds a database file for some seconds."""
    started = []

    def start(path: Path, seconds: float) -> subprocess.Popen[str]:
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(path), str(seconds)], stdout=subprocess.PIPE, text=True
        )
        started.append(holder)
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        return holder

    yield start
    for holder in started:
        holder.kill()
        holder.wait()
        holder.stdout.close()


def test_the_tables_made_are_those_of_the_catalogue(con):
    assert differences(con, ALL_SCHEMAS) == []


def test_required_columns_refuse_nulls_and_optional_ones_take_them(con):
    nullable = {
        (f"{schema}.{name}", column): is_nullable
        for schema, name, column, is_nullable in con.sql(
            "select schema_name, table_name, column_name, is_nullable from duckdb_columns() where not internal"
        ).fetchall()
    }
    documented = {(one.full_name, name): name in one.optional for one in TABLES for name in one.columns}
    assert nullable == documented


def test_grain_description_unit_and_allowed_values_are_comments(con):
    tables = dict(con.sql("select schema_name || '.' || table_name, comment from duckdb_tables()").fetchall())
    assert tables == {one.full_name: one.grain for one in TABLES}
    comments = {
        (f"{schema}.{name}", column): comment
        for schema, name, column, comment in con.sql(
            "select schema_name, table_name, column_name, comment from duckdb_columns() where not internal"
        ).fetchall()
    }
    assert comments["core.documents", "bytes"] == "Size of the document. Unit: bytes."
    assert comments["core.event_actors", "role"] == "The actor's side in the event. One of: source, target."
    for one in TABLES:
        for name in one.columns:
            assert comments[one.full_name, name].startswith(COLUMNS[name].description)


def test_making_tables_twice_keeps_the_rows(con, cases):
    cases.fill(con, [cases.Story("a", MON)])
    create_tables(con)
    assert con.execute("select count(*) from core.stories").fetchall() == [(1,)]
    assert differences(con, ALL_SCHEMAS) == []


def test_a_column_that_is_new_in_the_catalogue_is_added(con):
    con.execute("alter table core.stories drop column language")
    create_tables(con)
    assert differences(con, ALL_SCHEMAS) == []
    comment = con.execute(
        "select comment from duckdb_columns() where table_name = 'stories' and column_name = 'language'"
    ).fetchall()
    assert comment == [(COLUMNS["language"].description,)]


def test_a_new_required_column_of_a_filled_table_starts_empty(con, cases):
    cases.fill(con, [cases.Story("a", MON)])
    con.execute("alter table core.stories drop column language")
    create_tables(con)
    assert con.execute("select text, language from core.stories").fetchall() == [("a", None)]


def test_a_column_of_another_type_is_named(con):
    con.execute("alter table core.stories alter column headlines type integer")
    with pytest.raises(WarehouseError, match=r"core\.stories\.headlines: the file has type INTEGER.*says BIGINT"):
        create_tables(con)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("drop table marts.dyads_per_day", ["marts.dyads_per_day: in the catalogue, not in the file"]),
        ("create table core.notes (a int)", ["core.notes: in the file, not in the catalogue"]),
        ("create view core.notes as select 1 as a", ["core.notes: in the file, not in the catalogue"]),
        ("alter table core.actors drop column sector", ["core.actors.sector: in the catalogue, but missing"]),
        ("alter table core.actors add column age int", ["core.actors.age: not in the catalogue"]),
        (
            "alter table core.actors alter column sector type integer",
            ["core.actors.sector: type INTEGER, the catalogue says VARCHAR"],
        ),
        ("create table main.scratch (a int)", []),
    ],
)
def test_differences_are_told_both_ways(con, harm, told):
    con.execute(harm)
    assert differences(con, PUBLISHED_SCHEMAS) == told


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_any_name_survives_quoting(name):
    with duckdb.connect() as con:
        assert con.execute(f"select 1 as {quote(name)}").description[0][0] == name


def test_a_reader_of_nothing_is_told_to_run(tmp_path):
    with pytest.raises(WarehouseMissing, match=r"none\.duckdb: nothing published yet: run `newsledger run`"):
        connect(tmp_path / "none.duckdb", read_only=True)


@pytest.mark.parametrize("content", [b"", b"not a database\n" * 1000, bytes(20_000)])
def test_a_file_that_is_no_database_is_named(tmp_path, content):
    path = tmp_path / "w.duckdb"
    path.write_bytes(content)
    with pytest.raises(WarehouseUnreadable, match=r"w\.duckdb: cannot be opened as a DuckDB database"):
        connect(path, read_only=True)
    assert path.read_bytes() == content


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "w.duckdb"
    with connect(path) as con:
        create_tables(con)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(WarehouseUnreadable, match=r"w\.duckdb"):
        connect(path, read_only=True)


def test_settings_reach_duckdb_and_wrong_ones_are_told(tmp_path):
    with connect(tmp_path / "w.duckdb", settings={"threads": "1", "memory_limit": "200MiB"}) as con:
        found = con.execute("select current_setting('threads'), current_setting('memory_limit')").fetchall()
    assert found == [(1, "200.0 MiB")]
    with pytest.raises(WarehouseError, match=r"w\.duckdb: DuckDB refuses a setting.*memory_limmit"):
        connect(tmp_path / "w.duckdb", settings={"memory_limmit": "1GB"})


@pytest.mark.parametrize("read_only", [True, False])
def test_a_locked_file_names_its_holder(tmp_path, hold, read_only):
    path = tmp_path / "w.duckdb"
    holder = hold(path, 60)
    started = time.monotonic()
    with pytest.raises(WarehouseLocked, match=rf"w\.duckdb: still in use after 0\.3 s.*PID {holder.pid}"):
        connect(path, read_only=read_only, wait_seconds=0.3)
    assert time.monotonic() - started < 10


def test_a_file_that_is_freed_in_time_is_opened(tmp_path, hold):
    hold(tmp_path / "w.duckdb", 0.5)
    with connect(tmp_path / "w.duckdb", wait_seconds=60) as con:
        assert con.execute("select 1").fetchall() == [(1,)]


def test_a_file_that_this_process_holds_otherwise_is_told_at_once(tmp_path):
    path = tmp_path / "w.duckdb"
    with connect(path), pytest.raises(WarehouseLocked, match="this process already holds"):
        connect(path, read_only=True, wait_seconds=60)


@pytest.fixture
def guarded(tmp_path):
    """A published file as user SQL sees it, with a file beside it that it must not reach."""
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with connect(tmp_path / "w.duckdb") as con:
        create_tables(con)
    opened = connect(tmp_path / "w.duckdb", read_only=True, external_access=False)
    yield opened, tmp_path
    opened.close()


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('{0}/secret.csv')",
        "select * from '{0}/secret.csv'",
        "select * from read_text('{0}/secret.csv')",
        "select * from glob('{0}/*')",
        "copy (select 1) to '{0}/out.csv'",
        "attach '{0}/other.duckdb' as other",
        "export database '{0}/out'",
        "install httpfs",
        "load '{0}/x.duckdb_extension'",
        "set enable_external_access = true",
        "set python_enable_replacements = true",
        "reset lock_configuration",
        "set threads = 1",
        "select * from visible_from_python",
        "create table core.mine as select 1",
        "delete from core.actors",
    ],
)
def test_user_sql_reaches_no_file_and_changes_nothing(guarded, sql):
    con, folder = guarded
    before = sorted(path.name for path in folder.iterdir())
    visible_from_python = pl.DataFrame({"a": [1]})  # noqa: F841 - a name that SQL must not find
    with pytest.raises(duckdb.Error):
        con.execute(sql.format(folder))
    assert sorted(path.name for path in folder.iterdir()) == before


def test_user_sql_still_reads_the_tables(guarded):
    con, _ = guarded
    assert con.execute("select count(*) from core.actors").fetchall() == [(0,)]


def test_a_quoted_table_is_schema_and_name():
    assert quoted(table("core.actors")) == '"core"."actors"'


def test_append_after_reopening_keeps_what_was_there(tmp_path, cases):
    frames = cases.frames([cases.Story("a", MON, mentions=("UKR.GOV",))])
    with connect(tmp_path / "new" / "w.duckdb") as con:
        create_tables(con)
        append(con, table("core.actors"), frames["core.actors"])
    with connect(tmp_path / "new" / "w.duckdb", read_only=True) as con:
        assert con.execute("select actor_id from core.actors").fetchall() == [("UKR.GOV",)]


def test_a_new_column_of_a_filled_table_is_filled_from_the_rows_that_it_refers_to(tmp_path, cases):
    event = cases.Event("AID", TUE, ("UKR.GOV",), ("RUS.GOV",))
    with connect(tmp_path / "w.duckdb") as con:
        create_tables(con)
        cases.fill(con, [cases.Story("a", MON, mentions=("UKR.GOV",), events=(event,))])
        for name, column in (("mentions", "first_published_on"), ("events", "first_published_on"),
                             ("event_actors", "event_date")):  # fmt: skip
            con.execute(f"alter table core.{name} drop column {column}")
        create_tables(con)
        assert con.execute("select first_published_on from core.mentions").fetchall() == [(MON,)]
        assert con.execute("select event_date, first_published_on from core.events").fetchall() == [(TUE, MON)]
        assert con.execute("select distinct event_date from core.event_actors").fetchall() == [(TUE,)]
