"""Fetching, from a real server in a process of its own."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from pipelines.ingest.fetch import Fetch, Fetcher, Known
from pipelines.ingest.sources import Source

if TYPE_CHECKING:
    from conftest import NewsServer


def source(address: str, name: str = "wire", **politeness: object) -> Source:
    polite = {"delay_seconds": 0, "timeout_seconds": 1, "retries": 2, "max_megabytes": 1, **politeness}
    return Source.model_validate({"id": name, "name": "Wire", "kind": "page", "address": address, "politeness": polite})


def fetch(address: str, known: Known = Known(), allow_private: bool = True, **politeness: object) -> Fetch:  # noqa: B008
    return Fetcher(allow_private=allow_private, pause=lambda _: None).fetch(source(address, **politeness), known)


def test_a_page_comes_with_its_validators_and_is_not_sent_twice(news_server: "NewsServer") -> None:
    first = fetch(f"{news_server.root}/feed.xml")
    assert (first.outcome, first.status, first.etag) == ("new", 200, '"v2"')
    assert first.body is not None and first.body.startswith(b"<?xml")
    again = fetch(f"{news_server.root}/feed.xml", Known(etag=first.etag))
    assert (again.outcome, again.status, again.body, again.etag) == ("unchanged", 304, None, first.etag)


@pytest.mark.parametrize(
    ("path", "outcome", "reason"),
    [
        ("busy", "new", None),
        ("ill", "new", None),
        ("zipped", "new", None),
        ("moved", "new", None),
        ("dead", "failed", "the server answered 500"),
        ("nothing", "failed", "the server answered 404"),
        ("loop", "failed", "more than 5 redirects"),
        ("cut", "failed", "IncompleteRead"),
        ("silent", "failed", "timed out"),
        ("drip", "refused", "did not end within"),
        ("endless", "refused", "larger than 1 MB"),
        ("bomb", "refused", "larger than 1 MB"),
        ("large", "refused", "larger than 1 MB"),
        ("forbidden/page", "refused", "robots.txt forbids it"),
    ],
)
def test_what_servers_do(news_server: "NewsServer", path: str, outcome: str, reason: str | None) -> None:
    limits = {"timeout_seconds": 0.2} if path in ("drip", "silent") else {}
    began = monotonic()
    found = fetch(f"{news_server.root}/{path}", **limits)
    assert found.outcome == outcome
    assert reason in (found.reason or "") if reason else found.reason is None
    assert (found.body is not None) == (outcome == "new")
    assert monotonic() - began < 20


def test_what_heals_is_asked_again_and_what_does_not_is_not(news_server: "NewsServer") -> None:
    for path, requests in (("/ill2", 1), ("/dead2", 1)):
        fetch(news_server.root + path)
        assert len(news_server.seen(path)) == requests, "404 does not heal"
    before = len(news_server.seen("/dead"))
    fetch(f"{news_server.root}/dead", retries=1)
    assert len(news_server.seen("/dead")) - before == 2


def test_a_long_wait_is_the_next_runs_business(news_server: "NewsServer") -> None:
    before = len(news_server.seen("/busy-long"))
    found = fetch(f"{news_server.root}/busy-long")
    assert found.outcome == "failed" and found.not_before is not None
    assert found.not_before > datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=23)
    again = fetch(f"{news_server.root}/busy-long", Known(not_before=found.not_before))
    assert again.outcome == "refused" and again.not_before == found.not_before
    assert len(news_server.seen("/busy-long")) - before == 1


def test_private_networks_are_refused_by_name_number_and_redirect(news_server: "NewsServer") -> None:
    port = news_server.root.rsplit(":", 1)[1]
    before = len(news_server.seen("/page.txt"))
    for address in (f"http://127.0.0.1:{port}/page.txt", f"http://localhost:{port}/page.txt", "http://10.0.0.1/",
                    "http://[::1]/", "http://169.254.169.254/latest/", "http://[::ffff:127.0.0.1]/"):  # fmt: skip
        for robots in (True, False):
            found = fetch(address, allow_private=False, robots=robots)
            assert found.outcome == "refused" and "private or local network" in (found.reason or ""), address
    assert len(news_server.seen("/page.txt")) == before


def test_robots_may_be_set_aside_and_are_read_once(news_server: "NewsServer") -> None:
    assert fetch(f"{news_server.root}/forbidden/page", robots=False).outcome == "new"
    before = len(news_server.seen("/robots.txt"))
    fetcher = Fetcher(allow_private=True, pause=lambda _: None)
    for _ in range(3):
        fetcher.fetch(source(f"{news_server.root}/page.txt"), Known())
    assert len(news_server.seen("/robots.txt")) - before == 1


def test_a_host_is_asked_one_request_at_a_time_with_a_delay(news_server: "NewsServer") -> None:
    before = len(news_server.seen("/page.txt"))
    sources = [source(f"{news_server.root}/page.txt", f"wire-{n}", delay_seconds=0.2) for n in range(4)]
    found = list(Fetcher(allow_private=True).fetch_all(sources, {}))
    assert [fetch.source for fetch in found] == [source.id for source in sources]
    at = [float(str(request["at"])) for request in news_server.seen("/page.txt")[before:]]
    assert min(b - a for a, b in pairwise(at)) >= 0.19


def test_no_server_at_all() -> None:
    assert fetch("http://127.0.0.1:1/").outcome == "refused", "its robots.txt cannot be read"
    found = fetch("http://127.0.0.1:1/", robots=False)
    assert found.outcome == "failed" and "refused" in (found.reason or "").lower()
    found = fetch("http://no-such-host.invalid/", robots=False, allow_private=False)
    assert found.outcome == "failed" and "resolve" in (found.reason or "")
