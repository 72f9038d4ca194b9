"""Headlines that stood in an earlier version of a fetched page."""

from datetime import datetime

import polars as pl

from pipelines.clean.versions import SEEN, mark_seen

EIGHT, NINE, TEN = (datetime(2026, 1, 7, hour) for hour in (8, 9, 10))
VERSIONS = pl.DataFrame({"document_id": ["v1", "v2", "v3"], "uri": ["u", "u", "u"], "retrieved_at": [EIGHT, NINE, TEN]})
NOTHING = pl.DataFrame(schema={"uri": pl.String, "raw_text": pl.String, "first_seen": pl.Datetime("us")})


def items(*rows: tuple[str, str]) -> pl.DataFrame:
    documents, texts = zip(*rows, strict=True)
    return pl.DataFrame({"document_id": documents, "raw_text": texts}).with_columns(
        item_kind=pl.lit("headline"), reason=pl.lit(None, pl.String)
    )


def news(frame: pl.DataFrame) -> list[tuple[str, str]]:
    assert (
        frame.filter((pl.col("item_kind") == "boilerplate") != (pl.col("reason") == SEEN).fill_null(False)).height == 0
    )
    return frame.filter(pl.col("item_kind") == "headline").select("document_id", "raw_text").rows()


def test_only_the_first_version_with_a_line_gives_it_whatever_their_order() -> None:
    pages = [("v1", "A"), ("v1", "A"), ("v1", "B"), ("v2", "B"), ("v2", "C"), ("v3", "A"), ("v3", "C"), ("v3", "D")]
    expected = {("v1", "A"), ("v1", "B"), ("v2", "C"), ("v3", "D")}
    for order in (pages, pages[::-1]):
        assert set(news(mark_seen(items(*order), VERSIONS, NOTHING))) == expected


def test_what_is_stored_counts_where_it_is_older() -> None:
    earlier = pl.DataFrame({"uri": ["u", "u", "other"], "raw_text": ["A", "B", "C"], "first_seen": [EIGHT, TEN, EIGHT]})
    found = mark_seen(items(("v2", "A"), ("v2", "B"), ("v2", "C")), VERSIONS, earlier)
    assert news(found) == [("v2", "B"), ("v2", "C")]


def test_documents_that_were_not_fetched_are_left_alone() -> None:
    frame = items(("file", "A"), ("v1", "A"))
    assert news(mark_seen(frame, VERSIONS, NOTHING)) == [("file", "A"), ("v1", "A")]
    assert mark_seen(frame, VERSIONS.clear(), NOTHING).equals(frame)
