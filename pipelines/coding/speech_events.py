"""Events told by naming a speaker beside his words: by a colon, by a dash, or behind them.

What belongs here: what is added to the events for such a headline, and which of its words then tell nothing. What does
not: reading the words (speech.py), verbs of speech with an object (verb_events.py).
"""

from pipelines.coding import side_rules, speech
from pipelines.coding.reading import Reading


def add_speech_events(reading: Reading) -> None:
    """Add what speakers say who are named beside their words: "Putin: talks go on", "Talks go on – Kremlin"."""
    sides = reading.sides
    for group, start, end in speech.attributed(sides):
        speakers = [m for m in group.members if side_rules.may_speak(sides, [m])]
        kind, targets = speech.reproach(sides, group, start, end)
        if speakers and kind:
            reading.dropped.append((start, end))  # what is demanded or alleged is not told
        if speakers:
            reading.add_said(kind or "STATEMENT", speakers, targets, group.start, group.end, "statement:attribution")
    for kind, group, targets, start, end in speech.spoken(sides):
        speakers = [m for m in group.members if side_rules.may_speak(sides, [m])]
        if speakers:
            reading.dropped.append((start, end))
            reading.add_said(kind, speakers, targets, group.start, group.end, f"{kind.lower()}:words-before")
    to = speech.addressed(sides)
    if to is not None and side_rules.may_speak(sides, to[0].members):
        speaker, hearer, start = to
        kind = "REQUEST" if speech.order(sides, start) else "STATEMENT"
        if kind == "REQUEST":
            reading.dropped.append((start, len(sides.tokens)))
        reading.add_said(
            kind, list(speaker.members), list(hearer.members), speaker.start, hearer.end, "request:address"
        )
