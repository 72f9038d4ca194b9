"""JSON Feed 1.0 and 1.1 (jsonfeed.org).

What belongs here: which member of a feed or its items says what. What does not: feeds in XML (feed.py), other news in
JSON (ninjs.py, json_records.py), finding the items in the document (json_walk.py).
"""

import re
from typing import Any

from pipelines.ingest.entry import Entry, item_of, label, language_code, lead, plain, read_date, web_address
from pipelines.ingest.json_walk import json_head, read_json
from pipelines.ingest.reader import Item, Place, ReadDocument, fallback_day
from pipelines.ingest.sources import Source

name = "json_feed"

_VERSION = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version')
_MAX_TITLE = 500


def sniff(data: bytes, file_name: str) -> float:
    """By the version that a JSON Feed names."""
    head = json_head(data)
    return 0.95 if head and _VERSION.search(head) else 0.0


def read(data: bytes, source: Source, place: Place) -> ReadDocument:
    """The items of a feed; a feed without items is one item that says so.

    Raises:
        Unreadable: the document is no JSON.
    """
    document = read_json(data, source.encoding, _is_item)
    feed = document.top
    title = plain(_string(feed, "title"))[:_MAX_TITLE]
    items: list[Item] = []
    for position, record in enumerate(document.records, start=1):
        node: dict[str, Any] = record.value or {}
        written = node.get("date_published") or node.get("date_modified")
        moment, day = read_date(written, source)
        tags = node.get("tags")
        entry = Entry(
            title=plain(_string(node, "title")),
            text=_text(node),
            written=written if isinstance(written, str) else None,
            moment=moment,
            day=day,
            link=web_address(node.get("url") or node.get("external_url"), place.uri),
            section=label(tags[0]) if isinstance(tags, list) and tags else None,
            language=language_code(node.get("language")) or language_code(feed.get("language")),
            publisher=label(title),
            refused=record.reason,
        )
        span = document.offsets.span(record.start, record.end)
        items.append(item_of(entry, position, span, source, "feed", fallback_day(source, place)))
    if not items:
        items.append(Item(1, 0, len(data), "boilerplate", title, None, None, "the feed has no entries"))
    return ReadDocument(name, "application/feed+json", document.encoding.name, title or None, None, items)


def _is_item(value: Any, key: str | None, in_list: bool) -> bool:
    return key == "items" and in_list and isinstance(value, dict)


def _text(node: dict[str, Any]) -> str:
    """The beginning of an item's text as plain text; only its content_html has markup."""
    texts = (
        lead(_string(node, key), markup=key == "content_html") for key in ("summary", "content_text", "content_html")
    )
    return next(filter(None, texts), "")


def _string(node: dict[str, Any], key: str) -> str:
    value = node.get(key)
    return value if isinstance(value, str) else ""
