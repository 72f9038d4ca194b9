"""Decoding: which encoding a document's bytes are in, and its lines with the byte spans they stand at.

What belongs here: bytes in, text and spans out; telling text from what is no text. What does not: what a line means.

A document is split into lines as bytes and decoded line by line, so that a span always points at the bytes of its
text and one bad byte spoils one line.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from charset_normalizer import from_bytes

# What is looked at to tell an encoding: enough for the guess, little enough for a document of any size.
SAMPLE_BYTES = 64 * 1024
GUESS_BYTES = 16 * 1024
# A line beyond this is decoded only to here: no headline is that long, and one line must not fill the memory.
LINE_BYTES = 64 * 1024
# Offsets of bad bytes that are reported for one line.
BAD_BYTES_REPORTED = 8

_BOMS = (  # UTF-32 before UTF-16: its little-endian mark begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_TEXT = (
    (b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed"),
    (b"\xfd7zXZ\x00", "xz-compressed"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PAR1", "a Parquet table"),
    (b"\x7fELF", "a program"),
    (b"WARC/", "a web archive (WARC)"),
    (b"filedesc://", "a web archive (ARC)"),
)
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b") + b"\x7f"
# Zip, PNG and random bytes have 10 % control bytes and more, real pages with a stray one far below 1 %.
_MAX_CONTROL_SHARE = 0.02
_MARKUP = (
    (re.compile(rb"\s*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE), "HTML"),
    (re.compile(rb"\s*<(\?xml\b|rss\b|feed\b|rdf:rdf\b|nitf\b|newsml|!doctype\b|!--)", re.IGNORECASE), "XML"),
    (re.compile(rb"\s*(\{\s*(\"|\})|\[\s*(\{|\"|\]))"), "JSON"),
)
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}",
)
_HIGH = re.compile(rb"[\x80-\xff]")
_NOT_BLANK = re.compile(rb"\S")
# Encodings in which the bytes before a character change what it is.
STATEFUL = ("iso2022", "hz", "utf-7")
# Of the encodings that charset-normalizer knows, those that pages are written in by the WHATWG Encoding Standard.
_LEGACY = (
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "iso8859_2", "iso8859_5",
    "iso8859_7", "koi8_r", "koi8_u", "cp932", "euc_jp", "gb18030", "big5", "cp949", "cp874",
)  # fmt: skip
# Encodings of Latin script, the western one first, as in the Encoding Standard (charset-normalizer gives cp1250 for
# most western pages). One is passed over where its text has signs inside of words: Polish read so is "Ze³enski".
_LATIN = ("cp1252", "cp1250", "iso8859-2", "cp1257")
_SIGN_IN_WORD = re.compile(r"[^\W\d_](?:[\xa1-\xbf×÷][^\W\d_]|[¦¨¬¯±¶¸¼¾])")
_LINE_END = {
    "utf-16-le": (2, re.compile(rb"(?:[\r\n]\x00)+")),
    "utf-16-be": (2, re.compile(rb"(?:\x00[\r\n])+")),
    "utf-32-le": (4, re.compile(rb"(?:[\r\n]\x00\x00\x00)+")),
    "utf-32-be": (4, re.compile(rb"(?:\x00\x00\x00[\r\n])+")),
}
_BYTE_LINE_END = (1, re.compile(rb"[\r\n]+"))


class Unreadable(ValueError):
    """A document that is no text; the message gives the reason and the remedy."""


class Encoding(NamedTuple):
    """How a document's bytes become text.

    `name` is Python's name of the codec, `bom_length` the bytes of the byte-order mark before the text, `how` one of
    `bom`, `nul-pattern`, `strict` (valid UTF-8), `mostly` (UTF-8 with bad bytes), `declared`, `guessed`.
    """

    name: str
    bom_length: int
    how: str


class Line(NamedTuple):
    """A non-blank line: its span in the document and its text, white space at both ends left out of both.

    Undecodable bytes stand in the text as `\\xNN`, and `bad_bytes` gives the offsets of the first of them in the
    document. A line of more than LINE_BYTES bytes is not `complete`: its text is the beginning only.
    """

    byte_start: int
    byte_end: int
    text: str
    bad_bytes: tuple[int, ...]
    complete: bool


def detect(data: bytes, declared: str | None = None) -> Encoding:
    """The encoding of a document.

    In order: a byte-order mark; a declared encoding that is wide or stateful (such bytes pass for others); the NUL
    pattern of UTF-16; valid UTF-8; UTF-8 with a few bad bytes; the declared encoding; a guess from the lines that
    are not ASCII, where Latin text is taken for windows-1252 unless that gives signs inside of words. A guess between
    Latin encodings can be wrong (Czech and Turkish give no signs): such sources declare theirs.

    Raises:
        Unreadable: the bytes are no text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Encoding(name, len(mark), "bom")
    declared = codecs.lookup(declared).name if declared else None
    if declared and _LINE_END.get(declared, _BYTE_LINE_END)[0] > 1:
        return Encoding(declared, 0, "declared")
    if declared in ("utf-16", "utf-32"):  # no mark: little-endian is what such files are in practice
        return Encoding(f"{declared}-le", 0, "declared")
    wide = _utf16_by_nuls(data)
    if wide:
        return Encoding(wide, 0, "nul-pattern")
    reason = why_no_text(data)
    if reason:
        raise Unreadable(reason)
    if declared and declared.startswith(STATEFUL):
        return Encoding(declared, 0, "declared")
    if _is_utf8(data):
        return Encoding("utf-8", 0, "strict")
    sample = _lines_not_ascii(data)
    if _is_mostly_utf8(sample):
        return Encoding("utf-8", 0, "mostly")
    if declared:
        return Encoding(declared, 0, "declared")
    return Encoding(_guess(sample), 0, "guessed")


def lines(data: bytes, encoding: Encoding) -> Iterator[Line]:
    """The non-blank lines of a document, in order; `data[byte_start:byte_end]` decodes to the line's text.

    A line ends at LF, CR LF or a lone CR (in UTF-16 and UTF-32 at such a code unit) or with the document.
    """
    unit, line_end = _LINE_END.get(encoding.name, _BYTE_LINE_END)
    start = encoding.bom_length
    for match in line_end.finditer(data, start):
        if (match.start() - encoding.bom_length) % unit:
            continue  # the bytes of two neighbouring code units, no line end
        line = _line(data, start, match.start(), encoding.name, unit)
        if line:
            yield line
        start = match.end()
    line = _line(data, start, len(data), encoding.name, unit)
    if line:
        yield line


def why_no_text(data: bytes) -> str | None:
    """Why the bytes are no text, with the remedy; None when they may be."""
    for beginning, what in _NO_TEXT:
        if data.startswith(beginning):
            return f"the document is {what}, not text; unpack or convert it to text first"
    sample = _ends_and_middle(data)
    control = len(sample) - len(sample.translate(None, _CONTROL))
    if control > _MAX_CONTROL_SHARE * len(sample):
        share = control / len(sample)
        return (
            f"the document is not text: {share:.0%} of its bytes are control characters; "
            "leave the file out, or declare its source's encoding if it is text"
        )
    return None


def markup(data: bytes) -> str | None:
    """`HTML`, `XML` or `JSON` when the document begins as such, else None."""
    head = data[:1024].removeprefix(codecs.BOM_UTF8)
    return next((name for pattern, name in _MARKUP if pattern.match(head)), None)


def _line(data: bytes, start: int, end: int, encoding: str, unit: int) -> Line | None:
    if unit == 1:
        # white space in ASCII can go without decoding, which leaves most lines nothing more to trim
        first = _NOT_BLANK.search(data, start, end)
        if not first:
            return None
        start = first.start()
    complete = end - start <= LINE_BYTES
    raw = data[start : end if complete else start + LINE_BYTES]
    if unit == 1 and complete:
        raw = raw.rstrip()
        end = start + len(raw)
    bad: tuple[int, ...] = ()
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text, bad = _decode_bad(raw, start, encoding, complete)
    trimmed = text.strip()
    if complete and trimmed != text:
        span = _trimmed_span(data, start, end, text, encoding)
        if span:
            start, end = span
            text = trimmed
    return Line(start, end, text, bad, complete) if trimmed or not complete else None


def _trimmed_span(data: bytes, start: int, end: int, text: str, encoding: str) -> tuple[int, int] | None:
    """The span without white space beyond ASCII at its ends; None where the codec's spans cannot be told (stateful)."""
    before = len(text) - len(text.lstrip())
    after = len(text.rstrip())
    inner_start = start + len(text[:before].encode(encoding))
    inner_end = end - len(text[after:].encode(encoding))
    if before >= after:
        return inner_end, inner_end
    inner = data[inner_start:inner_end].decode(encoding, errors="backslashreplace")
    return (inner_start, inner_end) if inner == text[before:after] else None


def _decode_bad(raw: bytes, offset: int, encoding: str, complete: bool) -> tuple[str, tuple[int, ...]]:
    """The text with `\\xNN` for what cannot be decoded, and where in the document the first such bytes stand."""
    bad: list[int] = []
    position = 0
    while position < len(raw) and len(bad) < BAD_BYTES_REPORTED:
        try:
            raw[position:].decode(encoding)
            break
        except UnicodeDecodeError as error:
            # the cut of a long line may fall within a character
            if complete or position + error.end < len(raw):
                bad.append(offset + position + error.start)
            position += error.end
    return raw.decode(encoding, errors="backslashreplace"), tuple(bad)


def _ends_and_middle(data: bytes) -> bytes:
    """At most SAMPLE_BYTES: the beginning, the middle and the end."""
    if len(data) <= SAMPLE_BYTES:
        return data
    third = SAMPLE_BYTES // 3
    middle = len(data) // 2
    return data[:third] + data[middle : middle + third] + data[-third:]


def _utf16_by_nuls(data: bytes) -> str | None:
    """UTF-16 without a mark: in text with spaces, digits or Latin letters every other byte is often NUL."""
    sample = data[: SAMPLE_BYTES - SAMPLE_BYTES % 2]
    units = len(sample) // 2
    if units == 0:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd >= 0.1 * units and even <= 0.01 * units:
        name = "utf-16-le"
    elif even >= 0.1 * units and odd <= 0.01 * units:
        name = "utf-16-be"
    else:
        return None
    text = sample.decode(name, errors="replace")
    odd_ones = sum(c == "\ufffd" or (unicodedata.category(c) in ("Cc", "Cn", "Co") and not c.isspace()) for c in text)
    return name if odd_ones <= _MAX_CONTROL_SHARE * len(text) else None


def _is_utf8(data: bytes) -> bool:
    """Whether all of it is valid UTF-8, in bounded memory."""
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    step = 1 << 20
    try:
        for start in range(0, len(data), step):
            decoder.decode(data[start : start + step], final=start + step >= len(data))
    except UnicodeDecodeError:
        return False
    return True


def _lines_not_ascii(data: bytes) -> bytes:
    """Of the lines with a byte beyond ASCII, at most SAMPLE_BYTES, and of each at most a kilobyte around that byte."""
    parts: list[bytes] = []
    size = position = 0
    while size < SAMPLE_BYTES:
        match = _HIGH.search(data, position)
        if not match:
            break
        start = max(data.rfind(b"\n", position, match.start()) + 1, match.start() - 512, position)
        end = data.find(b"\n", match.start(), match.start() + 512)
        end = end + 1 if end >= 0 else match.start() + 512
        parts.append(data[start:end])
        size += end - start
        position = end
    return b"".join(parts)


def _is_mostly_utf8(sample: bytes) -> bool:
    """Whether the bytes beyond ASCII form valid sequences for the greater part: then the others are the fault.

    In legacy text such sequences are chance: below a third in the two-byte encodings of East Asia, next to none in
    others.
    """
    sequences = _UTF8_SEQUENCE.findall(sample)
    high = len(_HIGH.findall(sample))
    return len(sequences) >= 2 and sum(map(len, sequences)) >= 0.8 * high


def _guess(sample: bytes) -> str:
    """The likeliest legacy encoding of lines that are not UTF-8; windows-1252 where nothing tells."""
    letters = sum(byte < 128 and chr(byte).isalpha() for byte in sample)
    high = len(_HIGH.findall(sample))
    latin = high <= 0.3 * (high + letters)
    if latin:
        for candidate in _LATIN:
            text = sample.decode(candidate, errors="replace")
            if text.count("\ufffd") + len(_SIGN_IN_WORD.findall(text)) <= 0.02 * high:
                return candidate
        return "cp1252"
    best = from_bytes(sample[:GUESS_BYTES], cp_isolation=list(_LEGACY), preemptive_behaviour=False).best()
    return codecs.lookup(best.encoding).name if best else "cp1252"
