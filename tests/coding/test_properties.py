"""What must hold for any headline: spans, order, exchange of countries, negation, and that no text fails."""

import csv
import json
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import polars as pl
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.coding.coder import Coded, EnglishCoder, code_stories
from pipelines.coding.frames import FRAMES
from pipelines.coding.inflect import forms
from pipelines.coding.lexicon import DICTIONARIES
from warehouse.catalog import COLUMNS

GOLD = Path(__file__).parents[1] / "gold" / "own.jsonl"
DAY = date(2026, 1, 7)
# {A}, {B}: countries; {a}, {b}: their adjectives. Every type of event, both voices, several sides, places and owners.
TEMPLATES = (
    "{A} accuses {B} of violating its airspace",
    "{A} and {B} agree to resume trade talks",
    "{A} attacks {B}",
    "{B} attacked by {A}",
    "{A} imposes sanctions on {B} after border clash",
    "{A} expels two {b} diplomats",
    "{A} recalls ambassador from {B}",
    "{A} lifts ban on {b} imports",
    "{A} refuses to recognise {B}",
    "{A} will send troops to {B}",
    "{A} could recognise {B}, envoy hints",
    "{A} denies attacking {b} ships",
    "{a} forces shell {b} positions",
    "{a} police arrest three {b} journalists",
    "{a} parliament rejects deal with {B}",
    "{a} foreign minister visits {B}",
    "{a} and {b} presidents meet",
    "{a} strikes kill ten in {B}",
    "{a} farmers protest against {b} imports",
    "{A}'s president warns {B} of war",
    "Foreign ministers of {A} and {B} hold talks",
    "Ten {b} soldiers killed in {a} attack",
    "Talks between {A} and {B} begin on Wednesday",
    "{A} urges {B} to free prisoners",
    "{A} says {B} shelled {a} villages",
    "{A} gives food aid to {B}",
    "{A} withdraws its forces from {B}",
    "Embassy of {A} in {B} closes",
)


# Templates that report no event.
SILENT = ("Embassy of {A} in {B} closes",)
# "did not picket an attack": the verb is taken for the noun ("picket" is an agent too), and the attack is coded.
NOUNS_TOO = frozenset(("picket",))


@pytest.fixture(scope="module")
def coder() -> EnglishCoder:
    return EnglishCoder()


@cache
def countries() -> tuple[tuple[str, str, str], ...]:
    """(code, name, adjective) of the states whose name and adjective are two words and need no context."""
    with (DICTIONARIES / "countries.csv").open(encoding="utf-8", newline="") as handle:
        rows = [(r["code"], r["names"].split("|")[0], r["adjectives"].split("|")[0]) for r in csv.DictReader(handle)]
    found = [(c, n, a) for c, n, a in rows if n.isalpha() and a.isalpha() and n != a and len(n) > 4]
    # no name may be part of another word of the templates or stand for two countries
    adjectives = [a for _, _, a in found]
    return tuple(r for r in found if adjectives.count(r[2]) == 1)


@cache
def verbs() -> tuple[tuple[str, str], ...]:
    """(base, past) of every verb that stands alone in the frames of events."""
    found = set()
    for path in sorted(FRAMES.glob("*.yml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        if "type" not in content:
            continue
        for entry in content.get("verbs", []):
            verb = entry["verb"] if isinstance(entry, dict) else entry
            if verb.isalpha() and verb not in NOUNS_TOO:
                found.add(verb)
    pasts = {verb: next(form for form, kinds in forms(verb).items() if "past" in kinds) for verb in found}
    return tuple(sorted(pasts.items()))


def texts() -> list[str]:
    return [json.loads(line)["text"] for line in GOLD.read_text(encoding="utf-8").splitlines() if line.strip()]


def filled(template: str, one: tuple[str, str, str], two: tuple[str, str, str]) -> str:
    text = template.format(A=one[1], a=one[2], B=two[1], b=two[2])
    return text[0].upper() + text[1:]


def shape(coded: Coded, names: dict[str, str]) -> tuple[list[str], list[object]]:
    """Codes of mentions and events, without spans, with countries by the names that `names` gives them."""
    code = {m.actor_id: names.get(m.code[:3], m.code[:3]) + m.code[3:] for m in coded.mentions}
    events: list[object] = [
        (e.type, sorted(code[a] for a in e.sources), sorted(code[a] for a in e.targets), e.day, e.status, e.rule_id)
        for e in coded.events
    ]
    return [code[m.actor_id] for m in coded.mentions], events


def live(coded: Coded) -> set[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return {(e.type, e.sources, e.targets) for e in coded.events if e.status != "negated"}


def spans_point_at_words(coded: Coded, text: str) -> bool:
    mentions = all(text[m.char_start : m.char_end] == m.surface != "" for m in coded.mentions)
    return mentions and all(text[e.char_start : e.char_end] == e.trigger != "" for e in coded.events)


def sides_are_mentioned(coded: Coded) -> bool:
    known = {m.actor_id for m in coded.mentions}
    return all({*e.sources, *e.targets} <= known for e in coded.events)


def test_spans_point_at_their_words_and_sides_are_mentions(coder):
    coded = [(text, coder.code(text, DAY)) for text in texts()]
    wrong = [text for text, found in coded if not spans_point_at_words(found, text) or not sides_are_mentioned(found)]
    assert wrong == []


ODD = st.text(alphabet=st.characters(exclude_categories=()), max_size=120)
PIECES = (
    *"Norway Norwegian attacks did not to will says and of the U.S. US President minister troops on in by".split(),
    *(
        "Wednesday",
        "31 February",
        "29 February 2023",
        "yesterday",
        "killed",
        "talks",
        "Putin",
        "Paris",
        "Zelensky's",
        "’s",
    ),
    *(
        "-",
        "–",
        ":",
        ",",
        "(",
        ")",
        "“",
        "”",
        "?",
        ".",
        "\u200b",
        "\u202e",
        "e\u0301",
        "🇳🇴",
        "ﬁ",
        "İ",
        "ß",
        "\ud800",
        "\x00",
    ),
)
WORDS = st.lists(st.one_of(st.sampled_from(PIECES), ODD), max_size=25).map(" ".join)


@settings(max_examples=400)
@given(st.one_of(ODD, WORDS), st.dates(date(1990, 1, 1), date(2099, 12, 31)))
@example("\N{COMBINING GRAVE ACCENT}", date(2000, 1, 1))
def test_no_text_fails_and_its_spans_point_at_their_words(coder, text, day):
    coded = coder.code(text, day)
    assert spans_point_at_words(coded, text)
    assert sides_are_mentioned(coded)
    assert coder.code(text, day) == coded


@pytest.mark.parametrize("day", [date.min, date.max, date(2024, 2, 29)])
def test_days_at_the_ends_of_the_calendar_do_not_fail(coder, day):
    for text in (
        "Norway attacked Chile on Friday",
        "Norway will attack Chile on 31 December",
        "Norway attacked Chile last week",
    ):
        coder.code(text, day)


def test_a_very_long_text_ends(coder):
    text = "Norway attacks Chile and " * 300
    assert spans_point_at_words(coder.code(text, DAY), text)


def test_the_order_of_headlines_does_not_matter(coder):
    rows = [(f"{n:04}", text, "en", DAY) for n, text in enumerate(texts())]
    schema = {"story_id": pl.String, "text": pl.String, "language": pl.String, "first_published_on": pl.Date}
    shuffled = list(rows)
    Random(7).shuffle(shuffled)
    coders = {"en": coder}
    first = code_stories(pl.DataFrame(rows, schema=schema, orient="row"), coders)
    second = code_stories(pl.DataFrame(shuffled, schema=schema, orient="row"), coders)
    for name in ("mentions", "events", "event_actors"):
        assert getattr(first, name).equals(getattr(second, name)), name
    assert first.actors.equals(second.actors)


def test_the_kind_of_an_actor_does_not_depend_on_the_order_of_headlines(coder):
    rows = [("1", "Norway signs treaty", "en", DAY), ("2", "Norwegian minister resigns", "en", DAY)]
    schema = {"story_id": pl.String, "text": pl.String, "language": pl.String, "first_published_on": pl.Date}
    one, two = (code_stories(pl.DataFrame(r, schema=schema, orient="row"), {"en": coder}) for r in (rows, rows[::-1]))
    assert one.actors.equals(two.actors)


@pytest.mark.parametrize("template", TEMPLATES)
def test_exchanging_the_countries_exchanges_exactly_their_codes(coder, template):
    random = Random(template)
    wrong = []
    for _ in range(40):
        one, two, three, four = random.sample(countries(), 4)
        first = shape(coder.code(filled(template, one, two), DAY), {one[0]: "A", two[0]: "B"})
        second = shape(coder.code(filled(template, three, four), DAY), {three[0]: "A", four[0]: "B"})
        if first != second:
            wrong.append((filled(template, one, two), filled(template, three, four)))
    assert wrong == []


@pytest.mark.parametrize("template", [t for t in TEMPLATES if t not in SILENT])
def test_every_template_of_an_event_has_one(coder, template):
    norway, chile = (next(c for c in countries() if c[0] == code) for code in ("NOR", "CHL"))
    assert coder.code(filled(template, norway, chile), DAY).events != ()


def test_did_not_never_adds_an_event(coder):
    norway, chile = (next(c for c in countries() if c[0] == code) for code in ("NOR", "CHL"))
    wrong = []
    for base, past in verbs():
        for rest in (
            chile[1],
            f"{chile[2]} troops",
            f"an attack on {chile[1]}",
            f"to meet {chile[1]}",
            f"a deal with {chile[1]}",
        ):
            told = live(coder.code(f"{norway[1]} {past} {rest}", DAY))
            denied = live(coder.code(f"{norway[1]} did not {base} {rest}", DAY))
            # who did not agree has rejected: the one event turns into the other
            turned = {("REJECT", sources) for kind, sources, _ in told if kind == "AGREE"}
            added = {event for event in denied - told if event[:2] not in turned}
            if added or len(denied) > len(told):
                wrong.append((f"did not {base} {rest}", added))
    assert wrong == []


@pytest.mark.parametrize(
    "text", ["Yazidi baker opens shop", "New Jersey mayor opens shop", "Islanders open shop", "Yazidi women march"]
)
def test_a_word_that_is_a_people_and_a_noun_gives_a_whole_code(coder, text):
    coded = coder.code(text, date(2025, 6, 1))
    assert coded.mentions
    for mention in coded.mentions:
        country, sector = mention.code.split(".")
        assert country and sector in COLUMNS["sector"].allowed
