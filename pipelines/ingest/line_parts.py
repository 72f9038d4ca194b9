"""Line parts: what stands before a headline on its line, and several headlines on one.

What belongs here: bullets, numbers, times and dates before a headline, columns that were pasted side by side, headings
of rubrics. What does not: whole lines that are a date (dates.py), which day a line bears (readers/listing.py).
"""

import re
from collections.abc import Iterator
from datetime import date, time
from typing import NamedTuple

from pipelines.ingest.dates import date_line
from pipelines.ingest.decode import STATEFUL, Line
from pipelines.ingest.sources import DateOrder

_BULLET = re.compile(r"(?:[•▪◦‣⁃∙·●○■□►▸▶➤→✦✓*+]|[-–—](?=\s))\s*(?=\w|[\"'“‘«„(\[])")
_NUMBER = re.compile(r"[(\[]?\d{1,3}[.)\]](?:\s+|(?=[A-Z“‘\"]))(?=\D)")
_CLOCK = r"(?P<hour>[01]?\d|2[0-3])(?P<sign>[:.h])(?P<minute>[0-5]\d)(?::[0-5]\d)?(?:\s?(?P<half>[ap])\.?m\.?)?"
_AFTER = r"(?:\s*(?:GMT|UTC|CET|CEST|BST|EST|EDT|Uhr|hrs?)\b)?\s*[)\]]?(?:\s*[-–—|:•]+\s+|\s+)(?=\S)"
# "6.30 million" and "12.45 pm" begin alike: a point tells a time only where a sign sets it apart.
_TIME = re.compile(rf"[(\[]?{_CLOCK}{_AFTER}", re.IGNORECASE)
_ALONE = re.compile(rf"[(\[]?{_CLOCK}(?:\s*(?:GMT|UTC|CET|CEST|BST|EST|EDT|Uhr|hrs?))?[)\]]?", re.IGNORECASE)
_DAY = re.compile(
    r"[(\[]?(?P<day>\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}|\d{1,2}\.? [A-Za-zäéû]{3,9}\.? \d{4})"
    rf"(?:[ T,]+{_CLOCK})?{_AFTER}",
    re.IGNORECASE,
)
_COLUMNS = re.compile(r"\t+ *| {3,}")
_WORDS_OF_A_COLUMN = 3
# Rubrics of newspapers, which stand alone on a line as headings.
_RUBRICS = frozenset(
    "africa americas analysis arts asia asia-pacific australia books business climate comment companies culture "
    "defence defense diplomacy economy editorial education energy entertainment environment europe features finance "
    "food foreign global health home international investigations latin_america law life lifestyle living local "
    "markets media middle_east money national news north_america obituaries opinion people politics regional science "
    "security society sport sports style tech technology top_stories travel uk us usa video weather world world_news "
    "politik wirtschaft ausland inland gesellschaft kultur wissen panorama monde politique economie international "
    "mundo politica economia sociedad deportes esteri interni".split()
)
_MARKED_HEADING = re.compile(r"(?:#{1,6}|={2,}|-{2,}|\*{2,})\s*(?P<text>[^\W\d_][^.!?]{0,38}?)\s*(?:#+|=+|-+|\*+)?$")
_HEADING_WITH_COLON = re.compile(r"(?P<text>[^\W\d_][^.!?:,]{0,28}):$")


class Part(NamedTuple):
    """A piece of a line that may be a headline: its span in the document, its text, and the time and day before it."""

    byte_start: int
    byte_end: int
    text: str
    at: time | None
    day: date | None


def parts(line: Line, encoding: str, order: DateOrder | None) -> list[Part]:
    """The headlines of a line, in order; mostly one, which is the whole line."""
    whole = Part(line.byte_start, line.byte_end, line.text, None, None)
    if line.bad_bytes or not line.complete or encoding.startswith(STATEFUL):
        return [whole]
    found = []
    for start, end in _columns(line.text):
        begin, at, day = _before(line.text, start, end, order)
        first = line.byte_start + len(line.text[:begin].encode(encoding))
        found.append(Part(first, first + len(line.text[begin:end].encode(encoding)), line.text[begin:end], at, day))
    return found


def time_alone(text: str) -> time | None:
    """The time that a line is, None when it is none: "18:05" above its headline."""
    match = _ALONE.fullmatch(text)
    return _time(match) if match and match["sign"] != "." else None


def heading(text: str) -> str | None:
    """The rubric that a line heads: "WORLD", "## Europe", "== Asia ==", "Politics:"; None when it is no heading."""
    plain = text.strip("•*#=-–—:|[]() ").casefold()
    if plain.replace(" ", "_") in _RUBRICS:
        return text.strip("•*#=-–—:|[]() ")
    match = _MARKED_HEADING.fullmatch(text) or _HEADING_WITH_COLON.fullmatch(text)
    return match["text"].strip() if match and len(match["text"].split()) <= _WORDS_OF_A_COLUMN else None


def _columns(text: str) -> Iterator[tuple[int, int]]:
    """Spans of columns set side by side: wide gaps with headlines on both sides."""
    gaps = list(_COLUMNS.finditer(text))
    spans = list(zip([0, *(gap.end() for gap in gaps)], [*(gap.start() for gap in gaps), len(text)], strict=True))
    if gaps and all(len(text[a:b].split()) >= _WORDS_OF_A_COLUMN for a, b in spans):
        yield from spans
    else:
        yield 0, len(text)


def _before(text: str, start: int, end: int, order: DateOrder | None) -> tuple[int, time | None, date | None]:
    """Where the headline begins, and the time and day that stand before it."""
    at, day = None, None
    for pattern in (_BULLET, _NUMBER, _DAY, _TIME, _BULLET):
        match = pattern.match(text, start, end)
        if not match or match.end() >= end:
            continue
        if pattern is _DAY:
            told = date_line(match["day"], order)
            if told is None or told.day is None:
                continue
            day, at = told.day, _time(match)
        elif pattern is _TIME:
            if match["sign"] == "." and not re.search(r"[-–—|\])]", match.group()):
                continue
            at = _time(match)
        start = match.end()
    return start, at, day


def _time(match: re.Match[str]) -> time | None:
    if match["hour"] is None:
        return None
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(match["minute"]))
