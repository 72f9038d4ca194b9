"""Explaining a pair: what was compared of two headlines, and why they are one story or two.

What belongs here: the steps of de-duplication on two texts, told in rows for people. What does not: the rules
themselves (gist.py, guard.py, near.py).
"""

from datetime import date

import polars as pl

from pipelines.clean.text import clean, comparable, keys_of
from pipelines.dedupe.batch import with_gists
from pipelines.dedupe.guard import Gist, Match, compare, is_known
from pipelines.dedupe.near import pairs

_DAY = date(2000, 1, 1)


def explain(one: str, other: str) -> tuple[pl.DataFrame, str]:
    """What is compared of two headlines of one day (columns `what`, `one`, `other`), and the verdict in a sentence."""
    cleaned = clean(pl.DataFrame({"raw_text": [one, other]}))
    compared = comparable(cleaned["text"])
    keys = keys_of(compared)
    forms = pl.DataFrame({"story_key": ["one", "other"], "compared": compared})
    wordings = with_gists(forms.select("story_key", wording_on=pl.lit(_DAY)), forms).sort("story_key")
    left, right = (Gist(*row) for row in wordings.select("gist", "outlet", "cut").iter_rows())
    ours, theirs = left.gist.split(), right.gist.split()
    rows = [
        ("labels set apart", *(label or "" for label in cleaned["labels"])),
        ("compared as", *compared),
        ("exact key", *keys),
        ("telling words", left.gist, right.gist),
        ("only here", " ".join(w for w in ours if w not in theirs), " ".join(w for w in theirs if w not in ours)),
        ("unknown words", *(" ".join(w for w in words if not is_known(w)) for words in (ours, theirs))),
        ("cut short", *("yes" if gist.cut else "no" for gist in (left, right))),
    ]
    shown = pl.DataFrame(rows, schema=["what", "one", "other"], orient="row")
    if keys[0] == keys[1]:
        return shown, "one story: exact repeats"
    verdict = compare(left, right)
    if not isinstance(verdict, Match):
        return shown, f"two stories: {verdict.reason}"
    looked_at = pairs(wordings, pl.Series([True, True]), 0).height
    if not looked_at:
        return shown, f"two stories: never looked at, though {verdict.reason}"
    return shown, f"one story: {verdict.kind}, score {verdict.score}; {verdict.reason}"
