"""Frames: what a reader gave, as rows of the warehouse.

What belongs here: the shapes of `work.items` and `core.documents`. What does not: reading, or writing tables.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import polars as pl

from pipelines.ingest.decode import Unreadable
from pipelines.ingest.reader import ITEM_SCHEMA, Item, ReadDocument
from warehouse.catalog import table


def frame_of(items: Sequence[Item]) -> pl.DataFrame:
    """Items as a frame of ITEM_SCHEMA, in their order."""
    fields = {"item_kind": "kind"}
    columns = {name: [getattr(item, fields.get(name, name)) for item in items] for name in ITEM_SCHEMA}
    return pl.DataFrame(columns, schema=ITEM_SCHEMA)


def parts_of(document: ReadDocument) -> Iterator[pl.DataFrame]:
    """The items of a document as frames; where it breaks off, what is left of it is one rejected item."""
    last = 0
    if document.items:
        yield frame_of(document.items)
        last = document.items[-1].position
    try:
        for frame in document.bulk:
            if frame.height:
                last = int(frame["position"][-1])
                yield frame
    except Unreadable as error:
        yield frame_of([Item(last + 1, None, None, "rejected", "", None, None, str(error))])


def items_frame(document_id: str, source_id: str, items: pl.DataFrame) -> pl.DataFrame:
    """Items of a document, a frame of ITEM_SCHEMA, as rows of `work.items`, in their order."""
    named = items.with_columns(pl.lit(document_id).alias("document_id"), pl.lit(source_id).alias("source"))
    return named.select(table("work.items").columns)


def document_row(
    document: ReadDocument,
    *,
    document_id: str,
    uri: str,
    source_id: str,
    size: int,
    retrieved_at: datetime,
    ingested_at: datetime,
) -> Mapping[str, object]:
    """A row of `core.documents`, without its counts of items: `batch.recount` adds them.

    `size` is in bytes; the times are UTC without a zone, as the table holds them.
    """
    return {
        "document_id": document_id,
        "uri": uri,
        "source": source_id,
        "media_type": document.media_type,
        "encoding": document.encoding,
        "reader": document.reader,
        "bytes": size,
        "title": document.title,
        "published_on": document.published_on,
        "retrieved_at": retrieved_at,
        "ingested_at": ingested_at,
    }
