"""A batch of files: from paths to arrivals, documents and slices of items.

What belongs here: reading several files into one batch, keeping their bytes, and which of several places a document is
said to come from. What does not: finding the files (files.py), a format's own rules (readers/), writing tables.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import polars as pl

from pipelines.ingest import raw_store
from pipelines.ingest.archives import HEAD_BYTES, Fault, Found, Limits, Member, kind_of, unpack_all
from pipelines.ingest.frames import document_row, items_frame, parts_of
from pipelines.ingest.reader import Item, ItemKind, Place, ReadDocument, read_document
from pipelines.ingest.sources import Source, source_of
from warehouse.catalog import table

ARRIVALS = table("core.arrivals")
# Rows of a slice: what is judged and written at once. Memory is bounded by it; each slice costs the rules' start-up.
SLICE_ROWS = 200_000
_JUDGED = ("headline", "boilerplate", "rejected")


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
            raw_store.put_file(raw, path),
            source or source_of(path, sources).id,
            path.as_uri(),
            datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None),
        )
        for path in paths
    ]
    frame = pl.DataFrame(rows, schema=ARRIVALS.polars_schema(), orient="row")
    return frame.unique(ARRIVALS.key, keep="first").sort(ARRIVALS.key)


@dataclass
class Unpacking:
    """Archives being taken apart: each member becomes a document of its own, each thing found an item of the archive.

    `items` are those of the archives, by document id; `members` the arrivals of what they hold.
    """

    raw: Path
    limits: Limits = field(default_factory=Limits)
    items: dict[str, list[Item]] = field(default_factory=dict)
    members: list[tuple[object, ...]] = field(default_factory=list)

    def unpack(self, arrivals: pl.DataFrame) -> pl.DataFrame:
        """Take apart the archives among arrivals, and give the arrivals of what they hold.

        A member is of its archive's source; its address is the one it was fetched from, where the archive tells, else
        the archive's with its name behind "!/". Bad data raises nothing.

        Raises:
            RawMissing: the raw store has lost an archive.
            OSError: the disk refuses.
        """
        for document_id, source, uri, retrieved_at in arrivals.select(ARRIVALS.columns).iter_rows():
            name = unquote(uri.rsplit("/", 1)[-1])
            if kind_of(raw_store.head(self.raw, document_id, HEAD_BYTES), name):
                with raw_store.path_of(self.raw, document_id).open("rb") as file:
                    found = unpack_all(file, name, self.limits)
                    self.items[document_id] = [
                        self._item(number, one, source, uri, retrieved_at) for number, one in enumerate(found, start=1)
                    ]
        frame = pl.DataFrame(self.members, schema=ARRIVALS.polars_schema(), orient="row")
        return frame.unique(ARRIVALS.key, keep="first").sort(ARRIVALS.key)

    def _item(self, number: int, found: Found, source: str, uri: str, retrieved_at: datetime) -> Item:
        kind: ItemKind = "rejected" if isinstance(found, Fault) else "boilerplate"
        if isinstance(found, Member):
            member_id = raw_store.put(self.raw, found.data)
            inside = found.name.partition("!/")[2]
            address = found.uri or f"{uri}!/{quote(inside)}"
            self.members.append((member_id, source, address, found.retrieved_at or retrieved_at))
            reason = f"is document {member_id}"
        else:
            reason = found.reason
        return Item(number, found.byte_start, found.byte_end, kind, found.name, None, None, reason)


def canonical(arrivals: pl.DataFrame) -> pl.DataFrame:
    """The one arrival that stands for each document: the first by source and address, whatever came first in time."""
    return arrivals.sort(ARRIVALS.key).unique("document_id", keep="first", maintain_order=True)


@dataclass
class Reading:
    """Documents being read, slice by slice; `archives` are the items of those that were taken apart already.

    `documents` has a row for each document read so far: core.documents, `items` as the reader found them and no other
    counts.
    """

    arrivals: pl.DataFrame
    sources: Mapping[str, Source]
    raw: Path
    now: datetime
    archives: Mapping[str, Sequence[Item]] = field(default_factory=dict)
    documents: list[dict[str, Any]] = field(default_factory=list)

    def slices(self) -> Iterator[pl.DataFrame]:
        """The items of all documents as rows of work.items, in order, at most about SLICE_ROWS at once.

        Bad data raises nothing: it is a rejected item.

        Raises:
            RawMissing, RawCorrupt: the raw store has lost a document's bytes.
        """
        waiting: list[pl.DataFrame] = []
        rows = 0
        for frame in self._frames():
            waiting.append(frame)
            rows += frame.height
            if rows >= SLICE_ROWS:
                yield pl.concat(waiting, rechunk=True)  # one chunk: Polars compiles a pattern anew for each
                waiting, rows = [], 0
        if waiting:
            yield pl.concat(waiting, rechunk=True)

    def _frames(self) -> Iterator[pl.DataFrame]:
        for document_id, source_id, uri, retrieved_at in self.arrivals.select(ARRIVALS.columns).iter_rows():
            read, size = self._read(document_id, self.sources[source_id], uri, retrieved_at)
            row = document_row(read, document_id=document_id, uri=uri, source_id=source_id, size=size,
                               retrieved_at=retrieved_at, ingested_at=self.now)  # fmt: skip
            self.documents.append({**row, "items": 0})
            for items in parts_of(read):
                self.documents[-1]["items"] += items.height
                yield items_frame(document_id, source_id, items)

    def _read(self, document_id: str, source: Source, uri: str, retrieved_at: datetime) -> tuple[ReadDocument, int]:
        """What a document holds, and its size in bytes."""
        if document_id in self.archives:
            size = raw_store.path_of(self.raw, document_id).stat().st_size
            return ReadDocument(
                "archive", "application/octet-stream", None, None, None, self.archives[document_id]
            ), size
        data = raw_store.get(self.raw, document_id)
        return read_document(data, source, Place(unquote(uri.rsplit("/", 1)[-1]), uri, retrieved_at)), len(data)


@dataclass
class Tally:
    """Items of documents as judged, counted slice by slice.

    `rows` are all of them, `news` the sources of the headlines among them, `sample` a few rows to look at.
    """

    rows: int = 0
    news: set[str] = field(default_factory=set)
    sample: pl.DataFrame | None = None
    _counted: list[pl.DataFrame] = field(default_factory=list)

    def add(self, kept: pl.DataFrame, rejected: Collection[str]) -> None:
        """Count a slice: the rows of work.items that were kept, and a document id per rejected one."""
        refused = pl.DataFrame({"document_id": list(rejected)}, schema={"document_id": pl.String})
        both = pl.concat([kept.select("document_id", "item_kind"), refused.with_columns(item_kind=pl.lit("rejected"))])
        self.rows += both.height
        self.news.update(kept.filter(pl.col("item_kind") == "headline")["source"].unique())
        if self.sample is None:
            self.sample = kept.select("source", "published_on", "raw_text").head(10)
        self._counted.append(both.group_by("document_id", "item_kind").len())

    def documents(self, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
        """The documents of a reading with the counts of their items as judged: rows of core.documents."""
        schema = table("core.documents").polars_schema()
        counts = {f"items_{kind}": pl.col("len").filter(pl.col("item_kind") == kind).sum() for kind in _JUDGED}
        bare = pl.DataFrame(rows, schema={name: kind for name, kind in schema.items() if name not in counts})
        if not self._counted:
            return bare.with_columns(pl.lit(0, pl.Int64).alias(name) for name in counts).select(list(schema))
        judged = pl.concat(self._counted).group_by("document_id").agg(**counts)
        joined = bare.join(judged, on="document_id", how="left", maintain_order="left")
        return joined.with_columns(pl.col(list(counts)).fill_null(0).cast(pl.Int64)).select(list(schema))
