"""Links of HTML pages: what their addresses and words tell."""

import pytest

from pipelines.ingest.html.links import section_in, shape, word_count


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2026/03/05/world/x", "story"), ("2026/mar/05/x", "story"), ("world/quake-shakes-crete", "story"),
        ("world/europe/quake/index.html", "other"), ("news/world-881205", "story"), ("a.asp?ArticleID=312", "story"),
        ("?p=1205", "story"), ("?p=2", "section"), ("a/551204", "story"), ("world/", "section"), ("", "section"),
        ("tag/war-in-the-east", "section"), ("category/2026/03/05/", "section"), ("search/war-in-the-east", "search"),
        ("monde/un-acc%C3%B4rd-sur-la-mer", "story"),
    ],
)  # fmt: skip
def test_the_address_of_a_link_tells_stories_from_sections(path: str, expected: str) -> None:
    assert shape(f"https://p.example/{path}") == expected


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("2014/07/24/world/africa/flight/index.html", "world"), ("story/russia-choice", None), ("en/poll/x", "poll"),
        ("2026/mar/05/quake", None), ("quake-shakes-crete", None), ("video/2026/sport/a-b", "sport"),
    ],
)  # fmt: skip
def test_the_section_in_an_address_is_its_first_part_that_says_one(path: str, section: str | None) -> None:
    assert section_in(f"https://p.example/{path}") == section


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("Giant insect", 2), ("U.S. ends ban – AT&T’s loss", 5), ("大臣が辞任した", 3), ("'" * 50_000, 0)],
)
def test_words_are_counted_in_any_script(text: str, words: int) -> None:
    assert word_count(text) == words
