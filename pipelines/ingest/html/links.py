"""Links of an HTML page: what their address, their place and their words say of them.

What belongs here: judging one link. What does not: finding the links and what belongs to them (cards.py), and
furniture that is told by its whole wording (clean/boilerplate.txt).

The figures were chosen on front pages of newspapers, portals and magazines, and are the least that tells their stories
from their rubrics: headlines of two words exist ("Giant insect"), and so do rubrics of five.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote

from lxml.html import HtmlElement

from pipelines.ingest.html.dates import MONTHS, day_in_address
from pipelines.ingest.html.page import web_address
from pipelines.ingest.html.words import FILLER_PATHS, HARD_AREAS, RUBRIC_PATHS, RUBRICS, SEARCH_PATHS, SECTION_PATHS

Shape = Literal["story", "section", "search", "other"]

# Reasons that are told of many links at once.
FRAME, SECTION, SEARCH = (
    "a link of the page's frame",
    "a link to a section, a person or a service",
    "a link to a search",
)
TOO_SHORT = "too short for a headline"
# Hosts whose addresses are shares and profiles, however they look.
_SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook|twitter|x|linkedin|whatsapp|pinterest|reddit|instagram|tiktok|threads|t|bsky)\.(?:com|net|me|app)$"
)
_PAGE_NAME = re.compile(r"(?:index|default|home)(?:\.\w{2,5})?", re.IGNORECASE)
_EXTENSION = re.compile(r"\.(?:html?|php\d?|aspx?|jsp|shtml|cms|story|do|ece)$", re.IGNORECASE)
_QUERY_ID = re.compile(r"(?:^|&)(?:\w*id|p|art(?:icle)?|story|news|nr|no|item|post)=[\w-]*\d\d", re.IGNORECASE)
# A word of any script that sets spaces; of those that do not, two characters are counted as one.
_WORD = re.compile(r"\w+(?:['’&.@+-]++\w+)*")
_WORD_OF_LETTERS = re.compile(r"[^\W\d_]{2,}|(?=[^\W\d_])[^\x00-\u0fff]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_BULLETS, _ARROWS = " •·●▪■►▶▸▷▼»›→➜➔|*", " »›→➜➔▶►|•·"
_DASHES = ("- ", "– ", "— ", "+ ")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@lru_cache(maxsize=4096)
def shape(address: str) -> Shape:
    """What the address of a link is like: a story's, a section's (a rubric, a person, a service), a search's."""
    parts = web_address(address)
    if not parts:
        return "other"
    segments = _segments(parts.path)
    if SEARCH_PATHS & set(segments) or parts.netloc.startswith("search.") or ".search." in parts.netloc:
        return "search"
    if SECTION_PATHS & set(segments) or _SOCIAL.search(parts.hostname or ""):
        return "section"
    if day_in_address(address) or _QUERY_ID.search(parts.query):
        return "story"
    last = segments[-1] if segments else ""
    words = [word for word in re.split(r"[-_+\s,.]", last) if word]
    if (
        len(words) >= 3
        or re.search(r"\d{5,}", last)
        or any(re.fullmatch(r"[a-z]{0,2}-?\d{3,}", one) for one in segments)
    ):
        return "story"
    return "section" if len(segments) <= 2 else "other"


def is_rubric(element: HtmlElement) -> bool:
    """Whether an element names the rubric of what it stands beside: by its class, or as a link to it."""
    if element.tag == "a" and RUBRIC_PATHS.intersection((element.get("href") or "").lower().split("/")):
        return True
    return bool(RUBRICS.intersection(tokens(element.get("class"))))


def section_in(address: str | None) -> str | None:
    """The rubric in the path of a link: its first segment that is no date, no language and no filler; None for none."""
    parts = web_address(address or "")
    segments = _segments(parts.path)[:-1] if parts else []
    for segment in segments:
        if segment.isdigit() or len(segment) <= 2 or len(segment) > 40 or segment in FILLER_PATHS | SECTION_PATHS:
            continue
        if segment not in MONTHS and not any(map(str.isdigit, segment)):
            return segment
    return None


def same_story(address: str) -> str:
    """The address without what the place of the link adds to it, so that all links to one story have one."""
    parts = web_address(address)
    if not parts:
        return address
    path = parts.path.rstrip("/") or "/"
    query = "" if shape(parts._replace(query="").geturl()) == "story" else f"?{parts.query}"
    return f"{parts.netloc.removeprefix('www.')}{path}{query}"


def word_count(text: str) -> int:
    """How many words a text has; of scripts without spaces, two characters are one word."""
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text))) + unspaced // 2


def without_ornaments(text: str) -> str:
    """The text without the bullets and arrows that pages set before and behind a link."""
    bare = text.lstrip(_BULLETS).rstrip(_ARROWS)
    while bare.startswith(_DASHES):
        bare = bare[2:].lstrip(_BULLETS)
    return bare or text


def tokens(value: str | None) -> Iterable[str]:
    """The words that a class or id is made of, in lower case: cardTitle, card-title and card_title are card, title."""
    return (word.lower() for word in _CAMEL.findall(value or ""))


def why_no_headline(text: str, address: str, *, in_heading: bool, area: str | None) -> str | None:
    """Why the text of a link is no headline; None when it is one. `area` is the frame of the page it stands in."""
    words, kind = word_count(text), shape(address)
    if not any(map(str.isalpha, text)):
        return "no letters: a number or a sign"
    if area in HARD_AREAS or (area and (kind != "story" or not (in_heading or words >= 5))):
        return f"{FRAME}: {area}"
    if kind == "search":
        return SEARCH
    if kind == "section" and words < 6:
        return SECTION
    if words < 2 or (words < 4 and len(_WORD_OF_LETTERS.findall(text)) < 2):
        return TOO_SHORT
    if kind == "story":
        return None
    return None if words >= (4 if in_heading else 5) else TOO_SHORT


def _segments(path: str) -> list[str]:
    """The segments of a path in lower case, without the name of an index page and the last one's extension."""
    segments = [unquote(segment).lower() for segment in path.split("/") if segment]
    if segments and _PAGE_NAME.fullmatch(segments[-1]):
        segments.pop()
    if segments:
        segments[-1] = _EXTENSION.sub("", segments[-1])
    return segments
