"""The Dagster code location: everything that Dagster loads, and nothing else."""

import dagster as dg

from pipelines.defs import automation, daily, fetch, ingest, marts
from pipelines.defs.context import session_resource
from pipelines.ingest.sources import load_sources
from pipelines.settings import Settings, load_settings, sources_path


def build_defs(settings: Settings | None = None, **resources: object) -> dg.Definitions:
    """The definitions for the given settings (default: those in force); `resources` replace the built-in ones.

    Raises:
        SettingsError, SourcesError: the settings or the sources cannot be used.
    """
    settings = settings or load_settings()
    partitions = dg.DailyPartitionsDefinition(start_date=settings.first_day.isoformat(), end_offset=1)
    sources = load_sources(sources_path(settings))
    schedules, sensors = automation.build(settings, sources)
    return dg.Definitions(
        assets=[*fetch.build(sources), *ingest.assets, *daily.build(partitions), *marts.build(partitions)],
        jobs=automation.jobs(ingest.keys, partitions),
        schedules=schedules,
        sensors=sensors,
        resources={"run": session_resource(settings), **resources},
        executor=dg.in_process_executor,
    )


defs = build_defs()
