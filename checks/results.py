"""The results of checks: of one rule, of one batch, and their shape in the warehouse.

What belongs here: plain values that the engine returns and that the bridge, the warehouse and people read.
What does not: evaluating rules (engine.py), deciding what happens to rows (quarantine.py), Dagster (dagster_bridge.py).
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import polars as pl

from warehouse import catalog

SAMPLE_ROWS = 10
SAMPLE_CHARACTERS = 200

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class RuleResult:
    """What one rule found in one batch.

    Attributes:
        table: full name of the table. rule: the rule's name. severity, why, on_fail, tolerate: as in the rule.
        passed: evaluated, and no more rows broke it than it tolerates.
        blocked: critical and not passed: the batch must not go on.
        error: why the rule could not be evaluated, else None; a rule in error has not passed.
        rows_checked: rows of the batch. rows_unexpected: rows that broke the rule; 0 for a rule about the whole batch.
        share_unexpected: their share of the batch's rows, 0 to 1.
        sample: the first ten offenders as plain cells: key, the rule's columns, a text column if there is one; for a
            failed rule about the whole batch, what was observed.
        seconds: wall time of the evaluation of the batch; its rules are evaluated together, so all say the same.
    """

    table: str
    rule: str
    severity: str
    passed: bool
    blocked: bool
    error: str | None
    rows_checked: int
    rows_unexpected: int
    share_unexpected: float
    sample: list[dict[str, Cell]] = field(hash=False)
    seconds: float
    why: str
    on_fail: str
    tolerate: float


@dataclass(frozen=True)
class Verdict:
    """What the checks say of one batch.

    Attributes:
        table: full name of the table.
        good: the rows that no quarantine rule rejected, with the batch's columns, in its order.
        rejected: the other rows, in the shape of quality.rejected_rows without `run_id` and `rejected_at`.
        results: one per rule, in the rules' order.
    """

    table: str
    good: pl.DataFrame
    rejected: pl.DataFrame
    results: tuple[RuleResult, ...]

    @property
    def refused(self) -> bool:
        """Whether a critical rule is in error or above what it tolerates."""
        return any(result.blocked for result in self.results)

    def summary(self) -> list[str]:
        """One line for people per rule that did not pass or that rejected rows; those that refused the batch first."""
        told = [result for result in self.results if not result.passed or _rejected(result)]
        return [_line(result) for result in sorted(told, key=lambda result: (not result.blocked, result.passed))]


def merge(results: Sequence[Sequence[RuleResult]]) -> tuple[RuleResult, ...]:
    """The results of a batch that was checked in slices, given those of each slice: one per rule, in the rules' order.

    A rule about rows has passed where the broken share of all rows is tolerated, one about the whole batch where it
    held for every slice.
    """
    return tuple(_merged(of_rule) for of_rule in zip(*results, strict=True))


def _merged(slices: tuple[RuleResult, ...]) -> RuleResult:
    first = slices[0]
    checked, unexpected = (sum(getattr(r, name) for r in slices) for name in ("rows_checked", "rows_unexpected"))
    error = next((result.error for result in slices if result.error is not None), None)
    share = unexpected / checked if checked else 0.0
    held = share <= first.tolerate if unexpected else all(result.passed for result in slices)
    passed = error is None and held
    return replace(
        first, passed=passed, blocked=first.severity == "critical" and not passed, error=error, rows_checked=checked,
        rows_unexpected=unexpected, share_unexpected=share, seconds=sum(result.seconds for result in slices),
        sample=[cell for result in slices for cell in result.sample][:SAMPLE_ROWS],
    )  # fmt: skip


def _rejected(result: RuleResult) -> bool:
    return result.on_fail == "quarantine" and result.rows_unexpected > 0


def _line(result: RuleResult) -> str:
    if result.error is not None:
        found = f"could not be evaluated: {result.error}"
    elif result.rows_unexpected:
        found = (
            f"{result.rows_unexpected:,} of {result.rows_checked:,} rows ({result.share_unexpected:.1%}), "
            f"tolerated {result.tolerate:.0%}"
        )
    else:
        found = f"does not hold for the batch of {result.rows_checked:,} rows"
    if result.blocked:
        consequence = "refused"
    elif result.passed:
        consequence = "quarantined"
    else:
        consequence = result.severity
    return f"{result.table} · {result.rule} · {consequence}: {found}. {result.why}"


def results_frame(results: Iterable[RuleResult], run_id: str, checked_at: datetime, partition_key: str) -> pl.DataFrame:
    """One row per result, in the shape of quality.check_results.

    Args:
        results: of one batch.
        run_id: Dagster's id of the run.
        checked_at: when the batch was checked; with a time zone it is turned into UTC, without one it is UTC.
        partition_key: day or range of days of the batch, or `batch`.
    """
    moment = checked_at.astimezone(UTC).replace(tzinfo=None) if checked_at.tzinfo else checked_at
    rows = [
        {
            "run_id": run_id,
            "checked_at": moment,
            "table_name": result.table,
            "partition_key": partition_key,
            "rule": result.rule,
            "severity": result.severity,
            "passed": result.passed,
            "error": result.error,
            "rows_checked": result.rows_checked,
            "rows_unexpected": result.rows_unexpected,
            "share_unexpected": result.share_unexpected,
            "sample": json.dumps(result.sample, ensure_ascii=False),
        }
        for result in results
    ]
    return pl.DataFrame(rows, schema=catalog.table("quality.check_results").polars_schema())


def cut(text: str, characters: int) -> str:
    """The text, or its first `characters` and a mark that says how long the whole is."""
    if len(text) <= characters:
        return text
    return f"{text[:characters]}… [cut: {len(text):,} characters in all]"


def cell(value: object, characters: int = SAMPLE_CHARACTERS) -> Cell:
    """A value as a plain cell that JSON and a table of the UI can hold: dates as ISO text, long texts cut."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):  # JSON knows neither infinity nor NaN
        return value
    return cut(str(value), characters)
