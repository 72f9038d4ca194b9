"""The domain guard: which headlines are sport, culture, weather or markets, where a country is no political actor.

What belongs here: reading `domains.yml` and judging one text. What does not: what becomes of its mentions and events.
"""

from functools import cache
from pathlib import Path

import yaml

from pipelines.coding.tokens import Tokens, tokenise

_Phrases = dict[str, list[tuple[tuple[str, ...], str, str]]]


@cache
def _phrases() -> _Phrases:
    """Phrases by first word, longest first: (words, domain, strong | weak | politics)."""
    content = yaml.safe_load(Path(__file__).with_name("domains.yml").read_text(encoding="utf-8"))
    found: _Phrases = {}
    for domain, classes in content.items():
        for strength, text in classes.items():
            for phrase in str(text).split(";"):
                words = tuple(tokenise(phrase.strip()).low)
                if words:
                    found.setdefault(words[0], []).append((words, domain, strength))
    for bucket in found.values():
        bucket.sort(key=lambda item: -len(item[0]))
    return found


def domain_of(tokens: Tokens) -> str | None:
    """The domain of a text, or None for news that may hold political events."""
    phrases = _phrases()
    points: dict[str, int] = {}
    low, count = tokens.low, len(tokens)
    index = 0
    while index < count:
        step = index + 1
        for words, domain, strength in phrases.get(low[index], ()):
            end = index + len(words)
            if end <= count and tuple(low[index:end]) == words:
                points[domain] = points.get(domain, 0) + {"strong": 2, "weak": 1, "politics": -2}[strength]
                step = max(step, end if len(words) > 1 else step)
        index = step
    best = max(points, key=lambda domain: points[domain], default=None)
    return best if best is not None and points[best] >= 2 else None
