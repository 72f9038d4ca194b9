"""Stored evaluations: what is kept, which one is the latest, what moved between two."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.coding.evaluate import evaluate
from pipelines.coding.score_history import HistoryError, Moved, difference, latest, load, resolve, save, snapshot

TALK = {"type": "CONSULT", "source": ["NOR.GOV"], "target": ["CHL.GOV"], "date": "2026-01-05", "status": "occurred"}
GOLD = {k: {"id": k, "text": f"text {k}", "actors": [{"code": "NOR.GOV"}], "events": [TALK]} for k in ("a", "b", "c")}
RIGHT = {key: {"actors": record["actors"], "events": record["events"]} for key, record in GOLD.items()}
EMPTY = {"actors": [], "events": []}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "own set.jsonl"
    path.write_text("the labelled file's bytes", encoding="utf-8")
    return path


def stored(gold: Path, *wrong: str, hour: int = 12, version: str = "1+aaaa+bbbb"):
    predicted = {key: EMPTY if key in wrong else found for key, found in RIGHT.items()}
    return snapshot(gold, GOLD, evaluate(GOLD, predicted), version, datetime(2026, 1, 5, hour, tzinfo=UTC))


def test_a_stored_evaluation_comes_back_as_it_was(gold, tmp_path):
    made = stored(gold, "b")
    path = save(tmp_path / "home", made)
    assert path.parent == tmp_path / "home/evaluations"
    assert load(path) == made
    assert (made.coder_version, made.dictionary_version, made.gold) == ("1+aaaa+bbbb", "aaaa", "own set.jsonl")


def test_two_evaluations_are_two_files(gold, tmp_path):
    paths = {save(tmp_path, stored(gold, hour=hour, version=v)) for hour in (1, 2) for v in ("1+a+b", "1+a+c")}
    assert len(paths) == 4


def test_the_latest_is_of_the_same_gold_bytes(gold, tmp_path):
    first, second = stored(gold, "a", hour=10), stored(gold, "b", hour=11)
    for one in (second, first):
        save(tmp_path, one)
    gold.write_text("other bytes", encoding="utf-8")
    save(tmp_path, stored(gold, hour=23))
    found = latest(tmp_path, first.gold_sha256)
    assert found is not None and found[1] == second
    assert latest(tmp_path, "0" * 64) is None


def test_against_names_a_file_or_the_last(gold, tmp_path):
    path = save(tmp_path, stored(gold, "a"))
    assert resolve(tmp_path, "last", stored(gold).gold_sha256) == resolve(tmp_path, str(path), "whatever")


def test_without_a_stored_one_the_remedy_is_told(tmp_path):
    with pytest.raises(HistoryError, match="--save"):
        resolve(tmp_path, "last", "0" * 64)


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"scores": {}}', '{"schema": 1, "unknown": 2}'])
def test_a_file_that_is_no_evaluation_is_named(tmp_path, text):
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HistoryError, match=r"bad\.json"):
        load(path)


def test_another_schema_is_refused(gold, tmp_path):
    path = save(tmp_path, stored(gold))
    path.write_text(path.read_text(encoding="utf-8").replace('"schema": 1', '"schema": 99'), encoding="utf-8")
    with pytest.raises(HistoryError, match="schema 99"):
        load(path)


def test_what_became_right_and_wrong_is_told(gold):
    moved = difference(stored(gold, "a", "b"), stored(gold, "b", "c"))
    assert [e["id"] for e in moved.fixed] == ["a"]
    assert [e["id"] for e in moved.broken] == ["c"]
    assert moved.still == 1
    assert moved.same_gold


def test_measures_that_moved_are_told_with_the_change(gold):
    moved = difference(stored(gold, "a"), stored(gold))
    by_name = {m.measure: m for m in moved.measures}
    assert (by_name["actor recall"].old, by_name["actor recall"].new) == (0.6667, 1.0)
    assert by_name["actor recall"].change == 0.3333
    assert "actor precision" not in by_name
    assert [m.measure for m in moved.types] == ["CONSULT f1"]


def test_an_evaluation_against_itself_moved_nothing(gold):
    moved = difference(stored(gold, "a"), stored(gold, "a"))
    assert (moved.measures, moved.types, moved.fixed, moved.broken, moved.still) == ([], [], [], [], 1)


def test_what_moved_one_way_moved_back_the_other(gold):
    there, back = difference(stored(gold, "a"), stored(gold, "b")), difference(stored(gold, "b"), stored(gold, "a"))
    assert there.fixed == back.broken and there.broken == back.fixed
    assert [(m.measure, m.change) for m in there.measures] == [(m.measure, -m.change) for m in back.measures]


def test_of_different_gold_files_only_common_headlines_are_compared(gold):
    old = stored(gold, "a")
    gold.write_text("other bytes", encoding="utf-8")
    fewer = {key: GOLD[key] for key in ("b", "c")}
    new = snapshot(gold, fewer, evaluate(fewer, {"b": EMPTY, "c": RIGHT["c"]}), "1+a+b")
    moved = difference(old, new)
    assert not moved.same_gold
    assert (moved.fixed, [e["id"] for e in moved.broken]) == ([], ["b"])


def test_a_measure_that_could_not_be_computed_did_not_move():
    assert Moved("date accuracy", None, 0.5).change == 0.0
