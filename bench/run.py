"""`make bench`: how fast the coder, the reading and the whole pipeline are; prints tables, writes bench/results.json.

What belongs here: the figures that each change should be compared by. What does not: measurements behind one decision
(the other modules). Figures of two machines do not compare; the ratios within one run do.
"""

import json
import os
import platform
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.console import Console

from bench.generate import FIRST_DAY, headlines, write_pages
from bench.measure import console, seconds, table

if TYPE_CHECKING:
    from pipelines.coding.coder import EnglishCoder

RESULTS = Path(__file__).with_name("results.json")
SOURCES = "- {id: wire, name: Generated wire, language: en}\n"
SIZES = (1_000, 10_000)


def main() -> None:
    """Run all and keep the figures."""
    started = perf_counter()
    results: dict[str, Any] = {
        "measured_on": datetime.now(UTC).date().isoformat(),
        "machine": {"cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version()},
        "versions": {name: version(name) for name in ("polars", "duckdb", "dagster", "great-expectations")},
        "coder": coder(),
        "reading": reading(),
        "import_great_expectations_seconds": round(warm_up(), 2),
        "pipeline": [pipeline(size) for size in SIZES],
    }
    small, big = results["pipeline"]
    results["pipeline_growth"] = round(big["seconds"] / small["seconds"], 2)
    console.print(f"Ten times the headlines take {results['pipeline_growth']} times as long.")
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    console.print(f"bench/results.json written; {perf_counter() - started:.0f} s in all")


def coder(count: int = 3_000) -> dict[str, float]:
    """Sentences a second of the coder, and of its parts alone."""
    from pipelines.coding.coder import EnglishCoder
    from pipelines.coding.mention_parser import find_mentions
    from pipelines.coding.tokens import tokenise

    started = perf_counter()
    english = EnglishCoder()
    loading = perf_counter() - started
    texts = headlines(count)
    tokens = [tokenise(text) for text in texts]
    parts = {
        "tokenise": seconds(lambda: [tokenise(text) for text in texts]),
        "find phrases of the dictionaries": seconds(lambda: [english.lexicon.matches(each) for each in tokens]),
        "find actors": seconds(lambda: [find_mentions(english.lexicon, each, FIRST_DAY) for each in tokens]),
        "all: actors and events": seconds(lambda: [english.code(text, FIRST_DAY) for text in texts]),
    }
    whole = parts["all: actors and events"]
    rows = [(name, count / taken, taken / whole) for name, taken in parts.items()]
    table(
        f"Coder, {count:,} distinct headlines (dictionaries load in {loading:.1f} s)",
        ("part", "headlines/s", "share"),
        rows,
    )
    both = two_processes(texts)
    console.print(f"In two processes: {both:,.0f} headlines/s, {both * whole / count:.2f} times as many")
    return {
        "load_seconds": round(loading, 2),
        "headlines_per_second": round(count / whole),
        "headlines_per_second_in_two_processes": round(both),
    }


def two_processes(texts: list[str]) -> float:
    """Headlines a second of the coder in two processes, once both have loaded the dictionaries."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(code_all, [texts[:100]] * 8))
        halves = [texts[0::2], texts[1::2]]
        return len(texts) / seconds(lambda: list(pool.map(code_all, halves)))


def code_all(texts: list[str]) -> int:
    """Code the texts in this process; gives the number of events."""
    return sum(len(_english().code(text, FIRST_DAY).events) for text in texts)


@cache
def _english() -> "EnglishCoder":
    from pipelines.coding.coder import EnglishCoder

    return EnglishCoder()


def reading(lines: int = 20_000) -> dict[str, int]:
    """Lines a second from files to clean headlines with their language."""
    from pipelines.clean.boilerplate import mark_boilerplate
    from pipelines.clean.headlines import headlines as clean
    from pipelines.ingest.batch import Reading, arrivals_of, canonical
    from pipelines.ingest.sources import load_sources

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write_pages(folder / "wire", lines)
        (folder / "sources.yml").write_text(SOURCES, encoding="utf-8")
        sources = load_sources(folder / "sources.yml")
        raw, now = folder / "raw", datetime(2026, 1, 1)
        taken = {}
        started = perf_counter()
        arrivals = canonical(arrivals_of(files, sources, raw))
        taken["keep bytes"] = perf_counter() - started
        started = perf_counter()
        items = pl.concat(Reading(arrivals, sources, raw, now).slices())
        taken["read lines"] = perf_counter() - started
        started = perf_counter()
        items = mark_boilerplate(items)
        taken["find boilerplate"] = perf_counter() - started
        clean(items.head(10), {"wire": "en"})  # loads the language model
        started = perf_counter()
        found = clean(items, {"wire": "en"})
        taken["clean, key, language"] = perf_counter() - started
    assert found.height >= lines  # the pages' titles are read as headlines too
    whole = sum(taken.values())
    rows = [(step, lines / spent, spent / whole) for step, spent in taken.items()]
    table(
        f"Reading and cleaning, {lines:,} lines, half of them repeats",
        ("step", "lines/s", "share"),
        [*rows, ("all", lines / whole, 1.0)],
    )
    return {"lines_per_second": round(lines / whole)}


def warm_up() -> float:
    """Seconds that the first validation of a process takes: nearly all is the import of Great Expectations."""
    from checks.quarantine import judge
    from warehouse.catalog import table as catalogued

    started = perf_counter()
    judge("core.actors", pl.DataFrame(schema=catalogued("core.actors").polars_schema()), {})
    taken = perf_counter() - started
    console.print(f"\nImport of Great Expectations and the first, empty validation: {taken:.1f} s")
    pipeline(100, tell=False)  # what else is imported and opened for the first time
    return taken


def pipeline(lines: int, tell: bool = True) -> dict[str, Any]:
    """One run of the whole pipeline in a warm process: seconds per step, and those within Great Expectations."""
    import dagster as dg

    from pipelines.coding.coder import default_coders
    from pipelines.defs.run import Progress, instance, prepare_definitions, run_everything
    from pipelines.settings import load_settings

    default_coders()
    steps: dict[str, float] = {}

    class Note(Progress):
        """Keeps the seconds of each step."""

        def __call__(self, entry: dg.EventLogEntry) -> None:
            event = entry.dagster_event
            if event is not None and event.is_step_success:
                key = str(event.step_key)
                steps[key] = steps.get(key, 0.0) + event.step_success_data.duration_ms / 1000

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(folder / "wire", lines)
        (folder / "sources.yml").write_text(SOURCES, encoding="utf-8")
        settings = load_settings(home=folder / "data", sources_file=folder / "sources.yml", first_day=date(2026, 1, 1))
        defs = prepare_definitions(settings)
        with instance(settings) as found, _checks_timed() as checking:
            started = perf_counter()
            config: dict[str, object] = {"paths": [str(folder / "wire")]}
            outcome = run_everything(defs, found, settings, config, Note(Console(quiet=True)))
            whole = perf_counter() - started
        assert not outcome.failures, outcome.failures
    gx = checking["seconds"]
    rows = [(step, spent, spent / whole) for step, spent in sorted(steps.items(), key=lambda item: -item[1])]
    rest = whole - sum(steps.values())
    # a step's own time holds its checks; Great Expectations is shown beside, not added
    rows += [
        ("Dagster and start of runs", rest, rest / whole),
        ("all", whole, 1.0),
        ("of it, Great Expectations", gx, gx / whole),
    ]
    if tell:
        title = f"Pipeline, {lines:,} headlines of {len(outcome.days)} days, {lines / whole:,.0f} headlines/s"
        table(title, ("step", "seconds", "share"), rows)
    return {
        "headlines": lines,
        "seconds": round(whole, 2),
        "headlines_per_second": round(lines / whole),
        "great_expectations_share": round(gx / whole, 3),
        "steps": {step: round(spent, 2) for step, spent in sorted(steps.items(), key=lambda item: -item[1])},
    }


@contextmanager
def _checks_timed() -> Iterator[dict[str, float]]:
    """Adds up the seconds that batches spend in Great Expectations."""
    from checks import engine, quarantine

    spent = {"seconds": 0.0}

    def timed(*given: Any) -> Any:
        started = perf_counter()
        try:
            return engine.validate(*given)
        finally:
            spent["seconds"] += perf_counter() - started

    vars(quarantine)["validate"] = timed
    try:
        yield spent
    finally:
        vars(quarantine)["validate"] = engine.validate


if __name__ == "__main__":
    main()
