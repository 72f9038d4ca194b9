"""The document of wire items in XML: its items found, each judged, with the bytes it stands at.

What belongs here: what the readers of such formats have in common. What does not: which element says what (readers/
nitf.py, readers/newsml.py), taking markup apart (wire_markup.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from pipelines.ingest.decode import Unreadable
from pipelines.ingest.reader import Item, Place, ReadDocument, fallback_day
from pipelines.ingest.sources import Source
from pipelines.ingest.spans import Offsets
from pipelines.ingest.wire import NOWHERE, Span, WireEntry, debris, item_of
from pipelines.ingest.wire_markup import Element, envelope_of, found_elements, xml_text

_MAX_TITLE = 500

# What an item tells: its element, that of what stands around it, the source.
Entries = Callable[[Element, Element, Source], Sequence[WireEntry]]


def read_elements(
    reader: str, media_type: str, names: Sequence[str], entries: Entries, data: bytes, source: Source, place: Place
) -> ReadDocument:
    """The items of a document that are elements of these names; each element gives entries, or one item that says why.

    The first entry of an element bears the element's span: two headlines of a document never begin at the same byte.

    Raises:
        Unreadable: the bytes are no text, or none of these elements is in it.
    """
    text, encoding = xml_text(data, source.encoding)
    found = list(found_elements(text, names))
    if not found:
        raise Unreadable(
            f"the document has no element <{names[0]}> or its like; fetch it again, or set reader: auto for its source"
        )
    offsets = Offsets(data, text, encoding)
    envelope = envelope_of(text, found[0].start)
    fallback = fallback_day(source, place)
    items: list[Item] = []
    line, counted = 1, 0
    for place_in_text in found:
        span: Span = offsets.span(place_in_text.start, place_in_text.end)
        slice_ = text[place_in_text.start : place_in_text.end]
        end = place_in_text.end if place_in_text.name else place_in_text.start
        line, counted = line + text.count("\n", counted, end), end
        if not place_in_text.name:
            why = f"what begins at line {line} is a comment that never ends; repair the document, or fetch it again"
            items.append(debris(len(items) + 1, span, slice_, why))
            continue
        element = Element(slice_)
        told = list(entries(element, envelope, source)) or [WireEntry("")]
        if not place_in_text.whole:
            why = f"the item breaks off within its headline or text, at line {line}; fetch the document again"
            told = [
                replace(entry, refused=why) if element.breaks_off_in(entry.title, slice_) else entry for entry in told
            ]
        for entry in told:
            items.append(item_of(entry, len(items) + 1, span, source, fallback))
            span = NOWHERE
    title = items[0].raw_text[:_MAX_TITLE] if len(items) == 1 and items[0].kind == "headline" else None
    day = next((item.published_on for item in items if item.date_kind == "explicit"), None)
    return ReadDocument(reader, media_type, encoding.name, title, day, items)
