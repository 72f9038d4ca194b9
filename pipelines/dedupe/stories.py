"""Stories: from sightings of headlines to wordings, and from wordings to rows of `core.stories`.

What belongs here: segmenting a key's sightings into wordings, and what a story shows. What does not: the key itself
(clean/text.py), which wordings tell the same (near.py, anchors.py), storage (pipelines/defs/stories.py).

A wording is a headline with its exact repeats. It begins at its first day: sightings up to `window_days` after that day
belong to it, the next later one begins a new wording. So a line that returns every few weeks for years does not become
one story of years. The result is a function of the set of a key's sightings: neither their order nor the batches in
which they came matter.
"""

import hashlib
from datetime import date, timedelta

import polars as pl

from warehouse.catalog import table

# Measured on real streams of headlines: 99 % of exact repeats return within these days.
WINDOW_DAYS = 30
# The same for near-duplicates.
NEAR_DAYS = 3


def segment(sightings: pl.DataFrame, window_days: int = WINDOW_DAYS) -> pl.DataFrame:
    """The wording of each sighting: columns `headline_id`, `story_key`, `wording_on`, sorted by id.

    `sightings` has a row per headline occurrence with `story_key`, `headline_id` and `published_on`, all sightings of a
    key at once; a row that stands twice counts once.

    Raises:
        ValueError: a sighting lacks its key, id or day, or one headline has several; or the window is negative.
    """
    if window_days < 0:
        raise ValueError(f"window_days must be 0 or more, not {window_days}")
    seen = sightings.select("headline_id", "story_key", "published_on").unique()
    _refuse_gaps(seen)
    days = seen.select("story_key", "published_on").unique()
    return (
        seen.join(wordings(days, window_days), on=["story_key", "published_on"])
        .select("headline_id", "story_key", "wording_on")
        .sort("headline_id")
    )


def wordings(days: pl.DataFrame, window_days: int) -> pl.DataFrame:
    """The wording of each key and day: `days`, distinct rows of `story_key` and `published_on`, with `wording_on`."""
    spans = days.group_by("story_key").agg(
        wording_on=pl.col("published_on").min(), span=pl.col("published_on").max() - pl.col("published_on").min()
    )
    # nearly all keys lie within one window: only the others are walked day by day
    short = spans.filter(pl.col("span") <= timedelta(days=window_days)).select("story_key", "wording_on")
    walked = days.join(short, on="story_key", how="anti").sort("story_key", "published_on")
    firsts = _first_days(list(walked.select("story_key", "published_on").iter_rows()), window_days)
    long = walked.with_columns(wording_on=pl.Series(firsts, dtype=pl.Date))
    columns = ["story_key", "published_on", "wording_on"]
    return pl.concat([days.join(short, on="story_key").select(columns), long.select(columns)])


def stories(sightings: pl.DataFrame) -> pl.DataFrame:
    """The stories of sightings as rows of `core.stories`, sorted by id.

    `sightings` has a row per occurrence, all of a story's: `headline_id`, `published_on`, `source`, `text`, `language`,
    its wording (`story_key`, `wording_on`, `unknown_words`), its anchor (`anchor_key`), how it was `matched`, and
    `story_id`. Text and language are the most frequent of the story's whole occurrences, of equally frequent ones those
    with the fewest unknown words, then the shortest, then the first in the order of their code points: so they depend
    on content only.
    """
    told = sightings.unique("headline_id")
    counts = told.group_by("story_id").agg(
        pl.col("anchor_key").first().alias("story_key"),
        pl.col("published_on").min().alias("first_published_on"),
        pl.col("published_on").max().alias("last_published_on"),
        pl.len().alias("headlines"),
        pl.col("source").n_unique().alias("sources"),
        pl.struct("story_key", "wording_on").n_unique().alias("wordings"),
    )
    whole = told.filter(pl.col("matched") != "truncated")
    frame = counts.join(_commonest(whole, "text"), on="story_id").join(_commonest(whole, "language"), on="story_id")
    schema = table("core.stories").polars_schema()
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items()).sort("story_id")


def story_ids(anchors: pl.DataFrame) -> pl.Series:
    """The story id of each row's `anchor_key` and `anchor_on`: 16 hex digits of BLAKE2b over the two."""
    told = anchors.select(pl.format("{}:{}", "anchor_key", pl.col("anchor_on").dt.to_string("iso"))).to_series()
    ids = [hashlib.blake2b(text.encode(), digest_size=8).hexdigest() for text in told]
    return pl.Series("story_id", ids, dtype=pl.String)


def _first_days(days: list[tuple[str, date]], window_days: int) -> list[date]:
    """The first day of the wording of each (key, day), which come sorted."""
    window = timedelta(days=window_days)
    found: list[date] = []
    current: str | None = None
    first = date.min
    for key, day in days:
        if key != current or day - first > window:
            current, first = key, day
        found.append(first)
    return found


def _commonest(told: pl.DataFrame, column: str) -> pl.DataFrame:
    return (
        told.group_by("story_id", column)
        .agg(pl.len(), pl.col("unknown_words").min())
        .with_columns(size=pl.col(column).str.len_chars())
        .sort("len", "unknown_words", "size", column, descending=[True, False, False, False])
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
