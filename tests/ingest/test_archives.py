"""Archives: compression, tar and zip, what is wrong with them, and the limits. Web archives: test_web_archives.py."""

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from functools import partial

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.archives import Fault, Found, Limits, Member, Passed, kind_of, unpack, unpack_all

PAGE = b"<html><title>Harbour reopens</title>\n<p>Ferries sail again</p>\n</html>\n"
LIST = b"2026-03-02\nMinisters meet in Northport\nFerries sail again\n"
FILES = {"a/page.html": PAGE, "list.txt": LIST, "empty.txt": b""}

# with the moment of packing the bytes, and so the names of cases, would differ from worker to worker
gzipped = partial(gzip.compress, mtime=0)
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzipped,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.compress,
}


def zip_of(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def streamed_zip_of(files: dict[str, bytes]) -> bytes:
    """A zip as written to a pipe: sizes and checksums stand behind the members."""

    class Pipe(io.RawIOBase):
        written = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.written += bytes(data)  # type: ignore[call-overload]
            return len(data)  # type: ignore[arg-type]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[type-var]
        for name, data in files.items():
            archive.writestr(name, data)
    return pipe.written


def tar_of(files: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def special_tar(kind: bytes, name: str = "odd", **fields: object) -> bytes:
    """A tar with one member of a kind between two pages."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for one in ("before.html", name, "after.html"):
            info = tarfile.TarInfo(one)
            if one == name:
                info.type = kind
                for field, value in fields.items():
                    setattr(info, field, value)
                archive.addfile(info)
            else:
                info.size = len(PAGE)
                archive.addfile(info, io.BytesIO(PAGE))
    return out.getvalue()


ZIP, TAR = zip_of(FILES), tar_of(FILES)
CONTAINERS = {
    "a.zip": ZIP,
    "stored.zip": zip_of(FILES, zipfile.ZIP_STORED),
    "bzip2.zip": zip_of(FILES, zipfile.ZIP_BZIP2),
    "lzma.zip": zip_of(FILES, zipfile.ZIP_LZMA),
    "streamed.zip": streamed_zip_of(FILES),
    "a.tar": TAR,
    "gnu.tar": tar_of(FILES, tarfile.GNU_FORMAT),
    "ustar.tar": tar_of(FILES, tarfile.USTAR_FORMAT),
    **{f"a.tar.{suffix}": pack(TAR) for suffix, pack in PACKERS.items()},
}


def found(data: bytes, name: str = "a.bin", limits: Limits | None = None) -> list[Found]:
    return list(unpack(io.BytesIO(data), name, limits or Limits()))


def everything(data: bytes, name: str = "a.bin", limits: Limits | None = None) -> list[Found]:
    return list(unpack_all(io.BytesIO(data), name, limits or Limits()))


def members(found: list[Found]) -> list[tuple[str, bytes]]:
    return [(one.name, one.data) for one in found if isinstance(one, Member)]


def faults(found: list[Found]) -> list[str]:
    return [f"{one.name}: {one.reason}" for one in found if isinstance(one, Fault)]


def passed(found: list[Found]) -> list[str]:
    return [f"{one.name}: {one.reason}" for one in found if isinstance(one, Passed)]


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (ZIP, "x", "zip"),
        (zip_of({}), "x", "zip"),
        (TAR, "page.html", "tar"),
        (CONTAINERS["ustar.tar"], "x", "tar"),
        (gzipped(TAR), "x", "gzip"),
        (bz2.compress(b"x"), "x", "bzip2"),
        (bz2.compress(b""), "x", "bzip2"),
        (lzma.compress(b"x"), "x", "xz"),
        (zstandard.compress(b"x"), "x", "zstd"),
        (b"\x50\x2a\x4d\x18\x00\x00\x00\x00", "x", "zstd"),
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "x", "warc"),
        (b"\r\nWARC/1.1\r\n", "x", "warc"),
        (b"filedesc://a.arc 0.0.0.0 20140101000000 text/plain 9\n", "x", "arc"),
        (b"http://example.org/a b 10.0.0.1 20140101000000 text/html 9\n", "x", "arc"),
        (b"lost bytes\r\nWARC/1.0\r\nWARC-Type: response\r\n", "crawl.warc", "warc"),
        (b"lost bytes\r\nWARC/1.0\r\nWARC-Type: response\r\n", "page.txt", None),
        (b"\x00\x01" + gzipped(b"x"), "crawl.warc.gz", "gzip"),
        (b"\x00\x01" + gzipped(b"x"), "page.gz", None),
        (b"WARC/1.0 is a format of web archives\n", "x", None),
        (b"BZh9 is the sign of the times\n", "x", None),
        (PAGE, "a.zip", None),
        (b"\x00" * 1024, "a.tar", None),
        (b"", "a.tar", None),
    ],
)
def test_archives_are_told_by_their_content(head: bytes, name: str, kind: str | None) -> None:
    assert kind_of(head, name) == kind


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_gives_its_members_in_order(name: str) -> None:
    result = found(CONTAINERS[name], name)
    assert members(result) == list(FILES.items())
    assert len(result) == len(FILES)


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_compressed_document_is_one_member_named_without_its_suffix(suffix: str) -> None:
    (member,) = found(PACKERS[suffix](PAGE), f"page.html.{suffix}")
    assert member == Member("page.html", PAGE)


@pytest.mark.parametrize(("name", "stem"), [("a.tgz", "a.tar"), ("a.GZ", "a"), (".gz", ".gz"), ("a", "a")])
def test_the_name_of_what_was_compressed(name: str, stem: str) -> None:
    assert members(found(gzipped(b"text"), name)) == [(stem, b"text")]


@pytest.mark.parametrize("name", [name for name in CONTAINERS if name.count(".") == 1])
def test_the_bytes_of_a_member_of_a_plain_archive_hold_it(name: str) -> None:
    data = CONTAINERS[name]
    for member in found(data, name):
        assert isinstance(member, Member) and member.byte_start is not None and member.byte_end is not None
        part = data[member.byte_start : member.byte_end]
        if name.endswith("zip"):
            assert part.startswith(b"PK\x03\x04")
        else:  # the member with its headers is a tar of its own
            assert members(found(part + b"\x00" * 1024)) == [(member.name, member.data)]


def test_archives_within_archives_are_taken_apart_and_named_by_their_way() -> None:
    inner = zip_of({"page.html": PAGE, "list.txt.gz": gzipped(LIST)})
    outer = tar_of({"day/inner.zip": inner, "plain.txt": LIST})
    result = everything(gzipped(outer), "outer.tar.gz")
    assert members(result) == [
        ("outer.tar.gz!/day/inner.zip!/page.html", PAGE),
        ("outer.tar.gz!/day/inner.zip!/list.txt.gz!/list.txt", LIST),
        ("outer.tar.gz!/plain.txt", LIST),
    ]
    assert members(found(outer)) == [("day/inner.zip", inner), ("plain.txt", LIST)]
    plain = everything(outer, "outer.tar")
    assert [(one.byte_start, one.byte_end) for one in plain if isinstance(one, Member)] == [
        (0, 512 + len(inner)),
        (0, 512 + len(inner)),
        (512 + -(-len(inner) // 512) * 512, 1024 + -(-len(inner) // 512) * 512 + len(LIST)),
    ]


def test_a_compressed_archive_within_a_tar_may_be_larger_than_a_document() -> None:
    pages = {f"{n}.html": random.Random(n).randbytes(3_000) for n in range(10)}
    data = tar_of({"big.tar.gz": gzipped(tar_of(pages))})
    result = everything(data, "a.tar", Limits(max_member_bytes=5_000))
    assert members(result) == [(f"a.tar!/big.tar.gz!/{name}", page) for name, page in pages.items()]


@pytest.mark.parametrize("data", [zip_of({}), tar_of({}) + b"", gzipped(tar_of({})), PAGE, b""])
def test_an_archive_that_gives_nothing_is_a_fault(data: bytes) -> None:
    result = found(data, "a.tar")
    assert [type(one) for one in result] == ([Fault] if kind_of(data, "") != "gzip" else [Member])


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("/etc/passwd", "etc/passwd"),
        ("../../up.txt", "up.txt"),
        ("a/../b//./c.txt", "a/b/c.txt"),
        ("C:\\news\\day.txt", "news/day.txt"),
        ("a\x1b[31m\u202etxt.html", "a[31mtxt.html"),
        ("..", "member at byte"),
        ("n" * 400, "n" * 100 + "…" + "n" * 200),
    ],
)
def test_names_are_made_safe_to_show(raw: str, name: str) -> None:
    assert members(found(tar_of({raw: PAGE})))[0][0].startswith(name)
    if "\\" not in raw:  # zipfile changes these itself
        assert members(found(zip_of({raw: PAGE})))[0][0].startswith(name)


def test_a_name_in_bytes_of_no_encoding_is_shown() -> None:
    data = tar_of({"caf\udce9.html": PAGE}, tarfile.GNU_FORMAT)
    assert members(found(data)) == [("caf�.html", PAGE)]


def test_members_of_the_same_name_are_all_given() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("a.txt", b"one")
        archive.writestr("a.txt", b"two")
    assert members(found(out.getvalue())) == [("a.txt", b"one"), ("a.txt", b"two")]
    assert members(found(tar_of({"a.txt": b"one"})[:1024] + tar_of({"a.txt": b"two"}))) == [
        ("a.txt", b"one"),
        ("a.txt", b"two"),
    ]


def test_what_file_managers_leave_is_passed_over() -> None:
    files = {"a.txt": LIST, "__MACOSX/a.txt": b"\x00", "x/._a.txt": b"\x00", ".DS_Store": b"\x00"}
    for data in (zip_of(files), tar_of(files)):
        result = found(data)
        assert members(result) == [("a.txt", LIST)]
        assert len(passed(result)) == 3


# Compression


@pytest.mark.parametrize("suffix", PACKERS)
def test_streams_one_behind_the_other_are_one_document(suffix: str) -> None:
    pack = PACKERS[suffix]
    padding = b"\x00" * 8 if suffix in ("gz", "xz") else b""
    data = pack(PAGE) + padding + pack(b"") + pack(LIST) + padding
    assert members(found(data, f"a.{suffix}")) == [("a", PAGE + LIST)]


@pytest.mark.parametrize("suffix", PACKERS)
def test_something_else_behind_the_compressed_data_is_told_and_the_document_kept(suffix: str) -> None:
    packed = PACKERS[suffix](PAGE)
    member, fault = found(packed + b"garbage", f"a.{suffix}")
    assert member == Member("a", PAGE)
    assert isinstance(fault, Fault) and fault.byte_start == len(packed)
    assert "something else behind" in fault.reason


@pytest.mark.parametrize("suffix", PACKERS)
def test_of_a_document_cut_short_the_whole_lines_are_kept(suffix: str) -> None:
    text = b"".join(b"Headline %d about %d\n" % (n, n * 7919 % 10007) for n in range(100_000))
    packed = PACKERS[suffix](text)
    result = found(packed[: len(packed) * 9 // 10], f"a.{suffix}")
    (kept,) = [data for _, data in members(result)] or [b""]
    assert text.startswith(kept) and (not kept or kept.endswith(b"\n"))
    assert len(kept) > 0.3 * len(text) or suffix == "xz"
    (reason,) = faults(result)
    assert "breaks off" in reason and "get all of it" in reason


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_damaged_document_is_not_given(suffix: str) -> None:
    packed = bytearray(PACKERS[suffix](random.Random(3).randbytes(5_000)))
    packed[2_500] ^= 0xFF
    result = found(bytes(packed), f"a.{suffix}")
    if suffix != "zst":  # written without a checksum
        assert [type(one) for one in result] == [Fault]
        assert "is damaged" in faults(result)[0]


def test_members_before_damage_in_a_compressed_tar_are_given() -> None:
    files = {f"{n}.txt": random.Random(n).randbytes(2_000) for n in range(50)}
    packed = bytearray(gzipped(tar_of(files)))
    packed[len(packed) // 2] ^= 0xFF
    packed[len(packed) // 2 + 1 : len(packed) // 2 + 40] = b"\xff" * 39
    result = found(bytes(packed), "a.tar.gz")
    assert 20 <= len(members(result)) <= 26
    assert any("is damaged" in reason for reason in faults(result))


def test_a_zstd_stream_that_wants_too_much_memory_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=28, compression_level=1)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    (reason,) = faults(found(packer.compress(PAGE) + packer.flush(), "a.zst"))
    assert "too much memory" in reason


def test_an_xz_stream_that_wants_too_much_memory_is_refused() -> None:
    data = lzma.compress(PAGE, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 28}])
    (reason,) = faults(found(data, "a.xz"))
    assert "emory" in reason


def test_frames_that_zstd_skips_are_skipped() -> None:
    skip = b"\x52\x2a\x4d\x18\x05\x00\x00\x00abcde"
    packed = zstandard.compress(PAGE)
    assert members(found(skip + packed + skip + packed, "a.zst")) == [("a", PAGE + PAGE)]


def gzip_quine() -> bytes:
    """A gzip file that unpacks to itself, after Russ Cox, "Zip Files All The Way Down" (2010).

    All is in units of 5 bytes: L copies as many units as they stand, R repeats the last four. The checksum stands in
    the file twice; since CRC-32 is linear, the value that makes it right solves linear equations over bits.
    """

    def literal(units: int) -> bytes:
        return struct.pack("<BHH", 0, 5 * units, 5 * units ^ 0xFFFF)

    bits = "010"  # a block of fixed codes: twice 10 bytes from 20 bytes before, then its end
    bits += ("0001000" + "01000" + "110") * 2 + "0000000"  # extra bits of a distance stand low bit first
    repeat = bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, 40, 8))

    def quine(moment: int, crc: int, size: int) -> bytes:
        head = struct.pack("<BBBBLBB", 0x1F, 0x8B, 8, 0x10, moment, 0, 255) + b"news\x00"
        tail = literal(0) + b"\x03\x00" + struct.pack("<LL", crc, size)
        l0, l1, l4 = literal(0), literal(1), literal(4)
        return b"".join(
            [head, l4, head, l4, repeat, l1, repeat, l1, l1, l4, repeat, l1, l1, l4, repeat, l4, repeat, l4, repeat, l4,
             repeat, l4, repeat, l0, l0, l4, repeat, l0, l0, l4, repeat, tail, repeat, tail]
        )  # fmt: skip

    size = len(quine(0, 0, 0))
    for moment in range(100):
        base = zlib.crc32(quine(moment, 0, size))
        rows = [(zlib.crc32(quine(moment, 1 << bit, size)) ^ base ^ (1 << bit), 1 << bit) for bit in range(32)]
        crc, left = 0, base
        for bit in range(32):  # Gauss: a row with this bit clears it from the others and from what is left
            pivot = next((row for row in rows if row[0] >> bit & 1), None)
            if pivot is None:
                continue
            rows.remove(pivot)
            rows = [(a ^ pivot[0], b ^ pivot[1]) if a >> bit & 1 else (a, b) for a, b in rows]
            if left >> bit & 1:
                left, crc = left ^ pivot[0], crc ^ pivot[1]
        if not left:
            return quine(moment, crc, size)
    raise AssertionError("no quine found")


def test_a_quine_ends_at_the_depth_that_is_allowed() -> None:
    quine = gzip_quine()
    assert gzip.decompress(quine) == quine
    assert members(found(quine, "q.gz")) == [("q", quine)]
    (reason,) = faults(everything(quine, "q.gz", Limits(max_depth=3)))
    assert reason.startswith("q.gz!/q!/q!/q: lies more than 3 archives deep")


# Limits


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_bomb_is_refused_in_little_time_and_memory(suffix: str) -> None:
    size = 300_000_000
    data = b"".join(PACKERS[suffix](b"\x00" * (size // 10)) for _ in range(10)) if suffix != "zst" else None
    data = data or zstandard.compress(b"\x00" * size)
    begin = time.monotonic()
    tracemalloc.start()
    result = found(data, f"a.{suffix}")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(one) for one in result] == [Fault]
    assert time.monotonic() - begin < 10
    assert peak < 150_000_000


def test_a_bomb_in_a_zip_is_refused_and_its_neighbours_are_read() -> None:
    data = zip_of({"a.txt": LIST, "bomb.txt": b"\x00" * 60_000_000, "z.txt": LIST})
    result = found(data)
    assert members(result) == [("a.txt", LIST), ("z.txt", LIST)]
    assert "bombs" in faults(result)[0]


def test_small_things_may_be_packed_as_densely_as_they_like() -> None:
    data = zip_of({"a.txt": b"Again and again\n" * 100_000})
    assert len(members(found(data))) == 1


def test_a_document_that_is_too_long_is_refused_and_its_neighbours_are_read() -> None:
    files = {"a.txt": LIST, "long.txt": random.Random(1).randbytes(2_000), "z.txt": LIST}
    for data in (zip_of(files), tar_of(files), gzipped(tar_of(files))):
        result = found(data, "a", Limits(max_member_bytes=1_000))
        assert members(result) == [("a.txt", LIST), ("z.txt", LIST)]
        assert "more than 1,000 bytes" in faults(result)[0]


def test_no_more_is_unpacked_than_allowed_in_all() -> None:
    files = {f"{n}.txt": random.Random(n).randbytes(300_000) for n in range(20)}
    for data in (zip_of(files), gzipped(tar_of(files))):
        result = found(data, "a.bin", Limits(max_total_bytes=2_000_000))
        assert 4 <= len(members(result)) <= 6
        assert "split the archive" in faults(result)[-1]


def test_no_more_members_are_given_than_allowed() -> None:
    data = tar_of({f"{n}.txt": b"x" for n in range(30)})
    result = found(data, "a.tar", Limits(max_members=10))
    assert len(members(result)) == 10
    assert "more than 10 members" in faults(result)[-1]


def test_a_bomb_of_zips_within_zips_ends_soon() -> None:
    data = zip_of({"0.txt": b"\x00" * 20_000_000})
    for level in range(6):
        data = zip_of({f"{level}-{n}.zip": data for n in range(10)})
    begin = time.monotonic()
    result = everything(data, "42.zip", Limits(max_members=1_000))
    assert time.monotonic() - begin < 20
    assert not members(result)
    assert "archives deep" in faults(result)[0]


# Zip


def test_an_office_document_is_refused_by_its_name_for_what_it_is() -> None:
    cases = {"[Content_Types].xml": "office", "mimetype": "office", "META-INF/MANIFEST.MF": "Java"}
    for name, what in cases.items():
        data = zip_of({name: b"x", "word/document.xml": b"<x/>"})
        (reason,) = faults(found(data, "report.docx"))
        assert what in reason and "save it as text" in reason
        assert what in faults(found(data[:-30], "report.docx"))[0]  # its directory is cut


def test_an_encrypted_member_is_told() -> None:
    data = bytearray(zip_of({"secret.txt": LIST, "open.txt": LIST}))
    for at in (data.find(b"PK\x03\x04") + 6, data.find(b"PK\x01\x02") + 8):
        data[at] |= 1
    for archive in (bytes(data), bytes(data[:-30])):
        result = found(archive)
        assert members(result) == [("open.txt", LIST)]
        assert "encrypted" in faults(result)[0] and "password" in faults(result)[0]


def test_links_and_devices_in_a_zip_are_passed_over() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, mode in (("link", 0o120777), ("pipe", 0o010644), ("file.txt", 0o100644)):
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, mode << 16
            archive.writestr(info, b"../../etc/passwd" if name == "link" else LIST)
        archive.mkdir("folder")
    result = found(out.getvalue())
    assert members(result) == [("file.txt", LIST)]
    assert passed(result) == ["link: a symbolic link, which is not followed", "pipe: a device or pipe"]


def test_a_zip64_is_read_with_and_without_its_directory() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.txt", "b.txt"):
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(LIST)
    data = out.getvalue()
    assert members(found(data)) == [("a.txt", LIST), ("b.txt", LIST)]
    assert members(found(data[:-30])) == [("a.txt", LIST), ("b.txt", LIST)]


@pytest.mark.parametrize("name", ["a.zip", "stored.zip", "streamed.zip"])
def test_a_zip_cut_anywhere_gives_the_members_before_the_cut(name: str) -> None:
    data = CONTAINERS[name]
    sound = {one.name: one for one in found(data) if isinstance(one, Member)}
    for cut in range(4, len(data), 3):
        result = found(data[:cut])
        kept = dict(members(result))
        assert kept.items() <= FILES.items()
        expected = {n for n, one in sound.items() if (one.byte_end or 0) + (16 if name == "streamed.zip" else 0) <= cut}
        assert expected <= kept.keys()
        assert faults(result)


def test_damage_in_a_member_of_a_zip_is_told_and_the_others_are_read() -> None:
    data = bytearray(zip_of({"a.txt": LIST, "b.txt": LIST, "c.txt": LIST}, zipfile.ZIP_STORED))
    data[data.find(LIST, data.find(b"b.txt")) + 3] ^= 0xFF
    for archive in (bytes(data), bytes(data[:-30])):
        result = found(archive)
        assert members(result) == [("a.txt", LIST), ("c.txt", LIST)]
        assert faults(result)[0].startswith("b.txt: is damaged")


def test_a_lost_header_in_a_zip_costs_one_member() -> None:
    data = bytearray(zip_of({"a.txt": LIST, "b.txt": LIST, "c.txt": LIST}))
    at = data.find(b"PK\x03\x04", 10)
    data[at : at + 4] = b"\xff\xff\xff\xff"
    for archive in (bytes(data), bytes(data[:-30])):
        assert members(found(archive)) == [("a.txt", LIST), ("c.txt", LIST)]
        assert faults(found(archive))


def test_an_unknown_method_of_a_zip_is_told() -> None:
    data = bytearray(zip_of({"a.txt": LIST, "b.txt": LIST}))
    for at in (data.find(b"PK\x03\x04") + 8, data.find(b"PK\x01\x02") + 10):
        data[at] = 9
    for archive in (bytes(data), bytes(data[:-30])):
        result = found(archive)
        assert members(result) == [("b.txt", LIST)]
        assert "method 9" in faults(result)[0]


def overlapping_zip(members: int) -> bytes:
    """A zip whose directory names the bytes of one member many times."""
    one = zip_of({"a.txt": b"\x00" * 100_000})
    at = one.find(b"PK\x01\x02")
    entry = one[at : one.find(b"PK\x05\x06")]
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, members, members, len(entry) * members, at, 0)
    return one[:at] + entry * members + end


def test_members_that_share_bytes_are_refused_but_for_the_last() -> None:
    result = found(overlapping_zip(500))
    assert len(members(result)) <= 1  # from Python 3.13 on, the standard library refuses that one too
    assert len(faults(result)) == 500 - len(members(result))
    assert "another member's too, as in bombs" in faults(result)[0]


def test_a_zip_whose_directory_claims_gigabytes_is_read_without_it() -> None:
    data = bytearray(zip_of({"a.txt": LIST}))
    at = data.find(b"PK\x05\x06")
    data[at + 12 : at + 16] = struct.pack("<L", 0xFFFFFF00)
    assert members(found(bytes(data))) == [("a.txt", LIST)]


def test_a_zip_behind_a_program_is_read() -> None:
    assert members(found(b"PK\x03\x04 no header" + ZIP)) == list(FILES.items())


def test_a_name_that_is_empty_and_an_offset_that_leads_nowhere_cost_one_member() -> None:
    data = bytearray(zip_of({"a.txt": LIST, "b": PAGE, "c.txt": LIST}))
    at = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 1)
    nowhere = data[:]
    nowhere[at + 42 : at + 46] = struct.pack("<L", 0x7FFFFFFF)
    result = found(bytes(nowhere))
    assert members(result) == [("a.txt", LIST), ("c.txt", LIST)]
    assert [(one.byte_start, one.byte_end) for one in result if isinstance(one, Fault)] == [(len(data), len(data))]
    out, unnamed = io.BytesIO(), zipfile.ZipInfo("x")
    unnamed.filename = ""
    with zipfile.ZipFile(out, "w") as archive, archive.open(unnamed, "w") as member:
        member.write(PAGE)
    assert members(found(out.getvalue())) == [("member at byte 0", PAGE)]


# Tar


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (tarfile.SYMTYPE, "symbolic link"),
        (tarfile.LNKTYPE, "link to another member"),
        (tarfile.CHRTYPE, "device"),
        (tarfile.BLKTYPE, "device"),
        (tarfile.FIFOTYPE, "pipe"),
    ],
)
def test_what_is_no_file_in_a_tar_is_passed_over(kind: bytes, reason: str) -> None:
    result = found(special_tar(kind, linkname="/etc/passwd"))
    assert members(result) == [("before.html", PAGE), ("after.html", PAGE)]
    assert reason in passed(result)[0]


def test_a_folder_in_a_tar_is_nothing() -> None:
    assert len(found(special_tar(tarfile.DIRTYPE))) == 2


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_of_a_tar_are_read(form: int) -> None:
    name = "/".join(["folder-of-the-north"] * 10) + "/Überschrift.html"
    assert members(found(tar_of({name: PAGE, "next.txt": LIST}, form))) == [(name, PAGE), ("next.txt", LIST)]


def test_a_sparse_member_is_told_and_its_neighbours_are_read() -> None:
    result = found(special_tar(tarfile.GNUTYPE_SPARSE))
    assert members(result) == [("before.html", PAGE), ("after.html", PAGE)]
    assert "sparse" in faults(result)[0]


def test_an_endless_extended_header_is_passed_over() -> None:
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 50_000_000
    data = info.tobuf(tarfile.USTAR_FORMAT) + b"\x00" * 50_000_384 + tar_of({"a.txt": LIST})
    result = found(data)
    assert members(result) == [("a.txt", LIST)]
    assert "extended header of 50,000,000 bytes" in faults(result)[0]


def test_a_size_below_zero_is_a_fault() -> None:
    header = bytearray(tarfile.TarInfo("a").tobuf(tarfile.GNU_FORMAT))
    header[124:136] = b"\xff" * 11 + b"\x00"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\x00 " % sum(header)
    result = found(bytes(header) + tar_of({"a.txt": LIST}))
    assert members(result) == [("a.txt", LIST)]
    assert "below zero" in faults(result)[0]


def test_a_damaged_header_of_a_tar_costs_its_member() -> None:
    data = bytearray(tar_of({"a.txt": LIST, "b.txt": LIST, "c.txt": LIST}))
    data[1024 + 5] ^= 0xFF
    result = found(bytes(data), "a.tar")
    assert members(result) == [("a.txt", LIST), ("c.txt", LIST)]
    assert faults(result) == ["a.tar: a header is damaged; reading goes on at the next sound header; check the archive"]
    assert [(one.byte_start, one.byte_end) for one in result if isinstance(one, Fault)] == [(1024, 2048)]


@pytest.mark.parametrize("cut", [100, 512, 530, 1024, 1100, 1536, 1540])
def test_a_tar_cut_short_gives_the_members_before_the_cut(cut: int) -> None:
    data = tar_of({"a.txt": LIST, "b.txt": LIST})
    if cut < 512:
        assert kind_of(data[:cut], "a.tar") is None
        return
    result = found(data[:cut], "a.tar")
    assert members(result) == [("a.txt", LIST), ("b.txt", LIST)][: (cut >= 570) + (cut >= 1594)]
    assert len(faults(result)) >= 1
    whole = tar_of({f"{n}.txt": random.Random(n).randbytes(2_000) for n in range(50)})
    packed = gzipped(whole)
    result = found(packed[: len(packed) * cut // 2_000], "a.tar.gz")
    assert abs(len(members(result)) - 50 * cut // 2_000) <= 1
    assert "breaks off" in faults(result)[0]


def test_tars_one_behind_the_other_are_read_and_other_things_behind_told() -> None:
    assert members(found(TAR + TAR)) == [*FILES.items(), *FILES.items()]
    result = found(TAR + b"garbage" * 200)
    assert members(result) == list(FILES.items())
    assert "behind the end of the tar" in faults(result)[0]


# Any bytes

SAMPLES = [*CONTAINERS.values(), tar_of({"in.zip": ZIP, "in.tar.gz": gzipped(TAR)}), zip_of({"in.tar": TAR}),
           *(pack(LIST) + pack(PAGE) for pack in PACKERS.values())]  # fmt: skip


def check(data: bytes, name: str) -> None:
    """What must hold for any bytes: no exception, places within the file, reasons with what to do."""
    limits = Limits(max_member_bytes=100_000, max_total_bytes=3_000_000, free_bytes=500_000, max_members=2_000)
    for one in everything(data, name, limits):
        assert one.name.startswith(name) and one.name.isprintable()
        assert (one.byte_start is None) == (one.byte_end is None)
        if one.byte_start is not None and one.byte_end is not None:
            assert 0 <= one.byte_start <= one.byte_end <= len(data)
        assert not isinstance(one, Fault) or (";" in one.reason and len(one.reason) < 600)


@given(st.binary(max_size=400), st.sampled_from(["a", "a.warc.gz", "a.warc", "a.zip"]))
def test_any_bytes_end_in_something_found_and_never_in_an_exception(data: bytes, name: str) -> None:
    check(data, name)


@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6), st.floats(0, 1))
def test_damaged_samples_never_end_in_an_exception(sample: bytes, changes: list[tuple[float, int]], cut: float) -> None:
    data = bytearray(sample)
    for where, value in changes:
        data[int(where * (len(data) - 1))] = value
    check(bytes(data[: int(len(data) * (1 - cut**3))]), "a.bin")


@given(st.dictionaries(st.text("abcé", min_size=1, max_size=8), st.binary(max_size=200), min_size=1, max_size=6))
def test_what_is_packed_comes_out_again(files: dict[str, bytes]) -> None:
    for data in (zip_of(files), streamed_zip_of(files), tar_of(files), gzipped(tar_of(files))):
        assert members(found(data)) == list(files.items())
