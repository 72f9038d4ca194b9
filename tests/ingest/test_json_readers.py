"""News in JSON: JSON Feed, ninjs, and records of any shape."""

import json
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.ingest.decode import Unreadable
from pipelines.ingest.frames import frame_of
from pipelines.ingest.reader import Item, Place, ReadDocument, Reader, all_readers, read_document
from pipelines.ingest.readers import json_feed, json_records, ninjs
from pipelines.ingest.sources import Source

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "formats"
READERS: list[Any] = [json_feed, ninjs, json_records]

FEED: dict[str, Any] = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Meridian",
    "language": "en-GB",
    "authors": [{"name": "A desk", "url": "https://m.example/desk"}],
    "items": [
        {
            "id": "1",
            "title": "Ministers &amp; envoys meet",
            "url": "https://m.example/1",
            "date_published": "2026-01-07T23:30:00-05:00",
            "tags": ["World", "North"],
            "attachments": [{"url": "https://m.example/a.mp3", "title": "Listen"}],
        },
        {
            "id": "2",
            "content_html": "<p>Mr. Holm <b>resigned</b>. He left.</p>",
            "date_modified": "2026-01-06T08:00:00Z",
        },
        {"id": "3", "url": "https://m.example/3"},
    ],
}
NINJS: dict[str, Any] = {
    "uri": "https://wire.example/n/1",
    "versioncreated": "2026-01-07T10:00:00+0000",
    "firstcreated": "2026-01-05T10:00:00+0000",
    "pubstatus": "usable",
    "headline": "Ministers meet",
    "language": "en",
    "subject": [{"code": "11000000", "name": "politics"}],
    "source": "MW",
    "copyrightholder": "Meridian Wire",
    "associations": {"main": {"headline": "A picture", "versioncreated": "2026-01-01T00:00:00Z"}},
}
NINJS_2: dict[str, Any] = {
    "standard": {"name": "ninjs", "version": "2.1"},
    "headlines": [{"role": "main", "value": "Envoys part", "contentType": "text/plain"}],
    "contentCreated": "2026-01-06T10:00:00Z",
    "pubStatus": "usable",
    "subjects": [{"uri": "https://cv.example/1", "literal": "diplomacy"}],
    "infoSources": [{"name": "Meridian Wire", "role": "origin"}],
    "language": "fr-CA",
}


def read(value: Any, name: str = "news.json", **settings: Any) -> ReadDocument:
    data = value if isinstance(value, bytes) else (value if isinstance(value, str) else json.dumps(value)).encode()
    source = Source.model_validate({"id": "wire", "name": "Wire", **settings})
    return read_document(data, source, Place(name, f"file:///{name}", datetime(2026, 1, 8)))


def told(item: Item) -> tuple[str, str, date | None, str | None]:
    return item.kind, item.raw_text, item.published_on, item.date_kind


def test_a_json_feed_tells_what_its_items_tell() -> None:
    document = read(FEED)
    assert (document.reader, document.media_type, document.title) == ("json_feed", "application/feed+json", "Meridian")
    assert [told(item) for item in document.items] == [
        ("headline", "Ministers & envoys meet", date(2026, 1, 8), "feed"),
        ("headline", "Mr. Holm resigned.", date(2026, 1, 6), "feed"),
        ("rejected", "", None, None),
    ]
    first = document.items[0]
    assert (first.link, first.section, first.language) == ("https://m.example/1", "World", "en")
    assert (first.publisher, first.published_at) == ("Meridian", datetime(2026, 1, 8, 4, 30))


def test_a_json_feed_without_items_says_so() -> None:
    (item,) = read({**FEED, "items": []}).items
    assert (item.kind, item.reason) == ("boilerplate", "the feed has no entries")


@pytest.mark.parametrize("form", ["one", "list", "lines", "wrapped"])
def test_ninjs_in_its_versions_and_gatherings(form: str) -> None:
    both = [NINJS, NINJS_2]
    texts = {
        "one": json.dumps(NINJS, indent=1),
        "list": json.dumps(both, indent=1),
        "lines": "\n".join(map(json.dumps, both)),
        "wrapped": json.dumps({"_items": both}),
    }
    document = read(texts[form])
    assert document.reader == "ninjs"
    first = document.items[0]
    assert told(first) == ("headline", "Ministers meet", date(2026, 1, 7), "explicit")
    assert (first.link, first.section, first.language, first.publisher) == (
        "https://wire.example/n/1", "politics", "en", "MW",
    )  # fmt: skip
    if form != "one":
        (second,) = document.items[1:]
        assert told(second) == ("headline", "Envoys part", date(2026, 1, 6), "explicit")
        assert (second.section, second.language, second.publisher) == ("diplomacy", "fr", "Meridian Wire")


def test_a_cancelled_wire_item_is_rejected() -> None:
    (item,) = read({**NINJS, "pubstatus": "canceled"}).items
    assert item.kind == "rejected"
    assert "canceled" in str(item.reason)


def test_a_wire_item_without_a_headline_has_the_first_sentence_of_its_body() -> None:
    (item,) = read({**NINJS, "headline": "", "body_xhtml": "<p>Rain fell. More came.</p>"}).items
    assert item.raw_text == "Rain fell."


@pytest.mark.parametrize(
    "document",
    [
        {"articles": [{"title": "Ministers meet", "publishedAt": "2026-01-07T10:00:00Z", "source": {"name": "Post"},
                       "url": "https://p.example/1", "category": "World", "language": "en"}]},
        {"response": {"docs": [{"headline": {"main": "Ministers meet"}, "pub_date": "2026-01-07T10:00:00+0000",
                                "web_url": "https://p.example/1", "section_name": "World", "source": "Post",
                                "lang": "en", "related": [{"title": "Not this", "url": "https://p.example/2"}]}]}},
        {"hits": {"hits": [{"_source": {"title": "Ministers meet", "date": 1767780000, "link": "https://p.example/1",
                                        "section": "World", "publisher": "Post", "lang": "en-US"}}]}},
        {"title": "Ministers meet", "published": "Wed, 07 Jan 2026 10:00:00 GMT", "url": "https://p.example/1",
         "tags": ["World"], "provider": "Post", "language": "en", "sources": [{"name": "x", "url": "https://q.example"}]},
        [{"Title": "Ministers meet", "Date-Published": "2026-01-07 10:00:00", "permalink": "https://p.example/1",
          "topic": "World", "outlet": "Post", "lang": "en"}],
    ],
)  # fmt: skip
def test_records_are_found_in_answers_and_dumps_of_many_shapes(document: Any) -> None:
    read_as = read(document)
    (item,) = read_as.items
    assert read_as.reader == "json_records"
    assert told(item) == ("headline", "Ministers meet", date(2026, 1, 7), "explicit")
    assert item.published_at == datetime(2026, 1, 7, 10)
    assert (item.link, item.section, item.language, item.publisher) == ("https://p.example/1", "World", "en", "Post")


@pytest.mark.parametrize(
    ("written", "day", "moment"),
    [
        ("2026-01-07T23:30:00", date(2026, 1, 7), datetime(2026, 1, 8, 4, 30)),
        ("2026-01-08T04:30:00Z", date(2026, 1, 7), datetime(2026, 1, 8, 4, 30)),
        ("20260108T043000Z", date(2026, 1, 7), datetime(2026, 1, 8, 4, 30)),
        ("2026-01-07", date(2026, 1, 7), None),
        ("7 January 2026", date(2026, 1, 7), None),
        ("January 7, 2026 at 4:30 pm", date(2026, 1, 7), None),
        ("07/01/2026", date(2026, 1, 7), None),
        (20260107, date(2026, 1, 7), None),
        (1767846600, date(2026, 1, 7), datetime(2026, 1, 8, 4, 30)),
        (1767846600000, date(2026, 1, 7), datetime(2026, 1, 8, 4, 30)),
        ("1767846600", date(2026, 1, 7), datetime(2026, 1, 8, 4, 30)),
        ("9999-12-31T23:59:59-05:00", date(9999, 12, 31), None),
        ("0001-01-01T00:00:00+05:00", date(1, 1, 1), None),
        ("yesterday", date(2020, 1, 1), None),
        (True, date(2020, 1, 1), None),
        (3, date(2020, 1, 1), None),
        (1e300, date(2020, 1, 1), None),
        ("9" * 5_000, date(2020, 1, 1), None),
    ],
)  # fmt: skip
def test_dates_as_records_write_them(written: object, day: date, moment: datetime | None) -> None:
    settings = {"time_zone": "America/New_York", "default_date": "2020-01-01"}
    (item,) = read([{"title": "Ministers meet", "date": written}], **settings).items
    assert (item.published_on, item.published_at) == (day, moment)
    assert item.date_kind == ("default" if day.year == 2020 else "explicit")


def test_records_under_a_day_have_it() -> None:
    document = read({"2026-01-07": ["Ministers meet", {"title": "Envoys part"}], "2026-01-08": ["Rain falls"]})
    assert [told(item) for item in document.items] == [
        ("headline", "Ministers meet", date(2026, 1, 7), "inherited"),
        ("headline", "Envoys part", date(2026, 1, 7), "inherited"),
        ("headline", "Rain falls", date(2026, 1, 8), "inherited"),
    ]


def test_a_source_can_name_the_keys() -> None:
    records = [{"Kopf": "Minister treffen sich", "Wann": "2026-01-07", "title": "x"}]
    (item,) = read(records, columns={"headline": "Kopf", "date": "Wann"}).items
    assert told(item) == ("headline", "Minister treffen sich", date(2026, 1, 7), "explicit")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_spans_point_at_the_records(encoding: str) -> None:
    text = json.dumps({"news": [{"title": "Né 🌍"}, {"title": "b"}, 3, {"x": 1}]}, ensure_ascii=False, indent=1)
    data = text.encode(encoding)
    document = read(data, default_date="2026-01-07")
    bare = "utf-8" if encoding == "utf-8-sig" else str(document.encoding)
    pieces = [data[item.byte_start : item.byte_end].decode(bare) for item in document.items]
    assert [json.loads(piece) for piece in pieces] == [{"title": "Né 🌍"}, {"title": "b"}, 3, {"x": 1}]
    assert [item.kind for item in document.items] == ["headline", "headline", "rejected", "rejected"]
    assert [item.raw_text for item in document.items[:2]] == ["Né 🌍", "b"]


def test_lines_of_json_are_read_apart() -> None:
    lines = ['{"headline": "Ministers meet"}', '{"headline": "Env', "", '{"headline": "Rain\u2028falls"}', "[1]", "3"]
    data = "\r\n".join(lines).encode()
    document = read(data, default_date="2026-01-07", reader="json_records")
    assert [item.kind for item in document.items] == ["headline", "rejected", "headline", "rejected", "rejected"]
    assert "line 2 is not JSON" in str(document.items[1].reason)
    pieces = [data[item.byte_start : item.byte_end] for item in document.items]
    assert [piece.decode() for piece in pieces] == [line for line in lines if line]
    assert document.items[2].raw_text == "Rain falls"


def test_the_place_of_a_missing_comma_is_told() -> None:
    document = read('{"articles": [{"title": "a", "url": "é"} {"title": "b"}]}', default_date="2026-01-07")
    assert [(item.kind, item.byte_start) for item in document.items] == [("headline", 14), ("rejected", 41)]
    assert "column 42" in str(document.items[1].reason)


def test_json_that_breaks_off_is_read_so_far() -> None:
    text = json.dumps({"articles": [{"title": f"Story {n}", "date": "2026-01-07"} for n in range(3)]}, indent=1)
    document = read(text[:-20])
    assert [item.kind for item in document.items] == ["headline", "headline", "rejected"]
    last = document.items[2]
    assert "line 13, column" in str(last.reason)
    assert text[last.byte_start : last.byte_end].startswith('{\n   "title": "Story 2"')


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"articles": [', "line 1, column 15"),
        ('{"a": 1}\n', "holds no record with a headline"),
        ('{"name": "pkg", "version": "1", "keywords": ["a"]}', "holds no record with a headline"),
        ('[{"a":' + "[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('[{"title": "x"}] trailing', "more follows"),
        ('{"headline": "x"}', "JSON"),
    ],
)
def test_what_is_no_news_is_refused_with_its_place(text: str, reason: str) -> None:
    document = read(text)
    assert reason in str(document.items[-1].reason)
    assert ";" in str(document.items[-1].reason)


def test_readers_know_their_own_and_leave_the_rest() -> None:
    documents = {"json_feed": FEED, "ninjs": NINJS, "json_records": [{"title": "x"}]}
    for name, document in documents.items():
        data = json.dumps(document).encode()
        scores = {other: reader.sniff(data, "x") for other, reader in all_readers().items()}
        assert max(scores, key=lambda key: scores[key]) == name
    for data in (b"", b"plain", b"<rss/>", b"{x}", b"\x1f\x8b"):
        assert [reader.sniff(data, "x.json") for reader in READERS] == [0.0, 0.0, 0.0]
    (item,) = read({"guid": "1"}, reader="ninjs").items
    assert "holds no ninjs item" in str(item.reason)


@pytest.mark.parametrize(
    "text",
    [
        "[" + "1," * 200_000 + "1]",
        "[" * 7 + '{"title":"a"},' * 20_000 + "1" + "]" * 7,
        '{"title":"x","items":[' * 40_000,
        '{"title":"a"}\n' + '{"title":\n' * 50_000,
        '{"title":"a"}\n' + "\n" * 200_000 + '{"title":"b"}',
        '["' + '\\"' * 200_000,
        '{"title":"x","date":' + "9" * 200_000 + "}",
        "{" + " " * 500_000 + '"a":1}',
        "{" + ",".join(f'"k{n}":[{{"title":"x"}}]' for n in range(20_000)) + "}",
    ],
)
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.slow
def test_hostile_json_is_read_or_refused_in_seconds(text: str, reader: Reader) -> None:
    begin = time.monotonic()
    assert_sound(text.encode(), reader)
    assert time.monotonic() - begin < 10


def assert_sound(data: bytes, reader: Reader) -> None:
    """Whatever the bytes are: items that hold together, or Unreadable with a remedy."""
    source = Source(id="w", name="W", default_date=date(2026, 1, 7), time_zone="Asia/Tokyo")
    try:
        document = reader.read(data, source, Place("x", "http://h.example/", datetime(2026, 1, 8)))
    except Unreadable as error:
        assert ";" in str(error)
        return
    assert document.items
    frame_of(document.items).write_json()  # no text that cannot be stored
    for item in document.items:
        assert (item.reason is None) == (item.kind == "headline")
        assert item.byte_start is None or 0 <= item.byte_start <= (item.byte_end or 0) <= len(data)


PIECES = (
    b"{", b"}", b"[", b"]", b'"', b",", b":", b"\\", b"\\ud800", b"\\u0000", b"null", b"1e999", b"-", b"9" * 5_000,
    b'"title":"x"', b'"date":99999999999999', b'"date":-1e300', b"\n", b"\xff", b"\x00", b'"items":[', b'"url":"http://["',
    b'"date":"9999-12-31T23:59:59-12:00"', b'"date":"0001-01-01T00:00:00+12:00"', b'"headline":{"main":"q"}',
)  # fmt: skip
_LINES = b'{"headline":"A","date":"2026-01-02"}\n{"headline":"B"}\n{"title":"C","source":{"name":"Q"}}\n'
SAMPLES = [_LINES, *(json.dumps(one).encode() for one in (FEED, NINJS, NINJS_2, {"2026-01-07": ["a", {"title": "b"}]}))]


@settings(deadline=None)
@given(
    st.sampled_from(SAMPLES),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(PIECES) | st.binary(max_size=4)), max_size=8
    ),
)
def test_broken_json_ends_in_items_or_a_reason(data: bytes, edits: list[tuple[float, int, bytes]]) -> None:
    for where, deleted, inserted in edits:
        at = int(where * len(data))
        data = data[:at] + inserted + data[at + deleted :]
    for reader in READERS:
        assert_sound(data, reader)
        assert 0 <= reader.sniff(data, "x") <= 1


@given(st.binary(max_size=200))
def test_any_bytes_end_in_items_or_a_reason(data: bytes) -> None:
    for reader in READERS:
        assert_sound(data, reader)
        assert_sound(b'[{"title":"' + data, reader)


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the real files are not beside the project: {SHARED}")
def test_real_files_are_read_whole() -> None:
    for path in sorted([*SHARED.glob("json/*.json"), *SHARED.glob("newsml/*.json")]):
        document = read(path.read_bytes(), path.name)
        assert document.reader in ("json_records", "ninjs")
        assert {item.kind for item in document.items} == {"headline"}
        assert all(item.byte_start is not None and item.publisher for item in document.items)
