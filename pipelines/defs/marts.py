"""The marts: each SQL model of dbt_like_sql/ as an asset, its tests as checks; and the published warehouse.

What belongs here: the Dagster face of the model runner, and publishing. What does not: SQL (dbt_like_sql/), the runner
(warehouse/models.py).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg
import duckdb
import polars as pl

from checks.rules import load_rules
from pipelines.defs.context import (
    Run,
    days_of,
    key_of,
    partition_of,
    refuse,
    spec_of,
    specs_of_checks,
    table_of,
    told,
)
from pipelines.settings import PROJECT
from warehouse.catalog import PUBLISHED_SCHEMAS, TABLES, table
from warehouse.export import swap_export
from warehouse.models import Project, TestResult, column_lineage, load_project, run_model, run_tests
from warehouse.publish import PublishResult
from warehouse.replace import append
from warehouse.sql import statement
from warehouse.store import connect, quoted

Results = Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]
MODELS = PROJECT / "dbt_like_sql"


def build(partitions: dg.DailyPartitionsDefinition) -> list[dg.AssetsDefinition]:
    """One asset per model, in the models' own order, and `published` after them all."""
    project = load_project(MODELS)
    tables = {name: f"{model.schema}.{name}" for name, model in project.models.items() if model.schema == "marts"}
    marts = [_mart(project, name, full_name, partitions) for name, full_name in tables.items()]
    return [*marts, _published(partitions, list(tables.values()))]


def _mart(project: Project, name: str, full_name: str, partitions: dg.DailyPartitionsDefinition) -> dg.AssetsDefinition:
    model = project.model(name)
    deps = [of for of in model.depends_on if not of.startswith(("work.", "quality."))]
    # the stories' step gives headlines their story_id: a model that reads headlines waits for it
    waits = ["core.stories"] if "core.headlines" in deps and "core.stories" not in deps else []
    spec = spec_of(full_name, [*deps, *waits], "marts", partitions)
    lineage = {
        column: [dg.TableColumnDep(key_of(of), source) for of, source in origins]
        for column, origins in column_lineage(project, name).items()
    }
    has_rules = full_name == "marts.events_per_actor_per_day"
    rules = {rule.name for rule in load_rules(full_name)} if has_rules else set()
    tests = [
        dg.AssetCheckSpec(
            _test_name(test.name, rules),
            asset=spec.key,
            blocking=test.severity == "critical",
            metadata={"dbt test": test.name},
        )
        for test in model.tests
    ]

    @dg.multi_asset(
        name=name,
        specs=[
            spec.merge_attributes(metadata={"dagster/column_lineage": dg.TableColumnLineage(lineage)}, kinds={"sql"}),
        ],
        check_specs=[*tests, *(specs_of_checks(full_name) if has_rules else [])],
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def mart(context: dg.AssetExecutionContext, run: dg.ResourceParam[Run]) -> Results:
        days = days_of(context)
        with run.session.step() as con:
            _touch(run, days)
            made = run_model(con, project, name)
            rows = run.session.read(
                f"from {quoted(table(full_name))} "  # noqa: S608 - names are the catalogue's
                "where day in (select day from work.touched_days) order by all"
            )
            found = run_tests(con, project, name, full=False)
            actors: dict[str, Any] = (
                {"actors": set(run.session.read("select distinct actor_id from core.actors")["actor_id"])}
                if has_rules
                else {}
            )
        verdict = run.judge(full_name, rows, partition_of(days), **actors) if has_rules else None
        failed = [test for test in found if test.severity == "critical" and not test.passed]
        run.session.failed = run.session.failed or bool(failed)
        yield from told(full_name, made.rows, verdict, rows)
        for test in found:
            yield dg.AssetCheckResult(
                passed=test.passed, asset_key=spec.key, check_name=_test_name(test.name, rules),
                severity=dg.AssetCheckSeverity.ERROR if test.severity == "critical" else dg.AssetCheckSeverity.WARN,
                metadata=_offenders(test),
            )  # fmt: skip
        refuse([verdict] if verdict else [])

    return mart


def _test_name(name: str, taken: set[str]) -> str:
    """A check's name for a dbt test; those that a rule has already are marked as the model's."""
    return f"model_{name}" if name in taken else name


def _offenders(test: TestResult) -> dict[str, int | str | dg.TableMetadataValue]:
    shown: dict[str, int | str | dg.TableMetadataValue] = {"offending rows": test.failures}
    if test.error:
        shown["error"] = test.error
    if test.sample:
        shown["offenders"] = table_of(pl.DataFrame(test.sample, infer_schema_length=None))
    return shown


def _touch(run: Run, days: list[date]) -> None:
    """Rebuild the run's own days too: a mart may be materialised by itself."""
    known = run.session.read("from work.touched_days")
    wanted = pl.DataFrame({"day": days}, schema={"day": pl.Date}).join(known, on="day", how="anti")
    append(run.session.con, table("work.touched_days"), wanted)


def _published(partitions: dg.DailyPartitionsDefinition, marts: list[str]) -> dg.AssetsDefinition:
    check = dg.AssetCheckSpec(
        "row_counts_equal",
        asset=dg.AssetKey("published"),
        description="Each published table has as many rows as the pipeline's own.",
    )

    @dg.multi_asset(
        specs=[
            dg.AssetSpec(
                "published", deps=[key_of(name) for name in marts], group_name="publish", partitions_def=partitions,
                description="The warehouse that people read: a copy of the checked working database, "
                "swapped in by rename.",
                owners=["team:newsledger"], kinds={"duckdb"},
            )
        ],
        check_specs=[check],
        backfill_policy=dg.BackfillPolicy.single_run(),
    )  # fmt: skip
    def published(context: dg.AssetExecutionContext, run: dg.ResourceParam[Run]) -> Results:
        """Commit the run, publish the copy, and compare the two."""
        days = days_of(context)
        with run.session.step() as con:
            con.execute(statement("note_touched_days"))
            con.execute(statement("forget_touched_days"))
            changed = [year for (year,) in con.sql("select distinct year(day) from work.unexported_days").fetchall()]
            own = _counts(con)
        result = run.session.publish(run.settings.published)
        public = connect(run.settings.published, read_only=True, settings=run.settings.duckdb())
        try:
            theirs = _counts(public)
            if run.settings.parquet:
                swap_export(public, run.settings.parquet_folder, changed)
        finally:
            public.close()
        # not before: the days of a run that is killed between its commit and the rename are made again
        with run.session.step() as con:
            con.execute("delete from work.unpublished_days")
            if run.settings.parquet:
                con.execute("delete from work.unexported_days")
            if _made_here(context):
                con.execute("delete from work.pending_days where day between $1 and $2", [days[0], days[-1]])
        yield _publication(result, theirs)
        yield dg.AssetCheckResult(
            passed=own == theirs, asset_key="published", check_name="row_counts_equal", metadata={"tables": len(own)}
        )

    return published


def _made_here(context: dg.AssetExecutionContext) -> bool:
    """Whether the run has made its days, rather than publish what other runs made."""
    chosen = context.run.asset_selection
    return not chosen or key_of("core.headlines") in chosen


def _counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    names = [entry for entry in TABLES if entry.schema in PUBLISHED_SCHEMAS]
    query = " union all ".join(f"select '{e.full_name}', count(*) from {quoted(e)}" for e in names)  # noqa: S608 - names are the catalogue's
    return dict(con.execute(query).fetchall())


def _publication(result: PublishResult, counts: dict[str, int]) -> dg.MaterializeResult[Any]:
    rows = pl.DataFrame({"table": list(counts), "rows": list(counts.values())})
    return dg.MaterializeResult(
        asset_key="published",
        metadata={
            "bytes": result.bytes,
            "seconds": result.seconds,
            "tables": table_of(rows, 50),
            "dagster/row_count": sum(counts.values()),
        },
    )
