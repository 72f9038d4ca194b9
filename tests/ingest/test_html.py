"""The HTML page: listings and articles, their headlines, days, sections and spans.

The pages under pages/ are invented, each in the manner of a kind of real page.
"""

from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines.ingest.reader import Item, Place, ReadDocument, read_document
from pipelines.ingest.sources import Source

PAGES = {path.stem: path.read_bytes() for path in sorted((Path(__file__).parent / "pages").glob("*.html"))}
REAL = Path(__file__).parents[2].parent / "shared" / "data" / "formats" / "html"


def read(
    data: bytes | str, uri: str = "file:///page.html", name: str = "page.html", **settings: object
) -> ReadDocument:
    source = Source.model_validate({"id": "post", "name": "Post", **settings})
    data = data.encode() if isinstance(data, str) else data
    return read_document(data, source, Place(name, uri, datetime(2026, 3, 6)))


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html lang=en><head><title>Page</title>{head}</head><body>{body}</body></html>"


def headlines(document: ReadDocument) -> list[str]:
    return [item.raw_text for item in document.items if item.kind == "headline"]


def reasons(document: ReadDocument) -> dict[str, str]:
    return {item.raw_text: str(item.reason) for item in document.items if item.kind != "headline"}


def only(document: ReadDocument) -> Item:
    (item,) = [item for item in document.items if item.kind != "boilerplate"]
    return item


# --- listings -------------------------------------------------------------------------------------------------------


def test_a_front_page_gives_its_headlines_with_link_day_and_section() -> None:
    document = read(PAGES["front"])
    assert (document.reader, document.media_type, document.encoding) == ("html", "text/html", "utf-8")
    assert document.title == "The Harbour Post: news from the coast and the world"
    assert document.published_on == date(2026, 3, 5)
    assert [
        (item.raw_text, item.section, item.published_on, item.date_kind)
        for item in document.items
        if item.kind == "headline"
    ] == [
        ("Ministers sign ceasefire in Geneva after “last night” talks", "World", date(2026, 3, 5), "explicit"),
        ("Opposition walks out of parliament over budget", "Politics", date(2026, 3, 4), "explicit"),
        ("Central bank raises rates again", "Business", date(2026, 3, 5), "inherited"),
        ("Dockers strike", "Business", date(2026, 3, 3), "explicit"),
        ("Grain exports resume, ‘slowly’, from the port", "Business", date(2026, 3, 5), "inherited"),
        ("Why the truce may hold this time", "Opinion", date(2026, 3, 5), "inherited"),
        ("United sack manager", "Most read", date(2026, 3, 1), "explicit"),
    ]
    first, second = [item for item in document.items if item.kind == "headline"][:2]
    assert first.link == "https://www.harbourpost.example/2026/03/05/world/ministers-sign-ceasefire-in-geneva"
    assert (first.language, first.publisher) == ("en", "The Harbour Post")
    assert second.published_at == datetime(2026, 3, 4, 17, 30)


def test_what_is_no_headline_of_a_front_page_is_boilerplate_with_its_reason() -> None:
    told = reasons(read(PAGES["front"]))
    assert told["Read more"] == "another link to the story of item 11"
    assert told["Ministers sign ceasefire in Geneva after “last night” talks"] == "a repeat of item 11"
    assert told["Ten shares to buy before they soar"].endswith("advertising")
    assert told["World · Business · More business"] == "3 links: a link to a section, a person or a service"
    assert told["About us · Privacy · Our prize for foreign reporting"].endswith("footer element")
    assert not any("commented out" in text or "Script text" in text for text in told)


def test_the_span_of_an_item_is_its_link_in_the_bytes() -> None:
    for name, data in PAGES.items():
        for item in read(data, default_date="2026-01-01").items:
            if item.byte_start is not None:
                raw = data[item.byte_start : item.byte_end]
                assert raw.lower().startswith((b"<a", b"<h1")) or b"<" not in raw, (name, raw)
                assert raw.lower().endswith((b"</a>", b"</h1>")) or b"<" not in raw, (name, raw)
    spans = [item.byte_start for item in read(PAGES["front"]).items if item.kind == "headline"]
    assert None not in spans and spans == sorted(spans)


def test_lines_of_a_wire_stand_below_their_day_and_bear_their_time() -> None:
    document = read(PAGES["wire"], uri="https://wire.example/world/latest.html", time_zone="Europe/Paris")
    found = {item.raw_text: item for item in document.items if item.kind == "headline"}
    assert {text: item.published_at for text, item in found.items()} == {
        "Lebanon and Cyprus agree on sea border": datetime(2026, 3, 5, 13, 5),
        "Kenya sends police to Haiti": datetime(2026, 3, 5, 8, 40),
        "Two jets shot down": datetime(2026, 3, 4, 22, 55),
        "URGENT: Quake of magnitude 6.1 shakes Crete": datetime(2026, 3, 3, 22, 30),
    }
    jets = found["Two jets shot down"]
    assert (jets.published_on, jets.date_kind, jets.section) == (date(2026, 3, 4), "explicit", "World news")
    assert jets.link == "https://wire.example/wire/item/881100"
    assert found["URGENT: Quake of magnitude 6.1 shakes Crete"].published_on == date(2026, 3, 3)
    assert document.published_on == date(2026, 3, 5)


def test_a_blog_is_a_listing_of_its_posts_however_long_they_are() -> None:
    document = read(PAGES["blog"], time_zone="Europe/Berlin")
    assert headlines(document) == ["Koalition einigt sich auf Deichgesetz", "Fähre fällt aus"]
    assert [str(item.published_at) for item in document.items if item.published_at] == [
        "2026-03-02 06:15:00",
        "2026-02-27 17:00:00",
    ]
    assert reasons(document)["die Zeitung am Sonntag schon gemeldet hatte"] == "a link inside of running text"


def test_a_page_of_tables_and_unclosed_tags_in_windows_1252_is_read() -> None:
    document = read(PAGES["tables"], uri="http://courier.example/index.asp")
    assert document.encoding == "cp1252"
    found = [(item.raw_text, item.published_on) for item in document.items if item.kind == "headline"]
    assert found == [
        ("Café owners march on city hall", date(2004, 3, 9)),
        ("Señor Gómez resigns", date(2004, 3, 9)),
        ("Bridge to be closed for repairs until June", date(2004, 3, 9)),
        ("Fire destroys old mill", date(2004, 3, 8)),
    ]
    links = [item.link for item in document.items if item.kind == "headline"]
    assert links[0] == "http://courier.example/article.asp?ArticleID=312"


def test_stories_that_only_the_json_ld_lists_are_headlines_too() -> None:
    document = read(PAGES["itemlist"], default_date="2026-01-01", time_zone="Europe/Paris")
    found = {item.raw_text: item for item in document.items if item.kind == "headline"}
    assert list(found) == [
        "Grève des trains : un train sur deux",
        "Le premier ministre démissionne",
        "Accord sur la pêche entre Paris et Londres",
    ]
    deal = found["Accord sur la pêche entre Paris et Londres"]
    assert (deal.link, deal.section) == ("https://lephare.example/monde/accord-sur-la-peche-901124", "monde")
    assert deal.published_at == datetime(2026, 3, 5, 5, 0)
    assert PAGES["itemlist"][deal.byte_start : deal.byte_end].decode() == deal.raw_text
    assert found["Le premier ministre démissionne"].date_kind == "default"


def test_title_and_link_of_a_card_can_stand_apart() -> None:
    document = read(PAGES["lazy"], default_date="2026-01-01")
    found = {item.raw_text: item for item in document.items if item.kind == "headline"}
    assert list(found) == [
        "Senate rejects the governor's bill",
        "Airport reopens after fog",
        "Teachers end their strike in the north",
    ]
    senate = found["Senate rejects the governor's bill"]
    assert senate.link == "https://metrowire.example/a/senate-rejects-bill-551201"
    assert (senate.section, senate.published_on) == ("Politics", date(2026, 3, 5))


CARD = '<a href="https://p.example/world/minister-resigns-over-letter">{}</a>'


@pytest.mark.parametrize(
    ("card", "title"),
    [
        (CARD.format("Minister &amp; aide resign"), "Minister & aide resign"),
        (CARD.format("• Minister resigns »"), "Minister resigns"),
        (CARD.format("– Minister resigns over letter"), "Minister resigns over letter"),
        (CARD.format("-5C forecast for Sunday night"), "-5C forecast for Sunday night"),
        (CARD.format("<b>Minister</b> <i>resigns</i>"), "Minister resigns"),
        (CARD.format("Mini&shy;ster re\x01signs\n over  letter"), "Mini\xadster resigns over letter"),
        (CARD.format("Politics<h3>Minister resigns</h3><p>He had written a letter.</p>"), "Minister resigns"),
        (CARD.format("<h3><span class=kicker>Politics</span> Minister resigns</h3>"), "Minister resigns"),
        (
            CARD.format("<span class='card-title'>Minister resigns</span><p>A letter and its end</p>"),
            "Minister resigns",
        ),
        (CARD.format("Minister resigns over letter<br><span>Jane Smith</span>"), "Minister resigns over letter"),
        (CARD.format("<span class=sr-only>Minister resigns</span>"), "Minister resigns"),
        (CARD.format("<span>Minister resigns</span><time>2 hours ago</time>"), "Minister resigns"),
        (CARD.format("<span class=rank>1</span>Minister resigns<span class=count>12</span>"), "Minister resigns"),
        (
            CARD.format("<b class=sub-title>In Paris, today, again</b><b class=title>Minister resigns</b>"),
            "Minister resigns",
        ),
        (CARD.format("<svg><title>Play</title></svg>Minister resigns"), "Minister resigns"),
        (
            f"<h3>{CARD.format('Minister resigns')}</h3>{CARD.format('He had written a letter to the king')}",
            "Minister resigns",
        ),
        (
            f"<h3>Minister resigns over letter</h3><p>Soon.</p>{CARD.format('Read more about it ›')}",
            "Minister resigns over letter",
        ),
        (f"<p>{CARD.format('<img src=a.jpg>')}</p><p>{CARD.format('Minister resigns')}</p>", "Minister resigns"),
        (CARD.format("内閣総理大臣が辞任を表明"), "内閣総理大臣が辞任を表明"),
        (CARD.format("Глава МИД подал в отставку"), "Глава МИД подал в отставку"),
    ],
)
def test_the_headline_of_a_card_is_its_title_and_nothing_else(card: str, title: str) -> None:
    document = read(page(f"<div>{card}</div>"), default_date="2026-01-01")
    assert headlines(document) == [title]


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ('<a href="/world/">World</a>', "section"),
        ('<a href="/tag/war-in-the-east">War in the East</a>', "section"),
        ('<a href="/author/jane-smith-jones">Jane Smith Jones</a>', "section"),
        ('<a href="/search?q=sea+border+deal">Sea border deal</a>', "search"),
        ('<a href="javascript:void(0)">Open the menu of this page</a>', "no page"),
        ('<a href="#top">Back to the top of the page</a>', "no page"),
        ('<a href="mailto:desk@p.example">Write to the news desk now</a>', "no page"),
        ('<a href="/2026/03/05/world/quake-shakes-crete">12</a>', "no letters"),
        ('<a href="/2026/03/05/world/quake-shakes-crete">Crete</a>', "too short"),
        ('<a href="/a/quake-shakes-crete-today"><img src=q.jpg></a>', "without words"),
        ('<nav><a href="/2026/03/05/world/quake">Quake shakes Crete and its neighbours</a></nav>', "navigation"),
        ('<div id="sponsored"><a href="/2026/03/05/ten-shares">Ten shares to buy now</a></div>', "advertising"),
        ('<p>As the ministry said now, <a href="/2026/03/05/a-b-c">the bridge will close</a> for long.</p>', "running"),
        ('<ul class="share"><li><a href="https://x.com/intent/tweet?id=12345">Post on X</a></ul>', "sharing"),
    ],
)  # fmt: skip
def test_other_links_are_told_with_the_reason(link: str, reason: str) -> None:
    story = '<h2><a href="/2026/03/05/world/ministers-sign">Ministers sign ceasefire</a></h2>'
    document = read(
        page(f"<main>{story}{story.replace('ministers', 'mayors').replace('Ministers', 'Mayors')}</main>{link}")
    )
    assert headlines(document) == ["Ministers sign ceasefire", "Mayors sign ceasefire"]
    (other,) = [item for item in document.items if item.kind == "boilerplate"]
    assert reason in str(other.reason)


def test_a_date_rules_what_stands_behind_it_in_its_element_only() -> None:
    story = '<li><a href="/a/{0}-wins-in-the-cup">{0} wins in the cup</a></li>'
    body = (
        f"<div><h2>6 March 2026</h2><ul>{story.format('Lyon')}{story.format('Rome')}</ul></div>"
        f"<div><p>Last updated: 4 March 2026</p><ul>{story.format('Graz')}</ul></div>"
        f"<ul>{story.format('Oslo')}</ul><div>Concert<br>14 May 2026</div>"
    )
    found = {
        item.raw_text[:4]: (item.published_on, item.date_kind)
        for item in read(page(body)).items
        if item.kind == "headline"
    }
    assert found == {
        "Lyon": (date(2026, 3, 6), "explicit"),
        "Rome": (date(2026, 3, 6), "explicit"),
        "Graz": (date(2026, 3, 4), "explicit"),
        "Oslo": (date(2026, 3, 6), "inherited"),
    }


def test_a_page_is_not_older_than_most_of_its_headlines() -> None:
    body = '<a href="/2026/03/05/a-b-c">Quake shakes Crete</a> <a href="/a/oil-price-falls">Oil price falls</a>'
    stale = '<meta property="article:modified_time" content="2019-01-01T00:00:00Z">'
    document = read(page(f"<p>{body}</p>", stale), default_date="2026-03-06")
    assert [item.published_on for item in document.items] == [date(2026, 3, 5), date(2026, 3, 6)]
    fresh = '<meta property="article:modified_time" content="2026-03-05T12:00:00Z">'
    assert [item.date_kind for item in read(page(f"<p>{body}</p>", fresh)).items] == ["explicit", "inherited"]


def test_without_any_day_headlines_are_rejected_and_the_file_name_or_a_default_helps() -> None:
    undated = page('<h2><a href="/world/oil-price-falls-again">Oil price falls again</a></h2>')
    item = only(read(undated))
    assert (item.kind, item.published_on, item.raw_text) == ("rejected", None, "Oil price falls again")
    assert "set default_date for source post" in str(item.reason)
    assert only(read(undated, name="2026-03-05.html")).date_kind == "file"
    assert only(read(undated, default_date="retrieved")).published_on == date(2026, 3, 6)


@pytest.mark.parametrize(
    ("written", "day", "moment"),
    [
        ("2026-03-05", date(2026, 3, 5), None),
        ("2026-03-05T22:30:00-05:00", date(2026, 3, 6), datetime(2026, 3, 6, 3, 30)),
        ("2026-03-05 22:30", date(2026, 3, 5), datetime(2026, 3, 5, 22, 30)),
        ("2026-03-05T22:30:00ZZ", date(2026, 3, 5), datetime(2026, 3, 5, 22, 30)),
        ("Thu, 05 Mar 2026 22:30:00 GMT", date(2026, 3, 5), datetime(2026, 3, 5, 22, 30)),
        ("5 March 2026", date(2026, 3, 5), None),
        ("9999-12-31T23:59:59-12:00", date(9999, 12, 31), None),
        ("0001-01-01T00:00:00+14:00", date(1, 1, 1), None),
        ("2026-02-31", date(2020, 1, 1), None),
        ("yesterday", date(2020, 1, 1), None),
    ],
)
def test_dates_of_time_elements_are_read_and_never_overflow(written: str, day: date, moment: datetime | None) -> None:
    body = (
        f'<div><h2><a href="/world/oil-price-falls">Oil price falls</a></h2><time datetime="{written}">x</time></div>'
    )
    item = only(read(page(body), default_date="2020-01-01"))
    assert (item.published_on, item.published_at) == (day, moment)


def test_links_are_resolved_against_base_page_and_canonical_and_else_not_told() -> None:
    body = '<h2><a href="a/oil-price-falls#top">Oil price falls</a></h2>'
    canonical = '<link rel="canonical" href="https://c.example/x/">'
    assert only(read(page(body), default_date="2026-01-01")).link is None
    assert only(read(page(body, canonical), default_date="2026-01-01")).link == "https://c.example/x/a/oil-price-falls"
    fetched = read(page(body, canonical), uri="https://p.example/w/", default_date="2026-01-01")
    assert only(fetched).link == "https://p.example/w/a/oil-price-falls"
    based = read(page(body, '<base href="//b.example/">'), uri="https://p.example/w/", default_date="2026-01-01")
    assert only(based).link == "https://b.example/a/oil-price-falls"


def test_the_language_is_that_of_the_nearest_element_that_tells_it() -> None:
    body = (
        '<p lang="fr-CA"><a href="/a/le-prix-du-petrole">Le prix du pétrole</a></p>'
        '<p><a href="/a/oil-price-falls">Oil price falls</a></p>'
        '<p lang=x-klingon><a href="/a/b-c-d">Qapla of the day</a></p>'
    )
    found = read(page(body), default_date="2026-01-01").items
    assert [item.language for item in found] == ["fr", "en", "en"]


def test_headings_are_headlines_where_no_link_is_one() -> None:
    document = read(
        page("<h1>News in brief</h1><h2>Quake of magnitude six shakes Crete</h2><h3>Sport</h3>"),
        default_date="2026-01-01",
    )
    assert headlines(document) == ["Quake of magnitude six shakes Crete"]


# --- articles -------------------------------------------------------------------------------------------------------


def test_an_article_gives_its_title_its_first_sentences_and_its_moment() -> None:
    document = read(PAGES["article-ld"], sentences=3, time_zone="America/New_York")
    title, first, second, third, links = document.items
    assert document.title == title.raw_text == "Senate approves grain deal with Morocco"
    assert first.raw_text.startswith("The U.S. Senate approved") and first.raw_text.endswith("each year.")
    assert second.raw_text == "Sen. J. Doe called it “a bridge over the ocean.”"
    assert third.raw_text.startswith("Farmers in the north")
    assert {item.kind for item in (title, first, second, third)} == {"headline"}
    assert (title.published_on, title.published_at) == (date(2026, 3, 5), datetime(2026, 3, 6, 4, 30))
    assert (title.section, title.publisher, title.date_kind) == ("Politics", "The Metro Wire", "explicit")
    assert title.link == "https://metrowire.example/politics/2026/senate-approves-grain-deal-551300"
    assert PAGES["article-ld"][first.byte_start : first.byte_end].decode() == first.raw_text
    assert PAGES["article-ld"][title.byte_start : title.byte_end].startswith(b"<h1>")
    assert (links.kind, links.raw_text) == ("boilerplate", "7 links")


def test_an_article_without_metadata_is_told_by_its_text_and_dated_beside_its_heading() -> None:
    document = read(PAGES["article-plain"], date_order="mdy")
    item = only(document)
    assert (item.raw_text, item.published_on) == ("Lighthouse keeper finds treasure", date(2026, 3, 5))


def test_an_article_whose_text_a_script_fills_has_its_metadata() -> None:
    item = only(read(PAGES["article-og"], time_zone="Europe/Madrid", sentences=2))
    assert (item.raw_text, item.section, item.language) == ("El puerto reabre tras la huelga", "Economía", "es")
    assert (item.published_on, item.published_at) == (date(2026, 3, 5), datetime(2026, 3, 5, 7, 0))


def test_a_page_source_is_a_listing_even_where_it_looks_like_an_article() -> None:
    document = read(PAGES["article-ld"], kind="page", address="https://metrowire.example/", default_date="2026-01-01")
    assert "Minister resigns over letter" in headlines(document)
    assert "Senate approves grain deal with Morocco" not in headlines(document)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Oil price falls to new low - The Post</title>", "Oil price falls to new low"),
        ("<title>The Post | Oil price falls to new low</title>", "Oil price falls to new low"),
        ('<title>x</title><meta property="og:title" content="Oil price falls">', "Oil price falls"),
    ],
)
def test_without_a_heading_the_title_is_what_the_page_states_without_the_sites_name(head: str, title: str) -> None:
    stated = '<meta property="article:published_time" content="2026-03-05">'
    assert only(read(f"<html><head>{head}{stated}</head><body><p>Soon.</p></body></html>")).raw_text == title


# --- real pages -----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not REAL.is_dir(), reason="the real pages (shared/data/formats/html) are not beside the project")
@pytest.mark.parametrize(
    ("name", "title", "day", "count"),
    [
        ("cnn_main_site", "CNN.com International", date(2014, 7, 24), 255),
        ("wired_main_site", "WIRED", None, 52),
        ("yahoo_main_site", "Yahoo UK", date(2014, 7, 24), 31),
        ("cnn_article", "After storm, forecasters see smooth sailing for Thanksgiving", date(2013, 11, 27), 1),
        ("dw.com.colonial", "Berlin confronts Germany's colonial past with new initiative", date(2020, 1, 19), 1),
        ("fox13now_001", "New Year, new laws: Obamacare, pot, guns and drones", date(2013, 12, 30), 1),
        ("salon.com.emissions", "Despite everything, U.S. emissions dipped in 2019", date(2020, 1, 10), 1),
        ("scmp.com.playbook", "Taiwanese President Tsai Ing-wen’s political playbook", date(2020, 1, 20), 1),
        ("bmjv.de.konsum", "Mehr Transparenz bei Preisanpassungen", None, 1),
    ],
)
def test_real_pages_are_read(name: str, title: str, day: date | None, count: int) -> None:
    data = (REAL / f"{name}.html").read_bytes()
    document = read(data, default_date="2026-01-01")
    assert all(item.byte_start is not None for item in document.items if item.kind == "headline")
    assert (document.reader, document.published_on or date(2026, 1, 1)) == ("html", day or date(2026, 1, 1))
    assert str(document.title).startswith(title)
    assert count <= len(headlines(document)) <= count + 5
