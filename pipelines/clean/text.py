"""Text: from raw text to display text and labels, and to the form in which headlines are compared.

What belongs here: what holds for any text, whatever it says. What does not: furniture (boilerplate.py), languages
(language.py), near-duplicates (dedupe/).

Display text keeps quotes and dashes as the publisher set them; only the comparable form folds them.
"""

import hashlib
import html
import re
import unicodedata
from functools import cache
from importlib import resources

import polars as pl

# Separators between labels in the `labels` column.
LABEL_SEPARATOR = "|"

_SPACE = r"[\s\x1c-\x1f]+"
# Control characters, and characters without width or ink: soft hyphen, zero-width space, word joiner, byte-order mark,
# marks of writing direction, invisible operators, interlinear marks, tags. Variation selectors and the joiners of emoji
# and of scripts that need them are part of the display.
_INVISIBLE = (
    r"[\x00-\x08\x0e-\x1b\x7f-\x{84}\x{86}-\x{9f}\x{ad}\x{34f}\x{61c}\x{180e}\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}"
    r"\x{2060}-\x{206f}\x{feff}\x{fff9}-\x{fffb}\x{e0000}-\x{e007f}]+"
)
# Latin letters with the marks that compose with them, so that the rule says the same before and after composition.
_JOINER_AFTER_LATIN = r"(^|[\x00-\x{36f}\x{1e00}-\x{1eff}\s])[\x{200c}\x{200d}]+"
# Rust writes \x{…}, Python \u…: the same classes for the few texts that Python must handle
_PY_SPACE, _PY_INVISIBLE, _PY_JOINER = (
    re.compile(re.sub(r"\\x\{([0-9a-f]+)\}", lambda m: rf"\U{int(m[1], 16):08x}", pattern))
    for pattern in (_SPACE, _INVISIBLE, _JOINER_AFTER_LATIN)
)

# What every text with a label has, and few others: only these are looked at one by one.
_MAY_BEAR_LABEL = r"^[^:|–—-]{2,20}[:|–—-]|^[(\[]|[)\]]$"

# Comparable form. Quotes are dropped: publishers set the same headline in any of them, or in none.
_DOUBLE_QUOTES = '["“”„‟«»‹›″〝〞〟「」『』`´]'
_APOSTROPHES = "[’‘‛ʼʹ′ˈ＇]"
_DASH = "[-‐‑‒–—―−]"
# A dash, not a hyphen: a run with a space beside it, with an em dash in it, or of several signs.
_DASHES_BETWEEN = rf"\s+{_DASH}+\s*|\s*{_DASH}*[—―]{_DASH}*\s*|\s*{_DASH}{{2,}}\s*|{_DASH}+\s+"
_HYPHENS = "[‐‑‒–−]"
_ENDS = r"^[\s\p{Z}.,;:!·•*|/\\(){}\[\]<>_-]+|[\s\p{Z}.,;:!·•*|/\\(){}\[\]<>_-]+$"
# An ellipsis at the end, also in brackets.
_CUT = r" \.\.\. ?[\])]?\s*$"


def clean(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with `text` (for display) and `labels` made from `raw_text`; a row keeps its place.

    Entities become characters (also doubly escaped ones), text is NFC, control and invisible characters are gone, any
    white space is one space. Labels ("UPDATED:", "(video)") move from the text to `labels`, in capitals, '|' between
    them; null without one. A text never loses its last word to a label. Cleaning a clean text changes nothing.
    """
    texts = _tidy(frame["raw_text"])
    labels = pl.Series("labels", [None] * len(texts), dtype=pl.String)
    rows = texts.str.contains(_MAY_BEAR_LABEL).arg_true()
    if len(rows):
        apart = [_set_labels_apart(text) for text in texts.gather(rows)]
        texts = texts.scatter(rows, [text for text, _ in apart])
        labels = labels.scatter(rows, [found for _, found in apart])
    return frame.with_columns(texts.alias("text"), labels.alias("labels"))


def comparable(texts: pl.Series) -> pl.Series:
    """The form in which headlines are compared: equal for what is the same headline set otherwise.

    NFKC, lower case with ß as ss and ς as σ; quotes dropped, apostrophes inside of words kept as '; dashes between
    words as " - ", hyphens as -; ellipses as " ... "; no space before : ; ! ?; signs at both ends dropped but for ?,
    those of money, per cent and degree, and an ellipsis at the end, by which a headline is known as cut short. A text
    of such signs alone stays as it is.
    """
    ascii_rows = texts.str.len_bytes() == texts.str.len_chars()
    folded = texts.str.to_lowercase()
    rows = (~ascii_rows).arg_true()
    if len(rows):
        folded = folded.scatter(rows, _fold_beyond_ascii(texts.gather(rows)))
    compared = (
        folded.str.replace_all(_DOUBLE_QUOTES, "")
        .str.replace_all(_APOSTROPHES, "'")
        .str.replace_all(r"'{2,}", "")
        .str.replace_all(r"(^|[^\p{L}\p{N}\p{M}])'", "$1")
        .str.replace_all(r"'([^\p{L}\p{N}\p{M}]|$)", "$1")
        .str.replace_all(r"\s*(?:\.\s?){2,}\s*", " ... ")
        .str.replace_all(_DASHES_BETWEEN, " - ")
        .str.replace_all(_HYPHENS, "-")
        .str.replace_all(r"\s+([:;!?])", "$1")
        .str.replace_all(_SPACE, " ")
    )
    bare = compared.str.replace_all(_ENDS, "")
    rows = compared.str.contains(_CUT).arg_true()
    if len(rows):
        bare = bare.scatter(rows, bare.gather(rows).str.replace(r"^(.+)$", "$1 ..."))
    return pl.select(pl.when(bare.str.len_chars() > 0).then(bare).otherwise(folded)).to_series()


def story_keys(texts: pl.Series) -> pl.Series:
    """The key of each text: 16 hex digits of BLAKE2b over its comparable form, equal for exact repeats."""
    return keys_of(comparable(texts))


def keys_of(compared: pl.Series) -> pl.Series:
    """The key of each comparable form."""
    distinct = compared.unique()
    keys = [hashlib.blake2b(text.encode(), digest_size=8).hexdigest() for text in distinct]
    return compared.replace_strict(distinct, keys, return_dtype=pl.String).alias("story_key")


def _tidy(texts: pl.Series) -> pl.Series:
    """Entities, normal form, invisible characters and white space."""
    tidied = (
        texts.str.replace_all(_SPACE, " ")
        .str.replace_all(_INVISIBLE, "")
        .str.normalize("NFC")
        .str.replace_all(_JOINER_AFTER_LATIN, "$1")
        .str.normalize("NFC")
        .str.replace_all(" +", " ")
        .str.strip_chars(" ")
    )
    rows = tidied.str.contains("&", literal=True).arg_true()
    if len(rows):
        tidied = tidied.scatter(rows, [_unescape(text) for text in tidied.gather(rows)])
    return tidied


def _unescape(text: str) -> str:
    """The text without entities, until nothing changes: what an entity hides may be another, or invisible."""
    while True:
        plain = _PY_INVISIBLE.sub("", _PY_SPACE.sub(" ", html.unescape(text)))
        plain = _PY_JOINER.sub(r"\1", unicodedata.normalize("NFC", plain))
        plain = re.sub(" +", " ", unicodedata.normalize("NFC", plain)).strip(" ")
        if plain == text:
            return text
        text = plain


@cache
def _label_patterns() -> tuple[re.Pattern[str], ...]:
    """What sets a label apart: before ':' or '|', in capitals or numbered before a dash, in brackets at either end."""
    lines = (resources.files(__package__) / "labels.txt").read_text(encoding="utf-8").splitlines()
    words = [re.split(r"\t+| {2,}", line)[0] for line in lines if line.strip() and not line.startswith("#")]
    words.sort(key=len, reverse=True)  # the longest label that fits
    label = "|".join(_label_expression(word) for word in words)
    capitals = "|".join(_label_expression(word.upper()) for word in words)
    numbered = "|".join(rf"{re.escape(word.removesuffix(' #'))}\ ?\d+" for word in words if word.endswith(" #"))
    return (
        re.compile(rf"(?P<label>{label})\s?[:|]\s*", re.IGNORECASE),
        re.compile(rf"(?P<label>{numbered})-", re.IGNORECASE),
        re.compile(rf"(?P<label>{capitals})(?:\s?[–—]\s*|\s-\s|(?<=\d)-|-(?=['\"‘“]?[A-Z\d]))"),
        re.compile(rf"[(\[]\s?(?P<label>{label})\s?[)\]]\s*[:|–—-]?\s*", re.IGNORECASE),
        re.compile(rf"\s*[(\[]\s?(?P<label>{label})\s?[)\]]$", re.IGNORECASE),
    )


def _label_expression(word: str) -> str:
    """A label as a regular expression; '#' at its end is an optional number."""
    return re.escape(word.removesuffix(" #")) + (r"\ ?\d*" if word.endswith(" #") else "")


def _set_labels_apart(text: str) -> tuple[str, str | None]:
    labels: list[str] = []
    *starts, end = _label_patterns()
    while True:
        for pattern in starts:
            match = pattern.match(text)
            rest = text[match.end() :] if match else text
            if match and _has_letter(rest):
                break
        else:
            match = end.search(text)
            rest = text[: match.start()] if match else text
            if not match or not _has_letter(rest):
                break
        labels.append(" ".join(match["label"].upper().split()))
        text = rest.strip(" ")
    return text, LABEL_SEPARATOR.join(labels) or None


def _has_letter(text: str) -> bool:
    return any(map(str.isalpha, text))


def _fold_beyond_ascii(texts: pl.Series) -> pl.Series:
    """NFKC and lower case, twice: the one can bring forth what the other changes."""
    for _ in range(2):
        texts = (
            texts.str.normalize("NFKC")
            .str.replace_all(r"[\p{Cf}\p{Variation_Selector}]", "")
            .str.to_lowercase()
            .str.replace_all("ß", "ss", literal=True)
            .str.replace_all("ς", "σ", literal=True)
        )
    return texts.str.normalize("NFKC")
