"""Distinct: what is said of a text said once for each distinct text, and on all cores.

What belongs here: going from texts to the distinct ones and back, and sharing them out. What does not: what is said of
them. A stream of pages repeats nine headlines of ten and more, so this is most of the time of cleaning it.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import polars as pl

Told = TypeVar("Told", pl.Series, pl.DataFrame)

# Of texts that hardly repeat, finding the distinct ones costs more than it saves.
WORTHWHILE = 0.7
# Rows that are worth a thread: Polars works on the texts of one column in one thread.
PART_ROWS = 20_000


def by_distinct(said: Callable[[pl.Series], pl.DataFrame], texts: pl.Series) -> pl.DataFrame:
    """What `said` gives for texts, a row for each in their order, though it is asked for the distinct ones only.

    `said` must tell the same of a text wherever it stands.
    """
    distinct = texts.unique(maintain_order=True)
    if len(distinct) > WORTHWHILE * len(texts):
        return in_threads(said, texts)
    told = in_threads(said, distinct).with_columns(distinct.alias("_distinct"))
    joined = texts.alias("_distinct").to_frame().join(
        told, on="_distinct", how="left", nulls_equal=True, maintain_order="left"
    )  # fmt: skip
    return joined.drop("_distinct")


def in_threads(said: Callable[[pl.Series], Told], texts: pl.Series) -> Told:
    """What `said` gives for texts, asked for parts of them at once where they are many.

    `said` must give a row for each text, in their order.
    """
    parts = min(pl.thread_pool_size(), len(texts) // PART_ROWS)
    if parts < 2:
        return said(texts)
    size = -(-len(texts) // parts)
    with ThreadPoolExecutor(parts) as pool:
        return pl.concat(pool.map(said, (texts.slice(start, size) for start in range(0, len(texts), size))))
