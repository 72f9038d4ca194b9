"""Ingest: from files to documents and their items.

What belongs here: the assets of the ingest stage. What does not: reading (pipelines/ingest/), cleaning
(pipelines/clean/).
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg
import polars as pl
from pydantic import Field

from checks.results import Verdict
from pipelines.clean.boilerplate import mark_boilerplate
from pipelines.clean.versions import mark_seen
from pipelines.defs.context import Run, key_of, refuse, spec_of, specs_of_checks, told
from pipelines.defs.fetch import source_key
from pipelines.ingest.batch import Reading, Tally, Unpacking, arrivals_of, canonical
from pipelines.ingest.files import expand
from warehouse.catalog import table
from warehouse.replace import replace_keys
from warehouse.spool import Spool
from warehouse.sql import statement


class IngestConfig(dg.Config):
    """What to read.

    `paths`: files, folders or globs; none: the landing folder. `documents`: ids of documents that the raw store has,
    instead of files. `source` overrides what the files' folders tell; `again` reads known documents anew.
    """

    paths: list[str] = Field(default_factory=list)
    documents: list[str] = Field(default_factory=list)
    source: str | None = None
    again: bool = False


@dg.multi_asset(
    specs=[
        spec_of("core.arrivals", ["quality.fetches"], "ingest"),
        spec_of("core.documents", [], "ingest"),
        spec_of("work.items", ["core.documents"], "ingest"),
    ],
    check_specs=specs_of_checks("core.documents", "work.items"),
)
def ingest(
    context: dg.AssetExecutionContext, config: IngestConfig, run: dg.ResourceParam[Run]
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """Keep the bytes of the files, split new documents into items, reject what cannot be dated or read."""
    sources, now = run.sources(), datetime.now(UTC).replace(tzinfo=None)
    arrivals = _arriving(run, config)
    unread = _unread(run, arrivals, config.again)
    unpacking = Unpacking(run.settings.raw)
    members = _remember(run, unpacking.unpack(unread))
    unread = pl.concat([unread, _unread(run, members, config.again)]).unique("document_id", maintain_order=True)
    context.log.info(f"{arrivals.height:,} documents arrived, {unread.height:,} to read")
    keys = unread["document_id"]
    before = _days_of(run, keys)
    _forget(run, keys)
    reading, tally = Reading(unread, sources, run.settings.raw, now, unpacking.items), Tally()
    with Spool(table("work.items"), run.settings.home / "tmp") as spool:
        # a person asks for a replay, of little but what was rejected: the rejected share says nothing of sources then
        of_items = run.judge_slices(
            "work.items", _slices(run, reading), "batch", _keeper(context, spool, tally),
            tolerant=bool(config.documents), documents=set(keys), sources=set(sources),
        )  # fmt: skip
        documents = tally.documents(reading.documents)
        of_documents = run.judge("core.documents", documents, "batch", sources=set(sources))
        if not (of_items.refused or of_documents.refused):
            _write(run, spool, of_documents.good, before)
    rejected = int(documents["items_rejected"].sum())
    shown = documents.select("uri", "title", "items", "items_rejected")
    yield from told("core.arrivals", arrivals.height)
    yield from told("core.documents", documents.height, of_documents, shown)
    yield from told("work.items", tally.rows - rejected, of_items, tally.sample, rejected=rejected)
    refuse([of_items, of_documents])
    for source in sorted(tally.news):
        context.log_event(dg.AssetMaterialization(source_key(source), description="brought new headlines"))


def _slices(run: Run, reading: Reading) -> Iterator[pl.DataFrame]:
    """The items of a reading, ready to be judged."""
    first_days = run.first_days(reading.sources)
    for part in reading.slices():
        yield _mark(run, part, reading.arrivals).join(first_days, on="source", how="left", maintain_order="left")


def _keeper(context: dg.AssetExecutionContext, spool: Spool, tally: Tally) -> Callable[[Verdict], None]:
    """What is done with a slice's verdict: the good items are kept and all are counted."""

    def keep(verdict: Verdict) -> None:
        kept = verdict.good.select(table("work.items").columns)
        spool.add(kept)
        tally.add(kept, verdict.rejected["document_id"].to_list())
        context.log.info(f"{tally.rows:,} items read")

    return keep


def _mark(run: Run, items: pl.DataFrame, arrivals: pl.DataFrame) -> pl.DataFrame:
    """Items with what is no headline, or none that is new, told apart."""
    fetched = [name for name, source in run.sources().items() if source.fetched]
    versions = arrivals.filter(pl.col("source").is_in(fetched)).select("document_id", "uri", "retrieved_at")
    marked = mark_boilerplate(items)
    if not versions.height:
        return marked
    first = min(versions["retrieved_at"].to_list()) - timedelta(days=run.settings.window_days)
    with run.session.step() as con:
        con.register("versions", versions)
        earlier = run.session.read(statement("earlier_versions"), {"first": first})
        con.unregister("versions")
    return mark_seen(marked, versions, earlier)


def _arriving(run: Run, config: IngestConfig) -> pl.DataFrame:
    """The arrivals that the configuration names.

    New ones are remembered even if the batch is refused, to try it again.
    """
    if config.documents:
        ids = pl.Series("document_id", config.documents).to_frame()
        with run.session.step() as con:
            con.register("named", ids)
            found = run.session.read("select * from core.arrivals semi join named using (document_id)")
            con.unregister("named")
        return found
    folder = run.settings.landing_folder
    paths = expand(config.paths or ([folder] if folder.is_dir() and any(folder.iterdir()) else []))
    arrivals = arrivals_of(paths, run.sources(), run.settings.raw, config.source)
    fetched = run.session.read(
        "from core.arrivals semi join (from quality.fetches where run_id = $1) using (document_id, source)",
        [run.session.run_id],
    )
    return pl.concat([_remember(run, arrivals), fetched])


def _remember(run: Run, arrivals: pl.DataFrame) -> pl.DataFrame:
    """Keep the new ones among arrivals, also if the batch is refused later; all of them come back."""
    with run.session.step() as con:
        con.register("arriving", arrivals)
        fresh = run.session.read("from arriving anti join core.arrivals using (document_id, source, uri)")
        con.unregister("arriving")
    run.session.keep("core.arrivals", fresh)
    return arrivals


def _unread(run: Run, arrivals: pl.DataFrame, again: bool) -> pl.DataFrame:
    """The canonical arrivals of documents that must be read: new ones and ones whose place changed.

    A document with rejected items is not read again by itself, or the same input would not give the same result twice:
    `again` asks for it, as the replay of the quarantine does.
    """
    with run.session.step() as con:
        con.register("arriving", arrivals)
        known = run.session.read("select * from core.arrivals semi join arriving using (document_id)")
        best = canonical(pl.concat([arrivals, known], how="vertical"))
        con.register("best", best)
        settled = run.session.read(
            "select document_id from best join core.documents as d using (document_id) "
            "where d.source = best.source and d.uri = best.uri"
        )
        con.unregister("arriving")
        con.unregister("best")
    return best if again else best.join(settled, on="document_id", how="anti", maintain_order="left")


def _forget(run: Run, documents: pl.Series) -> None:
    """Take out the items of documents that are read anew, and their rejected rows; what is still wrong comes back."""
    with run.session.step() as con:
        con.register("anew", documents.to_frame())
        con.execute("delete from work.items where document_id in (select document_id from anew)")
        con.execute("delete from quality.rejected_rows where document_id in (select document_id from anew)")
        con.unregister("anew")


def _days_of(run: Run, documents: pl.Series) -> pl.DataFrame:
    """Column day: the days that the documents' headlines and rejected rows bear on, as the database has them now."""
    first, last = run.settings.first_day, datetime.now(UTC).date()
    with run.session.step() as con:
        con.register("reread", documents.to_frame())
        days = run.session.read(statement("days_of_documents"), {"first": first, "last": last})
        con.unregister("reread")
    return days


def _write(run: Run, items: Spool, documents: pl.DataFrame, before: pl.DataFrame) -> None:
    """Store documents and items, and mark the days they bear on as pending: those `before` the reading and of now."""
    keys = documents["document_id"]
    with run.session.step() as con:
        items.insert(con)
        replace_keys(con, table("core.documents"), documents, "document_id", keys)
        days = pl.concat([before, _days_of(run, keys)]).unique()
        replace_keys(con, table("work.pending_days"), days, "day", days["day"])


assets = [ingest]
keys = [key_of(name) for name in ("quality.fetches", "core.arrivals", "core.documents", "work.items")]
