"""Finding dictionary phrases in headlines: the token index of the lexicon, and Aho–Corasick in Polars.

python -m bench.actor_matching
"""

import argparse

import polars as pl

from bench.generate import headlines
from bench.measure import console, seconds, table
from pipelines.coding.lexicon import load_lexicon
from pipelines.coding.tokens import tokenise


def main() -> None:
    """Measure both on the same headlines and phrases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--headlines", type=int, default=20_000)
    count = parser.parse_args().headlines
    lexicon = load_lexicon()
    phrases = [" ".join(words) for bucket in lexicon.phrases.values() for words, _ in bucket]
    texts = headlines(count)
    tokens = [tokenise(text) for text in texts]
    # Spaces around both, so that a phrase is found between words only.
    joined = pl.Series("text", [f" {' '.join(each.low)} " for each in tokens])
    padded = [f" {phrase} " for phrase in phrases]

    def extract(rows: pl.Series) -> pl.DataFrame:
        return rows.to_frame().select(pl.col("text").str.extract_many(padded, overlapping=True))

    ways = {
        "token index, with tokenising": lambda: [lexicon.matches(tokenise(text)) for text in texts],
        "token index, of tokens": lambda: [lexicon.matches(each) for each in tokens],
        "Aho–Corasick in Polars, one batch": lambda: extract(joined),
        "Aho–Corasick in Polars, batches of 100": lambda: [
            extract(joined[at : at + 100]) for at in range(0, 2_000, 100)
        ],
    }
    sizes = dict.fromkeys(ways, count) | {"Aho–Corasick in Polars, batches of 100": 2_000}
    taken = {name: seconds(way, 2) for name, way in ways.items()}
    console.print(f"{count:,} headlines, {len(phrases):,} phrases")
    table("Ways to find phrases", ("way", "µs a headline", "headlines/s"),
          [(name, spent / sizes[name] * 1e6, sizes[name] / spent) for name, spent in taken.items()])  # fmt: skip


if __name__ == "__main__":
    main()
