"""What every test of the project shares: options of the test run, and an environment without the machine's settings."""

from collections.abc import Iterator

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
    import os

    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("NEWSLEDGER_", "DAGSTER_")):
                patch.delenv(name)
        yield
