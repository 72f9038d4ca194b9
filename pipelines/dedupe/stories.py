"""Stories: exact repeats of a headline within a window are one story.

What belongs here: segmenting a key's sightings into stories, and the rows of `core.stories`. What does not: the key
itself (clean/text.py), near-duplicates, storage.

A story is anchored at its first day: sightings up to `window_days` after that day belong to it, the next later one
begins a new story. So a line that returns every few weeks for years does not become one story of years. The result is a
function of the set of a key's sightings: neither their order nor the batches in which they came matter.
"""

import hashlib
from datetime import date, timedelta

import polars as pl

from warehouse.catalog import table

# Measured on real streams of headlines: 99 % of exact repeats return within these days.
WINDOW_DAYS = 30


def segment(sightings: pl.DataFrame, window_days: int = WINDOW_DAYS) -> pl.DataFrame:
    """The story of each sighting: columns `headline_id`, `story_id`, `story_key`, `first_published_on`, sorted by id.

    `sightings` has a row per headline occurrence with `story_key`, `headline_id` and `published_on`, all sightings of a
    key at once; a row that stands twice counts once.

    Raises:
        ValueError: a sighting lacks its key, id or day, or one headline has several; or the window is negative.
    """
    if window_days < 0:
        raise ValueError(f"window_days must be 0 or more, not {window_days}")
    seen = sightings.select("headline_id", "story_key", "published_on").unique()
    _refuse_gaps(seen)
    spans = seen.group_by("story_key").agg(
        anchor=pl.col("published_on").min(), span=(pl.col("published_on").max() - pl.col("published_on").min())
    )
    # nearly all keys lie within one window: only the others are walked day by day
    short = spans.filter(pl.col("span") <= timedelta(days=window_days)).select("story_key", "anchor")
    long_days = (
        seen.join(short, on="story_key", how="anti")
        .select("story_key", "published_on")
        .unique()
        .sort("story_key", "published_on")
    )
    anchors = long_days.with_columns(
        pl.Series("anchor", _anchors(list(long_days.iter_rows()), window_days), dtype=pl.Date)
    )
    anchored = pl.concat(
        [
            seen.join(short, on="story_key", how="inner"),
            seen.join(anchors, on=["story_key", "published_on"], how="inner"),
        ]
    ).rename({"anchor": "first_published_on"})
    stories_seen = anchored.select("story_key", "first_published_on").unique()
    identified = stories_seen.with_columns(
        pl.Series("story_id", [story_id(key, day) for key, day in stories_seen.iter_rows()], dtype=pl.String)
    )
    return (
        anchored.join(identified, on=["story_key", "first_published_on"], how="inner")
        .select("headline_id", "story_id", "story_key", "first_published_on")
        .sort("headline_id")
    )


def stories(sightings: pl.DataFrame, assignments: pl.DataFrame) -> pl.DataFrame:
    """The stories of assigned sightings as rows of `core.stories`, sorted by id.

    `sightings` has the columns of `segment` and `source`, `text`, `language`; `assignments` is what `segment` gave for
    them. Text and language are the most frequent of the story's occurrences, of equally frequent ones the first in the
    order of their code points, so that they depend on content only.
    """
    occurrences = sightings.select("headline_id", "published_on", "source", "text", "language").unique("headline_id")
    told = occurrences.join(assignments, on="headline_id", how="inner")
    counts = told.group_by("story_id").agg(
        pl.col("story_key").first(),
        pl.col("first_published_on").first(),
        pl.col("published_on").max().alias("last_published_on"),
        pl.len().alias("headlines"),
        pl.col("source").n_unique().alias("sources"),
    )
    frame = counts.join(_commonest(told, "text"), on="story_id").join(_commonest(told, "language"), on="story_id")
    schema = table("core.stories").polars_schema()
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items()).sort("story_id")


def story_id(story_key: str, first_day: date) -> str:
    """A story's id: 16 hex digits of BLAKE2b over its key and its first day."""
    return hashlib.blake2b(f"{story_key}:{first_day.isoformat()}".encode(), digest_size=8).hexdigest()


def _anchors(days: list[tuple[str, date]], window_days: int) -> list[date]:
    """The anchor of each (key, day), which come sorted."""
    window = timedelta(days=window_days)
    anchors: list[date] = []
    current: str | None = None
    anchor = date.min
    for key, day in days:
        if key != current or day - anchor > window:
            current, anchor = key, day
        anchors.append(anchor)
    return anchors


def _commonest(told: pl.DataFrame, column: str) -> pl.DataFrame:
    return (
        told.group_by("story_id", column)
        .len()
        .sort("len", column, descending=[True, False])
        .unique("story_id", keep="first", maintain_order=True)
        .select("story_id", column)
    )


def _refuse_gaps(seen: pl.DataFrame) -> None:
    for column in seen.columns:
        if seen[column].null_count():
            raise ValueError(f"{seen[column].null_count()} sightings have no {column}; leave such rows out before")
    if seen["headline_id"].n_unique() != seen.height:
        twice = seen.filter(pl.col("headline_id").is_duplicated())["headline_id"].min()
        raise ValueError(f"headline {twice!s} has several keys or days; a headline is one occurrence on one day")
