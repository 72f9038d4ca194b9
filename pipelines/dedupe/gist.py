"""Gist: the words of a headline that tell what happened, in one spelling each.

What belongs here: from the comparable form of a headline to its gist, a function of the text alone. What does not: how
two gists are compared (guard.py), which of them are looked at (near.py).

Two headlines of one gist tell the same in the same order: what differs are articles and fillers, the publisher's name
at the end, signs, accents, and spellings or abbreviations that words/*.txt set equal. Numbers, names, negations and the
order of words all stay in the gist.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polars as pl

WORDS = Path(__file__).with_name("words")

_LETTERS = {"ø": "o", "ł": "l", "ı": "i", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
_CUT = r" \.\.\.$"
_DOMAIN = (
    r"^(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|info|co|tv|news|io|ai|uk|us|eu|gov|edu|int|[a-z]{2})$"
)
# What stands behind a dash, a bar, colons or in brackets at the end.
_TAIL = r"^(.+\S)(?: - | ?\| ?| ?:: ?| \()([^|(]+?)\)?$"
# A headline may bear two publishers: its own and an aggregator's.
_TAILS = 3


def gists(compared: pl.Series) -> pl.DataFrame:
    """The gist of each text, given its comparable form (`pipelines.clean.text.comparable`).

    Returns:
        One row per text, in order: `gist`, the telling words with one space between; `outlet`, a publisher at the end
        that is only known by its domain, else empty; `cut`, whether the text ends in an ellipsis. A gist is empty where
        a text has fillers only.
    """
    cut = compared.str.contains(_CUT)
    frame = pl.DataFrame({"body": compared.str.replace(_CUT, "")})
    plain = without_accents(frame["body"])
    bodies, outlets = _without_publisher(plain)
    return pl.DataFrame({"gist": _telling(bodies), "outlet": outlets, "cut": cut})


def lines_of(name: str) -> Iterator[str]:
    """The lines of a word list that are neither empty nor comments."""
    for line in (WORDS / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


@cache
def fillers() -> frozenset[str]:
    """The words that tell nothing."""
    return frozenset(word for line in lines_of("fillers.txt") for word in line.split())


@cache
def same_words() -> dict[str, str]:
    """The canonical form of each word or phrase that has one."""
    found: dict[str, str] = {}
    for name in ("same_words.txt", "name_variants.txt"):
        for line in lines_of(name):
            canonical, *others = (member.strip() for member in line.split("="))
            found.update(dict.fromkeys(others, found.get(canonical, canonical)))
    return found


def without_accents(texts: pl.Series) -> pl.Series:
    """Lower-case texts with Latin letters in their plain form."""
    rows = (texts.str.len_bytes() != texts.str.len_chars()).arg_true()
    if not len(rows):
        return texts
    folded = (
        texts.gather(rows)
        .str.normalize("NFKD")
        .str.replace_all(r"[\x{300}-\x{36f}]+", "")
        .str.replace_many(list(_LETTERS), list(_LETTERS.values()))
        .str.normalize("NFC")
    )
    return texts.scatter(rows, folded)


def _without_publisher(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The texts without known publishers at the end, and the domain at the end of others (else empty)."""
    known = _without_fillers(without_accents(pl.Series(sorted(lines_of("publishers.txt")))))
    outlets = pl.Series("outlet", [""] * len(texts), dtype=pl.String)
    rows = texts.str.contains(_TAIL).arg_true()
    for _ in range(_TAILS):
        if not len(rows):
            break
        parts = texts.gather(rows).str.extract_groups(_TAIL).struct.unnest()
        body, tail = parts.to_series(0), _without_fillers(parts.to_series(1))
        publisher = tail.is_in(known.implode())
        domain = tail.str.contains(_DOMAIN) & ~publisher
        found = (publisher | domain) & body.str.contains(r"\S \S")
        outlets = outlets.scatter(rows.filter(domain & found), tail.filter(domain & found))
        texts = texts.scatter(rows.filter(found), body.filter(found))
        rows = rows.filter(found)
        rows = rows.filter(texts.gather(rows).str.contains(_TAIL))
    return texts, outlets


def _without_fillers(texts: pl.Series) -> pl.Series:
    patterns = [f" {word} " for word in sorted(fillers())]
    padded = "  " + texts.str.replace_all(" ", "  ", literal=True) + "  "
    return padded.str.replace_many(patterns, [" "]).str.replace_all(" +", " ").str.strip_chars(" ")


def _telling(texts: pl.Series) -> pl.Series:
    spelt = (
        texts.str.replace_all(r"\b(\p{L})\.(\p{L})(?:\.(\p{L}))?\b\.?", "$1$2$3")
        .str.replace_all(r"(\d),(\d{3})", "$1$2")
        .str.replace_all(r"(\d)(\p{L})", "$1 $2")
        .str.replace_all(r"'s\b|'(?:re|ve|d|m)\b", "")
        .str.replace_many(list(_SIGNS), list(_SIGNS.values()), leftmost=True)
        .str.replace_all(r"[^\p{L}\p{N}\p{M}]+", "  ")
    )
    patterns, canonical = _replacements()
    told = ("  " + spelt + "  ").str.replace_many(patterns, canonical, leftmost=True)
    return told.str.replace_all(" +", " ").str.strip_chars(" ").alias("gist")


# Signs that tell something; an apostrophe that is left after possessives is part of a name.
_SIGNS = {
    "won't": "will not", "can't": "can not", "cannot": "can not", "n't": " not", "'ll": " will", "'": "",
    "&": " and ", "%": " percent ", "$": " dollar ", "€": " euro ", "£": " pound ",
}  # fmt: skip


@cache
def _replacements() -> tuple[list[str], list[str]]:
    """Patterns and what takes their place, the longest first; each word has a space of its own on either side."""
    pairs = {**dict.fromkeys(fillers(), ""), **same_words()}
    longest_first = sorted(pairs, key=lambda word: (-len(word), word))
    return [f" {word.replace(' ', '  ')} " for word in longest_first], [
        f" {pairs[word]} " if pairs[word] else " " for word in longest_first
    ]
