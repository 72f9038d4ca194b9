"""What a Dagster run costs: the same days in one run over a range, and in a run each.

python -m bench.runs
"""

import argparse
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

from rich.console import Console

from bench.generate import write_pages
from bench.measure import table
from bench.warm import SOURCES, warm_up
from pipelines.defs.automation import DAILY_JOB, INGEST_JOB, pending_days, range_tags
from pipelines.defs.run import Progress, execute, instance, prepare_definitions
from pipelines.settings import Settings, load_settings


def main() -> None:
    """Measure ingest alone, then both ways of making the days."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--headlines", type=int, default=1_000)
    chosen = parser.parse_args()
    warm_up()
    rows = []
    for single in (False, True):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_pages(
                folder / "wire", chosen.headlines, days=chosen.days, lines_per_page=chosen.headlines // chosen.days
            )
            (folder / "sources.yml").write_text(SOURCES, encoding="utf-8")
            settings = load_settings(
                home=folder / "data", sources_file=folder / "sources.yml", first_day=date(2026, 1, 1)
            )
            rows += _measure(settings, folder / "wire", single)
    table(f"{chosen.headlines:,} headlines of {chosen.days} days", ("runs", "days", "seconds", "seconds a day"), rows)


def _measure(settings: Settings, pages: Path, single: bool) -> list[tuple[str, int, float, float]]:
    defs, quiet = prepare_definitions(settings), Progress(Console(quiet=True))
    with instance(settings) as found:
        config = {"ops": {"ingest": {"config": {"paths": [str(pages)]}}}}
        started = perf_counter()
        assert execute(defs, found, INGEST_JOB, quiet, run_config=config).success
        ingesting = perf_counter() - started
        days = list(pending_days(settings))
        spans = [(day, day) for day in days] if single else [(days[0], days[-1])]
        started = perf_counter()
        for first, last in spans:
            assert execute(defs, found, DAILY_JOB, quiet, tags=range_tags(first, last)).success
        spent = perf_counter() - started
    name = f"daily_job, {len(spans)} runs of a day" if single else "daily_job, 1 run over the range"
    made = (name, len(days), spent, spent / len(days))
    return [made] if single else [("ingest_job, 1 run", len(days), ingesting, ingesting / len(days)), made]


if __name__ == "__main__":
    main()
