"""Dates: lines that are a date, and dates in the names of files.

What belongs here: reading a day as a page writes it. What does not: dates inside of headlines (coding/) and what a
date line rules (the readers).

The day is the local day as it is written: a time or a zone beside it never moves it, and a weekday beside it is not
compared with it.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pipelines.ingest.sources import DateOrder

# No date line with all its decorations is longer; a longer line is text.
_MAX_LENGTH = 120
# A two-digit year below this is of the 2000s, as in POSIX strptime.
_PIVOT = 69

_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            # English with its abbreviations, then German, French, Spanish, Italian, Portuguese, Dutch
            "january jan januar jänner janvier enero gennaio janeiro januari",
            "february feb februar février fevrier febrero febbraio fevereiro februari",
            "march mar märz maerz mars marzo março marco maart",
            "april apr avril abril aprile",
            "may mai mayo maggio maio mei",
            "june jun juni juin junio giugno junho",
            "july jul juli juillet julio luglio julho",
            "august aug août aout agosto augustus",
            "september sep sept septembre septiembre settembre setembro",
            "october oct oktober okt octobre octubre ottobre outubro",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre decembre diciembre dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS_WORDS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "lunes martes miércoles jueves viernes sábado domingo "
    "lunedì martedì mercoledì giovedì venerdì sabato domenica "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
)
_WEEKDAYS = frozenset(_WEEKDAYS_WORDS.split())
# Words that stand beside a date and say no more than that it is one.
_BESIDE_WORDS = (
    "published posted updated modified created issued released filed first last edition edited date dated as of at on "
    "the today uhr hrs hours time local clock o h am pm a p m "
    "headlines news bulletin digest morning afternoon evening night daily weekend print page "
    "veröffentlicht aktualisiert stand am um den vom publié mis à jour le publicado actualizado pubblicato aggiornato "
    "de del di"
)
_BESIDE = frozenset(_BESIDE_WORDS.split())
_ZONES_WORDS = (
    "gmt utc z est edt et cst cdt ct mst mdt mt pst pdt pt bst ist cet cest eet eest msk trt jst kst hkt sgt "
    "aest aedt nzst nzdt sast wat cat eat"
)
_ZONES = frozenset(_ZONES_WORDS.split())
# A place of one word is told by its capital letter; one of several by a first word that places begin with.
_PLACE_BEGINS_WORDS = (
    "new san santa los las saint st port buenos rio tel abu hong kuala addis cape são sao "
    "mexico washington the panama guatemala kuwait east west north south"
)
_PLACE_BEGINS = frozenset(_PLACE_BEGINS_WORDS.split())

_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ORDINAL = r"(?:st|nd|rd|th|er|[.º°ª])?"
_DATE = re.compile(
    rf"""
    (?<![\w/.-]) (?:
        (?P<y1>\d{{4}}) (?P<s1>[-/.]) (?P<m1>\d{{1,2}}) (?P=s1) (?P<d1>\d{{1,2}})
      | (?P<d2>\d{{1,2}}) {_ORDINAL} [\s/-]* (?:(?:of|de)\s+)? (?P<m2>{_MONTH}) \.? ,? [\s/-]* (?:(?:de|del)\s+)?
        (?P<y2>\d{{4}}|'?\d{{2}})
      | (?P<m3>{_MONTH}) \.? \s* (?P<d3>\d{{1,2}}) (?:st|nd|rd|th)? (?: \s*,\s* | \s+ ) (?P<y3>\d{{4}})
      | (?P<a4>\d{{1,2}}) (?P<s4>[-/.]) \s? (?P<b4>\d{{1,2}}) (?P=s4) \s? (?P<c4>\d{{4}}|\d{{2}})
      | (?P<compact>(?:19|20)\d{{6}})
    ) (?![\w/] | [-.:]\d) (?:t(?=\d))?
    |
    (?<![\w/.-]) (?P<y5>\d{{4}}) - (?P<m5>\d{{2}}) - (?P<d5>\d{{2}}) t (?=\d)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HINT = re.compile(r"\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d{1,2}\W.{3,12}\d{2}")
_TIME = re.compile(
    r"""
    \b \d{1,2} (?:
        \s?[:.h]\s? \d{2} (?: [:.] \d{2} (?: [.,] \d{1,9} )? )? (?:\s?[ap]\.?\s?m\b\.?)?
      | \s?[ap]\.?\s?m\b\.?
    )
    | \b \d{3,4} \s? (?=(?:gmt|utc|z|hrs|h)\b)
    | (?:gmt|utc)? \s? [+-] \d{1,2} (?: :?\d{2} )? \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
_WORD = re.compile(r"[^\W\d_]+")
_FIRST_PUBLISHED = re.compile(r"\b(?:published|posted|created|issued|first|veröffentlicht|publié|publicado)\b\W*$")
_IN_NAME = re.compile(
    r"(?<!\d)((?:19|20)\d{2})([-_.]?)(\d{2})\2(\d{2})(?=t?\d{4}(?:\d{2})?(?!\d)|(?!\d))", re.IGNORECASE
)


class DateLine(NamedTuple):
    """A line that is a date: its day, or the error that names why it is none."""

    day: date | None
    error: str | None


def date_line(text: str, order: DateOrder | None = None) -> DateLine | None:
    """The date that a line is, None when it is no date line.

    A date line holds a date and nothing beside it but weekday, time, zone, words such as "Published:", a place ("Kyiv,
    7 January 2026") and signs. Of several dates the one called published counts, else the first. A headline that
    begins with a date is no date line, nor is a date without a year.

    `order` is how the source writes numeric dates. Without it, a date that ends in a four-digit year is read day
    first, and one with a two-digit year is no date; with `ymd` a date that ends in its year is read day first too.
    """
    if len(text) > _MAX_LENGTH or not _HINT.search(text):
        return None
    line = unicodedata.normalize("NFKC", text).translate(_DASHES)
    matches = list(_DATE.finditer(line))
    lines = [_day(match, order) for match in matches]
    if not lines or None in lines:
        return None
    starts = [match.start() for match in matches]
    ends = [match.end() for match in matches]
    beside = [line[a:b] for a, b in zip([0, *ends], [*starts, len(line)], strict=True)]
    if not all(_is_decoration(piece, outer=piece in (beside[0], beside[-1])) for piece in beside):
        return None
    published = (i for i, piece in enumerate(beside[:-1]) if _FIRST_PUBLISHED.search(piece.casefold()))
    return lines[next(published, 0)]


def date_in_name(file_name: str) -> date | None:
    """The day that a file's name bears (2026-03-05-evening.txt, 20260305.txt, news_20260305T1805.txt).

    None without one, with several days, or with one that does not exist.
    """
    days = set()
    for year, _, month, day in _IN_NAME.findall(file_name):
        found = _calendar(int(year), int(month), int(day))
        if found:
            days.add(found)
    return days.pop() if len(days) == 1 else None


def _day(match: re.Match[str], order: DateOrder | None) -> DateLine | None:
    """The day of one written date; None for a form that is no date in this order."""
    group = match.groupdict()
    written = match.group().strip()[:40]
    if group["compact"]:
        number = int(group["compact"])
        day = _calendar(number // 10000, number // 100 % 100, number % 100)
        return DateLine(day, None) if day else None
    if group["a4"]:
        return _numeric(group["a4"], group["b4"], group["c4"], order, written)
    for year, month, day_number in _named(group):
        full_year = _year(year, order)
        if full_year is None:
            return None
        day = _calendar(full_year, month, day_number)
        return DateLine(day, None) if day else DateLine(None, f"'{written}' is no day of the calendar")
    return None


def _named(group: dict[str, str | None]) -> Iterator[tuple[str, int, int]]:
    """Year as written, month and day, for the forms that leave no doubt which is which."""
    for form in "1235":
        year, month, day = group[f"y{form}"], group[f"m{form}"], group[f"d{form}"]
        if year and month and day:
            yield year, _MONTHS[month.casefold()] if form in "23" else int(month), int(day)


def _numeric(first: str, second: str, last: str, order: DateOrder | None, written: str) -> DateLine | None:
    if len(last) == 2:
        if order is None:
            return None
        year, month, day = {"dmy": (last, second, first), "mdy": (last, first, second), "ymd": (first, second, last)}[
            order
        ]
        if len(year) != 2:
            return None
        found = _calendar(_year(year, order) or 0, int(month), int(day))
        return (
            DateLine(found, None) if found else DateLine(None, f"'{written}' is no day of the calendar read as {order}")
        )
    month, day = (first, second) if order == "mdy" else (second, first)
    found = _calendar(int(last), int(month), int(day))
    if found:
        return DateLine(found, None)
    error = f"'{written}' is no day of the calendar"
    if _calendar(int(last), int(day), int(month)):
        read, other = ("month", "dmy") if order == "mdy" else ("day", "mdy")
        error += f" when read {read} first; if the source writes it otherwise, set its date_order to {other}"
    return DateLine(None, error)


def _year(written: str, order: DateOrder | None) -> int | None:
    digits = written.lstrip("'")
    if len(digits) == 4:
        return int(digits)
    if order is None:
        return None
    return int(digits) + (2000 if int(digits) < _PIVOT else 1900)


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_decoration(piece: str, *, outer: bool) -> bool:
    """Whether a piece beside the date says nothing but time, zone, weekday, "published" or, at an end, a place."""
    rest = _TIME.sub(" ", piece)
    if any(character.isdigit() for character in rest):
        return False
    words = [word for word in _WORD.findall(rest) if not _is_beside(word.casefold())]
    if not words:
        return True
    if not outer or not all(word[0].isupper() for word in words):
        return False
    if not any(unicodedata.category(character) in ("Pd", "Po", "Ps", "Sm") for character in rest):
        return False
    return len(words) == 1 or (len(words) <= 3 and words[0].casefold() in _PLACE_BEGINS)


def _is_beside(word: str) -> bool:
    return word in _WEEKDAYS or word in _BESIDE or word in _ZONES
