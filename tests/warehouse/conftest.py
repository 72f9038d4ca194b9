"""A small warehouse for the tests of this folder: a handful of stories told in Python, as rows of `core`."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from warehouse.catalog import TABLES, Table, table
from warehouse.models import Project, load_project
from warehouse.replace import append
from warehouse.store import connect, create_tables, quoted

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 1, 10, 12)
# Goldstein values and quad classes are those of the coder's table in shape, not in number: any will do here.
TYPES: dict[str, tuple[str | None, float | None]] = {
    "CONSULT": ("verbal cooperation", 1.0),
    "COOPERATE": ("material cooperation", 6.4),
    "AID": ("material cooperation", 7.0),
    "ACCUSE": ("verbal conflict", -2.0),
    "COERCE": ("material conflict", -7.0),
    "ASSAULT": ("material conflict", -9.1),
    "STATEMENT": (None, None),
}


@dataclass(frozen=True)
class Event:
    """One coded event: type, day, sides by actor_id, status."""

    type: str
    day: date
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    status: str = "occurred"


@dataclass(frozen=True)
class Story:
    """One story: its name, first day, the sources of its headlines (one each), the actors it mentions, its events."""

    name: str
    day: date
    told_by: tuple[str, ...] = ("wire",)
    mentions: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Rejected:
    """One rejected row: which item, and what its JSON tells of source and day."""

    item: int
    row: str
    rule: str = "published_on_not_in_future"


@dataclass(frozen=True)
class Cases:
    """What the tests use, as one fixture."""

    Event: type[Event] = Event
    Story: type[Story] = Story
    Rejected: type[Rejected] = Rejected

    def frames(self, stories: Iterable[Story], rejected: Iterable[Rejected] = ()) -> dict[str, pl.DataFrame]:
        """The rows of each table of `core`, and of `quality.rejected_rows`, that tell these stories."""
        return _frames(list(stories), list(rejected))

    def fill(self, con: duckdb.DuckDBPyConnection, stories: Iterable[Story], rejected: Iterable[Rejected] = ()) -> None:
        """Replace all of `core` and the rejected rows by these stories'."""
        for name, frame in self.frames(stories, rejected).items():
            con.execute(f"delete from {quoted(table(name))}")
            append(con, table(name), frame)

    def touch(self, con: duckdb.DuckDBPyConnection, days: Iterable[date]) -> None:
        """Make these the touched days."""
        touched = table("work.touched_days")
        con.execute(f"delete from {quoted(touched)}")
        append(con, touched, pl.DataFrame({"day": sorted(set(days))}, schema={"day": pl.Date}))

    def days_of(self, story: Story) -> set[date]:
        """The days whose mart rows depend on the story."""
        return {story.day} | {event.day for event in story.events}


def _id(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _frame(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=table(name).polars_schema())


def _frames(stories: list[Story], rejected: list[Rejected]) -> dict[str, pl.DataFrame]:
    documents: dict[str, dict[str, object]] = {}
    headlines, actors, events, sides, told, mentions = [], {}, [], [], [], []
    for story in stories:
        for copy, source in enumerate(story.told_by):
            document = _id("document", source)
            documents[document] = _document(document, source)
            span = int(_id("place", story.name)[:6], 16) * 1000 + copy * 100
            headlines.append(_headline(story, source, document, span))
        told.append(_told(story))
        mentions += [_mention(story, actor, place) for place, actor in enumerate(story.mentions)]
        for event in story.events:
            events.append(_event(story, event))
            for role, side in (("source", event.sources), ("target", event.targets)):
                sides += [
                    {"event_id": events[-1]["event_id"], "actor_id": actor, "role": role, "event_date": event.day}
                    for actor in sorted(set(side))
                ]
            actors.update({actor: _actor(actor) for actor in (*event.sources, *event.targets)})
        actors.update({actor: _actor(actor) for actor in story.mentions})
    return {
        "core.documents": _frame("core.documents", list(documents.values())),
        "core.headlines": _frame("core.headlines", headlines),
        "core.stories": _frame("core.stories", told),
        "core.actors": _frame("core.actors", list(actors.values())),
        "core.mentions": _frame("core.mentions", mentions),
        "core.events": _frame("core.events", events),
        "core.event_actors": _frame("core.event_actors", sides),
        "quality.rejected_rows": _frame("quality.rejected_rows", [_rejected(one) for one in rejected]),
    }


def _document(document_id: str, source: str) -> dict[str, object]:
    return {
        "document_id": document_id, "uri": f"file:///{source}.txt", "source": source, "media_type": "text/plain",
        "encoding": "utf-8", "reader": "listing", "bytes": 10, "title": None, "published_on": None,
        "retrieved_at": NOON, "ingested_at": NOON, "items": 1, "items_headline": 1, "items_boilerplate": 0,
        "items_rejected": 0,
    }  # fmt: skip


def _headline(story: Story, source: str, document: str, span: int) -> dict[str, object]:
    return {
        "headline_id": _id("headline", story.name, document, span), "document_id": document,
        "story_id": _id("story", story.name), "position": span + 1, "byte_start": span, "byte_end": span + 50,
        "source": source, "published_on": story.day, "date_kind": "explicit", "raw_text": story.name,
        "text": story.name, "labels": None, "language": "en", "story_key": _id("key", story.name),
    }  # fmt: skip


def _told(story: Story) -> dict[str, object]:
    return {
        "story_id": _id("story", story.name), "story_key": _id("key", story.name), "text": story.name,
        "language": "en", "first_published_on": story.day, "last_published_on": story.day,
        "headlines": len(story.told_by), "sources": len(set(story.told_by)), "wordings": 1,
    }  # fmt: skip


def _actor(actor: str) -> dict[str, object]:
    code, _, slug = actor.partition(":")
    country, _, sector = code.partition(".")
    return {
        "actor_id": actor, "code": code, "name": slug or code, "kind": "person" if slug else "generic",
        "country": country, "sector": sector,
    }  # fmt: skip


def _mention(story: Story, actor: str, place: int) -> dict[str, object]:
    return {
        "story_id": _id("story", story.name), "actor_id": actor, "char_start": place * 10,
        "char_end": place * 10 + 5, "surface": actor, "entry_id": f"test:{actor}",
        "first_published_on": story.day,
    }  # fmt: skip


def _event(story: Story, event: Event) -> dict[str, object]:
    quad_class, goldstein = TYPES[event.type]
    return {
        "event_id": _id("event", story.name, event), "story_id": _id("story", story.name),
        "first_published_on": story.day, "event_date": event.day, "date_kind": "inherited", "date_precision": "day",
        "event_type": event.type, "status": event.status,
        "quad_class": quad_class, "cameo_root": "04", "goldstein": goldstein, "plover_score": goldstein,
        "trigger": "did", "char_start": 0, "char_end": 3, "rule_id": "test:rule", "coder_version": "test",
    }  # fmt: skip


def _rejected(one: Rejected) -> dict[str, object]:
    return {
        "run_id": "run", "rejected_at": NOON, "document_id": _id("document", "wire"), "byte_start": one.item,
        "byte_end": one.item + 10, "rule": one.rule, "reason": "test", "row": one.row,
    }  # fmt: skip


@pytest.fixture(scope="session")
def cases() -> Cases:
    """Builders of small data."""
    return Cases()


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty warehouse with all tables."""
    opened = connect(tmp_path / "working.duckdb", settings={"threads": "2"})
    create_tables(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def project() -> Project:
    """The project's own dbt folder."""
    return load_project(ROOT / "dbt_like_sql")


@pytest.fixture(scope="session")
def marts() -> tuple[Table, ...]:
    """The catalogue's marts."""
    return tuple(one for one in TABLES if one.schema == "marts")


@pytest.fixture(scope="session")
def rows() -> Callable[[duckdb.DuckDBPyConnection, str], list[tuple[object, ...]]]:
    """All rows of a table of the catalogue, in a fixed order."""

    def read(con: duckdb.DuckDBPyConnection, full_name: str) -> list[tuple[object, ...]]:
        return con.sql(f"select * from {quoted(table(full_name))} order by all").fetchall()

    return read
