"""Scores of coded headlines against labelled ones, as the codebook defines them.

What belongs here: reading labelled records, the comparison, precision, recall and F1. What does not: coding.

Micro-averaged over a set. actor: (headline, code). country: (headline, country). type: (headline, event type). event:
(headline, type, source, target) for every pair of sides, an empty side `---`, GOV, MIL, COP, SPY, LEG and JUD of one
country as one party. dyad: the same on countries. STATEMENT is left out of the last three, `negated` events count as
none, the sides of CONSULT and COOPERATE are unordered. What a label marks optional counts neither as missed nor as
wrong. Date and status accuracy are over the matched (headline, type).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from pipelines.coding.coder import Coder

Record = dict[str, Any]
SYMMETRIC = frozenset(("CONSULT", "COOPERATE"))
UNSCORED = frozenset(("STATEMENT",))
STATE = frozenset(("GOV", "MIL", "COP", "SPY", "LEG", "JUD"))
MEASURES = ("actor", "country", "type", "event", "dyad")


class RecordError(ValueError):
    """A labelled file cannot be read; names file and line."""


def read_records(path: Path) -> dict[str, Record]:
    """Records by id.

    Raises:
        RecordError: a line is no JSON object with an id, or an id stands twice.
    """
    records: dict[str, Record] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            key = record["id"]
        except (ValueError, KeyError, TypeError) as error:
            raise RecordError(f"{path}:{number}: each line must be a JSON object with an id ({error})") from error
        if key in records:
            raise RecordError(f"{path}:{number}: id {key} stands twice")
        records[key] = record
    return records


def records_of(records: Iterable[Mapping[str, Any]], coders: Mapping[str, Coder]) -> list[Record]:
    """`record_of` each of some English records."""
    return [record_of(record, coders["en"]) for record in records]


def record_of(record: Mapping[str, Any], coder: Coder) -> Record:
    """The coder's reading of one {"id", "published", "text"} in the labels' form, with spans and rules.

    Raises:
        RecordError: a key is missing or the date is none.
    """
    try:
        text, published = str(record["text"]), date.fromisoformat(record["published"])
    except (KeyError, ValueError, TypeError) as error:
        raise RecordError(f"record {record.get('id')!r}: needs text and published (YYYY-MM-DD): {error}") from error
    coded = coder.code(text, published)
    actors: dict[tuple[str, str | None], Record] = {}
    for m in coded.mentions:
        entry = actors.setdefault(
            (m.code, m.name), {"code": m.code, **({"name": m.name} if m.name else {}), "spans": []}
        )
        entry["spans"].append({"start": m.char_start, "end": m.char_end, "entry": m.entry_id})
    code = {m.actor_id: m.code for m in coded.mentions}
    return {
        "id": record.get("id"),
        "published": record["published"],
        "text": text,
        "actors": list(actors.values()),
        "events": [
            {
                "type": e.type,
                "mode": e.mode,
                "source": sorted({code[a] for a in e.sources}),
                "target": sorted({code[a] for a in e.targets}),
                "date": e.day.isoformat(),
                "date_kind": e.date_kind,
                "date_precision": e.date_precision,
                "status": e.status,
                "trigger": e.trigger,
                "start": e.char_start,
                "end": e.char_end,
                "rule": e.rule_id,
            }
            for e in coded.events
        ],
        "coder_version": coder.version,
    }


@dataclass
class Tally:
    """True positives, false positives and false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def add(self, found: set[Any], wanted: set[Any], extra: set[Any]) -> None:
        """Count what was found of what was wanted, and what is wrong."""
        self.tp += len(found & wanted)
        self.fp += len(extra)
        self.fn += len(wanted - found)

    def scores(self) -> dict[str, float]:
        """Precision, recall and F1, to four digits, and the counts."""
        p = self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0
        r = self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        return {
            "precision": round(p, 4),
            "recall": round(r, 4),
            "f1": round(f1, 4),
            "tp": self.tp,
            "fp": self.fp,
            "fn": self.fn,
        }


def types_of(event: Record) -> set[str]:
    """The types that an event admits."""
    return set(event["type"]) if isinstance(event["type"], list) else {event["type"]}


def _country(code: str) -> str:
    return code.split(".")[0]


def _party(code: str) -> str:
    country, sector = code.split(".")
    return f"{country}.STATE" if sector in STATE else code


def _pairs(event: Record, kind: str, cut: Callable[[str], str]) -> set[tuple[str, ...]]:
    source = sorted({cut(c) for c in event.get("source", [])})
    target = sorted({cut(c) for c in event.get("target", [])})
    if kind not in SYMMETRIC:
        return {(kind, s, t) for s in source or ["---"] for t in target or ["---"]}
    if source and target:
        return {(kind, *sorted((s, t))) for s in source for t in target}
    sides = source or target or ["---"]
    return {(kind, a, b) for a, b in combinations(sides, 2)} or {(kind, sides[0], "---")}


def _union(sets: Iterator[set[Any]]) -> set[Any]:
    return set().union(*sets)


@dataclass(frozen=True)
class Evaluation:
    """`scores` by measure; `by_type` precision, recall, F1 of each type; `errors` one record per faulty headline."""

    scores: dict[str, Any]
    by_type: dict[str, dict[str, float]]
    errors: list[Record]


def evaluate(gold: Mapping[str, Record], predicted: Mapping[str, Record]) -> Evaluation:
    """Compare; a labelled headline without a prediction counts as predicted empty."""
    tallies = {name: Tally() for name in MEASURES}
    by_type: dict[str, Tally] = {}
    dates: list[bool] = []
    statuses: list[bool] = []
    errors: list[Record] = []
    for key, label in gold.items():
        given = predicted.get(key, {})
        wrong: Record = {}
        for name, cut in (("actor", str), ("country", _country)):
            required = {cut(a["code"]) for a in label["actors"] if not a.get("optional")}
            allowed = {cut(a["code"]) for a in label["actors"]}
            found = {cut(a["code"]) for a in given.get("actors", [])}
            tallies[name].add(found, required, found - allowed)
            if name == "actor" and (found - allowed or required - found):
                wrong["actors"] = {"missed": sorted(required - found), "extra": sorted(found - allowed)}
        events = [e for e in given.get("events", []) if e.get("status") != "negated" and not types_of(e) & UNSCORED]
        told = _union(types_of(e) for e in events)
        live = [e for e in label["events"] if e.get("status") != "negated"]
        must = [e for e in live if not e.get("optional") and not types_of(e) & UNSCORED]
        may = [e for e in label["events"] if e.get("optional") or types_of(e) & UNSCORED]
        chosen = [min(types_of(e) & told or types_of(e)) for e in must]
        needed, admitted = set(chosen), _union(types_of(e) for e in (*must, *may))
        extra = told - needed - admitted
        tallies["type"].add(told, needed, extra)
        for kind in needed | extra:
            by_type.setdefault(kind, Tally()).add(told & {kind}, needed & {kind}, extra & {kind})
        if needed - told or extra:
            wrong["types"] = {"missed": sorted(needed - told), "extra": sorted(extra)}
        for name, cut in (("event", _party), ("dyad", _country)):
            want = _union(_pairs(e, t, cut) for e, t in zip(must, chosen, strict=True))
            got = _union(_pairs(e, t, cut) for e in events for t in types_of(e))
            free = _union(_pairs(e, t, cut) for e in (*must, *may) for t in types_of(e))
            got = {x for x in got if x in want or not (x in free or x[0] in admitted - needed)}
            tallies[name].add(got, want, got - want)
            if name == "event" and got != want:
                wrong["events"] = {"missed": sorted(want - got), "extra": sorted(got - want)}
        for event, kind in zip(must, chosen, strict=True):
            same = [x for x in events if kind in types_of(x)]
            if same:
                dates.append(any(x.get("date") == event["date"] for x in same))
                statuses.append(any(x.get("status") in event["status"] for x in same))
        if wrong:
            errors.append({"id": key, "text": label.get("text"), **wrong})
    scores: dict[str, Any] = {name: tally.scores() for name, tally in tallies.items()}
    scores["date_accuracy"], scores["status_accuracy"] = _share(dates), _share(statuses)
    scores["headlines"], scores["headlines_all_right"] = len(gold), len(gold) - len(errors)
    return Evaluation(scores, {k: t.scores() for k, t in sorted(by_type.items())}, errors)


def _share(hits: list[bool]) -> float | None:
    return round(sum(hits) / len(hits), 4) if hits else None
