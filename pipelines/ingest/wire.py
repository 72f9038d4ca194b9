"""Wire items: what an item of a news agency or a mail tells, and its judgement as an item of a document.

What belongs here: plain text, dates, languages and links as such documents write them, and which of their items are
headlines. What does not: any one format (readers/), taking markup apart (wire_markup.py), lines of plain text
(readers/listing.py).
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from pipelines.ingest.dates import date_line
from pipelines.ingest.reader import MAX_RAW_TEXT, DateKind, Item, ItemKind, local_day, undated
from pipelines.ingest.sources import Source

Span = tuple[int | None, int | None]
NOWHERE: Span = (None, None)

_MAX_LABEL = 200
_MAX_LINK = 4_000
# A written date is short; what is longer is text.
_MAX_DATE = 80
# Of a text without a headline, the beginning in which a first sentence is sought.
_LEAD = 20_000

# Markup that was escaped into the text; other brackets ("the <blink> tag", "<IBM.N>") are of the text.
_TAG = re.compile(
    r"</?(?:(a|abbr|b|big|cite|em|font|i|img|small|span|strike|strong|sub|sup|u)"
    r"|br|div|h[1-6]|hr|li|ol|p|table|td|tr|ul)(?:\s[^<>]*+|/)?>",
    re.IGNORECASE,
)
# Control characters, lone surrogates and noncharacters: nothing that can be shown or stored.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*+(?=\s+[\"'“‘«(\[¿¡]*+[^\W_a-zà-ÿ])")
# A stop after these ends no sentence: titles, single letters (initials, U.S.).
_ABBREVIATED = re.compile(
    r"(?:^|[\s(.])(?:[^\W\d_]|Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Lt|Col|Capt|Sgt|Prof|Jr|Sr|No|vs|Co|Corp|Inc|Ltd)\.$"
)
# Where and when a story was filed: "NEW YORK (AP) _", "Tegucigalpa, Jan 2 (EFE).-", "LONDON, March 9 -".
_CAPITAL = r"[^\W\d_a-zà-ÿ][^\s,()]{0,30}+"
_PLACE = rf"{_CAPITAL}(?:[ /](?:{_CAPITAL}|an|am|da|de|del|der|do|la|le|of)){{0,4}}"
_FILED = r"(?:[^\W\d_]{3,9}\.?\s\d{1,2}|\d{1,2}\.?\s[^\W\d_]{3,9}\.?)(?:,?\s\d{4})?"
DATELINE = re.compile(
    rf"^\W{{0,5}}{_PLACE}(?:,\s?{_PLACE}){{0,2}}"
    rf"(?:(?:,\s?{_FILED})?\s?\([^()]{{2,30}}\)\s?[.:]?\s?[-_‒–—]{{1,2}}\s|,\s?{_FILED}\s[-_‒–—]{{1,2}}\s)"
)
# Dates in digits alone, which ISO 8601 does not have.
_DIGITS = re.compile(r"(\d{8})(\d{4}|\d{6})")
_TIME = re.compile(r"\d\s*[:.]\s*\d\d|\dT\d", re.IGNORECASE)
_LANGUAGE = re.compile(r"\s*([a-zA-Z]{2})(?![a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Entry:
    """What an item of a wire tells; texts are plain already.

    `refused` is why it cannot be a headline, `furniture` why it is none and needs no mending.

    `text` gives the headline where there is none, `slug` (its keywords) where there is no text either. `written` is its
    date as it stands, `moment` (UTC, no zone) and `day` what was read of it (`day` alone where it has no time).
    """

    title: str
    text: str = ""
    slug: str = ""
    written: str | None = None
    moment: datetime | None = None
    day: date | None = None
    link: str | None = None
    section: str | None = None
    language: str | None = None
    publisher: str | None = None
    refused: str | None = None
    furniture: str | None = None


def item_of(
    entry: Entry, position: int, span: Span, source: Source, fallback: tuple[date | None, DateKind | None]
) -> Item:
    """An entry as an item; `fallback` is the day of one without a readable date, and how it is known."""
    text = entry.title or first_sentence(entry.text)
    if not text or (len(text) > MAX_RAW_TEXT and not entry.title):
        text = entry.slug or text
    day, date_kind = (entry.day, "explicit") if entry.day else fallback
    kind, reason = _judge(entry, text, day, source)
    start, end = span if None not in span else NOWHERE
    return Item(
        position, start, end, kind, text[:MAX_RAW_TEXT], day, date_kind if day else None, reason,
        entry.link, entry.section, entry.language, entry.publisher, entry.moment,
    )  # fmt: skip


def _judge(entry: Entry, text: str, day: date | None, source: Source) -> tuple[ItemKind, str | None]:
    if entry.refused:
        return "rejected", entry.refused
    if entry.furniture:
        return "boilerplate", entry.furniture
    if not text:
        return "rejected", "no headline, nor a text to take its first sentence from; leave it, or ask its publisher"
    if "\ufffd" in text:
        return "rejected", (
            f"bytes in its headline that are no text; declare the encoding of source {source.id}, or repair it"
        )
    if len(text) > MAX_RAW_TEXT:
        return "rejected", (
            f"a headline of {len(text)} characters is none (at most {MAX_RAW_TEXT}); give the text apart from it"
        )
    if not any(map(str.isalpha, text)):
        return "boilerplate", "no letters: a number or signs"
    if day:
        return "headline", None
    unread = f"its date '{entry.written[:40]}' cannot be read, and " if entry.written else ""
    return "rejected", unread + undated(source)


def debris(position: int, span: Span, text: str, reason: str) -> Item:
    """Something that stands where an item was looked for, as a rejected item."""
    start, end = span if None not in span else NOWHERE
    return Item(position, start, end, "rejected", plain(text[: 2 * MAX_RAW_TEXT])[:MAX_RAW_TEXT], None, None, reason)


def plain(text: str) -> str:
    """Text without tags and entities that were escaped into it, white space collapsed, nothing that cannot be shown."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(lambda tag: "" if tag[1] else " ", text)
    return shown(text)


def shown(text: str) -> str:
    """Text with its white space collapsed and nothing in it that cannot be shown; brackets stay."""
    return " ".join(_UNSHOWN.sub(" ", text).split())


def lead(text: str) -> str:
    """The beginning of a longer text, plain, without its dateline: enough for its first sentence."""
    found = plain(text[:_LEAD])
    return DATELINE.sub("", found, count=1) or found


def first_sentence(text: str) -> str:
    """The first sentence of a plain text; all of it where none ends."""
    for end in _SENTENCE_END.finditer(text, 0, MAX_RAW_TEXT + 100):
        if not _ABBREVIATED.search(text, max(0, end.start() - 8), end.start() + 1):
            return text[: end.end()]
    return text


def label(text: str | None) -> str | None:
    """A section or publisher as plain text, None without one."""
    return plain((text or "")[:_LEAD])[:_MAX_LABEL] or None


def language_code(written: str | None) -> str | None:
    """The two letters of ISO 639-1 of a language tag (en-GB: en), None for other forms."""
    match = _LANGUAGE.match(written or "")
    return match[1].lower() if match else None


def web_address(written: str | None) -> str | None:
    """An absolute http(s) address, None for anything else."""
    address = _UNSHOWN.sub("", written or "").strip()
    fits = len(address) <= _MAX_LINK and re.match(r"https?://[^/?#\s]", address, re.IGNORECASE)
    return "%20".join(address.split()) if fits else None


def dated(candidates: Iterable[str | None], source: Source) -> tuple[str | None, datetime | None, date | None]:
    """Of several dates as they are written, the first that can be read: it, its moment (UTC, no zone), its local day.

    Without such a one, the first that is written at all, None, None.
    """
    first: str | None = None
    for candidate in candidates:
        text = (candidate or "").strip()
        if text:
            first = first or text
            moment, day = read_date(text, source)
            if day:
                return text, moment, day
    return first, None, None


def read_date(written: str, source: Source) -> tuple[datetime | None, date | None]:
    """The moment (UTC, no zone) and local day of a date; the day alone where it has no time, (None, None) for none.

    ISO 8601 in its long and short forms, RFC 5322, and the forms of a date line. A time without a zone is the source's.
    """
    text = " ".join(written.split())
    if len(text) > _MAX_DATE:
        return None, None
    if together := _DIGITS.fullmatch(text):
        text = f"{together[1]}T{together[2]}"
    moment: datetime | None = None
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text)
            break
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    if moment is None:
        line = date_line(text, source.date_order)
        return None, line.day if line else None
    if not _TIME.search(text):
        return None, moment.date()
    at = utc(moment, source)
    if at is None:
        return None, moment.date()
    return at, _day(at, source) if moment.tzinfo else moment.date()


def utc(moment: datetime, source: Source) -> datetime | None:
    """A moment as UTC without a zone; one without a zone is local time of the source. None beyond the calendar."""
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(source.time_zone))
    try:
        return zoned.astimezone(UTC).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return None


def _day(moment: datetime, source: Source) -> date:
    try:
        return local_day(moment, source)
    except (OverflowError, ValueError):  # at the ends of the calendar
        return moment.date()
