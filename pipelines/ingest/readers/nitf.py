"""NITF, the IPTC's News Industry Text Format, in all its versions: one story, or several one after the other.

What belongs here: which element of a story says what. What does not: finding and parsing the stories
(wire_document.py), NITF within NewsML (readers/newsml.py).

The headline is the first <hl1>, else the <hedline>, else the <title>, else the first sentence of the abstract or the
text; keywords are taken where there is no text either. The day is that of <date.issue>, else of another date of the
story itself; the date of the format's version, on the root, dates nothing.
"""

from collections.abc import Sequence

from pipelines.ingest.entry import label, language_code, web_address
from pipelines.ingest.reader import Place, ReadDocument
from pipelines.ingest.sources import Source
from pipelines.ingest.wire import WireEntry, dated, lead
from pipelines.ingest.wire_document import read_elements
from pipelines.ingest.wire_markup import Element, root_of, text_of, value
from pipelines.ingest.wire_subjects import subject_name

name = "nitf"

_MEDIA = "text/vnd.IPTC.NITF"
_STORY = ("nitf",)
_DATES = ("date.issue", "date.release", "story.date")
# Names of <meta> that hold a section, a date, a language, a publisher, as agencies and newspapers write them.
_SECTIONS = ("section", "category", "anpa-category", "categoria", "online_sections", "desk", "dsk", "rubric", "ressort")
_META_DATES = ("date", "pubdate", "date.issue", "publication-date", "published", "created", "timestamp")
_PROVIDERS = ("provider", "publisher", "source", "distributor", "author-agency")
# Of a story's status: these its agency took back. What is embargoed is read as others are.
WITHDRAWN = frozenset({"canceled", "cancelled", "killed", "kill", "withheld", "deleted"})


def sniff(data: bytes, file_name: str) -> float:
    """By the first element."""
    return 0.95 if root_of(data).name == "nitf" else 0.0


def read(data: bytes, source: Source, place: Place) -> ReadDocument:
    """The stories of a document, one item each; what its agency took back is rejected.

    Raises:
        Unreadable: the document is no text, or holds no <nitf>.
    """
    return read_elements(name, _MEDIA, _STORY, _entries, data, source, place)


def _entries(story: Element, around: Element, source: Source) -> Sequence[WireEntry]:
    return [entry_of(story, source)]


def entry_of(story: Element, source: Source) -> WireEntry:
    """What a story tells; `story` may be any element that holds one."""
    meta = {value(element, "name").lower(): value(element, "content") for element in story.all("meta")}
    written, moment, day = dated(_dates(story, meta), source)
    status = story.value("docdata", "management-status").lower()
    providers = [story.text("distributor"), story.text("rights.owner"), story.value("doc.copyright", "holder"),
                 story.value("pubdata", "name"), *(meta.get(key) for key in _PROVIDERS)]  # fmt: skip
    languages = [story.value("nitf", "baselang"), story.value("nitf", "lang"), story.value("body", "lang"),
                 meta.get("language"), meta.get("lang")]  # fmt: skip
    return WireEntry(
        title=title_of(story),
        text=text_of_story(story),
        slug=story.value("keyword", "key") or meta.get("anpa-keyword", "") or story.value("du-key", "key"),
        written=written,
        moment=moment,
        day=day,
        link=web_address(story.value("pubdata", "ex-ref")) or web_address(meta.get("url")),
        section=_section(story, meta),
        language=next(filter(None, map(language_code, languages)), None),
        publisher=next(filter(None, map(label, providers)), None),
        refused=f"its agency took it back (status '{status}'); nothing is to be done" if status in WITHDRAWN else None,
    )


def title_of(story: Element) -> str:
    """The headline of a story, empty without one."""
    return story.text("hl1") or story.text("hedline") or story.text("title", "head") or story.text("title")


def text_of_story(story: Element) -> str:
    """The beginning of a story's abstract or text, empty without one."""
    for part in ("abstract", "body.content"):
        for element in story.all(part):
            paragraphs = (text_of(child) for child in element.iterdescendants("{*}p", "p"))
            found = next(filter(None, paragraphs), "") or text_of(element)
            if found:
                return lead(found)
    return lead(story.text("p"))


def _dates(story: Element, meta: dict[str, str]) -> list[str]:
    return [
        *(found for key in _DATES for found in (story.value(key, "norm"), story.text(key))),
        story.value("pubdata", "date.publication"),
        *(meta.get(key, "") for key in _META_DATES),
    ]


def _section(story: Element, meta: dict[str, str]) -> str | None:
    for subject in story.all("tobject.subject"):
        told = value(subject, "tobject.subject.type") or subject_name(value(subject, "tobject.subject.refnum"))
        if told:
            return label(told)
    told = story.value("pubdata", "position.section")
    return label(told) or next(filter(None, (label(meta.get(key)) for key in _SECTIONS)), None)
