"""Readers: the contract that each fulfils, and the choice among them by a document's content.

What belongs here: what a reader takes and gives, and `read_document`. What does not: any one format (readers/), nor
what is done with the items (frames.py).
"""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, Protocol, cast

from pipelines.ingest import readers as readers_package
from pipelines.ingest.decode import Unreadable, markup, why_no_text
from pipelines.ingest.sources import Source

ItemKind = Literal["headline", "boilerplate", "rejected"]
DateKind = Literal["explicit", "inherited", "feed", "file", "default"]

# Raw text that an item holds; the byte span tells where the whole stands.
MAX_RAW_TEXT = 2_000
# Bytes of a document that is no text which its one item shows.
_SHOWN_BYTES = 64


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a document: a line, an entry, a row.

    `position` counts from 1; `data[byte_start:byte_end]` decodes to `raw_text` (up to MAX_RAW_TEXT characters of it;
    undecodable bytes stand as `\\xNN`). `reason` says why an item is boilerplate or rejected; a headline has
    none.
    """

    position: int
    byte_start: int
    byte_end: int
    kind: ItemKind
    raw_text: str
    published_on: date | None
    date_kind: DateKind | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a reader made of a document: every item that is not blank, in the document's order."""

    reader: str
    media_type: str
    encoding: str | None
    title: str | None
    published_on: date | None
    items: Sequence[Item]


class Reader(Protocol):
    """A format that can be read; a module in readers/ fulfils it with a module-level name and two functions."""

    name: str

    def sniff(self, data: bytes, file_name: str) -> float:
        """How surely a document is of this format: 0 (cannot read it) to 1 (certain), from its content, cheaply."""

    def read(self, data: bytes, source: Source, file_name: str) -> ReadDocument:
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


def read_document(data: bytes, source: Source, file_name: str) -> ReadDocument:
    """The items of a document, by the reader that its source names or its content suggests.

    Bad data raises nothing: a document that is empty or unreadable comes back as one rejected item over all of it,
    whose reason names the remedy.
    """
    if not data:
        return _rejected(data, "the document is empty; fetch it again or leave the file out")
    reader = _choose(data, source, file_name)
    if reader is None:
        return _rejected(data, _why_unread(data, source))
    try:
        document = reader.read(data, source, file_name)
    except Unreadable as error:
        return _rejected(data, str(error))
    if not document.items:
        return _rejected(data, "the document holds only white space; fetch it again or leave the file out")
    return document


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
            f"the document is {kind}, which no reader takes yet; save the page as plain text, "
            f"or set 'reader: listing' for source {source.id} to read it line by line"
        )
    return why_no_text(data) or "no reader knows this kind of document; convert it to plain text, one headline a line"


def _rejected(data: bytes, reason: str) -> ReadDocument:
    shown = ascii(data[:_SHOWN_BYTES])[2:-1]
    item = Item(1, 0, len(data), "rejected", shown, None, None, reason)
    return ReadDocument("none", "application/octet-stream", None, None, None, (item,))
