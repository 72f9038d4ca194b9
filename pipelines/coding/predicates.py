"""Predicates, which may tell an event: verbs and event nouns; and the scan of one text that gathers them.

What belongs here: the verb and the noun themselves, and the words around a token that tell verbs from nouns. What does
not: which words are verbs (verb_groups.py, finiteness.py), clauses (clauses.py), actors that fill slots (sides.py).
"""

from dataclasses import dataclass

from pipelines.coding import words as w
from pipelines.coding.frames import Frame, Frames
from pipelines.coding.mentions import Mention
from pipelines.coding.tokens import Tokens, sentence_ends

# Punctuation that ends a clause.
HARD = frozenset((":", ";", "–", "—", "-", "(", ")", "?", "!", "|", "…", "/"))
NOT = frozenset(("not", "n't", "never"))
_PASSED_OVER = NOT | frozenset(('"', "'", "“", "”", "‘"))
_BEFORE_TIME = frozenset(("last", "next", "this", "on", "late", "earlier", "early"))


@dataclass(slots=True)
class Verb:
    """A verb group: `at` its main verb, `start` its first auxiliary, `end` after its frame's words.

    `form`: finite, inf, ing or part; `passive`; `status` by its own auxiliaries (occurred, planned, hypothetical);
    `negated`; `frame` None for a verb that tells no event.
    """

    at: int
    start: int
    end: int
    form: str
    passive: bool
    status: str
    negated: bool
    frame: Frame | None


@dataclass(slots=True)
class Noun:
    """An event noun: tokens `at` up to `end`, and its frame."""

    at: int
    end: int
    frame: Frame


class PredicateScan:
    """One text under reading: its mentions by token (`cover`, -1 for none), sentence ends, predicates so far."""

    def __init__(self, frames: Frames, tokens: Tokens, mentions: list[Mention]) -> None:
        self.frames, self.tokens, self.mentions = frames, tokens, mentions
        self.cover: list[int] = [-1] * len(tokens)
        for number, mention in enumerate(mentions):
            for i in range(mention.start, mention.end):
                self.cover[i] = number
        self._low, self._count = tokens.low, len(tokens.low)
        self.ends = sentence_ends(tokens)
        self.verbs: list[Verb] = []
        self.nouns: list[Noun] = []

    def low(self, i: int) -> str:
        """The folded token, or the empty string outside the text."""
        return self._low[i] if 0 <= i < self._count else ""

    def mention(self, i: int) -> Mention | None:
        """The mention that covers token i."""
        return self.mentions[self.cover[i]] if 0 <= i < self._count and self.cover[i] >= 0 else None

    def before(self, i: int) -> int:
        """Index of the word before i, over adverbs, negations, quotation marks and a time ("last week")."""
        low = self.tokens.low
        i -= 1
        while i >= 0:
            if low[i] in w.TIMES and self.cover[i] < 0:
                i -= 2 if i and low[i - 1] in _BEFORE_TIME else 1
                if i > 0 and low[i] == "the" and low[i - 1] in ("in", "during", "on"):
                    i -= 2  # "earlier in the week"
            elif self._adverb(i) or low[i] in _PASSED_OVER:
                i -= 1
            else:
                break
        return i

    def _adverb(self, i: int) -> bool:
        word = self.tokens.low[i]
        if word == "about" and not self.tokens.low[i + 1][0].isdigit() and self.tokens.low[i + 1] not in w.NUMBERS:
            return False  # "tells about"
        return word in w.ADVERBS or (
            word.endswith("ly") and len(word) > 5 and word not in w.NOT_ADVERBS and self.cover[i] < 0
        )

    def noun_like(self, i: int) -> bool:
        """Whether the verb at token i is a noun as often: "strikes", "plans"."""
        word, nouns = self.tokens.low[i], self.frames.ambiguous
        return word in nouns or (word.endswith("s") and (word[:-1] in nouns or word[:-3] + "y" in nouns))
