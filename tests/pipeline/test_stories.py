"""Stories that are brought up to date day by day, in any order, equal those that one run over everything gives."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.clean.text import story_keys
from pipelines.dedupe.batch import dedupe
from pipelines.defs.stories import apply, plan
from warehouse.catalog import table
from warehouse.replace import append, replace_days, replace_keys
from warehouse.store import create_tables

FIRST = date(2026, 1, 1)
WINDOW, NEAR = 5, 2
# Wordings that lie near each other in several ways: fillers, a publisher, a slip, a cut, and look-alikes.
TEXTS = (
    "Kenya urges Ethiopia to withdraw its forces",
    "Kenya now urges Ethiopia to withdraw its forces",
    "Kenya urges Ethiopia to withdraw its forces - Reuters",
    "Kenya urges Ethiopia to withdarw its forces",
    "Kenya urges Ethiopia to…",
    "Kenya urges Ethiopia to withdraw its envoy",
    "Kenya urges Ethiopia to wihtdraw its envoy",
    "Ethiopia urges Kenya to withdraw its forces",
    "Flood kills 12 in northern Chad",
    "Flood kills 17 in northern Chad",
    "The flood kills 12 in northern Chad",
    "Flood kills 12 in nothern Chad",
)
Row = tuple[int, int, str]  # day number, text number, source

ROWS = st.tuples(st.integers(0, 25), st.integers(0, len(TEXTS) - 1), st.sampled_from(["wire", "post"]))
BATCHES = st.lists(st.lists(ROWS, min_size=1, max_size=6), min_size=1, max_size=8)


@pytest.fixture(name="con")
def _con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        yield con


def headlines(rows: Sequence[Row]) -> pl.DataFrame:
    """Rows of `core.headlines`, a distinct one for each distinct row."""
    distinct = sorted(set(rows))
    texts = pl.Series([TEXTS[number] for _, number, _ in distinct], dtype=pl.String)
    frame = pl.DataFrame(
        {
            "headline_id": [f"{source}:{day}:{number}" for day, number, source in distinct],
            "published_on": [FIRST + timedelta(days=day) for day, _, _ in distinct],
            "source": [source for _, _, source in distinct],
            "text": texts,
            "raw_text": texts,
        },
        schema={"headline_id": pl.String, "published_on": pl.Date, "source": pl.String, "text": pl.String,
                "raw_text": pl.String},
    ).with_columns(
        story_keys(texts), document_id=pl.lit("d"), language=pl.lit("en"), date_kind=pl.lit("file"),
        position=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
    )  # fmt: skip
    schema = table("core.headlines").polars_schema()
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema.items()
    )


class Warehouse:
    """The tables of a working database, and a run over some days as the pipeline does it."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        create_tables(self.con)
        self.rows: set[Row] = set()

    def run(self, rows: set[Row], days: set[int]) -> None:
        """Replace the days' headlines by those among `rows`."""
        span = [FIRST + timedelta(days=day) for day in range(min(days), max(days) + 1)]
        self.rows = {row for row in self.rows if row[0] not in range(min(days), max(days) + 1)} | {
            row for row in rows if row[0] in range(min(days), max(days) + 1)
        }
        frame = headlines([row for row in self.rows if row[0] in range(min(days), max(days) + 1)])
        old = self.con.sql(
            "select distinct story_key from core.headlines where published_on between $1 and $2",
            params=[span[0], span[-1]],
        ).pl()
        touched = pl.concat([old, frame.select("story_key")]).unique()
        replace_keys(self.con, table("work.touched_keys"), touched, "story_key", touched["story_key"])
        replace_days(self.con, table("core.headlines"), frame, span)
        apply(self.con, plan(self.con, span, WINDOW, NEAR), NEAR)

    def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """What must not depend on order or batches."""
        return {
            "stories": self.con.sql("from core.stories order by all").fetchall(),
            "headlines": self.con.sql(
                "select headline_id, story_id, matched, match_score, match_reason from core.headlines order by all"
            ).fetchall(),
            "wordings": self.con.sql("from work.wordings order by all").fetchall(),
            "pairs": self.con.sql("from work.near_pairs order by all").fetchall(),
        }


def at_once(rows: set[Row]) -> dict[str, list[tuple[Any, ...]]]:
    """The state after one run over all days."""
    whole = Warehouse()
    whole.run(rows, {day for day, _, _ in rows})
    return whole.state()


@settings(deadline=None, max_examples=12)
@given(BATCHES)
def test_any_arrival_in_any_batches_gives_what_one_run_gives(batches: list[list[Row]]) -> None:
    arrive(batches)


@pytest.mark.slow
@settings(deadline=None, max_examples=300)
@given(BATCHES)
def test_many_arrivals_in_any_batches_give_what_one_run_gives(batches: list[list[Row]]) -> None:
    arrive(batches)


def arrive(batches: list[list[Row]]) -> None:
    """Let batches come one after the other, and compare with one run over everything."""
    step = Warehouse()
    arrived: set[Row] = set()
    for batch in batches:
        arrived |= set(batch)
        step.run(arrived, {day for day, _, _ in batch})
    assert step.state() == at_once(arrived)


@settings(deadline=None, max_examples=10)
@given(BATCHES, st.sets(ROWS, max_size=6))
def test_headlines_that_are_taken_back_leave_nothing_behind(batches: list[list[Row]], back: set[Row]) -> None:
    step = Warehouse()
    arrived = {row for batch in batches for row in batch}
    step.run(arrived | back, {day for day, _, _ in arrived | back})
    kept = arrived - back
    if back:
        step.run(kept, {day for day, _, _ in back})
    assert step.state() == (at_once(kept) if kept else Warehouse().state())


@settings(deadline=None, max_examples=15)
@given(st.lists(ROWS, min_size=1, max_size=30))
def test_the_filter_and_the_warehouse_agree(rows: list[Row]) -> None:
    frame = headlines(rows)
    told = dedupe(frame, WINDOW, NEAR).rows()
    assert told == at_once(set(rows))["headlines"]


def test_a_late_headline_that_is_earlier_becomes_the_anchor_of_all() -> None:
    step = Warehouse()
    rows: set[Row] = {(3, 0, "wire"), (4, 2, "post")}
    step.run(rows, {3, 4})
    ((before,),) = step.con.sql("select distinct story_id from core.headlines").fetchall()
    rows.add((2, 1, "wire"))
    step.run(rows, {2})
    ((after,),) = step.con.sql("select distinct story_id from core.headlines").fetchall()
    assert before != after
    ((first, wordings, counted),) = step.con.sql(
        "select first_published_on, wordings, headlines from core.stories"
    ).fetchall()
    assert (first, wordings, counted) == (FIRST + timedelta(days=2), 3, 3)
    changed = {row[0] for row in step.con.sql("select story_id from work.changed_stories").fetchall()}
    assert {before, after} <= changed


def test_a_late_bridge_joins_two_stories_and_its_removal_parts_them() -> None:
    # two slips of one word are too far from each other, and each is near to the right word
    apart: set[Row] = {(3, 3, "wire"), (3, 1, "wire"), (0, 8, "wire")}
    step = Warehouse()
    step.run(apart, {0, 3})
    parted = step.state()
    step.run(apart | {(2, 0, "post")}, {2})
    assert step.state() == at_once(apart | {(2, 0, "post")})
    step.run(apart, {2})
    assert step.state() == parted


def test_a_cut_headline_two_windows_from_its_anchor_stays_in_the_story() -> None:
    rows: set[Row] = {(0, 0, "wire"), (2, 1, "wire"), (4, 4, "wire")}
    step = Warehouse()
    step.run(rows, {0, 4})
    assert step.con.sql("select headlines, wordings from core.stories").fetchall() == [(3, 3)]
    rows.add((0, 0, "post"))
    step.run(rows, {0})
    assert step.state() == at_once(rows)


def test_only_what_a_late_headline_bears_on_is_written() -> None:
    step = Warehouse()
    rows: set[Row] = {(day, number, "wire") for day in (0, 10, 20) for number in (0, 2, 8, 10)}
    step.run(rows, {0, 20})
    step.con.execute("delete from work.changed_stories")
    late = rows | {(10, 11, "post")}
    frame = headlines([row for row in late if row[0] == 10])
    touched = frame.filter(pl.col("source") == "post").select("story_key")
    replace_keys(step.con, table("work.touched_keys"), touched, "story_key", touched["story_key"])
    append(step.con, table("core.headlines"), frame.filter(pl.col("source") == "post"))
    changes = plan(step.con, [FIRST + timedelta(days=10)], WINDOW, NEAR)
    assert changes.stories["text"].to_list() == [TEXTS[8]]
    assert changes.headlines["published_on"].unique().to_list() == [FIRST + timedelta(days=10)]
