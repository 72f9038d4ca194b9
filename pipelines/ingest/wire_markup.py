"""The markup of wire items: their elements found in a document's text, and each taken apart on its own.

What belongs here: the text of a document in XML, where its items stand in it, and safe look-ups inside of one. What
does not: what an element means (readers/), plain text and dates (entry.py, wire.py).

Each item is parsed by itself, so that a broken one spoils no other, and its bytes are known. The document type, with
whatever entities it defines, and every external thing it names are left out before any parser sees them.
"""

import html
import html.entities
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from pipelines.ingest.decode import Encoding
from pipelines.ingest.entry import plain
from pipelines.ingest.spans import decoded, known_encoding

HEAD = 64 * 1024
_DECLARED = re.compile(rb"""^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
# Each alternative ends at the end of the text at the latest, so that no text is scanned twice.
_NO_ELEMENT = (
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<!DOCTYPE[^\[>]*+(?:>|\[.*?(?:\]\s*>|\Z)|\Z)"
)
_CLOSED = (("<!--", "-->"), ("<![", "]]>"), ("<?", "?>"), ("<!", ">"))
_REST_OF_TAG = r"""(?=[\s/>])(?:(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>|[^<>]*+>?)"""
_BEFORE_ROOT = re.compile(
    r"[\s\ufeff\x00]+|<\?(?:[^<]*?\?>|[^>]*+>)|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL
)
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*+:)?([A-Za-z_][\w.-]*+)(?=[\s/>])([^>]*+)")
_REFERENCE = re.compile(r"&(?:#([0-9]{1,8}|[xX][0-9a-fA-F]{1,8});?|([A-Za-z][A-Za-z0-9]{1,31});)?")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NO_TAG = re.compile(r"<(?![A-Za-z_/!?])")
# An element of more attributes tells nothing: to list them takes quadratic time.
_MAX_ATTRIBUTES = 200
# What XML cannot hold: control characters, noncharacters.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NO_TEXT = re.compile("[\ud800-\udfff]")


class Root(NamedTuple):
    """A document's first element: its name in lower case without prefix (empty where there is none), its attributes."""

    name: str
    attributes: str


class Found(NamedTuple):
    """An element of a document: its name without prefix, and where it stands in the text.

    `whole` is false where its end tag is missing: then it reaches to the next one, or to the end of the text.
    """

    name: str
    start: int
    end: int
    whole: bool


def root_of(data: bytes) -> Root:
    """The first element of a document in markup, from its beginning; cheap."""
    head = data[:HEAD].replace(b"\x00", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xfe\xff")
    position = 0
    while match := _BEFORE_ROOT.match(head, position):
        position = match.end()
    first = _ROOT.match(head, position)
    return Root(first[1].lower(), first[2]) if first else Root("", "")


def xml_text(data: bytes, expected: str | None) -> tuple[str, Encoding]:
    """The text of a document in XML and its encoding, as it declares it where that fits; `expected` is its source's.

    Raises:
        Unreadable: the bytes are no text.
    """
    match = _DECLARED.match(data[:1024])
    declared = known_encoding(match[1].decode()) if match else None
    # UTF-8 that is declared but not there tells nothing: it is what programs declare without looking
    return decoded(data, declared if declared != "utf-8" else None, expected)


def found_elements(text: str, names: Iterable[str]) -> Iterator[Found]:
    """The outermost elements of these names (in any spelling of their letters), in order; what comments hide is left.

    Where an end tag is missing, an element ends where the next one begins. A comment, or its like, that is never closed
    is an element without a name.
    """
    pattern = re.compile(
        rf"{_NO_ELEMENT}|<(/?)(?:[A-Za-z_][\w.-]*+:)?({'|'.join(map(re.escape, names))}){_REST_OF_TAG}",
        re.IGNORECASE | re.DOTALL,
    )
    tags: list[re.Match[str]] = []
    ends: dict[int, int] = {}
    opened: defaultdict[str, list[int]] = defaultdict(list)
    for match in pattern.finditer(text):
        if match[2] is None:
            if not match[0].endswith(next(end for begin, end in _CLOSED if match[0].startswith(begin))):
                tags.append(match)
            continue
        if match[1]:
            if opened[match[2].lower()]:
                ends[opened[match[2].lower()].pop()] = len(tags)
        elif not match[0].endswith("/>"):
            opened[match[2].lower()].append(len(tags))
        tags.append(match)
    position = 0
    while position < len(tags):
        tag, last = tags[position], ends.get(position)
        position += 1
        if tag[1]:
            continue
        if tag[2] is None or tag[0].endswith("/>"):
            yield Found(tag[2] or "", tag.start(), tag.end(), tag[2] is not None)
        elif last is None:
            following = next((tags[i].start() for i in range(position, len(tags)) if not tags[i][1]), len(text))
            yield Found(tag[2], tag.start(), following, False)
        else:
            yield Found(tag[2], tag.start(), tags[last].end(), True)
            position = last + 1


def envelope_of(text: str, end: int) -> "Element":
    """What stands before the first item: the elements from the document's root on, without its document type."""
    position = 0
    while match := _BEFORE_ROOT.match(text, position):
        position = match.end()
    return Element(text[position:end])


class Element:
    """An element taken apart: look-ups by name, in lower case and without prefix, whatever namespace they are in."""

    def __init__(self, text: str) -> None:
        """Take the element that `text` is; ill-formed ones as far as they go, in linear time, nothing else loaded."""
        self.named: defaultdict[str, list[etree._Element]] = defaultdict(list)
        parser = etree.XMLParser(
            recover=True, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
            remove_comments=True, remove_pis=True, encoding="utf-8",
        )  # fmt: skip
        try:
            self.root = etree.fromstring(_tamed(text).encode(), parser)
        except etree.XMLSyntaxError:  # there is not even a tag in it
            self.root = None
        for element in () if self.root is None else self.root.iter("*"):
            self.named[_local(element)].append(element)

    @property
    def name(self) -> str:
        """The element's own name, empty where there is none."""
        return "" if self.root is None else _local(self.root)

    def breaks_off_in(self, title: str, text: str) -> bool:
        """Whether the element, whose markup is `text`, ends within its headline, or before there is one."""
        tag = text[text.rfind("<", 0, text.rfind(">") + 1) :]
        if tag.startswith("</") or tag.partition(">")[0].endswith("/"):
            return self.root is None  # what began last has ended
        last = self.root
        while last is not None and len(last):
            last = last[-1]
        return not title or last is None or text_of(last) in ("", title)

    def all(self, name: str, *within: str) -> list[etree._Element]:
        """The elements of a name, in order; `within` are names of which one is an element around each."""
        found = self.named.get(name, [])
        return [e for e in found if any(_local(a) in within for a in e.iterancestors())] if within else found

    def texts(self, name: str, *within: str) -> Iterator[str]:
        """The plain texts of the elements of a name that have any."""
        return filter(None, (text_of(element) for element in self.all(name, *within)))

    def text(self, name: str, *within: str) -> str:
        """The first of these texts, empty without one."""
        return next(self.texts(name, *within), "")

    def values(self, name: str, attribute: str, *within: str) -> Iterator[str]:
        """The values of an attribute of the elements of a name that have any."""
        return filter(None, (value(element, attribute) for element in self.all(name, *within)))

    def value(self, name: str, attribute: str, *within: str) -> str:
        """The first of these values, empty without one."""
        return next(self.values(name, attribute, *within), "")


def text_of(element: etree._Element) -> str:
    """The plain text of an element and all within."""
    return plain("".join(element.itertext()))


def value(element: etree._Element, attribute: str) -> str:
    """The plain value of an attribute, by its name in lower case without prefix; empty without one."""
    if len(element.attrib) > _MAX_ATTRIBUTES:
        return ""
    for key, found in element.attrib.items():
        if _bare(str(key)) == attribute:
            return plain(str(found))
    return ""


def _local(element: etree._Element) -> str:
    return _bare(element.tag) if isinstance(element.tag, str) else ""


def _bare(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2].lower()


def _tamed(text: str) -> str:
    """The text of an element without what stops a parser: entities it does not know, stray signs, no characters."""
    if "&" in text:
        text = _REFERENCE.sub(_character, text)
    return _NO_TEXT.sub("\ufffd", _NOT_XML.sub(" ", _NO_TAG.sub("&lt;", text)))


def _character(reference: re.Match[str]) -> str:
    """A reference as XML has it: numbers of real characters and five names; names of HTML become what they mean."""
    number, name = reference[1], reference[2]
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        return f"&#{code};" if 32 <= code < 0xD800 or 0xE000 <= code < 0x110000 else " "
    if name in _OF_XML:
        return reference[0]
    means = html.entities.html5.get(f"{name};") if name else None
    return html.escape(means) if means else f"&amp;{reference[0][1:]}"
