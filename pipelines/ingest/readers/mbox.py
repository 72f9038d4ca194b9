"""Mail: a mailbox (mbox) or one message (.eml): alerts and newsletters with their headlines, and single announcements.

What belongs here: the messages of a mailbox, their headers, and which of them list headlines. What does not: what
stands in a body (mail_body.py).

A mail that says that it is an alert, a digest or a newsletter gives the headlines it lists, and its subject is
furniture; of another mail the subject is the headline, unless it is a reply or forwards something. The day is that of
the header Date, else of the last server that received it, else of the mailbox.

The parts of a mail are parsed by the policy compat32 of Python's email, its subject is decoded by the default one: that
raises on broken headers of parts while it parses.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32, default
from email.utils import parseaddr

from pipelines.ingest.decode import Unreadable
from pipelines.ingest.entry import label, language_code
from pipelines.ingest.mail_body import Line, alert_lines, first_text
from pipelines.ingest.reader import Item, Place, ReadDocument, fallback_day
from pipelines.ingest.sources import Source
from pipelines.ingest.wire import NOWHERE, Fallback, Span, WireEntry, dated, debris, item_of, lead, shown

name = "mbox"

_HEAD = 16 * 1024
# Of a message, what is parsed: text comes before its attachments.
_MAX_MESSAGE = 2_000_000
_MAX_HEADER = 2_000
# Parts within parts: each line is compared with the boundaries of all around it.
_MAX_BOUNDARIES = 40
# The library takes quadratic time for the parameters of a field.
_MAX_FIELD = 10_000
_PARAMETERS = re.compile(rb"^content-[a-z-]{1,30}:[^\n]*+(?:\n[ \t][^\n]*+)*+", re.IGNORECASE | re.MULTILINE)
_FIELDS = frozenset(
    b"from to cc subject date sender reply-to message-id received return-path mime-version delivered-to content-type "
    b"list-id list-unsubscribe in-reply-to references content-transfer-encoding dkim-signature x-mailer".split()
)
_SURE_FIELDS = frozenset(b"from received return-path message-id mime-version delivered-to".split())
_FIELD = re.compile(rb"([!-9;-~]{1,70}):")
_FROM_LINE = re.compile(rb"^From (?=[^\r\n]{1,300}\r?\n>?[!-9;-~]{1,70}(?::| ))", re.MULTILINE)
_REPLY = re.compile(
    r"^\W{0,3}(?:re|aw|sv|antw|fwd?|wg|tr|rv|vs|ref|odp|res|rif|i|enc)\s*(?:\[\d+\])?\s*:\s*", re.IGNORECASE
)
_ALERT = re.compile(
    r"\b(?:alerts?|alertas?|alertes?|newsletters?|digest|headlines|top stories)\b|"
    r"googlealerts|schlagzeilen|presseschau",
    re.IGNORECASE,
)
# Of such a subject there is never a headline.
_NAMED_ALERT = re.compile(r"google[ -]?alerts?\b|(?:daily |weekly )?(?:news ?letter|digest|headlines)$", re.IGNORECASE)
# What is bulk mail by its headers, or tells of the time of day, lists headlines where it has so many.
_PERIOD = re.compile(r"\b(?:briefing|news ?updates?|round-?up|daily|weekly|morning|evening|today)\b", re.IGNORECASE)
_BULK_HEADLINES = 3
# What the header parser of the standard library lets through on broken headers.
_LIBRARY_FAILS = (ValueError, LookupError, AttributeError, TypeError, ArithmeticError, AssertionError, RuntimeError)


def sniff(data: bytes, file_name: str) -> float:
    """By the header fields that mail alone has; a mailbox begins with a line 'From '."""
    head = data[:_HEAD].lstrip(b"\r\n")
    mailbox = _FROM_LINE.match(head) is not None
    fields: set[bytes] = set()
    for line in head.splitlines()[1 if mailbox else 0 :]:
        field = _FIELD.match(line)
        if field:
            fields.add(field[1].lower())
        elif not line.startswith((b" ", b"\t", b">From ")):
            break
    sure = len(fields & _FIELDS) >= 2 and fields & _SURE_FIELDS
    return (0.95 if mailbox else 0.9) if sure else 0.0


def read(data: bytes, source: Source, place: Place) -> ReadDocument:
    """The messages of a mailbox, each one item or, for an alert, its subject and an item for each headline it lists.

    Raises:
        Unreadable: the document is no mail.
    """
    starts = [match.start() for match in _FROM_LINE.finditer(data)]
    media = "application/mbox" if starts else "message/rfc822"
    if not starts or data[: starts[0]].strip():
        starts = [0, *starts]  # what stands before the first line 'From ' is a message too, or says why not
    fallback = fallback_day(source, place)
    items: list[Item] = []
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        end = start + len(data[start:end].rstrip(b"\r\n"))
        items.extend(_items(data[start:end], (start, end), len(items), source, fallback))
    if len(items) == 1 and items[0].kind == "rejected" and not sniff(data, place.name):
        raise Unreadable(
            "the document has no header of a mail (From, Subject, Date); set 'reader: auto' for its source"
        )
    day = next((item.published_on for item in items if item.date_kind == "explicit"), None)
    return ReadDocument(name, media, None, None, day, items)


def _items(data: bytes, span: Span, before: int, source: Source, fallback: Fallback) -> Iterator[Item]:
    envelope, _, rest = data.partition(b"\n") if data.startswith(b"From ") else (b"", b"", data)
    raw = rest.lstrip(b"\r\n")[:_MAX_MESSAGE]
    many = len(re.findall(rb"boundary", raw, re.IGNORECASE)) > _MAX_BOUNDARIES
    if many or any(field.end() - field.start() > _MAX_FIELD for field in _PARAMETERS.finditer(raw)):
        why = "a mail of too many parts or parameters, which no reader of mail takes; take it out of the mailbox"
        yield debris(before + 1, span, raw[:200].decode("latin-1"), why)
        return
    try:
        mail = message_from_bytes(raw, policy=compat32)
        entry, lines = _entry(mail, envelope.decode("latin-1"), source)
    except _LIBRARY_FAILS as error:
        why = f"the mail cannot be taken apart ({type(error).__name__}); save it again, or take it out of the mailbox"
        yield debris(before + 1, span, raw[:200].decode("latin-1"), why)
        return
    if not lines:
        if _REPLY.match(entry.title) and not entry.furniture:
            entry = replace(entry, furniture="a reply, or a mail passed on: its subject is no headline")
        yield item_of(entry, before + 1, span, source, fallback)
        return
    subject = replace(entry, furniture="the subject of an alert, no headline")
    yield item_of(subject, before + 1, span, source, fallback)
    for position, line in enumerate(lines, start=before + 2):
        told = replace(entry, title=line.text, link=line.link, publisher=line.publisher, furniture=line.reason)
        yield item_of(told, position, NOWHERE, source, fallback)


def _entry(mail: Message, envelope: str, source: Source) -> tuple[WireEntry, list[Line]]:
    """What a mail tells of itself, and the lines in it where it is one that lists headlines."""
    if not mail.keys():
        stray = shown(str(mail.get_payload())[:_MAX_HEADER])
        return WireEntry(
            stray, refused="text without the header of a mail; take it out of the mailbox, or leave it"
        ), []
    subject, sender = _header(mail, "subject"), _header(mail, "from")
    display, address = parseaddr(sender)
    written, moment, day = _date(mail, envelope, source)
    entry = WireEntry(
        title=subject,
        text="" if subject else lead(first_text(mail)),
        written=written,
        moment=moment,
        day=day,
        language=language_code(_header(mail, "content-language")),
        publisher=label(display or address.partition("@")[2]),
    )
    alert = _ALERT.search(f"{subject} {sender}") is not None
    bulk = any(mail.get(key) is not None for key in ("list-unsubscribe", "list-id", "precedence"))
    bulk = bulk or _PERIOD.search(f"{subject} {sender}") is not None
    if not (alert or bulk):
        return entry, []
    lines = alert_lines(mail)
    headlines = sum(line.reason is None for line in lines)
    if headlines >= (1 if alert else _BULK_HEADLINES):
        return entry, lines
    if _NAMED_ALERT.match(_REPLY.sub("", subject)):
        return replace(entry, furniture="the subject of an alert that lists no headline"), lines
    return entry, []


def _date(mail: Message, envelope: str, source: Source) -> tuple[str | None, datetime | None, date | None]:
    received = _header(mail, "received").rpartition(";")[2]
    # From user@host Wed Jan  7 18:05:00 2026
    posted = re.search(r"[A-Z][a-z]{2} [A-Z][a-z]{2} .{10,30}$", shown(envelope))
    return dated((_header(mail, "date"), received, posted[0] if posted else None), source)


def _header(mail: Message, key: str) -> str:
    """A header's decoded text, empty without it; what of it is broken stands as it is."""
    raw = next((value for field, value in mail.raw_items() if field.lower() == key), "")
    text = str(raw)[:_MAX_HEADER]
    try:
        # bytes beyond ASCII without any encoding named: UTF-8 as a rule
        text = text.encode("ascii", "surrogateescape").decode("utf-8", "replace")
        return shown(str(default.header_fetch_parse("subject", text)))
    except _LIBRARY_FAILS:
        return shown(text)
