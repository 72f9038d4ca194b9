"""The real dbt on the same folder: it makes the tables that the runner makes.

dbt stands in an environment of its own (`make setup-dbt`), as it asks for older packages than the tools here; without
it these tests are skipped.
"""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from warehouse.models import run_model
from warehouse.store import connect, create_tables

MON, TUE, WED = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)
DBT = shutil.which("dbt") or shutil.which("dbt", path=str(Path(sys.executable).parent))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(DBT is None, reason="dbt is not on the PATH: `make setup-dbt`, then `make test-slow`"),
]


@pytest.fixture
def dbt(tmp_path, project):
    """Runs `dbt build` on a copy of the project and of a warehouse."""
    folder = tmp_path / "dbt_like_sql"
    shutil.copytree(project.folder, folder)

    def build(database: Path, *options: str) -> str:
        environment = {
            **os.environ,
            "NEWSLEDGER_DUCKDB": str(database),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "NO_COLOR": "1",
        }
        run = subprocess.run(
            [str(DBT), "--no-use-colors", "build", "--profiles-dir", ".", "--no-version-check", *options],
            cwd=folder, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    return build


@pytest.fixture
def told(cases):
    """News of three days, with every kind of row that the marts tell apart."""
    meeting = cases.Event("CONSULT", MON, ("CYP.GOV",), ("UKR.GOV:zelensky",))
    return [
        cases.Story("a", MON, ("wire", "post"), ("CYP.GOV", "UKR.GOV:zelensky"), (meeting,)),
        cases.Story("b", MON, ("wire",), ("UKR.GOV:zelensky",), (meeting, cases.Event("ACCUSE", TUE, ("UKR.GOV",)))),
        cases.Story(
            "c", TUE, ("post",), ("DEU.GOV", "FRA.GOV"), (cases.Event("CONSULT", TUE, ("DEU.GOV", "FRA.GOV")),)
        ),
        cases.Story("d", TUE, ("post",), (), (cases.Event("AID", WED, ("USA.MIL",), ("UKR.GOV",), "planned"),)),
        cases.Story("e", WED, ("wire",), ("RUS.MIL",), (cases.Event("ASSAULT", WED, ("RUS.MIL",), (), "negated"),)),
        cases.Story("f", WED, ("wire",), (), (cases.Event("STATEMENT", WED, ("---.CVL",)),)),
    ]


def tables(path: Path, rows, marts) -> dict[str, list[tuple[object, ...]]]:
    with connect(path, read_only=True) as con:
        return {mart.full_name: rows(con, mart.full_name) for mart in marts}


def test_dbt_builds_the_tables_that_the_runner_builds(tmp_path, cases, project, marts, rows, dbt, told):
    ours, theirs = tmp_path / "ours.duckdb", tmp_path / "theirs.duckdb"
    rejected = [cases.Rejected(1, '{"source": "wire", "published_on": "2026-01-05"}'), cases.Rejected(2, "no JSON")]
    with connect(ours) as con:
        create_tables(con)
        cases.fill(con, told, rejected)
    shutil.copyfile(ours, theirs)

    with connect(ours) as con:
        for name in project.models:
            run_model(con, project, name, full=True)
    dbt(theirs, "--full-refresh")
    full = tables(ours, rows, marts)
    assert all(full.values())
    assert tables(theirs, rows, marts) == full

    # Then Tuesday loses a story, Wednesday all of them, and Monday one that is not touched and so must stay.
    for path in (ours, theirs):
        with connect(path) as con:
            cases.fill(con, told[1:3], [])
            cases.touch(con, [TUE, WED])
    with connect(ours) as con:
        for name in project.models:
            run_model(con, project, name)
    dbt(theirs)
    incremental = tables(ours, rows, marts)
    assert incremental != full
    assert tables(theirs, rows, marts) == incremental


def test_dbt_runs_the_tests_and_a_failing_one_fails_the_build(tmp_path, cases, dbt, told):
    path = tmp_path / "w.duckdb"
    with connect(path) as con:
        create_tables(con)
        cases.fill(con, told)
        con.execute("update core.stories set headlines = 0")
    with pytest.raises(AssertionError, match="actor_rows_are_told"):
        dbt(path, "--full-refresh")


def test_dbts_tables_have_the_catalogues_columns(tmp_path, cases, marts, dbt, told):
    path = tmp_path / "w.duckdb"
    with connect(path) as con:
        create_tables(con)
        cases.fill(con, told)
    dbt(path, "--full-refresh", "--exclude-resource-type", "test")
    with connect(path, read_only=True) as con:
        for mart in marts:
            described = con.sql(f"describe {mart.full_name}").fetchall()
            assert {name: kind for name, kind, *_ in described} == {
                name: column.type for name, column in mart.definitions()
            }
