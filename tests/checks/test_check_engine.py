"""The engine: what rules see of a batch, and that a crash is neither a pass nor bad data."""

from datetime import date

import polars as pl
import pytest

from checks.engine import validate
from checks.results import RuleResult
from checks.rule import Rule


def rule(type_: str, tolerate: float = 0.0, name: str = "a_rule", **kwargs: object) -> Rule:
    return Rule("core.stories", name, type_, kwargs, "critical", "Because.", "refuse", tolerate)


def check(frame: pl.DataFrame, one: Rule, **references: object) -> tuple[RuleResult, list[int]]:
    [result], failing = validate(frame, [one], references)
    return result, failing.get(one.name, [])


BETWEEN = "expect_column_values_to_be_between"
IN_SET = "expect_column_values_to_be_in_set"


def test_failing_rows_are_named_by_position() -> None:
    frame = pl.DataFrame({"headlines": [1, 0, 5, -2]})
    result, rows = check(frame, rule(BETWEEN, column="headlines", min_value=1))
    assert rows == [1, 3]
    assert (result.rows_checked, result.rows_unexpected, result.share_unexpected) == (4, 2, 0.5)
    assert result.sample == [{"headlines": 0}, {"headlines": -2}]
    assert result.blocked and not result.passed and result.error is None


def test_all_failing_rows_are_named_beyond_what_great_expectations_lists_as_values() -> None:
    frame = pl.DataFrame({"headlines": [0] * 1_000})
    result, rows = check(frame, rule(BETWEEN, column="headlines", min_value=1))
    assert rows == list(range(1_000)) and len(result.sample) == 10


def test_whole_numbers_beside_nulls_stay_whole() -> None:
    large = 2**53
    frame = pl.DataFrame({"a": [large + 1, None, 1], "b": [large, 5, None]})
    equal = rule(
        "expect_column_pair_values_to_be_equal", column_A="a", column_B="b", ignore_row_if="either_value_is_missing"
    )
    assert check(frame, equal)[1] == [0]


def test_not_a_number_is_no_missing_value() -> None:
    frame = pl.DataFrame({"goldstein": [1.0, float("nan"), None]})
    assert check(frame, rule(BETWEEN, column="goldstein", min_value=-10, max_value=10))[1] == [1]
    assert check(frame, rule("expect_column_values_to_not_be_null", column="goldstein"))[1] == [2]


def test_days_of_any_year_compare_with_a_reference() -> None:
    frame = pl.DataFrame({"day": [date(2026, 1, 7), date(2026, 1, 8), None, date(9999, 12, 31), date(1, 1, 1)]})
    assert check(frame, rule(BETWEEN, column="day", max_value="$today"), today=date(2026, 1, 7))[1] == [1, 3]


@pytest.mark.parametrize("text", ["Київ", "北京", "أخبار", "é", "a1"])
def test_a_letter_of_any_script_is_a_letter(text: str) -> None:
    frame = pl.DataFrame({"text": [text, "123 —", None]})
    assert check(frame, rule("expect_column_values_to_match_regex", column="text", regex=r"\p{L}"))[1] == [1]


def test_lengths_are_counted_in_characters() -> None:
    frame = pl.DataFrame({"text": ["Київ", "Kyiv?"]})
    assert check(frame, rule("expect_column_value_lengths_to_be_between", column="text", max_value=4))[1] == [1]


def test_duplicates_of_a_compound_key_are_named_all_and_nulls_count_as_equal() -> None:
    frame = pl.DataFrame({"a": ["x", "x", "y", "z", "z"], "b": [1, 1, 1, None, None]})
    assert check(frame, rule("expect_compound_columns_to_be_unique", column_list=["a", "b"]))[1] == [0, 1, 3, 4]


def test_a_row_condition_leaves_the_other_rows_out() -> None:
    frame = pl.DataFrame(
        {"kind": ["headline", "boilerplate"], "text": [None, None]}, schema_overrides={"text": pl.String}
    )
    only = {"type": "comparison", "column": {"name": "kind"}, "operator": "==", "parameter": "headline"}
    result, rows = check(frame, rule("expect_column_values_to_not_be_null", column="text", row_condition=only))
    assert rows == [0] and result.share_unexpected == 0.5, "the share is of the batch's rows"


@pytest.mark.parametrize("size", [1, 5_000])
@pytest.mark.parametrize("known", [[], ["s1"], ["s1", "s2", "s4"]])
def test_small_and_large_sets_say_the_same(size: int, known: list[str]) -> None:
    stories = set(known) | {f"other{number}" for number in range(size)}
    frame = pl.DataFrame({"story_id": ["s1", "s2", None, "s3", "s1"]})
    expected = [row for row, story in enumerate(frame["story_id"]) if story is not None and story not in known]
    assert check(frame, rule(IN_SET, column="story_id", value_set="$stories"), stories=stories)[1] == expected
    as_series = pl.Series(sorted(stories))
    assert check(frame, rule(IN_SET, column="story_id", value_set="$stories"), stories=as_series)[1] == expected


@pytest.mark.parametrize("size", [3, 300])
def test_a_set_asked_of_a_missing_column_is_an_error(size: int) -> None:
    stories = [f"s{number}" for number in range(size)]
    result, _ = check(pl.DataFrame({"a": [1]}), rule(IN_SET, column="story_id", value_set="$stories"), stories=stories)
    assert result.error is not None and "story_id" in result.error


CRASHES = {
    "missing column": (rule(BETWEEN, column="nothing", min_value=1), "nothing"),
    "bound of another type": (rule(BETWEEN, column="text", min_value=1), "same type"),
    "bounds that cross": (rule(BETWEEN, column="n", min_value=2, max_value=1), "min_value"),
    "regex that is none": (rule("expect_column_values_to_match_regex", column="text", regex="("), "missing )"),
    "unknown reference": (
        rule(BETWEEN, column="n", max_value="$tomorrow"),
        "unknown reference $tomorrow; known are $today",
    ),
    "reference that is no set": (rule(IN_SET, column="text", value_set="$today"), "must be a collection"),
    "missing regex": (rule("expect_column_values_to_match_regex", column="text"), "needs the argument 'regex'"),
    "missing bounds": (rule(BETWEEN, column="n"), "needs min_value or max_value"),
    "reference without a value": (rule(BETWEEN, column="n", max_value="$nothing"), "unknown reference $nothing"),
    "unknown type": (rule("expect_luck", column="n"), "may not have the type 'expect_luck'"),
    "no allowed values": (rule(IN_SET, column="text", value_set="$catalog.allowed"), "reference $catalog.allowed"),
    "unknown argument": (rule(IN_SET, column="text", value_set=["x"], colour="red"), "colour"),
    "condition that is none": (rule(BETWEEN, column="n", min_value=0, row_condition={"type": "perhaps"}), "perhaps"),
}


@pytest.mark.parametrize("case", CRASHES)
def test_a_crashed_rule_is_an_error_not_a_pass_and_not_bad_data(case: str) -> None:
    one, message = CRASHES[case]
    frame = pl.DataFrame({"n": [1], "text": ["x"]})
    result, rows = check(frame, one, today=date(2026, 1, 7), nothing=None)
    assert result.error is not None and message in result.error
    assert not result.passed and result.blocked
    assert rows == [] and result.rows_unexpected == 0


def test_a_crashed_rule_leaves_the_others_alone() -> None:
    crashed = [one for one, _ in CRASHES.values()]
    renamed = [Rule(**{**vars(one), "name": f"crashed_{number}"}) for number, one in enumerate(crashed)]
    good = rule(BETWEEN, name="good", column="n", min_value=1)
    bad = rule(BETWEEN, name="bad", column="n", min_value=2)
    results, failing = validate(
        pl.DataFrame({"n": [1], "text": ["x"]}), [good, *renamed, bad], {"today": 1, "nothing": None}
    )
    assert [result.rule for result in results] == ["good", *(one.name for one in renamed), "bad"]
    assert [result.rule for result in results if result.error is None] == ["good", "bad"]
    assert results[0].passed and failing == {"bad": [0]}


def test_two_rules_that_say_the_same_both_have_a_result() -> None:
    both = [rule(BETWEEN, name=name, column="n", min_value=2) for name in ("one", "two")]
    assert validate(pl.DataFrame({"n": [1]}), both, {})[1] == {"one": [0], "two": [0]}


def test_a_batch_is_not_mistaken_for_an_earlier_one() -> None:
    one = rule(BETWEEN, column="n", min_value=2)
    assert check(pl.DataFrame({"n": [1]}), one)[1] == [0]
    assert check(pl.DataFrame({"n": [2]}), one)[1] == []


@pytest.mark.parametrize(("bad", "passes"), [(0, True), (3, True), (4, False)])
def test_a_rule_passes_up_to_its_tolerated_share_and_not_above(bad: int, passes: bool) -> None:
    frame = pl.DataFrame({"n": [0] * bad + [1] * (10 - bad)})
    result, rows = check(frame, rule(BETWEEN, tolerate=0.3, column="n", min_value=1))
    assert (result.passed, result.blocked, len(rows)) == (passes, not passes, bad)


def test_an_empty_batch_fails_only_the_rule_that_counts_rows() -> None:
    frame = pl.DataFrame(schema={"n": pl.Int64})
    counting = rule("expect_table_row_count_to_be_between", name="rows", min_value=1)
    results, failing = validate(frame, [counting, rule(BETWEEN, column="n", min_value=1)], {})
    assert [result.passed for result in results] == [False, True] and failing == {}
    assert results[0].sample == [{"observed": 0}] and results[0].share_unexpected == 0.0


def test_columns_that_do_not_match_are_named() -> None:
    match = rule("expect_table_columns_to_match_set", column_set=["a", "b"], exact_match=True)
    result, _ = check(pl.DataFrame({"a": [1], "c": [1]}), match)
    assert not result.passed
    assert {key: result.sample[0][key] for key in ("missing", "unexpected")} == {
        "missing": "['b']",
        "unexpected": "['c']",
    }


def test_no_rules_no_results() -> None:
    assert validate(pl.DataFrame({"a": [1]}), [], {}) == ([], {})
