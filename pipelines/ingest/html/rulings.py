"""What rules the headlines of an HTML listing: the dates and sections that stand in their cards and above them.

What belongs here: finding dates, date lines and names of sections, and which headlines each rules. What does not: which
links are headlines (cards.py), reading one date (dates.py).

A date line, or a section's name, rules what follows it inside of the smallest element that holds it and a headline
behind it, until the next one: so a date in a sidebar rules the sidebar, and one above the page the page.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from pipelines.ingest.html.cards import Card
from pipelines.ingest.html.dates import When, at_clock, date_in_line, day_in_address, read_when
from pipelines.ingest.html.links import is_rubric, section_in, tokens, word_count
from pipelines.ingest.html.outline import HEADINGS, Outline
from pipelines.ingest.html.page import Page, plain
from pipelines.ingest.html.words import CLOCKS, HARD_AREAS
from pipelines.ingest.sources import Source

T = TypeVar("T")
# The elements behind the first number up to the second, and what rules them.
Scope = tuple[int, int, T]

# A time of day stands within the first characters of its element.
_NEAR = 80
# The name of a section has no more words, a link that is one still fewer.
_SECTION_WORDS, _RUBRIC_WORDS = 5, 3


class Rulings:
    """The days and sections of a listing's headlines.

    `day` is the page's: that of the first date line above all headlines, else of all date lines if they tell but one.
    """

    def __init__(self, page: Page, outline: Outline, source: Source, cards: Sequence[Card]) -> None:
        self._page, self._outline, self._source = page, outline, source
        self._heads = sorted(card.head.n for card in cards)
        self._titles = {card.heading for card in cards} | {n for card in cards for n in outline.inside(card.head.n)}
        self._in_card = [False] * len(outline.elements)
        for card in cards:
            for n in outline.inside(card.top):
                self._in_card[n] = True
        self._above: date | None = None
        lines = list(self._date_lines())
        self._days = _ruled(lines, self._heads)
        self._names = _ruled(list(self._sections()), self._heads)
        days = {day for _, _, day in lines}
        self.day = self._above or (days.pop() if len(days) == 1 else None)

    def when(self, card: Card) -> When:
        """The day of a headline as its card, its link or the date line above it tells, and the moment of it."""
        stated, clock = self._when_in(card)
        day = stated.day or day_in_address(card.head.address) or self._days.get(card.head.n)
        if stated.at or not day or not clock:
            return When(day, stated.at)
        return When(day, at_clock(clock, day, self._source))

    def section(self, card: Card) -> str | None:
        """The section of a headline: the rubric named in its card, the heading above it, the first part of its path."""
        for n in self._outline.inside(card.top):
            element = self._outline.elements[n]
            if n != card.head.n and self._outline.seen[n] and is_rubric(element):
                name = self._outline.title(n)
                if 1 <= word_count(name) <= _RUBRIC_WORDS and not date_in_line(name, self._source):
                    return name
        return self._names.get(card.head.n) or section_in(card.head.address)

    def _when_in(self, card: Card) -> tuple[When, str | None]:
        """The date in a card, and the time of day in it."""
        clock: str | None = None
        texts: list[str] = []
        for n in self._outline.inside(card.top):
            element = self._outline.elements[n]
            text = plain((element.text or "")[:_NEAR])
            if element.tag == "time":
                when = read_when(element.get("datetime"), self._source)
                when = when if when.day else read_when(text, self._source)
                if when.day:
                    return when, clock
            if clock is None and (element.tag == "time" or CLOCKS.intersection(tokens(element.get("class")))):
                clock = text or None
            if self._outline.seen[n]:
                texts += text, (element.tail or "") if n != card.top else ""
        days = (date_in_line(text, self._source) for text in texts if text and text != card.title)
        return When(next(filter(None, days), None)), clock

    def _date_lines(self) -> Iterator[Scope[date]]:
        """The date lines outside of cards, and what each rules."""
        outline = self._outline
        for n, element in enumerate(outline.elements):
            if self._in_card[n] or not outline.seen[n] or outline.area[n] in HARD_AREAS:
                continue
            if element.text and (day := date_in_line(element.text, self._source)):
                block = n
                while outline.parent[block] >= 0 and outline.sizes[outline.parent[block]] == outline.sizes[n]:
                    block = outline.parent[block]
                whole = outline.sizes[n] == len(element.text.strip())
                yield from self._scope(outline.last[block] if whole else n, outline.parent[block] if whole else n, day)
            if element.tail and (day := date_in_line(element.tail, self._source)):
                yield from self._scope(outline.last[n], outline.parent[n], day)

    def _sections(self) -> Iterator[Scope[str]]:
        """The names of sections, and what each rules. The page's own heading names none on a site's front page."""
        outline = self._outline
        front = 2 <= (self._page.base or "").count("/") <= 3
        for n, element in enumerate(outline.elements):
            heading = element.tag in HEADINGS or element.get("role") == "heading"
            if not outline.seen[n] or n in self._titles:
                continue
            rubric = element.tag == "a" and not outline.area[n] and not self._in_card[n] and is_rubric(element)
            if not (rubric or (heading and outline.area[n] in (None, "header"))):
                continue
            if (
                not 0 < outline.sizes[n] <= _NEAR
                or self._heads_in(n - 1, outline.last[n])
                or (element.tag == "h1" and front)
            ):
                continue
            name = outline.title(n)
            if (
                1 <= word_count(name) <= (_SECTION_WORDS if heading else _RUBRIC_WORDS)
                and any(map(str.isalpha, name))
                and not date_in_line(name, self._source)
            ):
                top = n
                for top in outline.around(n):
                    if self._heads_in(outline.last[n], outline.last[top]):
                        break
                yield outline.last[n], outline.last[top], name

    def _scope(self, start: int, top: int, day: date) -> Iterator[Scope[date]]:
        """What a date line rules that ends at `start`, in the element `top`; nothing without a headline there."""
        if self._heads and start < self._heads[0]:
            self._above = self._above or day
        if top >= 0 and self._heads_in(start, self._outline.last[top]):
            yield start, self._outline.last[top], day

    def _heads_in(self, start: int, end: int) -> bool:
        """Whether a headline stands behind one element and not behind another."""
        at = bisect_right(self._heads, start)
        return at < len(self._heads) and self._heads[at] <= end


def _ruled(scopes: Sequence[Scope[T]], heads: Sequence[int]) -> Mapping[int, T]:
    """What rules each headline: of the scopes that hold it, the one that begins last."""
    ruled: dict[int, T] = {}
    open_ones: list[Scope[T]] = []
    waiting = iter(sorted(scopes, key=lambda scope: scope[0]))
    following = next(waiting, None)
    for head in heads:
        while following and following[0] < head:
            open_ones.append(following)
            following = next(waiting, None)
        while open_ones and open_ones[-1][1] < head:
            open_ones.pop()
        if open_ones:
            ruled[head] = open_ones[-1][2]
    return ruled
