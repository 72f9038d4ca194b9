"""Events told by nouns: "attack on A", "talks with B", "A's threat to take over B".

What belongs here: the sides and the status of what an event noun tells, and when it tells an event of its own. What
does not: what its place in the headline says of its weight (noun_context.py), acts told by verbs (verb_events.py).
"""

from pipelines.coding import guards, noun_context, side_rules
from pipelines.coding import words as w
from pipelines.coding.frames import CONFLICT, CONTROLS, Frame
from pipelines.coding.groups import Group
from pipelines.coding.predicates import Noun, Verb
from pipelines.coding.reading import Reading
from pipelines.coding.sides import SYMMETRIC, Sides

# What one does by saying it, also where nobody is named to whom.
_SAYINGS = frozenset(("REQUEST", "THREATEN"))
_DEAD = frozenset(("dead", "hurt", "injured", "missing", "wounded"))
# Verbs of travel by their first letters, where no frame tells of it.
_TRAVELS = frozenset(("arri", "fly", "flie", "flew", "head", "land", "retu", "trav"))


def add_noun_events(reading: Reading) -> None:
    """Add what the nouns tell that no verb has told before."""
    sides = reading.sides
    for noun in sides.clauses.nouns:
        dropped = noun.at in reading.told_nouns or any(a <= noun.at < b for a, b in reading.dropped)
        if dropped or guards.in_a_name(sides, noun):
            continue
        where = ("during", "in", "at") if noun.frame.type == "CONSULT" else ("in",)
        met = noun.frame.type in ("CONSULT", *_SAYINGS) and sides.governing(noun) in where
        if noun_context.background(sides, noun) and not (met or _deadly(reading, noun)):
            continue
        if any(v.at <= noun.at < v.end and v.at in reading.told_verbs for v in sides.clauses.verbs):
            continue
        _noun(reading, noun)


def add_talks_ahead(reading: Reading) -> None:
    """Add the talks that somebody travels to: "Envoy flies to A for talks with B", "… for B talks"."""
    sides = reading.sides
    for noun in sides.clauses.nouns:
        if noun.frame.type != "CONSULT" or sides.governing(noun) not in ("for", "to"):
            continue
        travel = next((v for v in reversed(sides.clauses.verbs) if v.at < noun.at), None)
        if travel is None:
            # "A in Rome for talks with B", "A set for talks with B"
            first = sides.groups[0] if sides.groups and sides.groups[0].end <= noun.at else None
            goer = first if first and not first.slot and not sides.is_place(first) else None
        else:
            goes = travel.frame.type == "CONSULT" if travel.frame else sides.tokens.low[travel.at][:4] in _TRAVELS
            goer = sides.subjects.get(travel.at) if goes else None
        if goer is None:
            continue
        sources = list(goer.members)
        others = sides.owner(noun) or [m for g in sides.after_noun(noun) if g.slot == "with" for m in g.members]
        targets = [m for m in others if m not in sources]
        if targets:
            ahead = "planned" if {"set", "ready", "due", "ahead"} & set(sides.tokens.low[: noun.at]) else "occurred"
            status = travel.status if travel else ahead
            status = next((e.status for e in reading.events if travel and e.start == travel.at), status)
            reading.add(noun.frame, sources, targets, status, noun.at, noun.end)


def _noun(reading: Reading, noun: Noun) -> None:
    """Add what a noun tells by its frame, if its sides and its surroundings allow it."""
    sides = reading.sides
    frame = noun.frame
    owner = sides.owner(noun)
    sources: list[int] = []
    targets: list[int] = []
    pair = bool(owner) and len(owner) > 1
    opposed = sides.opposed(noun)
    if sides.undergoes(noun, owner):
        targets = owner
    elif owner and "owner" in frame.sources and not sides.mentions[owner[0]].place:
        sources = owner
    _, end = sides.clauses.clause(noun.at)
    for group in sides.groups:
        between = [v for v in sides.clauses.verbs if v.form == "finite" and noun.end <= v.at < group.start]
        if not (noun.at < group.start < end) or (
            between
            and not (len(between) == 1 and (_done(sides, between[0]) or _goes_on(sides, noun, between[0], group)))
        ):
            continue
        if sides.is_place(group):
            taken = frame.words[0] in ("capture", "takeover") and group.slot == "in"
            if frame.type == "ASSAULT" and (group.slot in ("on", "against", "at", "of") or taken) and not targets:
                own = {sides.mentions[m].code.split(".")[0] for m in sources}
                targets = [m for m in group.members if own and sides.mentions[m].code.split(".")[0] not in own]
            continue
        if group.slot in frame.sources:
            sources = sources + [m for m in group.members if m not in sources]
        elif group.slot in frame.targets:
            targets = targets + [m for m in group.members if m not in targets and m not in sources]
    said = _content(sides, noun) if frame.type in _SAYINGS or frame.words == ("call",) else None
    if said is not None and not targets:
        targets = [m for m in _aimed(sides, said) if m not in sources]
    if frame.type in _SAYINGS and targets and not sources:
        sources = _attending(sides, noun)  # "quotes scripture in plea to A"
    status = "occurred"
    if not (sources and not pair and frame.type not in (*SYMMETRIC, "SANCTION")):
        for a, b, at, how in reading.performers:
            if a <= noun.at < b:
                subject = sides.subjects.get(at)
                status = how
                if subject and sources and not pair and (frame.type == "CONSULT" or _foreign(sides, frame, sources)):
                    targets = [*sources, *targets]  # "A joins B meeting with C", "A plans Russian price cap"
                    sources = []
                if subject and not sources:
                    sources = list(subject.members)
                break
    negotiates = frame.type == "CONSULT" and not sources and noun_context.in_talks(sides, noun)
    if frame.type == "CONSULT" and not pair:
        people = bool(owner) and sides.sectors(owner) == {"CVL"}  # "says at staff meeting"
        met = targets or negotiates or (sources == owner and not people)
        attending = _attending(sides, noun) if met else []
        if attending and sources:
            sources, targets = [], [*sources, *targets]  # "A says at B meeting"
        sources = sources or attending
    first = noun.at - 2 if sides.clauses.low(noun.at - 1) in w.MODIFIERS else noun.at - 1
    if sides.clauses.low(first) == "no":
        status = "negated"
    sources, targets = side_rules.firm(sides, frame, sources, True), side_rules.firm(sides, frame, targets, False)
    targets = [t for t in targets + opposed if t not in sources] or _of_subject(sides, noun, sources)
    calls = said is not None and frame.words == ("call",)
    mine = bool(owner) and sides.clauses.low(sides.mentions[owner[-1]].end) == "'s"
    of = frame.words == ("threat",) and mine and sides.clauses.low(noun.end) == "of"
    told = (said is not None or of) and bool(sources) and (calls or frame.type in _SAYINGS)
    if not (side_rules.enough(sides, frame, sources, targets) or told or noun_context.whole_headline(sides, noun)):
        return
    if (
        noun_context.background(sides, noun)
        and not (negotiates or _deadly(reading, noun))
        and len(set(sources) | set(targets)) < 2
    ):
        return
    if calls:
        reading.add(frame, sources, targets, "occurred", noun.at, noun.end, "REQUEST")
        return
    start, _ = sides.clauses.clause(noun.at)
    if start and sides.tokens.low[start - 1] in ("if", "unless") and "," not in sides.tokens.low[start : noun.at]:
        return
    if frame.type == "REQUEST" and not sources and noun_context.aside(sides, noun):
        return  # "as pressure mounts on A"
    if noun_context.looms(sides, noun) or (
        frame.type == "CONSULT" and noun_context.aside(sides, noun) and len(set(sources + targets)) < 2
    ):
        return
    if guards.lone_crime(sides, noun, sources, targets):
        return
    reading.add(frame, sources, targets, status, noun.at, noun.end)


def _foreign(sides: Sides, frame: Frame, owner: list[int]) -> bool:
    """Whether a country's adjective before sanctions may tell whom they are against: "plans Russian price cap"."""
    mention = sides.mentions[owner[-1]]
    adjective = mention.kind == "state" and sides.clauses.low(mention.end) not in ("'s", "'")
    return frame.type == "SANCTION" and adjective


def _content(sides: Sides, noun: Noun) -> Verb | None:
    """The infinitive that tells what a call, threat or promise is: "A's threat to take over B"."""
    return next((v for v in sides.clauses.verbs if v.form == "inf" and v.start == noun.end), None)


def _aimed(sides: Sides, verb: Verb) -> list[int]:
    """The objects of what is threatened or demanded, a country in any slot too."""
    if verb.frame is not None and verb.frame.type not in (*CONTROLS, "STATEMENT"):
        found = sides.objects(verb, verb.frame)
        if found:
            return found
    end = sides.object_end(verb)
    near = (g for g in sides.groups if verb.at < g.start < end and g.slot in ("", "over", "on", "against"))
    return next((list(g.members) for g in near), [])


def _deadly(reading: Reading, noun: Noun) -> bool:
    """Whether it is told how many died in an armed act of somebody: "One dead in Russian strike on A"."""
    sides = reading.sides
    low = sides.tokens.low
    prepositions = (k for k in range(noun.at - 1, max(0, noun.at - 6), -1) if low[k] in ("in", "after", "from"))
    k = next(prepositions, 0)
    if k == 0 or low[k - 1] not in _DEAD or noun.frame.type != "ASSAULT":
        return False
    makers = sides.owner(noun)
    return not any(e.type == "ASSAULT" for e in reading.events) and bool(makers) and not sides.undergoes(noun, makers)


def _attending(sides: Sides, noun: Noun) -> list[int]:
    """Who does something at a meeting that is no one's: "A says at meeting with B"."""
    if sides.governing(noun) not in ("at", "during", "in"):
        return []
    verb = next((v for v in reversed(sides.clauses.verbs) if v.at < noun.at and v.form == "finite"), None)
    if verb is None and noun_context.in_talks(sides, noun):
        j = next((k for k in range(noun.at, -1, -1) if sides.tokens.low[k] == "in"), 0)
        near = next((g for g in sides.groups if g.end == j and not g.slot), None)
        return list(near.members) if near and sides.mentions[near.members[0]].kind != "place" else []
    subject = sides.subjects.get(verb.at) if verb and not verb.passive else None
    return list(subject.members) if subject else []


def _done(sides: Sides, verb: Verb) -> bool:
    """Whether a passive only tells by whom an act was done: "attack carried out by A", not "condemned by A"."""
    return verb.passive and verb.frame is not None and verb.frame.type in (*CONTROLS, "STATEMENT")


def _goes_on(sides: Sides, noun: Noun, verb: Verb, group: Group) -> bool:
    """Whether a verb only tells that an act begins or ends, before its sides: "Clashes erupt between A and B"."""
    idle = verb.frame is None or verb.frame.type in CONTROLS
    near = verb.end <= group.start <= verb.end + 3 and group.slot in ("on", "against", "between", "with")
    return idle and near and not verb.passive and sides.clear(noun.end, verb.start)


def _of_subject(sides: Sides, noun: Noun, sources: list[int]) -> list[int]:
    """What the act that is a verb's subject does: "Cyber attack by A paralyses B" is against B."""
    if noun.frame.type not in CONFLICT or noun_context.background(sides, noun) or not sources:
        return []
    verb = next((v for v in sides.clauses.verbs if v.at > noun.at), None)
    if verb is None or verb.frame is not None or verb.form != "finite" or verb.passive:
        return []
    group = sides.direct(verb)
    return [m for m in group.members if m not in sources] if group and not sides.is_place(group) else []
