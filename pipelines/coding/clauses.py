"""The verbs and event nouns of a text and the clauses they stand in.

What belongs here: telling verbs from nouns, voice, tense, modality and negation of a verb group, and where clauses end.
What does not: which actors fill the slots of an event (events.py).
"""

from dataclasses import dataclass

from pipelines.coding import words as w
from pipelines.coding.frames import GAP, Frame, Frames, match_words, noun_at
from pipelines.coding.mentions import Mention
from pipelines.coding.tokens import Tokens, sentence_ends

HARD = frozenset((":", ";", "–", "—", "-", "(", ")", "?", "!", "|", "…", "/"))
# Prepositions after which a form in -ing with an object is an act: "accused of bombing villages".
_GERUND = frozenset("of for by from after before without on with against".split())
_PASSED_OVER = frozenset(("not", "n't", "never", '"', "'", "“", "”", "‘"))


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


def mention_only(cover: list[int], span: range) -> bool:
    """Whether an actor and nothing else stands in the span."""
    return bool(span) and all(cover[k] >= 0 for k in span)


class Clauses:
    """Verbs, event nouns and boundaries of one text, in order of their words."""

    def __init__(self, frames: Frames, tokens: Tokens, mentions: list[Mention]) -> None:
        self.frames, self.tokens, self.mentions = frames, tokens, mentions
        count = len(tokens)
        self.cover: list[int] = [-1] * count
        for number, mention in enumerate(mentions):
            for i in range(mention.start, mention.end):
                self.cover[i] = number
        self.ends = sentence_ends(tokens)
        self.verbs: list[Verb] = []
        self.nouns: list[Noun] = []
        self._find()
        self._bounds()

    # -- words around a token -----------------------------------------------------------------------------------------

    def low(self, i: int) -> str:
        """The folded token, or the empty string outside the text."""
        return self.tokens.low[i] if 0 <= i < len(self.tokens) else ""

    def _before(self, i: int) -> int:
        """Index of the word before i, over adverbs, negations, quotation marks and a time ("last week", "on
        Monday")."""
        low = self.tokens.low
        i -= 1
        while i >= 0:
            if low[i] in w.TIMES and self.cover[i] < 0:
                i -= 2 if i and low[i - 1] in ("last", "next", "this", "on", "late", "earlier", "early") else 1
            elif self._adverb(i) or low[i] in _PASSED_OVER:
                i -= 1
            else:
                break
        return i

    def _adverb(self, i: int) -> bool:
        word = self.tokens.low[i]
        return word in w.ADVERBS or (
            word.endswith("ly") and len(word) > 5 and word not in w.NOT_ADVERBS and self.cover[i] < 0
        )

    # -- verbs --------------------------------------------------------------------------------------------------------

    def _find(self) -> None:
        i, count = 0, len(self.tokens)
        while i < count:
            known = self.frames.verbs.get(self.tokens.low[i]) if self.cover[i] < 0 else None
            verb = self._verb(i, known[0], known[1]) if known else None
            if verb is not None and self.verbs and i < self.verbs[-1].end and verb.form != "inf":
                verb = None  # "eases travel curbs": within the words of a frame
            if verb is not None and self._adjectival(verb):
                verb = None
                i += 1
                continue
            if verb is not None:
                self.verbs.append(verb)
                i = max(i + 1, min(verb.end, i + 1))
                continue
            noun = noun_at(self.frames, self.tokens, i) if self.cover[i] < 0 else None
            if noun is not None:
                self.nouns.append(Noun(i, noun[1], noun[0]))
                i = noun[1]
                continue
            i += 1

    def _verb(self, i: int, kinds: str, frames: tuple[Frame, ...]) -> Verb | None:
        """The verb group whose main verb is token i, or None where the word is a noun or adjective there."""
        kind_set = kinds.split("|")
        b = self._before(i)
        before = self.low(b)
        if b >= 0 and self.cover[b] >= 0 and before in w.MODALS:
            before = "name"  # "Theresa May gives"
        status, negated, passive, form, start = "occurred", False, False, "finite", i
        negated = any(self.low(k) in ("not", "n't", "never") for k in range(b + 1, i))
        may_be_noun = self.tokens.low[i] in self.frames.nouns or self._noun_like(i)
        if self.tokens.joined[i] or (i + 1 < len(self.tokens) and self.tokens.joined[i + 1]):
            return None
        if "adj" in kind_set and b >= 0 and self.cover[b] >= 0 and not self.mentions[self.cover[b]].owner:
            frame, end = self._frame(i, tuple(f for f in frames if f.words[0] == self.tokens.low[i]))
            if frame is not None:
                return Verb(i, i, end, "finite", False, "occurred", negated, frame)
        if kind_set == ["adj"]:
            return None
        if before == "to":
            if "base" not in kind_set:
                return None
            form, start = "inf", b
            c = self._before(b)
            if (
                self.low(c) in w.BE
                or (self.cover[c] >= 0 if c >= 0 else True)
                or self.low(c) in ("set", "due", "expected", "about", "likely", "going", "poised")
            ):
                status = "planned"
                start = b
        elif before in w.FUTURE or before in w.MODALS:
            if not {"base"} & set(kind_set):
                return None
            status = "planned" if before in w.FUTURE else "hypothetical"
            start = b
        elif before in w.DO:
            if "base" not in kind_set:
                return None
            start = b
        elif before == "'s" and self._possessive(b):
            if "ing" in kind_set or "part" in kind_set or may_be_noun:
                return None
        elif before in w.BE:
            if "ing" in kind_set:
                start = b
            elif "part" in kind_set:
                passive, start = True, b
            else:
                return None
            status, negated, start = self._auxiliaries(b, status, negated, start)
            if self.low(start) == "to" or self.low(start - 1) == "to":
                form = "inf"
        elif before in w.HAVE:
            if "part" not in kind_set:
                return None
            status, negated, start = self._auxiliaries(b, status, negated, b)
        elif "ing" in kind_set and self.low(i + 1) == "of":
            return None
        elif "ing" in kind_set:
            governed = before in w.DETERMINERS or before in w.PREPOSITIONS or before in ("'s", "'")
            if may_be_noun and governed and not (before in _GERUND and self._object_follows(i)):
                return None
            if before in w.DETERMINERS or before in ("'s", "'"):
                return None
            form = "ing"
        elif not self._finite(i, set(kind_set), b, before, may_be_noun):
            return None
        if (
            form == "finite"
            and before in w.CONJUNCTIONS
            and "base" in kind_set
            and "past" not in kind_set
            and self.verbs
            and self.verbs[-1].form == "inf"
        ):
            form = "inf"
        if (
            form == "finite"
            and kinds == "base"
            and start == i
            and self.verbs
            and self.tokens.low[self.verbs[-1].at][:4] in ("help", "lets", "let", "make", "maki")
        ):
            gap = range(self.verbs[-1].at + 1, i)
            if len(gap) <= 5 and mention_only(self.cover, gap):
                form = "inf"  # "helps engineers clear mines"
        frame, end = self._frame(i, frames)
        participle = "part" in kind_set and form == "finite" and start == i
        if participle and self._bare_passive(i, end, frame, kind_set, before):
            passive = True
        elif participle and "past" not in kind_set and "base" not in kind_set:
            form = "part"
            passive = True
        denied = ("nothing", "nobody", "no") if frame is None or len(frame.words) == 1 else ()
        if self.low(i + 1) in denied:
            negated = not negated  # "recognises nothing new"
        return Verb(i, start, end, form, passive, status, negated, frame)

    def _adjectival(self, verb: Verb) -> bool:
        """A participle that describes a noun: "flies wounded children", "frees jailed men", "Reinforced troops
        arrive"."""
        if verb.at == 0 and not verb.passive and verb.form == "finite" and self.tokens.low[0].endswith("ed"):
            return (
                len(self.tokens) > 1 and self.cover[1] >= 0 and self._later_finite(self.mentions[self.cover[1]].end - 1)
            )
        if (
            verb.start != verb.at
            or verb.form not in ("finite", "part")
            or not self.verbs
            or not self.tokens.low[verb.at].endswith(("ed", "en", "nt"))
        ):
            return False
        last = self.verbs[-1]
        gap = self.tokens.low[last.end : verb.at]
        if (
            last.form != "finite"
            or len(gap) > 3
            or any(x in (",", "and", "but", "that", "who", "after", "as") or x in HARD for x in gap)
        ):
            return False
        if last.frame is not None and last.frame.governs == "speech":
            return False
        nxt = verb.at + 1
        return (
            nxt < len(self.tokens)
            and self.tokens.raw[nxt][0].isalpha()
            and self.tokens.low[nxt] not in w.PREPOSITIONS
            and not any(self.cover[k] >= 0 for k in range(last.end, verb.at))
        )

    def _auxiliaries(self, b: int, status: str, negated: bool, start: int) -> tuple[str, bool, int]:
        """Walk left over be, have, modals and negations before token b."""
        k = b
        while k >= 0:
            word = self.low(k)
            if word in ("not", "n't", "never"):
                negated = True
            elif word in w.FUTURE:
                status = "planned"
            elif word in w.MODALS:
                status = "hypothetical"
            elif word == "to":
                status = "planned"
            elif word not in w.BE and word not in w.HAVE and word not in w.ADVERBS:
                break
            start = k
            k -= 1
        return status, negated, start

    def _noun_like(self, i: int) -> bool:
        word = self.tokens.low[i]
        return word in self.frames.ambiguous or (word.endswith("s") and word[:-1] in self.frames.ambiguous)

    def _object_follows(self, i: int) -> bool:
        nxt = self.low(i + 1)
        covered = i + 1 < len(self.tokens) and self.cover[i + 1] >= 0
        return covered or nxt in w.DETERMINERS or nxt in w.PRONOUNS or nxt.isdigit()

    def _finite(self, i: int, kinds: set[str], b: int, before: str, may_be_noun: bool) -> bool:
        """Whether a form without auxiliary is the verb of a clause here."""
        if before in w.DETERMINERS or (before in ("'s", "'") and not (kinds & {"past"} and not may_be_noun)):
            return False
        if before in w.PREPOSITIONS and before not in ("after", "before", "as", "while", "since", "until", "because"):
            return False
        mention = self.mentions[self.cover[b]] if b >= 0 and self.cover[b] >= 0 else None
        nxt = self.low(i + 1)
        if nxt == "of" and not any("of" in frame.words for frame in self.frames.verbs[self.tokens.low[i]][1]):
            return False
        follows = i + 1 < len(self.tokens) and (
            self.cover[i + 1] >= 0
            or nxt[:1].isdigit()
            or any(nxt in words for words in (w.DETERMINERS, w.PRONOUNS, w.NUMBERS, w.OPENERS))
        )
        particle = any(frame.words[1:2] == (nxt,) for frame in self.frames.verbs[self.tokens.low[i]][1])
        if kinds & {"past"} and not (may_be_noun and "base" in kinds):
            return not (before in w.PREPOSITIONS and not follows)
        if not may_be_noun:
            if "s" in kinds:
                return True
            if mention is not None and mention.owner:
                return False
            # a base form: a plural subject, an imperative at the start, or after "and"
            return (
                mention is not None
                or before in w.CONJUNCTIONS
                or before in w.SUBJECT_PRONOUNS
                or before.endswith("s")
                or b < 0
            )
        if mention is not None and mention.owner and not self._country_word(mention):
            return False
        if before in w.SUBJECT_PRONOUNS or before in w.RELATIVES:
            return True
        if (
            nxt == "to"
            and "s" in kinds
            and mention is not None
            and "base" in self.frames.verbs.get(self.low(i + 2), ("",))[0].split("|")
        ):
            return True
        later = self._later_finite(i)
        if "s" in kinds:
            if follows and not later:
                return mention is not None or before.isalpha()
            if nxt in w.PARTICLES and not later:
                # "US strikes on Iran" is a noun, "Israel strikes at Iran" a verb
                nominal = nxt in ("on", "against", "over", "with", "for") and self.tokens.low[i] in self.frames.nouns
                return mention is not None and not (nominal and self._adjective_like(mention))
            if later or not nxt or not nxt[0].isalpha() or nxt in w.PREPOSITIONS:
                return False
            if mention is None:
                # "drone hits building": a noun before, and no verb yet in the clause
                return (
                    before.isalpha()
                    and before not in w.CONJUNCTIONS
                    and not self._verb_in_clause(i)
                    and before not in w.MODIFIERS
                )
            return not mention.owner
        if kinds & {"past"}:  # hit, cut, shut: past and base
            return (
                (mention is not None or before.isalpha())
                and (follows or (nxt.isalpha() and nxt not in w.PREPOSITIONS) or nxt in ("by", "in", "at", "with"))
                and not later
            )
        if mention is not None and self._plural(mention, b):
            nominal = nxt in ("on", "against", "of", "and") and self.tokens.low[i] in self.frames.nouns and not particle
            return bool(nxt) and (nxt[0].isalpha() or follows) and not later and not nominal
        if mention is not None or later:
            return False
        if before in w.CROWDS:
            return True
        return before.endswith("s") and (follows or (nxt[:1].isalpha() and nxt not in w.PREPOSITIONS))

    def _possessive(self, b: int) -> bool:
        return b > 0 and self.cover[b - 1] >= 0 and self.mentions[self.cover[b - 1]].owner

    def _country_word(self, mention: Mention) -> bool:
        """A name that is adjective and noun alike ("US strikes Iran")."""
        return self.tokens.low[mention.end - 1] in ("us", "uk", "usa", "eu", "un", "uae")

    def _adjective_like(self, mention: Mention) -> bool:
        return mention.owner or self._country_word(mention)

    def _verb_in_clause(self, i: int) -> bool:
        return bool(self.verbs) and not any(
            self.tokens.low[k] in HARD or self.tokens.low[k] in w.SUBORDINATORS or self.tokens.low[k] in (",", "and")
            for k in range(self.verbs[-1].at, i)
        )

    def _plural(self, mention: Mention, b: int) -> bool:
        """Whether a mention takes a plural verb: "troops", "police", "the Taliban", "A and B"."""
        last = self.tokens.low[mention.end - 1]
        number = self.cover[b]
        if self._coordinated(b) or mention.kind in ("group", "party"):
            return True
        if number > 0 and self.mentions[number - 1].start == mention.start:
            return True  # one phrase, several actors: "foreign ministers of A and B"
        if mention.place and number > 0 and self.mentions[number - 1].end >= mention.start - 2:
            return self._plural(self.mentions[number - 1], self.mentions[number - 1].end - 1)  # "workers in Brazil"
        return mention.kind in ("generic", "body") and (last.endswith("s") or last in w.PLURALS)

    def _coordinated(self, b: int) -> bool:
        number = self.cover[b]
        start = self.mentions[number].start
        return (
            number > 0
            and bool({"and", "&", ","} & set(self.tokens.low[max(0, start - 3) : start]))
            and self.mentions[number - 1].end >= start - 4
        )

    def _later_finite(self, i: int) -> bool:
        """Whether an unambiguous finite verb follows in the same clause."""
        for k in range(i + 1, min(len(self.tokens), i + 12)):
            word = self.tokens.low[k]
            if (
                word in HARD
                or word in w.SUBORDINATORS
                or word in w.RELATIVES
                or word in (",", ".", "and", "but", "what", "how", "why")
            ):
                return False
            if self.cover[k] >= 0:
                continue
            if word in w.BE or word in w.HAVE or word in w.FUTURE or word in w.MODALS or word in w.DO:
                return self.low(k - 1) != "to"
            known = self.frames.verbs.get(word)
            plural = self.tokens.low[i].endswith("s")
            if (
                k == i + 1
                and plural
                and known
                and known[0] == "base"
                and not self._noun_like(k)
                and word not in self.frames.nouns
            ):
                return True
            if (
                k == i + 1
                and word.endswith("ed")
                and self.low(k + 1)[:1].isalpha()
                and self.low(k + 1) not in w.PREPOSITIONS
            ):
                continue  # "visits occupied Kherson"
            if (
                known
                and not self.tokens.joined[k]
                and self.low(k - 1) not in w.DETERMINERS
                and self.low(k - 1) not in w.PREPOSITIONS
            ):
                kinds = known[0]
                if (kinds == "s" and word not in self.frames.nouns and not self._noun_like(k)) or kinds == "past":
                    return True
                if "past" in kinds and not self._noun_like(k):
                    return True
                if (
                    "s" in kinds
                    and self.low(k + 1)
                    and (
                        self.low(k + 1)[0].isdigit()
                        or self.low(k + 1) in w.DETERMINERS
                        or (k + 1 < len(self.tokens) and self.cover[k + 1] >= 0)
                    )
                ):
                    return True
                if (
                    kinds == "base"
                    and self.low(k - 1).endswith("s")
                    and (
                        self.low(k + 1)[:1].isdigit()
                        or self.low(k + 1) in w.DETERMINERS
                        or self.low(k + 1) in ("at", "dozens", "scores", "hundreds", "people", "more", "several")
                    )
                ):
                    return True
        return False

    def _bare_passive(self, i: int, end: int, frame: Frame | None, kinds: list[str], before: str) -> bool:
        """A participle without auxiliary as a passive: "Two soldiers killed in …", "minister arrested"."""
        if frame is None or not frame.transitive:
            return False
        nxt = self.low(i + 1 if GAP in frame.words else end)
        if self.low(i + 1) == "by":
            return True
        if nxt == "at" and self.low(i + 2) in ("least", "most"):
            return False  # "killed at least six"
        if "base" in kinds:
            return False
        if frame.type == "REQUEST" and (self.low(i + 1) == "to" or (frame.words[-1] == "to" and end == i + 2)):
            return True
        if "past" not in kinds:
            return True
        if frame.type not in ("ASSAULT", "COERCE", "ACCUSE", "SANCTION", "AID", "RETREAT", "REQUEST"):
            return False
        if end < len(self.tokens) and self.cover[end] >= 0:
            return False
        if frame.type == "RETREAT" and frame.words[0] not in ("release", "free", "liberate"):
            return False
        if nxt in frame.targets and nxt not in ("on", "at", "to", "from"):
            return False
        return nxt in _PASSIVE_FOLLOW or not nxt or nxt in HARD or nxt == "."

    def _frame(self, i: int, frames: tuple[Frame, ...]) -> tuple[Frame | None, int]:
        """The longest frame whose words follow token i; (None, i+1) when the verb tells nothing."""
        stop = next((e for e in self.ends if e > i), len(self.tokens))
        best: tuple[Frame, int] | None = None
        for frame in frames:
            if best is not None and len(frame.words) < len(best[0].words):
                break
            if frame.intransitive and (self.low(i + 1) in w.DETERMINERS or self.low(i + 1) in ("that", "how", "why")):
                continue
            end = match_words(frame.words[1:], self.tokens.low, i + 1, stop)
            if end is not None and (best is None or end < best[1]):
                best = frame, end
        if best is not None:
            return best
        return None, i + 1

    # -- clauses ------------------------------------------------------------------------------------------------------

    def _bounds(self) -> None:
        """`bound[i]`: token i ends the clause before it; `background[i]`: token i opens a background phrase."""
        count = len(self.tokens)
        self.bound = [False] * (count + 1)
        sentence = set(self.ends)
        verb_at = {v.at for v in self.verbs}
        for i in range(count):
            word = self.tokens.low[i]
            if self.cover[i] >= 0:
                self.bound[i] = i in sentence
                continue
            hard = word in HARD and not self._bracket(i)
            loose = word == "but" or word in w.BACKGROUND
            sub = (loose or word in w.SUBORDINATORS) and (not loose or self._opens_clause(i))
            rel = word in ("who", "which", "whose") or (
                word == "that"
                and (i - 1 in verb_at or self.low(i - 1).isalpha())
                and self.low(i - 1) not in w.PREPOSITIONS
            )
            self.bound[i] = hard or sub or rel or i in sentence

    def verb_over(self, i: int) -> bool:
        """Whether token i belongs to a verb's frame, from its main verb on."""
        return any(v.at <= i < max(v.end, v.at + 1) for v in self.verbs)

    def _bracket(self, i: int) -> bool:
        """Whether token i is a bracket around a few words without a verb: "National Army (LNA) says"."""
        low = self.tokens.low
        if low[i] == "(":
            close = next((k for k in range(i + 1, min(len(low), i + 8)) if low[k] == ")"), None)
            return close is not None and not any(i < v.at < close for v in self.verbs)
        if low[i] == ")":
            opened = next((k for k in range(i - 1, max(-1, i - 8), -1) if low[k] == "("), None)
            return opened is not None and not any(opened < v.at < i for v in self.verbs)
        return False

    def _opens_clause(self, i: int) -> bool:
        """Whether "after", "before", "despite" … at token i has a verb of its own before the next comma."""
        for verb in self.verbs:
            if verb.at > i:
                return verb.form in ("finite", "ing") and not any(
                    self.tokens.low[k] == "," or self.tokens.low[k] in HARD or self.tokens.low[k] in w.SUBORDINATORS
                    for k in range(i + 1, verb.start)
                )
        return False

    def clause(self, i: int) -> tuple[int, int]:
        """The tokens (start, end) of the clause around token i."""
        start = i
        while start > 0 and not self.bound[start]:
            start -= 1
        if (
            self.bound[start]
            and start < i
            and (
                self.tokens.low[start] in HARD
                or self.tokens.low[start] in w.SUBORDINATORS
                or self.tokens.low[start] in w.RELATIVES
                or self.tokens.low[start] == "but"
            )
        ):
            start += 1
        end = i + 1
        while end < len(self.tokens) and not self.bound[end]:
            end += 1
        return start, end


_PASSIVE_FOLLOW = frozenset(
    "in at on over after for as during near while outside inside with amid from following to , and by under since "
    "when ahead of without off near ' ” \" today yesterday again".split()
)
