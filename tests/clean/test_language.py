"""Languages of headlines."""

import time

import polars as pl
import pytest

from pipelines.clean.language import guess

ENGLISH = [
    "Fidan meets Sybiha in Ankara",
    "Haaland scores as Man City hang on to beat Tottenham",
    "Juventus sign Serbia striker Vlahovic",
    "Moldovans vote in pivotal election and EU referendum",
    "Sabalenka joins Sakkari in WTA Finals last four",
    "Vucic meets Kurti in Pristina",
    "US Open semi-finals: Djokovic v Zverev",
    "PUTIN MEETS MODI IN NEW DELHI",
    "Starmer pledges £200m for Ukraine's power grid",
]
OTHERS = {
    "de": "Merz kündigt weitere Patriot-Systeme für die Ukraine an",
    "fr": "Les agriculteurs bloquent l'autoroute A6 près de Lyon",
    "es": "El Gobierno aprueba la subida del salario mínimo",
    "uk": "Зеленський зустрівся з Макроном у Парижі",
    "ru": "Зеленский встретился с Макроном в Париже",
    "ar": "الرئيس المصري يستقبل نظيره الفرنسي في القاهرة",
    "ja": "日本の首相がアメリカ大統領と会談した",
    "zh": "中国外交部长会见俄罗斯外长",
}


def test_english_headlines_full_of_names_stay_english_where_english_is_expected() -> None:
    assert guess(pl.Series(ENGLISH), pl.Series(["en"] * len(ENGLISH))).to_list() == ["en"] * len(ENGLISH)


@pytest.mark.parametrize("expected", [None, "en"])
def test_other_languages_are_told_even_where_english_is_expected(expected: str | None) -> None:
    prior = pl.Series([expected] * len(OTHERS), dtype=pl.String)
    assert guess(pl.Series(list(OTHERS.values())), prior).to_list() == list(OTHERS)


@pytest.mark.parametrize("text", ["", "123", "—", "G7", None])
def test_what_has_no_words_is_undetermined(text: str | None) -> None:
    texts = pl.Series([text], dtype=pl.String)
    assert guess(texts).to_list() == ["und"]
    assert guess(texts, pl.Series(["en"])).to_list() == ["und"]


def test_a_lone_name_is_undetermined_unless_a_language_is_expected() -> None:
    assert guess(pl.Series(["Kyiv"])).to_list() == ["und"]
    assert guess(pl.Series(["Kyiv", "Kyiv"]), pl.Series(["en", "la"])).to_list() == ["en", "la"]


def test_each_text_is_judged_by_its_own_expectation_and_keeps_its_place() -> None:
    texts = pl.Series(["Kyiv", *OTHERS.values(), "Kyiv"])
    expected = pl.Series(["en", *[None] * len(OTHERS), "fr"], dtype=pl.String)
    assert guess(texts, expected).to_list() == ["en", *OTHERS, "fr"]


def test_five_thousand_headlines_a_second_are_guessed() -> None:
    guess(pl.Series(["the model is loaded once"]))
    texts = pl.Series([f"Ministers of {n} nations meet in Paris for talks" for n in range(5_000)])
    begin = time.monotonic()
    assert guess(texts, pl.Series(["en"] * 5_000)).unique().to_list() == ["en"]
    assert time.monotonic() - begin < 1.5
