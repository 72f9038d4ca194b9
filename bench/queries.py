"""Questions to a warehouse of many events: a day's report, an actor's whole history, the top actors of a month.

What belongs here: invented tables of any size, and the statements of `newsledger report` on them. What does not: making
the tables by the pipeline (end_to_end.py, growth.py).

python -m bench.queries --events 10000000

Events lie in the order of their days, as the pipeline stores them, over ten years; 20,000 actors, the one of rank n
taking part in a share of events in proportion to 1/n. A hundred million events take some 15 GB of disk, which are given
back at the end. The median of five; the first question, to a file that is not yet in memory, is told apart.
"""

# ruff: noqa: S608 - names are the catalogue's, and quoted; numbers are this module's own

import argparse
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import duckdb

from bench.measure import console, table
from warehouse.sql import statement
from warehouse.store import connect, create_tables

FIRST, DAYS, ACTORS = date(2016, 1, 1), 3_650, 20_000
EVENTS = 10_000_000
CHUNK = 2_000_000  # events made at a time
DAY = FIRST + timedelta(days=DAYS * 2 // 3)
TYPES = ("CONSULT", "ACCUSE", "COOPERATE", "ASSAULT", "REQUEST", "STATEMENT", "AID", "REJECT", "COERCE", "AGREE")

# An actor's number of an event and a side: the share of rank n is in proportion to 1/n.
_ACTOR = f"floor(exp(hash(i * 2 + side) / 18446744073709551616.0 * ln({ACTORS})))::integer"
_CHUNK_OF_EVENTS = f"""
create or replace temp table made as
select
    i, side, lower(to_hex(hash(i))) as event_id, lower(to_hex(hash(i * 2 // 3 + 1000000007))) as story_id,
    (date '{FIRST}' + (i * {DAYS} // $events)::integer)::date as event_date,
    list_extract({list(TYPES)}, (hash(i + 7) % {len(TYPES)} + 1)::integer) as event_type,
    if(hash(i + 11) % 10 < 8, 'occurred', 'planned') as status,
    printf('C%02d.GOV:actor-%d', ({_ACTOR} % 90)::integer, {_ACTOR}) as actor_id
from range($start, $stop) as numbers(i), range(2) as sides(side)
where side = 0 or hash(i + 13) % 5 > 0
"""
_INSERTS = (
    """
    insert into core.events by name
    select event_id, story_id, event_date, event_type, status, event_date as first_published_on,
           'inherited' as date_kind, 'verbal cooperation' as quad_class, 1.0 as goldstein, 1.0 as plover_score,
           'met with' as trigger,
           8 as char_start, 16 as char_end, 'consult:meet' as rule_id, '1' as coder_version, '04' as cameo_root,
           'day' as date_precision
    from made where side = 0 order by i
    """,
    """
    insert into core.event_actors by name
    select event_id, actor_id, if(side = 0, 'source', 'target') as role, event_date from made order by i, side
    """,
    """
    insert into core.mentions by name
    select story_id, actor_id, 10 * side as char_start, 10 * side + 5 as char_end, 'actor' as surface,
           'entry' as entry_id, event_date as first_published_on
    from made order by i, side
    """,
    """
    insert into core.stories by name
    select story_id, story_id as story_key, 'Headline of story ' || min(i) as text, 'en' as language,
           min(event_date) as first_published_on, min(event_date) as last_published_on, 3 as headlines,
           2 as sources, 1 as wordings
    from made group by story_id order by min(i)
    """,
    """
    insert into marts.events_per_actor_per_day by name
    select event_date as day, actor_id, 'Actor ' || split_part(actor_id, '-', 2) as actor_name,
           substr(actor_id, 1, 3) as country,
           'GOV' as sector, count(*) as events, count(*) filter (where side = 0) as as_source,
           count(*) filter (where side = 1) as as_target, count(*) as verbal_cooperation, 0 as material_cooperation,
           0 as verbal_conflict, 0 as material_conflict, 0 as statements, 0 as planned, count(*) as stories,
           count(*) as headlines, 1.0 as goldstein_mean,
           'CONSULT Actor ' || min(i % 20000) || '; ← ACCUSE Actor ' || max(i % 20000) as mainly
    from made group by event_date, actor_id order by event_date, actor_id
    """,
)
TOP = """
select actor_id, any_value(actor_name) as actor, sum(events) as events
from marts.events_per_actor_per_day
where day between $first and $last
group by actor_id order by events desc, actor_id limit 20
"""
RARE, COMMON = "C73.GOV:actor-703", "C01.GOV:actor-1"


def main() -> dict[str, Any]:
    """Make the tables and ask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, nargs="+", default=[EVENTS])
    return run(*parser.parse_args().events)


def run(*sizes: int) -> dict[str, Any]:
    """The figures of each size, by its events."""
    return {str(events): _measure(events) for events in sizes}


def _measure(events: int) -> dict[str, Any]:
    with TemporaryDirectory() as name:
        file = Path(name) / "newsledger.duckdb"
        started = perf_counter()
        make(file, events)
        console.print(
            f"\n{events:,} events made in {perf_counter() - started:.0f} s, {file.stat().st_size / 1e9:.1f} GB"
        )
        with connect(file, read_only=True) as con:
            found = {title: _asked(con, sql, given) for title, (sql, given) in questions().items()}
    table(
        f"Questions to {events:,} events", ("question", "ms", "ms of all cores", "ms, the first time", "rows"),
        [(title, one["milliseconds"], one["cpu_milliseconds"], one["first_milliseconds"], one["rows"])
         for title, one in found.items()],
    )  # fmt: skip
    return found


def questions() -> dict[str, tuple[str, Mapping[str, object]]]:
    """What is asked, by what it is: SQL and its values."""
    report = statement("report_actor")
    always = {"first": date(1, 1, 1), "last": date(9999, 12, 31)}
    day, month = {"first": DAY, "last": DAY}, {"first": DAY.replace(day=1), "last": DAY.replace(day=28)}
    return {
        "report of a day, by actor": (report, {**day, "actor": None}),
        "report of a day, one actor": (report, {**day, "actor": COMMON}),
        "whole history of an actor of rank 703": (report, {**always, "actor": RARE}),
        "whole history of the most frequent actor": (report, {**always, "actor": COMMON}),
        "top actors of a month": (TOP, month),
        "report of a day, by country pair": (statement("report_dyad"), {**day, "actor": None}),
    }


def _asked(con: duckdb.DuckDBPyConnection, sql: str, given: Mapping[str, object]) -> dict[str, Any]:
    """Milliseconds of a question: of the first time, and the median of five more; and of these the processors' time."""
    taken, worked = [], []
    for _ in range(6):
        started, at_work = perf_counter(), process_time()
        rows = con.sql(sql, params=dict(given)).pl().height
        taken.append((perf_counter() - started) * 1000)
        worked.append((process_time() - at_work) * 1000)
    return {
        "milliseconds": round(median(taken[1:]), 1),
        "first_milliseconds": round(taken[0], 1),
        "cpu_milliseconds": round(median(worked[1:]), 1),
        "rows": rows,
    }


def make(file: Path, events: int) -> None:
    """A warehouse file with so many events, and what goes with them."""
    con = connect(file, settings={"memory_limit": "4GB", "temp_directory": str(file.with_suffix(".tmp"))})
    create_tables(con)
    con.execute(
        f"""
        insert into core.actors
        select printf('C%02d.GOV:actor-%d', n % 90, n), printf('C%02d.GOV', n % 90), 'Actor ' || n, 'state',
               printf('C%02d', n % 90), 'GOV'
        from range({ACTORS + 1}) as numbers(n)
        """
    )
    for start in range(0, events, CHUNK):
        con.execute(_CHUNK_OF_EVENTS, {"events": events, "start": start, "stop": min(start + CHUNK, events)})
        for sql in _INSERTS:
            con.execute(sql)
    con.close()


if __name__ == "__main__":
    main()
