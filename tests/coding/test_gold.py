"""Scores on the labelled headlines of the project, with floors that only rise; the scorer itself is checked."""

import json
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from pipelines.coding.coder import EnglishCoder
from pipelines.coding.evaluate import MEASURES, Evaluation, evaluate, read_records, record_of

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests/gold/own.jsonl"
FLOORS: dict[str, float] = json.loads((ROOT / "tests/gold/floors.json").read_text(encoding="utf-8"))
# A score this much above its floor asks for a higher floor.
SLACK = 0.03
# The scorer that defines the measures, and files labelled for it, where they stand beside the project.
BESIDE = ROOT.parent / "shared"


@pytest.fixture(scope="module")
def coder() -> EnglishCoder:
    return EnglishCoder()


@pytest.fixture(scope="module")
def result(coder: EnglishCoder) -> Evaluation:
    labels = read_records(OWN)
    return evaluate(labels, {key: record_of(record, coder) for key, record in labels.items()})


@pytest.mark.parametrize("measure", sorted(FLOORS))
def test_no_score_falls_below_its_floor(result: Evaluation, measure: str) -> None:
    found = result.scores[measure]
    score = found["f1"] if isinstance(found, dict) else found
    if score > FLOORS[measure] + SLACK:
        warnings.warn(
            f"{measure} is {score}: raise the floor of {FLOORS[measure]} in tests/gold/floors.json", stacklevel=1
        )
    assert score >= FLOORS[measure], f"{measure} fell to {score}, below its floor of {FLOORS[measure]}"


def test_every_measure_has_a_floor() -> None:
    assert set(FLOORS) == {*MEASURES, "date_accuracy", "status_accuracy"}


def test_the_set_is_large_varied_and_two_fifths_are_no_events() -> None:
    labels = read_records(OWN)
    kinds = {
        k
        for r in labels.values()
        for e in r["events"]
        for k in (e["type"] if isinstance(e["type"], list) else [e["type"]])
    }
    silent = sum(not [e for e in r["events"] if e["type"] != "STATEMENT"] for r in labels.values())
    assert len(labels) >= 300
    assert len(kinds) == 17
    assert silent >= 0.4 * len(labels)


def test_no_headline_stands_twice_in_the_set() -> None:
    found = [r["text"].casefold() for r in read_records(OWN).values()]
    assert sorted({t for t in found if found.count(t) > 1}) == []


@pytest.mark.parametrize("name", ["own", "seed", "dev"])
def test_the_scores_equal_those_of_the_scorer_that_defines_them(coder: EnglishCoder, tmp_path: Path, name: str) -> None:
    scorer, gold = BESIDE / "score.py", OWN if name == "own" else BESIDE / f"gold/{name}.jsonl"
    for needed in (scorer, gold):
        if not needed.is_file():
            pytest.skip(f"{needed.name} does not stand beside the project")
    labels = read_records(gold)
    coded = {key: record_of(record, coder) for key, record in labels.items()}
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text("".join(json.dumps(record) + "\n" for record in coded.values()), encoding="utf-8")
    command = [sys.executable, str(scorer), str(gold), str(predicted), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)
    assert evaluate(labels, coded).scores == theirs
