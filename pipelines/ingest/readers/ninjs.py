"""ninjs, the IPTC's news in JSON, versions 1 to 3: one item, a list of items, or an item a line.

What belongs here: which member of an item says what, in the spellings of the three versions. What does not: other news
in JSON (json_feed.py, json_records.py), finding the items in the document (json_walk.py), IPTC's formats in XML.
"""

import re
from collections.abc import Mapping
from typing import Any

from pipelines.ingest.decode import Unreadable
from pipelines.ingest.entry import Entry, item_of, label, language_code, lead, plain, read_date, web_address
from pipelines.ingest.json_walk import json_head, read_json
from pipelines.ingest.reader import Place, ReadDocument, fallback_day
from pipelines.ingest.sources import Source

name = "ninjs"

# Members that other news in JSON does not have. Version 1 writes versioncreated, 2 and 3 versionCreated.
_MEMBER = re.compile(
    r'"(versioncreated|firstcreated|contentcreated|pubstatus|usageterms|copyrightholder|copyrightnotice|description_text'
    r'|body_xhtml|ednote|located|infosources|altids|trustindicators|standard|renditions)"\s*:',
    re.IGNORECASE,
)
_MIN_MEMBERS = 2
# The day of this wording comes before the day of the first one.
_DATES = ("firstpublished", "versioncreated", "contentcreated", "firstcreated")
_WITHDRAWN = frozenset({"canceled", "cancelled", "withheld"})


def sniff(data: bytes, file_name: str) -> float:
    """By members that only ninjs has."""
    head = json_head(data)
    return 0.9 if head and len({found.lower() for found in _MEMBER.findall(head)}) >= _MIN_MEMBERS else 0.0


def read(data: bytes, source: Source, place: Place) -> ReadDocument:
    """The items of a document; what its publisher withheld or cancelled is rejected.

    Raises:
        Unreadable: the document is no JSON, or holds no ninjs.
    """
    document = read_json(data, source.encoding, _is_item)
    if not document.records:
        raise Unreadable("the JSON holds no ninjs item (with a headline or a date of version); set reader: auto")
    items = []
    for position, record in enumerate(document.records, start=1):
        node = _folded(record.value or {})
        written = next((node[key] for key in _DATES if node.get(key)), None)
        moment, day = read_date(written, source)
        title = plain(_told(node, "headline", "headlines", "title"))
        status = node.get("pubstatus")
        withdrawn = isinstance(status, str) and status.lower() in _WITHDRAWN
        entry = Entry(
            title=title,
            text="" if title else _text(node),
            written=written if isinstance(written, str) else None,
            moment=moment,
            day=day,
            link=web_address(node.get("url")) or web_address(node.get("uri")),
            section=label(_told(node, "subject", "subjects", "section")),
            language=language_code(node.get("language")),
            publisher=label(_told(node, "provider", "source", "infosource", "infosources", "copyrightholder")),
            refused=record.reason or (f"its publisher has it {status} (pubstatus)" if withdrawn else None),
        )
        span = document.offsets.span(record.start, record.end)
        items.append(item_of(entry, position, span, source, "explicit", fallback_day(source, place)))
    return ReadDocument(name, "application/json", document.encoding.name, None, None, items)


def _is_item(value: Any, key: str | None, in_list: bool) -> bool:
    if not isinstance(value, dict):
        return False
    node = _folded(value)
    return bool(_told(node, "headline", "headlines")) or any(node.get(key) for key in _DATES)


def _folded(node: Mapping[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in node.items()}


def _told(node: Mapping[str, Any], *keys: str) -> str:
    """The first text among members: a string, or the name or value of an object or of the first in a list."""
    for key in keys:
        value = node.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, dict):
            value = value.get("value") or value.get("name") or value.get("literal")
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _text(node: Mapping[str, Any]) -> str:
    """The beginning of an item's description or body as plain text."""
    keys = (*(key for key in sorted(node) if key.startswith("description")), "body_text", *sorted(node))
    texts = (
        lead(_told(node, key), markup=not key.endswith("text"))
        for key in keys
        if key.startswith(("description", "body"))
    )
    return next(filter(None, texts), "")
