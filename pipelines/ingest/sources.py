"""Sources: who publishes the news, and how his pages are to be read.

What belongs here: the shape of one source of `sources.yml`, loading and validating that file, and finding the source
of a file. What does not: reading documents (reader.py) or fetching them.
"""

import codecs
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from pipelines.ingest.readers import names as reader_names

DateOrder = Literal["dmy", "mdy", "ymd"]
TableColumn = Literal["headline", "date", "link", "section", "language", "publisher"]

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


class SourcesError(ValueError):
    """`sources.yml` cannot be used; the message names the file, the source, the key and the remedy."""


class Politeness(BaseModel):
    """How a source's server is asked: never two requests at once, `delay_seconds` between them.

    A request ends after `timeout_seconds` without an answer, an answer is refused above `max_megabytes` (as sent and
    unpacked), what can heal is asked again up to `retries` times, and `robots` obeys the site's robots.txt.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    delay_seconds: float = Field(default=2.0, ge=0, le=3600)
    timeout_seconds: float = Field(default=30.0, gt=0, le=600)
    max_megabytes: float = Field(default=50.0, gt=0)
    retries: int = Field(default=3, ge=0, le=10)
    robots: bool = True


class Source(BaseModel):
    """One source: a publisher whose pages are written in one manner.

    `kind` and `address` tell where its news comes from: `folder` (files in the folder `address`, or in any folder named
    like the source), or over HTTP from the `address` of a `feed`, a `page` of headlines or a `table`. `schedule` is
    when it is fetched (cron, in the source's time zone), `politeness` how. Without new headlines for
    `stale_after_hours` it is told to be stale. `columns` names the columns of its tables (headline, date, link,
    section, language, publisher: each a column's name) where they are not told by their names; `sentences` is how many
    sentences of an article count as headlines beside its title.

    `date_order` is how the source writes numeric dates. Left out, a date that ends in a four-digit year is read day
    first (07.01.2026, 07/01/2026 are 7 January) and a two-digit year is no date; set, two-digit years are read too.
    `default_date` dates the items of documents that bear no date: a day, or `retrieved` for the day on which they were
    fetched (the default of sources that are fetched) or the file last changed. `first_day` is the earliest day that the
    source can have published on. `encoding` is tried where the bytes are not plainly Unicode. `language` (ISO 639-1) is
    the language to expect. `time_zone` (IANA) is where the source's days begin; a day that a page writes stays.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str = Field(min_length=1)
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    date_order: DateOrder | None = None
    default_date: date | Literal["retrieved"] | None = None
    first_day: date = date(1990, 1, 1)
    encoding: str | None = None
    reader: str = "auto"
    time_zone: str = "UTC"
    kind: Literal["folder", "feed", "page", "table"] = "folder"
    address: str | None = None
    schedule: str | None = Field(default=None, pattern=r"^\S+ \S+ \S+ \S+ \S+$")
    politeness: Politeness = Politeness()
    stale_after_hours: float | None = Field(default=None, gt=0)
    columns: dict[TableColumn, str] = Field(default_factory=dict)
    sentences: int = Field(default=0, ge=0, le=10)

    @property
    def fetched(self) -> bool:
        """Whether the source is fetched over HTTP."""
        return self.kind != "folder"

    @model_validator(mode="after")
    def _address_fits_kind(self) -> "Source":
        if self.fetched and not re.match(r"https?://[^\s/]", self.address or ""):
            raise ValueError(f"kind {self.kind} needs an address that begins with http:// or https://")
        if self.schedule and not self.fetched:
            raise ValueError(
                "schedule is for sources that are fetched: set kind to feed, page or table, and an address"
            )
        return self

    @field_validator("id")
    @classmethod
    def _id_is_a_folder_name(cls, value: str) -> str:
        if not _ID.fullmatch(value):
            raise ValueError("use lower-case letters, digits and '-', beginning with a letter or digit")
        return value

    @field_validator("encoding")
    @classmethod
    def _encoding_is_known(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            name = codecs.lookup(value).name
            keeps_line_ends = name in _WIDE or "a\n".encode(name) == b"a\n"
        except (LookupError, UnicodeError) as error:
            raise ValueError(f"unknown text encoding {value!r}; use a name such as windows-1252 or utf-8") from error
        if not keeps_line_ends:
            raise ValueError(f"{value!r} does not keep line ends as plain bytes; convert such pages to UTF-8 first")
        return name

    @field_validator("reader")
    @classmethod
    def _reader_is_known(cls, value: str) -> str:
        if value != "auto" and value not in reader_names():
            raise ValueError(f"no reader {value!r}; use auto or one of {', '.join(reader_names())}")
        return value

    @field_validator("time_zone")
    @classmethod
    def _time_zone_is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: the name of a folder of zones
            raise ValueError(f"unknown time zone {value!r}; use an IANA name such as Europe/Paris") from error
        return value


LOCAL = Source(id="local", name="Local files")


def load_sources(path: str | Path) -> dict[str, Source]:
    """The sources of a `sources.yml` (a list of mappings), by id, with the built-in `local` unless the file sets it.

    Raises:
        SourcesError: the file cannot be read, is not such a list, or a source in it is wrong; all faults are named.
    """
    file = Path(path)
    try:
        content = yaml.safe_load(file.read_bytes())
    except OSError as error:
        raise SourcesError(f"{file}: cannot be read ({error.strerror}); name an existing sources.yml") from error
    except yaml.YAMLError as error:
        raise SourcesError(f"{file}: is not valid YAML: {error}") from error
    if not isinstance(content, list):
        raise SourcesError(f"{file}: must be a list of sources; begin each with '- id: …' and give it a 'name: …'")
    sources: dict[str, Source] = {}
    faults: list[str] = []
    for number, entry in enumerate(content, start=1):
        if not isinstance(entry, dict):
            faults.append(f"{file}: source {number}: must be a mapping with the keys id and name")
            continue
        label = f"{file}: source {entry.get('id', f'number {number}')!s}"
        try:
            source = Source.model_validate({str(key): value for key, value in entry.items()})
        except ValidationError as error:
            faults.extend(f"{label}: {fault}" for fault in _faults(error))
            continue
        if source.id in sources:
            faults.append(f"{label}: id: stands twice; give each source an id of its own")
        sources[source.id] = source
    if faults:
        raise SourcesError("\n".join(faults))
    return {LOCAL.id: LOCAL, **sources}


def _faults(error: ValidationError) -> list[str]:
    """Each fault as `key: what is wrong; remedy`."""
    known = ", ".join(Source.model_fields)
    lines = []
    for fault in error.errors():
        key = ".".join(str(part) for part in fault["loc"])
        message = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "extra_forbidden":
            message = f"unknown key; the keys are {known}"
        elif isinstance(fault["input"], bool):
            message += "; YAML reads no, yes, on and off as true or false: put the word in quotes"
        elif fault["type"] == "missing":
            message = "is missing; every source needs it"
        elif key == "language":
            message = f"{fault['input']!r} is no language code; use two lower-case letters of ISO 639-1, such as en"
        else:
            message += f" (found {fault['input']!r})" if fault["type"] != "value_error" else ""
        lines.append(f"{key}: {message}")
    return lines


def add_source(path: Path, fields: Mapping[str, object]) -> Source:
    """Append a source to a `sources.yml`, which is made where it is missing; what stands in it stays as it is.

    Raises:
        SourcesError: the source is wrong or its id is taken, and the file stays as it was.
    """
    label = f"source {fields.get('id')}"
    try:
        source = Source.model_validate(dict(fields))
    except ValidationError as error:
        raise SourcesError("\n".join(f"{label}: {fault}" for fault in _faults(error))) from error
    if path.exists() and source.id in load_sources(path):
        raise SourcesError(f"{path}: {label}: id: is taken; choose another, or change the source there")
    entry = yaml.safe_dump([source.model_dump(mode="json", exclude_defaults=True)], sort_keys=False, allow_unicode=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    fresh = path.with_name(path.name + ".part")
    fresh.write_text(before + ("\n" if before and not before.endswith("\n\n") else "") + entry, encoding="utf-8")
    try:
        load_sources(fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return source


def source_of(path: str | Path, sources: Mapping[str, Source]) -> Source:
    """The source of a file: the nearest folder above it that bears a source's id, else `local`."""
    for folder in Path(path).absolute().parents:
        if folder.name in sources:
            return sources[folder.name]
    return sources.get(LOCAL.id, LOCAL)
