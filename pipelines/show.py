"""Showing frames to people: tables in the terminal, other formats for programs.

What belongs here: output of the command. What does not: queries. Text from outside is printed as plain text: it never
becomes terminal markup, and no control character of it reaches the terminal.
"""

import sys
from pathlib import Path
from typing import Any, Literal, cast

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from warehouse.export import write

OutputFormat = Literal["table", "csv", "json", "parquet"]
MAX_ROWS = 1000

# Where the output is no terminal there is no width to keep to; 140 shows the reports without folding.
out = Console(width=None if sys.stdout.isatty() else 140)
# Messages are never folded: a path or a command in them can be copied, and a program reads whole lines.
err = Console(stderr=True, soft_wrap=True)


def plain(value: Any) -> Text:
    """A cell as text without markup; control characters are shown as escapes."""
    if value is None:
        return Text("")
    if isinstance(value, float):
        return Text(f"{value:,.1f}")
    if isinstance(value, int) and not isinstance(value, bool):
        return Text(f"{value:,}")
    return Text(visible(str(value)))


def visible(text: str, keep: str = "") -> str:
    """The text with control characters shown as escapes, but for those of `keep`."""
    return "".join(c if c.isprintable() or c in keep else ascii(c)[1:-1] for c in text)


def show(frame: pl.DataFrame, form: str = "table", output: Path | None = None, title: str | None = None) -> None:
    """Print a frame, or write it to `output`.

    Raises:
        ValueError: Parquet was asked for on a terminal.
    """
    if form == "table" and output is None:
        out.print(table_of(frame.head(MAX_ROWS), title))
        if frame.height > MAX_ROWS:
            err.print(f"{frame.height - MAX_ROWS:,} more rows; use --format csv for all", markup=False)
        return
    kind = cast(Literal["csv", "json", "parquet"], "csv" if form == "table" else form)
    if output is not None:
        write(frame, kind, output)
        return
    if kind == "parquet" and sys.stdout.isatty():
        raise ValueError("Parquet is binary: name a file with --output, or pipe it")
    sys.stdout.flush()
    write(frame, kind, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def table_of(frame: pl.DataFrame, title: str | None = None) -> Table:
    """A frame as a terminal table: numbers right, everything else left; a date stays in one piece."""
    table = Table(title=title, title_justify="left", header_style="bold", pad_edge=False)
    for name, dtype in frame.schema.items():
        numeric = dtype.is_numeric()
        heading = Text(name.replace("_", " "), no_wrap=False)
        width = width_of_dates(heading, frame[name]) if isinstance(dtype, (pl.Date, pl.Datetime)) else None
        table.add_column(
            heading,
            justify="right" if numeric else "left",
            overflow="fold",
            no_wrap=width is not None,
            min_width=width,
            max_width=width,
        )
    for row in frame.iter_rows():
        table.add_row(*(plain(value) for value in row))
    return table


def width_of_dates(heading: Text, dates: pl.Series) -> int:
    """The width that a column of dates needs, with its heading folded at blanks."""
    pieces = [*heading.plain.split(), *(str(value) for value in dates.drop_nulls())]
    return max((len(piece) for piece in pieces), default=1)
