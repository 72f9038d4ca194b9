"""What one more day costs, by the length of the history that is there already.

What belongs here: making long histories, and running single days on them. What does not: speed on many headlines
(end_to_end.py), questions to a long history (queries.py).

python -m bench.growth --days 10 1000 10000

A history is made of what the pipeline itself stored of ten days: these are laid one after the other into the past, with
ids and texts of their own. Then `ingest_job` and `daily_job` make new days, one at a time, in a process that is warm;
the median counts. Dagster's own records are those of few runs in every case. The Parquet files are written whole
each time unless NEWSLEDGER_PARQUET=false.
"""

# ruff: noqa: S608 - names are the catalogue's, and quoted

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from bench.generate import FIRST_DAY, distinct, write_pages
from bench.measure import in_child, spending, table
from bench.warm import Note, pipeline_in, settings_in, warm_up
from warehouse.catalog import COLUMNS, TABLES, Table
from warehouse.store import connect, create_tables, quote, quoted

SIZES = (10, 1_000, 10_000)
BASE_DAYS = 10
HEADLINES = 200  # of a day
NEW_DAYS = 3
# Columns that make a row another than that of another stretch of days.
IDS = frozenset(
    {"document_id", "headline_id", "story_id", "story_key", "anchor_key", "other_key", "event_id", "run_id", "uri"}
)
TEXTS = frozenset({"text", "raw_text", "gist"})


def main() -> dict[str, Any]:
    """Measure the sizes, each in a process of its own, and show what grows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, nargs="+", default=SIZES)
    parser.add_argument("--alone", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.alone:
        print(json.dumps(one_more_day(chosen.alone)))
        return {}
    return run(chosen.days)


def run(sizes: Sequence[int] = SIZES) -> dict[str, Any]:
    """The figures of each size, by its days."""
    found = {days: in_child("bench.growth", "--alone", str(days)) for days in sizes}
    first = found[sizes[0]]
    rows = [
        (f"{days:,} days, {one['database_megabytes']:,} MB", one["seconds"], one["seconds"] / first["seconds"],
         one["cpu_seconds"], one["cpu_seconds"] / first["cpu_seconds"], one["megabytes"])
        for days, one in found.items()
    ]  # fmt: skip
    heads = ("history", "seconds", "ratio", "of all cores", "ratio", "MB of memory")
    table(f"One more day of {HEADLINES} headlines", heads, rows)
    steps = sorted(first["steps"], key=lambda step: -found[sizes[-1]]["steps"][step])
    table(
        "Seconds of each step", ("step", *(f"{days:,}" for days in sizes)),
        [(step, *(one["steps"][step] for one in found.values())) for step in steps],
    )  # fmt: skip
    return {str(days): one for days, one in found.items()}


def one_more_day(days: int) -> dict[str, Any]:
    """Seconds, steps and memory of a new day on a history of so many days, the median of NEW_DAYS."""
    warm_up()
    with TemporaryDirectory() as name:
        folder = Path(name)
        make_history(folder, days)
        megabytes = settings_in(folder).working.stat().st_size / 1e6
        texts = pl.concat(distinct(HEADLINES * NEW_DAYS, seed=2)).to_list()
        days_spent, steps = [], defaultdict(list)
        for number in range(NEW_DAYS):
            page = folder / "wire" / f"new-{number}.txt"
            day = FIRST_DAY + timedelta(days=BASE_DAYS + number)
            page.write_text("\n".join((f"{day:%d %B %Y}", *texts[number::NEW_DAYS])), encoding="utf-8")
            note = Note()
            with pipeline_in(folder, note) as read, spending() as spent:
                read(page)
            days_spent.append(spent)
            for step, taken in note.steps.items():
                steps[step].append(taken)
    return {
        "seconds": round(median(one.seconds for one in days_spent), 2),
        "cpu_seconds": round(median(one.cpu_seconds for one in days_spent), 2),
        "megabytes": round(max(one.megabytes for one in days_spent)),
        "database_megabytes": round(megabytes),
        "steps": {step: round(median(taken), 3) for step, taken in steps.items()},
    }


def make_history(folder: Path, days: int) -> None:
    """Run ten days, then lay them one after the other into the past until there are so many days."""
    write_pages(folder / "wire", HEADLINES * BASE_DAYS, days=BASE_DAYS, lines_per_page=HEADLINES)
    with pipeline_in(folder, Note()) as read:
        read(folder / "wire")
    working = settings_in(folder).working
    base = working.with_name("base.duckdb")
    working.rename(base)
    con = connect(working)
    create_tables(con)
    con.execute(f"attach '{base}' as base (read_only)")
    for entry in TABLES:
        con.execute(f"insert into {quoted(entry)} by name {_repeated(entry, days // BASE_DAYS)}")
    con.close()
    base.unlink()


def _repeated(entry: Table, times: int) -> str:
    """The rows of a table as often as the stretch of days is repeated, the oldest first; those of no day once."""
    made = {name: _moved(name) for name in entry.columns}
    if all(expression == quote(name) for name, expression in made.items()):
        return f"from base.{quoted(entry)}"
    columns = ", ".join(f"{expression} as {quote(name)}" for name, expression in made.items())
    # within a stretch the rows keep the order in which the pipeline stored them
    return (
        f"select {columns} from base.{quoted(entry)} as old, "
        f"(select unnest(range({times - 1}, -1, -1))::integer as stretch) order by stretch desc, old.rowid"
    )


def _moved(name: str) -> str:
    """The SQL of a column in a stretch of the past."""
    column, kind = quote(name), COLUMNS[name].type
    if name in IDS:
        return f"if(stretch = 0, {column}, substr(sha256({column} || ':' || stretch), 1, length({column})))"
    if name in TEXTS:
        return f"if(stretch = 0, {column}, {column} || ' ' || stretch)"
    if kind == "DATE":
        return f"({column} - stretch * {BASE_DAYS})::date"
    return f"{column} - to_days(stretch * {BASE_DAYS})" if kind == "TIMESTAMP" else column


if __name__ == "__main__":
    main()
