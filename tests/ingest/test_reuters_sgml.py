"""Reuters-21578."""

from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines.ingest.reader import Place, ReadDocument, read_document
from pipelines.ingest.sources import Source

SAMPLE = (Path(__file__).parent / "wire" / "stories.sgm").read_bytes()


def read(data: bytes, **settings: object) -> ReadDocument:
    source = Source.model_validate({"id": "wire", "name": "Wire", "reader": "reuters_sgml", **settings})
    return read_document(data, source, Place("stories.sgm", "file:///stories.sgm", datetime(2026, 3, 9)))


def story(text: str, when: str = " 5-MAR-1987 10:30:15.20") -> bytes:
    return f"<REUTERS NEWID='1'>\n<DATE>{when}</DATE>\n{text}\n</REUTERS>\n".encode("latin-1")


def test_every_story_is_an_item_with_its_own_day_and_bytes() -> None:
    document = read(SAMPLE)
    assert document.encoding == "iso8859-1" and document.published_on == date(1987, 3, 5)
    assert [(item.raw_text, item.published_on, item.published_at, item.section) for item in document.items] == [
        ("ANDEAN MILLS <B> BUYS GRAIN FROM CHILE AT&T UNIT", date(1987, 3, 5), datetime(1987, 3, 5, 10, 30, 15),
         "grain"),
        ("CHILE CUTS TARIFF ON WHEAT", date(1987, 3, 5), None, None),
        ("KENYA SAYS VOTE ON SUNDAY", date(1987, 3, 6), datetime(1987, 3, 6, 11), None),
    ]  # fmt: skip
    assert {item.publisher for item in document.items} == {"Reuters"}
    for item in document.items:
        assert item.kind == "headline" and item.date_kind == "explicit" and item.byte_start is not None
        piece = SAMPLE[item.byte_start : item.byte_end]
        assert piece.startswith(b"<REUTERS ") and piece.endswith(b"</REUTERS>")


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("<TEXT>&#2;<TITLE>A &lt;C> b < c &amp; d</TITLE></TEXT>", "A <C> b < c & d"),
        ("<TEXT><TITLE></TITLE><BODY>Envoys meet. So.</BODY></TEXT>", "Envoys meet."),
        ("<TEXT><TITLE>\xc9t\xe9 ends</TITLE></TEXT>", "Été ends"),
        ("<TEXT TYPE='UNPROC'>&#2;\n  \n ****Envoys meet\nTalks end</TEXT>", "Envoys meet"),
    ],
)
def test_titles(text: str, headline: str) -> None:
    (item,) = read(story(text)).items
    assert (item.kind, item.raw_text) == ("headline", headline)


@pytest.mark.parametrize(
    ("when", "day", "moment"),
    [
        ("31-MAR-1987 23:59:59.99", date(1987, 3, 31), datetime(1987, 3, 31, 21, 59, 59)),
        ("31-MAR-1987", date(1987, 3, 31), None),
        ("31-MAR-1987 605:12:19", date(1987, 3, 31), None),
        ("31-FEB-1987 10:00:00", None, None),
        ("", None, None),
    ],
)
def test_dates(when: str, day: date | None, moment: datetime | None) -> None:
    (item,) = read(story("<TITLE>Envoys meet</TITLE>", when), time_zone="Europe/Berlin").items
    # the corpus names no zone: its hours are the source's
    assert item.published_on == day
    assert item.published_at == moment
    assert item.kind == ("headline" if day else "rejected")


def test_a_story_that_breaks_off_is_read_where_its_title_is_whole() -> None:
    whole = story("<TITLE>Envoys meet</TITLE>")
    cut = read(whole + whole[: whole.index(b"</TITLE>")])
    assert [item.kind for item in cut.items] == ["headline", "rejected"]
    assert "breaks off before its title ends" in str(cut.items[1].reason)
    unclosed = whole.replace(b"</REUTERS>", b"")
    assert [item.kind for item in read(unclosed + whole).items] == ["headline", "headline"]


def test_what_belongs_to_no_story_is_told() -> None:
    whole = story("<TITLE>Envoys meet</TITLE>")
    document = read(b"<!DOCTYPE lewis><!-- x -->\n" + whole + b"stray text\n" + whole)
    assert [item.kind for item in document.items] == ["headline", "rejected", "headline"]
    assert document.items[1].raw_text == "stray text" and "belongs to none" in str(document.items[1].reason)
