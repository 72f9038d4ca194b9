"""Fetch: the sources that are asked over HTTP, and the assets that stand for all sources.

What belongs here: the asset of the fetch stage, a check per source, freshness per source. What does not: asking a
server (ingest/fetch.py), reading what came (defs/ingest.py).
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import dagster as dg
import polars as pl
from pydantic import Field

from pipelines.defs.context import Run, key_of, spec_of, told
from pipelines.ingest import raw_store
from pipelines.ingest.fetch import Fetch, Fetcher, Known
from pipelines.ingest.sources import Source
from warehouse.catalog import table
from warehouse.sql import statement

FETCHES = table("quality.fetches")


class FetchConfig(dg.Config):
    """Which sources to ask, by id; none: no request is made."""

    sources: list[str] = Field(default_factory=list)


def build(sources: Mapping[str, Source]) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """The fetch asset with a check per source that is fetched, and an asset per source, which ingest materialises."""
    key = key_of("quality.fetches")
    fetched = {name: source for name, source in sources.items() if source.fetched}
    checks = [
        dg.AssetCheckSpec(_check(name), asset=key, description=f"{source.name} answered: {source.address}")
        for name, source in fetched.items()
    ]

    @dg.multi_asset(specs=[spec_of("quality.fetches", [], "ingest")], check_specs=checks)
    def fetch(
        context: dg.AssetExecutionContext, config: FetchConfig, run: dg.ResourceParam[Run]
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        """Ask the sources for what is new; one that fails does not stop the others."""
        settings = run.settings.fetch
        fetcher = Fetcher(settings.allow_private_networks, settings.user_agent)
        rows = []
        for found in fetcher.fetch_all([fetched[name] for name in config.sources], _known(run)):
            rows.append(_keep(run, found))
            context.log.info(f"{found.source}: {found.outcome}{f', {found.reason}' if found.reason else ''}")
        frame = pl.DataFrame(rows, schema=FETCHES.polars_schema(), orient="row")
        run.session.keep("quality.fetches", frame)
        yield from told("quality.fetches", frame.height, sample=frame.select("source", "outcome", "reason", "address"))
        last = run.session.read(statement("last_fetches"))
        told_last = {row["source"]: row for row in last.iter_rows(named=True)}
        for name in fetched:
            yield _checked(name, told_last.get(name))

    return [fetch, *(_standing_for(source) for source in sources.values())]


def source_key(source_id: str) -> dg.AssetKey:
    """The asset that stands for a source: materialised whenever it brings new headlines."""
    return dg.AssetKey(["source", source_id])


def _standing_for(source: Source) -> dg.AssetSpec:
    hours = source.stale_after_hours
    return dg.AssetSpec(
        source_key(source.id),
        description=f"{source.name}: brought new headlines",
        group_name="sources",
        owners=["team:newsledger"],
        freshness_policy=dg.FreshnessPolicy.time_window(timedelta(hours=hours)) if hours else None,
        metadata={"address": source.address} if source.address else {},
    )


def _checked(name: str, row: Mapping[str, Any] | None) -> dg.AssetCheckResult:
    """How the last fetch of a source ended, also where this run did not ask it: its check keeps what it said."""
    row = row or {"outcome": "not fetched yet"}
    names = ("outcome", "reason", "http_status", "bytes", "seconds", "address")
    shown = {column: row[column] for column in names if row.get(column) is not None}
    at = row.get("fetched_at")
    return dg.AssetCheckResult(
        passed=row["outcome"] not in ("refused", "failed"),
        asset_key=key_of("quality.fetches"), check_name=_check(name),
        severity=dg.AssetCheckSeverity.WARN, metadata={**shown, **({"fetched at": str(at)} if at else {})},
    )  # fmt: skip


def _check(source_id: str) -> str:
    return f"fetched_{source_id.replace('-', '_')}"


def _known(run: Run) -> dict[str, Known]:
    """What each source's server said last: the validators of the version that we have, and until when not to ask."""
    rows = run.session.read(
        "select source, address, "
        "max_by(etag, fetched_at) filter (outcome in ('new', 'unchanged')) as etag, "
        "max_by(last_modified, fetched_at) filter (outcome in ('new', 'unchanged')) as last_modified, "
        "max_by(not_before, fetched_at) as not_before from quality.fetches group by source, address"
    )
    sources = run.sources()
    return {
        source: Known(etag, last_modified, not_before)
        for source, address, etag, last_modified, not_before in rows.iter_rows()
        # another address has other versions
        if source in sources and sources[source].address == address
    }


def _keep(run: Run, found: Fetch) -> tuple[object, ...]:
    """Keep what came in the raw store and as an arrival; a row of quality.fetches."""
    document_id = None
    if found.body is not None:
        document_id = raw_store.put(run.settings.raw, found.body)
        row = [(document_id, found.source, found.address, found.fetched_at)]
        arrival = pl.DataFrame(row, schema=table("core.arrivals").polars_schema(), orient="row")
        with run.session.step() as con:
            con.register("arriving", arrival)
            fresh = run.session.read("from arriving anti join core.arrivals using (document_id, source, uri)")
            con.unregister("arriving")
        run.session.keep("core.arrivals", fresh)
    return (run.session.run_id, found.fetched_at, found.source, found.address, found.outcome, found.status,
            None if found.body is None else len(found.body), document_id, found.etag, found.last_modified,
            found.not_before, found.final, found.seconds, found.reason)  # fmt: skip
