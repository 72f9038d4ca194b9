"""The raw store: every document's bytes, as they came, under the hash of their content.

What belongs here: putting bytes and getting them back whole. What does not: knowing what they mean.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path

_DOCUMENT_ID = re.compile(r"[0-9a-f]{64}")


class RawMissing(KeyError):
    """The store has no bytes of that id."""

    def __str__(self) -> str:
        """The message as it is: KeyError would show it in quotes."""
        return str(self.args[0])


class RawCorrupt(ValueError):
    """The stored bytes are no longer those that were put; the message names the file and the remedy."""


def put(root: Path, data: bytes) -> str:
    """Keep `data` under `root` and give its id: SHA-256 in lower-case hex.

    Content that is there already is not written again (unless the stored copy has gone bad). The file appears whole
    or not at all: it is written aside, flushed to the disk and renamed.

    Raises:
        OSError: the disk refuses (full, read-only).
    """
    document_id = hashlib.sha256(data).hexdigest()
    path = path_of(root, document_id)
    if path.is_file() and path.read_bytes() == data:
        return document_id
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o444)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)
    return document_id


def get(root: Path, document_id: str) -> bytes:
    """The bytes of a document, verified against their id.

    Raises:
        RawMissing: the store does not hold them.
        RawCorrupt: what is stored has another hash than its name.
    """
    path = path_of(root, document_id)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise RawMissing(f"{path}: no such document in the raw store; ingest its file again") from error
    if hashlib.sha256(data).hexdigest() != document_id:
        raise RawCorrupt(f"{path}: the stored bytes have changed; ingest the file again, which replaces them")
    return data


def path_of(root: Path, document_id: str) -> Path:
    """Where a document's bytes stand: `root/ab/cdef…`.

    Raises:
        ValueError: `document_id` is no SHA-256 in hex (so that no other path can be formed).
    """
    if not _DOCUMENT_ID.fullmatch(document_id):
        raise ValueError(f"{document_id!r} is no document id: 64 lower-case hex digits")
    return Path(root) / document_id[:2] / document_id[2:]


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
