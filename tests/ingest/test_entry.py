"""Entries: plain text, first sentences, links, languages and encodings that documents declare."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.decode import detect
from pipelines.ingest.entry import first_sentence, language_code, plain, web_address
from pipelines.ingest.spans import Offsets, decoded, known_encoding


@pytest.mark.parametrize(
    ("text", "from_markup", "from_plain"),
    [
        ("Ministers  meet\n again", "Ministers meet again", "Ministers meet again"),
        ("<b>Ministers</b><br/>meet", "Ministers meet", "Ministers meet"),
        ("<p>Ministers</p><p>meet</p>", "Ministers meet", "Ministers meet"),
        ("the <blink> tag", "the tag", "the <blink> tag"),
        ("<script>alert('<b>')</script>News<style>p{}", "News", "<script>alert('')</script>News<style>p{}"),
        ('<a title="a > b" href=x>News</a>', "News", "News"),
        ("<!-- hidden -->News", "News", "<!-- hidden -->News"),
        ("<![CDATA[News]]>", "News", "News"),
        ("Q&amp;A &#8211; &eacute;&nbsp;x", "Q&A – é x", "Q&A – é x"),
        ("5 < 6 &amp; 7 > 6", "5 < 6 & 7 > 6", "5 < 6 & 7 > 6"),
        ("a\x00b\x1b\u2028c\ud800d", "a b c d", "a b c d"),
        ("&#0;&#55296;&#x1;News", "\ufffd\ufffdNews", "\ufffd\ufffdNews"),
        ("", "", ""),
    ],
)
def test_plain_text(text: str, from_markup: str, from_plain: str) -> None:
    assert plain(text, markup=True) == from_markup
    assert plain(text) == from_plain


@pytest.mark.parametrize(
    "unit", ["<", "<a", "<a ", '<a "', "<!--", "<script>", "</", "&", "&#", "<a x='\"", "<![CDATA["]
)
def test_plain_takes_linear_time(unit: str) -> None:
    begin = time.monotonic()
    plain(unit * (200_000 // len(unit)), markup=True)
    assert time.monotonic() - begin < 5


@given(st.text(max_size=200))
def test_plain_text_can_be_stored_and_shown(text: str) -> None:
    for markup in (True, False):
        found = plain(text, markup=markup)
        found.encode()
        assert not any(character < " " or "\x7f" <= character < "\xa0" for character in found)
        assert found == " ".join(found.split())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Mr. Holm resigned. He left.", "Mr. Holm resigned."),
        ("The U.S. Senate voted. Then it rose.", "The U.S. Senate voted."),
        ("Is it so? Yes.", "Is it so?"),
        ("“It is.” He left.", "“It is.”"),
        ("Rates rose 3.5 points. More follows", "Rates rose 3.5 points."),
        ("no end at all", "no end at all"),
        ("", ""),
    ],
)
def test_the_first_sentence(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


@pytest.mark.parametrize(
    ("written", "base", "address"),
    [
        ("https://a.example/x y", "", "https://a.example/x%20y"),
        (" http://a.example\n", "", "http://a.example"),
        ("/x", "https://a.example/b/", "https://a.example/x"),
        ("/x", "file:///b/", None),
        ("mailto:a@b.example", "https://a.example/", None),
        ("javascript:alert(1)", "https://a.example/", None),
        ("http://[", "https://a.example/", None),
        ("http:///x", "", None),
        ("https://a.example/" + "x" * 5_000, "", None),
        (3, "", None),
        ("", "https://a.example/", None),
    ],
)
def test_web_addresses(written: object, base: str, address: str | None) -> None:
    assert web_address(written, base) == address


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("en-GB", "en"),
        ("DE", "de"),
        ("pt_BR", "pt"),
        ("eng", None),
        ("English", None),
        ("", None),
        (None, None),
        (3, None),
    ],
)
def test_language_codes(written: object, code: str | None) -> None:
    assert language_code(written) == code


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("UTF-8", "utf-8"), ("GB2312", "gb18030"), ("windows-1252", "cp1252"), ("utf-16", None), ("punycode", None),
        ("hex", None), ("cp037", None), ("\x00", None), ("none", None),
    ],
)  # fmt: skip
def test_encodings_that_documents_declare(name: str, codec: str | None) -> None:
    assert known_encoding(name) == codec


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.data())
def test_offsets_point_at_their_characters(text: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["utf-8", "utf-16-le", "utf-16", "utf-32", "utf-8-sig", "gb18030"]))
    raw = ("<a>" + text).encode(name)
    found, encoding = decoded(raw, None if name.startswith("utf") else name, None)
    offsets = Offsets(raw, found, encoding)
    start, end = sorted((data.draw(st.integers(0, len(found))), data.draw(st.integers(0, len(found)))))
    first, last = offsets.span(start, end)
    if first is not None:
        assert raw[first:last].decode(encoding.name) == found[start:end]
    else:
        assert not found.isascii()


def test_offsets_beside_bytes_that_are_no_text_are_sure_in_utf8_only() -> None:
    raw = "é".encode() * 40 + b"\xff<b>"
    text, encoding = decoded(raw, None, None)
    assert encoding == detect(raw)
    assert Offsets(raw, text, encoding).at(text.index("<")) == raw.index(b"<")
    text, encoding = decoded(b"<b>\x1b$B\x21\x22\xff\x1b(B<c>", "iso2022_jp", None)
    assert Offsets(raw, text, encoding).at(text.index("<c>")) is None
