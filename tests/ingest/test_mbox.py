"""Mail: mailboxes, single messages, alerts."""

from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines.ingest.reader import Place, ReadDocument, read_document
from pipelines.ingest.sources import Source

FOLDER = Path(__file__).parent / "wire"
ALERTS = (FOLDER / "alerts.mbox").read_bytes()
DIGEST = (FOLDER / "digest.eml").read_bytes()


def read(data: bytes | str, **settings: object) -> ReadDocument:
    source = Source.model_validate({"id": "wire", "name": "Wire", **settings})
    data = data.encode() if isinstance(data, str) else data
    document = read_document(data, source, Place("mail.eml", "file:///mail.eml", datetime(2026, 3, 9)))
    assert document.reader == "mbox"
    return document


def told(document: ReadDocument) -> list[tuple[str, str]]:
    return [(item.kind, item.raw_text) for item in document.items]


def mail(subject: str, headers: str = "", body: str = "Text") -> str:
    begin = "From: Press <press@gov.example>\nDate: Thu, 05 Mar 2026 19:05:00 +0000\n"
    return f"{begin}Subject: {subject}\n{headers}\n{body}\n"


def test_a_mailbox_gives_the_headlines_of_its_alerts_and_the_subjects_of_other_mails() -> None:
    document = read(ALERTS)
    assert document.media_type == "application/mbox"
    assert told(document) == [
        ("boilerplate", "Google Alert - envoy"),
        ("headline", "Poland recalls its envoy from Kyiv"),
        ("boilerplate", "Unsubscribe from this alert"),
        ("boilerplate", "Re: lunch tomorrow"),
        ("headline", "Le Pérou et le Chili signent un pacte"),
    ]
    alert, story, _, reply, release = document.items
    assert (story.link, story.publisher) == ("https://wire.example/1?a=b", "Harbour Post")
    assert (story.published_on, story.published_at) == (date(2026, 3, 5), datetime(2026, 3, 5, 18, 5))
    assert (release.language, release.publisher) == ("fr", "Ministère")
    # its date is that of the mailbox
    assert release.published_at == datetime(2026, 3, 5, 20, 5)
    assert (story.byte_start, story.byte_end) == (None, None)
    for item, begin in ((alert, b"From alerts"), (reply, b"From bob"), (release, b"From press")):
        assert item.byte_start is not None and ALERTS[item.byte_start : item.byte_end].startswith(begin)


def test_a_digest_in_plain_text_gives_its_blocks_with_addresses() -> None:
    document = read(DIGEST)
    assert document.media_type == "message/rfc822"
    assert [item for item in told(document) if item[0] == "headline"] == [
        ("headline", "Chile and Perú sign a pact"),
        ("headline", "Kenya votes on Sunday"),
    ]
    assert document.items[3].publisher == "Nation of the Coast"
    assert document.items[3].link == "https://harbour.example/kenya"


@pytest.mark.parametrize("subject", ["Re: Envoys meet", "AW: Envoys meet", "Fwd: Envoys meet", "RE[2]: Envoys meet"])
def test_replies_are_no_headlines(subject: str) -> None:
    (item,) = read(mail(subject)).items
    assert item.kind == "boilerplate" and "a reply" in str(item.reason)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("=?iso-8859-1?q?=C4ra_endet?=", "Ära endet"),
        ("Ära endet", "Ära endet"),
        ("=?utf-8?b?w4RyYQ==?=\n =?utf-8?q?_endet?=", "Ära endet"),
        ("=?x-unknown?q?Envoys?= meet", "Envoys meet"),
        ("Reform: envoys meet", "Reform: envoys meet"),
        ("", "Text"),
    ],
)
def test_subjects(subject: str, text: str) -> None:
    assert told(read(mail(subject))) == [("headline", text)]


@pytest.mark.parametrize(
    ("date_field", "day"),
    [
        ("Date: Thu, 05 Mar 2026 23:30:00 +0000\n", date(2026, 3, 6)),
        ("Date: never\nReceived: from a by b; Wed, 4 Mar 2026 10:00:00 +0000\n", date(2026, 3, 4)),
        ("", None),
    ],
)
def test_dates(date_field: str, day: date | None) -> None:
    page = f"From: a@b.example\nMessage-ID: <1>\nSubject: Envoys meet\n{date_field}\nx\n"
    (item,) = read(page, time_zone="Europe/Berlin").items
    assert (item.kind, item.published_on) == ("headline" if day else "rejected", day)


HTML = "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nList-Unsubscribe: <https://x.example>\n"
LINKS = (
    '<a href="https://x.example/1">Envoys of both countries meet</a>'
    '<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.example%2F2&amp;data=1">'
    "Talks on the border pact end</a>"
    '<a href="https://x.example/3">ペルーとチリが協定に署名した</a>'
)


def test_bulk_mail_gives_its_links_where_it_has_several() -> None:
    document = read(mail("Envoys meet and more", HTML, f"<p>{LINKS}<a href='https://x.example'>Home</a>"))
    assert [item.raw_text for item in document.items if item.kind == "headline"] == [
        "Envoys of both countries meet",
        "Talks on the border pact end",
        "ペルーとチリが協定に署名した",
    ]
    assert document.items[2].link == "https://x.example/2"
    assert document.items[4].reason == "a link of 1 words, no headline"
    assert told(
        read(mail("Envoys meet", HTML, "<p><a href='https://x.example/1'>Read the whole of this text</a>"))
    ) == [("headline", "Envoys meet")]


def test_an_alert_without_headlines_gives_none() -> None:
    for subject in ("Google Alert - envoy", "Fwd: Google Alert - envoy", "Daily Digest"):
        assert {item.kind for item in read(mail(subject)).items} == {"boilerplate"}
    assert told(read(mail("News alert: envoys meet"))) == [("headline", "News alert: envoys meet")]


def test_attachments_and_unknown_charsets_do_no_harm() -> None:
    body = (
        "--b\nContent-Type: text/html; name*\nContent-Disposition: attachment; filename=a.html\n\n<a href=x>no</a>\n"
        f"--b\nContent-Type: text/html; charset=x-unknown\n\n{LINKS}\n--b--\n"
    )
    headers = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n"
    document = read(mail("News alert", headers, body))
    assert [item.kind for item in document.items] == ["boilerplate", "headline", "headline", "headline"]


def test_a_mail_of_too_many_parts_is_refused() -> None:
    nested = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(60))
    (item,) = read(mail("Envoys meet", "MIME-Version: 1.0\n" + nested)).items
    assert item.kind == "rejected" and "too many parts" in str(item.reason)


def test_what_stands_in_a_mailbox_without_a_header_is_told() -> None:
    document = read("\nlost text\n\nFrom a b\n" + mail("Envoys meet"), reader="mbox")
    assert [item.kind for item in document.items] == ["rejected", "headline"]
    assert "without the header of a mail" in str(document.items[0].reason)
