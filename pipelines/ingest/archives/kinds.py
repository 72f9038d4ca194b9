"""Which kind of archive bytes are.

What belongs here: telling archives apart by their first bytes. What does not: what is in them.
"""

import re
import tarfile
from typing import Literal

Kind = Literal["warc", "arc", "zip", "tar", "gzip", "zstd", "bzip2", "xz"]

# What `kind_of` looks at: the header of a tar takes 512 bytes, a damaged start of a web archive hides the next record.
HEAD_BYTES = 64 * 1024
TAR_BLOCK = 512

# The first bytes of a compressed stream, and of each further one behind it.
PACKED: dict[Kind, re.Pattern[bytes]] = {
    "gzip": re.compile(rb"\x1f\x8b\x08[\x00-\x1f]", re.DOTALL),
    "bzip2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
    "xz": re.compile(rb"\xfd7zXZ\x00"),
    "zstd": re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", re.DOTALL),
}
WARC_VERSION = re.compile(rb"WARC/\d{1,2}\.\d{1,3}[ \t]*\r?\n")
# A record of a WARC begins so; the second line tells it from text that mentions one.
WARC_RECORD = re.compile(rb"WARC/[01]\.\d{1,2}[ \t]*\r?\n(?=(?i:WARC-|Content-))")
# A record of an ARC begins with a line of five fields (ten in version 2); the address may hold spaces.
ARC_LINE = re.compile(
    rb"(?P<uri>[A-Za-z][A-Za-z0-9+.-]{1,15}:[^\r\n]{0,8000}?) (?P<ip>[0-9A-Fa-f.:]{2,45}) (?P<date>\d{8,20})"
    rb" (?P<media>[^\s]{1,200})(?P<more>(?: [^\s]{1,1000}){0,5}?) (?P<length>[^\s]{1,20})[ \t]*\r?\n"
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04", b"PK00PK\x03\x04")


def kind_of(head: bytes, name: str) -> Kind | None:
    """The kind of archive that begins with these bytes (HEAD_BYTES of them), None for what is none.

    It is the outermost layer: a WARC in gzip is gzip. The content decides; only a web archive whose first record is
    damaged is told by its name, if another record follows within these bytes. A zip may be an office document:
    `unpack` tells.
    """
    for kind, magic in PACKED.items():
        if magic.match(head):
            return kind
    if head.startswith(_ZIP):
        return "zip"
    start = head.lstrip(b"\r\n")
    if WARC_VERSION.match(start):
        return "warc"
    if start.startswith(b"filedesc://") or ARC_LINE.match(start):
        return "arc"
    if is_tar_header(head[:TAR_BLOCK]):
        return "tar"
    name = name.lower()
    if name.endswith((".warc.gz", ".arc.gz")) and PACKED["gzip"].search(head):
        return "gzip"
    if name.endswith(".warc") and WARC_RECORD.search(head):
        return "warc"
    return None


def is_tar_header(block: bytes) -> bool:
    """Whether a block is the header of a tar's member: its checksum tells."""
    return tar_header(block) is not None


def tar_header(block: bytes) -> tarfile.TarInfo | None:
    """The header of a tar's member; None for what is none, also for the empty block that ends a tar."""
    if len(block) != TAR_BLOCK or not block.strip(b"\x00"):
        return None
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return None
