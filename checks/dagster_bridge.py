"""The bridge to Dagster: each rule is one named asset check.

What belongs here: turning rules into check specs and a verdict into check results. The only module of checks/ that
imports dagster.
What does not: assets and jobs (pipelines/defs/), evaluating rules (engine.py).
"""

from collections.abc import Sequence

import polars as pl
from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetKey,
    MetadataValue,
    TableColumn,
    TableMetadataValue,
    TableRecord,
    TableSchema,
)

from checks.results import SAMPLE_ROWS, Cell, RuleResult, Verdict
from checks.rules import load_rules

ID_CHARACTERS = 12  # of a document's id: enough to find it by
REASONS = 3  # distinct reasons shown of a rule that rejected rows

AssetKeyLike = AssetKey | str | Sequence[str]


def check_specs(table: str, asset_key: AssetKeyLike) -> list[AssetCheckSpec]:
    """One check per rule of the table, in the rules' order, for the asset that makes its batches.

    A critical rule's check is blocking: Dagster runs nothing downstream of the asset when it fails.

    Raises:
        ValueError: the catalogue has no such table, or its rule file is faulty.
    """
    return [
        AssetCheckSpec(
            name=rule.name,
            asset=asset_key,
            description=rule.why,
            blocking=rule.severity == "critical",
            metadata={"expectation": rule.type, "severity": rule.severity, "on fail": rule.on_fail},
        )
        for rule in load_rules(table)
    ]


def check_results(asset_key: AssetKeyLike, verdict: Verdict) -> list[AssetCheckResult]:
    """One result per rule of the verdict, with its counts as numbers, so that the UI plots them, and its offenders.

    A verdict on an empty batch has a result for every rule too, so an empty run reports each check of `check_specs`.
    """
    return [_check_result(asset_key, result, _reasons(result, verdict.rejected)) for result in verdict.results]


def _reasons(result: RuleResult, rejected: pl.DataFrame) -> list[str]:
    """What the rows that stand under the rule in quarantine were told, each reason once, up to REASONS of them."""
    if result.on_fail != "quarantine" or rejected.is_empty():
        return []
    return rejected.filter(rule=result.rule)["reason"].unique(maintain_order=True).head(REASONS).to_list()


def _check_result(asset_key: AssetKeyLike, result: RuleResult, reasons: Sequence[str]) -> AssetCheckResult:
    metadata: dict[str, MetadataValue] = {
        "rows checked": MetadataValue.int(result.rows_checked),
        "rows unexpected": MetadataValue.int(result.rows_unexpected),
        "share unexpected": MetadataValue.float(result.share_unexpected),
        "share tolerated": MetadataValue.float(result.tolerate),
        "seconds for the batch": MetadataValue.float(round(result.seconds, 3)),
    }
    if result.sample:
        metadata["offenders"] = _table(result.sample)
    if result.rows_unexpected > SAMPLE_ROWS:
        metadata["further offenders"] = MetadataValue.text(f"{result.rows_unexpected - SAMPLE_ROWS:,} more")
    if reasons:
        metadata["reason"] = MetadataValue.text("\n".join(reasons))
    if result.error is not None:
        metadata["error"] = MetadataValue.text(result.error)
    return AssetCheckResult(
        passed=result.passed,
        asset_key=asset_key,
        check_name=result.rule,
        severity=AssetCheckSeverity.ERROR if result.severity == "critical" else AssetCheckSeverity.WARN,
        metadata=metadata,
        description=_description(result),
    )


def _description(result: RuleResult) -> str:
    """What happened, then what the rule is for."""
    if result.error is not None:
        return f"could not be evaluated: {result.error}"
    if result.rows_unexpected:
        verb = "rejected" if result.on_fail == "quarantine" else "broke the rule"
        found = f"{result.rows_unexpected:,} of {result.rows_checked:,} rows {verb}"
        return f"{found}, tolerated {100 * result.tolerate:g} %. {result.why}"
    return result.why


def _table(sample: Sequence[dict[str, Cell]]) -> TableMetadataValue:
    """The offenders as a table; a column of mixed kinds, or with nulls, is shown as text."""
    names = list(dict.fromkeys(name for row in sample for name in row))
    kinds = {name: _kind([row.get(name) for row in sample]) for name in names}
    shown = [{name: _shown(row.get(name), kinds[name]) for name in names} for row in sample]
    records = [TableRecord({name: _short(name, cell) for name, cell in row.items()}) for row in shown]
    return MetadataValue.table(records, TableSchema([TableColumn(name, kinds[name]) for name in names]))


def _short(name: str, cell: str | int | float | bool) -> str | int | float | bool:
    return cell[:ID_CHARACTERS] if name == "document_id" and isinstance(cell, str) else cell


def _kind(cells: Sequence[Cell]) -> str:
    kinds = {type(value).__name__ for value in cells}
    return kinds.pop() if len(kinds) == 1 and kinds <= {"int", "float", "bool"} else "string"


def _shown(value: Cell, kind: str) -> str | int | float | bool:
    if value is None:
        return ""
    return str(value) if kind == "string" else value
