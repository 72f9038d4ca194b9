"""What of the actor dictionary wants a person's look: roles that were left open long ago, names that it does not know.

What belongs here: finding both. What does not: changing the dictionary, queries, output.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pipelines.coding import words as w
from pipelines.coding.domains import domain_of
from pipelines.coding.lexicon import DictionaryError, Lexicon
from pipelines.coding.tokens import Tokens, sentence_ends, tokenise

# A word is ordinary where it is written small in at least this share of the texts that have it inside a sentence.
ORDINARY_SHARE = 0.2
MAX_NAME_WORDS = 5
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov "
    "dec christmas easter ramadan".split()
)
_OPENING = frozenset(":\"'“‘«(—–|-")


@dataclass(frozen=True, slots=True)
class OpenRole:
    """A role without an end, reviewed too long ago: file and line to edit. `reviewed` is as in the file."""

    name: str
    code: str
    office: str
    since: str
    reviewed: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A capitalised phrase that no mention covers: in how many stories, and the text of one of them."""

    phrase: str
    stories: int
    example: str


def open_roles(folders: Iterable[Path], today: date, days: int = 365) -> list[OpenRole]:
    """Persons' roles without an end whose `reviewed` is empty or more than `days` before `today`, oldest review first.

    Bodies are left out: they have no term of office. A partial date counts as its first day.

    Raises:
        DictionaryError: a file lacks a column, or `reviewed` is no date.
    """
    latest = today - timedelta(days=days)
    found = []
    for path in sorted(path for folder in folders for path in folder.glob("actors*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            missing = {"name", "kind", "country", "sector", "to", "reviewed"} - set(reader.fieldnames or ())
            if missing:
                raise DictionaryError(f"{path}: line 1: the header lacks {', '.join(sorted(missing))}; add the columns")
            for row in reader:
                reviewed = (row["reviewed"] or "").strip()
                if row["kind"] != "person" or (row["to"] or "").strip():
                    continue
                if not reviewed or _first_day(reviewed, path, reader.line_num) < latest:
                    code = f"{row['country'] or '---'}.{row['sector']}"
                    found.append(
                        OpenRole(
                            row["name"],
                            code,
                            row.get("office") or "",
                            row.get("from") or "",
                            reviewed,
                            path.name,
                            reader.line_num,
                        )
                    )
    return sorted(found, key=lambda r: (r.reviewed, r.name, r.line))


def _first_day(text: str, path: Path, line: int) -> date:
    try:
        return date.fromisoformat((text + "-01-01"[3 * text.count("-") :])[:10])
    except ValueError as error:
        raise DictionaryError(
            f"{path}: line {line}: reviewed '{text}' is no date; write YYYY-MM or YYYY-MM-DD"
        ) from error


def unknown_names(
    stories: Sequence[tuple[str, str]],
    covered: Mapping[str, Sequence[tuple[int, int]]],
    lexicon: Lexicon,
    most: int = 50,
) -> list[UnknownName]:
    """The most frequent name-like phrases that neither a mention nor a dictionary phrase covers, most frequent first.

    Texts in title case or all capitals are left out, since a capital tells nothing there, and so are texts about sport,
    culture or markets. The first word of a sentence counts only as part of a longer name.

    Args:
        stories: (story id, text) of English texts.
        covered: character spans of mentions by story id.
        lexicon: the dictionary in force; its phrases (places too) are known.
        most: how many to return.
    """
    texts = [(key, tokenise(text)) for key, text in stories]
    texts = [(key, tokens) for key, tokens in texts if tokens.style == "sentence" and len(tokens)]
    told = [(key, tokens) for key, tokens in texts if domain_of(tokens) is None]
    ordinary = _ordinary(tokens for _, tokens in texts)
    counts: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    examples: dict[str, str] = {}
    for key, tokens in told:
        spans = covered.get(key, ())
        known = [any(a < tokens.end[i] and tokens.start[i] < b for a, b in spans) for i in range(len(tokens))]
        for index, match in enumerate(lexicon.matches(tokens)):
            if match:
                known[index : match[0]] = [True] * (match[0] - index)
        phrases = {" ".join(tokens.low[a:b]): tokens.surface(a, b) for a, b in _sequences(tokens, known, ordinary)}
        for phrase, surface in phrases.items():
            counts[phrase] += 1
            spellings[phrase][surface] += 1
            examples.setdefault(phrase, tokens.text)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]
    return [UnknownName(min(spellings[p].items(), key=lambda s: (-s[1], s[0]))[0], n, examples[p]) for p, n in ranked]


def _starts(tokens: Tokens) -> set[int]:
    """Tokens where a capital is due to the place: first in a sentence, after a colon, a dash or an opening quote."""
    first = {0, *sentence_ends(tokens)}
    return first | {i + 1 for i, raw in enumerate(tokens.raw) if raw in _OPENING}


def _ordinary(texts: Iterable[Tokens]) -> frozenset[str]:
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for tokens in texts:
        starts = _starts(tokens)
        small.update({low for low, raw in zip(tokens.low, tokens.raw, strict=True) if raw[0].islower()})
        capital.update({tokens.low[i] for i in range(len(tokens)) if tokens.capital(i) and i not in starts})
    return frozenset(word for word, n in small.items() if n >= ORDINARY_SHARE * (n + capital[word]))


_FUNCTION = (
    w.PREPOSITIONS | w.DETERMINERS | w.CONJUNCTIONS | w.SUBORDINATORS | w.BE | w.HAVE | w.DO | w.MODALS | w.PRONOUNS |
    w.ADVERBS | w.NEGATIONS | w.FUTURE | w.NUMBERS | w.REGIONS | _CALENDAR
)  # fmt: skip


def _sequences(tokens: Tokens, known: Sequence[bool], ordinary: frozenset[str]) -> Iterator[tuple[int, int]]:
    """(first token, token after the last) of each run of capitalised words that are neither known nor ordinary."""
    starts = _starts(tokens)

    def name_like(i: int) -> bool:
        low = tokens.low[i]
        return (
            tokens.capital(i)
            and low.replace("'", "").isalpha()
            and len(low) > 1
            and not (known[i] or low in ordinary or low in _FUNCTION)
        )

    index, count = 0, len(tokens)
    while index < count:
        if not name_like(index):
            index += 1
            continue
        end = index + 1
        while end < count and end - index < MAX_NAME_WORDS and end not in starts:
            if name_like(end):
                end += 1
                continue
            follow = end
            while follow < count and tokens.low[follow] in w.NAME_PARTICLES and not known[follow]:
                follow += 1
            if follow in (end, count) or not name_like(follow):
                break
            end = follow + 1
        # a name that goes on into a known one is known too ("Old Trafford" is not "Old")
        whole = not (end < count and known[end] and tokens.joined[end])
        if whole and (end - index > 1 or index not in starts):
            yield index, end
        index = end
