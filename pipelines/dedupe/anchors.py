"""Anchors: which wording each wording is told under, given the pairs that tell the same.

What belongs here: choosing anchors, a function of the set of wordings and pairs. What does not: which pairs tell the
same (near.py, guard.py), the rows of stories (stories.py).

A story is its anchor and what was matched with the anchor itself, so that it neither drifts from edit to edit nor from
day to day: the earliest wording is an anchor; each later one joins the earliest anchor that it was matched with, else
is an anchor itself. A wording that is cut short comes after all whole ones, and joins a story only if it begins as no
other does.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import polars as pl

EXACT = "exact"


class Wording(NamedTuple):
    """A wording's identity, in the order in which wordings become anchors."""

    wording_on: date
    story_key: str


class Told(NamedTuple):
    """How a wording is told: under which anchor, how it was matched, the score and the reason."""

    anchor: Wording
    matched: str = EXACT
    score: float = 100.0
    reason: str | None = None


ASSIGNED = {"story_key": pl.String, "wording_on": pl.Date, "anchor_key": pl.String, "anchor_on": pl.Date,
            "matched": pl.String, "match_score": pl.Float64, "match_reason": pl.String}  # fmt: skip


def assign(wordings: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The anchor of each wording, as rows of ASSIGNED, sorted.

    Args:
        wordings: columns `story_key`, `wording_on`, `cut`; one row each.
        pairs: rows of `near.PAIR` among them; whole components, so that the outcome is the same in any batch.
    """
    linked: dict[Wording, dict[Wording, tuple[str, float, str]]] = {}
    for one, one_on, other, other_on, *match in pairs.iter_rows():
        left, right = Wording(one_on, one), Wording(other_on, other)
        linked.setdefault(left, {})[right] = linked.setdefault(right, {})[left] = tuple(match)
    of_pairs = wordings.filter(pl.col("story_key").is_in({wording.story_key for wording in linked}))
    rows = of_pairs.select("wording_on", "story_key", "cut").iter_rows()
    cut = {Wording(day, key): is_cut for day, key, is_cut in rows if Wording(day, key) in linked}
    told = _told(linked, cut)
    alone = wordings.select(
        "story_key", "wording_on", anchor_key="story_key", anchor_on="wording_on",
        matched=pl.lit(EXACT), match_score=pl.lit(100.0), match_reason=pl.lit(None, pl.String),
    )  # fmt: skip
    if not told:
        return alone.sort("wording_on", "story_key")
    matched = pl.DataFrame(
        [(w.story_key, w.wording_on, t.anchor.story_key, t.anchor.wording_on, *t[1:])
         for w, t in told.items()],
        schema=ASSIGNED, orient="row",
    )  # fmt: skip
    others = alone.join(matched, on=["story_key", "wording_on"], how="anti")
    return pl.concat([others, matched]).sort("wording_on", "story_key")


def _told(
    linked: Mapping[Wording, Mapping[Wording, tuple[str, float, str]]], cut: Mapping[Wording, bool]
) -> dict[Wording, Told]:
    told: dict[Wording, Told] = {}
    for wording in sorted(one for one, is_cut in cut.items() if not is_cut):
        anchors = [other for other in linked[wording] if other in told and told[other].anchor == other]
        told[wording] = _under(wording, anchors, linked, told)
    for wording in sorted(one for one, is_cut in cut.items() if is_cut):
        others = [other for other in linked[wording] if other in told]
        whole = [other for other in others if not cut[other]]
        begun = whole or [other for other in others if told[other].anchor == other]
        # it may be the beginning of any of several stories
        ambiguous = len({told[other].anchor for other in whole}) > 1
        told[wording] = _under(wording, () if ambiguous else begun, linked, told)
    return told


def _under(
    wording: Wording, others: Iterable[Wording],
    linked: Mapping[Wording, Mapping[Wording, tuple[str, float, str]]], told: Mapping[Wording, Told],
) -> Told:  # fmt: skip
    """Told under the earliest of the others' anchors; under itself if there is none."""
    first = min(others, default=None)
    return Told(told[first].anchor, *linked[wording][first]) if first else Told(wording)
