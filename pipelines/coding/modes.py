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
    if not any(event_type in lists for lists in _lists()):
        return None
    # of alternatives in a pattern ("impose/announce … sanction/embargo") those that stand in the trigger
    stems = {word[:4] for word in trigger}
    own = {word for part in pattern for word in part.split("/") if "/" not in part or word[:4] in stems}
    for lists, words in zip(_lists(), (own | set(trigger), set(clause)), strict=True):
        for mode, telling in lists.get(event_type, {}).items():
            if telling & words:
                return mode
    return None
