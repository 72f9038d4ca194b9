"""Events of one text: which frames hold, who fills their sides, on which day and with what status.

What belongs here: subjects, objects, governance (an act that is refused, demanded or denied is not done), reported speech
and the assembly of events. What does not: telling verbs from nouns (clauses.py), the frames themselves (frames/).
The rules follow docs/codebook.md; every event names the frame that told it.
"""

from dataclasses import dataclass, field
from datetime import date

from pipelines.coding import words as w
from pipelines.coding.clauses import HARD, Clauses, Noun, Verb
from pipelines.coding.days import Day, find_days
from pipelines.coding.frames import GAP, Frame, Frames
from pipelines.coding.mentions import Mention
from pipelines.coding.tokens import Tokens

VERBAL = frozenset(("STATEMENT", "AGREE", "REQUEST", "ACCUSE", "THREATEN", "REJECT"))
SYMMETRIC = frozenset(("CONSULT", "COOPERATE", "AGREE"))
CONFLICT = frozenset(("ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST"))
# Participles after "be" that tell a state of mind, not something suffered.
_STATES = frozenset("outrage commit prepare resolve determine alarm concern oppose".split())
_ASKING = w.BE | w.DO | w.HAVE | w.FUTURE | w.MODALS
_PRIVATE = frozenset(("CVL", "CRM"))
_TRAVEL = frozenset("arrive travel head fly go depart return send dispatch".split())
_HARMS = frozenset("kill wound injure murder shoot stab behead die abduct kidnap".split())
_ARMED = frozenset(
    "attack attacks raid raids bomb bombs bombing bombings bomber missile missiles rocket rockets drone drones shelling strike "
    "strikes airstrike airstrikes gunmen gunman militants insurgents rebels mortar grenade shooting ambush explosives "
    "landmine shell shells clashes fighting artillery".split()
)
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
    start: int
    end: int
    rule_id: str


@dataclass(slots=True)
class _Group:
    members: list[int]
    start: int
    end: int
    slot: str = ""


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
        self.groups = self._group()
        self.subjects: dict[int, _Group | None] = {}
        self.dropped: list[tuple[int, int]] = self._questions()
        self._verbs()
        self._nouns()
        self._talks_ahead()
        self._attributed()
        return self._distinct()

    # -- actors in groups ---------------------------------------------------------------------------------------------

    def _group(self) -> list[_Group]:
        """Coordinated mentions as one group: "A, B and C", "A together with B", "A-B"."""
        low = self.tokens.low
        finite = [v.at for v in self.clauses.verbs if v.form == "finite"]
        transitive = [
            v.at for v in self.clauses.verbs if v.form == "finite" and not (v.frame and v.frame.governs == "speech")
        ]
        groups: list[_Group] = []
        for number, mention in enumerate(self.mentions):
            if groups:
                last = groups[-1]
                between = low[last.end : mention.start]
                previous = self.mentions[last.members[-1]]
                linked = all(
                    x
                    in (
                        ",",
                        "and",
                        "&",
                        "the",
                        "both",
                        "its",
                        "their",
                        "as",
                        "well",
                        "together",
                        "along",
                        "with",
                        "former",
                        "ally",
                        "allies",
                        "neighbouring",
                        "or",
                        "'s",
                    )
                    for x in between
                )
                if "with" in between and not {"together", "along"} & set(between):
                    linked = False
                if "'s" in between and previous.code != mention.code:
                    linked = linked and False
                if linked and between and set(between) <= {"the", "its", "their"}:
                    linked = False
                joined = self.tokens.joined[mention.start] and not between
                if previous.end > mention.start:
                    joined = True
                if mention.place != previous.place:
                    linked = joined = False
                if between == [","] and not self._list_goes_on(last, mention):
                    linked = False
                verb_after = any(mention.end <= v <= mention.end + 2 for v in finite)
                verb_before = any(last.start - 6 < v < last.start for v in transitive)
                if (joined or (linked and between)) and not (verb_after and verb_before and not joined):
                    last.members.append(number)
                    last.end = max(last.end, mention.end)
                    continue
            groups.append(_Group([number], mention.start, mention.end))
        for group in groups:
            group.slot = self._slot(group)
        return groups

    def _list_goes_on(self, group: _Group, mention: Mention) -> bool:
        """Whether a comma joins two actors: not where the second one has a verb of its own ("with A, B says")."""
        speaks = any(mention.end <= v.start <= mention.end + 1 and v.form == "finite" for v in self.clauses.verbs)
        return group.start <= 1 or len(group.members) > 1 or not speaks

    def _slot(self, group: _Group) -> str:
        """The preposition that governs a group, over determiners and its noun phrase's other words; '' if none."""
        j = group.start - 1
        low = self.tokens.low
        steps = unknown = 0
        while j >= 0 and steps < 6:
            word = low[j]
            if word in ("and", "&") and j >= 2 and self.clauses.cover[j - 1] < 0:
                # "with advisers and the US delegation": the preposition before the first of the two governs both
                k = j - 1
                while (
                    k >= 0
                    and j - k < 6
                    and self.clauses.cover[k] < 0
                    and low[k].isalpha()
                    and low[k] not in w.PREPOSITIONS
                    and not self._near(k)
                ):
                    k -= 1
                return low[k] if k >= 0 and low[k] in w.PREPOSITIONS and self.clauses.cover[k] < 0 else ""
            if self.clauses.cover[j] >= 0 or word in HARD or word == ",":
                return ""
            if word == "at" and low[j + 1] in ("least", "most"):
                j -= 1
                continue
            if word in w.SUBORDINATORS and self._clause_follows(group):
                return ""
            if word in w.PREPOSITIONS and word not in ("as",):
                if word == "of" and j >= 2 and low[j - 1] in w.SHARING and "with" in (low[j - 2], low[j - 3]):
                    return "with"
                return word
            if any(v.start <= j < v.end for v in self._near(j)):
                return ""
            unknown += word.isalpha() and word.islower()
            if (
                unknown <= 2
                and self.tokens.raw[j].islower()
                and word.isalpha()
                and word not in w.CONJUNCTIONS
                and not self.clauses.frames.verbs.get(word)
            ):
                j -= 1
                steps += 1
                continue
            if not (
                word in w.DETERMINERS
                or word in w.MODIFIERS
                or word in w.FORMER
                or word[-2:] in ("al", "ed", "ic", "rn")
                or word
                in ("all", "more", "than", "least", "at", "several", "many", "key", "its", "own", "fellow", "most")
                or word[0].isdigit()
                or word in ("'", '"', "“", "‘", "”", "’")
            ):
                return ""
            j -= 1
            steps += 1
        return ""

    def _clause_follows(self, group: _Group) -> bool:
        """Whether a finite verb follows the group in its clause: "after Russian strikes kill 23", not "after strikes"."""
        _, end = self.clauses.clause(group.end - 1)
        end = next((k for k in range(group.end, end) if self.tokens.low[k] == ","), end)
        return any(v.form == "finite" and group.end <= v.at < end for v in self.clauses.verbs)

    def _near(self, i: int) -> list[Verb]:
        return [v for v in self.clauses.verbs if v.start <= i < max(v.end, v.at + 1) and v.at <= i]

    def _questions(self) -> list[tuple[int, int]]:
        """Sentences that ask whether something is so ("Will China invade?") and tell nothing."""
        found, start, low = [], 0, self.tokens.low
        for end in self.clauses.ends:
            first = next((i for i in range(start, end) if low[i][0].isalnum()), start)
            asks = "?" in low[max(start, end - 3) : end] or (end < len(low) and low[end] == "?")
            opinion = low[first] in ("why", "how") and "should" in low[first:end]
            if asks and low[first] in _ASKING or opinion:
                found.append((start, end))
            start = end
        return found

    # -- verbs --------------------------------------------------------------------------------------------------------

    def _verbs(self) -> None:
        """Go through the verbs from left to right, keeping what governs the ones to come."""
        self.performers: list[tuple[int, int, int, str]] = []
        governor: Verb | None = None
        for n, verb in enumerate(self.clauses.verbs):
            frame = verb.frame
            self.subjects[verb.at] = self._subject(n, verb)
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
                if how == "drop":
                    continue
                status = how or status
            if any(a <= verb.at < b for a, b in self.dropped):
                continue
            if frame is None:
                governor = verb
                continue
            if frame.type in ("planned", "hypothetical", "negated", "occurred", "perform"):
                governor = Verb(verb.at, verb.start, verb.end, verb.form, verb.passive, status, negated, frame)
                stop = self._complement_end(verb)
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
            self._emit(n, verb, frame, "negated" if negated else status)
            if frame.governs == "drop":
                self.dropped.append((verb.end, self._complement_end(verb)))
            else:
                self.performers.append((verb.end, self._object_end(verb), verb.at, "negated" if negated else status))

    def _complement(self, governor: Verb, verb: Verb) -> bool:
        return not any(self.clauses.bound[k] for k in range(governor.end, verb.start)) and verb.at - governor.at < 14

    def _complement_end(self, verb: Verb) -> int:
        """Where the complement of a governing verb ends: a subordinate clause of its own or a hard stop, not 'that'."""
        i = verb.end
        low, bound = self.tokens.low, self.clauses.bound
        while i < len(self.tokens):
            if bound[i] and low[i] != "that" and low[i] not in ("whether", "if"):
                return i
            if low[i] in (",", "and") and any(
                v.form == "finite" and 0 < v.at - i <= 8 and not any(bound[k] for k in range(i + 1, v.at))
                for v in self.clauses.verbs
            ):
                following = next(v for v in self.clauses.verbs if v.at > i and v.form == "finite")
                if following.at - i <= 3 or any(g.start > i and g.end <= following.at for g in self.groups):
                    return i
            i += 1
        return i

    def _object_end(self, verb: Verb) -> int:
        """Where the verb's own objects end: a clause boundary or the next finite verb's clause."""
        _, end = self.clauses.clause(verb.at)
        end = next(
            (
                k
                for k in range(verb.end, end)
                if self.tokens.low[k] in w.BACKGROUND and self.clauses.cover[k] < 0 and self.tokens.low[k] != "over"
            ),
            end,
        )
        end = next((k for k in range(verb.end, end - 2) if self.tokens.low[k : k + 3] == ["in", "the", "event"]), end)
        for other in self.clauses.verbs:
            if verb.at < other.at < end and other.form == "finite":
                # "A attacks B and C retaliates": B is the object, what stands directly before the verb is not
                for group in reversed(self.groups):
                    if verb.end <= group.start and group.end <= other.start and not group.slot:
                        between = self.tokens.low[group.end : other.start]
                        if len(between) <= 2 and not {"and", ",", "but"} & set(between):
                            return group.start
                return other.start
        return end

    # -- sides --------------------------------------------------------------------------------------------------------

    def _subject(self, n: int, verb: Verb) -> _Group | None:
        """The actors that are the verb's grammatical subject."""
        low = self.tokens.low
        start, _ = self.clauses.clause(verb.start)
        previous = [v for v in self.clauses.verbs[:n] if start <= v.at < verb.start and v.form == "finite"]
        if verb.form in ("inf", "ing") and self.clauses.verbs[:n]:
            controllers = [v for v in self.clauses.verbs[:n] if start <= v.at < verb.at]
            if controllers:
                last = controllers[-1]
                obj = self._direct(last)
                if (
                    verb.form == "inf"
                    and last.frame
                    and last.frame.type in ("REQUEST", "CONCEDE", "COERCE", "AID")
                    and obj
                ):
                    return obj
                return self.subjects.get(last.at)
        floor = previous[-1].end if previous else start
        candidates = [g for g in self.groups if floor <= g.start and g.end <= verb.start and not self._place(g)]
        if previous and candidates and previous[-1].frame is not None and previous[-1].frame.governs == "speech":
            # "A says B attacked C": a clause of its own, also without "that"
            near = [g for g in candidates if not g.slot]
            return (
                near[0]
                if near
                else candidates[0]
                if candidates[0].slot in ("of", "between")
                else self.subjects.get(previous[-1].at)
            )
        if previous and candidates:
            # objects of the verb before are no subjects of this one unless a new clause begins
            tail = low[floor : verb.start]
            if "and" not in tail and "," not in tail and "but" not in tail and not self._that_gap(floor, verb.start):
                candidates = []
            else:
                fresh = [
                    g
                    for g in candidates
                    if low[g.start - 1] in ("and", ",", "but", "the") or self._clear(g.end, verb.start)
                ]
                candidates = [g for g in fresh if self._clear(g.end, verb.start)] or []
        free = [g for g in candidates if not g.slot]
        if free:
            if len(free) > 1 and not previous:
                # apposition and parentheses: the first stands; a time or place phrase before it has a preposition
                return free[0]
            return free[0]
        pronoun = next(
            (i for i in range(verb.start - 1, max(floor, verb.start - 5) - 1, -1) if low[i] in w.SUBJECT_PRONOUNS), None
        )
        if pronoun is not None:
            if low[pronoun] == "who":
                before = [g for g in self.groups if g.end <= pronoun]
                return before[-1] if before else None
            return self._antecedent(verb)
        if start > 0 and low[start - 1] in w.RELATIVES and floor == start:
            before = [g for g in self.groups if g.end <= start - 1 and start - 1 - g.end < 4]
            if before and low[start - 1] in ("who", "which"):
                return before[-1]
            if low[start - 1] == "that" and before and not self._speech_before(start - 1):
                return before[-1]
        if previous:
            return self.subjects.get(previous[-1].at)
        heads = [g for g in candidates if g.slot in ("of", "between", "by", "among", "from")]
        if heads and not any(low[i] in HARD for i in range(heads[0].end, verb.start)):
            return heads[0]
        if verb.frame is not None and verb.frame.governs == "speech" and not candidates:
            # "…, says minister"
            after = [g for g in self.groups if verb.end <= g.start <= verb.end + 1 and not g.slot]
            if after and low[verb.start - 1] in (",", "'", '"', "”", "’"):
                return after[0]
        if start == 0 or self.clauses.bound[start]:
            gap = low[start : verb.start]
            if not [x for x in gap if x.isalpha() and x not in w.ADVERBS and x not in w.BE and x not in w.HAVE]:
                return self._antecedent(verb)
        return None

    def _place(self, group: _Group) -> bool:
        return self.mentions[group.members[0]].place

    def _that_gap(self, a: int, b: int) -> bool:
        return any(self.clauses.bound[k] for k in range(a, b))

    def _clear(self, a: int, b: int) -> bool:
        return all(
            x in w.ADVERBS or x in w.BE or x in w.HAVE or x in ("'", '"', "”", "’") for x in self.tokens.low[a:b]
        )

    def _speech_before(self, i: int) -> bool:
        return any(v.end == i or v.at == i - 1 for v in self.clauses.verbs)

    def _antecedent(self, verb: Verb) -> _Group | None:
        """The subject of the nearest finite verb before, for a pronoun or a subject left out."""
        for other in reversed(self.clauses.verbs):
            if other.at < verb.start and self.subjects.get(other.at):
                return self.subjects[other.at]
        for other in self.clauses.verbs:
            if other.at > verb.at and other.frame and other.frame.governs == "speech":
                before = [g for g in self.groups if g.end <= other.start and g.start > verb.at]
                if before:
                    return before[-1]
        return None

    def _direct(self, verb: Verb) -> _Group | None:
        end = self._object_end(verb)
        for group in self.groups:
            if verb.at < group.start < end:
                return group if not group.slot else None
        return None

    def _objects(self, verb: Verb, frame: Frame) -> list[int]:
        """Mention numbers in the verb's target slots: the direct object, else the first phrase in another slot."""
        end = self._object_end(verb)
        direct: list[int] = []
        slotted: list[int] = []
        owned: list[int] = []
        for group in self.groups:
            if not (verb.at < group.start < end):
                continue
            place = self._place(group)
            slot = group.slot or "object"
            if len(frame.words) > 1 and slot == frame.words[-1]:
                slot = "object"
            if slot in ("in", "at", "to") and "in_country" in frame.targets and self._is_country(group):
                slot = "in_country"
            elif place:
                owned = owned or self._attacked(verb, frame, group, slot)
                continue
            if (
                slot == "object"
                and group.start >= verb.end
                and GAP in frame.words
                and frame.words[-1] not in w.PREPOSITIONS
            ):
                continue  # "pause its attack to allow civilians": the pattern has its object already
            if slot == "object" and (frame.transitive or group.slot):
                direct = direct or list(group.members)
            elif slot in frame.targets:
                slotted = slotted or list(group.members)
        return direct or slotted or owned or self._referred(verb, frame)

    def _referred(self, verb: Verb, frame: Frame) -> list[int]:
        """Whom an object pronoun means: the last actor before the verb that is not its subject ("urges them to stop")."""
        if not frame.transitive or self.clauses.low(verb.at + 1) not in ("them", "him", "her"):
            return []
        subject = self.subjects.get(verb.at)
        before = [g for g in self.groups if g.end <= verb.start and g is not subject and not self._place(g)]
        return list(before[-1].members) if before else []

    def _attacked(self, verb: Verb, frame: Frame, group: _Group, slot: str) -> list[int]:
        """A place as its owner: what is attacked, seized or massed at stands for the state that holds it.

        Not where people are told to have been killed or hurt: they are the target, and the place is only where.
        """
        if (
            frame.type not in ("ASSAULT", "MOBILIZE")
            or frame.words[0] in _HARMS
            or slot not in ("object", "on", "against", "at", "near", "in", "into", "of")
        ):
            return []
        subject = self.subjects.get(verb.at)
        own = {self.mentions[m].code.split(".")[0] for m in subject.members} if subject else set()
        return [m for m in group.members if self.mentions[m].code.split(".")[0] not in own] if own else []

    def _is_country(self, group: _Group) -> bool:
        return all(self.mentions[m].kind == "state" for m in group.members)

    def _agent(self, verb: Verb) -> list[int]:
        """The actors of a by-phrase after a passive, or who own the armed act in which it happened."""
        _, end = self.clauses.clause(verb.at)
        for group in self.groups:
            if verb.end <= group.start < end and group.slot == "by":
                return list(group.members)
        for noun in self.clauses.nouns:
            if (
                verb.end <= noun.at < end
                and noun.frame.type == "ASSAULT"
                and self._governing(noun) in ("in", "by", "during")
            ):
                return self._owner(noun)
        return []

    def _governing(self, noun: Noun) -> str:
        """The preposition before a noun phrase, over its modifiers and owner."""
        j = noun.at - 1
        while j >= 0 and noun.at - j < 7:
            word = self.tokens.low[j]
            if word in w.PREPOSITIONS:
                return word
            if word in HARD or word == "," or any(v.at == j for v in self.clauses.verbs):
                return ""
            j -= 1
        return ""

    def _emit(self, n: int, verb: Verb, frame: Frame, status: str) -> None:
        subject = self.subjects[verb.at]
        actors = list(subject.members) if subject else []
        if frame.type == "ASSAULT" and self._nature(verb):
            return
        shared = self._between(verb) if len(frame.words) > 1 else []
        if shared:
            sources, targets = shared, []
        elif verb.passive and not (frame.words[0] in _STATES or frame.words[0] == "be"):
            sources, targets = self._agent(verb), actors
            if not sources and frame.type == "REJECT":
                sources, targets = self._speaker_before(n), []
            if (
                len(frame.words) > 1
                and frame.words[-1] in w.PREPOSITIONS
                and frame.words[-1] != "to"
                and self.clauses.low(verb.end) != "by"
            ):
                targets = self._objects(verb, frame) or actors
            elif len(frame.words) > 1 and frame.type in ("SANCTION", "COERCE", "CONCEDE", "AID"):
                targets = self._objects(verb, frame) or ([] if frame.words[1] == "…" else actors)
        else:
            sources, targets = actors, self._objects(verb, frame)
            if frame.subject == "target":
                slot = frame.words[-1] if frame.words[-1] in w.PREPOSITIONS else "by"
                sources = [m for g in self._after(verb) if g.slot == slot for m in g.members] or self._agent(verb)
                targets = actors
        if frame.type in SYMMETRIC and not verb.passive and subject:
            for group in self.groups:
                if subject.end <= group.start and group.end <= verb.start and group.slot in ("with", "alongside"):
                    sources = sources + list(group.members)
        targets = [t for t in targets if t not in sources]
        if frame.type == "STATEMENT":
            if not sources or not self._speaker(sources):
                return
            if frame.words[0] != "send":
                targets = targets if frame.words[0] == "tell" else []
        if frame.needs != "none" and not self._enough(frame, sources, targets):
            if frame.otherwise and sources and self._speaker(sources):
                self._add(frame, sources, [], status, verb.at, max(verb.end, verb.at + 1), verb, frame.otherwise)
            return
        if not sources and not targets and not (frame.type == "ASSAULT" and self._armed(verb)):
            return
        self._add(frame, sources, targets, status, verb.at, max(verb.end, verb.at + 1), verb, self._threat(n, frame))

    def _threat(self, n: int, frame: Frame) -> str:
        """A promise to do harm is a threat: "vows to destroy"."""
        if frame.type == "AGREE" and frame.words[0] in ("vow", "promise", "pledge", "swear"):
            for other in self.clauses.verbs[n + 1 : n + 2]:
                if other.form == "inf" and other.frame is not None and other.frame.type in CONFLICT:
                    return "THREATEN"
        return ""

    def _speaker_before(self, n: int) -> list[int]:
        """Who says that something "has been ruled out": the subject of the speech verb that governs this one."""
        for other in reversed(self.clauses.verbs[:n]):
            subject = self.subjects.get(other.at)
            if other.frame is not None and other.frame.governs == "speech" and subject:
                return list(subject.members)
        return []

    def _after(self, verb: Verb) -> list[_Group]:
        _, end = self.clauses.clause(verb.at)
        return [g for g in self.groups if verb.at < g.start < end]

    def _between(self, verb: Verb) -> list[int]:
        """The actors of "ceasefire between A and B" after "announces"."""
        return next((list(g.members) for g in self._after(verb) if g.slot == "between" and len(g.members) > 1), [])

    def _nature(self, verb: Verb) -> bool:
        """Whether nature, a disease or a mishap is the subject: "quake hits", "killed in bus crash"."""
        start, end = self.clauses.clause(verb.at)
        low = self.tokens.low
        span = (
            range(max(start, verb.start - 20), verb.start)
            if not verb.passive
            else range(verb.start, min(end, verb.at + 9))
        )
        words = {low[i] for i in span}
        if verb.form == "ing" and not verb.passive:
            words |= set(low[max(0, verb.at - 14) : verb.at])
        return bool(words & w.NATURE) and not words & _ARMED

    def _speaker(self, sources: list[int]) -> bool:
        return any(self.mentions[m].kind in _SPEAKERS or not self.mentions[m].code.startswith("---") for m in sources)

    def _attributed(self) -> None:
        """Headlines that name the speaker by a colon or a dash: "Putin: talks go on", "Talks go on – Kremlin"."""
        low, count = self.tokens.low, len(self.tokens)
        for group in self.groups:
            speakers = [m for m in group.members if self._speaker([m])]
            opens = not group.slot and group.start <= 2 and group.end < count - 3 and low[group.end] == ":"
            closes = group.end >= count - 1 and group.start >= 3 and low[group.start - 1] in ("–", "—", "-", ":")
            if speakers and (opens or closes):
                self.events.append(
                    Event(
                        "STATEMENT",
                        speakers,
                        [],
                        "occurred",
                        self.published,
                        "inherited",
                        group.start,
                        group.end,
                        "statement:attribution",
                    )
                )

    # -- nouns --------------------------------------------------------------------------------------------------------

    def _nouns(self) -> None:
        for noun in self.clauses.nouns:
            if any(a <= noun.at < b for a, b in self.dropped):
                continue
            if self._background(noun) and not (
                noun.frame.type == "CONSULT" and self._governing(noun) in ("during", "in", "at")
            ):
                continue
            if any(v.at <= noun.at < v.end for v in self.clauses.verbs):
                continue
            self._noun(noun)

    def _talks_ahead(self) -> None:
        """ "Envoy flies to A for talks with B", "… for B talks": who travels to talk consults with both."""
        for noun in self.clauses.nouns:
            if noun.frame.type != "CONSULT" or self._governing(noun) not in ("for", "to"):
                continue
            travel = next((v for v in reversed(self.clauses.verbs) if v.at < noun.at), None)
            if (
                travel is None
                or travel.frame is None
                or travel.frame.type != "CONSULT"
                or not self.subjects.get(travel.at)
            ):
                continue
            sources = list(self.subjects[travel.at].members)  # type: ignore[union-attr]
            others = self._owner(noun) or [m for g in self._after_noun(noun) if g.slot == "with" for m in g.members]
            targets = [m for m in others if m not in sources]
            if targets:
                status = next((e.status for e in self.events if e.start == travel.at), travel.status)
                self._add(noun.frame, sources, targets, status, noun.at, noun.end, None)

    def _after_noun(self, noun: Noun) -> list[_Group]:
        _, end = self.clauses.clause(noun.at)
        return [g for g in self.groups if noun.end <= g.start < end]

    def _background(self, noun: Noun) -> bool:
        """Whether the noun stands in a phrase with after, amid, despite …, in a by- or for-phrase, or is a modifier."""
        low = self.tokens.low
        j = noun.at - 1
        steps = 0
        while j >= 0 and steps < 7:
            word = low[j]
            if word in w.PREPOSITIONS:
                return True
            if (
                word in HARD
                or word == ","
                or self.clauses.low(j) in w.CONJUNCTIONS
                or any(v.at == j for v in self.clauses.verbs)
            ):
                break
            j -= 1
            steps += 1
        nxt = self.clauses.low(noun.end)
        return nxt.isalpha() and nxt in (
            "plan",
            "plans",
            "crimes",
            "threat",
            "fears",
            "risk",
            "hero",
            "crime",
            "victims",
            "victim",
            "anniversary",
            "memorial",
            "film",
            "game",
            "games",
            "survivor",
            "survivors",
            "suspect",
            "veteran",
            "zone",
            "trial",
            "case",
            "room",
            "point",
            "record",
        )

    def _noun(self, noun: Noun) -> None:
        frame, low = noun.frame, self.tokens.low
        owner = self._owner(noun)
        sources: list[int] = []
        targets: list[int] = []
        pair = bool(owner) and len(owner) > 1
        if owner and "owner" in frame.sources:
            sources = owner
        _, end = self.clauses.clause(noun.at)
        for group in self.groups:
            between = [v for v in self.clauses.verbs if v.form == "finite" and noun.end <= v.at < group.start]
            if not (noun.end <= group.start < end) or (between and not (len(between) == 1 and between[0].passive)):
                continue
            if self._place(group):
                if frame.type == "ASSAULT" and group.slot in ("on", "against", "at", "of") and not targets:
                    own = {self.mentions[m].code.split(".")[0] for m in sources}
                    targets = [m for m in group.members if own and self.mentions[m].code.split(".")[0] not in own]
                continue
            if group.slot in frame.sources:
                sources = sources + [m for m in group.members if m not in sources]
            elif group.slot in frame.targets:
                targets = targets + [m for m in group.members if m not in targets and m not in sources]
        status = "occurred"
        if not (sources and not pair and frame.type not in SYMMETRIC):
            for a, b, at, how in self.performers:
                if a <= noun.at < b:
                    subject = self.subjects.get(at)
                    status = how
                    if subject and not sources:
                        sources = list(subject.members)
                    break
        targets = [t for t in targets if t not in sources] or self._of_subject(noun, sources)
        if not self._enough(frame, sources, targets) and not self._whole_headline(noun):
            return
        if self._background(noun) and len(set(sources) | set(targets)) < 2:
            return
        self._add(frame, sources, targets, status, noun.at, noun.end, None)

    def _of_subject(self, noun: Noun, sources: list[int]) -> list[int]:
        """What the act that is a verb's subject does: "Cyber attack by A paralyses B" is against B."""
        if noun.frame.type not in CONFLICT or self._background(noun) or not sources:
            return []
        verb = next((v for v in self.clauses.verbs if v.at > noun.at), None)
        if verb is None or verb.frame is not None or verb.form != "finite" or verb.passive:
            return []
        group = self._direct(verb)
        return [m for m in group.members if m not in sources] if group and not self._place(group) else []

    def _whole_headline(self, noun: Noun) -> bool:
        """Whether an armed act or a protest is all that a headline without a verb tells: "Protest in Baku"."""
        return (
            noun.frame.type in ("ASSAULT", "PROTEST") and not self._background(noun)
            and not any(v.form == "finite" for v in self.clauses.verbs) and noun.at <= 1
        )  # fmt: skip

    def _owner(self, noun: Noun) -> list[int]:
        """The actors whose adjective or possessive stands before the noun: "Russian air strikes", "US-Iran talks"."""
        for group in self.groups:
            gap = self.tokens.low[group.end : noun.at]
            if (
                group.end <= noun.at
                and len(gap) <= 4
                and all(
                    x in ("'s", "'")
                    or x in w.MODIFIERS
                    or x.endswith(("al", "ic", "ary", "ive", "ous", "ed", "ing", "st"))
                    or x in ("day", "phone", "peace", "new", "energy", "two", "deadly", "drone", "air", "war", "-")
                    for x in gap
                )
            ):
                return list(group.members)
        return []

    def _enough(self, frame: Frame, sources: list[int], targets: list[int]) -> bool:
        """Whether the sides that a frame needs are known."""
        return {
            "pair": len(set(sources) | set(targets)) > 1,
            "source": bool(sources),
            "target": bool(targets),
            "any": bool(sources or targets),
        }.get(frame.needs, True)

    def _armed(self, verb: Verb) -> bool:
        start, end = self.clauses.clause(verb.at)
        return bool(set(self.tokens.low[start:end]) & _ARMED)

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
        day, kind = self._day(start, status)
        event_type = kind_of or frame.type
        if self._private(event_type, sources, targets) or self._own_country(frame, sources, targets):
            return
        if (
            frame.rule_id in ("assault:strike/noun", "assault:strike")
            and sources
            and all(self.mentions[m].code.split(".")[1] in ("SOC", "CVL") for m in sources)
        ):
            event_type = "PROTEST"  # workers strike otherwise than armies
        self.events.append(Event(event_type, sources, targets, status, day, kind, start, end, frame.rule_id))

    def _private(self, event_type: str, sources: list[int], targets: list[int]) -> bool:
        """Crime and the law among private persons: no event, unless a word tells of politics or arms (codebook 5, 9)."""
        if event_type not in ("ASSAULT", "COERCE", "ACCUSE"):
            return False
        law = set() if event_type == "ASSAULT" else {"COP", "JUD"} if targets else {"COP"}
        by, on = ({self.mentions[m].code.split(".")[1] for m in side} for side in (sources, targets))
        if not by <= _PRIVATE | law or not on <= _PRIVATE:
            return False
        countries = {self.mentions[m].code.split(".")[0] for m in (*sources, *targets)} - {"---"}
        if len(countries) > 1 and event_type != "ASSAULT":
            return False  # another state's citizens: its affair too
        words = set(self.tokens.low)
        return not words & (_ARMED | w.POLITICAL)

    def _own_country(self, frame: Frame, sources: list[int], targets: list[int]) -> bool:
        """Who travels at home or speaks to reporters consults with nobody."""
        if frame.type != "CONSULT" or not targets:
            return False
        if frame.words[0] in ("speak", "talk", "receive", "address", "greet") and all(
            self.mentions[m].code.endswith((".MED", ".CVL")) for m in targets
        ):
            return True
        return frame.words[0] in _TRAVEL and {self.mentions[m].code.split(".")[0] for m in targets} <= {
            self.mentions[m].code.split(".")[0] for m in sources
        }

    def _day(self, at: int, status: str) -> tuple[date, str]:
        """The day of the act at a token: the nearest date expression in its sentence that is not a saying's."""
        if not self.days:
            return self.published, "inherited"
        char = self.tokens.start[at]
        begin = max((self.tokens.start[e] for e in self.clauses.ends if e < len(self.tokens) and e <= at), default=0)
        finish = next((self.tokens.end[e - 1] for e in self.clauses.ends if e > at), len(self.tokens.text))
        near = [d for d in self.days if begin <= d.start < finish]
        if not near:
            return self.published, "inherited"
        best = min(near, key=lambda d: abs(d.start - char))
        return best.on(self.published, status == "planned"), best.kind

    def _distinct(self) -> list[Event]:
        """Drop repeats of the same act and a statement by one who acts otherwise in the same breath."""
        kept: list[Event] = []
        for event in self.events:
            codes = {self.mentions[m].code for m in event.sources}
            if event.type == "STATEMENT" and any(
                o is not event and o.type != "STATEMENT" and codes & {self.mentions[m].code for m in o.sources}
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
        code = lambda members: {self.mentions[m].code for m in members}  # noqa: E731
        return code(b.sources) <= code(a.sources) and code(b.targets) <= code(a.targets)


def find_events(frames: Frames, tokens: Tokens, mentions: list[Mention], published: date) -> list[Event]:
    """The events of one text published on a day."""
    return EventParser(frames, tokens, mentions, published).parse()
