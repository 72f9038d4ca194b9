"""Jobs, the daily schedule, and the sensors.

What belongs here: what starts a run, and when. What does not: assets. All are defined always; the settings file says
which of them start switched on.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import blake2b
from pathlib import Path
from time import time
from typing import Any, NamedTuple

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from pipelines.defs.dead_runs import bury
from pipelines.ingest.sources import Source
from pipelines.settings import Settings
from warehouse.sql import statement
from warehouse.store import WarehouseLocked, connect

# Weight of one run: some 150,000 headlines that all differ, or 400,000 of which one in ten does. That takes about a
# gigabyte of memory beside the libraries' 500 MB; a run costs seconds whatever it makes.
RANGE_WEIGHT = 450_000
INGEST_JOB = "ingest_job"
DAILY_JOB = "daily_job"
PUBLISHED = dg.AssetKey("published")
# On a run that makes days and leaves it to a later one to publish them.
LEFT_UNPUBLISHED = "newsledger/left_unpublished"
RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


def jobs(ingest: list[dg.AssetKey], partitions: dg.DailyPartitionsDefinition) -> list[UnresolvedAssetJobDefinition]:
    """Two jobs: ingest reads files and notes the days they bear on; daily makes and publishes days."""
    first = dg.AssetSelection.assets(*ingest)
    return [
        dg.define_asset_job(INGEST_JOB, first, description="Fetch sources, and read documents into items."),
        dg.define_asset_job(
            DAILY_JOB, dg.AssetSelection.all() - first, partitions_def=partitions,
            description="Headlines to published marts, for a published day or a range of days.",
        ),
    ]  # fmt: skip


class Pending(NamedTuple):
    """What a pending day holds: its headlines, and about how many of them differ."""

    headlines: int
    different: int

    @property
    def weight(self) -> int:
        """What it costs in memory: a headline that differs from others has a story, and what is coded of it."""
        return self.headlines + 2 * self.different


def ranges(days: Mapping[date, int], gap: int = 20, most: int = RANGE_WEIGHT) -> list[tuple[date, date]]:
    """Days as ranges (first, last) of at most the weight `most`, bridging gaps of up to `gap` days.

    `days` tells the weight of each. A run costs as much time as some 20 empty days within one; its memory grows with
    the weight. A day that has more than `most` is a range of its own.
    """
    found: list[tuple[date, date]] = []
    filled = 0
    for day in sorted(days):
        if found and (day - found[-1][1]).days <= gap + 1 and filled + days[day] <= most:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
            filled = 0
        filled += days[day]
    return found


def pending_days(settings: Settings, wait_seconds: float = 1.0) -> dict[date, Pending]:
    """The days whose items are newer than the warehouse, with what each holds.

    Raises:
        WarehouseLocked: a run holds the working database.
    """
    return {day: Pending(*held) for day, *held in _ask(settings, statement("pending_days"), wait_seconds)}


def unpublished_days(settings: Settings, wait_seconds: float = 1.0) -> list[date]:
    """The days that are made and not yet in the published file, in order.

    Raises:
        WarehouseLocked: a run holds the working database.
    """
    # a working database of an earlier version has no such table
    known = "select 1 from duckdb_tables() where schema_name = 'work' and table_name = 'unpublished_days'"
    if not _ask(settings, known, wait_seconds):
        return []
    return [day for (day,) in _ask(settings, "from work.unpublished_days order by day", wait_seconds)]


def last_read(settings: Settings, wait_seconds: float = 1.0) -> str:
    """When a document was last read, as text; empty if none was. Nothing but reading changes it.

    Raises:
        WarehouseLocked: a run holds the working database.
    """
    return "".join(str(row[0]) for row in _ask(settings, "select max(ingested_at) from core.documents", wait_seconds))


def _ask(settings: Settings, sql: str, wait_seconds: float) -> list[Any]:
    """The rows of a query on the working database; none if there is no database yet."""
    if not settings.working.exists():
        return []
    con = connect(settings.working, read_only=True, wait_seconds=wait_seconds, settings=settings.duckdb())
    try:
        return con.sql(sql).fetchall()
    finally:
        con.close()


def range_tags(first: date, last: date) -> dict[str, str]:
    """The tags by which a run covers a range of partitions."""
    return {RANGE_START: first.isoformat(), RANGE_END: last.isoformat()}


def build(
    settings: Settings, sources: Mapping[str, Source]
) -> tuple[list[dg.ScheduleDefinition], list[dg.SensorDefinition]]:
    """The daily schedule, one for each source that has its own, and the two sensors."""
    on, off = dg.DefaultScheduleStatus.RUNNING, dg.DefaultScheduleStatus.STOPPED
    sensor_on, sensor_off = dg.DefaultSensorStatus.RUNNING, dg.DefaultSensorStatus.STOPPED
    daily = dg.ScheduleDefinition(
        name="daily", job_name=INGEST_JOB, cron_schedule=settings.schedule.cron, execution_timezone="UTC",
        default_status=on if settings.schedule.enabled else off,
        run_config=_fetching([one.id for one in sources.values() if one.fetched and not one.schedule]),
        description="Fetch the sources without a schedule of their own and read the landing folder; the sensor "
        "pending_days then makes the days.",
    )  # fmt: skip
    publishes = settings.landing.enabled or settings.schedule.enabled or any(one.schedule for one in sources.values())

    @dg.sensor(
        job_name=INGEST_JOB, minimum_interval_seconds=settings.landing.interval_seconds,
        default_status=sensor_on if settings.landing.enabled else sensor_off,
        description="Reads a file of the landing folder once it has settled: not while it is still being written.",
    )  # fmt: skip
    def landing_folder(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        seen = json.loads(context.cursor or "{}")
        ready, cursor = settled_files(settings.landing_folder, seen, settings.landing.settle_seconds, time())
        requests = []
        if ready:
            run_key = blake2b(json.dumps([cursor[path] for path in ready] + ready).encode(), digest_size=8).hexdigest()
            config = dg.RunConfig(ops={"ingest": {"config": {"paths": ready}}})
            requests.append(dg.RunRequest(run_key=run_key, run_config=config))
        waiting = f"{len(cursor)} files seen, {len(ready)} ready"
        return dg.SensorResult(
            requests, skip_reason=None if ready else dg.SkipReason(waiting), cursor=json.dumps(cursor)
        )

    @dg.sensor(
        job_name=DAILY_JOB, minimum_interval_seconds=settings.landing.interval_seconds,
        default_status=sensor_on if publishes else sensor_off,
        description="Makes and publishes the days that newly read items bear on.",
    )  # fmt: skip
    def pending_days_to_publish(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        bury(context.instance, settings)  # else the queue would wait for a command that was killed
        try:
            days, read, made = pending_days(settings), last_read(settings), unpublished_days(settings)
        except WarehouseLocked as busy:
            yield dg.SkipReason(f"a run is at work: {busy}")
            return
        # a run key is taken once: a range that was refused is not tried again until something more is read
        for first, last in ranges({day: held.weight for day, held in days.items()}):
            yield dg.RunRequest(run_key=f"{first}...{last}@{read}", tags=range_tags(first, last), partition_key=None)
        if made and not days:  # a command was killed between making days and publishing them
            tags, key = range_tags(made[0], made[-1]), f"publish {made[0]}...{made[-1]}@{read}"
            yield dg.RunRequest(run_key=key, tags=tags, partition_key=None, asset_selection=[PUBLISHED])
        elif not days:
            yield dg.SkipReason("no day is pending")

    return [daily, *map(_schedule, filter(lambda s: s.schedule, sources.values()))], [
        landing_folder, pending_days_to_publish,
    ]  # fmt: skip


def _fetching(ids: list[str]) -> dict[str, Any]:
    """The configuration of an ingest run that fetches sources."""
    return {"ops": {"fetch": {"config": {"sources": ids}}}} if ids else {}


def _schedule(source: Source) -> dg.ScheduleDefinition:
    """The schedule by which a source is fetched and read; on from the start, since its settings ask for it."""
    return dg.ScheduleDefinition(
        name=f"fetch_{source.id.replace('-', '_')}", job_name=INGEST_JOB, cron_schedule=source.schedule,
        execution_timezone=source.time_zone, default_status=dg.DefaultScheduleStatus.RUNNING,
        run_config=_fetching([source.id]),
        description=f"Fetch {source.name} and read what is new.",
    )  # fmt: skip


def settled_files(
    folder: Path, seen: dict[str, list[float]], settle_seconds: float, now: float
) -> tuple[list[str], dict[str, list[float]]]:
    """The files of a folder that are ready to be read, and what to remember of all.

    A file is remembered as [size, time of change, time first seen so, taken]; it is ready once it has kept size and
    time of change for `settle_seconds` since it was first seen so, and is then taken once. A file that changes after it
    was taken becomes ready again. Hidden files and ones that end in .tmp or .part are passed over.
    """
    ready, remembered = [], {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if not path.is_file() or path.name.startswith(".") or path.suffix in (".tmp", ".part", ".crdownload"):
            continue
        state = path.stat()
        size, changed, since, taken = seen.get(str(path), [-1, -1, now, 0])
        if (size, changed) != (state.st_size, state.st_mtime):
            size, changed, since, taken = state.st_size, state.st_mtime, now, 0
        if not taken and now - since >= settle_seconds and now - changed >= settle_seconds:
            ready.append(str(path))
            taken = 1
        remembered[str(path)] = [size, changed, since, taken]
    return ready, remembered
