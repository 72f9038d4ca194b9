"""The bridge: rules as asset checks of a real, tiny materialisation."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import dagster as dg
import polars as pl
import pytest

from checks.dagster_bridge import check_results, check_specs
from checks.quarantine import judge
from checks.results import RuleResult, Verdict
from checks.rules import load_rules

KEY = dg.AssetKey(["work", "items"])
ItemMaker = Callable[[int], pl.DataFrame]
Evaluations = dict[str, dg.AssetCheckEvaluation]


def materialise(batch: pl.DataFrame, references: Mapping[str, object]) -> tuple[bool, Evaluations, list[str]]:
    """Run an asset that checks the batch, and one downstream: success, evaluations by check, materialised assets."""

    @dg.asset(key=KEY, check_specs=check_specs("items", KEY))
    def items_asset() -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        verdict = judge("items", batch, references)
        yield dg.MaterializeResult(metadata={"good": verdict.good.height})
        yield from check_results(KEY, verdict)

    @dg.asset(deps=[KEY])
    def downstream() -> None: ...

    result = dg.materialize([items_asset, downstream], raise_on_error=False)
    evaluations = {evaluation.check_name: evaluation for evaluation in result.get_asset_check_evaluations()}
    made = [event.asset_key.to_user_string() for event in result.get_asset_materialization_events() if event.asset_key]
    return result.success, evaluations, made


def test_each_rule_is_a_named_check_with_its_reason_for_being() -> None:
    rules, specs = load_rules("items"), check_specs("items", KEY)
    assert [(spec.name, spec.description, spec.asset_key) for spec in specs] == [
        (rule.name, rule.why, KEY) for rule in rules
    ]
    assert {spec.name for spec in specs if not spec.blocking} == {
        rule.name for rule in rules if rule.severity != "critical"
    }


def test_a_rule_that_quarantined_within_tolerance_passes_and_shows_its_rows(
    items: ItemMaker, references: Mapping[str, object]
) -> None:
    future = pl.when(pl.col("position") <= 12).then(date(2099, 1, 1)).otherwise("published_on")
    batch = items(30).with_columns(published_on=future)
    success, evaluations, made = materialise(batch, references)
    assert success and made == ["work/items", "downstream"]
    assert set(evaluations) == {rule.name for rule in load_rules("items")}
    shown = evaluations["published_on_not_in_future"]
    assert shown.passed and shown.severity == dg.AssetCheckSeverity.ERROR
    assert {name: shown.metadata[name].value for name in ("rows checked", "rows unexpected", "share unexpected")} == {
        "rows checked": 30,
        "rows unexpected": 12,
        "share unexpected": 0.4,
    }
    table = shown.metadata["offenders"]
    assert isinstance(table, dg.TableMetadataValue) and len(table.records) == 10
    assert table.records[0].data["published_on"] == "2099-01-01" and table.records[0].data["position"] == 1
    assert table.records[0].data["document_id"] == "a" * 12
    why = next(rule.why for rule in load_rules("items") if rule.name == "published_on_not_in_future")
    assert shown.description == f"12 of 30 rows rejected, tolerated 50 %. {why}"
    assert str(shown.metadata["reason"].value).startswith("Dated 2099-01-01, which has not come yet")
    assert shown.metadata["further offenders"].value == "2 more"
    assert not {"offenders", "reason"} & set(evaluations["source_known"].metadata)
    assert evaluations["source_known"].description == next(
        rule.why for rule in load_rules("items") if rule.name == "source_known"
    )


def test_a_refused_batch_stops_what_is_downstream(items: ItemMaker, references: Mapping[str, object]) -> None:
    batch = items(4).with_columns(published_on=pl.lit(date(2099, 1, 1)))
    success, evaluations, made = materialise(batch, references)
    assert not success and made == ["work/items"]
    assert not evaluations["published_on_not_in_future"].passed


def test_an_empty_run_gives_a_result_for_every_check(items: ItemMaker, references: Mapping[str, object]) -> None:
    success, evaluations, _ = materialise(items(1).head(0), references)
    assert success and set(evaluations) == {spec.name for spec in check_specs("items", KEY)}
    failed = {name: evaluation.severity for name, evaluation in evaluations.items() if not evaluation.passed}
    assert failed == {"at_least_one_item": dg.AssetCheckSeverity.WARN}


def test_a_rule_in_error_says_so(items: ItemMaker, references: Mapping[str, object]) -> None:
    verdict = judge("items", items(1), {**references, "today": "yesterday"})
    [broken] = [result for result in check_results(KEY, verdict) if "error" in result.metadata]
    assert broken.check_name == "published_on_not_in_future" and not broken.passed
    assert str(broken.description).startswith("could not be evaluated: ")


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([1, 2], ("int", [1, 2])),
        ([True, False], ("bool", [True, False])),
        ([1, None], ("string", ["1", ""])),
        ([1, "x"], ("string", ["1", "x"])),
        ([1.5, 2.5], ("float", [1.5, 2.5])),
    ],
)
def test_offenders_are_shown_in_cells_of_one_kind(cells: list[object], shown: tuple[str, list[object]]) -> None:
    sample = [{"value": value} for value in cells]
    result = RuleResult("work.items", "r", "info", False, False, None, 2, 2, 1.0, sample, 0.0, "w", "report", 0.0)  # type: ignore[arg-type]
    empty = pl.DataFrame()
    [checked] = check_results(KEY, Verdict("work.items", empty, empty, (result,)))
    table = checked.metadata["offenders"]
    assert isinstance(table, dg.TableMetadataValue)
    assert checked.description == "2 of 2 rows broke the rule, tolerated 0 %. w"
    assert table.schema.columns[0].type == shown[0]
    assert [record.data["value"] for record in table.records] == shown[1]
