"""The cards of an HTML listing: the links to one story that stand together, and which text of theirs is its headline.

What belongs here: grouping links, choosing the headline among their texts. What does not: judging one link by its
address and words (links.py), days and sections (rulings.py), items (listing.py).
"""

from collections import defaultdict
from dataclasses import dataclass

from pipelines.ingest.html.links import same_story, shape, why_no_headline, word_count
from pipelines.ingest.html.outline import NOWHERE, Outline
from pipelines.ingest.html.page import plain
from pipelines.ingest.html.words import HARD_AREAS

# No card is as large as these.
_WHOLE = frozenset(("html", "body", "main"))
_MANY = -1


@dataclass(frozen=True, slots=True)
class Link:
    """A link: the number of its element, its place among the page's links (from 1), its address and its text."""

    n: int
    position: int
    address: str
    text: str
    titled: bool

    @property
    def told(self) -> str | None:
        """The address as far as it is known."""
        return None if self.address.startswith(NOWHERE) or not self.address else self.address


@dataclass(frozen=True, slots=True)
class Card:
    """The links to one story that stand together. `top` is the element around them that holds no other story."""

    top: int
    links: tuple[Link, ...]
    title: str
    head: Link
    reason: str | None
    heading: int | None


def links_of(outline: Outline) -> list[Link]:
    """The links of a page in their order."""
    found: list[Link] = []
    for n, address in outline.address.items():
        same_page = (outline.elements[n].get("href") or "").lstrip().startswith("#")
        text = outline.title(n) if outline.seen[n] else ""
        found.append(Link(n, len(found) + 1, "" if same_page else address, text, _titled(outline, n)))
    return found


def cards_of(links: list[Link], outline: Outline) -> tuple[list[Card], list[Link]]:
    """The cards of a page in the order of their headlines, and the links that belong to no story."""
    keys: dict[str, int] = {}
    state = [0] * len(outline.elements)
    rest: list[Link] = []
    stories: list[tuple[Link, int]] = []
    for link in links:
        if _may_be_story(link, outline):
            state[link.n] = key = keys.setdefault(same_story(link.address), len(keys) + 1)
            stories.append((link, key))
        else:
            rest.append(link)
    for n in range(len(state) - 1, 0, -1):
        around = outline.parent[n]
        if state[n] and state[n] != state[around]:
            state[around] = _MANY if state[around] else state[n]
    grouped: dict[tuple[int, int], list[Link]] = defaultdict(list)
    for link, key in stories:
        top = link.n
        for around in outline.around(link.n):
            if state[around] != key or outline.elements[around].tag in _WHOLE:
                break
            top = around
        grouped[top, key].append(link)
    cards = [_card(top, tuple(found), outline) for (top, _), found in grouped.items()]
    return sorted(cards, key=lambda card: card.head.position), rest


def _may_be_story(link: Link, outline: Outline) -> bool:
    if not link.address:
        return False
    kind, words, area = shape(link.address), word_count(link.text), outline.area[link.n]
    if area:
        return area not in HARD_AREAS and kind == "story" and (link.titled or words >= 5)
    return kind == "story" or (kind != "search" and words >= 4)


def _card(top: int, links: tuple[Link, ...], outline: Outline) -> Card:
    """Choose the headline: the text of a link in a heading, else of the first with four words, else the longest."""
    worded = [link for link in links if link.text]
    head = next(
        (link for link in worded if link.titled),
        next(
            (link for link in worded if word_count(link.text) >= 4), max(links, key=lambda link: word_count(link.text))
        ),
    )
    title, titled, heading = head.text, head.titled, None
    if not titled:
        apart = outline.heading_in(top)
        beside = (
            outline.title(apart) if apart is not None and apart != head.n and not _holds(links, apart, outline) else ""
        )
        if word_count(beside) >= 4 or (word_count(title) < 4 and word_count(beside) >= 2):
            title, titled, heading = beside, True, apart
    if not title:
        element = outline.elements[head.n]
        title = plain(element.get("aria-label") or element.get("title") or "")
        if word_count(title) < 4:
            title = ""
    if not title:
        return Card(top, links, "", head, "a picture without words", None)
    reason = why_no_headline(title, head.address, in_heading=titled, area=outline.area[head.n])
    if reason is None and not titled and outline.words_before(head.n) >= 4:
        reason = "a link inside of running text"
    return Card(top, links, title, head, reason, heading)


def _titled(outline: Outline, n: int) -> bool:
    """Whether a link is a title: it holds a heading, or stands in one."""
    return outline.heading_in(n) is not None or outline.heading_around(n)


def _holds(links: tuple[Link, ...], n: int, outline: Outline) -> bool:
    return any(link.n in outline.inside(n) for link in links)
