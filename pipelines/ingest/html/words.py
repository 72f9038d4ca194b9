"""Words by which HTML pages name their parts: in the class or id of an element, and in the path of an address.

What belongs here: lists of such words, in the languages of the web. What does not: what follows from them
(links.py, outline.py), and the wording of furniture that readers see (clean/boilerplate.txt).

A class is split into its words first: cardTitle, card-title and card_title are "card" and "title".
"""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# --- in paths -------------------------------------------------------------------------------------------------------
# Rubrics: below these stand lists of stories.
RUBRIC_PATHS = _set("category categories kategorie rubrik ressort section sections topic topics thema themen")
# Lists, persons and services: below these stand no stories.
SECTION_PATHS = RUBRIC_PATHS | _set(
    "cat tag tags series author authors autor autoren auteur auteurs autore writer writers by person profile profiles "
    "user users member contributor contributors columnist columnists login signin sign-in register registration "
    "account subscribe subscription subscriptions newsletter newsletters about about-us contact contact-us impressum "
    "datenschutz privacy terms legal help faq rss feeds sitemap jobs careers advertise shop store staff policies policy"
)
SEARCH_PATHS = _set("search suche recherche buscar ricerca")
# Fillers: these name no section.
FILLER_PATHS = _set(
    "story stories article articles artikel news-story content contents item items post posts blog blogs video videos "
    "data gallery galleries photos index archive archives p a id www html detail node read review amp web www2 "
    "newsroom page"
)

# --- in classes and ids ---------------------------------------------------------------------------------------------
TITLES = _set("title headline headlines hed titre titel titulo titolo schlagzeile")
# Beside one of these, it is the title of something else: section-title, sub-title.
OTHER_TITLES = _set("section site block widget sub pre over super top kicker category")
RUBRICS = _set("rubric rubrik category kicker eyebrow section topic ressort dachzeile")
CLOCKS = _set("time date datetime timestamp clock hour uhrzeit zeit hora heure")
# What is read aloud only, or stands above a title, beside it or over a picture: no part of the title.
ASIDES = CLOCKS | _set(
    "sr aural visuallyhidden screenreader offscreen kicker category eyebrow overline badge label pill flag rubric "
    "rubrik dachzeile topline pretitle duration rank number counter count comments"
)
ASIDE_PAIRS = (_set("visually hidden"), _set("screen reader"))
_AREAS = {
    "advertising": "ad ads adv advert advertisement advertising adsense sponsor sponsored promoted taboola outbrain "
    "anzeige werbung",
    "navigation": "nav navbar navigation menu submenu topbar toolbar breadcrumb breadcrumbs skip pagination pager "
    "paging sitemap languages",
    "footer": "footer copyright legal imprint colophon",
    "sharing and account": "share sharing social sociallinks follow login signin signup account cookie cookies consent "
    "gdpr newsletter newsletters subscribe subscription paywall",
    "author and tags": "byline bylines author authors tags taglist",
    "comments": "comments commentlist disqus",
    "picture caption": "caption credit credits",
}
# The frame of a page by word, by tag and by role: an element so called is that area of it.
FRAMES = {word: area for area, words in _AREAS.items() for word in words.split()}
FRAME_TAGS = {
    "nav": "navigation element", "footer": "footer element", "header": "header", "dialog": "dialog",
    "figcaption": "picture caption", "form": "form", "address": "author and tags",
}  # fmt: skip
FRAME_ROLES = {
    "navigation": "navigation element", "contentinfo": "footer element", "banner": "header", "dialog": "dialog",
    "search": "form", "menu": "navigation element", "menubar": "navigation element",
}  # fmt: skip
# Areas that hold no news, whatever stands in them. In the others a heading or a long text can still be news.
HARD_AREAS = frozenset(("advertising", "navigation element", "footer element", "dialog"))
