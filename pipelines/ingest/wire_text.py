"""The text of transmitted stories: which line of it is the headline, the moment in its last line, its characters.

What belongs here: reading the text of a story without markup, as ANPA-1312 and IPTC 7901 have it. What does not: where
a story begins and ends and what its header says (readers/anpa.py).
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

from pipelines.ingest.dates import date_line
from pipelines.ingest.entry import utc
from pipelines.ingest.reader import local_day
from pipelines.ingest.sources import Source
from pipelines.ingest.wire import DATELINE, lead, shown

# Of a text, the beginning in which its headline is sought, and the end in which its date is.
_BEGINNING = 20_000
_END = 600
# Lines of IPTC 7901 have at most 69 characters: a line is continued where the next word had no room on it.
_WIDTH = 68
_BLOCK_LINES = 8

_SLUG = re.compile(r"[A-Z]{2,3}-(?:[A-Z]{2,4}-)?-?\S")
_FURNITURE = re.compile(
    r"\(?(?:eds?\b|editors?\b|(?:[A-Z]{2,8}|with) (?:photo|graphic|video)|by |von |par |por |\S+ .{0,30}\bwriters?\b|"
    r"associated press\b|end\b|for release|for use|adv\b|adv\d|advance\b|urgent\b|bulletin\b|eil\b|foto\b|achtung\b|"
    r"\(?(?:first|second|third|1st|2nd|3rd|\dth) (?:ld|lead|add)\b|ld-|with:|note\b|attn\b|attention\b|stand:|"
    r"sperrfrist\b|embargo)|[\W\d_]*$",
    re.IGNORECASE,
)
_AFTER_AP = re.compile(r"\b[A-Z]{2,4}-[A-Z]{2}-(\d\d?)-(\d\d?)-(\d{4}|\d\d) (\d\d)(\d\d) ?([A-Z]{2,4})?")
_AFTER_IPTC = re.compile(r"\b(\d\d)(\d\d)(\d\d) ?(?:([A-Z]{1,4}) )?([^\W\d_]{3,9})\.? ?'?(\d{4}|\d\d)\b")
_HOURS = {
    "GMT": 0, "UTC": 0, "Z": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "MEZ": 1, "CET": 1, "MESZ": 2, "CEST": 2, "BST": 1,
}  # fmt: skip
_PIVOT = 69
# Umlauts within words: in the code page of DOS, in the German ISO 646, with the accent before its letter (ISO 6937).
_DOS = re.compile(rb"[A-Za-z][\x81\x84\x94][a-z]")
_GERMAN_646 = re.compile(rb"[a-z][{|}][a-z]")
_ISO_6937 = re.compile(rb"[a-z][\xc1-\xcf][aeioucnAEIOU]")
_FROM_646 = str.maketrans("[\\]{|}~", "ÄÖÜäöüß")
_ACCENTS = {
    "\xc1": "\u0300", "\xc2": "\u0301", "\xc3": "\u0302", "\xc4": "\u0303", "\xc8": "\u0308", "\xca": "\u030a",
    "\xcb": "\u0327", "\xcf": "\u030c",
}  # fmt: skip


def wire_text(data: bytes, expected: str | None) -> str:
    """The characters of a story: UTF-8, else the encoding `expected`, else what its umlauts tell, else Latin."""
    sample = data[:_BEGINNING]
    if data.isascii():
        text = data.decode("ascii")
        return text.translate(_FROM_646) if len(_GERMAN_646.findall(sample)) > 1 else text
    for encoding in filter(None, ("utf-8", expected)):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    if len(_ISO_6937.findall(sample)) > 1:
        text = data.decode("latin-1").replace("\xfb", "ß")
        return re.sub("([\xc1-\xcf])([A-Za-z])", _composed, text)
    return data.decode("cp850" if _DOS.search(sample) else "cp1252", "replace")


def _composed(pair: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", pair[2] + _ACCENTS.get(pair[1], ""))


def headline_of_anpa(text: str) -> tuple[str, str]:
    """The headline of a story in ANPA-1312 and the beginning of its text; either may be empty.

    Its paragraphs end with '<'; those before the text begin with '^': a keyword line, the headline, bylines, notes.
    """
    title = ""
    for mark, paragraph in _paragraphs(text[:_BEGINNING]):
        if not mark:
            return title, lead(paragraph)
        if not title and not _SLUG.match(paragraph) and not _FURNITURE.match(paragraph):
            title = paragraph
    return title, ""


def _paragraphs(text: str) -> Iterator[tuple[bool, str]]:
    """The paragraphs that hold anything, and whether each bears the mark of those before the text."""
    lines: list[str] = []
    for line in [*text.replace("``", '"').replace("''", '"').splitlines(), "^"]:
        begins = line.startswith(("^", "\t", "   ")) or (bool(lines) and lines[-1].rstrip().endswith("<"))
        if begins and lines:
            paragraph = shown(" ".join(lines).strip("^< \t=")).rstrip("<^ =")
            if paragraph:
                yield lines[0].startswith("^"), paragraph
            lines = []
        lines.append(line)


def headline_of_lines(text: str) -> tuple[str, str]:
    """The headline of a story in IPTC 7901 and the beginning of its text; either may be empty.

    The headline is what stands before a line that ends with '=', else the first line, unless that is the text already.
    """
    lines = [shown(line) for line in text[:_BEGINNING].splitlines()]
    start = next((i for i, line in enumerate(lines) if line), len(lines))
    lines = lines[start:]
    marked = next((i for i, line in enumerate(lines[:_BLOCK_LINES]) if line.endswith("=")), None)
    head = [line.rstrip("= ") for line in lines[: marked + 1]] if marked is not None else lines[:_BLOCK_LINES]
    first = next((i for i, line in enumerate(head) if line and not _FURNITURE.match(line)), None)
    if first is None:
        return "", lead(" ".join(lines[marked + 1 if marked is not None else 0 :]))
    end = first + 1
    while end < len(head) and head[end] and len(head[end - 1]) + 1 + len(head[end].split(" ", 1)[0]) > _WIDTH:
        end += 1
    title = " ".join(head[first:end])
    if marked is None and (DATELINE.match(title) or end == len(head)):
        return "", lead(" ".join(lines[first:]))
    return title, lead(" ".join(lines[marked + 1 if marked is not None else end :]))


def moment_after(text: str, source: Source) -> tuple[str | None, datetime | None, date | None]:
    """The date in the last lines of a story: as it stands, its moment (UTC, no zone), its local day; None without."""
    end = shown(text[-_END:])
    found = [*_AFTER_AP.finditer(end)]
    if found:
        month, day, year, hour, minute, zone = found[-1].groups()
        return _moment(found[-1][0], (year, month, day), (hour, minute), zone, source)
    for match in reversed([*_AFTER_IPTC.finditer(end)]):
        day, hour, minute, zone, name, year = match.groups()
        line = date_line(f"{day} {'mar' if name.lower() == 'mrz' else name} {_year(year)}")
        if line:
            month = str(line.day.month) if line.day else "0"
            return _moment(match[0], (year, month, day), (hour, minute), zone, source)
    return None, None, None


def _moment(
    written: str, ymd: tuple[str, str, str], clock: tuple[str, str], zone: str | None, source: Source
) -> tuple[str, datetime | None, date | None]:
    try:
        at = datetime(_year(ymd[0]), int(ymd[1]), int(ymd[2]))
    except ValueError:
        return written, None, None
    try:
        at = at.replace(hour=int(clock[0]), minute=int(clock[1]))
    except ValueError:
        return written, None, at.date()
    hours = _HOURS.get((zone or "").upper())
    moment = utc(at if hours is None else at.replace(tzinfo=timezone(timedelta(hours=hours))), source)
    return written, moment, local_day(moment, source) if moment and hours is not None else at.date()


def _year(written: str) -> int:
    number = int(written)
    return number if len(written) == 4 else number + (2000 if number < _PIVOT else 1900)
