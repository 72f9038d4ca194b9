"""NewsML, the IPTC's news in XML: NewsML-G2 (items, packages, messages of them) and NewsML 1.0 to 1.2.

What belongs here: which elements are items, and which reading is theirs. What does not: what an item says
(newsml_g2.py, newsml_one.py), finding and parsing the items (wire_document.py), NITF by itself (readers/nitf.py).
"""

from collections.abc import Sequence

from pipelines.ingest.newsml_g2 import g2_entries
from pipelines.ingest.newsml_one import one_entries
from pipelines.ingest.reader import Place, ReadDocument
from pipelines.ingest.sources import Source
from pipelines.ingest.wire import WireEntry
from pipelines.ingest.wire_document import read_elements
from pipelines.ingest.wire_markup import Element, root_of

name = "newsml"

_ONE = "text/vnd.IPTC.NewsML"
_MESSAGE = "application/vnd.iptc.g2.newsmessage+xml"
_MEDIA = {
    "newsml": _ONE,
    "newsitem": "application/vnd.iptc.g2.newsitem+xml",
    "packageitem": "application/vnd.iptc.g2.packageitem+xml",
    "knowledgeitem": "application/vnd.iptc.g2.knowledgeitem+xml",
    "conceptitem": "application/vnd.iptc.g2.conceptitem+xml",
    "planningitem": "application/vnd.iptc.g2.planningitem+xml",
    "catalogitem": "application/vnd.iptc.g2.catalogitem+xml",
}
_ITEMS = ("newsItem", "packageItem", "knowledgeItem", "conceptItem", "planningItem", "catalogItem")
_ROOTS = frozenset({*_MEDIA, "newsmessage"})


def sniff(data: bytes, file_name: str) -> float:
    """By the first element."""
    return 0.95 if root_of(data).name in _ROOTS else 0.0


def read(data: bytes, source: Source, place: Place) -> ReadDocument:
    """The items of a document, one item each, and the headlines that a package or an item of several parts lists.

    Raises:
        Unreadable: the document is no text, or holds no item.
    """
    media = _MEDIA.get(root_of(data).name, _MESSAGE)
    return read_elements(name, media, _ITEMS, _entries, data, source, place)


def _entries(item: Element, around: Element, source: Source) -> Sequence[WireEntry]:
    """NewsML 1 has one kind of item, whose identification and components G2 does not have."""
    old = item.all("newscomponent") or item.all("newsmanagement") or item.all("newsidentifier")
    return (one_entries if old else g2_entries)(item, around, source)
