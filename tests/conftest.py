"""What every test of the project shares: options of the test run, and an environment without the machine's settings."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Machines differ and are noisy: how long an example takes says nothing of whether the code is right.
settings.register_profile("newsledger", deadline=None)
settings.load_profile("newsledger")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-graph` rewrites the snapshot of the asset graph instead of comparing with it."""
    parser.addoption(
        "--update-graph", action="store_true", help="rewrite tests/pipeline/graph.txt from the definitions"
    )


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_this_machine() -> Iterator[None]:
    """Tests read no setting that the machine's user has made, and leave none behind."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("NEWSLEDGER_", "DAGSTER_")):
                patch.delenv(name)
        yield


class NewsServer:
    """A news site on loopback, in a process of its own; what it does stands in news_server.py."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"

    def ask(self, path: str) -> bytes:
        with urllib.request.urlopen(self.root + path) as answer:
            return bytes(answer.read())

    def seen(self, path: str) -> list[dict[str, object]]:
        """The requests for a path so far."""
        requests = [json.loads(line) for line in self.ask("/_seen").splitlines()]
        return [request for request in requests if request["path"] == path]


@pytest.fixture(scope="module")
def news_server() -> Iterator[NewsServer]:
    script = Path(__file__).with_name("news_server.py")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield NewsServer(int(process.stdout.readline()))
        process.kill()
