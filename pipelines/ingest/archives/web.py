"""Web archives: the records of a WARC or an ARC, from a stream.

What belongs here: where records begin and end, also where the archive is damaged, and which are documents. What does
not: the answers within (payloads.py), compression around them (streams.py).

A record tells its own length. Where nothing or something else follows its end, the length is wrong or bytes are lost:
then the next beginning of a record counts. Neither FastWARC nor warcio tells what it skips, and FastWARC has no ARC.
"""

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from pipelines.ingest.archives.kinds import ARC_LINE, WARC_RECORD, WARC_VERSION
from pipelines.ingest.archives.members import Boundaries, Broken, Entry, Fault, Layer, Passed, shown
from pipelines.ingest.archives.payloads import MAX_HEAD, body, fields_of, http_head, media_type, no_document, no_text
from pipelines.ingest.archives.streams import Window

# A head that runs into the next one has no end.
_END_OF_HEAD = re.compile(rb"\r?\n(?:[ \t]*\r?(?P<end>\n)|(?=WARC/\d))")
# What is looked at behind a record.
_BEHIND = 64
# How far the next record is looked for, step by step, where a length is wrong.
_STEPS = (4 << 10, 64 << 10, 1 << 20)
_MOVED = 1 << 20
_DOCUMENTS = ("response", "resource", "conversion")
_OTHERS = {
    "warcinfo": "about the archive itself",
    "request": "a request, not an answer",
    "metadata": "about another record",
    "revisit": "an answer equal to an earlier one, to which it refers",
}
_NO_WEB = re.compile(r"(dns|whois|ntp):", re.IGNORECASE)


class Record(NamedTuple):
    """What the head of a record tells; `length` is None where `said`, which is how it is written, is no number."""

    head: int
    kind: str
    uri: str | None
    date: datetime | None
    said: str
    length: int | None
    media: str
    cut: str | None = None


class Form(NamedTuple):
    """How records begin and end: `marker` finds a beginning, `begins` tells it by its first bytes, `ends` ends each."""

    head: Callable[[Window], Record | None]
    marker: re.Pattern[bytes]
    begins: re.Pattern[bytes]
    ends: bytes


def _warc_head(window: Window) -> Record | None:
    for size in (4096, MAX_HEAD):
        head = window.peek(size)
        end = _END_OF_HEAD.search(head)
        if end:
            break
    lines = head[: end.start() if end else 0].partition(b"\n")[2]
    if not end or not end["end"] or not WARC_VERSION.match(head):
        return None
    fields = fields_of(lines)
    said = fields.get("content-length", "")
    cut = fields.get("warc-truncated")
    if fields.get("warc-segment-number", "1") != "1" or fields.get("warc-type", "").lower() == "continuation":
        cut = "segment"
    uri = fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">").strip()
    return Record(
        end.end(),
        fields.get("warc-type", "").lower(),
        _address(uri),
        _moment(fields.get("warc-date", "")),
        said[:20],
        _number(said),
        media_type(fields.get("content-type", "")),
        cut,
    )


def _arc_head(window: Window) -> Record | None:
    line = ARC_LINE.match(window.peek(MAX_HEAD >> 2))
    if not line:
        return None
    uri = line["uri"].decode("utf-8", "replace")
    date = line["date"].decode()
    moment = _moment(f"{date[:4]}-{date[4:6]}-{date[6:8]}T{date[8:14]:0<6}Z")
    kind = "warcinfo" if uri.lower().startswith("filedesc:") else "response"
    media = media_type(line["media"].decode("utf-8", "replace"))
    said = line["length"].decode("utf-8", "replace")
    return Record(line.end(), kind, _address(uri), moment, said, _number(said), media)


WARC = Form(_warc_head, WARC_RECORD, re.compile(rb"WARC/"), b"\r\n\r\n")
ARC = Form(
    _arc_head, re.compile(rb"(?<=\n)" + ARC_LINE.pattern), re.compile(rb"[A-Za-z][A-Za-z0-9+.-]{1,15}:\S"), b"\n"
)


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None


def _address(uri: str) -> str | None:
    return re.sub(r"\s+", "%20", uri) or None


def _moment(written: str) -> datetime | None:
    """A moment in UTC, without zone; None for what is none."""
    try:
        moment = datetime.fromisoformat(written)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None


def walk_web(window: Window, layer: Layer, form: Form) -> Iterator[Entry | Fault | Passed]:
    """The records of a web archive, in order."""
    while True:
        _skip_newlines(window)
        if not window.fill(1):
            if window.broken is None:
                return
            yield _break(window, layer, None)
            continue
        record = form.head(window)
        if record is None:
            yield _junk(window, layer, form)
        elif record.length is not None and record.length > layer.budget.limits.max_member_bytes + MAX_HEAD:
            yield _too_long(window, layer, form, record)
        else:
            yield from _record(window, layer, form, record)
        if layer.packed:
            layer.packed.forget(window.position)


def _skip_newlines(window: Window) -> None:
    while (ahead := window.peek(_BEHIND)) and (more := len(ahead) - len(ahead.lstrip(b"\r\n"))):
        window.skip(more)


def _break(window: Window, layer: Layer, name: str | None) -> Fault:
    """The fault of a place where the stream breaks off; the window goes on behind it if it can."""
    broken = window.broken
    assert broken
    goes_on = window.resume()
    end = layer.packed.boundaries[window.position] if goes_on and layer.packed else broken.end
    reason = broken.reason
    if goes_on:
        reason += "; reading goes on at the next compressed record"
    return Fault(layer.name if name is None else layer.prefix + name, *layer.packed_span(broken.start, end), reason)


def _junk(window: Window, layer: Layer, form: Form) -> Fault:
    start = window.position
    at: int | None = None
    window.skip(1)
    while window.fill(1) and (at := window.find(form.marker, 0, _MOVED)) is None:
        seen = window.fill(1)
        window.skip(seen if seen < _MOVED else seen - _BEHIND)
    window.skip(at or 0)
    return layer.fault(None, start, window.position, "bytes that are no record; check the archive, or get it again")


def _too_long(window: Window, layer: Layer, form: Form, record: Record) -> Fault | Passed:
    """A record that is not taken into memory; where its length is wrong, the next record ends it."""
    start, name = window.position, _name(record, window.position)
    assert record.length is not None
    head = http_head(window.peek(MAX_HEAD, at=record.head)) if record.kind == "response" else None
    why = _unwanted(record) or no_document(head.status if head else 200, head.media if head else record.media)
    window.skip(record.head)
    left = record.length
    while left and window.fill(1):
        at = window.find(form.marker, 0, min(left, _MOVED))
        if at is not None:
            left -= window.skip(at)
            break
        seen = min(window.fill(1), left)
        left -= window.skip(seen if seen < _MOVED or seen == left else seen - _BEHIND)
    reason = f"says that it has {record.length:,} bytes, more than one document may have"
    if left:
        reason += f", and {left:,} of them are missing; get the archive again"
    elif why:
        return layer.passed(name, start, window.position, why)
    return layer.fault(name, start, window.position, reason)


def _record(window: Window, layer: Layer, form: Form, record: Record) -> Iterator[Entry | Fault | Passed]:
    start, name = window.position, _name(record, window.position)
    size, note = _block_size(window, form, record)
    if size is None or (window.broken and _in_doubt(window, record.head + size, layer.packed)):
        if window.broken:
            yield _break(window, layer, name)
            return
        missing = record.head + (record.length or 0) - window.fill(1)
        window.skip(window.fill(1))
        reason = f"breaks off: {missing:,} of {record.length:,} bytes are missing; get the whole archive"
        yield layer.fault(name, start, window.position, reason)
        return
    window.skip(record.head)
    block = window.take(size) if record.kind in _DOCUMENTS else b""
    window.skip(size - len(block))
    end = window.position
    _skip_newlines(window)
    span = layer.span(start, window.position if layer.packed else end)
    try:
        data, passed = _document(record, block, layer, uncertain_end=note is not None)
    except Broken as broken:
        passed = None
        note = broken.reason + (f"; {note}" if note else "")
    else:
        if not passed:
            yield Entry(name, io.BytesIO(data), span, record.uri, record.date)
    if note:
        yield Fault(layer.prefix + name, *span, note + (f"; it is {passed}" if passed else ""))
    elif passed:
        yield Passed(layer.prefix + name, *span, passed)


def _name(record: Record, start: int) -> str:
    return shown(record.uri or "") or f"{record.kind or 'unnamed'} record at byte {start}"


def _block_size(window: Window, form: Form, record: Record) -> tuple[int | None, str | None]:
    """The bytes behind a record's head, None where they break off; and a note if its length was not the right one."""
    stop = None if record.length is None else record.head + record.length
    if stop is not None and window.fill(stop + _BEHIND) >= stop:
        behind = window.peek(_BEHIND, at=stop)
        rest = behind.lstrip(b"\r\n")
        newlines = behind[: len(behind) - len(rest)]
        if not rest or form.begins.match(rest):
            # of more newlines than end a record, the first are its own
            return stop - record.head + (len(newlines) - 4 if newlines.endswith(b"\r\n\r\n") else 0), None
        if behind.startswith(form.ends):
            return stop - record.head, None  # a sound record; what follows is not
    wrong = f"has a wrong length: {record.said!r}, and"
    for step in _STEPS:
        at = window.find(form.marker, record.head, max(record.head, stop or 0) + step if step == _MOVED else step)
        if at is not None:
            size = at - record.head
            tail = window.peek(min(size, 4), at=at - min(size, 4))
            size -= 4 if tail.endswith(b"\r\n\r\n") else 1 if tail.endswith(b"\n") else 0
            return size, f"{wrong} the next record follows after {size} bytes; check it"
    if stop is not None:
        return (stop - record.head if window.fill(stop) >= stop else None), None
    if window.broken is None and window.fill(record.head + _MOVED) < record.head + _MOVED:
        size = window.fill(1) - record.head
        return size, f"{wrong} the archive ends after {size} bytes; check it"
    return 0, f"{wrong} no other record follows; get the archive again"


def _in_doubt(window: Window, end: int, packed: Boundaries | None) -> bool:
    """Whether a record is the last before damage, and so may be what is damaged."""
    if not window.broken or window.broken.how in ("cut", "behind") or window.fill(1) - end > _BEHIND:
        return False
    newlines = window.peek(_BEHIND, at=end)
    return not newlines.strip(b"\r\n") and not (packed and window.position + end + len(newlines) in packed.boundaries)


def _unwanted(record: Record) -> str | None:
    if record.kind not in _DOCUMENTS:
        return _OTHERS.get(record.kind, f"a record of type {record.kind[:40] or 'unknown'}")
    return "a look-up of a host, no document" if _NO_WEB.match(record.uri or "") else None


def _document(record: Record, block: bytes, layer: Layer, *, uncertain_end: bool) -> tuple[bytes, str | None]:
    """The document of a record, or why it holds none.

    Raises:
        Broken: it is not whole.
    """
    if why := _unwanted(record):
        return b"", why
    if not block:
        return b"", "without content"
    head = http_head(block) if record.kind == "response" else None
    if not head and record.media == "application/http":
        raise Broken("damaged", "holds no HTTP answer; get the archive again")
    media = head.media if head else record.media
    if why := no_document(head.status if head else 200, media):
        return b"", why
    if record.cut == "segment":
        raise Broken("cut", "is one part of a document that was split over records; join them first")
    if record.cut:
        raise Broken("cut", f"was cut when it was fetched (WARC-Truncated: {record.cut[:40]}); fetch the page again")
    data = body(block, head, layer.budget, uncertain_end=uncertain_end) if head else block
    return data, no_text(media, data)
