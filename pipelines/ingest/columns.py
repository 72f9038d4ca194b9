"""Columns: which column of a table holds what, and its rows as items.

What belongs here: guessing columns by their names, reading columns of days and moments, a batch of rows to a frame of
ITEM_SCHEMA. What does not: taking files apart into rows (readers/table.py).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Literal
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.ingest.dates import date_line
from pipelines.ingest.decode import Unreadable
from pipelines.ingest.reader import ITEM_SCHEMA, MAX_RAW_TEXT, Place, fallback_day, undated
from pipelines.ingest.sources import Source, TableColumn

# Names by which a column is known where the source's settings do not name it; the first that a table has is taken.
NAMES: dict[TableColumn, tuple[str, ...]] = {
    "headline": ("headline", "title", "headline_text", "head", "hed", "headlines", "news_title", "titles"),
    "date": (
        "published", "published_at", "publish_date", "published_on", "published_date", "date_published", "pub_date",
        "pubdate", "publication_date", "date", "datetime", "timestamp", "time", "seen_at", "created_at", "created",
        "publishedat", "datepublished", "crawled_at", "fetched_at",
    ),
    "link": ("link", "url", "href", "uri", "web_url", "permalink", "article_url"),
    "section": ("section", "category", "headline_category", "rubric", "topic", "tag", "news_desk"),
    "language": ("language", "lang", "language_code"),
    "publisher": ("publisher", "source", "outlet", "provider", "site", "publication", "domain", "source_name"),
}  # fmt: skip
_ISO_MOMENTS = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M")
# Seconds since 1970 of the years 1973 to 5138; with three or six digits more they are milli- and microseconds.
_EPOCHS: dict[Literal["s", "ms", "us"], str] = {"s": "9,11", "ms": "12,14", "us": "15,17"}
_CONTROL = r"[\p{C}\s]+"


def choose(names: Sequence[str], source: Source) -> dict[TableColumn, str]:
    """The table's column for each part of a headline, as the source names them or as their names tell.

    A source may name a column by its number from 1, as tables without a header need.

    Raises:
        Unreadable: no column holds headlines, or the source names a column that the table does not have.
    """
    known = {_plain(name): name for name in reversed(names)}
    chosen: dict[TableColumn, str] = {}
    for part, options in NAMES.items():
        given = source.columns.get(part)
        if given is None:
            found = next((known[option] for option in options if option in known), None)
        elif given in names:
            found = given
        elif given.isdigit() and 1 <= int(given) <= len(names):
            found = names[int(given) - 1]
        else:
            raise Unreadable(f"no column {given!r}, which source {source.id} names for {part}; it has {_listed(names)}")
        if found is not None and found not in chosen.values():
            chosen[part] = found
    if "headline" not in chosen:
        raise Unreadable(
            f"no column is known to hold headlines among {_listed(names)}; name it in the settings of source "
            f"{source.id}, as in columns: {{headline: {names[0] if names else 'title'}}}"
        )
    return chosen


def tells_headlines(names: Sequence[str]) -> bool:
    """Whether one of the names is one by which a column of headlines is known."""
    return not {_plain(name) for name in names}.isdisjoint(NAMES["headline"])


def items_of(
    rows: pl.DataFrame, chosen: Mapping[TableColumn, str], source: Source, place: Place, first: int
) -> pl.DataFrame:
    """Rows as a frame of ITEM_SCHEMA, in their order; `first` is the position of the first of them.

    `rows` may have the columns byte_start, byte_end, `_raw` (the row as it stands) and `_fault` (why it is none). A row
    without
    a headline is rejected, and so is one without a day where neither the file's name nor the source gives one.
    """
    day, kind = fallback_day(source, place)
    nothing = pl.Series([None] * rows.height, dtype=pl.String)
    text = _text(rows, chosen.get("headline"))
    days = _days(rows, chosen.get("date"), source)
    frame = pl.DataFrame(
        {
            "position": pl.int_range(first, first + rows.height, eager=True),
            "byte_start": rows.get_column("byte_start", default=nothing.cast(pl.Int64)),
            "byte_end": rows.get_column("byte_end", default=nothing.cast(pl.Int64)),
            "raw_text": text.fill_null(_text(rows, "_raw" if "_raw" in rows.columns else None)).fill_null(""),
            "_empty": text.is_null(),
            "link": _text(rows, chosen.get("link")),
            "section": _text(rows, chosen.get("section")),
            "language": _text(rows, chosen.get("language")).str.extract(r"^([A-Za-z]{2})(?:[-_]|$)").str.to_lowercase(),
            "publisher": _text(rows, chosen.get("publisher")),
            "published_at": days["moment"],
            "_day": days["day"],
            "_written": days["written"],
            "_fault": rows.get_column("_fault", default=nothing),
        }
    )
    dated = pl.col("_day").is_not_null()
    why = (
        pl.when(pl.col("_fault").is_not_null())
        .then("_fault")
        .when("_empty")
        .then(pl.lit(f"the row has no headline in column {chosen.get('headline')}"))
        .when(~dated & pl.lit(day is None))
        .then(
            pl.concat_str(
                pl.lit(undated(source)),
                pl.when(pl.col("_written").is_not_null())
                .then(pl.format("; its date is written {}", pl.col("_written").str.slice(0, 60)))
                .otherwise(pl.lit("")),
            )
        )
    )
    return frame.with_columns(
        pl.col("raw_text").str.slice(0, MAX_RAW_TEXT),
        why.alias("reason"),
        pl.when(pl.col("link").str.contains(r"^https?://")).then("link").alias("link"),
        pl.coalesce("_day", pl.lit(day, pl.Date)).alias("published_on"),
        pl.when(dated).then(pl.lit("explicit")).otherwise(pl.lit(kind, pl.String)).alias("date_kind"),
    ).select(
        pl.when(pl.col("reason").is_null()).then(pl.lit("headline")).otherwise(pl.lit("rejected")).alias(name)
        if name == "item_kind"
        else pl.col(name).cast(dtype)
        for name, dtype in ITEM_SCHEMA.items()
    )


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().casefold().lstrip("\ufeff"))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in names[:20])
    return shown + (f" and {len(names) - 20} more" if len(names) > 20 else "") if names else "no column"


def _text(rows: pl.DataFrame, name: str | None) -> pl.Series:
    """A column as text with its white space and control characters as single spaces; empty is null."""
    if name is None:
        return pl.Series([None] * rows.height, dtype=pl.String)
    if rows.schema[name].is_nested() or rows.schema[name] == pl.Binary:
        return pl.Series([None] * rows.height, dtype=pl.String)
    column = rows[name].cast(pl.String).str.replace_all(_CONTROL, " ").str.strip_chars()
    return column.set(column == "", None)


def _days(rows: pl.DataFrame, name: str | None, source: Source) -> pl.DataFrame:
    """Columns day, moment (UTC, no zone; null for a day without a time) and written, of a column of dates."""
    zone = source.time_zone
    empty = pl.DataFrame({"day": None, "moment": None, "written": None}, schema=_DAYS)
    if name is None or rows.height == 0:
        return pl.concat([empty] * rows.height) if rows.height else empty.clear()
    column = rows[name]
    if column.dtype == pl.Date:
        return pl.DataFrame({"day": column, "moment": None, "written": None}, schema=_DAYS)
    if isinstance(column.dtype, pl.Datetime):
        return _of_moments(column.to_frame("at"), zone)
    if column.dtype.is_float():
        column = column.cast(pl.Int64, strict=False)
    return _of_text(_text(pl.DataFrame({name: column}), name), source)


_DAYS: dict[str, pl.DataType] = {"day": pl.Date(), "moment": pl.Datetime("us"), "written": pl.String()}


def _of_moments(frame: pl.DataFrame, zone: str) -> pl.DataFrame:
    """Moments with a zone are placed in the source's; ones without stand as they are written there."""
    at = pl.col("at")
    kind = frame.schema["at"]
    assert isinstance(kind, pl.Datetime)
    local = at.dt.convert_time_zone(zone) if kind.time_zone else _in_zone(at, zone)
    return frame.select(
        (local.dt.date() if kind.time_zone else at.dt.date()).alias("day"),
        local.dt.convert_time_zone("UTC").dt.replace_time_zone(None).dt.cast_time_unit("us").alias("moment"),
        at.cast(pl.String).alias("written"),
    )


def _in_zone(at: pl.Expr, zone: str) -> pl.Expr:
    # an hour that a change of the clocks skips is no moment, one that it repeats is taken for the first
    return at.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")


def _of_text(written: pl.Series, source: Source) -> pl.DataFrame:
    """Days and moments as texts and numbers write them: ISO 8601, 20260307, seconds since 1970, and other forms."""
    text = pl.col("written")
    iso = text.str.replace(r"^(\d{4}-\d\d-\d\d) ", "${1}T")
    epoch = pl.coalesce(
        pl.from_epoch(
            pl.when(text.str.contains(rf"^\d{{{digits}}}$")).then(text).cast(pl.Int64, strict=False), unit
        ).cast(pl.Datetime("us"))
        for unit, digits in _EPOCHS.items()
    ).dt.replace_time_zone("UTC")
    zoned = pl.coalesce(iso.str.to_datetime("%+", strict=False, time_unit="us"), epoch).dt.convert_time_zone(
        source.time_zone
    )
    naive = pl.coalesce(iso.str.to_datetime(form, strict=False, time_unit="us") for form in _ISO_MOMENTS)
    only_day = pl.coalesce(
        text.str.extract(r"^(\d{4}-\d\d-\d\d)").str.to_date("%Y-%m-%d", strict=False),
        text.str.extract(r"^((?:19|20)\d{6})(?:$|[T ]\d)").str.to_date("%Y%m%d", strict=False),
    )
    moment = pl.coalesce(zoned, _in_zone(naive, source.time_zone))
    frame = written.to_frame("written").select(
        pl.coalesce(zoned.dt.date(), only_day).alias("day"),
        moment.dt.convert_time_zone("UTC").dt.replace_time_zone(None).alias("moment"),
        "written",
    )
    others = frame.filter(pl.col("day").is_null(), pl.col("written").is_not_null())["written"].unique()
    if not len(others):
        return frame.select(list(_DAYS))
    read = pl.DataFrame(
        [(text, *_one(text, source)) for text in others], orient="row",
        schema={"written": pl.String, "_day": pl.Date, "_moment": pl.Datetime("us")},
    )  # fmt: skip
    joined = frame.join(read, on="written", how="left", maintain_order="left")
    return joined.select(pl.coalesce("day", "_day").alias("day"), pl.coalesce("moment", "_moment").alias("moment"),
                         "written")  # fmt: skip


def _one(text: str, source: Source) -> tuple[date | None, datetime | None]:
    """The day and moment of one text: of mail and feeds (RFC 2822), or as date lines of pages write them."""
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            return moment.date(), None
        return moment.astimezone(ZoneInfo(source.time_zone)).date(), moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, TypeError, IndexError, OverflowError):
        found = date_line(text, source.date_order)
        return (found.day if found else None), None
