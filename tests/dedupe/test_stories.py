"""Segmenting sightings into wordings, and the rows of stories."""

import random
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedupe.anchors import assign
from pipelines.dedupe.near import PAIR
from pipelines.dedupe.stories import segment, stories, story_ids
from warehouse.catalog import table

FIRST = date(2026, 1, 1)
SCHEMA = {
    "headline_id": pl.String, "story_key": pl.String, "published_on": pl.Date, "source": pl.String, "text": pl.String,
    "language": pl.String,
}  # fmt: skip


def frame(*rows: tuple[str, int, str, str]) -> pl.DataFrame:
    """Sightings from (key, day number, source, text)."""
    return pl.DataFrame(
        [
            (f"h{n}", key, FIRST + timedelta(days=day), source, text, "en")
            for n, (key, day, source, text) in enumerate(rows)
        ],
        schema=SCHEMA,
        orient="row",
    )


def told(sightings: pl.DataFrame, window: int = 30) -> pl.DataFrame:
    """The stories of sightings that no near-duplicate joins."""
    segmented = segment(sightings, window)
    wordings = segmented.select("story_key", "wording_on").unique().with_columns(cut=pl.lit(False))
    assigned = assign(wordings, pl.DataFrame(schema=PAIR)).with_columns(unknown_words=pl.lit(0, pl.Int64))
    anchored = segmented.join(assigned.with_columns(story_ids(assigned)), on=["story_key", "wording_on"])
    return stories(sightings.drop("story_key").join(anchored, on="headline_id"))


SIGHTINGS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.integers(0, 120),
        st.sampled_from(["wire", "post"]),
        st.sampled_from(["A", "a", "“a”"]),
    ),
    min_size=1,
    max_size=30,
).map(lambda rows: frame(*rows))


def test_repeats_within_the_window_are_one_story_with_every_occurrence() -> None:
    sightings = frame(("a", 0, "wire", "A"), ("a", 3, "post", "a"), ("a", 30, "wire", "A"), ("b", 1, "wire", "B"))
    found = told(sightings)
    assert found.schema == table("core.stories").polars_schema()
    assert found.filter(pl.col("story_key") == "a").rows(named=True) == [
        {
            "story_id": "deabb2c9b02daee1", "story_key": "a", "text": "A", "language": "en",
            "first_published_on": FIRST, "last_published_on": FIRST + timedelta(days=30), "headlines": 3, "sources": 2,
            "wordings": 1,
        }
    ]  # fmt: skip


def test_the_window_counts_from_the_first_day_not_from_the_last_sighting() -> None:
    sightings = frame(*(("a", day, "wire", "A") for day in (0, 20, 40, 60)))
    found = told(sightings).sort("first_published_on")
    assert found["first_published_on"].to_list() == [FIRST, FIRST + timedelta(days=40)]
    assert found["headlines"].to_list() == [2, 2]


def test_the_last_day_of_the_window_belongs_to_the_story_and_the_next_begins_another() -> None:
    sightings = frame(*(("a", day, "wire", "A") for day in (0, 30, 31)))
    found = told(sightings).sort("first_published_on")
    assert found["first_published_on"].to_list() == [FIRST, FIRST + timedelta(days=31)]
    assert found["headlines"].to_list() == [2, 1]


def test_a_late_sighting_moves_the_anchors_of_its_own_key_only() -> None:
    later = frame(("a", 20, "wire", "A"), ("a", 45, "wire", "A"), ("b", 45, "wire", "B"))
    assert segment(later, 30)["wording_on"].unique().len() == 2
    both = pl.concat(
        [later, frame(("x", 0, "", ""), ("x", 0, "", ""), ("x", 0, "", ""), ("a", 10, "wire", "A")).tail(1)]
    )
    anchors = dict(segment(both, 30).select("headline_id", "wording_on").iter_rows())
    assert anchors == {
        "h3": FIRST + timedelta(days=10), "h0": FIRST + timedelta(days=10), "h1": FIRST + timedelta(days=45),
        "h2": FIRST + timedelta(days=45),
    }  # fmt: skip


def test_the_commonest_text_is_shown_and_of_equals_the_first_by_code_point() -> None:
    sightings = frame(
        ("a", 0, "w", "b"), ("a", 1, "w", "b"), ("a", 2, "w", "A"), ("c", 0, "w", "z"), ("c", 0, "w", "Z")
    )
    found = dict(told(sightings).select("story_key", "text").iter_rows())
    assert found == {"a": "b", "c": "Z"}


@given(SIGHTINGS, st.integers(0, 40), st.randoms(use_true_random=False))
def test_neither_order_nor_doubled_rows_matter(sightings: pl.DataFrame, window: int, rng: random.Random) -> None:
    order = [*range(sightings.height), 0]
    rng.shuffle(order)
    shuffled = sightings[order]
    assert segment(shuffled, window).equals(segment(sightings, window))
    assert told(shuffled, window).equals(told(sightings, window))


@given(SIGHTINGS, st.integers(0, 40))
def test_keys_can_be_segmented_in_any_batches(sightings: pl.DataFrame, window: int) -> None:
    batches = [segment(batch, window) for batch in sightings.partition_by("story_key")]
    assert pl.concat(batches).sort("headline_id").equals(segment(sightings, window))


@given(SIGHTINGS, st.integers(0, 40))
def test_every_headline_is_in_one_story_and_no_story_outlasts_the_window(sightings: pl.DataFrame, window: int) -> None:
    assigned = segment(sightings, window)
    assert sorted(assigned["headline_id"]) == sorted(sightings["headline_id"])
    found = told(sightings, window)
    assert found["headlines"].sum() == sightings.height
    assert found["story_id"].is_unique().all()
    assert (
        (found["last_published_on"] - found["first_published_on"])
        .is_between(timedelta(0), timedelta(days=window))
        .all()
    )
    seen = sightings.join(assigned, on=["headline_id", "story_key"])
    assert seen.filter(pl.col("published_on") < pl.col("wording_on")).is_empty()
    starts = found.sort("story_key", "first_published_on").with_columns(
        gap=pl.col("first_published_on").diff().over("story_key")
    )
    assert starts.filter(pl.col("gap") <= timedelta(days=window)).is_empty()


@pytest.mark.parametrize("column", ["headline_id", "story_key", "published_on"])
def test_a_sighting_with_a_gap_is_refused(column: str) -> None:
    sightings = frame(("a", 0, "w", "A")).with_columns(pl.lit(None, dtype=SCHEMA[column]).alias(column))
    with pytest.raises(ValueError, match=f"1 sightings have no {column}"):
        segment(sightings)


def test_a_headline_on_two_days_is_refused() -> None:
    sightings = frame(("a", 0, "w", "A"), ("a", 1, "w", "A")).with_columns(headline_id=pl.lit("h"))
    with pytest.raises(ValueError, match="headline h has several"):
        segment(sightings)


def test_no_sightings_give_no_stories() -> None:
    empty = pl.DataFrame(schema=SCHEMA)
    assert told(empty).schema == table("core.stories").polars_schema()
    assert told(empty).height == 0
