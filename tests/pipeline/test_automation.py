"""What starts runs: the landing folder and its sensor, the pending days and theirs, the schedule; the real daemon."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.definitions import build_defs
from pipelines.defs.automation import DAILY_JOB, INGEST_JOB, RANGE_END, RANGE_START, pending_days, ranges, settled_files
from pipelines.defs.run import execute

if TYPE_CHECKING:
    from conftest import Home

PAGE = """The Wire
2 February 2026
Austria rejects Hungarian offer
Peru's president visits Chile
"""

# --- the landing folder ---


def look(folder: Path, seen: dict[str, list[float]], now: float) -> tuple[list[str], dict[str, list[float]]]:
    ready, remembered = settled_files(folder, seen, 10.0, now)
    return [Path(path).name for path in ready], json.loads(json.dumps(remembered))  # the cursor is kept as JSON


def write(path: Path, text: str, changed: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (changed, changed))
    return path


def test_a_file_is_taken_once_it_has_kept_its_size_and_time(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "one", 1_000)
    ready, seen = look(tmp_path, {}, 1_001)
    assert ready == []
    ready, seen = look(tmp_path, seen, 1_005)
    assert ready == []
    ready, seen = look(tmp_path, seen, 1_011)
    assert ready == ["a.txt"]
    ready, seen = look(tmp_path, seen, 1_100)
    assert ready == []  # once


def test_a_file_that_grows_is_not_taken_before_it_stops(tmp_path: Path) -> None:
    seen: dict[str, list[float]] = {}
    for second in range(0, 60, 5):
        write(tmp_path / "a.txt", "x" * (second + 1), 1_000 + second)
        ready, seen = look(tmp_path, seen, 1_001 + second)
        assert ready == [], second
    assert look(tmp_path, seen, 1_060)[0] == []
    assert look(tmp_path, seen, 1_067)[0] == ["a.txt"]


def test_a_file_that_grows_while_its_time_stands_still_is_not_taken(tmp_path: Path) -> None:
    """Some copying tools set the time of change of the source at once, and write on."""
    seen: dict[str, list[float]] = {}
    for second in range(0, 60, 5):
        write(tmp_path / "a.txt", "x" * (second + 1), 500)
        ready, seen = look(tmp_path, seen, 1_000 + second)
        assert ready == [], second


def test_a_file_that_changes_after_it_was_taken_is_taken_again(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "one", 1_000)
    _, seen = look(tmp_path, {}, 1_001)
    ready, seen = look(tmp_path, seen, 1_020)
    assert ready == ["a.txt"]
    write(tmp_path / "a.txt", "two", 1_030)
    ready, seen = look(tmp_path, seen, 1_035)
    assert ready == []
    assert look(tmp_path, seen, 1_046)[0] == ["a.txt"]


@pytest.mark.parametrize("name", [".hidden", "a.txt.part", "a.tmp", "a.crdownload"])
def test_files_that_are_being_written_by_their_name_are_passed_over(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, "one", 1_000)
    write(tmp_path / "wire" / "good.txt", "one", 1_000)
    _, seen = look(tmp_path, {}, 1_001)
    assert look(tmp_path, seen, 1_100)[0] == ["good.txt"]


def test_a_file_that_is_gone_is_forgotten_and_a_missing_folder_is_empty(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "one", 1_000)
    _, seen = look(tmp_path, {}, 1_001)
    path.unlink()
    assert look(tmp_path, seen, 1_100) == ([], {})
    assert look(tmp_path / "none", {}, 1_100) == ([], {})


# --- ranges of days ---


def test_ranges_bridge_short_gaps() -> None:
    days = [date(2026, 1, day) for day in (5, 1, 2, 20, 9, 30)]
    found = [(first.day, last.day) for first, last in ranges(dict.fromkeys(days, 10), gap=3)]
    assert found == [(1, 9), (20, 20), (30, 30)]
    assert ranges({}) == []


def test_ranges_hold_no_more_headlines_than_a_run_can_hold() -> None:
    days = {date(2026, 1, day): headlines for day, headlines in enumerate((40, 60, 1, 500, 30, 30), start=1)}
    found = [(first.day, last.day) for first, last in ranges(days, most=100)]
    assert found == [(1, 2), (3, 3), (4, 4), (5, 6)]


@given(st.sets(st.dates(date(2020, 1, 1), date(2020, 12, 31))), st.integers(0, 5))
def test_ranges_cover_every_day_in_order_and_none_far_from_one(days: set[date], gap: int) -> None:
    found = ranges(dict.fromkeys(days, 1), gap)
    assert all(any(first <= day <= last for first, last in found) for day in days)
    assert all(first in days and last in days and first <= last for first, last in found)
    assert all((later[0] - earlier[1]).days > gap + 1 for earlier, later in pairwise(found))


# --- the definitions ---


@pytest.mark.parametrize("on", [True, False])
def test_settings_switch_schedule_and_sensors_on(home: "Home", on: bool) -> None:
    settings = home.settings(schedule={"enabled": on, "cron": "30 4 * * *"}, landing={"enabled": on})
    repository = build_defs(settings).get_repository_def()
    [schedule] = repository.schedule_defs
    assert (schedule.name, schedule.job_name, schedule.cron_schedule) == ("daily", INGEST_JOB, "30 4 * * *")
    assert schedule.execution_timezone == "UTC"
    assert schedule.default_status.value == ("RUNNING" if on else "STOPPED")
    states = {one.name: one.default_status.value for one in repository.sensor_defs}
    assert states == dict.fromkeys(("landing_folder", "pending_days_to_publish"), "RUNNING" if on else "STOPPED")


def test_the_schedule_asks_for_what_the_landing_folder_holds(home: "Home") -> None:
    schedule = build_defs(home.settings()).resolve_schedule_def("daily")
    with dg.DagsterInstance.ephemeral() as instance:
        tick = schedule.evaluate_tick(dg.build_schedule_context(instance))
    assert [request.run_config for request in tick.run_requests or []] == [{}]  # no paths: the landing folder


def tick(
    defs: dg.Definitions, name: str, instance: dg.DagsterInstance, cursor: str | None = None
) -> tuple[list[dg.RunRequest], str | None]:
    """One evaluation of a sensor as the daemon makes it: its requests, and its new cursor."""
    context = dg.build_sensor_context(instance, cursor=cursor, definitions=defs)
    data = defs.resolve_sensor_def(name).evaluate_tick(context)
    return list(data.run_requests or []), data.cursor


def test_a_file_dropped_into_the_folder_is_read_and_published_by_what_the_sensors_ask_for(home: "Home") -> None:
    settings = home.settings(landing={"settle_seconds": 0.0})
    defs = build_defs(settings)
    write(settings.landing_folder / "wire" / "page.txt", PAGE, time.time() - 60)
    with dg.DagsterInstance.ephemeral() as instance:
        [asked], cursor = tick(defs, "landing_folder", instance)
        assert asked.job_name in (INGEST_JOB, None) and asked.run_key
        assert tick(defs, "landing_folder", instance, cursor)[0] == []  # the file is asked for once
        assert execute(defs, instance, INGEST_JOB, run_config=dict(asked.run_config)).success
        assert list(pending_days(settings)) == [date(2026, 2, 2)]
        assert not home.published.exists()

        [asked], _ = tick(defs, "pending_days_to_publish", instance)
        assert {name: asked.tags[name] for name in (RANGE_START, RANGE_END)} == {
            RANGE_START: "2026-02-02", RANGE_END: "2026-02-02"
        }  # fmt: skip
        assert execute(defs, instance, DAILY_JOB, tags=dict(asked.tags)).success
        assert tick(defs, "pending_days_to_publish", instance)[0] == []
    assert home.rows("select source, text from core.headlines order by position") == [
        ("wire", "The Wire"), ("wire", "Austria rejects Hungarian offer"), ("wire", "Peru's president visits Chile")
    ]  # fmt: skip


def test_a_refused_day_is_asked_for_again_only_after_something_is_read(home: "Home") -> None:
    defs = build_defs(home.settings())

    def read(page: str, text: str) -> bool:
        config = {"paths": [str(home.page(page, text))]}
        return execute(defs, instance, INGEST_JOB, run_config={"ops": {"ingest": {"config": config}}}).success

    with dg.DagsterInstance.ephemeral() as instance:
        assert read("wire/bad.txt", "3 February 2026\nNorway thanks Kenya\nAb (video)\n")
        [first], _ = tick(defs, "pending_days_to_publish", instance)
        assert not execute(defs, instance, DAILY_JOB, tags=dict(first.tags)).success
        [again], _ = tick(defs, "pending_days_to_publish", instance)
        assert again.run_key == first.run_key  # which Dagster takes once
        assert read("wire/more.txt", "3 February 2026\nNorway thanks Kenya once more\n")
        [after], _ = tick(defs, "pending_days_to_publish", instance)
        assert after.run_key != first.run_key


# --- the real thing ---


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes(parent: int | None = None, session: int | None = None) -> list[int]:
    """The living processes with that parent, or of that session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, of_parent, _, of_session = stat.read_text().rpartition(")")[2].split()[:4]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z" and parent in (None, int(of_parent)) and session in (None, int(of_session)):
            found.append(int(stat.parent.name))
    return found


@pytest.fixture
def ui(home: "Home") -> Iterator[tuple["Home", subprocess.Popen[bytes], Path]]:
    """`newsledger ui`, started for real with the landing folder watched, and its log."""
    (home.root / "newsledger.toml").write_text(
        "[landing]\nenabled = true\nsettle_seconds = 2\ninterval_seconds = 5\n[schedule]\nenabled = true\n", "utf-8"
    )
    log = home.root / "ui.log"
    environment = {**os.environ, **home.environment}
    del environment["DAGSTER_HOME"]
    code = "from pipelines.cli import main; main()"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", code, "ui", "--port", str(free_port())],
            cwd=home.root, env=environment, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
        try:
            yield home, process, log
        finally:
            started = processes(parent=process.pid)
            process.kill()
            for session in started:  # nothing is left but where the test has failed
                for pid in processes(session=session):
                    os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see that no process is left")
def test_the_daemon_publishes_a_dropped_file_and_ends_with_all_it_started(
    ui: tuple["Home", subprocess.Popen[bytes], Path],
) -> None:
    home, process, log = ui
    landing = home.data / "landing" / "wire"
    landing.mkdir(parents=True, exist_ok=True)
    (landing / "page.txt.part").write_text(PAGE, encoding="utf-8")
    (landing / "page.txt.part").rename(landing / "page.txt")
    deadline = time.monotonic() + 150
    while not home.published.exists() and time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        time.sleep(1)
    assert home.published.exists(), log.read_text()[-5_000:]
    assert home.rows("select count(*) from core.headlines") == [(3,)]

    [dagster] = processes(parent=process.pid)  # which opened a session for all that it starts
    assert len(processes(session=dagster)) > 1
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    deadline = time.monotonic() + 30
    while (left := processes(session=dagster)) and time.monotonic() < deadline:
        time.sleep(0.5)
    assert left == []
