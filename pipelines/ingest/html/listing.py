"""The listing page in HTML: a front page or rubric page whose links are its headlines.

What belongs here: the items of such a page. What does not: which text is the headline of which link (cards.py),
days and sections (rulings.py), pages that are one article (article.py).

A card gives one headline; its other texts, links of the page's frame and repeats are boilerplate. Links of the frame
and links without words are told as one item for each reason.

The day of a headline: a date in its card, else the day in its link's address, else the date line above it (`explicit`);
else the day that the page states of itself (`inherited`); else the file's name or the source's default. Only when all
fail is the page's day guessed by htmldate from what else stands in it: it may take one story's date for the page's.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from pipelines.ingest.html.cards import Card, Link, cards_of, links_of
from pipelines.ingest.html.dates import When, changed, day_in_address, guessed, read_when
from pipelines.ingest.html.kind import ARTICLES
from pipelines.ingest.html.links import (
    FRAME,
    SEARCH,
    SECTION,
    TOO_SHORT,
    same_story,
    section_in,
    why_no_headline,
    word_count,
)
from pipelines.ingest.html.outline import HEADINGS, Outline
from pipelines.ingest.html.page import Page, absolute, language_code, said
from pipelines.ingest.html.rulings import Rulings
from pipelines.ingest.html.spans import Span
from pipelines.ingest.reader import MAX_RAW_TEXT, DateKind, Item, Place, fallback_day, undated
from pipelines.ingest.sources import Source

# Reasons that are told of all their links at once.
_WORDLESS, _NOWHERE = "a picture or button without words", "a link that leads to no page"
_FOLDED = (FRAME, SECTION, SEARCH, _WORDLESS, _NOWHERE)
# Of links that are told as one item, so many characters of their texts.
_FOLDED_TEXT = 300


class Listing:
    """A listing page being read; `heads` are the numbers of the elements whose links are headlines."""

    def __init__(self, page: Page, outline: Outline, source: Source, place: Place) -> None:
        self._page, self._outline, self._source, self._place = page, outline, source, place
        links = links_of(outline)
        self._next = len(links) + 1
        self._cards, self._rest = cards_of(links, outline)
        self.heads = [card.head.n for card in self._cards if card.reason is None]

    def items(self) -> tuple[list[Item], date | None]:
        """The items of the page in its order, and the day that the page states."""
        items = [*self._of_links(), *self._announced()]
        if all(item.kind == "boilerplate" for item in items):
            items += self._unlinked()
        return sorted(items, key=lambda item: item.position), self._stated

    def _of_links(self) -> Iterator[Item]:
        folded: dict[str, list[Link]] = defaultdict(list)
        known: dict[str, int] = {}
        for card in self._cards:
            position = card.head.position
            first = known.setdefault(card.title.casefold(), position) if card.reason is None else position
            if card.reason is None and first == position:
                yield self._headline(card)
            elif card.reason is None:
                yield self._boilerplate(card.head, card.title, f"a repeat of item {first}")
            elif card.title and not card.reason.startswith(_FOLDED):
                yield self._boilerplate(card.head, card.title, card.reason)
            else:
                folded[card.reason if card.title else _WORDLESS].append(card.head)
            for link in card.links:
                if link is not card.head and link.text:
                    yield self._boilerplate(link, link.text, f"another link to the story of item {first}")
                elif link is not card.head:
                    folded[_WORDLESS].append(link)
        for link in self._rest:
            reason = self._why_no_story(link)
            if reason.startswith(_FOLDED):
                folded[reason].append(link)
            else:
                yield self._boilerplate(link, link.text, reason)
        yield from (self._folded(reason, links) for reason, links in folded.items())

    def _why_no_story(self, link: Link) -> str:
        area = self._outline.area[link.n]
        if not link.text:
            return _WORDLESS
        if not link.address:
            return _NOWHERE
        if area:
            return f"{FRAME}: {area}"
        return why_no_headline(link.text, link.address, in_heading=link.titled, area=None) or TOO_SHORT

    @cached_property
    def _rulings(self) -> Rulings:
        return Rulings(self._page, self._outline, self._source, [card for card in self._cards if not card.reason])

    @cached_property
    def _stated(self) -> date | None:
        """The day that the page states of itself; not where it is older than most of its headlines: it is stale."""
        days = sorted(filter(None, (self._rulings.when(card).day for card in self._cards if not card.reason)))
        most = days[len(days) // 2] if days else date.min
        stated = (
            self._rulings.day, changed(self._page, self._source).day, day_in_address(self._page.address),
        )  # fmt: skip
        return next((day for day in stated if day and (most - day).days <= 1), None)

    @cached_property
    def _fallback(self) -> tuple[date | None, DateKind | None]:
        """The day of what has none of its own, and how it is known."""
        if self._stated:
            return self._stated, "inherited"
        day, how = fallback_day(self._source, self._place)
        if day:
            return day, how
        guess = guessed(self._page, self._source, original=False)
        return guess, "inherited" if guess else None

    def _headline(self, card: Card) -> Item:
        when = self._rulings.when(card)
        n, link = card.head.n, card.head.told
        span = self._page.spans.of(self._outline.elements[n])
        return self._news(
            card.head.position, card.title, when, span, link, self._rulings.section(card), self._language(n)
        )

    def _news(
        self,
        position: int,
        text: str,
        when: When,
        span: Span,
        link: str | None,
        section: str | None,
        language: str | None,
    ) -> Item:
        """A headline, or why its text is none that can be used."""
        day, how = (when.day, "explicit") if when.day else self._fallback
        kind, reason = self._page.judge(text, self._source)
        if kind == "headline" and not day:
            kind, reason = "rejected", undated(self._source)
        return Item(
            position, span[0], span[1], kind, text[:MAX_RAW_TEXT], day, how, reason,
            link, section, language, self._page.publisher, when.at,
        )  # fmt: skip

    def _boilerplate(self, link: Link, text: str, reason: str) -> Item:
        start, end = self._page.spans.of(self._outline.elements[link.n])
        return Item(link.position, start, end, "boilerplate", text[:MAX_RAW_TEXT], None, None, reason, link.told)

    def _folded(self, reason: str, links: list[Link]) -> Item:
        """Links that are no news for one reason, as one item at the place of the first."""
        texts = dict.fromkeys(link.text or link.told or "#" for link in links)
        shown = " · ".join(texts)
        shown = shown if len(shown) <= _FOLDED_TEXT else shown[:_FOLDED_TEXT].rsplit(" · ", 1)[0] + " · …"
        count = f"{len(links)} links: " if len(links) > 1 else ""
        return Item(min(link.position for link in links), None, None, "boilerplate", shown, None, None, count + reason)

    def _announced(self) -> Iterator[Item]:
        """Headlines of the page's JSON-LD that no link shows: lists of stories that a script fills in."""
        known = {same_story(card.head.address) for card in self._cards}
        for node in self._page.linked_data:
            entry = "ListItem" in node["_types"] and "ItemList" in node["_of"]
            article = ARTICLES.intersection(node["_types"]) and node["_of"] and not ARTICLES.intersection(node["_of"])
            if not (entry or article):
                continue
            text, link = said(node, "headline", "name"), absolute(said(node, "url", "@id"), self._page.base)
            if not text or not link or same_story(link) in known or word_count(text) < 3:
                continue
            known.add(same_story(link))
            when = read_when(said(node, "datePublished"), self._source)
            when = when if when.day else When(day_in_address(link))
            yield self._news(
                self._next, text, when, self._page.spans.of_text(text), link, section_in(link), self._page.language
            )
            self._next += 1

    def _unlinked(self) -> Iterator[Item]:
        """The headings of a page none of whose links is a headline."""
        for n, element in enumerate(self._outline.elements):
            if element.tag in HEADINGS[1:] and self._outline.seen[n] and not self._outline.area[n]:
                text = self._outline.title(n)
                if word_count(text) >= 4 and any(map(str.isalpha, text)):
                    yield self._news(
                        self._next, text, When(), self._page.spans.of_text(text), None, None, self._language(n)
                    )
                    self._next += 1

    def _language(self, n: int) -> str | None:
        for around in (n, *self._outline.around(n)):
            found = language_code(self._outline.elements[around].get("lang"))
            if found:
                return found
        return self._page.language
