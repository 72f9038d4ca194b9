"""Wire formats together: each sample is read by its reader and no other, and nothing damaged stops one."""

import random
import time
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.entry import first_sentence
from pipelines.ingest.reader import MAX_RAW_TEXT, Place, ReadDocument, all_readers, read_document
from pipelines.ingest.sources import Source
from pipelines.ingest.wire import dated, lead, shown

SAMPLES = {file.name: file.read_bytes() for file in sorted((Path(__file__).parent / "wire").iterdir())}
READERS = {
    "alerts.mbox": "mbox",
    "digest.eml": "mbox",
    "items.newsml1.xml": "newsml",
    "message.g2.xml": "newsml",
    "stories.anpa": "anpa",
    "stories.sgm": "reuters_sgml",
    "stories.zczc": "anpa",
    "story.iptc7901": "anpa",
    "story.nitf.xml": "nitf",
}
WIRE = tuple(sorted(set(READERS.values())))
SHARED = next(
    (
        folder / "shared" / "data" / "formats"
        for folder in Path(__file__).parents
        if (folder / "shared" / "data" / "formats").is_dir()
    ),
    None,
)


def read(data: bytes, **settings: object) -> ReadDocument:
    source = Source.model_validate({"id": "wire", "name": "Wire", **settings})
    return read_document(data, source, Place("item.bin", "file:///item.bin", datetime(2026, 3, 9)))


def check(document: ReadDocument, data: bytes) -> None:
    """What holds for whatever a reader gives."""
    assert document.items
    starts = [item.byte_start for item in document.items if item.kind == "headline" and item.byte_start is not None]
    assert len(starts) == len(set(starts)), "two headlines begin at the same byte"
    for position, item in enumerate(document.items, start=1):
        assert item.position == position
        assert (item.byte_start is None) == (item.byte_end is None)
        assert item.byte_start is None or 0 <= item.byte_start <= (item.byte_end or 0) <= len(data)
        assert item.kind == "headline" or item.reason
        assert item.kind != "headline" or (item.raw_text and item.published_on and item.reason is None)
        assert len(item.raw_text) <= MAX_RAW_TEXT
        if document.reader in WIRE:
            assert " ".join(item.raw_text.split()) == item.raw_text.rstrip()
            assert item.raw_text.isprintable() or not any(ord(c) < 160 for c in item.raw_text if not c.isprintable())
        item.raw_text.encode()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_of_one_reader_alone(name: str) -> None:
    sure = [key for key, reader in all_readers().items() if reader.sniff(SAMPLES[name], "page") > 0.5]
    assert sure == [READERS[name]]
    document = read(SAMPLES[name])
    assert document.reader == READERS[name]
    check(document, SAMPLES[name])
    assert any(item.kind == "headline" for item in document.items)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Envoys meet\nTalks end\n",
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>nitf newsItem REUTERS</title></channel></rss>',
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>x</title></entry></feed>',
        b"<!DOCTYPE html><html><body><nitf>x</nitf></body></html>",
        b"<html><newsItem/></html>",
        b'{"headline": "nitf", "pubstatus": "usable"}',
        b"title,date\nFrom: x,2026-01-07\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nDate: Wed, 07 Jan 2026 18:05:00 GMT\r\nContent-Type: text/html\r\n\r\n<html>",
        b"From Lima to Oslo: envoys meet\nSubject: none\n",
        b"Date: 7 January 2026\nSource: Wire\n\nEnvoys meet\n",
        bytes(range(256)) * 8,
    ],
)
def test_other_documents_are_left_to_others(data: bytes) -> None:
    assert {name: all_readers()[name].sniff(data, "page") for name in WIRE} == dict.fromkeys(WIRE, 0.0)


@pytest.mark.parametrize("name", WIRE)
@pytest.mark.parametrize("data", [b"", b" ", b"Envoys meet\n", b"<", b"<a><b>", b"\x00\x01\x02\x03" * 9, b"\xff\xfe"])
def test_a_reader_that_a_source_names_refuses_what_is_not_its_own(name: str, data: bytes) -> None:
    for item in read(data, reader=name).items:
        assert item.kind == "rejected" and item.reason and ";" in item.reason


@given(
    st.sampled_from(sorted(SAMPLES)),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 40), st.binary(max_size=8)), min_size=1, max_size=8),
    st.booleans(),
)
def test_damaged_documents_end_in_items(name: str, damage: list[tuple[int, int, bytes]], dated: bool) -> None:
    data = bytearray(SAMPLES[name])
    for place, length, value in damage:
        at = place % (len(data) + 1)
        data[at : at + length] = value
    settings = {"default_date": "2026-03-05"} if dated else {}
    check(read(bytes(data), reader=READERS[name], **settings), bytes(data))


@given(st.sampled_from(WIRE), st.binary(max_size=400))
def test_arbitrary_bytes_end_in_items(name: str, data: bytes) -> None:
    check(read(data, reader=name), data)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_document_that_breaks_off_anywhere_says_so_or_is_read(name: str) -> None:
    rng = random.Random(7)
    for end in rng.sample(range(1, len(SAMPLES[name])), 40):
        check(read(SAMPLES[name][:end], reader=READERS[name]), SAMPLES[name][:end])


BOMB = (
    b"<!DOCTYPE nitf [" + b"".join(b'<!ENTITY e%d "%s">' % (i, b"&e%d;" % (i - 1) * 10) for i in range(1, 40)) + b"]>"
)
MAIL = b"From: Alerts <a@wire.example>\nSubject: Google Alert\nMIME-Version: 1.0\n"
PAGE = MAIL + b"Content-Type: text/html\n\n"


# Each takes well under a second; what takes quadratic time takes minutes.
@pytest.mark.parametrize(
    ("reader", "data"),
    [
        ("nitf", BOMB + b"<nitf><hl1>&e39; <x/></hl1></nitf>"),
        ("nitf", b'<!DOCTYPE nitf [<!ENTITY e SYSTEM "file:///etc/passwd">]><nitf><hl1>&e;</hl1></nitf>'),
        ("nitf", b"<nitf " * 20_000),
        ("nitf", b"<nitf>" + b"<!DOCTYPE [" * 100_000),
        ("nitf", b"<nitf>" + b"<!--" * 200_000),
        ("nitf", b"<nitf>" + b"<p>" * 200_000 + b"</nitf>"),
        ("nitf", b"<nitf " + b" ".join(b"a%d='b'" % i for i in range(100_000)) + b"></nitf>"),
        ("newsml", b"<NewsML><NewsItem><NewsComponent>" + b"<SubjectCode>" * 200 + b"<a/>" * 100_000),
        ("reuters_sgml", b"<REUTERS></REUTERS>" + b"<!DOCTYPE" * 100_000),
        ("reuters_sgml", b"<REUTERS >" * 10_000),
        ("anpa", b"\x01a\x02" + b"\x01" * 20_000),
        ("mbox", MAIL + b"Content-Type: text/plain" + b";a" * 500_000 + b"\n\nx"),
        ("mbox", MAIL + b"Content-Type: message/rfc822\n\n" * 50_000),
        ("mbox", PAGE + b"<a " + b" ".join(b"a%d='b'" % i for i in range(90_000)) + b">x</a>"),
        ("mbox", PAGE + b"<a " + b" ".join(b"a%d='>'" % i for i in range(90_000)) + b">x</a>"),
        ("mbox", PAGE + b"<p itemscope>" + b"<a href=http://x.y>a b c d e f g h i j</a>" * 9_000),
        ("mbox", b"Subject: " + b"=?utf-8?Q?a?= " * 30_000 + b"\n" + MAIL + b"\nx"),
    ],
)  # fmt: skip
@pytest.mark.slow
def test_hostile_documents_are_read_in_linear_time(reader: str, data: bytes) -> None:
    begun = time.monotonic()
    document = read(data, reader=reader)
    assert time.monotonic() - begun < 20
    check(document, data)
    assert not any("root:" in item.raw_text for item in document.items)


@pytest.mark.parametrize(
    ("written", "day", "moment"),
    [
        ("20260305T233000+0100", date(2026, 3, 5), datetime(2026, 3, 5, 22, 30)),
        ("20260305T233000Z", date(2026, 3, 6), datetime(2026, 3, 5, 23, 30)),
        ("2026-03-05T23:30:00.000Z", date(2026, 3, 6), datetime(2026, 3, 5, 23, 30)),
        ("2026-03-05 23:30:00", date(2026, 3, 5), datetime(2026, 3, 5, 22, 30)),
        ("202603052330", date(2026, 3, 5), datetime(2026, 3, 5, 22, 30)),
        ("20260305", date(2026, 3, 5), None),
        ("March 5, 2026", date(2026, 3, 5), None),
        ("Thu, 5 Mar 2026 23:30:00 +0100", date(2026, 3, 5), datetime(2026, 3, 5, 22, 30)),
        ("9999-12-31T23:59:59-14:00", date(9999, 12, 31), None),
        ("2026-02-30T10:00:00Z", None, None),
        ("--12-31", None, None),
        ("soon", None, None),
        ("2026-03-05" + " " * 5_000 + "x" * 100, None, None),
    ],
)
def test_dates_as_wires_write_them(written: str, day: date | None, moment: datetime | None) -> None:
    source = Source(id="wire", name="Wire", time_zone="Europe/Berlin")
    assert dated((None, " ", written), source)[1:] == (moment, day)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("NEW YORK (HW) _ Envoys meet. Talks end.", "Envoys meet."),
        ("Tegucigalpa, Jan 2 (HW).- Envoys meet. Talks end.", "Envoys meet."),
        ("LIMA, March 5 - The U.S. and Gen. Ruiz met. Talks end.", "The U.S. and Gen. Ruiz met."),
        ("Paris, 5 mars 2026 (HW) - Les ministres se rencontrent", "Les ministres se rencontrent"),
        ("The minister (an ally) – said it", "The minister (an ally) – said it"),
    ],
)
def test_the_first_sentence_begins_after_the_dateline(text: str, sentence: str) -> None:
    assert first_sentence(lead(text)) == sentence


def test_text_that_is_no_markup_keeps_its_brackets() -> None:
    assert shown(" <B>\x00 & &amp;\x1f\u2028\n<IBM.N> \ud800") == "<B> & &amp; <IBM.N>"


@pytest.mark.skipif(SHARED is None, reason="the shared data is not beside the project")
@pytest.mark.parametrize(
    ("file", "reader", "headlines", "first"),
    [
        ("newsml/anpa-3.tst", "anpa", 1, "Minimum and maximum temperatures in Fahrenheit"),
        ("newsml/efe_nitf.xml", "nitf", 1, "Honduran president announces"),
        ("newsml/stt_newsml_abstract_test.xml", "newsml", 1, "Hjallis Harkimo ja Mikael Jungner"),
        ("reuters/reut2-003.sgm", "reuters_sgml", 157, "U.K. MONEY MARKET SHORTAGE"),
    ],
)
def test_real_items_are_read(file: str, reader: str, headlines: int, first: str) -> None:
    assert SHARED is not None
    data = (SHARED / file).read_bytes()
    document = read(data)
    check(document, data)
    assert document.reader == reader
    assert [item.kind for item in document.items] == ["headline"] * headlines
    assert document.items[0].raw_text.startswith(first)
    assert all(item.date_kind == "explicit" for item in document.items)
