"""Encodings, lines and spans."""

import codecs
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.decode import LINE_BYTES, Encoding, Unreadable, detect, lines, markup

PAGE = "Nestlé recalls meals in Zürich\n“We will not trade land” – Zelensky\n"
ENCODINGS = ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp1252", "cp1251", "gb18030", "shift_jis"]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PAGE.encode(), Encoding("utf-8", 0, "strict")),
        (codecs.BOM_UTF8 + PAGE.encode(), Encoding("utf-8", 3, "bom")),
        (PAGE.encode("utf-16"), Encoding("utf-16-le", 2, "bom")),
        (codecs.BOM_UTF16_BE + PAGE.encode("utf-16-be"), Encoding("utf-16-be", 2, "bom")),
        (codecs.BOM_UTF32_LE + PAGE.encode("utf-32-le"), Encoding("utf-32-le", 4, "bom")),
        (PAGE.encode("utf-16-le"), Encoding("utf-16-le", 0, "nul-pattern")),
        (PAGE.encode("utf-16-be"), Encoding("utf-16-be", 0, "nul-pattern")),
        (PAGE.encode("cp1252"), Encoding("cp1252", 0, "guessed")),
        ("Київ та Варшава підписали угоду про співпрацю\n".encode("cp1251"), Encoding("cp1251", 0, "guessed")),
        ("Prezydent spotkał się z Zełenskim w Warszawie\n".encode("cp1250"), Encoding("cp1250", 0, "guessed")),
        ("日本の首相がアメリカ大統領と会談した\n".encode("shift_jis"), Encoding("cp932", 0, "guessed")),
    ],
)
def test_encodings_are_told_from_the_bytes(data: bytes, encoding: Encoding) -> None:
    assert detect(data) == encoding


def test_a_declared_encoding_is_taken_where_the_bytes_are_not_unicode() -> None:
    turkish = "Erdoğan görüştü, şiddetli yağış\n"
    assert detect(turkish.encode("cp1254"), "windows-1254") == Encoding("cp1254", 0, "declared")
    assert detect(turkish.encode(), "windows-1254").name == "utf-8"
    japanese = "東京で抗議\n".encode("iso2022_jp")  # bytes that pass for ASCII
    assert detect(japanese, "iso2022_jp").name == "iso2022_jp"


def test_one_bad_byte_does_not_turn_a_utf8_page_into_legacy() -> None:
    data = PAGE.encode() + b"caf\xe9\n"
    assert detect(data, "cp1252") == Encoding("utf-8", 0, "mostly")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (random.Random(1).randbytes(5_000), "control characters"),
        (b"\x00" * 1_000, "control characters"),
        (b"PK\x03\x04 text", "ZIP"),
        (b"%PDF-1.7\n", "PDF"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        detect(data)


def test_lines_end_at_every_kind_of_line_end() -> None:
    data = b"one\ntwo\r\nthree\rfour\n\n \t\nfive"
    found = list(lines(data, detect(data)))
    assert [line.text for line in found] == ["one", "two", "three", "four", "five"]
    assert [data[line.byte_start : line.byte_end] for line in found] == [b"one", b"two", b"three", b"four", b"five"]


def test_undecodable_bytes_are_shown_with_their_offset() -> None:
    data = codecs.BOM_UTF8 + b"good\nba\xffd \xe9\n"
    good, bad = lines(data, detect(data))
    assert (good.text, good.bad_bytes) == ("good", ())
    assert (bad.text, bad.bad_bytes) == ("ba\\xffd \\xe9", (10, 13))
    odd = list(lines("ok\n".encode("utf-16-le") + b"x", Encoding("utf-16-le", 0, "declared")))
    assert [line.bad_bytes for line in odd] == [(), (6,)]


def test_code_units_that_hold_the_bytes_of_a_line_end_do_not_end_a_line() -> None:
    text = "a\u0a00\u0d0ab\u0a0d"
    for name in ("utf-16-le", "utf-16-be"):
        data = text.encode(name)
        assert [line.text for line in lines(data, Encoding(name, 0, "declared"))] == [text]


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=40), max_size=8),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(ENCODINGS),
)
def test_every_line_that_is_not_blank_is_found_once_and_its_span_decodes_to_its_text(
    texts: list[str], end: str, name: str
) -> None:
    texts = [text.encode(name, errors="ignore").decode(name) for text in texts]
    data = end.join(texts).encode(name)
    found = list(lines(data, Encoding(name, 0, "declared")))
    assert [line.text for line in found] == [text.strip() for text in texts if text.strip()]
    assert all(data[line.byte_start : line.byte_end].decode(name) == line.text for line in found)
    assert all(not line.bad_bytes and line.complete for line in found)


@given(st.binary(max_size=400), st.sampled_from(ENCODINGS))
def test_any_bytes_give_lines_in_order_that_lose_nothing_but_white_space(data: bytes, name: str) -> None:
    position = 0
    for line in lines(data, Encoding(name, 0, "declared")):
        assert position <= line.byte_start < line.byte_end <= len(data)
        assert not data[position : line.byte_start].decode(name, errors="backslashreplace").strip()
        assert data[line.byte_start : line.byte_end].decode(name, errors="backslashreplace") == line.text
        position = line.byte_end
    assert not data[position:].decode(name, errors="backslashreplace").strip()


@pytest.mark.parametrize("data", [b"word " * 10_000_000, b" " * 50_000_000 + b"x", "слово ".encode() * 5_000_000])
def test_a_line_of_fifty_megabytes_is_found_quickly_and_not_decoded_whole(data: bytes) -> None:
    begin = time.monotonic()
    (line,) = lines(data, detect(data))
    assert time.monotonic() - begin < 5
    assert len(line.text) <= LINE_BYTES
    assert line.complete == (line.byte_end - line.byte_start <= LINE_BYTES)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!DOCTYPE html><html>", "HTML"),
        (b'\n<?xml version="1.0"?>', "XML"),
        (b"<rss>", "XML"),
        (b"<!-- a comment --><rss>", "XML"),
        (b'{"title": "x"}', "JSON"),
        (b"[PHOTOS] Floods in Valencia", None),
        (b"<Unnamed> source says", None),
    ],
)
def test_markup_is_told_from_text(data: bytes, kind: str | None) -> None:
    assert markup(data) == kind
