"""The choice of a reader and the listing page."""

import random
import time
from datetime import date, datetime
from types import ModuleType
from typing import cast

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.clean.boilerplate import mark_boilerplate
from pipelines.ingest.batch import Tally
from pipelines.ingest.frames import document_row, frame_of, items_frame, parts_of
from pipelines.ingest.reader import MAX_RAW_TEXT, Place, ReadDocument, all_readers, read_document
from pipelines.ingest.sources import LOCAL, Source
from warehouse.catalog import table


def read(page: str | bytes, name: str = "page.txt", **settings: object) -> ReadDocument:
    data = page.encode() if isinstance(page, str) else page
    source = Source.model_validate({"id": "wire", "name": "Wire", **settings})
    return read_document(data, source, place(name))


def place(name: str = "page.txt") -> Place:
    return Place(name, f"file:///{name}", datetime(2026, 1, 8))


def days(document: ReadDocument) -> dict[str, tuple[date | None, str | None]]:
    return {item.raw_text: (item.published_on, item.date_kind) for item in document.items if item.kind == "headline"}


def kinds(document: ReadDocument) -> list[str]:
    return [item.kind for item in document.items]


PAGE = "Evening headlines from the desk\nA lede\n07 January 2026\nMinisters meet\nMinisters part\n"


def test_title_and_lede_are_headlines_and_take_the_day_of_the_date_line_below() -> None:
    document = read(PAGE)
    assert document.title == "Evening headlines from the desk"
    assert (document.reader, document.media_type, document.encoding) == ("listing", "text/plain", "utf-8")
    assert document.published_on == date(2026, 1, 7)
    assert kinds(document) == ["headline", "headline", "boilerplate", "headline", "headline"]
    assert [item.position for item in document.items] == [1, 2, 3, 4, 5]
    assert days(document) == {
        "Evening headlines from the desk": (date(2026, 1, 7), "inherited"),
        "A lede": (date(2026, 1, 7), "inherited"),
        "Ministers meet": (date(2026, 1, 7), "explicit"),
        "Ministers part": (date(2026, 1, 7), "explicit"),
    }


def test_each_date_line_rules_the_lines_below_it() -> None:
    found = days(read("6 March 2026\nFriday news\n7 Mar. 2026\nSaturday news\n2026-03-08\nSunday news\n"))
    assert found == {
        "Friday news": (date(2026, 3, 6), "explicit"),
        "Saturday news": (date(2026, 3, 7), "explicit"),
        "Sunday news": (date(2026, 3, 8), "explicit"),
    }


def test_an_impossible_day_rejects_its_lines_until_the_next_date_line() -> None:
    document = read("Title of the page\n31 February 2026\nLost headline\n1 March 2026\nKept headline\n")
    assert kinds(document) == ["rejected", "boilerplate", "rejected", "boilerplate", "headline"]
    assert "31 February 2026" in str(document.items[2].reason)
    assert document.published_on == date(2026, 3, 1)


def test_without_date_line_the_file_name_counts_then_the_default_of_the_source() -> None:
    page = "Title\nHeadline\n"
    named = read(page, "2026-03-05-evening.txt", default_date="2020-01-01")
    assert days(named)["Headline"] == (date(2026, 3, 5), "file")
    default = read(page, default_date="2020-01-01")
    assert days(default)["Headline"] == (date(2020, 1, 1), "default")


def test_without_any_date_lines_are_rejected_and_never_bear_today() -> None:
    document = read("Title\n-----\nHeadline\n")
    assert kinds(document) == ["rejected", "boilerplate", "rejected"]
    assert all(item.published_on is None and item.date_kind is None for item in document.items)
    assert "set default_date for source wire" in str(document.items[0].reason)


def test_numeric_dates_follow_the_source() -> None:
    assert read("02/03/2026\nHeadline\n", date_order="mdy").published_on == date(2026, 2, 3)
    assert read("02/03/2026\nHeadline\n").published_on == date(2026, 3, 2)


def test_a_day_in_the_future_is_read_as_it_stands() -> None:
    assert days(read("1 May 2099\nHeadline\n"))["Headline"] == (date(2099, 5, 1), "explicit")


@pytest.mark.parametrize(
    ("line", "text", "moment"),
    [
        ("• Poland recalls envoy", "Poland recalls envoy", None),
        ("- Poland recalls envoy", "Poland recalls envoy", None),
        ("12) Poland recalls envoy", "Poland recalls envoy", None),
        ("1. Poland recalls envoy", "Poland recalls envoy", None),
        ("18:05 Poland recalls envoy", "Poland recalls envoy", datetime(2026, 1, 7, 17, 5)),
        ("[18:05] Poland recalls envoy", "Poland recalls envoy", datetime(2026, 1, 7, 17, 5)),
        ("6:05 pm | Poland recalls envoy", "Poland recalls envoy", datetime(2026, 1, 7, 17, 5)),
        ("• 18.05 – Poland recalls envoy", "Poland recalls envoy", datetime(2026, 1, 7, 17, 5)),
        ("18:05\nPoland recalls envoy", "Poland recalls envoy", datetime(2026, 1, 7, 17, 5)),
        ("10 killed in Kabul", "10 killed in Kabul", None),
        ("6.30 million people flee", "6.30 million people flee", None),
        ("-5C in Moscow", "-5C in Moscow", None),
        ("2026: what to expect", "2026: what to expect", None),
        ("'Never again' – minister", "'Never again' – minister", None),
    ],
)
def test_what_stands_before_a_headline_is_not_of_it(line: str, text: str, moment: datetime | None) -> None:
    data = f"The page\n7 January 2026\n{line}\n".encode()
    item = read(data, time_zone="Europe/Berlin").items[-1]
    assert (item.kind, item.raw_text, item.published_at) == ("headline", text, moment)
    assert item.byte_start is not None and data[item.byte_start : item.byte_end].decode() == text


def test_a_date_before_a_headline_is_its_own_and_holds_for_no_other() -> None:
    page = "Page\n7 January 2026\n2026-01-06 14:00 | Envoys part\n05.01.2026 Kenya votes\nTalks end\n"
    assert days(read(page)) == {
        "Page": (date(2026, 1, 7), "inherited"),
        "Envoys part": (date(2026, 1, 6), "explicit"),
        "Kenya votes": (date(2026, 1, 5), "explicit"),
        "Talks end": (date(2026, 1, 7), "explicit"),
    }


def test_headings_are_the_rubric_of_what_follows() -> None:
    page = "Page\n7 January 2026\nWORLD\nEnvoys meet\n## Near East\nTalks end\nPolitics:\nKenya votes\n"
    told = {item.raw_text: item.section for item in read(page).items if item.kind == "headline"}
    assert told == {"Page": None, "Envoys meet": "WORLD", "Talks end": "Near East", "Kenya votes": "Politics"}


def test_columns_side_by_side_are_headlines_of_their_own_and_wide_gaps_within_one_are_none() -> None:
    page = "Page\n7 January 2026\nEnvoys meet in Oslo     Chile and Peru sign\tKenya votes on Sunday\nA    gap in it\n"
    told = [item.raw_text for item in read(page).items if item.kind == "headline"]
    assert told == ["Page", "Envoys meet in Oslo", "Chile and Peru sign", "Kenya votes on Sunday", "A    gap in it"]


@pytest.mark.parametrize("line", ["-----", "* * *", "***", "3 / 7", "• • •", "2026"])
def test_lines_without_letters_are_boilerplate(line: str) -> None:
    assert kinds(read(f"2026-01-07\n{line}\nHeadline\n")) == ["boilerplate", "boilerplate", "headline"]


def test_a_line_with_undecodable_bytes_is_rejected_with_their_place_and_the_others_are_kept() -> None:
    document = read(b"\xef\xbb\xbf2026-01-07\nGood line\nBad \xff line\n")
    assert kinds(document) == ["boilerplate", "headline", "rejected"]
    assert document.items[2].raw_text == "Bad \\xff line"
    assert "offset 28" in str(document.items[2].reason)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_pages_in_other_encodings_read_the_same(encoding: str) -> None:
    text = "Café – “talks”\r\n7 January 2026\r\nNestlé’s ministers meet\r\n"
    data = text.encode(encoding)
    document = read(data)
    assert [item.raw_text for item in document.items] == text.split("\r\n")[:-1]
    assert all(data[i.byte_start : i.byte_end].decode(str(document.encoding)) == i.raw_text for i in document.items)


def test_a_long_line_is_rejected_and_the_lines_around_it_are_kept() -> None:
    document = read("2026-01-07\nShort line\n" + "word " * 500 + "\nAnother line\n")
    assert kinds(document) == ["boilerplate", "headline", "rejected", "headline"]
    long = document.items[2]
    assert len(long.raw_text) == MAX_RAW_TEXT
    assert long.byte_end - long.byte_start == 2_499
    assert "2499 characters" in str(long.reason)


def test_fifty_megabytes_in_one_line_are_one_rejected_item_in_seconds() -> None:
    begin = time.monotonic()
    document = read(b"x" * 50_000_000)
    assert time.monotonic() - begin < 5
    (item,) = document.items
    assert (item.kind, item.byte_start, item.byte_end, len(item.raw_text)) == ("rejected", 0, 50_000_000, MAX_RAW_TEXT)


@pytest.mark.slow
def test_a_page_of_a_hundred_thousand_lines_is_read_in_seconds() -> None:
    page = "2026-01-07\n" + "".join(f"Ministers of {n} nations meet in Paris\n" for n in range(100_000))
    begin = time.monotonic()
    document = read(page)
    assert time.monotonic() - begin < 15
    assert kinds(document).count("headline") == 100_000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "white space"),
        (random.Random(7).randbytes(3_000), "not text"),
        (b"<!doctype html><title>x</title>", "HTML"),
        (b'{"a": 1}', "JSON"),
        (b"\x1f\x8b\x08\x00", "gzip"),
    ],
)
def test_an_unreadable_document_is_one_rejected_item_over_all_of_it(data: bytes, reason: str) -> None:
    document = read(data)
    (item,) = document.items
    assert (item.kind, item.position, item.byte_start, item.byte_end) == ("rejected", 1, 0, len(data))
    assert reason in str(item.reason)
    assert ";" in str(item.reason)  # the remedy
    assert item.raw_text.isprintable()


def test_a_source_can_name_its_reader() -> None:
    document = read(b"<html>\n2026-01-07\nHeadline\n", reader="listing")
    assert document.reader == "listing"


def test_every_reader_fulfils_the_contract() -> None:
    assert "listing" in all_readers()
    for name, reader in all_readers().items():
        assert reader.name == name
        assert reader.sniff(b"", "x") in (0.0, pytest.approx(0.1))
        assert "What does not" in str(cast(ModuleType, reader).__doc__)


@given(st.binary(max_size=300))
def test_any_bytes_end_in_items_and_never_in_an_exception(data: bytes) -> None:
    items = pl.concat(parts_of(read_document(data, LOCAL, place())))
    assert items.height >= 1
    for start, end, kind, reason in items.select("byte_start", "byte_end", "item_kind", "reason").iter_rows():
        assert (start is None) == (end is None)
        assert start is None or 0 <= start <= end <= len(data)
        assert (reason is None) == (kind == "headline")


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60), min_size=1, max_size=10)
)
def test_every_line_of_a_page_is_in_its_items(texts: list[str]) -> None:
    data = "\n".join(texts).encode()
    document = read_document(data, Source(id="wire", name="Wire", default_date=date(2026, 1, 7)), place())
    expected = [text.strip() for text in texts if text.strip()]
    if document.reader == "listing":
        assert all(data[item.byte_start : item.byte_end].decode() == item.raw_text for item in document.items)
        told, start = "".join(item.raw_text for item in document.items), 3 if data.startswith(b"\xef\xbb\xbf") else 0
        # what is not in an item stood before a headline: a bullet, a number, a time
        assert sum(map(str.isalpha, told)) == sum(map(str.isalpha, data[start:].decode()))
    else:
        assert document.items[0].kind == "rejected"
        assert not expected or document.items[0].byte_end == len(data)


def test_items_and_document_have_the_shape_of_their_tables_and_counts_add_up() -> None:
    page = (PAGE + "Read more\n").encode()
    document = read_document(page, LOCAL, place())
    items = mark_boilerplate(items_frame("ab" * 32, "local", frame_of(document.items)))
    assert items.schema == table("work.items").polars_schema()
    moment = datetime(2026, 1, 7, 18, 0)
    row = document_row(
        document, document_id="ab" * 32, uri="file:///p", source_id="local", size=len(page),
        retrieved_at=moment, ingested_at=moment,
    )  # fmt: skip
    tally = Tally()
    tally.add(items, [])
    documents = tally.documents([{**row, "items": 6}])
    assert documents.schema == table("core.documents").polars_schema()
    assert documents.select(pl.col("^items.*$")).row(0) == (6, 4, 2, 0)


def test_a_document_without_items_gives_an_empty_frame_of_the_right_shape() -> None:
    frame = items_frame("ab" * 32, "local", frame_of([]))
    assert frame.height == 0
    assert frame.schema == table("work.items").polars_schema()
