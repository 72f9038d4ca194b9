"""Taking an archive apart: one level deep, or archives within archives too.

What belongs here: choosing how a stream is walked, reading its members within the limits, nesting. What does not: the
kinds of archive (tars.py, web.py, zips.py, streams.py).
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from pipelines.ingest.archives.kinds import HEAD_BYTES, PACKED, Kind, kind_of
from pipelines.ingest.archives.members import (
    Budget,
    Entry,
    Exhausted,
    Fault,
    Found,
    Layer,
    Limits,
    Member,
    Passed,
    Span,
    shown,
)  # fmt: skip
from pipelines.ingest.archives.records import ARC, WARC
from pipelines.ingest.archives.streams import Packed, Window, read_all
from pipelines.ingest.archives.tars import walk_tar
from pipelines.ingest.archives.web import walk_web
from pipelines.ingest.archives.zips import walk_zip

_SUFFIXES = {
    ".tgz": ".tar", ".tbz2": ".tar", ".tbz": ".tar", ".txz": ".tar", ".tzst": ".tar",
    ".gz": "", ".bz2": "", ".xz": "", ".zst": "", ".zstd": "",
}  # fmt: skip
# What file managers leave in archives beside the documents.
_LITTER = (".ds_store", "thumbs.db", "desktop.ini")
_DEFAULT = Limits()


def unpack(file: BinaryIO, name: str, limits: Limits = _DEFAULT) -> Iterator[Found]:
    """The members of an archive in order, one in memory at a time; archives among them stay packed.

    A compressed tar or web archive gives its own members, any other compressed file its one content. Bad data raises
    nothing. `file` must be able to seek.

    Raises:
        OSError: the file cannot be read.
    """
    return _within(file, name, "", limits, None)


def unpack_all(file: BinaryIO, name: str, limits: Limits = _DEFAULT) -> Iterator[Found]:
    """As `unpack`, and the members of archives within it, named as in `outer.tar.gz!/inner.zip!/page.html`.

    Raises:
        OSError: the file cannot be read.
    """
    return _within(file, name, f"{name}!/", limits, 1)


def _within(file: BinaryIO, name: str, prefix: str, limits: Limits, depth: int | None) -> Iterator[Found]:
    """All that an archive gives, as far as the limits go."""
    budget = Budget(limits)
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    try:
        for found in _walk(Window(file), file, Layer(name, prefix, budget), depth):
            budget.found()
            yield _in_bounds(found, size)
    except Exhausted as exhausted:
        yield Fault(name, None, None, str(exhausted))


def _in_bounds(found: Found, size: int) -> Found:
    """A find whose place is within the file and whose reason can be shown, whatever the archive says."""
    if not isinstance(found, Member):
        found = replace(found, reason=shown(found.reason, 500))
    start, end = found.byte_start, found.byte_end
    if start is None or end is None or 0 <= start <= end <= size:
        return found
    start = min(max(start, 0), size)
    return replace(found, byte_start=start, byte_end=min(max(start, end), size))


def _walk(window: Window, file: BinaryIO | None, layer: Layer, depth: int | None) -> Iterator[Found]:
    """What an archive gives; `depth` is how deep its members lie, None where they are not looked into."""
    empty = True
    for found in _entries(window, file, layer):
        empty = False
        if not isinstance(found, Entry):
            yield found
        elif _is_litter(found.name):
            yield Passed(layer.prefix + found.name, *found.span, "left by a file manager, no document")
        else:
            inner = Window(found.stream)
            label = layer.prefix + found.name
            if depth is None or not (kind := kind_of(inner.peek(HEAD_BYTES), found.name)):
                yield from _member(inner, found, label, layer)
            elif depth >= layer.budget.limits.max_depth:
                reason = f"lies more than {depth} archives deep, as in bombs; unpack it first and give what it holds"
                yield Fault(label, *found.span, reason)
            else:
                yield from _nested(inner, kind, found.span, label, layer.budget, depth + 1)
    if empty:
        yield layer.fault(None, 0, window.position, "holds no documents; leave it out")


def _nested(inner: Window, kind: Kind, span: Span, label: str, budget: Budget, depth: int) -> Iterator[Found]:
    layer = Layer(label, f"{label}!/", budget, fixed=span)
    if kind != "zip":
        yield from _walk(inner, None, layer, depth)
        return
    data, broken = read_all(inner, budget.limits.max_member_bytes)
    if broken:
        yield Fault(label, *span, broken.reason)
    if data:
        file = io.BytesIO(data)
        yield from _walk(Window(file), file, layer, depth)


def _entries(window: Window, file: BinaryIO | None, layer: Layer) -> Iterator[Entry | Fault | Passed]:
    """The members of an archive before they are read, through one layer of compression around it."""
    kind = kind_of(window.peek(HEAD_BYTES), layer.name)
    if kind in PACKED:
        assert kind in ("gzip", "bzip2", "xz", "zstd")
        packed = Packed(window, kind, layer.budget)
        inner = Window(packed)
        while not inner.fill(1) and (broken := inner.broken):  # nothing came of the first stream
            goes_on = inner.resume()
            yield Fault(layer.name, *layer.packed_span(broken.start, window.position), broken.reason)
            if not goes_on:
                return
        stem = _stem(layer.name.rpartition("/")[2])
        kind = kind_of(inner.peek(HEAD_BYTES), stem)
        layer = Layer(layer.name, layer.prefix, layer.budget, packed, layer.fixed)
        if kind in ("tar", "warc", "arc"):
            window = inner
        else:
            yield Entry(stem, inner, layer.fixed or (None, None), whole=True)
            return
    if kind == "tar":
        yield from walk_tar(window, layer)
    elif kind in ("warc", "arc"):
        yield from walk_web(window, layer, WARC if kind == "warc" else ARC)
    elif kind == "zip" and file:
        yield from walk_zip(file, layer)
    else:
        yield layer.fault(None, 0, window.position, "is no archive; read it as it is")


def _member(stream: Window, entry: Entry, label: str, layer: Layer) -> Iterator[Member | Fault]:
    data, broken = read_all(stream, layer.budget.limits.max_member_bytes)
    reason = broken.reason if broken else ""
    if broken and broken.how == "cut" and entry.whole and data:
        data = data[: data.rfind(b"\n") + 1] or data  # half a line would pass for a whole one
        reason += f"; the {len(data):,} bytes before were read, to the end of a line"
    if not broken or (entry.whole and data and broken.how in ("cut", "behind")):
        yield Member(label, data, entry.uri, entry.retrieved_at, *entry.span)
    if broken:
        span = layer.packed_span(broken.start, broken.end) if entry.whole and broken.end else entry.span
        yield Fault(label, *span, reason)


def _stem(name: str) -> str:
    """A file's name without the suffix that its compression gave it."""
    for suffix, instead in _SUFFIXES.items():
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)] + instead
    return name


def _is_litter(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    return file.lower() in _LITTER or file.startswith("._") or "__MACOSX" in folder.split("/")
