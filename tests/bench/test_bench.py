"""What measurements rest on: that headlines are distinct, that pairs are what their labels say, that a history fits."""

from pathlib import Path

import polars as pl
import pytest

from bench import dedupe, growth
from bench.end_to_end import write_files
from bench.generate import CHUNK, distinct, near_duplicates
from warehouse.catalog import table
from warehouse.store import connect, create_tables


@pytest.mark.parametrize("seed", [1, 7])
def test_generated_headlines_are_distinct_and_the_same_each_time(seed):
    texts = pl.concat(distinct(20_000, seed))
    assert texts.n_unique() == len(texts) == 20_000
    assert texts.equals(pl.concat(distinct(20_000, seed)))


def test_chunks_do_not_repeat_each_other():
    first, second = distinct(CHUNK + 1_000)
    assert (len(first), len(second)) == (CHUNK, 1_000)
    assert not set(second) & set(first)


def test_generated_pairs_differ_and_are_of_many_kinds():
    pairs = near_duplicates(400)
    assert pairs.filter(pl.col("a") == pl.col("b")).height == 0
    assert pairs["kind"].n_unique() == 12
    assert pairs["label"].sum() == 200


def test_pairs_within_the_window_are_merged_along_chains_and_others_are_not():
    near, far = growth.FIRST_DAY, growth.FIRST_DAY + 2 * dedupe.WINDOW
    days = [near, near, near, far]
    assert dedupe._groups(4, [(2, 1), (1, 0), (3, 2)], days) == [0, 0, 0, 3]


def test_the_self_join_finds_headlines_that_share_most_words():
    texts = [
        "Norway lifts ban on Danish imports after talks",
        "Norway lifts the ban on Danish imports after talks",
        "Rain",
    ]
    assert dedupe.duckdb(texts, [growth.FIRST_DAY] * 3) == [0, 0, 2]


def test_real_pairs_have_the_columns_of_generated_ones():
    real = dedupe.real_pairs()
    if real is None:
        pytest.skip("no real headlines at hand: NEWSLEDGER_BENCH_DATA names no folder with them")
    assert real.schema == near_duplicates(2).select(real.columns).schema


def test_a_stream_repeats_its_headlines(tmp_path: Path):
    write_files(tmp_path / "wire", 10_000, repeats=10)
    rows = pl.read_parquet(tmp_path / "wire" / "*.parquet")
    assert rows.height == 10_000
    assert 600 < rows["headline"].n_unique() <= 1_000
    assert rows["published"].n_unique() == 30


def test_stretches_of_the_past_have_their_own_ids_and_days(tmp_path: Path):
    con = connect(tmp_path / "w.duckdb")
    con.execute("attach ':memory:' as base")
    create_tables(con)
    con.execute("create schema base.core")
    con.execute("create table base.core.stories as from core.stories")
    con.execute("insert into base.core.stories values ('a1', 'k1', 'Talks', 'en', '2026-01-05', '2026-01-06', 1, 1, 1)")
    rows = con.sql(growth._repeated(table("core.stories"), 3)).pl()
    assert rows["story_id"].n_unique() == rows["text"].n_unique() == 3
    assert rows["first_published_on"].cast(pl.String).to_list() == ["2025-12-16", "2025-12-26", "2026-01-05"]
    assert rows["story_id"][2] == "a1"
