"""NewsML 1.0 to 1.2: what a news item tells.

What belongs here: which element of an item says what. What does not: finding the items (readers/newsml.py), NewsML-G2
(newsml_g2.py).

An item is a tree of components (the story, its pictures, its versions in other languages); each component with another
headline is an entry. The headline of an item without any is that of the NITF or XHTML in it, else the first sentence
of its text, else its slugline or name. The day is that of this revision, else of its first making. What was withheld
or cancelled is rejected; what is embargoed is read as others are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from pipelines.ingest.entry import label, language_code
from pipelines.ingest.sources import Source
from pipelines.ingest.wire import WireEntry, dated, lead
from pipelines.ingest.wire_markup import Element, text_of, value
from pipelines.ingest.wire_subjects import subject_name

_DATES = ("thisrevisioncreated", "firstcreated", "datelinedate", "dateid")
_WITHDRAWN = frozenset({"canceled", "cancelled", "withheld", "killed"})
_SUBJECTS = ("subject", "subjectmatter", "subjectdetail", "subjectqualifier")


def one_entries(item: Element, around: Element, source: Source) -> Sequence[WireEntry]:
    """The entries of an item, one for each headline in it, or one without; `around` is the document's envelope."""
    written, moment, day = dated(_dates(item, around), source)
    status = item.value("status", "formalname", "newsmanagement").lower()
    entry = WireEntry(
        title="",
        text=_text(item),
        slug=item.text("slugline") or item.text("namelabel"),
        written=written,
        moment=moment,
        day=day,
        section=_section(item),
        language=_language(item, around),
        publisher=_publisher(item, around),
        refused=f"its agency took it back (status '{status}'); nothing is to be done" if status in _WITHDRAWN else None,
    )
    titles: dict[str, str | None] = {}
    for element in item.all("headline", "newslines"):
        if text_of(element):
            titles.setdefault(text_of(element), _language_of(element))
    if not titles:
        return [replace(entry, title=_title_of_content(item))]
    return [replace(entry, title=title, language=spoken or entry.language) for title, spoken in titles.items()]


def _dates(item: Element, around: Element) -> Iterator[str]:
    for name in _DATES:
        yield from item.texts(name)
    yield from item.values("date.issue", "norm")
    yield from item.values("story.date", "norm")
    yield around.text("dateandtime")


def _title_of_content(item: Element) -> str:
    found = (item.text("headline"), item.text("hl1"), item.text("hedline"), item.text("h1"), item.text("title"))
    return next(filter(None, found), "")


def _text(item: Element) -> str:
    for name in ("abstract", "p"):
        found = item.text(name, "datacontent", "newscomponent")
        if found:
            return lead(found)
    content = next(filter(None, item.texts("datacontent")), "")
    return lead(content or item.text("caption"))


def _section(item: Element) -> str | None:
    for name in _SUBJECTS:
        found = next(filter(None, map(subject_name, item.values(name, "formalname", "subjectcode"))), None)
        if found:
            return found
    for element in item.all("property"):
        if value(element, "formalname").lower() in ("category", "section", "topic", "desk"):
            found = label(value(element, "value"))
            if found:
                return found
    return label(item.value("tobject.subject", "tobject.subject.type"))


def _language_of(element: etree._Element) -> str | None:
    """The language of a headline: its own, else the nearest that is told around it, short of the item's."""
    for around in (element, *element.iterancestors()):
        found = language_code(value(around, "lang"))
        if found:
            return found
    return None


def _language(item: Element, around: Element) -> str | None:
    told = (item.value("language", "formalname"), item.value("newsitem", "lang"), item.value("nitf", "baselang"),
            around.value("newsml", "lang"))  # fmt: skip
    return next(filter(None, map(language_code, told)), None)


def _publisher(item: Element, around: Element) -> str | None:
    told = (
        *item.values("party", "formalname", "provider"),
        *item.values("party", "formalname", "source"),
        item.text("copyrightholder"),
        item.text("providerid"),
        *around.values("party", "formalname", "sentfrom"),
    )
    return next(filter(None, map(label, told)), None)
