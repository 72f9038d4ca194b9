"""Running the jobs in this process, on the persistent instance, so that the Dagster UI shows the runs.

What belongs here: the instance's configuration and executing jobs. What does not: what the jobs do.
"""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import dagster as dg
import yaml
from rich.console import Console

from pipelines.defs.automation import (
    DAILY_JOB,
    INGEST_JOB,
    LEFT_UNPUBLISHED,
    PUBLISHED,
    pending_days,
    range_tags,
    ranges,
    unpublished_days,
)
from pipelines.defs.dead_runs import COMMAND, STARTED_BY, UI, alive, bury
from pipelines.defs.event_log import BATCH_EVENTS
from pipelines.settings import Settings
from pipelines.show import visible

# No usage data leaves the machine; one writer; runs stay until the operator deletes them.
INSTANCE = {
    "telemetry": {"enabled": False},
    "nux": {"enabled": False},
    "concurrency": {"runs": {"max_concurrent_runs": 1}},
    "storage": {
        "custom": {
            "module": "pipelines.defs.event_log",
            "class": "Storage",
            "config": {"base_dir": {"env": "DAGSTER_HOME"}},
        }
    },
}


def prepare_home(settings: Settings) -> Path:
    """Make Dagster's folder with its configuration; an operator's own dagster.yaml is left alone.

    This process and those that it starts find the folder, and give events to its log in batches.
    """
    home = settings.dagster_home
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ["DAGSTER_EVENT_BATCH_SIZE"] = str(BATCH_EVENTS)
    home.mkdir(parents=True, exist_ok=True)
    file = home / "dagster.yaml"
    if not file.exists():
        file.write_text(yaml.safe_dump(INSTANCE, sort_keys=False), encoding="utf-8")
    return home


@contextmanager
def instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The persistent instance of the settings' home, for the one command that executes runs on it.

    Raises:
        WarehouseLocked: another command is at work for longer than the settings' `wait_seconds`.
    """
    home = prepare_home(settings)
    with alive(settings, COMMAND, settings.wait_seconds), dg.DagsterInstance.from_config(str(home)) as found:
        bury(found, settings, COMMAND)
        yield found


@contextmanager
def ui_lock(settings: Settings) -> Iterator[int]:
    """The lock that the UI holds while it lives, runs of an earlier one that was killed being marked as failed.

    Raises:
        WarehouseLocked: another UI is at work on the same home.
    """
    home = prepare_home(settings)
    with alive(settings, UI, 0.0) as handle:
        with dg.DagsterInstance.from_config(str(home)) as found:
            bury(found, settings, UI)
        yield handle


# How long what is made waits for being published, while more is made.
PUBLISH_SECONDS = 60.0


@dataclass(frozen=True)
class Outcome:
    """What was run: ids of the runs, the days published, and what went wrong in words for people."""

    run_ids: list[str]
    days: list[date]
    failures: list[str]


class Progress:
    """Tells on a terminal each step of a run with its time, and what a long step says meanwhile."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def __call__(self, entry: dg.EventLogEntry) -> None:
        """Called by Dagster for each event of a run."""
        event = entry.dagster_event
        if event is None and entry.level == logging.INFO:
            self.console.print(f"    {visible(entry.user_message)}", markup=False, highlight=False)
        if event is not None and event.is_step_success:
            seconds = event.step_success_data.duration_ms / 1000
            self.console.print(f"  {event.step_key} {seconds:.1f} s", markup=False, highlight=False)


def prepare_definitions(settings: Settings) -> dg.Definitions:
    """The definitions for the settings."""
    from pipelines.definitions import build_defs

    return build_defs(settings)


def run_everything(
    defs: dg.Definitions, found: dg.DagsterInstance, settings: Settings, config: dict[str, object], tell: Progress,
    fetch: Sequence[str] = (),
) -> Outcome:  # fmt: skip
    """Execute the ingest job, then the daily job over the pending days, range by range.

    `config` is what ingest reads, `fetch` the ids of the sources to fetch before.

    A range that fails is tried again in halves, so that a bad day does not hold back its neighbours. Publishing copies
    the whole database, so of many ranges not each is published: what is made is published after PUBLISH_SECONDS, then
    after twice as long each time, and at the end.
    """
    run_config = {"ops": {"fetch": {"config": {"sources": list(fetch)}}, "ingest": {"config": config}}}
    first = execute(defs, found, INGEST_JOB, tell, run_config=run_config)
    if not first.success:
        return Outcome([first.run_id], [], why_failed(first))
    pending = pending_days(settings, settings.wait_seconds)
    todo = ranges({day: held.weight for day, held in pending.items()})
    several = len(todo) > 1
    making = partial(execute, defs, found, DAILY_JOB, tell, **(_unpublished(defs) if several else {}))
    ids, failures, days = [first.run_id], [], set[date]()
    pace = _Pace(sum(held.headlines for held in pending.values()))
    patience, since = PUBLISH_SECONDS, monotonic()

    def publish(made: list[date]) -> None:
        tags = range_tags(made[0], made[-1])
        published = execute(defs, found, DAILY_JOB, tell, tags=tags, assets=[PUBLISHED])
        ids.append(published.run_id)
        failures.extend(why_failed(published))
        days.update(made)  # also those of a command that was killed

    while todo:
        start, end = todo.pop(0)
        inside = [day for day in pending if start <= day <= end]
        of_range = sum(pending[day].headlines for day in inside)
        tell.console.print(f"{start} to {end}: {pace.told(of_range)}", markup=False, highlight=False)
        result = making(tags=range_tags(start, end))
        ids.append(result.run_id)
        if result.success:
            pace.done += of_range
            days.update(start + timedelta(days=n) for n in range((end - start).days + 1))
            if several and todo and monotonic() - since >= patience:
                publish(unpublished_days(settings, settings.wait_seconds))
                patience, since = patience * 2, monotonic()
        elif start < end:
            middle = len(inside) // 2
            todo = [(inside[0], inside[middle - 1]), (inside[middle], inside[-1]), *todo]
        else:
            pace.done += of_range
            failures += why_failed(result)
    left = unpublished_days(settings, settings.wait_seconds)
    if left:
        publish(left)
    return Outcome(ids, sorted(days), failures)


def _unpublished(defs: dg.Definitions) -> dict[str, Any]:
    """How the daily job is executed so that it makes its days and leaves publishing to another run."""
    keys = set(defs.resolve_job_def(DAILY_JOB).asset_layer.executable_asset_keys)
    return {"assets": sorted(keys - {PUBLISHED}), "marks": {LEFT_UNPUBLISHED: "true"}}


@dataclass
class _Pace:
    """How far a run over ranges has come, in headlines, and how long it will take."""

    whole: int
    done: int = 0
    started: float = field(default_factory=monotonic)

    def told(self, coming: int) -> str:
        """The headlines of the coming range, and the pace of those that are done."""
        counted = (
            f"headlines {self.done + 1:,} to {self.done + coming:,} of {self.whole:,}" if coming else "no headlines"
        )
        if not self.done:
            return counted
        pace = self.done / (monotonic() - self.started)
        left = timedelta(seconds=round((self.whole - self.done) / pace))
        return f"{counted}; {pace:,.0f} a second, about {left} left"


def execute(
    defs: dg.Definitions, found: dg.DagsterInstance, name: str, tell: Progress | None = None, *,
    run_config: dict[str, Any] | None = None, tags: dict[str, str] | None = None,
    marks: dict[str, str] | None = None, assets: Sequence[dg.AssetKey] | None = None,
) -> dg.ExecuteInProcessResult:  # fmt: skip
    """Execute a job, or these assets of it, in this process; a failure is in the result. `marks` are further tags."""
    run_id = str(uuid4())
    if tell is not None:
        found.add_event_listener(run_id, tell)
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    return defs.resolve_job_def(name).execute_in_process(
        run_config={**(run_config or {}), **quiet}, instance=found, run_id=run_id, raise_on_error=False,
        tags={**(tags or {}), **(marks or {}), STARTED_BY: COMMAND}, asset_selection=assets,
    )  # fmt: skip


def why_failed(result: dg.ExecuteInProcessResult) -> list[str]:
    """What went wrong in a failed run, in words for people: the message of each step's failure."""
    told = []
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            said = data.user_failure_data.description if data.user_failure_data else None
            error = data.error.cause or data.error if data.error else None
            told.append((said or (error.message if error else None) or event.message or "").strip())
    return told
