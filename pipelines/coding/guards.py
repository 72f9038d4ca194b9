"""Guards: what looks like an event and is none.

What belongs here: general conditions under which a frame's words tell no political event (codebook, events 5, 9, 15).
What does not: single words with another sense; those stand with their frame.
"""

from pipelines.coding import words as w
from pipelines.coding.frames import Frame
from pipelines.coding.predicates import Noun, Verb
from pipelines.coding.sides import Sides

_PRIVATE = frozenset(("CVL",))
_TRAVEL = frozenset("arrive travel head fly go depart leave return send dispatch".split())
_SEEING = frozenset(("tour", "visit"))
_IDLE = frozenset(("BUS", "CVL", "MED"))
_GOING = frozenset(("head", "fly", "travel", "go", "leave", "depart"))
_MEETINGS = frozenset(("talks/visit/summit/meeting", "talks/visit/summit/meeting/negotiation"))
_CRIMES = frozenset("killing killings murder murders shooting shootings stabbing stabbings".split())
_SPEAKING = frozenset("speak talk receive address greet".split())
_VERBAL = frozenset(("assault:attack/noun", "assault:assault/noun"))
_ATTACKS = frozenset(("attack", "bomb", "raid", "shell", "torch"))
_JAILS = frozenset("arrest convict detain imprison jail sentence".split())
_BLOWS = frozenset(("batter", "hit", "pound", "strike", "threaten"))
_MISHAPS = frozenset(("hit", "injure", "kill", "strike", "wound"))
_STRIKERS = frozenset(("MIL", "GOV", "REB"))
_TALKERS = frozenset(("BUS", "IGO", "JUD", "LEG", "MED", "PTY"))
# What arms somebody beside the words of an attack itself.
_WEAPONS = w.ARMED - {"assault", "attack", "attacks"}
_BESIDE_SHOOTING = w.ARMED - {"shooting"}
_LEAVING = frozenset(("pull", "withdraw", "retreat", "surrender"))
_FIGURES = _LEAVING | {"clash"}
_ASKING = w.BE | w.DO | w.HAVE | w.FUTURE | w.MODALS


def questions(sides: Sides) -> list[tuple[int, int]]:
    """Token spans of sentences that ask whether something is so ("Will China invade?") and tell nothing."""
    found, start, low = [], 0, sides.tokens.low
    if "?" not in low and "should" not in low:
        return []
    for end in sides.clauses.ends:
        first = next((i for i in range(start, end) if low[i][0].isalnum()), start)
        asks = "?" in low[max(start, end - 3) : end] or (end < len(low) and low[end] == "?")
        opinion = low[first] in ("why", "how") and "should" in low[first:end]
        if (asks and low[first] in _ASKING) or opinion:
            found.append((start, end))
        start = end
    return found


def in_a_name(sides: Sides, noun: Noun) -> bool:
    """Whether an event noun begins a name in a text that sets only names in capitals: "Mission Viejo"."""
    tokens, after = sides.tokens, noun.end
    return (
        tokens.style == "sentence"
        and noun.at > 0
        and tokens.capital(noun.at)
        and after < len(tokens)
        and tokens.raw[after].istitle()
        and sides.clauses.cover[after] < 0
    )


def by_nature(sides: Sides, verb: Verb) -> bool:
    """Whether nature, a disease or a mishap is the subject: "quake hits", "killed in bus crash"."""
    start, end = sides.clauses.clause(verb.at)
    low = sides.tokens.low
    if verb.passive:
        if end < len(low) and low[end] in ("after", "as", "when"):
            end = sides.clauses.clause(end + 1)[1]  # "killed after bus collides with train"
        words = set(low[verb.start : min(end, verb.at + 12)])
    else:
        words = set(low[max(start, verb.start - 20) : verb.start])
        if verb.form == "ing":
            words |= set(low[max(0, verb.at - 14) : verb.at])
    crash = not verb.passive and verb.frame is not None and verb.frame.words[0] in _MISHAPS
    if crash and low[verb.start - 1] in w.VEHICLES and not words & w.ARMED:
        return True
    animal = any(low[k] in w.ANIMALS and sides.clauses.cover[k] < 0 for k in range(start, end))
    return (animal and bool(words & w.ANIMALS)) or (bool(words & w.NATURE) and not words & w.ARMED)


def armed(sides: Sides, verb: Verb) -> bool:
    """Whether the verb's clause names a weapon, an armed act or something to attack beside the verb itself."""
    start, end = sides.clauses.clause(verb.at)
    low = sides.tokens.low
    words = {*low[start : verb.at], *low[verb.at + 1 : end]}
    attacks = verb.frame is not None and verb.frame.words[0] in _ATTACKS
    return bool(words & _BESIDE_SHOOTING) or (attacks and bool(words & w.ATTACKABLE))


def no_blow(sides: Sides, verb: Verb, sources: list[int]) -> bool:
    """Whether things, not arms, are said to hit or to threaten: "tariffs hit A", "race threatens reef"."""
    frame = verb.frame
    if frame is None or verb.passive or frame.words[0] not in _BLOWS or len(frame.words) > 1:
        return False
    subject = sides.subjects.get(verb.at)
    direct = bool(sources) and subject is not None and sides.clear(subject.end, verb.start)
    before = sides.tokens.low[verb.start - 1]
    thing = verb.start > 0 and sides.clauses.cover[verb.start - 1] < 0 and before.isalpha()
    start, end = sides.clauses.clause(verb.at)
    armed = bool({*sides.tokens.low[start : verb.at], *sides.tokens.low[verb.at + 1 : end]} & (w.ARMED | w.FORCE_NOUNS))
    pronoun = before in w.SUBJECT_PRONOUNS or before in w.RELATIVES or before in w.CONJUNCTIONS
    return thing and verb.form == "finite" and not (direct or armed or pronoun)


def strikes(sides: Sides, verb: Verb, sources: list[int]) -> bool:
    """Whether a state or an armed group is told to strike something whose owner is not named."""
    subject = sides.subjects.get(verb.at)
    low, cover = sides.tokens.low, sides.clauses.cover
    located = subject is not None and low[subject.end] in w.LOCATIVE and cover[verb.start - 1] >= 0
    if subject is None or not (located or sides.clear(subject.end, verb.start) or sides.act(verb)):
        return False  # "Danish train hits tanker"
    if any(sides.mentions[m].kind == "person" for m in sources) or not sides.sectors(sources) & _STRIKERS:
        return False
    _, end = sides.clauses.clause(verb.at)
    return bool(set(sides.tokens.low[verb.at + 1 : end]) & (w.ATTACKABLE | w.STRIKABLE))


def charged(sides: Sides, verb: Verb) -> bool:
    """Whether people who are not named are arrested or jailed for politics or terror: "Dozens held at protest"."""
    coerced = verb.frame is not None and verb.frame.words[0] in _JAILS and verb.passive
    return coerced and bool(set(sides.tokens.low) & w.CHARGED)


def lone_crime(sides: Sides, noun: Noun, sources: list[int], targets: list[int]) -> bool:
    """Whether a shooting or stabbing is told of which only the place is known: "Ohio shooting: man charged"."""
    lone = sides.tokens.low[noun.end - 1] in _CRIMES and not sources
    return lone and sides.sectors(targets) <= {"GOV"} and not set(sides.tokens.low) & w.POLITICAL


def fruitless(sides: Sides, verb: Verb) -> bool:
    """Whether talks, which tell themselves, are said to end without result."""
    ends = verb.frame is not None and verb.frame.words[:2] == ("end", "without")
    return ends and any(n.frame.type == "CONSULT" and sides.clear(n.end, verb.start) for n in sides.clauses.nouns)


def pictured(sides: Sides, frame: Frame, sources: list[int]) -> bool:
    """Whether the media capture something in pictures."""
    return frame.rule_id == "coerce:capture" and bool(sources) and sides.sectors(sources) == {"MED"}


def stops(sides: Sides, verb: Verb, targets: list[int]) -> bool:
    """Whether an office stops its own work: "if government shuts down"."""
    alone = verb.frame is not None and verb.frame.words == ("shut", "down") and not verb.passive and not targets
    following = sides.clauses.low(verb.end)
    return alone and (not following.isalpha() or following in w.PREPOSITIONS or following in w.SUBORDINATORS)


def crowd(sides: Sides, verb: Verb) -> bool:
    """Whether the subject of a protest is a number: "Thousands march", "Tens of thousands rally"."""
    before = sides.clauses.low(verb.start - 1)
    return before in w.CROWDS or before[:1].isdigit()


def private(sides: Sides, event_type: str, sources: list[int], targets: list[int]) -> bool:
    """Crime and the law among private persons, unless a word tells of politics or arms."""
    if event_type not in ("ASSAULT", "COERCE", "ACCUSE") or not (sources or targets):
        return False
    if any(sides.mentions[m].kind == "person" for m in [*sources, *targets]):
        return False  # who stands in a dictionary is a public person
    law = set() if event_type == "ASSAULT" else {"COP", "JUD"} if targets else {"COP"}
    if not (sides.sectors(sources) <= _PRIVATE | law and sides.sectors(targets) <= _PRIVATE | {"CRM"}):
        return False
    if event_type != "ASSAULT" and len(sides.countries([*sources, *targets]) - {"---"}) > 1:
        return False  # another state's citizens: its affair too
    return not set(sides.tokens.low) & (w.ARMED | w.POLITICAL)


def at_home(sides: Sides, frame: Frame, sources: list[int], targets: list[int]) -> bool:
    """Who travels in his own country, or speaks to reporters, consults with nobody; nor does a storm that travels."""
    if frame.type != "CONSULT":
        return False
    if frame.words[0] in _TRAVEL and not sources:
        return True
    if frame.words[0] in _SEEING and bool(sources) and sides.sectors(sources) == {"MED"}:
        return True
    if not targets:
        goes = frame.words[0] in _GOING and not _MEETINGS & set(frame.words)
        return goes or (frame.words[0] in _SEEING and sides.sectors(sources) <= _IDLE)
    if frame.words[0] in _SPEAKING and sides.sectors(targets) <= {"MED", "CVL"}:
        return True
    return frame.words[0] in _TRAVEL and sides.countries(targets) <= sides.countries(sources)


def peacekeeping(sides: Sides, verb: Verb, frame: Frame) -> bool:
    """Troops that come or are sent to keep the peace are help, no threat."""
    if frame.type != "MOBILIZE" and frame.words[0] != "arrive":
        return False
    start, end = sides.clauses.clause(verb.at)
    return any(word.startswith("peacekeep") for word in sides.tokens.low[start:end])


def own_forces(sides: Sides, frame: Frame, sources: list[int], target: int) -> bool:
    """Whether a target of a withdrawal is what is withdrawn: a state's own troops, or ones of no country."""
    country, sector = sides.mentions[target].code.split(".")
    pulls = frame.type == "RETREAT" and frame.words[0] in ("withdraw", "pull", "recall", "bring", "move", "evacuate")
    return pulls and bool(sources) and sector in ("MIL", "COP") and country in sides.countries(sources) | {"---"}


def figurative(sides: Sides, frame: Frame, sources: list[int], targets: list[int]) -> bool:
    """Whether it is a figure of speech: a firm attacks a market, lawmakers clash, a runner withdraws."""
    if frame.type != "ASSAULT" and frame.words[0] not in _FIGURES:
        return False
    kinds = sides.sectors(sources)
    person = sources and all(sides.mentions[m].kind == "person" for m in sources) and frame.rule_id in _VERBAL
    unarmed = _WEAPONS.isdisjoint(sides.tokens.low)
    attacks = frame.type == "ASSAULT" and unarmed and (kinds == {"BUS"} or (person and not targets))
    argues = frame.words[0] == "clash" and unarmed and bool(kinds) and kinds <= _TALKERS
    return attacks or argues or (frame.words[0] in _LEAVING and kinds == {"CVL"})


def only_leaves(sides: Sides, frame: Frame, sources: list[int]) -> bool:
    """Who leaves a place retreats only if he holds it: armies, armed groups and missions do."""
    return frame.rule_id == "retreat:leave" and not sides.sectors(sources) & {"MIL", "REB", "IGO"}
