"""Homes for the tests of the whole pipeline: a folder with pages and settings, runs in it, and what they published.

A run through the command with Dagster's persistent instance takes seconds, most of them for Dagster's own event log. So
what several tests read is made once per session and copied, and tests that need many runs execute the same jobs on an
instance in memory.
"""

import contextlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl
import pytest
from click.testing import Result
from rich.console import Console
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.definitions import build_defs
from pipelines.defs.run import Outcome, Progress, run_everything
from pipelines.settings import Settings, load_settings
from warehouse.catalog import PUBLISHED_SCHEMAS, TABLES
from warehouse.export import export_tables

# Invented pages of three sources over five days: a headline told in two sources and on two days, curly and straight
# quotes, three encodings, several date lines on a page, furniture, a line that would drive a terminal, and lines that
# tell no event.
PAGES: dict[str, bytes] = {
    "wire/monday.txt": b"""The Wire: world desk
5 January 2026
France accuses Russia of cyber attacks
Germany imposes sanctions on Iran
\xe2\x80\x9cTalks will resume soon\xe2\x80\x9d \xe2\x80\x93 Macron
Kenya urges Ethiopia to withdraw forces
\x1b]0;title\x07\x1b[31mSlovenia reopens a border bridge
Read more
""",
    "post/tuesday.txt": """The Post
6 Jan. 2026
France accuses Russia of cyber attacks
"Talks will resume soon" - Macron
Turkish strike kills Syrian soldiers
Gold closes higher as café chain grows
* * *
""".encode("cp1252"),
    "gazette/week.txt": """The Gazette of the week
2026-01-07
Brazil and Argentina sign trade agreement
Japan expels Chinese diplomats
08 January 2026
UPDATED: Turkish strike kills Syrian soldiers
Mexico rejects Cuban offer
Canadian police arrest three protesters
9 January 2026
Norway will send aid to Kenya
""".encode("utf-16"),
}
SOURCES = """\
- {id: wire, name: The Wire, language: en, first_day: 2020-01-01}
- {id: post, name: The Post, language: en, first_day: 2020-01-01}
- {id: gazette, name: The Gazette, language: en, first_day: 2020-01-01}
"""


@dataclass
class Home:
    """A folder in which newsledger works: pages/ by source, sources.yml, and data/ with all that runs make."""

    root: Path
    options: dict[str, object] = field(default_factory=dict)
    data_name: str = "data"
    instance: dg.DagsterInstance | None = field(default=None, repr=False)

    @classmethod
    def make(cls, root: Path) -> "Home":
        root.mkdir(parents=True, exist_ok=True)
        (root / "sources.yml").write_text(SOURCES, encoding="utf-8")
        return cls(root)

    def copy(self, root: Path) -> "Home":
        """The same home elsewhere, with the databases, the raw store and the pages, without Dagster's history."""
        shutil.copytree(self.root, root, ignore=shutil.ignore_patterns("dagster"))
        return Home(root)

    def beside(self, data_name: str) -> "Home":
        """The same pages and settings with data of its own: addresses of documents stay equal."""
        return Home(self.root, self.options, data_name)

    @property
    def data(self) -> Path:
        return self.root / self.data_name

    @property
    def environment(self) -> dict[str, str]:
        return {
            "NEWSLEDGER_HOME": str(self.data),
            "NEWSLEDGER_SOURCES_FILE": str(self.root / "sources.yml"),
            "NEWSLEDGER_PARQUET": "false",
            "DAGSTER_HOME": str(self.data / "dagster"),
            "COLUMNS": "300",
        }

    def settings(self, **overrides: object) -> Settings:
        given = {"home": self.data, "sources_file": self.root / "sources.yml", "parquet": False}
        return load_settings(**{**given, **self.options, **overrides})

    def page(self, name: str, content: str | bytes) -> Path:
        """Write a page, as "source/name.txt"."""
        path = self.root / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def command(self, *arguments: str | Path, **environment: str | None) -> Result:
        """`newsledger …` in this process and in this home; a variable that is None is not set."""
        with contextlib.chdir(self.root):
            return CliRunner().invoke(app, [str(one) for one in arguments], env={**self.environment, **environment})

    def run(self, paths: Sequence[Path] = (), **config: object) -> Outcome:
        """Both jobs, as `newsledger run` executes them, on an instance in memory."""
        settings = self.settings()
        if self.instance is None:
            self.instance = dg.DagsterInstance.ephemeral()
        quiet = Progress(Console(quiet=True))
        asked = {"paths": [str(path) for path in paths], **config}
        return run_everything(build_defs(settings), self.instance, settings, asked, quiet)

    def rows(self, sql: str, *, working: bool = False) -> list[tuple[object, ...]]:
        """The rows of a query on the published file, or on the pipeline's own."""
        with self._open(working) as con:
            return con.sql(sql).fetchall()

    def frame(self, sql: str, *, working: bool = False) -> pl.DataFrame:
        with self._open(working) as con:
            return con.sql(sql).pl()

    def export(self, folder: Path) -> dict[str, bytes]:
        """What `newsledger export --stable` writes, by file name."""
        shutil.rmtree(folder, ignore_errors=True)
        with self._open(False) as con:
            tables = [one for one in TABLES if one.schema in PUBLISHED_SCHEMAS and one.schema != "quality"]
            files = export_tables(con, folder, tables, "json", stable=True)
        return {file.name: file.read_bytes() for file in files}

    @property
    def published(self) -> Path:
        return self.data / "newsledger.duckdb"

    def _open(self, working: bool) -> contextlib.closing[duckdb.DuckDBPyConnection]:
        path = self.data / "working.duckdb" if working else self.published
        return contextlib.closing(duckdb.connect(str(path), read_only=True))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home.make(tmp_path / "home")


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The shipped sample, as the first `newsledger run` makes it; to be read only."""
    root = tmp_path_factory.mktemp("sample") / "home"
    root.mkdir()
    home = Home(root)
    done = home.command("run", NEWSLEDGER_SOURCES_FILE=None, NEWSLEDGER_PARQUET="true")
    assert done.exit_code == 0, done.output
    (root / "stdout.txt").write_text(done.stdout, encoding="utf-8")
    (root / "stderr.txt").write_text(done.stderr, encoding="utf-8")
    return home


@pytest.fixture(scope="session")
def pages() -> dict[str, bytes]:
    """The small invented corpus, by page."""
    return PAGES


@pytest.fixture(scope="session")
def corpus_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The small invented corpus, published by one run; to be read or copied."""
    home = Home.make(tmp_path_factory.mktemp("corpus") / "home")
    done = home.run([home.page(name, content) for name, content in PAGES.items()])
    assert done.failures == []
    return home


@pytest.fixture
def published_home(corpus_home: Home, tmp_path: Path) -> Home:
    """A copy of the published corpus, for a test that goes on from there."""
    return corpus_home.copy(tmp_path / "home")


@pytest.fixture(scope="session")
def home_class() -> type[Home]:
    """For tests that make several homes."""
    return Home
