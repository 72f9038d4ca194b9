"""Events told by verbs: which verb governs which, who fills its sides, and with what status.

What belongs here: governance (an act that is refused, demanded or denied is not done), and sources and targets by voice
and frame. What does not: finding verbs (verb_groups.py), subjects and objects (sides.py), acts told by nouns
(noun_events.py).
"""

from pipelines.coding import guards, side_rules, speech
from pipelines.coding import words as w
from pipelines.coding.frames import CONFLICT, CONTROLS, GAP, Frame
from pipelines.coding.predicates import Noun, Verb
from pipelines.coding.reading import Reading
from pipelines.coding.sides import SYMMETRIC, Sides

# What one refuses by "will not": cooperation and concessions.
_YIELDING = frozenset(("AGREE", "CONSULT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "SUPPORT"))
# Participles after "be" that tell a state of mind, not something suffered.
_STATES = frozenset("outrage commit prepare resolve determine alarm concern oppose".split())
# Whose passive has the receiver for its subject.
_GIVEN = frozenset(("given", "granted", "handed"))
# What is put off is no one's to be refused.
_PUT_OFF = frozenset(("delay", "postpone"))
# Speech whose object may be the speaker's own act: "claims capture of".
_CLAIMS = frozenset(("announce", "claim", "confirm", "declare", "unveil"))


def add_verb_events(reading: Reading) -> None:
    """Add what the verbs tell, from left to right, keeping what governs the ones to come."""
    sides = reading.sides
    governor: Verb | None = None
    for n, verb in enumerate(sides.clauses.verbs):
        frame = verb.frame
        sides.subjects[verb.at] = sides.subject(n, verb)
        status, negated = verb.status, verb.negated
        if governor is not None and verb.form in ("inf", "ing", "part") and _complement(sides, governor, verb):
            kind = governor.frame.type if governor.frame else ""
            if kind in ("planned", "hypothetical"):
                status = kind
            elif kind == "negated":
                negated = not negated
            if governor.negated:
                negated = True
            if governor.status != "occurred" and status == "occurred":
                status = governor.status
        if verb.form == "inf" and verb.start > 0 and sides.clauses.cover[verb.start - 1] < 0:
            how = w.NOUN_CONTROL.get(sides.tokens.low[verb.start - 1])
            if how == "drop" or (how and sides.aside(verb)):
                continue
            status = how or status
        if any(a <= verb.at < b for a, b in reading.dropped) or sides.alleged(verb):
            continue
        negated = negated != any(a <= verb.at < b for a, b in reading.denied)
        if not negated and _denies(reading, verb):
            governor = verb
            continue
        if frame is None:
            governor = verb
            continue
        if frame.type in ("planned", "hypothetical", "negated", "occurred", "perform"):
            governor = Verb(verb.at, verb.start, verb.end, verb.form, verb.passive, status, negated, frame)
            stop = sides.complement_end(verb)
            reading.performers.append(
                (
                    verb.end,
                    stop,
                    verb.at,
                    "negated"
                    if negated
                    else (frame.type if frame.type in ("planned", "hypothetical", "negated") else status),
                )
            )
            continue
        governor = verb
        if sides.commands(verb) and _act_ordered(sides, n):
            governor = Verb(verb.at, verb.start, verb.end, verb.form, verb.passive, "planned", negated, frame)
            continue
        _emit(reading, n, verb, frame, "negated" if negated else status)
        aside = sides.tokens.low[verb.end - 1] in ("after", "as")  # "angry as A attacks B"
        told = speech.told_to(sides, n, verb) or speech.tells_to(sides, n, verb)
        if (frame.governs == "drop" and not aside) or told:
            reading.dropped.append((verb.end, sides.complement_end(verb)))
        elif frame.governs != "speech" or frame.words[0] in _CLAIMS or negated or status != "occurred":
            reading.performers.append((verb.end, sides.object_end(verb), verb.at, "negated" if negated else status))


def _act_ordered(sides: Sides, n: int) -> bool:
    """Whether the next verb tells what armed act somebody orders."""
    following = sides.clauses.verbs[n + 1] if n + 1 < len(sides.clauses.verbs) else None
    if following is None or following.form != "inf" or following.frame is None:
        return False
    return following.frame.type in ("ASSAULT", "COERCE", "MOBILIZE", "RETREAT")


def _denies(reading: Reading, verb: Verb) -> bool:
    """Whether a verb denies an act, which then is told as not done, and its subject as saying so."""
    sides = reading.sides
    denied, subject = speech.denial(sides, verb), sides.subjects[verb.at]
    if denied is None or subject is None or verb.frame is None:
        return False
    reading.denied.append(denied)
    reading.performers.append((*denied, verb.at, "negated"))
    if side_rules.may_speak(sides, subject.members):
        reading.add_said("STATEMENT", list(subject.members), [], verb.at, verb.end, verb.frame.rule_id)
    return True


def _complement(sides: Sides, governor: Verb, verb: Verb) -> bool:
    """Whether a verb without tense stands close behind another in its clause."""
    return not any(sides.clauses.bound[k] for k in range(governor.end, verb.start)) and verb.at - governor.at < 14


def _supposed(sides: Sides, verb: Verb) -> bool:
    """Whether a verb stands in a clause with "if" or "unless"."""
    start, _ = sides.clauses.clause(verb.at)
    opened = start > 0 and sides.tokens.low[start - 1] in ("if", "unless") and verb.form == "finite"
    return opened and "," not in sides.tokens.low[start : verb.at]


def _emit(reading: Reading, n: int, verb: Verb, frame: Frame, status: str) -> None:
    """Add what a verb tells by its frame, if its sides and its surroundings allow it."""
    sides = reading.sides
    if frame.needs == "target" and not frame.targets:
        return  # it keeps another sense of its words
    subject = sides.subjects[verb.at]
    actors = list(subject.members) if subject else []
    if (frame.type == "ASSAULT" and guards.by_nature(sides, verb)) or guards.no_blow(sides, verb, actors):
        return
    act = sides.act(verb) if frame.type == "ASSAULT" and not verb.passive else None
    sources, targets = _fill(sides, n, verb, frame, act)
    if frame.type in SYMMETRIC and not verb.passive and subject:
        for group in sides.groups:
            if subject.end <= group.start and group.end <= verb.start and group.slot in ("with", "alongside"):
                sources = sources + list(group.members)
    if frame.type == "PROTEST" and not targets:
        inside = [noun for noun in sides.clauses.nouns if verb.at < noun.at < verb.end]
        targets = [m for noun in inside for m in sides.opposed(noun)]
    sources, targets = side_rules.firm(sides, frame, sources, True), side_rules.firm(sides, frame, targets, False)
    targets = [t for t in targets if t not in sources and not guards.own_forces(sides, frame, sources, t)]
    if frame.type == "REQUEST" and not targets:
        targets = sides.partners(verb)
    own = sides.codes(sources) if frame.words != ("defend",) else set()
    targets = [t for t in targets if sides.mentions[t].kind != "state" or sides.mentions[t].code not in own]
    if frame.type == "REQUEST" and not targets:
        targets = sides.asked(verb)
    if guards.fruitless(sides, verb) or guards.pictured(sides, frame, sources):
        return
    if guards.stops(sides, verb, targets):
        return
    if _supposed(sides, verb):
        if not (sources and targets):
            return
        status = "hypothetical" if status == "occurred" else status
    if (speech.told_to(sides, n, verb) and (sources or targets)) or (sources and speech.tells_to(sides, n, verb)):
        reading.add(frame, sources, targets, status, verb.at, verb.end, "REQUEST")
        return
    warning, warned = ("", []) if targets else speech.warned_of(sides, n, verb)
    if warning and sources:
        reading.add(frame, sources, [t for t in warned if t not in sources], status, verb.at, verb.end, warning)
        return
    if frame.type == "STATEMENT":
        if not sources or not side_rules.may_speak(sides, sources):
            return
        if frame.words[0] != "send":
            targets = targets if frame.words[0] == "tell" else []
    # workers strike otherwise than armies
    works = (
        frame.rule_id == "assault:strike"
        and sides.tokens.low[verb.at] != "struck"
        and side_rules.of_people(sides, sources)
    )
    works = works or (frame.needs == "target" and guards.strikes(sides, verb, sources))
    unnamed = (subject is not None and not subject.members) or (not actors and guards.charged(sides, verb))
    unnamed = unnamed or (frame.type == "PROTEST" and guards.crowd(sides, verb))
    if frame.needs != "none" and not (works or unnamed or side_rules.enough(sides, frame, sources, targets)):
        if frame.otherwise and sources and side_rules.may_speak(sides, sources):
            reading.add(frame, sources, [], status, verb.at, max(verb.end, verb.at + 1), frame.otherwise)
        return
    armed = frame.type == "ASSAULT" and guards.armed(sides, verb)
    nobody = subject is not None and not subject.members and frame.type not in ("ASSAULT", "COERCE", "RETREAT")
    if not (sources or targets or armed or (unnamed and not nobody)):
        return
    reading.told_verbs.add(verb.at)
    if act is not None:
        reading.told_nouns.add(act.at)
    kind = "AID" if guards.peacekeeping(sides, verb, frame) else _threat(sides, n, frame)
    if status == "negated" and frame.type in _YIELDING and _refuses(sides, verb):
        kind, status = "REJECT", "occurred"  # "will not lift", "won't talk"
    reading.add(frame, sources, targets, status, verb.at, max(verb.end, verb.at + 1), kind)


def _fill(sides: Sides, n: int, verb: Verb, frame: Frame, act: Noun | None) -> tuple[list[int], list[int]]:
    """Sources and targets of a verb by its voice; `act`: the armed act that is its subject."""
    subject = sides.subjects[verb.at]
    actors = list(subject.members) if subject else []
    shared = sides.between(verb) if len(frame.words) > 1 else []
    if shared:
        return shared, []
    if act is not None:
        sources, suffered = _of_act(sides, act, verb)
        return sources, sides.objects(verb, frame) or suffered
    if verb.passive and frame.subject == "source" and frame.words[0] not in (*_STATES, "be"):
        return _fill_passive(sides, n, verb, frame, actors)
    if frame.subject == "target":
        slot = frame.words[-1] if frame.words[-1] in w.PREPOSITIONS else "by"
        named = [m for g in sides.after(verb) if g.slot == slot for m in g.members]
        within = [] if verb.passive else sides.within(verb)
        return named or sides.agent(verb) or [m for m in within if m not in actors], actors
    return actors, _objects(sides, n, verb, frame)


def _of_act(sides: Sides, noun: Noun, verb: Verb) -> tuple[list[int], list[int]]:
    """Who commits and who suffers an armed act that is a verb's subject."""
    end, subject = verb.start, sides.subjects[verb.at]
    owner = sides.owner(noun)
    if not owner and subject is not None and subject.end <= noun.at and not subject.slot:
        owner = list(subject.members)  # "Israeli 'double-tap' strike"
    suffers = sides.undergoes(noun, owner)
    sources, targets = ([], owner) if suffers else (owner, [])
    for group in sides.groups:
        if noun.end <= group.start and group.end <= end:
            if group.slot in ("by", "from") and not sides.is_place(group):
                sources = sources + group.members
            elif group.slot in noun.frame.targets:
                targets = targets + group.members
    return sources, targets


def _fill_passive(sides: Sides, n: int, verb: Verb, frame: Frame, actors: list[int]) -> tuple[list[int], list[int]]:
    """Sources and targets of a passive, whose subject are these actors."""
    sources, targets, words = sides.agent(verb), actors, frame.words
    if frame.type == "ASSAULT" and not targets and sides.subjects[verb.at] is None:
        targets = [m for m in sides.attacked_in(verb) if m not in sources]
    if frame.type == "MOBILIZE" and not sources:
        sources, targets = actors, []  # "troops were deployed": those who send them are of their side
    if not sources and frame.type == "REJECT":
        sources = sides.speaker_before(n)
        targets = [] if sources or words[0] in _PUT_OFF else actors
    if len(words) == 1:
        return sources, targets
    if words[-1] in w.PREPOSITIONS and words[-1] != "to" and sides.clauses.low(verb.end) != "by":
        return sources, sides.objects(verb, frame) or actors
    if frame.type in ("SANCTION", "COERCE", "CONCEDE", "AID"):
        objects = sides.objects(verb, frame)
        if sides.tokens.low[verb.at] in _GIVEN and actors:
            return sources or objects, actors  # "athletes granted Australian visas"
        filled = verb.end - verb.at >= len(words) or frame.governs == "drop"  # not "sentenced to"
        return sources, objects or ([] if words[1] == GAP and filled else actors)
    return sources, targets


def _objects(sides: Sides, n: int, verb: Verb, frame: Frame) -> list[int]:
    """The verb's objects; of a promise or threat to do something those of what is promised, where that is known."""
    following = sides.clauses.verbs[n + 1] if n + 1 < len(sides.clauses.verbs) else None
    act = following.frame if following else None
    if (
        frame.type in ("AGREE", "THREATEN")
        and (len(frame.words) == 1 or frame.words[-1] == "to" or sides.tokens.low[verb.end - 1] == "threat")
        and following is not None
        and following.form == "inf"
        and following.start in (verb.end - 1, verb.end)
        and act is not None
        and act.type not in (*CONTROLS, "STATEMENT")
    ):
        partners = [m for g in sides.after(verb) if g.slot == "with" for m in g.members]
        return partners or sides.objects(following, act)
    return sides.objects(verb, frame)


def _refuses(sides: Sides, verb: Verb) -> bool:
    """Whether a negation is of the will: "will not", "won't"."""
    return bool({"will", "wo", "shall", "'ll"} & set(sides.tokens.low[verb.start : verb.at]))


def _threat(sides: Sides, n: int, frame: Frame) -> str:
    """A promise to do harm is a threat: "vows to destroy"."""
    if frame.type == "AGREE" and frame.words[0] in ("vow", "promise", "pledge", "swear"):
        for other in sides.clauses.verbs[n + 1 : n + 2]:
            if other.form == "inf" and other.frame is not None and other.frame.type in CONFLICT:
                return "THREATEN"
    return ""
