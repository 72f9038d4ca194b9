"""Wire items: what is theirs beside what any entry tells: keywords, datelines, several dates of which one counts.

What belongs here: what the readers of wire formats and mail have in common beyond entry.py. What does not: any one
format (readers/), taking markup apart (wire_markup.py), the text of transmissions (wire_text.py).
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from pipelines.ingest import entry as entries
from pipelines.ingest.entry import Entry, first_sentence, plain, read_date
from pipelines.ingest.reader import MAX_RAW_TEXT, DateKind, Item
from pipelines.ingest.sources import Source

Span = tuple[int | None, int | None]
NOWHERE: Span = (None, None)
# The day of what has none of its own, and how it is known.
Fallback = tuple[date | None, DateKind | None]

# Where and when a story was filed: "NEW YORK (AP) _", "Tegucigalpa, Jan 2 (EFE).-", "LONDON, March 9 -".
_CAPITAL = r"[^\W\d_a-zà-ÿ][^\s,()]{0,30}+"
_PLACE = rf"{_CAPITAL}(?:[ /](?:{_CAPITAL}|an|am|da|de|del|der|do|la|le|of)){{0,4}}"
_FILED = r"(?:[^\W\d_]{3,9}\.?\s\d{1,2}|\d{1,2}\.?\s[^\W\d_]{3,9}\.?)(?:,?\s\d{4})?"
DATELINE = re.compile(
    rf"^\W{{0,5}}{_PLACE}(?:,\s?{_PLACE}){{0,2}}"
    rf"(?:(?:,\s?{_FILED})?\s?\([^()]{{2,30}}\)\s?[.:]?\s?[-_‒–—]{{1,2}}\s|,\s?{_FILED}\s[-_‒–—]{{1,2}}\s)"
)
# Dates in digits alone, which ISO 8601 does not have.
_DIGITS = re.compile(r"((?:19|20)\d{6})(\d{4}|\d{6})")


@dataclass(frozen=True, slots=True)
class WireEntry(Entry):
    """An entry with its keywords (`slug`), the headline where there is neither one nor a text.

    `furniture` is why it is no headline and needs no mending.
    """

    slug: str = ""
    furniture: str | None = None


def item_of(entry: WireEntry, position: int, span: Span, source: Source, fallback: Fallback) -> Item:
    """An entry as an item; `fallback` is the day of one without a readable date."""
    title = entry.title or first_sentence(entry.text)
    if not title or (len(title) > MAX_RAW_TEXT and not entry.title):
        title = entry.slug or title
    refused = entry.refused
    if "\ufffd" in title and not refused:
        refused = f"bytes in its headline that are no text; declare the encoding of source {source.id}, or repair it"
    item = entries.item_of(replace(entry, title=title, refused=refused), position, span, source, "explicit", fallback)
    return replace(item, kind="boilerplate", reason=entry.furniture) if entry.furniture and not refused else item


def debris(position: int, span: Span, text: str, reason: str) -> Item:
    """Something that stands where an item was looked for, as a rejected item."""
    start, end = span if None not in span else NOWHERE
    return Item(position, start, end, "rejected", plain(text[: 2 * MAX_RAW_TEXT])[:MAX_RAW_TEXT], None, None, reason)


def shown(text: str) -> str:
    """Text that is no markup, with its white space collapsed and nothing in it that cannot be shown; brackets stay."""
    return plain(html.escape(text, quote=False))


def lead(text: str) -> str:
    """The beginning of a longer text, plain, without its dateline: enough for its first sentence."""
    found = entries.lead(text, markup=False)
    return DATELINE.sub("", found, count=1) or found


def dated(candidates: Iterable[str | None], source: Source) -> tuple[str | None, datetime | None, date | None]:
    """Of several dates as they are written, the first that can be read: it, its moment (UTC, no zone), its local day.

    Without such a one, the first that is written at all, None, None.
    """
    first: str | None = None
    for candidate in candidates:
        text = " ".join((candidate or "").split())
        if text:
            first = first or text
            together = _DIGITS.fullmatch(text)
            moment, day = read_date(f"{together[1]}T{together[2]}" if together else text, source)
            if day:
                return text, moment, day
    return first, None, None
