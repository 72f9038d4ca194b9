"""The model runner and the marts, on stories small enough to count by hand."""

import shutil
from datetime import date

import duckdb
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from warehouse.catalog import COLUMNS, TABLES, table
from warehouse.models import ModelError, column_lineage, compile_model, load_project, run_model, run_tests
from warehouse.store import connect, create_tables, quoted

MON, TUE, WED = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)
CHRISTO, ZELENSKY, UKRAINE = "CYP.GOV:christodoulides", "UKR.GOV:zelensky", "UKR.GOV"
PENTAGON, SMUGGLERS, RUSSIA = "USA.MIL:pentagon", "---.CRM", "RUS.MIL"
GERMANY, FRANCE, POLAND = "DEU.GOV", "FRA.GOV", "POL.GOV"

ACTOR_COUNTS = (
    "events", "as_source", "as_target", "verbal_cooperation", "material_cooperation", "verbal_conflict",
    "material_conflict", "statements", "planned", "stories", "headlines", "goldstein_mean",
)  # fmt: skip


@pytest.fixture
def told(cases):
    """Three days of news: two wordings of one meeting, a raid, a plan, a one-sided meeting, something that was not."""
    meeting = cases.Event("CONSULT", MON, (CHRISTO,), (ZELENSKY,))
    return [
        cases.Story("a: president visits", MON, ("wire", "post"), (CHRISTO, ZELENSKY), (meeting,)),
        cases.Story("b: talks in the palace", MON, ("wire",), (ZELENSKY, CHRISTO), (meeting,)),
        cases.Story(
            "c: raid; he says, and will send",
            MON,
            ("post",),
            (PENTAGON, SMUGGLERS, ZELENSKY),
            (
                cases.Event("COERCE", MON, (PENTAGON,), (SMUGGLERS,)),
                cases.Event("STATEMENT", MON, (ZELENSKY,)),
                cases.Event("AID", WED, (PENTAGON,), (UKRAINE,), "planned"),
            ),
        ),
        cases.Story(
            "d: three meet; no attack",
            TUE,
            ("wire",),
            (GERMANY, FRANCE, POLAND, RUSSIA),
            (
                cases.Event("CONSULT", TUE, (GERMANY, FRANCE, POLAND)),
                cases.Event("ASSAULT", TUE, (RUSSIA,), (UKRAINE,), "negated"),
            ),
        ),
        cases.Story(
            "e: self-harm at home", TUE, ("wire",), (), (cases.Event("ASSAULT", TUE, (ZELENSKY, RUSSIA), (ZELENSKY,)),)
        ),
    ]


@pytest.fixture
def built(con, cases, project, told):
    """The marts of these days."""
    rejected = [
        cases.Rejected(1, '{"source": "wire", "published_on": "2026-01-05"}'),
        cases.Rejected(1, '{"source": "wire", "published_on": "2026-01-05"}', rule="text_has_letters"),
        cases.Rejected(2, '{"source": "wire", "published_on": "2026-01-05"}'),
        cases.Rejected(3, '{"source": "gazette", "published_on": "2026-01-06"}'),
        cases.Rejected(4, '{"source": "wire", "published_on": null}'),
        cases.Rejected(5, "not JSON at all"),
        cases.Rejected(6, '{"source": "wire", "published_on": "31 February"}'),
    ]
    cases.fill(con, told, rejected)
    for name in project.models:
        run_model(con, project, name, full=True)
    return con


def actor_row(con: duckdb.DuckDBPyConnection, day: date, actor: str) -> dict[str, object] | None:
    found = con.execute(
        f"select {', '.join(ACTOR_COUNTS)} from marts.events_per_actor_per_day where day = ? and actor_id = ?",
        [day, actor],
    ).fetchall()
    return dict(zip(ACTOR_COUNTS, found[0], strict=True)) if found else None


def counts(**given: object) -> dict[str, object]:
    return {**dict.fromkeys(ACTOR_COUNTS, 0), "goldstein_mean": None, **given}


def test_one_event_told_by_two_stories_counts_once(built):
    assert actor_row(built, MON, CHRISTO) == counts(
        events=1, as_source=1, verbal_cooperation=1, stories=2, headlines=3, goldstein_mean=1.0
    )


def test_a_statement_is_counted_apart_from_events(built):
    assert actor_row(built, MON, ZELENSKY) == counts(
        events=1, as_target=1, verbal_cooperation=1, statements=1, stories=3, headlines=4, goldstein_mean=1.0
    )


def test_a_planned_event_makes_a_row_on_its_own_day(built):
    assert actor_row(built, WED, PENTAGON) == counts(planned=1, stories=1, headlines=1)
    assert actor_row(built, WED, UKRAINE) == counts(planned=1, stories=1, headlines=1)
    assert actor_row(built, MON, PENTAGON) == counts(
        events=1, as_source=1, material_conflict=1, stories=1, headlines=1, goldstein_mean=-7.0
    )


def test_a_negated_event_makes_no_row_but_its_mention_does(built):
    assert actor_row(built, TUE, UKRAINE) is None
    row = actor_row(built, TUE, RUSSIA)
    assert row is not None
    assert (row["stories"], row["events"]) == (2, 1)  # story d by its mention, story e by its event


def test_an_actor_on_both_sides_counts_in_both_and_the_event_once(built):
    assert actor_row(built, TUE, ZELENSKY) == counts(
        events=1, as_source=1, as_target=1, material_conflict=1, stories=1, headlines=1, goldstein_mean=-9.1
    )


def test_a_row_carries_name_country_and_sector_of_the_actor(built):
    found = built.sql(
        "select distinct actor_name, country, sector from marts.events_per_actor_per_day "
        "where actor_id = 'CYP.GOV:christodoulides'"
    ).fetchall()
    assert found == [("christodoulides", "CYP", "GOV")]


def test_a_country_counts_an_event_once_for_all_its_actors(con, cases, project):
    raid = cases.Event("ASSAULT", MON, ("UKR.MIL", ZELENSKY), (RUSSIA,))
    cases.fill(con, [cases.Story("raid", MON, ("wire",), ("UKR.MIL", ZELENSKY, "UKR.CVL"), (raid,))])
    run_model(con, project, "events_per_country_per_day", full=True)
    found = con.sql(
        "select country, actors, events, as_source, as_target, stories from marts.events_per_country_per_day order by 1"
    ).fetchall()
    assert found == [("RUS", 1, 1, 0, 1, 1), ("UKR", 3, 1, 1, 0, 1)]


def test_dyads_run_from_source_to_target_and_pair_one_sided_meetings(built):
    found = built.sql(
        "select day, source_country, target_country, events, planned, stories, headlines from marts.dyads_per_day "
        "order by all"
    ).fetchall()
    assert found == [
        (MON, "CYP", "UKR", 1, 0, 2, 3),
        (MON, "USA", "---", 1, 0, 1, 1),
        (TUE, "DEU", "FRA", 1, 0, 1, 1),
        (TUE, "DEU", "POL", 1, 0, 1, 1),
        (TUE, "FRA", "POL", 1, 0, 1, 1),
        (TUE, "RUS", "UKR", 1, 0, 1, 1),
        (TUE, "UKR", "UKR", 1, 0, 1, 1),
        (WED, "USA", "UKR", 0, 1, 1, 1),
    ]


def test_event_types_keep_every_status(built):
    found = built.sql("select * from marts.event_types_per_day order by all").fetchall()
    assert found == [
        (MON, "COERCE", "occurred", 1, 1, 1),
        (MON, "CONSULT", "occurred", 1, 2, 3),
        (MON, "STATEMENT", "occurred", 1, 1, 1),
        (TUE, "ASSAULT", "negated", 1, 1, 1),
        (TUE, "ASSAULT", "occurred", 1, 1, 1),
        (TUE, "CONSULT", "occurred", 1, 1, 1),
        (WED, "AID", "planned", 1, 1, 1),
    ]


def test_coverage_counts_a_rejected_item_once_and_survives_rows_that_are_no_json(built):
    found = built.sql("select * from marts.source_coverage_per_day order by all").fetchall()
    assert found == [
        (MON, "post", 1, 2, 2, 0),
        (MON, "wire", 1, 2, 2, 2),
        (TUE, "gazette", 1, 0, 0, 1),
        (TUE, "wire", 1, 2, 2, 0),
    ]


def test_every_test_of_every_model_passes_on_sound_data(built, project):
    results = [(name, result) for name in project.models for result in run_tests(built, project, name)]
    assert [(name, result) for name, result in results if not result.passed] == []
    assert {name for name, _ in results} == set(project.models)


def test_models_of_an_empty_warehouse_are_empty(con, project):
    for name in project.models:
        assert run_model(con, project, name, full=True).rows == 0
        assert run_model(con, project, name).rows == 0
        assert all(result.passed for result in run_tests(con, project, name))


# ── incremental ──────────────────────────────────────────────────────────────────────────────────────────────────────

actor_ids = st.sampled_from([ZELENSKY, UKRAINE, CHRISTO, PENTAGON, RUSSIA, SMUGGLERS])
days = st.sampled_from([MON, TUE, WED, date(2026, 1, 8), date(2026, 1, 9)])


@st.composite
def stories(draw, cases, name):
    events = draw(
        st.lists(
            st.builds(
                cases.Event,
                st.sampled_from(["CONSULT", "AID", "ASSAULT", "STATEMENT"]),
                days,
                st.lists(actor_ids, max_size=2, unique=True).map(tuple),
                st.lists(actor_ids, max_size=2, unique=True).map(tuple),
                st.sampled_from(["occurred", "occurred", "planned", "negated", "hypothetical"]),
            ),
            max_size=3,
            unique=True,
        )
    )
    told_by = draw(st.lists(st.sampled_from(["wire", "post"]), min_size=1, max_size=3))
    mentions = draw(st.lists(actor_ids, max_size=3, unique=True))
    return cases.Story(name, draw(days), tuple(told_by), tuple(mentions), tuple(events))


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One warehouse for all examples of a property: each runs in a transaction that is rolled back."""
    opened = connect(tmp_path_factory.mktemp("property") / "w.duckdb", settings={"threads": "1"})
    create_tables(opened)
    yield opened
    opened.close()


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example is small already, and shrinking takes minutes
)
@given(data=st.data())
@pytest.mark.slow
def test_rebuilding_the_touched_days_equals_rebuilding_all(shared, cases, project, marts, rows, data):
    # One story of five changes or goes, so that most days are not touched and must stay as they are.
    before = [data.draw(stories(cases, name)) for name in "abcde"]
    after = [*before[1:], *data.draw(st.lists(stories(cases, before[0].name), max_size=1))]
    changed = set(before) ^ set(after)
    rejected = [cases.Rejected(1, f'{{"source": "wire", "published_on": "{data.draw(days)}"}}')]
    shared.begin()
    try:
        cases.fill(shared, before, rejected)
        for name in project.models:
            run_model(shared, project, name, full=True)
        cases.fill(shared, after, rejected)
        cases.touch(shared, {day for story in changed for day in cases.days_of(story)})
        for name in project.models:
            run_model(shared, project, name)
        incremental = {mart.full_name: rows(shared, mart.full_name) for mart in marts}
        for name in project.models:
            run_model(shared, project, name, full=True)
        assert incremental == {mart.full_name: rows(shared, mart.full_name) for mart in marts}
    finally:
        shared.rollback()


def test_an_incremental_run_leaves_other_days_alone(built, cases, project, told):
    cases.fill(built, [])  # all stories are gone, but only Tuesday is rebuilt
    cases.touch(built, [TUE])
    run_model(built, project, "events_per_actor_per_day")
    left = built.sql("select distinct day from marts.events_per_actor_per_day order by 1").fetchall()
    assert left == [(MON,), (WED,)]


def test_a_mean_is_exact_so_that_it_does_not_depend_on_the_order_of_rows(con, cases, project):
    told = [
        cases.Story(f"s{n}", MON, ("wire",), (), (cases.Event("AID", MON, (ZELENSKY,), (f"DEU.GOV:{n}",)),))
        for n in range(10)
    ]
    cases.fill(con, told)
    con.execute("update core.events set goldstein = 0.1")  # ten of these add up to 0.9999999999999999 as doubles
    run_model(con, project, "events_per_actor_per_day", full=True)
    assert actor_row(con, MON, ZELENSKY)["goldstein_mean"] == 0.1


@pytest.mark.parametrize(
    ("other", "events"),
    [
        (("ASSAULT", MON, ("A.MIL", "B.MIL"), ("C.CVL",)), 1),
        (("ASSAULT", MON, ("B.MIL", "A.MIL"), ("C.CVL",)), 1),
        (("ASSAULT", MON, ("A.MIL", "B.MIL"), ("D.CVL",)), 2),
        (("ASSAULT", MON, ("A.MIL", "B.MIL"), ()), 2),
        (("ASSAULT", MON, ("A.MIL",), ("C.CVL",)), 2),
        (("COERCE", MON, ("A.MIL", "B.MIL"), ("C.CVL",)), 2),
        (("ASSAULT", TUE, ("A.MIL", "B.MIL"), ("C.CVL",)), 1),
        (("ASSAULT", MON, ("A.MIL", "B.MIL"), ("C.CVL",), "planned"), 1),
    ],
)
def test_events_are_one_if_day_type_status_sources_and_targets_are(con, cases, project, other, events):
    first = cases.Event("ASSAULT", MON, ("A.MIL", "B.MIL"), ("C.CVL",))
    told = [cases.Story("one", MON, events=(first,)), cases.Story("two", MON, events=(cases.Event(*other),))]
    cases.fill(con, told)
    run_model(con, project, "events_per_actor_per_day", full=True)
    assert actor_row(con, MON, "A.MIL")["events"] == events


# ── tests of models ──────────────────────────────────────────────────────────────────────────────────────────────────


def result_of(con, project, name, test, **how):
    return next(result for result in run_tests(con, project, name, **how) if result.name == test)


def test_a_failing_test_returns_the_offending_rows(built, project):
    built.execute("update marts.events_per_actor_per_day set as_source = 9 where actor_id = 'RUS.MIL'")
    result = result_of(built, project, "events_per_actor_per_day", "actor_events_have_a_side")
    assert (result.passed, result.failures, result.error, result.severity) == (False, 1, None, "critical")
    assert [(row["actor_id"], row["as_source"]) for row in result.sample] == [("RUS.MIL", 9)]


def test_a_sample_holds_ten_rows_and_the_count_all(built, project):
    built.execute("update marts.events_per_actor_per_day set stories = 0")
    result = result_of(built, project, "events_per_actor_per_day", "actor_rows_are_told")
    [(count,)] = built.execute("select count(*) from marts.events_per_actor_per_day").fetchall()
    assert result.failures == count > 10
    assert len(result.sample) == 10


@pytest.mark.parametrize(
    ("harm", "test"),
    [
        ("insert into {0} select * from {0} where actor_id = 'RUS.MIL'", "unique_combination_of_columns_day_actor_id"),
        ("update {0} set actor_id = 'XXX.GOV' where actor_id = 'RUS.MIL'", "relationships_actor_id"),
        ("update {0} set sector = 'SHIP' where actor_id = 'RUS.MIL'", "accepted_values_sector"),
        ("alter table {0} alter column country drop not null; update {0} set country = null", "not_null_country"),
    ],
)
def test_generic_tests_find_what_they_are_named_for(built, project, harm, test):
    assert result_of(built, project, "events_per_actor_per_day", test).passed
    built.execute(harm.format("marts.events_per_actor_per_day"))
    result = result_of(built, project, "events_per_actor_per_day", test)
    assert (result.passed, result.error) == (False, None)
    assert result.failures >= 1


def test_tests_of_touched_days_leave_other_days_aside(built, cases, project):
    built.execute("update marts.events_per_actor_per_day set stories = 0 where day = '2026-01-05'")
    for touched, passed in ((TUE, True), (MON, False)):
        cases.touch(built, [touched])
        found = result_of(built, project, "events_per_actor_per_day", "actor_rows_are_told", full=False)
        assert found.passed is passed


def test_a_test_that_cannot_run_is_an_error_and_no_pass(built, project):
    built.execute("alter table marts.events_per_actor_per_day drop column stories")
    result = result_of(built, project, "events_per_actor_per_day", "actor_rows_are_told")
    assert not result.passed
    assert result.error is not None
    assert "actor_rows_are_told.sql" in result.error
    assert "stories" in result.error


# ── the project as files ─────────────────────────────────────────────────────────────────────────────────────────────


def test_lineage_leads_from_the_mart_to_the_actors_country(project):
    lineage = column_lineage(project, "events_per_actor_per_day")
    assert lineage["country"] == [("core.actors", "country")]
    assert ("core.stories", "headlines") in lineage["headlines"]
    assert lineage["day"] == [("core.events", "event_date"), ("core.stories", "first_published_on")]


def test_lineage_covers_every_column_and_names_only_columns_of_the_catalogue(project):
    for name, model in project.models.items():
        lineage = column_lineage(project, name)
        assert set(lineage) == set(table(model.full_name).columns)
        for sources in lineage.values():
            for full_name, column in sources:
                assert column in table(full_name).columns


def test_every_mart_of_the_catalogue_has_a_model_and_documented_columns(project, marts):
    assert {model.full_name for model in project.models.values()} == {mart.full_name for mart in marts}
    for model in project.models.values():
        assert tuple(model.columns) == table(model.full_name).columns
        assert model.description
        assert all(model.columns.values())


def test_accepted_values_are_the_catalogues(project):
    tested = {
        test.arguments["column_name"]: tuple(test.arguments["values"])
        for model in project.models.values()
        for test in model.tests
        if "values" in test.arguments
    }
    assert set(tested) == {"sector", "event_type", "status"}
    assert tested == {name: COLUMNS[name].allowed for name in tested}


def test_every_model_tests_its_key(project):
    for model in project.models.values():
        keys = [test.arguments.get("combination_of_columns") for test in model.tests]
        assert list(table(model.full_name).key) in keys


def test_models_declare_what_they_read(project):
    assert project.models["source_coverage_per_day"].depends_on == (
        "core.headlines", "quality.rejected_rows", "work.touched_days",
    )  # fmt: skip
    assert "core.mentions" in project.models["events_per_actor_per_day"].depends_on


def test_a_full_run_does_not_read_the_touched_days(project):
    assert "touched_days" in compile_model(project, "dyads_per_day")
    assert "touched_days" not in compile_model(project, "dyads_per_day", full=True)


# ── projects that are wrong ──────────────────────────────────────────────────────────────────────────────────────────

SOURCES = {"sources": [{"name": "core", "tables": [{"name": "events"}]}]}
MART = "select 1 as day"


@pytest.fixture
def small(tmp_path):
    """Writes a project of the given files and loads it."""

    def write(**files: str):
        (tmp_path / "dbt_project.yml").write_text("name: small\nvars: {window: 3}\n")
        (tmp_path / "models").mkdir()
        (tmp_path / "tests").mkdir()
        (tmp_path / "models" / "sources.yml").write_text(yaml.safe_dump(SOURCES))
        for name, text in files.items():
            folder, _, stem = name.partition("__")
            suffix = "" if stem.endswith("yml") else ".sql"
            (tmp_path / folder / f"{stem.replace('_yml', '.yml')}{suffix}").write_text(text)
        return load_project(tmp_path)

    return write


def test_models_are_ordered_by_what_they_ref(small):
    project = small(
        models__a="select * from {{ ref('b') }}",
        models__b="select {{ var('window') }} as n from {{ ref('c') }}",
        models__c="{{ config(materialized='table', schema='marts') }} select * from {{ source('core', 'events') }}",
    )
    assert list(project.models) == ["c", "b", "a"]
    assert project.models["b"].depends_on == ("marts.c",)
    assert compile_model(project, "b") == 'select 3 as n from "marts"."c"'


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"models__a": "select * from {{ ref('nowhere') }}"}, r"a\.sql.*nowhere"),
        ({"models__a": "select * from {{ source('core', 'stories') }}"}, r"a\.sql.*core.*stories"),
        ({"models__a": "select {{ tpyo }}"}, r"a\.sql.*tpyo"),
        ({"models__a": "select 1\n{% if %}"}, r"a\.sql:2"),
        ({"models__a": "select {{ var('unset') }}"}, r"a\.sql.*unset"),
        ({"models__a": "select {{ ''.__class__.__mro__ }}"}, r"a\.sql.*unsafe"),
        ({"models__a": "from {{ ref('b') }}", "models__b": "from {{ ref('a') }}"}, "circle"),
        ({"models__a": "{{ config(materialized='view') }} select 1"}, r"a\.sql.*materialized"),
        ({"models__a": MART, "models__schema_yml": "models: [{name: b}]"}, r"schema\.yml.*\bb\b"),
        ({"models__a": MART, "models__schema_yml": "models: ["}, r"schema\.yml.*YAML"),
        ({"models__a": MART, "tests__t": "select 1"}, r"t\.sql.*exactly one model"),
        (
            {"models__a": MART, "models__schema_yml": "models: [{name: a, data_tests: [{x: {values: [1]}}]}]"},
            r"schema\.yml.*values.*arguments",
        ),
    ],
)
def test_a_project_that_is_wrong_is_refused_with_file_and_reason(small, files, told):
    with pytest.raises(ModelError, match=told):
        small(**files)


def test_a_folder_that_is_no_project_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"dbt_project\.yml"):
        load_project(tmp_path)


@pytest.fixture
def changed(tmp_path, project):
    """The project with one text of one model changed."""

    def change(name: str, old: str, new: str):
        shutil.copytree(project.folder, tmp_path / "changed")
        path = tmp_path / "changed" / project.models[name].path.relative_to(project.folder)
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
        return load_project(tmp_path / "changed")

    return change


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    actors.sector,\n", "", r"sector: in the catalogue, but missing"),
        ("    actors.sector,\n", "    actors.sector,\n    1 as extra,\n", r"extra: not in the catalogue"),
        (
            "    tellings.day,\n    tellings.actor_id,\n    actors",
            "    tellings.day::varchar as day,\n    tellings.actor_id,\n    actors",
            r"day: type VARCHAR, the catalogue says DATE",
        ),
        ("actors.name as", "actors.nome as", r"events_per_actor_per_day\.sql.*nome"),
        ("with {{", "{{ config(unique_key='actor_id') }} with {{", r"unique_key"),
    ],
)
def test_a_model_that_does_not_fit_the_catalogue_is_refused(con, changed, old, new, told):
    with pytest.raises(ModelError, match=told):
        run_model(con, changed("events_per_actor_per_day", old, new), "events_per_actor_per_day")


def test_a_model_of_no_table_in_the_catalogue_is_refused(con, small):
    project = small(models__a=MART)
    with pytest.raises(ModelError, match="catalogue has no table"):
        run_model(con, project, "a")
    with pytest.raises(ModelError, match="no model b"):
        run_model(con, project, "b")


def test_an_event_of_an_unknown_actor_stops_the_model(con, cases, project, told):
    cases.fill(con, told)
    con.execute(f"delete from {quoted(table('core.actors'))} where actor_id = 'RUS.MIL'")
    with pytest.raises(ModelError, match="NOT NULL"):
        run_model(con, project, "events_per_actor_per_day", full=True)


def test_the_catalogue_knows_every_table_that_the_models_read(project):
    known = {one.full_name for one in TABLES}
    assert {name for model in project.models.values() for name in model.depends_on} <= known


def test_a_gap_is_unusual_where_the_source_had_news_every_day_before(con, project):
    january = [date(2026, 1, day) for day in range(1, 32)]
    steady = [day for day in january if day.day not in (20, 21, 25)]
    weekly = [day for day in january if day.weekday() == 0]
    rows = [(day, source, 1, 1, 1, 0) for source, days in (("steady", steady), ("weekly", weekly)) for day in days]
    con.executemany("insert into marts.source_coverage_per_day values (?, ?, ?, ?, ?, ?)", rows)
    run_model(con, project, "source_gaps")
    found = con.execute(
        "select source, day, missing_days, usual_days, unusual from marts.source_gaps "
        "where source = 'steady' order by day"
    ).fetchall()
    assert found == [
        ("steady", date(2026, 1, 22), 2, 0, True),
        ("steady", date(2026, 1, 26), 1, 2, False),
    ]
    unusual = con.execute("select count(*) from marts.source_gaps where source = 'weekly' and unusual").fetchall()
    assert unusual == [(0,)], "four days are too few to tell what is usual"
