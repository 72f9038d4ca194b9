"""Where an event noun stands: in the background, aside, before a noun it describes, or alone in its headline.

What belongs here: what the words around an event noun say of its weight. What does not: the sides of what it tells
(noun_events.py, sides.py), words that are event nouns (verb_groups.py).
"""

from pipelines.coding import words as w
from pipelines.coding.predicates import HARD, Noun
from pipelines.coding.sides import SPELLS, Sides

# What may follow an event noun that stands for itself.
_AFTER_NOUN = frozenset().union(
    w.PREPOSITIONS, w.CONJUNCTIONS, w.ADVERBS, w.BE, w.HAVE, w.DO, w.MODALS, w.FUTURE, w.SUBORDINATORS, w.RELATIVES
)
# Nouns, verbs too, that an event noun before them describes: "tariffs list", "assassination plot".
_HEADS = frozenset("campaign charge charges deal list plan plans plot plots probe talk team trial".split())
# What talks do in their course.
_COURSE = frozenset(
    "begin begins collapse continue continues end ends open opens resume resumes stall start starts".split()
)


def background(sides: Sides, noun: Noun) -> bool:
    """Whether the noun stands in a phrase with after, amid, despite …, in a by- or for-phrase, or is a modifier."""
    low = sides.tokens.low
    j = noun.at - 1
    steps = 0
    while j >= 0 and steps < 7:
        word = low[j]
        if word == "of" and sides.clauses.low(j - 1) in SPELLS:
            j -= 2
            continue
        if word in w.PREPOSITIONS:
            if sides.clauses.governs(j):
                return True
            break
        if (
            word in HARD
            or word == ","
            or sides.clauses.low(j) in w.CONJUNCTIONS
            or any(v.at == j for v in sides.clauses.verbs)
        ):
            break
        j -= 1
        steps += 1
    return _modifies(sides, noun.end)


def _modifies(sides: Sides, i: int) -> bool:
    """Whether the word at token i is the noun that an event noun describes: "aid trucks", "strike group"."""
    if i >= len(sides.tokens) or sides.clauses.cover[i] >= 0 or not sides.tokens.raw[i][0].isalpha():
        return False
    word = sides.tokens.low[i]
    if any(other.at == i for other in sides.clauses.nouns):
        return True  # "rail strike talks"
    verb = word in sides.clauses.frames.verbs and not (word in _HEADS and not sides.clauses.verb_over(i))
    return not (word in _AFTER_NOUN or verb or word.endswith("ly"))


def looms(sides: Sides, noun: Noun) -> bool:
    """Whether the act is only near: "as strike looms"."""
    verb = next((v for v in sides.clauses.verbs if v.at >= noun.end), None)
    return verb is not None and verb.at == noun.end and sides.tokens.low[verb.at][:4] == "loom"


def aside(sides: Sides, noun: Noun) -> bool:
    """Whether the noun stands in a clause with "as"."""
    start, _ = sides.clauses.clause(noun.at)
    return start > 0 and sides.tokens.low[start - 1] == "as" and "," not in sides.tokens.low[start : noun.at]


def in_talks(sides: Sides, noun: Noun) -> bool:
    """Whether somebody is in talks: "A in talks with B", "A is in advanced talks to buy"."""
    low, k = sides.tokens.low, noun.at - 1
    while k > 0 and (low[k] in w.MODIFIERS or low[k].endswith(("al", "ct", "ed", "ial", "ive"))):
        k -= 1
    if low[noun.end - 1] in ("call", "meeting", "summit", "trip", "trips", "visit", "visits"):
        named = next((g for g in sides.groups if g.end < noun.at and low[g.end] == "in" and not g.slot), None)
        verbless = not any(v.at < noun.at for v in sides.clauses.verbs)
        hosts = any(g.slot in ("to", "with") for g in sides.after_noun(noun))
        return named is not None and verbless and (hosts or bool(sides.owner(noun)))
    before = low[k - 1] if k > 0 else ""
    begins = before in w.BE or before in ("engaged", "locked") or (k > 0 and sides.clauses.cover[k - 1] >= 0)
    return begins and low[k] == "in" and low[noun.end - 1] in ("talks", "negotiations", "discussions")


def whole_headline(sides: Sides, noun: Noun) -> bool:
    """Whether an armed act or a protest is what a headline is about: "Protest in Baku", "Protests grow"."""
    low = sides.tokens.low
    opens = noun.frame.type == "PROTEST" and noun.at <= 2 and low[noun.end - 1] in ("protests", "demonstrations")
    meets = noun.frame.type == "CONSULT" and low[noun.end - 1] in ("talks", "negotiations") and noun.at <= 2
    if meets and _resumes(sides, noun):
        return not background(sides, noun)
    bare = noun.at <= 1 and not any(v.form == "finite" for v in sides.clauses.verbs)
    return (opens or (bare and noun.frame.type in ("ASSAULT", "PROTEST"))) and not background(sides, noun)


def _resumes(sides: Sides, noun: Noun) -> bool:
    """Whether talks are said to begin, go on or end."""
    verb = next((v for v in sides.clauses.verbs if v.at >= noun.end), None)
    goes = verb is not None and sides.tokens.low[verb.at] in _COURSE
    return verb is not None and goes and sides.clear(noun.end, verb.start)
