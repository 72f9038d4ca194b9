"""Where the links and headings of an HTML page stand in its bytes.

What belongs here: scanning the text of a page for tags. What does not: what the tags mean (lxml parses them, in
page.py).

A parser keeps no places. So the text is scanned for tags a second time, and the k-th link to an address is the k-th tag
with it. Where the two disagree on how many there are, where a link is not closed before the next begins, and where the
text does not encode to the same bytes again, no span is told.
"""

import html
import re
from collections import defaultdict

from lxml.html import HtmlElement

from pipelines.ingest.decode import Encoding

# A tag as the tokenizer of the HTML standard reads it. Every part takes all it can and gives nothing back, and what is
# not closed runs to the end: so the scan is linear, whatever stands there.
_ATTRIBUTE = r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?)?"""
_TAG = re.compile(
    rf"""<!--.*?(?:-->|\Z)
    | <(?P<raw>script|style|title|textarea|xmp|iframe|noembed|noframes)(?=[\s/>]).*?(?:</(?P=raw)(?=[\s/>])|\Z)
    | </(?P<end>a|h1)[^>]*+>
    | <(?P<start>[a-z][^\s/>]*+)(?P<attributes>(?:[\s/]++|{_ATTRIBUTE})*+)(?:>|\Z)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE, re.DOTALL)
_HREF = re.compile(r"""href\s*+=\s*+(?:"([^"]*)|'([^']*)|([^\s>]*))""", re.IGNORECASE)
# More attributes than any tag has. libxml2 takes 5 s for a tag of 80,000, and four times that for twice as many.
_MAX_ATTRIBUTES = 1000

Span = tuple[int, int] | tuple[None, None]
_NONE: Span = (None, None)


def without_attribute_bombs(text: str) -> str:
    """The text with the attributes of those tags taken out that have more than any page needs."""
    pieces: list[str] = []
    done = 0
    for match in _TAG.finditer(text):
        attributes = match["attributes"]
        if attributes and len(attributes) > 2 * _MAX_ATTRIBUTES and _count(attributes) > _MAX_ATTRIBUTES:
            pieces += text[done : match.start("attributes")], ">"
            done = match.end()
    return "".join((*pieces, text[done:])) if done else text


class Spans:
    """The spans of a page's links and first headings: offsets in its bytes, from the tag to behind the end tag."""

    def __init__(self, data: bytes, text: str, encoding: Encoding, root: HtmlElement) -> None:
        self._text, self._encoding = text, encoding
        try:
            self._exact = text.encode(encoding.name, "surrogateescape") == data[encoding.bom_length :]
        except UnicodeEncodeError:
            self._exact = False
        self._of: dict[HtmlElement, Span] = {}
        if not self._exact:
            return
        tags = self._scan()
        elements: dict[str, list[HtmlElement]] = defaultdict(list)
        for element in root.iter("a", "h1"):
            elements[_key(element.tag, element.get("href"))].append(element)
        for key, found in elements.items():
            if len(found) == len(tags[key]):
                self._of.update(zip(found, tags[key], strict=True))

    def of(self, element: HtmlElement) -> Span:
        """The bytes of a link or first heading; (None, None) where they are not sure."""
        return self._of.get(element, _NONE)

    def of_text(self, text: str) -> Span:
        """The bytes of a text that stands exactly once in the page, as it is or with its signs written as entities."""
        for written in (text, html.escape(text, quote=False), html.escape(text)) if text and self._exact else ():
            start = self._text.find(written)
            if start >= 0:
                if self._text.find(written, start + 1) >= 0:
                    return _NONE
                begin = self._encoding.bom_length + self._length(0, start)
                return begin, begin + self._length(start, start + len(written))
        return _NONE

    def _length(self, start: int, end: int) -> int:
        return len(self._text[start:end].encode(self._encoding.name, "surrogateescape"))

    def _scan(self) -> dict[str, list[Span]]:
        """The spans of the tags by what they are, in their order; (None, None) for one that is not closed in time."""
        found: dict[str, list[Span]] = defaultdict(list)
        begun: dict[str, tuple[str, int, int]] = {}  # by name of the tag: its key, its number, its beginning in bytes
        at = seen = 0
        for match in _TAG.finditer(self._text):
            name = (match["start"] or match["end"] or "").lower()
            if name not in ("a", "h1"):
                continue
            at += self._length(seen, match.start())
            seen = match.start()
            here = self._encoding.bom_length + at
            if match["start"]:
                key = _key(name, _href(match["attributes"]) if name == "a" else None)
                begun[name] = key, len(found[key]), here
                found[key].append(_NONE)
            elif name in begun:
                key, number, start = begun.pop(name)
                found[key][number] = start, here + self._length(match.start(), match.end())
        return found


def _count(attributes: str) -> int:
    return sum(1 for _ in _ONE_ATTRIBUTE.finditer(attributes))


def _href(attributes: str) -> str | None:
    for match in _ONE_ATTRIBUTE.finditer(attributes):
        found = _HREF.match(match[0])
        if found:
            return html.unescape(next((group for group in found.groups() if group), ""))
    return None


def _key(name: str, href: str | None) -> str:
    return name if href is None else f"{name} {href.strip()}"
