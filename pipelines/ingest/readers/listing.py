"""The listing page: plain text with a title, perhaps a lede, a date line, then one headline a line.

What belongs here: which lines are headlines and which day each bears. What does not: furniture that is told by its
words (clean/boilerplate.py).

The day of a line:
- the nearest date line above it (`explicit`); a date line holds until the next one;
- above the page's first date line (title, lede): that line's day (`inherited`);
- on a page without a date line: the day in the file's name (`file`), else the source's default (`default`);
- else none: the line is rejected. Today's date is never taken.
A date line that names no day of the calendar rules its lines like any other: they are rejected, for its reason.
"""

from datetime import date
from typing import NamedTuple

from pipelines.ingest.dates import DateLine, date_line
from pipelines.ingest.decode import Line, detect, lines, markup, why_no_text
from pipelines.ingest.reader import MAX_RAW_TEXT, DateKind, Item, ItemKind, Place, ReadDocument, fallback_day, undated
from pipelines.ingest.sources import Source

name = "listing"

# Any other reader that knows a document knows it better: plain lines are what is left.
_FALLBACK = 0.1
_MAX_TITLE = 500


class _Ruling(NamedTuple):
    """The day that lines bear and how it is known, or why they have none."""

    day: date | None
    kind: DateKind | None
    error: str | None


def sniff(data: bytes, file_name: str) -> float:
    """A low score for any text that is no markup; 0 for the rest."""
    if markup(data):
        return 0.0
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:1024]:
        return _FALLBACK  # UTF-16 or no text: reading it tells
    return 0.0 if why_no_text(data) else _FALLBACK


def read(data: bytes, source: Source, place: Place) -> ReadDocument:
    """The lines of a listing page; every non-blank line is one item.

    Raises:
        Unreadable: the document is no text.
    """
    encoding = detect(data, source.encoding)
    page = [(line, date_line(line.text, source.date_order)) for line in lines(data, encoding)]
    first = next((found for _, found in page if found), None)
    ruling = _ruling_of_page(first, source, place)
    published_on = ruling.day or next((found.day for _, found in page if found and found.day), None)
    title: str | None = None
    items: list[Item] = []
    kind: ItemKind
    reason: str | None
    for position, (line, found) in enumerate(page, start=1):
        if found:
            ruling = _Ruling(found.day, "explicit" if found.day else None, found.error)
            kind, reason = "boilerplate", f"date line: {found.error}" if found.error else "date line"
        else:
            kind, reason = _judge(line, ruling, source, encoding.name)
            if title is None and _has_letter(line.text):
                title = line.text[:_MAX_TITLE]
        text = line.text[:MAX_RAW_TEXT]
        items.append(Item(position, line.byte_start, line.byte_end, kind, text, ruling.day, ruling.kind, reason))
    return ReadDocument(name, "text/plain", encoding.name, title, published_on, items)


def _ruling_of_page(first: DateLine | None, source: Source, place: Place) -> _Ruling:
    """The day of the lines above the page's first date line: all lines, if it has none."""
    if first:
        return _Ruling(first.day, "inherited" if first.day else None, first.error)
    return _Ruling(*fallback_day(source, place), None)


def _judge(line: Line, ruling: _Ruling, source: Source, encoding: str) -> tuple[ItemKind, str | None]:
    """What a line that is no date line is, and why when it is no headline."""
    if line.bad_bytes:
        where = ", ".join(map(str, line.bad_bytes))
        return "rejected", (
            f"bytes that are not {encoding} at offset {where}; declare the encoding of source {source.id}, "
            "or repair the page"
        )
    if not line.complete or len(line.text) > MAX_RAW_TEXT:
        size = f"{len(line.text)} characters" if line.complete else f"{line.byte_end - line.byte_start} bytes"
        return (
            "rejected",
            f"a line of {size} is no headline (at most {MAX_RAW_TEXT} characters); give one headline a line",
        )
    if not _has_letter(line.text):
        return "boilerplate", "no letters: a rule, a number or a separator"
    if ruling.day:
        return "headline", None
    if ruling.error:
        return "rejected", f"the date line that rules it is wrong: {ruling.error}; correct it"
    return "rejected", undated(source)


def _has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))
