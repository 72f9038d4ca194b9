"""`make bench`: every measurement that a change should be compared by; prints tables, writes bench/results.json.

What belongs here: choosing sizes and putting the parts together. What does not: the parts themselves (coder.py,
dedupe.py, end_to_end.py, growth.py, queries.py), and measurements behind one decision (the other modules). Figures of
two machines do not compare; the ratios within one run do.

python -m bench.run            some ten minutes
python -m bench.run --full     the sizes of ten years and ten million headlines: hours, and 20 GB of disk
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import polars as pl

from bench import dedupe, end_to_end, growth, queries
from bench.generate import write_pages
from bench.measure import console, table
from bench.warm import SOURCES

RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    """Run all parts, or those that are named, and keep the figures; a part's figures stand until it is run again."""
    parts = _parts(full="--full" in sys.argv)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="the huge sizes too")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one or more of {', '.join(parts)}; none: all")
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(parts):
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
    # a part that has a command line of its own does not see this one's
    del sys.argv[1:]
    started = perf_counter()
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if chosen.parts else {}
    results |= {
        "measured_on": datetime.now(UTC).date().isoformat(),
        "machine": {"cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version()},
        "versions": {name: version(name) for name in ("polars", "duckdb", "dagster", "great-expectations")},
    }
    for name in chosen.parts or parts:
        results[name] = parts[name]()
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    console.print(f"bench/results.json written; {perf_counter() - started:.0f} s in all")


def _parts(full: bool) -> dict[str, Callable[[], Any]]:
    """What is measured, by name."""
    return {
        "reading": reading,
        "coder": coder,
        "dedupe": lambda: dedupe.run(400_000),
        "end_to_end": lambda: end_to_end.run(*end_to_end.SIZES, *((10_000_000,) if full else ())),
        "growth": growth.run,
        "queries": lambda: queries.run(queries.EVENTS, *((100_000_000,) if full else ())),
    }


def coder() -> Any:
    """Sentences a second of the coder."""
    from bench.coder import measure

    return measure()


def reading(lines: int = 20_000) -> dict[str, int]:
    """Lines a second from files to clean headlines with their language."""
    from pipelines.clean.boilerplate import mark_boilerplate
    from pipelines.clean.headlines import headlines as clean
    from pipelines.ingest.batch import Reading, arrivals_of, canonical
    from pipelines.ingest.sources import load_sources

    with TemporaryDirectory() as name:
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


if __name__ == "__main__":
    main()
