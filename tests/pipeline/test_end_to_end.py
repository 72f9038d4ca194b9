"""From pages to the published warehouse, on the small invented corpus of conftest.py: what a user finds there."""

from datetime import date
from typing import TYPE_CHECKING

from pipelines.coding.coder import default_coders
from pipelines.coding.frames import load_frames
from pipelines.ingest import raw_store

if TYPE_CHECKING:
    from conftest import Home

# The contract: these names may be joined by others, and are not changed or taken away.
CONTRACT = {
    "core.documents": "document_id uri source media_type reader bytes title published_on retrieved_at ingested_at",
    "core.headlines": "headline_id document_id story_id position byte_start byte_end source published_on date_kind "
    "raw_text text language",
    "core.stories": "story_id text first_published_on last_published_on headlines sources",
    "core.actors": "actor_id code name kind country sector",
    "core.mentions": "story_id actor_id char_start char_end surface entry_id",
    "core.events": "event_id story_id event_date date_kind event_type status quad_class goldstein plover_score trigger "
    "char_start char_end rule_id coder_version",
    "core.event_actors": "event_id actor_id role",
    "marts.events_per_actor_per_day": "day actor_id actor_name country sector events as_source as_target "
    "verbal_cooperation material_cooperation verbal_conflict material_conflict statements planned stories headlines "
    "goldstein_mean",
    "marts.events_per_country_per_day": "day country events",
    "marts.dyads_per_day": "day source_country target_country events",
    "marts.event_types_per_day": "day event_type events",
    "marts.source_coverage_per_day": "day source documents headlines rejected",
    "quality.check_results": "run_id checked_at table_name partition_key rule severity passed error rows_checked "
    "rows_unexpected share_unexpected sample",
    "quality.rejected_rows": "run_id rejected_at document_id byte_start byte_end rule reason row",
}


def test_the_published_tables_keep_their_contract(corpus_home: "Home") -> None:
    found = corpus_home.rows(
        "select schema_name || '.' || table_name, list(column_name) from duckdb_columns() "
        "where not internal group by all"
    )
    real = {str(name): set(columns) for name, columns in found if isinstance(columns, list)}
    missing = {name: set(names.split()) - real.get(name, set()) for name, names in CONTRACT.items()}
    assert {name: columns for name, columns in missing.items() if columns} == {}


def test_nothing_of_the_pipelines_own_is_published(corpus_home: "Home") -> None:
    schemas = corpus_home.rows("select distinct schema_name from duckdb_tables() where not internal order by 1")
    assert schemas == [("core",), ("marts",), ("quality",)]


def test_every_published_table_and_column_bears_a_comment(corpus_home: "Home") -> None:
    bare = corpus_home.rows(
        "select table_name, null from duckdb_tables() where not internal and coalesce(comment, '') = '' union all "
        "select table_name, column_name from duckdb_columns() where not internal and coalesce(comment, '') = ''"
    )
    assert bare == []


def test_every_line_is_counted_once(corpus_home: "Home", pages: dict[str, bytes]) -> None:
    [(items, headlines, boilerplate, rejected)] = corpus_home.rows(
        "select sum(items), sum(items_headline), sum(items_boilerplate), sum(items_rejected) from core.documents"
    )
    assert items == sum(
        len([line for line in data.decode(encoding).splitlines() if line.strip()])
        for data, encoding in zip(pages.values(), ("utf-8", "cp1252", "utf-16"), strict=True)
    )
    assert (boilerplate, rejected) == (7, 0)  # five date lines, "Read more" and the stars
    assert items == headlines + boilerplate
    assert corpus_home.rows("select count(*) from core.headlines") == [(headlines,)]


def test_a_repeat_in_another_source_on_another_day_is_one_story_with_two_headlines(corpus_home: "Home") -> None:
    stories = corpus_home.rows(
        "select text, headlines, sources, first_published_on, last_published_on from core.stories "
        "where headlines > 1 order by text"
    )
    first, second, fourth = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 8)
    quote = [row for row in stories if "resume" in str(row[0])]
    assert [row[1:] for row in quote] == [(2, 2, first, second)]  # in curly and in straight quotes
    assert [row for row in stories if row not in quote] == [
        ("France accuses Russia of cyber attacks", 2, 2, first, second),
        ("Turkish strike kills Syrian soldiers", 2, 2, second, fourth),  # once with the label UPDATED
    ]


def test_the_bytes_of_every_span_are_the_raw_text(corpus_home: "Home") -> None:
    rows = corpus_home.rows(
        "select document_id, byte_start, byte_end, raw_text, encoding "
        "from core.headlines join core.documents using (document_id)"
    )
    encodings = set()
    for document_id, start, end, raw_text, encoding in rows:
        data = raw_store.get(corpus_home.data / "raw", str(document_id))
        assert data[start:end].decode(str(encoding)) == raw_text  # type: ignore[misc]
        encodings.add(encoding)
    assert encodings == {"utf-8", "cp1252", "utf-16-le"}


def test_the_raw_store_holds_the_files_as_they_came(corpus_home: "Home", pages: dict[str, bytes]) -> None:
    ids = [str(row[0]) for row in corpus_home.rows("select document_id from core.documents")]
    assert sorted(raw_store.get(corpus_home.data / "raw", one) for one in ids) == sorted(pages.values())


def test_every_event_walks_back_to_words_and_bytes_in_sql(corpus_home: "Home") -> None:
    events = corpus_home.rows(
        """
        select e.event_type, e.trigger,
               substr(s.text, e.char_start::int + 1, (e.char_end - e.char_start)::int) as words, e.rule_id,
               count(distinct h.headline_id), count(distinct d.document_id), bool_and(d.bytes >= h.byte_end)
        from core.events as e
        join core.stories as s using (story_id)
        join core.headlines as h using (story_id)
        join core.documents as d using (document_id)
        group by all order by 1, 2
        """
    )
    assert {row[0] for row in events} >= {
        "ACCUSE",
        "SANCTION",
        "ASSAULT",
        "AGREE",
        "COERCE",
        "REJECT",
        "REQUEST",
        "AID",
    }
    assert len(events) == corpus_home.rows("select count(*) from core.events")[0][0]
    assert [row for row in events if row[1] != row[2] or not row[6]] == []
    loaded = load_frames()
    frames = {frame.rule_id for _, of_form in loaded.verbs.values() for frame in of_form}
    frames |= {frame.rule_id for of_word in loaded.nouns.values() for frame in of_word}
    assert {str(row[3]) for row in events} - frames <= {"statement:attribution"}, "a rule_id that no frame has"


def test_every_mention_walks_back_to_its_words_and_its_dictionary(corpus_home: "Home") -> None:
    mentions = corpus_home.rows(
        "select surface, substr(text, char_start::int + 1, (char_end - char_start)::int), entry_id, name "
        "from core.mentions join core.stories using (story_id) join core.actors using (actor_id)"
    )
    assert len(mentions) > 15
    assert [row for row in mentions if row[0] != row[1]] == []
    assert [row for row in mentions if ":" not in str(row[2])] == []


def test_who_did_what_to_whom_stands_on_its_day(corpus_home: "Home") -> None:
    told = corpus_home.rows(
        """
        select e.event_date, e.event_type, e.status, list(a.code order by a.code) filter (where role = 'source'),
               list(a.code order by a.code) filter (where role = 'target')
        from core.events as e join core.event_actors using (event_id) join core.actors as a using (actor_id)
        where event_type in ('ACCUSE', 'SANCTION', 'ASSAULT', 'AID') group by e.event_id, 1, 2, 3 order by 1, 2, 4
        """
    )
    assert told == [
        (date(2026, 1, 5), "ACCUSE", "occurred", ["FRA.GOV"], ["RUS.GOV"]),
        (date(2026, 1, 5), "SANCTION", "occurred", ["DEU.GOV"], ["IRN.GOV"]),
        (date(2026, 1, 6), "ASSAULT", "occurred", ["TUR.MIL"], ["SYR.MIL"]),
        (date(2026, 1, 7), "SANCTION", "occurred", ["JPN.GOV"], ["CHN.GOV"]),
        (date(2026, 1, 9), "AID", "planned", ["NOR.GOV"], ["KEN.GOV"]),
    ]


def test_the_mart_counts_an_event_once_and_its_headlines_all(corpus_home: "Home") -> None:
    mart = corpus_home.rows(
        "select actor_id, day, events, as_source, as_target, verbal_conflict, stories, headlines "
        "from marts.events_per_actor_per_day where actor_id in ('FRA.GOV', 'RUS.GOV') order by all"
    )
    monday = date(2026, 1, 5)
    assert mart == [("FRA.GOV", monday, 1, 1, 0, 1, 1, 2), ("RUS.GOV", monday, 1, 0, 1, 1, 1, 2)]


def test_coverage_tells_what_each_source_gave(corpus_home: "Home") -> None:
    coverage = corpus_home.rows(
        "select source, day, documents, headlines, stories, rejected from marts.source_coverage_per_day order by 2, 1"
    )
    assert coverage == [
        ("wire", date(2026, 1, 5), 1, 6, 6, 0),
        ("post", date(2026, 1, 6), 1, 5, 5, 0),
        ("gazette", date(2026, 1, 7), 1, 3, 3, 0),
        ("gazette", date(2026, 1, 8), 1, 3, 3, 0),
        ("gazette", date(2026, 1, 9), 1, 1, 1, 0),
    ]


def test_every_rule_of_every_checked_table_left_its_result(corpus_home: "Home") -> None:
    from checks.rules import load_rules

    results = corpus_home.rows("select table_name, rule, passed, error from quality.check_results")
    tables = {str(row[0]) for row in results}
    assert tables >= {
        "work.items",
        "core.documents",
        "core.headlines",
        "core.stories",
        "core.events",
        "core.event_actors",
    }
    assert {(str(row[0]), str(row[1])) for row in results} == {(t, rule.name) for t in tables for rule in load_rules(t)}
    assert [row for row in results if not row[2] or row[3]] == []


def test_the_coder_that_published_is_named_by_its_version(corpus_home: "Home") -> None:
    versions = corpus_home.rows("select distinct coder_version from core.events")
    assert versions == [(default_coders(None)["en"].version,)]
