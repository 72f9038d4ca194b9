"""Ways to ask Great Expectations for failing rows: in one pass, in two, and with index columns.

python -m bench.validation
"""

import argparse
from collections.abc import Mapping

import polars as pl

from bench.generate import headlines
from bench.measure import console, seconds, table
from checks import engine
from checks.rule import Rule

BAD_SHARE = 0.01


def main() -> None:
    """Measure the ways on a frame in which one row of a hundred breaks each rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    frame, rules = _frame(rows), _rules()
    engine.validate(frame.head(10), rules, {})  # pays for the import
    expectations = [engine._expectation(rule, frame, {}) for rule in rules]
    suite = engine._library().ExpectationSuite(name="rules", expectations=expectations)
    batch = engine._batch(engine._pandas(frame))

    def ask(options: Mapping[str, object]) -> None:
        batch.validate(suite, result_format=options)

    ways = {
        "as the engine asks: one pass, rows by position": engine._RESULT_FORMAT,
        "summary only, no rows": {"result_format": "SUMMARY", "partial_unexpected_count": 0},
        "complete, as by default": {"result_format": "COMPLETE"},
        "complete, with index columns": {"result_format": "COMPLETE", "unexpected_index_column_names": ["headline_id"]},
    }
    found = {name: seconds(lambda options=options: ask(options), 2) for name, options in ways.items()}
    base = found["as the engine asks: one pass, rows by position"]
    console.print(f"{rows:,} rows, {len(rules)} rules, each broken by {BAD_SHARE:.0%} of them")
    table("Ways to ask", ("way", "seconds", "ratio"), [(name, spent, spent / base) for name, spent in found.items()])


def _frame(rows: int) -> pl.DataFrame:
    texts = (headlines(5_000) * (rows // 5_000 + 1))[:rows]
    bad = pl.int_range(rows, eager=True) % round(1 / BAD_SHARE) == 0
    return pl.DataFrame({"headline_id": [f"{number:016x}" for number in range(rows)], "text": texts}).with_columns(
        text=pl.when(bad).then(pl.lit("1\t")).otherwise("text"), position=pl.when(bad).then(0).otherwise(1)
    )


def _rules() -> list[Rule]:
    """Five rules of the kinds that stand in checks/rules/."""
    kinds = {
        "text_length": ("expect_column_value_lengths_to_be_between", {"column": "text", "min_value": 3}),
        "text_has_letter": ("expect_column_values_to_match_regex", {"column": "text", "regex": r"\p{L}"}),
        "no_control": ("expect_column_values_to_not_match_regex", {"column": "text", "regex": r"\p{Cc}"}),
        "position_from_one": ("expect_column_values_to_be_between", {"column": "position", "min_value": 1}),
        "position_allowed": ("expect_column_values_to_be_in_set", {"column": "position", "value_set": [1]}),
    }
    return [Rule("core.headlines", name, kind, given, "critical", "measured", "report") for name, (kind, given) in kinds.items()]


if __name__ == "__main__":
    main()
