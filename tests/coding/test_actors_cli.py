"""`newsledger actors`: import, explain and review as a user meets them."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from pipelines.actors_cli import actors
from pipelines.coding.coder import EnglishCoder
from pipelines.coding.explain import explain
from pipelines.coding.lexicon import DICTIONARIES, DictionaryError, load_lexicon
from pipelines.coding.review import open_roles, unknown_names
from warehouse.catalog import table
from warehouse.replace import append
from warehouse.store import connect, create_tables

SAMPLE = """\
PIA_BRANDVOLDSEN_  # invented
+P._BRANDVOLDSEN_
\t[NORGOV 19990101-20011231]
\t[NORGOV >20020101]
FERRY_PURSER [~LAB]
OLD_LINE [QQQGOV]
NO_CODE_AT_ALL
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs the command with an overlay and a home of its own."""
    monkeypatch.setenv("NEWSLEDGER_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("NEWSLEDGER_DICTIONARIES", str(tmp_path / "own"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(actors, list(arguments))

    return call


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "old list.actors.txt"
    path.write_text(SAMPLE, encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


# -- import


def test_import_writes_the_overlay_and_the_coder_finds_its_actors(run, sample, tmp_path):
    result = run("import", str(sample))
    assert result.exit_code == 0, result.output
    made = rows_of(tmp_path / "own/actors/actors-import-old-list.actors.csv")
    assert [(r["name"], r["country"], r["sector"], r["from"], r["to"]) for r in made] == [
        ("Pia Brandvoldsen", "NOR", "GOV", "1999-01-01", "")
    ]
    coded = EnglishCoder(tmp_path / "own").code("Pia Brandvoldsen visits Santiago", date(2005, 3, 1))
    assert ("NOR.GOV", "Pia Brandvoldsen") in {(m.code, m.name) for m in coded.mentions}


def test_import_reports_counts_and_each_refused_line(run, sample):
    result = run("import", str(sample))
    assert "entries" in result.output and "spellings" in result.output
    assert "line 6: OLD_LINE [QQQGOV]: QQQ is no country" in result.output
    assert "line 7: NO_CODE_AT_ALL: no code" in result.output


def test_import_shows_ten_refused_lines_and_all_when_asked(run, tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("PIA_BRANDVOLDSEN_ [NORGOV]\n" + "".join(f"NOBODY_{n}X\n" for n in range(25)), encoding="utf-8")
    few, every = run("import", str(path)).output, run("import", str(path), "--verbose").output
    assert few.count("no code") == 10 and "and 15 more" in few
    assert every.count("no code") == 25


def test_the_same_import_makes_the_same_files(run, sample, tmp_path):
    folder = tmp_path / "own/actors"
    run("import", str(sample))
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    run("import", str(sample))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_a_dry_run_writes_nothing(run, sample, tmp_path):
    assert run("import", str(sample), "--dry-run").exit_code == 0
    assert not (tmp_path / "own").exists()


def test_import_elsewhere_says_how_the_coder_comes_to_read_it(run, sample, tmp_path):
    result = run("import", str(sample), "--to", str(tmp_path / "other"))
    assert (tmp_path / "other/actors/actors-import-old-list.actors.csv").is_file()
    assert f'dictionaries = "{tmp_path / "other"}"' in result.output


def test_import_without_a_folder_is_wrong_use(run, sample, monkeypatch):
    monkeypatch.delenv("NEWSLEDGER_DICTIONARIES")
    result = run("import", str(sample))
    assert result.exit_code == 2
    assert "--to" in result.output


def test_a_file_of_another_kind_is_refused(run, tmp_path):
    prose, binary = tmp_path / "prose.txt", tmp_path / "raw.txt"
    prose.write_text("Nothing here is an actor file.\n", encoding="utf-8")
    binary.write_bytes(b"\0\1\2")
    assert run("import", str(prose)).exit_code == 1
    assert run("import", str(binary)).exit_code == 2


def test_a_legacy_encoding_is_read_and_told(run, tmp_path):
    path = tmp_path / "old.txt"
    path.write_bytes("PÍA_BRANDVOLDSEN_ [NORGOV]\n".encode("cp1252"))
    result = run("import", str(path))
    assert "Windows-1252" in result.output
    assert rows_of(tmp_path / "own/actors/actors-import-old.csv")[0]["name"] == "Pía Brandvoldsen"


# -- explain


@pytest.fixture(scope="module")
def coder() -> EnglishCoder:
    return EnglishCoder()


def test_the_role_of_the_day_is_told_with_its_dates(run):
    result = run("explain", "Barack Obama hosts Italian foreign minister", "--on", "2014-05-01", "--format", "json")
    told = {row["words"]: row for row in json.loads(result.stdout)}
    obama = told["Barack Obama"]
    assert (obama["code"], obama["role"], obama["since"], obama["found_by"]) == (
        "USA.GOV", "President", "2009-01-20", "name in the dictionary"
    )  # fmt: skip
    assert told["Italian foreign minister"]["found_by"] == "country + title"


@pytest.mark.parametrize(
    ("text", "words", "found_by"),
    [
        ("Norway signs treaty with Chile", "Norway", "name of the state"),
        ("Kremlin rejects offer", "Kremlin", "seat of power, for its state"),
        ("Polish farmers block border", "Polish farmers", "country + noun"),
        ("Cypriot Foreign Minister Andreas Testides meets envoy", None, "country + title + unknown name"),
        ("US President Barack Obama meets senators", None, "country + title + known name"),
        ("Troops fire on crowd", "Troops", "noun without a country"),
    ],
)
def test_grammar_and_dictionary_are_told_apart(coder, text, words, found_by):
    told = {m.words: m.found_by for m in explain(coder, text, date(2014, 5, 1)).mentions}
    assert found_by in told.values()
    if words is not None:
        assert told[words] == found_by


def test_all_roles_of_a_named_actor_are_shown_and_the_held_one_marked(coder):
    roles = explain(coder, "Barack Obama speaks", date(2006, 5, 1)).roles
    assert [r.office for r in roles if r.held] == ["Senator"]
    assert {"Senator", "President"} <= {r.office for r in roles}


def test_a_former_office_holder_is_out_of_office(coder):
    [mention] = explain(coder, "Barack Obama speaks", date(2022, 5, 1)).mentions
    assert (mention.code, mention.role) == ("USA.CVL", "out of office")


def test_what_was_passed_over_has_its_reason(coder):
    passed = {p.words: p.why for p in explain(coder, "Leaders meet in Paris to talk to us", date(2014, 5, 1)).passed}
    assert "only a place" in passed["Paris"]
    assert "letter case" in passed["us"]


def test_an_ambiguous_surname_alone_is_passed_over_with_its_reason(coder):
    passed = {p.words: p.why for p in explain(coder, "Analysts say May was mild", date(2017, 5, 1)).passed}
    assert "ambiguous" in passed["May"]


def test_a_text_about_sport_says_so(run):
    assert "about sport" in run("explain", "Brazil beat Germany 7-1 in World Cup semi-final").output


def test_control_characters_of_a_text_do_not_reach_the_terminal(run):
    result = run(
        "explain", "Norwegian Prime Minister Qu\x1b[31millby resigns, [red]Chad[/red] says", "--on", "2014-01-01"
    )
    assert result.exit_code == 0
    assert "\x1b" not in result.output


def test_an_unknown_format_is_wrong_use(run):
    assert run("explain", "Norway", "--format", "xml").exit_code == 2
    assert run("review", "--what", "all").exit_code == 2
    assert run("review", "--format", "csv").exit_code == 2


# -- review: roles

HEADER = "name,aliases,kind,country,sector,office,from,to,reviewed,note\n"


def overlay(folder: Path, *lines: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "actors-x.csv").write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


def test_open_roles_reviewed_too_long_ago_or_never_are_due_oldest_first(tmp_path):
    folder = overlay(
        tmp_path,
        "Anna Skogsen,,person,NOR,GOV,Minister,2020,,2024-11,",
        "Bo Lindvik,,person,NOR,GOV,Minister,2020,,2025-11,",
        "Cato Vang,,person,NOR,GOV,Minister,2020,2021,2019-01,",
        "Dag Moe,,person,NOR,LEG,,2020,,,",
        "Fjord Bank,,company,NOR,BUS,,,,2019-01,",
    )
    due = open_roles([folder], date(2026, 6, 1))
    assert [(r.name, r.code, r.line) for r in due] == [("Dag Moe", "NOR.LEG", 5), ("Anna Skogsen", "NOR.GOV", 2)]
    assert [r.name for r in open_roles([folder], date(2026, 6, 1), days=30)] == [
        "Dag Moe",
        "Anna Skogsen",
        "Bo Lindvik",
    ]


def test_a_review_date_that_is_none_names_file_and_line(tmp_path):
    folder = overlay(tmp_path, "Anna Skogsen,,person,NOR,GOV,,2020,,last year,")
    with pytest.raises(DictionaryError, match=r"actors-x\.csv: line 2"):
        open_roles([folder], date(2026, 6, 1))


def test_review_lists_the_overlays_roles(run, tmp_path):
    overlay(tmp_path / "own/actors", "Anna Skogsen,,person,NOR,GOV,Minister,2020,,2001-01,")
    rows = json.loads(run("review", "--what", "roles", "--format", "json").stdout)
    assert [(r["name"], r["line"]) for r in rows if r["file"] == "actors-x.csv"] == [("Anna Skogsen", 2)]


# -- review: names


@pytest.fixture(scope="module")
def lexicon():
    return load_lexicon([DICTIONARIES])


def names(lexicon, *texts: str, covered: dict[str, Sequence[tuple[int, int]]] | None = None) -> dict[str, int]:
    stories = [(str(n), text) for n, text in enumerate(texts)]
    return {found.phrase: found.stories for found in unknown_names(stories, covered or {}, lexicon)}


def test_unknown_names_are_counted_by_story(lexicon):
    found = names(
        lexicon, "Norway asks Xandra Quillby to mediate", "Envoy praises Xandra Quillby, then Xandra Quillby again"
    )
    assert found == {"Xandra Quillby": 2}


def test_what_a_mention_covers_is_known(lexicon):
    text = "Cypriot minister Xandra Quillby resigns"
    assert names(lexicon, text, covered={"0": [(0, 31)]}) == {}


def test_places_and_names_of_the_dictionary_are_known(lexicon):
    assert names(lexicon, "Leaders meet Angela Merkel in Hamburg on Monday in January") == {}


def test_a_word_that_others_write_small_is_ordinary(lexicon):
    texts = ["They voted for Reformation of the law", "A reformation begins", "The reformation goes on"]
    assert names(lexicon, *texts) == {}


def test_the_first_word_of_a_sentence_counts_only_in_a_longer_name(lexicon):
    assert names(lexicon, "Quillby resigns over a scandal") == {}
    assert names(lexicon, "Xandra Quillby resigns over a scandal") == {"Xandra Quillby": 1}


def test_title_case_and_sport_tell_no_names(lexicon):
    assert names(lexicon, "Xandra Quillby Resigns Over Harbour Scandal Today") == {}
    assert names(lexicon, "Striker scores twice for Quillby in cup final win over Zorba") == {}


def test_particles_join_a_name(lexicon):
    assert names(lexicon, "Norway asks Xandra van der Quillby to mediate") == {"Xandra van der Quillby": 1}


def test_review_reads_the_published_warehouse(run, tmp_path):
    path = tmp_path / "data/newsledger.duckdb"
    when = date(2026, 1, 5)
    with connect(path) as con:
        create_tables(con)
        told = {"a": ("Norway asks Xandra Quillby to mediate", "en"), "b": ("Oslo bittet Zenta Zorn", "de")}
        for key, (text, language) in told.items():
            values = {"story_id": key, "story_key": key, "text": text, "language": language, "first_published_on": when,
                      "last_published_on": when, "headlines": 1, "sources": 1, "wordings": 1}  # fmt: skip
            schema = table("core.stories").polars_schema()
            append(
                con,
                table("core.stories"),
                pl.DataFrame([values]).cast({k: v for k, v in schema.items() if k in values}),
            )
    rows = json.loads(run("review", "--what", "names", "--format", "json").stdout)
    assert [(r["phrase"], r["stories"], r["example"]) for r in rows] == [
        ("Xandra Quillby", 1, "Norway asks Xandra Quillby to mediate")
    ]


def test_review_without_a_warehouse_says_what_to_run(run):
    result = run("review", "--what", "names")
    assert result.exit_code == 1
    assert "newsledger run" in result.output
