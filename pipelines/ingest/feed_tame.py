"""A feed made safe for the parser library, with the place of each entry.

What belongs here: one pass over a feed's tags that finds the entries and takes out what would cost the library more
than linear time or memory. What does not: what an entry says (readers/feed.py), what is a feed (feed_markup.py).

The library (feedparser) takes quadratic time over authors, keywords, many categories, namespaces and attributes,
quadratic memory over nested relative bases, fails on places and licences in odd order, and hands declared entities to
a parser that expands them. No headline needs these. What the pass lets through, the library must not read otherwise:
so no '<' is left but of whole tags and CDATA sections, and no reference that could become markup.
"""

import html.entities
import re
from typing import NamedTuple

from pipelines.ingest.decode import Unreadable
from pipelines.ingest.feed_markup import HEAD, feed_root

_ENTITY = re.compile(
    r"""<!ENTITY\s+([\w.-]{1,40})\s+(?:"([^"%&]{0,80}|&\#\w{1,8};)"|'([^'%&]{0,80}|&\#\w{1,8};)')\s*>"""
)
_REFERENCE = re.compile(r"&(?:#([0-9]+|[xX][0-9a-fA-F]+)|([A-Za-z][\w.-]{0,40}));")
_KEPT_NAMES = frozenset({"lt", "gt", "amp", "quot", "apos"})
_KEPT_CODES = {60: "&lt;", 62: "&gt;", 38: "&#38;", 34: "&quot;", 39: "&apos;"}
# An ampersand that begins no such reference ("AT&T"); in a CDATA section it is one already.
_BARE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!(?:lt|gt|amp|quot|apos|#38);)", re.DOTALL)
# No character of XML; a lone surrogate stands for a byte that could not be decoded.
_NOT_XML = re.compile("[^\t\n\r\x20-\ufffd\U00010000-\U0010ffff]")
_UNDECODED = re.compile("[\ud800-\udfff]")

# Comments, instructions and declarations, CDATA sections, tags, and signs that are none of these. A quoted attribute
# may hold brackets, where the library sees a quoted one too. Each alternative is possessive or ends at the end of the
# text at the latest: the pass takes linear time over anything.
_TOKEN = re.compile(
    r"""(?P<aside><!--.*?(?:-->|\Z) | <\?(?:[^<]*?\?>|[^>]*+>?) | <!(?!\[CDATA\[)[^>]*+>?)
      | <!\[CDATA\[.*?(?:\]\]>|\Z)
      | <(?P<close>/?)(?:[\w.-]++:)?(?P<name>[A-Za-z_][\w.-]*+)
        (?P<rest>(?:[^<>"']++|"[^"]*+"(?=[>/\s]|\w++=)|'[^']*+'(?=[>/\s]|\w++=))*+>|[^<>]*+>?)
      | (?P<sign><)""",
    re.DOTALL | re.VERBOSE,
)
# The library takes up to 40 µs for a tag; a feed of 20,000 entries has about as many.
_MAX_TAGS = 500_000
_ENTRIES = frozenset({"item", "entry"})
_ENDS = frozenset({"rss", "feed", "rdf", "channel"})
_DROPPED = frozenset(
    "author chapter chapters contributor creator credit email exterior height keywords license linearring linestring "
    "managingeditor owner person player point polygon pos poslist publisher rating restriction tags thumbnail "
    "webmaster where width".split()
)
_LABELS = frozenset({"category", "subject"})
_MAX_LABELS = 8
# None of these stands inside of what is dropped: where one comes, the end tag was forgotten.
_NEVER_INSIDE = (
    _ENTRIES
    | _ENDS
    | _LABELS
    | frozenset("content date description encoded link modified pubdate published summary title updated".split())
)
_ATTRIBUTE = re.compile(r"""[\w:.-]\s*=\s*["']""")
_LONG_TAG, _MAX_ATTRIBUTES = 2_000, 200
_NAMESPACE = re.compile(r"xmlns:([\w.-]+)\s*=", re.IGNORECASE)
_MAX_NAMESPACES = 200
_BASE = re.compile(r"""\bbase\s*=\s*(?:"([^"]*)|'([^']*)|([^\s"'>]*))""", re.IGNORECASE)
_MAX_BASES, _MAX_BASES_LENGTH = 2_000, 64 * 1024


class Tame(NamedTuple):
    """A feed for the library: XML without prologue, and where in the text each entry begins and ends.

    `root` is the first element's name in lower case, `lines_before` how many lines are above it. An entry without an
    end tag has no end; `broken_off` is whether the text ends within the last one.
    """

    root: str
    lines_before: int
    xml: str
    entries: list[tuple[int, int | None]]
    broken_off: bool


def tame(text: str) -> Tame:
    """A feed's text made safe for the library.

    Raises:
        Unreadable: there is no feed in the text, or it is made to exhaust its reader.
    """
    root = feed_root(text)
    declared = {match[1]: match[2] or match[3] or "" for match in _ENTITY.finditer(text, 0, min(root.start, HEAD))}
    tags = _Pass(text, root.start, {name: _as_text(value) for name, value in declared.items()})
    tags.run()
    xml = _BARE.sub(lambda bare: "&amp;" if bare[0] == "&" else bare[0], tags.resolved("".join(tags.pieces)))
    xml = _UNDECODED.sub("\ufffd", _NOT_XML.sub(" ", xml))
    return Tame(root.name, text.count("\n", 0, root.start), xml, tags.entries, tags.broken_off)


class _Pass:
    """One pass over the tags of a text: `pieces` are what is kept of it, `entries` where they stand in it."""

    def __init__(self, text: str, start: int, declared: dict[str, str]) -> None:
        self.text, self.declared = text, declared
        self.pieces: list[str] = []
        self.kept = start  # what stands from here on is not yet in pieces
        self.entries: list[tuple[int, int | None]] = []
        self.in_entry = False
        self.labels = self.open_labels = 0
        self.dropping, self.depth = "", 0
        self.namespaces: set[str] = set()
        self.bases = self.bases_length = 0

    def run(self) -> None:
        tags = 0
        for token in _TOKEN.finditer(self.text, self.kept):
            name = token["name"]
            if name:
                tags += 1
                if tags > _MAX_TAGS:
                    raise Unreadable(f"the feed has more than {_MAX_TAGS:,} tags; split it into several files")
                self._tag(token, name.lower())
            elif not self.dropping and token["aside"]:
                self._replace(token.start(), token.end())
            elif not self.dropping and token["sign"]:
                self._replace(token.start(), token.end(), "&lt;")
        if not self.dropping:
            self.pieces.append(self.text[self.kept :])

    @property
    def broken_off(self) -> bool:
        """Whether the text ends within its last entry; not where no entry of several has an end tag."""
        return self.in_entry and (len(self.entries) == 1 or any(end for _, end in self.entries))

    def resolved(self, text: str) -> str:
        """Text with its references as characters, but for those that keep markup apart from text."""
        return _REFERENCE.sub(lambda match: _character(match, self.declared), text) if "&" in text else text

    def _tag(self, token: re.Match[str], name: str) -> None:
        opens, whole = not token["close"], token["rest"].endswith("/>")
        if self.dropping:
            if name not in _NEVER_INSIDE or (name == self.dropping and not opens):
                if name == self.dropping and not whole:
                    self.depth += 1 if opens else -1
                    if self.depth == 0:
                        self._go_on(token.end())
                return
            self._go_on(token.start())
        if name in _DROPPED or (name in _LABELS and self._odd_label(opens, whole)):
            self._replace(token.start(), token.end())
            if opens and not whole:
                self.dropping, self.depth = name, 1
            return
        if name in _ENTRIES:
            self._entry(token, opens, whole)
        elif name in _ENDS and not opens:
            self.in_entry = False  # its end tag was forgotten
        if opens:
            self._attributes(self.resolved(token["rest"]))
        if token["rest"][:1] not in ("", " ", "\t", "\r", "\n", "/", ">"):
            self._replace(token.end("name"), token.end("name"), " ")
        if not token["rest"].endswith(">"):
            self._replace(token.end(), token.end(), ">")

    def _entry(self, token: re.Match[str], opens: bool, whole: bool) -> None:
        self.labels = self.open_labels = 0
        if opens:
            self.entries.append((token.start(), token.end() if whole else None))
            self.in_entry = not whole
        elif self.in_entry:
            self.entries[-1] = (self.entries[-1][0], token.end())
            self.in_entry = False

    def _odd_label(self, opens: bool, whole: bool) -> bool:
        """Whether a category is one too many, or ends without having begun."""
        if not opens:
            self.open_labels -= 1
            return self.open_labels < 0
        self.labels += 1
        self.open_labels += self.labels <= _MAX_LABELS and not whole
        return self.labels > _MAX_LABELS

    def _replace(self, start: int, end: int, by: str = "") -> None:
        self.pieces += (self.text[self.kept : start], by)
        self.kept = start
        self._go_on(end)

    def _go_on(self, end: int) -> None:
        """Leave out what stands before `end`, but for its line ends, so that messages name the right line."""
        self.dropping = ""
        self.pieces.append("\n" * self.text.count("\n", self.kept, end))
        self.kept = end

    def _attributes(self, rest: str) -> None:
        if len(rest) > _LONG_TAG and sum(1 for _ in _ATTRIBUTE.finditer(rest)) > _MAX_ATTRIBUTES:
            raise Unreadable(f"the feed has a tag of more than {_MAX_ATTRIBUTES} attributes; leave it out")
        if "xmlns:" in rest.lower():
            self.namespaces.update(_NAMESPACE.findall(rest))
            if len(self.namespaces) > _MAX_NAMESPACES:
                raise Unreadable(f"the feed declares more than {_MAX_NAMESPACES} namespaces; leave it out")
        if "base" in rest.lower():
            bases = ["".join(found) for found in _BASE.findall(rest)]
            relative = [base for base in bases if not re.match(r"[a-zA-Z][\w+.-]*+://", base)]
            self.bases += len(relative)
            self.bases_length += sum(map(len, relative))
            if self.bases > _MAX_BASES or self.bases_length > _MAX_BASES_LENGTH:
                raise Unreadable(f"the feed has more than {_MAX_BASES} relative bases, or very long ones; leave it out")


def _as_text(value: str) -> str:
    """The value of a declared entity, which can be no markup here."""
    for sign, reference in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&apos;")):
        value = value.replace(sign, reference)
    return _REFERENCE.sub(lambda match: _character(match, {}), value)


def _character(reference: re.Match[str], declared: dict[str, str]) -> str:
    number, name = reference.groups()
    if name:
        if name in _KEPT_NAMES:
            return reference[0]
        code = html.entities.name2codepoint.get(name)
        return declared.get(name) or (chr(code) if code else reference[0])
    digits = number.lstrip("xX0") or "0"
    code = int(digits, 16 if number[0] in "xX" else 10) if len(digits) <= 7 else 0
    return _KEPT_CODES.get(code) or (chr(code) if code < 0x110000 else " ")
