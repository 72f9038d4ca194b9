"""News in JSON of any shape: records with a headline, in a list, under keys, or one a line.

What belongs here: which objects are records, and which of their keys say what. What does not: JSON with a format of
its own (json_feed.py, ninjs.py), finding the records in the document (json_walk.py), tables (other readers).

A record is an object with a headline; alone it needs another key of a record too, and one that holds a list of records
is a wrapper. Keys are compared without case, '_' and '-'. The `columns` of a source name keys that are called
otherwise. A record without a date has that of the key it stands under ({"2026-03-05": [...]}).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from pipelines.ingest.dates import date_line
from pipelines.ingest.decode import Unreadable
from pipelines.ingest.entry import Entry, item_of, label, language_code, lead, plain, read_date, web_address
from pipelines.ingest.json_walk import Record, json_head, read_json
from pipelines.ingest.reader import DateKind, Place, ReadDocument, fallback_day
from pipelines.ingest.sources import Source, TableColumn

name = "json_records"

# The names of keys in the answers of news services and in dumps, the surest first.
_KEYS: dict[TableColumn, tuple[str, ...]] = {
    "headline": ("headline", "title", "webtitle", "articletitle", "newstitle", "head", "headlines"),
    "date": (
        "publishedat", "datepublished", "publisheddate", "publicationdate", "publishdate", "pubdate", "published",
        "publishedon", "webpublicationdate", "firstpublished", "issued", "date", "datetime", "publishtime", "pubtime",
        "seendate", "createdutc", "timestamp", "time", "createdat", "created", "updatedat", "updated", "datemodified",
    ),
    "link": ("url", "link", "weburl", "articleurl", "href", "permalink", "canonicalurl"),
    "section": ("section", "sectionname", "category", "categories", "rubric", "topic", "desk", "tags", "keywords"),
    "language": ("language", "lang", "inlanguage", "languagecode"),
    "publisher": ("publisher", "source", "sourcename", "outlet", "newspaper", "sitename", "provider", "domain"),
}  # fmt: skip
_TEXT = (
    "summary", "description", "abstract", "lead", "leadparagraph", "snippet", "contentpreview", "excerpt", "content",
    "body", "text", "articlebody",
)  # fmt: skip
_OF_A_RECORD = frozenset((*_KEYS["date"], *_KEYS["link"], *_TEXT))
_LISTS = frozenset("articles items entries results docs documents news stories posts records rows data hits".split())
_VALUES = ("main", "value", "name", "title", "label", "text", "term", "$date")


def sniff(data: bytes, file_name: str) -> float:
    """A middling score for any JSON: a reader that knows it knows it better."""
    return 0.4 if json_head(data) else 0.0


def read(data: bytes, source: Source, place: Place) -> ReadDocument:
    """The records of a document, one item each.

    Raises:
        Unreadable: the document is no JSON, or no object in it has a headline.
    """
    keys = _keys_of(source)

    def is_record(value: Any, key: str | None, in_list: bool) -> bool:
        if isinstance(value, str):
            return in_list and key is not None and (key in keys["headline"] or _day_of_key(key) is not None)
        return isinstance(value, dict) and _is_record(_folded(value), keys, in_list)

    document = read_json(data, source.encoding, is_record)
    if not document.records:
        raise Unreadable(
            "the JSON holds no record with a headline (a key 'headline' or 'title' beside a date, link or text); "
            f"name the keys in the columns of source {source.id}"
        )
    items = []
    for position, record in enumerate(document.records, start=1):
        entry = _entry(record, keys, source, place)
        day = _day_of_key(record.key) if record.key else None
        fallback: tuple[date | None, DateKind | None] = (day, "inherited") if day else fallback_day(source, place)
        span = document.offsets.span(record.start, record.end)
        items.append(item_of(entry, position, span, source, "explicit", fallback))
    title = label(document.top.get("title"))
    return ReadDocument(name, "application/json", document.encoding.name, title, None, items)


def _keys_of(source: Source) -> dict[TableColumn, tuple[str, ...]]:
    """The keys that are looked for: the source's own before the common ones."""
    return {column: (*map(_fold, _own(source, column)), *keys) for column, keys in _KEYS.items()}


def _own(source: Source, column: TableColumn) -> Iterable[str]:
    return [source.columns[column]] if column in source.columns else []


def _entry(record: Record, keys: Mapping[TableColumn, tuple[str, ...]], source: Source, place: Place) -> Entry:
    if not isinstance(record.value, dict):
        return Entry(title=plain(record.value or ""), refused=record.reason)
    node = _folded(record.value)
    written = next((node[key] for key in keys["date"] if node.get(key)), None)
    written = _string(written) or written
    moment, day = read_date(written, source)
    told = {column: _first(node, keys[column]) for column in keys}
    title = plain(told["headline"])
    return Entry(
        title=title,
        text="" if title else lead(_first(node, _TEXT), markup=True),
        written=str(written)[:100] if written else None,
        moment=moment,
        day=day,
        link=web_address(told["link"], place.uri),
        section=label(told["section"]),
        language=language_code(told["language"]),
        publisher=label(told["publisher"]),
        refused=record.reason,
    )


def _is_record(node: Mapping[str, Any], keys: Mapping[TableColumn, tuple[str, ...]], in_list: bool) -> bool:
    if any(isinstance(node.get(key), list) and any(isinstance(one, dict) for one in node[key][:3]) for key in _LISTS):
        return False
    if not _first(node, keys["headline"]):
        return False
    return in_list or not _OF_A_RECORD.isdisjoint(node)


def _folded(node: Mapping[str, Any]) -> dict[str, Any]:
    return {_fold(key): value for key, value in node.items()}


def _fold(key: str) -> str:
    return key.casefold().replace("_", "").replace("-", "").replace(" ", "")


def _first(node: Mapping[str, Any], keys: Iterable[str]) -> str:
    return next(filter(None, (_string(node.get(key)) for key in keys)), "")


def _string(value: Any) -> str:
    """A text: a string, or the one in an object ({"main": ...}) or at the head of a list."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = next((value[key] for key in _VALUES if isinstance(value.get(key), str)), "")
    return value.strip() if isinstance(value, str) else ""


@lru_cache(maxsize=256)
def _day_of_key(key: str) -> date | None:
    line = date_line(key)
    return line.day if line else None
