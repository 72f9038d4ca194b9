"""Display text, labels and the comparable form."""

import html

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.clean.text import clean, comparable, story_keys

# Pieces that the rules are about, so that random texts meet them, among any others.
PIECES = st.sampled_from(
    ["&amp;", "&#8203;", "&lt", "&", ";", "amp;", "UPDATED:", "LIVE", " – ", "—", "(video)", "[PHOTOS]", "UPDATE 1-",
     "|", ":", "“", "”", "'", "’", '"', "«", "…", "...", " ", "\u00a0", "\u200b", "\u200d", "\u00ad", "\ufeff",
     "\u0301", "\u037e", "\x00", "\x1f", "\x85", "ß", "ς", "İ", "ﬁ", "Ａ", "е", "e", "?", "!", "-",
     "--", ".", "Kyiv", "7"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=12).map("".join)


def cleaned(*raw: str) -> list[tuple[str, str | None]]:
    return clean(pl.DataFrame({"raw_text": raw}, schema={"raw_text": pl.String})).select("text", "labels").rows()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Sweden &amp; Finland", "Sweden & Finland"),
        ("A &amp;amp; B", "A & B"),
        ("Spain&#39;s &quot;no&quot;", 'Spain\'s "no"'),
        ("Georgia&rsquo;s", "Georgia’s"),
        ("AT&T buys M&S", "AT&T buys M&S"),
        ("US\u00a0and\u2009China", "US and China"),
        (" a\t\nb ", "a b"),
        ("Morocco\u200b's so\u00adft \ufefftext\u200e", "Morocco's soft text"),
        ("a\x00b\x07c\x1fd", "abc d"),
        ("Re\u0301veillon", "Réveillon"),
        ("“Quotes” – and — dashes…", "“Quotes” – and — dashes…"),
        ("می\u200cخواهد", "می\u200cخواهد"),
        ("👨\u200d👩\u200d👧 family", "👨\u200d👩\u200d👧 family"),
        ("\u200dLatin\u200c text", "Latin text"),
    ],
)
def test_display_text(raw: str, text: str) -> None:
    assert cleaned(raw) == [(text, None)]


@pytest.mark.parametrize(
    ("raw", "text", "labels"),
    [
        ("UPDATED: Talks “to resume”", "Talks “to resume”", "UPDATED"),
        ("Updated: Talks resume", "Talks resume", "UPDATED"),
        ("UPDATE 1-Oil rises", "Oil rises", "UPDATE 1"),
        ("WRAPUP 3 - Oil rises", "Oil rises", "WRAPUP 3"),
        ("LIVE: BREAKING: Fire in Kyiv", "Fire in Kyiv", "LIVE|BREAKING"),
        ("LIVE – Ukraine war", "Ukraine war", "LIVE"),
        ("EXCLUSIVE - Trump says", "Trump says", "EXCLUSIVE"),
        ("Watch: Buildings shake", "Buildings shake", "WATCH"),
        ("Opinion | We need a plan", "We need a plan", "OPINION"),
        ("(video) Protesters clash", "Protesters clash", "VIDEO"),
        ("[PHOTOS] Floods", "Floods", "PHOTOS"),
        ("Floods in Valencia (VIDEO)", "Floods in Valencia", "VIDEO"),
        ("LIVE: Floods [photos]", "Floods", "LIVE|PHOTOS"),
        ("In pictures: Floods", "Floods", "IN PICTURES"),
    ],
)
def test_labels_are_set_apart(raw: str, text: str, labels: str) -> None:
    assert cleaned(raw) == [(text, labels)]


@pytest.mark.parametrize(
    "raw",
    [
        "UPDATED:",
        "(video)",
        "Liverpool: Win",
        "Live-fire drill kills two",
        "Video game sales: up",
        "Merz: No",
        "Watch out: ice",
    ],
)
def test_what_only_looks_like_a_label_stays(raw: str) -> None:
    assert cleaned(raw) == [(raw, None)]


def test_rows_and_other_columns_keep_their_places() -> None:
    frame = pl.DataFrame({"id": [1, 2, 3], "raw_text": ["LIVE: a", "b &amp; c", "d"]})
    assert clean(frame).rows() == [(1, "LIVE: a", "a", "LIVE"), (2, "b &amp; c", "b & c", None), (3, "d", "d", None)]
    assert clean(frame.clear()).columns == ["id", "raw_text", "text", "labels"]


@given(TEXTS)
def test_cleaning_a_clean_text_changes_nothing(raw: str) -> None:
    ((text, _),) = cleaned(raw)
    assert cleaned(text) == [(text, None)]


@given(TEXTS)
def test_a_text_with_a_letter_is_never_cleaned_to_nothing(raw: str) -> None:
    plain = raw
    while html.unescape(plain) != plain:
        plain = html.unescape(plain)
    ((text, _),) = cleaned(raw)
    if any(map(str.isalpha, plain)) and "&" not in plain:
        assert any(map(str.isalpha, text))


@given(st.lists(TEXTS, max_size=5))
def test_a_text_is_cleaned_alike_alone_and_among_others(raw: list[str]) -> None:
    assert cleaned(*raw) == [row for text in raw for row in cleaned(text)]


@pytest.mark.parametrize(
    "text",
    [
        "“We will not trade land for a pause” – Zelensky",
        '"We will not trade land for a pause" - Zelensky',
        "“ We will not trade land for a pause ” — Zelensky",
        "«We will not trade land for a pause»—Zelensky",
        "‘We will not trade land for a pause’ -- ZELENSKY.",
        "We will not trade land for a pause - Zelensky",
    ],
)
def test_quotes_dashes_and_case_do_not_make_another_headline(text: str) -> None:
    assert comparable(pl.Series([text])).to_list() == ["we will not trade land for a pause - zelensky"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Frappe sur Kharkiv : neuf morts", "Frappe sur Kharkiv: neuf morts"),
        ("Ukraine’s partners", "Ukraine's partners"),
        ("Wait… what", "Wait ... what"),
        ("Straße frei", "STRASSE FREI"),
        ("ﬁre in Kyiv", "Fire in Kyiv!"),
        ("air‑defence", "air-defence"),
        ("• Oil rises", "Oil rises."),
    ],
)
def test_other_settings_of_the_same_headline_compare_equal(one: str, other: str) -> None:
    assert story_keys(pl.Series([one]))[0] == story_keys(pl.Series([other]))[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Is it over?", "Is it over"),
        ("Up 5%", "Up 5"),
        ("$5m lost", "5m lost"),
        ("2–1 to Ajax", "21 to Ajax"),
        ("Oil falls 1.5", "Oil falls 15"),
        ("Café opens", "Cafe opens"),
        ("Israel strikes Iran", "Iran strikes Israel"),
    ],
)
def test_different_headlines_compare_different(one: str, other: str) -> None:
    assert story_keys(pl.Series([one]))[0] != story_keys(pl.Series([other]))[0]


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_the_comparable_form_of_a_comparable_form_is_itself(raw: list[str]) -> None:
    texts = clean(pl.DataFrame({"raw_text": raw}))["text"]
    once = comparable(texts)
    assert comparable(once).to_list() == once.to_list()


@given(TEXTS)
def test_a_text_with_a_letter_has_a_comparable_form_with_one(raw: str) -> None:
    ((text, _),) = cleaned(raw)
    (form,) = comparable(pl.Series([text]))
    assert any(map(str.isalpha, form)) or not any(map(str.isalpha, text))


def test_keys_are_stable() -> None:
    texts = pl.Series(["Ministers meet in Paris", "“Ministers meet” – Paris", "Ministers meet in Paris"])
    assert story_keys(texts).to_list() == ["5c3f6eb18f7dac7a", "c79affd21a3703e0", "5c3f6eb18f7dac7a"]
    assert story_keys(pl.Series([], dtype=pl.String)).to_list() == []
