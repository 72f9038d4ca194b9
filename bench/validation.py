"""Ways to ask Great Expectations for failing rows: in one pass, in two, and with index columns.

python -m bench.validation
"""

import argparse
from collections.abc import Callable
from typing import Any

import polars as pl

from bench.generate import headlines
from bench.measure import console, seconds, table
from checks import engine
from checks.rule import Rule

SHARES = (0.01, 0.5)  # of rows that break each rule


def main() -> None:
    """Measure the ways on frames of which few and many rows break each rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    rules = _rules()
    engine.validate(_frame(10, 0.5), rules, {})  # pays for the import
    console.print(f"{rows:,} rows, {len(rules)} rules")
    for share in SHARES:
        frame = _frame(rows, share)
        found = {name: seconds(_asking(frame, rules, options), 2) for name, options in WAYS.items()}
        base = next(iter(found.values()))
        table(
            f"Each rule broken by {share:.0%} of the rows",
            ("way", "seconds", "ratio"),
            [(name, spent, spent / base) for name, spent in found.items()],
        )


WAYS: dict[str, dict[Any, Any]] = {
    "as the engine asks: one pass, rows by position": dict(engine._RESULT_FORMAT),
    "summary only, no rows": {"result_format": "SUMMARY", "partial_unexpected_count": 0},
    "complete, as by default": {"result_format": "COMPLETE"},
    "complete, with index columns": {"result_format": "COMPLETE", "unexpected_index_column_names": ["headline_id"]},
}


def _asking(frame: pl.DataFrame, rules: list[Rule], options: dict[Any, Any]) -> Callable[[], object]:
    expectations = [engine._expectation(rule, frame, {}) for rule in rules]
    suite = engine._library().ExpectationSuite(name="rules", expectations=expectations)
    pandas = engine._pandas(frame)
    # a batch of its own each time: Great Expectations keeps what it computed for one
    return lambda: engine._batch(pandas).validate(suite, result_format=options)


def _frame(rows: int, share: float) -> pl.DataFrame:
    texts = (headlines(5_000) * (rows // 5_000 + 1))[:rows]
    bad = pl.int_range(rows, eager=True) % round(1 / share) == 0
    return pl.DataFrame({"headline_id": [f"{number:016x}" for number in range(rows)], "text": texts}).with_columns(
        text=pl.when(bad).then(pl.lit("1\t")).otherwise("text"), position=pl.when(bad).then(0).otherwise(1)
    )


def _rules() -> list[Rule]:
    """Five rules of the kinds that stand in checks/rules/."""
    kinds: dict[str, tuple[str, dict[str, object]]] = {
        "text_length": ("expect_column_value_lengths_to_be_between", {"column": "text", "min_value": 3}),
        "text_has_letter": ("expect_column_values_to_match_regex", {"column": "text", "regex": r"\p{L}"}),
        "no_control": ("expect_column_values_to_not_match_regex", {"column": "text", "regex": r"\p{Cc}"}),
        "position_from_one": ("expect_column_values_to_be_between", {"column": "position", "min_value": 1}),
        "position_allowed": ("expect_column_values_to_be_in_set", {"column": "position", "value_set": [1]}),
    }
    return [
        Rule("core.headlines", name, kind, given, "critical", "measured", "report")
        for name, (kind, given) in kinds.items()
    ]


if __name__ == "__main__":
    main()
