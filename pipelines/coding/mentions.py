"""Actor mentions of one text, and the scan of the text that gathers them.

What belongs here: the mention itself; the dictionary matches and function words around a token; adding a mention.
What does not: the grammar (toponyms.py, names.py, nominals.py), the order of reading (mention_parser.py).
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from pipelines.coding import words as w
from pipelines.coding.lexicon import Lexicon, Sense, slugify
from pipelines.coding.tokens import Tokens

# Words that may stand between a preposition and its place, beside determiners and modifiers.
_BEFORE_PLACE = frozenset("northern southern eastern western central neighbouring neighboring occupied".split())


@dataclass(slots=True)
class Mention:
    """One actor mention: token span, code, canonical name (None for a generic actor), kind and entry.

    `owner`: the phrase owns the noun after it ("Russian assets", "Ukraine's ports"); `faint`: people of no country,
    whose acts count only where they protest or suffer; `passing`: faint, and no more than a noun's qualifier; `place`:
    only a place ("in Ukraine"), used to locate and dropped from the results.
    """

    start: int
    end: int
    code: str
    name: str | None
    kind: str
    entry_id: str
    owner: bool = False
    place: bool = False
    faint: bool = False
    passing: bool = False

    @property
    def actor_id(self) -> str:
        """`CODE` for a generic actor, `CODE:slug` for a named one."""
        return f"{self.code}:{slugify(self.name)}" if self.name else self.code


class MentionScan:
    """One text on one day under reading: its dictionary matches, the countries that locate it, the mentions so far."""

    def __init__(self, lexicon: Lexicon, tokens: Tokens, day: date, verbs: Container[str] = ()) -> None:
        """`verbs`: words that no unknown name has."""
        self.lexicon, self.tokens, self.day, self.verbs = lexicon, tokens, day, verbs
        self.matches = lexicon.matches(tokens)
        self._low, self._count = tokens.low, len(tokens.low)
        self.located: list[str] = []
        self.mentions: list[Mention] = []

    def low(self, i: int) -> str:
        """The folded token, or the empty string outside the text."""
        return self._low[i] if 0 <= i < self._count else ""

    def sense(self, i: int, *kinds: str) -> Sense | None:
        """The first sense of one of these kinds of the dictionary phrase that begins at token i."""
        match = self.matches[i] if 0 <= i < self._count else None
        if match:
            for sense in match[1]:
                if sense.kind in kinds:
                    return sense
        return None

    def match_end(self, i: int) -> int:
        """The token after the dictionary phrase that begins at token i; there must be one."""
        match = self.matches[i]
        assert match is not None, "the caller saw a sense here"
        return match[0]

    def possessive(self, i: int) -> bool:
        """Whether token i is a genitive's ending: "Ukraine's", "forces'"."""
        if self.low(i) == "'":
            return i > 0 and self.tokens.start[i] == self.tokens.end[i - 1]  # "Russia 'ready'": a quotation begins
        return self.low(i) == "'s"

    def former(self, i: int) -> bool:
        """Whether "former", "ex" … stands before the phrase at token i."""
        return self.low(i - 1) in w.FORMER or (self.low(i - 1) in w.MODIFIERS and self.low(i - 2) in w.FORMER)

    def preposition(self, i: int) -> str:
        """The word before the phrase at token i, over determiners and modifiers: the preposition that governs it."""
        j = i - 1
        while j >= 0 and (self.low(j) in w.DETERMINERS or self.low(j) in w.MODIFIERS or self.low(j) in _BEFORE_PLACE):
            j -= 1
        return self.low(j)

    def after_coordinator(self, i: int) -> int:
        """The token that follows the comma or "and" at token i, over "and" behind a comma and "the"."""
        i += 1
        if self.low(i) in ("and", "&"):
            i += 1
        return i + 1 if self.low(i) == "the" else i

    def add(
        self, start: int, end: int, code: str, name: str | None, kind: str, entry: str, owner: bool = False,
        place: bool = False,
    ) -> None:  # fmt: skip
        """Add a mention of tokens `start` up to `end`."""
        self.mentions.append(Mention(start, end, code, name, kind, entry, owner, place))


def is_modifier(word: str) -> bool:
    """Whether a word may stand between a country and its head noun: "Ukrainian deputy foreign minister"."""
    if word in w.MODIFIERS or word in w.FORMER:
        return True
    return word.endswith(w.MODIFIER_ENDINGS) and word not in w.PREPOSITIONS and len(word) > 4
