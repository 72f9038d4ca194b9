"""Which of two kinds an HTML page is: one article, or a listing of headlines.

What belongs here: the signs by which that is told. What does not: reading the one (article.py) or the other
(listing.py).
"""

from collections.abc import Sequence
from typing import Any

from pipelines.ingest.html.outline import Outline
from pipelines.ingest.html.page import Page, web_address

# JSON-LD types that are one article (schema.org's Article and what stands below it).
ARTICLES = frozenset(
    "Article NewsArticle ReportageNewsArticle OpinionNewsArticle AnalysisNewsArticle BackgroundNewsArticle "
    "ReviewNewsArticle AskPublicNewsArticle AdvertiserContentArticle SatiricalArticle ScholarlyArticle TechArticle "
    "Report BlogPosting LiveBlogPosting SocialMediaPosting".split()
)
# What may hold the node of the page's article; below anything else stand the articles of others.
_MAY_HOLD_ARTICLE = frozenset(("WebPage", "ItemPage", "NewsPage"))
# Text of so many characters is a paragraph, not a caption or a summary; so many in one run are an article.
_PARAGRAPH, _BODY = 80, 600
# A page with so many headlines and no body is a listing, even if it calls itself an article.
_MANY_HEADLINES = 20


def is_article(page: Page, outline: Outline, heads: Sequence[int]) -> bool:
    """Whether a page is one article, not a listing; `heads` are the numbers of the links that would be its headlines.

    In this order: a site's front page is none; a page that describes one article in JSON-LD is one; so is one whose
    og:type says so, unless it has many headlines and little text; else the text decides: a run of paragraphs without
    a headline between them that has most of the page's text, and more than its headlines.
    """
    address = web_address(page.canonical or page.address or "")
    if address and address.path in ("", "/") and not address.query:
        return False
    nodes = article_nodes(page)
    if nodes:
        return len({str(node.get("headline") or node.get("name")) for node in nodes}) == 1
    runs = _runs(outline, heads)
    longest = max(runs, default=0)
    kind = page.meta.get("og:type", "").lower()
    if kind.startswith("article") or "article:published_time" in page.meta:
        return len(heads) < _MANY_HEADLINES or longest >= _BODY
    headlines = sum(len(outline.text(n)) for n in heads)
    return longest >= _BODY and 2 * longest > sum(runs) and longest > headlines


def article_nodes(page: Page) -> list[dict[str, Any]]:
    """The nodes of a page's JSON-LD that describe an article which is the page itself."""
    return [
        node
        for node in page.linked_data
        if ARTICLES.intersection(node["_types"]) and _MAY_HOLD_ARTICLE.issuperset(node["_of"])
    ]


def _runs(outline: Outline, heads: Sequence[int]) -> list[int]:
    """How many characters the paragraphs have that stand together, without a headline between them."""
    own = [0] * len(outline.elements)
    for n, element in enumerate(outline.elements):
        if outline.seen[n] and not outline.area[n]:
            block = outline.block(n)
            if element.tag != "a":
                own[block] += len((element.text or "").strip())
            if element.tail and outline.parent[n] >= 0:
                own[outline.block(outline.parent[n])] += len(element.tail.strip())
    runs, marks = [0], set(heads)
    for n, size in enumerate(own):
        if n in marks:
            runs.append(0)
        elif size >= _PARAGRAPH:
            runs[-1] += size
    return runs
