"""Finding the predicates of one text: its verb groups with their auxiliaries, and its event nouns.

What belongs here: voice, tense, modality and negation of a verb group, participles, and the frame whose words follow.
What does not: whether a form without auxiliary is finite (finiteness.py), clauses (clauses.py).
"""

from collections.abc import Sequence

from pipelines.coding import words as w
from pipelines.coding.finiteness import is_finite, later_finite, object_follows
from pipelines.coding.frames import GAP, Candidate, Frame, Frames, kinds_of, match_words, noun_at
from pipelines.coding.mentions import Mention
from pipelines.coding.predicates import HARD, NOT, Noun, PredicateScan, Verb
from pipelines.coding.tokens import Tokens

# Prepositions after which a form in -ing with an object is an act: "accused of bombing villages".
_GERUND = frozenset("of for by from after before without on with against".split())
# Words before "to" that make its infinitive a plan, as "be" does: "set to sign".
_INTENDS = frozenset(("set", "due", "expected", "about", "likely", "going", "poised"))
# Words before "to" behind which a noun stands: "pleads guilty to murder".
_NOUN_AFTER_TO = frozenset("according guilty linked opposed prior related response thanks tied".split())
# Before the end of so many tokens a plural noun is the subject of a headline's only verb, an infinitive.
MAX_SUBJECT = 6
# Verbs (their first letters) with a bare infinitive behind their object: "helps engineers clear mines".
_CAUSATIVE = ("help", "lets", "let", "make", "maki")
# Words between a verb and a participle that begin something new, so that the participle describes no noun.
_NEW = frozenset((",", "and", "but", "that", "who", "after", "as"))
_QUOTES = frozenset(("'", '"', "“", "”", "‘"))
# Forms in -ing that are nouns of deeds wherever no object follows, and what mention before them is their place.
_DEEDS = frozenset("bombing hearing killing meeting poisoning shelling shooting stabbing".split())
_PLACES = frozenset(("state", "capital", "place"))
# What follows a participle that describes a noun.
_DESCRIBING = frozenset("as by for from in of on to with".split())
# "reporters held hostage in …" are held; "hold … hostage" with something between is active.
_HELD = frozenset(("hostage", "captive", "prisoner"))
# Types whose participle may stand for a passive where it is a past tense too, and the words that follow it then.
_PASSIVE_TYPES = frozenset(("ASSAULT", "COERCE", "ACCUSE", "SANCTION", "AID", "RETREAT", "REQUEST", "REJECT"))
# Acts that are refused with no object said: what stands before "refused" then does it.
_REFUSING = frozenset(("refuse", "decline", "deny", "object", "disagree", "walk", "balk"))
# Who asks for what is denied.
_PETITIONERS = frozenset(("CVL", "PTY", "REB", "MED", "NGO", "SOC", "CRM", "IGO"))
_PASSIVE_FOLLOW = HARD | frozenset(
    "in at on over after for as during near while outside inside with amid from following to , and by under since "
    "when ahead of without off near ' ” \" today yesterday again .".split()
)


def find_predicates(frames: Frames, tokens: Tokens, mentions: list[Mention]) -> PredicateScan:
    """The verbs and event nouns of a text outside its mentions, in order of their words."""
    scan = PredicateScan(frames, tokens, mentions)
    free = 0
    for i, word in enumerate(tokens.low):
        if i < free or scan.cover[i] >= 0:
            continue
        verb = _verb_at(scan, i) if word in frames.verbs else None
        if verb is not None:
            if not _adjectival(scan, verb):
                scan.verbs.append(verb)
            continue
        noun = noun_at(frames, tokens, i) if word in frames.nouns else None
        if noun is not None:
            frame, free = noun
            scan.nouns.append(Noun(i, free, frame))
    return scan


def _verb_at(scan: PredicateScan, i: int) -> Verb | None:
    if _named(scan, i):
        return None
    kinds, frames = scan.frames.verbs[scan.tokens.low[i]]
    verb = _verb_group(scan, i, kinds_of(kinds), frames)
    if verb is not None and scan.verbs and i < scan.verbs[-1].end:
        return None  # "eases travel curbs", "fails to agree": within the words of a frame
    return verb


def _left_out(scan: PredicateScan, i: int, subject: Mention | None) -> bool:
    """Whether "is" may be left out before token i: "Serbia ready to sign", "minister under fire"."""
    if scan.low(i) not in w.PREPOSITIONS:
        return subject is not None and not subject.owner and not later_finite(scan, i)
    first = not scan.verbs or any(k in HARD or k == "," for k in scan.tokens.low[scan.verbs[-1].at : i])
    named = subject is not None and not subject.owner and not subject.place
    return named and first and not later_finite(scan, i)


def _strays(scan: PredicateScan, verb: Verb) -> bool:
    """Whether a preposition's pattern crosses another phrase: "on the ground of missile strike"."""
    if scan.low(verb.at) not in w.PREPOSITIONS:
        return False
    within = range(verb.at + 1, verb.end)
    crossed = any(scan.low(k) in w.PREPOSITIONS and scan.low(k) != "from" for k in within)
    return crossed or any(scan.low(k) in w.DETERMINERS or scan.cover[k] >= 0 for k in within)


def _named(scan: PredicateScan, i: int) -> bool:
    """Whether token i is a capital inside a sentence that sets only names in capitals: "the Fed", "Post"."""
    tokens = scan.tokens
    if i == 0 or tokens.style != "sentence" or not tokens.capital(i) or tokens.raw[i].isupper():
        return False
    return tokens.raw[i - 1].islower() and tokens.raw[i - 1] not in w.CONJUNCTIONS and i not in scan.ends


def _verb_group(scan: PredicateScan, i: int, kinds: frozenset[str], frames: tuple[Frame, ...]) -> Verb | None:
    """The verb group whose main verb is token i, or None where the word is a noun or adjective there."""
    joined = scan.tokens.joined
    if joined[i] or (i + 1 < len(joined) and joined[i + 1]):
        return None
    previous = scan.low(i - 1)
    if scan.low(i) in w.PARTICLES and scan.cover[i - 1] < 0 and previous in scan.frames.verbs and previous not in NOT:
        return None  # "steps down", "fights back"
    b = scan.before(i)
    negated = not NOT.isdisjoint(scan.tokens.low[b + 1 : i])
    verb = Verb(i, i, i + 1, "finite", False, "occurred", negated, None)
    subject = scan.mention(b)
    if "adj" in kinds and _left_out(scan, i, subject):
        verb.frame, verb.end = _frame(scan, i, [(f, len(f.words)) for f in frames if f.words[0] == scan.low(i)])
        if verb.frame is not None and not _strays(scan, verb):
            return verb
    if kinds == {"adj"}:
        return None
    # "Theresa May gives": a name, not a modal
    before = "name" if subject is not None and scan.low(b) in w.MODALS else scan.low(b)
    if not _construe(scan, verb, kinds, b, before):
        return None
    if verb.form == "finite" and _bare_infinitive(scan, verb, kinds, before):
        verb.form = "inf"
    verb.frame, verb.end = _frame(scan, i, scan.frames.candidates(scan.low(i), scan.low(i + 1)))
    if "part" in kinds and verb.form == "finite" and verb.start == i:
        _participle(scan, verb, kinds)
    denied = ("nothing", "nobody", "no") if verb.frame is None or len(verb.frame.words) == 1 else ()
    if scan.low(i + 1) in denied:
        verb.negated = not verb.negated  # "recognises nothing new"
    return verb


# -- auxiliaries ------------------------------------------------------------------------------------------------------


def _construe(scan: PredicateScan, verb: Verb, kinds: frozenset[str], b: int, before: str) -> bool:
    """Whether the word `before`, at token b, lets a form be a verb; sets the verb's form, status, voice and start."""
    if before == "to":
        return _infinitive(scan, verb, kinds, b)
    if before in w.FUTURE or before in w.MODALS:
        verb.negated = verb.negated or before == "cannot"
        verb.start, verb.status = b, "planned" if before in w.FUTURE else "hypothetical"
        return "base" in kinds
    if before in w.DO:
        verb.start = b
        return "base" in kinds
    may_be_noun = scan.low(verb.at) in scan.frames.nouns or scan.noun_like(verb.at)
    owner = scan.mention(b - 1)
    if before == "'s" and owner is not None and owner.owner:
        return not (kinds & {"ing", "part"} or may_be_noun)
    if before in w.BE:
        return _after_be(scan, verb, kinds, b)
    if before in w.HAVE:
        _auxiliaries(scan, verb, b)
        return "part" in kinds
    if "ing" in kinds:
        verb.form = "ing"
        return _is_gerund(scan, verb.at, before, may_be_noun)
    return is_finite(scan, verb.at, kinds, b, before, may_be_noun)


def _infinitive(scan: PredicateScan, verb: Verb, kinds: frozenset[str], b: int) -> bool:
    """An infinitive with "to" at token b; a plan behind an actor, at the start or as only verb: "Nurses to strike"."""
    verb.form, verb.start = "inf", b
    c = scan.before(b)
    if scan.low(c) in _NOUN_AFTER_TO:
        return False
    told = scan.cover[c] >= 0 or scan.low(c) in w.BE or scan.low(c) in _INTENDS
    governs = any(frame.words[1:2] == ("to",) for frame in scan.frames.verbs.get(scan.low(c), ("", ()))[1])
    only = (
        not scan.verbs
        and not governs
        and c < MAX_SUBJECT
        and scan.low(c).endswith("s")
        and scan.low(c) not in w.NOUN_CONTROL
    )
    if c < 0 or told or only:
        verb.status = "planned"
    return "base" in kinds


def _after_be(scan: PredicateScan, verb: Verb, kinds: frozenset[str], b: int) -> bool:
    """A progressive or a passive with a form of "be" at token b."""
    if not kinds & {"ing", "part"}:
        return False
    verb.passive = "ing" not in kinds
    _auxiliaries(scan, verb, b)
    if scan.low(verb.start) == "to" or scan.low(verb.start - 1) == "to":
        verb.form = "inf"
    return True


def _auxiliaries(scan: PredicateScan, verb: Verb, b: int) -> None:
    """Walk left over be, have, modals and negations from token b on."""
    for k in range(b, -1, -1):
        word = scan.low(k)
        if word in NOT or word == "cannot":
            verb.negated = True
        elif word in w.FUTURE:
            verb.status = "planned"
        elif word in w.MODALS:
            verb.status = "hypothetical"
        elif word == "to":
            verb.status = "planned"
        elif word not in w.BE and word not in w.HAVE and word not in w.ADVERBS:
            return
        verb.start = k


def _is_gerund(scan: PredicateScan, i: int, before: str, may_be_noun: bool) -> bool:
    """Whether a form in -ing without auxiliary is a verb: "bombing villages", but not "the bombing of villages"."""
    if scan.low(i + 1) == "of" or before in w.DETERMINERS or before in ("'s", "'") or before.isdigit():
        return False
    if scan.low(i - 1) in _QUOTES and scan.low(i + 1) in _QUOTES and scan.low(i + 2).isalpha():
        return False  # "ban on 'exploding' cakes"
    following = scan.frames.verbs.get(scan.low(i + 1))
    if may_be_noun and following is not None and following[0] == "s" and scan.mention(i + 1) is None:
        return False  # "Kabul bombing kills 20"
    place = scan.mention(i - 1)
    if place is not None and place.place and may_be_noun and scan.low(place.start - 1) in w.PREPOSITIONS:
        return False  # "killed in Idlib shelling"
    object_ = object_follows(scan, i)
    if may_be_noun and not object_ and _names_act(scan, i, place):
        return False
    act = before in _GERUND and object_
    return act or not (may_be_noun and before in w.PREPOSITIONS)


def _names_act(scan: PredicateScan, i: int, previous: Mention | None) -> bool:
    """Whether a noun or adjective before a form in -ing makes it a noun: "school shooting", "Azerbaijani shelling"."""
    if previous is not None and scan.low(i) in _DEEDS and scan.low(previous.start - 1) in w.PREPOSITIONS:
        return True  # "ahead of Trump meeting"
    if scan.low(i) in scan.frames.nouns and previous is not None:
        adjective = previous.owner or (previous.end - previous.start == 1 and previous.code.endswith(".MIL"))
        return adjective or previous.place or (previous.kind in _PLACES and scan.low(i) in _DEEDS)
    before = scan.low(i - 1)
    plain = before.isalpha() and before not in w.ADVERBS and before not in w.CONJUNCTIONS and scan.cover[i - 1] < 0
    return plain and scan.low(i) in _DEEDS and not any(v.at == i - 1 for v in scan.verbs)


def _bare_infinitive(scan: PredicateScan, verb: Verb, kinds: frozenset[str], before: str) -> bool:
    """An infinitive without "to": coordinated with one before it, or behind "help", "let", "make" and an actor."""
    if not scan.verbs:
        return False
    last = scan.verbs[-1]
    if before in w.CONJUNCTIONS and "base" in kinds and "past" not in kinds and last.form == "inf":
        return True
    if kinds != {"base"} or verb.start != verb.at or scan.tokens.low[last.at][:4] not in _CAUSATIVE:
        return False
    between = scan.cover[last.at + 1 : verb.at]
    return 0 < len(between) <= 5 and all(number >= 0 for number in between)


# -- participles ------------------------------------------------------------------------------------------------------


def _participle(scan: PredicateScan, verb: Verb, kinds: frozenset[str]) -> None:
    """Sets voice and form of a participle without auxiliary."""
    if verb.frame is not None and _bare_passive(scan, verb, verb.frame, kinds):
        verb.passive = True
    elif not kinds & {"past", "base"}:
        verb.form, verb.passive = "part", True
    if verb.form == "finite" and "past" in kinds and _describes_object(scan, verb):
        verb.form, verb.passive = "part", True


def _describes_object(scan: PredicateScan, verb: Verb) -> bool:
    """Whether a participle without auxiliary describes the object of the verb before: "pounds camps crowded with"."""
    i, last = verb.at, scan.verbs[-1] if scan.verbs else None
    if last is None or not last.at or last.form != "finite" or last.passive or scan.low(i + 1) not in _DESCRIBING:
        return False
    between = scan.tokens.low[last.at + 1 : i]
    said = last.frame is not None and last.frame.governs == "speech"
    return (
        bool(between) and not said and between[-1].isalpha() and between[-1] not in w.ADVERBS
        and not any(x in _NEW or x in HARD or x in w.SUBORDINATORS or x in w.SUBJECT_PRONOUNS for x in between)
    )  # fmt: skip


def _bare_passive(scan: PredicateScan, verb: Verb, frame: Frame, kinds: frozenset[str]) -> bool:
    """A participle without auxiliary as a passive: "Two soldiers killed in …", "minister arrested"."""
    i, end = verb.at, verb.end
    if not frame.transitive:
        return False
    held = frame.words[-1] in _HELD and end == i + 2
    following = scan.low(i + 1 if GAP in frame.words and not held else end)
    if scan.low(i + 1) == "by" or (scan.low(end) == "by" and GAP not in frame.words):
        return True
    if following == "at" and scan.low(i + 2) in ("least", "most"):
        return False  # "killed at least six"
    if "base" in kinds:
        return False
    if frame.type == "REQUEST" and (scan.low(i + 1) == "to" or (frame.words[-1] == "to" and end == i + 2)):
        return True
    if "past" not in kinds:
        return True
    if frame.type == "REJECT" and scan.low(i) == "denied" and following in w.BENEFITS:
        return _petitioner(scan, i)  # "activist denied bail"
    if scan.low(i) in ("granted", "handed") and GAP in frame.words:
        return _petitioner(scan, i)  # "critic handed jail term", "athletes granted visas"
    if frame.type == "THREATEN":
        return frame.words == ("threaten",) and following in ("over", "after", "by")
    if frame.type not in _PASSIVE_TYPES or scan.mention(end) is not None:
        return False
    if frame.type == "REJECT" and (frame.words[0] in _REFUSING or following not in ("", "by", "after", "over", ".")):
        return False
    if frame.type == "RETREAT" and frame.words[0] not in ("release", "free", "liberate"):
        return False
    if following in frame.targets and following not in ("on", "at", "to", "from"):
        return False
    suffers = frame.type in ("ASSAULT", "COERCE") and following.endswith("ing")
    if suffers and "ing" in scan.frames.verbs.get(following, ("",))[0]:
        victim = scan.mention(end + 1)
        return victim is None or victim.kind != "generic"  # "killed fighting in …", not "killed fleeing people"
    return not following or following in _PASSIVE_FOLLOW


def _petitioner(scan: PredicateScan, i: int) -> bool:
    """Whether somebody without power stands before the verb at token i: who is denied or given something."""
    subject = scan.mention(scan.before(i))
    return subject is not None and subject.code.split(".")[1] in _PETITIONERS


def _adjectival(scan: PredicateScan, verb: Verb) -> bool:
    """A participle that describes a noun: "flies wounded children", "frees jailed men", "Reinforced troops arrive"."""
    low, at = scan.tokens.low, verb.at
    opens = at == 0 or (low[at - 1] in HARD and low[at - 1] != "?")
    if opens and verb.start == at and verb.form in ("finite", "part") and low[at].endswith(("ed", "en")):
        described = scan.mention(at + 1)
        alone = described is not None and described.end == len(low)  # "… - jailed Iranian activist"
        return described is not None and (alone or (not verb.passive and later_finite(scan, described.end - 1)))
    if verb.start != at or verb.form not in ("finite", "part") or not low[at].endswith(("ed", "en", "nt")):
        return False
    if not scan.verbs:
        return False
    last = scan.verbs[-1]
    if last.form != "finite" or (last.frame is not None and last.frame.governs == "speech"):
        return False
    gap = low[last.end : at]
    if len(gap) > 3 or any(word in _NEW or word in HARD for word in gap):
        return False
    return (
        at + 1 < len(low)
        and scan.tokens.raw[at + 1][0].isalpha()
        and low[at + 1] not in w.PREPOSITIONS
        and not any(scan.cover[k] >= 0 for k in range(last.end, at))
    )


# -- frames -----------------------------------------------------------------------------------------------------------


def _frame(scan: PredicateScan, i: int, candidates: Sequence[Candidate]) -> tuple[Frame | None, int]:
    """The longest frame whose words follow token i; (None, i+1) when the verb tells nothing."""
    following = scan.low(i + 1)
    has_object = following in w.DETERMINERS or following in ("that", "how", "why")
    stop = next(e for e in scan.ends if e > i)
    best: tuple[Frame, int] | None = None
    for frame, fewest in candidates:
        if best is not None and fewest < len(best[0].words):
            break
        if frame.intransitive and has_object:
            continue
        end = match_words(frame.rest, scan.tokens.low, i + 1, stop)
        asks = frame.type == "REQUEST" and frame.words[-2:] == (GAP, "to") and end != i + 2
        if end is not None and asks and scan.mention(end) is not None:
            continue  # "told him it would send men to Ukraine" tells nobody to do anything
        if end is not None and (best is None or end < best[1]):
            best = frame, end
    return best if best is not None else (None, i + 1)
