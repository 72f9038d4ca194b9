"""The table: CSV, TSV and their kin, JSON Lines, Parquet, Arrow; one row a headline.

What belongs here: which of these a document is, and its rows in batches. What does not: which column holds what
(ingest/columns.py).

The position of an item is its row, counted from 1 without the header. JSON Lines have byte spans, the others none.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.ingest.columns import choose, items_of, tells_headlines
from pipelines.ingest.decode import Unreadable, detect, lines, why_no_text
from pipelines.ingest.reader import Place, ReadDocument
from pipelines.ingest.sources import Source

name = "table"

BATCH_ROWS = 50_000
_DELIMITERS = ",\t;|"
# A cell beyond this is no cell but a quote that was never closed.
_CELL_CHARACTERS = 1 << 20
_HEAD = 64 * 1024
_ARROW_STREAM = b"\xff\xff\xff\xff"
# Two names make a table; a line of text may hold one comma.
_MOST_COLUMNS = 2_000


def sniff(data: bytes, file_name: str) -> float:
    """1 for Parquet and Arrow; 0.9 for JSON Lines and delimited text whose head names a column of headlines."""
    if data[:4] == b"PAR1" or data[:6] == b"ARROW1" or data[:4] == _ARROW_STREAM:
        return 1.0
    if data[:3].lstrip(b"\xef\xbb\xbf")[:1] == b"{":
        # one object, or one over several lines, is no table
        first, *others = data[:_HEAD].splitlines()
        found = _json_object(first.decode("utf-8-sig", errors="replace"))
        more = any(line.lstrip().startswith(b"{") for line in others)
        return 0.9 if more and found is not None and tells_headlines(list(found)) else 0.0
    if data[:1] in (b"<", b"[") or (why_no_text(data) and not data.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return 0.0
    header = _header(data)
    return 0.9 if header and tells_headlines(header[1]) else 0.0


def read(data: bytes, source: Source, place: Place) -> ReadDocument:
    """The rows of a table, in batches; a row that is none, or has no headline or no day, is a rejected item.

    Raises:
        Unreadable: the document is no table, or no column of it is known to hold headlines.
    """
    encoding = None
    if data[:4] == b"PAR1":
        media_type, rows = "application/vnd.apache.parquet", _parquet(data)
    elif data[:6] == b"ARROW1" or data[:4] == _ARROW_STREAM:
        media_type, rows = "application/vnd.apache.arrow.file", _arrow(data)
    else:
        encoding = detect(data, source.encoding).name
        if data[:_HEAD].lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{":
            media_type, rows = "application/jsonl", _json_lines(data, source)
        else:
            media_type, rows = "text/csv", _delimited(data, encoding, source)
    first = next(rows, None)
    if first is None:
        raise Unreadable("the table has no rows; leave the file out, or fetch it again")
    chosen = choose([column for column in first.columns if column not in _OWN], source)

    def items() -> Iterator[pl.DataFrame]:
        position = 1
        for batch in chain((first,), rows):
            missing = [pl.lit(None, pl.String).alias(c) for c in chosen.values() if c not in batch.columns]
            yield items_of(batch.with_columns(missing), chosen, source, place, position)
            position += batch.height

    return ReadDocument(name, media_type, encoding, None, None, (), items())


_OWN = ("byte_start", "byte_end", "_fault", "_raw")


def _parquet(data: bytes) -> Iterator[pl.DataFrame]:
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        flat = [field.name for field in file.schema_arrow if not pa.types.is_nested(field.type)]
        for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=flat):
            yield _frame(batch)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Unreadable(f"the Parquet file is broken: {_short(error)}; fetch or write it again") from error


def _arrow(data: bytes) -> Iterator[pl.DataFrame]:
    try:
        if data[:6] == b"ARROW1":
            file = pa.ipc.open_file(pa.BufferReader(data))
            batches: Iterator[Any] = (file.get_batch(i) for i in range(file.num_record_batches))
        else:
            batches = iter(pa.ipc.open_stream(pa.BufferReader(data)))
        for batch in batches:
            for start in range(0, batch.num_rows, BATCH_ROWS):
                yield _frame(batch.slice(start, BATCH_ROWS))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Unreadable(f"the Arrow file is broken: {_short(error)}; fetch or write it again") from error


def _frame(batch: pa.RecordBatch) -> pl.DataFrame:
    batch.validate(full=True)  # a damaged offset would make Polars read beyond the bytes
    frame = pl.from_arrow(batch)
    assert isinstance(frame, pl.DataFrame), "a record batch is a frame"
    return frame


def _json_lines(data: bytes, source: Source) -> Iterator[pl.DataFrame]:
    """Objects a line; the columns are the keys of the first one and, of later ones, those that it has."""
    records: list[dict[str, Any]] = []
    encoding = detect(data, source.encoding)
    for number, line in enumerate(lines(data, encoding), start=1):
        found = _json_object(line.text) if line.complete and not line.bad_bytes else None
        fault = None if found is not None else f"line {number} is no JSON object; correct it, or take the line out"
        flat = {key: value for key, value in (found or {}).items() if not isinstance(value, dict | list)}
        raw = line.text if fault else None
        records.append({**flat, "byte_start": line.byte_start, "byte_end": line.byte_end, "_fault": fault, "_raw": raw})
        if len(records) == BATCH_ROWS:
            yield _of_records(records)
            records = []
    if records:
        yield _of_records(records)


def _of_records(records: Sequence[dict[str, Any]]) -> pl.DataFrame:
    names = dict.fromkeys(key for record in records for key in record if key not in _OWN)
    texts = {key: [_cell(record.get(key)) for record in records] for key in names}
    frame = pl.DataFrame(texts, schema=dict.fromkeys(names, pl.String))
    spans = {key: [record[key] for record in records] for key in ("byte_start", "byte_end")}
    told = [pl.Series(key, [record[key] for record in records], dtype=pl.String) for key in ("_fault", "_raw")]
    return frame.with_columns(*told, **{key: pl.Series(value, dtype=pl.Int64) for key, value in spans.items()})


def _cell(value: object) -> str | None:
    return None if value is None else str(value)


def _json_object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _header(data: bytes) -> tuple[str, list[str]] | None:
    """The delimiter and the cells of a delimited text's first line; None where it has no two cells."""
    head = data[:_HEAD]
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    first = next((line for line in head.decode(encoding, errors="replace").splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    cells = next(csv.reader([first], delimiter=delimiter), [])
    return (delimiter, cells) if 2 <= len(cells) <= _MOST_COLUMNS else None


def _delimited(data: bytes, encoding: str, source: Source) -> Iterator[pl.DataFrame]:
    """Rows of delimited text; one with more or fewer cells than the header is at fault."""
    found = _header(data)
    if found is None:
        raise Unreadable("the first line has no two cells between commas, tabs, semicolons or bars; add a header line")
    delimiter, names = found
    csv.field_size_limit(_CELL_CHARACTERS)
    text = io.TextIOWrapper(io.BytesIO(data), encoding, errors="backslashreplace", newline="")
    if data.startswith(b"\xef\xbb\xbf"):
        text.read(1)
    rows = csv.reader(text, delimiter=delimiter)
    if any(not column.isdigit() for column in source.columns.values()) or tells_headlines(names):
        next((row for row in rows if row), None)
        names = _distinct(names)
    else:
        names = [f"column {number}" for number in range(1, len(names) + 1)]
    while True:
        try:
            batch = [(rows.line_num, row) for row in islice(rows, BATCH_ROWS) if row]
        except csv.Error as error:
            raise Unreadable(f"line {rows.line_num}: {error}; correct the quotes around it") from error
        if not batch:
            return
        width = len(names)
        cells = [row if len(row) == width else (row + [""] * width)[:width] for _, row in batch]
        faults = [
            None if len(row) == width else f"the row has {len(row)} cells, the header {width}; correct line {line}"
            for line, row in batch
        ]
        frame = pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row")
        raw = [None if fault is None else delimiter.join(row) for fault, (_, row) in zip(faults, batch, strict=True)]
        yield frame.with_columns(pl.Series("_fault", faults, dtype=pl.String), pl.Series("_raw", raw, dtype=pl.String))


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, a number behind one that stands twice or not at all."""
    told: list[str] = []
    for number, column in enumerate(names, start=1):
        plain = column.strip().lstrip("\ufeff")
        told.append(plain if plain and plain not in told and plain not in _OWN else f"{plain or 'column'} {number}")
    return told


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
