"""The newsledger command: runs, questions to the published warehouse, the coder and its scores.

What belongs here: arguments, messages, exit codes (0 done, 1 failed, 2 wrong use). What does not: work that a step, a
check or the warehouse does. Dagster and Great Expectations take seconds to import, so only the commands that need them
do.
"""

import json
import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from pipelines.actors_cli import actors
from pipelines.ingest.sources import Source
from pipelines.settings import SAMPLE, Settings, SettingsError, load_settings, sources_path
from pipelines.show import err, out, plain, show, visible
from pipelines.sources_cli import sources
from warehouse.sql import statement
from warehouse.store import WarehouseError, WarehouseLocked, connect

app = typer.Typer(
    help="Who did what to whom, per actor, per day, from raw news text.",
    no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False,
)  # fmt: skip
quarantine = typer.Typer(help="What was rejected and why; try it again after a fix.", no_args_is_help=True)
app.add_typer(quarantine, name="quarantine")
app.add_typer(actors, name="actors")
app.add_typer(sources, name="sources")

Format = Annotated[str, typer.Option("--format", "-f", help="table, csv, json or parquet.", show_default=True)]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead of printing.")]
FORMATS = ("table", "csv", "json", "parquet")
REPORTS = ("actor", "country", "dyad", "type")


def fail(message: str, code: int = 1) -> typer.Exit:
    """Print an error to stderr; the exit to raise."""
    err.print(visible(f"newsledger: {message}", keep="\n"), style="red", markup=False, highlight=False)
    return typer.Exit(code)


def settings() -> Settings:
    """The settings in force; a fault in them is wrong use."""
    try:
        return load_settings()
    except SettingsError as error:
        raise fail(str(error), 2) from error


def check_format(form: str) -> None:
    """Refuse an unknown output format as wrong use."""
    if form not in FORMATS:
        raise fail(f"--format {form}: use one of {', '.join(FORMATS)}", 2)


def query(path: Path, sql: str, parameters: Any = None, *, locked_down: bool = False) -> pl.DataFrame:
    """Rows of a query on a database file, as a frame.

    `locked_down`: for SQL that a person wrote: no files, no settings. A fault in the SQL ends the command with 1.
    """
    import duckdb

    try:
        con = connect(path, read_only=True, wait_seconds=5, external_access=not locked_down)
        try:
            found = con.sql(sql, params=parameters) if parameters else con.sql(sql)
            frame: pl.DataFrame = found.pl() if found is not None else pl.DataFrame()
            return frame
        finally:
            con.close()
    except (WarehouseError, duckdb.Error) as error:
        raise fail(str(error)) from error


@app.command()
def run(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files, folders or globs; none: the sources that are configured and the landing folder, or where "
            "there are neither the shipped sample.",
            show_default=False,
        ),
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Id of the source in sources.yml that all files belong to.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Read documents anew that are known already.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Do not print the report.")] = False,
) -> None:
    """Fetch and read sources or files, make all the days they bear on, publish, and print the report."""
    from pipelines.ingest.files import NothingToRead, expand
    from pipelines.ingest.sources import SourcesError, load_sources

    chosen = settings()
    try:
        known = load_sources(sources_path(chosen))
        fetch = [] if paths else [one.id for one in known.values() if one.fetched]
        named = paths or _default_paths(chosen, known)
        files = expand(named or ([] if fetch else [SAMPLE]))
    except (NothingToRead, SourcesError, OSError) as error:
        raise fail(str(error), 2) from error
    if source is not None and source not in known:
        raise fail(f"--source {source}: not in {sources_path(chosen)}; known are {', '.join(sorted(known))}", 2)
    asked = f"Fetching {len(fetch):,} sources. " if fetch else ""
    err.print(f"{asked}Reading {len(files):,} files.", markup=False, highlight=False)
    _execute(chosen, {"paths": [str(file) for file in files], "source": source, "again": again}, quiet, fetch)


def _default_paths(chosen: Settings, known: Mapping[str, Source]) -> list[Path]:
    """The folders that a run without arguments reads: the landing folder where it holds anything, and the sources'."""
    folders = [chosen.landing_folder, *(Path(one.address) for one in known.values() if one.address and not one.fetched)]
    return [folder for folder in folders if folder.is_dir() and any(folder.iterdir())]


def _execute(chosen: Settings, config: dict[str, Any], quiet: bool, fetch: Sequence[str] = ()) -> None:
    """Run the ingest job and the pending days; print what happened; exit 1 if a run failed."""
    warnings.filterwarnings("ignore", module="dagster")
    with err.status("Starting Dagster …"):
        from pipelines.defs.run import Progress, instance, prepare_definitions, run_everything

        defs = prepare_definitions(chosen)
    started = datetime.now()
    try:
        with instance(chosen) as found:
            outcome = run_everything(defs, found, chosen, config, Progress(err), fetch)
    except WarehouseLocked as error:
        raise fail(str(error)) from error
    rejected = _rejected_of(chosen, outcome.run_ids)
    unfetched = _unfetched_of(chosen, outcome.run_ids)
    for source, result, reason, address in unfetched.iter_rows():
        err.print(f"{source}: {result}: {plain(reason)} ({plain(address)})", style="yellow", markup=False)
    for line in outcome.failures:
        err.print(visible(line, keep="\n"), style="red", markup=False, highlight=False)
    if rejected.height:
        total = int(rejected["rows"].sum())
        err.print(f"{total:,} rows in quarantine (newsledger quarantine list):", style="yellow", markup=False)
        for rule, rows, reason in rejected.head(10).iter_rows():
            err.print(f"  {rows:,} × {rule}: {plain(reason)}", markup=False, highlight=False)
        if rejected.height > 10:
            err.print(f"  and {rejected.height - 10:,} further reasons", markup=False, highlight=False)
    if outcome.failures or (fetch and unfetched.height == len(fetch) and not outcome.days):
        raise typer.Exit(1)
    seconds = (datetime.now() - started).total_seconds()
    if not outcome.days:
        err.print("Nothing new: every document has been read before.", markup=False)
    else:
        err.print(
            f"Published {len(outcome.days):,} days in {seconds:.0f} s: {chosen.published}",
            style="green",
            markup=False,
            highlight=False,
        )
    if not quiet and chosen.published.exists():
        _print_days(chosen, outcome.days)


def _rejected_of(chosen: Settings, run_ids: list[str]) -> pl.DataFrame:
    """Rejected rows of the runs, counted by rule, with one reason each."""
    return query(
        chosen.working,
        "select rule, count(*) as rows, reason from quality.rejected_rows "
        "where list_contains($runs, run_id) group by rule, reason order by rows desc, rule, reason",
        {"runs": run_ids},
    )


def _unfetched_of(chosen: Settings, run_ids: list[str]) -> pl.DataFrame:
    """The sources that the runs could not fetch, with the reason."""
    return query(
        chosen.working,
        "select source, outcome, reason, address from quality.fetches "
        "where list_contains($runs, run_id) and outcome in ('refused', 'failed') order by source",
        {"runs": run_ids},
    )


def _print_days(chosen: Settings, days: list[date], most: int = 3, rows: int = 12) -> None:
    """The report of the last few days of a run, or of the warehouse's last day if it made none."""
    if not days:
        last = query(chosen.published, "select max(published_on) as day from core.headlines")["day"][0]
        days = [last] if last else []
    for day in days[-most:]:
        frame = _report(chosen, "actor", None, day, day)
        if frame.height:
            show(readable(frame).head(rows), title=f"{day:%A, %d %B %Y} · {frame.height} actors, most active first")
    if len(days) > most:
        err.print(f"{len(days) - most} earlier days: newsledger report --from {days[0]} --to {days[-1]}", markup=False)


def readable(frame: pl.DataFrame) -> pl.DataFrame:
    """The actor report with short headings, for the terminal; other formats keep the warehouse's names."""
    return frame.select(
        "actor", "code", "events",
        pl.col("as_source").alias("did"),
        pl.col("as_target").alias("got"),
        (pl.col("verbal_cooperation") + pl.col("material_cooperation")).alias("coop"),
        (pl.col("verbal_conflict") + pl.col("material_conflict")).alias("conflict"),
        pl.col("statements").alias("said"),
        pl.col("planned").alias("plans"),
        "stories",
        pl.col("headlines").alias("told"),
        "mainly",
    )  # fmt: skip


def _report(chosen: Settings, by: str, actor: str | None, first: date, last: date) -> pl.DataFrame:
    return query(chosen.published, statement(f"report_{by}"), {"first": first, "last": last, "actor": actor})


@app.command()
def report(
    by: Annotated[str, typer.Option("--by", help="actor, country, dyad or type.")] = "actor",
    actor: Annotated[
        str | None, typer.Option(help="An actor's id, code or part of a name; a country for other reports.")
    ] = None,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; none: the last day there is.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day; none: the first.")
    ] = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Events per actor, country, dyad or type, per day, from the published warehouse."""
    check_format(form)
    if by not in REPORTS:
        raise fail(f"--by {by}: use one of {', '.join(REPORTS)}", 2)
    chosen = settings()
    if actor is not None and first is None and last is None:
        begin, end = date(1, 1, 1), date(9999, 12, 31)
    elif first is None and last is None:
        newest = query(chosen.published, "select max(published_on) as day from core.headlines")["day"][0]
        if newest is None:
            raise fail("nothing published yet: run `newsledger run`")
        begin = end = newest
    else:
        begin = (first or last or datetime.min).date()
        end = (last or first or datetime.max).date()
    if begin > end:
        raise fail(f"--from {begin} is after --to {end}", 2)
    frame = _report(chosen, by, actor, begin, end)
    if form == "table" and output is None and by == "actor" and begin == end:
        show(readable(frame), title=f"{begin:%A, %d %B %Y}")
    else:
        _emit(frame, form, output)
    if not frame.height:
        err.print(f"No rows from {begin} to {end}.", markup=False)


def _emit(frame: pl.DataFrame, form: str, output: Path | None) -> None:
    try:
        show(frame, form, output)
    except (ValueError, WarehouseError, OSError) as error:
        raise fail(str(error), 2) from error


@app.command()
def sql(
    text: Annotated[str, typer.Argument(metavar="QUERY", help='For example "select * from marts.dyads_per_day".')],
    form: Format = "table",
    output: Output = None,
) -> None:
    """SQL on the published warehouse, read-only."""
    check_format(form)
    _emit(query(settings().published, text, locked_down=True), form, output)


@app.command()
def status() -> None:
    """Last runs, freshness of each source, failing checks, counts."""
    chosen = settings()
    database = chosen.working if chosen.working.exists() else chosen.published
    if not database.exists():
        raise fail("nothing has been run yet: run `newsledger run`")
    counts = query(database, (
        "select (select count(*) from core.documents) as documents, "
        "(select count(*) from core.headlines) as headlines, "
        "(select count(*) from core.stories) as stories, (select count(*) from core.events) as events, "
        "(select count(*) from core.actors) as actors, (select count(*) from quality.rejected_rows) as rejected"
    ))  # fmt: skip
    show(counts, title=f"Warehouse {chosen.published}" if chosen.published.exists() else "Nothing published yet")
    show(query(database, statement("status_sources")), title="Sources")
    show(query(database, statement("status_runs")), title="Last runs")
    failing = query(database, statement("status_failing"))
    if failing.height:
        show(failing, title="Failing checks")
    else:
        out.print("Every check passed when it last ran.", style="green")
    if database == chosen.working:
        pending = query(database, "select min(day) as first, max(day) as last, count(*) as days from work.pending_days")
        if pending["days"][0]:
            show(pending, title="Days read and not yet published: run `newsledger run`")


@quarantine.command("list")
def quarantine_list(form: Format = "table", output: Output = None) -> None:
    """Rejected rows: which rule, why, in which document and at which bytes."""
    check_format(form)
    chosen = settings()
    frame = query(chosen.working if chosen.working.exists() else chosen.published, statement("quarantine"))
    if form == "table" and output is None:
        frame = frame.with_columns(
            pl.col("uri").str.split("/").list.last().alias("file"),
            pl.col("row").map_elements(_text_of_row, return_dtype=pl.String).str.slice(0, 160),
        ).select("rule", "reason", "file", "byte_start", "byte_end", "row")
    _emit(frame, form, output)
    if not frame.height:
        err.print("Nothing is in quarantine.", markup=False)


def _text_of_row(row: str) -> str:
    """The text of a rejected row as people know it; the row as it is kept where it has none."""
    try:
        kept = json.loads(row)
    except ValueError:
        return row
    text = kept.get("raw_text") if isinstance(kept, dict) else None
    return text if isinstance(text, str) else row


@quarantine.command("replay")
def quarantine_replay() -> None:
    """Read the documents with rejected rows again, from their kept bytes, and publish what is good now."""
    chosen = settings()
    if not chosen.working.exists():
        raise fail("nothing has been run yet: run `newsledger run`")
    documents = query(
        chosen.working,
        "select distinct document_id from quality.rejected_rows where document_id is not null order by 1",
    )
    ids = documents["document_id"].to_list()
    if not ids:
        err.print("Nothing is in quarantine.", markup=False)
        return
    err.print(f"Reading {len(ids):,} documents again.", markup=False, highlight=False)
    _execute(chosen, {"documents": ids, "again": True}, quiet=True)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where to write; made where missing.")],
    form: Annotated[str, typer.Option("--format", "-f", help="parquet, csv or json.")] = "parquet",
    stable: Annotated[bool, typer.Option(help="Leave out when and by which run rows were made.")] = False,
) -> None:
    """Every published table as a file, rows in the order of their keys."""
    from warehouse.catalog import PUBLISHED_SCHEMAS, TABLES
    from warehouse.export import export_tables

    if form not in FORMATS[1:]:
        raise fail(f"--format {form}: use one of {', '.join(FORMATS[1:])}", 2)
    try:
        con = connect(settings().published, read_only=True, wait_seconds=5)
        try:
            tables = [
                table
                for table in TABLES
                if table.schema in PUBLISHED_SCHEMAS and not (stable and table.schema == "quality")
            ]
            files = export_tables(con, folder, tables, form, stable=stable)  # type: ignore[arg-type]
        finally:
            con.close()
    except (WarehouseError, OSError) as error:
        raise fail(str(error)) from error
    err.print(f"{len(files)} files in {folder}", markup=False, highlight=False)


Records = Annotated[Path, typer.Argument(metavar="IN.jsonl", exists=True, dir_okay=False)]
Target = Annotated[Path, typer.Argument(metavar="OUT.jsonl", dir_okay=False)]


@app.command()
def code(source: Records, target: Target) -> None:
    """The coder as a filter: {"id", "published", "text"} a line to actors and events with spans and rules."""
    from pipelines.coding.evaluate import RecordError, records_of
    from pipelines.coding.parallel import WorkerDied, code_each

    chosen = settings()
    try:
        _write_records(target, code_each(records_of, _records(source), chosen.dictionaries, chosen.coding.workers))
    except (RecordError, WorkerDied) as error:
        raise fail(f"{source}: {error}") from error


@app.command()
def dedupe(
    source: Annotated[str, typer.Argument(metavar="IN.jsonl")],
    target: Annotated[str, typer.Argument(metavar="OUT.jsonl")],
    explain: Annotated[
        bool, typer.Option("--explain", help="The two arguments are headlines: show what is compared, and why.")
    ] = False,
) -> None:
    """The de-duplication as a filter: {"id", "text", "published"?} a line to its story, and how it was matched."""
    if explain:
        from pipelines.dedupe.explain import explain as explained

        rows, verdict = explained(source, target)
        show(rows)
        out.print(visible(verdict), markup=False, highlight=False)
        return
    _write_records(Path(target), _deduped(Path(source)))


def _deduped(source: Path) -> Iterable[dict[str, Any]]:
    """The records of a file with the story of each, in the file's order."""
    from pipelines.clean.text import clean
    from pipelines.dedupe.batch import dedupe as deduped

    if not source.is_file():
        raise fail(f"{source}: there is no such file; to compare two headlines, add --explain")
    records, chosen = list(_records(source)), settings()
    try:
        frame = pl.DataFrame(
            {
                "headline_id": [str(r["id"]) for r in records],
                "raw_text": [str(r["text"]) for r in records],
                "published_on": [date.fromisoformat(r.get("published") or "2000-01-01") for r in records],
            },
            schema={"headline_id": pl.String, "raw_text": pl.String, "published_on": pl.Date},
        )
        told = deduped(clean(frame), chosen.window_days, chosen.near_days)
    except (KeyError, ValueError, TypeError) as error:
        raise fail(
            f"{source}: each line needs a distinct id, a text and, if any, an ISO date published: {error}"
        ) from error
    stories = {key: rest for key, *rest in told.iter_rows()}
    for record in records:
        story, matched, score, reason = stories[str(record["id"])]
        yield {"id": record["id"], "story": story, "matched": matched, "score": score, "reason": reason}


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", exists=True, dir_okay=False)],
    errors: Annotated[int, typer.Option("--errors", help="Show the first N headlines with an error.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as one JSON object.")] = False,
    save: Annotated[bool, typer.Option("--save", help="Store the scores with the coder's version.")] = False,
    against: Annotated[
        str | None, typer.Option(help="Show what moved since a stored evaluation: a file, or 'last'.")
    ] = None,
) -> None:
    """Precision, recall and F1 of the coder on labelled headlines, by the codebook."""
    from pipelines.coding import score_history as history
    from pipelines.coding.coder import default_coders
    from pipelines.coding.evaluate import RecordError, read_records, record_of
    from pipelines.coding.evaluate import evaluate as score

    chosen = settings()
    coder = default_coders(chosen.dictionaries)["en"]
    try:
        labels = read_records(gold)
        result = score(labels, {key: record_of(record, coder) for key, record in labels.items()})
        new = history.snapshot(gold, labels, result, coder.version)
        moved = history.difference(history.resolve(chosen.home, against, new.gold_sha256), new) if against else None
    except (RecordError, KeyError, history.HistoryError) as error:
        raise fail(f"{gold}: {error}") from error
    if as_json:
        out.file.write(json.dumps({**result.scores, "by_type": result.by_type, "coder_version": coder.version}) + "\n")
    else:
        _print_scores(f"{gold.name} · coder {coder.version}", result)
    for record in result.errors[:errors]:
        out.print(json.dumps(record, ensure_ascii=False), markup=False, highlight=False)
    if moved is not None:
        _print_moved(moved)
    if save:
        err.print(f"Stored in {history.save(chosen.home, new)}", markup=False, highlight=False)


def _print_scores(title: str, result: Any) -> None:
    """The measures, then the same for each event type."""
    from pipelines.coding.evaluate import MEASURES

    digits = [
        pl.col(name).map_elements(lambda x: f"{x:.4f}", return_dtype=pl.String)
        for name in ("precision", "recall", "f1")
    ]
    overall = pl.DataFrame([{"measure": name, **result.scores[name]} for name in MEASURES])
    show(overall.with_columns(digits), title=title)
    if result.by_type:
        types = pl.DataFrame([{"event_type": name, **scores} for name, scores in result.by_type.items()])
        show(types.with_columns(digits))
    out.print(
        f"date accuracy {result.scores['date_accuracy']}  status accuracy {result.scores['status_accuracy']}  "
        f"headlines all right {result.scores['headlines_all_right']} of {result.scores['headlines']}"
    )


def _print_moved(moved: Any) -> None:
    """What moved since the stored evaluation: measures and types, then the headlines that became right or wrong."""
    rows = [
        {"measure": m.measure, "old": str(m.old), "new": str(m.new), "change": f"{m.change:+.4f}"}
        for m in (*moved.measures, *moved.types)
    ]
    if rows:
        show(pl.DataFrame(rows), title="Since the stored evaluation")
    out.print(f"{len(moved.fixed)} became right, {len(moved.broken)} wrong, {moved.still} are wrong as before")
    for word, records in (("right now", moved.fixed), ("wrong now", moved.broken)):
        for record in records:
            out.print(f"{word}: {record['id']} {record.get('text') or ''}", markup=False, highlight=False)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except ValueError as error:
                raise fail(f"{path}:{number}: no JSON: {error}") from error
            if not isinstance(record, dict):
                raise fail(f"{path}:{number}: a JSON object is expected")
            yield record


def _write_records(path: Path, records: Iterable[dict[str, Any]]) -> None:
    fresh = path.with_name(path.name + ".part")
    with fresh.open("w", encoding="utf-8") as handle:
        for record in records:
            handle.write(json.dumps(record, ensure_ascii=False) + "\n")
    fresh.replace(path)


@app.command()
def ui(
    port: Annotated[int, typer.Option(help="Port of the Dagster UI.")] = 3000,
    host: Annotated[
        str, typer.Option(help="Address to listen on; the UI has no login, so keep it local.")
    ] = "127.0.0.1",
) -> None:
    """The Dagster UI with its daemon: runs, schedules, sensors, checks."""
    from pipelines.defs.run import ui_lock

    chosen = settings()
    chosen.landing_folder.mkdir(parents=True, exist_ok=True)
    own = {"DAGSTER_HOME": str(chosen.dagster_home), "NEWSLEDGER_HOME": str(chosen.home)}
    command = [sys.executable, "-m", "dagster", "dev", "-m", "pipelines.definitions", "-h", host, "-p", str(port)]
    try:
        with ui_lock(chosen) as lock:
            err.print(f"http://{host}:{port}  (Ctrl-C stops it)", markup=False, highlight=False)
            process = subprocess.Popen(command, env={**os.environ, **own}, start_new_session=True, pass_fds=[lock])

            def stop(*_: object) -> None:
                os.killpg(process.pid, signal.SIGINT)

            signal.signal(signal.SIGTERM, stop)
            signal.signal(signal.SIGINT, stop)
            ended = process.wait()
    except WarehouseLocked as error:
        raise fail(str(error)) from error
    raise typer.Exit(0 if ended in (0, -signal.SIGINT, 130) else 1)


def main() -> None:
    """Entry point of the `newsledger` command."""
    app()


if __name__ == "__main__":
    main()
