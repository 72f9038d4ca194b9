"""What assets share: the settings, a run's session, and how a batch is judged, recorded and written.

What belongs here: the glue every asset needs. What does not: a stage's own steps, or anything that Dagster does not
need.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import dagster as dg
import duckdb
import polars as pl

from checks.dagster_bridge import check_results, check_specs
from checks.quarantine import REJECTED_SCHEMA, judge
from checks.results import Verdict, merge, results_frame
from checks.rules import load_rules
from checks.structure import GIVEN
from pipelines.defs.automation import LEFT_UNPUBLISHED
from pipelines.ingest.sources import Source, load_sources
from pipelines.settings import Settings, sources_path
from warehouse.catalog import BY_NAME, Table, table
from warehouse.session import Session
from warehouse.sql import statement
from warehouse.store import quote, quoted

# Rejected rows of a batch in slices that its checks show.
_SHOWN_REJECTED = 1_000
# The columns of a table's sample that tell a person something; the others, hashes above all, come after them.
SHOWN_FIRST: dict[str, tuple[str, ...]] = {
    "core.actors": ("name", "code", "kind"),
    "core.mentions": ("surface", "actor_id", "entry_id"),
    "core.events": ("event_type", "status", "event_date", "trigger", "rule_id"),
    "core.event_actors": ("role", "actor_id", "event_id"),
}


@dataclass
class Run:
    """The resource of every asset: settings, sources and the run's session."""

    settings: Settings
    session: Session

    def sources(self) -> dict[str, Source]:
        """The sources in force, those not before the warehouse's first day."""
        return load_sources(sources_path(self.settings))

    def first_days(self, sources: Mapping[str, Source]) -> pl.DataFrame:
        """Columns source, source_first_day: the helper of the date rules."""
        days = {name: max(source.first_day, self.settings.first_day) for name, source in sources.items()}
        return pl.DataFrame(
            {"source": list(days), "source_first_day": list(days.values())},
            schema={"source": pl.String, "source_first_day": pl.Date},
        )

    def judge(self, name: str, frame: pl.DataFrame, partition: str, **references: object) -> Verdict:
        """Check a batch of a table, keep the results and the rejected rows, and fail the run if it is refused."""
        verdict = self.check(name, frame, references)
        self.conclude(verdict, partition)
        return verdict

    def judge_slices(
        self, name: str, slices: Iterable[pl.DataFrame], partition: str, use: Callable[[Verdict], None],
        *, tolerant: bool = False, **references: object,
    ) -> Verdict:  # fmt: skip
        """As `judge`, of a batch that comes in slices: `use` takes each slice's verdict, and the batch's has no rows.

        Whether the batch is refused is known at the end only; what `use` has written is rolled back with the run.
        `tolerant`: however many rows go to quarantine, the batch is not refused for their share.
        """
        results, rejected = [], pl.DataFrame(schema=REJECTED_SCHEMA)
        empty = pl.DataFrame(schema=table(name).polars_schema())
        for frame in slices:
            verdict = self.check(name, frame, references, tolerant)
            use(verdict)
            results.append(verdict.results)
            if rejected.height < _SHOWN_REJECTED:
                rejected = pl.concat([rejected, verdict.rejected.head(_SHOWN_REJECTED)])
        if not results:
            results.append(self.check(name, _with_helpers(name, empty), references, tolerant).results)
        whole = Verdict(name, empty, rejected, merge(results))
        self.conclude(whole, partition)
        return whole

    def check(
        self, name: str, frame: pl.DataFrame, references: Mapping[str, object], tolerant: bool = False
    ) -> Verdict:
        """Check rows of a table and keep the rejected ones."""
        now = datetime.now(UTC).replace(tzinfo=None)
        known = {"today": now.date(), "first_day": self.settings.first_day}
        rules = [
            replace(rule, tolerate=1.0) if tolerant and rule.on_fail == "quarantine" else rule
            for rule in load_rules(name)
        ]
        verdict = judge(name, frame, {**known, **self._keys(table(name), frame), **references}, rules=rules)
        stamp = [pl.lit(self.session.run_id).alias("run_id"), pl.lit(now).alias("rejected_at")]
        rejected = verdict.rejected.with_columns(stamp).select(table("quality.rejected_rows").columns)
        self.session.keep("quality.rejected_rows", rejected)
        return verdict

    def conclude(self, verdict: Verdict, partition: str) -> None:
        """Keep the results of a batch's check, and fail the run if it is refused."""
        now = datetime.now(UTC).replace(tzinfo=None)
        self.session.keep("quality.check_results", results_frame(verdict.results, self.session.run_id, now, partition))
        self.session.failed = self.session.failed or verdict.refused

    def _keys(self, entry: Table, frame: pl.DataFrame) -> dict[str, set[str]]:
        """For each foreign key of the table the keys that exist, of those that the batch has."""
        found: dict[str, set[str]] = {}
        for column, target in entry.references.items():
            other = BY_NAME[target]
            wanted = frame[column].drop_nulls().unique().to_frame("wanted")
            with self.session.step() as con:
                con.register("wanted_keys", wanted)
                key = quote(other.key[0])
                rows = con.sql(
                    f"select {key} from {quoted(other)} semi join wanted_keys on {key} = wanted"  # noqa: S608 - names are the catalogue's
                ).fetchall()
                con.unregister("wanted_keys")
            found[other.name] = {row[0] for row in rows}
        return found


def note_changed_days(con: duckdb.DuckDBPyConnection, days: pl.Series) -> None:
    """Note that rows of these days have changed, so that the Parquet files of their years are written again."""
    con.register("changed_days", days.rename("day").to_frame())
    con.execute(statement("note_changed_days"))
    con.unregister("changed_days")


def _with_helpers(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.lit(None, kind).alias(column) for column, kind in GIVEN.get(name, {}).items())


def session_resource(settings: Settings) -> dg.ResourceDefinition:
    """The resource `run`: one session per Dagster run, closed at its end."""

    @dg.resource(description="Settings and the run's session on the working database.")
    def run(context: dg.InitResourceContext) -> Iterator[Run]:
        run_id = context.run.run_id if context.run else "none"
        session = Session(settings.working, run_id, settings.duckdb(), settings.wait_seconds)
        try:
            yield Run(settings, session)
        finally:
            # a step that failed outside the session's own blocks must not be committed either
            session.failed = session.failed or _a_step_failed(context)
            if context.run and LEFT_UNPUBLISHED in context.run.tags and not session.failed:
                # the marts of the touched days are made; publishing would have noted and forgotten them
                session.con.execute(statement("note_touched_days"))
                session.con.execute(statement("forget_touched_days"))
            session.close()

    return run


def _a_step_failed(context: dg.InitResourceContext) -> bool:
    """Whether the log of the run that is ending tells of a failed step."""
    if context.run is None or context.instance is None:
        return False
    return bool(context.instance.all_logs(context.run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE))


def days_of(context: dg.AssetExecutionContext) -> list[date]:
    """The published days of the run's partitions."""
    return [date.fromisoformat(key) for key in context.partition_keys]


def partition_of(days: Sequence[date]) -> str:
    """The run's partition as check results name it: a day, or first...last of a range."""
    return days[0].isoformat() if len(days) == 1 else f"{days[0]}...{days[-1]}"


def key_of(name: str) -> dg.AssetKey:
    """The asset key of `schema.table`."""
    return dg.AssetKey(name.split("."))


def spec_of(
    name: str, deps: Sequence[str], group: str, partitions: dg.PartitionsDefinition | None = None
) -> dg.AssetSpec:
    """The asset of a table of the catalogue: description, column schema and kinds come from there."""
    entry = table(name)
    columns = [
        dg.TableColumn(
            column, definition.type.lower(), definition.description,
            dg.TableColumnConstraints(nullable=column in entry.optional, unique=entry.key == (column,)),
        )
        for column, definition in entry.definitions()
    ]  # fmt: skip
    return dg.AssetSpec(
        key_of(name),
        deps=[key_of(dep) for dep in deps],
        description=entry.grain,
        group_name=group,
        owners=["team:newsledger"],
        kinds={"polars", "duckdb"},
        metadata={"dagster/column_schema": dg.TableSchema(columns), "dagster/table_name": name},
        partitions_def=partitions,
    )


def specs_of_checks(*names: str) -> list[dg.AssetCheckSpec]:
    """The checks of the tables, one per rule."""
    return [spec for name in names for spec in check_specs(name, key_of(name))]


def told(
    name: str, rows: int, verdict: Verdict | None = None, sample: pl.DataFrame | None = None, **metadata: int
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """An asset's result: row count, a few rows to look at, and the results of its checks."""
    shown: dict[str, int | dg.TableMetadataValue] = {"dagster/row_count": rows, **metadata}
    if sample is not None and sample.height:
        first = [column for column in SHOWN_FIRST.get(name, ()) if column in sample.columns]
        shown["sample"] = table_of(sample.select(*first, pl.exclude(first)) if first else sample)
    yield dg.MaterializeResult(asset_key=key_of(name), metadata=shown)
    if verdict is not None:
        yield from check_results(key_of(name), verdict)


def table_of(frame: pl.DataFrame, rows: int = 10) -> dg.TableMetadataValue:
    """The first rows of a frame as a table for the UI; long texts are cut."""
    text = frame.head(rows).select(pl.all().cast(pl.String).fill_null("").str.slice(0, 120))
    schema = dg.TableSchema([dg.TableColumn(name, "string") for name in text.columns])
    return dg.MetadataValue.table([dg.TableRecord(row) for row in text.to_dicts()], schema)


def refuse(verdicts: Collection[Verdict]) -> None:
    """Stop the step where a batch was refused, with what the rules said.

    Raises:
        dagster.Failure: a verdict is refused; nothing of the run is kept but the checks' results.
    """
    refused = [verdict for verdict in verdicts if verdict.refused]
    if refused:
        lines = [line for verdict in refused for line in verdict.summary()]
        raise dg.Failure(
            "The batch was refused; the published warehouse stays as it was.\n" + "\n".join(lines), allow_retries=False
        )
