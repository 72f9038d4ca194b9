"""Who may import whom, read from the source: data flows one way, and the steps do not know the glue."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("pipelines", "warehouse", "checks")
STAGES = ("ingest", "clean", "dedupe", "coding")

# Dagster is glue: these modules know it, and what they call does not.
MAY_IMPORT_DAGSTER = ("pipelines/definitions.py", "pipelines/defs/", "pipelines/cli.py", "checks/dagster_bridge.py")
MAY_IMPORT_GREAT_EXPECTATIONS = ("checks/engine.py",)
# Settings are read in one place; these two hand the whole environment, or Dagster's own variables, on to Dagster.
MAY_READ_THE_ENVIRONMENT = ("pipelines/settings.py",)
MAY_PASS_THE_ENVIRONMENT_ON = ("pipelines/cli.py", "pipelines/defs/run.py")


class Import(NamedTuple):
    """One import: where it stands, what it names, and whether it runs when its module is imported."""

    file: str
    line: int
    module: str
    at_import: bool


def sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[Import]:
    """Every import of a file; of `from a import b` both a and a.b, since b may be a module."""
    file = path.relative_to(ROOT).as_posix()

    def walk(node: ast.AST, at_import: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(file, child.lineno, alias.name, at_import)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{file}:{child.lineno}: a relative import; name the module in full"
                for alias in child.names:
                    yield Import(file, child.lineno, f"{child.module}.{alias.name}", at_import)
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
                continue  # for the type checker only
            else:
                inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                yield from walk(child, at_import and not inside)

    yield from walk(ast.parse(path.read_text(encoding="utf-8")), True)


@pytest.fixture(scope="module")
def found() -> list[Import]:
    return [one for path in sources() for one in imports(path)]


def is_of(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def told(wrong: list[Import], remedy: str) -> str:
    return "\n".join(f"{one.file}:{one.line} imports {one.module}; {remedy}" for one in wrong)


def test_only_the_glue_imports_dagster(found: list[Import]) -> None:
    wrong = [one for one in found if is_of(one.module, "dagster") and not one.file.startswith(MAY_IMPORT_DAGSTER)]
    assert wrong == [], told(wrong, f"only {', '.join(MAY_IMPORT_DAGSTER)} may")


def test_only_the_engine_imports_great_expectations(found: list[Import]) -> None:
    wrong = [
        one
        for one in found
        if is_of(one.module, "great_expectations") and one.file not in MAY_IMPORT_GREAT_EXPECTATIONS
    ]
    assert wrong == [], told(wrong, "only checks/engine.py may")


def test_great_expectations_is_imported_inside_functions_only(found: list[Import]) -> None:
    wrong = [one for one in found if is_of(one.module, "great_expectations") and one.at_import]
    assert wrong == [], told(wrong, "its import takes seconds: import it in the function that validates")


def test_the_command_imports_dagster_only_where_it_needs_it(found: list[Import]) -> None:
    heavy = ("dagster", "great_expectations", "checks", "pipelines.defs", "pipelines.definitions")
    wrong = [one for one in found if one.file == "pipelines/cli.py" and one.at_import and is_of(one.module, *heavy)]
    assert wrong == [], told(wrong, "it takes seconds: import it in the command that needs it")


def test_a_stage_imports_itself_and_what_lies_before_it(found: list[Import]) -> None:
    wrong = []
    for one in found:
        stage = next((name for name in STAGES if one.file.startswith(f"pipelines/{name}/")), None)
        if stage and is_of(one.module, *PACKAGES):
            before = [f"pipelines.{name}" for name in STAGES[: STAGES.index(stage) + 1]]
            if not is_of(one.module, *before, "warehouse.catalog"):
                wrong.append(one)
    order = " → ".join(STAGES)
    assert wrong == [], told(wrong, f"a stage knows its own and earlier ones ({order}) and warehouse.catalog")


def test_the_warehouse_imports_neither_pipelines_nor_checks(found: list[Import]) -> None:
    wrong = [one for one in found if one.file.startswith("warehouse/") and is_of(one.module, "pipelines", "checks")]
    assert wrong == [], told(wrong, "pass what it needs as an argument")


def test_checks_import_no_pipelines(found: list[Import]) -> None:
    wrong = [one for one in found if one.file.startswith("checks/") and is_of(one.module, "pipelines")]
    assert wrong == [], told(wrong, "pass what it needs as a reference")


def test_production_code_imports_no_tests_and_no_bench(found: list[Import]) -> None:
    wrong = [one for one in found if is_of(one.module, "tests", "bench", "conftest", "pytest", "hypothesis")]
    assert wrong == [], told(wrong, "tests know the code, the code does not know its tests")


def test_nothing_but_the_settings_reads_the_environment() -> None:
    wrong = []
    for path in sources():
        file = path.relative_to(ROOT).as_posix()
        if file in MAY_READ_THE_ENVIRONMENT:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        allowed = _passed_on(tree) if file in MAY_PASS_THE_ENVIRONMENT_ON else set()
        wrong += [f"{file}:{line}" for line in _environment_lines(tree) - allowed]
    assert wrong == [], f"{', '.join(wrong)}: reads the environment; only pipelines/settings.py may, pass the value on"


def _environment_lines(tree: ast.AST) -> set[int]:
    """Lines that name os.environ or os.getenv, however imported."""
    names = {"environ", "environb", "getenv", "getenvb"}
    lines = {node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "os" and names & {alias.name for alias in node.names}:
            lines.add(node.lineno)
    return lines


def _passed_on(tree: ast.AST) -> set[int]:
    """Lines of `{**os.environ, …}`, and of setting a variable of Dagster's: the environment is handed on, not read."""
    lines = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            lines |= {
                value.lineno
                for key, value in zip(node.keys, node.values, strict=True)
                if key is None and ast.unparse(value) == "os.environ"
            }
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("os.environ['DAGSTER_"):
            lines.add(node.lineno)
    return lines
