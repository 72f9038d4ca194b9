"""Readers: the contract that each fulfils, and the choice among them by a document's content.

What belongs here: what a reader takes and gives, and `read_document`. What does not: any one format (readers/), nor
what is done with the items (frames.py).
"""

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Literal, NamedTuple, Protocol, cast
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.ingest import readers as readers_package
from pipelines.ingest.dates import date_in_name
from pipelines.ingest.decode import Unreadable, markup, why_no_text
from pipelines.ingest.sources import Source

ItemKind = Literal["headline", "boilerplate", "rejected"]
DateKind = Literal["explicit", "inherited", "feed", "file", "default"]

# Raw text that an item holds; the byte span tells where the whole stands.
MAX_RAW_TEXT = 2_000
# Bytes of a document that is no text which its one item shows.
_SHOWN_BYTES = 64


class Place(NamedTuple):
    """Where a document came from: its name (which may bear a day), its address, and when it was fetched (UTC, no zone).

    The address is a file's or a web address; relative links of a page are resolved against the latter.
    """

    name: str
    uri: str
    retrieved_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a document: a line, an entry, a row.

    `position` counts from 1: the line, entry, record or row. `data[byte_start:byte_end]` is where the item stands, None
    where the format has no such span (a compressed table); for plain text it decodes to `raw_text` (up to
    MAX_RAW_TEXT characters of it; undecodable bytes stand as `\\xNN`). `reason` says why an item is boilerplate or
    rejected; a headline has none. The rest is what the document tells of the item: its link, rubric, language (ISO
    639-1), publisher, and the moment of publication (UTC, no zone).
    """

    position: int
    byte_start: int | None
    byte_end: int | None
    kind: ItemKind
    raw_text: str
    published_on: date | None
    date_kind: DateKind | None
    reason: str | None
    link: str | None = None
    section: str | None = None
    language: str | None = None
    publisher: str | None = None
    published_at: datetime | None = None


# The rows of a document's items: the fields of Item, in their order, `kind` being called item_kind as in work.items.
ITEM_SCHEMA: dict[str, pl.DataType] = {
    "position": pl.Int64(),
    "byte_start": pl.Int64(),
    "byte_end": pl.Int64(),
    "item_kind": pl.String(),
    "raw_text": pl.String(),
    "published_on": pl.Date(),
    "date_kind": pl.String(),
    "reason": pl.String(),
    "link": pl.String(),
    "section": pl.String(),
    "language": pl.String(),
    "publisher": pl.String(),
    "published_at": pl.Datetime("us"),
}


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a reader made of a document: every item that is not blank, in the document's order.

    `bulk` are further items as frames of ITEM_SCHEMA, made while they are asked for: a table has too many rows for an
    object each. Asking for the next may raise Unreadable, where the document breaks off.
    """

    reader: str
    media_type: str
    encoding: str | None
    title: str | None
    published_on: date | None
    items: Sequence[Item]
    bulk: Iterable[pl.DataFrame] = ()


class Reader(Protocol):
    """A format that can be read; a module in readers/ fulfils it with a module-level name and two functions."""

    name: str

    def sniff(self, data: bytes, file_name: str) -> float:
        """How surely a document is of this format: 0 (cannot read it) to 1 (certain), from its content, cheaply."""

    def read(self, data: bytes, source: Source, place: Place) -> ReadDocument:
        """Split a document into its items; raises Unreadable for what is not of the format."""


@cache
def all_readers() -> Mapping[str, Reader]:
    """The readers by name.

    Raises:
        TypeError: a module in readers/ does not fulfil the contract.
    """
    found: dict[str, Reader] = {}
    for name in readers_package.names():
        module = importlib.import_module(f"{readers_package.__name__}.{name}")
        missing = [part for part in ("name", "sniff", "read") if not hasattr(module, part)]
        if missing or module.name != name:
            raise TypeError(
                f"pipelines/ingest/readers/{name}.py: a reader needs name = {name!r} and the functions sniff and read"
            )
        found[name] = cast(Reader, module)
    return found


def read_document(data: bytes, source: Source, place: Place) -> ReadDocument:
    """The items of a document, by the reader that its source names or its content suggests.

    Bad data raises nothing: a document that is empty or unreadable comes back as one rejected item over all of it,
    whose reason names the remedy.
    """
    if not data:
        return _rejected(data, "the document is empty; fetch it again or leave the file out")
    reader = _choose(data, source, place.name)
    if reader is None:
        return _rejected(data, _why_unread(data, source))
    try:
        document = reader.read(data, source, place)
    except Unreadable as error:
        return _rejected(data, str(error))
    if not document.items and not document.bulk:
        return _rejected(data, "the document holds only white space; fetch it again or leave the file out")
    return document


def fallback_day(source: Source, place: Place) -> tuple[date | None, DateKind | None]:
    """The day of an item whose document does not tell it: the day in the file's name, else the source's default.

    The default is a fixed day or, for a source that says so, the day of retrieval in the source's time zone.
    """
    named = date_in_name(place.name)
    if named:
        return named, "file"
    # what was fetched without any day of its own is of the day on which it was fetched
    if source.default_date == "retrieved" or (source.fetched and source.default_date is None):
        return local_day(place.retrieved_at, source), "default"
    return (source.default_date, "default") if source.default_date else (None, None)


def local_day(moment: datetime, source: Source) -> date:
    """The day of a moment (UTC, no zone) where the source's days begin."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(source.time_zone)).date()


def moment_of(day: date | None, at: time | None, source: Source) -> datetime | None:
    """The moment (UTC, no zone) of a day and a time of day where the source is; None without both."""
    if day is None or at is None:
        return None
    try:
        return datetime.combine(day, at, ZoneInfo(source.time_zone)).astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return None


def undated(source: Source) -> str:
    """Why an item without any day is rejected, and what to do about it."""
    return (
        "no day is known: not in the document, not in the file's name, no default for its source; "
        f"name the file like 2026-01-31.txt, or set default_date for source {source.id} (a day, or 'retrieved')"
    )


def _choose(data: bytes, source: Source, file_name: str) -> Reader | None:
    if source.reader != "auto":
        return all_readers()[source.reader]
    score, reader = max(
        ((reader.sniff(data, file_name), reader) for reader in all_readers().values()), key=lambda pair: pair[0]
    )
    return reader if score > 0 else None


def _why_unread(data: bytes, source: Source) -> str:
    kind = markup(data)
    if kind:
        return (
            f"the document is {kind} of no kind that a reader knows; save what it tells as plain text, "
            f"or set 'reader: listing' for source {source.id} to read it line by line"
        )
    return why_no_text(data) or "no reader knows this kind of document; convert it to plain text, one headline a line"


def _rejected(data: bytes, reason: str) -> ReadDocument:
    shown = ascii(data[:_SHOWN_BYTES])[2:-1]
    item = Item(1, 0, len(data), "rejected", shown, None, None, reason)
    return ReadDocument("none", "application/octet-stream", None, None, None, (item,))
