"""The Dagster code location: everything that Dagster loads, and nothing else."""

import dagster as dg

from pipelines.defs import automation, daily, ingest, marts
from pipelines.defs.context import session_resource
from pipelines.settings import Settings, load_settings


def build_defs(settings: Settings | None = None, **resources: object) -> dg.Definitions:
    """The definitions for the given settings (default: those in force); `resources` replace the built-in ones.

    Raises:
        SettingsError: the settings cannot be used.
    """
    settings = settings or load_settings()
    partitions = dg.DailyPartitionsDefinition(start_date=settings.first_day.isoformat(), end_offset=1)
    schedules, sensors = automation.build(settings)
    return dg.Definitions(
        assets=[*ingest.assets, *daily.build(partitions), *marts.build(partitions)],
        jobs=automation.jobs(ingest.keys, partitions),
        schedules=schedules,
        sensors=sensors,
        resources={"run": session_resource(settings), **resources},
        executor=dg.in_process_executor,
    )


defs = build_defs()
