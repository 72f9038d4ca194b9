"""The sides of an act: who is its subject, who its object, which actors own an event noun.

What belongs here: finding the actors that fill the slots of a verb or noun. What does not: what the act is and
whether it happened (verb_events.py, noun_events.py), what stands together (groups.py).
"""

from pipelines.coding import words as w
from pipelines.coding.clauses import Clauses
from pipelines.coding.finiteness import COUNTRY_WORDS
from pipelines.coding.frames import GAP, Frame
from pipelines.coding.groups import FOLLOWER, Group, find_groups
from pipelines.coding.mentions import Mention
from pipelines.coding.predicates import HARD, Noun, Verb
from pipelines.coding.tokens import Tokens

# Verbs of harm to persons: the place where it happened is no target.
_HARMS = frozenset("kill wound injure murder shoot stab behead die abduct kidnap".split())
SYMMETRIC = frozenset(("CONSULT", "COOPERATE", "AGREE"))
# Types whose verb has the objects of what is planned: "approves plan to send tanks to A".
_GRANTED = frozenset(("AGREE", "AID", "CONSULT", "THREATEN"))
# Armed acts that bear the name of the place they are against: "Rafah offensive".
_INVASIONS = frozenset("assault incursion invasion occupation offensive operation raid siege".split())
# The most tokens between a comma and the verb of the speaker behind it.
MAX_SPEAKER = 7
# Object pronouns, of other people than the subject.
_OTHERS = frozenset(("her", "him", "them"))
_CHARGES = frozenset("accusation accusations allegation allegations charge charges count counts suspicion".split())
# What one is accused of, not what one does something in.
_SECRET = frozenset(("conspiracy", "plot", "plots", "scheme"))
# "a round of talks" is the talks.
SPELLS = frozenset("barrage day days flurry phase round rounds series session sessions string wave waves".split())
# Where the place of an armed act stands that stands for its owner.
_STRUCK = frozenset("object on against around at near in into of across throughout inside".split())
_TRACED = (["linked", "to"], ["blamed", "on"], ["attributed", "to"], ["claimed", "by"])
# Who may be warned or told by the verb before him.
_ADDRESSED = frozenset("GOV MIL LEG PTY REB CVL CRM COP SOC".split())
# What stands before a speaker who is named after his words.
_BEFORE_SPEAKER = frozenset((",", "'", '"', "”", "’", "–", "—"))
# Words that may stand between an actor and the event noun it owns, beside modifiers: "US air strikes".
_BEFORE_EVENT = frozenset("'s ' day phone peace new energy two deadly drone air war white house oval office -".split())
_EVENT_MODIFIERS = ("al", "ic", "ary", "ive", "ous", "ed", "ing", "st")
# Words that are no nouns of things.
_NO_NOUNS = frozenset().union(
    w.ADVERBS, w.CONJUNCTIONS, w.BE, w.HAVE, w.DO, w.FUTURE, w.MODALS, w.PREPOSITIONS, w.DETERMINERS,
    w.SUBJECT_PRONOUNS, w.PRONOUNS, w.RELATIVES, w.TIMES, w.NUMBERS,
)  # fmt: skip
# What may stand between an actor and his verb.
_CLEAR = w.ADVERBS | w.BE | w.HAVE | {"'", '"', "”", "’"}


class Sides:
    """The actors of one text in their slots; `subjects` maps a verb's token to its subject, once that is found."""

    def __init__(self, tokens: Tokens, clauses: Clauses, mentions: list[Mention]) -> None:
        self.tokens, self.clauses, self.mentions = tokens, clauses, mentions
        self.groups = find_groups(tokens, clauses, mentions)
        self.subjects: dict[int, Group | None] = {}
        self._object_ends: dict[int, int] = {}  # by the verb's token; asked for many times over

    def codes(self, members: list[int]) -> set[str]:
        """The codes of mentions."""
        return {self.mentions[m].code for m in members}

    def countries(self, members: list[int]) -> set[str]:
        """The country slots of mentions."""
        return {self.mentions[m].code.split(".")[0] for m in members}

    def sectors(self, members: list[int]) -> set[str]:
        """The sectors of mentions."""
        return {self.mentions[m].code.split(".")[1] for m in members}

    def subject(self, n: int, verb: Verb) -> Group | None:
        """The actors that are the verb's grammatical subject."""
        low = self.tokens.low
        start, _ = self.clauses.clause(verb.start)
        if verb.frame is not None and verb.frame.governs == "speech":
            # "Footage raises questions, minister says"
            named = self.inverted(verb) or self.speaker_behind(verb)
            if named is not None:
                return named
        elif verb.frame is not None and verb.frame.words == ("warn",) and self.inverted(verb):
            return self.inverted(verb)
        previous = [
            v
            for v in self.clauses.verbs[:n]
            if start <= v.at < verb.start and v.form == "finite" and not (verb.form == "finite" and self.reduced(v))
        ]
        if verb.form == "inf" and verb.start and low[verb.start - 1] in w.NOUN_CONTROL:
            owner = next((g for g in reversed(self.groups) if 0 <= verb.start - 1 - g.end <= 3), None)
            if owner is not None and self.owns(owner, verb.start - 1):
                return owner  # "rejects Israeli plan to annex"
            if self.aside(verb):
                return None
        if verb.form in ("inf", "ing") and self.clauses.verbs[:n]:
            joins = low[verb.start - 1] in ("and", ",")  # "a policy focused on A, and ending": not of the participle
            controllers = [
                v for v in self.clauses.verbs[:n] if start <= v.at < verb.at and not (joins and v.form == "part")
            ]
            if controllers:
                last = controllers[-1]
                obj = self.direct(last)
                used_by = [g for g in self.groups if last.end <= g.start and g.end <= verb.start and g.slot == "by"]
                if last.passive and verb.form == "inf" and used_by:
                    return used_by[0]  # "site used by A to prepare attacks"
                before = next((g for g in self.groups if g.end == verb.start and not g.slot), None)
                if before and last.frame is not None and last.frame.governs == "speech":
                    return before  # "UN says Israel to allow": a clause of its own
                if self.commands(last):
                    return self.subjects.get(last.at)  # "orders military to strike"
                moves = last.frame is not None and last.frame.type in ("REQUEST", "CONCEDE", "COERCE", "AID")
                suffers = verb.frame is not None and verb.frame.subject == "target"  # "brings him back to face trial"
                if verb.form == "inf" and not moves and low[verb.start - 1] in _OTHERS:
                    return None  # "expects them to pay"
                if verb.form == "inf" and (moves or suffers) and obj and obj.end <= verb.start:
                    return obj
                return self.subjects.get(last.at)
        floor = previous[-1].end if previous else start
        candidates = [g for g in self.groups if floor <= g.start and g.end <= verb.start and not self.is_place(g)]
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
                    if low[g.start - 1] in ("and", ",", "but", "the") or self.clear(g.end, verb.start)
                ]
                candidates = [g for g in fresh if self.clear(g.end, verb.start)] or []
        free = [g for g in candidates if g.slot in ("", FOLLOWER)]
        if free and free[0].slot:
            owned = next((g for g in candidates if g.start == free[0].end + 1 and g is not free[0]), None)
            if owned is not None and low[free[0].end] == "'s":
                return owned  # "Yemen's Houthis", "head of the president's party"
            if len(free) > 1 and free[1].start <= free[0].end + 3 and not free[1].slot:
                return free[1]  # "Putin critic Navalny"
            return Group([], free[0].start, free[0].end)  # somebody of whom no actor is known
        if free:
            # of an apposition or a parenthesis the first stands; a time or place phrase before it has a preposition
            return free[0]
        pronoun = next(
            (i for i in range(verb.start - 1, max(floor, verb.start - 5) - 1, -1) if low[i] in w.SUBJECT_PRONOUNS), None
        )
        if pronoun is not None:
            if low[pronoun] == "they" and verb.frame is not None and verb.frame.type in SYMMETRIC:
                return self._both(verb)
            if low[pronoun] == "who":
                return next((g for g in reversed(self.groups) if g.end <= pronoun), None)
            return self._antecedent(verb)
        if start > 0 and low[start - 1] in w.RELATIVES and floor == start:
            near = [g for g in self.groups if g.end <= start - 1 and start - 1 - g.end < 4]
            told_by = low[start - 1] == "that" and self._speech_before(start - 1)
            if near and low[start - 1] in ("who", "which", "that") and not told_by:
                return near[-1]
        if previous:
            told = verb.frame is not None and verb.frame.governs == "speech" and "," in low[floor : verb.start]
            reduced = verb.passive and verb.start == verb.at
            head = low[verb.start - 1]
            if reduced and previous[-1].passive and self.clauses.cover[verb.start - 1] >= 0:
                return self.subjects.get(previous[-1].at)  # "reporter held in Russia accused of spying"
            if (told or reduced) and head.isalpha() and head not in w.ADVERBS and head not in w.CONJUNCTIONS:
                return None  # "…, diplomats say", "frees ships seized by Egypt": somebody or something unnamed
            said = previous[-1].frame is not None and previous[-1].frame.governs == "speech"
            if said and verb.form == "finite" and any(self._thing(k) for k in range(floor, verb.start)):
                return None  # "A says deal will be signed"
            alike = [v for v in previous if self._present(v) == self._present(verb)]
            joined = low[verb.start - 1] in ("and", "but")  # "A says B fled and vows": of the verb in the same tense
            return self.subjects.get((alike[-1] if joined and alike else previous[-1]).at)
        heads = [g for g in candidates if g.slot in ("of", "between", "by", "among", "from")]
        if heads and not any(low[i] in HARD for i in range(heads[0].end, verb.start)):
            return heads[0]
        if verb.frame is not None and verb.frame.governs == "speech" and not candidates:
            # "…, says minister"
            after = [g for g in self.groups if verb.end <= g.start <= verb.end + 1 and not g.slot]
            if after and low[verb.start - 1] in (",", "'", '"', "”", "’"):
                return after[0]
        resumes = low[start - 1] == "but" and not verb.passive  # "…, but demands"
        aside = verb.form == "ing" and low[start - 1] in w.SUBORDINATORS  # "a day after meeting him"
        if start == 0 or self.clauses.bound[start] or resumes or aside:
            gap = low[start : verb.start]
            if not [x for x in gap if x.isalpha() and x not in w.ADVERBS and x not in w.BE and x not in w.HAVE]:
                return self._antecedent(verb, back=aside)
        return None

    def _present(self, verb: Verb) -> bool:
        return verb.start == verb.at and self.clauses.frames.verbs[self.tokens.low[verb.at]][0] in ("s", "base", "adj")

    def reduced(self, verb: Verb) -> bool:
        """Whether a participle with its by-phrase only describes a noun: "jets supplied by A strike B"."""
        bare = verb.passive and verb.start == verb.at and self.clauses.low(verb.end) == "by"
        _, end = self.clauses.clause(verb.at)
        main = next((v for v in self.clauses.verbs if verb.at < v.at < end and v.form == "finite"), None)
        return bare and main is not None and not {",", "and", "but"} & set(self.tokens.low[verb.end : main.start])

    def _both(self, verb: Verb) -> Group | None:
        """Those whom "they" means who do something together: subject and object of the act before."""
        for other in reversed(self.clauses.verbs):
            subject, obj = self.subjects.get(other.at), self.direct(other)
            if other.at < verb.start and other.form == "finite" and subject:
                members = subject.members + (obj.members if obj else [])
                return Group(members, subject.start, subject.end)
        return None

    def _antecedent(self, verb: Verb, back: bool = False) -> Group | None:
        """The subject of the nearest finite verb before, for a pronoun or a subject left out; else of a speech verb.

        `back`: only of a verb before.
        """
        for other in reversed(self.clauses.verbs):
            if other.at < verb.start and self.subjects.get(other.at):
                return self.subjects[other.at]
        for other in () if back else self.clauses.verbs:
            if other.at > verb.at and other.frame and other.frame.governs == "speech":
                before = [g for g in self.groups if g.end <= other.start and g.start > verb.at]
                if before:
                    return before[-1]
        return None

    def _thing(self, k: int) -> bool:
        """Whether token k is a noun of no actor, so far as its not being any other kind of word tells."""
        word = self.tokens.low[k]
        return self.clauses.cover[k] < 0 and word.isalpha() and len(word) > 3 and word not in _NO_NOUNS

    def _that_gap(self, a: int, b: int) -> bool:
        return any(self.clauses.bound[k] for k in range(a, b))

    def clear(self, a: int, b: int) -> bool:
        """Whether nothing but auxiliaries, adverbs and quotation marks stands between two tokens."""
        return _CLEAR.issuperset(self.tokens.low[a:b])

    def _speech_before(self, i: int) -> bool:
        return any(v.end == i or v.at == i - 1 for v in self.clauses.verbs)

    def direct(self, verb: Verb) -> Group | None:
        """The verb's direct object, where its first following group stands under no preposition."""
        end = self.object_end(verb)
        for group in self.groups:
            if verb.at < group.start < end:
                return group if not group.slot else None
        return None

    def objects(self, verb: Verb, frame: Frame) -> list[int]:
        """Mention numbers in the verb's target slots: the direct object, else the first phrase in another slot."""
        end = self.object_end(verb)
        if self.clauses.low(verb.at + 1) in _OTHERS and frame.type == "REQUEST":
            return self._referred(verb, frame)  # "asked him to stop attacks on A"
        direct: list[int] = []
        slotted: list[int] = []
        owned: list[int] = []
        actor = self.subjects.get(verb.at) if not verb.passive and frame.subject == "source" else None
        own = self.codes(actor.members) if actor and frame.words != ("defend",) else set()
        for group in self.groups:
            if not (verb.at < group.start < max(end, verb.end)):
                continue
            if own and self._is_country(group) and self.codes(group.members) <= own:
                continue  # "holds Vatican talks with A"
            place = self.is_place(group)
            pattern = GAP in frame.words and frame.words[-1] not in w.PREPOSITIONS
            if pattern and group.start < verb.end and self._modifier(group, verb, frame):
                continue
            slot = self._outer(group) if group.slot == "of" and "of" not in frame.targets else group.slot or "object"
            if frame.words[0] in _HARMS and slot == "at" and group.start > verb.end + 1:
                continue  # "kills five at a shop", but "shoots at police"
            if slot in ("in", "at", "to") and "in_country" in frame.targets and self._is_country(group):
                slotted = slotted or list(group.members)
                continue
            if len(frame.words) > 1 and slot == frame.words[-1]:
                slot = "object"
            if (
                place
                and slot in frame.targets
                and slot in ("from", "to")
                and self.mentions[group.members[0]].kind == "capital"
            ):
                slotted = slotted or list(group.members)  # "recalls its ambassador from Ankara"
                continue
            if place:
                owned = owned or self._attacked(verb, frame, group, slot)
                continue
            if (
                slot == "object"
                and group.start >= verb.end
                and GAP in frame.words
                and frame.words[-1] not in w.PREPOSITIONS
            ):
                continue  # "pause its attack to allow civilians": the pattern has its object already
            if slot == "object" and frame.type in ("AID", "MOBILIZE") and self._own_forces(verb, group):
                continue  # "sends its troops to A"
            if slot == "object" and (frame.transitive or group.slot):
                direct = direct or list(group.members)
            elif slot in frame.targets:
                slotted = slotted or list(group.members)
            elif slot == "of" and frame.transitive and frame.type == "ASSAULT":
                owned = owned or list(group.members)  # "struck a depot of the army"
        inside = self._opened(verb, frame) if frame.type == "CONCEDE" else []
        return direct or slotted or owned or inside or self._referred(verb, frame)

    def _opened(self, verb: Verb, frame: Frame) -> list[int]:
        """Whose border or post is opened: "reopens A crossing"."""
        actor = self.subjects.get(verb.at)
        own = self.countries(actor.members) if actor else set()
        return [m for m in self.within(verb) if GAP in frame.words and not self.countries([m]) & own]

    def _modifier(self, group: Group, verb: Verb, frame: Frame) -> bool:
        """Whether a group within a pattern only describes its noun: "cuts military aid", "deploys peacekeepers"."""
        mention = self.mentions[group.members[0]]
        single = len(group.members) == 1 and mention.kind == "generic" and mention.end - mention.start == 1
        return single and (mention.end < verb.end or frame.type in ("AID", "MOBILIZE", "RETREAT", "COOPERATE"))

    def _own_forces(self, verb: Verb, group: Group) -> bool:
        """Whether a group is the subject's own armed forces, or ones of no country."""
        before = [g for v, g in self.subjects.items() if v <= verb.at and g is not None]
        countries = self.countries(before[-1].members) if before else set()
        return self.sectors(group.members) <= {"MIL", "COP"} and self.countries(group.members) <= countries | {"---"}

    def _outer(self, group: Group) -> str:
        """The slot of the phrase that an of-phrase belongs to: "sanctions on tankers of Russia" are on Russia."""
        low, cover = self.tokens.low, self.clauses.cover
        of = next((k for k in range(group.start - 1, -1, -1) if low[k] == "of"), 0)
        for k in range(of - 1, max(-1, of - 6), -1):
            if low[k] in w.PREPOSITIONS and low[k] != "of" and cover[k] < 0:
                return low[k]
            if low[k] in HARD or low[k] == "," or self.clauses.verb_over(k) or cover[k] >= 0:
                break
        return "of"

    def _referred(self, verb: Verb, frame: Frame) -> list[int]:
        """Whom an object pronoun means: the last actor before the verb that is not its subject ("urges them to
        stop")."""
        if not frame.transitive or self.clauses.low(verb.at + 1) not in ("them", "him", "her"):
            return []
        subject = self.subjects.get(verb.at)
        before = [g for g in self.groups if g.end <= verb.start and g is not subject and not self.is_place(g)]
        return list(before[-1].members) if before else []

    def _attacked(self, verb: Verb, frame: Frame, group: Group, slot: str) -> list[int]:
        """A place as its owner: what is attacked, seized or massed at stands for the state that holds it.

        Not where people are told to have been killed or hurt: they are the target, and the place is only where.
        """
        if frame.type not in ("ASSAULT", "MOBILIZE") or frame.words[0] in _HARMS or slot not in _STRUCK:
            return []
        subject = self.subjects.get(verb.at)
        own = self.countries(subject.members) if subject else set()
        return [m for m in group.members if self.mentions[m].code.split(".")[0] not in own] if own else []

    def _is_country(self, group: Group) -> bool:
        return all(self.mentions[m].kind == "state" for m in group.members)

    def is_place(self, group: Group) -> bool:
        """Whether the group's first mention is a place that acts only where the words make it an actor."""
        return self.mentions[group.members[0]].place

    def agent(self, verb: Verb) -> list[int]:
        """The actors of a by-phrase after a passive, or who own the armed act in which it happened."""
        _, end = self.clauses.clause(verb.at)
        for group in self.groups:
            traced = self.tokens.low[group.start - 2 : group.start] in _TRACED
            if verb.end <= group.start < end and traced and verb.frame is not None and verb.frame.type == "ASSAULT":
                return list(group.members)  # "killed in attack linked to A"
            operation = group.slot == "in" and self.clauses.low(group.end) in ("operation", "operations", "campaign")
            if verb.end <= group.start < end and (group.slot == "by" or operation):
                return list(group.members)
        for noun in self.clauses.nouns:
            if (
                verb.end <= noun.at < end
                and noun.frame.type == "ASSAULT"
                and self.governing(noun) in ("after", "in", "by", "during")
            ):
                owner = self.owner(noun)
                suffered = self.undergoes(noun, owner) or self.sectors(owner) == {"SOC"}
                return [] if suffered else [m for m in owner if not self.mentions[m].place]
        return []

    def attacked_in(self, verb: Verb) -> list[int]:
        """Against whom the armed act was in which unnamed people suffered: "Six killed in strikes on Ukraine"."""
        _, end = self.clauses.clause(verb.at)
        for noun in self.clauses.nouns:
            if verb.end <= noun.at < end and noun.frame.type == "ASSAULT" and self.governing(noun) in ("in", "by"):
                aimed = [
                    g
                    for g in self.after_noun(noun)
                    if (g.slot in ("on", "against") and not self.is_place(g))
                    or (g.slot == "across" and self._is_country(g))
                ]
                return list(aimed[0].members) if aimed else []
        return []

    def asked(self, verb: Verb) -> list[int]:
        """Of whom a demand with a clause demands it: the clause's subject ("demands that Israel reopen crossing")."""
        i = verb.end
        if self.clauses.low(i) != "that":
            group = next((g for g in self.groups if g.start == i and not g.slot), None)
            # "demands A 'reduce' its forces"
            clause = group is not None and any(
                v.form == "finite" and group.end <= v.start < group.end + 2 for v in self.clauses.verbs
            )
            return list(group.members) if group is not None and clause else []
        return next((list(g.members) for g in self.groups if i < g.start <= i + 3 and not g.slot), [])

    def partners(self, verb: Verb) -> list[int]:
        """With whom somebody asks for talks or a truce: "calls for talks with A"."""
        end = self.object_end(verb)
        for noun in self.clauses.nouns:
            if verb.end <= noun.at < end and noun.frame.type in ("AGREE", "CONCEDE", "CONSULT"):
                return next(
                    (list(g.members) for g in self.groups if noun.end <= g.start < end and g.slot == "with"), []
                )
        return []

    def speaker_before(self, n: int) -> list[int]:
        """Who says that something "has been ruled out": the subject of the speech verb that governs this one."""
        for other in reversed(self.clauses.verbs[:n]):
            subject = self.subjects.get(other.at)
            if other.frame is not None and other.frame.governs == "speech" and subject:
                return list(subject.members)
        return []

    def between(self, verb: Verb) -> list[int]:
        """The actors of "ceasefire between A and B" after "announces"."""
        near = (g for g in self.after(verb) if g.start <= verb.end + 3)
        return next((list(g.members) for g in near if g.slot == "between" and len(g.members) > 1), [])

    def within(self, verb: Verb) -> list[int]:
        """The actors before the noun of a verb's pattern, whose act it is: "faces US investigation"."""
        inside = (g for g in self.groups if verb.at < g.start and g.end == verb.end - 1)
        return next((list(g.members) for g in inside if not g.slot), [])

    def after(self, verb: Verb) -> list[Group]:
        """The groups between a verb and the end of its clause, in order of place."""
        _, end = self.clauses.clause(verb.at)
        return [g for g in self.groups if verb.at < g.start < end]

    def owner(self, noun: Noun) -> list[int]:
        """The actors whose adjective or possessive stands before the noun: "Russian air strikes", "US-Iran talks"."""
        return next((list(g.members) for g, stance in self._before_noun(noun) if not stance), [])

    def undergoes(self, noun: Noun, owner: list[int]) -> bool:
        """Whether an act's owner is where or to whom it was done: "Kennedy assassination", "A's arrest"."""
        if not owner:
            return False
        if "owner" in noun.frame.targets:
            return self._is_done_to(noun, owner)
        if noun.frame.type == "SANCTION":
            return self._is_sanctioned(noun, owner)
        if noun.frame.type != "ASSAULT":
            return False
        mention, last = self.mentions[owner[0]], self.tokens.low[noun.end - 1]
        between = self.tokens.low[mention.end : noun.end]
        if last in _INVASIONS and (mention.kind == "place" or self.tokens.low[mention.start] == "gaza"):
            return True
        if last in w.SUFFERINGS:
            return self.clauses.low(noun.end) != "of" and mention.kind not in ("group", "party")
        if len(owner) > 1 or between[0] in ("'s", "'") or set(between) & w.MAKERS:
            return False
        if self.tokens.low[mention.end - 1] in COUNTRY_WORDS or mention.kind not in ("capital", "place", "state"):
            return False
        if mention.kind == "place" and self.clauses.low(noun.end) not in w.PREPOSITIONS:
            return True  # "Luhansk strike"
        abroad = [g for g in self.after_noun(noun) if g.slot and not self.countries(g.members) <= self.countries(owner)]
        return last in w.SCENES and not abroad

    def _is_done_to(self, noun: Noun, owner: list[int]) -> bool:
        """Whether an arrest's or a dismissal's owner is who is arrested: "the mayor's arrest", not "police arrests"."""
        doer = self.sectors(owner) <= {"COP", "MIL", "SPY", "JUD", "IGO"}
        adjective = self.mentions[owner[0]].kind == "state" and self.clauses.low(self.mentions[owner[0]].end) != "'s"
        return not (doer or adjective or self.clauses.low(noun.end) in ("of", "on", "against"))

    def _is_sanctioned(self, noun: Noun, owner: list[int]) -> bool:
        """Whether the country before sanctions is the one that they are on: "new Russia sanctions"."""
        mention = self.mentions[owner[-1]]
        known = mention.kind != "state" or self.tokens.low[mention.end - 1] in COUNTRY_WORDS
        possessive = mention.owner or self.clauses.low(mention.end) in ("'s", "'")
        aimed = any(g.slot in ("on", "against") for g in self.after_noun(noun))
        return not (known or possessive or aimed)

    def inverted(self, verb: Verb) -> Group | None:
        """The speaker right behind a verb of saying that follows his words: "…, says judge", "'…', warns UN"."""
        low = self.tokens.low
        before = low[verb.start - 1] if verb.start > 1 else ""
        if before not in _BEFORE_SPEAKER or verb.passive or verb.start != verb.at:
            return None
        group = next((g for g in self.groups if verb.at < g.start <= verb.at + 2), None)
        if group is None or group.slot or (group.start > verb.at + 1 and low[verb.at + 1] != "the"):
            return None
        # "…, warns US": whether it is warned or warns only a quotation before tells
        word = verb.frame.words[0] if verb.frame else ""
        takes_object = word in ("tell", "warn") and (before == "," and self.sectors(group.members) & _ADDRESSED)
        spoken = word in ("say", "claim", "warn", "insist", "argue", "admit", "reveal", "confirm", "believe")
        return group if spoken and not takes_object else None

    def speaker_behind(self, verb: Verb) -> Group | None:
        """The speaker between his words and a verb of saying: "…, A warns"."""
        group = next((g for g in self.groups if g.end == verb.start and not g.slot), None)
        if group is None or group.start < 2:
            return None
        k = group.start - 1
        return group if self.tokens.low[k - 1 if self.tokens.low[k] == "the" else k] in _BEFORE_SPEAKER else None

    def act(self, verb: Verb) -> Noun | None:
        """The armed act that is a verb's subject: "Raid on A kills two"."""
        start, _ = self.clauses.clause(verb.start)
        for noun in self.clauses.nouns:
            between = range(noun.end, verb.start)
            if (
                start <= noun.at
                and noun.end <= verb.start
                and noun.frame.type == "ASSAULT"
                and (not self.governing(noun) or self.governing(noun) in w.SUBORDINATORS)
                and not any(noun.at < v.at < verb.at and v.form == "finite" for v in self.clauses.verbs)
                and (self.clear(noun.end, verb.start) or self.tokens.low[noun.end] in w.PREPOSITIONS)
                and not any(self.tokens.low[k] == "," or self.tokens.low[k] in HARD for k in between)
            ):
                return noun
        return None

    def opposed(self, noun: Noun) -> list[int]:
        """The actors that the noun is aimed at: "anti-Hamas protests"."""
        return next((list(g.members) for g, stance in self._before_noun(noun) if stance == "anti"), [])

    def owns(self, group: Group, i: int) -> bool:
        """Whether a group stands as adjective or possessive before the noun at token i."""
        gap = self.tokens.low[group.end : i]
        adjectives = (x in _BEFORE_EVENT or x in w.MODIFIERS or x.endswith(_EVENT_MODIFIERS) for x in gap)
        return all(adjectives) and not any(group.end <= v.start < i for v in self.clauses.verbs)

    def _before_noun(self, noun: Noun) -> list[tuple[Group, str]]:
        """The groups of a noun's phrase before it, each with the "anti" or "pro" that is joined to it."""
        found = []
        verbs = self.clauses.verbs
        for group in self.groups:
            if not 0 <= noun.at - group.end <= 4:
                continue
            if (
                self.owns(group, noun.at)
                and not any(v.start <= k < v.end for v in verbs for k in range(group.end, noun.at))
                and not any(v.end == group.start and v.frame and v.frame.words[0] == "tell" for v in verbs)
            ):  # not "tells BBC attacks are justified"
                before = self.clauses.low(group.start - 1)
                found.append((group, before if before in ("anti", "pro") else ""))
        return found

    def governing(self, noun: Noun) -> str:
        """The preposition before a noun phrase, over its modifiers and owner."""
        j = noun.at - 1
        while j >= 0 and noun.at - j < 7:
            word = self.tokens.low[j]
            if word == "of" and self.clauses.low(j - 1) in SPELLS:
                j -= 2
                continue
            if word in w.PREPOSITIONS:
                return word if self.clauses.governs(j) else ""
            if word in HARD or word == "," or any(v.at == j for v in self.clauses.verbs):
                return ""
            j -= 1
        return ""

    def after_noun(self, noun: Noun) -> list[Group]:
        """The groups between an event noun and the end of its clause, in order of place."""
        _, end = self.clauses.clause(noun.at)
        return [g for g in self.groups if noun.end <= g.start < end]

    def object_end(self, verb: Verb) -> int:
        """Where the verb's own objects end: a clause boundary or the next finite verb's clause."""
        end = self._object_ends.get(verb.at)
        if end is None:
            end = self._object_ends[verb.at] = self._object_end(verb)
        return end

    def _object_end(self, verb: Verb) -> int:
        _, end = self.clauses.clause(verb.at)
        end = next(
            (
                k
                for k in range(verb.end, end)
                if self.tokens.low[k] in w.BACKGROUND and self.clauses.cover[k] < 0 and self.tokens.low[k] != "over"
            ),
            end,
        )
        if "event" in self.tokens.low:
            event = ["in", "the", "event"]
            end = next((k for k in range(verb.end, end - 2) if self.tokens.low[k : k + 3] == event), end)
        for other in self.clauses.verbs:
            aside = other.form == "ing" and self.tokens.low[other.start - 1] == ","
            planned = other.form == "inf" and self.tokens.low[other.start - 1] in w.NOUN_CONTROL
            opposes = verb.frame is not None and verb.frame.type not in _GRANTED
            described = other.form == "part" and other.start == other.at
            if verb.end <= other.start < end and (aside or described or (planned and (opposes or self.aside(other)))):
                # "demand justice, blaming police", "criticises plan to recognise A", "seizes ship used by A"
                return other.start
            speaks = other.frame is not None and other.frame.governs == "speech" and other.form == "finite"
            if speaks and verb.end <= other.start < end:
                comma = next((k for k in range(other.start - 1, verb.end - 1, -1) if self.tokens.low[k] == ","), None)
                if comma is not None and other.start - comma <= MAX_SPEAKER:
                    return comma  # "overturn in A, B-run agency says"
            if verb.at < other.at < end and other.form == "finite":
                # "A attacks B and C retaliates": B is the object, what stands directly before the verb is not
                for group in reversed(self.groups):
                    if verb.end <= group.start and group.end <= other.start and not group.slot:
                        between = self.tokens.low[group.end : other.start]
                        if len(between) <= 2 and not ({"and", ",", "but"} | w.SUBJECT_PRONOUNS) & set(between):
                            return group.start
                return other.start
        return end

    def commands(self, verb: Verb) -> bool:
        """Whether somebody orders his own armed forces to do something."""
        if verb.frame is None or verb.frame.words[0] not in ("order", "instruct") or verb.passive:
            return False
        obj, subject = self.direct(verb), self.subjects.get(verb.at)
        return obj is not None and subject is not None and self._own_forces(verb, obj)

    def alleged(self, verb: Verb) -> bool:
        """Whether an act is a charge's content: "over charge of threatening"."""
        i = verb.start - 1
        return verb.form == "ing" and self.clauses.low(i) == "of" and self.clauses.low(i - 1) in _CHARGES

    def aside(self, verb: Verb) -> bool:
        """Whether an infinitive belongs to a noun in the background: "over plot to bomb A"."""
        noun, word = verb.start - 1, self.clauses.low(verb.start - 1)
        if verb.form != "inf" or word not in w.NOUN_CONTROL or self.clauses.verb_over(noun):
            return False
        preposition = self.head_preposition(noun)
        if preposition in w.SUBORDINATORS and self.clauses.cover[noun - 1] >= 0:
            return False  # "as A plans to seize"
        # "in bid to", "with plan to": what the subject means to do
        return preposition not in ("", "of", "with") and (preposition != "in" or word in _SECRET)

    def head_preposition(self, i: int) -> str:
        """The preposition before the noun at token i, over its adjectives, owner and determiner; "" for none."""
        low = self.tokens.low
        for k in range(i - 1, max(-1, i - 6), -1):
            if low[k] in w.PREPOSITIONS and self.clauses.cover[k] < 0:
                return low[k]
            if low[k] in HARD or low[k] == "," or any(v.at == k for v in self.clauses.verbs):
                return ""
        return ""

    def complement_end(self, verb: Verb) -> int:
        """Where the complement of a governing verb ends: a subordinate clause of its own or a hard stop, not 'that'."""
        i = verb.end
        if self.reduced(verb):
            return next(v.start for v in self.clauses.verbs if v.at > verb.at and v.form == "finite")
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
