"""Runs whose process ended without a word: it was killed, or the machine went down.

What belongs here: telling such runs from living ones, and marking them as failed, so that nothing waits for them, as
Dagster counts a run as going on until somebody says otherwise, and starts no other of the queue meanwhile. What does
not: their data (a killed run has committed nothing, see warehouse/session.py).

Whoever executes runs (the command, the UI with all that it starts) holds a lock on a file of his own while he lives.
The system frees it however he ends.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from pipelines.settings import Settings
from warehouse.store import WarehouseLocked

COMMAND, UI = "command", "ui"
STARTED_BY = "newsledger/started_by"
_GOING_ON = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


@contextmanager
def alive(settings: Settings, who: str, wait_seconds: float) -> Iterator[int]:
    """Hold the lock of `who`, COMMAND or UI; gives its file descriptor, to be passed on to processes that share it.

    Raises:
        WarehouseLocked: another one holds it for longer than `wait_seconds`.
    """
    path = _path(settings, who)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        deadline = time.monotonic() + wait_seconds
        while not _try_lock(handle):
            if time.monotonic() > deadline:
                holder = os.pread(handle, 20, 0).decode() or "unknown"
                raise WarehouseLocked(
                    f"{path}: another newsledger {'ui' if who == UI else 'run'} is at work here (PID {holder}), "
                    f"still after {wait_seconds:g} s. Wait for it or end it, then try again."
                )
            time.sleep(0.2)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield handle
    finally:
        os.close(handle)


def bury(found: dg.DagsterInstance, settings: Settings, mine: str | None = None) -> list[str]:
    """Mark dead runs as failed and give their ids: all that `mine` started, whose lock the caller has just taken, and
    the command's, if no command lives.
    """  # fmt: skip
    dead = {mine} if mine else set()
    if mine != COMMAND and not _is_held(_path(settings, COMMAND)):
        dead.add(COMMAND)
    buried = []
    for run in found.get_runs(dg.RunsFilter(statuses=_GOING_ON)):
        if run.tags.get(STARTED_BY, UI) in dead:
            found.report_run_failed(run, "Its process ended without a word: it was killed, or the machine went down.")
            buried.append(run.run_id)
    return buried


def _path(settings: Settings, who: str) -> Path:
    return settings.dagster_home / f"{who}.lock"


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_held(path: Path) -> bool:
    """Whether somebody holds the lock."""
    if not path.exists():
        return False
    handle = os.open(path, os.O_RDWR)
    try:
        return not _try_lock(handle)
    finally:
        os.close(handle)
