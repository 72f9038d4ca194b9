"""The pipeline in this process, once all is imported: what measurements of single steps and days share.

What belongs here: running the jobs in a folder and noting what each step takes. What does not: any one measurement, or
the command as a process of its own (end_to_end.py).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

import dagster as dg
import polars as pl
from rich.console import Console

from bench.generate import write_pages
from pipelines.defs.run import Outcome, Progress, instance, prepare_definitions, run_everything
from pipelines.settings import Settings, load_settings

if TYPE_CHECKING:
    Reading = Callable[[Path], Outcome]

SOURCES = "- {id: wire, name: Generated wire, language: en}\n"


class Note(Progress):
    """Keeps the seconds of each step, and tells nothing."""

    def __init__(self) -> None:
        super().__init__(Console(quiet=True))
        self.steps: dict[str, float] = {}

    def __call__(self, entry: dg.EventLogEntry) -> None:
        """Called by Dagster for each event of a run."""
        event = entry.dagster_event
        if event is not None and event.is_step_success:
            key = str(event.step_key)
            self.steps[key] = self.steps.get(key, 0.0) + event.step_success_data.duration_ms / 1000


def settings_in(folder: Path) -> Settings:
    """The settings of a pipeline whose data and sources file lie in the folder; the file is made."""
    (folder / "sources.yml").write_text(SOURCES, encoding="utf-8")
    return load_settings(home=folder / "data", sources_file=folder / "sources.yml", first_day=date(1990, 1, 1))


@contextmanager
def pipeline_in(folder: Path, note: Note) -> Iterator["Reading"]:
    """What reads a file or folder of pages and makes its days, the definitions being loaded.

    Raises (in the call): AssertionError: a run failed; the message has its reasons.
    """
    settings = settings_in(folder)
    defs = prepare_definitions(settings)
    with instance(settings) as found:

        def read(pages: Path) -> Outcome:
            outcome = run_everything(defs, found, settings, {"paths": [str(pages)]}, note)
            assert not outcome.failures, outcome.failures
            return outcome

        yield read


def warm_up() -> float:
    """Seconds that the first validation of a process takes: nearly all is the import of Great Expectations."""
    from checks.quarantine import judge
    from pipelines.coding.coder import default_coders
    from warehouse.catalog import table as catalogued

    started = perf_counter()
    judge("core.actors", pl.DataFrame(schema=catalogued("core.actors").polars_schema()), {})
    taken = perf_counter() - started
    default_coders()
    # what else is imported and opened for the first time
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(folder / "wire", 100)
        with pipeline_in(folder, Note()) as read:
            read(folder / "wire")
    return taken


@contextmanager
def checks_timed() -> Iterator[dict[str, float]]:
    """Adds up the seconds that batches spend in Great Expectations."""
    from checks import engine, quarantine

    spent = {"seconds": 0.0}

    def timed(*given: Any) -> Any:
        started = perf_counter()
        try:
            return engine.validate(*given)
        finally:
            spent["seconds"] += perf_counter() - started

    vars(quarantine)["validate"] = timed
    try:
        yield spent
    finally:
        vars(quarantine)["validate"] = engine.validate
