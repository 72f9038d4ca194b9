"""Distinct: what is said of a text said once for each distinct text.

What belongs here: going from texts to the distinct ones and back. What does not: what is said of them. A stream of
pages repeats nine headlines of ten and more, so this is most of the time of cleaning it.
"""

from collections.abc import Callable

import polars as pl

# Of texts that hardly repeat, finding the distinct ones costs more than it saves.
WORTHWHILE = 0.7


def by_distinct(said: Callable[[pl.Series], pl.DataFrame], texts: pl.Series) -> pl.DataFrame:
    """What `said` gives for texts, a row for each in their order, though it is asked for the distinct ones only.

    `said` must tell the same of a text wherever it stands.
    """
    distinct = texts.unique(maintain_order=True)
    if len(distinct) > WORTHWHILE * len(texts):
        return said(texts)
    told = said(distinct).with_columns(distinct.alias("_distinct"))
    joined = texts.alias("_distinct").to_frame().join(
        told, on="_distinct", how="left", nulls_equal=True, maintain_order="left"
    )  # fmt: skip
    return joined.drop("_distinct")
