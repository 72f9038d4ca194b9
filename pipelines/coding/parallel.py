"""Coding over several processes: what one process makes of the same rows, in the same order.

What belongs here: splitting the work, the processes and how they end. What does not: what is made of the rows
(coder.py, evaluate.py), how many processes an operator allows (settings.py).
"""

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import TypeVar

import polars as pl

from pipelines.coding.coder import CODED_COLUMNS, Coder, Coding, code_stories, default_coders, merged

# Rows that one process codes at a time: enough to make little of the way to it and back, few enough to tell progress.
CHUNK = 2_000
# Chunks a process that wait for it or for their turn, so that no more than these are held twice.
AHEAD = 3
# Fewer rows than these are coded before other processes have loaded the dictionaries (`python -m bench.coder`). Once
# they have, two chunks are worth sharing.
ENOUGH = 20_000

Row = TypeVar("Row")
Made = TypeVar("Made")
Work = Callable[[Row, Mapping[str, Coder]], Made]


class WorkerDied(RuntimeError):
    """A coding process ended before its work was done; the message tells what to do."""


@dataclass(frozen=True)
class Progress:
    """How far a coding step is: stories done, stories in all, seconds since it began."""

    done: int
    whole: int
    seconds: float

    @property
    def rate(self) -> float:
        """Stories a second so far."""
        return self.done / self.seconds

    @property
    def remaining(self) -> float:
        """Seconds that the rest takes at this rate."""
        return (self.whole - self.done) / self.rate


def code_all(
    stories: pl.DataFrame, overlay: Path | None, workers: int = 1, tell: Callable[[Progress], object] | None = None
) -> Coding:
    """Code rows of core.stories in at most `workers` processes; `tell` hears of each chunk that is done.

    Raises:
        WorkerDied: a process was ended from outside, by want of memory most likely.
        DictionaryError: a dictionary of the overlay cannot be read.
    """
    started, done, parts = perf_counter(), 0, []
    chunks = stories.select(CODED_COLUMNS).iter_slices(CHUNK)
    for part in in_processes(code_stories, chunks, overlay, workers if stories.height >= _enough() else 1):
        parts.append(part)
        done = min(done + CHUNK, stories.height)
        if tell is not None:
            tell(Progress(done, stories.height, perf_counter() - started))
    return merged(parts)


def code_each(
    work: Work[list[Row], list[Made]], rows: Iterator[Row], overlay: Path | None, workers: int = 1
) -> Iterator[Made]:
    """What `work` makes of the rows, given in lists, in at most `workers` processes; raises as `code_all`."""
    enough = _enough()
    first = list(islice(rows, enough))
    workers = workers if len(first) == enough else 1
    rows = chain(first, rows)
    chunks = iter(lambda: list(islice(rows, CHUNK)), [])
    return chain.from_iterable(in_processes(work, chunks, overlay, workers))


def in_processes(work: Work[Row, Made], chunks: Iterable[Row], overlay: Path | None, workers: int) -> Iterator[Made]:
    """What `work` makes of each chunk with the coders, in the chunks' order; `work` is a function of a module.

    The processes stay for the next call. Whatever ends the work before its time ends them too.

    Raises:
        WorkerDied: a process was ended from outside.
    """
    if workers == 1:
        coders = default_coders(overlay)
        yield from (work(chunk, coders) for chunk in chunks)
        return
    pool = _pool(workers)
    waiting: deque[Future[Made]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_work, work, chunk, overlay))
            if len(waiting) >= AHEAD * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BaseException as error:
        _pool.cache_clear()
        pool.shutdown(cancel_futures=True)
        if isinstance(error, BrokenProcessPool):
            raise WorkerDied(
                f"one of {workers} coding processes was ended from outside, perhaps for want of memory; "
                "set coding.workers to a smaller number, 1 for no processes beside this one"
            ) from error
        raise


def _enough() -> int:
    return min(ENOUGH, 2 * CHUNK) if _pool.cache_info().currsize else ENOUGH


@cache
def _pool(workers: int) -> ProcessPoolExecutor:
    """The processes of this one, made anew rather than forked: threads and open databases are not for them."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """In a new process: leave Ctrl-C to the process that waits, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None, "started by the pool"
    parent.join()
    os._exit(1)  # nobody is left to hand anything to


def _work(work: Work[Row, Made], chunk: Row, overlay: Path | None) -> Made:
    return work(chunk, _loaded(overlay))


@cache
def _loaded(overlay: Path | None) -> Mapping[str, Coder]:
    """The coders, kept out of the search for garbage; reading a text leaves none that is found only by searching."""
    coders = default_coders(overlay)
    gc.freeze()
    gc.disable()
    return coders
