"""The command: what it answers, in which formats, with which exit codes, and what it does not let out or in."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import polars as pl
import pytest

from warehouse.catalog import PUBLISHED_SCHEMAS, TABLES

if TYPE_CHECKING:
    from conftest import Home

GOLD = Path(__file__).parents[1] / "gold" / "own.jsonl"


# --- the first run, on the shipped sample ---


def test_the_first_run_prints_a_report_and_what_it_did(sample_home: "Home") -> None:
    stdout = (sample_home.root / "stdout.txt").read_text(encoding="utf-8")
    stderr = (sample_home.root / "stderr.txt").read_text(encoding="utf-8")
    assert "Sunday, 08 March 2026" in stdout and "most active first" in stdout
    assert "Emmanuel Macron" in stdout
    assert "Published 7 days" in stderr
    assert "8 rows in quarantine" in stderr and "'31 February 2026' is no day of the calendar" in stderr


def test_the_sample_has_what_a_report_is_worth_reading_for(sample_home: "Home") -> None:
    [(days, stories, events, actors, types)] = sample_home.rows(
        "select (select count(distinct published_on) from core.headlines), (select count(*) from core.stories), "
        "(select count(*) from core.events), (select count(*) from core.actors), "
        "(select count(distinct event_type) from core.events)"
    )
    assert days == 7
    assert stories > 200 and events > 100 and actors > 100 and types > 12  # type: ignore[operator]
    [(told,)] = sample_home.rows("select max(sources) from core.stories")
    assert told == 3


def test_the_parquet_files_hold_the_published_tables(sample_home: "Home") -> None:
    for table in TABLES:
        if table.schema in PUBLISHED_SCHEMAS:
            files = f"{table.full_name}/*.parquet" if table.day else f"{table.full_name}.parquet"
            frame = pl.read_parquet(sample_home.data / "parquet" / files)
            assert frame.columns == list(table.columns)
            assert [(frame.height,)] == sample_home.rows(f"select count(*) from {table.full_name}"), table.full_name


def test_the_runs_of_the_command_stand_on_the_instance_of_the_ui_with_their_checks(
    sample_home: "Home", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", str(sample_home.data / "dagster"))
    with dg.DagsterInstance.from_config(str(sample_home.data / "dagster")) as instance:
        runs = [(run.job_name, run.status.value) for run in instance.get_runs()]
        assert sorted(runs) == [("daily_job", "SUCCESS"), ("ingest_job", "SUCCESS")]
        made = instance.get_latest_materialization_event(dg.AssetKey(["core", "headlines"]))
        assert made is not None and made.asset_materialization is not None
        assert made.asset_materialization.metadata["dagster/row_count"].value == 300
        [(key, result)] = instance.event_log_storage.get_latest_asset_check_execution_by_key(
            [dg.AssetCheckKey(dg.AssetKey(["core", "headlines"]), "text_length")]
        ).items()
        assert (key.name, result.status.value) == ("text_length", "SUCCEEDED")
        assert not instance.telemetry_enabled


def test_a_second_run_has_nothing_to_do_and_says_so(sample_home: "Home", tmp_path: Path) -> None:
    again = sample_home.copy(tmp_path / "home")
    before = again.published.read_bytes()
    done = again.command("run", NEWSLEDGER_SOURCES_FILE=None)
    assert done.exit_code == 0
    assert "Nothing new: every document has been read before." in done.stderr
    assert "Sunday, 08 March 2026" in done.stdout
    assert again.published.read_bytes() == before


# --- questions ---


def test_sql_prints_a_table(sample_home: "Home") -> None:
    done = sample_home.command("sql", "select source, count(*) as n from core.headlines group by all order by 1")
    assert done.exit_code == 0
    assert [word in done.stdout for word in ("harbour-post", "kontinent", "meridian-wire")] == [True] * 3


def test_sql_gives_csv_and_json(sample_home: "Home") -> None:
    query = "select text, headlines from core.stories order by story_id limit 5"
    expected = [{"text": str(text), "headlines": n} for text, n in sample_home.rows(query)]
    as_csv = sample_home.command("sql", query, "--format", "csv")
    assert [
        {**row, "headlines": int(row["headlines"])} for row in csv.DictReader(io.StringIO(as_csv.stdout))
    ] == expected
    as_json = sample_home.command("sql", query, "-f", "json")
    assert json.loads(as_json.stdout) == expected


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_output_goes_to_a_file(sample_home: "Home", tmp_path: Path, form: str) -> None:
    target = tmp_path / f"out.{form}"
    query = "select actor_id, kind from core.actors where country <> '---' order by 1"
    done = sample_home.command("sql", query, "-f", form, "-o", target)
    assert (done.exit_code, done.stdout) == (0, "")
    read = {"csv": pl.read_csv, "json": pl.read_json, "parquet": pl.read_parquet}[form]
    assert read(target).rows() == sample_home.rows(query)


def test_cells_that_a_spreadsheet_would_run_are_neutralised_in_csv_only(sample_home: "Home") -> None:
    query = "select * from (values ('=1+1'), ('+1'), ('-1'), ('@a'), (' =1'), ('a=1'), ('−1')) as cells(cell)"
    as_csv = sample_home.command("sql", query, "--format", "csv")
    cells = [row["cell"] for row in csv.DictReader(io.StringIO(as_csv.stdout))]
    assert cells == ["'=1+1", "'+1", "'-1", "'@a", "' =1", "a=1", "−1"]
    as_json = sample_home.command("sql", query, "--format", "json")
    assert json.loads(as_json.stdout)[0] == {"cell": "=1+1"}
    numbers = sample_home.command("sql", "select -1 as n, -1.5::double as x", "--format", "csv")
    assert numbers.stdout == "n,x\n-1,-1.5\n"


def test_what_would_drive_a_terminal_does_not_reach_it(corpus_home: "Home") -> None:
    """The corpus has a headline that sets the terminal's title and colour."""
    raw = "select raw_text from core.headlines where raw_text like '%Slovenia%'"
    assert corpus_home.rows(raw)[0][0] == "\x1b]0;title\x07\x1b[31mSlovenia reopens a border bridge"
    shown = corpus_home.command("sql", raw)
    assert "Slovenia reopens" in shown.stdout and "x1b" in shown.stdout
    wrong = corpus_home.command("sql", "select raw_text::int from core.headlines where raw_text like '%Slovenia%'")
    assert wrong.exit_code == 1 and "Slovenia" in wrong.stderr
    titled = corpus_home.command("report", "--from", "2026-01-05")
    listed = corpus_home.command("quarantine", "list")
    for done in (shown, wrong, titled, listed):
        assert {c for c in done.output if not c.isprintable()} <= {"\n"}


def test_text_is_no_markup_of_the_terminal(sample_home: "Home") -> None:
    done = sample_home.command("sql", "select '[red]plain[/red] :smile:' as \"[bold]name\"")
    assert "[red]plain[/red] :smile:" in done.stdout and "[bold]name" in done.stdout


@pytest.mark.parametrize(
    "query",
    [
        "from read_csv('/etc/passwd')",
        "from '/etc/passwd'",
        "from read_text('{home}/sources.yml')",
        "from glob('/*')",
        "copy (select 1) to '{home}/out.csv'",
        "attach '{home}/other.duckdb' as other",
        "attach '{home}/data/working.duckdb' as other (read_only)",
        "export database '{home}/out'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "reset enable_external_access",
        "delete from core.headlines",
        "create table main.t as select 1",
        "drop schema core cascade",
        "select 1; drop table core.headlines",
        "select getenv('HOME')",
        "from con",
        "from frame",
    ],
)
def test_sql_of_a_user_reaches_no_file_and_changes_nothing(corpus_home: "Home", query: str) -> None:
    before = corpus_home.published.read_bytes()
    files = sorted(str(path) for path in corpus_home.root.rglob("*"))
    done = corpus_home.command("sql", query.format(home=corpus_home.root))
    assert done.exit_code == 1, done.output
    assert done.stdout == "" and "Traceback" not in done.stderr and len(done.stderr) < 1_000
    assert corpus_home.published.read_bytes() == before
    assert sorted(str(path) for path in corpus_home.root.rglob("*")) == files


def test_a_fault_in_sql_is_told_in_words(corpus_home: "Home") -> None:
    done = corpus_home.command("sql", "select nothing from core.headlines")
    assert done.exit_code == 1
    assert 'Referenced column "nothing" not found' in done.stderr


@pytest.mark.parametrize(
    ("by", "column"), [("actor", "actor"), ("country", "country"), ("dyad", "source_country"), ("type", "event_type")]
)
def test_reports_by_actor_country_dyad_and_type(sample_home: "Home", by: str, column: str) -> None:
    done = sample_home.command("report", "--by", by, "--from", "2026-03-02", "--to", "2026-03-08", "-f", "json")
    rows = json.loads(done.stdout)
    assert len(rows) > 10 and all(row[column] for row in rows)
    assert {row["day"] for row in rows} <= {f"2026-03-0{day}" for day in range(2, 9)}
    table = sample_home.command("report", "--by", by)
    assert table.exit_code == 0 and len(table.stdout.splitlines()) > 5


def test_a_report_of_one_actor_covers_all_days(sample_home: "Home") -> None:
    done = sample_home.command("report", "--actor", "zelensky", "-f", "json")
    rows = json.loads(done.stdout)
    assert len({row["day"] for row in rows}) > 3
    assert {row["code"] for row in rows} == {"UKR.GOV"}
    nobody = sample_home.command("report", "--actor", "zzz", "-f", "json")
    assert (nobody.exit_code, json.loads(nobody.stdout)) == (0, [])


def test_status_tells_counts_sources_runs_and_failing_checks(sample_home: "Home") -> None:
    done = sample_home.command("status")
    assert done.exit_code == 0
    for word in ("300", "harbour-post", "2026-03-08", "Every check passed"):
        assert word in done.stdout, word


def test_the_quarantine_is_listed_with_rule_reason_and_place(sample_home: "Home") -> None:
    table = sample_home.command("quarantine", "list")
    assert "reprint.txt" in table.stdout and "accepted_by_reader" in table.stdout
    rows = json.loads(sample_home.command("quarantine", "list", "-f", "json").stdout)
    assert len(rows) == 8
    assert set(rows[0]) >= {"rule", "reason", "uri", "byte_start", "byte_end", "document_id", "row"}


# --- the coder, de-duplication and scores as filters ---


def write_lines(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_code_gives_actors_and_events_with_spans_and_rules(home: "Home", tmp_path: Path) -> None:
    text = "France accuses Russia of cyber attacks"
    source = write_lines(tmp_path / "in.jsonl", {"id": "a", "published": "2026-01-05", "text": text})
    done = home.command("code", source, tmp_path / "out.jsonl")
    assert done.exit_code == 0
    [record] = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert record["id"] == "a"
    assert [actor["code"] for actor in record["actors"]] == ["FRA.GOV", "RUS.GOV"]
    [event] = record["events"]
    assert (event["type"], event["source"], event["target"], event["date"], event["status"]) == (
        "ACCUSE", ["FRA.GOV"], ["RUS.GOV"], "2026-01-05", "occurred"
    )  # fmt: skip
    assert "accuse" in json.dumps(event)


def test_dedupe_tells_the_story_of_each_line(home: "Home", tmp_path: Path) -> None:
    source = write_lines(
        tmp_path / "in.jsonl",
        {"id": "a", "text": "“Talks will resume” – Macron", "published": "2026-01-05"},
        {"id": "b", "text": '"Talks will resume" - Macron', "published": "2026-01-07"},
        {"id": "c", "text": "Talks will not resume - Macron", "published": "2026-01-07"},
    )
    done = home.command("dedupe", source, tmp_path / "out.jsonl")
    assert done.exit_code == 0
    stories = [json.loads(line)["story"] for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert stories[0] == stories[1] != stories[2]


def test_evaluate_prints_figures(home: "Home") -> None:
    done = home.command("evaluate", GOLD)
    assert done.exit_code == 0
    for measure in ("actor", "country", "type", "event", "dyad"):
        assert measure in done.stdout
    scores = json.loads(home.command("evaluate", GOLD, "--json").stdout)
    assert scores["headlines"] == len(GOLD.read_text("utf-8").splitlines())
    assert scores["actor"]["f1"] >= 0.85 and scores["type"]["f1"] >= 0.75


@pytest.mark.parametrize(
    "content", ["no json\n", "[1]\n", '{"id": "a"}\n', '{"id": "a", "text": "x", "published": "soon"}\n']
)
def test_a_faulty_record_is_named_and_no_file_is_left(home: "Home", tmp_path: Path, content: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(content, encoding="utf-8")
    done = home.command("code", source, tmp_path / "out.jsonl")
    assert done.exit_code == 1
    assert "in.jsonl" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "out.jsonl").exists()


# --- exports ---


@pytest.mark.parametrize("form", ["json", "csv", "parquet"])
def test_export_writes_every_published_table_twice_the_same(corpus_home: "Home", tmp_path: Path, form: str) -> None:
    for name in ("one", "two"):
        done = corpus_home.command("export", tmp_path / name, "--format", form, "--stable")
        assert done.exit_code == 0
    files = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert files == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    expected = {f"{one.full_name}.{form}" for one in TABLES if one.schema in ("core", "marts")}
    assert files.keys() == expected


def test_export_without_stable_has_the_quality_tables(corpus_home: "Home", tmp_path: Path) -> None:
    assert corpus_home.command("export", tmp_path / "all").exit_code == 0
    assert (tmp_path / "all" / "quality.check_results.parquet").is_file()
    assert "retrieved_at" in pl.read_parquet(tmp_path / "all" / "core.documents.parquet").columns


# --- wrong use, and nothing there ---


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["sql", "select 1", "--format", "xml"], "use one of table, csv, json, parquet"),
        (["report", "--by", "planet"], "use one of actor, country, dyad, type"),
        (["report", "--from", "2026-01-09", "--to", "2026-01-05"], "is after"),
        (["report", "--from", "tomorrow"], "tomorrow"),
        (["export", "out", "--format", "xlsx"], "use one of csv, json, parquet"),
        (["run", "nowhere.txt"], "no such file or folder"),
        (["run", "sources.yml", "--source", "nobody"], "known are gazette, local, post, wire"),
        (["evaluate", "nowhere.jsonl"], "nowhere.jsonl"),
        (["fly"], "fly"),
    ],
)
def test_wrong_use_ends_with_2_and_names_the_remedy(corpus_home: "Home", arguments: list[str], told: str) -> None:
    done = corpus_home.command(*arguments)
    assert done.exit_code == 2, done.output
    assert told in done.stderr.replace("\n", " ")


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("NEWSLEDGER_SETTINGS", "nowhere.toml", "nowhere.toml"),
        ("NEWSLEDGER_WINDOW_DAYS", "-1", "window_days"),
        ("NEWSLEDGER_SCHEDULE__CRON", "never", "schedule.cron"),
    ],
)
def test_wrong_settings_end_with_2(home: "Home", variable: str, value: str, told: str) -> None:
    done = home.command("status", **{variable: value})
    assert done.exit_code == 2 and told in done.stderr


def test_a_misspelt_key_in_the_settings_file_ends_with_2(home: "Home") -> None:
    (home.root / "newsledger.toml").write_text("windows_days = 3\n", encoding="utf-8")
    done = home.command("status")
    assert done.exit_code == 2 and "unknown key windows_days" in done.stderr


def test_a_fault_in_the_sources_ends_with_2_before_anything_is_read(home: "Home") -> None:
    (home.root / "sources.yml").write_text("- {id: wire}\n", encoding="utf-8")
    done = home.command("run", home.page("wire/a.txt", "5 January 2026\nFrance thanks Peru\n"))
    assert done.exit_code == 2 and "name: is missing" in done.stderr
    assert not home.data.exists()


@pytest.mark.parametrize(
    "arguments",
    [["sql", "select 1"], ["report"], ["status"], ["export", "out"], ["quarantine", "list"], ["quarantine", "replay"]],
)
def test_before_the_first_run_the_command_says_what_to_do(home: "Home", arguments: list[str]) -> None:
    done = home.command(*arguments)
    assert done.exit_code == 1
    assert "newsledger run" in done.stderr


# --- as a process ---


def process(home: "Home", *arguments: str) -> subprocess.CompletedProcess[bytes]:
    code = "from pipelines.cli import main; main()"
    environment = {**os.environ, **home.environment}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=home.root, env=environment, capture_output=True, check=False
    )


def test_parquet_goes_through_a_pipe(corpus_home: "Home") -> None:
    done = process(corpus_home, "sql", "select text from core.stories order by 1", "--format", "parquet")
    assert (done.returncode, done.stderr) == (0, b"")
    frame = pl.read_parquet(io.BytesIO(done.stdout))
    assert frame.rows() == corpus_home.rows("select text from core.stories order by 1")


def test_a_question_does_not_import_dagster_or_great_expectations(corpus_home: "Home") -> None:
    code = (
        "import sys, contextlib\nfrom pipelines.cli import app\nsys.argv = ['newsledger', 'report']\n"
        "with contextlib.suppress(SystemExit): app()\n"
        "sys.exit(str({'dagster', 'great_expectations'} & set(sys.modules)))"
    )
    environment = {**os.environ, **corpus_home.environment}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=corpus_home.root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == "set()"
