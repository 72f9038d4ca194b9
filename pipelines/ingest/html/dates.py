"""Days and moments as HTML pages write them: in attributes, in metadata, in addresses.

What belongs here: reading one such statement. What does not: lines of text that are a date (ingest/dates.py), and
which statement counts for what (listing.py, article.py).
"""

import copy
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipelines.ingest.dates import date_in_name, date_line
from pipelines.ingest.html.page import Page, plain
from pipelines.ingest.reader import local_day
from pipelines.ingest.sources import Source

# In the order of their worth: what says "published" before what says only "date" or "changed".
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "pubdate",
    "publishdate", "publish_date", "publish-date", "sailthru.date", "cxenseparse:recs:publishtime", "dcterms.created",
    "dcterms.issued", "dc.date.issued", "dc.date.created", "dcterms.date", "dc.date", "article.published",
    "article_date_original", "originalpublicationdate", "datecreated", "date",
)  # fmt: skip
_CHANGED = (
    "article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "revised",
    "dcterms.modified", "pubdate", "dc.date", "date",
)  # fmt: skip
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAY_IN_PATH = re.compile(r"(?<![^/])((?:19|20)\d\d)/(\d{1,2}|[a-z]{3})/(\d{1,2})(?![^/])", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?:[:.]\d{2})?(?:\s?(uhr|h|hrs|[ap]\.?m\.?))?", re.IGNORECASE)
# No date line is longer, nor shorter.
_DATE_LENGTH = range(6, 80)
# Whether a day lies in the future is for the checks to say: a page read again must give what it gave before.
_FAR = datetime(2100, 1, 1)


class When(NamedTuple):
    """A day (the local one of the source), and the moment of it where it is told: UTC, no zone."""

    day: date | None = None
    at: datetime | None = None


def read_when(text: str | None, source: Source) -> When:
    """The day or moment that a machine-readable date tells; nothing where it is none.

    Forms: ISO 8601 with or without time and zone, the date of e-mails, and what a date line may be (ingest/dates.py).
    A time without zone is the source's local time.
    """
    written = plain(text or "")[:80]
    if not written:
        return When()
    try:
        if re.fullmatch(r"\d{4}-?\d\d-?\d\d", written):
            return When(date.fromisoformat(written))
        if re.match(r"\d{4}-?\d\d-?\d\d[T ]", written):
            return _when(
                datetime.fromisoformat(re.sub(r"(?:UTC|GMT|Z+)$", "+00:00", written.replace(" +", "+"))), source
            )
        if re.match(r"[A-Za-z]{3},? \d", written):
            return _when(parsedate_to_datetime(written), source)
    except (ValueError, OverflowError, TypeError):
        pass
    line = date_line(written, source.date_order)
    return When(line.day) if line else When()


def date_in_line(text: str, source: Source) -> date | None:
    """The day of a text that is a date line (ingest/dates.py) and nothing else."""
    line = plain(text[: _DATE_LENGTH.stop])
    found = date_line(line, source.date_order) if len(line) in _DATE_LENGTH else None
    return found.day if found else None


def at_clock(text: str, day: date, source: Source) -> datetime | None:
    """The moment (UTC, no zone) of a time of day as a page writes it (14:05, 2.05 pm), on a local day of the source."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hour, half = int(found[1]), (found[3] or "").lower()
    if half.startswith(("a", "p")):
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return _when(datetime.combine(day, time(hour, int(found[2]))), source).at
    except (ValueError, OverflowError):
        return None


def day_in_address(address: str | None) -> date | None:
    """The day in the path of a link: /2026/03/05/, /2026/mar/05/, /2026-03-05-; None without one or with several."""
    try:
        path = urlsplit(address or "").path
    except ValueError:
        return None
    days = set()
    for year, month, day in _DAY_IN_PATH.findall(path):
        try:
            number = int(month) if month.isdigit() else MONTHS.index(month.lower()) + 1
            days.add(date(int(year), number, int(day)))
        except ValueError:  # three numbers that are no day
            continue
    return days.pop() if len(days) == 1 else None if days else date_in_name(path)


def published(page: Page, source: Source) -> When:
    """When a page says in its metadata that it was published."""
    return _first((page.meta.get(name) for name in _PUBLISHED), source)


def changed(page: Page, source: Source) -> When:
    """When a page says in its metadata that it was last changed, else published."""
    return _first((page.meta.get(name) for name in (*_CHANGED, *_PUBLISHED)), source)


def guessed(page: Page, source: Source, *, original: bool) -> date | None:
    """The day that htmldate finds in what else stands in a page: its first publication, or its last change."""
    from htmldate import find_date  # takes a third of a second

    first = datetime.combine(source.first_day, time())
    try:
        found = find_date(
            copy.deepcopy(page.root), extensive_search=False, original_date=original, url=page.canonical,
            deferred_url_extractor=True, min_date=first, max_date=_FAR,
        )  # fmt: skip
    except Exception:  # noqa: BLE001 - what fails in heuristics that read anything tells no day
        return None
    return read_when(found, source).day


def _first(stated: Iterable[str | None], source: Source) -> When:
    return next((when for text in stated if (when := read_when(text, source)).day), When())


def _when(moment: datetime, source: Source) -> When:
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(source.time_zone))
    at = zoned.astimezone(UTC).replace(tzinfo=None)
    return When(local_day(at, source), at)
