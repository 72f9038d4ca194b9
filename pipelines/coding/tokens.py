"""Words of a headline with their places: the ground on which the dictionaries and the grammar stand.

What belongs here: splitting text into tokens with character spans, folding for comparison, the headline's letter case,
sentence ends. What does not: anything that knows a dictionary.
"""

import re
import unicodedata
from dataclasses import dataclass

# Initials with stops (U.S., D.C.), words with inner apostrophes, numbers with separators, an apostrophe that a feed has
# left as an entity, any other sign alone.
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|\d+(?:[.,:]\d+)*|&?#39;(?:s\b)?|[^\w\s]|\w")
MAX_REMEMBERED = 200_000
_PREFIXES = frozenset(("co", "re", "de", "pre"))
_CLITIC = re.compile(r"(?i)(?:n['’ʼ]t|['’ʼ](?:s|re|ve|ll|d|m))$")
_SPECIAL = str.maketrans(
    {"ø": "o", "ł": "l", "ı": "i", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'", "ʼ": "'"}
)
_STOPS = frozenset(".?!")
# A full stop after these does not end a sentence.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr st gen col lt sen rep gov sgt capt maj adm no vs jan feb mar apr jun jul aug sep sept oct nov dec "
    "prof rev hon jr sr inc ltd co corp".split()
)


def fold(word: str) -> str:
    """The word for comparison: lower case, without diacritics, stops and typographic quotes ("U.S." → "us").

    Not empty for any word.
    """
    low = word.casefold()
    if not low.isascii():
        decomposed = unicodedata.normalize("NFKD", low.translate(_SPECIAL))
        low = "".join(c for c in decomposed if not unicodedata.combining(c))
    if low.endswith(("#39;", "#39;s")):
        return "'s" if low.endswith("s") else "'"
    return low.replace(".", "") or low or word


class _Folded(dict[str, str]):
    """Words folded before; a plain dict, since keeping the order of use costs more than folding a word again."""

    def __missing__(self, word: str) -> str:
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        folded = self[word] = fold(word)
        return folded


_folded = _Folded()


@dataclass(slots=True)
class Tokens:
    """The tokens of one text, as parallel lists.

    `raw` the token as it stands, `low` folded, `start`/`end` its character span, `joined[i]` whether a hyphen (which is
    no token of its own) joins it to the token before, `style` the text's letter case: "sentence", "title", "upper" or
    "lower".
    """

    text: str
    raw: list[str]
    low: list[str]
    start: list[int]
    end: list[int]
    joined: list[bool]
    style: str

    def __len__(self) -> int:
        return len(self.raw)

    def capital(self, index: int) -> bool:
        """Whether the token begins with a capital letter."""
        return self.raw[index][0].isupper()

    def surface(self, start: int, end: int) -> str:
        """The text from token `start` up to, not including, token `end`."""
        return self.text[self.start[start] : self.end[end - 1]]


def tokenise(text: str) -> Tokens:
    """Split one text into tokens. Total: any text gives tokens, perhaps none; spans never overlap and ascend."""
    raw: list[str] = []
    start: list[int] = []
    end: list[int] = []
    joined: list[bool] = []
    hyphen = joint = False

    def add(piece: str, at: int) -> None:
        nonlocal hyphen, joint
        if hyphen and raw and raw[-1].lower() in _PREFIXES and piece[0].islower():
            # "co-operate", "re-establish" are one word
            raw[-1], end[-1] = f"{raw[-1]}-{piece}", at + len(piece)
            hyphen, joint = False, True
            return
        raw.append(piece)
        start.append(at)
        end.append(at + len(piece))
        joined.append(hyphen)
        hyphen = False

    stop = 0
    for piece in _TOKEN.findall(text):
        at = text.index(piece, stop)  # only white space stands between
        stop = at + len(piece)
        if not hyphen and piece.isascii() and piece.isalnum():
            # nearly all tokens
            raw.append(piece)
            start.append(at)
            end.append(stop)
            joined.append(False)
            continue
        if piece in "-‐‑" and raw and end[-1] == at and at + 1 < len(text) and not text[at + 1].isspace():
            hyphen = True
            continue
        clitic = _CLITIC.search(piece) if "'" in piece or "’" in piece or "ʼ" in piece else None
        if clitic and clitic.start():
            add(piece[: clitic.start()], at)
            add(piece[clitic.start() :], at + clitic.start())
        else:
            add(piece, at)
    words = [piece.replace("-", "") if len(piece) > 1 else piece for piece in raw] if joint else raw
    return Tokens(text, raw, [_folded[word] for word in words], start, end, joined, _style(raw))


def _style(raw: list[str]) -> str:
    words = capital = upper = 0
    for piece in raw:
        if len(piece) > 3 and piece[0].isalpha():
            words += 1
            capital += piece[0].isupper()
            upper += piece.isupper()
    if not words:
        return "sentence"
    if upper >= 0.8 * words:
        return "upper"
    if not capital and words > 2:
        return "lower"
    # In title case all longer words are capitals; in sentence case names are, seldom more than half of the words.
    return "title" if words > 3 and capital >= 0.75 * words else "sentence"


def sentence_ends(tokens: Tokens) -> list[int]:
    """Indices one past each sentence's last token, ascending; the last is the number of tokens."""
    count = len(tokens.raw)
    if count and _STOPS.isdisjoint(tokens.raw):
        return [count]
    ends = []
    for index in range(count - 1):
        sign = tokens.raw[index]
        if sign in "?!" or (
            sign == "." and index and tokens.low[index - 1] not in _ABBREVIATIONS and len(tokens.low[index - 1]) > 1
        ):
            follows = index + 1
            while follows < count - 1 and tokens.raw[follows] in "\"'”’»)":
                follows += 1
            if tokens.capital(follows) or not tokens.raw[follows][0].isalpha():
                ends.append(follows if follows > index + 1 else index + 1)
    if count:
        ends.append(count)
    return ends
