"""The body of a mail: its text or HTML, and the headlines that an alert mail lists.

What belongs here: decoding the parts of a mail, links of HTML and blocks of plain text as candidates for headlines.
What does not: mailboxes, headers, and which mails are alerts (readers/mbox.py).
"""

import re
from collections.abc import Iterator
from email.message import Message
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from pipelines.ingest.decode import Unreadable, detect
from pipelines.ingest.entry import label, plain, web_address
from pipelines.ingest.wire import shown

# Of a body, what is looked at.
_MAX_BODY = 2_000_000
# A headline has so many words or, without spaces between words, so many characters.
_WORDS = 4
_CHARACTERS = 20
_CHARACTERS_CJK = 8
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FURNITURE = re.compile(
    r"unsubscribe|view (?:this|it) (?:e-?mail|message|in|on)|in (?:your|a|the|ihrem) browser|im browser|^read more|"
    r"click here|privacy (?:policy|notice|statement|cent)|terms (?:of (?:use|service)|and conditions)|"
    r"forward (?:this|to a)|(?:manage|update|change) (?:your|my) |flag as irrelevant|"
    r"(?:edit|create|delete|receive|from) (?:this|an?other|your|my) (?:google )?alert|see more results|"
    r"view all your alerts|rss feed$|^full coverage|^sign (?:up|in)\b|^contact us|all rights reserved|^copyright|©|"
    r"datenschutz(?:erkl|best)|^impressum|abmelden|abbestellen|this newsletter|d[ée]sabonner|darse de baja|"
    r"you (?:have )?received this|this (?:once|as-it-happens|daily|weekly)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"<?(https?://[^\s<>\"]{4,4000})>?")
_BULLET = re.compile(r"^\s*(?:[-*•+·>]|\d{1,2}[.)])\s+")
# The parser takes quadratic time for the attributes of one tag. A tag ends at a bracket, or it has many within quotes.
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*+)[^>]{20000,}+")
_QUOTED_BRACKET = re.compile(r"""=\s*+(?:"[^">]{0,50}>|'[^'>]{0,50}>)""")
_MAX_QUOTED_BRACKETS = 500
# Services that put their own address before that of the story, which stands in a parameter.
_REDIRECTS = re.compile(r"(?:^|\.)(?:google\.[a-z.]{2,6}|safelinks\.protection\.outlook\.com|bing\.com)$")
_PARAMETERS = ("url", "q", "u")


class Line(NamedTuple):
    """A candidate for a headline: its text, its link, its publisher; `reason` says why it is none."""

    text: str
    link: str | None
    publisher: str | None
    reason: str | None


def alert_lines(mail: Message) -> list[Line]:
    """The candidates for headlines in a mail: the links of its HTML, without HTML the blocks of its text."""
    html, text = _body(mail, "text/html"), _body(mail, "text/plain")
    found = [*_of_links(html)] if html else []
    return found if any(line.reason is None for line in found) or not text else [*_of_blocks(text)]


def first_text(mail: Message) -> str:
    """The beginning of a mail's text as it stands; empty without any."""
    return (_body(mail, "text/plain") or "")[:4_000]


def _body(mail: Message, media_type: str) -> str | None:
    """The text of a mail's first part of a type that is no attachment."""
    for part in mail.walk():
        if part.get_content_type() != media_type or part.get_filename() or part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload.strip():
            return _decoded(payload[:_MAX_BODY], part.get_content_charset())
    return None


def _decoded(payload: bytes, charset: str | None) -> str:
    try:
        encoding = detect(payload, charset)
    except (Unreadable, LookupError, ValueError):  # no text, or a charset that Python does not know
        return payload.decode("utf-8", "replace")
    return payload[encoding.bom_length :].decode(encoding.name, "replace")


def _of_links(html: str) -> Iterator[Line]:
    parser = etree.HTMLParser(recover=True, no_network=True, huge_tree=False, remove_comments=True, encoding="utf-8")
    html = _LONG_TAG.sub(r"<\1", html)
    if len(_QUOTED_BRACKET.findall(html)) > _MAX_QUOTED_BRACKETS:
        return
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # there is not even a tag in it
        root = None
    if root is None:
        return
    # the publisher that the markup around a link names (schema.org, as Google's alerts have it)
    publishers: dict[etree._Element | None, str | None] = {}
    for element in root.iter("*"):
        if element.get("itemprop") == "publisher":
            publishers.setdefault(_thing_around(element), label("".join(element.itertext())))
    for element in root.iter("a"):
        text = shown("".join(element.itertext()))
        link = _target(element.get("href"))
        if text and link:
            yield Line(text, link, publishers.get(_thing_around(element)), _why_none(text))


def _thing_around(element: etree._Element) -> etree._Element | None:
    return next((around for around in element.iterancestors() if around.get("itemscope") is not None), None)


def _of_blocks(text: str) -> Iterator[Line]:
    """Of each block of lines, the first one, with the address in it; a block without an address lists nothing."""
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        address = _ADDRESS.search(block)
        lines = (plain(_BULLET.sub("", _ADDRESS.sub(" ", line))) for line in block.split("\n"))
        texts = [line for line in lines if line]
        if not texts:
            continue
        reason = _why_none(texts[0]) if address else "a text of the mail without a link, no headline"
        # Google's alerts: headline, publisher, snippet, address
        publisher = label(texts[1]) if address and len(texts) > 2 and len(texts[1]) < 60 else None
        yield Line(texts[0], _target(address[1]) if address else None, publisher, reason)


def _why_none(text: str) -> str | None:
    """Why a link's text is no headline, None where it may be one."""
    enough = _CHARACTERS_CJK if _CJK.search(text) else _CHARACTERS
    if _FURNITURE.search(text):
        return "a link of the mail itself, no headline"
    if len(text) < enough or (not _CJK.search(text) and len(text.split()) < _WORDS):
        return f"a link of {len(text.split())} words, no headline"
    return None


def _target(address: str | None) -> str | None:
    """Where a link leads in the end: the address within that of a service that counts clicks; None for no address."""
    found = web_address(address)
    try:
        parts = urlsplit(found or "")
        if found and _REDIRECTS.search(parts.hostname or ""):
            given = parse_qs(parts.query, max_num_fields=50)
            within = (web_address(given[key][0]) for key in _PARAMETERS if key in given)
            return next(filter(None, within), found)
    except ValueError:  # no address after all: brackets that are no IPv6 address, too many parameters
        return found
    return found
