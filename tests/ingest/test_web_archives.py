"""Web archives: WARC and ARC, whole and broken. What they share with others: test_archives.py."""

import base64
import gzip
import hashlib
import io
import random
import time
import zlib
from datetime import datetime
from functools import partial
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.archives import Fault, Found, Limits, Member, Passed, unpack, unpack_all

# with the moment of packing the bytes, and so the names of cases, would differ from worker to worker
gzipped = partial(gzip.compress, mtime=0)
PAGE = b"<!doctype html>\n<title>Harbour reopens</title>\n<p>Ferries sail again</p>\n"
MOMENT = datetime(2026, 3, 2, 6, 30)


def answer(body: bytes = PAGE, status: str = "200 OK", media: str = "text/html", **fields: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(["Content-Type: " + media] if media else [])]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def record(
    block: bytes,
    kind: str = "response",
    uri: str = "http://example.org/",
    media: str = "application/http; msgtype=response",
    length: int | str | None = None,
    **fields: str,
) -> bytes:
    lines = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {uri}", "WARC-Date: 2026-03-02T06:30:00Z"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    lines += [f"Content-Type: {media}", f"Content-Length: {len(block) if length is None else length}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def page(n: int, size: int = 300) -> bytes:
    return b"<html><p>Page %d</p>%s</html>\n" % (n, random.Random(n).randbytes(size).hex().encode())


def crawl(count: int = 5, size: int = 300) -> list[bytes]:
    return [record(answer(page(n, size)), uri=f"http://example.org/{n}") for n in range(count)]


def arc_record(block: bytes, uri: str = "http://example.org/", length: int | str | None = None) -> bytes:
    head = f"{uri} 192.0.2.1 20260302063000 text/html {len(block) if length is None else length}\n"
    return head.encode() + block + b"\n"


ARC_HEAD = b"filedesc://a.arc 0.0.0.0 20260302060000 text/plain 76\n1 0 Crawler\n" + (
    b"URL IP-address Archive-date Content-type Archive-length\n\n\n\n\n\n\n\n\n\n\n"
)


def found(data: bytes, name: str = "a.warc", limits: Limits | None = None) -> list[Found]:
    return list(unpack(io.BytesIO(data), name, limits or Limits()))


def pages(found: list[Found]) -> list[bytes]:
    return [one.data for one in found if isinstance(one, Member)]


def faults(found: list[Found]) -> list[str]:
    return [f"{one.name}: {one.reason}" for one in found if isinstance(one, Fault)]


def passed(found: list[Found]) -> list[str]:
    return [one.reason for one in found if isinstance(one, Passed)]


def places(found: list[Found]) -> list[tuple[int | None, int | None]]:
    return [(one.byte_start, one.byte_end) for one in found]


def test_a_response_gives_its_document_its_address_its_moment_and_its_place() -> None:
    data = record(answer())
    (member,) = found(data)
    assert member == Member("http://example.org/", PAGE, "http://example.org/", MOMENT, 0, len(data) - 4)


def test_records_packed_one_by_one_have_the_bytes_of_their_own_stream() -> None:
    parts = [gzipped(one) for one in crawl(3)]
    result = found(b"".join(parts), "a.warc.gz")
    assert pages(result) == [page(n) for n in range(3)]
    for (start, end), part in zip(places(result), parts, strict=True):
        assert b"".join(parts)[start:end] == part


@pytest.mark.parametrize("pack", [gzipped, zstandard.compress])
def test_an_archive_packed_as_a_whole_is_read_without_places(pack: object) -> None:
    result = found(pack(b"".join(crawl(3))), "a.warc.gz")  # type: ignore[operator]
    assert pages(result) == [page(n) for n in range(3)]
    assert set(places(result)) == {(None, None)}


def test_an_archive_packed_in_pieces_that_are_no_records_is_read() -> None:
    data = b"".join(crawl(5))
    pieces = [gzipped(data[at : at + 333]) for at in range(0, len(data), 333)]
    assert pages(found(b"".join(pieces), "a.warc.gz")) == [page(n) for n in range(5)]


@pytest.mark.parametrize("packed", [True, False])
def test_a_zstd_archive_with_its_dictionary_is_read(packed: bool) -> None:
    records = crawl(200, 40)
    dictionary = zstandard.train_dictionary(4_000, records)
    packer = zstandard.ZstdCompressor(dict_data=dictionary)
    raw = zstandard.compress(dictionary.as_bytes()) if packed else dictionary.as_bytes()
    frame = b"\x5d\x2a\x4d\x18" + len(raw).to_bytes(4, "little") + raw
    result = found(frame + b"".join(packer.compress(one) for one in records), "a.warc.zst")
    assert pages(result) == [page(n, 40) for n in range(200)]


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (record(b"software: x\r\n", "warcinfo", media="application/warc-fields"), "about the archive itself"),
        (record(b"GET / HTTP/1.1\r\n\r\n", "request"), "a request, not an answer"),
        (record(b"outlinks\r\n", "metadata", media="text/plain"), "about another record"),
        (record(answer(b""), "revisit"), "an answer equal to an earlier one, to which it refers"),
        (record(b"x", "shopping-list"), "a record of type shopping-list"),
        (record(b"20260302\n192.0.2.1", "response", "dns:example.org", "text/dns"), "a look-up of a host, no document"),
        (record(answer(b"\x89PNG", media="image/png")), "of type image/png, which is no text"),
        (record(b"\x89PNG", "resource", media="image/png"), "of type image/png, which is no text"),
        (record(answer(media="text/css")), "of type text/css, which is no text"),
        (record(answer(b"var a = 1", media="text/javascript")), "of type text/javascript, and no text"),
        (record(answer(b"%PDF-1.7", media="application/pdf")), "of type application/pdf, which is no text"),
        (record(answer(b"\x00\x01\x02" * 50, media="application/octet-stream")), "of type application/octet-stream"),
        (record(answer(status="404 Not Found")), "an answer with HTTP status 404, which is no document"),
        (record(answer(status="301 Moved")), "an answer with HTTP status 301, which is no document"),
        (record(answer(status="206 Partial Content")), "an answer with HTTP status 206, which is no document"),
        (record(answer(b"")), "without content"),
        (record(answer(b"\r\n \r\n")), "without content"),
        (record(b""), "without content"),
    ],
)
def test_what_is_no_document_is_passed_over_with_the_reason(one: bytes, reason: str) -> None:
    result = found(one + record(answer()))
    assert passed(result)[0].startswith(reason)
    assert pages(result) == [PAGE]
    assert places(result)[0] == (0, len(one) - 4)


@pytest.mark.parametrize(
    ("one", "body"),
    [
        (record(PAGE, "resource", media="text/html"), PAGE),
        (record(PAGE, "response", media="text/html"), PAGE),  # as of FTP
        (record(b"Plain text\n", "conversion", media="text/plain"), b"Plain text\n"),
        (record(answer(b'{"title": "x"}', media="text/javascript")), b'{"title": "x"}'),
        (record(answer(b"<rss/>", media="application/rss+xml")), b"<rss/>"),
        (record(answer(b"{}", media="application/feed+json; charset=utf-8")), b"{}"),
        (record(answer(media="")), PAGE),
        (record(answer(media="application/octet-stream")), PAGE),
        (record(answer(status="203 Non-Authoritative")), PAGE),
        (record(answer().replace(b"HTTP/1.1", b"HTTP/2")), PAGE),
        (record(answer().replace(b"\r\n", b"\n")), PAGE),
    ],
)
def test_documents_of_all_kinds_are_given(one: bytes, body: bytes) -> None:
    assert pages(found(one)) == [body]
    assert len(found(one)) == 1


def chunked(data: bytes, size: int = 20, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x;x=y\r\n%s\r\n" % (len(p), p) for at in range(0, len(data), size)
                    if (p := data[at : at + size])) + end  # fmt: skip


RAW = zlib.compressobj(wbits=-15)
RAW_DEFLATE = RAW.compress(PAGE) + RAW.flush()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (chunked(PAGE), {"Transfer_Encoding": "chunked"}),
        (chunked(PAGE, end=b""), {"Transfer_Encoding": "chunked"}),
        (chunked(PAGE).replace(b"\r\n", b"\n"), {"Transfer_Encoding": "chunked"}),
        (PAGE, {"Transfer_Encoding": "chunked"}),  # undone by the crawler
        (chunked(gzipped(PAGE)), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (gzipped(PAGE), {"Content_Encoding": "gzip"}),
        (gzipped(PAGE) + b"junk", {"Content_Encoding": "x-gzip"}),
        (gzipped(gzipped(PAGE)), {"Content_Encoding": "gzip, gzip"}),
        (PAGE, {"Content_Encoding": "gzip"}),
        (zlib.compress(PAGE), {"Content_Encoding": "deflate"}),
        (RAW_DEFLATE, {"Content_Encoding": "deflate"}),
        (PAGE, {"Content_Encoding": "deflate"}),
        (brotli.compress(PAGE), {"Content_Encoding": "br"}),
        (PAGE, {"Content_Encoding": "br"}),
        (zstandard.compress(PAGE), {"Content_Encoding": "zstd"}),
        (PAGE, {"Content_Encoding": "utf-8"}),
        (PAGE, {"Content_Length": "3"}),  # of the packed answer, which the crawler has unpacked
        (PAGE, {"Content_Length": "many"}),
    ],
)
def test_chunks_and_packing_of_an_answer_are_undone_where_they_are_there(body: bytes, fields: dict[str, str]) -> None:
    assert pages(found(record(answer(body, **fields)))) == [PAGE]


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (answer(PAGE, Content_Length="100"), "breaks off: 27 of 100 bytes"),
        (answer(gzipped(PAGE)[:-20], Content_Encoding="gzip"), "breaks off"),
        (answer(gzipped(PAGE)[:-8] + b"\xff" * 8, Content_Encoding="gzip"), "is damaged"),
        (answer(brotli.compress(PAGE)[:-9], Content_Encoding="br"), "breaks off"),
        (answer(chunked(PAGE)[:-40], Transfer_Encoding="chunked"), "of a chunk of its document are missing"),
        (answer(chunked(PAGE).replace(b"\r\n14", b"\r\nzz"), Transfer_Encoding="chunked"), "broken chunk at byte"),
        (b"no answer at all", "holds no HTTP answer"),
        (answer(gzipped(b"\x00" * 45_000_000), Content_Encoding="gzip"), "as bombs do"),
        (answer(brotli.compress(b"\x00" * 30_000_000), Content_Encoding="br"), "as bombs do"),
    ],
)
def test_a_broken_answer_is_told_and_the_others_are_read(block: bytes, reason: str) -> None:
    one = record(block)
    result = found(one + record(answer()))
    assert pages(result) == [PAGE]
    assert reason in faults(result)[0]
    assert places(result)[0] == (0, len(one) - 4)


def test_what_the_crawler_cut_and_what_was_split_is_told() -> None:
    data = record(answer(), WARC_Truncated="length") + record(answer(), WARC_Segment_Number="2")
    data += record(answer(), "continuation") + record(answer(media="image/png"), WARC_Truncated="time")
    result = found(data)
    assert not pages(result)
    assert "WARC-Truncated: length" in faults(result)[0]
    assert "split over records" in faults(result)[1]
    assert len(passed(result)) == 2


@pytest.mark.parametrize(
    ("written", "uri"),
    [
        ("<http://example.org/a>", "http://example.org/a"),
        ("http://example.org/a b", "http://example.org/a%20b"),
        ("", None),
    ],
)
def test_addresses_are_put_right(written: str, uri: str | None) -> None:
    (member,) = found(record(answer(), uri=written))
    assert isinstance(member, Member)
    assert member.uri == uri
    assert member.name == (uri or "response record at byte 0")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-02T06:30:00Z", MOMENT),
        ("2026-03-02T06:30:00.123456789Z", datetime(2026, 3, 2, 6, 30, 0, 123456)),
        ("2026-03-02T07:30:00+01:00", MOMENT),
        ("2026-03-02", datetime(2026, 3, 2)),
        ("9999-12-31T23:59:59-12:00", None),
        ("yesterday", None),
    ],
)
def test_moments_are_in_utc(written: str, moment: datetime | None) -> None:
    (member,) = found(record(answer()).replace(b"2026-03-02T06:30:00Z", written.encode()))
    assert isinstance(member, Member)
    assert member.retrieved_at == moment


def test_a_checksum_that_does_not_fit_is_told_and_the_document_given() -> None:
    block = answer()
    digest = hashlib.sha1(block)
    for written in (digest.hexdigest(), base64.b32encode(digest.digest()).decode()):
        assert len(found(record(block, WARC_Block_Digest=f"sha1:{written}"))) == 1
        assert len(found(record(block, WARC_Block_Digest=f"crc7:{written}"))) == 1
    result = found(record(block, WARC_Block_Digest=f"sha1:{'A' * 32}"))
    assert pages(result) == [PAGE]
    assert "has a checksum that is not that of its bytes" in faults(result)[0]


# Broken archives


@pytest.mark.parametrize("wrong", [-3, +2, -50, +40, +700, +1_000_000, +(10**12), "", "x", "-1"])
def test_a_wrong_length_is_told_and_costs_nothing(wrong: int | str) -> None:
    block = answer(page(1), Content_Length=str(len(page(1))))
    length = len(block) + wrong if isinstance(wrong, int) else wrong
    records = crawl(5)
    records[1] = record(block, uri="http://example.org/1", length=length)
    result = found(b"".join(records))
    expected = [page(n) for n in range(5)]
    if wrong == 10**12:  # more than is taken into memory
        del expected[1]
    assert pages(result) == expected
    if wrong != 2:  # the line's end behind it was taken along, no more
        (reason,) = faults(result)
        what = "says that it has" if wrong == 10**12 else "has a wrong length"
        assert reason.startswith(f"http://example.org/1: {what}")


def test_bytes_between_records_are_told_with_their_place() -> None:
    first, second = crawl(2)
    result = found(first + b"lost bytes of a record\r\n" * 9 + second)
    assert pages(result) == [page(0), page(1)]
    assert len(faults(result)) == 1
    data = b"lost\r\n" + first
    assert places(found(data)) == [(0, 6), (6, len(data) - 4)]


def test_a_head_that_is_damaged_costs_its_record() -> None:
    first, second, third = crawl(3)
    damaged = second.replace(b"WARC/1.0", b"W\xffRC/1.0")
    result = found(first + damaged + third)
    assert pages(result) == [page(0), page(2)]
    assert len(faults(result)) == 1


def test_an_archive_cut_anywhere_gives_the_records_before_the_cut() -> None:
    records = crawl(3, 100)
    data = b"".join(records)
    ends = [sum(map(len, records[: n + 1])) - 4 for n in range(3)]
    for cut in range(30, len(data), 7):
        result = found(data[:cut])
        assert pages(result) == [page(n, 100) for n in range(3) if ends[n] <= cut]
        assert bool(faults(result)) == (
            cut not in ends and cut - 1 not in ends and not any(0 <= cut - e <= 4 for e in ends)
        )


def test_a_packed_archive_cut_anywhere_gives_the_records_before_the_cut() -> None:
    parts = [gzipped(one) for one in crawl(3, 100)]
    data = b"".join(parts)
    for cut in range(30, len(data), 7):
        result = found(data[:cut], "a.warc.gz")
        whole = [n for n in range(3) if sum(map(len, parts[: n + 1])) <= cut]
        assert pages(result)[: len(whole)] == [page(n, 100) for n in whole]
        assert len(pages(result)) <= len(whole) + 1  # only the checksum of the last is missing
        assert faults(result) or cut in [sum(map(len, parts[:n])) for n in range(4)]


@pytest.mark.parametrize("at", [0, 1, 5, 12, 60, 200, -1, -5])
def test_damage_in_one_packed_record_costs_that_record(at: int) -> None:
    parts = [gzipped(one) for one in crawl(5, 600)]
    damaged = bytearray(parts[2])
    damaged[at] ^= 0x55
    data = b"".join([*parts[:2], damaged, *parts[3:]])
    result = found(data, "a.warc.gz")
    if at != 5:  # the moment in the gzip header, which nothing checks
        assert pages(result) == [page(n, 600) for n in (0, 1, 3, 4)]
        (fault,) = (one for one in result if isinstance(one, Fault))
        assert (fault.byte_start, fault.byte_end) == (len(b"".join(parts[:2])), len(b"".join(parts[:3])))


@pytest.mark.parametrize("name", ["a.warc.gz", "crawl"])
def test_damage_in_the_first_packed_record_costs_that_record(name: str) -> None:
    parts = [gzipped(one) for one in crawl(4, 600)]
    for at in (1, 11, 40):
        damaged = bytearray(parts[0])
        damaged[at] ^= 0x55
        if at == 1 and name == "crawl":
            continue  # nothing tells that it is compressed
        result = found(b"".join([bytes(damaged), *parts[1:]]), name)
        assert pages(result) == [page(n, 600) for n in (1, 2, 3)], at
        assert len(faults(result)) == 1


def test_a_record_too_long_for_a_document_is_passed_or_told_and_the_others_are_read() -> None:
    video = record(answer(b"\x00" * 200_000, media="video/mp4"))
    long = record(answer(page(1, 100_000)))
    for pack in (bytes, gzipped):
        result = found(pack(video + long + record(answer())), "a.warc", Limits(max_member_bytes=10_000))
        assert pages(result) == [PAGE]
        assert passed(result) == ["of type video/mp4, which is no text"]
        assert "more than one document may have" in faults(result)[0]


def test_archives_in_answers_are_taken_apart() -> None:
    data = record(answer(gzipped(b"<urlset/>"), media="application/gzip"), uri="http://example.org/map.xml.gz")
    (member,) = unpack_all(io.BytesIO(data), "a.warc", Limits())
    assert isinstance(member, Member)
    assert member.name == "a.warc!/http://example.org/map.xml.gz!/map.xml"
    assert member.data == b"<urlset/>"
    assert (member.byte_start, member.byte_end) == (0, len(data) - 4)


# ARC


@pytest.mark.parametrize("packed", [False, True])
def test_an_arc_is_read(packed: bool) -> None:
    parts = [ARC_HEAD, arc_record(answer()), arc_record(b"192.0.2.1\n", "dns:example.org")]
    data = b"".join(map(gzipped, parts)) if packed else b"".join(parts)
    result = found(data, "a.arc")
    assert [type(one) for one in result] == [Passed, Member, Passed]
    member = result[1]
    assert isinstance(member, Member)
    assert (member.data, member.uri, member.retrieved_at) == (PAGE, "http://example.org/", MOMENT)
    if packed:
        assert gzip.decompress(data[member.byte_start : member.byte_end]) == parts[1]


@pytest.mark.parametrize("length", [0, 5, 10_000, -1, "abc"])
def test_a_wrong_length_in_an_arc_is_told_and_costs_nothing(length: int | str) -> None:
    block = answer(Content_Length=str(len(PAGE)))
    data = ARC_HEAD + arc_record(block, length=length) + arc_record(answer(page(2)), "http://example.org/two words")
    result = found(data, "a.arc")
    assert pages(result) == [PAGE, page(2)]
    assert "has a wrong length" in faults(result)[0]


def test_an_arc_of_version_2_is_read() -> None:
    block = answer()
    head = b"http://example.org/ 192.0.2.1 20260302063000 text/html 200 ABC - 12345 a.arc.gz %d\n" % len(block)
    assert pages(found(ARC_HEAD + head + block + b"\n")) == [PAGE]


# Any bytes

SAMPLES = [
    b"".join(crawl(4, 50)),
    b"".join(map(gzipped, crawl(4, 50))),
    gzipped(b"".join(crawl(4, 50))),
    ARC_HEAD + arc_record(answer()) + arc_record(answer(page(2, 50))),
    record(answer(chunked(gzipped(PAGE)), Transfer_Encoding="chunked", Content_Encoding="gzip")) * 2,
    record(answer(brotli.compress(PAGE), Content_Encoding="br")) * 2,
]


def check(data: bytes) -> None:
    for one in unpack_all(io.BytesIO(data), "a.warc", Limits(max_member_bytes=100_000, max_total_bytes=3_000_000)):
        assert one.name.isprintable()
        assert (one.byte_start is None) == (one.byte_end is None)
        if one.byte_start is not None and one.byte_end is not None:
            assert 0 <= one.byte_start <= one.byte_end <= len(data)
        assert not isinstance(one, Fault) or (";" in one.reason and len(one.reason) < 600)


@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6), st.floats(0, 1))
def test_damaged_archives_never_end_in_an_exception(
    sample: bytes, changes: list[tuple[float, int]], cut: float
) -> None:
    data = bytearray(sample)
    for where, value in changes:
        data[int(where * (len(data) - 1))] = value
    check(bytes(data[: int(len(data) * (1 - cut**3))]))


@given(st.binary(max_size=300))
def test_any_bytes_in_a_record_never_end_in_an_exception(block: bytes) -> None:
    result = found(record(block) + record(answer()))
    assert pages(result)[-1:] == [PAGE]


@pytest.mark.parametrize(
    "unit",
    [
        b"WARC/1.0\r\nContent-Length: 0\r\n\r\nX",
        b"WARC/1.0\r\nContent-Length: 49000000\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: 99999999999\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\n",
        b"\n",
        b"a:b 11 20200101 t -1\n",
        b"\na:" + b" 11 20200101" * 600,
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff",
        gzipped(b""),
        gzipped(b"x"),
        b"PK\x03\x04" + b"\x08" * 26,
        b"PK\x03\x04\x14\x00\x08\x00\x08\x00" + b"\x00" * 20,
    ],
)
@pytest.mark.slow
def test_a_megabyte_of_anything_is_gone_through_in_seconds(unit: bytes) -> None:
    begin = time.monotonic()
    for first in (b"", ARC_HEAD[:72], crawl(1)[0]):
        check(first + unit * (1_000_000 // len(unit)))
    assert time.monotonic() - begin < 30


SHARED = Path(__file__).parents[2].parent / "shared/data/formats/warc"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the archives of real crawls stand beside the project, if anywhere")
def test_real_archives_are_read() -> None:
    counts = {
        "bad.arc": (0, 3), "example-bad.warc.gz.bad": (1, 0), "example-iana.org-chunked.warc": (1, 0),
        "example-space-in-target-uri.warc.gz": (0, 0), "example-trunc.warc": (1, 1),
        "example-wrong-chunks.warc.gz": (1, 1), "example.arc.gz": (1, 0), "example.warc.gz": (1, 0),
    }  # fmt: skip
    for name, (members, broken) in counts.items():
        with (SHARED / name).open("rb") as file:
            result = list(unpack(file, name, Limits()))
        assert (len(pages(result)), len(faults(result))) == (members, broken), name
