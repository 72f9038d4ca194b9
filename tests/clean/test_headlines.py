"""From items to headlines."""

from datetime import date, datetime

import polars as pl

from pipelines.clean.headlines import headlines
from pipelines.ingest.frames import frame_of, items_frame
from pipelines.ingest.reader import Place, read_document
from pipelines.ingest.sources import LOCAL, Source
from warehouse.catalog import table

ENGLISH = (
    b"World news of the day in short\n7 January 2026\nLIVE: Ministers meet in Paris\nKyiv\n"
    b"Ministers &amp; envoys part\n-----\n"
)
GERMAN = "2026-01-08\nMinister beraten über die Lage in Europa\nHochwasser an der Donau geht zurück\nKyiv\n".encode()


def items(document_id: str, data: bytes, source: Source = LOCAL) -> pl.DataFrame:
    place = Place("page.txt", "file:///page.txt", datetime(2026, 1, 8))
    return items_frame(document_id, source.id, frame_of(read_document(data, source, place).items))


def test_headlines_have_the_shape_of_their_table_and_leave_the_story_open() -> None:
    frame = headlines(items("a" * 64, ENGLISH), {"local": None})
    assert frame.schema == table("core.headlines").polars_schema()
    assert frame["text"].to_list() == [
        "World news of the day in short", "Ministers meet in Paris", "Kyiv", "Ministers & envoys part",
    ]  # fmt: skip
    assert frame["labels"].to_list() == [None, "LIVE", None, None]
    assert frame["published_on"].unique().to_list() == [date(2026, 1, 7)]
    assert frame["story_id"].null_count() == 4
    assert headlines(items("a" * 64, ENGLISH).clear(), {}).schema == table("core.headlines").polars_schema()


def test_ids_depend_on_document_and_span_only() -> None:
    one = headlines(items("a" * 64, ENGLISH), {})
    same = headlines(items("a" * 64, ENGLISH), {"local": "en"})
    other = headlines(items("b" * 64, ENGLISH), {})
    assert one["headline_id"].to_list() == same["headline_id"].to_list()
    assert set(one["headline_id"]).isdisjoint(other["headline_id"])
    assert one["headline_id"].n_unique() == 4
    assert one["story_key"].to_list() == other["story_key"].to_list()


def test_where_no_language_is_declared_the_page_tells_what_its_short_headlines_are() -> None:
    frame = headlines(pl.concat([items("a" * 64, ENGLISH), items("b" * 64, GERMAN)]), {"local": None})
    assert frame.filter(pl.col("text") == "Kyiv").select("document_id", "language").rows() == [
        ("a" * 64, "en"),
        ("b" * 64, "de"),
    ]


def test_a_declared_language_is_expected() -> None:
    wire = Source(id="wire", name="Wire", language="en", default_date=date(2026, 1, 7))
    frame = headlines(items("a" * 64, b"Kyiv\nFidan meets Sybiha in Ankara\n", wire), {"wire": "en", "local": None})
    assert frame["language"].to_list() == ["en", "en"]
