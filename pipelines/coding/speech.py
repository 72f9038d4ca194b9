"""What reported words do: denials, accusations in a warning, demands and blame after a colon or dash.

What belongs here: reading what the words of a named speaker say of another actor (codebook, events 2, 7 and 14). What
does not: verbs that accuse or demand by themselves, which are frames; the assembly of events (events.py).
"""

from pipelines.coding import words as w
from pipelines.coding.frames import CONTROLS
from pipelines.coding.groups import Group
from pipelines.coding.predicates import HARD, Verb
from pipelines.coding.sides import Sides

# Acts that one warns of as another's.
_HARMFUL = frozenset(("ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "THREATEN"))
_DASHES = frozenset(("–", "—", "-"))
# What stands between an actor and what is said of him.
_BETWEEN = w.BE | w.ADVERBS
MAX_BETWEEN = 3


def denial(sides: Sides, verb: Verb) -> tuple[int, int] | None:
    """The tokens of what is denied, where somebody says that an act was not done and refuses nothing."""
    plain = verb.frame is not None and verb.frame.words == ("deny",)
    subject = sides.subjects.get(verb.at)
    if not plain or verb.passive or subject is None or "JUD" in sides.sectors(subject.members):
        return None  # a court that denies a motion rejects it
    group = sides.direct(verb)
    if sides.clauses.low(verb.end) in w.BENEFITS or (group and group.end == sides.object_end(verb)):
        return None  # "denied parole", "denies the visitors"
    return verb.end, sides.complement_end(verb)


def warned_of(sides: Sides, n: int, verb: Verb) -> tuple[str, list[int]]:
    """What a warning of an act that somebody may do is, and to whom it is: "A warns B may attack C"."""
    subject = sides.subjects.get(verb.at)
    if verb.frame is None or verb.frame.words != ("warn",) or verb.passive or subject is None:
        return "", []
    for other in sides.clauses.verbs[n + 1 : n + 3]:
        frame = other.frame
        if other.form != "finite" or frame is None or frame.type in CONTROLS:
            continue
        actor = next((g for g in sides.groups if verb.end <= g.start and g.end <= other.start and not g.slot), None)
        opens = set(sides.tokens.low[verb.end : actor.start]) <= {"that", "the"} if actor else False
        if actor is None or not opens or not sides.clear(actor.end, other.start) or frame.type not in _HARMFUL:
            return "", []
        if sides.countries(actor.members) & sides.countries(subject.members):
            return "THREATEN", sides.objects(other, frame)
        return "ACCUSE", list(actor.members)
    return "", []


def told_to(sides: Sides, n: int, verb: Verb) -> bool:
    """Whether a passive "told" is an order: "A told by B to stop"."""
    if verb.frame is None or verb.frame.words != ("tell",) or not verb.passive:
        return False
    following = sides.clauses.verbs[n + 1 : n + 2]
    return bool(following) and following[0].form == "inf" and sides.tokens.low[following[0].start] == "to"


def attributed(sides: Sides) -> list[tuple[Group, int, int]]:
    """Speakers named by a colon or a dash, with the tokens of their words: "Putin: talks go on"."""
    low, count, found = sides.tokens.low, len(sides.tokens), []
    for group in sides.groups:
        if not group.slot and group.start <= 2 and group.end < count - 3 and low[group.end] == ":":
            found.append((group, group.end + 1, count))
        elif group.end >= count - 1 and group.start >= 3 and low[group.start - 1] in (*_DASHES, ":"):
            found.append((group, 0, group.start - 1))
    return found


def reproach(sides: Sides, speaker: Group | None, start: int, end: int) -> tuple[str, list[int]]:
    """What words between two tokens demand of an actor or lay to his charge: its type and the actor."""
    low = sides.tokens.low
    for group in sides.groups:
        if group.slot or group.start < start or group.end >= end or any(x in HARD for x in low[start : group.start]):
            continue
        if speaker is not None and sides.codes(group.members) & sides.codes(speaker.members):
            return "", []
        for k in range(group.end, min(end, group.end + MAX_BETWEEN)):
            if low[k] == "must":
                return "REQUEST", list(group.members)
            if low[k] == "behind":
                return "ACCUSE", list(group.members)
            if low[k] not in _BETWEEN:
                break
        return "", []
    return "", []
