"""The outline of an HTML page: its elements in order, which frame of the page each stands in, and their visible text.

What belongs here: what holds for every element whatever the page is. What does not: links, headlines and dates
(listing.py, article.py).
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from lxml.html import HtmlElement

from pipelines.ingest.html.links import shape, tokens, without_ornaments, word_count
from pipelines.ingest.html.page import absolute, plain
from pipelines.ingest.html.words import (
    ASIDE_PAIRS,
    ASIDES,
    FRAME_ROLES,
    FRAME_TAGS,
    FRAMES,
    HARD_AREAS,
    OTHER_TITLES,
    TITLES,
)
from pipelines.ingest.reader import MAX_RAW_TEXT

# Stands for the page's address where it is not known: relative links are judged, and have no address to tell.
NOWHERE = "http://page.invalid/"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_UNSEEN = frozenset(("script", "style", "noscript", "template", "svg", "math", "iframe", "select", "button"))
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s small span strike "
    "strong sub sup time tt u var wbr img picture source".split()
)
# Text is looked for so far into an element, in characters.
_LOOKED_AT = 2 * MAX_RAW_TEXT
# And so many elements, or pieces of text: elements can be nested in each other 256 deep, and each be looked into.
_PIECES = 500
# A line is looked back at over so many elements, and so many characters of each.
_LINE = 20
_NEAR = 100


class Outline:
    """A page's elements in their order, each by its number.

    `parent[n]` is the number of the element around it (-1 for the root), `last[n]` that of the last element inside of
    it, `address[n]` the address of a link ("" for none), `area[n]` the frame of the page that it stands in (None for
    the page's content), `seen[n]` whether it is shown.
    """

    def __init__(self, root: HtmlElement, base: str) -> None:
        self.elements: list[HtmlElement] = [*root.iter("*")]
        self.number: dict[HtmlElement, int] = {element: n for n, element in enumerate(self.elements)}
        self.parent = [self.number.get(element.getparent(), -1) for element in self.elements]
        count = len(self.elements)
        self.last = [*range(count)]
        links = [int(element.tag == "a") for element in self.elements]
        self.address: dict[int, str] = {
            n: absolute(element.get("href"), base) or ""
            for n, element in enumerate(self.elements)
            if element.tag in ("a", "area")
        }
        stories = [int(shape(self.address.get(n, "")) == "story") for n in range(count)]
        for n in range(count - 1, 0, -1):  # the last first: what is inside of an element comes before it
            around = self.parent[n]
            self.last[around] = max(self.last[around], self.last[n])
            links[around] += links[n]
            stories[around] += stories[n]
        self.area: list[str | None] = [None] * count
        self.seen = [True] * count
        for n in range(1, count):
            around = self.parent[n]
            self.seen[n] = self.seen[around] and self.elements[n].tag not in _UNSEEN
            # what holds half of the links is the page itself, whatever it is called
            frame = None if 2 * links[n] > links[0] else _frame(self.elements[n])
            # what is called a frame and holds stories for the most part is none, unless it is sure to be one
            kept = frame in HARD_AREAS or 2 * stories[n] <= links[n]
            self.area[n] = self.area[around] or (frame if kept else None)

    def inside(self, n: int) -> range:
        """The numbers of an element and of all that are inside of it."""
        return range(n, self.last[n] + 1)

    def around(self, n: int) -> Iterator[int]:
        """The numbers of the elements around one, the nearest first."""
        n = self.parent[n]
        while n >= 0:
            yield n
            n = self.parent[n]

    def block(self, n: int) -> int:
        """The number of the block that an element stands in, or is."""
        while self.elements[n].tag in _INLINE and self.parent[n] >= 0:
            n = self.parent[n]
        return n

    def text(self, n: int) -> str:
        """The visible text of an element, at most _LOOKED_AT characters of it."""
        return plain(" ".join(self.parts(n)))

    def parts(self, n: int) -> list[str]:
        """The visible text of an element, apart where a new block or line begins; at most _LOOKED_AT characters."""
        return self._parts(n, whole=False) or self._parts(n, whole=True)

    def _parts(self, n: int, *, whole: bool) -> list[str]:
        pieces: list[str] = []
        size = 0
        for piece in islice(_strings(self.elements[n], whole), _PIECES):
            pieces.append(piece[:_LOOKED_AT])
            size += len(piece)
            if size > _LOOKED_AT:
                break
        return [part for part in map(plain, "".join(pieces).split("\0")) if part]

    def title(self, n: int) -> str:
        """The text of a heading or link as a headline: without kicker, hidden words and ornaments.

        Of a link over a whole card, the part of it that is a title: a heading in it, else the first part that has the
        words of one.
        """
        heading = self.heading_in(n)
        if heading is not None and heading != n:
            return self.title(heading)
        parts = self.parts(n)
        if len(parts) > 1 and self.elements[n].tag == "a":
            parts = [next((part for part in parts if word_count(part) >= 4), max(parts, key=len))]
        return without_ornaments(" ".join(parts))

    def heading_in(self, n: int) -> int | None:
        """The first heading inside of an element, or itself; else the first that its class calls a title."""
        titled = None
        for inner in self.inside(n)[:_PIECES]:
            if self.seen[inner]:
                element = self.elements[inner]
                if element.tag in HEADINGS or element.get("role") == "heading":
                    return inner
                if titled is None and inner != n and _is_title(element):
                    titled = inner
        return titled

    def heading_around(self, n: int) -> bool:
        """Whether an element is called a title, or stands in a heading."""
        if _is_title(self.elements[n]):
            return True
        for around in (n, *self.around(n)):
            element = self.elements[around]
            if element.tag in HEADINGS or element.get("role") == "heading":
                return True
            if element.tag not in _INLINE:
                return _is_title(element)
        return False

    def words_before(self, n: int) -> int:
        """How many words stand before an element in its line; four is where the count ends."""
        words = 0
        for _ in range(_LINE):
            element = self.elements[n]
            before = element.getprevious()
            if before is None:
                n = self.parent[n]
                if n < 0:
                    break
                words += word_count((self.elements[n].text or "")[-_NEAR:])
                if self.elements[n].tag not in _INLINE:
                    break
            else:
                words += word_count((before.tail or "")[-_NEAR:])
                if before.tag not in _INLINE:
                    break
                n = self.number[before]
                words += word_count(self.text(n)) if before.tag != "a" else 0
            if words >= 4:
                break
        return min(words, 4)

    @cached_property
    def sizes(self) -> list[int]:
        """How many characters of visible text each element holds."""
        sizes = [len((element.text or "").strip()) if self.seen[n] else 0 for n, element in enumerate(self.elements)]
        for n in range(len(sizes) - 1, 0, -1):
            sizes[self.parent[n]] += sizes[n] + len((self.elements[n].tail or "").strip())
        return sizes


def _strings(element: HtmlElement, whole: bool) -> Iterator[str]:
    """The strings inside of an element, NUL where a block or a line begins or ends; `whole` with what stands aside."""
    yield element.text or ""
    open_ones, behind = [iter(element)], [""]
    while open_ones:
        child = next(open_ones[-1], None)
        if child is None:
            open_ones.pop()
            yield behind.pop()
            continue
        mark = "" if child.tag in _INLINE else "\0"
        tail = mark + (child.tail or "")
        if child.tag in _UNSEEN or (not whole and _is_aside(child)):
            yield tail
        else:
            yield mark + (child.text or "")
            open_ones.append(iter(child))
            behind.append(tail)


def _is_title(element: HtmlElement) -> bool:
    """Whether an element's class calls it the title of a story."""
    words = frozenset(tokens(element.get("class")))
    return bool(words & TITLES) and not words & OTHER_TITLES


def _is_aside(element: HtmlElement) -> bool:
    if element.tag == "time":
        return True
    found = element.get("class")
    if not found:
        return False
    words = frozenset(tokens(found))
    return bool(words & ASIDES) or any(pair <= words for pair in ASIDE_PAIRS)


def _frame(element: HtmlElement) -> str | None:
    told = FRAME_TAGS.get(element.tag) or FRAME_ROLES.get((element.get("role") or "").lower())
    if told:
        return told
    for attribute in ("class", "id"):
        for word in tokens(element.get(attribute)):
            if word in FRAMES:
                return FRAMES[word]
    return None
