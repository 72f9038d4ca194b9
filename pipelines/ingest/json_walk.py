"""Records in JSON: where in a document they stand, whatever lies around them.

What belongs here: finding the records of a document, or of lines of JSON, with their spans; going on as far as can be
where the JSON breaks off. What does not: which objects are records and what they say (readers/).
"""

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from pipelines.ingest.decode import Encoding, Unreadable, markup
from pipelines.ingest.spans import Offsets, decoded

# Around records stand a few levels at most (response > docs > record). Each level costs one more look at its text.
_MAX_DEPTH = 8
_HEAD = 64 * 1024
_BLANK = re.compile("[ \t\r\n\ufeff\x1e]*+")


NO_HEADLINE = "it has no headline; leave it, or name the key of its headline in the columns of its source"


class Record(NamedTuple):
    """A record, `text[start:end]`, under the nearest key above it; without a value it could not be read, for `reason`.

    A value is an object, or a string where the reader takes one for a record.
    """

    value: Any
    start: int
    end: int
    key: str | None
    reason: str | None = None


# Whether a value is a record, by itself, the nearest key above it, and whether it stands in a list.
IsRecord = Callable[[Any, str | None, bool], bool]


class Document(NamedTuple):
    """A JSON document: its records in order, and the members of its outermost object."""

    records: list[Record]
    top: dict[str, Any]
    offsets: Offsets
    encoding: Encoding


def json_head(data: bytes) -> str | None:
    """The beginning and end of a document that begins as JSON, near enough for its keys; None for any other."""
    head = data[:_HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    if markup(head) != "JSON":
        return None
    return (head + data[max(len(head), len(data) - _HEAD) :].replace(b"\x00", b"")).decode("latin-1")


def read_json(data: bytes, expected: str | None, is_record: IsRecord) -> Document:
    """The records of a document; `expected` is the encoding of its source.

    Raises:
        Unreadable: the bytes are no text, or not JSON before the first record.
    """
    text, encoding = decoded(data, None, expected)
    walk = _Walk(text, is_record)
    error = walk.run()
    if error and not any(record.value is not None for record in walk.found):
        raise Unreadable(error)
    return Document(walk.found, walk.top, Offsets(data, text, encoding), encoding)


class _BrokenOff(Exception):
    """The JSON ends or goes wrong at an index of the text."""

    def __init__(self, what: str, index: int) -> None:
        super().__init__(what)
        self.index = index


class _Walk:
    """The way through a text; `found` are the records so far, `top` the outermost object where it can be read."""

    def __init__(self, text: str, is_record: IsRecord) -> None:
        self.text, self.is_record = text, is_record
        self.found: list[Record] = []
        self.top: dict[str, Any] = {}
        self.broken = 0  # where the innermost object begins that cannot be read whole

    def run(self) -> str | None:
        """Find the records; gives why the JSON is not whole, None where it is."""
        if self._is_lines():
            return self._lines()
        start = self._skip(0)
        try:
            end = self._skip(self._value(start, None, False, 0))
            if end < len(self.text):
                raise _BrokenOff("more follows after its end", end)
        except _BrokenOff as broken:
            before = self.text[: broken.index]
            line, column = before.count("\n") + 1, broken.index - before.rfind("\n")
            reason = f"the JSON is wrong at line {line}, column {column} ({broken}); fetch it again, or mend it there"
            begin = max(self.broken, self.found[-1].end if self.found else 0)
            self.found.append(Record(None, begin, len(self.text), None, reason))
            return reason
        return None

    def _is_lines(self) -> bool:
        """Whether the text is a JSON object a line, and more than one."""
        start = self._skip(0)
        end = self.text.find("\n", start)
        if not self.text.startswith("{", start) or end < 0 or self._skip(end) == len(self.text):
            return False
        line = _Walk(self.text[start:end], self.is_record)
        try:
            return line._skip(line._decode(0)[1]) == len(line.text)
        except _BrokenOff:
            return False

    def _lines(self) -> str | None:
        error: str | None = None
        start = 0
        for number, line in enumerate(self.text.split("\n"), start=1):
            if _BLANK.fullmatch(line) is None:
                inner = _Walk(line, self.is_record)
                reason = inner.one_line(number)
                error = reason or error
                self.found += [item._replace(start=item.start + start, end=item.end + start) for item in inner.found]
            start += len(line) + 1
        return error

    def one_line(self, number: int) -> str | None:
        """Find the record of a text that is one line of a file; gives why it is no JSON, None where it is."""
        begin = self._skip(0)
        reason = None
        try:
            if self._skip(self._value(begin, None, True, 0)) < len(self.text):
                raise _BrokenOff("more follows after its end", 0)
        except _BrokenOff as broken:
            self.found.clear()
            reason = f"line {number} is not JSON ({broken}); mend it there"
        if not self.found:
            self.found.append(Record(None, begin, len(self.text.rstrip()), None, reason or NO_HEADLINE))
        return reason

    def _value(self, start: int, key: str | None, in_list: bool, depth: int) -> int:
        """Walk a value; gives the index after it."""
        first = self.text[start : start + 1]
        if first == "[" and depth < _MAX_DEPTH:
            return self._list(start, key, depth)
        if first == "{" and depth < _MAX_DEPTH:
            try:
                value, end = self._decode(start)
            except _BrokenOff:
                self.broken = start
                return self._members(start, depth)  # what stands before the break
            if depth == 0:
                self.top = value
            if not self.is_record(value, key, in_list):
                return self._members(start, depth)
        else:
            value, end = self._decode(start)
            if not (in_list and self.is_record(value, key, in_list)):
                return end
        self.found.append(Record(value, start, end, key))
        return end

    def _members(self, start: int, depth: int) -> int:
        at = self._skip(start + 1)
        while not self.text.startswith("}", at):
            key, at = self._decode(at)
            at = self._skip(at)
            if not isinstance(key, str) or not self.text.startswith(":", at):
                raise _BrokenOff("a key and ':' should stand here", at)
            at = self._after(self._value(self._skip(at + 1), key, False, depth + 1), "}")
        return at + 1

    def _list(self, start: int, key: str | None, depth: int) -> int:
        records, others = False, set()
        at = self._skip(start + 1)
        try:
            while not self.text.startswith("]", at):
                before = len(self.found)
                end = self._value(at, key, True, depth + 1)
                if len(self.found) == before:
                    others.add(before)
                    self.found.append(Record(None, at, end, key, NO_HEADLINE))
                else:
                    records = records or self.found[before].start == at
                at = self._after(end, "]")
        finally:
            if others and not records:  # a list of something else, perhaps with records deeper in it
                first = min(others)
                self.found[first:] = [one for i, one in enumerate(self.found[first:], first) if i not in others]
        return at + 1

    def _after(self, end: int, closing: str) -> int:
        """The index of the next member, or of the closing sign."""
        at = self._skip(end)
        if self.text.startswith(",", at):
            return self._skip(at + 1)
        if self.text.startswith(closing, at):
            return at
        raise _BrokenOff(f"',' or '{closing}' should stand here", at)

    def _skip(self, at: int) -> int:
        match = _BLANK.match(self.text, at)
        return match.end() if match else at

    def _decode(self, start: int) -> tuple[Any, int]:
        try:
            value, end = _DECODER.raw_decode(self.text, start)
        except json.JSONDecodeError as error:
            raise _BrokenOff(error.msg, error.pos) from error
        except RecursionError as error:
            raise _BrokenOff("it is nested too deeply", start) from error
        return value, end


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) < 20 else float(digits)  # an int of more digits takes quadratic time


# Control characters in strings are let through: `plain` takes them out.
_DECODER = json.JSONDecoder(strict=False, parse_int=_number)
