"""Web archives: the records of a WARC or an ARC, from a stream.

What belongs here: where records begin and end, also where the archive is damaged, and which are documents. What does
not: the heads of records (records.py), the answers within (payloads.py), compression around them (streams.py).

A record tells its own length. Where nothing or something else follows its end, the length is wrong or bytes are lost:
then the next beginning of a record counts. Neither FastWARC nor warcio tells what it skips, and FastWARC has no ARC.
"""

import io
import re
from collections.abc import Iterator

from pipelines.ingest.archives.members import Boundaries, Broken, Entry, Fault, Layer, Passed, shown
from pipelines.ingest.archives.payloads import MAX_HEAD, body, http_head, no_document, no_text
from pipelines.ingest.archives.records import Form, Record
from pipelines.ingest.archives.streams import Window

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
    reason = f"says that it has {record.length:,} bytes, more than one document may have; leave it out"
    if left:
        reason += f", and {left:,} of them are missing: get the archive again"
    elif why:
        return layer.passed(name, start, window.position, why)
    return layer.fault(name, start, window.position, reason)


def _record(window: Window, layer: Layer, form: Form, record: Record) -> Iterator[Entry | Fault | Passed]:
    start, name = window.position, _name(record, window.position)
    size, note = _block_size(window, form, record)
    if size is None or _in_doubt(window, form, record.head + size, layer.packed):
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
    stop = window.position if layer.packed else end  # a compressed stream ends behind the newlines
    try:
        data, passed = _document(record, block, layer, uncertain_end=note is not None)
    except Broken as broken:
        passed = None
        note = broken.reason + (f"; {note}" if note else "")
    else:
        if not passed:
            if not record.fits(block):  # crawlers are known to write wrong ones: not reason enough to drop a document
                note = f"has a checksum that is not that of its bytes{'; it ' + note if note else '; check it'}"
            yield Entry(name, io.BytesIO(data), layer.span(start, stop), record.uri, record.date)
    if note:
        yield layer.fault(name, start, stop, note + (f"; it is {passed}" if passed else ""))
    elif passed:
        yield layer.passed(name, start, stop, passed)


def _name(record: Record, start: int) -> str:
    return shown(record.uri or "") or shown(f"{record.kind[:40] or 'unnamed'} record at byte {start}")


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


def _in_doubt(window: Window, form: Form, end: int, packed: Boundaries | None) -> bool:
    """Whether a record lies in a damaged stream, and no other follows it to show that it is sound."""
    if not window.broken or window.broken.how in ("cut", "behind"):
        return False
    behind = window.peek(_BEHIND, at=end)
    rest = behind.lstrip(b"\r\n")
    sound = max(packed.boundaries, default=0) if packed else 0  # up to here, streams were read to their end
    return not form.begins.match(rest) and window.position + end + len(behind) - len(rest) > sound


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
