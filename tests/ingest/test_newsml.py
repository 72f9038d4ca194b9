"""NewsML-G2 and NewsML 1."""

from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines.ingest.reader import Place, ReadDocument, read_document
from pipelines.ingest.sources import Source

FOLDER = Path(__file__).parent / "wire"
MESSAGE = (FOLDER / "message.g2.xml").read_bytes()
OLD = (FOLDER / "items.newsml1.xml").read_bytes()


def read(data: bytes | str, **settings: object) -> ReadDocument:
    source = Source.model_validate({"id": "wire", "name": "Wire", **settings})
    data = data.encode() if isinstance(data, str) else data
    document = read_document(data, source, Place("item.xml", "file:///item.xml", datetime(2026, 3, 9)))
    assert document.reader in ("newsml", "none")
    return document


def told(document: ReadDocument) -> list[tuple[str, str]]:
    return [(item.kind, item.raw_text) for item in document.items]


def test_a_message_gives_its_items_and_what_packages_list() -> None:
    document = read(MESSAGE)
    assert document.media_type == "application/vnd.iptc.g2.newsmessage+xml"
    assert told(document) == [
        ("headline", "Polen zieht Botschafter aus Kiew ab"),
        ("rejected", "Kenya votes on Sunday"),
        ("headline", "Kenya counts its votes"),
        ("headline", "Top stories at noon"),
        ("headline", "Envoys meet in Oslo"),
        ("headline", "Talks end in Lima"),
        ("boilerplate", "Summit in May"),
    ]
    first = document.items[0]
    assert (first.published_on, first.published_at) == (date(2026, 3, 5), datetime(2026, 3, 5, 10, 24, 17))
    assert (first.section, first.language, first.publisher) == ("politics", "de", "HW")
    assert first.link == "https://wire.example/botschafter"
    assert "took it back (status 'stat:canceled')" in str(document.items[1].reason)
    assert document.items[2].publisher == "Harbour Wire"
    assert (document.items[3].link, document.items[4].link) == ("https://wire.example/top", "https://wire.example/oslo")
    assert "plans coverage" in str(document.items[6].reason)
    for position, tag in ((0, b"newsItem"), (3, b"packageItem"), (6, b"planningItem")):
        item = document.items[position]
        assert item.byte_start is not None
        piece = MESSAGE[item.byte_start : item.byte_end]
        assert piece.startswith(b"<" + tag) and piece.endswith(b"</" + tag + b">")
    assert document.items[4].byte_start is None


def test_newsml_1_gives_each_headline_of_an_item() -> None:
    document = read(OLD)
    assert document.media_type == "text/vnd.IPTC.NewsML"
    assert told(document) == [
        ("headline", "Le Pérou et le Chili signent un pacte"),
        ("headline", "Perú y Chile firman un pacto"),
        ("headline", "Kenya votes on Sunday."),
    ]
    first, second, third = document.items
    assert (first.published_at, third.published_at) == (
        datetime(2026, 3, 5, 11, 24, 17),
        datetime(2026, 3, 5, 12, 0),
    )
    assert (first.section, first.language, first.publisher) == ("politics", "fr", "HW")
    assert (second.language, second.byte_start, third.publisher) == ("es", None, "Harbour Wire")
    assert first.byte_start is not None
    assert OLD[first.byte_start : first.byte_end].startswith(b'<NewsItem xml:lang="fr">')


def item(content: str, meta: str = "", attributes: str = "") -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"{attributes}><itemMeta>'
        f"<versionCreated>2026-03-05T11:24:17Z</versionCreated>{meta}</itemMeta>{content}</newsItem>"
    )


@pytest.mark.parametrize(
    ("content", "meta", "text"),
    [
        ("<contentMeta><headline> Envoys\n meet </headline></contentMeta>", "", "Envoys meet"),
        ("<contentMeta><headline/></contentMeta>", "<title>The title</title>", "The title"),
        ('<contentMeta><headline rank="x9">A b</headline><headline>C d</headline></contentMeta>', "", "A b"),
        ("<contentMeta><description>Envoys meet. So.</description><slugline>OSLO</slugline></contentMeta>", "",
         "Envoys meet."),
        ("<contentMeta><slugline>OSLO-TALKS</slugline></contentMeta>", "", "OSLO-TALKS"),
        ("<contentSet><inlineXML><html><head><title>T</title></head><body><h1>H</h1></body></html></inlineXML>"
         "</contentSet>", "", "H"),
        ("<contentSet><inlineXML><html><body><p/><p>Oslo (HW) - Envoys meet. So.</p></body></html></inlineXML>"
         "</contentSet>", "", "Envoys meet."),
        ("<contentSet><inlineData contenttype='text/plain'>OSLO, March 5 (HW) - Envoys meet. So.</inlineData>"
         "</contentSet>", "", "Envoys meet."),
        ("<partMeta><headline>Of a part</headline></partMeta>", "", "Of a part"),
        ("<contentMeta><headline>&lt;p&gt;Envoys&lt;/p&gt; &amp;quot;meet&amp;quot;</headline></contentMeta>", "",
         'Envoys "meet"'),
    ],
)  # fmt: skip
def test_the_headline_is_the_first_of_several_elements(content: str, meta: str, text: str) -> None:
    assert told(read(item(content, meta))) == [("headline", text)]


@pytest.mark.parametrize(
    ("written", "day", "moment"),
    [
        ("<versionCreated>never</versionCreated><firstCreated>2026-03-04T23:30:00Z</firstCreated>",
         date(2026, 3, 5), datetime(2026, 3, 4, 23, 30)),
        ("<versionCreated>2026-03-05 00:10:00</versionCreated>", date(2026, 3, 5), datetime(2026, 3, 4, 23, 10)),
        ("<versionCreated>2026-03-05</versionCreated>", date(2026, 3, 5), None),
        ("", None, None),
    ],
)  # fmt: skip
def test_dates(written: str, day: date | None, moment: datetime | None) -> None:
    meta = f"<itemMeta>{written}</itemMeta><contentMeta><headline>Envoys meet</headline></contentMeta>"
    page = f"<newsItem>{meta}</newsItem>"
    (found,) = read(page, time_zone="Europe/Berlin").items
    assert (found.published_on, found.published_at) == (day, moment)
    assert found.kind == ("headline" if day else "rejected")


@pytest.mark.parametrize(
    ("subjects", "section"),
    [
        ('<subject type="cpnat:abstract"><name>Sports</name></subject>', "Sports"),
        ('<subject><name>Desk</name></subject><subject qcode="medtop:15000000"/>', "sport"),
        ('<subject qcode="x-subj:11000000"><name>Politik</name></subject>', "Politik"),
        ('<subject type="cptType:5"><name>Peru</name></subject><subject type="cpnat:geoArea" qcode="x:1"/>', None),
        ('<subject literal="keyword"/>', None),
    ],
)
def test_the_section_is_a_subject_that_is_a_rubric(subjects: str, section: str | None) -> None:
    page = item(f"<contentMeta><headline>Envoys meet</headline>{subjects}</contentMeta>")
    assert read(page).items[0].section == section


@pytest.mark.parametrize(
    ("meta", "publisher"),
    [
        ('<provider literal="HW"/>', "HW"),
        ('<provider qcode="x:y"><name>Harbour Wire</name></provider>', "Harbour Wire"),
        ('<provider uri="http://cv.example/prov/HW/"/>', "HW"),
        ("<provider/>", None),
    ],
)
def test_publishers(meta: str, publisher: str | None) -> None:
    page = item("<contentMeta><headline>Envoys meet</headline></contentMeta>", meta)
    assert read(page).items[0].publisher == publisher


def test_items_that_are_no_news_are_furniture() -> None:
    for kind in ("knowledgeItem", "conceptItem", "catalogItem"):
        page = item("").replace("newsItem", kind)
        assert [found.kind for found in read(page, default_date="2026-03-05").items] == ["boilerplate"]


def test_a_package_without_a_headline_gives_what_it_lists() -> None:
    refs = "<groupSet><itemRef><headline>A b</headline></itemRef><itemRef/></groupSet>"
    assert told(read(item(refs).replace("newsItem", "packageItem"))) == [("headline", "A b")]


@pytest.mark.parametrize("page", ["<newsMessage><itemSet/></newsMessage>", "<NewsML><NewsEnvelope/></NewsML>"])
def test_a_message_without_items_is_refused(page: str) -> None:
    (found,) = read(page).items
    assert found.kind == "rejected" and "no element <newsItem> or its like; fetch it again" in str(found.reason)


def test_prefixes_change_nothing() -> None:
    page = item("<contentMeta><headline>Envoys meet</headline></contentMeta>", attributes=' xml:lang="en"')
    prefixed = page.replace("</", "</nar:").replace("<", "<nar:").replace("<nar:/nar:", "</nar:")
    (found,) = read(prefixed).items
    assert (found.kind, found.raw_text, found.language) == ("headline", "Envoys meet", "en")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<NewsLines><HeadLine>A b</HeadLine></NewsLines><NewsComponent><NewsLines><HeadLine>A b</HeadLine></NewsLines>"
         "</NewsComponent>", "A b"),
        ("<ContentItem><DataContent><nitf><body><hedline><hl1>A b</hl1></hedline></body></nitf></DataContent>"
         "</ContentItem>", "A b"),
        ("<ContentItem><DataContent>Oslo (HW) - Envoys meet. So.</DataContent></ContentItem>", "Envoys meet."),
        ("<NewsLines><SlugLine>OSLO</SlugLine></NewsLines>", "OSLO"),
    ],
)  # fmt: skip
def test_headlines_of_newsml_1(content: str, text: str) -> None:
    page = (
        "<NewsML><NewsItem><NewsManagement><FirstCreated>20260305T112417Z</FirstCreated></NewsManagement>"
        f"<NewsComponent>{content}</NewsComponent></NewsItem></NewsML>"
    )
    assert told(read(page)) == [("headline", text)]
    cancelled = page.replace("</NewsManagement>", '<Status FormalName="Canceled"/></NewsManagement>')
    assert [found.kind for found in read(cancelled).items] == ["rejected"]
