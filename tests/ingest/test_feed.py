"""Feeds: what becomes of an entry, agreement with the parser library, and feeds that mean harm."""

import io
import random
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.ingest.decode import Unreadable
from pipelines.ingest.entry import plain
from pipelines.ingest.frames import frame_of
from pipelines.ingest.reader import Item, Place, ReadDocument, read_document
from pipelines.ingest.readers import feed
from pipelines.ingest.sources import Source

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "formats" / "rss_atom"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<!-- made for the test --><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Meridian &amp; Sons</title><language>en-GB</language><pubDate>Mon, 05 Jan 2026 00:00:00 GMT</pubDate>
<item><title>Ministers meet in Oslo</title><link>https://meridian.example/a/1</link>
<pubDate>Wed, 07 Jan 2026 23:30:00 -0500</pubDate><category>World</category><category>North</category></item>
<item><title><![CDATA[<b>Caf&eacute;</b> owners &#8220;strike&#8221;]]></title><guid>https://meridian.example/a/2</guid>
<dc:date>2026-01-06</dc:date><source url="https://other.example/feed">Other Wire</source></item>
<item><description>&lt;p&gt;Mr. Holm resigned on Friday. He gave no reason.&lt;/p&gt;</description><link>/a/3</link>
<pubDate>2026-01-05T10:00:00Z</pubDate></item>
<item><link>https://meridian.example/a/4</link></item>
<item><title>* * *</title></item>
<item/>
</channel></rss>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de-AT" xml:base="https://bergpost.example/x/">
<title type="html">Die &lt;i&gt;Bergpost&lt;/i&gt;</title><updated>2026-01-07T12:00:00Z</updated>
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Kanzler <b>tritt</b> zurück</div></title>
<link href="../y/1"/><updated>2026-01-07T10:00:00+01:00</updated><category term="politik" label="Politik"/></entry>
<entry><title>Was &lt;blink&gt; war</title><link href="mailto:a@b.example"/><published>2026-01-06T09:00:00Z</published>
<updated>2026-01-09T09:00:00Z</updated></entry>
</feed>
"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://rdf.example/"><title>RDF Post</title></channel>
<item rdf:about="https://rdf.example/1"><title>Ferry runs aground</title><link>https://rdf.example/1</link>
<dc:date>2026-01-07T08:00:00+00:00</dc:date><dc:subject>Sea</dc:subject><dc:language>nb</dc:language></item></rdf:RDF>
"""
ATOM03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old Post</title>
<entry><title mode="base64" type="text/html">TWluaXN0ZXJzIDxiPm1lZXQ8L2I+</title>
<link rel="alternate" type="text/html" href="https://old.example/1"/><issued>2026-01-07T08:00:00Z</issued></entry></feed>
"""
CDF = """<CHANNEL HREF="https://cdf.example/"><TITLE>Channel Post</TITLE>
<ITEM HREF="https://cdf.example/1" LASTMOD="2026-01-07T10:00"><TITLE>Bridge opens</TITLE></ITEM></CHANNEL>
"""
SAMPLES = {"rss": RSS, "atom": ATOM, "rdf": RDF, "atom03": ATOM03, "cdf": CDF}
HEAD, TAIL = '<rss version="2.0"><channel><title>T</title>', "</channel></rss>"
ENTRY = "<item><title>Ministers meet</title><pubDate>Wed, 07 Jan 2026 10:00:00 GMT</pubDate></item>"


def read(data: str | bytes, name: str = "feed.xml", uri: str = "", **settings: Any) -> ReadDocument:
    source = Source.model_validate({"id": "wire", "name": "Wire", **settings})
    where = Place(name, uri or f"file:///{name}", datetime(2026, 1, 8))
    return read_document(data.encode() if isinstance(data, str) else data, source, where)


def told(item: Item) -> tuple[str, str, date | None, str | None]:
    return item.kind, item.raw_text, item.published_on, item.date_kind


def test_each_entry_of_rss_is_one_item_with_what_it_tells() -> None:
    document = read(RSS)
    assert (document.reader, document.media_type, document.encoding) == ("feed", "application/rss+xml", "utf-8")
    assert (document.title, document.published_on) == ("Meridian & Sons", date(2026, 1, 5))
    assert [told(item) for item in document.items] == [
        ("headline", "Ministers meet in Oslo", date(2026, 1, 8), "feed"),
        ("headline", "Café owners “strike”", date(2026, 1, 6), "feed"),
        ("headline", "Mr. Holm resigned on Friday.", date(2026, 1, 5), "feed"),
        ("rejected", "", None, None),
        ("boilerplate", "* * *", None, None),
        ("rejected", "", None, None),
    ]
    first, second, third, *rest = document.items
    assert (first.link, first.section, first.language) == ("https://meridian.example/a/1", "World", "en")
    assert (first.publisher, first.published_at) == ("Meridian & Sons", datetime(2026, 1, 8, 4, 30))
    assert (second.link, second.publisher, second.published_at) == ("https://meridian.example/a/2", "Other Wire", None)
    assert third.link is None
    assert "no title" in str(rest[0].reason)


def test_spans_point_at_the_entries() -> None:
    data = RSS.encode()
    pieces = [data[item.byte_start : item.byte_end] for item in read(data).items]
    assert all(piece.startswith(b"<item") and piece.endswith((b"</item>", b"<item/>")) for piece in pieces)
    assert b"Oslo" in pieces[0]
    assert pieces[-1] == b"<item/>"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1252"])
def test_spans_and_texts_hold_in_any_encoding(encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8", "cp1252": "windows-1252"}.get(encoding, "utf-16")
    text = f'<?xml version="1.0" encoding="{declared}"?>\n{HEAD}<!-- é -->{ENTRY.replace("meet", "né é")}{TAIL}'
    document = read(text.encode(encoding))
    (item,) = document.items
    assert item.raw_text == "Ministers né é"
    start, end = item.byte_start, item.byte_end
    assert start is not None
    assert text.encode(encoding)[start:end].decode(str(document.encoding)).endswith("</item>")


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("gb2312", "不归移民漫画系列专业工作"),
        ("cp1251", "Министры иностранных дел встретились в Осло, чтобы договориться"),
    ],
)
def test_legacy_bytes_without_a_declaration_are_guessed(encoding: str, title: str) -> None:
    (item,) = read(f"<rss><channel><item><title>{title}</title></item></channel></rss>".encode(encoding)).items
    assert item.raw_text == title


def test_ebcdic_is_read_as_declared_and_by_default() -> None:
    for declared in ("cp500", "none-such"):
        text = f"<?xml version='1.0' encoding='{declared}'?>{HEAD}{ENTRY}{TAIL}"
        document = read(text.encode("cp500"))
        assert (document.reader, document.items[0].raw_text) == ("feed", "Ministers meet")


def test_undecodable_bytes_in_a_title_reject_that_entry_only() -> None:
    bad = ENTRY.replace("meet", "m\udcffet éééé")
    document = read(f"{HEAD}{ENTRY}{bad}{ENTRY}{TAIL}".encode("utf-8", "surrogateescape"))
    assert [item.kind for item in document.items] == ["headline", "rejected", "headline"]
    assert "declare the encoding of source wire" in str(document.items[1].reason)
    assert document.items[2].byte_start


def test_atom_resolves_against_its_base_and_tells_its_language() -> None:
    document = read(ATOM)
    first, second = document.items
    assert (document.media_type, document.title) == ("application/atom+xml", "Die Bergpost")
    assert told(first) == ("headline", "Kanzler tritt zurück", date(2026, 1, 7), "feed")
    assert (first.link, first.section, first.language) == ("https://bergpost.example/y/1", "Politik", "de")
    assert told(second) == ("headline", "Was <blink> war", date(2026, 1, 6), "feed")  # type text: no markup
    assert second.link is None


@pytest.mark.parametrize(
    ("text", "media_type", "title"),
    [
        (RDF, "application/rdf+xml", "Ferry runs aground"),
        (ATOM03, "application/atom+xml", "Ministers meet"),
        (CDF, "application/x-cdf", "Bridge opens"),
    ],
)
def test_the_older_formats(text: str, media_type: str, title: str) -> None:
    document = read(text)
    (item,) = document.items
    assert document.media_type == media_type
    assert told(item) == ("headline", title, date(2026, 1, 7), "feed")
    assert str(item.link).endswith("/1")


def test_relative_links_resolve_against_the_address_that_the_feed_came_from() -> None:
    text = HEAD + ENTRY.replace("<pubDate>", "<link>../b c</link><pubDate>") + TAIL
    assert read(text, uri="https://m.example/x/feed").items[0].link == "https://m.example/b%20c"
    assert read(text).items[0].link is None


def test_days_are_local_to_the_source() -> None:
    assert read(RSS, time_zone="America/New_York").items[0].published_on == date(2026, 1, 7)


@pytest.mark.parametrize(
    ("written", "day", "moment"),
    [
        ("Wed, 31 Dec 2025 23:30:00 -0500", date(2026, 1, 1), datetime(2026, 1, 1, 4, 30)),
        ("07 Jan 2026", date(2026, 1, 7), None),
        ("2026-01-07", date(2026, 1, 7), None),
        ("2026-01", date(2026, 1, 1), None),
        ("9999-12-31T23:59:59-05:00", date(2020, 1, 1), None),
        ("soon", date(2020, 1, 1), None),
        ("--12-31", date(2020, 1, 1), None),
        ("T10:00", date(2020, 1, 1), None),
        ("", date(2020, 1, 1), None),
    ],
)
def test_a_date_that_cannot_be_read_falls_back_and_never_becomes_today(
    written: str, day: date, moment: datetime | None
) -> None:
    text = f"{HEAD}<item><title>Ministers meet</title><pubDate>{written}</pubDate></item>{TAIL}"
    (item,) = read(text, default_date="2020-01-01").items
    assert (item.published_on, item.published_at) == (day, moment)
    assert item.date_kind == ("default" if day.year == 2020 else "feed")


def test_an_entry_without_any_day_is_rejected_with_what_was_written() -> None:
    (item,) = read(f"{HEAD}<item><title>Ministers meet</title><pubDate>soon</pubDate></item>{TAIL}").items
    assert item.kind == "rejected"
    assert "'soon' cannot be read" in str(item.reason)
    assert "set default_date for source wire" in str(item.reason)


def test_a_feed_without_entries_says_so() -> None:
    (item,) = read(HEAD + TAIL).items
    assert (item.kind, item.raw_text, item.reason) == ("boilerplate", "T", "the feed has no entries")
    (item,) = read(f"<!--\n-->\n{HEAD}\n<author>\n</author><b>{TAIL}").items
    assert item.kind == "rejected"
    assert "mismatched tag, line 5" in str(item.reason)


def test_an_entry_in_which_the_feed_breaks_off_is_rejected() -> None:
    text = HEAD + ENTRY + ENTRY[:40]
    document = read(text)
    assert [item.kind for item in document.items] == ["headline", "rejected"]
    assert "breaks off" in str(document.items[1].reason)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}<b>{ENTRY}{TAIL}",
        f"{HEAD}{ENTRY}",
        f"\n\ufeff  {HEAD}{ENTRY}{TAIL}",
        f"\n<?xml version='1.0'?>{HEAD}{ENTRY}{TAIL}",
        f"<?xml version='1.0'>{HEAD}{ENTRY}{TAIL}",
        f"<br />\n<b>Warning</b>: no cache\n<?xml version='1.0'?>{HEAD}{ENTRY}{TAIL}",
        f"<!DOCTYPE rss [<!ENTITY m 'Ministers'><!ENTITY x SYSTEM 'file:///etc/passwd'>]>{HEAD}"
        + ENTRY.replace("Ministers", "&m;")
        + TAIL,
        f"{HEAD}<author>unclosed{ENTRY}{TAIL}",
        f"{HEAD}</category>{ENTRY}{TAIL}",
        f'{HEAD}<x xmlns:y="a b"><y:z/></x>{ENTRY}{TAIL}',
        f"{HEAD}{ENTRY.replace('meet', 'm&#101;et&#0;')}{TAIL}",
        f"{HEAD}{ENTRY.replace('meet', chr(1) + 'meet')}{TAIL}",
        f"{HEAD}{ENTRY}{TAIL} <!-- sent in 3 ms --> </html>",
        f"{HEAD}{ENTRY.replace('Ministers', '<media:x>Ministers</media:x>')}{TAIL}",
        f"<RSS VERSION='2.0'><CHANNEL>{ENTRY}</CHANNEL></RSS>",
        f"{HEAD}{ENTRY.replace('<title>', '<title><![CDATA[').replace('</title>', ']]></title>')}{TAIL}",
    ],
)
def test_ill_formed_feeds_are_read_all_the_same(text: str) -> None:
    document = read(text)
    assert document.reader == "feed"
    assert [told(item) for item in document.items] == [("headline", "Ministers meet", date(2026, 1, 7), "feed")]


@pytest.mark.parametrize(
    "title",
    [
        "AT&T sues",
        "5 < 6 again",
        "a &nosuch; b",
        "R&notes",
        "Q&amp;A",
        "Q&amp;amp;A",
        "<![CDATA[Tom & Jerry]]>",
        "&lt;i&gt;x&lt;/i&gt; y",
    ],
)
def test_signs_of_markup_in_a_title_are_kept_as_text(title: str) -> None:
    expected = {"Q&amp;A": "Q&A", "Q&amp;amp;A": "Q&A", "<![CDATA[Tom & Jerry]]>": "Tom & Jerry"}
    (item,) = read(HEAD + f"<item><title>{title}</title></item>" + TAIL).items
    assert item.raw_text == expected.get(title, "x y" if title.startswith("&lt;i") else title)


@pytest.mark.parametrize(
    ("data", "known"),
    [
        (RSS, True),
        (ATOM, True),
        (RDF, True),
        (CDF, True),
        ('<entry xmlns="http://www.w3.org/2005/Atom"><title>x</title></entry>', True),
        ("<!-- " + "x" * 2000 + " --><!DOCTYPE rss PUBLIC '-//N//D'><rss>", True),
        ("<!doctype html><html><body>&lt;rss version='2.0'> <rss version='2.0'>", False),
        ("<nitf version='3.2'><head><title>x</title></head></nitf>", False),
        ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>", False),
        ("<NewsML><NewsItem/></NewsML>", False),
        ("<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'/>", False),
        ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><foaf:Person/></rdf:RDF>", False),
        ("How to write a <rss> element\n", False),
        ('{"title": "<rss>"}', False),
        ("", False),
    ],
)
def test_feeds_are_told_from_other_markup(data: str, known: bool) -> None:
    assert (feed.sniff(data.encode(), "x") > 0.5) == known
    if known and data[0] == "<":
        assert feed.sniff(data.encode("utf-16"), "x") > 0.5
    if not known and "<r" not in data:
        with pytest.raises(Unreadable, match=";"):
            feed.read(data.encode(), Source(id="w", name="W"), Place("x", "file:///x", datetime(2026, 1, 8)))


def assert_agrees(data: bytes) -> int:
    """A well-formed feed's titles, links and dates are the library's; gives the number of its entries."""
    reading = feedparser.parse(io.BytesIO(data))
    document = feed.read(data, Source(id="w", name="W"), Place("x", "file:///x", datetime(2026, 1, 8)))
    if not reading.entries:
        assert "no entries" in str(document.items[0].reason)
        return 0
    for entry, item in zip(reading.entries, document.items, strict=True):
        if entry.get("title"):
            assert item.raw_text == plain(entry.title, markup="html" in entry.title_detail.type)
        link = entry.get("link", "")
        assert item.link == (link if link.startswith("http") else None)
        parsed = entry.get("published_parsed") or dict.get(entry, "updated_parsed")
        if parsed:
            assert item.published_on == date(*parsed[:3])
            assert item.published_at in (None, datetime(*parsed[:6]))
    return len(reading.entries)


@pytest.mark.parametrize("name", SAMPLES)
def test_own_samples_agree_with_the_library(name: str) -> None:
    assert assert_agrees(SAMPLES[name].encode()) > 0


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the real feeds are not beside the project: {SHARED}")
def test_well_formed_real_feeds_agree_with_the_library() -> None:
    entries = 0
    for path in sorted(SHARED.iterdir()):
        data = path.read_bytes()
        assert read(data).items
        if not feedparser.parse(io.BytesIO(data)).bozo:
            entries += assert_agrees(data)
    assert entries > 100


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a reader asked for something")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("urllib.request.OpenerDirector.open", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    for start in ("", "<!DOCTYPE rss SYSTEM 'http://h.example/x.dtd' [<!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;]>"):
        document = read(start + HEAD + ENTRY + TAIL, uri="http://h.example/feed")
        assert document.items[0].raw_text == "Ministers meet"
    with pytest.raises(Unreadable):
        feed.read(b"http://h.example/feed", Source(id="w", name="W"), Place("x", "http://h", datetime(2026, 1, 8)))


def _list(form: str, number: int) -> str:
    return "".join(form.format(n) for n in range(number))


ITUNES = '<rss xmlns:i="http://www.itunes.com/DTDs/PodCast-1.0.dtd"><channel><item>'
HOSTILE = {
    "billion laughs": '<!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "' + f"&{a};" * 10 + '">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + f"]>{HEAD}<item><title>&j;</title></item>{TAIL}",
    "quadratic blow-up": f'<!DOCTYPE r [<!ENTITY a "{"x" * 60_000}">]>{HEAD}<item><title>{"&a;" * 30_000}',
    "markup in an entity": f'<!DOCTYPE r [<!ENTITY a "<author>">]>{HEAD}&a;{"x" * 99_000}</author>{ENTRY}{TAIL}',
    "declaration without end": "<?xml " + "encoding='" * 9_000 + HEAD,
    "blank lines": "\n" * 60_000 + HEAD + ENTRY + TAIL,
    "author": HEAD + "<author>" + "x" * 99_000 + f"</author>{ENTRY}{TAIL}",
    "author by references": HEAD + "<b><aut&#104;or>" + "x" * 99_000 + f"</author>{ENTRY}{TAIL}",
    "author by a comment": HEAD + "<b><au<!---->thor>" + "x" * 99_000 + f"</author>{ENTRY}{TAIL}",
    "author in a quote": HEAD + '<b><a x="<author>' + "x" * 99_000 + f'</author>"y>{ENTRY}{TAIL}',
    "author in a false quote": HEAD + '<b><a x="&#34;<author>' + "x" * 99_000 + f'</author>">{ENTRY}{TAIL}',
    "keywords": ITUNES + f"<i:keywords>{_list('w{0},', 20_000)}</i:keywords>",
    "categories": HEAD + f"<item>{_list('<category>w{0}</category>', 8_000)}</item>{TAIL}",
    "namespaces": HEAD.replace(" ", _list(' xmlns:n{0}="u{0}"', 150) + " ", 1) + _list('<q xmlns:m{0}="u"/>', 9_000),
    "attributes": HEAD + "<a " + _list('a{0}="b" ', 9_000) + ">",
    "nested bases": HEAD + '<a xml:base="x/">' * 9_000,
    "nested bases in references": HEAD + '<a xml:b&#97;se="x/">' * 9_000,
    "deep": HEAD + "<a>" * 20_000,
    "comments": HEAD + "<!--" * 40_000,
    "sections": HEAD + "<![CDATA[" * 20_000,
    "quotes": HEAD + """<a x="<b y='> " ''""" * 6_000,
    "open tags": HEAD + "<a" * 30_000,
    "signs": HEAD + "<item><title>" + "<" * 60_000,
    "tags": "<rss>" + "<a/>" * 501_000,
    "blank references": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">'
    + "&#32;" * 30_000
    + "<b>",
    "style": HEAD + '<item><description>&lt;p style="' + "url(" * 30_000 + f'"&gt;</description></item>{TAIL}',
    "big reference": HEAD + f"<item><title>&#{'9' * 60_000};&#x{'f' * 60_000};</title><b></item>",
    "date": HEAD + f"<item><title>Ab</title><pubDate>{'1 jan ' * 20_000}</pubDate></item>{TAIL}",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.slow
def test_a_hostile_feed_is_read_or_refused_in_seconds(name: str) -> None:
    begin = time.monotonic()
    document = read(HOSTILE[name], default_date="2026-01-07")
    assert time.monotonic() - begin < 10
    assert document.items
    assert sum(len(item.raw_text) for item in document.items) < 10_000
    if ENTRY in HOSTILE[name]:
        assert "Ministers meet" in [item.raw_text for item in document.items]


def test_a_failure_of_the_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("links")

    monkeypatch.setattr(feedparser, "parse", fail)
    (item,) = read(RSS).items
    assert "too ill-formed for its parser (KeyError: 'links')" in str(item.reason)


def assert_sound(data: bytes) -> None:
    """Whatever the bytes are: items that hold together, or Unreadable with a remedy."""
    try:
        document = feed.read(data, Source(id="w", name="W"), Place("x", "http://h.example/", datetime(2026, 1, 8)))
    except Unreadable as error:
        assert ";" in str(error)
        return
    assert document.items
    frame_of(document.items).write_json()  # no text that cannot be stored
    for item in document.items:
        assert (item.reason is None) == (item.kind == "headline")
        assert (item.byte_start is None) == (item.byte_end is None)
        assert item.byte_start is None or 0 <= item.byte_start <= (item.byte_end or 0) <= len(data)
        assert not any(character < " " or "\x7f" <= character < "\xa0" for character in item.raw_text)


PIECES = (
    b"<item>", b"</item>", b"<entry>", b"</title>", b"<title>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"&#x110000;",
    b"&#0;", b"&foo;", b"\x00", b"\xff", b"<", b">", b'"', b"'", b"&", b"<?", b"<source>", b"</source>", b"<content>",
    b'type="xhtml"', b"<textInput>", b"</textInput>", b"<svg>", b"</category>", b"<!DOCTYPE", b"</link>", b"<a/b/",
    b'<link href="http://[">', b"<dc:date>0001-01-01T00:00:00+12:00</dc:date>",
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(sorted(SAMPLES)),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(PIECES) | st.binary(max_size=4)), max_size=8
    ),
)
def test_broken_feeds_end_in_items_or_a_reason(name: str, edits: list[tuple[float, int, bytes]]) -> None:
    data = SAMPLES[name].encode()
    for where, deleted, inserted in edits:
        at = int(where * len(data))
        data = data[:at] + inserted + data[at + deleted :]
    assert_sound(data)
    assert 0 <= feed.sniff(data, "x") <= 1


@given(st.binary(max_size=200))
def test_any_bytes_end_in_items_or_a_reason(data: bytes) -> None:
    assert_sound(data)
    assert_sound(b"<rss>" + data)


def test_a_feed_of_five_thousand_entries_is_read_in_seconds() -> None:
    begin = time.monotonic()
    rng = random.Random(7)
    entries = "".join(ENTRY.replace("meet", f"meet {rng.random()}") for _ in range(5_000))
    document = read(HEAD + entries + TAIL)
    assert time.monotonic() - begin < 10
    assert [item.kind for item in document.items] == ["headline"] * 5_000
