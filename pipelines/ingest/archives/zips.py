"""Zip: member by member, by its directory, or in the order of the bytes where the directory is lost.

What belongs here: the members of a zip, and what makes a zip a bomb or an office document. What does not: their
content.
"""

import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO, NamedTuple

from pipelines.ingest.archives.members import Broken, Entry, Fault, Layer, Passed, safe_name
from pipelines.ingest.archives.streams import Packed, Window, read_all
from pipelines.ingest.archives.tars import Slice

# The directory is taken into memory at 8 times its size: 256 MB, for about 400,000 members.
_MAX_DIRECTORY = 32 << 20
_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_SIGNATURE = b"PK\x03\x04"
_DESCRIPTOR = b"PK\x07\x08"
_DIRECTORY = (b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x08")
_MARKS = (_SIGNATURE, *_DIRECTORY)
_MARK = re.compile(b"|".join(map(re.escape, _MARKS)))
_IN_PARTS = (b"PK\x07\x08PK\x03\x04", b"PK00PK\x03\x04")
_AHEAD = 1 << 16
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_SIZE_FOLLOWS = 0x8
_UTF8 = 0x800
_ERRORS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, ValueError, RuntimeError,
    OverflowError,
)  # fmt: skip
# Members that make a zip something else than an archive of documents.
_OFFICE = {
    "[Content_Types].xml": "an office document (docx, xlsx, pptx)",
    "mimetype": "an office document or book (odt, ods, epub)",
    "META-INF/MANIFEST.MF": "a Java program",
    "AndroidManifest.xml": "an Android program",
    "Index/Document.iwa": "an office document (pages, numbers, keynote)",
}
_IS_OFFICE = "is {what}, not an archive of documents; save it as text, HTML or CSV, and give that"
_PASSWORD = "is encrypted; unpack it with its password, and give what it holds"


def walk_zip(file: BinaryIO, layer: Layer) -> Iterator[Entry | Fault | Passed]:
    """The members of a zip, in the order of their bytes; the content of each must be read before the next.

    `file` can seek.
    """
    try:
        archive = zipfile.ZipFile(_Guarded(file))
    except _ERRORS as error:
        yield from _without_directory(file, layer, str(error))
        return
    infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    what = next((_OFFICE[info.filename] for info in infos if info.filename in _OFFICE), None)
    if what:
        yield layer.fault(None, 0, archive.start_dir, _IS_OFFICE.format(what=what))
        return
    ends = [_end(file, info) for info in infos]
    next_start = archive.start_dir
    nexts: list[int] = []  # where the next member that is there begins
    for info, end in zip(reversed(infos), reversed(ends), strict=True):
        nexts.append(next_start)
        next_start = info.header_offset if end else next_start
    for info, end, following in zip(infos, ends, reversed(nexts), strict=True):
        yield from _member(archive, info, end, following, layer)


def _end(file: BinaryIO, info: zipfile.ZipInfo) -> int | None:
    """Where a member ends by the header before it, None where there is no such header."""
    try:
        file.seek(info.header_offset)
        head = _LOCAL.unpack(file.read(_LOCAL.size))
    except (struct.error, ValueError, OSError):
        return None
    end: int = info.header_offset + _LOCAL.size + head[9] + head[10] + info.compress_size
    return end if head[0] == _SIGNATURE else None


class _Guarded:
    """A file that refuses to be read in one piece where the piece is a directory of endless length."""

    def __init__(self, file: BinaryIO) -> None:
        self.seek, self.tell, self._file = file.seek, file.tell, file

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if size > _MAX_DIRECTORY:
            raise zipfile.BadZipFile(f"its directory has {size:,} bytes")
        return self._file.read(size)


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, end: int | None, following: int, layer: Layer
) -> Iterator[Entry | Fault | Passed]:
    start = info.header_offset
    name = safe_name(info.filename, f"member at byte {start}")
    if info.filename.endswith("/") and not info.file_size:
        return
    if end is None:
        yield layer.fault(name, start, start, "its header is missing; get a sound copy of the archive")
        return
    mode = stat.S_IFMT(info.external_attr >> 16) if info.create_system == 3 else 0
    if end > following:
        reason = "its bytes are another member's too, as in bombs, or are missing; get a sound copy of the archive"
        yield layer.fault(name, start, following, reason)
    elif info.flag_bits & _ENCRYPTED:
        yield layer.fault(name, start, end, _PASSWORD)
    elif mode not in (0, stat.S_IFREG):
        kind = "a symbolic link, which is not followed" if mode == stat.S_IFLNK else "a device or pipe"
        yield layer.passed(name, start, end, kind)
    else:
        try:
            content = archive.open(info)
        except NotImplementedError:
            reason = f"is compressed by method {info.compress_type}, which is not read; pack it anew with deflate"
            yield layer.fault(name, start, end, reason)
        except _ERRORS as error:
            yield layer.fault(name, start, end, f"is damaged ({error}); get a sound copy of the archive")
        else:
            with content:
                yield Entry(name, _Content(content, info.compress_size, layer), layer.span(start, end))


class _Content:
    """The content of a member as Readable, held to the limits."""

    def __init__(self, stream: IO[bytes], packed: int, layer: Layer) -> None:
        self._stream, self._packed, self._budget = stream, packed, layer.budget
        self._unpacked = 0

    def read(self, size: int, /) -> bytes:
        try:
            data = self._stream.read(size)
        except _ERRORS as error:
            raise Broken("damaged", f"is damaged ({error}); get a sound copy of the archive") from error
        self._unpacked += len(data)
        self._budget.unpacked(len(data))
        if self._unpacked > self._budget.allowed(self._packed):
            raise self._budget.bomb()
        return data


def _without_directory(file: BinaryIO, layer: Layer, error: str) -> Iterator[Entry | Fault | Passed]:
    """The members of a zip that is cut short: from header to header, as far as it goes."""
    file.seek(0)
    window = Window(file)
    while (head := window.peek(_LOCAL.size)) and not head.startswith(_DIRECTORY):
        start = window.position
        if head.startswith(_IN_PARTS):
            window.skip(4)
        elif not (header := _Header.of(window)):
            window.skip(1)
            _skip_to_signature(window)
            yield layer.fault(None, start, window.position, "bytes that belong to no member; check the archive")
        else:
            if header.raw_name in _OFFICE:
                yield layer.fault(None, start, window.position, _IS_OFFICE.format(what=_OFFICE[header.raw_name]))
                return
            yield from _next_member(window, header, layer)
    reason = (
        f"its directory at the end is damaged or missing ({error}): members were read in the order of their bytes, "
        "and none that may have come later; get the whole archive"
    )
    yield layer.fault(None, window.position, window.position, reason)


def _skip_to_signature(window: Window) -> None:
    while (at := window.find(_MARK, 0, _AHEAD)) is None and (seen := window.fill(1)):
        window.skip(seen if seen < _AHEAD else seen - 3)
    window.skip(at or 0)


class _Header(NamedTuple):
    """The header that stands before a member's content; `packed` is None where its size follows the content."""

    start: int
    raw_name: str
    flags: int
    method: int
    crc: int
    packed: int | None

    @classmethod
    def of(cls, window: Window) -> "_Header | None":
        """Take the header that comes next, if one does and is whole."""
        start, head = window.position, window.peek(_LOCAL.size)
        if not head.startswith(_SIGNATURE) or len(head) < _LOCAL.size:
            return None
        _, _, flags, method, _, _, crc, packed, size, name_length, extra_length = _LOCAL.unpack(head)
        length = len(head) + name_length + extra_length
        if window.fill(length) < length:
            return None
        window.skip(len(head))
        name = window.take(name_length).decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        extra = window.take(extra_length)
        if packed == 0xFFFFFFFF:
            packed = _zip64_size(extra, skip=8 if size == 0xFFFFFFFF else 0)
        return cls(start, name, flags, method, crc, None if flags & _SIZE_FOLLOWS and not packed else packed)


def _zip64_size(extra: bytes, skip: int) -> int:
    """The packed size in a zip64 field, behind the unpacked one if that stands there."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == 1:
            return int.from_bytes(field[skip : skip + 8], "little")
    return 0


def _next_member(window: Window, header: _Header, layer: Layer) -> Iterator[Entry | Fault]:
    """The member whose header was taken; leaves the window behind it."""
    name = safe_name(header.raw_name, f"member at byte {header.start}")
    inside = Slice(window, header.packed or 0)
    source = window if header.packed is None else Window(inside)
    reason: str | None = None
    data = b""
    if header.flags & _ENCRYPTED:
        reason = _PASSWORD
    elif header.method not in (_STORED, _DEFLATED) or (header.method == _STORED and header.packed is None):
        reason = f"cannot be told from what follows it (method {header.method}); get the whole archive"
    else:
        stream = Packed(source, "raw-deflate", layer.budget) if header.method == _DEFLATED else source
        data, broken = read_all(stream, layer.budget.limits.max_member_bytes)
        reason = broken.reason if broken else None
    window.skip(inside.left)
    if reason and header.packed is None:
        _skip_to_signature(window)
    crc = _crc_behind(window) if header.flags & _SIZE_FOLLOWS else header.crc
    if not reason and zlib.crc32(data) != crc:
        reason = "is damaged (its checksum is wrong); get a sound copy of the archive"
    if reason:
        yield layer.fault(name, header.start, window.position, reason)
    elif not header.raw_name.endswith("/"):
        yield Entry(name, io.BytesIO(data), layer.span(header.start, window.position))


def _crc_behind(window: Window) -> int:
    """The checksum that follows a member's content, taken with the sizes beside it, of 4 or 8 bytes each."""
    marked = 4 if window.peek(4) == _DESCRIPTOR else 0
    behind = window.peek(28)
    length = next((at for at in (marked + 12, marked + 20) if behind[at : at + 4] in _MARKS), marked + 12)
    return int.from_bytes(window.take(length)[marked : marked + 4], "little")
