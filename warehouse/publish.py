"""The published copy: a whole, checked warehouse, put in place by one rename.

What belongs here: copying the working database, taking out what is not for readers, the swap.
What does not: deciding whether a run may be published (the checks do), exports in other formats (export.py).

A reader that has the old file open keeps reading the old file. Within one process DuckDB keeps one database per path
while any connection to it is open: close every connection to the published path before opening it anew, else the old
file is served.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.catalog import PUBLISHED_SCHEMAS
from warehouse.store import WarehouseError, WarehouseMissing, connect, differences, quote

_SUFFIX = ".publishing"


class PublishError(WarehouseError):
    """The working database cannot be published; the published file is as it was."""


@dataclass(frozen=True)
class PublishResult:
    """What was published: the size of the file in bytes, and seconds taken."""

    bytes: int
    seconds: float


def publish(working: Path, published: Path, limits: Mapping[str, str] | None = None) -> PublishResult:
    """Put a copy of the working database in the place of the published file.

    The copy is made beside the published file, loses every schema that is not for readers, is compared with the
    catalogue, synced to disk and renamed. Until the rename the published file is untouched; after it, whole and new.
    Only the pipeline's one writer may call this, as copies that a killed run left behind are removed first.

    Args:
        working: the pipeline's database, with every connection to it closed (closing also checkpoints it).
        published: the file that people read; its folder is made where missing.
        limits: DuckDB's settings while the copy is made ready.

    Raises:
        WarehouseMissing: there is no working database.
        PublishError: the working database has changes that are not checkpointed, or its tables are not the
            catalogue's.
        OSError: the disk is full or not writable.
    """
    started = time.perf_counter()
    if not working.exists():
        raise WarehouseMissing(f"{working}: there is no working database to publish: run `newsledger run`")
    if _wal(working).exists():
        raise PublishError(
            f"{_wal(working)}: the working database has changes that are not in the file yet. Close the connections "
            "to it (or open and close it once, if a run was killed), then publish again."
        )
    published.parent.mkdir(parents=True, exist_ok=True)
    _clear_stale(published)
    handle, name = tempfile.mkstemp(prefix=f".{published.name}.", suffix=_SUFFIX, dir=published.parent)
    os.close(handle)
    copy = Path(name)
    try:
        copy.chmod(working.stat().st_mode & 0o777)
        shutil.copyfile(working, copy)
        _make_public(copy, limits)
        _sync(copy)
        # A log beside the published file belongs to whatever stood there before; DuckDB would replay it.
        _wal(published).unlink(missing_ok=True)
        size = copy.stat().st_size
        copy.replace(published)
    except BaseException:
        copy.unlink(missing_ok=True)
        _wal(copy).unlink(missing_ok=True)
        raise
    _sync(published.parent)
    return PublishResult(bytes=size, seconds=time.perf_counter() - started)


def _wal(database: Path) -> Path:
    """DuckDB's write-ahead log of a database file."""
    return database.with_name(database.name + ".wal")


def _clear_stale(published: Path) -> None:
    """Remove the unfinished copies of runs that were killed, and their logs."""
    for stale in published.parent.iterdir():
        if stale.name.startswith(f".{published.name}.") and stale.name.removesuffix(".wal").endswith(_SUFFIX):
            stale.unlink(missing_ok=True)


def _make_public(copy: Path, limits: Mapping[str, str] | None) -> None:
    """Drop the schemas that are not for readers, and make sure that what remains is what the catalogue documents."""
    con = connect(copy, wait_seconds=0, settings=limits)
    try:
        own = con.sql(
            "select schema_name from duckdb_schemas() where database_name = current_database() and not internal "
            "and schema_name <> 'main'"
        ).fetchall()
        for (schema,) in own:
            if schema not in PUBLISHED_SCHEMAS:
                con.execute(f"drop schema {quote(schema)} cascade")
        told = differences(con, PUBLISHED_SCHEMAS)
        if told:
            raise PublishError(
                f"the working database is not what the catalogue documents, so it is not published: {'; '.join(told)}. "
                "Make its tables again with `newsledger run`."
            )
        con.execute("checkpoint")
    finally:
        con.close()
    if _wal(copy).exists():
        raise PublishError(f"{_wal(copy)}: the copy could not be checkpointed; the published file is as it was")


def _sync(path: Path) -> None:
    """Have the system write a file, or a folder's list of names, to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
