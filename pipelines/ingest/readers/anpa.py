"""Stories as wires transmit them: ANPA-1312, IPTC 7901, and text framed by ZCZC and NNNN.

What belongs here: where such transmissions begin and end, and what their headers tell. What does not: which line of
their text is the headline, and its date (wire_text.py); markup (readers/nitf.py, readers/newsml.py).

Control characters frame a story: SOH its header, STX its text, ETX the lines after it. The day is that of the line
after the text (AP-NY-03-05-26 1405EST, 051405 Mrz 26); the header of ANPA has a day without a year, which dates
nothing.
"""

import re
from collections.abc import Iterator

from pipelines.ingest.decode import Unreadable
from pipelines.ingest.entry import label
from pipelines.ingest.reader import Item, Place, ReadDocument, fallback_day
from pipelines.ingest.sources import Source
from pipelines.ingest.wire import Span, WireEntry, debris, item_of, shown
from pipelines.ingest.wire_subjects import desk_name, subject_name
from pipelines.ingest.wire_text import headline_of_anpa, headline_of_lines, moment_after, wire_text

name = "anpa"

_MEDIA = "text/plain"
_HEAD = 4 * 1024
# Of a header, what is looked at; none is longer.
_HEADER = 2_000
# Between stories stand only these: synchronisation, ends of pages and transmissions, white space.
_FILL = b"\x00\x04\x07\x0c\x16\x17\x19\x7f\r\n\t "
_FRAMED = re.compile(rb"\A(?:[\x00\x07\x16\s]*+(?:ZCZC\b|\x01[^\x00-\x08]{4,2000}\x02)|\x16\x16\x01)")
_FRAME = re.compile(rb"^[ \t\x00\x07\x16]*+ZCZC\b", re.MULTILINE)
# The frame's beginning, with the number of the message where it has one.
_BEGIN = re.compile(r"\A[\s\x00\x07\x16\ufeff]*+ZCZC\b[^\S\n]*+(?:[A-Z]{0,6} ?\d[\dA-Z/ -]{0,30}(?=\r?\n))?")
_NNNN = re.compile(r"^[ \t]*+NNNN\b", re.MULTILINE)
# bdt0123 4 pl 150  dpa 0456: service and number, priority, desk, words, agency and number.
_IPTC = re.compile(
    r"\s*([A-Za-z]{2,8})\s?\d{2,5} (\S) ([A-Za-z]{1,3}) {1,3}\d{1,5}(?: {1,3}([A-Za-z]{2,10})(?:[ /-].{0,60})?)?\s*"
)
_BARE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s{0,20}[A-Za-z]{3}\d{4} \d [A-Za-z]{1,3} {1,3}\d{1,5}(?: [^\r\n]{0,80})?\r?\n"
)
# u i BC-WEA--Some Slug 11-13 0895: priority, category, keywords, day, words; shifts of typesetting in between.
_ANPA = re.compile(r"\s*[a-zA-Z] ([a-zA-Z])[\x0e\x0f\x11-\x14]*+ ?(.*?)\s+(\d\d?-\d\d?)(?: +\d+)?\s*$")
_PREFIX = re.compile(r"^(?:[A-Z]{2}-)+-?")
# Marks of the lines before a framed text, as Australian wires have them; in some the headline is the line with a colon.
_MARKS = "$:=^*&+#@%"


def sniff(data: bytes, file_name: str) -> float:
    """By the control characters of the first header, or ZCZC; less for the header of IPTC 7901 alone."""
    if _FRAMED.match(data[:_HEAD]):
        return 0.95
    return 0.7 if _BARE.match(data[:_HEAD]) else 0.0


def read(data: bytes, source: Source, place: Place) -> ReadDocument:
    """The stories of a transmission, one item each; what stands before the first is a rejected item.

    Raises:
        Unreadable: the document holds no transmission.
    """
    starts = [match.start() for match in re.finditer(rb"\x01", data)]
    parse = _of_controls
    if not starts:
        starts, parse = [match.start() for match in _FRAME.finditer(data)], _of_frame
    if not starts and _BARE.match(data[:_HEAD]):
        starts, parse = [0], _of_frame
    if not starts:
        raise Unreadable("no story begins in the document (with SOH or ZCZC); set 'reader: auto' for its source")
    fallback = fallback_day(source, place)
    items: list[Item] = [*_left_over(data, starts[0])]
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        end = start + len(data[start:end].rstrip(_FILL))
        entry = parse(data[start:end], source)
        items.append(item_of(entry, len(items) + 1, (start, end), source, fallback))
    day = next((item.published_on for item in items if item.date_kind == "explicit"), None)
    return ReadDocument(name, _MEDIA, None, None, day, items)


def _of_controls(story: bytes, source: Source) -> WireEntry:
    """A story framed by SOH, STX, ETX."""
    head, opened, rest = story.partition(b"\x02")
    body, _, after = rest.partition(b"\x03")
    header = wire_text(head[1 : _HEADER + 1], source.encoding)
    text = wire_text(body, source.encoding)
    date_text = wire_text(after[:_HEADER], source.encoding) or text
    if not opened:
        return WireEntry(shown(header), refused="the story breaks off before its text (STX); fetch the document again")
    first, _, second = header.lstrip("\r\n").partition("\n")
    anpa = _ANPA.match(second.split("\n", 1)[0])
    if "\x1f" not in first and not anpa and (iptc := _IPTC.match(first)):
        return _of_iptc(iptc, second, text, date_text, source)
    title, beginning = headline_of_anpa(text) if "^" in text or "<" in text else headline_of_lines(text)
    written, moment, day = moment_after(date_text, source)
    return WireEntry(
        title=title,
        text=beginning,
        slug=_PREFIX.sub("", shown(anpa[2])) if anpa else "",
        written=written or (anpa[3] if anpa else None),
        moment=moment,
        day=day,
        section=desk_name(anpa[1]) if anpa else None,
    )


def _of_iptc(header: re.Match[str], keywords: str, text: str, date_text: str, source: Source) -> WireEntry:
    title, beginning = headline_of_lines(text)
    written, moment, day = moment_after(date_text, source)
    return WireEntry(
        title=title,
        text=beginning,
        slug=shown(keywords).strip("/"),
        written=written,
        moment=moment,
        day=day,
        section=desk_name(header[3]),
        publisher=label(header[4] or header[1]),
    )


def _of_frame(story: bytes, source: Source) -> WireEntry:
    """A story framed by ZCZC and NNNN, or by nothing: lines with marks, or a header of IPTC 7901, before the text."""
    text = wire_text(story, source.encoding)
    text = _BEGIN.sub("", text)
    ended = _NNNN.search(text)
    text = text[: ended.start()] if ended else text
    first, _, rest = text.lstrip().partition("\n")
    if header := _IPTC.fullmatch(first):
        keywords, _, body = rest.lstrip().partition("\n")
        slug = keywords.strip().endswith("/")
        return _of_iptc(header, keywords if slug else "", body if slug else rest, text, source)
    marked, body = _marked(text)
    title, beginning = headline_of_lines(body)
    own = marked.get("^") or (marked.get(":") if marked.keys() & set("#@%") else None)
    written, moment, day = moment_after(text, source)
    return WireEntry(
        title=own or title,
        text=beginning,
        slug=marked.get(":") or marked.get("#") or "",
        written=written,
        moment=moment,
        day=day,
        section=subject_name(marked.get("+", "")) or desk_name(marked.get("$", "")),
    )


def _marked(text: str) -> tuple[dict[str, str], str]:
    """The lines with marks at the beginning of a text, by their marks, and what comes after them."""
    marked: dict[str, str] = {}
    lines = text.split("\n")
    position = 0
    while position < len(lines) and (not lines[position].strip() or lines[position][0] in _MARKS):
        line = lines[position]
        if line.strip():
            marked.setdefault(line[0], shown(line[1:]))
        position += 1
    return marked, "\n".join(lines[position:])


def _left_over(data: bytes, end: int) -> Iterator[Item]:
    """What stands before the first story, as an item, unless it is fill."""
    span: Span = (0, end)
    if data[:end].strip(_FILL):
        reason = "text before the first story, which belongs to none; repair the document, or leave it"
        yield debris(1, span, data[:end].decode("latin-1"), reason)
