"""Finiteness: whether a bare form is the verb of its clause ("Israel strikes Gaza") or a noun ("US strikes").

What belongs here: what the words around a form without auxiliary tell, agreement in number, later verbs of the clause.
What does not: auxiliaries, infinitives and participles (verb_groups.py), which words are nouns as often
(frames/noun_verbs.txt).
"""

from pipelines.coding import words as w
from pipelines.coding.frames import GAP, kinds_of, match_words
from pipelines.coding.mentions import Mention
from pipelines.coding.predicates import HARD, PredicateScan

# How far a later verb of the same clause is looked for.
MAX_REACH = 11
# Subordinators that are prepositions too: a finite verb may follow them.
_BEFORE_CLAUSE = frozenset("after before as while since until because".split())
# Names that are adjective and noun alike ("US strikes Iran", "US strikes on Iran").
COUNTRY_WORDS = frozenset("us uk usa eu un uae".split())
_ENDS_CLAUSE = HARD | w.SUBORDINATORS | w.RELATIVES | frozenset(", . and but what how why".split())
_AUXILIARIES = w.BE | w.HAVE | w.FUTURE | w.MODALS | w.DO
_ARTICLES = frozenset("a all an both dozens his her hundreds its many several some the their thousands".split())
_MANY = frozenset("dozens scores hundreds people more several".split())
# Participles of saying that stand before a noun as adjectives.
_SAID = frozenset("accused alleged claimed expected feared promised proposed suspected threatened".split())
_NOT_DESCRIBED = w.DETERMINERS | w.PRONOUNS | w.PREPOSITIONS | w.ADVERBS | w.CONJUNCTIONS
_OPEN_OBJECT = w.DETERMINERS | w.PRONOUNS | w.NUMBERS | w.OPENERS
_QUOTES = frozenset(("'", '"', "“", "”", "‘"))
# What follows a participle that describes the noun before it: "ship linked to", "deal condemned by".
_AFTER_PARTICIPLE = frozenset("as by for from in of on to with".split())


def is_finite(scan: PredicateScan, i: int, kinds: frozenset[str], b: int, before: str, may_be_noun: bool) -> bool:
    """Whether the form at token i, of these kinds, is finite; `before` is the word before it, at token b."""
    following, subject = scan.low(i + 1), scan.mention(b)
    if before in w.DETERMINERS or (before in ("'s", "'") and not ("past" in kinds and not may_be_noun)):
        return False
    if (before in w.PREPOSITIONS or before == "about") and before not in _BEFORE_CLAUSE:
        return False  # also "talks about deported children"
    if (
        following == "of"
        and (may_be_noun or "part" not in kinds)
        and not any("of" in frame.words for frame in scan.frames.verbs[scan.low(i)][1])
    ):
        return False
    if "part" in kinds and scan.low(b - 1) == "to" and "base" in _kinds(scan, b):
        return False  # "to give fired workers"
    if "past" in kinds and not (may_be_noun and "base" in kinds):
        return before not in w.PREPOSITIONS and not _alleged(scan, i, before)
    if not may_be_noun:
        return "s" in kinds or _plain_form(b, before, subject) or _plural_head(scan, i, before)
    if subject is not None and subject.owner and not _country_word(scan, subject):
        return False
    if before in w.SUBJECT_PRONOUNS or before in w.RELATIVES:
        return True
    if "s" in kinds:
        return _singular(scan, i, b, before, subject)
    if "past" in kinds:
        return _past_like_base(scan, i, before, subject)
    return _plural_form(scan, i, b, before, subject)


# -- by the kind of form ----------------------------------------------------------------------------------------------


def _plain_form(b: int, before: str, subject: Mention | None) -> bool:
    """A base form that is no noun: behind a plural subject or "and", or an imperative at the start."""
    if subject is not None:
        return not subject.owner
    return before in w.CONJUNCTIONS or before in w.SUBJECT_PRONOUNS or before.endswith("s") or b < 0


def _plural_head(scan: PredicateScan, i: int, before: str) -> bool:
    """Whether an actor in the plural begins the noun phrase before token i: "Residents of the camp say"."""
    near = [m for m in scan.mentions if m.end <= i and i - m.end <= MAX_REACH and not m.place]
    if not near or not before.isalpha() or before in w.ADVERBS or before in w.MODIFIERS:
        return False
    between = scan.tokens.low[near[-1].end : i]
    closed = any(word in HARD or word == "," or word in _AUXILIARIES for word in between)
    verbless = not scan.verbs or scan.verbs[-1].at < near[-1].start
    return (
        verbless
        and not closed
        and between[:1] != []
        and between[0] in w.PREPOSITIONS
        and _takes_plural(scan, near[-1], near[-1].end - 1)
    )


def _singular(scan: PredicateScan, i: int, b: int, before: str, subject: Mention | None) -> bool:
    """A form in -s that may be a plural noun: "strikes"."""
    following = scan.low(i + 1)
    follows_on = before in w.CONJUNCTIONS and _speech(scan, 2)
    if following == "to" and (subject is not None or follows_on) and "base" in _kinds(scan, i + 2):
        return True  # "Iran plans to strike", "says A fled and vows to respond"
    if subject is not None and _two(scan, b) and not _verb_in_clause(scan, i):
        return False  # "A and B talks"
    if subject is not None and not subject.owner and (following in _ARTICLES or scan.mention(i + 1) is not None):
        return True  # "probes firm over forced labour"
    if later_finite(scan, i):
        return False
    if before in ("but", "and") and following.isalpha() and following not in w.PREPOSITIONS and _in_present(scan):
        return True  # "offers truce but demands changes"
    if before in ("but", "and") and scan.verbs and scan.verbs[-1].form == "finite" and _pattern(scan, i):
        return True  # "killed four and faces charges"
    if _complement_follows(scan, i):
        return subject is not None or before.isalpha()
    if following in w.PARTICLES:
        # "US strikes on Iran" is a noun, "Israel strikes at Iran" a verb
        nominal = following in ("on", "against", "over", "with", "for") and scan.low(i) in scan.frames.nouns
        if subject is None:
            # "…, steps down", "Trade chief steps down"
            joined = before in w.CONJUNCTIONS and not scan.verbs  # "fury and questions over"
            opens = before == "," or (before.isalpha() and before not in scan.frames.verbs and not joined)
            return following != "to" and not nominal and _particle(scan, i) and opens and not _verb_in_clause(scan, i)
        acts = _country_word(scan, subject) and _particle(scan, i)  # "UN calls for"
        return acts or not (nominal and (subject.owner or _country_word(scan, subject)))
    if following in ("and", "or") and _verb_in_clause(scan, i):
        return False  # "addresses riots and illness"
    if _ends(scan, i):
        # "lands in", "ends without deal"
        return not subject.owner if subject is not None else before.isalpha() and before not in w.CONJUNCTIONS
    if not following[:1].isalpha() or following in w.PREPOSITIONS:
        return False
    if subject is not None:
        return not subject.owner
    # "drone hits building": a noun before, and no verb yet in the clause
    ordinary = before.isalpha() and before not in w.CONJUNCTIONS and before not in w.MODIFIERS
    return ordinary and not _verb_in_clause(scan, i)


def _past_like_base(scan: PredicateScan, i: int, before: str, subject: Mention | None) -> bool:
    """A past that is the base form and a noun too: hit, cut, shut."""
    following = scan.low(i + 1)
    if subject is None and not before.isalpha():
        return False
    complement = (
        _complement_follows(scan, i)
        or (following.isalpha() and following not in w.PREPOSITIONS)
        or following in ("by", "in", "at", "with")
    )
    return complement and not later_finite(scan, i)


def _plural_form(scan: PredicateScan, i: int, b: int, before: str, subject: Mention | None) -> bool:
    """A base form that may be a noun, behind a plural subject: "troops attack", "A and B plan"."""
    if scan.verbs and scan.verbs[-1].at == b:
        return False  # "abandons attack mode"
    following, complement = scan.low(i + 1), _complement_follows(scan, i)
    if following in _ARTICLES and subject is not None and not subject.owner and _takes_plural(scan, subject, b):
        return True
    if later_finite(scan, i):
        return False
    if subject is None:
        if scan.low(i - 2) in w.PREPOSITIONS and _verb_in_clause(scan, i):
            return False  # "from arms trade fair"
        plain = following[:1].isalpha() and (following not in w.PREPOSITIONS or _ends(scan, i))
        return before in w.CROWDS or (before.endswith("s") and (complement or plain))
    if not _takes_plural(scan, subject, b):
        return False
    governed = scan.low(subject.start - 1)
    if governed in w.PREPOSITIONS and _verb_in_clause(scan, i) and (governed == "of" or not _speech(scan, 1)):
        return False  # "warns of military clash"
    nominal = following in ("on", "against", "of", "and") and scan.low(i) in scan.frames.nouns
    joins = following in w.PREPOSITIONS or following in w.CONJUNCTIONS
    if joins and _verb_in_clause(scan, i) and not _speech(scan, 1):
        nominal = True  # "launches challenge to media ban for children"
    nominal = nominal and not _particle(scan, i)
    return (following[:1].isalpha() or complement) and not nominal


def _alleged(scan: PredicateScan, i: int, before: str) -> bool:
    """Whether a participle of saying only describes the noun behind it: "probes alleged attack"."""
    following = scan.low(i + 1)
    if scan.low(i) not in _SAID:
        return False
    described = following[:1].isalpha() and following not in _NOT_DESCRIBED
    behind_actor = scan.mention(scan.before(i)) is not None and not _verb_in_clause(scan, i)
    return described and not behind_actor and not before.endswith("s")


# -- around the form --------------------------------------------------------------------------------------------------


def object_follows(scan: PredicateScan, i: int) -> bool:
    """Whether an object follows token i: an actor, a determiner, a pronoun or a number."""
    following = scan.low(i + 1)
    actor = scan.mention(i + 1) is not None
    return actor or following in w.DETERMINERS or following in w.PRONOUNS or following.isdigit()


def _complement_follows(scan: PredicateScan, i: int) -> bool:
    """Whether what follows token i can only be the object or complement of a verb."""
    following = scan.low(i + 1)
    quoted = following == "'" and scan.tokens.start[i + 1] > scan.tokens.end[i]
    last = scan.verbs[-1].frame if scan.verbs else None
    return (
        (quoted and (not _verb_in_clause(scan, i) or (last is not None and last.governs == "speech")))
        or scan.mention(i + 1) is not None
        or following[:1].isdigit()
        or following in _OPEN_OBJECT
    )


def _particle(scan: PredicateScan, i: int) -> bool:
    """Whether the word after token i belongs to it in a frame: "call for"."""
    following, frames = scan.low(i + 1), scan.frames.verbs[scan.low(i)][1]
    return any(len(frame.words) > 1 and following in frame.words[1].split("/") for frame in frames)


def _pattern(scan: PredicateScan, i: int) -> bool:
    """Whether the words after token i complete a pattern of its frames: "faces terror charges"."""
    low, stop = scan.tokens.low, len(scan.tokens)
    frames = (frame for frame in scan.frames.verbs[scan.low(i)][1] if GAP in frame.words)
    return any(match_words(frame.rest, low, i + 1, stop) is not None for frame in frames)


def _ends(scan: PredicateScan, i: int) -> bool:
    """Whether the clause's first verb is at token i and takes the preposition behind it: "ends without", "lands in"."""
    following = scan.low(i + 1)
    preposition = following in w.PREPOSITIONS and following not in ("of", "on", "against", "for", "over", "with")
    return preposition and _particle(scan, i) and not _verb_in_clause(scan, i)


def _kinds(scan: PredicateScan, i: int) -> frozenset[str]:
    """The kinds of form of the verb that token i may be; empty for no verb."""
    known = scan.frames.verbs.get(scan.low(i))
    return kinds_of(known[0]) if known else frozenset()


def _country_word(scan: PredicateScan, mention: Mention) -> bool:
    return scan.tokens.low[mention.end - 1] in COUNTRY_WORDS


def _verb_in_clause(scan: PredicateScan, i: int) -> bool:
    """Whether the clause of token i has a verb before it."""
    return bool(scan.verbs) and not any(
        word in HARD or word in w.SUBORDINATORS or word in (",", "and")
        for word in scan.tokens.low[scan.verbs[-1].at : i]
    )


def _speech(scan: PredicateScan, last: int) -> bool:
    """Whether one of the last verbs before is followed by a clause of its own."""
    return any(v.frame is not None and v.frame.governs == "speech" for v in scan.verbs[-last:])


def _in_present(scan: PredicateScan) -> bool:
    """Whether the last verb before is finite and in the present tense, third person."""
    return (
        bool(scan.verbs)
        and scan.verbs[-1].form != "part"
        and any(v.form == "finite" and v.start == v.at and _kinds(scan, v.at) == {"s"} for v in scan.verbs[-2:])
    )


def _takes_plural(scan: PredicateScan, mention: Mention, b: int) -> bool:
    """Whether a mention, which covers token b, takes a plural verb: "troops", "police", "the Taliban", "A and B"."""
    number = scan.cover[b]
    last = scan.tokens.low[mention.end - 1]
    if _coordinated(scan, number) or mention.kind in ("group", "party"):
        return True
    if any(scan.low(k) == "of" and scan.low(k - 1).endswith("s") for k in (mention.start - 1, mention.start - 2)):
        return True  # "members of a Syrian group"
    if number > 0:
        previous = scan.mentions[number - 1]
        if previous.start == mention.start:
            return True  # one phrase, several actors: "foreign ministers of A and B"
        if mention.place and previous.end >= mention.start - 2:
            return _takes_plural(scan, previous, previous.end - 1)  # "workers in Brazil"
    return mention.kind in ("generic", "body") and (last.endswith("s") or last in w.PLURALS)


def _two(scan: PredicateScan, b: int) -> bool:
    """Whether the mention at token b is the second of two that "and" joins."""
    number = scan.cover[b]
    start = scan.mentions[number].start
    return number > 0 and scan.low(start - 1) in ("and", "&") and scan.mentions[number - 1].end == start - 1


def _coordinated(scan: PredicateScan, number: int) -> bool:
    """Whether a mention is the last of a coordination of actors."""
    start = scan.mentions[number].start
    return (
        number > 0
        and bool({"and", "&", ","} & set(scan.tokens.low[max(0, start - 3) : start]))
        and scan.mentions[number - 1].end >= start - 4
    )


# -- later in the clause ----------------------------------------------------------------------------------------------


def later_finite(scan: PredicateScan, i: int) -> bool:
    """Whether an unambiguous finite verb follows token i in the same clause."""
    for k in range(i + 1, min(len(scan.tokens), i + MAX_REACH + 1)):
        word = scan.tokens.low[k]
        if word in _ENDS_CLAUSE:
            return False
        if scan.cover[k] >= 0:
            continue
        if word in _AUXILIARIES:
            owner = scan.mention(k - 1)
            if word == "'s" and owner is not None and owner.owner:
                continue
            return scan.low(k - 1) != "to"
        if {"past", "part"} <= _kinds(scan, k) and _describes(scan, i, k):
            continue
        if k == i + 1:
            bare = _kinds(scan, k) == {"base"} and word not in w.PARTICLES  # not "steps down"
            if scan.tokens.low[i].endswith("s") and bare and not _nominal(scan, k):
                return True  # "protests continue"
            after = scan.low(k + 1)
            if word.endswith("ed") and after[:1].isalpha() and after not in w.PREPOSITIONS:
                continue  # "visits occupied Kherson"
        if _clearly_finite(scan, k):
            return True
    return False


def _describes(scan: PredicateScan, i: int, k: int) -> bool:
    """Whether the participle at token k only describes a noun of the object of the form at token i."""
    if scan.low(k - 1) in _QUOTES and k - i < 4:
        return True  # "blasts 'rigged' trial"
    subject = scan.mention(i - 1)
    noun = k > i + 1 and scan.low(k - 1).isalpha() and scan.low(k + 1) in _AFTER_PARTICIPLE
    # "strikes ship linked to", not "strikes on ship condemned by"
    return noun and subject is not None and not subject.owner and scan.low(i + 1) not in w.PREPOSITIONS


def _nominal(scan: PredicateScan, k: int) -> bool:
    """Whether the verb at token k is a noun too."""
    return scan.noun_like(k) or scan.low(k) in scan.frames.nouns


def _clearly_finite(scan: PredicateScan, k: int) -> bool:
    """Whether token k is a finite verb by its form, or by its form and what follows."""
    kinds, before, after = _kinds(scan, k), scan.low(k - 1), scan.low(k + 1)
    if not kinds or scan.tokens.joined[k] or before in w.DETERMINERS or before in w.PREPOSITIONS:
        return False
    if "part" in kinds and scan.low(k - 2) == "to" and "base" in _kinds(scan, k - 1):
        return False  # "to give fired workers"
    if kinds == {"past"} or (kinds == {"s"} and not _nominal(scan, k)):
        return True
    if "past" in kinds and not scan.noun_like(k):
        return True
    if kinds & {"s", "base", "past"}:
        counted = after[:1].isdigit() or (after in w.DETERMINERS and after != "that")
        if counted or scan.mention(k + 1) is not None:
            return True
    least = after == "at" and scan.low(k + 2) in ("least", "most")
    return kinds == {"base"} and before.endswith("s") and (least or after in _MANY)
