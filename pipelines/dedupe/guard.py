"""The guard: whether two headlines tell the same, by what differs between their gists.

What belongs here: the verdict on one pair, with its reason in words. What does not: finding pairs (near.py), making
gists (gist.py).

Text similarity alone cannot tell an edit from a look-alike: "kills 12" is nearer to "kills 17" than to "kills 12 -
BBC". So the guard looks at what differs. Everything that differs must be an error of spelling: a word that no
vocabulary knows beside the one that it was meant to be. Two known words are two things, and so are two numbers.
"""

import hashlib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version as version_of
from pathlib import Path

import polars as pl
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from pipelines.dedupe.gist import WORDS, fillers, lines_of, same_words, without_accents

# Changes with the rules here and in gist.py; a hash of the words they depend on follows it in `version()`.
RULES_VERSION = "1"
_DICTIONARIES = Path(__file__).parents[1] / "coding" / "dictionaries"
# A cut headline says enough for one that it begins to be known by it.
CUT_WORDS = 4
# Words that may be misspelt in one headline.
MISSPELT_WORDS = 2
# Letters of a word in which one edit (a letter more, less, another, two swapped) is a slip, and two edits: first and
# last letter are seldom wrong.
_ONE_EDIT, _TWO_EDITS_INSIDE, _TWO_EDITS = 4, 5, 7
# Of two words that nobody knows, each may be a name of its own: then one letter only, of a long word.
_UNKNOWN_LETTERS = 5
# The count that pyspellchecker gives to words of its long list that its texts hardly have ("woald"): in a headline such
# a word is a slip more often than itself.
_RARE = 50
# A headline of fewer telling words ("Live updates") is compared exactly only.
TELLING_WORDS = 3


@dataclass(frozen=True, slots=True)
class Match:
    """That two headlines tell the same: `kind` near or truncated, `score` 0–100 of their words, `reason` in words."""

    kind: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    """That they do not, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gist:
    """A row of `gists`."""

    gist: str
    outlet: str
    cut: bool


def compare(one: Gist, other: Gist) -> Match | Difference:
    """Whether two headlines tell the same; the order of the two does not matter."""
    if (other.gist, other.outlet, other.cut) < (one.gist, one.outlet, one.cut):
        one, other = other, one
    if one.outlet and other.outlet and one.outlet != other.outlet:
        return Difference(f"two outlets: {one.outlet}, {other.outlet}")
    ours, theirs = one.gist.split(), other.gist.split()
    if "".join(ours) == "".join(theirs) and _numbers(ours) == _numbers(theirs):
        if len(ours) < TELLING_WORDS:
            return Difference(f"fewer than {TELLING_WORDS} telling words")
        return Match("near", 100.0, _equal_reason(one, other))
    if one.cut or other.cut:
        return _cut_short(one, other)
    if min(len(ours), len(theirs)) < TELLING_WORDS:
        return Difference(f"fewer than {TELLING_WORDS} telling words")
    told = _misspelt(ours, theirs)
    return told if isinstance(told, Difference) else Match("near", _score(one, other), "misspelt: " + ", ".join(told))


@cache
def version() -> str:
    """The version of the rules, word lists, names and vocabulary that every gist and every verdict depends on."""
    digest = hashlib.blake2b(version_of("pyspellchecker").encode(), digest_size=4)
    for path in (*_dictionaries(), *sorted(WORDS.glob("*.txt"))):
        digest.update(path.read_bytes())
    return f"{RULES_VERSION}+{digest.hexdigest()}"


def same_spelling(one: str, other: str) -> str | None:
    """Why two words are not the same word misspelt; None if they are."""
    if any(map(str.isdigit, one + other)):
        return "two numbers"
    known = is_known(one) + is_known(other)
    if known == 2:
        return "two known words"
    if known == 0:
        near = OSA.distance(one, other) <= 1 and min(len(one), len(other)) >= _UNKNOWN_LETTERS
        return None if near and one[0] == other[0] else "two unknown words"
    right, slip = (one, other) if is_known(one) else (other, one)
    meant = [word for word in _spellings().get(right, (right,)) if _slip_of(word, slip)]
    if not meant:
        return "spelt too differently"
    if right in fixed_words():
        edits = min(OSA.distance(word, slip) for word in meant)
        if any(OSA.distance(word, slip) <= edits for word in fixed_words() - set(meant)):
            return f"perhaps another word than {right}"
    return None


@cache
def vocabulary() -> frozenset[str]:
    """The words that are spelt right: English, those of the word lists, and those of the actors' names."""
    from spellchecker import SpellChecker

    counts = SpellChecker().word_frequency
    words = {word for word in counts.words() if counts[word] > _RARE}
    words |= fillers() | {word for phrase in (*same_words(), *same_words().values()) for word in phrase.split()}
    names = pl.Series([path.read_text(encoding="utf-8").lower() for path in _dictionaries()])
    words.update(without_accents(names).str.extract_all(r"\p{L}+").explode().unique())
    return frozenset(words)


def _dictionaries() -> list[Path]:
    """The coder's dictionaries of actors, countries, offices and places: read as words, whatever they mean."""
    return sorted(_DICTIONARIES.glob("*.csv"))


@lru_cache(maxsize=200_000)
def is_known(word: str) -> bool:
    """Whether the word is spelt right, as far as the vocabulary knows."""
    return word in vocabulary() or (word.endswith("s") and word[:-1] in vocabulary())


@cache
def fixed_words() -> frozenset[str]:
    """The words of which one in place of another is another fact: a slip must not be near to two of them."""
    return frozenset(word for line in lines_of("fixed.txt") for word in line.split())


def _slip_of(word: str, slip: str) -> bool:
    """Whether `slip` may be `word` misspelt, by how many edits it takes."""
    edits, length = OSA.distance(word, slip, score_cutoff=2), len(word)
    if edits <= 1:
        return length >= _ONE_EDIT
    ends_agree = word[0] == slip[0] and word[-1] == slip[-1]
    return edits == 2 and length >= (_TWO_EDITS_INSIDE if ends_agree else _TWO_EDITS)


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    """The words that stand for each canonical one, itself among them."""
    found: dict[str, list[str]] = {}
    for word, canonical in same_words().items():
        if " " not in word + canonical:
            found.setdefault(canonical, [canonical]).append(word)
    return {canonical: tuple(words) for canonical, words in found.items()}


def _cut_short(one: Gist, other: Gist) -> Match | Difference:
    """One is the other's beginning; the last word may be cut too."""
    short, full = sorted((one, other), key=lambda gist: (not gist.cut, len(gist.gist)))
    ours, theirs = short.gist.split(), full.gist.split()
    if len(ours) > len(theirs) and full.cut:
        short, full, ours, theirs = full, short, theirs, ours
    if len(ours) < CUT_WORDS:
        return Difference(f"cut to fewer than {CUT_WORDS} telling words")
    if len(ours) > len(theirs):
        return Difference("the cut one tells more")
    begins = theirs[: len(ours)]
    if begins[-1] != ours[-1] and begins[-1].startswith(ours[-1]):
        ours = [*ours[:-1], begins[-1]]
    told = [] if begins == ours else _misspelt(ours, begins)
    if isinstance(told, Difference):
        return told
    words = ", misspelt: " + ", ".join(told) if told else ""
    return Match("truncated", _score(short, full), f"the first {len(ours)} telling words{words}")


def _misspelt(ours: list[str], theirs: list[str]) -> list[str] | Difference:
    """The misspelt words by which two lists of words differ, or what else differs."""
    found: list[str] = []
    for op in Levenshtein.editops(ours, theirs):
        at, to = op.src_pos, op.dest_pos
        if len(found) == MISSPELT_WORDS:
            return Difference(f"more than {MISSPELT_WORDS} words differ")
        if op.tag != "replace":
            lone = ours[at] if op.tag == "delete" else theirs[to]
            if any(same_spelling(lone, filler) is None for filler in fillers()):
                found.append(lone)
                continue
            return Difference(f"only one has: {lone}")
        why = same_spelling(ours[at], theirs[to])
        if why:
            return Difference(f"{ours[at]}, {theirs[to]}: {why}")
        found.append(f"{ours[at]}, {theirs[to]}")
    return found


def _numbers(words: list[str]) -> list[str]:
    return [word for word in words if any(map(str.isdigit, word))]


def _equal_reason(one: Gist, other: Gist) -> str:
    if one.outlet != other.outlet:
        return f"the same but for the outlet {one.outlet or other.outlet}"
    return "the same telling words" + (", one cut short" if one.cut != other.cut else "")


def _score(one: Gist, other: Gist) -> float:
    return round(fuzz.token_sort_ratio(one.gist, other.gist), 1)
