"""A whole batch at once: from texts to stories, without a warehouse.

What belongs here: the steps of de-duplication put together for headlines that are all at hand, as the filter
`newsledger dedupe` has them. What does not: a step's own rules; bringing stored stories up to date, whose outcome must
be the same (pipelines/defs/stories.py).
"""

import polars as pl

from pipelines.clean.distinct import in_threads
from pipelines.clean.text import comparable, keys_of
from pipelines.dedupe.anchors import assign
from pipelines.dedupe.gist import gists
from pipelines.dedupe.near import pairs, unknown_words
from pipelines.dedupe.stories import NEAR_DAYS, WINDOW_DAYS, segment, story_ids


def dedupe(headlines: pl.DataFrame, window_days: int = WINDOW_DAYS, near_days: int = NEAR_DAYS) -> pl.DataFrame:
    """The story of each headline, and how it was matched.

    Args:
        headlines: a row per occurrence: `headline_id`, clean `text`, `published_on`.
        window_days: exact repeats so many days after a wording's first day belong to it.
        near_days: wordings whose first days are so many days apart are compared.

    Returns:
        Columns `headline_id`, `story_id`, `matched`, `match_score`, `match_reason`, sorted by id.

    Raises:
        ValueError: see `segment`.
    """
    compared = in_threads(comparable, headlines["text"])
    sightings = headlines.with_columns(keys_of(compared), compared=compared)
    segmented = segment(sightings, window_days)
    forms = sightings.select("story_key", "compared").unique("story_key")
    wordings = with_gists(segmented.select("story_key", "wording_on").unique(), forms)
    found = pairs(wordings, pl.repeat(True, wordings.height, eager=True), near_days)
    assigned = assign(wordings, found)
    told = assigned.with_columns(story_ids(assigned))
    return (
        segmented.join(told, on=["story_key", "wording_on"])
        .select("headline_id", "story_id", "matched", "match_score", "match_reason")
        .sort("headline_id")
    )


def with_gists(wordings: pl.DataFrame, forms: pl.DataFrame) -> pl.DataFrame:
    """Wordings (`story_key`, `wording_on`) with their gists, as rows of `near.WORDING`, sorted.

    `forms` has the comparable form of each key: `story_key`, `compared`.
    """
    told = forms.select("story_key").hstack(in_threads(gists, forms["compared"]))
    told = told.with_columns(unknown_words(told["gist"]))
    return wordings.join(told, on="story_key").sort("wording_on", "story_key")
