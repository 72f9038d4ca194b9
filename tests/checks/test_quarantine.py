"""Quarantine: no row is lost, and a rejected one tells what is wrong with it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.quarantine import REJECTED_SCHEMA, judge, reason, split
from checks.rule import Rule
from checks.rules import load_rules

ItemMaker = Callable[[int], pl.DataFrame]
References = Mapping[str, object]


def a_rule(name: str, on_fail: str = "quarantine", reason_: str = "bad {raw_text}") -> Rule:
    kwargs = {"column": "raw_text"}
    return Rule(
        "work.items", name, "expect_column_values_to_not_be_null", kwargs, "critical", "", on_fail, 0.5, reason_
    )


def with_rows(frame: pl.DataFrame, column: str, values: Mapping[int, object]) -> pl.DataFrame:
    """The frame with some rows of a column changed."""
    cells = [values.get(row, value) for row, value in enumerate(frame[column])]
    return frame.with_columns(pl.Series(column, cells, dtype=frame.schema[column]))


def test_failing_rows_are_set_apart_and_the_rest_goes_on(items: ItemMaker, references: References) -> None:
    batch = with_rows(items(4), "published_on", {2: date(2099, 1, 1)})
    verdict = judge("items", batch, references)
    assert verdict.good.equals(batch.filter(pl.col("position") != 3))
    [row] = verdict.rejected.to_dicts()
    assert row["rule"] == "published_on_not_in_future"
    assert row["reason"].startswith("Dated 2099-01-01, which has not come yet")
    assert (row["document_id"], row["byte_start"], row["byte_end"]) == ("a" * 64, 187, 276)
    assert json.loads(row["row"])["published_on"] == "2099-01-01"
    assert json.loads(row["row"])["source"] == "meridian-wire"
    assert not verdict.refused
    [line] = verdict.summary()
    assert line.startswith("work.items · published_on_not_in_future · quarantined: 1 of 4 rows (25.0%), tolerated 50%")


@pytest.mark.parametrize(("bad", "refused"), [(5, False), (6, True)])
def test_dates_refuse_the_batch_above_half_of_it(
    bad: int, refused: bool, items: ItemMaker, references: References
) -> None:
    batch = with_rows(items(10), "published_on", dict.fromkeys(range(bad), date(2099, 1, 1)))
    verdict = judge("items", batch, references)
    assert verdict.refused == refused
    assert verdict.rejected.height == bad and verdict.good.height == 10 - bad
    assert ("refused: 6 of 10 rows (60.0%), tolerated 50%" in verdict.summary()[0]) == refused


def test_a_row_stands_under_the_first_rule_that_it_broke(items: ItemMaker, references: References) -> None:
    batch = with_rows(items(3), "published_on", {0: None})
    batch = with_rows(batch, "item_kind", {0: "rejected"})
    batch = with_rows(batch, "reason", {0: "no date line in the page"})
    verdict = judge("items", batch, references)
    assert verdict.rejected.select("rule", "reason").rows() == [("accepted_by_reader", "no date line in the page")]
    counts = {result.rule: result.rows_unexpected for result in verdict.results if result.rows_unexpected}
    assert counts == {"accepted_by_reader": 1, "published_on_present": 1}


def test_furniture_of_the_page_needs_no_date(items: ItemMaker, references: References) -> None:
    batch = with_rows(items(2), "item_kind", {0: "boilerplate"})
    batch = with_rows(batch, "published_on", {0: None})
    assert judge("items", batch, references).rejected.is_empty()


def test_rows_before_the_sources_first_day_are_rejected(items: ItemMaker, references: References) -> None:
    batch = with_rows(items(3), "published_on", {1: date(2019, 12, 31), 2: date(2020, 1, 1)})
    verdict = judge("items", batch, references)
    assert verdict.rejected["rule"].to_list() == ["published_on_not_before_first_day"]
    assert "Dated 2019-12-31, before 2020-01-01, the first day of source meridian-wire" in verdict.rejected["reason"][0]


def test_refuse_rules_keep_their_rows(items: ItemMaker, references: References) -> None:
    verdict = judge("items", with_rows(items(3), "source", {0: "nobody"}), references)
    assert verdict.refused and verdict.good.height == 3 and verdict.rejected.is_empty()


def test_a_missing_reference_refuses_with_its_name(items: ItemMaker, references: References) -> None:
    partly = {name: value for name, value in references.items() if name != "documents"}
    verdict = judge("items", items(1), partly)
    assert verdict.refused
    assert [line for line in verdict.summary() if "document_id_known" in line and "$documents" in line]


def test_rules_that_only_warn_never_refuse(items: ItemMaker, references: References) -> None:
    warning = replace(a_rule("no_text", on_fail="report"), severity="warning", tolerate=0.0)
    verdict = judge("items", with_rows(items(2), "raw_text", {0: None}), references, rules=[warning])
    assert not verdict.refused and not verdict.results[0].passed
    assert verdict.good.height == 2 and "· warning: 1 of 2 rows" in verdict.summary()[0]


def test_an_empty_batch_is_judged_by_every_rule(items: ItemMaker, references: References) -> None:
    verdict = judge("items", items(1).head(0), references)
    assert [result.rule for result in verdict.results] == [rule.name for rule in load_rules("items")]
    assert [result.rule for result in verdict.results if not result.passed] == ["at_least_one_item"]
    assert not verdict.refused and verdict.good.is_empty()
    assert verdict.rejected.schema == pl.Schema(REJECTED_SCHEMA)


def test_a_batch_without_its_columns_is_refused_not_crashed(references: References) -> None:
    verdict = judge("documents", pl.DataFrame({"items": ["many"]}), references)
    assert verdict.refused
    failed = {result.rule: result for result in verdict.results if not result.passed}
    assert failed["columns_as_documented"].sample and failed["items_reconcile"].error


def test_lines_that_do_not_reconcile_refuse_the_documents(
    good_batch: Callable[[str], pl.DataFrame], references: References
) -> None:
    batch = with_rows(good_batch("core.documents"), "items_rejected", {0: 1})
    verdict = judge("documents", batch, references)
    assert [result.rule for result in verdict.results if result.blocked] == ["items_reconcile"]
    assert verdict.good.columns == batch.columns, "helper columns do not go on"


def test_long_texts_are_cut_with_a_mark(items: ItemMaker, references: References) -> None:
    verdict = judge("items", with_rows(items(2), "raw_text", {0: "x" * 3_000}), references)
    assert json.loads(verdict.rejected["row"][0])["raw_text"] == "x" * 500 + "… [cut: 3,000 characters in all]"


texts = st.text(max_size=200) | st.sampled_from(
    ["{", "}", "{0}", "{raw_text}", "{raw_text.__class__}", '"\\\n', "\x00", "%s", "{{}}"]
)


@given(texts)
def test_texts_with_odd_characters_stand_in_reason_and_row_as_they_are(text: str) -> None:
    frame = pl.DataFrame({"raw_text": [text]})
    _, rejected = split(frame, ["raw_text"], [a_rule("odd")], {"odd": [0]})
    assert json.loads(rejected["row"][0]) == {"raw_text": text}
    assert rejected["reason"][0] == f"bad {text}"


def test_a_value_that_is_not_known_is_told_as_nothing() -> None:
    assert reason(a_rule("unknown"), {"raw_text": None}) == "bad nothing"
    assert reason(a_rule("unknown"), {}) == "bad nothing"


@given(st.integers(0, 30).flatmap(lambda rows: st.tuples(st.just(rows), failing_rows(rows))))
def test_every_row_is_either_good_or_rejected(case: tuple[int, dict[str, list[int]]]) -> None:
    rows, failing = case
    frame = pl.DataFrame({"raw_text": [str(row) for row in range(rows)]}, schema={"raw_text": pl.String})
    rules = [a_rule("first"), a_rule("refusing", on_fail="refuse"), a_rule("second")]
    good, rejected = split(frame, ["raw_text"], rules, failing)
    told = [json.loads(row)["raw_text"] for row in rejected["row"]]
    assert sorted(good["raw_text"].to_list() + told, key=int) == frame["raw_text"].to_list()
    assert {int(text) for text in told} == set(failing.get("first", [])) | set(failing.get("second", []))
    expected = ["first" if int(text) in failing.get("first", []) else "second" for text in told]
    assert rejected["rule"].to_list() == expected


def failing_rows(rows: int) -> st.SearchStrategy[dict[str, list[int]]]:
    positions = st.sets(st.integers(0, rows - 1)).map(sorted) if rows else st.just([])
    return st.dictionaries(st.sampled_from(["first", "refusing", "second"]), positions)


@settings(max_examples=8)  # one evaluation costs 0.2 s; many rows each instead
@given(st.lists(st.tuples(texts | st.none(), st.dates() | st.none()), max_size=60))
def test_no_text_and_no_date_makes_a_row_disappear(
    references: References, items: ItemMaker, rows: list[tuple[str | None, date | None]]
) -> None:
    batch = items(max(len(rows), 1)).head(len(rows))
    batch = batch.with_columns(
        raw_text=pl.Series([text for text, _ in rows], dtype=pl.String),
        published_on=pl.Series([day for _, day in rows], dtype=pl.Date),
    )
    verdict = judge("items", batch, references)
    positions = [json.loads(row)["position"] for row in verdict.rejected["row"]]
    assert sorted(verdict.good["position"].to_list() + positions) == batch["position"].to_list()
    assert [result.error for result in verdict.results if result.error] == []
    for row in verdict.good.iter_rows(named=True):
        assert date(2020, 1, 1) <= row["published_on"] <= date(2026, 1, 9)
