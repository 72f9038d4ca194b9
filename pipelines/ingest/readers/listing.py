"""The listing page: plain text with a title, perhaps a lede, a date line, then one headline a line.

What belongs here: which lines are headlines and which day each bears. What does not: furniture that is told by its
words (clean/boilerplate.py).

The day of a line:
- a date before the headline on its line (`explicit`), else the nearest date line above it, which holds until the next;
- above the page's first date line (title, lede): that line's day (`inherited`);
- on a page without a date line: the day in the file's name (`file`), else the source's default (`default`);
- else none: the line is rejected. Today's date is never taken.
A date line that names no day of the calendar rules its lines like any other: they are rejected, for its reason.
"""

from datetime import date, time
from typing import NamedTuple

from pipelines.ingest.dates import DateLine, date_line
from pipelines.ingest.decode import Line, detect, lines, markup, why_no_text
from pipelines.ingest.line_parts import heading, parts, time_alone
from pipelines.ingest.reader import (
    MAX_RAW_TEXT,
    DateKind,
    Item,
    ItemKind,
    Place,
    ReadDocument,
    fallback_day,
    moment_of,
    undated,
)
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
    """The lines of a listing page; every non-blank line is one item, or one for each of the columns pasted into it.

    A time on the line, or alone on the line above, is the moment of publication; a heading of a rubric holds until the
    next one. Bullets and numbers before a headline are left out of its span.

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
    section: str | None = None
    clock: time | None = None
    for line, found in page:
        kind: ItemKind = "boilerplate"
        if found:
            ruling = _Ruling(found.day, "explicit" if found.day else None, found.error)
            reason: str | None = f"date line: {found.error}" if found.error else "date line"
        elif (alone := time_alone(line.text)) is not None:
            clock, reason = alone, "time of the headline below"
        elif title is not None and (headed := heading(line.text)) is not None:
            section, reason = headed, "heading of a rubric"
        else:
            for part in parts(line, encoding.name, source.date_order):
                bears = _Ruling(part.day, "explicit", None) if part.day else ruling
                kind, reason = _judge(line, part.text, bears, source, encoding.name)
                if title is None and _has_letter(part.text):
                    title = part.text[:_MAX_TITLE]
                items.append(
                    Item(len(items) + 1, part.byte_start, part.byte_end, kind, part.text[:MAX_RAW_TEXT], bears.day,
                         bears.kind, reason, section=section,
                         published_at=moment_of(bears.day, part.at or clock, source))
                )  # fmt: skip
            clock = None
            continue
        text = line.text[:MAX_RAW_TEXT]
        items.append(Item(len(items) + 1, line.byte_start, line.byte_end, kind, text, ruling.day, ruling.kind, reason))
    return ReadDocument(name, "text/plain", encoding.name, title, published_on, items)


def _ruling_of_page(first: DateLine | None, source: Source, place: Place) -> _Ruling:
    """The day of the lines above the page's first date line: all lines, if it has none."""
    if first:
        return _Ruling(first.day, "inherited" if first.day else None, first.error)
    return _Ruling(*fallback_day(source, place), None)


def _judge(line: Line, text: str, ruling: _Ruling, source: Source, encoding: str) -> tuple[ItemKind, str | None]:
    """What a text of a line is, and why when it is no headline."""
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
    if not _has_letter(text):
        return "boilerplate", "no letters: a rule, a number or a separator"
    if ruling.day:
        return "headline", None
    if ruling.error:
        return "rejected", f"the date line that rules it is wrong: {ruling.error}; correct it"
    return "rejected", undated(source)


def _has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))
