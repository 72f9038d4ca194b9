"""Generated headlines: templates filled from the actor dictionaries, the same for the same seed.

What belongs here: texts, pages, streams and near-duplicates of any size. What does not: measuring. The headlines are
grammatical and meaningless; they say how fast the steps are, never how right.
"""

import argparse
import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import polars as pl

from pipelines.coding.lexicon import DICTIONARIES

FIRST_DAY = date(2026, 1, 5)
REPEATS = 0.5  # share of the lines of pages that repeat an earlier line; real streams have more (pipelines/dedupe)

# {A}, {B} countries; {a}, {b} their adjectives; {P}, {Q} persons; {C} a city; {n} a number.
TEMPLATES = (
    "{A} accuses {B} of violating its airspace",
    "{A} imposes new sanctions on {B} after border clash",
    "{A} and {B} agree to resume trade talks in {C}",
    "{P} meets {Q} in {C} to discuss ceasefire",
    "{P} says {B} must withdraw troops from {C}",
    "{P} urges {B} to release {n} prisoners",
    "{P} warns {B} of ‘consequences’ over {C}",
    "{a} forces shell positions near {C}, killing {n} {b} soldiers",
    "{a} police arrest {n} protesters in {C}",
    "{a} parliament rejects deal with {B}",
    "{a} foreign minister arrives in {C} for talks with {Q}",
    "{a} court jails journalist for {n} years",
    "{A} to send {n} tonnes of food aid to {B}",
    "{A} expels {n} {b} diplomats",
    "{A} recalls ambassador from {B} after {P} remarks",
    "{A} lifts ban on {b} imports",
    "{A} deploys {n} troops to {b} border",
    "{A} denies attacking {b} ships",
    "{A} could recognise {B}, {P} hints",
    "Drone strike on {C} kills {n}, {b} officials say",
    "{b} farmers protest in {C} against {a} imports",
    "President {P} and Prime Minister {Q} sign trade agreement in {C}",
    "“We will not yield,” says {P} as {A} rejects plan by {B}",
    "{P} condemns {a} strikes that killed {n} in {C}",
    "{n} hurt as bus overturns near {C}",
    "{C} museum opens show of {n} lost paintings",
    "Late goal sends {C} United past {a} side into the semi-final",
    "House prices in {C} rise for month number {n}",
    "Heavy snow closes airport of {C} for {n} hours",
    "Why {n} readers of {C} are learning to cook {a} food",
)


# What `distinct` puts behind a template: "after disputed vaccine auction".
JOINTS = ("after", "amid", "before", "despite", "over", "following", "ahead of")
ADJECTIVES = (
    "disputed surprise regional delayed secret landmark failed annual emergency rival stormy costly leaked historic "
    "two-day frozen northern coastal public joint partial early final bitter rare quiet record sudden fresh winter "
    "royal digital rural interim tense parallel botched lavish second looming"
).split()
NOUNS = (
    "vaccine fishing budget harvest railway pension election satellite harbour copper water gas visa tariff census "
    "university stadium airline refugee border parliament court coal tourism grain steel cotton flood wildfire port "
    "hospital teachers lottery festival museum housing tax debt currency radio prison school pipeline dam airport "
    "bridge forest whale orchard bakery chess opera cycling ferry subway solar nuclear textile timber diamond oil"
).split()
THINGS = (
    "auction talks summit inquiry row vote strike deadline merger report review hearing scandal blackout shortage "
    "referendum trial launch audit walkout collapse rescue reform exhibition tender ruling dispute contract ceremony"
).split()
CHUNK = 500_000  # headlines that `distinct` makes at a time


def headlines(count: int, seed: int = 1) -> list[str]:
    """`count` distinct headlines."""
    random = Random(seed)
    countries, persons, cities = _names()
    found: dict[str, None] = {}
    while len(found) < count:
        (one, adjective), (other, others) = random.sample(countries, 2)
        first, second = random.sample(persons, 2)
        city, number = random.choice(cities), random.randint(2, 900)
        text = random.choice(TEMPLATES)
        found[text.format(A=one, a=adjective, B=other, b=others, P=first, Q=second, C=city, n=number)] = None
    return list(found)


@cache
def _names() -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Countries with their adjectives, persons, and cities of the dictionaries."""
    countries = [
        (row["names"].split("|")[0], row["adjectives"].split("|")[0])
        for row in _rows("countries.csv")
        if row["adjectives"] and not row["names"].startswith("?")
    ]
    persons = sorted({row["name"] for path in _actor_files() for row in _rows(path) if row["kind"] == "person"})
    cities = [row["name"].split("|")[0].lstrip("?") for row in _rows("places.csv") if row["kind"] == "city"]
    return countries, persons, cities


def distinct(count: int, seed: int = 1) -> Iterator[pl.Series]:
    """`count` distinct headlines in chunks of at most CHUNK; a million takes some two seconds, and a chunk's memory.

    Half a dozen words behind each template make two headlines of one template about as unlike as those of real papers.
    """
    for start in range(0, count, CHUNK):
        numbers = np.arange(start, min(start + CHUNK, count), dtype=np.uint64)
        which = numbers % np.uint64(len(TEMPLATES))
        rows = [np.flatnonzero(which == at) for at in range(len(TEMPLATES))]
        texts = [
            _filled(template, numbers[of] // np.uint64(len(TEMPLATES)), seed * len(TEMPLATES) + at)
            for at, (template, of) in enumerate(zip(TEMPLATES, rows, strict=True))
        ]
        yield pl.concat(texts).gather(np.argsort(np.concatenate(rows))).alias("text")


def _filled(template: str, numbers: np.ndarray, seed: int) -> pl.Series:
    """A template filled with words, other ones for each number.

    A number's digits, in the base of each slot's words, choose these. So that they look drawn by chance, each digit is
    moved on by a hash of the digits below it, which can be undone: no two numbers get the same words.
    """
    parts = re.split(r"\{(\w)\}", template + " {j} {x} {y} {z}")
    chosen: dict[str, np.ndarray] = {}
    below, left = np.full(len(numbers), seed, dtype=np.uint64), numbers
    for slot in parts[1::2]:
        other = next((chosen[one] for one in _OTHERS.get(slot, "") if one in chosen), None)
        size = np.uint64(len(_words(slot)) - (other is not None))
        moved = (left + (below * _MIX >> np.uint64(33))) % size
        below, left = below * np.uint64(len(_words(slot))) + left % size + np.uint64(1), left // size
        # the second of two countries or persons is another than the first
        chosen[slot] = moved if other is None else (moved + other + np.uint64(1)) % (size + np.uint64(1))
    texts = [pl.lit(parts[0])]
    for slot, after in zip(parts[1::2], parts[2::2], strict=True):
        texts += [pl.lit(_words(slot).gather(chosen[slot].astype(np.uint32))), pl.lit(after)]
    return pl.select(pl.concat_str(texts)).to_series()


_MIX = np.uint64(0x9E3779B97F4A7C15)
_OTHERS = {"A": "Bb", "a": "Bb", "B": "Aa", "b": "Aa", "P": "Q", "Q": "P"}  # slots whose words must differ


@cache
def _words(slot: str) -> pl.Series:
    """The words that a slot of `distinct` may have."""
    countries, persons, cities = _names()
    return pl.Series(
        {
            "A": [name for name, _ in countries], "B": [name for name, _ in countries],
            "a": [adjective for _, adjective in countries], "b": [adjective for _, adjective in countries],
            "P": persons, "Q": persons, "C": cities, "n": [str(number) for number in range(2, 900)],
            "j": JOINTS, "x": ADJECTIVES, "y": NOUNS, "z": THINGS,
        }[slot]
    )  # fmt: skip


# Edits that leave a headline the same, and changes that make it another; kinds as in `near_duplicates`.
SUFFIXES = (" - The Harbour Post", " | Meridian Wire", " - Kontinent", " – Northern Star")
FILLERS = ("reportedly", "now", "officially", "also", "just", "today")
SPELLINGS = (("kh", "h"), ("ou", "u"), ("iy", "y"), ("yy", "y"), ("ck", "k"), ("ei", "ey"), ("ai", "ay"), ("ph", "f"))
OPPOSITES = (
    ("accuses", "clears"), ("imposes new sanctions on", "lifts sanctions on"), ("agree to", "refuse to"),
    ("must withdraw", "need not withdraw"), ("urges", "tells nobody in"), ("rejects", "accepts"), ("lifts", "keeps"),
    ("to send", "not to send"), ("denies", "admits"), ("could recognise", "will not recognise"), ("rise", "fall"),
    ("condemns", "defends"), ("closes", "does not close"), ("expels", "welcomes"), ("arrives", "does not arrive"),
    ("sign", "reject"), ("warns", "reassures"),
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def near_duplicates(count: int, seed: int = 1) -> pl.DataFrame:
    """`count` pairs of headlines: about half are one headline edited (label 1), half two that look alike (label 0).

    Columns a, b, label, kind, day_a, day_b. The kinds of label 1 are those by which papers and their pages change a
    headline; a change of label 0 makes another report of it: another number, actor, day, or the roles or the act
    turned round.
    """
    random = Random(seed)
    same = (_suffix, _prefix, _quotes, _typo, _spelling, _filler, _cut)
    other = (_number, _actor, _day, _opposite, _roles)
    rows: list[tuple[str, str, int, str]] = []
    texts = (text for chunk in distinct(count * 40, seed + 1000) for text in chunk)
    while len(rows) < count:
        label = len(rows) % 2
        change = random.choice(same if label else other)
        changed = next((pair for text in texts if (pair := change(text, random))), None)
        assert changed is not None, "more headlines than `distinct` was asked for do not fit the changes"
        rows.append((*changed, label, change.__name__[1:]))
    days = [FIRST_DAY + timedelta(days=number % 10) for number in range(count)]
    frame = pl.DataFrame(rows, schema=["a", "b", "label", "kind"], orient="row")
    return frame.with_columns(pl.Series("day_a", days), pl.Series("day_b", days))


Pair = tuple[str, str] | None


def _suffix(text: str, random: Random) -> Pair:
    return text, text + random.choice(SUFFIXES)


def _prefix(text: str, random: Random) -> Pair:
    return text, f"UPDATE {random.randint(1, 4)}-{text}"


def _quotes(text: str, random: Random) -> Pair:
    words = text.split()
    at = random.randrange(1, len(words) - 1)
    one, two = (" ".join((*words[:at], mark[0] + words[at] + mark[-1], *words[at + 1 :])) for mark in ("“”", "''"))
    return one, two


def _typo(text: str, random: Random) -> Pair:
    at = random.choice([found.start() for found in re.finditer(r"(?<=[a-z]{2})[a-z]{2}(?=[a-z])", text)] or [0])
    changed = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return (text, changed) if at and changed != text else None


def _spelling(text: str, random: Random) -> Pair:
    names = re.findall(r"(?<= )[A-Z]\w{3,}", text)
    for old, new in random.sample(SPELLINGS, len(SPELLINGS)):
        for name in names:
            if old in name:
                return text, text.replace(name, name.replace(old, new))
    return None


def _filler(text: str, random: Random) -> Pair:
    # not within a name
    places = [found.start() for found in re.finditer(r"(?<=[a-z] )[a-z]", text)]
    at = random.choice(places or [0])
    return (text, f"{text[:at]}{random.choice(FILLERS)} {text[at:]}") if at else None


def _cut(text: str, random: Random) -> Pair:
    words = text.split()
    return text, " ".join(words[: max(6, round(len(words) * random.uniform(0.65, 0.9)))]) + "..."


def _number(text: str, random: Random) -> Pair:
    found = re.search(r"\d+", text)
    if not found:
        return None
    return text, text.replace(found[0], str(int(found[0]) + random.choice((1, 2, 10, 100))), 1)


def _countries_in(text: str) -> list[str]:
    return re.findall(rf"\b(?:{'|'.join(re.escape(name) for name, _ in _names()[0])})\b", text)


def _actor(text: str, random: Random) -> Pair:
    found = _countries_in(text)
    name = random.choice(_names()[0])[0]
    return (text, text.replace(found[0], name, 1)) if found and name not in text else None


def _day(text: str, random: Random) -> Pair:
    one, two = random.sample(DAYS, 2)
    return f"{text} on {one}", f"{text} on {two}"


def _opposite(text: str, random: Random) -> Pair:
    return next(((text, text.replace(old, new, 1)) for old, new in OPPOSITES if f" {old} " in text), None)


def _roles(text: str, random: Random) -> Pair:
    found = _countries_in(text)
    if len(found) < 2 or found[0] in found[1] or found[1] in found[0]:
        return None
    between = text.replace(found[0], "\0").replace(found[1], found[0])
    return text, between.replace("\0", found[1])


def pages(lines: int, days: int = 10, lines_per_page: int = 200, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """File names and contents of listing pages that hold `lines` headlines in all, REPEATS of them repeats."""
    random = Random(seed)
    fresh = headlines(round(lines * (1 - REPEATS)), seed)
    told: list[str] = []
    for number, start in enumerate(range(0, lines, lines_per_page)):
        day = FIRST_DAY + timedelta(days=number * days * lines_per_page // lines)
        body = []
        for _ in range(min(lines_per_page, lines - start)):
            again = told and (not fresh or random.random() < REPEATS)
            line = random.choice(told[-2000:]) if again else fresh.pop()
            told.append(line)
            body.append(line)
        text = "\n".join((f"Generated wire, page {number + 1}", f"{day:%d %B %Y}", *body, "Read more"))
        yield f"page-{number + 1:05}.txt", (text + "\n").encode()


def write_pages(folder: Path, lines: int, **options: int) -> Sequence[Path]:
    """Write the pages into a folder; the files, in their order."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, content in pages(lines, **options):
        files.append(folder / name)
        files[-1].write_bytes(content)
    return files


def _actor_files() -> list[str]:
    return sorted(path.name for path in DICTIONARIES.glob("actors-*.csv"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DICTIONARIES / name).open(encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle)


def main() -> None:
    """Write pages: python -m bench.generate FOLDER --lines 10000."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--days", type=int, default=10)
    chosen = parser.parse_args()
    print(f"{len(write_pages(chosen.folder, chosen.lines, days=chosen.days))} pages in {chosen.folder}")


if __name__ == "__main__":
    main()
