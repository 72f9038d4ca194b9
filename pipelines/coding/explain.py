"""Why a text has the mentions that it has: words, dictionary entry, role of the day, grammar, what was passed over.

What belongs here: reading back what the coder found, for people. What does not: finding mentions (mention_parser.py),
output.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.coding.coder import CodedActor, EnglishCoder
from pipelines.coding.domains import domain_of
from pipelines.coding.lexicon import Actor, Lexicon, Role, Sense
from pipelines.coding.mention_parser import find_mentions
from pipelines.coding.mentions import Mention
from pipelines.coding.tokens import Tokens, tokenise

_PHRASES = {
    "country": "name of the state",
    "adjective": "the state's adjective",
    "people": "name of the people",
    "capital": "capital, for its state",
    "metonym": "seat of power, for its state",
    "place": "place, for its owner",
}
_PASSED = {
    "country": "a country that does not act here",
    "adjective": "an adjective of something that is not the state's",
    "people": "a people's name that does not act here",
    "capital": "only a place here",
    "metonym": "only a place here",
    "place": "only a place here",
    "agent": "a noun without a country or a name",
    "office": "a title without a country or a name",
    "none": "a phrase that is listed as no actor",
    "actor": "a name that does not act here",
}


@dataclass(frozen=True, slots=True)
class Explained:
    """One mention: its words, what they were taken for, and why.

    `role`, `since`, `until`: the role that holds on the day, for named actors; None where the dictionary leaves an end
    open.
    """

    words: str
    code: str
    name: str | None
    kind: str
    found_by: str
    role: str
    since: date | None
    until: date | None
    entry_id: str


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Words that the dictionary knows and that are no mention, and why."""

    words: str
    meaning: str
    why: str


@dataclass(frozen=True, slots=True)
class NamedRole:
    """A role of a named actor; `held` on the day in question."""

    name: str
    code: str
    office: str
    since: date | None
    until: date | None
    held: bool
    entry_id: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is told of one text on one day."""

    mentions: tuple[Explained, ...]
    passed: tuple[PassedOver, ...]
    roles: tuple[NamedRole, ...]
    domain: str | None


def explain(coder: EnglishCoder, text: str, day: date) -> Explanation:
    """Explain the mentions of a text published on a day. Total: any text gives a result."""
    tokens = tokenise(text)
    coded = coder.code(text, day)
    told: list[Explained] = []
    roles: list[NamedRole] = []
    seen: set[str] = set()
    for mention in coded.mentions:
        actor = actor_of(coder.lexicon, mention.entry_id)
        role = actor.role_on(day) if actor is not None else None
        told.append(_explained(coder.lexicon, tokens, mention, role, day))
        if actor is not None and actor.slug not in seen:
            seen.add(actor.slug)
            roles.extend(
                NamedRole(actor.name, r.code, r.office, *_ends(r), r.since <= day <= r.until, r.entry_id)
                for r in actor.roles
            )
    return Explanation(
        tuple(told), tuple(_passed(coder.lexicon, tokens, coded.mentions, day)), tuple(roles), domain_of(tokens)
    )


def actor_of(lexicon: Lexicon, entry_id: str) -> Actor | None:
    """The named actor of a dictionary entry (`file:slug#role`), or None for countries, nouns and grammar."""
    file, _, rest = entry_id.partition(":")
    return lexicon.actors.get(rest.split("#")[0]) if file.startswith("actors") else None


def _ends(role: Role) -> tuple[date | None, date | None]:
    return (None if role.since == date.min else role.since), (None if role.until == date.max else role.until)


def _explained(lexicon: Lexicon, tokens: Tokens, mention: CodedActor, role: Role | None, day: date) -> Explained:
    since = until = None
    office = ""
    if role is not None:
        out_of_office = role.since == role.until == day and role.code.endswith(".CVL") and not role.office
        office = "out of office" if out_of_office else role.office or "its one role"
        since, until = (None, None) if out_of_office else _ends(role)
    how = _found_by(lexicon, tokens, mention)
    return Explained(
        mention.surface, mention.code, mention.name, mention.kind, how, office, since, until, mention.entry_id
    )


def _found_by(lexicon: Lexicon, tokens: Tokens, mention: CodedActor) -> str:
    """Which phrase or which rule of the grammar made the mention, as far as its entry and words tell."""
    inside = _senses_within(lexicon, tokens, mention.char_start, mention.char_end)
    kinds = {sense.kind for sense in inside}
    land = kinds & {"country", "adjective", "people", "capital", "metonym"}
    entry = mention.entry_id
    file = entry.partition(":")[0]
    if entry.endswith("+name"):
        return ("country + " if land else "") + "title + unknown name"
    if entry.endswith("+apposition"):
        return "titles and names in pairs"
    if entry.endswith("+force"):
        return "country before an armed act"
    if entry.endswith("+person"):
        return "adjective before a private person"
    if file.startswith("actors"):
        if not kinds & {"agent", "office"}:
            return "name in the dictionary"
        first = inside[0].kind if inside else ""
        if first == "actor":
            return "body + title + known name" if mention.kind == "person" else "body + noun"
        return ("country + " if land else "") + "title + known name"
    if file == "countries":
        kind = next((k for k in _PHRASES if k in kinds), "country")
        return _PHRASES[kind]
    if file == "places":
        return _PHRASES["place"]
    noun = "title" if file == "offices" else "noun"
    if land:
        return f"country + {noun}"
    if mention.code.startswith("---"):
        return f"{noun} without a country"
    return f"{noun}, located by the country that the text names"


def _senses_within(lexicon: Lexicon, tokens: Tokens, start: int, end: int) -> list[Sense]:
    found: list[Sense] = []
    for index, match in enumerate(lexicon.matches(tokens)):
        if match and tokens.start[index] >= start and tokens.end[match[0] - 1] <= end:
            found.extend(match[1])
    return found


def _passed(lexicon: Lexicon, tokens: Tokens, kept: Sequence[CodedActor], day: date) -> list[PassedOver]:
    """Phrases of the dictionary outside every mention, in order."""
    covered = [(m.char_start, m.char_end) for m in kept]
    parsed = find_mentions(lexicon, tokens, day)
    matches = lexicon.matches(tokens)
    found = []
    index = 0
    while index < len(tokens):
        match = matches[index]
        end = match[0] if match else index + 1
        if not any(a < tokens.end[end - 1] and tokens.start[index] < b for a, b in covered):
            if match:
                words = tokens.surface(index, end)
                found.append(PassedOver(words, _meaning(match[1]), _why(match[1], parsed, index, end)))
            else:
                found.extend(_wrong_case(lexicon, tokens, index))
        index = end
    return found


def _meaning(senses: Sequence[Sense]) -> str:
    parts = []
    for sense in senses:
        named = sense.actor.name if sense.actor is not None else ".".join(filter(None, (sense.country, sense.sector)))
        parts.append(f"{sense.kind} {named}".strip())
    return " · ".join(dict.fromkeys(parts))


def _why(senses: Sequence[Sense], parsed: Sequence[Mention], start: int, end: int) -> str:
    mention = next((m for m in parsed if m.start < end and start < m.end), None)
    if mention is not None:
        return "only a place here" if mention.place else "a state or a team in a text about sport, culture or markets"
    if any(s.shaky and s.kind == "actor" for s in senses):
        return "ambiguous alone: needs a title before it or the full name in the text"
    if any(s.shaky for s in senses):
        return "ambiguous: stands in another name"
    return _PASSED[senses[0].kind]


def _wrong_case(lexicon: Lexicon, tokens: Tokens, index: int) -> list[PassedOver]:
    """A phrase at the token that only its letters' case keeps from being a name."""
    for words, senses in lexicon.phrases.get(tokens.low[index], ()):
        end = index + len(words)
        if end <= len(tokens) and tuple(tokens.low[index:end]) == words:
            initials = any(s.upper for s in senses)
            why = "letter case: initials stand in capitals" if initials else "letter case: a name begins with a capital"
            return [PassedOver(tokens.surface(index, end), _meaning(senses), why)]
    return []
