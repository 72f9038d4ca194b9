"""Streams: bytes with look-ahead, and compressed streams one behind the other, which know where they stand.

What belongs here: reading across compressed streams (a WARC has one per record), limits, and going on after damage.
What does not: how one of them is unpacked (decoders.py), what the bytes mean.
"""

import re
from collections import deque

from pipelines.ingest.archives.decoders import DAMAGE, Decoder, Method, decoder, zstd_dictionary
from pipelines.ingest.archives.kinds import PACKED
from pipelines.ingest.archives.members import Broken, Budget, How, Readable

# Bytes that are asked of a file at once.
_READ = 1 << 20
# Packed bytes that are fed to a decoder at once, and unpacked ones that are asked of it.
_PIECE = 16 * 1024
_ROOM = 128 * 1024
# Of the packed bytes read last, what is kept to look for the next stream after damage: 256 KB.
_KEPT_PIECES = 16
# No beginning of a compressed stream is longer.
_MAGIC = 16
# Boundaries that are kept: a member that lies across more of them has no place of its own.
_BOUNDARIES = 10_000


class Window:
    """A stream with look-ahead; `position` is the offset of its next byte.

    Where the stream breaks off, `broken` says why; until then it is None.
    """

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._buffer = bytearray()
        self._ended = False
        self.position = 0
        self.broken: Broken | None = None

    def fill(self, size: int) -> int:
        """Look ahead so far, if there is as much; tells how many bytes are in sight."""
        while len(self._buffer) < size and not self._ended:
            try:
                data = self._stream.read(min(max(size - len(self._buffer), _PIECE), _READ))
            except Broken as broken:
                self.broken = broken
                data = b""
            self._ended = not data
            self._buffer += data
        return len(self._buffer)

    def peek(self, size: int, at: int = 0) -> bytes:
        """The bytes that come next, from `at` on, fewer only where the stream ends."""
        self.fill(at + size)
        return bytes(self._buffer[at : at + size])

    def take(self, size: int) -> bytes:
        """The next bytes, fewer only where the stream ends."""
        self.fill(size)
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        self.position += len(data)
        return data

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`, as Readable; raises Broken where the stream breaks off."""
        if not self.fill(1) and self.broken:
            raise self.broken
        return self.take(min(size, len(self._buffer)))

    def skip(self, size: int) -> int:
        """Pass over bytes without keeping them; tells how many there were."""
        left = size
        while left and (seen := min(left, self.fill(1))):
            del self._buffer[:seen]
            self.position += seen
            left -= seen
        return size - left

    def find(self, pattern: re.Pattern[bytes], start: int, stop: int) -> int | None:
        """Where in sight a pattern begins, counted from `position`, looking ahead no further than `stop`."""
        found = pattern.search(self._buffer, start, min(stop, self.fill(stop)))
        return found.start() if found else None

    def push(self, data: bytes) -> None:
        """Put bytes back that were taken last."""
        self._buffer[:0] = data
        self.position -= len(data)

    def resume(self) -> bool:
        """After a break: drop what is in sight, and go on where the stream is sound again. Tells whether it is."""
        stream, broken = self._stream, self.broken
        self.position += len(self._buffer)
        self._buffer.clear()
        self.broken = None
        if broken and broken.how != "cut" and isinstance(stream, Packed):
            self._ended = not stream.resume()
        return not self._ended


def read_all(stream: Readable, limit: int) -> tuple[bytes, Broken | None]:
    """All of a stream, and why it breaks off if it does; nothing of one that is longer than the limit."""
    data = bytearray()
    try:
        while piece := stream.read(_READ):
            data += piece
            if len(data) > limit:
                return b"", Broken(
                    "bomb", f"has more than {limit:,} bytes, the most that one document may have; split it"
                )
    except Broken as broken:
        return bytes(data), broken
    return bytes(data), None


class Packed:
    """The bytes of a compressed stream and of those behind it.

    `boundaries` holds where in the packed bytes each stream begins, by the offset in the unpacked ones; who reads may
    take out what he needs no more.
    """

    def __init__(self, source: Window, method: Method, budget: Budget) -> None:
        self._source, self._method, self._budget = source, method, budget
        self._magic = next((magic for kind, magic in PACKED.items() if kind == method), None)
        self._decoder: Decoder | None = None
        self._dictionary = b""
        self._unpacked = self._unpacked_before = 0  # in all, and at the begin of the stream
        self._start = source.position
        self._behind = False  # a stream has been read to its end, or was given up
        self._recent: deque[bytes] = deque(maxlen=_KEPT_PIECES)
        self.boundaries = {0: source.position}

    def read(self, size: int, /) -> bytes:
        """The next unpacked bytes, about `size` of them (zstd: up to 32 MB), nothing at the end.

        Raises:
            Broken: `start` is where the stream in question begins in the packed bytes, `end` how far it was read.
            Exhausted: the budget is spent.
        """
        while self._decoder or self._begin():
            decoder = self._decoder
            assert decoder
            data = self._next_piece() if decoder.hungry else b""
            try:
                out = decoder.feed(data, max(size, _ROOM))
            except DAMAGE as error:
                raise self._broken("damaged", f"is damaged ({error}); get a sound copy") from error
            self._count(len(out))
            if decoder.eof:
                self._source.push(decoder.rest)
                self._decoder, self._behind = None, True
                self._bound()
            if out:
                return out
        return b""

    def forget(self, unpacked: int) -> None:
        """Drop the boundaries before an offset in the unpacked bytes."""
        while (first := next(iter(self.boundaries), unpacked)) < unpacked:
            del self.boundaries[first]

    def _begin(self) -> bool:
        """Begin the next stream, if there is one."""
        source = self._source
        if self._behind and self._magic:
            while source.peek(1) == b"\x00":  # padding of tapes and of xz
                zeros = source.peek(_PIECE)
                source.skip(len(zeros) - len(zeros.lstrip(b"\x00")))
            self._bound()
        if not source.fill(1):
            if source.broken:
                raise source.broken
            return False
        self._start, self._unpacked_before = source.position, self._unpacked
        self._recent.clear()
        if self._behind and not self._magic:
            return False  # such streams stand alone; what follows is not theirs
        if self._behind and self._magic and not self._magic.match(source.peek(_MAGIC)):
            raise self._broken("behind", "has something else behind its compressed data, which is left out; check it")
        if self._method == "zstd" and not self._behind:
            self._dictionary = zstd_dictionary(source.peek)
        self._decoder = decoder(self._method, self._dictionary)
        return True

    def _next_piece(self) -> bytes:
        data = self._source.take(min(_PIECE, max(1, self._source.fill(1))))
        if not data:
            raise self._source.broken or self._broken(
                "cut", "breaks off before its compressed data ends; get all of it"
            )
        self._recent.append(data)
        return data

    def _count(self, size: int) -> None:
        self._budget.unpacked(size)
        if self._unpacked + size - self._unpacked_before > self._budget.allowed(self._source.position - self._start):
            raise self._budget.bomb(self._start, self._source.position)
        self._unpacked += size

    def _broken(self, how: How, reason: str) -> Broken:
        return Broken(how, reason, self._start, max(self._source.position, self._start))

    def resume(self) -> bool:
        """After damage: find the next stream behind the begin of the broken one. Tells whether there is one."""
        source = self._source
        if not self._magic:
            return False
        source.push(b"".join(self._recent))
        self._recent.clear()
        source.skip(1)
        while (at := source.find(self._magic, 0, _ROOM)) is None:
            seen = source.fill(1)
            source.skip(seen if seen < _ROOM else seen - _MAGIC)
            if not source.fill(1):
                return False
        source.skip(at)
        self._decoder, self._behind = None, True
        self._bound()
        return True

    def _bound(self) -> None:
        """Note that a stream begins, or the last one ends, where the source stands."""
        self.boundaries[self._unpacked] = self._source.position
        if len(self.boundaries) > _BOUNDARIES:
            del self.boundaries[next(iter(self.boundaries))]
