"""Frames: what a reader gave, as rows of the warehouse.

What belongs here: the shapes of `work.items` and `core.documents`. What does not: reading, or writing tables.
"""

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from pipelines.ingest.reader import ReadDocument
from warehouse.catalog import table


def items_frame(document_id: str, source_id: str, document: ReadDocument) -> pl.DataFrame:
    """The items of a document as rows of `work.items`, in the document's order."""
    items = document.items
    columns = {
        "document_id": [document_id] * len(items),
        "position": [item.position for item in items],
        "byte_start": [item.byte_start for item in items],
        "byte_end": [item.byte_end for item in items],
        "item_kind": [item.kind for item in items],
        "source": [source_id] * len(items),
        "published_on": [item.published_on for item in items],
        "date_kind": [item.date_kind for item in items],
        "raw_text": [item.raw_text for item in items],
        "reason": [item.reason for item in items],
    }
    return pl.DataFrame(columns, schema=table("work.items").polars_schema())


def document_row(
    document: ReadDocument,
    items: pl.DataFrame,
    *,
    document_id: str,
    uri: str,
    source_id: str,
    size: int,
    retrieved_at: datetime,
    ingested_at: datetime,
) -> Mapping[str, object]:
    """A row of `core.documents`; `items` are the document's items as they were judged last, so that counts add up.

    `size` is in bytes; the times are UTC without a zone, as the table holds them.
    """
    counts = dict(items["item_kind"].value_counts().iter_rows())
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
        "items": items.height,
        "items_headline": counts.get("headline", 0),
        "items_boilerplate": counts.get("boilerplate", 0),
        "items_rejected": counts.get("rejected", 0),
    }
