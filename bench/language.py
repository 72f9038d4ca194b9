"""Guessing the language of headlines: speed, and how often English is taken for another, with and without expectation.

python -m bench.language
"""

import json
from functools import partial
from pathlib import Path

import polars as pl

from bench.generate import headlines
from bench.measure import console, seconds, table
from pipelines.clean.language import UNDETERMINED, guess

GOLD = Path(__file__).parent.parent / "tests" / "gold" / "own.jsonl"


def main() -> None:
    """Measure on generated headlines, which are full of names, and on the labelled ones."""
    with GOLD.open(encoding="utf-8") as lines:
        labelled = [json.loads(line)["text"] for line in lines]
    rows = []
    for name, texts in (("labelled", labelled), ("generated", headlines(5_000))):
        series = pl.Series("text", texts)
        for prior in (None, "en"):
            expected = pl.Series([prior] * len(texts), dtype=pl.String)
            found = guess(series, expected)
            wrong = found.is_in(["en", UNDETERMINED]).not_().sum() / len(texts)
            unsure = (found == UNDETERMINED).sum() / len(texts)
            rate = len(texts) / seconds(partial(guess, series, expected), 2)
            rows.append((f"{name}, expecting {prior or 'nothing'}", len(texts), f"{wrong:.1%}", f"{unsure:.1%}", rate))
    console.print("All texts are English.")
    table(
        "py3langid by the rules of pipelines/clean/language.py", ("texts", "count", "other", "unsure", "texts/s"), rows
    )


if __name__ == "__main__":
    main()
