"""The day's stages: from items to headlines, stories, mentions and events, a partition per published day.

What belongs here: the assets between ingest and the marts. What does not: the steps themselves (pipelines/clean/,
dedupe/, coding/), SQL models (defs/marts.py).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg
import duckdb
import polars as pl

from checks.results import Verdict
from pipelines.clean.headlines import headlines as clean_headlines
from pipelines.clean.language import LANGUAGES
from pipelines.coding.coder import Coding, code_stories, default_coders
from pipelines.dedupe.stories import segment
from pipelines.dedupe.stories import stories as gather_stories
from pipelines.defs.automation import LEFT_UNPUBLISHED
from pipelines.defs.context import Run, days_of, partition_of, refuse, spec_of, specs_of_checks, told
from warehouse.catalog import table
from warehouse.replace import append, replace_days, replace_keys

CODED = ("core.actors", "core.mentions", "core.events", "core.event_actors")
Results = Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]
_SIGHTINGS = (
    "select headline_id, story_key, published_on, source, text, language "
    "from core.headlines semi join work.touched_keys using (story_key)"
)


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
        """Gather the repeats of each touched headline into stories, along the whole life of its key."""
        days = days_of(context)
        sightings = run.session.read(_SIGHTINGS)
        assigned = segment(sightings, run.settings.window_days)
        frame = gather_stories(sightings, assigned)
        verdict = run.judge("core.stories", frame, partition_of(days), languages=LANGUAGES)
        with run.session.step() as con:
            keys = run.session.read("from work.touched_keys")["story_key"]
            con.register("fresh", frame)
            con.execute(_sql("changed_stories"))
            con.unregister("fresh")
            replace_keys(con, table("core.stories"), frame, "story_key", keys)
            con.register("assigned", assigned)
            con.execute(_sql("assign_stories"))
            con.unregister("assigned")
            con.execute("delete from work.touched_keys")
        repeats = sightings.height - frame.height
        sample = frame.sort("headlines", descending=True).select("headlines", "sources", "text", "first_published_on")
        yield from told("core.stories", frame.height, verdict, sample, repeats=repeats)
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
            [to_code.select("story_id"), run.session.read("select story_id from work.changed_stories")]
        ).unique()
        coders = default_coders(run.settings.dictionaries)
        coded = code_stories(to_code, coders)
        verdicts = _judge_coding(run, coded, partition_of(days))
        kept = Coding(*(verdict.good for verdict in verdicts.values()))
        _write_coding(run, kept, gone["story_id"])
        for name, verdict in verdicts.items():
            yield from told(name, verdict.good.height, verdict, verdict.good)
        context.log.info(
            f"{to_code.height:,} stories coded: {kept.mentions.height:,} mentions, {kept.events.height:,} events"
        )
        refuse(list(verdicts.values()))

    return [headlines, stories, coding]


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


def _write_coding(run: Run, coded: Coding, story_ids: pl.Series) -> None:
    """Replace what was coded of the stories, and note every day whose marts it bears on, before and after."""
    with run.session.step() as con:
        con.register("recoded", story_ids.to_frame())
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
