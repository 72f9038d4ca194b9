"""Actors in groups: "A, B and C", "A together with B", "A-B", and the preposition that governs each group.

What belongs here: which mentions stand together, and in which slot of the sentence. What does not: which verb takes
them
(sides.py).
"""

from dataclasses import dataclass
from itertools import pairwise

from pipelines.coding import words as w
from pipelines.coding.clauses import Clauses
from pipelines.coding.mentions import Mention
from pipelines.coding.predicates import HARD
from pipelines.coding.tokens import Tokens

# Words that may stand between two coordinated actors.
# Before a number these say how many: "around 2,000 workers".
_ABOUT = frozenset(("about", "above", "around", "below", "over", "under"))
_LINKS = frozenset(", and & or the both its their as well together along with former ally allies neighbouring".split())
# Words that may stand between a preposition and its actor, beside determiners and modifiers.
_BEFORE_ACTOR = frozenset("all more than least most several many key its own fellow ' \" “ ‘ ” ’".split())
MAX_STEPS = 6
# The slot of those whose kin or followers act.
FOLLOWER = "'s"


@dataclass(slots=True)
class Group:
    """Coordinated mentions (their numbers), the group's tokens, and its preposition ("" for subject or object)."""

    members: list[int]
    start: int
    end: int
    slot: str = ""


def find_groups(tokens: Tokens, clauses: Clauses, mentions: list[Mention]) -> list[Group]:
    """The mentions of a text in groups, in order."""
    finite = [v for v in clauses.verbs if v.form == "finite"]
    transitive = [v.at for v in finite if not (v.frame and v.frame.governs == "speech")]
    groups: list[Group] = []
    for number, mention in enumerate(mentions):
        if groups and _joins(tokens, clauses, groups[-1], number, mentions, transitive):
            groups[-1].members.append(number)
            groups[-1].end = max(groups[-1].end, mention.end)
        else:
            groups.append(Group([number], mention.start, mention.end))
    for group, following in pairwise(groups):
        # "Yemen's Houthis": the one who belongs to the other acts
        kind = mentions[following.members[0]].kind
        body = kind in ("state", "capital", "place", "igo")
        owns = len(group.members) == 1 and not body and tokens.low[group.end : following.start] == ["'s"]
        if owns and not mentions[group.members[0]].place:
            group.slot = FOLLOWER
    for group in groups:
        if group.slot:
            continue
        followed = _followed(tokens, clauses, group)
        if followed and len(group.members) > 1:
            group.members.pop()  # "Harvard and Trump lawyers"
            followed = False
        group.slot = FOLLOWER if followed else _slot(tokens, clauses, group, mentions)
    return groups


def _followed(tokens: Tokens, clauses: Clauses, group: Group) -> bool:
    """Whether a group only tells whose follower or kin somebody is: "Putin critic", "the minister's late brother"."""
    low, i = tokens.low, group.end
    if group.start > 1 and low[group.start - 1] == "of" and low[group.start - 2] in w.FOLLOWERS:
        return True  # "father of a Chinese activist"
    if clauses.low(i) in ("'s", "'"):
        i += 1
    while clauses.low(i) in w.MODIFIERS or clauses.low(i) in w.FORMER:
        i += 1
    return i < len(low) and low[i] in w.FOLLOWERS


def _joins(
    tokens: Tokens, clauses: Clauses, group: Group, number: int, mentions: list[Mention], transitive: list[int]
) -> bool:
    """Whether a mention goes on with the group before it."""
    previous, mention = mentions[group.members[-1]], mentions[number]
    if mention.place != previous.place:
        return False
    if previous.end > mention.start:
        return True  # several actors of one phrase: "foreign ministers of A and B"
    between = tokens.low[group.end : mention.start]
    if not between:
        return tokens.joined[mention.start]
    if "as" in between and "well" not in between:
        return False
    possessive = "'s" in between and previous.code == mention.code
    if not all(word in _LINKS or (word == "'s" and possessive) for word in between):
        return False
    if ("with" in between and not {"together", "along"} & set(between)) or set(between) <= {"the", "its", "their"}:
        return False
    follows = [v for v in clauses.verbs if v.form == "finite" and mention.end <= v.at <= mention.end + 2]
    # "in a deal with A, B says": a comma joins two only where the second has no verb of its own
    speaks = any(mention.end <= v.start <= mention.end + 1 for v in follows)
    if between == [","] and len(group.members) == 1 and group.start > 1 and speaks:
        return False
    if (
        between == [","]
        and _slot(tokens, clauses, group, mentions)
        and _runs_into_verb(tokens, clauses, mentions[number:])
    ):
        return False  # "In a call with A, B and C urge": the comma ends the phrase before
    # "A attacks B and C retaliates": C has a verb of its own
    return not (follows and any(group.start - 6 < at < group.start for at in transitive))


def _runs_into_verb(tokens: Tokens, clauses: Clauses, mentions: list[Mention]) -> bool:
    """Whether the first of these mentions, with those coordinated to it, is directly followed by a finite verb."""
    end = mentions[0].end
    for mention in mentions[1:]:
        if mention.start > end and tokens.low[end : mention.start] not in (["and"], ["&"]):
            break
        end = max(end, mention.end)
    return any(v.form == "finite" and end <= v.start <= end + 1 for v in clauses.verbs)


def _slot(tokens: Tokens, clauses: Clauses, group: Group, mentions: list[Mention]) -> str:
    """The preposition that governs a group, over determiners and other words of its noun phrase; "" if none."""
    low, cover = tokens.low, clauses.cover
    unknown = 0
    j = group.start - 1
    while j >= 0 and group.start - j <= MAX_STEPS:
        word = low[j]
        if word in ("and", "&") and j >= 2 and cover[j - 1] < 0:
            return _shared_slot(tokens, clauses, j - 1)
        if word == "'s" and j == group.start - 1 and j > 0 and cover[j - 1] >= 0:
            j -= 1  # "strikes on Yemen's Houthis"
            owner = mentions[cover[j]]
            return _slot(tokens, clauses, Group([cover[j]], owner.start, owner.end), mentions)
        if cover[j] >= 0 and j == group.start - 1 and not _acts(clauses, group):
            owner = mentions[cover[j]]  # "changes to US Gaza plan": one phrase
            return _slot(tokens, clauses, Group([cover[j]], owner.start, owner.end), mentions)
        if cover[j] >= 0 or word in HARD or word == "," or word in w.TIMES:
            return ""
        if (word == "at" and low[j + 1] in ("least", "most")) or (word in _ABOUT and low[j + 1][0].isdigit()):
            j -= 1
            continue
        if word == "of" and j >= 1 and low[j - 1] in w.QUANTITIES:
            j -= 2
            continue
        if word in w.SUBORDINATORS and _clause_follows(tokens, clauses, group):
            return ""
        if word in w.PREPOSITIONS and word != "as":
            sharing = word == "of" and j >= 2 and low[j - 1] in w.SHARING and "with" in (low[j - 2], low[j - 3])
            return "with" if sharing else word
        if clauses.verb_over(j):
            return ""
        plain = word.isalpha() and tokens.raw[j].islower()
        unknown += plain
        ordinary = plain and unknown <= 2 and word not in w.CONJUNCTIONS and word not in clauses.frames.verbs
        if not (ordinary or _may_precede(word)):
            return ""
        j -= 1
    return ""


def _acts(clauses: Clauses, group: Group) -> bool:
    """Whether a finite verb follows a group directly."""
    return any(v.form == "finite" and group.end <= v.start <= group.end + 1 for v in clauses.verbs)


def _may_precede(word: str) -> bool:
    known = word in w.DETERMINERS or word in w.MODIFIERS or word in w.FORMER or word in _BEFORE_ACTOR
    return known or word[0].isdigit() or word[-2:] in ("al", "ed", "ic", "rn")


def _shared_slot(tokens: Tokens, clauses: Clauses, k: int) -> str:
    """The preposition of the noun phrase that ends at token k: "with advisers and the US delegation"."""
    low, cover, first = tokens.low, clauses.cover, k
    while (
        k >= 0 and first - k < MAX_STEPS - 1 and cover[k] < 0 and low[k].isalpha()
        and low[k] not in w.PREPOSITIONS and not clauses.verb_over(k)
    ):  # fmt: skip
        k -= 1
    return low[k] if k >= 0 and low[k] in w.PREPOSITIONS and cover[k] < 0 else ""


def _clause_follows(tokens: Tokens, clauses: Clauses, group: Group) -> bool:
    """Whether a finite verb follows the group in its clause: "after Russian strikes kill 23", not "after strikes"."""
    _, end = clauses.clause(group.end - 1)
    end = next((k for k in range(group.end, end) if tokens.low[k] == ","), end)
    return any(v.form == "finite" and group.end <= v.at < end for v in clauses.verbs)
