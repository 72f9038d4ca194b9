"""Near-duplicates: the pairs of wordings within a window that tell the same.

What belongs here: which pairs are looked at, all at once in columns. What does not: the verdict on one of them
(guard.py).

A pair is looked at if the two have one gist; if one is cut short and the other begins as it does; or if one has a word
that the vocabulary does not know, which may be misspelt, and the two agree in a third of their words: of three thirds,
two misspelt words leave one whole. So whether a pair is looked at depends on its two texts only.
"""

from datetime import date

import polars as pl

from pipelines.dedupe.guard import CUT_WORDS, TELLING_WORDS, Gist, Match, compare, is_known

WORDING = {"story_key": pl.String, "wording_on": pl.Date, "gist": pl.String, "outlet": pl.String,
           "cut": pl.Boolean, "unknown_words": pl.Int64}  # fmt: skip
PAIR = {"story_key": pl.String, "wording_on": pl.Date, "other_key": pl.String, "other_on": pl.Date,
        "matched": pl.String, "match_score": pl.Float64, "match_reason": pl.String}  # fmt: skip
# The whole words of a cut headline that its gist must begin with: the last one may be cut.
_OPENING = CUT_WORDS - 1
_PARTS = 3


def pairs(wordings: pl.DataFrame, fresh: pl.Series, window_days: int) -> pl.DataFrame:
    """The pairs among wordings that tell the same, of which at least one is fresh, as rows of PAIR.

    Args:
        wordings: rows of WORDING.
        fresh: for each row whether its pairs are wanted.
        window_days: the most days between the first days of the two.

    Returns:
        One row per pair, the smaller (wording_on, story_key) first, sorted.
    """
    looked_at = _candidates(wordings, fresh, window_days)
    rows = pl.concat([looked_at["left"], looked_at["right"].alias("left")]).unique()
    named = wordings[rows]
    gists = dict(zip(rows, (Gist(*row) for row in named.select("gist", "outlet", "cut").iter_rows()), strict=True))
    keys = dict(zip(rows, named.select("wording_on", "story_key").iter_rows(), strict=True))
    found: list[tuple[str, date, str, date, str, float, str]] = []
    for left, right in looked_at.iter_rows():
        verdict = compare(gists[left], gists[right])
        if isinstance(verdict, Match):
            (one_on, one), (other_on, other) = sorted((keys[left], keys[right]))
            found.append((one, one_on, other, other_on, verdict.kind, verdict.score, verdict.reason))
    frame = pl.DataFrame(found, schema=PAIR, orient="row")
    return frame.sort("wording_on", "story_key", "other_on", "other_key")


def _candidates(wordings: pl.DataFrame, fresh: pl.Series, window_days: int) -> pl.DataFrame:
    """Columns left, right: the rows of the pairs that are looked at, each pair once."""
    frame = wordings.select(
        "cut",
        doubtful=pl.col("unknown_words") > 0,
        row=pl.int_range(pl.len(), dtype=pl.UInt32),
        day=pl.col("wording_on").to_physical(),
        fresh=fresh,
        words=pl.col("gist").str.split(" "),
        gist=pl.col("gist"),
    ).with_columns(count=pl.col("words").list.len())
    frame = frame.filter(pl.col("count") >= TELLING_WORDS)
    thirds = [_third(part) for part in range(_PARTS)]
    opening = _bucket(pl.lit("opening"), pl.col("words").list.head(_OPENING).list.join(" "))
    parts = [
        (
            frame.with_columns(bucket=_bucket(pl.lit("gist"), pl.col("gist").str.replace_all(" ", "", literal=True))),
            None,
        ),
        *((frame.with_columns(bucket=third), frame["doubtful"]) for third in thirds),
        (frame.with_columns(bucket=opening), frame["cut"]),
    ]
    found = [_joined(part, side, window_days) for part, side in parts]
    return pl.concat(found).unique().sort("left", "right")


def _joined(frame: pl.DataFrame, side: pl.Series | None, window_days: int) -> pl.DataFrame:
    """The pairs of one bucket within the window; at least one of each is fresh, and on the given side."""
    block = window_days + 1
    columns = frame.select("row", "day", "fresh", "bucket", block=pl.col("day") // block)
    columns = columns.with_columns(side=side if side is not None else pl.lit(True))
    # two days of a window lie in one block or in neighbours: each row meets those of its own and of the next
    later = pl.concat([columns, columns.with_columns(pl.col("block") - 1)])
    met = columns.lazy().join(later.lazy(), on=["bucket", "block"], suffix="_other")
    return (
        met.filter(
            pl.col("row") != pl.col("row_other"),
            pl.col("fresh") | pl.col("fresh_other"),
            pl.col("side") | pl.col("side_other"),
            (pl.col("day") - pl.col("day_other")).abs() <= window_days,
        )
        .select(left=pl.min_horizontal("row", "row_other"), right=pl.max_horizontal("row", "row_other"))
        .unique()
        .collect()
    )


def _third(part: int) -> pl.Expr:
    """The bucket of one third of the words, beside what never differs: how many words, and the numbers."""
    start, end = part * pl.col("count") // _PARTS, (part + 1) * pl.col("count") // _PARTS
    words = pl.col("words").list.slice(start, end - start).list.join(" ")
    numbers = pl.col("gist").str.extract_all(r"\d+").list.join(" ")
    return _bucket(pl.lit(f"third {part}"), words, pl.col("count").cast(pl.String), numbers)


def _bucket(*parts: pl.Expr) -> pl.Expr:
    # the hash need not be stable: it lives as long as the join
    return pl.concat_str(parts, separator="\x1f").hash()


def unknown_words(gists: pl.Series) -> pl.Series:
    """How many words of each gist the vocabulary does not know."""
    words = gists.str.split(" ")
    distinct = words.explode().unique()
    unknown = distinct.filter(pl.Series([not is_known(word) for word in distinct], dtype=pl.Boolean))
    return words.list.eval(pl.element().is_in(unknown.implode())).list.sum().cast(pl.Int64).alias("unknown_words")
