"""The event log: what Dagster's own storage reads of a run over days that ours has written."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from rich.console import Console

from pipelines.definitions import build_defs
from pipelines.defs.run import Outcome, Progress, instance, run_everything

if TYPE_CHECKING:
    from conftest import Home

DAYS = ["2026-01-05", "2026-01-06", "2026-01-07"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, home_class: "type[Home]") -> "tuple[Home, Outcome]":
    home = home_class.make(tmp_path_factory.mktemp("log") / "home")
    for day in (DAYS[0], DAYS[2]):
        home.page(f"wire/{day}.txt", f"Kenya urges Ethiopia to withdraw forces\nThe day is {day}\n")
    settings = home.settings()
    with instance(settings) as found:
        outcome = run_everything(
            build_defs(settings), found, settings, {"paths": [str(home.root / "pages")]}, Progress(Console(quiet=True))
        )
    assert outcome.failures == []
    return home, outcome


def test_each_day_of_the_range_is_materialised(made: "tuple[Home, Outcome]") -> None:
    home, _ = made
    folder = home.data / "dagster"
    (folder / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    with dg.DagsterInstance.from_config(str(folder)) as plain:
        for key in (["core", "headlines"], ["core", "events"], ["marts", "dyads_per_day"], ["published"]):
            partitions = plain.get_materialized_partitions(dg.AssetKey(key))
            assert partitions == set(DAYS), f"{key} as Dagster's own storage reads it"
        latest = plain.get_latest_materialization_event(dg.AssetKey(["core", "headlines"]))
        assert latest is not None and latest.asset_materialization is not None
        assert latest.asset_materialization.metadata["dagster/row_count"].value == 4


def test_the_runs_own_log_has_its_events_in_order(made: "tuple[Home, Outcome]") -> None:
    home, outcome = made
    with dg.DagsterInstance.from_config(str(home.data / "dagster")) as plain:
        events = [event.dagster_event_type for event in plain.all_logs(outcome.run_ids[1])]
    kinds = dg.DagsterEventType
    assert events.index(kinds.ASSET_MATERIALIZATION_PLANNED) < events.index(kinds.RUN_START)
    assert events.index(kinds.RUN_START) < events.index(kinds.ASSET_MATERIALIZATION) < events.index(kinds.RUN_SUCCESS)
    assert events.count(kinds.ASSET_MATERIALIZATION) == events.count(kinds.ASSET_MATERIALIZATION_PLANNED)


def test_no_check_stays_planned(made: "tuple[Home, Outcome]") -> None:
    home, _ = made
    file: Path = home.data / "dagster" / "history" / "runs" / "index.db"
    with sqlite3.connect(file) as con:
        told = con.execute("select distinct execution_status from asset_check_executions").fetchall()
    assert told == [("SUCCEEDED",)]
