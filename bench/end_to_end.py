"""`newsledger run` as a process of its own, from a folder of Parquet files to the published warehouse.

What belongs here: seconds of each step, memory, and how far all this is from what no pipeline can do without. What does
not: single days on a long history (growth.py), the coder alone (coder.py).

python -m bench.end_to_end --headlines 10000 100000 1000000

Two inputs of each size over thirty days: headlines that are all distinct, and a stream as front pages give it, in which
nine of ten lines repeat one of the last days. The floor is measured beside each: read the files, hash the texts, look
for the names of the dictionaries with Aho–Corasick in Polars, insert into DuckDB.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np
import polars as pl

from bench.generate import FIRST_DAY, distinct
from bench.measure import in_child, peak_megabytes, table
from bench.warm import SOURCES, checks_timed

SIZES = (10_000, 100_000, 1_000_000)
DAYS = 30
SEEN_AGAIN = 10  # times that a stream tells each headline
STEP = re.compile(r"^  (\w+) ([\d.]+) s$", re.MULTILINE)


def main() -> dict[str, Any]:
    """Measure the sizes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--headlines", type=int, nargs="+", default=SIZES)
    parser.add_argument("--command", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--floor", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.command:
        _command(chosen.command)
    elif chosen.floor:
        print(json.dumps(floor(chosen.floor)))
    else:
        return run(*chosen.headlines)
    return {}


def run(*sizes: int) -> dict[str, Any]:
    """The figures of each input and size."""
    results: dict[str, Any] = {}
    for name, repeats in (("distinct", 1), ("stream", SEEN_AGAIN)):
        results[name] = [_measure(name, size, repeats) for size in sizes]
    rows = [
        (f"{one['headlines']:,} {name}", one["seconds"], one["cpu_seconds"], one["headlines_per_second"],
         one["megabytes"], one["floor_seconds"], one["seconds"] / one["floor_seconds"])
        for name, found in results.items()
        for one in found
    ]  # fmt: skip
    heads = ("headlines", "seconds", "of all cores", "headlines/s", "MB", "floor, seconds", "times the floor")
    table("newsledger run, from the start of the process to its end", heads, rows)
    return results


def _measure(name: str, headlines: int, repeats: int) -> dict[str, Any]:
    with TemporaryDirectory() as place:
        folder = Path(place)
        write_files(folder / "wire", headlines, repeats)
        (folder / "sources.yml").write_text(SOURCES, encoding="utf-8")
        least = in_child("bench.end_to_end", "--floor", str(folder / "wire"))
        started = perf_counter()
        told, found = _run(folder)
        whole = perf_counter() - started
    steps: dict[str, float] = {}
    for step, seconds in STEP.findall(told):
        steps[step] = round(steps.get(step, 0.0) + float(seconds), 1)
    rest = whole - sum(steps.values())
    rows = [*sorted(steps.items(), key=lambda item: -item[1]), ("start, Dagster and end", rest)]
    table(
        f"{headlines:,} headlines, {name}: {headlines / whole:,.0f} a second, {found['megabytes']:,} MB at most",
        ("step", "seconds", "share"),
        [
            *((step, spent, f"{spent / whole:.0%}") for step, spent in rows),
            ("of them, Great Expectations", found["checks"], f"{found['checks'] / whole:.0%}"),
            ("all", whole, "100%"),
        ],
    )
    return {
        "headlines": headlines,
        "seconds": round(whole, 1),
        "cpu_seconds": found["cpu_seconds"],
        "headlines_per_second": round(headlines / whole),
        "megabytes": found["megabytes"],
        "dagster_share": round(rest / whole, 3),
        "great_expectations_share": round(found["checks"] / whole, 3),
        "floor_seconds": round(sum(least.values()), 2),
        "floor": least,
        "steps": steps,
    }


def write_files(folder: Path, headlines: int, repeats: int = 1) -> None:
    """Parquet files of columns `headline` and `published`, in the order of days.

    Each headline stands in about `repeats` rows, of which the later ones lie up to three days after the first.
    """
    folder.mkdir(parents=True)
    fresh = headlines // repeats
    near = max(1, fresh * 3 // DAYS)
    start = 0
    tail = pl.Series("text", [], dtype=pl.String)
    for number, texts in enumerate(distinct(fresh)):
        known = pl.concat([tail, texts])
        rows = np.arange(start * repeats, (start + len(texts)) * repeats)
        back = np.random.default_rng(number).random(len(rows)) ** 3 * near if repeats > 1 else np.zeros(len(rows))
        chosen = np.maximum(rows // repeats - start + len(tail) - back.astype(np.int64), 0)
        days = pl.Series(rows * DAYS // headlines)
        pl.DataFrame({"headline": known.gather(chosen)}).with_columns(
            published=pl.lit(FIRST_DAY) + pl.duration(days=days)
        ).write_parquet(folder / f"part-{number:03}.parquet")
        start += len(texts)
        tail = known.tail(near)


def _run(folder: Path) -> tuple[str, dict[str, Any]]:
    """The command in a process: what it told on the way, and what it measured of itself.

    Raises:
        RuntimeError: it failed; the message ends with what it said.
    """
    environment = {**os.environ, "NEWSLEDGER_HOME": str(folder / "data"), "COLUMNS": "200",
                   "NEWSLEDGER_SOURCES_FILE": str(folder / "sources.yml")}  # fmt: skip
    command = [sys.executable, "-m", "bench.end_to_end", "--command", str(folder / "wire")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise RuntimeError(f"newsledger run failed: {done.stderr[-2000:]}")
    return done.stderr, json.loads(done.stdout.splitlines()[-1])


def _command(files: Path) -> None:
    """`newsledger run --quiet` in this process, which then tells its memory and its seconds in Great Expectations."""
    from pipelines.cli import app

    with checks_timed() as checks:
        app(["run", "--quiet", str(files)], standalone_mode=False)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    at_work = sum(one.ru_utime + one.ru_stime for one in used)
    print(
        json.dumps(
            {
                "checks": round(checks["seconds"], 2),
                "cpu_seconds": round(at_work, 1),
                "megabytes": round(peak_megabytes()),
            }
        )
    )


def floor(files: Path) -> dict[str, float]:
    """Seconds of what the job cannot do without, in this process."""
    import duckdb

    from pipelines.coding.lexicon import load_lexicon

    names = [f" {' '.join(words)} " for bucket in load_lexicon().phrases.values() for words, _ in bucket]
    taken = {}
    started = perf_counter()

    def lap(name: str) -> None:
        nonlocal started
        taken[name] = round(perf_counter() - started, 3)
        started = perf_counter()

    frame = pl.read_parquet(files / "*.parquet")
    lap("read")
    frame = frame.with_columns(key=pl.col("headline").hash())
    distinct_texts = frame.unique("key", maintain_order=True)
    lap("hash")
    names_found = distinct_texts.select(
        pl.col("headline").str.to_lowercase().str.extract_many(names, overlapping=True).list.explode()
    )
    lap("find names")
    with duckdb.connect(str(files.parent / "floor.duckdb")) as con:
        for name, rows in (("headlines", frame), ("names", names_found)):
            con.register("rows", rows)
            con.execute(f"create table {name} as from rows")
    lap("insert")
    return taken


if __name__ == "__main__":
    main()
