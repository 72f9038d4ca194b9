"""A pytest plugin for continuous integration: slow tests last, none begun after a limit, the summary in the last lines.

What belongs here: order, skipping by time, output. What does not: which tests are slow (their own marks say it).
"""

import atexit
import os
import sys
from time import monotonic

import pytest

_BEGAN = pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option for the limit."""
    parser.addoption("--begin-within", type=float, help="seconds after which tests are skipped instead of begun")


def pytest_configure(config: pytest.Config) -> None:
    """Note when the session began."""
    config.stash[_BEGAN] = monotonic()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow tests last, in their order."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what would begin too late."""
    limit = item.config.getoption("--begin-within")
    if limit is not None and monotonic() - item.config.stash[_BEGAN] > limit:
        pytest.skip("no time left in this run")


def _close_stderr() -> None:
    """Keep what libraries write while Python ends from following the summary.

    DuckDB's binding lists the connections that hypothesis keeps alive until then. The exit code is not touched.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 2)


# Pytest puts the real stderr back after its last hook, so that a hook would be too early.
atexit.register(_close_stderr)
