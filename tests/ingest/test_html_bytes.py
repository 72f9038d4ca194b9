"""HTML pages as bytes: encodings, what is a page and what is none, hostile and damaged pages."""

import random
import re
import time
import unicodedata
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.ingest.reader import MAX_RAW_TEXT, Item, Place, ReadDocument, all_readers, read_document
from pipelines.ingest.sources import Source

PAGES = {path.stem: path.read_bytes() for path in sorted((Path(__file__).parent / "pages").glob("*.html"))}


def read(data: bytes | str, **settings: object) -> ReadDocument:
    source = Source.model_validate({"id": "post", "name": "Post", "default_date": "2026-01-01", **settings})
    data = data.encode() if isinstance(data, str) else data
    return read_document(data, source, Place("page.html", "file:///page.html", datetime(2026, 3, 6)))


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html lang=en><head><title>Page</title>{head}</head><body>{body}</body></html>"


def headlines(document: ReadDocument) -> list[str]:
    return [item.raw_text for item in document.items if item.kind == "headline"]


def only(document: ReadDocument) -> Item:
    (item,) = [item for item in document.items if item.kind != "boilerplate"]
    return item


ACCENTS = page('<h2><a href="/a/cafe-wins-prize">Café wins “prize”</a></h2>', '<meta charset="{}">')


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-8", "iso-8859-1"), ("cp1252", "iso-8859-1"),
        ("cp1252", "utf-8"), ("cp1252", "nonsense"), ("cp1252", "idna"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16"),
        ("utf-16-be", "x"),
    ],
)  # fmt: skip
def test_pages_are_read_in_their_encoding_whatever_they_declare(encoding: str, declared: str) -> None:
    data = ACCENTS.format(declared).encode(encoding)
    item = only(read(data))
    assert item.raw_text == "Café wins “prize”"
    codec = encoding.removesuffix("-sig") if encoding != "utf-16" else "utf-16-le"
    assert data[item.byte_start : item.byte_end].decode(codec) == '<a href="/a/cafe-wins-prize">Café wins “prize”</a>'


@pytest.mark.parametrize(
    ("label", "codec"), [("gb2312", "gb18030"), ("Shift_JIS", "cp932"), ("windows-1251", "cp1251")]
)
def test_declared_encodings_are_understood_as_browsers_do(label: str, codec: str) -> None:
    text = (
        "Глава МИД подал в отставку"
        if codec == "cp1251"
        else "内閣総理大臣が辞任"
        if codec == "cp932"
        else "国务院总理宣布辞职"
    )
    data = page(f'<h2><a href="/a/x-y-z">{text}</a></h2>', f'<meta charset="{label}">').encode(codec)
    document = read(data)
    assert (headlines(document), document.encoding) == ([text], codec)


def test_a_headline_with_undecodable_bytes_is_rejected_and_the_others_are_kept() -> None:
    body = '<a href="/a/one-two-three">Grève des trains à Paris</a><br><a href="/a/b-c-d">Bad @ byte of the day</a>'
    document = read(page(body).encode().replace(b"@", b"\xff"))
    assert headlines(document) == ["Grève des trains à Paris"]
    assert "bytes that are not utf-8; declare the encoding of source post" in str(document.items[1].reason)


@pytest.mark.parametrize(
    ("data", "score"),
    [
        (b"<!DOCTYPE html><html><body>", 0.9),
        (b"\xef\xbb\xbf\n <HTML>", 0.9),
        (b'<?xml version="1.0"?>\n<!-- x --><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN"><html xmlns="x">', 0.9),
        ("<!doctype html><p>x".encode("utf-16"), 0.9),
        (b"<!doctype html><p>x", 0.9),
        (b"<div class=x><a href=y>Piece of a page</a></div>", 0.6),
        (b"Warning: mysql_connect() failed<br>\n<html><head><title>x</title>", 0.3),
    ],
)
def test_pages_are_known_by_how_they_begin(data: bytes, score: float) -> None:
    assert all_readers()["html"].sniff(data, "x") >= score


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><description><![CDATA[<html><p>]]>',
        b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><content type="xhtml"><div>',
        b"<rss><channel><link>x</link>",
        b'<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf><head><title>x</title></head><body>',
        b'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n<REUTERS><TITLE>x</TITLE>',
        b'{"html": "<html><body><p>x"}',
        b"Evening headlines\n5 March 2026\nMinisters meet\n",
        b"",
    ],
)
def test_what_is_no_page_is_left_to_others(data: bytes) -> None:
    assert all_readers()["html"].sniff(data, "page.html") == 0


@pytest.mark.parametrize(
    "data",
    [
        b"<html></html>",
        b"<!doctype html><html><frameset><frame src=a.html></frameset></html>",
        b"<html><head><title>Moved</title></head><body><a href='/x'>here</a></body></html>",
        b"<html><body><form><input></form>",
        b"<!doctype html><!-- nothing",
        b"<html>" + b"x" * 10_000_001,
    ],
)
def test_a_page_without_headlines_is_refused_with_the_remedy(data: bytes) -> None:
    item = only(read(data))
    assert (item.kind, item.byte_start, item.byte_end) == ("rejected", 0, len(data))
    assert "HTML page" in str(item.reason) and ";" in str(item.reason)


def test_external_entities_are_never_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words of the day", encoding="utf-8")
    head = f'<!DOCTYPE html [<!ENTITY a SYSTEM "{secret.as_uri()}"><!ENTITY b "&a;&a;">]><html>'
    document = read(f'{head}<h2><a href="/a/b-c-d">Words &a; &b; of today</a></h2>')
    assert "secret" not in str(document.items)


NESTED = '<h2><a href="/a/oil-price-falls">Oil price falls</a></h2>'


@pytest.mark.parametrize(
    ("data", "kept"),
    [
        ("<html>" + "<div>" * 50_000 + NESTED, True),
        ("<html>" + "<font size=1><b>" * 5_000 + NESTED, True),
        ("<html>" + "<ul><li>" * 5_000 + NESTED, True),
        ("<html>" + "<h3>" * 5_000 + NESTED, False),
        (f"<html><a {' '.join(f'x{n}=1' for n in range(100_000))}>x</a>{NESTED}", True),
        (f"<html>{'<!--' * 100_000}--> {NESTED}", True),
        (f"<html>{NESTED}{'<a ' * 100_000}", True),
        (f"<html>{NESTED}<a href='{'<a ' * 100_000}", True),
        ("<html>" + "".join(f"<p><font color='#{n}'>{NESTED}" for n in range(2_000)), True),
        (f"<html>{NESTED}<script type='application/ld+json'>{'[' * 100_000}</script>", True),
        (f"<html>{NESTED}" + "<p>5 March 2026</p><h3>Sport</h3>" * 10_000, True),
        (f"<html>{NESTED}<p>{'<a href=/a/b-c-d></a>' * 20_000}", True),
        (f"<html>{NESTED}<a href=/a/b-c-d>{'• ' * 100_000}", True),
    ],
)  # fmt: skip
@pytest.mark.slow
def test_hostile_pages_are_read_in_seconds(data: str, kept: bool) -> None:
    begin = time.monotonic()
    document = read(data)
    assert time.monotonic() - begin < 15
    if kept:
        assert any("Oil price falls" in text for text in headlines(document))
    else:
        assert "nested more than 256 deep at line 1" in str(document.items[-1].reason)


def check(document: ReadDocument, data: bytes) -> None:
    """What holds for any document whatever is in it."""
    assert document.items
    positions = [item.position for item in document.items]
    assert positions == sorted(set(positions))
    for item in document.items:
        assert (item.reason is None) == (item.kind == "headline")
        assert (item.kind == "headline") <= (item.published_on is not None and item.raw_text != "")
        assert item.byte_start is None or 0 <= item.byte_start < item.byte_end <= len(data) or item.kind == "rejected"
        assert len(item.raw_text) <= MAX_RAW_TEXT
        assert not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in item.raw_text)
        assert item.link is None or re.fullmatch(r"https?://[^\s\x00-\x1f\x7f-\x9f]+", item.link)
        assert item.language is None or re.fullmatch("[a-z]{2}", item.language)


@given(st.binary(max_size=400))
def test_any_bytes_behind_the_beginning_of_a_page_end_in_items(data: bytes) -> None:
    data = b"<!doctype html>" + data
    check(read(data, reader="html"), data)


TOKENS = [
    b'<a href="/x-y-z-1">', b"</a>", b"<h2>", b"</h2>", b'<time datetime="2026-03-05T99:00">', b"<!--", b"-->", b"'",
    b'<script type="application/ld+json">', b'{"@type":["NewsArticle",3,null],"headline":{"a":1},"datePublished":[1]}',
    b'<base href="http://[">', b"<nav>", b"</div>", b"&#0;", b"&#xD800;", b"\x00", b"\xed\xa0\x80", b"\x98", b'"',
    b'href="http://[::1"', b"9999-12-31T23:59:59-23:59", b"<svg>", b"<template>", b'<meta charset="utf-16">',
]  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(PAGES)), st.randoms(use_true_random=False), st.sampled_from(["folder", "page"]))
def test_damaged_pages_end_in_items(name: str, chance: random.Random, kind: str) -> None:
    data = bytearray(PAGES[name])
    for _ in range(chance.choice((1, 5, 40))):
        at, size = chance.randrange(len(data) + 1), chance.choice((1, 8, 200))
        piece = chance.choice(
            [bytes(data[at : at + size]), chance.choice(TOKENS), chance.choice(TOKENS) * 50, chance.randbytes(2)]
        )
        data[at : at + chance.choice((0, size))] = piece
    address = {"address": "https://p.example/"} if kind == "page" else {}
    document = read(bytes(data), reader="html", sentences=1, kind=kind, **address)
    check(document, bytes(data))
