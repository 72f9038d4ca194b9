"""Batches for the tests of checks: two good rows per table, made from the catalogue's examples."""

from collections.abc import Callable
from datetime import date, datetime

import polars as pl
import pytest

from checks.structure import GIVEN
from warehouse import catalog

TODAY = date(2026, 1, 9)

REFERENCES: dict[str, object] = {
    "today": TODAY,
    "first_day": date(2020, 1, 1),
    "sources": {"meridian-wire", "harbour-post"},
    "languages": {"en", "uk", "und"},
    "documents": {"a" * 64, "b" * 64},
    "stories": {"7d793037a0760186", "7d793037a0760187"},
    "actors": {"UKR.GOV:volodymyr-zelensky", "CYP.GOV"},
    "events": {"0cc175b9c0f1b6a8", "0cc175b9c0f1b6a9"},
}

# What the examples of the catalogue, being examples of single columns, do not say together; one value per row.
ROWS: dict[str, dict[str, tuple[object, object]]] = {
    "core.documents": {"document_id": ("a" * 64, "b" * 64)},
    "work.items": {
        "document_id": ("a" * 64, "b" * 64),
        "reason": (None, None),
        "source_first_day": (date(2020, 1, 1), date(2020, 1, 1)),
    },
    "core.headlines": {
        "headline_id": ("5d41402abc4b2a76", "5d41402abc4b2a77"),
        "document_id": ("a" * 64, "b" * 64),
        "source_first_day": (date(2020, 1, 1), date(2020, 1, 1)),
        "landed": (3, 3),
        "accounted": (3, 3),
    },
    "core.stories": {
        "story_id": ("7d793037a0760186", "7d793037a0760187"),
        "story_key": ("e4d909c290d0fb1c", "e4d909c290d0fb1d"),
    },
    "core.mentions": {"char_start": (10, 40), "char_end": (28, 58)},
    "core.events": {
        "event_id": ("0cc175b9c0f1b6a8", "0cc175b9c0f1b6a9"),
        "event_type": ("CONSULT", "STATEMENT"),
        "quad_class": ("verbal cooperation", None),
    },
    "core.event_actors": {"role": ("source", "target")},
    "core.actors": {
        "actor_id": ("UKR.GOV:volodymyr-zelensky", "CYP.GOV"),
        "code": ("UKR.GOV", "CYP.GOV"),
        "country": ("UKR", "CYP"),
    },
    "marts.events_per_actor_per_day": {
        "actor_id": ("UKR.GOV:volodymyr-zelensky", "CYP.GOV"),
        "events": (4, 0),
        "as_source": (3, 0),
        "as_target": (1, 0),
        "verbal_cooperation": (2, 0),
        "material_cooperation": (1, 0),
        "verbal_conflict": (1, 0),
        "headlines": (8, 8),
        "goldstein_mean": (1.2, None),
    },
}


def parsed(type_: str, example: str) -> object:
    """An example of the catalogue as a value of its DuckDB type."""
    if type_ == "DATE":
        return date.fromisoformat(example)
    if type_ == "TIMESTAMP":
        return datetime.fromisoformat(example)
    if type_ == "BOOLEAN":
        return example == "true"
    return {"BIGINT": int, "DOUBLE": float}.get(type_, str)(example)


@pytest.fixture(scope="session")
def references() -> dict[str, object]:
    """What `$name` stands for in the tests."""
    return REFERENCES


@pytest.fixture(scope="session")
def good_batch() -> Callable[[str], pl.DataFrame]:
    """A function that makes the good batch of a table, two rows, by full name."""

    def make(full_name: str) -> pl.DataFrame:
        table = catalog.table(full_name)
        special = ROWS.get(full_name, {})
        columns = {
            name: special.get(name, (parsed(column.type, column.example),) * 2) for name, column in table.definitions()
        }
        helpers = GIVEN.get(full_name, {})
        columns |= {name: special[name] for name in helpers}
        schema = {**table.polars_schema(), **helpers}
        return pl.DataFrame({name: list(values) for name, values in columns.items()}, schema=schema)

    return make


@pytest.fixture(scope="session")
def items(good_batch: Callable[[str], pl.DataFrame]) -> Callable[[int], pl.DataFrame]:
    """A function that makes a good batch of work.items with any number of rows, all of one document."""

    def make(rows: int) -> pl.DataFrame:
        return pl.concat([good_batch("work.items").head(1)] * rows).with_columns(
            position=pl.int_range(1, rows + 1, dtype=pl.Int64)
        )

    return make
