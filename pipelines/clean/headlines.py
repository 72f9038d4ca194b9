"""Headlines: from a batch of items to rows of `core.headlines`, but for the story.

What belongs here: putting the steps of clean/ together. What does not: a step's own rules; stories (dedupe/).
"""

import hashlib
from collections.abc import Mapping

import polars as pl

from pipelines.clean.distinct import by_distinct
from pipelines.clean.language import UNDETERMINED, guess
from pipelines.clean.text import clean, story_keys
from warehouse.catalog import table


def headlines(items: pl.DataFrame, declared: Mapping[str, str | None]) -> pl.DataFrame:
    """The headlines among items (rows of `work.items`), as rows of `core.headlines` with a null `story_id`.

    `declared` gives the language of a source by its id. Where neither the item nor its source declares one, the
    commonest language of the document is what its short headlines are taken for. Order of rows is kept; a row depends
    on its own document only.
    """
    frame = items.filter(pl.col("item_kind") == "headline")
    frame = frame.with_columns(by_distinct(_cleaned, frame["raw_text"]))
    frame = frame.with_columns(
        pl.Series("headline_id", _headline_ids(frame), dtype=pl.String),
        _languages(frame, declared).alias("language"),
        *(pl.lit(None).alias(name) for name in ("story_id", "matched", "match_score", "match_reason")),
    )
    schema = table("core.headlines").polars_schema()
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())


def _cleaned(raw_texts: pl.Series) -> pl.DataFrame:
    """Columns text, labels, story_key."""
    cleaned = clean(raw_texts.alias("raw_text").to_frame()).drop("raw_text")
    return cleaned.with_columns(story_keys(cleaned["text"]))


def _headline_ids(frame: pl.DataFrame) -> list[str]:
    """16 hex digits of BLAKE2b over document and byte span, or over document and row where there is no span."""
    rows = frame.select("document_id", "byte_start", "byte_end", "position").iter_rows()
    places = (f"{document}:{position}" if start is None else f"{document}:{start}:{end}"
              for document, start, end, position in rows)  # fmt: skip
    return [hashlib.blake2b(place.encode(), digest_size=8).hexdigest() for place in places]


def _languages(frame: pl.DataFrame, declared: Mapping[str, str | None]) -> pl.Series:
    of_source = frame["source"].replace_strict(
        list(declared), list(declared.values()), default=None, return_dtype=pl.String
    )
    # what the document tells of the item is nearer than what its source tells of all
    expected = frame.select(pl.coalesce(pl.col("language"), of_source)).to_series()
    if expected.null_count() == 0:
        return guess(frame["text"], expected)
    first = guess(frame["text"], expected)
    votes = frame.select("document_id", language=first).with_columns(_expected=expected)
    of_document = (
        votes.filter(pl.col("_expected").is_null(), pl.col("language") != UNDETERMINED)
        .group_by("document_id", "language")
        .len()
        .sort("len", "language", descending=[True, False])
        .unique("document_id", keep="first", maintain_order=True)
        .rename({"language": "_commonest"})
    )
    commonest = votes.join(of_document, on="document_id", how="left", maintain_order="left")["_commonest"]
    # what already is the commonest language cannot become another by being expected
    rows = (expected.is_null() & commonest.is_not_null() & (first != commonest)).arg_true()
    return first.scatter(rows, guess(frame["text"].gather(rows), commonest.gather(rows)))
