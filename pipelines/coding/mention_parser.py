"""From dictionary phrases to the actor mentions of one text, read from left to right.

What belongs here: which grammar reads a phrase, and what only the whole text tells: its dateline, and the country of
actors who are named without one. What does not: the grammar of a phrase (toponyms.py, names.py, nominals.py), the
dictionaries (lexicon.py), events (events.py).
The rules follow the codebook (docs/codebook.md); each mention names the entry or the grammar that found it.
"""

from collections.abc import Container
from datetime import date

from pipelines.coding import words as w
from pipelines.coding.lexicon import Lexicon, Sense
from pipelines.coding.mentions import Mention, MentionScan
from pipelines.coding.names import is_surname, named_actor
from pipelines.coding.nominals import nominal_phrase, qualifies
from pipelines.coding.tokens import Tokens
from pipelines.coding.toponyms import country_phrase, people_phrase, seat_phrase

MAX_DATELINE = 12
_AFTER_DATELINE = frozenset((":", "-", "–", "—"))
_SEATS = frozenset(("capital", "metonym", "place"))
# A text of so few tokens is a phrase by itself, not a sentence.
PHRASE = 5
# Sectors whose generic nouns belong to the place where they are told ("police in New York"); governments do not.
UNLOCATED = frozenset(("IGO", "NGO", "BUS", "REB"))
LOCATED = frozenset(("COP", "CVL", "REB", "CRM", "JUD", "SOC", "NGO", "MED", "BUS", "PTY", "LEG"))


def find_mentions(lexicon: Lexicon, tokens: Tokens, day: date, verbs: Container[str] = ()) -> list[Mention]:
    """The actor mentions of a text published on `day`, in order of words; no unknown name has one of `verbs`."""
    scan = MentionScan(lexicon, tokens, day, verbs)
    index, count = _skip_dateline(scan), len(tokens)
    while index < count:
        match = scan.matches[index]
        index = index + 1 if match is None else _phrase(scan, index, *match)
    return _locate(scan)


def _phrase(scan: MentionScan, i: int, end: int, senses: tuple[Sense, ...]) -> int:
    """Try a mention with the phrase at tokens i up to `end`; return the index to go on from."""
    kinds = {sense.kind for sense in senses}
    if kinds & {"country", "adjective"}:
        return country_phrase(scan, i)
    if "actor" in kinds:
        stop = named_actor(scan, i, end, [s for s in senses if s.kind == "actor"])
        if stop is not None:
            return stop
    elif kinds & _SEATS:
        return seat_phrase(scan, i, end, next(s for s in senses if s.kind in _SEATS))
    elif "people" in kinds:
        return people_phrase(scan, i, end, next(s for s in senses if s.kind == "people"))
    if not kinds & {"office", "agent"}:
        return end
    if (i and scan.tokens.joined[i] and scan.low(i - 1) in ("anti", "pro", "non")) or is_surname(scan, i):
        return end  # "anti-government unrest", "Travis King"
    if scan.low(end - 1) in ("right", "left") and scan.sense(end, "country", "adjective", "agent", "office"):
        return end  # "far-right Israeli minister"
    return nominal_phrase(scan, i, i, _possessor(scan, i), scan.former(i))


def _possessor(scan: MentionScan, i: int) -> list[Sense]:
    """The country of the person whose man the noun at token i is: "Putin's troops", "the princess's son"."""
    last = scan.mentions[-1] if scan.mentions and scan.possessive(i - 1) else None
    if last is None or last.end != i - 1 or last.kind not in ("person", "generic"):
        return []
    if scan.low(i) in w.NOUN_TITLES:
        return []
    country, sector = last.code.split(".")
    if sector in ("CVL", "PTY") and scan.sense(i, "agent", "office").sector == "GOV":  # type: ignore[union-attr]
        return []  # a private man's team is no government
    return [Sense("country", country, "GOV", last.entry_id)] if country in scan.lexicon.country_names else []


def _skip_dateline(scan: MentionScan) -> int:
    """Tokens of an agency's dateline ("BAGHDAD, Iraq (AP) -") at the start; its place locates the text."""
    tokens = scan.tokens
    if tokens.style == "upper" or _AFTER_DATELINE.isdisjoint(tokens.raw):
        return 0
    for j in range(min(MAX_DATELINE, len(tokens))):
        if tokens.raw[j] in _AFTER_DATELINE and j and tokens.raw[0].isupper() and len(tokens.raw[0]) > 2:
            sense = next((s for k in range(j) if (s := scan.sense(k, "capital", "place", "country"))), None)
            if sense is not None and scan.sense(0, "capital", "place", "country"):
                scan.located.append(sense.country)
                return j + 1
            return 0
    return 0


def _locate(scan: MentionScan) -> list[Mention]:
    """Generic actors without a country take the only one that the text locates; places are no actors."""
    if "georgia" in scan.tokens.low:
        _georgia(scan)
    places = set(scan.located)
    where = next(iter(places)) if len(places) == 1 else _only_country(scan) if not places else None
    # a phrase by itself ("Defence Minister", "targets in Syria") names its actor, though nothing acts in it
    alone = len(scan.tokens) <= PHRASE
    kept = []
    for mention in scan.mentions:
        country, sector = mention.code.split(".")
        generic = country in ("---", "???") and mention.name is None and not _regional(scan, mention)
        if generic:
            local = sector in LOCATED or mention.entry_id in w.LOCAL_GOVERNMENT or mention.entry_id in w.LOCAL_FORCES
            # "Iran-backed militias attack US base": of no country but one in which it happens
            backed = scan.low(mention.start - 1) in w.BACKED and not places
            settled = not backed and mention.entry_id not in w.FOREIGNERS
            if where and settled and (local or (not places and sector not in UNLOCATED)):
                mention.code = f"{where}.{sector}"
            elif country == "???":
                mention.code = f"---.{sector}"
                mention.faint = not alone
                mention.passing = not alone and _in_passing(scan, mention)
        if not alone and mention.code == "---.GOV" and generic and _nobody(scan, mention):
            continue
        mention.code = mention.code.replace("???", "---")
        kept.append(mention)
    if alone and all(mention.place for mention in kept):
        for mention in kept:
            mention.place = False
    return kept


def _georgia(scan: MentionScan) -> None:
    """Make Georgia the American state where the text tells of courts, votes or towns of the United States."""
    named = [m for m in scan.mentions if m.code.startswith("GEO.") and scan.low(m.start) == "georgia"]
    others = [m for m in scan.mentions if m not in named and m.code[:3] in scan.lexicon.country_names]
    states = {m.code[:3] for m in others if m.entry_id.startswith("countries:")} - {"GEO"}
    american = [m for m in others if m.code.startswith("USA.") and not m.entry_id.startswith("countries:")]
    partisan = bool({"republican", "republicans", "democrat", "democrats", "gop"} & set(scan.tokens.low))
    if states or not (american or partisan) or any(m.code[:3] != "USA" for m in others if m.name):
        return
    if any(m.place for m in american) or any(word in w.AMERICAN_AFFAIRS for word in scan.tokens.low):
        for mention in named:
            mention.code = f"USA.{mention.code.split('.')[1]}"
        for mention in scan.mentions:
            if mention.code.startswith("GEO.") and mention.name is None:
                mention.code = f"USA.{mention.code.split('.')[1]}"
        scan.located[:] = ["USA" if country == "GEO" else country for country in scan.located]


def _nobody(scan: MentionScan, mention: Mention) -> bool:
    """Whether one office or mission of no country is meant ("the minister", "embassy"), which is nobody in particular;
    "officials" and "the government" are somebody, though nobody says of which country."""
    last = scan.low(mention.end - 1)
    if last in w.ADVISERS or (scan.low(mention.start) == "state" and last == "leaders"):
        return True
    return last not in w.ANY_GOVERNMENT and (not last.endswith("s") or mention.entry_id in w.BUILDINGS)


def _in_passing(scan: MentionScan, mention: Mention) -> bool:
    """Whether people of no country only qualify a noun ("farmers' market", "migrant flights")."""
    return scan.possessive(mention.end) or qualifies(scan, mention.end)


def _only_country(scan: MentionScan) -> str | None:
    """The country of all actors of the text that have one, if it is one."""
    # whose strikes they are says nothing of those who are struck
    told = {m.code.split(".")[0] for m in scan.mentions if not m.place and not m.entry_id.endswith("+force")}
    told = {country for country in told - {"---", "???"} if country in scan.lexicon.country_names}
    return told.pop() if len(told) == 1 else None


def _regional(scan: MentionScan, mention: Mention) -> bool:
    """Whether a region's adjective stands before a generic actor: "European leaders"."""
    return not w.REGIONS.isdisjoint(scan.tokens.low[max(0, mention.start - 2) : mention.end])
