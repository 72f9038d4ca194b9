"""NITF."""

from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines.ingest.reader import Item, Place, ReadDocument, read_document
from pipelines.ingest.sources import Source

SAMPLE = (Path(__file__).parent / "wire" / "story.nitf.xml").read_bytes()


def read(data: bytes | str, **settings: object) -> ReadDocument:
    source = Source.model_validate({"id": "wire", "name": "Wire", **settings})
    data = data.encode() if isinstance(data, str) else data
    return read_document(data, source, Place("story.xml", "file:///story.xml", datetime(2026, 3, 9)))


def story(body: str = "<hedline><hl1>Envoys meet</hl1></hedline>", head: str = "", attributes: str = "") -> str:
    return (
        f'<nitf{attributes}><head><docdata><date.issue norm="20260305"/></docdata>{head}</head>'
        f"<body><body.head>{body}</body.head></body></nitf>"
    )


def only(document: ReadDocument) -> Item:
    (item,) = document.items
    assert document.reader == "nitf"
    return item


def test_a_story_tells_its_headline_day_section_language_publisher_and_link() -> None:
    document = read(SAMPLE)
    item = only(document)
    assert (document.media_type, document.encoding) == ("text/vnd.IPTC.NITF", "iso8859-1")
    assert (document.title, document.published_on) == ("Chile & Perú sign border pact", date(2026, 3, 5))
    assert (item.kind, item.raw_text) == ("headline", "Chile & Perú sign border pact")
    assert (item.published_on, item.date_kind) == (date(2026, 3, 5), "explicit")
    assert item.published_at == datetime(2026, 3, 5, 22, 30)
    assert (item.section, item.language, item.publisher) == ("politics", "en", "Harbour Wire")
    assert item.link == "https://wire.example/peru-chile"
    assert item.byte_start is not None and SAMPLE[item.byte_start : item.byte_end].startswith(b"<nitf version")
    assert SAMPLE[item.byte_start : item.byte_end].endswith(b"</nitf>")


@pytest.mark.parametrize(
    ("body", "head", "text"),
    [
        ("<hedline><hl1/><hl1>Second</hl1></hedline>", "", "Second"),
        ("<hedline>Only text</hedline>", "", "Only text"),
        ("", "<title>The title</title>", "The title"),
        ("<abstract><p/><p>Envoys meet. Talks end.</p></abstract>", "", "Envoys meet."),
        ("<abstract>Envoys meet. Talks end.</abstract>", "", "Envoys meet."),
        ("<byline>A. Writer</byline></body.head><body.content><block><p>OSLO (HW) - Envoys meet. So.</p></block>"
         "</body.content><body.head>", "", "Envoys meet."),
        ("", '<docdata><key-list><keyword key="OSLO-TALKS"/></key-list></docdata>', "OSLO-TALKS"),
        ("<hl1>Odd&#2;&#xD800; place &eacute;&unknown; &amp;amp; R&D</hl1>", "", "Odd place é&unknown; & R&D"),
        ("<hedline><hl1><![CDATA[In <b>CDATA</b> &amp; more]]></hl1></hedline>", "", "In CDATA & more"),
        ("<hedline><hl1>Never closed</hedline>", "", "Never closed"),
    ],
)  # fmt: skip
def test_the_headline_is_the_first_of_several_elements(body: str, head: str, text: str) -> None:
    item = only(read(story(body, head)))
    assert (item.kind, item.raw_text) == ("headline", text)


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ('<date.issue norm="2026-99-01"/><date.release norm="20260306T000000Z"/>', date(2026, 3, 6)),
        ("<date.issue>March 7, 2026</date.issue>", date(2026, 3, 7)),
        ('<story.date norm="20260304T228000"/>', None),
        ('<pubdata date.publication="20260304"/>', date(2026, 3, 4)),
        ('<meta name="pubdate" content="2026-03-03"/>', date(2026, 3, 3)),
        ('<date.expire norm="20270304"/>', None),
    ],
)
def test_the_day_is_that_of_issue_else_another_of_the_story(dates: str, day: date | None) -> None:
    root = '<nitf change.date="October 10, 2003">'
    item = only(read(f"{root}<head>{dates}</head><body><hl1>Envoys meet</hl1></body></nitf>"))
    assert (item.kind, item.published_on) == ("headline" if day else "rejected", day)


def test_a_date_that_cannot_be_read_is_told_unless_the_source_has_one() -> None:
    page = story().replace("20260305", "5th of never")
    assert "its date '5th of never' cannot be read, and no day is known" in str(only(read(page)).reason)
    item = only(read(page, default_date="2026-03-01"))
    assert (item.kind, item.published_on, item.date_kind) == ("headline", date(2026, 3, 1), "default")


def test_stories_one_after_the_other_are_items_each() -> None:
    data = (f'<?xml version="1.0"?>\n{story()}\n' * 2 + story("<hl1>Ära endet</hl1>")).encode()
    items = read(data).items
    assert [item.raw_text for item in items] == ["Envoys meet", "Envoys meet", "Ära endet"]
    for item in items:
        assert item.byte_start is not None
        piece = data[item.byte_start : item.byte_end]
        assert piece.startswith(b"<nitf>") and piece.endswith(b"</nitf>")


def test_a_story_without_its_end_tag_ends_where_the_next_begins() -> None:
    broken = story().removesuffix("</nitf>")
    assert [item.kind for item in read(broken + story()).items] == ["headline", "headline"]


@pytest.mark.parametrize("end", ["Envoys meet", "<hl1>", "<hedline>"])
def test_a_story_that_breaks_off_in_its_headline_is_rejected(end: str) -> None:
    page = "<?xml version='1.0'?>\n" + story()
    item = only(read(page[: page.index(end) + len(end)], default_date="2026-03-05"))
    assert item.kind == "rejected" and "breaks off within its headline or text, at line 2" in str(item.reason)


def test_a_comment_that_never_ends_is_told() -> None:
    items = read(story() + "\n<!-- " + story()).items
    assert [item.kind for item in items] == ["headline", "rejected"]
    assert "begins at line 2 is a comment that never ends" in str(items[1].reason)


@pytest.mark.parametrize("status", ["canceled", "Killed", "withheld"])
def test_what_was_taken_back_is_rejected(status: str) -> None:
    item = only(read(story(head=f'<docdata management-status="{status}"/>')))
    assert item.kind == "rejected" and "took it back" in str(item.reason)


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (story("<hl1>Ära endet</hl1>").encode("utf-16"), "utf-16-le", "Ära endet"),
        (b"\xef\xbb\xbf" + story("<hl1>Ära endet</hl1>").encode(), "utf-8", "Ära endet"),
        (b"<?xml version='1.0' encoding='UTF-16'?>" + story("<hl1>Ära endet</hl1>").encode(), "utf-8", "Ära endet"),
        (b"<?xml version='1.0' encoding='utf-8'?>" + story("<hl1>Ära</hl1>").encode("cp1252"), "cp1252", "Ära"),
        (b"<?xml version='1.0' encoding='koi8-r'?>" + story("<hl1>Мир</hl1>").encode("koi8-r"), "koi8-r", "Мир"),
        (b"<?xml version='1.0' encoding='idna'?>" + story().encode(), "utf-8", "Envoys meet"),
    ],
)
def test_encodings(data: bytes, encoding: str, text: str) -> None:
    document = read(data)
    item = only(document)
    assert (document.encoding, item.kind, item.raw_text) == (encoding, "headline", text)
    assert item.byte_start is not None and item.byte_end == len(data)


def test_bytes_that_are_no_text_in_a_headline_reject_it() -> None:
    item = only(read(story("<hl1>Zürich, Genève, été: X</hl1>").encode().replace(b"X", b"\xff")))
    assert item.kind == "rejected" and "declare the encoding of source wire" in str(item.reason)


@pytest.mark.parametrize(
    ("head", "section"),
    [
        ('<tobject.subject tobject.subject.type="Politics"/>', "Politics"),
        ('<tobject.subject tobject.subject.refnum="x"/><tobject.subject tobject.subject.refnum="15054000"/>', "sport"),
        ('<pubdata position.section="World"/>', "World"),
        ('<meta name="Section" content="Sports &amp;amp; more"/>', "Sports & more"),
        ("", None),
    ],
)
def test_sections(head: str, section: str | None) -> None:
    assert only(read(story(head=head))).section == section


def test_namespaces_and_letters_change_nothing() -> None:
    page = story(attributes=' xmlns:n="http://iptc.org/std/NITF/2006-10-18/" baselang="es-419"')
    prefixed = page.replace("<nitf", "<n:nitf").replace("</nitf", "</n:nitf")
    for written in (page, prefixed, page.replace("nitf", "NITF")):
        item = only(read(written))
        assert (item.raw_text, item.language) == ("Envoys meet", "es")
