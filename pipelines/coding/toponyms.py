"""Mentions by place: country names and their adjectives, peoples, capitals, seats of power and other places.

What belongs here: whether such a name is a state, its people, its forces, the owner of a thing, or only a place; and
countries coordinated before one head noun. What does not: the head noun itself (nominals.py), the dictionaries.
"""

from pipelines.coding import words as w
from pipelines.coding.lexicon import Sense
from pipelines.coding.mentions import MentionScan, is_modifier
from pipelines.coding.nominals import CountrySpan, find_head, nominal_phrase, qualifies

# A noun right behind a capital makes it a place: "Paris summit", "Kyiv airport".
_OF_A_CITY = frozenset(
    "summit meeting talks conference airport hospital street suburb region museum accord agreement club".split()
)
# What follows a people's name that is a noun.
_AFTER_PEOPLE = w.PREPOSITIONS | w.BE | w.HAVE | w.CONJUNCTIONS


def country_phrase(scan: MentionScan, i: int) -> int:
    """A country name, adjective or people noun at i: alone, with a head noun, or coordinated before one."""
    after = scan.match_end(i)
    if scan.low(after) in w.BACKED and scan.tokens.joined[after]:
        return after + 1
    group = _coordination(scan, i)
    last = group[-1]
    # "Sudan expelled aid workers": behind a country's name a past tense is its verb
    word = scan.low(last[1])
    match = scan.matches[last[0]]
    name = match is not None and not any(sense.kind == "adjective" for sense in match[1])
    past = name and word.endswith("ed") and scan.matches[last[1]] is None
    head = None if past else find_head(scan, last[1])
    if head is not None:
        if all(_shares_head(scan, item, last) for item in group):
            return nominal_phrase(scan, i, head, [sense for _, _, sense in group], scan.former(i), group)
        for start, end, sense in group[:-1]:
            _bare_country(scan, start, end, sense)
        return nominal_phrase(scan, last[0], head, [last[2]], scan.former(last[0]), [last])
    for start, end, sense in group:
        shared = len(group) > 1 and scan.sense(start, "adjective") and scan.sense(last[0], "adjective")
        if shared and not scan.sense(last[0], "country") and not _stands_as_noun(scan, last[0], last[1]):
            _attributive(scan, start, last[1], sense, end)  # "Greek and Italian boats"
        else:
            _bare_country(scan, start, end, sense)
    return last[1]


def _coordination(scan: MentionScan, i: int) -> list[CountrySpan]:
    """Countries and adjectives from token i on: "Ukrainian and American", "US-Israeli", "Iran, Iraq and Syria"."""
    first = scan.sense(i, "country", "adjective", "people")
    assert first is not None, "the caller saw such a sense"
    group: list[CountrySpan] = [(i, scan.match_end(i), first)]
    while True:
        k = group[-1][1]
        if scan.low(k) in w.COORDINATORS:
            k = scan.after_coordinator(k)
        elif not (k < len(scan.tokens) and scan.tokens.joined[k]):
            return group
        sense = scan.sense(k, "country", "adjective", "people")
        if sense is None:
            return group
        group.append((k, scan.match_end(k), sense))


def _shares_head(scan: MentionScan, item: CountrySpan, last: CountrySpan) -> bool:
    """Whether a member of a coordination shares the last member's head noun."""
    start, end, _ = item
    if item is last or scan.sense(start, "adjective"):
        return True
    # "Germany, France and Poland foreign ministers" is rare; "Iran and US officials" is two actors.
    return scan.tokens.joined[end] if end < len(scan.tokens) else False


# -- without a head noun ----------------------------------------------------------------------------------------------


def _bare_country(scan: MentionScan, i: int, end: int, sense: Sense) -> None:
    """A country phrase without a head noun: the state, its people, the owner of a thing, or a place."""
    tokens = scan.tokens
    country = scan.sense(i, "country")
    adjective = scan.sense(i, "adjective")
    if sense.shaky and _in_personal_name(scan, i):
        return
    language = not country and scan.low(end - 1) in w.LANGUAGES and scan.low(i - 1) not in w.DETERMINERS
    if language and scan.low(end) in ("", ".", ",", ";", ":", "?", "!"):
        return  # "the boy who spoke English"
    if country and not (adjective and end < len(tokens) and tokens.raw[end][0].isalpha()):
        _state(scan, i, end, sense)
    elif scan.sense(i, "people") and _stands_as_noun(scan, i, end):
        scan.add(i, end, f"{sense.country}.CVL", None, "generic", sense.entry_id)
    else:
        _attributive(scan, i, end, sense)


def _state(scan: MentionScan, i: int, end: int, sense: Sense) -> None:
    """The name of a country as a noun: the state, the owner of what follows, or a place."""
    code = f"{sense.country}.GOV"
    if scan.possessive(end):
        scan.add(i, end, code, None, "state", sense.entry_id, owner=True)
        return
    if scan.low(end) == "," and scan.sense(end + 1, "place") and not scan.sense(end + 1, "country"):
        return  # "Lebanon, Ohio" is a town
    # one fires at a country, one is not at it
    before = scan.preposition(i)
    place = before in w.LOCATIVE and (before != "at" or qualifies(scan, end))
    if place:
        scan.located.append(sense.country)
    scan.add(i, end, code, None, "state", sense.entry_id, place=place)


def _attributive(scan: MentionScan, i: int, end: int, sense: Sense, stop: int = 0) -> None:
    """An adjective before a thing, or a name used as one: "US strikes", "Ukraine ceasefire".

    The name ends at `stop`, the words before the thing at `end`.
    """
    tokens, stop = scan.tokens, stop or end
    country = scan.sense(i, "country")
    adjective = scan.sense(i, "adjective")
    follow = end
    while follow < len(tokens) and follow < end + 3 and is_modifier(tokens.low[follow]):
        follow += 1
    noun = scan.low(follow)
    near = {scan.low(end), noun}
    third = scan.low(end + 1) if scan.low(end) not in w.PREPOSITIONS else ""
    if third in w.CVL_NOUNS or scan.low(end) not in scan.verbs:
        near.add(third)
    if near & w.CVL_NOUNS or (noun in w.NOT_STATE and scan.low(end + 1) in w.CVL_NOUNS):
        scan.add(i, stop, f"{sense.country}.CVL", None, "generic", sense.entry_id + "+person")
    elif country and scan.preposition(i) in w.LOCATIVE:
        scan.located.append(sense.country)
        scan.add(i, stop, f"{sense.country}.GOV", None, "state", sense.entry_id, place=True)
    elif near & w.NOT_STATE:
        return
    elif (
        near & w.FORCE_NOUNS
        and (adjective or noun in ("missile", "drone", "troops"))
        and not (country and _takes_object(scan, follow))
    ):
        scan.add(i, stop, f"{sense.country}.MIL", None, "generic", sense.entry_id + "+force", owner=True)
    else:
        scan.add(i, stop, f"{sense.country}.GOV", None, "state", sense.entry_id, owner=not country)


def _stands_as_noun(scan: MentionScan, i: int, end: int) -> bool:
    """ "Ukrainians flee", "a Ukrainian was", but not "a Ukrainian port"."""
    if scan.tokens.low[end - 1].endswith("s") and not scan.sense(i, "adjective"):
        return True
    following = scan.low(end)
    if following in ("'", '"', "‘", "“", "«"):
        return False
    return not following[:1].isalpha() or following in _AFTER_PEOPLE


def _takes_object(scan: MentionScan, i: int) -> bool:
    """Whether "strikes" after a name that is adjective and noun alike has an object: "US strikes Iran"."""
    if scan.low(i + 1) in w.DETERMINERS:
        return True
    return scan.sense(i + 1, "country", "adjective", "actor", "capital", "agent") is not None


def _in_personal_name(scan: MentionScan, i: int) -> bool:
    """Whether an ambiguous name (Jordan, Georgia, Chad) follows an unknown first name: "yesterday Michael Jordan"."""
    tokens = scan.tokens
    if i < 2 or tokens.style != "sentence":
        return False
    return tokens.capital(i - 1) and scan.matches[i - 1] is None and tokens.raw[i - 1].isalpha()


# -- peoples and places -----------------------------------------------------------------------------------------------


def people_phrase(scan: MentionScan, i: int, end: int, sense: Sense) -> int:
    """The name of a people, at tokens i up to `end`: "Britons"."""
    scan.add(i, end, f"{sense.country}.CVL", None, "generic", sense.entry_id)
    return end


def seat_phrase(scan: MentionScan, i: int, end: int, sense: Sense) -> int:
    """A seat of power, a capital or another place at tokens i up to `end`; return the index to go on from."""
    before = scan.preposition(i)
    metonym = scan.sense(i, "metonym")
    if metonym and before not in ("at", "outside", "near", "inside"):
        head = find_head(scan, end)
        parties = scan.sense(head, "agent") if head is not None else None
        if head is not None and not (parties and parties.sector == "PTY"):  # "No 10 parties"
            return nominal_phrase(scan, i, head, [metonym], scan.former(i), [(i, end, metonym)])
        _government(scan, i, end, metonym)
        return end
    if sense.shaky and _in_personal_name(scan, i):
        return end
    capital = scan.sense(i, "capital")
    head = find_head(scan, end)
    if capital and before not in w.LOCATIVE and before not in ("from", "through", "via"):
        within = scan.low(end) == "," and scan.sense(end + 1, "country", "place")
        if head is None and not within and scan.low(end) not in _OF_A_CITY:
            _government(scan, i, end, capital)
            return end
    if not capital and head is not None and _of_a_place(scan, head):
        return nominal_phrase(scan, i, head, [sense], scan.former(i), [(i, end, sense)])
    if not capital and sense.entry_id in w.STATES and _governs(scan, i, end):
        _government(scan, i, end, sense)
        return end
    struck = before in ("on", "against") and bool({scan.low(i - 2), scan.low(i - 3)} & w.ARMED)
    thing = scan.tokens.style == "sentence" and _of_a_thing(scan, i, end)
    if before in w.LOCATIVE or before in ("from", "of") or head is not None or struck or thing:
        scan.located.append(sense.country)
    # a place is its owner where it is attacked ("strikes on Kharkiv"); noun_events.py and sides.py decide
    kind = "capital" if capital else "place"
    scan.add(i, end, f"{sense.country}.GOV", None, kind, sense.entry_id, place=True)
    return end


def _of_a_thing(scan: MentionScan, i: int, end: int) -> bool:
    """Whether a place qualifies a thing that happens or stands there: "the Miami hearing"."""
    noun = scan.low(end)
    if not noun.isalpha() or noun != scan.tokens.raw[end] or noun in _OF_A_CITY:
        return False
    if scan.low(i - 1) in w.DETERMINERS:
        return noun not in w.PREPOSITIONS and noun not in w.BE and noun not in w.CONJUNCTIONS
    return qualifies(scan, end)


def _of_a_place(scan: MentionScan, head: int) -> bool:
    """Whether the noun at token `head` makes the place before it that of an actor: "Texas woman", "Boston police"; not
    of a team's man or of a firm that is only named after it."""
    agent = scan.sense(head, "agent", "office")
    if agent is None or agent.sector == "BUS" or agent.sector == "MIL":
        return False
    return scan.low(head) not in w.NOT_STATE and scan.low(head) not in w.TEAM_NOUNS


def _governs(scan: MentionScan, i: int, end: int) -> bool:
    """Whether a state of a federation is the subject of a verb: "Florida bans", "California to sue"."""
    first = not i or scan.tokens.raw[i - 1] in (":", ".", "-", "–", "—", ",", "as", "after", "if", "whether")
    word = scan.low(end)
    if not first:
        return False
    return word in ("may", "to", "will") or (word.endswith("s") and word in scan.verbs and word not in w.STATE_SUFFERS)


def _government(scan: MentionScan, i: int, end: int, sense: Sense) -> None:
    """A government by its seat: "the Kremlin", "Beijing"."""
    scan.add(i, end, f"{sense.country}.GOV", None, "state", sense.entry_id, owner=scan.possessive(end))
