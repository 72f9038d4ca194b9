"""The raw store: every document's bytes, as they came, under the hash of their content.

What belongs here: putting bytes and getting them back whole. What does not: knowing what they mean.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

# A file up to this size is read at once.
_AT_ONCE = 16 * 1024 * 1024
_DOCUMENT_ID = re.compile(r"[0-9a-f]{64}")


class RawMissing(KeyError):
    """The store has no bytes of that id."""

    def __str__(self) -> str:
        """The message as it is: KeyError would show it in quotes."""
        return str(self.args[0])


class RawCorrupt(ValueError):
    """The stored bytes are no longer those that were put; the message names the file and the remedy."""


def put_file(root: Path, file: Path) -> str:
    """Keep a file's bytes as `put` does, without holding them in memory.

    Raises:
        OSError: the file cannot be read, or the disk refuses.
    """
    if file.stat().st_size <= _AT_ONCE:
        return put(root, file.read_bytes())
    with file.open("rb") as content:
        document_id = hashlib.file_digest(content, "sha256").hexdigest()
        path = path_of(root, document_id)
        if not path.is_file() or path.stat().st_size != file.stat().st_size:
            content.seek(0)
            _write(path, lambda part: shutil.copyfileobj(content, part, _AT_ONCE))
    return document_id


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
    _write(path, lambda part: part.write(data))
    return document_id


def _write(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Make a file appear whole or not at all: written aside, flushed to the disk, renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o444)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


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
        raise RawMissing(_missing(path)) from error
    if hashlib.sha256(data).hexdigest() != document_id:
        raise RawCorrupt(f"{path}: the stored bytes have changed; ingest the file again, which replaces them")
    return data


def head(root: Path, document_id: str, size: int) -> bytes:
    """The first bytes of a document, not verified.

    Raises:
        RawMissing: the store does not hold it.
    """
    try:
        with path_of(root, document_id).open("rb") as file:
            return file.read(size)
    except FileNotFoundError as error:
        raise RawMissing(_missing(path_of(root, document_id))) from error


def path_of(root: Path, document_id: str) -> Path:
    """Where a document's bytes stand: `root/ab/cdef…`.

    Raises:
        ValueError: `document_id` is no SHA-256 in hex (so that no other path can be formed).
    """
    if not _DOCUMENT_ID.fullmatch(document_id):
        raise ValueError(f"{document_id!r} is no document id: 64 lower-case hex digits")
    return Path(root) / document_id[:2] / document_id[2:]


def _missing(path: Path) -> str:
    return f"{path}: no such document in the raw store; ingest its file again"


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
