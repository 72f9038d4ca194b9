"""Reading rules: what a rule file may say, and the message where it says something else."""

from pathlib import Path

import pytest

from checks.rule import TYPES, Rule, catalogued
from checks.rules import RULES_FOLDER, RuleError, load_rules
from checks.structure import batch_columns, structure_rules
from warehouse import catalog

GOOD = """
- name: text_is_short
  type: expect_column_value_lengths_to_be_between
  kwargs: {column: text, max_value: 80}
  severity: critical
  why: Short texts fit the page.
  on_fail: quarantine
  tolerate: 0.25
  reason: "{text} is too long; shorten it"
"""


def load(folder: Path, content: str, table: str = "headlines") -> Rule:
    """The last rule of a table whose rule file has the given content."""
    (folder / f"{table}.yml").write_text(content, encoding="utf-8")
    return load_rules(table, folder)[-1]


def test_a_rule_is_read_with_all_that_it_says(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD) == Rule(
        table="core.headlines",
        name="text_is_short",
        type="expect_column_value_lengths_to_be_between",
        kwargs={"column": "text", "max_value": 80},
        severity="critical",
        why="Short texts fit the page.",
        on_fail="quarantine",
        tolerate=0.25,
        reason="{text} is too long; shorten it",
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("severity:", "sevrity:"), "unknown key 'sevrity'"),
        (("  severity: critical\n", ""), "'severity' is missing"),
        (("type: expect_column_value_lengths_to_be_between", "type: expect_short"), "'type' is 'expect_short'"),
        (("severity: critical", "severity: fatal"), "'severity' is 'fatal'; use one of critical, warning, info"),
        (("on_fail: quarantine", "on_fail: drop"), "'on_fail' is 'drop'"),
        (("max_value: 80", "mostly: 0.9"), "has no argument 'mostly'"),
        (("{column: text, max_value: 80}", "{column: text}"), "needs min_value or max_value"),
        (("{column: text, max_value: 80}", "{max_value: 80}"), "needs the argument 'column'"),
        (("{column: text, max_value: 80}", "80"), "'kwargs' must be a mapping"),
        (("tolerate: 0.25", "tolerate: 25"), "'tolerate' is 25; use a share from 0 to 1"),
        (("tolerate: 0.25", "tolerate: yes"), "'tolerate' is True"),
        (("on_fail: quarantine", "on_fail: report"), "a critical rule cannot only report"),
        (("severity: critical\n", "severity: info\n"), None),
        (("on_fail: quarantine\n", "on_fail: refuse\n"), None),
        (('reason: "{text} is too long; shorten it"', ""), "'reason' is missing"),
        (("{text} is too long", "{txet} is too long"), "'reason' names {txet}"),
        (("{text} is too long", "{text.__class__} is too long"), "'reason' names {text.__class__}"),
        (("{text} is too long", "{text} } is too long"), "'reason' has an odd brace"),
        (("why: Short texts fit the page.", "why: ''"), "'why' must say"),
        (("why: Short texts fit the page.", "why: 7"), "'why' must be text"),
        (("text_is_short", "Text is short"), "'name' must be snake_case"),
        (("text_is_short", "text_not_null"), "the name stands twice in core.headlines"),
    ],
)
def test_an_unclear_rule_is_refused_by_name_and_file(
    tmp_path: Path, change: tuple[str, str], message: str | None
) -> None:
    content = GOOD.replace(*change)
    assert content != GOOD
    if message is None:
        load(tmp_path, content)
        return
    with pytest.raises(RuleError) as error:
        load(tmp_path, content)
    assert message in str(error.value)
    assert "headlines.yml" in str(error.value) and "rule '" in str(error.value)


def test_a_name_that_stands_twice_in_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="'text_is_short': the name stands twice"):
        load(tmp_path, GOOD + GOOD)


def test_only_a_critical_rule_refuses(tmp_path: Path) -> None:
    content = GOOD.replace("severity: critical", "severity: warning").replace("quarantine", "refuse")
    with pytest.raises(RuleError, match="only a critical rule can refuse"):
        load(tmp_path, content)


def test_a_rule_about_the_whole_batch_has_no_rows_to_tolerate(tmp_path: Path) -> None:
    content = GOOD.replace("expect_column_value_lengths_to_be_between", "expect_table_row_count_to_be_between")
    with pytest.raises(RuleError, match="cannot quarantine or tolerate rows"):
        load(tmp_path, content.replace("column: text, ", ""))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("rules: {}", "a rule file is a list of rules"),
        ("- just text", "rule 1: a rule is a mapping"),
        ("- {name: [", "not readable as YAML"),
    ],
)
def test_a_file_that_is_no_list_of_rules_is_refused(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        load(tmp_path, content)


def test_an_unknown_table_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'headline' is not one table .* core\.headlines"):
        load_rules("headline")


def test_full_and_bare_names_mean_the_same_table() -> None:
    assert load_rules("headlines") == load_rules("core.headlines")
    assert [catalogued(table.name) for table in catalog.TABLES] == list(catalog.TABLES)


def test_structure_comes_from_the_catalogue() -> None:
    table = catalog.table("core.events")
    rules = {rule.name: rule for rule in structure_rules("events")}
    assert {name for name in rules if name.endswith("_not_null")} == {
        f"{column}_not_null" for column in table.columns if column not in table.optional
    }
    assert {name for name in rules if name.endswith("_allowed")} == {
        "date_kind_allowed",
        "date_precision_allowed",
        "event_type_allowed",
        "status_allowed",
        "quad_class_allowed",
    }
    assert rules["story_id_known"].kwargs["value_set"] == "$stories"
    assert rules["key_unique"].kwargs == {"column": "event_id"}
    assert set(rules["columns_as_documented"].kwargs["column_set"]) == set(batch_columns("events"))  # type: ignore[call-overload]


def test_rule_files_do_not_repeat_the_catalogue() -> None:
    for path in RULES_FOLDER.glob("*.yml"):
        structural = [(rule.type, rule.kwargs) for rule in structure_rules(path.stem)]
        own = [rule for rule in load_rules(path.stem) if rule not in structure_rules(path.stem)]
        assert [rule.name for rule in own if (rule.type, rule.kwargs) in structural] == []


def test_every_type_and_argument_is_in_great_expectations_own_vocabulary() -> None:
    from great_expectations.expectations.registry import get_expectation_impl

    for type_, signature in TYPES.items():
        fields = get_expectation_impl(type_).__fields__
        assert set(signature.required + signature.optional) <= set(fields), type_
