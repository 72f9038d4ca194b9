"""The markup of a feed: telling it from other markup, its text, and its first element.

What belongs here: what stands before a feed's first element, and its encoding. What does not: what is in the feed
(feed_tame.py, readers/feed.py).
"""

import re
from typing import NamedTuple

from pipelines.ingest.decode import Encoding, Unreadable
from pipelines.ingest.spans import decoded, known_encoding

HEAD = 64 * 1024
_EBCDIC = b"\x4c\x6f\xa7\x94"  # '<?xm'
_DECLARED = re.compile(r"""<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")

# What stands before a document's first element.
_BEFORE_ROOT = re.compile(
    r"[\s\ufeff]+|<\?(?:[^<]*?\?>|[^>]*+>)|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL
)
_FIRST_TAG = re.compile(r"<(?:[A-Za-z_][\w.-]*+:)?([A-Za-z_][\w.-]*+)(?=[\s/>])[^>]*+")
# A feed behind something that its server let slip before it: a warning, a tag.
_LATE_ROOT = re.compile(r"<(?:rdf:)?(rss|rdf|feed)\b(?=[^<>]*(?:version|xmlns))", re.IGNORECASE)
_SLIPPED_IN = frozenset({"", "b", "br", "div", "font", "p", "pre", "table"})
_SLIPPED_LENGTH = 4 * 1024
_ROOTS = frozenset({"rss", "feed", "rdf", "channel", "entry"})
_ATOM = re.compile(r"w3\.org/2005/atom|purl\.org/(?:atom|echo|pie)", re.IGNORECASE)
_RDF_FEED = re.compile(r"purl\.org/rss/|netscape\.com/rdf|<(?:\w+:)?(?:item|channel)\b", re.IGNORECASE)


class Root(NamedTuple):
    """A document's first element: its name in lower case without prefix, where it begins, its tag's text."""

    name: str
    start: int
    tag: str


def feed_score(data: bytes) -> float:
    """How surely a document is a feed, from its first element: 0 to 1."""
    text = _head(data)
    root = _first_element(text)
    if root.name in ("rss", "feed"):
        return 0.95 if root.name == "rss" or _ATOM.search(root.tag) or "version" in root.tag else 0.8
    if root.name == "rdf":
        return 0.9 if _RDF_FEED.search(text) else 0.0
    if root.name == "channel":
        return 0.7
    if root.name == "entry":
        return 0.85 if _ATOM.search(root.tag) else 0.0
    return 0.6 if root.name in _SLIPPED_IN and _late_root(text) else 0.0


def feed_text(data: bytes, expected: str | None) -> tuple[str, Encoding]:
    """The text of a feed and its encoding, as declared in it where that fits; `expected` is its source's.

    Raises:
        Unreadable: the bytes are no text.
    """
    match = _DECLARED.search(_head(data[:1024]))
    if data.startswith(_EBCDIC):
        name = (match and known_encoding(match[1], less_than=_EBCDIC[:1])) or "cp037"
        return decoded(data, name, expected)
    return decoded(data, known_encoding(match[1]) if match else None, expected)


def feed_root(text: str) -> Root:
    """The first element of a feed, also behind something that does not belong there.

    Raises:
        Unreadable: there is no feed in the text.
    """
    root = _first_element(text)
    if root.name in _ROOTS:
        return root
    late = _late_root(text)
    if late:
        return late
    what = f"the first element is <{root.name[:40]}>" if root.name else "no element comes first"
    raise Unreadable(f"the document is no feed (RSS, RDF, Atom or CDF): {what}; set reader: auto for its source")


def _first_element(text: str) -> Root:
    """The first element of a document; its name is empty where something else stands before any."""
    position = 0
    while match := _BEFORE_ROOT.match(text, position):
        position = match.end()
    first = _FIRST_TAG.match(text, position)
    return Root(first[1].lower(), position, first[0]) if first else Root("", position, "")


def _late_root(text: str) -> Root | None:
    late = _LATE_ROOT.search(text, 0, _SLIPPED_LENGTH)
    return Root(late[1].lower(), late.start(), late[0]) if late else None


def _head(data: bytes) -> str:
    """The beginning of a document, near enough for its markup."""
    if data.startswith(_EBCDIC):
        return data[:HEAD].decode("cp037")
    return data[:HEAD].replace(b"\x00", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xfe\xff")
