"""Quarantine: the verdict on a batch, with the rows that may go on and those that may not.

What belongs here: splitting a batch by its rules' results, and how a rejected row is told.
What does not: evaluating rules (engine.py), writing to the warehouse, Dagster (dagster_bridge.py).
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

import polars as pl

from checks.engine import validate
from checks.results import Verdict, cell, cut
from checks.rule import Rule, catalogued
from checks.rules import load_rules
from checks.structure import derive
from warehouse import catalog

ROW_CHARACTERS = 500
REASON_CHARACTERS = 200

_CALLER_GIVES = ("run_id", "rejected_at")
REJECTED_SCHEMA: dict[str, pl.DataType] = {
    name: type_
    for name, type_ in catalog.table("quality.rejected_rows").polars_schema().items()
    if name not in _CALLER_GIVES
}


def judge(
    table: str, frame: pl.DataFrame, references: Mapping[str, object], *, rules: Sequence[Rule] | None = None
) -> Verdict:
    """Check a batch once, and split off the rows that a quarantine rule rejects.

    Args:
        table: full or bare name of a table of the catalogue.
        frame: the batch, with the table's columns and the helper columns of checks.structure.GIVEN.
        references: what `$name` in the rules stands for: `today` and `first_day` (dates), `sources` and `languages`
            (ids), and for a foreign key the ids of the table it points at, as `documents`, `stories`, `actors`,
            `events`.
        rules: instead of all rules of the table.

    Returns:
        The verdict. Each row of the batch is either good or rejected, also where the batch is refused; a rejected row
        stands under the first quarantine rule, in the rules' order, that it broke.

    Raises:
        ValueError: the catalogue has no such table, or its rule file is faulty.
    """
    entry = catalogued(table)
    chosen = load_rules(entry.full_name) if rules is None else tuple(rules)
    complete = derive(entry.full_name, frame)
    results, failing = validate(complete, chosen, references)
    good, rejected = split(complete, frame.columns, chosen, failing)
    return Verdict(entry.full_name, good, rejected, tuple(results))


def split(
    frame: pl.DataFrame, columns: Sequence[str], rules: Sequence[Rule], failing: Mapping[str, Sequence[int]]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The good rows, with the given columns, and the rejected ones, in the shape of REJECTED_SCHEMA.

    Args:
        frame: the batch with all columns that reasons name.
        columns: those that belong to the batch.
        rules: only those with on_fail quarantine reject.
        failing: rule name to positions of the rows that broke it.
    """
    rejecting: dict[int, Rule] = {}
    for rule in rules:
        if rule.on_fail == "quarantine":
            for row in failing.get(rule.name, ()):
                rejecting.setdefault(row, rule)
    keep = pl.Series([row not in rejecting for row in range(frame.height)], dtype=pl.Boolean)
    bad_rows = frame.filter(~keep).iter_rows(named=True)
    told = [
        _rejected(rejecting[position], row, columns) for position, row in zip(sorted(rejecting), bad_rows, strict=True)
    ]
    return frame.select(columns).filter(keep), pl.DataFrame(told, schema=REJECTED_SCHEMA)


def _rejected(rule: Rule, row: Mapping[str, object], columns: Sequence[str]) -> dict[str, object]:
    """A row of quality.rejected_rows; the byte span says where the whole of a cut text stands."""
    return {
        "document_id": row.get("document_id"),
        "byte_start": row.get("byte_start"),
        "byte_end": row.get("byte_end"),
        "rule": rule.name,
        "reason": reason(rule, row),
        "position": row.get("position"),
        "row": json.dumps({name: cell(row[name], ROW_CHARACTERS) for name in columns}, ensure_ascii=False),
    }


def reason(rule: Rule, row: Mapping[str, object]) -> str:
    """The rule's reason with the row's values in it.

    Only the template is read for braces, never a value, so a text with braces stands as it is. A value that is null, or
    whose column the batch lacks, is told as "nothing".
    """
    values = {name: cut(str(value), REASON_CHARACTERS) for name, value in row.items() if value is not None}
    return rule.reason.format_map(defaultdict(lambda: "nothing", values))
