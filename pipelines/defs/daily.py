"""The day's stages: from items to headlines, stories, mentions and events, a partition per published day.

What belongs here: the assets between ingest and the marts. What does not: the steps themselves (pipelines/clean/,
dedupe/, coding/), SQL models (defs/marts.py).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import dagster as dg
import duckdb
import polars as pl

from checks.results import Verdict
from pipelines.clean.headlines import headlines as clean_headlines
from pipelines.clean.language import LANGUAGES
from pipelines.coding.coder import Coding
from pipelines.coding.parallel import Progress, code_all
from pipelines.defs.automation import LEFT_UNPUBLISHED
from pipelines.defs.context import (
    Run,
    days_of,
    note_changed_days,
    partition_of,
    refuse,
    spec_of,
    specs_of_checks,
    told,
)
from pipelines.defs.stories import apply, plan
from warehouse.catalog import table
from warehouse.replace import append, replace_days, replace_keys

TELL_SECONDS = 10.0
CODED = ("core.actors", "core.mentions", "core.events", "core.event_actors")
Results = Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]


def build(partitions: dg.DailyPartitionsDefinition) -> list[dg.AssetsDefinition]:
    """The assets of these stages over the given partitions."""
    one_run = dg.BackfillPolicy.single_run()

    @dg.multi_asset(
        specs=[spec_of("core.headlines", ["work.items"], "clean", partitions)],
        check_specs=specs_of_checks("core.headlines"),
        backfill_policy=one_run,
    )
    def headlines(context: dg.AssetExecutionContext, run: dg.ResourceParam[Run]) -> Results:
        """Clean the days' items and replace the days' headlines."""
        days, sources = days_of(context), run.sources()
        items = run.session.read(
            "from work.items where item_kind = 'headline' and published_on between $1 and $2", [days[0], days[-1]]
        ).sort("document_id", "position")
        frame = clean_headlines(items, {name: source.language for name, source in sources.items()})
        counted = frame.with_columns(landed=pl.lit(items.height, pl.Int64), accounted=pl.lit(frame.height, pl.Int64))
        checked = counted.join(run.first_days(sources), on="source", how="left", maintain_order="left")
        verdict = run.judge("core.headlines", checked, partition_of(days), sources=set(sources), languages=LANGUAGES)
        good = verdict.good.select(table("core.headlines").columns)
        with run.session.step() as con:
            old = run.session.read(
                "select distinct story_key from core.headlines where published_on between $1 and $2",
                [days[0], days[-1]],
            )
            touched = pl.concat([old, good.select("story_key")]).unique()
            replace_keys(con, table("work.touched_keys"), touched, "story_key", touched["story_key"])
            replace_days(con, table("core.headlines"), good, days)
            note_changed_days(con, pl.Series(days, dtype=pl.Date))
            if LEFT_UNPUBLISHED in context.run.tags:
                _leave_unpublished(con, days)
        sample = good.select("source", "published_on", "text", "labels", "language")
        yield from told("core.headlines", good.height, verdict, sample, rejected=verdict.rejected.height)
        refuse([verdict])

    @dg.multi_asset(
        specs=[spec_of("core.stories", ["core.headlines"], "dedupe", partitions)],
        check_specs=specs_of_checks("core.stories"),
        backfill_policy=one_run,
    )
    def stories(context: dg.AssetExecutionContext, run: dg.ResourceParam[Run]) -> Results:
        """Gather the repeats and near-duplicates of each touched headline into stories."""
        days = days_of(context)
        with run.session.step() as con:
            changes = plan(con, days, run.settings.window_days, run.settings.near_days)
        frame = changes.stories
        verdict = run.judge("core.stories", frame, partition_of(days), languages=LANGUAGES)
        with run.session.step() as con:
            apply(con, changes, run.settings.near_days)
            note_changed_days(con, changes.headlines["published_on"])
        sample = frame.sort("headlines", descending=True).select("headlines", "sources", "text", "first_published_on")
        near = changes.headlines.filter(pl.col("matched") != "exact").height
        repeats = changes.headlines.height - frame.height
        yield from told("core.stories", frame.height, verdict, sample, repeats=repeats, near_duplicates=near)
        refuse([verdict])

    @dg.multi_asset(
        specs=[spec_of(name, ["core.stories"], "code", partitions) for name in CODED],
        check_specs=specs_of_checks(*CODED),
        backfill_policy=one_run,
    )
    def coding(context: dg.AssetExecutionContext, run: dg.ResourceParam[Run]) -> Results:
        """Find the actors of the days' and the changed stories, and what they did to whom."""
        days = days_of(context)
        to_code = run.session.read(_sql("stories_to_code"), [days[0], days[-1]])
        gone = pl.concat(
            [to_code.select("story_id", "first_published_on"), run.session.read("from work.changed_stories")]
        ).unique()
        coded = code_all(to_code, run.settings.dictionaries, run.settings.coding.workers, _Teller(context))
        verdicts = _judge_coding(run, coded, partition_of(days))
        kept = Coding(*(verdict.good for verdict in verdicts.values()))
        _write_coding(run, kept, gone)
        for name, verdict in verdicts.items():
            yield from told(name, verdict.good.height, verdict, verdict.good)
        context.log.info(
            f"{to_code.height:,} stories coded: {kept.mentions.height:,} mentions, {kept.events.height:,} events"
        )
        refuse(list(verdicts.values()))

    return [headlines, stories, coding]


class _Teller:
    """Logs how far a long coding step is, at most every TELL_SECONDS."""

    def __init__(self, context: dg.AssetExecutionContext) -> None:
        self.context, self.told = context, 0.0

    def __call__(self, now: Progress) -> None:
        if now.seconds - self.told >= TELL_SECONDS and now.done < now.whole:
            self.told = now.seconds
            self.context.log.info(
                f"{now.done:,} of {now.whole:,} stories coded, {now.rate:,.0f} a second, "
                f"{timedelta(seconds=round(now.remaining))} to go"
            )


def _leave_unpublished(con: duckdb.DuckDBPyConnection, days: list[date]) -> None:
    """Note that the days are made, in the transaction that makes them, and are to be published by a later run."""
    span = [days[0], days[-1]]
    con.execute(
        "insert into work.unpublished_days from work.pending_days anti join work.unpublished_days using (day) "
        "where day between $1 and $2",
        span,
    )
    con.execute("delete from work.pending_days where day between $1 and $2", span)


def _judge_coding(run: Run, coded: Coding, partition: str) -> dict[str, Verdict]:
    """Check what the coder made, in the order in which the tables refer to each other; an event's sides go with it."""
    actors = run.judge("core.actors", coded.actors, partition)
    known: dict[str, Any] = {"actors": set(actors.good["actor_id"])}
    mentions = run.judge("core.mentions", coded.mentions, partition, **known)
    events = run.judge("core.events", coded.events, partition)
    sides = coded.event_actors.join(events.good, on="event_id", how="semi", maintain_order="left")
    of_sides = run.judge("core.event_actors", sides, partition, **known, events=set(events.good["event_id"]))
    return dict(zip(CODED, (actors, mentions, events, of_sides), strict=True))


def _write_coding(run: Run, coded: Coding, recoded: pl.DataFrame) -> None:
    """Replace what was coded of the stories, and note every day whose marts it bears on, before and after."""
    with run.session.step() as con:
        con.register("recoded", recoded)
        con.execute(_sql("touch_days"))
        con.execute(_sql("forget_coding"))
        for name, frame in (
            ("core.mentions", coded.mentions),
            ("core.events", coded.events),
            ("core.event_actors", coded.event_actors),
        ):
            append(con, table(name), frame)
        con.register("fresh_actors", coded.actors)
        con.execute(_sql("merge_actors"))
        con.execute(_sql("touch_days"))
        con.execute("delete from work.changed_stories")
        con.unregister("fresh_actors")
        con.unregister("recoded")


def _sql(name: str) -> str:
    from warehouse.sql import statement

    return statement(name)
