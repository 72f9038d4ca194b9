"""The event coder: from a story's text and day to its actors and events.

What belongs here: the coder's interface, one coder per language, and coding a frame of stories into the shapes of the
warehouse. What does not: the grammar (mention_parser.py, clauses.py, events.py and what they call) and the
dictionaries.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

import polars as pl
import yaml

from pipelines.coding.domains import domain_of
from pipelines.coding.events import find_events
from pipelines.coding.frames import FRAMES, load_frames
from pipelines.coding.lexicon import DICTIONARIES, load_lexicon, version_of
from pipelines.coding.mention_parser import find_mentions
from pipelines.coding.reading import Event
from pipelines.coding.tokens import tokenise
from warehouse.catalog import table

# Changes with the grammar; the dictionaries' own hashes follow it in `coder_version`.
_UNGUARDED = frozenset(("COP", "JUD", "BUS", "NGO", "MED"))
GRAMMAR_VERSION = "2"


class CodedActor(NamedTuple):
    """A mention: character span in the text, the actor, and the dictionary entry or grammar rule that found it."""

    char_start: int
    char_end: int
    surface: str
    actor_id: str
    code: str
    name: str | None
    kind: str
    entry_id: str


class CodedEvent(NamedTuple):
    """An event: type, actor ids of its sides, day, status, trigger span, rule, and PLOVER mode if the words tell it."""

    type: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    day: date
    date_kind: str
    date_precision: str
    status: str
    char_start: int
    char_end: int
    trigger: str
    rule_id: str
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """What one text tells."""

    mentions: tuple[CodedActor, ...] = ()
    events: tuple[CodedEvent, ...] = ()


class Coder(Protocol):
    """A coder of one language; deterministic: the same text and day give the same result."""

    language: str
    version: str

    def code(self, text: str, published: date) -> Coded:
        """Actors and events of one text published on a day."""


class EnglishCoder:
    """The coder of English headlines: rules and dictionaries."""

    language = "en"

    def __init__(self, overlay: Path | None = None) -> None:
        """`overlay`: a folder whose `actors/*.csv` and `frames/*.yml` extend the shipped dictionaries."""
        folders = [DICTIONARIES, *([overlay / "actors"] if overlay else [])]
        frame_folders = [FRAMES, *([overlay / "frames"] if overlay else [])]
        self.lexicon = load_lexicon(folders)
        self.frames = load_frames(frame_folders)
        here = Path(__file__).parent
        word_lists = version_of([here / "domains.yml", here / "modes.yml", here / "scales.yml", here / "words.yml"])
        self.version = "+".join((GRAMMAR_VERSION, word_lists, self.lexicon.version, self.frames.version))

    def code(self, text: str, published: date) -> Coded:
        """Actors and events of one text published on a day. Total: any text gives a result, perhaps an empty one."""
        tokens = tokenise(text)
        mentions = find_mentions(self.lexicon, tokens, published, self.frames.verbs)
        if domain_of(tokens) is not None:
            # teams and markets bear names of states and captains; who acts here are police, courts, firms and bodies
            mentions = [m for m in mentions if m.code.split(".")[1] in _UNGUARDED or m.kind in ("body", "igo", "party")]
            events: list[Event] = []
        else:
            events = find_events(self.frames, tokens, mentions, published)
        actor_ids = [m.actor_id for m in mentions]
        used = {m for event in events for m in (*event.sources, *event.targets)}
        coded, told = [], []
        for number, m in enumerate(mentions):
            if not (m.place or m.passing) or number in used:
                start, end = tokens.start[m.start], tokens.end[m.end - 1]
                coded.append(
                    CodedActor(start, end, text[start:end], actor_ids[number], m.code, m.name, m.kind, m.entry_id)
                )
        for event in events:
            start, end = tokens.start[event.start], tokens.end[event.end - 1]
            sources = tuple(sorted({actor_ids[m] for m in event.sources}))
            targets = tuple(sorted({actor_ids[m] for m in event.targets}))
            told.append(
                CodedEvent(
                    event.type, sources, targets, event.day, event.date_kind, event.date_precision, event.status,
                    start, end, text[start:end], event.rule_id, event.mode,
                )
            )  # fmt: skip
        return Coded(tuple(coded), tuple(told))

    def country_name(self, country: str) -> str:
        """The English name of a country slot."""
        return self.lexicon.country_names.get(country, country)


@cache
def default_coders(overlay: Path | None = None) -> Mapping[str, Coder]:
    """The coders by language; texts in other languages are kept and counted, and not coded."""
    english = EnglishCoder(overlay)
    return {english.language: english}


@cache
def scales() -> dict[str, dict[str, object]]:
    """Quadrant, CAMEO root, Goldstein value and PLOVER score by event type."""
    content: dict[str, dict[str, object]] = yaml.safe_load(Path(__file__).with_name("scales.yml").read_text("utf-8"))
    return content


_SECTOR_NAMES = {
    "GOV": "", "MIL": "armed forces", "COP": "police", "SPY": "intelligence", "LEG": "parliament",
    "JUD": "judiciary", "PTY": "parties", "REB": "armed groups", "CVL": "civilians", "CRM": "organised crime",
    "BUS": "business", "MED": "media", "NGO": "organisations", "SOC": "society", "IGO": "",
}  # fmt: skip


def generic_name(code: str, country_name: str) -> str:
    """The display name of an actor that has only a code: "Ukraine", "Ukraine: armed forces", "police"."""
    country, sector = code.split(".")
    told = _SECTOR_NAMES[sector]
    if country == "---":
        return told or "governments"
    return f"{country_name}: {told}" if told else country_name


@dataclass(frozen=True)
class Coding:
    """Rows of core.actors, core.mentions, core.events and core.event_actors."""

    actors: pl.DataFrame
    mentions: pl.DataFrame
    events: pl.DataFrame
    event_actors: pl.DataFrame


# What is read of core.stories.
CODED_COLUMNS = ("story_id", "text", "language", "first_published_on")


def code_stories(stories: pl.DataFrame, coders: Mapping[str, Coder]) -> Coding:
    """Code rows of core.stories. Stories in a language without a coder have no rows. Rows are sorted by their keys."""
    actors: dict[str, tuple[str, str, str]] = {}
    mentions: list[tuple[object, ...]] = []
    events: list[tuple[object, ...]] = []
    sides: list[tuple[object, ...]] = []
    scale = scales()
    for story_id, text, language, day in stories.select(CODED_COLUMNS).iter_rows():
        coder = coders.get(language)
        if coder is None:
            continue
        coded = coder.code(text, day)
        for m in coded.mentions:
            name = m.name or generic_name(m.code, _country_name(coder, m.code))
            known = actors.get(m.actor_id)
            # of several spellings of an unknown name the first in code point order names the actor
            kind = m.kind if m.name else "state" if m.code.endswith(".GOV") and m.code != "---.GOV" else "generic"
            actors[m.actor_id] = (
                m.code,
                min(name, known[1]) if known else name,
                min(kind, known[2]) if known else kind,
            )
            mentions.append((story_id, m.actor_id, m.char_start, m.char_end, m.surface, m.entry_id, day))
        for e in coded.events:
            event_id = _event_id(story_id, e)
            row = scale[e.type]
            events.append((event_id, story_id, e.day, e.date_kind, e.type, e.status, row["quad"], row["goldstein"],
                           row["plover"], e.trigger, e.char_start, e.char_end, e.rule_id, coder.version,
                           e.mode, row["cameo"], e.date_precision, day))  # fmt: skip
            sides.extend((event_id, actor, "source", e.day) for actor in e.sources)
            sides.extend((event_id, actor, "target", e.day) for actor in e.targets)
    return Coding(
        _frame("core.actors", [(i, code, name, kind, *code.split(".")) for i, (code, name, kind) in actors.items()]),
        _frame("core.mentions", mentions),
        _frame("core.events", events),
        _frame("core.event_actors", sides),
    )


def merged(parts: Sequence[Coding]) -> Coding:
    """What `code_stories` gives for all rows, from what it gave for each part of them, in their order."""
    actors = _whole("core.actors", [part.actors for part in parts])
    names = actors.group_by("actor_id").agg(pl.col("name", "kind").min())
    return Coding(
        _distinct("core.actors", actors.update(names, on="actor_id")),
        _distinct("core.mentions", _whole("core.mentions", [part.mentions for part in parts])),
        _distinct("core.events", _whole("core.events", [part.events for part in parts])),
        _distinct("core.event_actors", _whole("core.event_actors", [part.event_actors for part in parts])),
    )


def _whole(name: str, frames: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=table(name).polars_schema()), *frames])


def _country_name(coder: Coder, code: str) -> str:
    country = code.split(".")[0]
    return coder.country_name(country) if isinstance(coder, EnglishCoder) else country


def _event_id(story_id: str, event: CodedEvent) -> str:
    """16 hex digits of BLAKE2b over what the event is: story, type, sides, day and status."""
    content = "\x1f".join(
        (story_id, event.type, *event.sources, ">", *event.targets, event.day.isoformat(), event.status)
    )
    return hashlib.blake2b(content.encode(), digest_size=8).hexdigest()


def _frame(name: str, rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    return _distinct(name, pl.DataFrame(rows, schema=table(name).polars_schema(), orient="row"))


def _distinct(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Of rows with one key the first, in the order of the key."""
    key = table(name).key
    return frame.unique(key, keep="first", maintain_order=True).sort(key)
