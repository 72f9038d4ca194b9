"""One rule: its shape and its vocabulary.

What belongs here: the Rule, the words its fields may hold and which expectations it may name.
What does not: reading rule files (rules.py), making rules from the catalogue (structure.py), evaluating (engine.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from warehouse import catalog

ON_FAIL = ("quarantine", "refuse", "report")


class Signature(NamedTuple):
    """The arguments of an expectation: those it must have, those it may have, and whether it looks at rows."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    about_rows: bool


_BOUNDS = ("min_value", "max_value")
_BETWEEN = (*_BOUNDS, "strict_min", "strict_max")
_PAIR = ("column_A", "column_B", "ignore_row_if")

# The expectations of Great Expectations that rules may use, with their arguments. Required are also some that Great
# Expectations lets go: without a regex or a value set its expectations hold for everything, and without ignore_row_if
# a null beside a value ends a comparison of columns in an error. Left out are `mostly`, since `tolerate` is the one
# place for a tolerated share, and what needs SQL or another data source.
# `row_condition` is written as Great Expectations serialises its conditions, since it gives up conditions as text:
# {type: comparison, column: {name: status}, operator: '==', parameter: occurred}
TYPES: dict[str, Signature] = {
    "expect_column_values_to_be_null": Signature(("column",), ("row_condition",), True),
    "expect_column_values_to_not_be_null": Signature(("column",), ("row_condition",), True),
    "expect_column_values_to_be_in_set": Signature(("column", "value_set"), ("row_condition",), True),
    "expect_column_values_to_not_be_in_set": Signature(("column", "value_set"), ("row_condition",), True),
    "expect_column_values_to_be_between": Signature(("column",), (*_BETWEEN, "row_condition"), True),
    "expect_column_value_lengths_to_be_between": Signature(("column",), (*_BETWEEN, "row_condition"), True),
    "expect_column_values_to_match_regex": Signature(("column", "regex"), ("row_condition",), True),
    "expect_column_values_to_not_match_regex": Signature(("column", "regex"), ("row_condition",), True),
    "expect_column_values_to_be_unique": Signature(("column",), ("row_condition",), True),
    "expect_compound_columns_to_be_unique": Signature(("column_list",), ("ignore_row_if", "row_condition"), True),
    "expect_column_pair_values_to_be_equal": Signature(_PAIR, ("row_condition",), True),
    "expect_column_pair_values_a_to_be_greater_than_b": Signature(_PAIR, ("or_equal", "row_condition"), True),
    "expect_table_row_count_to_be_between": Signature((), _BETWEEN, False),
    "expect_table_columns_to_match_set": Signature(("column_set", "exact_match"), (), False),
    "expect_column_unique_value_count_to_be_between": Signature(("column",), (*_BETWEEN, "row_condition"), False),
}


def fault(type_: str, kwargs: Mapping[str, object]) -> str | None:
    """What is wrong with the type or the arguments of a rule, or None."""
    if type_ not in TYPES:
        return f"rules may not have the type {type_!r}; use one of {', '.join(TYPES)}"
    signature = TYPES[type_]
    allowed = signature.required + signature.optional
    for key in kwargs:
        if key not in allowed:
            return f"{type_} has no argument {key!r} here; use {', '.join(allowed)}"
    for key in signature.required:
        if kwargs.get(key) is None:
            return f"{type_} needs the argument {key!r}"
    if "min_value" in allowed and all(kwargs.get(bound) is None for bound in _BOUNDS):
        return f"{type_} needs min_value or max_value"
    return None


@dataclass(frozen=True)
class Rule:
    """One rule about one table's batches.

    Attributes:
        table: full name in the catalogue, as `core.headlines`.
        name: snake_case, unique in the table; the name of the Dagster check and of `quality.check_results.rule`.
        type: an expectation of Great Expectations, one of TYPES.
        kwargs: its arguments; a value `$name` is replaced by `references["name"]` when the rule is evaluated, and
            `$catalog.allowed` by the allowed values of the rule's column.
        severity: critical (a failure blocks the batch), warning or info (it is told).
        why: one sentence on what the rule protects.
        on_fail: quarantine (failing rows are set apart, the rest goes on), refuse (they stay, and more of them than
            tolerated refuse the batch) or report (they are told and go on).
        tolerate: share of the batch's rows, 0 to 1, up to which the batch still passes.
        reason: for quarantine: what is wrong with a row and the remedy; `{column}` stands for the row's value.
    """

    table: str
    name: str
    type: str
    kwargs: Mapping[str, object] = field(hash=False)
    severity: str
    why: str
    on_fail: str
    tolerate: float = 0.0
    reason: str = ""

    def columns(self) -> tuple[str, ...]:
        """The columns that the rule names in its arguments, in their order, each once."""
        named = [self.kwargs[key] for key in ("column", "column_A", "column_B") if key in self.kwargs]
        several = self.kwargs.get("column_list", ())
        if isinstance(several, list | tuple):
            named.extend(several)
        return tuple(dict.fromkeys(str(name) for name in named))


def catalogued(table: str) -> catalog.Table:
    """The catalogue's table of a full name (`core.headlines`) or of a bare one (`headlines`).

    Raises:
        ValueError: no such table, or a bare name that two schemas share.
    """
    matches = [entry for entry in catalog.TABLES if table in (entry.full_name, entry.name)]
    if len(matches) != 1:
        known = ", ".join(sorted(catalog.BY_NAME))
        raise ValueError(f"table {table!r} is not one table of warehouse/catalog.py; use one of {known}")
    return matches[0]
