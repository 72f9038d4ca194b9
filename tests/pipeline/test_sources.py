"""Sources that are fetched, from the command and the schedule to the published headlines, from a real server."""

from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import pytest
import yaml

from pipelines.definitions import build_defs
from pipelines.defs.automation import DAILY_JOB, INGEST_JOB, pending_days, range_tags, ranges
from pipelines.defs.fetch import source_key
from pipelines.defs.run import execute, why_failed

if TYPE_CHECKING:
    from conftest import Home, NewsServer

POLITE = {"delay_seconds": 0, "timeout_seconds": 2, "retries": 2, "max_megabytes": 1}


def configure(home: "Home", server: "NewsServer", **sources: str) -> None:
    """Sources by id, each a page of the server."""
    entries = [
        {"id": name, "name": name.title(), "kind": "page", "language": "en", "address": f"{server.root}{path}",
         "schedule": "*/10 * * * *", "stale_after_hours": 6, "politeness": POLITE}
        for name, path in sources.items()
    ]  # fmt: skip
    (home.root / "sources.yml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    home.options = {"fetch": {"allow_private_networks": True}}


def headlines(home: "Home") -> list[str]:
    return [str(row[0]) for row in home.rows("select text from core.headlines order by published_at, text")]


@pytest.mark.slow
def test_a_page_that_changes_is_fetched_by_its_schedule_and_only_its_new_lines_are_headlines(
    home: "Home", news_server: "NewsServer"
) -> None:
    configure(home, news_server, wire="/page.txt", dead="/dead")
    settings = home.settings()
    defs = build_defs(settings)
    with dg.DagsterInstance.ephemeral() as instance:

        def scheduled(name: str) -> dg.ExecuteInProcessResult:
            schedule = defs.resolve_schedule_def(f"fetch_{name}")
            tick = schedule.evaluate_tick(dg.build_schedule_context(instance))
            (request,) = tick.run_requests or []
            done = execute(defs, instance, INGEST_JOB, run_config=dict(request.run_config))
            assert why_failed(done) == []
            return done

        def publish() -> None:
            for first, last in ranges(dict.fromkeys(pending_days(settings), 1)):
                assert execute(defs, instance, DAILY_JOB, tags=range_tags(first, last)).success

        scheduled("wire")
        publish()
        assert headlines(home) == ["Chile and Peru sign pact", "Poland recalls envoy"]

        scheduled("wire")
        assert pending_days(settings) == {}, "the same content adds nothing"

        news_server.ask("/_grow")
        scheduled("wire")
        publish()
        assert headlines(home) == ["Chile and Peru sign pact", "Ghana sends troops", "Poland recalls envoy"]
        assert home.rows("select count(*) from core.documents") == [(2,)]
        news = instance.fetch_materializations(source_key("wire"), limit=10).records
        assert len(news) == 2, "fresh when it brought news, and only then"

        failed = scheduled("dead")
        assert failed.success, "a source that fails stops nothing"
        checks = {
            check.asset_check_key.name: check.passed
            for check in failed.get_asset_check_evaluations()
            if check.asset_key == dg.AssetKey(["quality", "fetches"])
        }
        assert checks == {"fetched_wire": True, "fetched_dead": False}
    told = home.rows(
        "select source, outcome, http_status, reason from quality.fetches order by fetched_at", working=True
    )
    assert told == [
        ("wire", "new", 200, None), ("wire", "new", 200, None), ("wire", "new", 200, None),
        ("dead", "failed", 500, "the server answered 500"),
    ]  # fmt: skip


def test_the_command_fetches_all_sources_and_tells_which_failed(home: "Home", news_server: "NewsServer") -> None:
    answers = {name: f"/{name}" for name in ("busy", "ill", "loop", "endless", "bomb", "nothing")}
    configure(home, news_server, **answers, feed="/feed.xml", forbidden="/forbidden/x")
    done = home.command("run", "-q", NEWSLEDGER_FETCH__ALLOW_PRIVATE_NETWORKS="true")
    assert done.exit_code == 0, done.stderr
    assert "Fetching 8 sources." in done.stderr
    assert "forbidden: refused: " in done.stderr and "robots.txt forbids it" in done.stderr
    assert "nothing: failed: the server answered 404" in done.stderr
    assert "loop: failed: more than 5 redirects" in done.stderr
    for name in ("endless", "bomb"):
        assert f"{name}: refused: the answer is larger than 1 MB" in done.stderr
    found = home.rows("select source, text, link from core.headlines order by all")
    # one document: the same bytes from two addresses count for the first by name
    assert [text for source, text, _ in found if source != "feed"] == ["Envoys meet"]
    feed = {text: link for source, text, link in found if source == "feed"}
    assert feed["Poland recalls envoy"] == "http://news.example/0"
    assert feed["Chile and Peru sign pact"] == "http://news.example/1"


@pytest.mark.slow
def test_a_feed_that_grows_gives_its_new_entries_and_is_not_sent_twice(home: "Home", news_server: "NewsServer") -> None:
    configure(home, news_server, wire="/feed.xml")
    allowed = {"NEWSLEDGER_FETCH__ALLOW_PRIVATE_NETWORKS": "true"}
    counts = []
    for grow in (False, False, True):
        if grow:
            news_server.ask("/_grow")
        done = home.command("run", "-q", **allowed)
        assert done.exit_code == 0, done.stderr
        counts.append(home.rows("select count(*) from core.headlines")[0][0])
    assert counts[0] == counts[1] == int(str(counts[2])) - 1
    told = home.rows("select outcome, http_status from quality.fetches order by fetched_at", working=True)
    assert told == [("new", 200), ("unchanged", 304), ("new", 200)]


def test_private_networks_are_refused_unless_the_settings_allow_them(home: "Home", news_server: "NewsServer") -> None:
    configure(home, news_server, wire="/page.txt")
    done = home.command("run", "-q")
    assert done.exit_code == 1
    assert "an address of a private or local network; set fetch.allow_private_networks" in done.stderr


def test_sources_are_added_listed_and_tested_without_writing(home: "Home", news_server: "NewsServer") -> None:
    (home.root / "sources.yml").write_text("# ours\n- {id: post, name: The Post}\n", encoding="utf-8")
    allowed = {"NEWSLEDGER_FETCH__ALLOW_PRIVATE_NETWORKS": "true"}
    address = f"{news_server.root}/page.txt"
    added = home.command("sources", "add", "wire", "--name", "The Wire", "--address", address, "--kind", "page")
    assert added.exit_code == 0, added.stderr
    assert (home.root / "sources.yml").read_text(encoding="utf-8").startswith("# ours\n- {id: post, name: The Post}\n")
    again = home.command("sources", "add", "wire", "--name", "The Wire", "--address", address)
    assert again.exit_code == 2 and "is taken" in again.stderr
    wrong = home.command("sources", "add", "w2", "--name", "W", "--address", "ftp://x", "--kind", "feed")
    assert wrong.exit_code == 2 and "http:// or https://" in wrong.stderr
    assert "w2" not in (home.root / "sources.yml").read_text(encoding="utf-8")
    listed = home.command("sources", "list")
    assert listed.exit_code == 0 and address in listed.stdout
    tried = home.command("sources", "test", "wire", **allowed)
    assert tried.exit_code == 0, tried.stderr
    assert "Chile and Peru sign pact" in tried.stdout and "Nothing was written" in tried.stderr
    assert not home.data.exists()
    unknown = home.command("sources", "test", "other")
    assert unknown.exit_code == 2 and "known are local, post, wire" in unknown.stderr


def test_a_folder_source_is_read_by_a_run_without_arguments(home: "Home", tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "2026-01-07.txt").write_text("Page of the day\nPoland recalls envoy\n", encoding="utf-8")
    entry = {"id": "drop", "name": "Drop", "address": str(folder)}
    (home.root / "sources.yml").write_text(yaml.safe_dump([entry]), encoding="utf-8")
    tested = home.command("sources", "test", "drop")
    assert tested.exit_code == 0 and "Poland recalls envoy" in tested.stdout
    done = home.command("run", "-q")
    assert done.exit_code == 0, done.stderr
    assert home.rows("select distinct source from core.headlines") == [("drop",)]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"kind": "feed"}, "needs an address"),
        ({"schedule": "0 * * * *"}, "schedule is for sources that are fetched"),
        ({"kind": "page", "address": "https://x.example/", "politeness": {"delay": 1}}, "politeness.delay"),
        ({"columns": {"title": "x"}}, "columns"),
        ({"default_date": "today"}, "default_date"),
    ],
)
def test_a_wrong_source_is_told_by_its_key(home: "Home", entry: dict[str, object], fault: str) -> None:
    (home.root / "sources.yml").write_text(yaml.safe_dump([{"id": "wire", "name": "W", **entry}]), encoding="utf-8")
    listed = home.command("sources", "list")
    assert listed.exit_code == 2
    assert "source wire" in listed.stderr and fault in listed.stderr


def test_sources_without_a_schedule_are_fetched_by_the_daily_one_and_news_is_published(
    home: "Home", news_server: "NewsServer"
) -> None:
    configure(home, news_server, wire="/page.txt", post="/feed.xml")
    entries = yaml.safe_load((home.root / "sources.yml").read_text(encoding="utf-8"))
    del entries[1]["schedule"]
    (home.root / "sources.yml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    defs = build_defs(home.settings())
    with dg.DagsterInstance.ephemeral() as instance:
        tick = defs.resolve_schedule_def("daily").evaluate_tick(dg.build_schedule_context(instance))
    assert [request.run_config for request in tick.run_requests or []] == [
        {"ops": {"fetch": {"config": {"sources": [entries[1]["id"]]}}}}
    ]
    publishes = defs.resolve_sensor_def("pending_days_to_publish")
    assert publishes.default_status == dg.DefaultSensorStatus.RUNNING, "or what is fetched would never be seen"
