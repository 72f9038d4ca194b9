"""Named mentions: whom the name of a person or body means on a day.

What belongs here: several actors of one name, ambiguous surnames, a body and the officer named after it, and where a
person's name ends. What does not: titles before a name (nominals.py), names of countries and places (toponyms.py).
"""

from collections.abc import Sequence

from pipelines.coding import words as w
from pipelines.coding.lexicon import Actor, Role, Sense
from pipelines.coding.mentions import MentionScan, is_modifier

MAX_NAME = 6
_SECTOR_RANK = {sector: n for n, sector in enumerate(("GOV", "IGO", "MIL", "SPY", "COP", "JUD", "LEG", "PTY"))}
# Offices whose holders headlines call by a bare surname, though it is a common word.
_HEADS = (
    "President", "Prime Minister", "Chancellor", "Supreme", "King", "Vice President", "Home Secretary",
    "Foreign Secretary", "House Speaker", "Speaker of the House", "Secretary of State",
)  # fmt: skip
# Bodies whose ambiguous names are told by their capital or by their verb.
_FIRMS = ("company", "party", "group", "media", "ngo")


def pick(scan: MentionScan, senses: Sequence[Sense]) -> tuple[Actor, Role, Sense]:
    """Which of several actors of one name is meant: one in office, an office of state before a party's, the latest."""

    told = _countries_told(scan) if len(senses) > 1 and all(sense.shaky for sense in senses) else frozenset()

    def order(sense: Sense) -> tuple[bool, bool, int, int]:
        assert sense.actor is not None
        role = sense.actor.role_on(scan.day)
        country, sector = role.code.split(".")
        rank = _SECTOR_RANK.get(sector, len(_SECTOR_RANK))
        return not sense.actor.in_office(scan.day), country not in told, rank, -role.since.toordinal()

    best = senses[0] if len(senses) == 1 else min(senses, key=order)
    if best.shaky and not best.upper and not _introduced(scan, best.actor):
        # "Meta" is the firm before it is Albania's Ilir Meta
        sure = [s for s in senses if not s.shaky and s.actor and s.actor.kind != "person"]
        best = min(sure, key=order) if sure else best
    assert best.actor is not None
    return best.actor, best.actor.role_on(scan.day), best


def _countries_told(scan: MentionScan) -> frozenset[str]:
    """The countries that the text names, or whose men and bodies it names beyond doubt."""
    told = set()
    for match in scan.matches:
        for sense in match[1] if match else ():
            if sense.actor is not None and not sense.shaky:
                told.add(sense.actor.role_on(scan.day).code.split(".")[0])
            elif sense.kind in ("country", "adjective", "capital", "metonym", "place"):
                told.add(sense.country)
    return frozenset(told)


def named_actor(scan: MentionScan, i: int, end: int, senses: Sequence[Sense]) -> int | None:
    """An actor's name at tokens i up to `end`; return the index to go on from, or None where it is an ordinary word."""
    actor, role, sense = pick(scan, senses)
    ambiguous = sense.shaky and not sense.upper and not _introduced(scan, actor)
    if ambiguous and not _stands_alone(scan, i, end, actor, role):
        return None
    person = actor.kind == "person"
    if person and end - i == 1 and _within_name(scan, i):
        return end
    head = None if scan.possessive(end) and not person else _agent_after(scan, end)
    if head is None and not person and end - i == 1 and _in_name(scan, i, end):
        return end
    if head is None:
        scan.add(i, end, role.code, actor.name, actor.kind, role.entry_id, owner=scan.possessive(end))
        return end
    stop = scan.match_end(head)
    # "Hamas official", "EU leaders", "Pentagon spokesman": the body acts; "Trump officials": his state does.
    if person:
        return _entourage(scan, i, end, head, actor, role)
    agent = scan.sense(head, "agent")
    if role.code == "EU.IGO" and agent is not None and agent.sector in ("BUS", "CVL"):
        scan.add(i, stop, f"EU.{agent.sector}", None, "generic", agent.entry_id)  # "EU firms"
        return stop
    named_end, officer, _ = name_at(scan, stop)
    if officer is not None:
        # "NATO chief Jens Stoltenberg" is one man
        held = officer.role_on(scan.day)
        scan.add(i, named_end, held.code, officer.name, officer.kind, held.entry_id)
        return named_end
    scan.add(i, stop, role.code, actor.name, actor.kind, role.entry_id, owner=scan.possessive(stop))
    return stop


def _entourage(scan: MentionScan, i: int, end: int, head: int, actor: Actor, role: Role) -> int:
    """A person before a head noun: "Trump officials" are his state's, "Trump police" are others."""
    found = scan.low(head) in w.ENTOURAGE
    scan.add(i, end, role.code, actor.name, actor.kind, role.entry_id, owner=True)
    if not found:
        return end
    agent = scan.sense(head, "agent", "office")
    assert agent is not None, "the caller saw such a sense"
    stop = scan.match_end(head)
    scan.add(head, stop, f"{role.code.split('.')[0]}.GOV", None, "generic", agent.entry_id)
    return stop


def _agent_after(scan: MentionScan, j: int) -> int | None:
    """The head noun at token j, over one modifier."""
    for k in (j, j + 1):
        if k >= len(scan.tokens):
            return None
        if scan.sense(k, "agent", "office"):
            return k if scan.low(k) != "west" else None
        if scan.matches[k] or scan.low(k) not in w.MODIFIERS:
            return None
    return None


def _introduced(scan: MentionScan, actor: Actor | None) -> bool:
    return actor is not None and any(m.name == actor.name for m in scan.mentions)


def _stands_alone(scan: MentionScan, i: int, end: int, actor: Actor, role: Role) -> bool:
    """Whether an ambiguous name may be a well-known man in office or firm: no other name beside it."""
    tokens = scan.tokens
    if actor.kind != "person":
        if tuple(tokens.low[i:end]) == ("supreme", "court"):
            # of no country it is the one that headlines need not introduce
            return tokens.capital(i + 1) and _countries_told(scan) <= {"USA"}
        return (actor.kind in _FIRMS or scan.low(i) in w.SHORT_BODIES) and _acts(scan, i, end)
    if tokens.style in ("lower", "upper") or not role.office.startswith(_HEADS):
        return False
    if not actor.in_office(scan.day) or role.code.split(".")[1] not in ("GOV", "LEG"):
        return False
    if tokens.style == "sentence":
        for j in (i - 1, end):
            if 0 < j < len(tokens) and tokens.capital(j) and tokens.raw[j].isalpha() and scan.matches[j] is None:
                return False
    others = {s.kind for k, m in enumerate(scan.matches) if m and not i <= k < end for s in m[1]}
    return bool(others & {"country", "metonym", "adjective", "capital", "actor", "office"}) and tokens.low[i] not in (
        "may",
        "march",
        "will",
    )


def _acts(scan: MentionScan, i: int, end: int) -> bool:
    """Whether an ordinary word is a firm's or party's name: a capital within a sentence, or the subject of a verb."""
    tokens = scan.tokens
    if end - i > 1 or tokens.style not in ("sentence", "title") or (i and tokens.joined[i]):
        return False
    for j in (i - 1, end):
        # the word at the head of the sentence is a capital whatever it is
        if 0 < j < len(tokens) and tokens.capital(j) and tokens.raw[j].isalpha() and tokens.style != "title":
            return False
    if scan.low(i - 1) in w.DETERMINERS and scan.low(i) not in w.SHORT_BODIES:
        return False
    following = scan.low(end)
    verb = following in w.MODALS or following in w.FUTURE
    verb = verb or (following.endswith(("s", "ed")) and following in scan.verbs)
    within = (
        tokens.style == "sentence" and i > 0 and tokens.raw[i - 1] not in (":", ".", "?", "!", "-", "–", "—", "'", '"')
    )
    people = scan.sense(end, "agent")
    staff = people is not None and (people.entry_id in w.RANKS or people.sector == "CVL")
    return verb or within or staff or scan.possessive(end)


def _within_name(scan: MentionScan, i: int) -> bool:
    """A surname after an unknown capitalised first name is another person: "Mary Trump"."""
    tokens = scan.tokens
    if i < 2 or tokens.joined[i] or tokens.style != "sentence":
        return False
    before = tokens.raw[i - 1]
    return (
        before.isalpha() and before[0].isupper() and not before.isupper() and len(before) > 2
        and scan.matches[i - 1] is None and not _covered(scan, i - 1)
    )  # fmt: skip


def is_surname(scan: MentionScan, i: int) -> bool:
    """Whether the title at token i is the surname of an unknown first name: "Travis King"."""
    tokens = scan.tokens
    if not i or tokens.low[i] not in w.TITLES_AS_NAMES or tokens.style != "sentence" or not tokens.capital(i):
        return False
    before, low = tokens.raw[i - 1], tokens.low[i - 1]
    first = before.isalpha() and before[0].isupper() and not before.isupper() and len(before) > 3
    plain = is_modifier(low) or any(low in words for words in (w.DETERMINERS, w.PREPOSITIONS, w.ADVERBS))
    return first and not plain and scan.matches[i - 1] is None and not _covered(scan, i - 1)


def _in_name(scan: MentionScan, i: int, end: int) -> bool:
    """Whether a firm's name stands between two unknown names: "Kelly Bayer Rosmarin"."""
    tokens = scan.tokens
    if tokens.style != "sentence" or not i or end >= len(tokens):
        return False
    return scan.matches[end] is None and all(
        tokens.capital(j) and tokens.raw[j].isalpha() and not tokens.raw[j].isupper() for j in (i - 1, end)
    )


def _covered(scan: MentionScan, i: int) -> bool:
    return bool(scan.mentions) and scan.mentions[-1].start <= i < scan.mentions[-1].end


def name_at(scan: MentionScan, j: int, former: bool = False) -> tuple[int, Actor | None, str]:
    """A person's name at j, a known actor or unknown capitalised words: (token after it, actor, name or "")."""
    tokens, nobody = scan.tokens, (j, None, "")
    if scan.low(j) == "," and former:
        return nobody
    found = scan.matches[j] if j < len(tokens) else None
    if found:
        actors = [s for s in found[1] if s.kind == "actor" and s.actor and s.actor.kind == "person"]
        if not actors:
            return nobody
        first = found[0] == j + 1 and tokens.style == "sentence" and _name_end(scan, found[0]) > found[0]
        if not first:
            actor, _, _ = pick(scan, actors)
            return found[0], actor, actor.name
        return (k := _name_end(scan, found[0])), None, tokens.surface(j, k)  # "actor James Handy"
    if tokens.style not in ("sentence", "title"):
        return nobody
    k = _name_end(scan, j)
    if tokens.style == "title":
        # in title case every word is a capital: take a name of two words and no other
        k = min(k, j + 2)
        if k - j < 2:
            return nobody
    return (k, None, tokens.surface(j, k)) if k > j else nobody


def _name_end(scan: MentionScan, j: int) -> int:
    """The token after the capitalised words from token j on."""
    tokens, k = scan.tokens, j
    while k < len(tokens) and k - j < MAX_NAME:
        match, raw, low = scan.matches[k], tokens.raw[k], tokens.low[k]
        if match and not (k > j and any(s.kind == "actor" for s in match[1])):
            break
        if not raw.replace("'", "").replace("’", "").replace(".", "").isalpha():
            break
        if low in w.NAME_PARTICLES and k > j and k + 1 < len(tokens) and tokens.capital(k + 1):
            k += 1
            continue
        if not raw[0].isupper() or low in w.PREPOSITIONS or low in w.BE:
            break
        if tokens.style == "title" and low in scan.verbs:
            break
        k += 1
    return k
