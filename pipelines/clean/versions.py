"""Versions: headlines of a fetched page or feed that stood in an earlier version of it already.

What belongs here: telling them from new ones. What does not: repeats within or across pages (dedupe/): those are
occurrences of their own, these are the same occurrence fetched twice.
"""

import polars as pl

SEEN = "stood in an earlier version of this page"


def mark_seen(items: pl.DataFrame, versions: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """Items (rows of `work.items`) with the headlines that an earlier version had turned into boilerplate.

    Args:
        items: of any documents; rows, their order and all other columns stay.
        versions: document_id, uri, retrieved_at of the documents that were fetched.
        earlier: uri, raw_text, first_seen of headlines that are stored already.
    """
    if not versions.height:
        return items
    versioned = items.with_row_index("_row").join(versions, on="document_id", how="inner", maintain_order="left")
    told = (
        versioned.filter(pl.col("item_kind") == "headline")
        .join(earlier, on=["uri", "raw_text"], how="left", maintain_order="left")
        .with_columns(
            first=pl.min_horizontal(pl.col("retrieved_at").min().over("uri", "raw_text"), pl.col("first_seen"))
        )
        .filter(pl.col("retrieved_at") > pl.col("first"))
    )
    seen = pl.int_range(pl.len()).is_in(told["_row"].cast(pl.Int64).implode())
    return items.with_columns(
        item_kind=pl.when(seen).then(pl.lit("boilerplate")).otherwise("item_kind"),
        reason=pl.when(seen).then(pl.lit(SEEN)).otherwise("reason"),
    )
