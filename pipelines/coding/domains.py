"""The domain guard: which headlines are sport, culture, weather or markets, where a country is no political actor.

What belongs here: reading `domains.yml` and judging one text. What does not: what becomes of its mentions and events.
"""

from functools import cache
from pathlib import Path

import yaml

from pipelines.coding.tokens import Tokens, tokenise

# What a phrase counts: (domain, points).
_Worth = tuple[str, int]
_POINTS = {"strong": 2, "weak": 1, "doubt": -1, "politics": -2}
_ENOUGH = 2
# Stand-ins in phrases: a national side, a result such as 2-1 or 319-8, any other number.
_TEAM, _SCORE, _INNINGS, _NUMBER = "TEAM", "SCORE", "INNINGS", "NUMBER"
_ANY = ""
_STAND_INS = frozenset((_TEAM, _SCORE, _INNINGS, _NUMBER))


def _split(content: object) -> list[tuple[str, ...]]:
    """The phrases of one text, or of a mapping of topics to texts; stand-ins keep their capitals."""
    texts = content.values() if isinstance(content, dict) else [content]
    found = []
    for phrase in ";".join(str(text) for text in texts).split(";"):
        tokens = tokenise(phrase.strip())
        if len(tokens):
            words = zip(tokens.raw, tokens.low, strict=True)
            found.append(tuple(raw if raw in _STAND_INS else low for raw, low in words))
    return found


class _Phrases:
    """Phrases and what they count, with the lengths to try at each first word."""

    def __init__(self) -> None:
        self.worth: dict[tuple[str, ...], list[_Worth]] = {}
        self.lengths: dict[str, list[int]] = {}
        self.seconds: dict[str, set[str]] = {}

    def add(self, words: tuple[str, ...], domain: str, points: int) -> None:
        """Add a phrase to a domain."""
        self.worth.setdefault(words, []).append((domain, points))
        lengths = self.lengths.setdefault(words[0], [])
        if len(words) not in lengths:
            lengths.append(len(words))
        # a phrase of one word fits whatever follows
        self.seconds.setdefault(words[0], set()).add(words[1] if len(words) > 1 else _ANY)

    def count(self, low: list[str], points: dict[str, int]) -> None:
        """Add the points of the phrases among the words; a word inside a phrase that was found begins no other."""
        seconds, worth, count, done = self.seconds, self.worth, len(low), 0
        for index, word in enumerate(low):
            if word not in seconds or index < done:
                continue
            following = seconds[word]
            if _ANY not in following and (index + 1 == count or low[index + 1] not in following):
                continue  # most phrases fail at their second word
            for length in self.lengths[word]:
                if index + length > count:
                    continue
                for domain, value in worth.get(tuple(low[index : index + length]), ()):
                    points[domain] = points.get(domain, 0) + value
                    done = max(done, index + length)


@cache
def _load() -> tuple[_Phrases, _Phrases, dict[str, list[tuple[str, ...]]]]:
    """Phrases of plain words, phrases with stand-ins, and the national sides by first word, longest first."""
    content = yaml.safe_load(Path(__file__).with_name("domains.yml").read_text(encoding="utf-8"))
    plain, patterns = _Phrases(), _Phrases()
    teams: dict[str, list[tuple[str, ...]]] = {}
    for words in sorted(_split(content.pop("teams")), key=lambda team: -len(team)):
        teams.setdefault(words[0], []).append(words)
    for domain, classes in content.items():
        for strength, text in classes.items():
            for words in dict.fromkeys(_split(text)):
                phrases = plain if _STAND_INS.isdisjoint(words) else patterns
                phrases.add(words, domain, _POINTS[strength])
    return plain, patterns, teams


def _shape(tokens: Tokens, teams: dict[str, list[tuple[str, ...]]]) -> list[str]:
    """The words with national sides, results and numbers replaced by their stand-ins."""
    low, count = tokens.low, len(tokens)
    shaped = []
    index = 0
    while index < count:
        word, step = low[index], 1
        if word in teams:
            step = next((len(team) for team in teams[word] if tuple(low[index : index + len(team)]) == team), 0)
            shaped.append(_TEAM if step else word)
            step = step or 1
        elif word.isdecimal():
            other = low[index + 1] if index + 1 < count and tokens.joined[index + 1] else ""
            if other.isdecimal() and len(word) < 4 and len(other) < 4:
                # a side's runs for its wickets; two small numbers are goals, or a vote
                shaped.append(_INNINGS if int(word) >= 10 > int(other) and word != "24" else _SCORE)
                step = 2
            else:
                shaped.append(_NUMBER)
        else:
            shaped.append(word)
        index += step
    return shaped


def domain_of(tokens: Tokens) -> str | None:
    """The domain of a text, or None for news that may hold political events."""
    plain, patterns, teams = _load()
    points: dict[str, int] = {}
    plain.count(tokens.low, points)
    shaped = _shape(tokens, teams)
    if not _STAND_INS.isdisjoint(shaped):
        patterns.count(shaped, points)
    if not points:
        return None
    general = points.pop("any", 0)
    best = max(points, key=lambda domain: points[domain], default=None)
    return best if best is not None and points[best] + general >= _ENOUGH else None
