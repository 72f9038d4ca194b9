"""A run that is killed, and readers during a run: the published file is whole, old or new, at every moment."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import duckdb
import pytest

from pipelines.definitions import build_defs
from pipelines.defs.automation import INGEST_JOB
from pipelines.defs.dead_runs import COMMAND, STARTED_BY, UI, alive, bury
from warehouse.store import WarehouseLocked

if TYPE_CHECKING:
    from conftest import Home

# One range of days, so that there is one publication: old or new, nothing between.
PAGES = {
    "wire/monday.txt": "12 January 2026\nAustria rejects Hungarian offer\nFrance accuses Russia of cyber attacks\n",
    "post/tuesday.txt": "13 January 2026\nPeru's president visits Chile\nAustria rejects Hungarian offer\n",
    "gazette/old.txt": "11 January 2026\nKenya urges Ethiopia to withdraw forces\nNorway thanks Kenya for help\n",
}
# A run tells each finished step: a kill shortly after one of these words falls into another part of it each time.
STEPS = (
    "Reading",
    "ingest",
    "headlines",
    "stories",
    "coding",
    "events_per_actor_per_day",
    "events_per_country_per_day",
)

READER = """
import sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
count = lambda: con.sql("select count(*) from core.headlines").fetchall()[0][0]
print(count(), flush=True)
sys.stdin.readline()
print(count(), flush=True)
"""


def start(home: "Home", paths: list[Path]) -> subprocess.Popen[str]:
    """`newsledger run` as a process of its own, whose standard error can be read line by line."""
    code = "from pipelines.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "run", "--quiet", *map(str, paths)],
        cwd=home.root, env={**os.environ, **home.environment}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    )  # fmt: skip


def kill_after(home: "Home", paths: list[Path], step: str, seconds: float) -> bool:
    """Start a run and kill it so long after it has told the step; whether it was still at work."""
    process = start(home, paths)
    assert process.stderr is not None
    for line in process.stderr:
        if line.strip().startswith(step):
            break
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.stderr.close()
    return process.wait() == -signal.SIGKILL


def finish(home: "Home", paths: list[Path]) -> None:
    process = start(home, paths)
    _, said = process.communicate(timeout=300)
    assert process.returncode == 0, said


@pytest.fixture
def killed(published_home: "Home") -> "Home":
    """A published home with new pages that nothing has read yet."""
    for name, text in PAGES.items():
        published_home.page("new/" + name, text)
    return published_home


@pytest.fixture
def undisturbed(killed: "Home") -> dict[str, bytes]:
    """What the tables become when nobody kills the run."""
    other = killed.beside("undisturbed")
    shutil.copytree(killed.data, other.data)
    assert other.run([killed.root / "pages" / "new"]).failures == []
    return other.export(other.data / "export")


@pytest.mark.slow
def test_a_run_killed_at_any_step_leaves_a_whole_file_and_the_next_one_completes(
    killed: "Home", undisturbed: dict[str, bytes]
) -> None:
    draw = random.Random(1)
    paths = [killed.root / "pages" / "new"]
    old = killed.export(killed.data / "export")
    killed_at_work = 0
    for step in [*STEPS, STEPS[-1]]:  # publishing follows the last step
        killed_at_work += kill_after(killed, paths, step, draw.uniform(0.0, 0.5))
        assert killed.export(killed.data / "export") in (old, undisturbed), f"after a kill at {step}"
    assert killed_at_work >= 3
    finish(killed, paths)
    assert killed.export(killed.data / "export") == undisturbed
    # nothing of the killed runs is left beside the published file
    assert [path.name for path in killed.data.iterdir() if path.name.startswith(".newsledger.duckdb.")] == []


@contextlib.contextmanager
def reader(home: "Home") -> Iterator[subprocess.Popen[str]]:
    """Another process that keeps the published file open."""
    process = subprocess.Popen(
        [sys.executable, "-c", READER, str(home.published)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_reader_keeps_his_view_and_does_not_block_the_run(killed: "Home") -> None:
    [(before,)] = killed.rows("select count(*) from core.headlines")
    with reader(killed) as process:
        assert process.stdin is not None and process.stdout is not None
        assert process.stdout.readline() == f"{before}\n"
        outcome = killed.run([killed.root / "pages" / "new"])
        assert outcome.failures == []
        [(after,)] = killed.rows("select count(*) from core.headlines")
        assert after == before + 6  # type: ignore[operator]
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == f"{before}\n"


def test_a_run_that_finds_the_database_held_says_by_whom_and_changes_nothing(killed: "Home") -> None:
    before = killed.published.read_bytes()
    hold = "import sys, duckdb; con = duckdb.connect(sys.argv[1]); print(1, flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(killed.data / "working.duckdb")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert holder.stdout is not None and holder.stdout.readline()
        killed.options["wait_seconds"] = 0.2
        outcome = killed.run([killed.root / "pages" / "new"])
        assert len(outcome.failures) == 1
        assert "still in use after 0.2 s" in outcome.failures[0] and f"PID {holder.pid}" in outcome.failures[0]
    finally:
        holder.kill()
        holder.communicate()
    assert killed.published.read_bytes() == before
    del killed.options["wait_seconds"]
    with contextlib.closing(duckdb.connect(str(killed.data / "working.duckdb"))) as con:
        assert con.sql("select count(*) from work.pending_days").fetchall() == [(0,)]


def test_a_run_that_was_killed_is_told_as_failed_by_the_next_command_or_the_daemon(home: "Home") -> None:
    """Else Dagster would count it as going on for ever, and its queue would start nothing else."""
    settings = home.settings()
    with dg.DagsterInstance.ephemeral() as instance:
        defs = build_defs(settings)
        job = defs.resolve_job_def(INGEST_JOB)

        def going_on(tags: dict[str, str]) -> str:
            return instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED, tags=tags).run_id

        of_command, of_ui = going_on({STARTED_BY: COMMAND}), going_on({})
        with alive(settings, COMMAND, 0.0):
            assert bury(instance, settings) == []  # a command lives: its run may, too
        assert bury(instance, settings) == [of_command]
        assert instance.get_run_by_id(of_command).status == dg.DagsterRunStatus.FAILURE  # type: ignore[union-attr]
        assert bury(instance, settings) == []
        with alive(settings, UI, 0.0):
            assert bury(instance, settings, UI) == [of_ui]


def test_a_second_command_waits_for_the_first_and_then_says_who_it_is(home: "Home") -> None:
    settings = home.settings()
    with (
        alive(settings, COMMAND, 0.0),
        pytest.raises(WarehouseLocked, match=rf"another newsledger run is at work here \(PID {os.getpid()}\)"),
        alive(settings, COMMAND, 0.3),
    ):
        pass
    with alive(settings, COMMAND, 0.0), alive(settings, UI, 0.0):
        pass
