"""The clauses of one text: its predicates, and where a clause begins and ends.

What belongs here: boundaries by punctuation, subordinators and relative pronouns. What does not: finding the predicates
(verb_groups.py), which actors fill the slots of an event (sides.py).
"""

from pipelines.coding import words as w
from pipelines.coding.frames import Frames
from pipelines.coding.mentions import Mention
from pipelines.coding.predicates import HARD
from pipelines.coding.tokens import Tokens
from pipelines.coding.verb_groups import find_predicates

# The only words that may end a clause within a sentence.
_BOUNDING = HARD | w.SUBORDINATORS | w.BACKGROUND | w.RELATIVES | {"but", "that", "who", "which", "whose"}
# The most tokens that a bracket within a clause holds.
MAX_BRACKET = 7


class Clauses:
    """Verbs, event nouns and boundaries of one text, in order of their words.

    `cover`: the number of the mention at each token, -1 for none; `ends`: the tokens after each sentence; `bound[i]`:
    whether token i ends the clause before it.
    """

    def __init__(self, frames: Frames, tokens: Tokens, mentions: list[Mention]) -> None:
        found = find_predicates(frames, tokens, mentions)
        self.frames, self.tokens = frames, tokens
        self._low, self._count = tokens.low, len(tokens.low)
        self.cover, self.ends = found.cover, found.ends
        self.verbs, self.nouns = found.verbs, found.nouns
        self.bound = self._bounds()
        self._spans: dict[int, tuple[int, int]] = {}  # asked for many times over at the same tokens

    def low(self, i: int) -> str:
        """The folded token, or the empty string outside the text."""
        return self._low[i] if 0 <= i < self._count else ""

    def verb_over(self, i: int) -> bool:
        """Whether token i belongs to a verb's frame, from its main verb on."""
        return any(v.at <= i < max(v.end, v.at + 1) for v in self.verbs)

    def clause(self, i: int) -> tuple[int, int]:
        """The tokens (start, end) of the clause around token i."""
        span = self._spans.get(i)
        if span is None:
            span = self._spans[i] = self._clause(i)
        return span

    def _clause(self, i: int) -> tuple[int, int]:
        start = i
        while start > 0 and not self.bound[start]:
            start -= 1
        word = self.low(start)
        opens = word in HARD or word in w.SUBORDINATORS or word in w.RELATIVES or word == "but"
        if self.bound[start] and start < i and opens:
            start += 1
        end = i + 1
        while end < self._count and not self.bound[end]:
            end += 1
        return start, end

    def governs(self, i: int) -> bool:
        """Whether token i is a preposition, and does not open a clause: not "as protests erupt"."""
        return self.low(i) in w.PREPOSITIONS and not (self.low(i) == "as" and self.bound[i] and self._opens_clause(i))

    def _bounds(self) -> list[bool]:
        verbs = {v.at for v in self.verbs}
        bound = [False] * (self._count + 1)
        for i in self.ends[:-1]:
            bound[i] = True
        for i, word in enumerate(self.tokens.low):
            if word in _BOUNDING and self.cover[i] < 0 and not bound[i]:
                hard = word in HARD and not self._bracket(i)
                bound[i] = hard or self._subordinates(i) or self._relates(i, verbs)
        return bound

    def _subordinates(self, i: int) -> bool:
        word = self.tokens.low[i]
        if word == "but" or word in w.BACKGROUND:
            return self._opens_clause(i)
        return word in w.SUBORDINATORS

    def _relates(self, i: int, verbs: set[int]) -> bool:
        """Whether token i is a relative pronoun, or "that" behind a noun or a verb."""
        word, before = self.tokens.low[i], self.low(i - 1)
        if word == "that":
            return (i - 1 in verbs or before.isalpha()) and before not in w.PREPOSITIONS
        return word in ("who", "which", "whose")

    def _bracket(self, i: int) -> bool:
        """Whether token i is a bracket around a few words without a verb: "National Army (LNA) says"."""
        low = self.tokens.low
        if low[i] == "(":
            close = next((k for k in range(i + 1, min(len(low), i + MAX_BRACKET + 1)) if low[k] == ")"), None)
            return close is not None and not any(i < v.at < close for v in self.verbs)
        if low[i] == ")":
            opened = next((k for k in range(i - 1, max(-1, i - MAX_BRACKET - 1), -1) if low[k] == "("), None)
            return opened is not None and not any(opened < v.at < i for v in self.verbs)
        return False

    def _opens_clause(self, i: int) -> bool:
        """Whether "after", "before", "despite" … at token i has a verb of its own before the next comma."""
        verb = next((v for v in self.verbs if v.at > i), None)
        if verb is not None and verb.form == "ing":
            between = self.tokens.low[i + 1 : verb.start]
            return not any(word == "," or word in HARD or word in w.PREPOSITIONS for word in between)
        return (
            verb is not None
            and verb.form == "finite"
            and not any(
                word == "," or word in HARD or word in w.SUBORDINATORS for word in self.tokens.low[i + 1 : verb.start]
            )
        )
