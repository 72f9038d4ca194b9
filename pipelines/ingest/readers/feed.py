"""Feeds: RSS 0.90 to 2.0, RDF, Atom 0.3 and 1.0, CDF, also ill-formed ones, by the library feedparser.

What belongs here: what the library's reading of a feed means for items. What does not: making a feed's bytes safe for
the library (feed_markup.py, feed_tame.py), what makes an entry a headline (entry.py), feeds in JSON (json_feed.py).

The day of an entry is its own date (`feed`: published, else updated, else created, as the library reads it), else the
day of the file or the source. The date of the whole feed dates no entry: in real feeds it is years older, or today.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast
from xml.sax import SAXParseException

import feedparser

from pipelines.ingest.decode import Unreadable
from pipelines.ingest.entry import Entry, day_of, has_time, item_of, label, language_code, lead, plain, web_address
from pipelines.ingest.feed_markup import feed_score, feed_text
from pipelines.ingest.feed_tame import Tame, tame
from pipelines.ingest.reader import Item, ItemKind, Place, ReadDocument, fallback_day
from pipelines.ingest.sources import Source
from pipelines.ingest.spans import Offsets, badly_decoded

name = "feed"

_MEDIA = {"feed": "atom+xml", "entry": "atom+xml", "rdf": "rdf+xml", "channel": "x-cdf"}
_MAX_TITLE = 500
_DATES = ("published", "updated", "created")
# A date with its year. The library fills in the present one ("--12-31", "T10:00"); today's date is never taken.
_YEAR = re.compile(r"(?!\s*-)(?=.*?(?:\d{4}|\d[ -]\w{1,12}[ -]\d\d))", re.DOTALL)
# What the library lets through on ill-formed feeds: it indexes, converts and asserts without looking.
_LIBRARY_FAILS = (
    *(ValueError, LookupError, AttributeError, TypeError, ArithmeticError, AssertionError, RuntimeError),
    feedparser.ThingsNobodyCaresAboutButMe,
)
# What the library reads a feed and its entries into: its own mapping, which adds keys of older names.
_Node = Mapping[str, Any]


def sniff(data: bytes, file_name: str) -> float:
    """By the first element: above 0.6 for feeds, 0.6 for one behind a server's warning, 0 for the rest."""
    return feed_score(data)


def read(data: bytes, source: Source, place: Place) -> ReadDocument:
    """The entries of a feed, one item each; a feed without entries is one item that says so.

    Raises:
        Unreadable: the document is no feed, or one that is made to exhaust its reader.
    """
    text, encoding = feed_text(data, source.encoding)
    safe = tame(text)
    parsed = _parse(safe, place)
    feed: _Node = parsed["feed"]
    entries: Sequence[_Node] = parsed["entries"]
    _, _, day = _date(feed, source)
    fallback = fallback_day(source, place)
    offsets = Offsets(data, text, encoding)
    # In some broken feeds the library counts other elements than the pass over the tags: then no place is sure.
    places = safe.entries if len(safe.entries) == len(entries) else [(0, None)] * len(entries)
    items: list[Item] = []
    for position, (node, (start, end)) in enumerate(zip(entries, places, strict=True), start=1):
        entry = _entry(node, feed, source, place)
        if safe.broken_off and position == len(places):
            entry = replace(entry, refused=_broken_off(text))
        elif "\ufffd" in entry.title and badly_decoded(text, encoding):
            entry = replace(entry, refused=_undecoded(encoding.name, source))
        span = offsets.span(start, end) if end else (None, None)
        items.append(item_of(entry, position, span, source, "feed", fallback))
    title = _title(feed)[:_MAX_TITLE]
    if not items:
        items.append(_no_entries(data, title, parsed, safe))
    media = f"application/{_MEDIA.get(safe.root, 'rss+xml')}"
    return ReadDocument(name, media, encoding.name, title or None, day, items)


def _parse(safe: Tame, place: Place) -> _Node:
    """The library's reading. It gets bytes, never a string: a string could be an address, which it would fetch.

    Its clean-up of embedded HTML is left out: no markup is kept, and its patterns take quadratic time.
    """
    headers = {"content-type": "application/xml; charset=utf-8"}
    if place.uri.startswith(("http://", "https://")):
        headers["content-location"] = place.uri
    failure: Exception | None = None
    for before in ("", "."):  # text before the first element is no XML: the library's other, lenient parser takes over
        stream = io.BytesIO((before + safe.xml).encode())
        try:
            reading = feedparser.parse(
                stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
            )
            return cast(_Node, reading)
        except _LIBRARY_FAILS as error:
            failure = error
    raise Unreadable(
        f"the feed is too ill-formed for its parser ({type(failure).__name__}: {str(failure)[:80]}); "
        "fetch it again, or ask its publisher to mend it"
    ) from failure


def _entry(node: _Node, feed: _Node, source: Source, place: Place) -> Entry:
    title = _title(node)
    written, moment, day = _date(node, source)
    detail: _Node = node.get("title_detail") or {}
    told = (node.get("language"), detail.get("language"), feed.get("language"))
    tag: _Node = next((tag for tag in node.get("tags", ()) if tag.get("term") or tag.get("label")), {})
    origin: _Node = node.get("source") or {}
    return Entry(
        title=title,
        text="" if title else _text(node),
        written=written,
        moment=moment,
        day=day,
        link=web_address(node.get("link"), place.uri),
        section=label(tag.get("label") or tag.get("term")),
        language=next(filter(None, map(language_code, told)), None),
        publisher=label(origin.get("title")) or label(_title(feed)),
    )


def _title(node: _Node) -> str:
    detail: _Node = node.get("title_detail") or {}
    return plain(node.get("title") or "", markup="html" in detail.get("type", ""))


def _text(node: _Node) -> str:
    """The beginning of an entry's summary or content as plain text."""
    parts: list[_Node] = [node.get("summary_detail") or {"value": node.get("summary")}, *node.get("content", ())]
    texts = (
        lead(part.get("value") or "", markup=part.get("type") != "text/plain")
        for part in parts
        if part.get("type", "text/html").startswith(("text/", "application/xhtml"))  # a picture has no first sentence
    )
    return next(filter(None, texts), "")


def _date(node: _Node, source: Source) -> tuple[str | None, datetime | None, date | None]:
    """The date of an entry or feed as it stands, and as the library reads it: the moment (UTC), the local day."""
    written: str | None = None
    for key in _DATES:
        text, parsed = dict.get(cast(dict[str, Any], node), key), dict.get(cast(dict[str, Any], node), f"{key}_parsed")
        written = written or text
        if text and parsed and _YEAR.match(text):
            try:
                moment = datetime(*parsed[:6])
            except (ValueError, OverflowError):
                continue
            return (text, moment, day_of(moment, source)) if has_time(text) else (text, None, moment.date())
    return written, None, None


def _undecoded(encoding: str, source: Source) -> str:
    return f"bytes in its title that are not {encoding}; declare the encoding of source {source.id}, or repair the feed"


def _broken_off(text: str) -> str:
    return f"the feed breaks off within this entry, at line {text.count(chr(10)) + 1}; fetch it again"


def _no_entries(data: bytes, title: str, parsed: _Node, safe: Tame) -> Item:
    """The one item of a feed without entries: furniture where it is well-formed, else rejected."""
    kind: ItemKind = "rejected" if parsed.get("bozo") else "boilerplate"
    reason = "the feed has no entries"
    if parsed.get("bozo"):
        reason += f" that can be found: it is not well-formed ({_where(parsed, safe)}); fetch it again"
    return Item(1, 0, len(data), kind, title, None, None, reason)


def _where(parsed: _Node, safe: Tame) -> str:
    """What is ill-formed, by the library's XML parser, which counts lines from one line above the first element."""
    error = parsed.get("bozo_exception")
    if isinstance(error, SAXParseException):
        line = (error.getLineNumber() or 1) - 1 + safe.lines_before
        return f"{error.getMessage()}, line {line}, column {(error.getColumnNumber() or 0) + 1}"
    return str(error)[:80]
