"""The tree of the project: its folders, its modules' docstrings, the size of its assets."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "pipelines/defs", "pipelines/ingest/readers", "pipelines/clean", "pipelines/dedupe",
    "pipelines/coding/dictionaries", "pipelines/coding/frames", "pipelines/sample", "warehouse/sql", "checks/rules",
    "dbt_like_sql/models/marts", "tests", "bench", "docs",
)  # fmt: skip
FILES = (
    "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "Makefile", ".ci/run", "pipelines/definitions.py",
    "pipelines/settings.py", "pipelines/cli.py", "warehouse/catalog.py", "dbt_like_sql/dbt_project.yml",
)  # fmt: skip
ASSET_LINES = 35
MODULES = sorted(path for name in ("pipelines", "warehouse", "checks", "bench") for path in (ROOT / name).rglob("*.py"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_folder_of_the_design_exists(folder: str) -> None:
    assert (ROOT / folder).is_dir(), f"{folder}/ is where a newcomer looks"


@pytest.mark.parametrize("file", FILES)
def test_the_file_of_the_design_exists(file: str) -> None:
    assert (ROOT / file).is_file() and (ROOT / file).stat().st_size > 0, f"{file} is missing or empty"


def test_every_module_says_what_it_is_for() -> None:
    bare = [
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if (text := path.read_text(encoding="utf-8")).strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert bare == [], (
        f"{', '.join(bare)}: open the module with a docstring that says what belongs in it and what does not"
    )


def test_every_module_of_a_stage_is_more_than_its_docstring_or_says_that_it_is_a_package() -> None:
    empty = [
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if path.name != "__init__.py" and len(ast.parse(path.read_text(encoding="utf-8")).body) < 2
    ]
    assert empty == [], f"{', '.join(empty)}: nothing in it"


def test_assets_are_short_enough_to_read() -> None:
    long = []
    for path in sorted((ROOT / "pipelines/defs").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any("asset" in ast.unparse(one) for one in node.decorator_list):
                assert node.end_lineno is not None
                lines = node.end_lineno - node.lineno + 1
                if lines > ASSET_LINES:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {lines} lines")
    assert long == [], (
        f"{'; '.join(long)}: an asset has at most {ASSET_LINES} lines; move work into the step it belongs to"
    )


def test_the_project_names_no_place_of_the_machine_it_was_written_on() -> None:
    """Paths of one machine in code, documents or tests are of no use to others."""
    suspect = re.compile(r"(?<![\w/])/(?:work|home|root)/\w|\.\./shared\b")
    kinds = {".py", ".md", ".sql", ".yml", ".yaml", ".toml", ".txt", ".lock", ".csv"}
    folders = ("pipelines", "warehouse", "checks", "dbt_like_sql", "docs", "bench", "tests")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in kinds]
    files += [path for path in ROOT.iterdir() if path.is_file() and path.suffix in {*kinds, ""}]
    named = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in files
        if not {"target", "dbt_packages"} & set(path.parts)
        for found in suspect.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert named == []
