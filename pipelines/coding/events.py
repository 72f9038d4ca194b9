"""Events of one text: what speech, verbs and nouns tell, put together.

What belongs here: the order in which speech, verbs and nouns tell their events, and which events repeat one another.
What does not: the events that each of them tells (speech_events.py, verb_events.py, noun_events.py), the frames
(frames/). The rules follow docs/codebook.md; every event names the frame that told it.
"""

from datetime import date

from pipelines.coding import guards
from pipelines.coding.clauses import Clauses
from pipelines.coding.frames import Frames
from pipelines.coding.mentions import Mention
from pipelines.coding.noun_events import add_noun_events, add_talks_ahead
from pipelines.coding.reading import Event, Reading
from pipelines.coding.sides import Sides
from pipelines.coding.speech_events import add_speech_events
from pipelines.coding.tokens import Tokens
from pipelines.coding.verb_events import add_verb_events


def find_events(frames: Frames, tokens: Tokens, mentions: list[Mention], published: date) -> list[Event]:
    """The events of one text published on a day; one for each type and sides."""
    clauses = Clauses(frames, tokens, mentions)
    if not (mentions or clauses.nouns or any(verb.frame for verb in clauses.verbs)):
        return []
    sides = Sides(tokens, clauses, mentions)
    reading = Reading(sides, published, guards.questions(sides))
    add_speech_events(reading)
    said, reading.events = reading.events, []  # nouns look at what verbs have told, not at what is said
    add_verb_events(reading)
    add_noun_events(reading)
    add_talks_ahead(reading)
    return _distinct(sides, reading.events + said)


def _distinct(sides: Sides, events: list[Event]) -> list[Event]:
    """Drop repeats of the same act and a statement by one who acts otherwise in the same breath."""
    kept: list[Event] = []
    for event in events:
        codes = {sides.mentions[m].code for m in event.sources}
        if event.type == "STATEMENT" and any(
            o is not event
            and o.type != "STATEMENT"
            and o.status != "negated"
            and codes & {sides.mentions[m].code for m in o.sources}
            for o in events
        ):
            continue
        same = next((o for o in kept if o.type == event.type and _covers(sides, o, event)), None)
        if same is not None:
            continue
        wider = [o for o in kept if o.type == event.type and _covers(sides, event, o)]
        for o in wider:
            kept.remove(o)
        kept.append(event)
    return kept


def _covers(sides: Sides, a: Event, b: Event) -> bool:
    """Whether event a tells all that b tells of the same type: b adds no actor."""
    codes = sides.codes
    return codes(b.sources) <= codes(a.sources) and codes(b.targets) <= codes(a.targets)
