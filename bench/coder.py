"""How fast the coder is by size of batch and by number of processes.

python -m bench.coder

What belongs here: stories a second of the coding step, and from how many stories on processes pay. What does not: the
coder's parts (run.py).
"""

import os
from datetime import timedelta
from time import perf_counter
from typing import Any

import polars as pl

from bench.generate import FIRST_DAY, headlines
from bench.measure import console, table
from pipelines.coding import parallel
from pipelines.coding.coder import default_coders
from pipelines.settings import usable_cores

SIZES = (100, 1_000, 10_000, 100_000)
# Every size is coded so often that so many stories are; the best run counts.
STORIES = 100_000
MAX_TIMES = 5


def main() -> None:
    """Print the table."""
    measure()


def measure(sizes: tuple[int, ...] = SIZES, cores: int | None = None) -> dict[str, Any]:
    """Stories a second by size and number of processes, all warm, and the seconds until processes have started."""
    cores = cores or usable_cores()
    frame = _stories(max(sizes))
    started = perf_counter()
    default_coders()
    loading = perf_counter() - started
    counts = sorted({1, *(2**n for n in range(1, cores.bit_length()) if 2**n < cores), cores})
    starting, rates = {}, {}
    usual = parallel.ENOUGH
    parallel.ENOUGH = 1
    try:
        for workers in counts:
            started = perf_counter()
            # a chunk for each of them, so that all have the dictionaries before anything is timed
            parallel.code_all(frame.head(parallel.CHUNK * workers), None, workers)
            starting[workers] = perf_counter() - started
            rates[workers] = {size: _rate(frame.head(size), workers) for size in sizes}
    finally:
        parallel.ENOUGH = usual
    rows = [(f"{size:,}", *(rates[workers][size] for workers in counts)) for size in sizes]
    heads = ("stories", *("1 process" if workers == 1 else f"{workers} processes" for workers in counts))
    table(f"Coding, stories/s (dictionaries load in {loading:.1f} s)", heads, rows)
    slow = {workers: seconds for workers, seconds in starting.items() if workers > 1}
    for workers, seconds in slow.items():
        console.print(
            f"{workers} processes have started and coded {parallel.CHUNK * workers:,} stories in {seconds:.1f} s"
        )
    return {
        "cores": os.cpu_count(),
        "stories_per_second": {str(workers): found for workers, found in rates.items()},
        "start_seconds": {str(workers): round(seconds, 2) for workers, seconds in slow.items()},
    }


def _rate(frame: pl.DataFrame, workers: int) -> int:
    times = max(1, min(MAX_TIMES, STORIES // frame.height))
    taken = []
    for _ in range(times):
        started = perf_counter()
        parallel.code_all(frame, None, workers)
        taken.append(perf_counter() - started)
    return round(frame.height / min(taken))


def _stories(count: int) -> pl.DataFrame:
    """Distinct generated headlines as rows of core.stories, 500 a day."""
    return pl.DataFrame(
        {
            "story_id": [f"{number:016x}" for number in range(count)],
            "text": headlines(count),
            "language": ["en"] * count,
            "first_published_on": [FIRST_DAY + timedelta(days=number // 500) for number in range(count)],
        }
    )


if __name__ == "__main__":
    main()
