"""Pages generated from the catalogue: `docs/tables.md` for people, `dbt_like_sql/models/sources.yml` for dbt.

`python -m warehouse.docs` writes both anew; a test fails while one of them is behind the catalogue.
What does not belong here: descriptions (catalog.py) and how a mart is computed (dbt_like_sql/models/marts/schema.yml).
"""

from pathlib import Path

import yaml

from warehouse.catalog import PUBLISHED_SCHEMAS, TABLES, Column, Table

ROOT = Path(__file__).parent.parent
TABLES_PAGE = ROOT / "docs" / "tables.md"
SOURCES_FILE = ROOT / "dbt_like_sql" / "models" / "sources.yml"
REMAKE = "python -m warehouse.docs"

_SCHEMAS = {
    "core": "What was read and coded: documents, headlines, stories, actors, events.",
    "marts": "Counts per day, made from `core` by the models in `dbt_like_sql/`.",
    "quality": "What the checks found, and what they refused.",
    "work": "The pipeline's own: only in the working database, never in the published file.",
}
# The tables that the marts may read besides those of `core`.
_FURTHER_SOURCES = ("quality.rejected_rows", "work.touched_days")


def tables_markdown() -> str:
    """The page of all tables and columns, in the catalogue's order."""
    lines = [
        "# Tables",
        "",
        f"Generated from `warehouse/catalog.py` by `{REMAKE}`; change the catalogue, not this page.",
        "The same words stand in the DuckDB file as comments:",
        "`select table_name, column_name, comment from duckdb_columns()`.",
        "",
    ]
    for schema, what in _SCHEMAS.items():
        tables = [table for table in TABLES if table.schema == schema]
        lines += [f"## {schema}", "", what, ""]
        for table in tables:
            lines += _table_section(table)
    return "\n".join(lines).rstrip() + "\n"


def _table_section(table: Table) -> list[str]:
    facts = [f"Key: {_names(table.key)}."]
    if table.partition:
        facts.append(f"Replaced by whole days of `{table.partition}`.")
    facts += [f"`{column}` refers to `{target}`." for column, target in table.references.items()]
    rows = [_column_row(table, name, column) for name, column in table.definitions()]
    return [
        f"### {table.full_name}",
        "",
        table.grain,
        "",
        " ".join(facts),
        "",
        "| column | type | null | what it is | unit | example |",
        "| --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
    ]


def _column_row(table: Table, name: str, column: Column) -> str:
    allowed = f" One of: {', '.join(column.allowed)}." if column.allowed else ""
    cells = (
        f"`{name}`",
        column.type,
        "yes" if name in table.optional else "",
        column.description + allowed,
        column.unit or "",
        f"`{column.example}`",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(f"`{column}`" for column in columns)


def sources_yaml() -> str:
    """The tables that the models may read, as dbt declares sources."""
    read = [table for table in TABLES if table.schema == "core" or table.full_name in _FURTHER_SOURCES]
    schemas = dict.fromkeys(table.schema for table in read)
    sources = [
        {
            "name": schema,
            "schema": schema,
            "description": _SCHEMAS[schema],
            "tables": [_source_table(table) for table in read if table.schema == schema],
        }
        for schema in schemas
    ]
    body = yaml.safe_dump({"sources": sources}, sort_keys=False, allow_unicode=True, width=116)
    return f"# Generated from warehouse/catalog.py by `{REMAKE}`; change the catalogue, not this file.\n{body}"


def _source_table(table: Table) -> dict[str, object]:
    return {
        "name": table.name,
        "description": table.grain,
        "columns": [
            {"name": name, "data_type": column.type.lower(), "description": column.description}
            for name, column in table.definitions()
        ],
    }


def main() -> None:
    """Write the generated pages into the project's folder."""
    assert set(PUBLISHED_SCHEMAS) <= set(_SCHEMAS)
    TABLES_PAGE.write_text(tables_markdown(), encoding="utf-8")
    SOURCES_FILE.write_text(sources_yaml(), encoding="utf-8")


if __name__ == "__main__":
    main()
