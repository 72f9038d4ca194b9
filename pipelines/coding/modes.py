"""PLOVER modes of events: how an act was done, where the words tell.

What belongs here: reading `modes.yml` and judging one event. What does not: what the event is.
"""

from collections.abc import Collection
from functools import cache
from pathlib import Path

import yaml

_Modes = dict[str, dict[str, frozenset[str]]]


@cache
def _lists() -> tuple[_Modes, _Modes]:
    """Words by event type and mode: of a frame's pattern, and of its clause."""
    content = yaml.load(Path(__file__).with_name("modes.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    clause = content.pop("clause")

    def sets(types: dict[str, dict[str, str]]) -> _Modes:
        return {
            kind: {mode: frozenset(words.split()) for mode, words in modes.items()} for kind, modes in types.items()
        }

    return sets(content), sets(clause)


def mode_of(event_type: str, pattern: tuple[str, ...], trigger: Collection[str], clause: Collection[str]) -> str | None:
    """The mode of an event: by the words of its frame and trigger, else of its clause; None where none tell."""
    of_frame, of_clause = (lists.get(event_type, {}) for lists in _lists())
    if of_frame:
        # of alternatives in a pattern ("impose/announce … sanction/embargo") those that stand in the trigger
        sure, alternatives = _words(pattern)
        stems = {word[:4] for word in trigger}
        own = sure.union(trigger, (word for word in alternatives if word[:4] in stems))
        for mode, telling in of_frame.items():
            if not telling.isdisjoint(own):
                return mode
    return next((mode for mode, telling in of_clause.items() if not telling.isdisjoint(clause)), None)


@cache
def _words(pattern: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words that a pattern has in any case, and those that it has as alternatives."""
    sure = frozenset(part for part in pattern if "/" not in part)
    return sure, tuple(word for part in pattern if "/" in part for word in part.split("/"))
