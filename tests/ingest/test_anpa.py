"""ANPA-1312, IPTC 7901, ZCZC."""

from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines.ingest.reader import Place, ReadDocument, read_document
from pipelines.ingest.sources import Source
from pipelines.ingest.wire_text import wire_text

FOLDER = Path(__file__).parent / "wire"
ANPA = (FOLDER / "stories.anpa").read_bytes()
IPTC = (FOLDER / "story.iptc7901").read_bytes()
ZCZC = (FOLDER / "stories.zczc").read_bytes()
HEADLINE = "Polen zieht seinen Botschafter zurück und droht mit weiteren harten Schritten gegen die Regierung"


def read(data: bytes, **settings: object) -> ReadDocument:
    source = Source.model_validate({"id": "wire", "name": "Wire", **settings})
    document = read_document(data, source, Place("story", "file:///story", datetime(2026, 3, 9)))
    assert document.reader == "anpa"
    return document


def test_anpa_has_its_headline_among_the_lines_before_the_text_else_its_first_sentence() -> None:
    first, second = read(ANPA, time_zone="Europe/Berlin").items
    assert (first.kind, first.raw_text, first.section) == ("headline", "Poland recalls its envoy", "international")
    assert (first.published_on, first.published_at) == (date(2026, 3, 5), datetime(2026, 3, 5, 19, 5))
    assert second.raw_text == "Poland recalled its ambassador on Thursday."
    assert (second.published_on, second.published_at) == (date(2026, 3, 6), datetime(2026, 3, 5, 23, 5))
    assert first.byte_start is not None and ANPA[first.byte_start : first.byte_end].startswith(b"\x01a0123")
    assert ANPA[first.byte_start : first.byte_end].endswith(b"1405EST<")


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("^BC-Peru<\n^Peru and Chile<\n^sign pact<\n\tLIMA (HW) _ So.<\n", "Peru and Chile"),
        ("^Peru and Chile\nsign pact<\n\tLIMA (HW) _ So.<\n", "Peru and Chile sign pact"),
        ("^BC-Peru<\n^(Eds: note)<\n\tLIMA (HW) _ It is ``so'' now. Yes.<\n", 'It is "so" now.'),
        ("^BC-Peru<\n^By A. WRITER<\n", "Peru-Pact"),
        ("Peru and Chile sign pact\n\nLIMA, March 5 (HW) - So.\n", "Peru and Chile sign pact"),
    ],
)
def test_headlines_of_anpa(text: str, headline: str) -> None:
    story = (
        f"\x16\x16\x01a0123\x1fnews\r\nu i\x14\x12 BC-Peru-Pact   03-05 0345\r\n\x02{text}\x03\nHW-NY-03-05-26 0905GMT"
    )
    (item,) = read(story.encode()).items
    assert (item.kind, item.raw_text) == ("headline", headline)


def test_the_day_of_the_header_has_no_year_and_dates_nothing() -> None:
    data = b"\x16\x16\x01a0123\x1fnews\r\nu i\x14\x12 BC-Peru   03-05 0345\r\n\x02^Peru votes today<\n\x03"
    (item,) = read(data).items
    assert item.kind == "rejected" and str(item.reason).startswith("its date '03-05' cannot be read, and no day")
    (item,) = read(data, default_date="2026-03-05").items
    assert (item.kind, item.date_kind) == ("headline", "default")


@pytest.mark.parametrize(
    "data",
    [
        IPTC,
        IPTC.decode("latin-1").encode(),
        IPTC.decode("latin-1").encode("cp850"),
        IPTC.decode("latin-1").replace("ü", "\xc8u").encode("latin-1"),
        IPTC.decode("latin-1").replace("ü", "}").encode("ascii"),
        IPTC.translate(None, b"\x01\x02\x03"),
    ],
)
def test_iptc_7901_has_its_headline_before_an_equals_sign(data: bytes) -> None:
    (item,) = read(data, time_zone="Europe/Berlin").items
    assert (item.kind, item.raw_text) == ("headline", HEADLINE)
    assert (item.section, item.publisher) == ("Politik", "dpa")
    assert (item.published_on, item.published_at) == (date(2026, 3, 5), datetime(2026, 3, 5, 13, 5))


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Envoys meet\r\n\r\nOslo (HW) - So.\r\n", "Envoys meet"),
        ("\r\n\r\nEnvoys meet =\r\n\r\nOslo (HW) - So.\r\n", "Envoys meet"),
        ("Oslo (HW) - Envoys meet. So.\r\n", "Envoys meet."),
        ("(Achtung) =\r\nOslo (HW) - Envoys meet. So.\r\n", "Envoys meet."),
        ("\r\n", "Politik/Oslo"),
    ],
)
def test_headlines_of_iptc_7901(text: str, headline: str) -> None:
    data = f"\x01bdt0345 3 pl 12  dpa 0815\r\nPolitik/Oslo/\r\n\x02{text}\x03\r\n051405 GMT MAR 26\r\n".encode()
    (item,) = read(data).items
    assert (item.kind, item.raw_text, item.published_at) == ("headline", headline, datetime(2026, 3, 5, 14, 5))


def test_zczc_has_its_headline_behind_a_mark_or_in_its_first_line() -> None:
    first, second = read(ZCZC).items
    assert (first.raw_text, first.section) == ("Poland recalls envoy from Kyiv", "politics")
    assert second.raw_text == "KENYA VOTES ON SUNDAY"
    assert {item.published_on for item in (first, second)} == {date(2026, 3, 5)}
    assert second.byte_start is not None and ZCZC[second.byte_start : second.byte_end].startswith(b"ZCZC HW0123")
    colon = read(b"ZCZC\n#AFL\n@Late\n:Tigers beat Lions\ntext\n051405 GMT MAR 26\nNNNN\n").items[0]
    assert colon.raw_text == "Tigers beat Lions"


@pytest.mark.parametrize(
    ("after", "day", "moment"),
    [
        ("AP-NY-03-05-26 2205EST<", date(2026, 3, 6), datetime(2026, 3, 6, 3, 5)),
        ("AP-WF-11-13-87 0713GMT<", date(1987, 11, 13), datetime(1987, 11, 13, 7, 13)),
        ("AP-WF-13-13-26 0713GMT<", None, None),
        ("AP-WF-03-05-26 2560GMT<", date(2026, 3, 5), None),
        ("051405 Okt 2025", date(2025, 10, 5), datetime(2025, 10, 5, 14, 5)),
        ("311405 Feb 26", None, None),
        ("051405 Foo 26", None, None),
    ],
)
def test_moments_after_the_text(after: str, day: date | None, moment: datetime | None) -> None:
    data = f"\x01bdt0345 3 pl 12  dpa 0815\r\n\x02Envoys meet =\r\nx\r\n\x03\r\n{after}\r\n".encode()
    (item,) = read(data).items
    assert (item.published_on, item.published_at) == (day, moment)


def test_what_breaks_off_or_stands_before_the_first_story_is_told() -> None:
    document = read(b"\x16\x16\x01a0123\x1fnews\r\nu i BC-Peru")
    assert "breaks off before its text" in str(document.items[0].reason)
    before = read(b"left over\n" + ANPA, reader="anpa")
    assert [item.kind for item in before.items] == ["rejected", "headline", "headline"]
    assert before.items[0].raw_text == "left over"


def test_a_declared_encoding_is_taken() -> None:
    assert wire_text("Київ".encode("cp1251"), "cp1251") == "Київ"
    assert wire_text(b"it\x92s", None) == "it’s"
    assert wire_text(b"a {b} c|d", None) == "a {b} c|d"
