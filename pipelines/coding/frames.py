"""The event frames, loaded and indexed by word.

What belongs here: reading `frames/*.yml` and a user's overlay, and matching a frame's words at a token. What does
not: who fills a frame's slots and with what status (verb_events.py, noun_events.py). The format of the files is
described in docs/frames.md.
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

import yaml

from pipelines.coding.inflect import forms
from pipelines.coding.lexicon import DictionaryError, slugify, version_of
from pipelines.coding.tokens import Tokens
from pipelines.coding.words import FUTURE, MODALS, PREPOSITIONS
from warehouse.catalog import EVENT_TYPES

FRAMES = Path(__file__).parent / "frames"
GAP = "…"
MAX_GAP = 6
# A gap stays within a noun phrase: it crosses "of", no other preposition and no second verb.
_NO_GAP = frozenset(
    (PREPOSITIONS - {"of", "more", "over", "about", "per", "around", "than", "above"})
    | (FUTURE | MODALS) - {"may", "might"}
    | {":", ";", "–", "—", "that", "who", "which"}
)
# "freed and prisoners released": a phrase does not begin with these.
_NO_START = frozenset(("and", "but", "or", ","))
CONTROLS = ("planned", "hypothetical", "negated", "occurred", "perform")
# What does harm to somebody.
CONFLICT = frozenset(("ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"))
_KEYS = {"verb", "noun", "targets", "sources", "subject", "governs", "needs", "object", "otherwise", "intransitive"}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML without the words that YAML 1.1 takes for booleans: "on" is a preposition here."""


_Loader.yaml_implicit_resolvers = {
    sign: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:bool"]
    for sign, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


# The words accepted at each place of a phrase; None for GAP.
Pattern = tuple[frozenset[str] | None, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """One way to tell an event.

    `type` a PLOVER type, STATEMENT, or a control of CONTROLS; `words` the phrase, GAP for a few free words; `targets`
    and
    `sources` the slots (object, owner, a preposition …) whose actors fill the sides; `subject` the side that the
    subject
    fills; `governs` what becomes of events in its complement: drop, keep or speech; `needs` which sides must be
    known: any, source, target, pair or none; `otherwise` the type that is told when they are not; `intransitive`
    verbs with an object mean something else; `rest` what is accepted for each word but the first.
    """

    rule_id: str
    type: str
    words: tuple[str, ...]
    targets: tuple[str, ...]
    sources: tuple[str, ...]
    subject: str
    governs: str
    needs: str
    otherwise: str
    intransitive: bool
    rest: Pattern = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rest = tuple(None if word == GAP else _accepted(word) for word in self.words[1:])
        object.__setattr__(self, "rest", rest)

    @property
    def transitive(self) -> bool:
        """Whether the frame takes a direct object, so that its participle alone may be a passive."""
        return "object" in self.targets


# A frame, and the fewest words of those that come before it or are itself, back to the candidate before.
Candidate = tuple[Frame, int]


@dataclass(frozen=True)
class Frames:
    """Verb frames by inflected form: form → (kinds of form, frames, longest first); noun frames by first word.

    `ambiguous`: verbs that are nouns as often, by their base form.
    """

    verbs: dict[str, tuple[str, tuple[Frame, ...]]]
    nouns: dict[str, tuple[Frame, ...]]
    ambiguous: frozenset[str]
    version: str
    _by_second: dict[str, dict[str, list[Candidate]]] = field(init=False, repr=False, default_factory=dict)

    def candidates(self, form: str, following: str) -> list[Candidate]:
        """The frames of a verb's form that the word behind it does not rule out: few of many, longest first."""
        by_second = self._by_second.get(form)
        if by_second is None:
            by_second = self._by_second[form] = _by_second_word(self.verbs[form][1])
        return by_second.get(following) or by_second[""]


def _by_second_word(frames: tuple[Frame, ...]) -> dict[str, list[Candidate]]:
    """The frames that fit each second word; the empty one stands for all that no frame asks for."""
    asked = [frame.rest[0] if frame.rest else None for frame in frames]
    found: dict[str, list[Candidate]] = {}
    for second in {"", *(word for words in asked if words for word in words)}:
        fitting = found[second] = []
        fewest = sys.maxsize
        for frame, words in zip(frames, asked, strict=True):
            fewest = min(fewest, len(frame.words))
            if words is None or second in words:
                fitting.append((frame, fewest))
                fewest = sys.maxsize
    return found


def _plural(word: str) -> set[str]:
    if word.endswith("s"):
        return {word}
    if word.endswith("y") and len(word) > 2 and word[-2] not in "aeiou":
        return {word, word[:-1] + "ies"}
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return {word, word + "es"}
    return {word, word + "s"}


def _words(pattern: str) -> tuple[str, ...]:
    joined = re.sub(r"\b(co|re|de|pre)-", r"\1", pattern.casefold())  # as tokens.py joins them
    return tuple(joined.replace("...", GAP).replace("-", " ").split())


def _frame(path: Path, default: dict[str, object], entry: object, kind: str) -> Frame:
    options = dict(entry) if isinstance(entry, dict) else {kind: entry}
    unknown = set(options) - _KEYS
    pattern = options.get(kind)
    if unknown or not isinstance(pattern, str):
        raise DictionaryError(
            f"{path}: frame {entry!r}: unknown key {', '.join(sorted(unknown)) or kind}; see docs/frames.md"
        )
    event_type = str(default["type"])
    noun = kind == "noun"
    first = " ".join(word.split("/")[0] for word in pattern.split())

    def listed(key: str, fallback: object) -> tuple[str, ...]:
        value = options.get(key, fallback)
        return tuple(map(str, value)) if isinstance(value, list | tuple) else ()

    return Frame(
        rule_id=f"{event_type.lower()}:{slugify(first)}{'/noun' if noun else ''}",
        type=event_type,
        words=_words(pattern),
        targets=listed("targets", default.get("noun_targets" if noun else "targets", ())),
        sources=listed("sources", default.get("noun_sources", ()) if noun else ()),
        subject=str(options.get("subject", "source")),
        governs=str(options.get("governs", default.get("governs", "keep"))),
        needs=str(options.get("needs", default.get("noun_needs", "any") if noun else default.get("needs", "none"))),
        otherwise=str(options.get("otherwise", "")),
        intransitive=options.get("intransitive", default.get("intransitive")) == "true",
    )


def load_frames(folders: Iterable[Path] = (FRAMES,)) -> Frames:
    """Read every frame file of the folders, in order.

    Raises:
        DictionaryError: a file has an unknown type or key.
    """
    files = tuple(sorted(path for folder in folders for path in (*folder.glob("*.yml"), *folder.glob("*.txt"))))
    return _load(files, version_of(files))


@lru_cache(maxsize=4)
def _load(files: tuple[Path, ...], version: str) -> Frames:
    verbs: dict[str, list[Frame]] = {}
    nouns: dict[str, list[Frame]] = {}
    plain: set[str] = set()
    ambiguous: set[str] = set()
    for path in files:
        if path.suffix == ".txt":
            lines = path.read_text(encoding="utf-8").splitlines()
            words = {word for line in lines if not line.startswith("#") for word in line.split()}
            (ambiguous if path.stem == "noun_verbs" else plain).update(words - PREPOSITIONS)
            continue
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
        if path.stem == "control":
            groups = [({"type": name, "targets": ()}, entries, ()) for name, entries in content.items()]
        else:
            groups = [(content, content.get("verbs") or (), content.get("nouns") or ())]
        for default, verb_entries, noun_entries in groups:
            if default["type"] not in EVENT_TYPES and default["type"] not in CONTROLS:
                raise DictionaryError(f"{path}: '{default['type']}' is no event type")
            for entry in verb_entries:
                frame = _frame(path, default, entry, "verb")
                for base in frame.words[0].split("/"):
                    verbs.setdefault(base, []).append(frame)
            for entry in noun_entries:
                frame = _frame(path, default, entry, "noun")
                for first in _plural(frame.words[0]) if len(frame.words) == 1 else {frame.words[0]}:
                    nouns.setdefault(first, []).append(frame)
    index: dict[str, tuple[set[str], list[Frame]]] = {}
    for frame in verbs.get("be", ()):
        # headlines leave "is" out: "Serbia ready to sign"
        if len(frame.words) < 3:
            continue
        kinds, frames = index.setdefault(frame.words[1], (set(), []))
        kinds.add("adj")
        frames.append(replace(frame, words=frame.words[1:]))
    for base in plain | set(verbs):
        for form, kinds_of_form in forms(base).items():
            if form in PREPOSITIONS:
                continue  # "near", "following"
            known, of_form = index.setdefault(form, (set(), []))
            known.update(kinds_of_form.split("|"))
            of_form.extend(verbs.get(base, ()))
    return Frames(
        {f: ("|".join(sorted(k)), tuple(sorted(fs, key=_precedence))) for f, (k, fs) in index.items()},
        {word: tuple(sorted(fs, key=_precedence)) for word, fs in nouns.items()},
        frozenset(ambiguous),
        version,
    )


def _precedence(frame: Frame) -> tuple[int, bool]:
    """Of the frames that fit, the one with most words wins; of equals the one whose words stand together."""
    return sum(word == GAP for word in frame.words) - len(frame.words), GAP in frame.words


@cache
def _accepted(pattern: str) -> frozenset[str]:
    """The words that stand for one word of a pattern: its options and their plurals."""
    return frozenset(form for option in pattern.split("/") for form in (option, *_plural(option)))


def match_words(pattern: Pattern, low: list[str], start: int, stop: int) -> int | None:
    """Index after the last word of `pattern` when its words stand in order from token `start` on, before `stop`."""
    index, within_gap = start, False
    for accepted in pattern:
        if accepted is None:
            within_gap = True
            continue
        if within_gap:
            limit = min(stop, index + MAX_GAP + 1)
            if index < limit and low[index] in _NO_START:
                return None
            while index < limit and low[index] not in accepted:
                if low[index] in _NO_GAP:
                    return None
                index += 1
            if index >= limit:
                return None
            within_gap = False
        elif index >= stop or low[index] not in accepted:
            return None
        index += 1
    return index


@cache
def kinds_of(told: str) -> frozenset[str]:
    """The kinds of a form as a set ("past|part")."""
    return frozenset(told.split("|"))


def noun_at(frames: Frames, tokens: Tokens, index: int) -> tuple[Frame, int] | None:
    """The longest noun frame at a token: (frame, token after it)."""
    for frame in frames.nouns.get(tokens.low[index], ()):
        end = match_words(frame.rest, tokens.low, index + 1, len(tokens.low))
        if end is not None:
            return frame, end
    return None
