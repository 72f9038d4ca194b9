"""Spans: a document decoded as a whole, and from its characters back to its bytes.

What belongs here: decoding for formats whose parsers want text, and byte offsets of what was found in it. What does
not: which encoding it is (decode.py), lines and their spans (decode.py), what stands at a span (the readers).
"""

import codecs
import re

from pipelines.ingest.decode import Encoding, Unreadable, detect

# Codecs that Python takes for text encodings though no document is in them; some take quadratic time.
_NO_ENCODING = frozenset({"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "mbcs", "oem"})
_UNDECODED = re.compile("[\ud800-\udfff]")
# What XML and JSON in UTF-16 and UTF-32 without a mark begin with: '<' or '{', then an ASCII character.
_WIDE = (
    ("utf-32-be", 4, (0, 1, 2)),
    ("utf-32-le", 4, (1, 2, 3)),
    ("utf-16-be", 2, (0,)),
    ("utf-16-le", 2, (1,)),
)


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, told by the NUL bytes of its first two characters; None for any other."""
    for name, unit, nuls in _WIDE:
        head = data[: 2 * unit]
        if len(head) == 2 * unit and all((byte == 0) == (i % unit in nuls) for i, byte in enumerate(head)):
            return name
    return None


def decoded(data: bytes, declared: str | None, expected: str | None) -> tuple[str, Encoding]:
    """The text of a document and the encoding it is in: `declared` in the document, `expected` of its source.

    A byte-order mark comes first, then wide text without one, then `declared` and UTF-8 where all bytes fit, then what
    the bytes suggest. Bytes that do not fit stand as lone surrogates (UTF-8) or U+FFFD.

    Raises:
        Unreadable: the bytes are no text.
    """
    wide = wide_encoding(data)
    if wide:
        return _decode(data, Encoding(wide, 0, "nul-pattern"))
    marked = data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))
    if not marked:
        for name in filter(None, (declared, "utf-8")):
            try:
                return data.decode(name), Encoding(name, 0, "declared" if name == declared else "strict")
            except UnicodeError:
                continue
    return _decode(data, detect(data, declared or expected))


def known_encoding(name: str, less_than: bytes = b"<") -> str | None:
    """Python's name of an encoding that a document declares, in which its first '<' is these bytes; else None.

    So a declaration of UTF-16 in a document of bytes is not believed. GB 2312 is read as its superset GB 18030, as the
    WHATWG Encoding Standard has it.
    """
    try:
        codec = codecs.lookup(name).name
        if codec.replace("-", "_") in _NO_ENCODING or "<".encode(name) != less_than:
            return None
    except (LookupError, ValueError):  # ValueError: a NUL in the name, or a codec that takes no text
        return None
    return "gb18030" if codec in ("gb2312", "gbk") else codec


def badly_decoded(text: str, encoding: Encoding) -> bool:
    """Whether some bytes of a document did not fit its encoding."""
    return bool(_UNDECODED.search(text)) or (encoding.name != "utf-8" and "\ufffd" in text)


class Offsets:
    """Byte offsets of characters of a decoded document; ask for them in ascending order, which takes linear time."""

    def __init__(self, data: bytes, text: str, encoding: Encoding) -> None:
        self._text, self._encoding = text, encoding
        self._plain = text.isascii() and len(text) + encoding.bom_length == len(data)
        self._char, self._byte = 0, encoding.bom_length
        try:
            size = len(text) if self._plain else len(self._bytes(0, len(text)))
        except UnicodeError:
            size = -1
        # Where encoding does not give back as many bytes (bad ones, escape sequences), no offset is sure.
        self._sure = size + encoding.bom_length == len(data)

    def at(self, char: int) -> int | None:
        """The offset of the character at index `char`, None where it is not sure."""
        if not self._sure:
            return None
        if self._plain:
            return char + self._encoding.bom_length
        self._byte += len(self._bytes(self._char, char))
        self._char = char
        return self._byte

    def span(self, start: int, end: int) -> tuple[int | None, int | None]:
        """The bytes of `text[start:end]`."""
        return self.at(start), self.at(end)

    def _bytes(self, start: int, end: int) -> bytes:
        errors = "surrogateescape" if self._encoding.name == "utf-8" else "strict"
        return self._text[start:end].encode(self._encoding.name, errors)


def _decode(data: bytes, encoding: Encoding) -> tuple[str, Encoding]:
    errors = "surrogateescape" if encoding.name == "utf-8" else "replace"
    try:
        return data[encoding.bom_length :].decode(encoding.name, errors), encoding
    except (LookupError, UnicodeError) as error:
        raise Unreadable(
            f"the document cannot be decoded as {encoding.name}; declare the encoding of its source"
        ) from error
