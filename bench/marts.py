"""Making the marts: the runner in this process, and the real dbt as a process of its own.

python -m bench.marts WAREHOUSE.duckdb      after `newsledger run`, and `make setup-dbt` for dbt's row
"""

import argparse
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from time import perf_counter

from bench.measure import table
from warehouse.models import load_project, run_model, run_tests
from warehouse.store import connect, create_tables

MODELS = Path(__file__).parent.parent / "dbt_like_sql"
DBT = Path(__file__).parent.parent / ".venv-dbt" / "bin" / "dbt"


def main() -> None:
    """Measure both on copies of the warehouse."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse", type=Path)
    warehouse = parser.parse_args().warehouse
    with tempfile.TemporaryDirectory() as name:
        ours, theirs = Path(name, "ours.duckdb"), Path(name, "theirs.duckdb")
        shutil.copyfile(warehouse, ours)
        shutil.copyfile(warehouse, theirs)
        rows = [("the runner, in this process: models and tests", _runner(ours))]
        if DBT.exists():
            rows.append(("dbt build --full-refresh: models and tests", _dbt(theirs, Path(name, "project"))))
    table("All marts in full", ("by", "seconds"), rows)


def _runner(path: Path) -> float:
    started = perf_counter()
    project = load_project(MODELS)
    con = connect(path)
    create_tables(con)
    for model in project.models:
        run_model(con, project, model, full=True)
        assert all(test.passed for test in run_tests(con, project, model))
    con.close()
    return perf_counter() - started


def _dbt(path: Path, folder: Path) -> float:
    shutil.copytree(MODELS, folder)
    environment = {**os.environ, "NEWSLEDGER_DUCKDB": str(path), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    started = perf_counter()
    command = [str(DBT), "--quiet", "build", "--full-refresh", "--profiles-dir", ".", "--no-version-check"]
    subprocess.run(command, cwd=folder, env=environment, check=True)
    return perf_counter() - started


if __name__ == "__main__":
    main()
