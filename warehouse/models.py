"""The model runner: computes the marts from the dbt project in `dbt_like_sql/`, in the pipeline's own connection.

What belongs here: reading a dbt project, rendering its Jinja, materialising a model, running its tests, column lineage.
What does not: the SQL itself (dbt_like_sql/), the tables' DDL (store.py, from the catalogue), Dagster.

The part of dbt that is understood: models with `config`, `ref`, `source`, `this`, `var`, `is_incremental()` and the
project's macros; `materialized: table | incremental` with a day as `unique_key`; configuration by folder in
`dbt_project.yml`; descriptions and `data_tests` in the `.yml` files; generic tests in `tests/generic/` and singular
ones in `tests/`. The same folder runs under dbt-core with dbt-duckdb, and a test compares the tables.
"""

# ruff: noqa: S608 - names are the catalogue's, and quoted; the queries are the project's own models and tests

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from itertools import takewhile
from pathlib import Path
from typing import Any

import duckdb
import jinja2
import yaml
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.sandbox import SandboxedEnvironment
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import lineage

from warehouse.catalog import BY_NAME, TABLES, Table
from warehouse.store import WarehouseError, column_differences, quote, quoted

TOUCHED_DAYS = BY_NAME["work.touched_days"]
MATERIALIZATIONS = ("table", "incremental")
SAMPLE_ROWS = 10
# dbt's words for what a failing test means, in the catalogue's.
SEVERITIES = {"error": "critical", "warn": "warning"}


class ModelError(WarehouseError):
    """A model or test cannot be read, rendered or run; the message names its file and the remedy."""


@dataclass(frozen=True)
class ModelTest:
    """One test of a model: a query that returns the offending rows.

    `name` is unique within the model; `severity` is critical or warning; `template` is the Jinja text of the query,
    which finds the tested relation as `model` and its arguments, with the column as `column_name`, as `arguments`.
    """

    name: str
    severity: str
    description: str
    path: Path
    template: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """One model: a `.sql` file, its configuration, and what the `.yml` beside it says.

    `columns` maps each documented column to its description; `depends_on` lists the tables that it reads, as
    `schema.name`, sorted.
    """

    name: str
    schema: str
    path: Path
    sql: str
    config: Mapping[str, Any]
    description: str
    columns: Mapping[str, str]
    tests: tuple[ModelTest, ...]
    depends_on: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """`schema.name` of the table that it makes."""
        return f"{self.schema}.{self.name}"

    @property
    def materialized(self) -> str:
        """`table` (rebuilt whole) or `incremental` (the touched days are replaced)."""
        return str(self.config.get("materialized", "table"))


@dataclass(frozen=True)
class Project:
    """A dbt project: its models in the order in which they can run, its macros, variables and declared sources."""

    folder: Path
    models: Mapping[str, Model]
    macros: tuple[jinja2.Template, ...]
    variables: Mapping[str, Any]
    sources: frozenset[str]

    def model(self, name: str) -> Model:
        """The model of that name.

        Raises:
            ModelError: there is none.
        """
        if name not in self.models:
            raise ModelError(f"{self.folder}: no model {name}; there are {', '.join(self.models)}")
        return self.models[name]


@dataclass(frozen=True)
class ModelResult:
    """What a run of a model did: rows inserted, and seconds taken."""

    rows: int
    seconds: float


@dataclass(frozen=True)
class TestResult:
    """What a test found: `failures` offending rows and the first ten of them.

    `error` says why the test could not run; then it has not passed, and nothing is known of the rows.
    """

    name: str
    passed: bool
    failures: int
    sample: list[dict[str, Any]]
    severity: str
    error: str | None

    __test__ = False  # pytest takes classes named Test… for tests


class _TestTag(Extension):
    """`{% test name(model, …) %}…{% endtest %}`: dbt's way to write a macro called `test_name`."""

    tags = {"test"}  # noqa: RUF012 - the attribute is Jinja's

    def parse(self, parser: Parser) -> nodes.Node:
        macro = nodes.Macro(lineno=next(parser.stream).lineno)
        macro.name = f"test_{parser.parse_assign_target(name_only=True).name}"
        parser.parse_signature(macro)
        macro.body = parser.parse_statements(("name:endtest",), drop_needle=True)
        return macro


def _environment() -> SandboxedEnvironment:
    """Jinja as the project's templates need it; a name that is not defined is an error."""
    return SandboxedEnvironment(undefined=jinja2.StrictUndefined, extensions=[_TestTag, "jinja2.ext.do"])


def load_project(folder: Path) -> Project:
    """Read a dbt project: its models in dependency order with their configuration, docs, tests and dependencies.

    Raises:
        ModelError: a file is missing or malformed, a `ref` or `source` leads nowhere, models depend on each other in
            a circle, a documented model has no file, or a test is not understood.
    """
    settings = _read_yaml(folder / "dbt_project.yml")
    documents = [(path, _read_yaml(path)) for path in sorted(folder.glob("models/**/*.y*ml"))]
    blank = Project(folder, {}, _macros(folder), settings.get("vars", {}), _declared_sources(documents))
    paths = {path.stem: path for path in sorted(folder.glob("models/**/*.sql"))}
    if not paths:
        raise ModelError(f"{folder}: no models under models/")
    docs = {entry["name"]: (path, entry) for path, document in documents for entry in document.get("models", [])}
    for name, (path, _) in docs.items():
        if name not in paths:
            raise ModelError(f"{path}: documents the model {name}, which has no .sql file")
    singular = _singular_tests(blank, list(paths))

    seen = {name: _look_through(blank, path, name, list(paths)) for name, path in paths.items()}
    configs = {
        name: {**_folder_config(settings, path.relative_to(folder)), **seen[name].config}
        for name, path in paths.items()
    }
    schemas = {name: str(config.get("schema", "main")) for name, config in configs.items()}
    models: dict[str, Model] = {}
    for name in _in_order(folder, {name: seen[name].models for name in paths}):
        path = paths[name]
        doc_path, doc = docs.get(name, (path, {}))
        model = Model(
            name=name,
            schema=schemas[name],
            path=path,
            sql=path.read_text(encoding="utf-8"),
            config=configs[name],
            description=str(doc.get("description", "")).strip(),
            columns={c["name"]: str(c.get("description", "")).strip() for c in doc.get("columns", [])},
            tests=(*_declared_tests(doc_path, doc), *(test for of, test in singular if of == name)),
            depends_on=tuple(sorted(seen[name].sources | {f"{schemas[n]}.{n}" for n in seen[name].models})),
        )
        if model.materialized not in MATERIALIZATIONS:
            raise ModelError(f"{path}: materialized must be one of {', '.join(MATERIALIZATIONS)}")
        models[name] = model
    return replace(blank, models=models)


def _macros(folder: Path) -> tuple[jinja2.Template, ...]:
    """The project's macro files, generic tests included."""
    environment = _environment()
    return tuple(
        _parse(environment, path, path.read_text(encoding="utf-8"))
        for pattern in ("macros/**/*.sql", "tests/generic/*.sql")
        for path in sorted(folder.glob(pattern))
    )


def _declared_sources(documents: list[tuple[Path, dict[str, Any]]]) -> frozenset[str]:
    """The tables, as `schema.name`, that the `.yml` files declare as sources."""
    return frozenset(
        f"{source['name']}.{table['name']}"
        for _, document in documents
        for source in document.get("sources", [])
        for table in source.get("tables", [])
    )


def _look_through(project: Project, path: Path, name: str, known: list[str]) -> "_Seen":
    """What a model asks for. Rendered both ways, since an incremental run may read a table that a full one does not."""
    seen = _Seen(dict.fromkeys(known, "main"))
    for incremental in (False, True):
        names = _names(project, seen, incremental=incremental, this=name)
        _render(project, path, path.read_text(encoding="utf-8"), names)
    return seen


def _in_order(folder: Path, references: Mapping[str, set[str]]) -> list[str]:
    """The models, each after those that it reads, else by name."""
    try:
        return list(TopologicalSorter({name: sorted(references[name]) for name in sorted(references)}).static_order())
    except CycleError as error:
        raise ModelError(f"{folder}: models depend on each other in a circle: {' → '.join(error.args[1])}") from error


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"{path}: missing; is this a dbt project's folder?") from error
    except yaml.YAMLError as error:
        raise ModelError(f"{path}: not valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise ModelError(f"{path}: must hold a mapping at its top")
    return content


def _folder_config(settings: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The configuration that `dbt_project.yml` gives a model by the folders in which it lies, inner ones last."""
    level: Any = settings.get("models", {})
    config: dict[str, Any] = {}
    for part in (settings.get("name"), *path.parts[1:-1]):
        level = level.get(part) if isinstance(level, dict) else None
        if not isinstance(level, dict):
            break
        config.update({key[1:].replace("-", "_"): value for key, value in level.items() if key.startswith("+")})
    return config


# ── rendering ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Seen:
    """What a template asks for while it is rendered; `schemas` holds the known models, each with its schema."""

    schemas: Mapping[str, str]
    models: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    config: dict[str, Any] = field(default_factory=dict)


def _names(
    project: Project,
    seen: _Seen,
    *,
    incremental: bool,
    this: str,
    restrict: Callable[[str], str] = lambda relation: relation,
) -> dict[str, Any]:
    """The names that a template of the project may use, as dbt defines them.

    `restrict` turns the SQL of a model's relation into what `ref` renders (tests of touched days narrow it).
    """

    def ref(name: str) -> str:
        if name not in seen.schemas:
            raise ModelError(f"ref('{name}'): there is no such model")
        seen.models.add(name)
        return restrict(_relation(seen.schemas[name], name))

    def source(schema: str, name: str) -> str:
        full_name = f"{schema}.{name}"
        if full_name not in project.sources or full_name not in BY_NAME:
            raise ModelError(f"source('{schema}', '{name}'): declare the table in models/sources.yml and the catalogue")
        seen.sources.add(full_name)
        return quoted(BY_NAME[full_name])

    def config(**settings: Any) -> str:
        seen.config.update(settings)
        return ""

    def var(name: str, default: Any = None) -> Any:
        if name not in project.variables and default is None:
            raise ModelError(f"var('{name}'): not set under vars in dbt_project.yml, and there is no default")
        return project.variables.get(name, default)

    return {
        "ref": ref,
        "source": source,
        "config": config,
        "var": var,
        "is_incremental": lambda: incremental,
        "this": _relation(seen.schemas[this], this),
    }


def _relation(schema: str, name: str) -> str:
    return f"{quote(schema)}.{quote(name)}"


def _parse(environment: SandboxedEnvironment, path: Path, text: str) -> jinja2.Template:
    try:
        template = environment.from_string(text)
    except jinja2.TemplateSyntaxError as error:
        raise ModelError(f"{path}:{error.lineno}: {error.message}") from error
    template.filename = str(path)
    return template


def _render(project: Project, path: Path, text: str, names: dict[str, Any]) -> str:
    """Render a template of the project; `names` are what it finds beside the project's macros.

    Raises:
        ModelError: the template is malformed or uses a name that does not exist.
    """
    environment = _environment()
    own = _parse(environment, path, text)
    # Shared, and filled while the macro files are read, so that macros find the names of the template that calls them
    # (`is_incremental()` above all) and each other.
    scope: dict[str, Any] = {**environment.globals, **names}
    try:
        for template in project.macros:
            macros = template.make_module(scope, shared=True).__dict__
            scope.update({name: value for name, value in macros.items() if not name.startswith("_")})
        return own.render(scope).strip()
    except jinja2.TemplateError as error:
        raise ModelError(f"{path}: {error.message or type(error).__name__}") from error
    except ModelError as error:
        raise ModelError(f"{path}: {error}") from error


def compile_model(project: Project, name: str, *, full: bool = False) -> str:
    """The SQL of a model: a query whose columns are the table's.

    Args:
        project: the dbt project.
        name: the model.
        full: all days, as `is_incremental()` is then false; else only those of `work.touched_days`.

    Raises:
        ModelError: there is no such model, or its template is malformed.
    """
    model = project.model(name)
    incremental = model.materialized == "incremental" and not full
    names = _names(project, _seen(project), incremental=incremental, this=name)
    return _render(project, model.path, model.sql, names)


def _seen(project: Project) -> _Seen:
    return _Seen({model.name: model.schema for model in project.models.values()})


# ── running ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def run_model(con: duckdb.DuckDBPyConnection, project: Project, name: str, *, full: bool = False) -> ModelResult:
    """Compute a model into its table, within the caller's transaction.

    An incremental model replaces the rows of the days in `work.touched_days`; a model of kind `table`, or any with
    `full`, replaces all rows. Rows are inserted in the order of the table's key.

    Raises:
        ModelError: there is no such model or table, the model's columns are not the catalogue's, or its SQL fails.
    """
    started = time.perf_counter()
    model = project.model(name)
    table = _table_of(model)
    sql = compile_model(project, name, full=full)
    try:
        _check_columns(con, model, table, sql)
        if model.materialized == "incremental" and not full:
            day = quote(_day_column(model, table))
            con.execute(f"delete from {quoted(table)} where {day} in (select day from {quoted(TOUCHED_DAYS)})")
        else:
            con.execute(f"delete from {quoted(table)}")
        key = ", ".join(quote(column) for column in table.key)
        # The query stands on lines of its own, as it may end in a comment.
        [(rows,)] = con.execute(
            f"insert into {quoted(table)} by name select * from (\n{sql}\n) as model order by {key}"
        ).fetchall()
    except duckdb.Error as error:
        raise ModelError(f"{model.path}: the model's SQL fails: {error}") from error
    return ModelResult(rows=rows, seconds=time.perf_counter() - started)


def _table_of(model: Model) -> Table:
    if model.full_name not in BY_NAME:
        raise ModelError(f"{model.path}: the catalogue has no table {model.full_name}; describe it there first")
    return BY_NAME[model.full_name]


def _day_column(model: Model, table: Table) -> str:
    """The column by which an incremental model replaces days; model and catalogue must agree on it."""
    if table.partition is None or model.config.get("unique_key") != table.partition:
        raise ModelError(
            f"{model.path}: an incremental model needs unique_key = the table's partition in the catalogue, "
            f"which is {table.partition}; it is {model.config.get('unique_key')}"
        )
    return table.partition


def _check_columns(con: duckdb.DuckDBPyConnection, model: Model, table: Table, sql: str) -> None:
    """Raise if the query's columns and types are not the catalogue's, both ways."""
    described = con.execute(f"describe select * from (\n{sql}\n) as model").fetchall()
    real = {column: data_type for column, data_type, *_ in described}
    documented = {column: definition.type for column, definition in table.definitions()}
    told = column_differences(table.full_name, documented, real)
    if told:
        raise ModelError(f"{model.path}: the model's columns are not the catalogue's: {'; '.join(told)}")


# ── tests ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _declared_tests(path: Path, doc: Mapping[str, Any]) -> Iterator[ModelTest]:
    """The generic tests that a model's entry in a `.yml` file asks for, of the model and of its columns."""
    for spec in doc.get("data_tests", []):
        yield _generic_test(path, spec, {})
    for column in doc.get("columns", []):
        for spec in column.get("data_tests", []):
            yield _generic_test(path, spec, {"column_name": column["name"]})


def _generic_test(path: Path, spec: str | Mapping[str, Any], column: Mapping[str, str]) -> ModelTest:
    """One entry under `data_tests`: a name, or a name with arguments and configuration."""
    kind, body = (spec, {}) if isinstance(spec, str) else next(iter(spec.items()))
    body = body or {}
    unknown = set(body) - {"arguments", "config", "name", "description"}
    if unknown:
        raise ModelError(f"{path}: test {kind}: {', '.join(sorted(unknown))} must stand under `arguments:`")
    arguments = {**column, **body.get("arguments", {})}
    parts = [kind, *column.values(), *(() if column else arguments.get("combination_of_columns", ()))]
    return ModelTest(
        name=body.get("name", "_".join(parts)),
        severity=_severity(path, kind, body.get("config", {})),
        description=body.get("description", ""),
        path=path,
        template=f"{{{{ test_{kind}(model, **arguments) }}}}",
        arguments=arguments,
    )


def _severity(path: Path, test: str, config: Mapping[str, Any]) -> str:
    told = str(config.get("severity", "error")).lower()
    if told not in SEVERITIES:
        raise ModelError(f"{path}: test {test}: severity must be one of {', '.join(SEVERITIES)}")
    return SEVERITIES[told]


def _singular_tests(project: Project, known: list[str]) -> list[tuple[str, ModelTest]]:
    """The tests in `tests/*.sql`, each with its model: it must name exactly one, to run when that one is built."""
    found = []
    for path in sorted(project.folder.glob("tests/*.sql")):
        text = path.read_text(encoding="utf-8")
        seen = _Seen(dict.fromkeys(known, "main"))
        _render(project, path, text, _names(project, seen, incremental=False, this=known[0]))
        if len(seen.models) != 1:
            raise ModelError(f"{path}: must ref() exactly one model; it names {sorted(seen.models) or 'none'}")
        comment = takewhile(lambda line: line.startswith("--"), text.splitlines())
        test = ModelTest(
            name=path.stem,
            severity=_severity(path, path.stem, seen.config),
            description=" ".join(line.removeprefix("--").strip() for line in comment),
            path=path,
            template=text,
        )
        found.append((seen.models.pop(), test))
    return found


def run_tests(con: duckdb.DuckDBPyConnection, project: Project, name: str, *, full: bool = True) -> list[TestResult]:
    """Run every test of a model, generic ones first, and say what each found.

    Each test is a query for offending rows. A test that cannot run is an error of the test, never a pass; within a
    transaction it also aborts that transaction, as DuckDB does on any error, and the tests after it are errors too.

    Args:
        con: the warehouse, with the model's table.
        project: the dbt project.
        name: the model.
        full: test all rows; else only those of `work.touched_days` (what an incremental run has just replaced).

    Raises:
        ModelError: there is no such model.
    """
    model = project.model(name)
    narrow = model.materialized == "incremental" and not full

    def restrict(relation: str) -> str:
        if not narrow or relation != _relation(model.schema, model.name):
            return relation
        day = quote(_day_column(model, _table_of(model)))
        return f"(select * from {relation} where {day} in (select day from {quoted(TOUCHED_DAYS)}))"

    return [_run_test(con, project, model, test, restrict) for test in model.tests]


def _run_test(
    con: duckdb.DuckDBPyConnection, project: Project, model: Model, test: ModelTest, restrict: Callable[[str], str]
) -> TestResult:
    names = _names(project, _seen(project), incremental=False, this=model.name, restrict=restrict)
    try:
        names["model"] = names["ref"](model.name)
        names["arguments"] = {key: _argument(value, names) for key, value in test.arguments.items()}
        sql = _render(project, test.path, test.template, names)
        failures, sample = _offenders(con, sql)
    except (duckdb.Error, ModelError) as error:
        return TestResult(test.name, False, 0, [], test.severity, f"{test.path}: {error}")
    return TestResult(test.name, failures == 0, failures, sample, test.severity, None)


def _argument(value: Any, names: Mapping[str, Any]) -> Any:
    """A test's argument as dbt reads it: text of the form `ref('…')` or `source('…', '…')` is evaluated."""
    if not isinstance(value, str) or not re.fullmatch(r"\s*(ref|source)\s*\(.*\)\s*", value):
        return value
    try:
        return _environment().compile_expression(value)(**names)
    except jinja2.TemplateError as error:
        raise ModelError(f"{value}: {error}") from error


def _offenders(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[int, list[dict[str, Any]]]:
    """How many rows a test's query returns, and the first ten in a fixed order."""
    [(failures,)] = con.execute(f"select count(*) from (\n{sql}\n) as offenders").fetchall()
    if not failures:
        return 0, []
    cursor = con.execute(f"select * from (\n{sql}\n) as offenders order by all limit {SAMPLE_ROWS}")
    columns = [column[0] for column in cursor.description or []]
    return failures, [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


# ── lineage ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def column_lineage(project: Project, name: str) -> dict[str, list[tuple[str, str]]]:
    """From which columns of which tables each column of a model is computed, by its SQL alone (sqlglot).

    Returns:
        For each column of the model, sorted pairs of a table as `schema.name` and its column; none for a column that
        no table's value enters, such as `count(*)`. Filters and join conditions outside the column's own expression
        do not count.

    Raises:
        ModelError: there is no such model, or sqlglot cannot follow its SQL.
    """
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for table in TABLES:
        columns = {column: definition.type for column, definition in table.definitions()}
        schema.setdefault(table.schema, {})[table.name] = columns
    sql = compile_model(project, name, full=True)
    try:
        found = lineage(None, sql, schema=schema, dialect="duckdb")
    except SqlglotError as error:
        raise ModelError(f"{project.model(name).path}: sqlglot cannot follow the model: {error}") from error
    assert isinstance(found, dict)
    sources: dict[str, list[tuple[str, str]]] = {}
    for column, root in found.items():
        leaves = {
            (f"{node.expression.db}.{node.expression.name}", node.name.rpartition(".")[2].strip('"'))
            for node in root.walk()
            if isinstance(node.expression, exp.Table)
        }
        sources[column] = sorted(leaves)
    return sources
