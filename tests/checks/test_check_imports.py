"""What importing checks costs and touches."""

import subprocess
import sys

import pytest

OFFLINE = """
import sys, warnings

def forbid(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "urllib.Request"):
        raise RuntimeError(f"{event} {arguments}")

sys.addaudithook(forbid)
shown = warnings.showwarning
import polars as pl
from checks.engine import validate
from checks.rule import Rule

rule = Rule("work.touched_days", "r", "expect_column_values_to_not_be_null", {"column": "a"}, "info", "", "report")
[result], failing = validate(pl.DataFrame({"a": [1, None]}), [rule], {})
assert result.error is None and failing == {"r": [1]}, result
assert warnings.showwarning is shown
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("module", ["rules", "quarantine", "dagster_bridge"])
def test_importing_does_not_import_great_expectations(module: str) -> None:
    done = run(f"import sys, checks.{module}; sys.exit('great_expectations' in sys.modules)")
    assert (done.returncode, done.stderr) == (0, "")


def test_only_the_bridge_imports_dagster() -> None:
    done = run("import sys, checks.quarantine; sys.exit('dagster' in sys.modules)")
    assert (done.returncode, done.stderr) == (0, "")


def test_validating_is_quiet_and_opens_no_connection() -> None:
    done = run(OFFLINE)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
