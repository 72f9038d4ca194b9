"""What of damaged web archives is recovered: newsledger's walk, and the libraries FastWARC and warcio beside it.

What belongs here: damaging archives and counting pages. What does not: speed, other archives.

`pip install fastwarc warcio`, then `python -m bench.web_archives`; a library that is not there is left out.
"""

import contextlib
import gzip
import io
import os
from collections.abc import Callable
from importlib.util import find_spec
from random import Random

from bench.measure import table
from pipelines.ingest.archives import Member, unpack

PAGES, ARCHIVES = 20, 200
Found = tuple[set[bytes], bool]  # the pages that were had, and whether anything was told to be missing


def page(number: int) -> bytes:
    """A page that packs badly, so that damage hits its bytes."""
    return b"<html><p>Page %d</p>%s</html>\n" % (number, Random(number).randbytes(600).hex().encode())


def record(number: int, length_off: int = 0) -> bytes:
    """A page as a record, its length wrong by so many bytes."""
    body = page(number)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    length = len(head) + len(body) + length_off
    lines = ["WARC/1.0", "WARC-Type: response", f"WARC-Target-URI: http://example.org/{number}",
             "WARC-Date: 2026-03-02T06:30:00Z", "Content-Type: application/http; msgtype=response",
             f"Content-Length: {length}"]  # fmt: skip
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + head + body + b"\r\n\r\n"


def damaged(kind: str, random: Random, pack: Callable[[bytes], bytes]) -> bytes:
    """An archive of PAGES records with one damage of a kind."""
    if kind == "wrong length":
        off = random.choice([-200, -20, -2, 1, 5, 50, 900])
        broken = random.randrange(PAGES)
        return b"".join(pack(record(number, off if number == broken else 0)) for number in range(PAGES))
    data = bytearray(b"".join(pack(record(number)) for number in range(PAGES)))
    place = random.randrange(len(data))
    if kind == "bit flipped":
        data[place] ^= 1 << random.randrange(8)
    elif kind == "bytes cut out":
        del data[place : place + random.randrange(1, 200)]
    else:
        del data[place:]
    return bytes(data)


def ours(data: bytes) -> Found:
    """By pipelines.ingest.archives."""
    found = list(unpack(io.BytesIO(data), "a.warc"))
    return {one.data for one in found if isinstance(one, Member)}, any(not isinstance(one, Member) for one in found)


def fastwarc(data: bytes) -> Found:
    """By FastWARC."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    got: set[bytes] = set()
    try:
        for one in ArchiveIterator(io.BytesIO(data), record_types=WarcRecordType.response, auto_decode="all"):
            got.add(one.reader.read())
    except Exception:  # noqa: BLE001 - whatever it raises tells that something is missing
        return got, True
    return got, False


def warcio(data: bytes) -> Found:
    """By warcio."""
    from warcio.archiveiterator import ArchiveIterator

    got: set[bytes] = set()
    try:
        with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stderr(nowhere):  # noqa: PTH123
            for one in ArchiveIterator(io.BytesIO(data)):
                if one.rec_type == "response":
                    got.add(one.content_stream().read())
    except Exception:  # noqa: BLE001 - as above
        return got, True
    return got, False


def main() -> None:
    """Print, for each damage, the pages that each recovers and the archives that lost pages without a word."""
    ways = {"newsledger": ours}
    ways |= {name: way for name, way in (("fastwarc", fastwarc), ("warcio", warcio)) if find_spec(name)}
    want = {page(number) for number in range(PAGES)}
    rows = []
    for packed, pack in (("plain", bytes), ("gzip", gzip.compress)):
        for kind in ("bit flipped", "bytes cut out", "cut off", "wrong length"):
            random = Random(5)
            archives = [damaged(kind, random, pack) for _ in range(ARCHIVES)]
            row: list[object] = [packed, kind]
            for way in ways.values():
                found = [way(data) for data in archives]
                pages = sum(len(got & want) for got, _ in found)
                silent = sum(len(got & want) < PAGES and not told for got, told in found)
                row += [f"{pages / ARCHIVES / PAGES:.1%}", silent]
            rows.append(row)
    heads = ["archive", "damage", *(head for name in ways for head in (f"{name}: pages", "silent losses"))]
    table(f"{ARCHIVES} damaged web archives of {PAGES} pages each", heads, rows)


if __name__ == "__main__":
    main()
