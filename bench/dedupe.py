"""De-duplication: newsledger's beside MinHash (datasketch, rensa), a self-join in DuckDB, and exact keys.

What belongs here: how fast each is on distinct headlines, the memory it takes, and how well it tells edited headlines
from look-alikes. What does not: what is right (tests/dedupe), the storage of stories.

python -m bench.dedupe --rows 400000

Rivals: pip install datasketch rensa (the extra `bench`); one is left out where
it is missing. Real headlines are used too where the folder that NEWSLEDGER_BENCH_DATA names has them: pairs in
`neardup_pairs_dev.jsonl` ({a, b, label, kind, day_a, day_b} a line), others in `newsflow.parquet` and
`bbc_home_snapshots.parquet` (title, seen_at).

Each way runs in a process of its own, warmed on a few rows, so that imports count neither as time nor as memory; the
texts are in memory before. All but the exact keys merge within 30 days only.
"""

import argparse
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl

from bench.generate import FIRST_DAY, distinct, near_duplicates
from bench.measure import console, in_child, spending, table

DATA = Path(os.environ.get("NEWSLEDGER_BENCH_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
WINDOW = timedelta(days=30)
# The usual size of a sketch; of the thresholds 0.5 to 0.9, F1 is within 0.02 of the best, at twice the speed of 0.5.
PERMUTATIONS, BANDS, THRESHOLD = 128, 16, 0.7
JOIN_ROWS = 20_000  # the self-join grows with the square of the rows
Way = Callable[[list[str], list[date]], list[Any]]


def ours(texts: list[str], days: list[date]) -> list[str]:
    """The story of each text, by pipelines/dedupe: exact repeats and near-duplicates."""
    from pipelines.clean.distinct import in_threads
    from pipelines.clean.text import clean
    from pipelines.dedupe.batch import dedupe

    rows = [f"{row:09d}" for row in range(len(texts))]
    cleaned = in_threads(lambda part: clean(part.to_frame("raw_text"))["text"], pl.Series(texts))
    told = dedupe(pl.DataFrame({"headline_id": rows, "text": cleaned, "published_on": days}))
    return told["story_id"].to_list()  # sorted by id, which is the order of the texts


def exact(texts: list[str], days: list[date]) -> list[str]:
    """Equal texts alone."""
    first: dict[str, str] = {}
    return [first.setdefault(text, text) for text in texts]


def datasketch(texts: list[str], days: list[date]) -> list[int]:
    """MinHash and LSH of datasketch, over words."""
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    tokens = ([word.encode() for word in _words(text)] for text in texts)

    def pairs() -> Iterator[tuple[int, int]]:
        for number, sketch in enumerate(MinHash.generator(tokens, num_perm=PERMUTATIONS)):
            for other in lsh.query(sketch):
                yield number, other
            lsh.insert(number, sketch, check_duplication=False)

    return _groups(len(texts), pairs(), days)


def rensa(texts: list[str], days: list[date]) -> list[int]:
    """R-MinHash and its LSH of rensa, over words: its matrix tells which rows have others, only these are looked up."""
    from rensa import RMinHash, RMinHashLSH

    lsh = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
    tokens = (_words(text) for text in texts)
    matrix = RMinHash.digest_matrix_from_token_sets(tokens, num_perm=PERMUTATIONS, seed=42)
    flags = lsh.insert_matrix_and_query_duplicate_flags(matrix)
    rows = [row for row, flagged in enumerate(flags) if flagged]
    sketches = RMinHash.from_token_sets((_words(texts[row]) for row in rows), num_perm=PERMUTATIONS, seed=42)
    place = {row: at for at, row in enumerate(rows)}
    pairs = (
        (row, other)
        for row, found in zip(rows, lsh.query_all(sketches), strict=True)
        for other in found
        if other < row and sketches[place[row]].jaccard(sketches[place[other]]) >= THRESHOLD
    )
    return _groups(len(texts), pairs, days)


def duckdb(texts: list[str], days: list[date]) -> list[int]:
    """A set-similarity self-join in SQL: pairs that share one of their rarest words, then their exact Jaccard."""
    import duckdb as engine

    rows = pl.DataFrame({"row": range(len(texts)), "words": [_words(text) for text in texts], "day": days})
    with engine.connect(config={"threads": 1}) as con:
        con.register("rows", rows)
        found = con.execute(
            """
            with words as (select row, day, len(words) as size, unnest(words) as word from rows),
            told as (select word, count(*) as rows from words group by word),
            prefixes as (
                select row, day, word from words join told using (word)
                qualify row_number() over (partition by row order by told.rows, word)
                        <= size - ceil(size * $threshold) + 1
            ),
            candidates as (
                select distinct a.row as one, b.row as two from prefixes as a join prefixes as b using (word)
                where a.row > b.row and abs(a.day - b.day) <= $window
            )
            select one, two from candidates join rows as a on a.row = one join rows as b on b.row = two
            where len(list_intersect(a.words, b.words)) >= $threshold * len(list_distinct(a.words || b.words))
            """,
            {"threshold": THRESHOLD, "window": WINDOW.days},
        ).fetchall()
    return _groups(len(texts), found, days)


JOIN = f"DuckDB self-join, {JOIN_ROWS:,} rows"
WAYS: dict[str, tuple[Way, str | None]] = {
    "newsledger": (ours, None),
    "exact text": (exact, None),
    "rensa": (rensa, "rensa"),
    "datasketch": (datasketch, "datasketch"),
    JOIN: (duckdb, None),
}


def _words(text: str) -> list[str]:
    """The distinct words of a text, in lower case, in their order."""
    return list(dict.fromkeys(re.findall(r"\w+", text.lower())))


def _groups(count: int, pairs: Iterable[tuple[int, int]], days: list[date]) -> list[int]:
    """The first row of each row's group, when these pairs within the window are merged."""
    parent = list(range(count))

    def root(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for one, two in pairs:
        if abs(days[one] - days[two]) <= WINDOW:
            first, second = sorted((root(one), root(two)))
            parent[second] = first
    return [root(row) for row in range(count)]


def real_pairs() -> pl.DataFrame | None:
    """The labelled pairs of real headlines; None where they are not at hand."""
    file = DATA / "neardup_pairs_dev.jsonl"
    if not file.exists():
        return None
    days = (
        pl.coalesce("day_a", "day_b", pl.lit(FIRST_DAY.isoformat())),
        pl.coalesce("day_b", "day_a", pl.lit(FIRST_DAY.isoformat())),
    )
    return pl.read_ndjson(file).select(
        "a", "b", "label", "kind", day_a=days[0].str.to_date(), day_b=days[1].str.to_date()
    )


def real_headlines() -> pl.DataFrame:
    """Distinct real headlines with the first day on which each was seen: columns text, day."""
    frames = [
        pl.read_parquet(file, columns=["title", "seen_at"]).select(
            text="title", day=pl.col("seen_at").cast(pl.String).str.slice(0, 10).str.to_date(strict=False)
        )
        for name in ("newsflow", "bbc_home_snapshots")
        if (file := DATA / f"{name}.parquet").exists()
    ]
    return pl.concat(frames).drop_nulls().group_by("text").agg(pl.col("day").min()).sort("day", "text")


def main() -> dict[str, Any]:
    """Measure all ways: speed and memory on distinct headlines, then precision and recall on pairs among others."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000, help="distinct generated headlines")
    parser.add_argument("--pairs", type=int, default=4_000, help="generated pairs")
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--texts", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pairs-file", type=Path, help=argparse.SUPPRESS)
    chosen, _ = parser.parse_known_args()
    if chosen.way:
        print(json.dumps(_alone(chosen.way, chosen.texts, chosen.pairs_file)))
        return {}
    return run(chosen.rows, chosen.pairs)


def run(rows: int = 100_000, pairs: int = 4_000) -> dict[str, Any]:
    """The figures of each way, by the set of headlines; a rival that is not installed is told and left out."""
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = (
            pl.concat(distinct(rows))
            .to_frame("text")
            .with_columns(day=pl.lit(FIRST_DAY) + pl.duration(days=pl.int_range(rows) * 60 // rows))
        )
        results["generated"] = _compare(folder, "generated", texts, near_duplicates(pairs))
        real = real_pairs()
        if real is None:
            console.print(f"{DATA}: no real headlines there; NEWSLEDGER_BENCH_DATA names their folder")
        else:
            results["real"] = _compare(folder, "real", real_headlines().head(rows), real)
    return results


def _compare(folder: Path, name: str, texts: pl.DataFrame, pairs: pl.DataFrame) -> dict[str, Any]:
    """Run each way in a process of its own."""
    texts.write_ipc(folder / f"{name}.arrow", compression="uncompressed")
    texts.head(JOIN_ROWS).write_ipc(folder / f"{name}-few.arrow", compression="uncompressed")
    pairs.write_ipc(folder / f"{name}-pairs.arrow", compression="uncompressed")
    found: dict[str, Any] = {}
    for way, (_, package) in WAYS.items():
        if package and find_spec(package) is None:
            console.print(f"{way} is left out: it is not installed (pip install {package})")
            continue
        of = f"{name}-few" if way == JOIN else name
        files = ("--texts", str(folder / f"{of}.arrow"), "--pairs-file", str(folder / f"{name}-pairs.arrow"))
        found[way] = in_child("bench.dedupe", "--way", way, *files)
    rows = [
        (way, one["rows_per_second"], one["megabytes"], one["precision"], one["recall"], one["f1"])
        for way, one in found.items()
    ]
    title = f"De-duplication of {texts.height:,} distinct {name} headlines, and of {pairs.height:,} pairs among them"
    table(title, ("way", "rows/s", "MB", "precision", "recall", "F1"), rows)
    return {"rows": texts.height, "pairs": pairs.height, "ways": found}


def _alone(name: str, texts_file: Path, pairs_file: Path) -> dict[str, Any]:
    """One way in this process: its speed and memory on the texts, then its scores on the pairs among them."""
    way = WAYS[name][0]
    frame, pairs = pl.read_ipc(texts_file), pl.read_ipc(pairs_file)
    texts, days = frame["text"].to_list(), frame["day"].to_list()
    way(texts[:100], days[:100])
    with spending() as spent:
        way(texts, days)
    sides = [pairs.select(text=side, day=f"day_{side}") for side in "ab"]
    among = pl.concat([*sides, frame.select("text", "day")])
    stories = way(among["text"].to_list(), among["day"].to_list())
    merged = [
        one == two for one, two in zip(stories[: pairs.height], stories[pairs.height : 2 * pairs.height], strict=True)
    ]
    judged = pairs.with_columns(merged=pl.Series(merged))
    return {
        "rows_per_second": round(len(texts) / spent.seconds),
        "megabytes": round(spent.megabytes),
        **scores(judged),
        "merged_by_kind": dict(
            judged.group_by("label", "kind")
            .agg(pl.col("merged").mean().round(3))
            .sort("label", "kind")
            .select(pl.concat_str("label", pl.lit(" "), "kind"), "merged")
            .iter_rows()
        ),
    }


def scores(judged: pl.DataFrame) -> dict[str, float]:
    """Precision, recall and F1 of `merged` against `label`."""
    right = judged.filter(merged=True, label=1).height
    said, true = judged["merged"].sum(), judged["label"].sum()
    precision, recall = right / max(said, 1), right / max(true, 1)
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
    }


if __name__ == "__main__":
    main()
