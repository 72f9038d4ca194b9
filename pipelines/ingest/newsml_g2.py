"""NewsML-G2: what a news item, a package and their kin tell.

What belongs here: which element of an item says what. What does not: finding the items (readers/newsml.py), NewsML 1
(newsml_one.py).

The headline is <headline>, that of first rank before others, else the item's <title>, else what stands in its content
(a headline of NITF, a heading of XHTML), else the first sentence of its description or text, else its slugline. The day
is that of <versionCreated>, else of its content's or first making. What was withheld or cancelled is rejected; what is
embargoed is read as others are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from pipelines.ingest.entry import label, language_code, web_address
from pipelines.ingest.sources import Source
from pipelines.ingest.wire import WireEntry, dated, lead
from pipelines.ingest.wire_markup import Element, text_of, value
from pipelines.ingest.wire_subjects import subject_name

_DATES = ("versioncreated", "contentcreated", "firstcreated", "contentmodified")
_WITHDRAWN = ("canceled", "cancelled", "withheld")
# Items that are no news, but what agencies exchange about it.
_NO_NEWS = {
    "knowledgeitem": "a knowledge item: it describes concepts, no news",
    "conceptitem": "a concept item: it describes a concept, no news",
    "planningitem": "a planning item: it plans coverage, no news yet",
    "catalogitem": "a catalogue item: it lists vocabularies, no news",
}
# Of what a subject is a name, where it is no rubric: the endings of G2's natures of concepts.
_NO_RUBRIC = ("person", "organisation", "geoarea", "geo", "poi", "event", "object", "animal", "place", "cpttype:5")
_WEB_RELATIONS = ("canonical", "alternate", "permalink", "web", "webpage", "website")


def g2_entries(item: Element, around: Element, source: Source) -> Sequence[WireEntry]:
    """The entry of an item and, for a package, of each headline that it lists; `around` is the message's header."""
    written, moment, day = dated(_dates(item, around), source)
    entry = WireEntry(
        title=_title(item),
        text=_text(item),
        slug=item.text("slugline", "contentmeta") or item.text("slugline"),
        written=written,
        moment=moment,
        day=day,
        link=_link(item),
        section=_section(item),
        language=_language(item, around),
        publisher=_publisher(item, around),
        refused=_refused(item),
    )
    if item.name in _NO_NEWS:
        return [replace(entry, furniture=_NO_NEWS[item.name])]
    listed = [*_listed(item, entry)] if item.name == "packageitem" else []
    return listed if listed and not entry.title else [entry, *listed]


def _dates(item: Element, around: Element) -> Iterator[str]:
    for name in _DATES:
        yield from item.texts(name, "itemmeta", "contentmeta")
    yield from item.texts("date.issue")
    yield from item.values("date.issue", "norm")
    yield around.text("sent")


def _title(item: Element) -> str:
    """The headline of an item, empty without one; those of its parts, links and references are not its own."""
    own = [element for element in item.all("headline", "contentmeta") if text_of(element)]
    if own:
        return text_of(min(own, key=_rank))
    titles = (text_of(element) for element in item.all("title", "itemmeta") if not _in_link(element))
    return next(filter(None, titles), "") or _title_of_content(item)


def _rank(element: etree._Element) -> int:
    rank = value(element, "rank")
    return int(rank) if rank.isdecimal() and len(rank) < 6 else 1


def _in_link(element: etree._Element) -> bool:
    return any(str(above.tag).endswith("link") for above in element.iterancestors())


def _title_of_content(item: Element) -> str:
    for name in ("hl1", "hedline", "h1", "title"):
        found = item.text(name, "contentset")
        if found:
            return found
    return item.text("headline", "partmeta")


def _text(item: Element) -> str:
    """The beginning of an item's description, else of its text."""
    for found in (*item.texts("description", "contentmeta"), item.text("abstract"), *item.texts("p", "contentset")):
        if found:
            return lead(found)
    inline = item.all("inlinedata") or item.all("body.content") or item.all("body") or item.all("inlinexml")
    return lead(text_of(inline[0])) if inline else ""


def _link(item: Element) -> str | None:
    """The item's page on the web: its identifier, where that is an address, or a link that says it is that."""
    for key in ("newsitem", "packageitem"):
        found = web_address(item.value(key, "guid"))
        if found:
            return found
    for element in item.all("link", "itemmeta"):
        relation = value(element, "rel").lower().rpartition(":")[2]
        if relation in _WEB_RELATIONS or "html" in value(element, "contenttype"):
            found = web_address(value(element, "href"))
            if found:
                return found
    return None


def _section(item: Element) -> str | None:
    """The first subject with a code of the IPTC, else with a name, that names no person, place or thing."""
    named: list[str] = []
    for element in item.all("subject", "contentmeta"):
        if value(element, "type").lower().endswith(_NO_RUBRIC):
            continue
        top = subject_name(value(element, "qcode") or value(element, "uri"))
        if top:
            return label(_name(element) or top)
        named.append(_name(element))
    told = (*named, *item.values("tobject.subject", "tobject.subject.type"))
    return next(filter(None, map(label, told)), None)


def _name(element: etree._Element) -> str:
    """The name of a concept, in whatever language comes first."""
    names = (text_of(child) for child in element if str(child.tag).rpartition("}")[2].lower() == "name")
    return next(filter(None, names), "")


def _language(item: Element, around: Element) -> str | None:
    told = (
        item.value("language", "tag", "contentmeta"),
        *(item.value(kind, "lang") for kind in ("newsitem", "packageitem", "headline", "inlinexml")),
        item.value("nitf", "baselang"),
        item.value("html", "lang"),
        around.value("newsmessage", "lang"),
    )
    return next(filter(None, map(language_code, told)), None)


def _publisher(item: Element, around: Element) -> str | None:
    for name in ("provider", "infosource", "copyrightholder", "distributor"):
        for element in item.all(name):
            found = label(_name(element) or value(element, "literal") or text_of(element) or _code(element))
            if found:
                return found
    return label(item.text("creditline")) or label(around.text("sender")) or label(around.text("origin"))


def _code(element: etree._Element) -> str:
    """The last part of a code (nprov:AFP: AFP)."""
    return (value(element, "qcode") or value(element, "uri")).rstrip("/").rpartition("/")[2].rpartition(":")[2]


def _refused(item: Element) -> str | None:
    for element in item.all("pubstatus"):
        status = (value(element, "qcode") or value(element, "uri") or text_of(element)).lower()
        if status.endswith(_WITHDRAWN):
            return f"its agency took it back (status '{status[:40]}'); nothing is to be done"
    return None


def _listed(item: Element, package: WireEntry) -> Iterator[WireEntry]:
    """What a package refers to, where it gives the headlines; their days are their own, else the package's."""
    seen = {package.title}
    for element in item.all("itemref"):
        parts = {str(child.tag).rpartition("}")[2].lower(): text_of(child) for child in reversed(element)}
        title = parts.get("headline") or parts.get("title") or ""
        if not title or title in seen:
            continue
        seen.add(title)
        yield replace(
            package, title=title, text="", slug="", link=web_address(value(element, "href")), section=None,
            publisher=parts.get("provider") or package.publisher,
        )  # fmt: skip
