"""The HTML page: a listing whose links are headlines, or one article.

What belongs here: knowing a page by its content, and the document that comes of it. What does not: everything between,
which is pipelines/ingest/html/.
"""

import re

from pipelines.ingest.decode import Unreadable, markup
from pipelines.ingest.html.article import article_items
from pipelines.ingest.html.kind import is_article
from pipelines.ingest.html.listing import Listing
from pipelines.ingest.html.outline import NOWHERE, Outline
from pipelines.ingest.html.page import parse
from pipelines.ingest.reader import Item, Place, ReadDocument
from pipelines.ingest.sources import Source

name = "html"

_HEAD_BYTES = 8192
_MAX_TITLE = 500
# What may stand before the first element: declarations, comments, a document type.
_PROLOG = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?:\s++|<\?[^>]*+>|<!--.*?-->|<!doctype\s++html[^>]*+>)*+",
    re.IGNORECASE | re.DOTALL,
)
_ROOT = re.compile(rb"<html[\s>]", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!doctype\s++html[\s>]", re.IGNORECASE)
_PIECE = re.compile(
    rb"<(?:head|body|title|meta|link|script|style|div|table|center|p|a|h[1-6]|ul|ol|main|article|section|header|nav|font)"
    rb"[\s>]",
    re.IGNORECASE,
)


def sniff(data: bytes, file_name: str) -> float:
    """High for what begins as an HTML page, fair for a piece of one and for one behind other text, else 0."""
    head = data[:_HEAD_BYTES].replace(b"\0", b"")  # UTF-16 has every other byte so
    prolog = _PROLOG.match(head)
    begin = prolog.end() if prolog else 0
    if _ROOT.match(head, begin):
        return 0.95
    if _DOCTYPE.search(head, 0, begin):
        return 0.9
    kind = markup(head)
    if kind in ("XML", "JSON"):
        return 0.0
    if _PIECE.match(head, begin):
        return 0.6
    return 0.3 if _ROOT.search(head) and _PIECE.search(head) else 0.0


def read(data: bytes, source: Source, place: Place) -> ReadDocument:
    """The items of a page: the headlines of a listing's links, or an article's title and first sentences.

    Raises:
        Unreadable: the document is no text, or holds neither links nor an article.
    """
    page = parse(data, source, place.uri)
    outline = Outline(page.root, page.base or NOWHERE)
    listing = Listing(page, outline, source, place)
    article = None
    if source.kind != "page" and is_article(page, outline, listing.heads):
        article = article_items(page, outline, source, place)
    if article:
        title, day, items = article
    else:
        title, (items, day) = page.title_tag, listing.items()
    if page.cut:
        items.append(Item(items[-1].position + 1 if items else 1, None, None, "rejected", "", None, None, page.cut))
    if all(item.kind == "boilerplate" for item in items):
        raise Unreadable(
            f"the HTML page has no headline: of its {len(outline.address)} links none is one, and there is no article "
            "(an error page, a form, a frame set, or a page that a script fills); "
            "fetch the page that has the headlines, or the site's feed"
        )
    first_day = next((item.published_on for item in items if item.published_on), None)
    return ReadDocument(name, "text/html", page.encoding.name, title[:_MAX_TITLE] or None, day or first_day, items)
