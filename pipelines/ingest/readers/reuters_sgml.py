"""The SGML of Reuters-21578: the stories of a file, one after the other, each with its own date and title.

What belongs here: the stories of such a file, and their titles. What does not: NITF and NewsML, which are XML.

The text is Latin-1. Control characters of the wire stand in it as references (&#2;), brackets as &lt; or as themselves.
A story without a title (an unprocessed one) has its first line as headline, without the asterisks of an alert.
"""

import html
import re
from collections.abc import Iterator
from datetime import date, datetime

from pipelines.ingest.dates import date_line
from pipelines.ingest.decode import Unreadable
from pipelines.ingest.entry import first_sentence, utc
from pipelines.ingest.reader import Item, Place, ReadDocument, fallback_day
from pipelines.ingest.sources import Source
from pipelines.ingest.wire import WireEntry, debris, item_of, lead, shown

name = "reuters_sgml"

_MEDIA = "text/sgml"
_PUBLISHER = "Reuters"
_HEAD = 4 * 1024
_SNIFFED = re.compile(rb"\A\s*(?:<!DOCTYPE\s++lewis\b|<REUTERS[\s>])", re.IGNORECASE)
# A story ends with its tag, or where the next one begins; each alternative ends with the file at the latest.
_STORY = re.compile(rb"<REUTERS(?=[\s>])([^>]*+)>(.*?)(</REUTERS\s*+>|(?=<REUTERS[\s>])|\Z)", re.DOTALL)
_BETWEEN = re.compile(rb"<!DOCTYPE[^>]*+(?:>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
# In the corpus hours are written wrongly here and there (605:12:19): the day stands.
_DATE = re.compile(r"\s*(\d{1,2})-([A-Za-z]{3})-(\d{4})(?:\s+(\d{1,2}):(\d\d):(\d\d)(?:\.\d*)?)?(?!\d)")
_REFERENCE = re.compile(r"&#\d{1,3};")
_ALERT = re.compile(r"^[\s*]+")


def sniff(data: bytes, file_name: str) -> float:
    """By the document type or the first story."""
    return 0.95 if _SNIFFED.match(data[:_HEAD]) else 0.0


def read(data: bytes, source: Source, place: Place) -> ReadDocument:
    """The stories of a file, one item each; what stands between them is a rejected item.

    Raises:
        Unreadable: the file holds no story.
    """
    fallback = fallback_day(source, place)
    items: list[Item] = []
    last = 0
    for story in _STORY.finditer(data):
        items.extend(_left_over(data, last, story.start(), len(items)))
        last = story.end()
        entry = _entry(story, source)
        items.append(item_of(entry, len(items) + 1, (story.start(), story.end()), source, fallback))
    if not items:
        raise Unreadable("the file has no element <REUTERS>, of which each is a story; fetch it again")
    items.extend(_left_over(data, last, len(data), len(items)))
    day = next((item.published_on for item in items if item.date_kind == "explicit"), None)
    return ReadDocument(name, _MEDIA, "iso8859-1", None, day, items)


def _entry(story: re.Match[bytes], source: Source) -> WireEntry:
    text = story[2].decode("latin-1")
    written, moment, day = _date(text, source)
    title = _part(text, "TITLE")
    refused = None
    if not story[3] and not (title and "</TITLE>" in text):
        refused = "the story breaks off before its title ends; fetch the file again"
    topics = _part(text, "TOPICS") or ""
    return WireEntry(
        title=_ALERT.sub("", _clean(title or "")),
        text=_unprocessed(text),
        written=written,
        moment=moment,
        day=day,
        section=_clean(_part(topics, "D") or "") or None,
        publisher=_PUBLISHER,
        refused=refused,
    )


def _part(text: str, tag: str) -> str | None:
    """What stands between the first tag of a name and its end; None without such a tag."""
    start = text.find(f"<{tag}>")
    if start < 0:
        return None
    start += len(tag) + 2
    end = text.find(f"</{tag}>", start)
    return text[start : end if end >= 0 else len(text)]


def _clean(text: str) -> str:
    # not as HTML: <B> and <I> are companies here
    return shown(html.unescape(_REFERENCE.sub(" ", text)))


def _unprocessed(text: str) -> str:
    """The first sentence of a story's body, or the first line of one that has no parts."""
    body = _part(text, "BODY")
    if body is not None:
        return first_sentence(lead(_clean(body[:4_000])))
    start = text.find("<TEXT")
    start = text.find(">", start) + 1 if start >= 0 else len(text)
    lines = (_clean(_ALERT.sub("", line)) for line in _REFERENCE.sub(" ", text[start : start + 4_000]).splitlines())
    return next((line for line in lines if line and not line.startswith("<")), "")


def _date(text: str, source: Source) -> tuple[str | None, datetime | None, date | None]:
    """The date of a story as it stands, its moment (UTC, no zone) where its hours are ones, its day."""
    written = _part(text, "DATE")
    match = _DATE.match(written or "")
    if not match:
        return (written or "").strip() or None, None, None
    line = date_line(f"{match[1]} {match[2]} {match[3]}")
    day = line.day if line else None
    if day is None or match[4] is None or int(match[4]) > 23 or int(match[5]) > 59 or int(match[6]) > 59:
        return match[0].strip(), None, day
    at = datetime(day.year, day.month, day.day, int(match[4]), int(match[5]), int(match[6]))
    return match[0].strip(), utc(at, source), day


def _left_over(data: bytes, start: int, end: int, before: int) -> Iterator[Item]:
    """What is no story, as an item, unless it is white space, a document type or a comment."""
    text = _BETWEEN.sub(b" ", data[start:end]).strip()
    if text:
        reason = "text between the stories, which belongs to none; repair the file, or leave it"
        yield debris(before + 1, (start, end), text.decode("latin-1"), reason)
