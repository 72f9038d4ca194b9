"""The pages that are generated from the catalogue."""

import yaml

from warehouse.catalog import TABLES, table
from warehouse.docs import REMAKE, SOURCES_FILE, TABLES_PAGE, sources_yaml, tables_markdown


def test_the_page_of_tables_is_up_to_date():
    assert TABLES_PAGE.read_text(encoding="utf-8") == tables_markdown(), f"run {REMAKE}"


def test_the_sources_of_the_dbt_project_are_up_to_date():
    assert SOURCES_FILE.read_text(encoding="utf-8") == sources_yaml(), f"run {REMAKE}"


def test_the_page_has_every_table_and_column_in_tables_of_six_cells():
    page = tables_markdown()
    for one in TABLES:
        section = page.split(f"### {one.full_name}\n")[1].split("\n### ")[0].split("\n## ")[0]
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        assert [row.split("`")[1] for row in rows] == list(one.columns)
        for row in rows:
            assert row.replace("\\|", "").count("|") == 7


def test_the_columns_of_the_dbt_sources_are_the_catalogues():
    declared = {
        f"{source['schema']}.{one['name']}": tuple(column["name"] for column in one["columns"])
        for source in yaml.safe_load(sources_yaml())["sources"]
        for one in source["tables"]
    }
    assert {"work.touched_days", "quality.rejected_rows", "core.events"} <= set(declared)
    assert declared == {full_name: table(full_name).columns for full_name in declared}
