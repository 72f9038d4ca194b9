"""`newsledger sources`: the sources in force, a look at one before it is used, and new ones.

What belongs here: arguments, messages, exit codes (0 done, 1 failed, 2 wrong use). What does not: the shape of a source
(ingest/sources.py), fetching (ingest/fetch.py) and reading (ingest/reader.py).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
import typer

from pipelines.ingest.archives import HEAD_BYTES, Fault, Member, kind_of, unpack_all
from pipelines.ingest.fetch import Fetcher, Known
from pipelines.ingest.files import NothingToRead, expand
from pipelines.ingest.frames import parts_of
from pipelines.ingest.reader import ITEM_SCHEMA, Place, read_document
from pipelines.ingest.sources import Source, SourcesError, add_source, load_sources, source_of
from pipelines.settings import Settings, SettingsError, load_settings, sources_path
from pipelines.show import err, plain, show
from warehouse.sql import statement
from warehouse.store import WarehouseError, connect

sources = typer.Typer(help="The sources of news: list, test, add.", no_args_is_help=True)
Kind = Literal["folder", "feed", "page", "table"]
FIRST_SHOWN = 20
_FILES_TESTED = 5
_DOCUMENTS_TESTED = 50
_PARTS_TESTED = 2


def _fail(message: str, code: int = 1) -> typer.Exit:
    err.print(f"newsledger: {message}", style="red", markup=False, highlight=False)
    return typer.Exit(code)


def _in_force() -> tuple[Settings, dict[str, Source]]:
    try:
        settings = load_settings()
        return settings, load_sources(sources_path(settings))
    except (SettingsError, SourcesError) as error:
        raise _fail(str(error), 2) from error


@sources.command("list")
def list_sources() -> None:
    """The sources in force, how each is read, and what came of it last."""
    settings, known = _in_force()
    rows = [
        {"id": one.id, "name": one.name, "kind": one.kind, "address": one.address, "reader": one.reader,
         "schedule": one.schedule, "stale after hours": one.stale_after_hours}
        for one in known.values()
    ]  # fmt: skip
    frame = pl.DataFrame(rows, infer_schema_length=None)
    if settings.working.exists():
        try:
            con = connect(settings.working, read_only=True, wait_seconds=5, settings=settings.duckdb())
            last = con.sql(statement("sources_last")).pl()
            con.close()
        except WarehouseError as error:
            raise _fail(str(error)) from error
        frame = frame.join(last, on="id", how="left", maintain_order="left")
    show(frame.select(column for column in frame.columns if frame[column].null_count() < frame.height),
         title=str(sources_path(settings)))  # fmt: skip


@sources.command("test")
def test_source(
    name: Annotated[str, typer.Argument(metavar="ID", help="A source of sources.yml.")],
    rows: Annotated[int, typer.Option("--rows", min=1, help="Items to show.")] = FIRST_SHOWN,
) -> None:
    """Fetch or open a source once and show what would be read; nothing is written."""
    settings, known = _in_force()
    if name not in known:
        raise _fail(f"{name}: no such source in {sources_path(settings)}; known are {', '.join(sorted(known))}", 2)
    source = known[name]
    frames = []
    documents = (opened for data, place in _documents(settings, source, known) for opened in _opened(data, place))
    for data, place in islice(documents, _DOCUMENTS_TESTED):
        document = read_document(data, source, place)
        err.print(f"{place.uri}: {len(data):,} bytes, reader {document.reader}", markup=False, highlight=False)
        frames += list(islice(parts_of(document), _PARTS_TESTED))
    items = pl.concat([pl.DataFrame(schema=ITEM_SCHEMA), *frames])
    counts = items["item_kind"].value_counts(sort=True)
    show(items.select("item_kind", "published_on", "date_kind", "raw_text", "section", "link", "reason").head(rows))
    told = ", ".join(f"{count:,} {kind}" for kind, count in counts.iter_rows())
    err.print(f"{told or 'no items'}. Nothing was written.", markup=False, highlight=False)
    if not counts.filter(pl.col("item_kind") == "headline").height:
        raise _fail(f"source {name} gives no headline")


def _documents(settings: Settings, source: Source, known: dict[str, Source]) -> Iterator[tuple[bytes, Place]]:
    """The bytes of a source: the answer of its server, or the first files of its folder."""
    if source.fetched:
        fetcher = Fetcher(settings.fetch.allow_private_networks, settings.fetch.user_agent)
        found = fetcher.fetch(source, Known())
        if found.body is None:
            raise _fail(f"{source.address}: {found.outcome}: {found.reason}")
        yield found.body, Place(source.address or "", found.final or source.address or "", found.fetched_at)
        return
    try:
        files = expand([source.address or settings.landing_folder])
    except (NothingToRead, OSError) as error:
        raise _fail(f"source {source.id}: {error}") from error
    own = [file for file in files if source.address or source_of(file, known).id == source.id]
    if len(own) > _FILES_TESTED:
        err.print(f"The first {_FILES_TESTED} of {len(own):,} files:", markup=False, highlight=False)
    for file in own[:_FILES_TESTED]:
        changed = datetime.fromtimestamp(file.stat().st_mtime, UTC).replace(tzinfo=None)
        yield file.read_bytes(), Place(file.name, file.as_uri(), changed)


def _opened(data: bytes, place: Place) -> Iterator[tuple[bytes, Place]]:
    """A document as it is, or what it holds where it is an archive; what cannot be had is told."""
    if not kind_of(data[:HEAD_BYTES], place.name):
        yield data, place
        return
    for found in unpack_all(BytesIO(data), place.name):
        if isinstance(found, Member):
            yield found.data, Place(found.name.rsplit("/", 1)[-1], found.uri or found.name,
                                    found.retrieved_at or place.retrieved_at)  # fmt: skip
        elif isinstance(found, Fault):
            err.print(f"{plain(found.name)}: {plain(found.reason)}", style="yellow", markup=False, highlight=False)


@sources.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="ID", help="Lower-case letters, digits and '-'.")],
    title: Annotated[str, typer.Option("--name", help="The publisher's name.")],
    address: Annotated[str | None, typer.Option(help="Web address, or a folder.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="folder, feed, page or table; none: by the address.")] = None,
    language: Annotated[str | None, typer.Option(help="ISO 639-1, such as en.")] = None,
    time_zone: Annotated[str, typer.Option(help="IANA name, such as Europe/Paris.")] = "UTC",
    schedule: Annotated[str | None, typer.Option(help="Cron, such as '*/30 * * * *'.")] = None,
    stale_after_hours: Annotated[float | None, typer.Option(help="Told to be stale without news for so long.")] = None,
) -> None:
    """Add a source to sources.yml; its other settings can be written there."""
    settings, _ = _in_force()
    path = settings.sources_file or Path("sources.yml").resolve()
    web = (address or "").startswith(("http://", "https://"))
    fields = {"id": name, "name": title, "kind": kind or ("feed" if web else "folder"), "address": address,
              "language": language, "time_zone": time_zone, "schedule": schedule,
              "stale_after_hours": stale_after_hours}  # fmt: skip
    try:
        added = add_source(path, fields)
    except (SourcesError, OSError) as error:
        raise _fail(str(error), 2) from error
    err.print(
        f"{path}: {added.id} added; try it with: newsledger sources test {added.id}", markup=False, highlight=False
    )
