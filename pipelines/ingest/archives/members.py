"""What archives give: members, faults and what was passed over; the limits, and the budget that holds a walk to them.

What belongs here: the vocabulary that all kinds of archive share. What does not: any one kind.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Member:
    """A document out of an archive.

    `name` is for people and never a path. `uri` is the address it was fetched from and `retrieved_at` when (UTC, no
    zone), where the archive tells (WARC, ARC). `byte_start` and `byte_end` are the bytes of the archive that hold it
    with its own header, None where it has none of its own (a tar packed as a whole); a member of an archive within
    the archive has the bytes of the outer one.
    """

    name: str
    data: bytes
    uri: str | None = None
    retrieved_at: datetime | None = None
    byte_start: int | None = None
    byte_end: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A member, or a part of the archive, that cannot be had: the reason names the remedy."""

    name: str
    byte_start: int | None
    byte_end: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A member that is not wanted: links, records about the crawl, answers that are no document."""

    name: str
    byte_start: int | None
    byte_end: int | None
    reason: str


Found = Member | Fault | Passed


@dataclass(frozen=True, slots=True)
class Limits:
    """What one archive may ask for.

    `max_member_bytes` of one member, unpacked. `max_total_bytes` that are unpacked in all, at every level.
    `max_ratio` of unpacked to packed bytes of one stream beyond the first `free_bytes`: news text packs 3 to 10
    times, a series of nearly equal feeds 300 times, bombs 1,000 times and more. `max_members` found in all: members,
    faults and what is passed over. `max_depth` of archives within archives: a.tar.gz!/b.zip!/c.html is 2.
    """

    max_member_bytes: int = 50_000_000
    max_total_bytes: int = 4_000_000_000
    max_ratio: float = 500
    free_bytes: int = 16_000_000
    max_members: int = 1_000_000
    max_depth: int = 4


How = Literal["cut", "behind", "damaged", "bomb"]


class Readable(Protocol):
    """Bytes in order; nothing only at the end."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, about `size` of them.

        Raises:
            Broken: the stream is damaged or ends too early; what could be had was given before.
        """


class Broken(Exception):
    """A stream breaks off.

    `how`: it is `cut` short, or has something else `behind` it (what came before is sound in both cases), it is
    `damaged`, or a `bomb`. `start` and `end` are where it stands in the packed bytes.
    """

    def __init__(self, how: How, reason: str, start: int = 0, end: int = 0) -> None:
        super().__init__(reason)
        self.how, self.reason, self.start, self.end = how, reason, start, end


class Exhausted(Exception):
    """A limit of the whole archive is reached: nothing more is unpacked."""


class Budget:
    """What is left of the limits in one walk."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._bytes = self._found = 0

    def unpacked(self, size: int) -> None:
        """Count bytes that came out of a decompressor; raises Exhausted beyond the limit."""
        self._bytes += size
        if self._bytes > self.limits.max_total_bytes:
            raise Exhausted(
                f"more than {self.limits.max_total_bytes:,} bytes were unpacked; what follows is left out: "
                "split the archive, or raise the limit if it is no bomb"
            )

    def found(self) -> None:
        """Count a member, fault or passed one; raises Exhausted beyond the limit."""
        self._found += 1
        if self._found > self.limits.max_members:
            raise Exhausted(
                f"more than {self.limits.max_members:,} members; what follows is left out: split the archive"
            )

    def allowed(self, packed: int) -> float:
        """How many bytes so many packed ones may become."""
        return self.limits.free_bytes + self.limits.max_ratio * packed

    def bomb(self, start: int = 0, end: int = 0) -> Broken:
        """What is raised where they become more."""
        times = f"unpacks to more than {self.limits.max_ratio:g} times its size, as bombs do"
        return Broken("bomb", f"{times}; if it is none, unpack it first and give what it holds", start, end)


Span = tuple[int | None, int | None]


class Boundaries(Protocol):
    """Where in its packed bytes a compressed stream can be cut, by the offset in the unpacked ones."""

    boundaries: dict[int, int]

    def forget(self, unpacked: int, /) -> None:
        """Drop those before an offset in the unpacked bytes."""


@dataclass(frozen=True, slots=True)
class Layer:
    """The archive that is being taken apart.

    `prefix` stands before its members' names. `packed` is the compression around it, if any. `fixed` is where an
    archive within the archive stands in the file: its members have no other place.
    """

    name: str
    prefix: str
    budget: Budget
    packed: Boundaries | None = None
    fixed: Span | None = None

    def span(self, start: int, end: int) -> Span:
        """Where bytes of the archive stand in the file, if that can be told."""
        if self.fixed or not self.packed:
            return self.fixed or (start, end)
        found = self.packed.boundaries.get(start), self.packed.boundaries.get(end)
        return found if None not in found else (None, None)

    def packed_span(self, start: int, end: int) -> Span:
        """Where bytes of the compressed archive stand in the file."""
        return self.fixed or (start, end)

    def fault(self, name: str | None, start: int, end: int, reason: str) -> Fault:
        """A fault of a member, or of the archive itself; where its place in the file cannot be told, that within."""
        span = self.span(start, end)
        if self.fixed or None in span:
            reason += f" (at byte {start:,} of the unpacked archive)"
        return Fault(self.name if name is None else self.prefix + name, *span, reason)

    def passed(self, name: str, start: int, end: int, reason: str) -> Passed:
        """A member that is passed over."""
        return Passed(self.prefix + name, *self.span(start, end), reason)


@dataclass(frozen=True, slots=True)
class Entry:
    """A member before it is read: `stream` must be read before the next entry is asked for.

    A `whole` entry is all that a compressed file holds: cut short, its beginning is still of use.
    """

    name: str
    stream: Readable
    span: Span
    uri: str | None = None
    retrieved_at: datetime | None = None
    whole: bool = False


def shown(raw: str, most: int = 300) -> str:
    """A text out of an archive to show: no control or invisible signs, its middle left out if it is too long."""
    clean = raw if raw.isprintable() else "".join(map(_visible, raw))
    return clean if len(clean) <= most else f"{clean[: most // 3]}…{clean[most // 3 - most :]}"


def _visible(sign: str) -> str:
    if sign.isprintable():
        return sign
    undecodable = "\udc80" <= sign <= "\udcff"
    return " " if sign.isspace() else "�" if undecodable else ""


def safe_name(raw: str, fallback: str) -> str:
    """The name of a file in an archive to show: as `shown`, and neither an absolute path nor one with `..`."""
    parts = [part for part in raw.replace("\\", "/").split("/") if part.strip() not in ("", ".", "..")]
    if parts and len(parts[0]) == 2 and parts[0][1] == ":":
        parts = parts[1:]
    return shown("/".join(parts)).strip() or fallback
