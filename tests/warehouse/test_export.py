"""Exports: equal bytes for equal data, and cells that no spreadsheet runs."""

import io
import json
from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.catalog import TABLES, table
from warehouse.export import FORMATS, VOLATILE_COLUMNS, export_tables, neutralise, swap_export, write
from warehouse.models import run_model
from warehouse.replace import append
from warehouse.store import WarehouseError, connect, create_tables

MON = date(2026, 1, 5)
PUBLISHED = [one for one in TABLES if one.schema != "work"]


@pytest.fixture
def warehouses(tmp_path, cases, project):
    """Two files with the same stories, read in opposite orders at different times by different runs."""
    told = [
        cases.Story(f"story {n}", MON, ("wire", "post"), ("UKR.GOV", "RUS.GOV"),
                    (cases.Event("ACCUSE", MON, ("UKR.GOV",), ("RUS.GOV",)),))
        for n in range(20)
    ]  # fmt: skip
    rejected = [cases.Rejected(n, "{}") for n in range(5)]
    opened = []
    for name, order, hour in (("one", 1, 12), ("two", -1, 18)):
        con = connect(tmp_path / name, settings={"threads": "2"})
        opened.append(con)
        create_tables(con)
        for full_name, frame in cases.frames(told[::order], rejected[::order]).items():
            stamped = frame.with_columns(pl.col(pl.Datetime).dt.replace(hour=hour))
            if "run_id" in frame.columns:
                stamped = stamped.with_columns(run_id=pl.lit(name))
            # In two parts, so that the rows do not lie in the order of their key.
            append(con, table(full_name), stamped[order * 3 :])
            append(con, table(full_name), stamped[: order * 3])
        for model in project.models:
            run_model(con, project, model, full=True)
    yield opened
    for con in opened:
        con.close()


@pytest.mark.parametrize("format", FORMATS)
def test_equal_data_make_equal_bytes(warehouses, tmp_path, format):
    exports = [
        export_tables(con, tmp_path / f"export{n}", PUBLISHED, format, stable=True) for n, con in enumerate(warehouses)
    ]
    assert [path.name for path in exports[0]] == [f"{one.full_name}.{format}" for one in PUBLISHED]
    for one, two in zip(*exports, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name


def test_only_the_years_that_changed_are_written_again(tmp_path, cases):
    with connect(tmp_path / "w") as con:
        create_tables(con)
        stories = [cases.Story(str(year), date(year, 3, 1)) for year in (2024, 2025, 2026)]
        cases.fill(con, stories)
        swap_export(con, tmp_path / "parquet", [])
        folder = tmp_path / "parquet" / "core.stories"
        assert [path.name for path in sorted(folder.iterdir())] == ["2024.parquet", "2025.parquet", "2026.parquet"]
        before = {path.name: path.stat().st_ino for path in folder.iterdir()}
        # 2024 and its counts are as they were, 2025 is said to have changed, 2026 has a row more
        con.execute("update core.stories set text = 'corrected' where text <> '2026'")
        con.execute("insert into core.stories select * replace ('x' as story_id) from core.stories where text = '2026'")
        swap_export(con, tmp_path / "parquet", [2025])
        after = {path.name: path.stat().st_ino for path in folder.iterdir()}
        assert [name for name in sorted(after) if after[name] != before[name]] == ["2025.parquet", "2026.parquet"]
        assert pl.read_parquet(folder / "2025.parquet")["text"].to_list() == ["corrected"]
        assert pl.read_parquet(folder / "2026.parquet").height == 2
        # a year that is gone has no file, and a table without rows still tells its columns
        con.execute("delete from core.stories")
        swap_export(con, tmp_path / "parquet", [2024, 2025, 2026])
        assert [path.name for path in folder.iterdir()] == ["none.parquet"]
        assert pl.read_parquet(folder / "none.parquet").columns == list(table("core.stories").columns)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["parquet", "w"] or (tmp_path / "w.wal").exists()


def test_columns_that_tell_the_run_are_kept_unless_stable(warehouses, tmp_path):
    documents = table("core.documents")
    (path,) = export_tables(warehouses[0], tmp_path, [documents], "parquet")
    assert tuple(pl.read_parquet(path).columns) == documents.columns
    (path,) = export_tables(warehouses[0], tmp_path, [documents], "parquet", stable=True)
    assert set(documents.columns) - set(pl.read_parquet(path).columns) == VOLATILE_COLUMNS & set(documents.columns)


def test_parquet_gives_back_the_table_in_the_order_of_its_key(warehouses, tmp_path):
    for one in PUBLISHED:
        (path,) = export_tables(warehouses[0], tmp_path, [one], "parquet")
        found = pl.read_parquet(path)
        assert found.schema == pl.Schema(one.polars_schema())
        expected = in_key_order(warehouses[0], one)
        assert found.equals(expected), one.full_name


def in_key_order(con, one):
    order = ", ".join(one.key)
    return con.sql(f"select * from {one.full_name} order by {order}").pl()


def test_many_rows_make_the_same_file_whatever_the_number_of_threads(con, tmp_path):
    con.execute("insert into core.actors select 'a' || n, 'c', 'n', 'state', 'USA', 'GOV' from range(300000) as t(n)")
    exports = []
    for threads in (1, 2):
        con.execute(f"set threads = {threads}")
        (path,) = export_tables(con, tmp_path / str(threads), [table("core.actors")], "parquet")
        exports.append(path.read_bytes())
    assert exports[0] == exports[1]
    assert pl.read_parquet(io.BytesIO(exports[0])).height == 300_000


@pytest.mark.parametrize(("format", "size"), [("csv", 1), ("json", 2)])
def test_an_empty_table_is_an_empty_file_of_its_format(con, tmp_path, format, size):
    (path,) = export_tables(con, tmp_path, [table("core.event_actors")], format)
    lines = path.read_text().splitlines()
    assert len(lines) == size
    if format == "csv":
        assert lines == ["event_id,actor_id,role,event_date"]
    else:
        assert json.loads(path.read_text()) == []


def written(frame: pl.DataFrame, format: str) -> bytes:
    target = io.BytesIO()
    write(frame, format, target)
    return target.getvalue()


def test_csv_tells_nulls_from_empty_texts_and_keeps_line_ends(tmp_path):
    frame = pl.DataFrame({"a": ["x", None, "", 'say "hi",\nthen go'], "n": [1, None, -3, 4]})
    assert written(frame, "csv") == b'a,n\nx,1\n,\n"",-3\n"say ""hi"",\nthen go",4\n'
    write(frame, "csv", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == written(frame, "csv")


def test_json_is_an_array_with_a_row_a_line():
    frame = pl.DataFrame({"day": [MON, MON], "text": ["=1", None], "at": [datetime(2026, 1, 5, 7), None]})
    text = written(frame, "json").decode()
    assert json.loads(text) == [
        {"day": "2026-01-05", "text": "=1", "at": "2026-01-05 07:00:00"},
        {"day": "2026-01-05", "text": None, "at": None},
    ]
    assert len(text.splitlines()) == 4


def test_values_that_a_query_may_return_have_a_form_in_every_format(con):
    frame = con.sql(
        "select sum(1) as total, 1.50 as price, [1, 2] as numbers, {'a': date '2026-01-05'} as pair, "
        "'ab'::blob as bytes, ['x'::blob] as many, map {'k': 1} as mapping, '-x'::enum('-x') as choice, null as nothing"
    ).pl()
    assert json.loads(written(frame, "json")) == [
        {"total": 1, "price": 1.5, "numbers": [1, 2], "pair": {"a": "2026-01-05"}, "bytes": "6162", "many": '["78"]',
         "mapping": '{"k": 1}', "choice": "-x", "nothing": None}
    ]  # fmt: skip
    assert written(frame, "csv") == (
        b"total,price,numbers,pair,bytes,many,mapping,choice,nothing\n"
        b'1,1.50,"[1, 2]","{""a"": ""2026-01-05""}",6162,"[""78""]","{""k"": 1}",\'-x,\n'
    )
    assert pl.read_parquet(io.BytesIO(written(frame, "parquet"))).height == 1


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(WarehouseError, match="format xlsx: must be one of parquet, csv, json"):
        write(pl.DataFrame({"a": [1]}), "xlsx", io.BytesIO())


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "---", "\uff1d1"])
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(cell):
    assert neutralise(pl.DataFrame({"a": [cell]}))["a"].to_list() == ["'" + cell]
    assert written(pl.DataFrame({cell: [1]}), "csv").decode().lstrip('"').startswith("'")


@pytest.mark.parametrize("cell", ["Kyiv: talks", "a=b", "1-2", "", "'=1", None])
def test_other_cells_are_left_alone(cell):
    frame = pl.DataFrame({"a": [cell], "n": [-1]}, schema={"a": pl.String, "n": pl.Int64})
    assert neutralise(frame).equals(frame)


@given(st.lists(st.text()))
def test_no_neutralised_cell_starts_a_formula_and_no_text_is_lost(cells):
    found = neutralise(pl.DataFrame({"a": cells}, schema={"a": pl.String}))["a"].to_list()
    for cell, safe in zip(cells, found, strict=True):
        assert safe in (cell, "'" + cell)
        assert safe.lstrip("\t\r\n ")[:1] not in tuple("=+-@")
