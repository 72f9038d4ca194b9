"""Rules that follow from the catalogue, and the helper columns that a batch under test carries beside its own.

What belongs here: what warehouse/catalog.py already says of a table, turned into rules (documented columns, what is
never null, allowed values, key, foreign keys), and the columns that rules need but the table does not keep.
What does not: knowledge about the data that the catalogue lacks; that stands in rules/<table>.yml.
"""

import polars as pl

from checks.rule import Rule, catalogued
from warehouse import catalog

# Columns that the caller adds to a batch so that rules can compare within a row.
# source_first_day: the `first_day` of the row's source. landed: headline items that the readers found in the row's
# document; accounted: headlines of the document that were kept plus those that were rejected.
GIVEN: dict[str, dict[str, pl.DataType]] = {
    "work.items": {"source_first_day": pl.Date()},
    "core.headlines": {"source_first_day": pl.Date(), "landed": pl.Int64(), "accounted": pl.Int64()},
}

_QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
_MART_COUNTS = ("events", "as_source", "as_target", *_QUADS, "statements", "planned", "stories", "headlines")

# Columns that `derive` computes from the batch itself, since the expectations compare columns but do no arithmetic.
DERIVED: dict[str, dict[str, pl.Expr]] = {
    "core.documents": {
        "items_accounted": pl.col("items_headline") + pl.col("items_boilerplate") + pl.col("items_rejected"),
    },
    "core.mentions": {
        "span_characters": pl.col("char_end") - pl.col("char_start"),
        "surface_characters": pl.col("surface").str.len_chars().cast(pl.Int64),
    },
    "core.actors": {
        "code_of_parts": pl.col("country") + "." + pl.col("sector"),
        "code_of_id": pl.col("actor_id").str.split(":").list.first(),
    },
    "marts.events_per_actor_per_day": {
        "smallest_count": pl.min_horizontal(*_MART_COUNTS),
        "events_in_quads": pl.sum_horizontal(*_QUADS),
        "events_by_side": pl.col("as_source") + pl.col("as_target"),
    },
}


def derive(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The batch with the derived columns of its table, same rows in the same order.

    A derived column is left out where the batch lacks a column that it needs, or holds it in another type than the
    documented one: the rules that need it then end in an error, and the structural rules say which column is wrong.
    """
    entry = catalogued(table)
    documented = entry.polars_schema()
    ready = {
        name: expression
        for name, expression in DERIVED.get(entry.full_name, {}).items()
        if all(frame.schema.get(root) == documented[root] for root in expression.meta.root_names())
    }
    return frame.with_columns(**ready)


def batch_columns(table: str) -> tuple[str, ...]:
    """Every column of a batch under test: the documented ones, the given helpers and the derived ones."""
    entry = catalogued(table)
    return (*entry.columns, *GIVEN.get(entry.full_name, {}), *DERIVED.get(entry.full_name, {}))


def structure_rules(table: str) -> tuple[Rule, ...]:
    """The rules that the catalogue implies for a table. A failing one means a fault in the pipeline, so all refuse.

    Raises:
        ValueError: the catalogue has no such table.
    """
    entry = catalogued(table)
    rules = [
        _rule(
            entry,
            "columns_as_documented",
            "expect_table_columns_to_match_set",
            {"column_set": list(batch_columns(table)), "exact_match": True},
            "The batch has the columns that the catalogue documents (and its helper columns), no more and no fewer.",
        )
    ]
    for name, column in entry.definitions():
        if name not in entry.optional:
            rules.append(
                _rule(
                    entry,
                    f"{name}_not_null",
                    "expect_column_values_to_not_be_null",
                    {"column": name},
                    f"{name} is never null in {entry.full_name}.",
                )
            )
        if column.allowed:
            rules.append(
                _rule(
                    entry,
                    f"{name}_allowed",
                    "expect_column_values_to_be_in_set",
                    {"column": name, "value_set": "$catalog.allowed"},
                    f"{name} holds one of the values that the catalogue allows.",
                )
            )
        if name in entry.references:
            target = entry.references[name]
            rules.append(
                _rule(
                    entry,
                    f"{name}_known",
                    "expect_column_values_to_be_in_set",
                    {"column": name, "value_set": f"${catalog.table(target).name}"},
                    f"{name} points at a row of {target}.",
                )
            )
    for name in GIVEN.get(entry.full_name, {}):
        why = f"The helper column {name} is given for each row; rules that compare with it pass over rows without it."
        rules.append(_rule(entry, f"{name}_given", "expect_column_values_to_not_be_null", {"column": name}, why))
    rules.append(_key_rule(entry))
    return tuple(rules)


def _key_rule(entry: catalog.Table) -> Rule:
    why = f"{' and '.join(entry.key)} identify a row of {entry.full_name}."
    if len(entry.key) == 1:
        return _rule(entry, "key_unique", "expect_column_values_to_be_unique", {"column": entry.key[0]}, why)
    kwargs: dict[str, object] = {"column_list": list(entry.key)}
    return _rule(entry, "key_unique", "expect_compound_columns_to_be_unique", kwargs, why)


def _rule(entry: catalog.Table, name: str, type_: str, kwargs: dict[str, object], why: str) -> Rule:
    return Rule(entry.full_name, name, type_, kwargs, severity="critical", why=why, on_fail="refuse")
