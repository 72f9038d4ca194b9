"""Conditions on the sides of an act, once they are found: who counts, who may speak, whether they are enough.

What belongs here: what verbs, nouns and speech alike ask of their sides. What does not: finding the sides (sides.py),
acts that are none in spite of their sides (guards.py).
"""

from pipelines.coding.frames import Frame
from pipelines.coding.sides import SYMMETRIC, Sides

# Kinds of actors whose words are a statement, of whatever country.
_SPEAKERS = frozenset(("person", "state", "body", "igo", "group", "party", "company", "media", "ngo"))


def firm(sides: Sides, frame: Frame, members: list[int], sources: bool) -> list[int]:
    """A side without the faint mentions, unless they protest, suffer an armed act, are helped or set free."""
    if frame.type in (("PROTEST",) if sources else ("ASSAULT", "RETREAT", "AID")):
        return members
    return [m for m in members if not sides.mentions[m].faint]


def of_people(sides: Sides, sources: list[int]) -> bool:
    """Whether society or civilians act, and nobody else: workers strike otherwise than armies."""
    return bool(sources) and sides.sectors(sources) <= {"SOC", "CVL"}


def may_speak(sides: Sides, sources: list[int]) -> bool:
    """Whether the words of these are a statement: they are somebody, or of a country."""
    return any(sides.mentions[m].kind in _SPEAKERS or not sides.mentions[m].code.startswith("---") for m in sources)


def enough(sides: Sides, frame: Frame, sources: list[int], targets: list[int]) -> bool:
    """Whether the sides that a frame needs are known."""
    match frame.needs:
        case "source":
            return bool(sources)
        case "target":
            return bool(targets)
        case "any":
            return bool(sources or targets)
        case "pair" if frame.governs == "drop" and not frame.sources:  # of a verb of speech both sides
            two = not frame.rule_id.endswith("/noun") and len(sides.codes(sources)) > 1
            return bool(sources and targets) or (two and frame.type in SYMMETRIC)
        case "pair":
            return len({*sources, *targets}) > 1
        case _:
            return True
