"""Ways to put a copy of a DuckDB database beside it: table by table, and as a file.

python -m bench.publishing
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import duckdb

from bench.measure import console, seconds, table
from warehouse.publish import publish
from warehouse.store import connect, create_tables


def main() -> None:
    """Measure on a warehouse of generated headlines rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        working = folder / "working.duckdb"
        con = connect(working)
        create_tables(con)
        con.execute(
            """
            insert into core.stories
            select md5(i::varchar), md5((i * 7)::varchar), repeat(md5(i::varchar) || ' ', 2), 'en',
                   date '2026-01-01' + (i % 300)::integer, date '2026-01-01' + (i % 300)::integer, 1, 1, 1
            from range($1) as t(i)
            """,
            [rows],
        )
        con.close()
        shown = {
            "COPY FROM DATABASE": lambda: _copy_database(working, folder / "a.duckdb"),
            "copy of the closed file": lambda: shutil.copyfile(working, folder / "b.duckdb"),
            "publish(): copy, drop, compare, sync, rename": lambda: publish(working, folder / "c.duckdb"),
        }
        taken = {way: seconds(work, 2) for way, work in shown.items()}
        megabytes = working.stat().st_size / 1e6
    console.print(f"A database of {rows:,} stories, {megabytes:.0f} MB")
    table(
        "Ways to copy it", ("way", "seconds", "MB/s"), [(way, spent, megabytes / spent) for way, spent in taken.items()]
    )


def _copy_database(working: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    con = duckdb.connect()
    con.execute(f"attach '{working}' as source (read_only)")
    con.execute(f"attach '{target}' as target")
    con.execute("copy from database source to target")
    con.close()


if __name__ == "__main__":
    main()
