"""Furniture of pages."""

from datetime import date

import polars as pl
import pytest

from pipelines.clean.boilerplate import MAX_LENGTH, is_boilerplate, mark_boilerplate, patterns
from pipelines.ingest.frames import frame_of, items_frame
from pipelines.ingest.reader import Item


def judge(text: str) -> bool:
    return bool(pl.select(is_boilerplate(pl.lit(text))).item())


@pytest.mark.parametrize(
    "text",
    [
        "Read more",
        "• READ MORE »",
        "Continue reading",
        "Subscribe",
        "Subscribe to our newsletter",
        "Sign up for alerts",
        "Share on Facebook",
        "Share",
        "Advertisement",
        "© 2026 Harbour Post Media Ltd.",
        "&copy; 2026 Meridian Wire",
        "Copyright 2026 Meridian Wire. All rights reserved.",
        "Follow us on X",
        "We use cookies to improve your experience.",
        "Accept all cookies",
        "Photo: Ines Calloway/Meridian Wire",
        "12 comments",
        "Comments (1,204)",
        "By Ines Calloway",
        "By Marguerite Aldous, Political Editor",
        "By Tomás Réveillon",
        "By Jane van der Meer and John Roe",
        "By AFP",
        "Page 3 of 7",
        "3 min read",
        "Mehr lesen",
        "Newsletter abonnieren",
        "Lire la suite",
        "Privacy policy",
    ],
)
def test_furniture_is_recognised(text: str) -> None:
    assert judge(text)


@pytest.mark.parametrize(
    "text",
    [
        "Subscribers flee Netflix after price rise",
        "Subscribe or lose out, minister tells farmers",
        "Sign up for war, Kremlin tells students",
        "Share prices fall on Wall Street",
        "Shares on Facebook fall 20%",
        "Advertisement ban on sweets takes effect",
        "Read more books, president tells students",
        "Follow us into NATO, Finland tells Sweden",
        "By sea and by air, aid reaches Gaza",
        "By a hair: Socialists win in Lisbon",
        "Cookies banned from school canteens",
        "Photos: Floods hit Valencia",
        "Comments by Trump anger Denmark",
        "All rights groups condemn the verdict",
        "Copyright law passes parliament",
        "Page resigns as Google chief",
        "Homes destroyed in Kharkiv strike",
        "Help arrives in Sudan",
        "(video) Protesters clash with police",
        "ad" * MAX_LENGTH,
    ],
)
def test_headlines_that_begin_with_the_same_words_are_not_taken(text: str) -> None:
    assert not judge(text)


def test_every_pattern_has_a_reason_and_matches_whole_lines_only() -> None:
    for pattern in patterns():
        assert pattern.reason
        assert not pl.select(pl.lit("Ministers of five nations meet").str.contains(pattern.expression)).item()


def test_headlines_become_boilerplate_with_their_reason_and_nothing_else_changes() -> None:
    day = date(2026, 1, 7)
    items = items_frame(
        "d",
        "wire",
        frame_of(
            [
                Item(1, 0, 9, "headline", "Read more", day, "explicit", None),
                Item(2, 10, 20, "headline", "Talks begin", day, "explicit", None),
                Item(3, 21, 30, "rejected", "Read more", None, None, "no date"),
                Item(4, 31, 40, "boilerplate", "-----", day, "explicit", "no letters"),
            ]
        ),
    )
    marked = mark_boilerplate(items)
    assert marked.schema == items.schema
    assert marked["item_kind"].to_list() == ["boilerplate", "headline", "rejected", "boilerplate"]
    assert marked["reason"].to_list() == ["link to more", None, "no date", "no letters"]
    unchanged = ["document_id", "position", "byte_start", "byte_end", "published_on", "raw_text"]
    assert marked.select(unchanged).equals(items.select(unchanged))
    assert mark_boilerplate(items.clear()).equals(items.clear())
