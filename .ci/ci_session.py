"""A pytest plugin for runs with a time limit: slow tests come last, and none begins after the limit.

What belongs here: order and skipping by time. What does not: which tests are slow (their own marks say it).
"""

from time import monotonic

import pytest


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


_BEGAN = pytest.StashKey[float]()
