"""Every rule of every file holds for a good batch and can fail: no rule is dead."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import polars as pl
import pytest

from checks.engine import validate
from checks.quarantine import judge
from checks.rule import Rule
from checks.rules import RULES_FOLDER, load_rules
from checks.structure import derive
from warehouse import catalog

BatchMaker = Callable[[str], pl.DataFrame]

TABLES = sorted(table.full_name for table in catalog.TABLES if (RULES_FOLDER / f"{table.name}.yml").exists())
RULES = [(table, rule) for table in TABLES for rule in load_rules(table)]

# Rules about derived columns are broken through the columns that these are made of.
BY_HAND: dict[tuple[str, str], dict[str, object]] = {
    ("core.mentions", "span_as_long_as_surface"): {"surface": "Zelensky"},
    ("core.actors", "actor_id_begins_with_code"): {"actor_id": "CYP.GOV:volodymyr-zelensky"},
    ("marts.events_per_actor_per_day", "counts_not_negative"): {"planned": -1},
    ("marts.events_per_actor_per_day", "each_event_has_a_side"): {"as_source": 2},
    ("marts.events_per_actor_per_day", "no_more_in_quads_than_events"): {"material_conflict": 9},
    ("marts.events_per_actor_per_day", "no_goldstein_mean_without_events"): {"events": 0},
    ("core.events", "no_quad_class_for_statement"): {"event_type": "STATEMENT"},
}
ODD_TEXTS = ("", "#?!", "tele\x07type", "lower case")


def broken(rule: Rule, good: pl.DataFrame, references: Mapping[str, object]) -> pl.DataFrame:
    """The good batch with its first row changed so that the rule does not hold."""
    by_hand = BY_HAND.get((rule.table, rule.name))
    if by_hand is not None:
        return first_row(good, by_hand)
    kwargs = rule.kwargs
    match rule.type:
        case "expect_table_row_count_to_be_between":
            return good.head(0)
        case "expect_table_columns_to_match_set":
            return good.with_columns(surplus=pl.lit(1))
        case "expect_column_values_to_be_unique" | "expect_compound_columns_to_be_unique":
            return pl.concat([good, good.head(1)])
        case "expect_column_values_to_not_be_null":
            return first_row(good, {rule.columns()[0]: None})
        case "expect_column_values_to_be_in_set":
            return first_row(good, {rule.columns()[0]: "no such value"})
        case "expect_column_values_to_not_be_in_set":
            return first_row(good, {rule.columns()[0]: kwargs["value_set"][0]})  # type: ignore[index]
        case "expect_column_values_to_be_between":
            return first_row(good, {rule.columns()[0]: outside(kwargs, references)})
        case "expect_column_value_lengths_to_be_between":
            return first_row(good, {rule.columns()[0]: "x" * (int(str(kwargs["max_value"])) + 1)})
        case "expect_column_values_to_match_regex" | "expect_column_values_to_not_match_regex":
            wanted = rule.type.startswith("expect_column_values_to_not")
            matches = pl.Series(ODD_TEXTS).str.contains(str(kwargs["regex"]))
            return first_row(good, {rule.columns()[0]: ODD_TEXTS[matches.to_list().index(wanted)]})
        case "expect_column_pair_values_to_be_equal" | "expect_column_pair_values_a_to_be_greater_than_b":
            left, right = rule.columns()
            return first_row(good, {left: below(derive(rule.table, good)[right][0], kwargs)})
    raise AssertionError(f"the tests do not know how to break {rule.type}")


def first_row(frame: pl.DataFrame, values: Mapping[str, object]) -> pl.DataFrame:
    changed = {**frame.row(0, named=True), **values}
    return pl.concat([pl.DataFrame([changed], schema=frame.schema), frame.slice(1)])


def outside(kwargs: Mapping[str, object], references: Mapping[str, object]) -> object:
    bound, step = (kwargs["max_value"], 1) if "max_value" in kwargs else (kwargs["min_value"], -1)
    value = references[bound[1:]] if isinstance(bound, str) else bound
    if isinstance(value, date):
        return value + timedelta(days=step)
    return int(str(value)) + step


def below(value: object, kwargs: Mapping[str, object]) -> object:
    if isinstance(value, date):
        return value - timedelta(days=1)
    return value - 1 if isinstance(value, int) else f"{value}x"


@pytest.mark.parametrize("table", TABLES)
def test_good_batch_passes_every_rule(table: str, good_batch: BatchMaker, references: Mapping[str, object]) -> None:
    batch = good_batch(table)
    verdict = judge(table, batch, references)
    assert [(result.rule, result.error) for result in verdict.results if not result.passed] == []
    assert not verdict.refused and verdict.summary() == []
    assert verdict.good.equals(batch) and verdict.rejected.is_empty()


@pytest.mark.parametrize(("table", "rule"), RULES, ids=[f"{table}-{rule.name}" for table, rule in RULES])
def test_every_rule_can_fail(table: str, rule: Rule, good_batch: BatchMaker, references: Mapping[str, object]) -> None:
    batch = derive(table, broken(rule, good_batch(table), references))
    [result], failing = validate(batch, [rule], references)
    assert result.error is None
    about_rows = not rule.type.startswith("expect_table")
    assert (result.rows_unexpected > 0) == about_rows
    assert failing.get(rule.name, [0])[0] == 0, "the row that was broken is the row that fails"
    assert result.passed == (about_rows and result.share_unexpected <= rule.tolerate)
    assert result.sample or rule.type == "expect_table_row_count_to_be_between" or about_rows


@pytest.mark.parametrize("table", sorted(set(catalog.BY_NAME) - set(TABLES)))
def test_structural_rules_hold_for_tables_without_a_rule_file(
    table: str, good_batch: BatchMaker, references: Mapping[str, object]
) -> None:
    batch = good_batch(table).head(1)
    known = {**references, "documents": ["9f86d081…"]}
    assert judge(table, batch, known).summary() == []


@pytest.mark.parametrize(
    ("table", "rule"), [(table, rule) for table, rule in RULES if {"min_value", "max_value"} <= rule.kwargs.keys()]
)
def test_both_bounds_of_a_range_hold(
    table: str, rule: Rule, good_batch: BatchMaker, references: Mapping[str, object]
) -> None:
    low, high = int(str(rule.kwargs["min_value"])), int(str(rule.kwargs["max_value"]))
    measured: Callable[[int], object] = (lambda size: "x" * size) if "lengths" in rule.type else float
    values = [measured(size) for size in (low - 1, low, high, high + 1)]
    column = rule.columns()[0]
    rows = pl.concat([first_row(good_batch(table), {column: value}).head(1) for value in values])
    assert validate(derive(table, rows), [rule], references)[1] == {rule.name: [0, 3]}


def test_the_pipelines_tables_all_have_a_rule_file() -> None:
    files = {path.stem for path in RULES_FOLDER.glob("*.yml")}
    expected = {"documents", "items", "headlines", "stories", "mentions", "events", "event_actors", "actors"}
    assert files == expected | {"events_per_actor_per_day"}
    assert files <= {table.name for table in catalog.TABLES}
