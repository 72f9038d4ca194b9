"""What reported words do: denials, accusations in a warning, demands and blame after a colon or dash.

What belongs here: reading what the words of a named speaker say of another actor (codebook, events 2, 7 and 14). What
does not: verbs that accuse or demand by themselves, which are frames; adding the events (speech_events.py,
verb_events.py).
"""

from pipelines.coding import words as w
from pipelines.coding.groups import Group
from pipelines.coding.predicates import HARD, Verb
from pipelines.coding.sides import Sides

# Acts that one warns of as another's.
_HARMFUL = frozenset(("ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "THREATEN"))
_BEFORE_SPEAKER = frozenset(("–", "—", "-", ":"))
# What stands between an actor and what is said of him.
_BETWEEN = w.BE | w.ADVERBS | frozenset(("'", '"', "“", "‘"))
# What makes a clause, or a plan, of the words before an infinitive.
_NO_COMMAND = frozenset(w.NOUN_CONTROL) | w.SUBORDINATORS | w.RELATIVES
_QUOTES = frozenset(("'", '"', "“", "‘"))
# What lays something to somebody's charge.
_GUILT = frozenset(("behind", "lying", "lied"))
MAX_BETWEEN = 3
# Who does these does no harm.
_SUFFERS = w.BE | w.HAVE | frozenset("become face lose need run see struggle suffer".split())
# Base forms that open no order to somebody.
_NO_ORDER = w.MODALS | w.FUTURE | frozenset("expect listen meet read see watch".split())


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
        if other.form != "finite" or sides.tokens.low[other.at] in w.MODALS:
            continue
        actor = next((g for g in sides.groups if verb.end <= g.start and g.end <= other.start and not g.slot), None)
        opens = set(sides.tokens.low[verb.end : actor.start]) <= {"that", "the"} if actor else False
        _, end = sides.clauses.clause(other.at)
        if actor is None or not opens or not sides.clear(actor.end, other.start) or not _harmful(sides, other, end):
            return "", []
        if sides.countries(actor.members) & sides.countries(subject.members):
            return "THREATEN", sides.objects(other, frame) if frame else []
        return "ACCUSE", list(actor.members)
    return "", []


def _imperative(sides: Sides, start: int, end: int) -> bool:
    """Whether the words from token `start` tell somebody to do something: "Don't be afraid", "Leave or resign"."""
    low, clauses = sides.tokens.low, sides.clauses
    if start >= end or clauses.cover[start] >= 0:
        return False
    if low[start] == "do" and low[start + 1] in ("n't", "not"):
        return True
    kinds = clauses.frames.verbs.get(low[start], ("",))[0].split("|")
    told = any(v.form == "finite" and start < v.at < end and v.start < v.at for v in clauses.verbs)
    subject = any(
        v.form == "finite" and g.end == v.start for v in clauses.verbs for g in sides.groups if start <= v.at < end
    )
    return "base" in kinds and not told and not subject and low[start] not in _NO_ORDER


def spoken(sides: Sides) -> list[tuple[str, Group, list[int], int, int]]:
    """What those say who are named behind their words: type, speaker, targets and the tokens of the words.

    "Leave now, A tells B"; "B may invade, A warns"; "'B must stop', says A".
    """
    found, low = [], sides.tokens.low
    for verb in sides.clauses.verbs:
        if verb.frame is None or verb.form != "finite" or verb.passive or verb.negated:
            continue
        word = verb.frame.words[0]
        if verb.frame.type != "STATEMENT" and word != "warn":
            continue
        speaker = sides.inverted(verb) or sides.speaker_behind(verb)
        if speaker is None or speaker.start < 3:
            continue
        end = min(speaker.start, verb.start) - 1
        if low[end] == "the":
            end -= 1
        start = next((k + 1 for k in range(end - 1, -1, -1) if low[k] in HARD), 0)
        while start < end and not low[start][0].isalnum():
            start += 1
        kind, targets = reproach(sides, speaker, start, end)
        asked = sides.direct(verb)
        if not kind and asked is not None and asked is not speaker and word in ("tell", "warn"):
            kind, targets = ("REQUEST", list(asked.members)) if _imperative(sides, start, end) else ("", [])
        refused = None if kind else _refused(sides, speaker, start, end)
        if refused is not None:
            hearer = list(asked.members) if asked and word in ("tell", "warn") else []
            kind, targets = "REJECT", hearer or (sides.objects(refused, refused.frame) if refused.frame else [])
        if not kind and word == "warn" and asked is None:
            kind, targets = _foreseen(sides, speaker, start, end)
        if kind:
            found.append((kind, speaker, targets, start, end))
    return found


def _refused(sides: Sides, speaker: Group, start: int, end: int) -> Verb | None:
    """What the speaker's own side is said not to be going to do: "A won't yield, its president says"."""
    actor = next((g for g in sides.groups if start <= g.start and g.end <= end), None)
    verb = next((v for v in sides.clauses.verbs if actor and actor.end <= v.start < end and v.form == "finite"), None)
    if actor is None or verb is None or actor.slot or actor.start > start + 1 or verb.passive or not verb.negated:
        return None
    own = bool(sides.countries(actor.members) & sides.countries(speaker.members) - {"---"})
    will = bool({"will", "wo"} & set(sides.tokens.low[verb.start : verb.at]))
    plain = sides.clear(actor.end, verb.start) and sides.tokens.low[verb.at] not in w.BE
    return verb if own and will and plain else None


def _foreseen(sides: Sides, speaker: Group, start: int, end: int) -> tuple[str, list[int]]:
    """What a warning is whose words stand before it, of what an actor will or may do."""
    low = sides.tokens.low
    actor = next((g for g in sides.groups if start <= g.start and g.end <= end), None)
    acts = (v for v in sides.clauses.verbs if v.form == "finite" and low[v.at] not in w.MODALS)
    verb = next((v for v in acts if actor and actor.end <= v.start < end), None)
    if actor is None or verb is None or actor.slot or verb.status == "occurred" or verb.passive:
        return "", []
    if not sides.clear(actor.end, verb.start) or not _harmful(sides, verb, end):
        return "", []
    if sides.countries(actor.members) & sides.countries(speaker.members):
        return "THREATEN", sides.objects(verb, verb.frame) if verb.frame else []
    return "ACCUSE", list(actor.members)


def _harmful(sides: Sides, verb: Verb, end: int) -> bool:
    """Whether an act does harm, by its frame or by the words beside it."""
    if sides.tokens.low[verb.at] in _SUFFERS:
        return False
    framed = verb.frame is not None and verb.frame.type in _HARMFUL
    return framed or bool(w.HARMS & set(sides.tokens.low[verb.at : end]))


def told_to(sides: Sides, n: int, verb: Verb) -> bool:
    """Whether a passive "told" is an order: "A told by B to stop"."""
    if verb.frame is None or verb.frame.words != ("tell",) or not verb.passive:
        return False
    following = sides.clauses.verbs[n + 1 : n + 2]
    return bool(following) and following[0].form == "inf" and sides.tokens.low[following[0].start] == "to"


def tells_to(sides: Sides, n: int, verb: Verb) -> bool:
    """Whether somebody tells another to do something: "tells tourists on island to behave", "tells A 'go home'"."""
    if verb.frame is None or verb.frame.words != ("tell",) or verb.passive:
        return False
    obj = sides.direct(verb)
    if obj is None:
        return False
    low, following = sides.tokens.low, sides.clauses.verbs[n + 1 : n + 2]
    quote = next((k for k in range(obj.end, min(len(low), obj.end + 4)) if low[k] in _QUOTES), len(low))
    if order(sides, quote):
        return True
    late = bool(following) and following[0].form == "inf" and low[following[0].start] == "to"
    between = low[obj.end : following[0].start] if late else []
    return late and not any(x in HARD or x == "," or x in _NO_COMMAND for x in between)


def addressed(sides: Sides) -> tuple[Group, Group, int] | None:
    """Speaker, whom he speaks to and where his words begin: "Pope to students: Don't be afraid"."""
    if len(sides.groups) < 2:
        return None
    low, (speaker, hearer) = sides.tokens.low, sides.groups[:2]
    named = sides.mentions[speaker.members[0]].kind != "generic" and not (speaker.slot or sides.is_place(hearer))
    to = named and speaker.start <= 2 and hearer.slot == "to" and low[speaker.end] == "to" and hearer.end < len(low) - 2
    return (speaker, hearer, hearer.end + 1) if to and low[hearer.end] == ":" and hearer.end < 9 else None


def attributed(sides: Sides) -> list[tuple[Group, int, int]]:
    """Speakers named by a colon or a dash, with the tokens of their words: "Putin: talks go on"."""
    low, count, found = sides.tokens.low, len(sides.tokens), []
    for group in sides.groups:
        if not group.slot and group.start <= 2 and group.end < count - 3 and low[group.end] == ":":
            found.append((group, group.end + 1, count))
        elif group.end >= count - 1 and group.start >= 3 and low[group.start - 1] in _BEFORE_SPEAKER:
            found.append((group, 0, group.start - 1))
    return found


def order(sides: Sides, start: int) -> bool:
    """Whether the words from a token on, over a quotation mark, are an order."""
    low = sides.tokens.low
    while start < len(low) and not low[start][0].isalnum():
        start += 1
    return _imperative(sides, start, len(low))


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
            if low[k] in _GUILT:
                return "ACCUSE", list(group.members)
            if low[k] not in _BETWEEN:
                break
        return "", []
    return "", []
