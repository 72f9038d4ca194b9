"""The SQL files of warehouse/sql: each is used, and every name in it is the catalogue's or is given by its caller."""

import ast
import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.cli import REPORTS
from warehouse.sql import statement
from warehouse.store import create_tables

ROOT = Path(__file__).parents[2]
STATEMENTS = sorted(path.stem for path in (ROOT / "warehouse/sql").glob("*.sql"))

# What callers register or make before they execute a statement, as SQL that gives its shape.
GIVEN = {
    "fresh": "from core.stories",
    "before": "select story_id from core.stories",
    "assigned": "select headline_id, published_on, story_id, matched, match_score, match_reason from core.headlines",
    "changed_days": "select published_on as day from core.headlines",
    "wanted": "select story_key, wording_on from work.wordings",
    "gone": "select story_key, wording_on from work.wordings",
    "fresh_wordings": "from work.wordings",
    "members": "select w.*, s.story_id from work.wordings as w, core.stories as s",
    "recoded": "select story_id, first_published_on from core.stories",
    "unmentioned": "select actor_id from core.actors",
    "fresh_actors": "from core.actors",
    "reread": "select document_id from core.documents",
    "versions": "select document_id, uri, retrieved_at from core.arrivals",
    "rejected_again": "from quality.rejected_rows",
}


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """An empty warehouse in memory, with what callers give."""
    made = duckdb.connect()
    create_tables(made)
    for name, query in GIVEN.items():
        made.execute(f"create temp table {name} as {query}")
    return made


def test_every_statement_is_used_and_every_used_one_exists() -> None:
    used = {f"report_{by}" for by in REPORTS}
    for package in ("pipelines", "warehouse", "checks"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in ("statement", "_sql"):
                    used |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    assert set(STATEMENTS) == used


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_opens_with_what_it_is_for(name: str) -> None:
    assert re.match(r"-- \S.{10,}", statement(name))


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_table_and_column_that_a_statement_names_exists(name: str, con: duckdb.DuckDBPyConnection) -> None:
    text = statement(name)
    parameters = set(re.findall(r"\$(\w+)", re.sub(r"'[^']*'", "''", text)))
    day, values = date(2026, 1, 5), {"actor": None, "window_days": 30}
    if parameters and all(one.isdigit() for one in parameters):
        con.execute(text, [day] * len(parameters))
    elif parameters:
        con.execute(text, {one: values.get(one, day) for one in parameters})
    else:
        con.execute(text)
