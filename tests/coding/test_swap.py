"""A headline reworded with other countries codes the same: rules are general, no country is learnt by heart.

Each template is filled with every country of the dictionary, twice, against two others; who did what to whom must be
the same, with exactly these two countries in their places.
"""

import csv
from collections import Counter
from datetime import date

import pytest

from pipelines.coding.coder import Coder, default_coders
from pipelines.coding.lexicon import DICTIONARIES

PUBLISHED = date(2026, 1, 5)
OFFSETS = (37, 101)

# {A}, {B} are filled with names, {a}, {b} with adjectives. Expected: type, sources, targets, status of each event.
TEMPLATES: dict[str, list[tuple[str, str, str, str]]] = {
    "{A} accuses {B} of breaking the truce": [("ACCUSE", "A.GOV", "B.GOV", "occurred")],
    "{B} accused by {A} of spying": [("ACCUSE", "A.GOV", "B.GOV", "occurred")],
    "{A} condemns {b} attack": [("ACCUSE", "A.GOV", "B.MIL", "occurred")],
    "{A} imposes sanctions on {B}": [("SANCTION", "A.GOV", "B.GOV", "occurred")],
    "{A} expels {b} diplomats": [("SANCTION", "A.GOV", "B.GOV", "occurred")],
    "{A} rejects the offer of {B}": [("REJECT", "A.GOV", "B.GOV", "occurred")],
    "{A} urges {B} to withdraw its troops": [("REQUEST", "A.GOV", "B.GOV", "occurred")],
    "{A} warns {B} over border": [("THREATEN", "A.GOV", "B.GOV", "occurred")],
    "{a} strike kills {b} soldiers": [("ASSAULT", "A.MIL", "B.MIL", "occurred")],
    "{a} troops clash with {b} forces": [("ASSAULT", "A.MIL", "B.MIL", "occurred")],
    "{a} police arrest {b} diplomats": [("COERCE", "A.COP", "B.GOV", "occurred")],
    "{a} foreign minister visits {B}": [("CONSULT", "A.GOV", "B.GOV", "occurred")],
    "President of {A} meets prime minister of {B}": [("CONSULT", "A.GOV", "B.GOV", "occurred")],
    "Presidents of {A} and {B} hold talks": [("CONSULT", "A.GOV B.GOV", "", "occurred")],
    "{a} president praises {B}": [("SUPPORT", "A.GOV", "B.GOV", "occurred")],
    "{A} and {B} sign trade agreement": [("AGREE", "A.GOV B.GOV", "", "occurred")],
    "{A} will send aid to {B}": [("AID", "A.GOV", "B.GOV", "planned")],
    "{A} says {B} attacked its ships": [
        ("ASSAULT", "B.GOV", "", "occurred"),
        ("STATEMENT", "A.GOV", "", "occurred"),
    ],
}

# Countries whose name is another actor's too, or a seat of one: what they are depends on more than a short headline.
AMBIGUOUS = {
    "GUM": "GUAM is also the organisation of Georgia, Ukraine, Azerbaijan and Moldova",
    "LUX": "Luxembourg is also the seat of the Court of Justice of the European Union",
}


class Country:
    """A row of the dictionary: its code, first name and first adjective (a `?` marks doubtful words)."""

    def __init__(self, row: dict[str, str]) -> None:
        self.code = row["code"]
        self.name = row["names"].split("|")[0].lstrip("?")
        self.adjective = row["adjectives"].split("|")[0].lstrip("?")


@pytest.fixture(scope="module")
def countries() -> list[Country]:
    text = (DICTIONARIES / "countries.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return [country for country in map(Country, rows) if country.code not in AMBIGUOUS]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return default_coders(None)["en"]


def told(coder: Coder, text: str, a: Country, b: Country) -> list[tuple[str, str, str, str]]:
    """The events of a text, its two countries as A and B."""
    letters = {a.code: "A", b.code: "B"}

    def codes(actors: tuple[str, ...]) -> str:
        parts = (actor.partition(":")[0].partition(".") for actor in actors)
        return " ".join(sorted(f"{letters.get(country, country)}.{sector}" for country, _, sector in parts))

    events = coder.code(text, PUBLISHED).events
    return sorted((event.type, codes(event.sources), codes(event.targets), event.status) for event in events)


@pytest.mark.parametrize("template", TEMPLATES)
def test_other_countries_code_the_same(template: str, coder: Coder, countries: list[Country]) -> None:
    # an adjective of two countries (Congolese, Dominican) tells neither
    shared = {word for word, count in Counter(one.adjective for one in countries).items() if count > 1 or not word}
    adjectives = "{a}" in template or "{b}" in template
    eligible = [one for one in countries if not adjectives or one.adjective not in shared]
    assert len(eligible) > 200
    wrong = []
    for number, a in enumerate(eligible):
        for offset in OFFSETS:
            b = eligible[(number + offset) % len(eligible)]
            text = template.format(A=a.name, B=b.name, a=a.adjective, b=b.adjective)
            if (found := told(coder, text, a, b)) != TEMPLATES[template]:
                wrong.append(f"{text}: {found}")
    assert wrong == [], f"{len(wrong)} of {len(eligible) * len(OFFSETS)} differ from {TEMPLATES[template]}"


def test_the_templates_cover_most_event_types() -> None:
    types = {event[0] for events in TEMPLATES.values() for event in events}
    assert len(types) >= 11
