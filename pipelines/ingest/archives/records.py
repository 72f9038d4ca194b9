"""Records: the heads of the records of a WARC and of an ARC.

What belongs here: what a head tells, and the signs by which a record is found. What does not: where records end, and
what is in them (web.py).
"""

import hashlib
import re
from base64 import b32encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from pipelines.ingest.archives.kinds import ARC_LINE, WARC_RECORD, WARC_VERSION
from pipelines.ingest.archives.payloads import MAX_HEAD, fields_of, media_type
from pipelines.ingest.archives.streams import Window

# A head that runs into the next one has no end.
_END_OF_HEAD = re.compile(rb"\r?\n(?:[ \t]*\r?(?P<end>\n)|(?=WARC/\d))")
_DIGESTS = ("md5", "sha1", "sha256", "sha512")


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
    digest: str = ""

    def fits(self, block: bytes) -> bool:
        """Whether the checksum of the block is the one that the record tells, if it tells one that is known."""
        algorithm, _, told = self.digest.partition(":")
        if algorithm.lower() not in _DIGESTS or not told:
            return True
        found = hashlib.new(algorithm, block, usedforsecurity=False).digest()
        return told.lower() == found.hex() or told.upper().rstrip("=") == b32encode(found).decode().rstrip("=")


class Form(NamedTuple):
    """How records begin and end: `marker` finds a beginning, `begins` tells one by its first bytes, `ends` ends it."""

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
        fields.get("warc-block-digest", "").strip(),
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
    return "".join(filter(str.isprintable, re.sub(r"\s+", "%20", uri))) or None


def _moment(written: str) -> datetime | None:
    """A moment in UTC, without zone; None for what is none."""
    try:
        moment = datetime.fromisoformat(written)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None
