"""`newsledger actors`: the user's tools around the actor dictionary.

What belongs here: arguments, messages, exit codes (0 done, 1 failed, 2 wrong use). What does not: formats and rules;
they are in pipelines/coding (petrarch.py, dictionary_import.py, explain.py, review.py).
"""

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer

from pipelines.coding.lexicon import DICTIONARIES, DictionaryError, Lexicon, _load, load_lexicon, version_of
from pipelines.settings import Settings, SettingsError, load_settings
from pipelines.show import err, show

actors = typer.Typer(help="The actor dictionary: import, explain, review.", no_args_is_help=True)
FORMATS = ("table", "csv", "json", "parquet")
KINDS = ("actors", "agents", "places", "countries")
FIRST_SHOWN = 10

Format = Annotated[str, typer.Option("--format", "-f", help="table, csv, json or parquet.", show_default=True)]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead of printing.")]
Day = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The headline's day; none: today.")]


def _fail(message: str, code: int = 1) -> typer.Exit:
    err.print(f"newsledger: {message}", style="red", markup=False, highlight=False)
    return typer.Exit(code)


def _settings() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        raise _fail(str(error), 2) from error


def _say(message: str, style: str | None = None) -> None:
    err.print(message, style=style, markup=False, highlight=False, soft_wrap=True)


def _emit(frame: pl.DataFrame, form: str, output: Path | None, title: str | None = None) -> None:
    try:
        show(frame, form, output, title)
    except (ValueError, OSError) as error:
        raise _fail(str(error), 2) from error


def _frame(rows: Sequence[Any], columns: Sequence[str]) -> pl.DataFrame:
    """Dataclass instances as a frame; without rows, the columns as text."""
    if not rows:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    return pl.DataFrame(
        [{key: value for key, value in asdict(row).items() if key in columns} for row in rows], infer_schema_length=None
    )


# -- import ------------------------------------------------------------------------------------------------------------


@actors.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", exists=True, dir_okay=False)],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FOLDER", help="The overlay folder; none: the setting `dictionaries`."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="End the roles that the file leaves open on this day."),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show every refused line and every note.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report and write nothing.")] = False,
) -> None:
    """Take PETRARCH or TABARI actor and agent files into the overlay; report what was taken, merged and refused."""
    from pipelines.coding.dictionary_import import csv_text, import_dictionary

    chosen = _settings()
    overlay = to or chosen.dictionaries
    if overlay is None and not dry_run:
        raise _fail("where to? name a folder with --to, or set `dictionaries` in the settings", 2)
    folder = overlay / "actors" if overlay is not None else None
    taken = 0
    fresh: list[Path] = []
    for file in files:
        text, note = _text_of(file)
        stem = _safe_stem(file)
        try:
            lexicon = _lexicon(folder, fresh)
        except DictionaryError as error:
            raise _fail(str(error)) from error
        made = import_dictionary(
            text, lexicon, source=file.name, today=date.today(), until=until.date() if until else None
        )
        made.notes.extend(note)
        taken += sum(len(rows) for rows in made.files.values())
        _report(file, made, verbose)
        if dry_run or folder is None:
            continue
        try:
            for kind in KINDS:
                target = folder / f"{kind}-import-{stem}.csv"
                rows = made.files.get(kind)
                if rows:
                    _write(target, csv_text(kind, rows))
                    fresh.append(target)
                    _say(f"  {len(rows):,} rows: {target}", "green")
                else:
                    target.unlink(missing_ok=True)
        except OSError as error:
            raise _fail(f"{folder}: {error}") from error
    if not taken:
        raise _fail("nothing was taken: are these PETRARCH or TABARI actor files?")
    if folder is not None and not dry_run:
        try:
            load_lexicon([DICTIONARIES, folder])
        except DictionaryError as error:
            raise _fail(f"the overlay cannot be read: {error}") from error
        if overlay != chosen.dictionaries:
            _say(f'The coder reads it once the settings say: dictionaries = "{overlay}"', "yellow")


def _text_of(file: Path) -> tuple[str, list[str]]:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise _fail(f"{file}: {error}", 2) from error
    if b"\0" in raw:
        raise _fail(f"{file}: no text file", 2)
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        return raw.decode("cp1252", "replace"), [f"not UTF-8 at byte {error.start}: read as Windows-1252"]


def _safe_stem(file: Path) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", file.stem).strip("-.") or "file"


def _lexicon(folder: Path | None, fresh: Sequence[Path]) -> Lexicon:
    """The shipped dictionary, the user's own files, and what this command imported so far.

    Earlier imports are left out, so that the same command makes the same files again.
    """
    own = sorted(DICTIONARIES.glob("*.csv"))
    added = sorted(folder.glob("*.csv")) if folder is not None and folder.is_dir() else []
    paths = (*own, *(path for path in added if "-import-" not in path.name), *fresh)
    return _load(paths, version_of(paths))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".part")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def _report(file: Path, made: Any, verbose: bool) -> None:
    counts = [("entries", made.entries), ("spellings", made.forms), ("roles", made.roles)]
    columns = ("read", "taken", "marked ?", "merged", "known", "joined", "implied", "repeated", "refused")
    rows = [{"of": what, **{c: found[c] or None for c in columns}} for what, found in counts]
    frame = pl.DataFrame(rows, schema={"of": pl.String, **dict.fromkeys(columns, pl.Int64)})
    show(frame.select([c for c in frame.columns if frame[c].null_count() < frame.height]), title=file.name)
    for what, lines in (
        ("refused", [f"line {r.line}: {r.text}: {r.reason}" for r in made.refusals]),
        ("notes", made.notes),
    ):
        shown = lines if verbose else lines[:FIRST_SHOWN]
        if lines:
            _say(f"{len(lines):,} {what}:", "yellow")
        for line in shown:
            _say(f"  {''.join(c if c.isprintable() else ascii(c)[1:-1] for c in line)}")
        if len(lines) > len(shown):
            _say(f"  and {len(lines) - len(shown):,} more: --verbose shows them")


# -- explain -----------------------------------------------------------------------------------------------------------


@actors.command("explain")
def explain_text(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A headline.")],
    on: Day = None,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Which entry, role and rule each actor mention of a text comes from, and what was passed over and why."""
    from pipelines.coding.coder import EnglishCoder, default_coders
    from pipelines.coding.explain import explain

    _check_format(form)
    try:
        coder = default_coders(_settings().dictionaries)["en"]
    except DictionaryError as error:
        raise _fail(str(error)) from error
    assert isinstance(coder, EnglishCoder)
    day = on.date() if on else date.today()
    told = explain(coder, text, day)
    columns = ("words", "code", "name", "kind", "found_by", "role", "since", "until", "entry_id")
    if form != "table" or output is not None:
        _emit(_frame(told.mentions, columns), form, output)
        return
    show(_frame(told.mentions, columns), title=f"Mentions on {day}")
    if told.domain is not None:
        _say(
            f"The text is about {told.domain}: states and their nouns are passed over, and it has no events.",
            "yellow",
        )
    if told.passed:
        show(_frame(told.passed, ("words", "meaning", "why")), title="Passed over")
    if told.roles:
        frame = _frame(told.roles, ("name", "code", "office", "since", "until", "held", "entry_id"))
        frame = frame.with_columns(pl.when(pl.col("held")).then(pl.lit("yes")).otherwise(pl.lit("")).alias("held"))
        show(frame, title=f"Roles of the named actors; held on {day}")


def _check_format(form: str) -> None:
    if form not in FORMATS:
        raise _fail(f"--format {form}: use one of {', '.join(FORMATS)}", 2)


# -- review ------------------------------------------------------------------------------------------------------------


@actors.command("review")
def review(
    what: Annotated[str, typer.Option("--what", help="roles, names or both.")] = "both",
    days: Annotated[int, typer.Option("--days", min=0, help="A review older than so many days is due.")] = 365,
    most: Annotated[int, typer.Option("--most", min=1, help="How many unknown names.")] = 50,
    form: Format = "table",
    output: Output = None,
) -> None:
    """Roles that were left open and not reviewed for a year, and frequent names that the dictionary does not know."""
    from pipelines.coding.review import open_roles

    _check_format(form)
    if what not in ("roles", "names", "both"):
        raise _fail(f"--what {what}: use roles, names or both", 2)
    if what == "both" and (form != "table" or output is not None):
        raise _fail("--format and --output write one table: add --what roles or --what names", 2)
    chosen = _settings()
    folders = [DICTIONARIES, *([chosen.dictionaries / "actors"] if chosen.dictionaries else [])]
    if what in ("roles", "both"):
        try:
            roles = open_roles(folders, date.today(), days)
        except DictionaryError as error:
            raise _fail(str(error)) from error
        columns = ("name", "code", "office", "since", "reviewed", "file", "line")
        if roles or form != "table":
            _emit(_frame(roles, columns), form, output, f"{len(roles):,} open roles not reviewed for {days:,} days")
        else:
            _say(f"No open role is unreviewed for {days:,} days.", "green")
    if what in ("names", "both"):
        _unknown(chosen, folders, most, form, output)


def _unknown(chosen: Settings, folders: Sequence[Path], most: int, form: str, output: Path | None) -> None:
    import duckdb

    from pipelines.coding.review import unknown_names
    from warehouse.store import WarehouseError, connect

    try:
        con = connect(chosen.published, read_only=True, wait_seconds=5)
        try:
            stories = con.execute("select story_id, text from core.stories where language = 'en' order by 1").fetchall()
            spans = con.execute("select story_id, char_start, char_end from core.mentions").fetchall()
        finally:
            con.close()
        lexicon = load_lexicon(folders)
    except (WarehouseError, DictionaryError, duckdb.Error) as error:
        raise _fail(str(error)) from error
    covered: dict[str, list[tuple[int, int]]] = {}
    for story, start, end in spans:
        covered.setdefault(story, []).append((start, end))
    names = unknown_names(stories, covered, lexicon, most)
    if names or form != "table":
        _emit(
            _frame(names, ("phrase", "stories", "example")),
            form,
            output,
            f"Unknown names in {len(stories):,} English stories",
        )
    else:
        _say(f"No unknown name in {len(stories):,} English stories.", "green")
