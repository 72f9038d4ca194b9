"""Events of one text: which frames hold, who fills their sides, on which day and with what status.

What belongs here: subjects, objects, governance (an act that is refused, demanded or denied is not done), reported
speech
and the assembly of events. What does not: telling verbs from nouns (verb_groups.py), the frames themselves (frames/).
The rules follow docs/codebook.md; every event names the frame that told it.
"""

from dataclasses import dataclass, field
from datetime import date

from pipelines.coding import guards, speech
from pipelines.coding import words as w
from pipelines.coding.clauses import Clauses
from pipelines.coding.days import Day, find_days
from pipelines.coding.frames import CONTROLS, GAP, Frame, Frames
from pipelines.coding.groups import Group
from pipelines.coding.mentions import Mention
from pipelines.coding.modes import mode_of
from pipelines.coding.predicates import HARD, Noun, Verb
from pipelines.coding.sides import SPELLS, SYMMETRIC, Sides
from pipelines.coding.tokens import Tokens

# What one refuses by "will not": cooperation and concessions.
YIELDING = frozenset(("AGREE", "CONSULT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "SUPPORT"))
CONFLICT = frozenset(("ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"))
# Participles after "be" that tell a state of mind, not something suffered.
_STATES = frozenset("outrage commit prepare resolve determine alarm concern oppose".split())
# Whose passive has the receiver for its subject.
_GIVEN = frozenset(("given", "granted", "handed"))
# What is put off is no one's to be refused.
_PUT_OFF = frozenset(("delay", "postpone"))
# What may follow an event noun that stands for itself.
_AFTER_NOUN = (
    w.PREPOSITIONS,
    w.CONJUNCTIONS,
    w.ADVERBS,
    w.BE,
    w.HAVE,
    w.DO,
    w.MODALS,
    w.FUTURE,
    w.SUBORDINATORS,
    w.RELATIVES,
)
# Nouns, verbs too, that an event noun before them describes: "tariffs list", "assassination plot".
_HEADS = frozenset("campaign charge charges deal list plan plans plot plots probe talk team trial".split())
# What one does by saying it, also where nobody is named to whom.
_SAYINGS = frozenset(("REQUEST", "THREATEN"))
_DEAD = frozenset(("dead", "hurt", "injured", "missing", "wounded"))
# What talks do in their course.
_COURSE = frozenset(
    "begin begins collapse continue continues end ends open opens resume resumes stall start starts".split()
)
# Verbs of travel by their first letters, where no frame tells of it.
_TRAVELS = frozenset(("arri", "fly", "flie", "flew", "head", "land", "retu", "trav"))
# Speech whose object may be the speaker's own act: "claims capture of".
_CLAIMS = frozenset(("announce", "claim", "confirm", "declare", "unveil"))
_SPEAKERS = frozenset(("person", "state", "body", "igo", "group", "party", "company", "media", "ngo"))


@dataclass(slots=True)
class Event:
    """One event: type, the mention numbers of its sides, status, day and how it is known, trigger tokens and rule."""

    type: str
    sources: list[int]
    targets: list[int]
    status: str
    day: date
    date_kind: str
    date_precision: str
    start: int
    end: int
    rule_id: str
    mode: str | None = None


@dataclass
class EventParser:
    """Finds the events of one text; made anew for each text."""

    frames: Frames
    tokens: Tokens
    mentions: list[Mention]
    published: date
    events: list[Event] = field(default_factory=list)

    def parse(self) -> list[Event]:
        """All events in order of their triggers; one for each type, sides, status and day."""
        self.clauses = Clauses(self.frames, self.tokens, self.mentions)
        self.days: list[Day] = find_days(self.tokens.text, self.published)
        self.sides = Sides(self.tokens, self.clauses, self.mentions)
        self.groups, self.subjects = self.sides.groups, self.sides.subjects
        self.dropped: list[tuple[int, int]] = guards.questions(self.sides)
        self.denied: list[tuple[int, int]] = []
        self.told_nouns: set[int] = set()
        self.told: set[int] = set()  # tokens of verbs that told an event
        self._attributed()
        said, self.events = self.events, []
        self._verbs()
        self._nouns()
        self._talks_ahead()
        self.events += said
        return self._distinct()

    # -- verbs --------------------------------------------------------------------------------------------------------

    def _verbs(self) -> None:
        """Go through the verbs from left to right, keeping what governs the ones to come."""
        self.performers: list[tuple[int, int, int, str]] = []
        governor: Verb | None = None
        for n, verb in enumerate(self.clauses.verbs):
            frame = verb.frame
            self.subjects[verb.at] = self.sides.subject(n, verb)
            status, negated = verb.status, verb.negated
            if governor is not None and verb.form in ("inf", "ing", "part") and self._complement(governor, verb):
                kind = governor.frame.type if governor.frame else ""
                if kind in ("planned", "hypothetical"):
                    status = kind
                elif kind == "negated":
                    negated = not negated
                if governor.negated:
                    negated = True
                if governor.status != "occurred" and status == "occurred":
                    status = governor.status
            if verb.form == "inf" and verb.start > 0 and self.clauses.cover[verb.start - 1] < 0:
                how = w.NOUN_CONTROL.get(self.tokens.low[verb.start - 1])
                if how == "drop" or (how and self.sides.aside(verb)):
                    continue
                status = how or status
            if any(a <= verb.at < b for a, b in self.dropped) or self.sides.alleged(verb):
                continue
            negated = negated != any(a <= verb.at < b for a, b in self.denied)
            if not negated and self._denies(verb):
                governor = verb
                continue
            if frame is None:
                governor = verb
                continue
            if frame.type in ("planned", "hypothetical", "negated", "occurred", "perform"):
                governor = Verb(verb.at, verb.start, verb.end, verb.form, verb.passive, status, negated, frame)
                stop = self.sides.complement_end(verb)
                self.performers.append(
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
            if self.sides.commands(verb) and self._act_ordered(n):
                governor = Verb(verb.at, verb.start, verb.end, verb.form, verb.passive, "planned", negated, frame)
                continue
            self._emit(n, verb, frame, "negated" if negated else status)
            aside = self.tokens.low[verb.end - 1] in ("after", "as")  # "angry as A attacks B"
            told = speech.told_to(self.sides, n, verb) or speech.tells_to(self.sides, n, verb)
            if (frame.governs == "drop" and not aside) or told:
                self.dropped.append((verb.end, self.sides.complement_end(verb)))
            elif frame.governs != "speech" or frame.words[0] in _CLAIMS or negated or status != "occurred":
                self.performers.append(
                    (verb.end, self.sides.object_end(verb), verb.at, "negated" if negated else status)
                )

    def _act_ordered(self, n: int) -> bool:
        """Whether the next verb tells what armed act somebody orders."""
        following = self.clauses.verbs[n + 1] if n + 1 < len(self.clauses.verbs) else None
        if following is None or following.form != "inf" or following.frame is None:
            return False
        return following.frame.type in ("ASSAULT", "COERCE", "MOBILIZE", "RETREAT")

    def _denies(self, verb: Verb) -> bool:
        """Whether a verb denies an act, which then is told as not done, and its subject as saying so."""
        denied, subject = speech.denial(self.sides, verb), self.subjects[verb.at]
        if denied is None or subject is None or verb.frame is None:
            return False
        self.denied.append(denied)
        self.performers.append((*denied, verb.at, "negated"))
        if self._speaker(subject.members):
            self._told("STATEMENT", list(subject.members), [], verb.at, verb.end, verb.frame.rule_id)
        return True

    def _complement(self, governor: Verb, verb: Verb) -> bool:
        return not any(self.clauses.bound[k] for k in range(governor.end, verb.start)) and verb.at - governor.at < 14

    def _emit(self, n: int, verb: Verb, frame: Frame, status: str) -> None:
        if frame.needs == "target" and not frame.targets:
            return  # it keeps another sense of its words
        subject = self.subjects[verb.at]
        actors = list(subject.members) if subject else []
        if (frame.type == "ASSAULT" and guards.by_nature(self.sides, verb)) or guards.no_blow(self.sides, verb, actors):
            return
        act = self.sides.act(verb) if frame.type == "ASSAULT" and not verb.passive else None
        sources, targets = self._fill(n, verb, frame, act)
        if frame.type in SYMMETRIC and not verb.passive and subject:
            for group in self.groups:
                if subject.end <= group.start and group.end <= verb.start and group.slot in ("with", "alongside"):
                    sources = sources + list(group.members)
        if frame.type == "PROTEST" and not targets:
            inside = [noun for noun in self.clauses.nouns if verb.at < noun.at < verb.end]
            targets = [m for noun in inside for m in self.sides.opposed(noun)]
        sources, targets = self._firm(frame, sources, True), self._firm(frame, targets, False)
        targets = [t for t in targets if t not in sources and not guards.own_forces(self.sides, frame, sources, t)]
        if frame.type == "REQUEST" and not targets:
            targets = self.sides.partners(verb)
        own = self.sides.codes(sources) if frame.words != ("defend",) else set()
        targets = [t for t in targets if self.mentions[t].kind != "state" or self.mentions[t].code not in own]
        if frame.type == "REQUEST" and not targets:
            targets = self.sides.asked(verb)
        if guards.fruitless(self.sides, verb) or guards.pictured(self.sides, frame, sources):
            return
        if guards.stops(self.sides, verb, targets):
            return
        if self._supposed(verb):
            if not (sources and targets):
                return
            status = "hypothetical" if status == "occurred" else status
        if (speech.told_to(self.sides, n, verb) and (sources or targets)) or (
            sources and speech.tells_to(self.sides, n, verb)
        ):
            self._add(frame, sources, targets, status, verb.at, verb.end, verb, "REQUEST")
            return
        warning, warned = ("", []) if targets else speech.warned_of(self.sides, n, verb)
        if warning and sources:
            self._add(frame, sources, [t for t in warned if t not in sources], status, verb.at, verb.end, verb, warning)
            return
        if frame.type == "STATEMENT":
            if not sources or not self._speaker(sources):
                return
            if frame.words[0] != "send":
                targets = targets if frame.words[0] == "tell" else []
        # workers strike otherwise than armies
        works = frame.rule_id == "assault:strike" and self.tokens.low[verb.at] != "struck" and self._of_people(sources)
        works = works or (frame.needs == "target" and guards.strikes(self.sides, verb, sources))
        unnamed = (subject is not None and not subject.members) or (not actors and guards.charged(self.sides, verb))
        unnamed = unnamed or (frame.type == "PROTEST" and guards.crowd(self.sides, verb))
        if frame.needs != "none" and not (works or unnamed or self._enough(frame, sources, targets)):
            if frame.otherwise and sources and self._speaker(sources):
                self._add(frame, sources, [], status, verb.at, max(verb.end, verb.at + 1), verb, frame.otherwise)
            return
        armed = frame.type == "ASSAULT" and guards.armed(self.sides, verb)
        nobody = subject is not None and not subject.members and frame.type not in ("ASSAULT", "COERCE", "RETREAT")
        if not (sources or targets or armed or (unnamed and not nobody)):
            return
        self.told.add(verb.at)
        if act is not None:
            self.told_nouns.add(act.at)
        kind = "AID" if guards.peacekeeping(self.sides, verb, frame) else self._threat(n, frame)
        if status == "negated" and frame.type in YIELDING and self._refuses(verb):
            kind, status = "REJECT", "occurred"  # "will not lift", "won't talk"
        self._add(frame, sources, targets, status, verb.at, max(verb.end, verb.at + 1), verb, kind)

    def _fill(self, n: int, verb: Verb, frame: Frame, act: Noun | None) -> tuple[list[int], list[int]]:
        """Sources and targets of a verb by its voice; `act`: the armed act that is its subject."""
        subject = self.subjects[verb.at]
        actors = list(subject.members) if subject else []
        shared = self.sides.between(verb) if len(frame.words) > 1 else []
        if shared:
            return shared, []
        if act is not None:
            sources, suffered = self._of_act(act, verb)
            return sources, self.sides.objects(verb, frame) or suffered
        if verb.passive and frame.subject == "source" and frame.words[0] not in (*_STATES, "be"):
            return self._fill_passive(n, verb, frame, actors)
        if frame.subject == "target":
            slot = frame.words[-1] if frame.words[-1] in w.PREPOSITIONS else "by"
            named = [m for g in self.sides.after(verb) if g.slot == slot for m in g.members]
            within = [] if verb.passive else self.sides.within(verb)
            return named or self.sides.agent(verb) or [m for m in within if m not in actors], actors
        return actors, self._objects(n, verb, frame)

    def _fill_passive(self, n: int, verb: Verb, frame: Frame, actors: list[int]) -> tuple[list[int], list[int]]:
        """Sources and targets of a passive, whose subject are these actors."""
        sources, targets, words = self.sides.agent(verb), actors, frame.words
        if frame.type == "ASSAULT" and not targets and self.subjects[verb.at] is None:
            targets = [m for m in self.sides.attacked_in(verb) if m not in sources]
        if frame.type == "MOBILIZE" and not sources:
            sources, targets = actors, []  # "troops were deployed": those who send them are of their side
        if not sources and frame.type == "REJECT":
            sources = self.sides.speaker_before(n)
            targets = [] if sources or words[0] in _PUT_OFF else actors
        if len(words) == 1:
            return sources, targets
        if words[-1] in w.PREPOSITIONS and words[-1] != "to" and self.clauses.low(verb.end) != "by":
            return sources, self.sides.objects(verb, frame) or actors
        if frame.type in ("SANCTION", "COERCE", "CONCEDE", "AID"):
            objects = self.sides.objects(verb, frame)
            if self.tokens.low[verb.at] in _GIVEN and actors:
                return sources or objects, actors  # "athletes granted Australian visas"
            filled = verb.end - verb.at >= len(words) or frame.governs == "drop"  # not "sentenced to"
            return sources, objects or ([] if words[1] == GAP and filled else actors)
        return sources, targets

    def _objects(self, n: int, verb: Verb, frame: Frame) -> list[int]:
        """The verb's objects; of a promise or threat to do something those of what is promised, where that is known."""
        following = self.clauses.verbs[n + 1] if n + 1 < len(self.clauses.verbs) else None
        act = following.frame if following else None
        if (
            frame.type in ("AGREE", "THREATEN")
            and (len(frame.words) == 1 or frame.words[-1] == "to" or self.tokens.low[verb.end - 1] == "threat")
            and following is not None
            and following.form == "inf"
            and following.start in (verb.end - 1, verb.end)
            and act is not None
            and act.type not in (*CONTROLS, "STATEMENT")
        ):
            partners = [m for g in self.sides.after(verb) if g.slot == "with" for m in g.members]
            return partners or self.sides.objects(following, act)
        return self.sides.objects(verb, frame)

    def _firm(self, frame: Frame, members: list[int], sources: bool) -> list[int]:
        """A side without the faint mentions, unless they protest, suffer an armed act, are helped or set free."""
        if frame.type in (("PROTEST",) if sources else ("ASSAULT", "RETREAT", "AID")):
            return members
        return [m for m in members if not self.mentions[m].faint]

    def _of_people(self, sources: list[int]) -> bool:
        return bool(sources) and self.sides.sectors(sources) <= {"SOC", "CVL"}

    def _refuses(self, verb: Verb) -> bool:
        """Whether a negation is of the will: "will not", "won't"."""
        return bool({"will", "wo", "shall", "'ll"} & set(self.tokens.low[verb.start : verb.at]))

    def _threat(self, n: int, frame: Frame) -> str:
        """A promise to do harm is a threat: "vows to destroy"."""
        if frame.type == "AGREE" and frame.words[0] in ("vow", "promise", "pledge", "swear"):
            for other in self.clauses.verbs[n + 1 : n + 2]:
                if other.form == "inf" and other.frame is not None and other.frame.type in CONFLICT:
                    return "THREATEN"
        return ""

    def _speaker(self, sources: list[int]) -> bool:
        return any(self.mentions[m].kind in _SPEAKERS or not self.mentions[m].code.startswith("---") for m in sources)

    def _attributed(self) -> None:
        """Headlines that name the speaker by a colon or a dash: "Putin: talks go on", "Talks go on – Kremlin"."""
        for group, start, end in speech.attributed(self.sides):
            speakers = [m for m in group.members if self._speaker([m])]
            kind, targets = speech.reproach(self.sides, group, start, end)
            if speakers and kind:
                self.dropped.append((start, end))  # what is demanded or alleged is not told
            if speakers:
                self._told(kind or "STATEMENT", speakers, targets, group.start, group.end, "statement:attribution")
        for kind, group, targets, start, end in speech.spoken(self.sides):
            speakers = [m for m in group.members if self._speaker([m])]
            if speakers:
                self.dropped.append((start, end))
                self._told(kind, speakers, targets, group.start, group.end, f"{kind.lower()}:words-before")
        to = speech.addressed(self.sides)
        if to is not None and self._speaker(to[0].members):
            speaker, hearer, start = to
            kind = "REQUEST" if speech.order(self.sides, start) else "STATEMENT"
            if kind == "REQUEST":
                self.dropped.append((start, len(self.tokens)))
            self._told(kind, list(speaker.members), list(hearer.members), speaker.start, hearer.end, "request:address")

    def _told(self, kind: str, sources: list[int], targets: list[int], start: int, end: int, rule: str) -> None:
        """Add an act of speech that is done by being told."""
        self.events.append(
            Event(kind, sources, targets, "occurred", self.published, "inherited", "day", start, end, rule)
        )

    # -- nouns --------------------------------------------------------------------------------------------------------

    def _nouns(self) -> None:
        for noun in self.clauses.nouns:
            dropped = noun.at in self.told_nouns or any(a <= noun.at < b for a, b in self.dropped)
            if dropped or guards.in_a_name(self.sides, noun):
                continue
            where = ("during", "in", "at") if noun.frame.type == "CONSULT" else ("in",)
            met = noun.frame.type in ("CONSULT", *_SAYINGS) and self.sides.governing(noun) in where
            if self._background(noun) and not (met or self._deadly(noun)):
                continue
            if any(v.at <= noun.at < v.end and v.at in self.told for v in self.clauses.verbs):
                continue
            self._noun(noun)

    def _talks_ahead(self) -> None:
        """ "Envoy flies to A for talks with B", "… for B talks": who travels to talk consults with both."""
        for noun in self.clauses.nouns:
            if noun.frame.type != "CONSULT" or self.sides.governing(noun) not in ("for", "to"):
                continue
            travel = next((v for v in reversed(self.clauses.verbs) if v.at < noun.at), None)
            if travel is None:
                # "A in Rome for talks with B", "A set for talks with B"
                first = self.groups[0] if self.groups and self.groups[0].end <= noun.at else None
                goer = first if first and not first.slot and not self.sides.is_place(first) else None
            else:
                goes = travel.frame.type == "CONSULT" if travel.frame else self.tokens.low[travel.at][:4] in _TRAVELS
                goer = self.subjects.get(travel.at) if goes else None
            if goer is None:
                continue
            sources = list(goer.members)
            others = self.sides.owner(noun) or [
                m for g in self.sides.after_noun(noun) if g.slot == "with" for m in g.members
            ]
            targets = [m for m in others if m not in sources]
            if targets:
                ahead = "planned" if {"set", "ready", "due", "ahead"} & set(self.tokens.low[: noun.at]) else "occurred"
                status = travel.status if travel else ahead
                status = next((e.status for e in self.events if travel and e.start == travel.at), status)
                self._add(noun.frame, sources, targets, status, noun.at, noun.end, None)

    def _background(self, noun: Noun) -> bool:
        """Whether the noun stands in a phrase with after, amid, despite …, in a by- or for-phrase, or is a modifier."""
        low = self.tokens.low
        j = noun.at - 1
        steps = 0
        while j >= 0 and steps < 7:
            word = low[j]
            if word == "of" and self.clauses.low(j - 1) in SPELLS:
                j -= 2
                continue
            if word in w.PREPOSITIONS:
                if self.clauses.governs(j):
                    return True
                break
            if (
                word in HARD
                or word == ","
                or self.clauses.low(j) in w.CONJUNCTIONS
                or any(v.at == j for v in self.clauses.verbs)
            ):
                break
            j -= 1
            steps += 1
        return self._modifies(noun.end)

    def _modifies(self, i: int) -> bool:
        """Whether the word at token i is the noun that an event noun describes: "aid trucks", "strike group"."""
        if i >= len(self.tokens) or self.clauses.cover[i] >= 0 or not self.tokens.raw[i][0].isalpha():
            return False
        word = self.tokens.low[i]
        if any(other.at == i for other in self.clauses.nouns):
            return True  # "rail strike talks"
        function_word = any(word in words for words in _AFTER_NOUN)
        verb = word in self.frames.verbs and not (word in _HEADS and not self.clauses.verb_over(i))
        return not (function_word or verb or word.endswith("ly"))

    def _noun(self, noun: Noun) -> None:
        frame = noun.frame
        owner = self.sides.owner(noun)
        sources: list[int] = []
        targets: list[int] = []
        pair = bool(owner) and len(owner) > 1
        opposed = self.sides.opposed(noun)
        if self.sides.undergoes(noun, owner):
            targets = owner
        elif owner and "owner" in frame.sources and not self.mentions[owner[0]].place:
            sources = owner
        _, end = self.clauses.clause(noun.at)
        for group in self.groups:
            between = [v for v in self.clauses.verbs if v.form == "finite" and noun.end <= v.at < group.start]
            if not (noun.at < group.start < end) or (
                between
                and not (len(between) == 1 and (self._done(between[0]) or self._goes_on(noun, between[0], group)))
            ):
                continue
            if self.sides.is_place(group):
                taken = frame.words[0] in ("capture", "takeover") and group.slot == "in"
                if frame.type == "ASSAULT" and (group.slot in ("on", "against", "at", "of") or taken) and not targets:
                    own = {self.mentions[m].code.split(".")[0] for m in sources}
                    targets = [m for m in group.members if own and self.mentions[m].code.split(".")[0] not in own]
                continue
            if group.slot in frame.sources:
                sources = sources + [m for m in group.members if m not in sources]
            elif group.slot in frame.targets:
                targets = targets + [m for m in group.members if m not in targets and m not in sources]
        said = self._content(noun) if frame.type in _SAYINGS or frame.words == ("call",) else None
        if said is not None and not targets:
            targets = [m for m in self._aimed(said) if m not in sources]
        if frame.type in _SAYINGS and targets and not sources:
            sources = self._attending(noun)  # "quotes scripture in plea to A"
        status = "occurred"
        if not (sources and not pair and frame.type not in (*SYMMETRIC, "SANCTION")):
            for a, b, at, how in self.performers:
                if a <= noun.at < b:
                    subject = self.subjects.get(at)
                    status = how
                    if subject and sources and not pair and (frame.type == "CONSULT" or self._foreign(frame, sources)):
                        targets = [*sources, *targets]  # "A joins B meeting with C", "A plans Russian price cap"
                        sources = []
                    if subject and not sources:
                        sources = list(subject.members)
                    break
        negotiates = frame.type == "CONSULT" and not sources and self._in_talks(noun)
        if frame.type == "CONSULT" and not pair:
            people = bool(owner) and self.sides.sectors(owner) == {"CVL"}  # "says at staff meeting"
            met = targets or negotiates or (sources == owner and not people)
            attending = self._attending(noun) if met else []
            if attending and sources:
                sources, targets = [], [*sources, *targets]  # "A says at B meeting"
            sources = sources or attending
        first = noun.at - 2 if self.clauses.low(noun.at - 1) in w.MODIFIERS else noun.at - 1
        if self.clauses.low(first) == "no":
            status = "negated"
        sources, targets = self._firm(frame, sources, True), self._firm(frame, targets, False)
        targets = [t for t in targets + opposed if t not in sources] or self._of_subject(noun, sources)
        calls = said is not None and frame.words == ("call",)
        mine = bool(owner) and self.clauses.low(self.mentions[owner[-1]].end) == "'s"
        of = frame.words == ("threat",) and mine and self.clauses.low(noun.end) == "of"
        told = (said is not None or of) and bool(sources) and (calls or frame.type in _SAYINGS)
        if not (self._enough(frame, sources, targets) or told or self._whole_headline(noun)):
            return
        if self._background(noun) and not (negotiates or self._deadly(noun)) and len(set(sources) | set(targets)) < 2:
            return
        if calls:
            self._add(frame, sources, targets, "occurred", noun.at, noun.end, None, "REQUEST")
            return
        start, _ = self.clauses.clause(noun.at)
        if start and self.tokens.low[start - 1] in ("if", "unless") and "," not in self.tokens.low[start : noun.at]:
            return
        if frame.type == "REQUEST" and not sources and self._aside(noun):
            return  # "as pressure mounts on A"
        if self._looms(noun) or (frame.type == "CONSULT" and self._aside(noun) and len(set(sources + targets)) < 2):
            return
        if guards.lone_crime(self.sides, noun, sources, targets):
            return
        self._add(frame, sources, targets, status, noun.at, noun.end, None)

    def _supposed(self, verb: Verb) -> bool:
        """Whether a verb stands in a clause with "if" or "unless"."""
        start, _ = self.clauses.clause(verb.at)
        opened = start > 0 and self.tokens.low[start - 1] in ("if", "unless") and verb.form == "finite"
        return opened and "," not in self.tokens.low[start : verb.at]

    def _foreign(self, frame: Frame, owner: list[int]) -> bool:
        """Whether a country's adjective before sanctions may tell whom they are against: "plans Russian price cap"."""
        mention = self.mentions[owner[-1]]
        adjective = mention.kind == "state" and self.clauses.low(mention.end) not in ("'s", "'")
        return frame.type == "SANCTION" and adjective

    def _content(self, noun: Noun) -> Verb | None:
        """The infinitive that tells what a call, threat or promise is: "A's threat to take over B"."""
        return next((v for v in self.clauses.verbs if v.form == "inf" and v.start == noun.end), None)

    def _aimed(self, verb: Verb) -> list[int]:
        """The objects of what is threatened or demanded, a country in any slot too."""
        if verb.frame is not None and verb.frame.type not in (*CONTROLS, "STATEMENT"):
            found = self.sides.objects(verb, verb.frame)
            if found:
                return found
        end = self.sides.object_end(verb)
        near = (g for g in self.groups if verb.at < g.start < end and g.slot in ("", "over", "on", "against"))
        return next((list(g.members) for g in near), [])

    def _deadly(self, noun: Noun) -> bool:
        """Whether it is told how many died in an armed act of somebody: "One dead in Russian strike on A"."""
        low = self.tokens.low
        prepositions = (k for k in range(noun.at - 1, max(0, noun.at - 6), -1) if low[k] in ("in", "after", "from"))
        k = next(prepositions, 0)
        if k == 0 or low[k - 1] not in _DEAD or noun.frame.type != "ASSAULT":
            return False
        makers = self.sides.owner(noun)
        return (
            not any(e.type == "ASSAULT" for e in self.events)
            and bool(makers)
            and not self.sides.undergoes(noun, makers)
        )

    def _looms(self, noun: Noun) -> bool:
        """Whether the act is only near: "as strike looms"."""
        verb = next((v for v in self.clauses.verbs if v.at >= noun.end), None)
        return verb is not None and verb.at == noun.end and self.tokens.low[verb.at][:4] == "loom"

    def _aside(self, noun: Noun) -> bool:
        """Whether the noun stands in a clause with "as"."""
        start, _ = self.clauses.clause(noun.at)
        return start > 0 and self.tokens.low[start - 1] == "as" and "," not in self.tokens.low[start : noun.at]

    def _attending(self, noun: Noun) -> list[int]:
        """Who does something at a meeting that is no one's: "A says at meeting with B"."""
        if self.sides.governing(noun) not in ("at", "during", "in"):
            return []
        verb = next((v for v in reversed(self.clauses.verbs) if v.at < noun.at and v.form == "finite"), None)
        if verb is None and self._in_talks(noun):
            j = next((k for k in range(noun.at, -1, -1) if self.tokens.low[k] == "in"), 0)
            near = next((g for g in self.groups if g.end == j and not g.slot), None)
            return list(near.members) if near and self.mentions[near.members[0]].kind != "place" else []
        subject = self.subjects.get(verb.at) if verb and not verb.passive else None
        return list(subject.members) if subject else []

    def _in_talks(self, noun: Noun) -> bool:
        """Whether somebody is in talks: "A in talks with B", "A is in advanced talks to buy"."""
        low, k = self.tokens.low, noun.at - 1
        while k > 0 and (low[k] in w.MODIFIERS or low[k].endswith(("al", "ct", "ed", "ial", "ive"))):
            k -= 1
        if low[noun.end - 1] in ("call", "meeting", "summit", "trip", "trips", "visit", "visits"):
            named = next((g for g in self.groups if g.end < noun.at and low[g.end] == "in" and not g.slot), None)
            verbless = not any(v.at < noun.at for v in self.clauses.verbs)
            hosts = any(g.slot in ("to", "with") for g in self.sides.after_noun(noun))
            return named is not None and verbless and (hosts or bool(self.sides.owner(noun)))
        before = low[k - 1] if k > 0 else ""
        begins = before in w.BE or before in ("engaged", "locked") or (k > 0 and self.clauses.cover[k - 1] >= 0)
        return begins and low[k] == "in" and low[noun.end - 1] in ("talks", "negotiations", "discussions")

    def _done(self, verb: Verb) -> bool:
        """Whether a passive only tells by whom an act was done: "attack carried out by A", not "condemned by A"."""
        return verb.passive and verb.frame is not None and verb.frame.type in (*CONTROLS, "STATEMENT")

    def _goes_on(self, noun: Noun, verb: Verb, group: Group) -> bool:
        """Whether a verb only tells that an act begins or ends, before its sides: "Clashes erupt between A and B"."""
        idle = verb.frame is None or verb.frame.type in CONTROLS
        near = verb.end <= group.start <= verb.end + 3 and group.slot in ("on", "against", "between", "with")
        return idle and near and not verb.passive and self.sides.clear(noun.end, verb.start)

    def _of_act(self, noun: Noun, verb: Verb) -> tuple[list[int], list[int]]:
        """Who commits and who suffers an armed act that is a verb's subject."""
        end, subject = verb.start, self.subjects[verb.at]
        owner = self.sides.owner(noun)
        if not owner and subject is not None and subject.end <= noun.at and not subject.slot:
            owner = list(subject.members)  # "Israeli 'double-tap' strike"
        suffers = self.sides.undergoes(noun, owner)
        sources, targets = ([], owner) if suffers else (owner, [])
        for group in self.groups:
            if noun.end <= group.start and group.end <= end:
                if group.slot in ("by", "from") and not self.sides.is_place(group):
                    sources = sources + group.members
                elif group.slot in noun.frame.targets:
                    targets = targets + group.members
        return sources, targets

    def _of_subject(self, noun: Noun, sources: list[int]) -> list[int]:
        """What the act that is a verb's subject does: "Cyber attack by A paralyses B" is against B."""
        if noun.frame.type not in CONFLICT or self._background(noun) or not sources:
            return []
        verb = next((v for v in self.clauses.verbs if v.at > noun.at), None)
        if verb is None or verb.frame is not None or verb.form != "finite" or verb.passive:
            return []
        group = self.sides.direct(verb)
        return [m for m in group.members if m not in sources] if group and not self.sides.is_place(group) else []

    def _whole_headline(self, noun: Noun) -> bool:
        """Whether an armed act or a protest is what a headline is about: "Protest in Baku", "Protests grow"."""
        low = self.tokens.low
        opens = noun.frame.type == "PROTEST" and noun.at <= 2 and low[noun.end - 1] in ("protests", "demonstrations")
        meets = noun.frame.type == "CONSULT" and low[noun.end - 1] in ("talks", "negotiations") and noun.at <= 2
        if meets and self._resumes(noun):
            return not self._background(noun)
        bare = noun.at <= 1 and not any(v.form == "finite" for v in self.clauses.verbs)
        return (opens or (bare and noun.frame.type in ("ASSAULT", "PROTEST"))) and not self._background(noun)

    def _resumes(self, noun: Noun) -> bool:
        """Whether talks are said to begin, go on or end."""
        verb = next((v for v in self.clauses.verbs if v.at >= noun.end), None)
        goes = verb is not None and self.tokens.low[verb.at] in _COURSE
        return verb is not None and goes and self.sides.clear(noun.end, verb.start)

    def _enough(self, frame: Frame, sources: list[int], targets: list[int]) -> bool:
        """Whether the sides that a frame needs are known."""
        said = frame.governs == "drop" and not frame.sources  # of a verb of speech both sides
        two = not frame.rule_id.endswith("/noun") and len(self.sides.codes(sources)) > 1
        together = two and frame.type in SYMMETRIC
        both = bool(sources and targets) or together if said else len(set(sources) | set(targets)) > 1
        return {
            "pair": both,
            "source": bool(sources),
            "target": bool(targets),
            "any": bool(sources or targets),
        }.get(frame.needs, True)

    # -- assembly -----------------------------------------------------------------------------------------------------

    def _add(
        self,
        frame: Frame,
        sources: list[int],
        targets: list[int],
        status: str,
        start: int,
        end: int,
        verb: Verb | None,
        kind_of: str = "",
    ) -> None:
        day, kind, precision = self._day(start, status)
        event_type = kind_of or frame.type
        if guards.private(self.sides, event_type, sources, targets):
            return
        if (
            guards.at_home(self.sides, frame, sources, targets)
            or guards.only_leaves(self.sides, frame, sources)
            or guards.figurative(self.sides, frame, sources, targets)
        ):
            return
        if frame.rule_id in ("assault:strike/noun", "assault:strike") and self._of_people(sources):
            event_type = "PROTEST"
        clause = self.clauses.clause(start)
        mode = mode_of(event_type, frame.words, self.tokens.low[start:end], self.tokens.low[slice(*clause)])
        self.events.append(
            Event(event_type, sources, targets, status, day, kind, precision, start, end, frame.rule_id, mode)
        )

    def _day(self, at: int, status: str) -> tuple[date, str, str]:
        """Day, kind and precision of the act at a token, by the nearest date expression in its sentence."""
        if not self.days:
            return self.published, "inherited", "day"
        char = self.tokens.start[at]
        begin = max((self.tokens.start[e] for e in self.clauses.ends if e < len(self.tokens) and e <= at), default=0)
        finish = next((self.tokens.end[e - 1] for e in self.clauses.ends if e > at), len(self.tokens.text))
        near = [d for d in self.days if begin <= d.start < finish]
        if not near:
            return self.published, "inherited", "day"
        best = min(near, key=lambda d: abs(d.start - char))
        return best.on(self.published, status == "planned"), best.kind, best.precision

    def _distinct(self) -> list[Event]:
        """Drop repeats of the same act and a statement by one who acts otherwise in the same breath."""
        kept: list[Event] = []
        for event in self.events:
            codes = {self.mentions[m].code for m in event.sources}
            if event.type == "STATEMENT" and any(
                o is not event
                and o.type != "STATEMENT"
                and o.status != "negated"
                and codes & {self.mentions[m].code for m in o.sources}
                for o in self.events
            ):
                continue
            same = next((o for o in kept if o.type == event.type and self._covers(o, event)), None)
            if same is not None:
                continue
            wider = [o for o in kept if o.type == event.type and self._covers(event, o)]
            for o in wider:
                kept.remove(o)
            kept.append(event)
        return kept

    def _covers(self, a: Event, b: Event) -> bool:
        """Whether event a tells all that b tells of the same type: b adds no actor."""
        codes = self.sides.codes
        return codes(b.sources) <= codes(a.sources) and codes(b.targets) <= codes(a.targets)


def find_events(frames: Frames, tokens: Tokens, mentions: list[Mention], published: date) -> list[Event]:
    """The events of one text published on a day."""
    return EventParser(frames, tokens, mentions, published).parse()
