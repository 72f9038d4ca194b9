"""Decoders: one compressed stream, piece by piece, in bounded memory.

What belongs here: gzip, bzip2, xz, zstd, deflate and brotli behind one interface. What does not: streams one behind
the other, limits, and what is done about damage (streams.py).
"""

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Literal, Protocol

import brotli
import zstandard

Method = Literal["gzip", "bzip2", "xz", "zstd", "br", "deflate", "raw-deflate"]

# What the libraries raise on damaged data.
DAMAGE = (zlib.error, lzma.LZMAError, zstandard.ZstdError, brotli.error, OSError, EOFError, ValueError)
# Memory for the window or dictionary of xz (-9 takes 65 MB) and zstd (--long=27, the most its own tool takes unasked).
_WINDOW = 1 << 27
# A block of zstd takes 4 bytes and gives 128 KB at most, and the library does not bound its output: so little at once
# gives 32 MB at most.
_ZSTD_PIECE = 1024
_ZSTD_FRAME = b"\x28\xb5\x2f\xfd"
_ZSTD_DICTIONARY = b"\x5d\x2a\x4d\x18"
_MAX_DICTIONARY = 1 << 24
_WBITS = {"gzip": 31, "deflate": 15, "raw-deflate": -15}


class Decoder(Protocol):
    """A decompressor of one stream: give it data when it is `hungry`, else nothing, until `eof`; then `rest` is what
    follows.
    """

    eof: bool
    hungry: bool
    rest: bytes

    def feed(self, data: bytes, room: int) -> bytes:
        """What comes out, about `room` bytes at most (zstd: 32 MB); raises one of DAMAGE, after what could be had."""


def decoder(method: Method, dictionary: bytes = b"") -> Decoder:
    """A decompressor for one stream; only zstd has use for a dictionary."""
    if method in _WBITS:
        return _Zlib(_WBITS[method])
    if method == "bzip2":
        return _Blocks(bz2.BZ2Decompressor())
    if method == "xz":
        return _Blocks(lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_WINDOW))
    return _Brotli() if method == "br" else _Zstd(dictionary)


def zstd_dictionary(peek: Callable[[int], bytes]) -> bytes:
    """The dictionary that a .warc.zst begins with, in a frame that other readers skip; nothing where there is none.

    `peek` shows so many of the first bytes.
    """
    head = peek(8)
    size = int.from_bytes(head[4:], "little")
    if not head.startswith(_ZSTD_DICTIONARY) or size > _MAX_DICTIONARY:
        return b""
    raw = peek(8 + size)[8:]
    if not raw.startswith(_ZSTD_FRAME):
        return raw
    try:
        return zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(raw).read(_MAX_DICTIONARY)
    except DAMAGE:
        return b""


class _Zlib:
    def __init__(self, wbits: int) -> None:
        self._z = zlib.decompressobj(wbits)
        self.eof, self.hungry, self.rest = False, True, b""
        self._error: zlib.error | None = None

    def feed(self, data: bytes, room: int) -> bytes:
        if self._error:
            raise self._error
        data = self._z.unconsumed_tail + data
        before = self._z.copy()
        try:
            out = self._z.decompress(data, room)
        except zlib.error as error:
            self._error, self.hungry = error, False
            return _as_far_as_it_goes(before, data)
        self.eof, self.rest = self._z.eof, self._z.unused_data
        self.hungry = len(out) < room
        return out


def _as_far_as_it_goes(z: "zlib._Decompress", data: bytes) -> bytes:
    """What a decompressor gives of data before it fails."""
    out = bytearray()
    try:
        for at in range(len(data)):
            out += z.decompress(data[at : at + 1])
    except zlib.error:
        pass
    return bytes(out)


class _Blocks:
    """bzip2 and xz, whose decompressors are of one make."""

    def __init__(self, decompressor: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._d = decompressor
        self.eof, self.hungry, self.rest = False, True, b""

    def feed(self, data: bytes, room: int) -> bytes:
        out = self._d.decompress(data, room)
        self.eof, self.hungry = self._d.eof, self._d.needs_input
        self.rest = self._d.unused_data if self.eof else b""
        return out


class _Zstd:
    def __init__(self, dictionary: bytes) -> None:
        known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._d = zstandard.ZstdDecompressor(dict_data=known, max_window_size=_WINDOW).decompressobj()
        self.eof, self.hungry, self.rest = False, True, b""
        self._waiting = b""

    def feed(self, data: bytes, room: int) -> bytes:
        data = self._waiting + data
        self._waiting = data[_ZSTD_PIECE:]
        out = self._d.decompress(data[:_ZSTD_PIECE])
        self.eof, self.hungry = self._d.eof, not self._waiting
        self.rest = self._d.unused_data + self._waiting if self.eof else b""
        return out


class _Brotli:
    def __init__(self) -> None:
        self._d = brotli.Decompressor()
        self.eof, self.hungry, self.rest = False, True, b""

    def feed(self, data: bytes, room: int) -> bytes:
        out: bytes = self._d.process(data, output_buffer_limit=room)
        self.eof, self.hungry = self._d.is_finished(), self._d.can_accept_more_data()
        return out
