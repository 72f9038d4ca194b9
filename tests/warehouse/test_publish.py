"""Publishing: whole or not at all, whatever happens meanwhile."""

import os
import resource
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from warehouse.publish import PublishError, publish
from warehouse.store import WarehouseMissing, connect, create_tables

ROOT = Path(__file__).parents[2]
MON = date(2026, 1, 5)
PUBLISH = "import sys, pathlib; from warehouse.publish import publish; publish(*map(pathlib.Path, sys.argv[1:]))"


@pytest.fixture
def working(tmp_path, cases):
    """Makes the working database hold some stories, and closes it."""

    def make(*names: str) -> Path:
        path = tmp_path / "work" / "working.duckdb"
        with connect(path) as con:
            create_tables(con)
            cases.fill(con, [cases.Story(name, MON) for name in names])
        return path

    return make


@pytest.fixture
def published(tmp_path):
    """Where the readers look."""
    return tmp_path / "data" / "newsledger.duckdb"


def stories(path: Path) -> int:
    with connect(path, read_only=True, wait_seconds=0) as con:
        [(count,)] = con.execute("select count(*) from core.stories").fetchall()
        return count


def test_the_published_file_holds_the_rows_and_nothing_of_the_pipelines_own(working, published):
    result = publish(working("a", "b"), published)
    assert stories(published) == 2
    assert result.bytes == published.stat().st_size
    with connect(published, read_only=True) as con:
        schemas = {name for (name,) in con.sql("select schema_name from duckdb_tables()").fetchall()}
    assert schemas == {"core", "marts", "quality"}
    assert [path.name for path in published.parent.iterdir()] == ["newsledger.duckdb"]


def test_the_working_database_is_left_as_it_was(working, published):
    path = working("a")
    before = path.read_bytes()
    publish(path, published)
    assert path.read_bytes() == before


def test_a_reader_of_the_old_file_keeps_it_and_the_next_one_sees_the_new(working, published):
    many = "insert into core.actors select 'a' || n, 'c', ?, 'state', 'USA', 'GOV' from range(300000) as t(n)"
    for name in ("old", "new"):
        path = working(name)
        with connect(path) as con:
            con.execute(many, [name])
        if name == "old":
            publish(path, published)
    with connect(published, read_only=True) as reader:
        publish(path, published)
        # Nothing of these columns was read before the swap, so that they come from the disk now.
        assert reader.execute("select name, count(distinct actor_id) from core.actors group by name").fetchall() == [
            ("old", 300_000)
        ]
    with connect(published, read_only=True) as reader:
        assert reader.execute("select distinct name from core.actors").fetchall() == [("new",)]


def test_a_working_database_that_does_not_fit_the_catalogue_is_not_published(working, published):
    publish(working("a"), published)
    path = working("a", "b")
    with connect(path) as con:
        con.execute("alter table core.stories drop column language")
    with pytest.raises(PublishError, match=r"core\.stories\.language"):
        publish(path, published)
    assert stories(published) == 1
    assert [path.name for path in published.parent.iterdir()] == ["newsledger.duckdb"]


def test_a_working_database_that_is_still_open_is_not_published(working, published):
    path = working("a")
    with connect(path) as con:
        con.execute("delete from core.stories")
        with pytest.raises(PublishError, match=r"working\.duckdb\.wal.*Close the connections"):
            publish(path, published)
    assert not published.exists()


def test_without_a_working_database_there_is_nothing_to_publish(tmp_path, published):
    with pytest.raises(WarehouseMissing, match="newsledger run"):
        publish(tmp_path / "none.duckdb", published)


def test_a_log_beside_the_published_file_is_not_replayed_into_the_new_one(working, published):
    publish(working("a"), published)
    log = published.with_name("newsledger.duckdb.wal")
    log.write_bytes(b"of another file")
    publish(working("a", "b"), published)
    assert not log.exists()
    assert stories(published) == 2


def test_a_full_disk_leaves_the_published_file_and_no_copy(working, published):
    publish(working("a"), published)
    path = working("a", "b")
    allowed = path.stat().st_size // 2

    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (allowed, allowed))

    run = subprocess.run(
        [sys.executable, "-c", PUBLISH, path, published], cwd=ROOT, capture_output=True, text=True,
        preexec_fn=small_files_only,
    )  # fmt: skip
    assert run.returncode == 1
    assert "OSError" in run.stderr
    assert stories(published) == 1
    assert [path.name for path in published.parent.iterdir()] == ["newsledger.duckdb"]


def test_a_killed_publish_leaves_the_old_file_or_the_new_one(working, published):
    publish(working("a"), published)
    path = working("a")
    with connect(path) as con:
        # Big enough that copying takes longer than noticing it: text that does not compress.
        con.execute(
            "insert into core.stories select sha256(n::varchar), sha256(n::varchar), repeat(sha256('t' || n), 3), "
            "'en', '2026-01-05', '2026-01-05', 1, 1, 1 from range(150000) as numbers(n)"
        )
    seen = []
    for seconds_into_the_copy in (0.0, 0.02, 0.06, 0.15):
        before = set(published.parent.iterdir())
        run = subprocess.Popen([sys.executable, "-c", PUBLISH, path, published], cwd=ROOT)
        while run.poll() is None and set(published.parent.iterdir()) == before:
            time.sleep(0.001)
        time.sleep(seconds_into_the_copy)
        run.send_signal(signal.SIGKILL)
        seen.append((run.wait(), stories(published)))
        assert not published.with_name("newsledger.duckdb.wal").exists()
    assert {count for _, count in seen} <= {1, 150_001}
    assert seen[0] == (-signal.SIGKILL, 1)
    publish(path, published)
    assert stories(published) == 150_001
    assert os.listdir(published.parent) == ["newsledger.duckdb"]
