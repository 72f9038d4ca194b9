"""A batch of files: from paths to arrivals, documents and items.

What belongs here: reading several files into one batch, keeping their bytes, and which of several places a document is
said to come from. What does not: finding the files (files.py), a format's own rules (readers/), writing tables.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from pipelines.ingest import raw_store
from pipelines.ingest.frames import document_row, items_frame
from pipelines.ingest.reader import read_document
from pipelines.ingest.sources import Source, source_of
from warehouse.catalog import table

ARRIVALS = table("core.arrivals")


def arrivals_of(
    paths: Iterable[Path], sources: Mapping[str, Source], raw: Path, source: str | None = None
) -> pl.DataFrame:
    """Keep the bytes of the files in the raw store and tell where they came from: rows of core.arrivals, sorted by key.

    `source` overrides the source that a file's folder tells. `retrieved_at` is the file's last change, in UTC.

    Raises:
        OSError: a file cannot be read.
    """
    rows = [
        (
            raw_store.put(raw, path.read_bytes()),
            source or source_of(path, sources).id,
            path.as_uri(),
            datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None),
        )
        for path in paths
    ]
    frame = pl.DataFrame(rows, schema=ARRIVALS.polars_schema(), orient="row")
    return frame.unique(ARRIVALS.key, keep="first").sort(ARRIVALS.key)


def canonical(arrivals: pl.DataFrame) -> pl.DataFrame:
    """The one arrival that stands for each document: the first by source and address, whatever came first in time."""
    return arrivals.sort(ARRIVALS.key).unique("document_id", keep="first", maintain_order=True)


@dataclass(frozen=True)
class Batch:
    """Documents (rows of core.documents, counts as the readers found them) and their items (rows of work.items)."""

    documents: pl.DataFrame
    items: pl.DataFrame


def read_documents(arrivals: pl.DataFrame, sources: Mapping[str, Source], raw: Path, now: datetime) -> Batch:
    """Read the documents of canonical arrivals from the raw store. Bad data raises nothing: it is a rejected item.

    Raises:
        RawMissing, RawCorrupt: the raw store has lost a document's bytes.
    """
    documents, items = [], []
    for document_id, source_id, uri, retrieved_at in arrivals.select(ARRIVALS.columns).iter_rows():
        data = raw_store.get(raw, document_id)
        read = read_document(data, sources[source_id], uri.rsplit("/", 1)[-1])
        frame = items_frame(document_id, source_id, read)
        items.append(frame)
        documents.append(
            document_row(read, frame, document_id=document_id, uri=uri, source_id=source_id, size=len(data),
                         retrieved_at=retrieved_at, ingested_at=now)
        )  # fmt: skip
    return Batch(
        pl.DataFrame(documents, schema=table("core.documents").polars_schema(), orient="row"),
        # one chunk: Polars compiles a pattern anew for each
        pl.concat(items, rechunk=True) if items else pl.DataFrame(schema=table("work.items").polars_schema()),
    )


def recount(documents: pl.DataFrame, items: pl.DataFrame, rejected: Collection[str]) -> pl.DataFrame:
    """The documents with the counts of their items as judged: `rejected` has a document id per rejected item."""
    counts = items.group_by("document_id", "item_kind").len().pivot(on="item_kind", index="document_id", values="len")
    for kind in ("headline", "boilerplate"):
        if kind not in counts.columns:
            counts = counts.with_columns(pl.lit(0).alias(kind))
    refused = pl.Series("document_id", list(rejected), dtype=pl.String).value_counts(name="rejected_rows")
    return (
        documents.drop("items_headline", "items_boilerplate", "items_rejected")
        .join(
            counts.select("document_id", "headline", "boilerplate"), on="document_id", how="left", maintain_order="left"
        )
        .join(refused, on="document_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("headline").fill_null(0).cast(pl.Int64).alias("items_headline"),
            pl.col("boilerplate").fill_null(0).cast(pl.Int64).alias("items_boilerplate"),
            pl.col("rejected_rows").fill_null(0).cast(pl.Int64).alias("items_rejected"),
        )
        .select(documents.columns)
    )
