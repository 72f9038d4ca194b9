"""Coding over processes: the same rows in the same order, and an end to the processes whatever happens."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta

import polars as pl
import pytest
from typer.testing import CliRunner

from bench.generate import headlines
from pipelines.coding import parallel
from pipelines.coding.coder import code_stories, default_coders, merged
from pipelines.coding.evaluate import RecordError, record_of, records_of
from pipelines.coding.parallel import WorkerDied, code_all, code_each, in_processes
from pipelines.settings import SettingsError, load_settings

DAY = date(2026, 1, 5)
TABLES = ("actors", "mentions", "events", "event_actors")


def stories(texts, language="en"):
    days = [DAY + timedelta(days=n // 100) for n in range(len(texts))]
    ids = [f"{n * 7919 % 100_003:016x}" for n in range(len(texts))]  # in no order
    return pl.DataFrame({"story_id": ids, "text": texts, "language": language, "first_published_on": days})


def assert_same(one, two):
    for name in TABLES:
        assert getattr(one, name).equals(getattr(two, name)), name
        assert getattr(one, name).schema == getattr(two, name).schema, name


@pytest.fixture
def small(monkeypatch):
    """Small chunks, and batches of any size shared."""
    monkeypatch.setattr(parallel, "CHUNK", 40)
    monkeypatch.setattr(parallel, "ENOUGH", 1)


@pytest.fixture(scope="module", autouse=True)
def no_processes_left():
    yield
    if parallel._pool.cache_info().currsize:
        parallel._pool(2).shutdown()
        parallel._pool.cache_clear()


def test_two_processes_give_what_one_gives(small):
    frame = stories(headlines(600))
    whole = code_stories(frame, default_coders(None))
    assert whole.events.height > 300
    assert_same(code_all(frame, None, 1), whole)
    assert_same(code_all(frame, None, 2), whole)


def test_the_processes_are_there_for_the_next_batch(small):
    frame = stories(headlines(100))
    code_all(frame, None, 2)
    before = {child.pid for child in multiprocessing.active_children()}
    code_all(frame, None, 2)
    assert before and {child.pid for child in multiprocessing.active_children()} == before


def test_parts_in_which_an_actor_is_called_and_known_differently():
    coders = default_coders(None)
    frame = stories(["Norwegian minister resigns", "Norway signs treaty", "Norway signs treaty", "Heavy snow"])
    twice = pl.concat([frame, frame])
    parts = [code_stories(twice[n : n + 1], coders) for n in range(twice.height)]
    assert_same(merged(parts), code_stories(frame, coders))


@pytest.mark.parametrize("workers", [1, 2])
def test_no_stories_and_none_of_a_known_language(small, workers):
    for frame in (stories([]), stories(["Norwegen unterzeichnet Vertrag"] * 3, "de")):
        coded = code_all(frame.cast(code_all_schema()), None, workers)
        assert all(getattr(coded, name).is_empty() for name in TABLES)
        assert_same(coded, code_stories(frame.cast(code_all_schema()), default_coders(None)))


def code_all_schema():
    return {"story_id": pl.String, "text": pl.String, "language": pl.String, "first_published_on": pl.Date}


def test_an_overlay_is_respected(small, tmp_path):
    folder = tmp_path / "own" / "actors"
    folder.mkdir(parents=True)
    (folder / "actors-own.csv").write_text(
        "name,aliases,kind,country,sector,office,from,to\nPia Brandvoldsen,,person,NOR,GOV,President,2001,\n"
    )
    frame = stories(["Pia Brandvoldsen visits Santiago"] * 100)
    assert "NOR.GOV:pia-brandvoldsen" in set(code_all(frame, tmp_path / "own", 2).actors["actor_id"])
    assert "NOR.GOV:pia-brandvoldsen" not in set(code_all(frame, None, 2).actors["actor_id"])


def test_progress_is_told_of_every_chunk(small):
    told = []
    code_all(stories(headlines(100)), None, 2, told.append)
    assert [now.done for now in told] == [40, 80, 100]
    assert {now.whole for now in told} == {100}
    assert told[-1].remaining == 0 and all(now.rate > 0 for now in told)


def test_a_small_batch_starts_no_process_and_uses_those_that_are_there(monkeypatch):
    parallel._pool.cache_clear()
    monkeypatch.setattr(parallel, "CHUNK", 40)
    frame = stories(headlines(80))
    code_all(frame, None, 2)
    assert not parallel._pool.cache_info().currsize
    parallel._pool(2)
    code_all(frame, None, 2)
    assert parallel._pool.cache_info().hits == 1


def test_a_process_that_is_killed_is_told_and_the_next_batch_has_new_ones(small):
    frame = stories(headlines(80))

    def chunks():
        yield frame
        for child in multiprocessing.active_children():
            child.kill()
        for _ in range(20):
            time.sleep(0.05)
            yield frame

    with pytest.raises(WorkerDied, match=r"coding\.workers"):
        list(in_processes(code_stories, chunks(), None, 2))
    assert_same(code_all(frame, None, 2), code_stories(frame, default_coders(None)))


def test_records_come_in_their_order(small):
    records = [{"id": n, "published": "2026-01-05", "text": text} for n, text in enumerate(headlines(200))]
    coder = default_coders(None)["en"]
    assert list(code_each(records_of, iter(records), None, 2)) == [record_of(record, coder) for record in records]
    with pytest.raises(RecordError, match="published"):
        list(code_each(records_of, iter([*records, {"id": 7, "text": "Norway"}]), None, 2))


def test_the_command_gives_the_same_with_and_without_processes(small, tmp_path, monkeypatch):
    from pipelines.cli import app

    monkeypatch.chdir(tmp_path)
    lines = [json.dumps({"id": n, "published": "2026-01-05", "text": text}) for n, text in enumerate(headlines(100))]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    found = []
    for workers in "1", "2":
        monkeypatch.setenv("NEWSLEDGER_CODING__WORKERS", workers)
        assert CliRunner().invoke(app, ["code", "in.jsonl", "out.jsonl"]).exit_code == 0
        found.append((tmp_path / "out.jsonl").read_text())
    assert found[0] == found[1] and found[0].count("\n") == 100


def test_the_number_of_processes_is_a_setting(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert load_settings().coding.workers >= 1
    (tmp_path / "newsledger.toml").write_text("[coding]\nworkers = 3\n")
    assert load_settings().coding.workers == 3
    monkeypatch.setenv("NEWSLEDGER_CODING__WORKERS", "0")
    with pytest.raises(SettingsError, match=r"coding\.workers"):
        load_settings()


PROGRAM = """
import multiprocessing
from bench.generate import headlines
from pipelines.coding import parallel
from pipelines.coding.evaluate import records_of

parallel.CHUNK, parallel.ENOUGH = 100, 1
records = [{"id": n, "published": "2026-01-05", "text": text} for n, text in enumerate(headlines(500))] * 10_000
for n, _ in enumerate(parallel.code_each(records_of, iter(records), None, 2)):
    if n == 400:
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
"""


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.slow
def test_no_process_outlives_the_one_that_started_it(sign):
    # Ctrl-C reaches all processes of a terminal, the others only the one that they are sent to
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    children = [int(pid) for pid in program.stdout.readline().split()]
    assert len(children) == 2
    if sign == signal.SIGINT:
        os.killpg(program.pid, sign)
    else:
        program.send_signal(sign)
    _, errors = program.communicate(timeout=30)
    assert program.returncode != 0
    assert errors.count(b"Traceback") <= 1  # that of the interrupted program, none of its processes
    deadline = time.monotonic() + 10
    while any(alive(pid) for pid in children):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
