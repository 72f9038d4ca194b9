"""Stored evaluations and what moved between two of them.

What belongs here: writing an evaluation to a JSON file, finding and reading stored ones, the difference of two. What
does not: scoring (evaluate.py), output.

A stored evaluation is one file `<home>/evaluations/<gold file's stem>-<time>-<coder version>.json`, never overwritten.
"""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.coding.evaluate import MEASURES, Evaluation, Record

SCHEMA = 1
ACCURACIES = ("date_accuracy", "status_accuracy")


class HistoryError(ValueError):
    """A stored evaluation cannot be read, found or compared; names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An evaluation as it was stored.

    `coder_version` is grammar, dictionaries and frames joined by `+`; `dictionary_version` its second part.
    `gold_sha256` is of the gold file's bytes. `ids` are all labelled headlines, `errors` the records of the faulty
    ones.
    """

    gold: str
    gold_sha256: str
    coder_version: str
    dictionary_version: str
    stored_at: str
    scores: dict[str, Any]
    by_type: dict[str, dict[str, float]]
    ids: list[str]
    errors: list[Record]
    schema: int = SCHEMA


@dataclass(frozen=True, slots=True)
class Moved:
    """One measure of two evaluations; None where it could not be computed. `change` is new minus old."""

    measure: str
    old: float | None
    new: float | None

    @property
    def change(self) -> float:
        """By how much it moved; 0 where either is None."""
        return 0.0 if self.old is None or self.new is None else round(self.new - self.old, 4)


@dataclass(frozen=True, slots=True)
class Difference:
    """What moved from one evaluation to another.

    `measures` and `types` hold what moved; `fixed` and `broken` are the errors that the old one alone and the new one
    alone has, in order of ids; `still` counts headlines wrong in both. `same_gold` is False where the gold files
    differ: only headlines that both have are then compared.
    """

    measures: list[Moved]
    types: list[Moved]
    fixed: list[Record]
    broken: list[Record]
    still: int
    same_gold: bool


def snapshot(
    gold: Path, ids: Collection[str], result: Evaluation, coder_version: str, now: datetime | None = None
) -> Stored:
    """An evaluation with what is needed to compare it later.

    Args:
        gold: the labelled file that was scored.
        ids: its headlines' ids.
        result: the evaluation.
        coder_version: of the coder that was scored.
        now: when; none: now. Stored as UTC.

    Raises:
        OSError: the gold file cannot be read.
    """
    parts = coder_version.split("+")
    return Stored(
        gold.name, hashlib.sha256(gold.read_bytes()).hexdigest(), coder_version, parts[1] if len(parts) > 1 else "",
        (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="microseconds"), result.scores, result.by_type,
        sorted(map(str, ids)), json.loads(json.dumps(result.errors)),
    )  # fmt: skip


def save(home: Path, stored: Stored) -> Path:
    """Write a stored evaluation under `home`/evaluations; returns the file."""
    folder = home / "evaluations"
    folder.mkdir(parents=True, exist_ok=True)
    time = re.sub(r"[^0-9]", "", stored.stored_at.split("+")[0])
    name = "-".join(
        re.sub(r"[^A-Za-z0-9._]+", "_", part) for part in (Path(stored.gold).stem, time, stored.coder_version)
    )
    path = folder / f"{name}.json"
    fresh = path.with_suffix(".part")
    fresh.write_text(json.dumps(asdict(stored), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)
    return path


def load(path: Path) -> Stored:
    """Read a stored evaluation.

    Raises:
        HistoryError: the file is missing, no JSON, or of another shape.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        stored = Stored(**content)
    except (OSError, ValueError, TypeError) as error:
        raise HistoryError(
            f"{path}: no stored evaluation ({error}); make one with `newsledger evaluate GOLD.jsonl --save`"
        ) from error
    if stored.schema != SCHEMA:
        raise HistoryError(
            f"{path}: stored by another version (schema {stored.schema}, this one reads {SCHEMA}); store it anew"
        )
    shapes = (
        isinstance(stored.scores, dict),
        isinstance(stored.by_type, dict),
        isinstance(stored.ids, list),
        isinstance(stored.errors, list),
    )
    if not all(shapes):
        raise HistoryError(f"{path}: scores, by_type, ids or errors have another shape; store it anew")
    return stored


def latest(home: Path, gold_sha256: str) -> tuple[Path, Stored] | None:
    """The last stored evaluation of the same gold file, by its bytes, with its path; None if there is none.

    Raises:
        HistoryError: a stored file cannot be read.
    """
    found = [(path, load(path)) for path in sorted((home / "evaluations").glob("*.json"))]
    same = [item for item in found if item[1].gold_sha256 == gold_sha256]
    return max(same, key=lambda item: (item[1].stored_at, item[0].name), default=None)


def resolve(home: Path, against: str, gold_sha256: str) -> Stored:
    """The evaluation that `--against` names: a file, or `last` for the latest of the same gold file.

    Raises:
        HistoryError: there is none.
    """
    if against != "last":
        return load(Path(against))
    found = latest(home, gold_sha256)
    if found is None:
        raise HistoryError(f"{home / 'evaluations'}: no evaluation of this gold file is stored; run once with --save")
    return found[1]


def difference(old: Stored, new: Stored) -> Difference:
    """What moved from `old` to `new`."""
    both = set(old.ids) & set(new.ids)
    wrong_before = {str(e["id"]): e for e in old.errors if str(e["id"]) in both}
    wrong_now = {str(e["id"]): e for e in new.errors if str(e["id"]) in both}
    pairs = [
        (f"{m} {figure}", _at(old.scores, m, figure), _at(new.scores, m, figure))
        for m in MEASURES
        for figure in ("precision", "recall", "f1")
    ]
    pairs += [(name.replace("_", " "), old.scores.get(name), new.scores.get(name)) for name in ACCURACIES]
    kinds = sorted(set(old.by_type) | set(new.by_type))
    types = [(f"{kind} f1", _at(old.by_type, kind, "f1"), _at(new.by_type, kind, "f1")) for kind in kinds]
    return Difference(
        [Moved(*pair) for pair in pairs if pair[1] != pair[2]],
        [Moved(*pair) for pair in types if pair[1] != pair[2]],
        [wrong_before[key] for key in sorted(wrong_before.keys() - wrong_now.keys())],
        [wrong_now[key] for key in sorted(wrong_now.keys() - wrong_before.keys())],
        len(wrong_before.keys() & wrong_now.keys()),
        old.gold_sha256 == new.gold_sha256,
    )


def _at(scores: Mapping[str, Any], name: str, figure: str) -> float | None:
    entry = scores.get(name)
    return entry.get(figure) if isinstance(entry, dict) else None
