"""Tables: CSV and its kin, JSON Lines, Parquet, Arrow."""

import io
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.frames import parts_of
from pipelines.ingest.reader import ITEM_SCHEMA, Place, ReadDocument, read_document
from pipelines.ingest.readers import table
from pipelines.ingest.sources import Source

FRAME = pl.DataFrame(
    {
        "Title": ["Poland recalls envoy", "Chile and Peru sign pact"],
        "published": [datetime(2026, 1, 7, 23, 30), datetime(2026, 1, 8, 6, 0)],
        "url": ["https://wire.example/1", "/relative"],
        "category": ["World", None],
        "lang": ["en-GB", "English"],
        "tags": [["a"], ["b", "c"]],
    }
)


def read(data: bytes, name: str = "table.bin", **settings: object) -> ReadDocument:
    source = Source.model_validate({"id": "wire", "name": "Wire", **settings})
    return read_document(data, source, Place(name, f"file:///{name}", datetime(2026, 2, 1)))


def rows(data: bytes, **settings: Any) -> pl.DataFrame:
    document = read(data, **settings)
    assert document.reader == "table"
    return pl.concat(parts_of(document))


def parquet(frame: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


def arrow(frame: pl.DataFrame, stream: bool = False) -> bytes:
    file = io.BytesIO()
    content = frame.to_arrow()
    with (pa.ipc.new_stream if stream else pa.ipc.new_file)(file, content.schema) as writer:
        writer.write_table(content)
    return file.getvalue()


@pytest.mark.parametrize("data", [parquet(FRAME), arrow(FRAME), arrow(FRAME, stream=True)])
def test_columns_are_told_by_their_names(data: bytes) -> None:
    frame = rows(data)
    assert frame.schema == ITEM_SCHEMA
    assert frame.select("position", "item_kind", "raw_text", "published_on", "date_kind").rows() == [
        (1, "headline", "Poland recalls envoy", date(2026, 1, 7), "explicit"),
        (2, "headline", "Chile and Peru sign pact", date(2026, 1, 8), "explicit"),
    ]
    assert frame.select("link", "section", "language", "byte_start").rows() == [
        ("https://wire.example/1", "World", "en", None),
        (None, None, None, None),
    ]


@pytest.mark.parametrize(
    ("written", "day", "moment"),
    [
        ("2026-01-07", date(2026, 1, 7), None),
        ("20260107", date(2026, 1, 7), None),
        ("2026-01-07T18:05:00", date(2026, 1, 7), datetime(2026, 1, 7, 17, 5)),
        ("2026-01-07 18:05:00.123456", date(2026, 1, 7), datetime(2026, 1, 7, 17, 5, 0, 123456)),
        ("2026-01-07T23:30:00Z", date(2026, 1, 8), datetime(2026, 1, 7, 23, 30)),
        ("2026-01-07T23:30:00+01:00", date(2026, 1, 7), datetime(2026, 1, 7, 22, 30)),
        ("1767828600", date(2026, 1, 8), datetime(2026, 1, 7, 23, 30)),
        ("1767828600000", date(2026, 1, 8), datetime(2026, 1, 7, 23, 30)),
        ("Wed, 07 Jan 2026 23:30:00 GMT", date(2026, 1, 8), datetime(2026, 1, 7, 23, 30)),
        ("7 January 2026", date(2026, 1, 7), None),
        ("07/01/2026", date(2026, 1, 7), None),
        ("7. Januar 2026", date(2026, 1, 7), None),
    ],
)
def test_dates_as_tables_write_them(written: str, day: date, moment: datetime | None) -> None:
    frame = rows(f'title;date\nEnvoys meet;"{written}"\n'.encode(), time_zone="Europe/Berlin")
    assert frame.select("published_on", "published_at", "date_kind").row(0) == (day, moment, "explicit")


def test_numbers_are_dates_too() -> None:
    frame = pl.DataFrame({"headline": ["Envoys meet"] * 2, "publish_date": [20260107, 1767828600]})
    assert rows(parquet(frame))["published_on"].to_list() == [date(2026, 1, 7)] * 2
    moment = datetime(2026, 1, 7, 23, 30, tzinfo=UTC)
    frame = pl.DataFrame({"headline": ["Envoys meet"], "date": [moment]})
    assert rows(parquet(frame), time_zone="Asia/Tokyo")["published_on"].to_list() == [date(2026, 1, 8)]


def test_an_hour_that_the_clocks_skip_keeps_its_day() -> None:
    frame = rows(b"title,date\nEnvoys meet,2026-03-29T02:30:00\n", time_zone="Europe/Berlin")
    assert frame.select("published_on", "published_at").row(0) == (date(2026, 3, 29), None)


def test_rows_that_are_none_are_rejected_with_their_text_and_line() -> None:
    frame = rows(b'title,date\n"Quoted, text\nin two lines",2026-01-07\nshort\n,2026-01-07\nUndated,soon\n')
    assert frame.select("item_kind", "raw_text").rows() == [
        ("headline", "Quoted, text in two lines"),
        ("rejected", "short"),
        ("rejected", ""),
        ("rejected", "Undated"),
    ]
    reasons = frame["reason"].to_list()
    assert reasons[1:3] == [
        "the row has 1 cells, the header 2; correct line 4",
        "the row has no headline in column title",
    ]
    assert "no day is known" in reasons[3] and reasons[3].endswith("its date is written soon")


def test_json_lines_have_spans_and_a_bad_line_is_rejected() -> None:
    data = b'{"title": "Envoys meet", "date": "2026-01-07", "nested": {"a": 1}}\n{broken\n\n{"title": "Talks end"}\n'
    frame = rows(data, default_date="2026-01-09")
    assert frame.select("position", "item_kind", "raw_text", "published_on", "date_kind").rows() == [
        (1, "headline", "Envoys meet", date(2026, 1, 7), "explicit"),
        (2, "rejected", "{broken", date(2026, 1, 9), "default"),
        (3, "headline", "Talks end", date(2026, 1, 9), "default"),
    ]
    spans = [data[start:end] for start, end in frame.select("byte_start", "byte_end").iter_rows()]
    assert spans[1] == b"{broken" and spans[2] == b'{"title": "Talks end"}'


def test_a_source_names_its_columns_or_their_numbers() -> None:
    data = b"what,when,title\nEnvoys meet,2026-01-07,3\n"
    named = rows(data, columns={"headline": "what", "date": "when"})
    assert named.select("raw_text", "published_on").row(0) == ("Envoys meet", date(2026, 1, 7))
    bare = read(b"20260107|Envoys meet\n20260108|Talks end\n", reader="table", columns={"headline": "2", "date": "1"})
    assert [row for part in parts_of(bare) for row in part.select("raw_text", "published_on").rows()] == [
        ("Envoys meet", date(2026, 1, 7)),
        ("Talks end", date(2026, 1, 8)),
    ]


@pytest.mark.parametrize(
    ("data", "settings", "reason"),
    [
        (parquet(FRAME.rename({"Title": "what"})), {}, "no column is known to hold headlines among 'what'"),
        (parquet(FRAME), {"columns": {"date": "when"}}, "no column 'when', which source wire names for date"),
        (parquet(FRAME)[:-60], {}, "the Parquet file is broken"),
        (arrow(FRAME)[:400], {}, "the Arrow file is broken"),
        (b"title,date\n", {}, "the table has no rows"),
        (b'title,date\n"never closed,2026-01-07\n' + b"x" * (1 << 21), {}, "field larger than field limit"),
    ],
)
def test_what_is_no_table_is_refused_with_the_remedy(data: bytes, settings: dict[str, object], reason: str) -> None:
    (item,) = pl.concat(parts_of(read(data, **settings))).iter_rows(named=True)
    assert item["item_kind"] == "rejected"
    assert reason in item["reason"] and ";" in item["reason"]


@pytest.mark.parametrize("text", ["Envoys meet, talks end\nKenya votes, counts\n", "a;b\nc;d\n", "{not json}\n", ""])
def test_other_text_is_no_table(text: str) -> None:
    assert table.sniff(text.encode(), "page.csv") == 0.0


def test_a_table_of_utf_16_reads_as_one_of_utf_8() -> None:
    text = "title\tdate\nÄra endet\t2026-01-07\n"
    assert rows(text.encode("utf-16"))["raw_text"].to_list() == ["Ära endet"]
    assert rows(text.encode("utf-8-sig"))["raw_text"].to_list() == ["Ära endet"]


def test_rows_beyond_a_batch_keep_their_numbers() -> None:
    many = pl.DataFrame({"title": [f"Envoy {n} speaks" for n in range(120_001)], "date": ["2026-01-07"] * 120_001})
    for data in (parquet(many), many.write_csv().encode(), many.write_ndjson().encode()):
        frame = rows(data)
        assert frame["position"].to_list() == list(range(1, 120_002))
        assert frame["raw_text"][-1] == "Envoy 120000 speaks"


SAMPLES = [parquet(FRAME), arrow(FRAME), FRAME.drop("tags").write_csv().encode(), FRAME.write_ndjson().encode()]


@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=8))
def test_damaged_tables_end_in_items(sample: bytes, damage: list[tuple[int, int]]) -> None:
    data = bytearray(sample)
    for place, value in damage:
        data[place % len(data)] = value
    frame = pl.concat(parts_of(read(bytes(data))))
    assert frame.height and frame.schema == ITEM_SCHEMA
