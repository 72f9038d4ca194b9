"""The article page in HTML: its title, its first sentences, when it was published.

What belongs here: the items of an article. What does not: telling that a page is one (kind.py), what any page
states of itself (page.py), reading one date (dates.py).

trafilatura finds the body of an article, htmldate its day where neither the page nor its address states it plainly.
trafilatura's own title and date are not taken: on three of six articles of real sites the title it gives is og:title,
cut off, or the site's name, and not the heading that readers see, and its dates have no time.
"""

import copy
import re
from datetime import date

from pipelines.ingest.html.dates import When, date_in_line, day_in_address, guessed, published, read_when
from pipelines.ingest.html.kind import article_nodes
from pipelines.ingest.html.links import FRAME, section_in, word_count
from pipelines.ingest.html.outline import Outline
from pipelines.ingest.html.page import Page, plain
from pipelines.ingest.html.words import HARD_AREAS
from pipelines.ingest.reader import MAX_RAW_TEXT, DateKind, Item, Place, fallback_day, undated
from pipelines.ingest.sources import Source

# So many characters may stand between the heading and its date.
_BETWEEN = 400
# The end of a sentence: behind a sign that ends one, before a capital or a quote, and not behind an abbreviation.
_SENTENCE_END = re.compile(
    r"""(?<=[.!?…])["”’»)]*\s+(?=["“‘«(]?[A-ZÀ-ÞΑ-ΩА-ЯЁ\d])|(?<=[。！？])""",
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Capt|Sgt|Sen|Rep|Gov|Rev|Hon|St|No|Nos|vs|Jr|Sr|Inc|Ltd|Co|"
    r"Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|U\.S|U\.K|U\.N|a\.m|p\.m|e\.g|i\.e|z\.B|bzw|Nr|ca|al))\.$"
)
# Of larger pages the body is not looked for: trafilatura takes 2 s for 2 MB in the worst case, and 45 s for 8.
_MAX_BODY = 2_000_000
# A paragraph is read so far for its sentences, in characters.
_READ = 20 * MAX_RAW_TEXT
# A sentence has so many characters at least; text that ends in none of these signs is a caption or a heading.
_SENTENCE, _LONG, _ENDS = 40, 400, (".", "!", "?", "…", "”", '"', "»", "。", "’")
_SITE = re.compile(r"\s+[|–—·•»:-]+\s+")


def article_items(
    page: Page, outline: Outline, source: Source, place: Place
) -> tuple[str, date | None, list[Item]] | None:
    """The title of an article, its day, and its items; None where it has neither title nor text.

    The title and the first `source.sentences` sentences are headlines, the links around are one item of boilerplate.
    Without a title the first sentence stands for it.
    """
    heading, title = _title(page, outline)
    when = _published(page, outline, heading, source)
    day, how = _day(when, page, source, place)
    link = page.address or page.canonical
    section = page.meta.get("article:section") or _of_nodes(page, "articleSection") or section_in(link)
    publisher = page.publisher or _of_nodes(page, "publisher")
    texts = _sentences(page, max(source.sentences, 0 if title else 1)) if source.sentences or not title else []
    found = [(text, page.spans.of_text(text)) for text in texts if text != title]
    if title:
        element = outline.elements[heading] if heading is not None else None
        found.insert(0, (title, page.spans.of_text(title) if element is None else page.spans.of(element)))
    items: list[Item] = []
    for text, (start, end) in found:
        kind, reason = page.judge(text, source)
        if kind == "headline" and not day:
            kind, reason = "rejected", undated(source)
        item = Item(
            len(items) + 1, start, end, kind, text[:MAX_RAW_TEXT], day, how, reason,
            link, section, page.language, publisher, when.at,
        )  # fmt: skip
        items.append(item)
    if not items:
        return None
    count = sum(1 for _ in page.root.iter("a"))
    if count:
        reason = f"{FRAME}: around an article"
        shown = f"{count} link{'s' if count > 1 else ''}"
        items.append(Item(len(items) + 1, None, None, "boilerplate", shown, None, None, reason))
    return items[0].raw_text, day, items


def _of_nodes(page: Page, name: str) -> str | None:
    """What the JSON-LD of the article says under a name."""
    for node in article_nodes(page):
        value = node.get(name)
        value = value[0] if isinstance(value, list) and value else value
        value = value.get("name") if isinstance(value, dict) else value
        if isinstance(value, str) and plain(value):
            return plain(value)
    return None


def _title(page: Page, outline: Outline) -> tuple[int | None, str]:
    """The title of an article: the first-level heading that the page's other titles resemble most, else one of them."""
    stated = [page.meta.get("og:title", ""), _of_nodes(page, "headline") or "", page.title_tag]
    known = [set(_words(text)) for text in stated if text]
    found: list[tuple[float, int, str]] = []
    for n, element in enumerate(outline.elements):
        if element.tag == "h1" and outline.seen[n] and (text := outline.title(n)):
            words = set(_words(text))
            alike = max((len(words & other) / len(words | other) for other in known if words), default=0.0)
            found.append((alike + 0.1 * (word_count(text) >= 4), -n, text))
    best = max(found, default=(0.0, 0, ""))
    if best[0] >= 0.3 or (best[0] >= 0.1 and not any(stated)):
        return -best[1], best[2]
    text = next((text for text in (stated[1], stated[0], page.title_tag) if word_count(text) >= 2), "")
    return None, _without_site(text, page.publisher)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _without_site(text: str, publisher: str | None) -> str:
    """A title without the site's name, which stands behind or before it: the part of it with the most words."""
    parts = [part for part in _SITE.split(text) if part != publisher]
    longest = max(parts, key=word_count, default="")
    return longest if word_count(longest) >= 4 else text


def _published(page: Page, outline: Outline, heading: int | None, source: Source) -> When:
    """When an article was published: as its JSON-LD, its metadata, or the date beside its heading says."""
    stated = read_when(_of_nodes(page, "datePublished"), source)
    stated = stated if stated.day else published(page, source)
    if stated.day:
        return stated
    for element in page.root.iter("time"):
        if element.get("pubdate") is not None or (element.get("itemprop") or "").lower() == "datepublished":
            when = read_when(element.get("datetime") or outline.text(outline.number[element]), source)
            if when.day:
                return when
    return _beside(outline, heading, source) if heading is not None else When()


def _beside(outline: Outline, heading: int, source: Source) -> When:
    """The date beside the heading: the first behind it, else the last before it, with little text between them."""
    behind = range(outline.last[heading] + 1, len(outline.elements))
    for numbers in (behind, range(heading - 1, 0, -1)):
        between = 0
        for n in numbers:
            element = outline.elements[n]
            if not outline.seen[n] or outline.area[n] in HARD_AREAS:
                continue
            if element.tag == "time" and (when := read_when(element.get("datetime"), source)).day:
                return when
            for text in (element.text, element.tail):
                if text and (day := date_in_line(text, source)):
                    return When(day)
                between += len((text or "").strip())
            if between > _BETWEEN:
                break
    return When()


def _day(when: When, page: Page, source: Source, place: Place) -> tuple[date | None, DateKind | None]:
    """The day of an article: as it states, as its address says, as htmldate finds, else by default; and how known."""
    day = when.day or day_in_address(page.canonical or page.address) or guessed(page, source, original=True)
    return (day, "explicit") if day else fallback_day(source, place)


def _sentences(page: Page, count: int) -> list[str]:
    """The first sentences of an article's text, without captions and other lines that end in no full stop."""
    body = _of_nodes(page, "articleBody") or ""
    found: list[str] = []
    for paragraph in (*_body(page).splitlines(), *body.splitlines()):
        text = plain(paragraph)
        if len(text) < _SENTENCE or (len(text) < _LONG and not text.endswith(_ENDS)):
            continue
        begun = ""
        for piece in _SENTENCE_END.split(text[:_READ]):
            begun = f"{begun} {piece}".strip()
            if _ABBREVIATED.search(begun[-12:]) and len(begun) <= MAX_RAW_TEXT:
                continue
            if len(begun) >= _SENTENCE and begun not in found:
                found.append(begun)
            begun = ""
            if len(found) >= count:
                return found
    return found


def _body(page: Page) -> str:
    """The text of an article as trafilatura finds it, a paragraph a line."""
    if len(page.data) > _MAX_BODY:
        return ""
    from trafilatura import bare_extraction  # takes a third of a second

    try:
        found = bare_extraction(copy.deepcopy(page.root), include_comments=False, include_tables=False, fast=True)
    except Exception:  # noqa: BLE001 - what fails in heuristics that read anything has no text
        return ""
    return str(getattr(found, "text", None) or "")
