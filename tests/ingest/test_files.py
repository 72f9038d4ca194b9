"""Finding files."""

import os
from pathlib import Path

import pytest

from pipelines.ingest.files import NothingToRead, expand


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in (
        "b.txt",
        "a.txt",
        "sub/c.txt",
        "sub/deep/d.txt",
        "README.md",
        "sources.yml",
        ".hidden",
        ".git/x",
        "sub/.y",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    return tmp_path


def names(files: list[Path], tree: Path) -> list[str]:
    return [str(file.relative_to(tree)) for file in files]


def test_a_folder_is_read_with_all_below_it_but_for_what_is_no_page(tree: Path) -> None:
    assert names(expand([tree]), tree) == ["a.txt", "b.txt", "sub/c.txt", "sub/deep/d.txt"]


@pytest.mark.parametrize("name", ["README.md", "sources.yml", ".hidden", "a.txt"])
def test_a_file_that_is_named_is_taken(tree: Path, name: str) -> None:
    assert names(expand([tree / name]), tree) == [name]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.txt", ["a.txt", "b.txt"]),
        ("[a]*", ["a.txt"]),
        ("**/*.txt", ["a.txt", "b.txt", "sub/c.txt", "sub/deep/d.txt"]),
        ("**", ["a.txt", "b.txt", "sub/c.txt", "sub/deep/d.txt"]),
        ("su*", ["sub/c.txt", "sub/deep/d.txt"]),
        ("*", ["a.txt", "b.txt", "sub/c.txt", "sub/deep/d.txt"]),
    ],
)
def test_globs(tree: Path, pattern: str, found: list[str]) -> None:
    assert names(expand([f"{tree}/{pattern}"]), tree) == found


def test_the_same_file_named_twice_is_there_once_and_the_order_is_fixed(tree: Path) -> None:
    one = expand([tree / "b.txt", f"{tree}/*.txt", tree / "sub" / ".." / "a.txt"])
    assert names(one, tree) == ["a.txt", "b.txt"]


def test_a_file_whose_name_looks_like_a_glob_is_a_file(tree: Path) -> None:
    odd = tree / "page[1].txt"
    odd.write_text("x")
    assert expand([odd]) == [odd]


def test_a_path_that_leads_nowhere_is_named_with_the_remedy(tree: Path) -> None:
    for path, remedy in (("gone.txt", "no such file"), ("*.html", "no file matches")):
        with pytest.raises(NothingToRead, match=remedy) as caught:
            expand([tree / "a.txt", tree / path])
        assert str(tree / path) in str(caught.value)
    (tree / "empty").mkdir()
    with pytest.raises(NothingToRead, match="holds no files"):
        expand([tree / "empty"])


def test_what_is_no_regular_file_is_refused_when_named_and_passed_over_in_folders(tree: Path) -> None:
    os.mkfifo(tree / "pipe")
    (tree / "dangling").symlink_to(tree / "gone")
    assert len(expand([tree])) == 4
    with pytest.raises(NothingToRead, match="no regular file"):
        expand([tree / "pipe"])


def test_links_that_lead_in_a_circle_end(tree: Path) -> None:
    (tree / "sub" / "up").symlink_to(tree, target_is_directory=True)
    assert len(expand([tree])) == 4
