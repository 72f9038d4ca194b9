"""The results' shape in the warehouse."""

import json
from datetime import UTC, datetime, timedelta, timezone

import polars as pl

from checks.results import RuleResult, cell, cut, results_frame
from warehouse import catalog

RESULT = RuleResult(
    table="core.headlines",
    rule="text_length",
    severity="critical",
    passed=False,
    blocked=True,
    error=None,
    rows_checked=4,
    rows_unexpected=1,
    share_unexpected=0.25,
    sample=[{"text": '“"\n'}],
    seconds=0.1,
    why="Because.",
    on_fail="refuse",
    tolerate=0.0,
)


def test_results_have_the_shape_of_the_catalogues_table() -> None:
    frame = results_frame([RESULT], "run-1", datetime(2026, 1, 7, 18), "2026-01-07")
    assert frame.schema == pl.Schema(catalog.table("quality.check_results").polars_schema())
    [row] = frame.to_dicts()
    assert (row["table_name"], row["rule"], row["passed"], row["partition_key"]) == (
        "core.headlines",
        "text_length",
        False,
        "2026-01-07",
    )
    assert json.loads(row["sample"]) == RESULT.sample


def test_no_results_make_an_empty_frame_of_that_shape() -> None:
    frame = results_frame([], "run-1", datetime(2026, 1, 7), "batch")
    assert frame.is_empty() and frame.schema == pl.Schema(catalog.table("quality.check_results").polars_schema())


def test_times_are_utc() -> None:
    for moment in (datetime(2026, 1, 7, 20, tzinfo=timezone(timedelta(hours=2))), datetime(2026, 1, 7, 18, tzinfo=UTC)):
        assert results_frame([RESULT], "run-1", moment, "batch")["checked_at"][0] == datetime(2026, 1, 7, 18)


def test_cells_are_plain() -> None:
    values = [None, True, 3, 1.5, float("nan"), float("inf"), datetime(2026, 1, 7).date(), [1]]
    assert [cell(value) for value in values] == [None, True, 3, 1.5, "nan", "inf", "2026-01-07", "[1]"]


def test_a_text_is_cut_only_when_it_is_longer() -> None:
    assert cut("12345", 5) == "12345"
    assert cut("123456", 5) == "12345… [cut: 6 characters in all]"
