"""Entries: what a feed, a wire item or a record tells of one headline, and its judgement as an item.

What belongs here: plain text out of markup, links, languages and moments as such documents write them, and which
entries are headlines. What does not: any one format (readers/), lines of plain text (readers/listing.py).
"""

import html
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from pipelines.ingest.dates import date_line
from pipelines.ingest.reader import MAX_RAW_TEXT, DateKind, Item, ItemKind, local_day, undated
from pipelines.ingest.sources import Source

# Of a text without a title, the beginning in which a first sentence is sought.
_LEAD = 20_000
_MAX_LINK = 4_000
_MAX_LABEL = 200
# A written date is short; what is longer is text.
_MAX_DATE = 80

# What no reader of a page sees, then every other tag. Quoted attributes may hold brackets. Possessive, and each
# alternative ends at the end of the text at the latest: linear in whatever is given.
_UNSEEN = re.compile(
    r"<(script|style|applet|noscript)\b.*?(?:</\1\s*+>|\Z)|<!--.*?(?:-->|\Z)|<[!?][^>]*+>?", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"""</?([a-zA-Z][\w:.-]*+)(?:(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>|[^<>]*+>?)""")
# In text that is said to be plain, these are markup all the same; others ("the <blink> tag") are its subject.
_COMMON = frozenset("a abbr b big br cite div em font i img p small span strike strong sub sup u".split())
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li ol p pre "
    "section table tbody td th thead tr ul".split()
)
# In text that is said to be plain; HTML knows some without ";", which would make "Q&not" of "Q&notes".
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Control characters, lone surrogates and noncharacters: nothing that can be shown or stored.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*+(?=\s+[\"'“‘«(\[¿¡]*+[^\W_a-zà-ÿ])")
# A stop after these ends no sentence: titles, single letters (initials, U.S.).
_ABBREVIATED = re.compile(
    r"(?:^|[\s(.])(?:[^\W\d_]|Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Lt|Col|Capt|Sgt|Prof|Jr|Sr|No|vs)\.$"
)
_TIME = re.compile(r"\d\s*:\s*\d|\dT\d|\d\s*[ap]\.?m\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"\s*([a-zA-Z]{2})(?![a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry tells; texts are plain already, `moment` is UTC without a zone, `refused` is why it is no headline.

    `written` is its date as it stands, `moment` and `day` what was read of it (`day` alone where it has no time).
    """

    title: str
    text: str = ""
    written: str | None = None
    moment: datetime | None = None
    day: date | None = None
    link: str | None = None
    section: str | None = None
    language: str | None = None
    publisher: str | None = None
    refused: str | None = None


def item_of(
    entry: Entry,
    position: int,
    span: tuple[int | None, int | None],
    source: Source,
    own: DateKind,
    fallback: tuple[date | None, DateKind | None],
) -> Item:
    """An entry as an item; `own` is how its own date is known, `fallback` the day of one without a readable date."""
    text = entry.title or first_sentence(entry.text)
    day, date_kind = (entry.day, own) if entry.day else fallback
    kind, reason = _judge(entry, text, day, source)
    start, end = span if None not in span else (None, None)
    return Item(
        position, start, end, kind, text[:MAX_RAW_TEXT], day, date_kind if day else None, reason,
        entry.link, entry.section, entry.language, entry.publisher, entry.moment,
    )  # fmt: skip


def _judge(entry: Entry, text: str, day: date | None, source: Source) -> tuple[ItemKind, str | None]:
    if entry.refused:
        return "rejected", entry.refused
    if not text:
        return "rejected", "no title, nor a text to take its first sentence from; leave it, or ask its publisher"
    if len(text) > MAX_RAW_TEXT:
        return "rejected", (
            f"a title of {len(text)} characters is no headline (at most {MAX_RAW_TEXT}); give the text apart from it"
        )
    if not any(map(str.isalpha, text)):
        return "boilerplate", "no letters: a number or signs"
    if day:
        return "headline", None
    unread = f"its date '{entry.written[:40]}' cannot be read, and " if entry.written else ""
    return "rejected", unread + undated(source)


def plain(text: str, *, markup: bool = False) -> str:
    """Text without tags and entities, white space collapsed, nothing in it that cannot be shown.

    Without `markup` only the tags go that nobody writes about, such as <b>.
    """
    if "<" in text:
        text = text.replace("<![CDATA[", "").replace("]]>", "")  # escaped once too often
        text = _TAG.sub(lambda tag: _space(tag, all_tags=markup), _UNSEEN.sub(" ", text) if markup else text)
    if "&" in text:
        text = html.unescape(text) if markup else _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return " ".join(_UNSHOWN.sub(" ", text).split())


def _space(tag: re.Match[str], *, all_tags: bool) -> str:
    name = tag[1].lower()
    if name in _BLOCKS and (all_tags or name in _COMMON):
        return " "
    return "" if all_tags or name in _COMMON else tag[0]


def lead(text: str, *, markup: bool) -> str:
    """The beginning of a longer text as `plain`: enough for its first sentence."""
    return plain(text[:_LEAD], markup=markup)


def first_sentence(text: str) -> str:
    """The first sentence of a plain text; all of it where none ends."""
    for end in _SENTENCE_END.finditer(text, 0, MAX_RAW_TEXT + 100):
        if not _ABBREVIATED.search(text, max(0, end.start() - 8), end.start() + 1):
            return text[: end.end()]
    return text


def label(text: object) -> str | None:
    """A section or publisher as plain text, None without one."""
    found = plain(text[:_LEAD])[:_MAX_LABEL] if isinstance(text, str) else ""
    return found or None


def language_code(written: object) -> str | None:
    """The two letters of ISO 639-1 of a language tag (en-GB: en), None for other forms."""
    match = _LANGUAGE.match(written) if isinstance(written, str) else None
    return match[1].lower() if match else None


def web_address(written: object, base: str = "") -> str | None:
    """An absolute http(s) address, a relative one resolved against `base`; None for anything else."""
    if not isinstance(written, str) or not 0 < len(written) <= _MAX_LINK:
        return None
    address = "%20".join(_UNSHOWN.sub(" ", written).split())
    try:
        address = urljoin(base, address) if base.startswith(("http://", "https://")) else address
    except ValueError:  # brackets that are no IPv6 address
        return None
    return address if re.match(r"https?://[^/?#\s]", address, re.IGNORECASE) else None


def utc(moment: datetime, source: Source) -> datetime | None:
    """A moment as UTC without a zone; one without a zone is local time of the source. None beyond the calendar."""
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(source.time_zone))
    try:
        return zoned.astimezone(UTC).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return None


def day_of(moment: datetime, source: Source) -> date:
    """The local day of a moment (UTC, no zone); at the ends of the calendar its day in UTC."""
    try:
        return local_day(moment, source)
    except (OverflowError, ValueError):
        return moment.date()


def has_time(written: str) -> bool:
    """Whether a written date has a time of day."""
    return bool(_TIME.search(written[:_MAX_DATE]))


def read_date(written: object, source: Source) -> tuple[datetime | None, date | None]:
    """The moment (UTC, no zone) and local day of a date as records write it; the day alone where it has no time.

    ISO 8601, RFC 5322, seconds, milliseconds or microseconds since 1970, and the forms of a date line; (None, None)
    for others. A time without a zone is the source's.
    """
    if isinstance(written, str):
        text = written.strip()
        if len(text) > _MAX_DATE:
            return None, None
        if not re.fullmatch(r"[0-9]{9,17}(?:\.[0-9]*)?", text):
            return _read_text(text, source)
        written = float(text)
    if isinstance(written, bool) or not isinstance(written, int | float):
        return None, None
    return _since_1970(written, source)


def _since_1970(number: float, source: Source) -> tuple[datetime | None, date | None]:
    if not 1e8 <= number < 1e17:  # seconds before 1973: rather a number of another kind
        return _read_text(str(number), source) if isinstance(number, int) and abs(number) < 1e9 else (None, None)
    seconds = next(number / unit for unit in (1, 1e3, 1e6, 1e9) if number / unit < 1e11)
    moment = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None, microsecond=0)
    return moment, day_of(moment, source)


def _read_text(text: str, source: Source) -> tuple[datetime | None, date | None]:
    moment: datetime | None = None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        line = None if has_time(text) else date_line(text, source.date_order)
        if line:
            return None, line.day
    if moment is None:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            line = date_line(text, source.date_order)
            return None, line.day if line else None
    if not has_time(text):
        return None, moment.date()
    at = utc(moment, source)
    if at is None:
        return None, moment.date()
    return at, day_of(at, source) if moment.tzinfo else moment.date()
