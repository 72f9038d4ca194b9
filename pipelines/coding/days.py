"""The day of an act: dates named in a headline, resolved against the published day.

What belongs here: finding date expressions and resolving them. What does not: date lines of pages (ingest/dates.py),
which event a date belongs to (reading.py).

A range is dated by its first day. A week, month or year ("last week", "in March", "in 2014") does not move an act from
the published day, it only tells how roughly that day is known: its precision.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

_MONTHS = {
    name: n
    for n, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {name: n for n, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
_MONTH = (
    r"(?P<{0}>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_MONTH_NAME = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_EXPRESSION = re.compile(
    r"\b(?:"
    rf"(?P<iso>\d{{4}}-\d\d-\d\d)|"
    rf"{_MONTH.format('m1')}\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:|%)"
    r"(?:\s*(?P<until>[-–—]|to|until|and)\s*\d{1,2}(?:st|nd|rd|th)?(?!\d|:|%|\s*[a-z]))?(?:,?\s+(?P<y1>(?:19|20)\d\d))?|"
    rf"(?:(?P<d0>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:[-–—]|to|until|and)\s*)?"
    rf"(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('m2')}\b(?:,?\s+(?P<y2>(?:19|20)\d\d))?|"
    rf"(?P<rel>yesterday|today|tonight|tomorrow|last night)|"
    rf"(?:(?P<which>last|next|this|on|late|early|past)\s+)?(?P<wd>{_WEEKDAY})\b|"
    rf"(?P<n>\d+|a|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?P<unit>day|week)s?\s+ago|"
    r"(?:last|next|this|past|coming|previous)\s+(?P<period>week|month|year)(?:end)?\b|"
    rf"(?:in|since|during|last|next|this)\s+(?:(?:early|mid|late)[\s-]+)?"
    rf"(?P<month>{_MONTH_NAME})(?!\s+\d{{1,2}}\b)(?:,?\s+(?:19|20)\d\d)?|"
    r"(?:in|since|during)\s+(?P<year>(?:19|20)\d\d)\b"
    r")",
    re.IGNORECASE,
)
# Every expression holds one of these, also where letters fold oddly; most headlines hold none, and need no search.
_HINTS = (
    "day", "ght", "morrow", "week", "month", "year", "ago", "-0", "-1", "19", "20",
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_RANGE_LINKS = frozenset({"-", "–", "—", "to", "until", "till", "through"})
_NUMBERS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten".split())} | {"a": 1}


@dataclass(frozen=True, slots=True)
class Day:
    """A date expression: character span, the day, how it is known, for a bare weekday its number, and how exact it is.

    `precision` is day, range (`day` is its first one), week, month or year.
    """

    start: int
    end: int
    day: date
    kind: str
    weekday: int | None = None
    precision: str = "day"

    def on(self, published: date, future: bool) -> date:
        """The day under the verb's tense: a bare weekday is the nearest past one, or the nearest to come."""
        if self.weekday is None:
            return self.day
        if future:
            return published + timedelta(days=(self.weekday - published.weekday()) % 7)
        return published - timedelta(days=(published.weekday() - self.weekday) % 7)


def _nearest_year(month: int, day: int, published: date) -> date | None:
    """The date of that month and day nearest to the published day (headlines leave the year out)."""
    options = []
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            options.append(date(year, month, day))
        except ValueError:
            continue
    return min(options, key=lambda d: abs((d - published).days), default=None)


def find_days(text: str, published: date) -> list[Day]:
    """The date expressions of a text in order."""
    folded = text.casefold()
    if not any(hint in folded for hint in _HINTS):
        return []
    found: list[Day] = []
    for match in _EXPRESSION.finditer(text):
        day, kind, weekday, precision = None, "explicit", None, "day"
        part = match.groupdict()
        month, number, year = part["m1"] or part["m2"], part["d1"] or part["d2"], part["y1"] or part["y2"]
        try:
            if part["iso"]:
                day = date.fromisoformat(part["iso"])
            elif month in ("march", "may") and not text.islower():
                continue  # the verbs: "troops march 5 miles"
            elif month and number:
                m = _MONTHS[month.rstrip(".").lower()]
                precision = "range" if part["d0"] or part["until"] else "day"
                first = int(part["d0"] or number)
                day = date(int(year), m, first) if year else _nearest_year(m, first, published)
            elif part["rel"]:
                kind = "relative"
                step = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(part["rel"].lower(), 0)
                day = published + timedelta(days=step)
            elif part["unit"]:
                kind = "relative"
                n = _NUMBERS.get(part["n"].lower()) or int(part["n"])
                day = published - timedelta(days=n * (7 if part["unit"].lower() == "week" else 1))
            elif part["period"] or part["month"] or part["year"]:
                day, kind = published, "inherited"
                precision = (part["period"] or "").lower() or ("month" if part["month"] else "year")
            elif part["wd"]:
                kind, which = "weekday", (part["which"] or "").lower()
                weekday = WEEKDAYS[part["wd"].lower()]
                back = (published.weekday() - weekday) % 7
                if which in ("last", "past"):
                    day, weekday = published - timedelta(days=back or 7), None
                elif which == "next":
                    day, weekday = published + timedelta(days=(-back % 7) or 7), None
                else:
                    day = published - timedelta(days=back)
        except (ValueError, OverflowError):
            continue
        if day is not None:
            found.append(Day(match.start(), match.end(), day, kind, weekday, precision))
    # "Wednesday, January 7": the weekday only repeats the date that follows
    dates = [d for d in found if d.kind == "explicit"]
    found = [
        d
        for d in found
        if d.kind != "weekday" or not any(abs(o.start - d.end) <= 3 or abs(d.start - o.end) <= 3 for o in dates)
    ]
    return _joined(text, found)


def _joined(text: str, found: list[Day]) -> list[Day]:
    """Two days with a dash or "to" between them, or "between" before and "and", are one range."""
    days: list[Day] = []
    for day in found:
        last = days[-1] if days else None
        if last and last.kind == day.kind != "inherited":
            link = text[last.end : day.start].strip().lower()
            before = text[: last.start].rstrip().lower()
            if link in _RANGE_LINKS or (link == "and" and before.endswith("between")):
                days[-1] = replace(last, end=day.end, precision="range")
                continue
        days.append(day)
    return days
