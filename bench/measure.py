"""What every measurement shares: timing and showing.

What belongs here: repeated timing, tables. What does not: any one measurement.
"""

from collections.abc import Callable, Sequence
from time import perf_counter

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
