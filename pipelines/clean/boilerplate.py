"""Boilerplate: lines that are furniture of a page, told by their words.

What belongs here: applying the patterns of boilerplate.txt. What does not: the patterns themselves, nor furniture that
is told by its place or signs (the readers).
"""

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

import polars as pl

from pipelines.clean.distinct import by_distinct

# Furniture is short: the longest whole-line pattern is the cookie notice.
MAX_LENGTH = 160


class Pattern(NamedTuple):
    """A whole-line pattern (a regular expression of Rust's regex syntax) and why such a line is no news."""

    expression: str
    reason: str


@cache
def patterns() -> tuple[Pattern, ...]:
    """The patterns of boilerplate.txt, in its order.

    Raises:
        ValueError: a line has no reason, or its pattern is no regular expression; the line's number is named.
    """
    file = resources.files(__package__) / "boilerplate.txt"
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = re.split(r"\t+| {2,}", line.strip())
        if len(parts) != 2:
            raise ValueError(f"clean/boilerplate.txt, line {number}: write a pattern, a tab and a reason")
        pattern = Pattern(_whole_line(parts[0]), parts[1])
        try:
            pl.select(pl.lit("").str.contains(pattern.expression))
        except pl.exceptions.ComputeError as error:
            raise ValueError(f"clean/boilerplate.txt, line {number}: no regular expression: {error}") from error
        found.append(pattern)
    return tuple(found)


def is_boilerplate(text: pl.Expr) -> pl.Expr:
    """Whether a line is furniture of its page; null stays null."""
    return text.map_batches(_matches, return_dtype=pl.Boolean, is_elementwise=True)


def mark_boilerplate(items: pl.DataFrame) -> pl.DataFrame:
    """Items (rows of `work.items`) with the headlines that are furniture turned into boilerplate, with the reason.

    Rows, their order and all other columns stay; rejected items stay rejected.
    """
    line = _line(pl.col("raw_text"))
    reason = pl.coalesce(
        pl.when(line.str.contains(pattern.expression)).then(pl.lit(pattern.reason)) for pattern in patterns()
    )
    marked = items.with_row_index("_row").with_columns(
        _found=(pl.col("item_kind") == "headline") & is_boilerplate(pl.col("raw_text"))
    )
    # few lines are furniture: only they are asked which pattern it was
    found = marked.filter("_found").select("_row", _why=reason)
    return (
        marked.join(found, on="_row", how="left", maintain_order="left")
        .with_columns(
            item_kind=pl.when("_found").then(pl.lit("boilerplate")).otherwise("item_kind"),
            reason=pl.when("_found").then("_why").otherwise("reason"),
        )
        .select(items.columns)
    )


def _matches(texts: pl.Series) -> pl.Series:
    return by_distinct(_matches_of, texts).to_series()


def _matches_of(texts: pl.Series) -> pl.DataFrame:
    # pattern by pattern over lines made ready once: as one alternation, or made ready for each, they take eight times
    # as long
    lines = pl.DataFrame({"line": texts}).select(_line(pl.col("line")))
    short = pl.col("line").str.len_chars() <= MAX_LENGTH
    any_pattern = pl.any_horizontal(pl.col("line").str.contains(pattern.expression) for pattern in patterns())
    return lines.select(matches=short & any_pattern)


def _line(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"\s+", " ").str.strip_chars()


def _whole_line(pattern: str) -> str:
    return rf"(?i)^[^\p{{L}}\p{{N}}©&(@]*(?:{pattern})[^\p{{L}}\p{{N}}]*$"
