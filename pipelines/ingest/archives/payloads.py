"""Payloads: the document that an HTTP answer carries.

What belongs here: status, media type, chunks and content encodings, and which answers are documents. What does not:
the records around an answer (web.py).
"""

import io
import re
from typing import NamedTuple

from pipelines.ingest.archives.decoders import Method
from pipelines.ingest.archives.kinds import HEAD_BYTES, kind_of
from pipelines.ingest.archives.members import Broken, Budget
from pipelines.ingest.archives.streams import Packed, Window, read_all
from pipelines.ingest.decode import markup, why_no_text

# The head of an answer is no longer.
MAX_HEAD = 64 * 1024
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})(?=\s)")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
# Answers that hold the document itself; 206 holds a part of one.
_WITH_DOCUMENT = (200, 201, 202, 203)
_ENCODINGS: dict[str, tuple[Method, bytes]] = {
    "gzip": ("gzip", b"\x1f\x8b"),
    "x-gzip": ("gzip", b"\x1f\x8b"),
    "zstd": ("zstd", b"\x28\xb5\x2f\xfd"),
    "br": ("br", b""),
    "deflate": ("deflate", b""),
}
_TEXT = re.compile(
    r"text/(?!css|vtt|dns|(x-)?(java|ecma)script).+|application/([\w.+-]+\+)?(xml|json)"
    r"|application/(xhtml|rss|atom|rdf|x-ndjson|ndjson|jsonl|json-seq|csv|sgml|nitf|newsml).*"
)
_ARCHIVE = re.compile(r"application/(x-)?(gzip|gunzip|zip|zip-compressed|tar|gtar|bzip2?|xz|zstd|warc|arc)")
_SCRIPT = re.compile(r"(text|application)/(x-)?(java|ecma)script")
_UNTOLD = re.compile(
    r"|\*/\*|(application|binary)/(x-)?(octet-stream|binary|unknown|download|force-download)|unknown/.*"
)


class Head(NamedTuple):
    """The head of an answer: its status, its fields by lower-case name, its bytes with the blank line."""

    status: int
    fields: dict[str, str]
    size: int

    @property
    def media(self) -> str:
        """The media type without parameters, lower case."""
        return media_type(self.fields.get("content-type", ""))


def media_type(written: str) -> str:
    """A media type as written, without parameters, lower case."""
    return written.partition(";")[0].strip().lower()


def fields_of(lines: bytes) -> dict[str, str]:
    """Header fields by lower-case name; the first of several counts, and lines that go on are joined."""
    fields: dict[str, str] = {}
    for line in re.sub(rb"\r?\n[ \t]+", b" ", lines).splitlines():
        name, colon, value = line.partition(b":")
        if colon:
            fields.setdefault(name.decode("ascii", "replace").strip().lower(), value.decode("utf-8", "replace").strip())
    return fields


def http_head(block: bytes) -> Head | None:
    """The head of an answer, None for what is none."""
    status = _STATUS.match(block)
    if not status:
        return None
    end = _END_OF_HEAD.search(block, 0, MAX_HEAD)
    lines = block[: end.start() if end else MAX_HEAD].partition(b"\n")[2]
    return Head(int(status[1]), fields_of(lines), end.end() if end else len(block))


def no_document(status: int, media: str) -> str | None:
    """Why an answer is no document, as far as its head tells."""
    if status not in _WITH_DOCUMENT:
        return f"an answer with HTTP status {status}, which is no document"
    known = _TEXT, _ARCHIVE, _SCRIPT, _UNTOLD
    return None if any(pattern.fullmatch(media) for pattern in known) else f"of type {media[:80]}, which is no text"


def no_text(media: str, data: bytes) -> str | None:
    """Why a document that `no_document` let pass is none, now that its content is known."""
    if not data[:HEAD_BYTES].strip() and not data.strip():
        return "without content"
    if _TEXT.fullmatch(media) or markup(data) or kind_of(data[:HEAD_BYTES], ""):
        return None
    if _SCRIPT.fullmatch(media) or why_no_text(data):
        return f"of type {media[:80] or 'unknown'}, and no text"
    return None


def body(block: bytes, head: Head, budget: Budget, *, uncertain_end: bool) -> bytes:
    """The document in an answer: without chunks, unpacked.

    What says that it is chunked or packed and is not is taken as it is: crawlers undo both and leave the fields.
    `uncertain_end` is for a block whose end had to be guessed: more than the fields ask for is not its own.

    Raises:
        Broken: it breaks off or is damaged.
    """
    data = block[head.size :]
    length = head.fields.get("content-length", "")
    if "chunked" in head.fields.get("transfer-encoding", "").lower():
        data = _without_chunks(data)
    elif length.isascii() and length.isdigit() and len(length) < 16:
        missing = int(length) - len(data)
        if data and missing > 0:
            raise Broken(
                "cut",
                f"breaks off: {missing:,} of {int(length):,} bytes of its document are missing; get the archive again",
            )
        if uncertain_end or not data[int(length) :][:8].strip(b"\r\n"):
            data = data[: int(length)]
    for encoding in reversed(head.fields.get("content-encoding", "").lower().split(",")[:4]):
        data = _unpacked(data, encoding.strip(), budget)
    return data


def _without_chunks(data: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while chunk := _CHUNK.match(data, at):
        size = int(chunk[1], 16)
        at = chunk.end() + size
        if not size:
            return b"".join(parts)
        if at > len(data):
            raise Broken(
                "cut",
                f"breaks off: {at - len(data):,} bytes of a chunk of its document are missing; fetch the page again",
            )
        parts.append(data[chunk.end() : at])
        at += 2 if data.startswith(b"\r\n", at) else 1 if data.startswith(b"\n", at) else 0
    if not parts:
        return data
    if data[at : at + 64].strip():
        raise Broken("damaged", f"has a broken chunk at byte {at:,} of its document; fetch the page again")
    return b"".join(parts)  # the empty chunk at the end is missing, and nothing else


def _unpacked(data: bytes, encoding: str, budget: Budget) -> bytes:
    if encoding not in _ENCODINGS or not data:
        return data
    method, magic = _ENCODINGS[encoding]
    if not data.startswith(magic):
        return data
    if method == "deflate" and (data[0] & 15 != 8 or int.from_bytes(data[:2]) % 31):
        method = "raw-deflate"  # as some servers have it
    out, broken = read_all(Packed(Window(io.BytesIO(data)), method, budget), budget.limits.max_member_bytes)
    if broken and broken.how != "behind":
        if not magic and broken.how == "damaged" and why_no_text(data) is None:
            return data
        raise broken
    return out
