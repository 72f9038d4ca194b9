"""Generated headlines: templates filled from the actor dictionaries, the same for the same seed.

What belongs here: texts and pages of any size that look like listing pages. What does not: measuring. The headlines are
grammatical and meaningless; they say how fast the steps are, never how right.
"""

import argparse
import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random

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


def headlines(count: int, seed: int = 1) -> list[str]:
    """`count` distinct headlines."""
    random = Random(seed)
    countries = [
        (row["names"].split("|")[0], row["adjectives"].split("|")[0])
        for row in _rows("countries.csv")
        if row["adjectives"] and not row["names"].startswith("?")
    ]
    persons = sorted({row["name"] for path in _actor_files() for row in _rows(path) if row["kind"] == "person"})
    cities = [row["name"].split("|")[0].lstrip("?") for row in _rows("places.csv") if row["kind"] == "city"]
    found: dict[str, None] = {}
    while len(found) < count:
        (one, adjective), (other, others) = random.sample(countries, 2)
        first, second = random.sample(persons, 2)
        city, number = random.choice(cities), random.randint(2, 900)
        text = random.choice(TEMPLATES)
        found[text.format(A=one, a=adjective, B=other, b=others, P=first, Q=second, C=city, n=number)] = None
    return list(found)


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
