"""Writing batches: whole days, keys, appends, and the transaction around them."""

from datetime import date

import duckdb
import polars as pl
import pytest

from warehouse.catalog import table
from warehouse.replace import BatchError, append, replace_days, replace_keys, transaction
from warehouse.spool import Spool

MON, TUE, WED = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)
STORIES = table("core.stories")
MENTIONS = table("core.mentions")


@pytest.fixture
def told(cases):
    """Stories of three days, one a day, as rows of core.stories."""
    return cases.frames([cases.Story(name, day) for name, day in (("a", MON), ("b", TUE), ("c", WED))])["core.stories"]


def names(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for (name,) in con.execute("select text from core.stories order by text").fetchall()]


def test_days_are_replaced_whole_and_no_others(con, cases, told):
    append(con, STORIES, told)
    new = cases.frames([cases.Story("b2", TUE), cases.Story("b3", TUE)])["core.stories"]
    assert replace_days(con, STORIES, new, [TUE]) == 2
    assert names(con) == ["a", "b2", "b3", "c"]


def test_a_day_without_new_rows_ends_up_empty(con, told):
    append(con, STORIES, told)
    assert replace_days(con, STORIES, told.clear(), {MON, WED}) == 0
    assert names(con) == ["b"]


def test_replacing_no_days_changes_nothing(con, told):
    append(con, STORIES, told)
    assert replace_days(con, STORIES, told.clear(), []) == 0
    assert names(con) == ["a", "b", "c"]


def test_replacing_twice_gives_the_same_rows(con, told):
    for _ in range(2):
        replace_days(con, STORIES, told, [MON, TUE, WED])
    assert names(con) == ["a", "b", "c"]


def test_keys_are_replaced_whole_and_no_others(con, cases):
    both = [
        cases.Story("a", MON, mentions=("UKR.GOV", "RUS.GOV")),
        cases.Story("b", MON, mentions=("UKR.GOV",)),
    ]
    frames = cases.frames(both)
    append(con, MENTIONS, frames["core.mentions"])
    story_a = frames["core.stories"].filter(pl.col("text") == "a")["story_id"]
    only_a = frames["core.mentions"].filter(pl.col("story_id").is_in(story_a.implode()))
    assert replace_keys(con, MENTIONS, only_a.head(1), "story_id", story_a) == 1
    found = con.execute("select count(*), count(distinct story_id) from core.mentions").fetchall()
    assert found == [(2, 2)]


def test_a_row_outside_the_days_is_refused_and_nothing_is_deleted(con, told):
    append(con, STORIES, told)
    with pytest.raises(BatchError, match=r"core\.stories: 2 row\(s\) lie outside the days.*2026-01-06, 2026-01-07"):
        replace_days(con, STORIES, told, [MON])
    assert names(con) == ["a", "b", "c"]


def test_a_row_without_a_day_is_outside_every_day(con):
    items = table("work.items")
    row = {"document_id": "d", "position": 1, "item_kind": "rejected", "source": "wire", "raw_text": "x"}
    frame = pl.DataFrame([row], schema=items.polars_schema())
    with pytest.raises(BatchError, match="1 row"):
        replace_days(con, items, frame, [MON])
    assert replace_keys(con, items, frame, "document_id", frame["document_id"]) == 1


def test_a_row_of_another_key_is_refused(con, told):
    with pytest.raises(BatchError, match="outside the keys"):
        replace_keys(con, STORIES, told, "story_id", told["story_id"].head(1))


@pytest.mark.parametrize(
    ("spoil", "told_as"),
    [
        (lambda frame: frame.drop("language"), "column language is missing"),
        (lambda frame: frame.with_columns(extra=1), "column extra is not in the catalogue"),
        (lambda frame: frame.with_columns(pl.col("headlines").cast(pl.Int32)), "headlines is Int32, expected Int64"),
        (lambda frame: frame.with_columns(text=pl.lit(None, pl.String)), r"text is required and has 3 null\(s\)"),
    ],
)
def test_a_frame_that_does_not_fit_the_catalogue_is_refused(con, told, spoil, told_as):
    with pytest.raises(BatchError, match=rf"core\.stories.*{told_as}"):
        append(con, STORIES, spoil(told))


def test_wrong_columns_and_keys_are_refused(con, told):
    with pytest.raises(BatchError, match="no partition column"):
        replace_days(con, MENTIONS, told, [MON])
    with pytest.raises(BatchError, match="has no column colour"):
        replace_keys(con, STORIES, told, "colour", told["text"])
    with pytest.raises(BatchError, match="keys of type Int64, expected String"):
        replace_keys(con, STORIES, told, "story_id", pl.Series([1]))


def test_columns_may_come_in_any_order_and_rows_are_stored_by_day_and_key(con, told):
    append(con, STORIES, told.select(sorted(told.columns)).sample(fraction=1, shuffle=True, seed=1))
    found = con.sql("select * from core.stories").pl()
    assert found.equals(told.sort("first_published_on", "story_id"))


def test_text_that_looks_like_sql_is_only_text(con, cases):
    name = "'); drop table core.stories; --"
    append(con, STORIES, cases.frames([cases.Story(name, MON)])["core.stories"])
    assert names(con) == [name]


def test_a_failed_transaction_leaves_all_tables_as_they_were(con, cases, told):
    frames = cases.frames([cases.Story("new", MON, mentions=("UKR.GOV",))])
    append(con, STORIES, told)
    with pytest.raises(KeyboardInterrupt), transaction(con):
        replace_days(con, STORIES, frames["core.stories"], [MON])
        append(con, MENTIONS, frames["core.mentions"])
        raise KeyboardInterrupt
    assert names(con) == ["a", "b", "c"]
    assert con.execute("select count(*) from core.mentions").fetchall() == [(0,)]


def test_the_first_error_of_a_transaction_is_the_one_told(con, told):
    con.execute("create unique index one_text on core.stories (language)")
    with pytest.raises(duckdb.ConstraintException), transaction(con):
        append(con, STORIES, told)
    append(con, STORIES, told.head(1))
    assert names(con) == [told["text"][0]]


def test_a_committed_transaction_is_kept(con, told):
    with transaction(con):
        append(con, STORIES, told)
    assert names(con) == ["a", "b", "c"]


def test_transactions_do_not_nest(con):
    with transaction(con), pytest.raises(duckdb.TransactionException), transaction(con):
        pass


def test_rows_that_waited_on_disk_are_inserted_in_their_order_and_the_disk_is_cleared(con, tmp_path):
    schema = table("core.actors").polars_schema()
    frames = [
        pl.DataFrame([{**dict.fromkeys(schema, "x"), "actor_id": one} for one in ids], schema=schema)
        for ids in (("b", "a"), ("d",))
    ]
    with Spool(table("core.actors"), tmp_path / "tmp") as spool:
        for frame in frames:
            spool.add(frame)
        with pytest.raises(BatchError, match="column actor_id is missing"):
            spool.add(frames[0].drop("actor_id"))
        spool.insert(con)
    assert con.sql("select actor_id from core.actors order by rowid").fetchall() == [("a",), ("b",), ("d",)]
    assert list((tmp_path / "tmp").iterdir()) == []


def test_an_empty_spool_inserts_nothing(con, tmp_path):
    with Spool(table("core.actors"), tmp_path) as spool:
        spool.insert(con)
    assert con.sql("select count(*) from core.actors").fetchall() == [(0,)]
