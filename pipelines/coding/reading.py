"""One text under reading for events: the events so far, and what its words leave for the words to come.

What belongs here: the event itself, how an act becomes one (day, mode and the last guards), and what speech, verbs and
nouns must know of one another. What does not: which words tell an act (speech_events.py, verb_events.py,
noun_events.py), which actors fill its sides (sides.py).
"""

from dataclasses import dataclass, field
from datetime import date

from pipelines.coding import guards, side_rules
from pipelines.coding.days import Day, find_days
from pipelines.coding.frames import Frame
from pipelines.coding.modes import mode_of
from pipelines.coding.sides import Sides


@dataclass(slots=True)
class Event:
    """One event: type, the mention numbers of its sides, status, day and how it is known, trigger tokens and rule."""

    type: str
    sources: list[int]
    targets: list[int]
    status: str
    day: date
    date_kind: str
    date_precision: str
    start: int
    end: int
    rule_id: str
    mode: str | None = None


@dataclass(slots=True)
class Reading:
    """One text under reading, made anew for each text.

    `dropped`: the tokens (start, end) whose words tell nothing; `denied`: those of which somebody says that they are
    not so; `performers`: tokens, the verb before them whose subject does what nouns in them tell, and the status of
    that; `told_verbs`, `told_nouns`: the tokens of verbs that told an event and of nouns that are told with a verb;
    `days`: the text's date expressions, sought when the first act is to be dated.
    """

    sides: Sides
    published: date
    dropped: list[tuple[int, int]]
    denied: list[tuple[int, int]] = field(default_factory=list)
    performers: list[tuple[int, int, int, str]] = field(default_factory=list)
    told_verbs: set[int] = field(default_factory=set)
    told_nouns: set[int] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    days: list[Day] | None = None

    def add(
        self,
        frame: Frame,
        sources: list[int],
        targets: list[int],
        status: str,
        start: int,
        end: int,
        kind_of: str = "",
    ) -> None:
        """Add an act of this frame, or of type `kind_of`, unless a guard knows it to be none."""
        day, kind, precision = self._day(start, status)
        event_type = kind_of or frame.type
        if guards.private(self.sides, event_type, sources, targets):
            return
        if (
            guards.at_home(self.sides, frame, sources, targets)
            or guards.only_leaves(self.sides, frame, sources)
            or guards.figurative(self.sides, frame, sources, targets)
        ):
            return
        if frame.rule_id in ("assault:strike/noun", "assault:strike") and side_rules.of_people(self.sides, sources):
            event_type = "PROTEST"
        low, clause = self.sides.tokens.low, self.sides.clauses.clause(start)
        mode = mode_of(event_type, frame.words, low[start:end], low[slice(*clause)])
        self.events.append(
            Event(event_type, sources, targets, status, day, kind, precision, start, end, frame.rule_id, mode)
        )

    def add_said(self, kind: str, sources: list[int], targets: list[int], start: int, end: int, rule: str) -> None:
        """Add an act of speech that is done by being told."""
        self.events.append(
            Event(kind, sources, targets, "occurred", self.published, "inherited", "day", start, end, rule)
        )

    def _day(self, at: int, status: str) -> tuple[date, str, str]:
        """Day, kind and precision of the act at a token, by the nearest date expression in its sentence."""
        if self.days is None:
            self.days = find_days(self.sides.tokens.text, self.published)
        if not self.days:
            return self.published, "inherited", "day"
        tokens, ends = self.sides.tokens, self.sides.clauses.ends
        char = tokens.start[at]
        begin = max((tokens.start[e] for e in ends if e < len(tokens) and e <= at), default=0)
        finish = next((tokens.end[e - 1] for e in ends if e > at), len(tokens.text))
        near = [d for d in self.days if begin <= d.start < finish]
        if not near:
            return self.published, "inherited", "day"
        best = min(near, key=lambda d: abs(d.start - char))
        return best.on(self.published, status == "planned"), best.kind, best.precision
