"""Tar: member by member, from a stream.

What belongs here: the blocks of a tar. What does not: compression around it (streams.py).

The standard library reads the headers (`TarInfo.frombuf`), not the archive: its `TarFile` takes extended headers of any
size into memory, stops at the first damaged block, and on Python before 3.11.14 can be made to loop for ever.
"""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.ingest.archives.kinds import TAR_BLOCK, tar_header
from pipelines.ingest.archives.members import Broken, Entry, Fault, Layer, Passed, safe_name
from pipelines.ingest.archives.streams import Window

# Where the header of a sparse member tells that blocks with more holes follow.
_SPARSE_MORE = 482
# A long name or a set of extended attributes; real ones are below a few KB.
_MAX_EXTENDED = 1 << 20
_WITHOUT_CONTENT = {
    tarfile.DIRTYPE: "a folder",
    tarfile.SYMTYPE: "a symbolic link, which is not followed",
    tarfile.LNKTYPE: "a link to another member, which is read in its own place",
    tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a pipe",
}
_SPECIAL = {b"V": "the label of a tape", b"D": "a list of a folder", b"N": "a list of names"}
_EXTENDED = (
    tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE
)  # fmt: skip
_SPARSE = "is stored with holes (sparse), which is not read; pack the archive anew without --sparse"
_CUT = "breaks off: {missing:,} of {size:,} bytes are missing; get the whole archive"


class Slice:
    """The content of a member that stands in the stream as it is."""

    def __init__(self, window: Window, size: int) -> None:
        self._window, self.left = window, size
        self._size = size

    def read(self, size: int, /) -> bytes:
        """The next bytes; raises Broken where the archive breaks off within the member."""
        data = self._window.take(min(size, self.left))
        self.left -= len(data)
        if not data and self.left:
            raise self._window.broken or Broken("cut", _CUT.format(missing=self.left, size=self._size))
        return data


@dataclass
class _Extended:
    """What extended headers say of the member behind them."""

    start: int | None = None
    name: str | None = None
    size: int | None = None
    sparse: bool = False


def walk_tar(window: Window, layer: Layer) -> Iterator[Entry | Fault | Passed]:
    """The members of a tar, in order; the content of each must be read, or left, before the next is asked for."""
    extended = _Extended()
    ended = False
    while block := window.peek(TAR_BLOCK):
        start = window.position if extended.start is None else extended.start
        if not block.strip(b"\x00"):  # the end; another tar may have been appended
            window.skip(len(block))
            ended = True
            continue
        header = tar_header(block)
        if len(block) < TAR_BLOCK and not window.broken:
            window.skip(len(block))
            yield layer.fault(None, start, window.position, "breaks off within a header; get the whole archive")
            return
        if header is None:
            yield _junk(window, layer, ended)
            extended = _Extended()
            continue
        window.skip(TAR_BLOCK)
        if header.type in _EXTENDED:
            if 0 <= header.size <= _MAX_EXTENDED:
                content = window.take(_padded(header.size))[: header.size]
                _extend(extended, header.type, content)
                extended.start = start
            else:
                reason = f"an extended header of {header.size:,} bytes is left out; the name of what follows may be cut"
                yield layer.fault(None, start, window.position, reason)
                window.skip(_padded(max(0, header.size)))
            continue
        size = header.size if extended.size is None else extended.size
        name = safe_name(extended.name or header.name, f"member at byte {start}")
        sparse = extended.sparse or header.type == tarfile.GNUTYPE_SPARSE
        more = header.type == tarfile.GNUTYPE_SPARSE and block[_SPARSE_MORE]
        while more:  # blocks that go on listing holes
            more = window.take(TAR_BLOCK)[504:505] == b"\x01"
        extended = _Extended()
        yield from _member(window, layer, header.type, name, size, start, sparse)
    if window.broken:
        broken = window.broken
        span = layer.packed_span(broken.start, broken.end)
        yield Fault(layer.name, *span, f"{broken.reason}; the members before were read")
    elif not ended:
        yield layer.fault(None, window.position, window.position, "ends without a tar's mark of its end; get all of it")


def _member(
    window: Window, layer: Layer, kind: bytes, name: str, size: int, start: int, sparse: bool
) -> Iterator[Entry | Fault | Passed]:
    """What a header announces; leaves the window behind its content."""
    if kind in _WITHOUT_CONTENT:
        if kind != tarfile.DIRTYPE:  # a folder is nothing to tell of
            yield layer.passed(name, start, window.position, _WITHOUT_CONTENT[kind])
        return
    if size < 0:
        yield layer.fault(name, start, window.position, "its header gives a size below zero; pack the archive anew")
        return
    end = window.position + size
    content = Slice(window, size)
    if sparse:
        yield layer.fault(name, start, end, _SPARSE)
    elif kind in _SPECIAL:
        yield layer.passed(name, start, end, _SPECIAL[kind])
    elif kind == b"M":
        yield layer.fault(name, start, end, "began in another volume of the archive; join the volumes first")
    else:
        yield Entry(name, content, layer.span(start, end))
    window.skip(content.left + _padded(size) - size)


def _padded(size: int) -> int:
    return -(-size // TAR_BLOCK) * TAR_BLOCK


def _extend(extended: _Extended, kind: bytes, content: bytes) -> None:
    """Note what an extended header says; one for the whole archive says nothing that is used here."""
    if kind == tarfile.GNUTYPE_LONGNAME:
        extended.name = content.rstrip(b"\x00").decode("utf-8", "surrogateescape")
    if kind not in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE):
        return
    while content:
        length = content[:24].partition(b" ")[0]
        if not length.isdigit() or not len(length) + 1 < int(length) <= len(content):
            return
        key, _, value = content[len(length) + 1 : int(length) - 1].partition(b"=")
        content = content[int(length) :]
        if key == b"path":
            extended.name = value.decode("utf-8", "surrogateescape")
        elif key == b"size" and value.isdigit() and len(value) < 20:
            extended.size = int(value)
        elif key.startswith(b"GNU.sparse."):
            extended.sparse = True


def _junk(window: Window, layer: Layer, ended: bool) -> Fault:
    """Blocks that are no header, up to the next that is one."""
    start = window.position
    while (block := window.peek(TAR_BLOCK)) and tar_header(block) is None:
        window.skip(len(block))
    what = "something else stands behind the end of the tar" if ended else "a header is damaged"
    left = window.fill(1) == 0
    reason = f"{what}; " + ("the rest is left out" if left else "reading goes on at the next sound header")
    return layer.fault(None, start, window.position, f"{reason}; check the archive")
