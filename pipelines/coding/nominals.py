"""Nominal mentions: phrases whose head noun is an office or an agent ("army chief", "Ukrainian police", "protesters").

What belongs here: finding a head noun, chains of them, the country or body that owns the phrase, and the name that a
title introduces. What does not: names by themselves (names.py), countries by themselves (toponyms.py).
"""

from dataclasses import dataclass

from pipelines.coding import words as w
from pipelines.coding.lexicon import Actor, Role, Sense
from pipelines.coding.mentions import MentionScan, is_modifier
from pipelines.coding.names import name_at, pick

MAX_MODIFIERS = 3
# Prepositions after which a building is a place.
_INTO_A_BUILDING = (w.LOCATIVE - {"outside"}) | {"under", "beneath", "into"}
# What names no thing.
_NO_THING = frozenset().union(
    w.PREPOSITIONS, w.BE, w.HAVE, w.DO, w.MODALS, w.FUTURE, w.RELATIVES,
    w.CONJUNCTIONS, w.ADVERBS, w.NEGATIONS, w.DETERMINERS, w.PRONOUNS,
)  # fmt: skip
# A country's name or adjective: its first token, the token after it, its sense.
CountrySpan = tuple[int, int, Sense]


@dataclass(slots=True)
class _Head:
    """A head noun or a chain of them, up to token `end`; `start` is the first token of the phrase.

    `first`: the sense of its first noun, `agent` that noun's as an agent; `office`: the sense of the last office;
    `entry`: the entry of the last noun.
    """

    start: int
    end: int
    first: Sense
    agent: Sense | None
    office: Sense | None
    sector: str
    entry: str
    strong: bool
    plural: bool
    former: bool


def find_head(scan: MentionScan, j: int) -> int | None:
    """The office or agent that the country phrase before token j binds to, over a few modifiers, or None."""
    tokens = scan.tokens
    if scan.possessive(j):
        j += 1
    for k in range(j, min(len(tokens.low), j + MAX_MODIFIERS + 1)):
        if scan.matches[k]:
            if scan.sense(k, "office", "agent"):
                return k
            if scan.sense(k, "country", "capital", "place", "metonym", "adjective", "people", "actor"):
                return None
        if not tokens.raw[k][0].isalpha() or not is_modifier(tokens.low[k]):
            return None
    return None


def nominal_phrase(
    scan: MentionScan, start: int, at: int, owners: list[Sense], former: bool, spans: list[CountrySpan] | None = None
) -> int:
    """A phrase whose head noun begins at token `at`; `owners` are the countries before it; return the index after."""
    head = _chain(scan, start, at, former)
    if head.first.entry_id in w.BUILDINGS and scan.preposition(start) in _INTO_A_BUILDING:
        return head.end
    countries = [s.country for s in owners]
    if not countries:
        stop = _of_body(scan, head)
        if stop is not None:
            return stop
        countries = _of_countries(scan, head) or ([head.first.country] if head.first.country else [])
    if head.office is not None:
        stop = _introduced_names(scan, head, countries)
        if stop is not None:
            return stop
    if len(countries) > 1:
        _several(scan, head, countries, spans)
    elif countries:
        sector = "CVL" if _once(head) else head.sector
        _generic(scan, head, f"{countries[0]}.{sector}")
    else:
        _stateless(scan, head)
    return head.end


def _chain(scan: MentionScan, start: int, at: int, former: bool) -> _Head:
    """The chain of head nouns from token `at` on: "army chief", "government officials", "opposition leader"."""
    match = scan.matches[at]
    assert match is not None, "the caller saw a head noun here"
    end, senses = match
    office = next((s for s in senses if s.kind == "office"), None)
    agent = next((s for s in senses if s.kind == "agent"), None)
    first = office or agent
    assert first is not None, "the caller saw a head noun here"
    former = former or any(scan.low(k) in w.FORMER for k in range(start, at))
    plural = any(s.plural for s in senses)
    strong = bool(agent and agent.strong)
    head = _Head(start, end, first, agent, office, first.sector, first.entry_id, strong, plural, former)
    while (following := scan.sense(head.end, "office", "agent")) is not None:
        if head.plural and not following.plural and scan.low(head.end) in scan.verbs:
            break  # "supporters head to", "troops guard"
        # "police chief", "intelligence agency officer": the body decides, not the rank of its man
        if head.sector == "GOV" or not (following.sector == "GOV" or following.entry_id in w.RANKS):
            head.sector = following.sector
        if following.kind == "office":
            head.office = following
        head.strong = head.strong or following.strong
        head.plural = following.plural
        head.entry = following.entry_id
        head.end = scan.match_end(head.end)
    return head


# -- owners behind the head noun --------------------------------------------------------------------------------------


def _of_body(scan: MentionScan, head: _Head) -> int | None:
    """A body that owns the head noun: "leaders of the Coalition of the Willing"; the index after it, or None."""
    body = _body_after(scan, head.end)
    if body is None:
        return None
    stop, role, actor = body
    if head.office is not None:
        name_end, person, name = name_at(scan, stop, head.former)
        if name:
            country, head.sector = role.code.split(".")
            return _titled(scan, head, name_end, person, name, country)
    scan.add(head.start, stop, role.code, actor.name, actor.kind, role.entry_id)
    return stop


def _body_after(scan: MentionScan, j: int) -> tuple[int, Role, Actor] | None:
    """The body that "of", "from" or "at" at token j binds: (token after it, its role, the body)."""
    if scan.low(j) not in ("of", "from", "at"):
        return None
    k = j + 2 if scan.low(j + 1) == "the" else j + 1
    match = scan.matches[k] if k < len(scan.tokens) else None
    senses = [s for s in match[1] if s.kind == "actor" and s.actor and s.actor.kind != "person"] if match else []
    if not senses or match is None:
        return None
    actor, role, _ = pick(scan, senses)
    return match[0], role, actor


def _of_countries(scan: MentionScan, head: _Head) -> list[str]:
    """Countries that own the head noun; it then ends behind them: "foreign ministers of Germany, France and Poland"."""
    preposition = scan.low(head.end)
    if preposition not in ("of", "for", "from"):
        return []
    k = head.end + 1
    named = _country_list(scan, k + 1 if scan.low(k) == "the" else k)
    if not named or (preposition == "from" and scan.low(head.start - 1) in w.REMOVALS):
        return []
    if preposition != "from" or head.plural:
        head.end = named[-1][0]
    return [sense.country for _, sense in named]


def _country_list(scan: MentionScan, k: int) -> list[tuple[int, Sense]]:
    """Countries from token k on, with commas and 'and' between them: [(token after it, sense)]."""
    found: list[tuple[int, Sense]] = []
    while (sense := scan.sense(k, "country")) is not None:
        k = scan.match_end(k)
        found.append((k, sense))
        if scan.low(k) not in w.COORDINATORS:
            break
        k = scan.after_coordinator(k)
    return found


# -- names behind a title ---------------------------------------------------------------------------------------------


def _introduced_names(scan: MentionScan, head: _Head, countries: list[str]) -> int | None:
    """The name or names that an office introduces; the index after them, or None where it introduces nobody."""
    name_end, person, name = name_at(scan, head.end, head.former)
    if name and person is None and _common_noun(scan, head):
        return None
    if name:
        return _titled(scan, head, name_end, person, name, countries[0] if countries else "---")
    if not head.plural or len(countries) < 2:
        return None
    stop, names = _apposition(scan, head.end)
    if len(names) != len(countries):
        return None
    for (start, end, known), country in zip(names, countries, strict=True):
        scan.add(start, end, f"{country}.{head.sector}", known, "person", head.entry + "+apposition")
    return stop


def _common_noun(scan: MentionScan, head: _Head) -> bool:
    """Whether a word that is a title or an ordinary word begins the text or a title-case phrase."""
    return (
        head.start + 1 == head.end
        and scan.low(head.start) in w.NOUN_TITLES
        and (scan.tokens.style == "title" or not head.start or scan.low(head.start - 1) in w.DETERMINERS)
    )


def _titled(scan: MentionScan, head: _Head, end: int, person: Actor | None, name: str, country: str) -> int:
    """A title and the name that follows, up to token `end`: a known person, or an unknown one of the title's code."""
    owner = scan.possessive(end)
    if person is not None:
        role = person.role_on(scan.day)
        code, entry = role.code, role.entry_id
        if code.endswith(".CVL") and not head.former and not person.in_office(scan.day):
            # the text calls him minister on this day: it knows better than a date of the dictionary
            code, entry = f"{code.split('.')[0]}.{head.sector}", f"{entry}+title"
        scan.add(head.start, end, code, person.name, person.kind, entry, owner)
    else:
        code = f"{country}.{'CVL' if head.former else head.sector}"
        scan.add(head.start, end, code, name, "person", f"{head.entry}+name", owner)
    return end


def _apposition(scan: MentionScan, j: int) -> tuple[int, list[tuple[int, int, str]]]:
    """Names after a comma that pair with the countries before: ", Andrii Sybiha and Abdullatif Al Zayani"."""
    names: list[tuple[int, int, str]] = []
    if scan.low(j) != ",":
        return j, names
    k = j + 1
    while True:
        end, _, name = name_at(scan, k)
        if not name:
            return k, names
        names.append((k, end, name))
        k = end
        if scan.low(k) not in w.COORDINATORS:
            return k, names
        k += 2 if scan.low(k + 1) == "and" else 1


# -- without a name ---------------------------------------------------------------------------------------------------


def _generic(scan: MentionScan, head: _Head, code: str) -> None:
    scan.add(head.start, head.end, code, None, "generic", head.entry, owner=scan.possessive(head.end))


def _once(head: _Head) -> bool:
    """Whether the phrase names somebody by what he was: "former minister", "ex-police officer"."""
    return head.former and (head.office is not None or head.sector in ("GOV", "MIL", "COP", "LEG", "JUD", "SPY"))


def _several(scan: MentionScan, head: _Head, countries: list[str], spans: list[CountrySpan] | None) -> None:
    """One head noun of several countries."""
    if spans and len(spans) == len(countries):
        # "Ukrainian and American sides": each adjective is the span of its own actor
        ends = [*(end for _, end, _ in spans[:-1]), head.end]
        for (start, _, _), end, country in zip(spans, ends, countries, strict=True):
            scan.add(start, end, f"{country}.{head.sector}", None, "generic", head.entry)
        return
    for country in countries:
        scan.add(head.start, head.end, f"{country}.{head.sector}", None, "generic", head.entry)


def _stateless(scan: MentionScan, head: _Head) -> None:
    """A head noun of no country: an actor where it is strong ("the army"), people where it is a plural."""
    if head.entry in w.RANKS and scan.low(head.end) == "of":
        k = head.end + (2 if scan.low(head.end + 1) in w.DETERMINERS else 1)
        if scan.sense(k, "adjective") is not None:
            return  # "employees of a British firm": the firm is the actor
    once = head.office is not None and head.office.sector == "CVL" and scan.low(head.start) in w.FORMER
    if once or head.strong or (head.office is not None and head.office.strong):
        sector = "CVL" if _once(head) else head.sector
        _generic(scan, head, f"---.{sector}")
        return
    if head.entry == "agents:public" and qualifies(scan, head.end):
        return
    people = head.agent is not None and head.sector == "CVL" and head.plural
    if people and scan.low(head.start - 1) not in ("for", "to", "with"):
        scan.add(head.start, head.end, "???.CVL", None, "generic", head.entry)


def qualifies(scan: MentionScan, j: int) -> bool:
    """Whether a noun of a thing follows at token j, which the noun before it only qualifies."""
    word = scan.low(j)
    return word.isalpha() and word not in scan.verbs and scan.matches[j] is None and word not in _NO_THING
