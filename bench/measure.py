"""What every measurement shares: timing, memory, child processes, showing.

What belongs here: repeated timing, peak memory, tables. What does not: any one measurement.
"""

import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from rich.console import Console
from rich.table import Table

console = Console(highlight=False)


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The shortest of several runs: what else the machine does can only add to it."""
    taken = []
    for _ in range(times):
        started = perf_counter()
        work()
        taken.append(perf_counter() - started)
    return min(taken)


@dataclass
class Spent:
    """What a block of code took: seconds, those of all cores, and megabytes at its peak above those at its start."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    megabytes: float = 0.0


@contextmanager
def spending() -> Iterator[Spent]:
    """Measure a block; its peak of memory is that of the process, so one thing at a time, best in a child process."""
    spent = Spent()
    before = _resident(reset=True)
    started, at_work = perf_counter(), process_time()
    yield spent
    spent.seconds, spent.cpu_seconds = perf_counter() - started, process_time() - at_work
    spent.megabytes = max(0.0, _peak() - before)


def _resident(reset: bool) -> float:
    """Megabytes in use; `reset` makes the peak begin anew where the system can do so (Linux)."""
    if not Path("/proc/self/clear_refs").exists():
        return _peak()
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS:")


def _peak() -> float:
    if Path("/proc/self/status").exists():
        return _status("VmHWM:")
    unit = 1e6 if platform.system() == "Darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def peak_megabytes() -> float:
    """The most memory that this process has had, in megabytes, or one of its children if that had more."""
    unit = 1e6 if platform.system() == "Darwin" else 1e3
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / unit


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1.024e-3 for line in lines if line.startswith(name))


def in_child(module: str, *arguments: str, most_seconds: float | None = None) -> Any:
    """What `python -m module arguments` prints as its last line, a JSON value; None if it took too long.

    Raises:
        RuntimeError: the child failed; the message is what it said.
    """
    command = [sys.executable, "-m", module, *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=most_seconds, env=os.environ, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows; numbers to the right, in three digits where they are small."""
    console.print(f"\n{title}", style="bold")
    shown = Table()
    for number, head in enumerate(heads):
        shown.add_column(head, justify="right" if rows and not isinstance(rows[0][number], str) else "left")
    for row in rows:
        shown.add_row(*(_told(value) for value in row))
    console.print(shown)


def _told(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
