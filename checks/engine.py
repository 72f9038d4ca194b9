"""The engine: evaluates rules on a batch with Great Expectations.

What belongs here: all that knows Great Expectations, behind one function, so that another engine can take its place.
What does not: which rules there are (rules.py), what happens to failing rows (quarantine.py).

Great Expectations is imported inside the functions, since its import takes about five seconds; Python keeps the
module, so a process pays that once. A context of its own per batch costs 15 ms (measured, with data source and asset)
and forgets the batch with it, so no state is kept between batches. The context is ephemeral and has no progress bars
and no analytics; nothing here opens a connection.
"""

import logging
import re
import warnings
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING, Any

import polars as pl

from checks.results import SAMPLE_ROWS, Cell, RuleResult, cell
from checks.rule import Rule, catalogued, fault
from warehouse import catalog

if TYPE_CHECKING:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.datasource.fluent.interfaces import Batch
    from great_expectations.expectations.expectation import Expectation

_REFERENCE = re.compile(r"\$([a-z_]+(?:\.[a-z_]+)?)")

# Great Expectations serialises a value set over a hundred times per evaluation: 60 µs per value, 6 s for 100,000 ids
# (measured with 1.24.1). Beyond this size a set is shortened, see _expected.
_LARGE_SET = 200

_PLAIN_DAYS = (date(1678, 1, 1), date(2262, 1, 1))

# COMPLETE without the values, without index columns and without the query text gives the indices of all failing rows
# and costs what SUMMARY costs (0.8 s each for 13 rules on 100,000 rows, five of them failing), so one pass is enough.
# With index columns it costs twenty times that. The values themselves would be cut at 200.
_RESULT_FORMAT: dict[str, object] = {
    "result_format": "COMPLETE",
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
    "partial_unexpected_count": 0,
}


def validate(
    frame: pl.DataFrame, rules: Sequence[Rule], references: Mapping[str, object]
) -> tuple[list[RuleResult], dict[str, list[int]]]:
    """Evaluate rules on a batch.

    Args:
        frame: the batch, with the helper columns that the rules name.
        rules: their names must differ.
        references: what `$name` in the rules' arguments stands for: a scalar, or a set, list or series of values.

    Returns:
        One result per rule, in the rules' order, and for each rule about rows that some rows broke the positions of
        these rows in the frame, ascending. A rule that cannot be evaluated (a missing column or reference, a bound of
        another type) is a result with an error, never a pass and never an exception.
    """
    started = perf_counter()
    errors: dict[str, str] = {}
    expectations: list[Expectation] = []
    for rule in rules:
        try:
            expectations.append(_expectation(rule, frame, references))
        except (ValueError, TypeError) as error:  # pydantic's errors are ValueErrors
            errors[rule.name] = str(error)
    outcomes = _outcomes(frame, expectations)
    seconds = perf_counter() - started

    results: list[RuleResult] = []
    failing: dict[str, list[int]] = {}
    for rule in rules:
        if rule.name in errors:
            results.append(_result(rule, frame, seconds, error=errors[rule.name]))
            continue
        outcome = outcomes[rule.name]
        result = _read(rule, frame, outcome, seconds)
        results.append(result)
        if result.rows_unexpected:
            failing[rule.name] = _rows(outcome)
    return results, failing


def _read(rule: Rule, frame: pl.DataFrame, outcome: "ExpectationValidationResult", seconds: float) -> RuleResult:
    """The result of a rule from what Great Expectations says of it."""
    # success=False is also what a crashed expectation says, so the exception comes first.
    error = _exception(outcome.exception_info)
    if error is not None:
        return _result(rule, frame, seconds, error=error)
    count = outcome.result.get("unexpected_count")
    if count is None:
        return _result(rule, frame, seconds, holds=bool(outcome.success), sample=_observed(outcome))
    rows = _rows(outcome)
    if len(rows) != count:
        return _result(rule, frame, seconds, error=f"the engine named {len(rows)} of {count} failing rows")
    return _result(rule, frame, seconds, rows=rows, sample=_sample(rule, frame, rows))


def _result(
    rule: Rule,
    frame: pl.DataFrame,
    seconds: float,
    *,
    error: str | None = None,
    holds: bool = True,
    rows: Sequence[int] = (),
    sample: list[dict[str, Cell]] | None = None,
) -> RuleResult:
    share = len(rows) / frame.height if rows else 0.0
    passed = error is None and holds and share <= rule.tolerate
    return RuleResult(
        table=rule.table,
        rule=rule.name,
        severity=rule.severity,
        passed=passed,
        blocked=rule.severity == "critical" and not passed,
        error=error,
        rows_checked=frame.height,
        rows_unexpected=len(rows),
        share_unexpected=share,
        sample=sample or [],
        seconds=seconds,
        why=rule.why,
        on_fail=rule.on_fail,
        tolerate=rule.tolerate,
    )


# --- rules to expectations ---


def _expectation(rule: Rule, frame: pl.DataFrame, references: Mapping[str, object]) -> "Expectation":
    """The rule as an expectation that carries the rule's name.

    Raises:
        ValueError, TypeError: an argument is missing, its reference is unknown, or its value is not what the
            expectation takes.
    """
    wrong = fault(rule.type, rule.kwargs)
    if wrong is not None:
        raise ValueError(wrong)
    type_, kwargs = _expected(rule, frame, _resolved(rule, references))
    class_name = "".join(part.capitalize() for part in type_.split("_"))
    expectation: Expectation = getattr(_library().expectations, class_name)(**kwargs, meta={"rule": rule.name})
    return expectation


def _resolved(rule: Rule, references: Mapping[str, object]) -> dict[str, object]:
    """The rule's arguments with each `$name` replaced by what it stands for."""
    known = {**references, "catalog.allowed": _allowed(rule)}
    resolved: dict[str, object] = {}
    for key, value in rule.kwargs.items():
        match = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            resolved[key] = value
        elif known.get(match[1]) is not None:
            resolved[key] = known[match[1]]
        else:
            names = ", ".join(f"${name}" for name in sorted(known) if known[name] is not None)
            raise ValueError(f"{key} is the unknown reference {value}; known are {names or 'none'}")
    return resolved


def _allowed(rule: Rule) -> list[str] | None:
    """The catalogue's allowed values of the rule's column, or None where there are none."""
    column = catalog.COLUMNS.get(str(rule.kwargs.get("column")))
    return list(column.allowed) if column is not None and column.allowed else None


def _expected(rule: Rule, frame: pl.DataFrame, kwargs: dict[str, object]) -> tuple[str, dict[str, object]]:
    """Type and arguments as Great Expectations gets them, which differ from the rule's for value sets only.

    A large set is narrowed to the values that the batch holds, or turned round into "is none of the batch's values that
    the set lacks", whichever is shorter: the same rows fail, and in a good batch there is next to nothing to carry.
    """
    if rule.type == "expect_column_values_to_be_between" and frame.schema.get(str(kwargs["column"])) == pl.Date():
        return rule.type, _as_moments(kwargs) if _plain_dates(frame) else kwargs
    if "value_set" not in kwargs:
        return rule.type, kwargs
    allowed = kwargs["value_set"]
    if isinstance(allowed, str) or not isinstance(allowed, Collection | pl.Series):
        raise TypeError(f"value_set must be a collection of values, not {type(allowed).__name__}")
    column = str(kwargs["column"])
    large = rule.type == "expect_column_values_to_be_in_set" and len(allowed) > _LARGE_SET
    if not large or column not in frame.columns:
        return rule.type, {**kwargs, "value_set": list(allowed)}
    present = frame.get_column(column).unique().drop_nulls().to_list()
    known = set(allowed)
    found = [value for value in present if value in known]
    lacking = [value for value in present if value not in known]
    if len(found) <= len(lacking):
        return rule.type, {**kwargs, "value_set": found}
    return "expect_column_values_to_not_be_in_set", {**kwargs, "value_set": lacking}


def _as_moments(kwargs: Mapping[str, object]) -> dict[str, object]:
    """The arguments with each date as its first moment, which pandas compares with dates as it keeps them."""
    found = dict(kwargs)
    for name in ("min_value", "max_value"):
        bound = found.get(name)
        if isinstance(bound, str):
            raise TypeError(f"{name} of a date column must be a date, not the text {bound!r}")
        if isinstance(bound, date):
            found[name] = datetime(bound.year, bound.month, bound.day)
    return found


# --- Great Expectations ---


@cache
def _library() -> Any:
    """Great Expectations, imported at the first use in a process, quiet, and with the warnings of Python as before."""
    shown = warnings.showwarning
    import great_expectations
    import great_expectations.expectations
    from great_expectations.execution_engine import pandas_execution_engine

    # bytes up to which it fingerprints a batch, twice, row by row: most of the time of all rules, and nobody reads it
    pandas_execution_engine.HASH_THRESHOLD = 0
    if warnings.showwarning is not shown:  # its import sends every warning of the process to a logger
        logging.captureWarnings(False)
    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)  # what it logs, the results say
    return great_expectations


def _outcomes(frame: pl.DataFrame, expectations: "Sequence[Expectation]") -> "dict[str, ExpectationValidationResult]":
    """The outcome of each expectation by the rule's name; Great Expectations returns them in an order of its own."""
    if not expectations:
        return {}
    suite = _library().ExpectationSuite(name="rules", expectations=list(expectations))
    validated = _batch(_pandas(frame)).validate(suite, result_format=_RESULT_FORMAT)
    return {outcome.expectation_config.meta["rule"]: outcome for outcome in validated.results}


def _batch(frame: Any) -> "Batch":
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    context = _library().get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            analytics_enabled=False,
            progress_bars=ProgressBarsConfig(globally=False),
        ),
    )
    asset = context.data_sources.add_pandas("batches").add_dataframe_asset("batch")
    batch: Batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame})
    return batch


def _pandas(frame: pl.DataFrame) -> Any:
    """The batch for pandas, with every value as it was.

    Arrow-backed columns keep whole numbers whole beside nulls, dates as dates of any year, and NaN apart from null.
    Whole numbers without nulls, and dates if all are of pandas' years, become plain ones, which Great Expectations
    compares in one go instead of one by one.
    """
    plain = {
        name: "int64" for name, type_ in frame.schema.items() if type_ == pl.Int64() and not frame[name].null_count()
    }
    if _plain_dates(frame):
        plain |= dict.fromkeys(frame.select(pl.col(pl.Date)).columns, "datetime64[ns]")
    return frame.to_pandas(use_pyarrow_extension_array=True).astype(plain)


def _plain_dates(frame: pl.DataFrame) -> bool:
    """Whether every date of the batch is within the years of pandas' nanoseconds."""
    dates = frame.select(pl.col(pl.Date))
    return all(dates[name].is_between(*_PLAIN_DAYS).all() for name in dates.columns)


def _exception(info: Mapping[str, object]) -> str | None:
    """The message of an expectation that crashed, else None; the info is one report or one report per metric."""
    reports = [report for report in info.values() if isinstance(report, Mapping)] or [info]
    for report in reports:
        if report.get("raised_exception"):
            return str(report.get("exception_message"))
    return None


def _rows(outcome: "ExpectationValidationResult") -> list[int]:
    return sorted(int(row) for row in outcome.result.get("unexpected_index_list") or ())


def _observed(outcome: "ExpectationValidationResult") -> list[dict[str, Cell]]:
    """What a rule about the whole batch found, where it does not hold."""
    if outcome.success:
        return []
    details = outcome.result.get("details", {}).get("mismatched", {})
    return [{"observed": cell(outcome.result.get("observed_value"))} | {key: cell(details[key]) for key in details}]


def _sample(rule: Rule, frame: pl.DataFrame, rows: Sequence[int]) -> list[dict[str, Cell]]:
    """The first failing rows: key, the rule's columns, a text column if there is one."""
    entry = catalogued(rule.table)
    wanted = (*entry.key, *rule.columns(), *(name for name in ("text", "raw_text", "surface") if name in entry.columns))
    columns = [name for name in dict.fromkeys(wanted) if name in frame.columns]
    chosen = frame.select(columns)[list(rows[:SAMPLE_ROWS])]
    return [{name: cell(value) for name, value in row.items()} for row in chosen.iter_rows(named=True)]
