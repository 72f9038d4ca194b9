"""Which pairs of headlines are one story: edits of publishers on one side, look-alikes on the other."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.clean.text import clean, comparable
from pipelines.dedupe.batch import dedupe, with_gists
from pipelines.dedupe.explain import explain
from pipelines.dedupe.gist import fillers, gists, same_words
from pipelines.dedupe.guard import Difference, Gist, Match, compare, fixed_words, is_known, version
from pipelines.dedupe.near import pairs

DAY = date(2026, 3, 2)

SAME = [
    # publishers at the end
    ("Norway halts gas exports to Hungary", "Norway halts gas exports to Hungary - Reuters"),
    ("Norway halts gas exports to Hungary", "Norway halts gas exports to Hungary | BBC News"),
    (
        "Norway halts gas exports to Hungary - AP News",
        "Norway halts gas exports to Hungary - The Guardian - Yahoo News",
    ),
    ("Norway halts gas exports to Hungary", "Norway halts gas exports to Hungary (Reuters)"),
    ("Norway halts gas exports to Hungary", "Norway halts gas exports to Hungary - fjordpost.com"),
    # fillers, articles, the verb that headlines leave out
    ("Chad recalls envoy from Paris", "Chad now recalls its envoy from Paris"),
    ("Minister is accused of taking bribes", "Minister accused of taking bribes"),
    ("Rebels reportedly seize airport in Goma", "Rebels seize the airport in Goma"),
    # signs, accents, numbers and names in another spelling
    ("Lula’s visit: 5 things to know", "Lula's visit - five things to know"),
    ("Orbán vetoes €3bn aid package", "Orban vetoes €3 billion aid package"),
    ("Strike on Kyiv kills 12", "Strike on Kiev kills twelve"),
    ("Erdoğan hosts Zelenskyy in Ankara", "Erdogan hosts Zelensky in Ankara"),
    ("U.S. sanctions Rwandan general", "US sanctions Rwandan general"),
    ("Labour backs defence spending rise", "Labor backs defense spending rise"),
    ("Budget deficit hits $1,200m", "Budget deficit hits $1200m"),
    ("Anti-government march fills Belgrade", "Antigovernment march fills Belgrade"),
    # slips
    ("Ministers reject the ceasefire proposal", "Ministers reject the ceasefire propsal"),
    ("Ministers reject the ceasefire proposal", "Ministrs rejct the ceasefire proposal"),
    ("Flood warning for southern Poland", "Flood warning for suothern Poland"),
    # cut short
    ("Protesters block the road to Tbilisi airport for third day", "Protesters block the road to Tbilisi…"),
    ("Protesters block the road to Tbilisi airport for third day", "Protesters block the road to Tbil..."),
    ("Protesters block the road to Tbilisi airport for third day", "Protesters block the road to Tbilisi airport […]"),
]

DIFFERENT = [
    # numbers and days
    ("Strike on Kyiv kills 12", "Strike on Kyiv kills 17"),
    ("Strike on Kyiv kills twelve", "Strike on Kyiv kills eleven"),
    ("Budget deficit hits 1.5 percent", "Budget deficit hits 15 percent"),
    ("Talks resume on Monday in Doha", "Talks resume on Sunday in Doha"),
    ("Inflation fell to 3 percent in March", "Inflation fell to 3 percent in May"),
    # actors, also of nearly one spelling
    ("Iran recalls its ambassador to Sweden", "Iraq recalls its ambassador to Sweden"),
    ("Austria rejects the EU proposal", "Australia rejects the EU proposal"),
    ("Niger expels French soldiers", "Nigeria expels French soldiers"),
    ("Slovakia closes its border crossing", "Slovenia closes its border crossing"),
    # who did it to whom
    ("Israel accuses Iran of sabotage", "Iran accuses Israel of sabotage"),
    ("Minister who accused the banker resigns", "Banker who accused the minister resigns"),
    # negation and direction
    ("Court rules law is constitutional", "Court rules law is not constitutional"),
    ("Senate will not vote on the bill", "Senate will vote on the bill"),
    ("Rebels advance in the north of Mali", "Rebels advance in the south of Mali"),
    ("Oil prices rise after OPEC meeting", "Oil prices fall after OPEC meeting"),
    ("Two men arrested over harbour blaze", "Two women arrested over harbour blaze"),
    # more is told
    ("Chad recalls envoy from Paris", "Chad recalls envoy from Paris and closes embassy"),
    ("Norway halts gas exports to Hungary", "Norway halts gas exports to Hungary - minister resigns"),
    # two outlets that nobody knows, and too little to tell
    ("Mayor opens the new bridge - fjord1.com", "Mayor opens the new bridge - fjord2.com"),
    ("Live updates", "Live update"),
    ("Protests in…", "Protests in Tbilisi enter the third day"),
    # cut before the word that tells them apart, and not cut at all
    ("Court jails the former mayor of Lima…", "Court jails the former mayor of Quito for nine years"),
    ("Court jails the former mayor", "Court jails the former mayor of Quito for nine years"),
]


def gist_of(*texts: str) -> list[Gist]:
    """The gists of raw texts."""
    cleaned = clean(pl.DataFrame({"raw_text": texts}))["text"]
    return [Gist(*row) for row in gists(comparable(cleaned)).iter_rows()]


def stories_of(*texts: str) -> int:
    """How many stories the texts are on one day."""
    cleaned = clean(pl.DataFrame({"raw_text": texts}))
    frame = cleaned.select("text", headline_id=pl.int_range(pl.len()).cast(pl.String), published_on=pl.lit(DAY))
    return dedupe(frame)["story_id"].n_unique()


@pytest.mark.parametrize(("one", "other"), SAME)
def test_an_edit_is_the_same_story(one: str, other: str) -> None:
    assert isinstance(compare(*gist_of(one, other)), Match)
    assert stories_of(one, other) == 1


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_a_look_alike_is_another_story(one: str, other: str) -> None:
    assert isinstance(compare(*gist_of(one, other)), Difference)
    assert stories_of(one, other) == 2


@pytest.mark.parametrize(("one", "other"), SAME + DIFFERENT)
def test_the_verdict_does_not_depend_on_which_comes_first(one: str, other: str) -> None:
    left, right = gist_of(one, other)
    assert compare(left, right) == compare(right, left)


def test_a_match_tells_kind_score_and_reason() -> None:
    whole, slip, cut = (
        "Ministers reject the ceasefire plan",
        "Ministers rejct the ceasefire plan",
        "Ministers reject the cease…",
    )
    assert compare(*gist_of(whole, slip)) == Match("near", 98.4, "misspelt: rejct, reject")
    found = compare(*gist_of("Envoys of Chad arrive in Oslo for talks", "Envoys of Chad arrive in…"))
    assert isinstance(found, Match)
    assert (found.kind, found.reason) == ("truncated", "the first 5 telling words")
    assert isinstance(compare(*gist_of(whole, cut)), Difference)  # three whole words are too few


def test_a_slip_that_may_be_either_of_two_fixed_words_is_no_match() -> None:
    assert isinstance(compare(*gist_of("Talks resume in June in Doha", "Talks resume in Juny in Doha")), Difference)


def test_a_cut_headline_that_begins_two_stories_stands_alone() -> None:
    whole = ("Envoys of Chad arrive in Oslo for talks", "Envoys of Chad arrive in Lagos to mourn")
    assert stories_of(*whole, "Envoys of Chad arrive in…") == 3
    assert stories_of(whole[0], "Envoys of Chad arrive in…") == 1


def test_near_duplicates_are_matched_with_their_anchor_only() -> None:
    # each is one slip from the first, two from one another in the same word
    assert (
        stories_of("Ministers reject the proposal", "Ministers reject the propsal", "Ministers reject the prposal") == 1
    )


@pytest.mark.parametrize(("days", "stories"), [(0, 1), (3, 1), (4, 2)])
def test_near_duplicates_are_looked_for_within_their_window(days: int, stories: int) -> None:
    frame = pl.DataFrame(
        {"headline_id": ["a", "b"], "text": ["Chad recalls envoy from Paris", "Chad recalls the envoy from Paris"],
         "published_on": [DAY, DAY + timedelta(days=days)]}
    )  # fmt: skip
    assert dedupe(frame, 30, 3)["story_id"].n_unique() == stories


def test_only_pairs_with_a_fresh_wording_are_given() -> None:
    forms = pl.DataFrame(
        {
            "story_key": list("abc"),
            "compared": ["chad recalls envoy", "chad recalls the envoy", "chad recalls its envoy"],
        }
    )
    wordings = with_gists(forms.select("story_key", wording_on=pl.lit(DAY)), forms)
    found = pairs(wordings, pl.Series([False, False, True]), 3)
    assert found.select("story_key", "other_key").rows() == [("a", "c"), ("b", "c")]
    assert pairs(wordings, pl.Series([False] * 3), 3).height == 0
    assert pairs(wordings.clear(), pl.Series([], dtype=pl.Boolean), 3).height == 0


def test_gists_keep_what_tells_and_drop_the_rest() -> None:
    found = gists(pl.Series(["the u.s. isn't sending $1,500m to kiev - bbc news", "who is it ...", "the"]))
    assert found.rows() == [
        ("us not sending dollar 1500 million to kyiv", "", False),
        ("who it", "", True),
        ("", "", False),
    ]


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_text_has_a_gist(texts: list[str]) -> None:
    cleaned = clean(pl.DataFrame({"raw_text": texts}, schema={"raw_text": pl.String}))["text"]
    found = gists(comparable(cleaned))
    assert found.height == len(texts)
    assert found.null_count().row(0) == (0, 0, 0)


def test_the_word_lists_hold_together() -> None:
    same = same_words()
    assert not [word for word, canonical in same.items() if canonical in same and same[canonical] != canonical]
    assert not fillers() & set(same)
    # what is fixed is known: else it would be taken for a slip of something
    assert not [word for word in fixed_words() if not is_known(word)]


def test_the_version_names_the_rules_and_what_they_depend_on() -> None:
    rules, _, digest = version().partition("+")
    assert rules.isdigit()
    assert len(digest) == 8


def test_a_pair_is_explained() -> None:
    rows, verdict = explain("UPDATE 1-Chad recalls its envoy - Reuters", "Chad recalls an envoi")
    told = {what: (one, other) for what, one, other in rows.iter_rows()}
    assert told["labels set apart"] == ("UPDATE 1", "")
    assert told["telling words"] == ("chad recalls envoy", "chad recalls envoi")
    assert verdict.startswith("one story: near, score ")
    assert explain("Chad recalls envoy", "Chad recalls Envoy.")[1] == "one story: exact repeats"
    assert explain("Strike kills 12 men", "Strike kills 17 men")[1] == "two stories: 12, 17: two numbers"
