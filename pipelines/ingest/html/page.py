"""An HTML page as bytes, as text and as a tree, and what it states of itself: metadata, JSON-LD, language, address.

What belongs here: decoding, parsing, the page's own statements. What does not: which links are headlines
(listing.py), what an article says (article.py), at which bytes things stand (spans.py).

The tree is lxml's (libxml2). Of the two parsers at hand it is the one that stays linear on misnested formatting: 5,000
paragraphs that never close their <font> take it 7 ms and selectolax (lexbor) 18 s, 100,000 nested <div> nothing and
8 s; on sound pages both read some 300 MB/s. Two faults of it are met here: it is quadratic in the attributes of one
tag, and it stops where elements are nested more than 256 deep.
"""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipelines.ingest.decode import Encoding, Unreadable, detect
from pipelines.ingest.html.spans import Spans, without_attribute_bombs
from pipelines.ingest.reader import MAX_RAW_TEXT, ItemKind
from pipelines.ingest.sources import Source

# The largest front pages have some 3 MB; 12 MB of nothing but links take 20 s and half a gigabyte.
_MAX_BYTES = 10_000_000
# Where a page declares its encoding: the HTML standard has browsers look at 1,024 bytes; pages are less tidy.
_HEAD_BYTES = 4096
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,400}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
# The encodings of the WHATWG Encoding Standard as Python calls them, and the labels that mean another than they say.
_OF_THE_WEB = re.compile(
    r"cp(?:866|874|932|949|125[0-8])|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)|gb18030|big5hkscs|euc_jp|iso2022_jp"
)
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
# What can go where a page nests too deep: its headlines do not need it.
_NESTING = re.compile(
    r"</?(?:div|span|font|b|i|u|em|strong|big|small|center|table|tbody|tr|td|th|form|section|article|main|aside|blockquote|ul|ol|li|dl)"
    r"(?=[\s/>])[^<>]*+>",
    re.IGNORECASE,
)
_LANGUAGES = ("content-language", "language", "dc.language", "dcterms.language", "og:locale", "inlanguage")
# No server takes a longer address.
_MAX_ADDRESS = 4096
_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROL = dict.fromkeys([*range(32), *range(127, 160)])
_JSON_WRAPPING = re.compile(r"\A\s*(?:<!--|/[/*]\s*<!\[CDATA\[(?:\s*\*/)?)|(?:-->|(?:/[/*]\s*)?\]\]>(?:\s*\*/)?)\s*\Z")
# Pages have some hundred nodes of JSON-LD; more are not looked at.
_MAX_NODES = 20_000


@dataclass(frozen=True, eq=False)
class Page:
    """A parsed page.

    `text` is all of its bytes as text, undecodable ones as lone surrogates. `address` is the http(s) address it came
    from. `bad_bytes`: some bytes were undecodable and stand in the tree as U+FFFD. `cut`: why the tree is not all.
    """

    data: bytes
    text: str
    encoding: Encoding
    root: HtmlElement
    address: str | None
    bad_bytes: bool
    cut: str | None

    @cached_property
    def base(self) -> str | None:
        """What relative links are resolved against: <base>, the page's own address, else the one it calls canonical."""
        for element in self.root.iter("base"):
            told = absolute(element.get("href"), self.address)
            if told:
                return told
        return self.address or self.canonical

    @cached_property
    def canonical(self) -> str | None:
        """The address that the page gives itself."""
        for element in self.root.iter("link"):
            if "canonical" in (element.get("rel") or "").lower().split():
                told = absolute(element.get("href"), self.address)
                if told:
                    return told
        return absolute(self.meta.get("og:url"), self.address)

    @cached_property
    def meta(self) -> Mapping[str, str]:
        """The page's <meta> by property, name, itemprop or http-equiv in lower case; the first that is not empty."""
        found: dict[str, str] = {}
        for element in self.root.iter("meta"):
            content = plain(element.get("content") or "")
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                name = (element.get(attribute) or "").strip().lower()
                if name and content:
                    found.setdefault(name, content)
        return found

    @cached_property
    def title_tag(self) -> str:
        """The title of the browser's window."""
        return next((plain(element.text or "") for element in self.root.iter("title") if element.text), "")

    @cached_property
    def language(self) -> str | None:
        """The language of the whole page, ISO 639-1."""
        told = (self.root.get("lang"), *(self.meta.get(name) for name in _LANGUAGES))
        return next(filter(None, map(language_code, told)), None)

    @cached_property
    def publisher(self) -> str | None:
        """Who publishes the page, as it says itself."""
        return self.meta.get("og:site_name")

    @cached_property
    def linked_data(self) -> list[dict[str, Any]]:
        """The nodes of the page's JSON-LD that have a type, parents first; `_types` are theirs, `_of` the parent's."""
        found: list[dict[str, Any]] = []
        for script in self.root.iter("script"):
            if "ld+json" in (script.get("type") or "").lower():
                try:
                    found.extend(_nodes(json.loads(_JSON_WRAPPING.sub("", script.text or ""), strict=False)))
                except (ValueError, RecursionError):  # broken JSON is common, and tells nothing
                    continue
        return found

    def judge(self, text: str, source: Source) -> tuple[ItemKind, str | None]:
        """Whether a text of the page can be a headline, and why it cannot."""
        if self.bad_bytes and "\ufffd" in text:
            return "rejected", (
                f"bytes that are not {self.encoding.name}; declare the encoding of source {source.id}, "
                "or repair the page"
            )
        if len(text) > MAX_RAW_TEXT:
            return "rejected", f"a text of {len(text)} characters is no headline (at most {MAX_RAW_TEXT} characters)"
        return "headline", None

    @cached_property
    def spans(self) -> Spans:
        """Where the page's links and first headings stand."""
        return Spans(self.data, self.text, self.encoding, self.root)


def parse(data: bytes, source: Source, address: str) -> Page:
    """The page of a document; `address` is where it came from.

    Raises:
        Unreadable: the bytes are no text, or hold no element.
    """
    if len(data) > _MAX_BYTES:
        raise Unreadable(
            f"the HTML page has {len(data) / 1e6:.1f} MB, at most {_MAX_BYTES / 1e6:.0f} MB are read of one; "
            "split it, or save it as plain text, one headline a line"
        )
    encoding = detect(data, source.encoding or declared_encoding(data))
    rest = data[encoding.bom_length :]
    try:
        text = rest.decode(encoding.name, errors="surrogateescape")
    except UnicodeDecodeError:  # of an encoding whose characters share bytes with ASCII
        text = rest.decode(encoding.name, errors="replace")
    shown = _SURROGATES.sub("\ufffd", text)
    bad = shown != text or ("\ufffd" in text and encoding.how not in ("bom", "strict"))
    whole = without_attribute_bombs(shown)
    root, cut = _tree(whole)
    if cut:
        root, cut = _tree(_NESTING.sub(" ", whole))
    if root is None:
        raise Unreadable("the HTML page is empty: it has no element; fetch it again or leave the file out")
    return Page(data, text, encoding, root, address if web_address(address) else None, bad, cut)


def declared_encoding(data: bytes) -> str | None:
    """The codec that a page says it is written in, as the Encoding Standard understands the label; None for none.

    A page that can be read so far is not in UTF-16, whatever it says.
    """
    found = _DECLARED.search(data[:_HEAD_BYTES])
    try:
        name = codecs.lookup(found[1].decode("ascii", "replace")).name if found else ""
    except LookupError:
        return None
    name = _MEANT.get(name, name)
    return name if _OF_THE_WEB.fullmatch(name) else None  # UTF-8 is found by its bytes, and not believed without


def said(node: Mapping[str, Any], *names: str) -> str:
    """What a node of JSON-LD says under the first of the names that holds a text; "" for nothing."""
    values = (node.get(name) for name in names)
    return next((plain(value) for value in values if isinstance(value, str) and plain(value)), "")


def plain(text: str) -> str:
    """The text with white space collapsed and without control characters."""
    return " ".join(" ".join(text.split()).translate(_CONTROL).split())


def language_code(tag: str | None) -> str | None:
    """Two letters of ISO 639-1 from a language tag such as en-GB."""
    code = re.split(r"[-_,;\s]", (tag or "").strip().lower(), maxsplit=1)[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def absolute(href: str | None, base: str | None) -> str | None:
    """A link as an http(s) address without its fragment; None where it is none or cannot be resolved."""
    cleaned = re.sub(r"[\x00-\x1f\x7f-\x9f]", "", href or "").strip()
    try:
        joined = urljoin(base or "", cleaned) if cleaned else ""
    except ValueError:
        return None
    address = joined if "#!" in joined else joined.partition("#")[0]
    address = re.sub(r"\s", "%20", address)
    return address if len(address) <= _MAX_ADDRESS and web_address(address) else None


def web_address(address: str) -> SplitResult | None:
    """The parts of an http(s) address with a host; None for anything else."""
    try:
        parts = urlsplit(address)
        return parts if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _tree(text: str) -> tuple[HtmlElement | None, str | None]:
    """The tree of a page, None without any element; and why it ends before the page does."""
    parser = HTMLParser(encoding="utf-8", huge_tree=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = document_fromstring(text.encode(), parser=parser, ensure_head_body=True)
    except etree.LxmlError:
        return None, None
    for entry in parser.error_log:
        if "depth" in entry.message:
            return root, (
                f"elements are nested more than 256 deep at line {entry.line}, what follows there is not read; "
                "close the tags that the page leaves open"
            )
    return root, None


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    stack: list[tuple[object, tuple[str, ...]]] = [(value, ())]
    for _ in range(_MAX_NODES):
        if not stack:
            return
        node, above = stack.pop()
        children: list[object] = []
        if isinstance(node, list):
            children = node
        elif isinstance(node, dict):
            types = node.get("@type")
            own = tuple(filter(_is_text, types if isinstance(types, list) else [types]))
            if own:
                yield {**node, "_types": own, "_of": above}
            above = own or above
            children = [child for child in node.values() if isinstance(child, list | dict)]
        stack.extend((child, above) for child in reversed(children))


def _is_text(value: object) -> bool:
    return isinstance(value, str)
