"""The catalogue: every table and column of the warehouse, once.

What belongs here: names, types, units, descriptions, examples, allowed values, keys and foreign keys. DDL, column
comments, the Dagster column schema, the structural checks and `docs/tables.md` are generated from it.
What does not: SQL that computes something (dbt_like_sql/), rules about the data (checks/rules/), reading or writing.

A column name means the same thing in every table, so each is described once in COLUMNS and tables list names.
Schemas: `core` and `marts` and `quality` are published; `work` is the pipeline's own and never leaves its database.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

# Types are DuckDB's; the Polars type is what a batch of that column has before it is inserted.
POLARS_TYPES: dict[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "DATE": pl.Date(),
    "TIMESTAMP": pl.Datetime("us"),
    "BIGINT": pl.Int64(),
    "DOUBLE": pl.Float64(),
    "BOOLEAN": pl.Boolean(),
}

DATE_KINDS = ("explicit", "inherited", "feed", "file", "default", "relative", "weekday")
OUTCOMES = ("new", "unchanged", "refused", "failed")
DATE_PRECISIONS = ("day", "range", "week", "month", "year")
EVENT_TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "STATEMENT",
)  # fmt: skip
STATUSES = ("occurred", "planned", "hypothetical", "negated")
QUAD_CLASSES = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
SECTORS = (
    "GOV", "MIL", "COP", "SPY", "LEG", "JUD", "PTY", "REB", "CVL", "CRM", "BUS", "MED", "NGO", "SOC", "IGO",
)  # fmt: skip
ACTOR_KINDS = ("state", "generic", "person", "body", "group", "party", "company", "media", "ngo", "igo")
ROLES = ("source", "target")
ITEM_KINDS = ("headline", "boilerplate", "rejected")
MATCHES = ("exact", "near", "truncated")
SEVERITIES = ("critical", "warning", "info")


@dataclass(frozen=True)
class Column:
    """One column name of the warehouse: its DuckDB type, meaning, an example, its unit and its allowed values."""

    type: str
    description: str
    example: str
    unit: str | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: its schema and name, its grain in a sentence, ordered column names, key and foreign keys.

    `partition` names the date column by which the pipeline replaces whole days, `lies_by` the one by which rows lie
    together in the file, so that a query of few days reads little, where the table has no partition; `optional` lists
    nullable columns; `references` maps a column to the `schema.table` that holds it as its key.
    """

    schema: str
    name: str
    grain: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    partition: str | None = None
    lies_by: str | None = None
    optional: frozenset[str] = frozenset()
    references: dict[str, str] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """`schema.name`, as users write it."""
        return f"{self.schema}.{self.name}"

    @property
    def day(self) -> str | None:
        """The column by whose days rows lie together, if they have one."""
        return self.partition or self.lies_by

    @property
    def order(self) -> tuple[str, ...]:
        """The columns in whose order a batch is stored: the day, if rows have one, then the key."""
        return (*((self.day,) if self.day else ()), *(name for name in self.key if name != self.day))

    def definitions(self) -> Iterator[tuple[str, Column]]:
        """The table's columns in order, each with its definition."""
        for name in self.columns:
            yield name, COLUMNS[name]

    def polars_schema(self) -> dict[str, pl.DataType]:
        """Column name to Polars type, in the table's order: the shape of a batch."""
        return {name: POLARS_TYPES[column.type] for name, column in self.definitions()}


COLUMNS: dict[str, Column] = {
    # documents and their items
    "document_id": Column("VARCHAR", "SHA-256 of the document's bytes, in hex.", "9f86d081…"),
    "uri": Column("VARCHAR", "Where the document was read from.", "file:///news/2026-01-07.txt"),
    "source": Column("VARCHAR", "Id of the news source, as in sources.yml.", "meridian-wire"),
    "media_type": Column("VARCHAR", "What kind of bytes the document is.", "text/plain"),
    "encoding": Column("VARCHAR", "Character encoding by which the document's bytes were read.", "utf-8"),
    "reader": Column("VARCHAR", "The reader that split the document into items.", "listing"),
    "bytes": Column("BIGINT", "Size of the document.", "5959", unit="bytes"),
    "title": Column("VARCHAR", "The document's title, if it has one.", "Evening headlines"),
    "retrieved_at": Column("TIMESTAMP", "When the bytes were fetched or last changed (UTC).", "2026-01-07 18:00:00"),
    "ingested_at": Column("TIMESTAMP", "When the pipeline first read the document (UTC).", "2026-01-07 18:05:12"),
    "items": Column("BIGINT", "Items (non-blank lines, entries, rows) that the reader found.", "34", unit="items"),
    "items_headline": Column("BIGINT", "Items of the document that are headlines.", "31", unit="items"),
    "items_boilerplate": Column(
        "BIGINT", "Items that are furniture of the page: date lines, rules, 'Read more'.", "1", unit="items"
    ),
    "items_rejected": Column("BIGINT", "Items in quarantine.", "2", unit="items"),
    "position": Column("BIGINT", "Place of the item among the document's items, from 1.", "4", unit="items"),
    "byte_start": Column("BIGINT", "First byte of the item in the document's bytes.", "187", unit="bytes"),
    "byte_end": Column("BIGINT", "Byte after the item's last.", "276", unit="bytes"),
    "item_kind": Column("VARCHAR", "What an item is.", "headline", allowed=ITEM_KINDS),
    "raw_text": Column("VARCHAR", "The item's text as it stands in the document.", "UPDATED: Talks “to resume”"),
    "link": Column("VARCHAR", "Address of the article, where the document tells it.", "https://example.org/a/1"),
    "section": Column("VARCHAR", "Rubric of the item, where the document tells it.", "World"),
    "publisher": Column("VARCHAR", "Who published the item, where the document tells it.", "Meridian Wire"),
    "published_at": Column(
        "TIMESTAMP", "Moment of publication (UTC), where the document tells it.", "2026-01-07 17:05:00"
    ),
    # headlines and stories
    "headline_id": Column(
        "VARCHAR",
        "Hash of document and byte span, or row where there is none: one headline occurrence.",
        "5d41402abc4b2a76",
    ),
    "story_id": Column(
        "VARCHAR", "Hash of the key and first day of the story's anchor, its earliest wording.", "7d793037a0760186"
    ),
    "story_key": Column(
        "VARCHAR", "Hash of the headline's comparable text: equal for exact repeats.", "e4d909c290d0fb1c"
    ),
    "wording_on": Column(
        "DATE", "First day of the wording: a headline with its exact repeats within the window.", "2026-01-07"
    ),
    "matched": Column(
        "VARCHAR",
        "How the headline was matched with its story's anchor: exact, the anchor itself or its repeat; near, another "
        "wording that tells the same; truncated, its beginning.",
        "near",
        allowed=MATCHES,
    ),
    "match_score": Column(
        "DOUBLE", "How many letters of the two agree, whatever the order of words.", "97.4", unit="percent"
    ),
    "match_reason": Column(
        "VARCHAR", "What differs, and why it is the same; null where matched exactly.", "misspelt: talks, taks"
    ),
    "gist": Column("VARCHAR", "The words that tell what happened, in one spelling each.", "minister meet paris"),
    "outlet": Column("VARCHAR", "A publisher at the end that is known by its domain only, else empty.", ""),
    "cut": Column("BOOLEAN", "Whether the headline ends in an ellipsis.", "false"),
    "unknown_words": Column("BIGINT", "Words of the gist that the vocabulary does not know.", "0", unit="words"),
    "gist_version": Column("VARCHAR", "Version of the rules and word lists that made the gist.", "1+9a3c51d0"),
    "anchor_key": Column("VARCHAR", "The key of the wording under which this one is told.", "e4d909c290d0fb1c"),
    "anchor_on": Column("DATE", "First day of that wording.", "2026-01-07"),
    "other_key": Column("VARCHAR", "The later wording's key.", "1f0e3dad99908345"),
    "other_on": Column("DATE", "First day of the later wording.", "2026-01-08"),
    "text": Column(
        "VARCHAR", "Clean text for display: quotes and dashes as the publisher set them.", "Talks “to resume”"
    ),
    "labels": Column("VARCHAR", "Labels and bylines set apart from the text, '|' between them.", "UPDATED"),
    "language": Column(
        "VARCHAR",
        "Language, ISO 639-1: guessed, and of an item as its document tells it; 'und' where undetermined.",
        "en",
    ),
    "published_on": Column("DATE", "Day on which the item was published.", "2026-01-07"),
    "date_kind": Column(
        "VARCHAR",
        "How the date is known. Of a headline: explicit (a date line above it), inherited (it stands above the page's "
        "first date line, as a title does), feed, file (the file's name), default (the source's). Of an event: "
        "explicit, relative ('yesterday'), weekday, or inherited from the published day.",
        "inherited",
        allowed=DATE_KINDS,
    ),
    "date_precision": Column(
        "VARCHAR",
        "How exactly the text tells the act's day: day; range (dated by its first day); or week, month, year where it "
        "tells no more than that, and the act keeps the published day.",
        "day",
        allowed=DATE_PRECISIONS,
    ),
    "first_published_on": Column("DATE", "First day of the story: its anchor.", "2026-01-07"),
    "last_published_on": Column("DATE", "Last day on which the story was seen within its window.", "2026-01-09"),
    "headlines": Column("BIGINT", "Headline occurrences.", "3", unit="headlines"),
    "sources": Column("BIGINT", "Distinct sources that told the story.", "2", unit="sources"),
    "wordings": Column(
        "BIGINT", "Wordings of the story: headlines that differ in more than signs.", "1", unit="wordings"
    ),
    # actors and mentions
    "actor_id": Column("VARCHAR", "CODE for a generic actor, CODE:slug for a named one.", "UKR.GOV:volodymyr-zelensky"),
    "code": Column("VARCHAR", "COUNTRY.SECTOR.", "UKR.GOV"),
    "name": Column("VARCHAR", "The actor's canonical name.", "Volodymyr Zelensky"),
    "kind": Column("VARCHAR", "What the actor is.", "person", allowed=ACTOR_KINDS),
    "country": Column("VARCHAR", "ISO 3166-1 alpha-3, an intergovernmental body's short name, or '---'.", "UKR"),
    "sector": Column("VARCHAR", "CAMEO-style sector.", "GOV", allowed=SECTORS),
    "char_start": Column("BIGINT", "First character of the span in the story's text.", "10", unit="characters"),
    "char_end": Column("BIGINT", "Character after the span's last.", "28", unit="characters"),
    "surface": Column("VARCHAR", "The words of the span.", "President Zelensky"),
    "entry_id": Column(
        "VARCHAR", "Dictionary entry or grammar rule that found the actor.", "actors-europe:volodymyr-zelensky#1"
    ),
    # events
    "event_id": Column("VARCHAR", "Hash of story, type, actors, day and status.", "0cc175b9c0f1b6a8"),
    "event_date": Column("DATE", "Day of the act.", "2026-01-07"),
    "event_type": Column("VARCHAR", "PLOVER event type, or STATEMENT.", "CONSULT", allowed=EVENT_TYPES),
    "cameo_root": Column("VARCHAR", "CAMEO's root code nearest to the type.", "04"),
    "mode": Column("VARCHAR", "PLOVER mode: how the act was done; null where the words do not tell.", "visit"),
    "status": Column("VARCHAR", "Whether the act happened.", "occurred", allowed=STATUSES),
    "quad_class": Column(
        "VARCHAR", "The type's quadrant; null for STATEMENT.", "verbal cooperation", allowed=QUAD_CLASSES
    ),
    "goldstein": Column("DOUBLE", "Goldstein value of the type: −10 (conflict) to 10.", "3.0", unit="Goldstein points"),
    "plover_score": Column("DOUBLE", "PLOVER's score of the type: −10 to 10.", "3.0", unit="PLOVER points"),
    "trigger": Column("VARCHAR", "The words that told the event.", "met with"),
    "rule_id": Column("VARCHAR", "The frame of the coder's dictionary that fired.", "consult:meet"),
    "coder_version": Column("VARCHAR", "Version of the coder and hash of its dictionaries.", "1+3f2a9c41"),
    "role": Column("VARCHAR", "The actor's side in the event.", "source", allowed=ROLES),
    # marts
    "day": Column("DATE", "The day that the row counts.", "2026-01-07"),
    "actor_name": Column("VARCHAR", "The actor's canonical name.", "Volodymyr Zelensky"),
    "events": Column(
        "BIGINT",
        "Distinct events that occurred on the day: same day, type, sources and targets told by several stories count "
        "once.",
        "4",
        unit="events",
    ),
    "as_source": Column("BIGINT", "Of these, the events in which the actor is a source.", "3", unit="events"),
    "as_target": Column("BIGINT", "Of these, the events in which the actor is a target.", "1", unit="events"),
    "verbal_cooperation": Column("BIGINT", "Events that occurred, of this quad class.", "2", unit="events"),
    "material_cooperation": Column("BIGINT", "Events that occurred, of this quad class.", "1", unit="events"),
    "verbal_conflict": Column("BIGINT", "Events that occurred, of this quad class.", "1", unit="events"),
    "material_conflict": Column("BIGINT", "Events that occurred, of this quad class.", "0", unit="events"),
    "statements": Column("BIGINT", "Distinct STATEMENT events that occurred.", "2", unit="events"),
    "planned": Column("BIGINT", "Distinct events of status planned.", "1", unit="events"),
    "stories": Column("BIGINT", "Stories in which it was told.", "5", unit="stories"),
    "goldstein_mean": Column(
        "DOUBLE", "Mean Goldstein value of the events that occurred; null without one.", "1.2", unit="Goldstein points"
    ),
    "mainly": Column(
        "VARCHAR",
        "The two commonest acts of the day in words: type, status unless occurred, counterpart; what the actor met "
        "with begins with an arrow. Null without an event.",
        "CONSULT Cyprus ×2; ← ACCUSE Russia",
    ),
    "actors": Column("BIGINT", "Distinct actors of the country with a mention or an event.", "3", unit="actors"),
    "source_country": Column("VARCHAR", "Country slot of the event's source.", "UKR"),
    "target_country": Column("VARCHAR", "Country slot of the event's target.", "CYP"),
    "documents": Column("BIGINT", "Documents of the source with an item on the day.", "2", unit="documents"),
    "rejected": Column("BIGINT", "Items of the source on that day in quarantine.", "0", unit="items"),
    "missing_days": Column("BIGINT", "Days without a headline of the source just before the day.", "2", unit="days"),
    "usual_days": Column("BIGINT", "The longest such gap of the four weeks before.", "1", unit="days"),
    "unusual": Column("BOOLEAN", "Whether the gap is longer than any of the four weeks before.", "true"),
    # quality
    "run_id": Column("VARCHAR", "Dagster's id of the run.", "0b5c9f6e-…"),
    "checked_at": Column("TIMESTAMP", "When the rule was checked (UTC).", "2026-01-07 18:05:14"),
    "table_name": Column("VARCHAR", "The table that was checked.", "core.headlines"),
    "partition_key": Column(
        "VARCHAR", "Day or range of days of the batch; 'batch' for unpartitioned tables.", "2026-01-07"
    ),
    "rule": Column("VARCHAR", "Name of the rule.", "published_on_not_in_future"),
    "severity": Column("VARCHAR", "What a failure means.", "critical", allowed=SEVERITIES),
    "passed": Column("BOOLEAN", "Whether the batch passed the rule.", "true"),
    "error": Column("VARCHAR", "Why the rule could not be evaluated; null when it was.", "column text is missing"),
    "rows_checked": Column("BIGINT", "Rows of the batch.", "31", unit="rows"),
    "rows_unexpected": Column("BIGINT", "Rows that broke the rule.", "0", unit="rows"),
    "share_unexpected": Column("DOUBLE", "Share of rows that broke the rule.", "0.0", unit="share 0–1"),
    "sample": Column("VARCHAR", "First offending rows, as JSON.", "[]"),
    # fetching
    "fetched_at": Column("TIMESTAMP", "When the source was asked (UTC).", "2026-01-07 18:05:00"),
    "address": Column("VARCHAR", "The address that was asked for.", "https://example.org/rss"),
    "final_address": Column("VARCHAR", "The address after redirects.", "https://www.example.org/rss.xml"),
    "outcome": Column(
        "VARCHAR",
        "What became of it: new; unchanged; refused, as we do not take it; failed, as the server could not give it.",
        "new",
        allowed=OUTCOMES,
    ),
    "http_status": Column("BIGINT", "The server's answer.", "200"),
    "etag": Column("VARCHAR", "The version as the server names it.", '"5d41"'),
    "last_modified": Column("VARCHAR", "The version's time as the server tells it.", "Wed, 07 Jan 2026 17:00:00 GMT"),
    "not_before": Column("TIMESTAMP", "Until when the server wants no further request (UTC).", "2026-01-08 00:00:00"),
    "seconds": Column("DOUBLE", "How long it took.", "0.4", unit="seconds"),
    "rejected_at": Column("TIMESTAMP", "When the row was rejected (UTC).", "2026-01-07 18:05:14"),
    "reason": Column("VARCHAR", "Why it was rejected, refused or failed, and the remedy.", "no date line above …"),
    "row": Column("VARCHAR", "The rejected row, as JSON.", '{"raw_text": "…"}'),
}

_ACTOR_COUNTS = (
    "events", "as_source", "as_target", "verbal_cooperation", "material_cooperation", "verbal_conflict",
    "material_conflict", "statements", "planned", "stories", "headlines", "goldstein_mean",
)  # fmt: skip

TABLES: tuple[Table, ...] = (
    Table(
        "core", "documents", "One row per document, by its bytes.",
        ("document_id", "uri", "source", "media_type", "encoding", "reader", "bytes", "title", "published_on",
         "retrieved_at", "ingested_at", "items", "items_headline", "items_boilerplate", "items_rejected"),
        key=("document_id",), optional=frozenset({"title", "published_on", "encoding"}),
    ),
    Table(
        "core", "arrivals",
        "One row per document and place from which its bytes came, also where its batch was refused.",
        ("document_id", "source", "uri", "retrieved_at"), key=("document_id", "source", "uri"),
    ),
    Table(
        "core", "headlines", "One row per headline occurrence.",
        ("headline_id", "document_id", "story_id", "position", "byte_start", "byte_end", "source", "published_on",
         "date_kind", "raw_text", "text", "labels", "language", "story_key", "link", "section", "publisher",
         "published_at", "matched", "match_score", "match_reason"),
        key=("headline_id",), partition="published_on",
        optional=frozenset(
            {"labels", "story_id", "byte_start", "byte_end", "link", "section", "publisher", "published_at", "matched",
             "match_score", "match_reason"}
        ),
        references={"document_id": "core.documents", "story_id": "core.stories"},
    ),
    Table(
        "core", "stories", "One row per story: a headline, its repeats and its near-duplicates within their windows.",
        ("story_id", "story_key", "text", "language", "first_published_on", "last_published_on", "headlines",
         "sources", "wordings"),
        key=("story_id",), partition="first_published_on",
    ),
    Table(
        "core", "actors", "One row per actor that a story mentions.",
        ("actor_id", "code", "name", "kind", "country", "sector"), key=("actor_id",),
    ),
    Table(
        "core", "mentions", "One row per actor mention in a story.",
        ("story_id", "actor_id", "char_start", "char_end", "surface", "entry_id", "first_published_on"),
        key=("story_id", "actor_id", "char_start", "char_end"), lies_by="first_published_on",
        references={"story_id": "core.stories", "actor_id": "core.actors"},
    ),
    Table(
        "core", "events", "One row per coded event of a story.",
        ("event_id", "story_id", "event_date", "date_kind", "event_type", "status", "quad_class", "goldstein",
         "plover_score", "trigger", "char_start", "char_end", "rule_id", "coder_version", "mode", "cameo_root",
         "date_precision", "first_published_on"),
        key=("event_id",), lies_by="event_date",
        optional=frozenset({"quad_class", "goldstein", "plover_score", "mode"}),
        references={"story_id": "core.stories"},
    ),
    Table(
        "core", "event_actors", "One row per event, actor and role.",
        ("event_id", "actor_id", "role", "event_date"), key=("event_id", "actor_id", "role"), lies_by="event_date",
        references={"event_id": "core.events", "actor_id": "core.actors"},
    ),
    Table(
        "marts", "events_per_actor_per_day", "One row per actor and day with a mention or an event.",
        ("day", "actor_id", "actor_name", "country", "sector", *_ACTOR_COUNTS, "mainly"),
        key=("day", "actor_id"), partition="day", optional=frozenset({"goldstein_mean", "mainly"}),
        references={"actor_id": "core.actors"},
    ),
    Table(
        "marts", "events_per_country_per_day", "One row per country slot and day with a mention or an event.",
        ("day", "country", "actors", *_ACTOR_COUNTS),
        key=("day", "country"), partition="day", optional=frozenset({"goldstein_mean"}),
    ),
    Table(
        "marts", "dyads_per_day", "One row per source country, target country and day with an event between them.",
        ("day", "source_country", "target_country", "events", "verbal_cooperation", "material_cooperation",
         "verbal_conflict", "material_conflict", "statements", "planned", "stories", "headlines", "goldstein_mean"),
        key=("day", "source_country", "target_country"), partition="day", optional=frozenset({"goldstein_mean"}),
    ),
    Table(
        "marts", "event_types_per_day", "One row per event type, status and day.",
        ("day", "event_type", "status", "events", "stories", "headlines"),
        key=("day", "event_type", "status"), partition="day",
    ),
    Table(
        "marts", "source_coverage_per_day", "One row per source and published day.",
        ("day", "source", "documents", "headlines", "stories", "rejected"),
        key=("day", "source"), partition="day",
    ),
    Table(
        "marts", "source_gaps", "One row per source and day with headlines that follows days without any.",
        ("day", "source", "missing_days", "usual_days", "unusual"), key=("day", "source"), partition="day",
    ),
    Table(
        "quality", "check_results", "One row per run, table, partition and rule.",
        ("run_id", "checked_at", "table_name", "partition_key", "rule", "severity", "passed", "error",
         "rows_checked", "rows_unexpected", "share_unexpected", "sample"),
        key=("run_id", "table_name", "partition_key", "rule"), optional=frozenset({"error"}),
    ),
    Table(
        "quality", "rejected_rows", "One row per rejected row and rule.",
        ("run_id", "rejected_at", "document_id", "byte_start", "byte_end", "rule", "reason", "row", "position"),
        key=("document_id", "position", "byte_start", "byte_end", "rule", "run_id"),
        optional=frozenset({"byte_start", "byte_end", "document_id", "position"}),
    ),
    Table(
        "quality", "fetches", "One row per run and fetched source: what the source's server answered.",
        ("run_id", "fetched_at", "source", "address", "outcome", "http_status", "bytes", "document_id", "etag",
         "last_modified", "not_before", "final_address", "seconds", "reason"),
        key=("run_id", "source"),
        optional=frozenset({"http_status", "bytes", "document_id", "etag", "last_modified", "not_before",
                            "final_address", "reason"}),
    ),
    Table(
        "work", "items", "One row per item that a reader found in a document.",
        ("document_id", "position", "byte_start", "byte_end", "item_kind", "source", "published_on", "date_kind",
         "raw_text", "reason", "link", "section", "language", "publisher", "published_at"),
        key=("document_id", "position"), partition="published_on",
        optional=frozenset(
            {"published_on", "date_kind", "reason", "byte_start", "byte_end", "link", "section", "language",
             "publisher", "published_at"}
        ),
        references={"document_id": "core.documents"},
    ),
    Table(
        "work", "wordings", "One row per wording: what tells it from others, and under which anchor it is told.",
        ("story_key", "wording_on", "gist", "outlet", "cut", "unknown_words", "gist_version", "anchor_key",
         "anchor_on", "matched", "match_score", "match_reason"),
        key=("story_key", "wording_on"), partition="wording_on", optional=frozenset({"match_reason"}),
    ),
    Table(
        "work", "near_pairs", "One row per two wordings within the window of near-duplicates that tell the same.",
        ("story_key", "wording_on", "other_key", "other_on", "matched", "match_score", "match_reason"),
        key=("wording_on", "story_key", "other_on", "other_key"), partition="wording_on",
    ),
    Table(
        "work", "pending_days", "One row per published day whose data are newer than the warehouse's.",
        ("day",), key=("day",),
    ),
    Table(
        "work", "unpublished_days", "One row per day that a run has made and left to a later run to publish.",
        ("day",), key=("day",),
    ),
    Table(
        "work", "changed_stories", "One row per story that this run added, changed or removed.",
        ("story_id", "first_published_on"), key=("story_id",),
    ),
    Table(
        "work", "touched_keys", "One row per story key whose sightings this run changed.",
        ("story_key",), key=("story_key",),
    ),
    Table(
        "work", "unexported_days", "One row per day whose rows have changed since the Parquet files were written.",
        ("day",), key=("day",),
    ),
    Table("work", "touched_days", "One row per day whose mart rows this run must rebuild.", ("day",), key=("day",)),
)  # fmt: skip

PUBLISHED_SCHEMAS = ("core", "marts", "quality")
BY_NAME: dict[str, Table] = {table.full_name: table for table in TABLES}


def table(full_name: str) -> Table:
    """The catalogue's entry of `schema.name`.

    Raises:
        KeyError: the catalogue has no such table.
    """
    return BY_NAME[full_name]
