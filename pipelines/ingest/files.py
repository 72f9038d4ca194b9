"""Files: from what a user names (files, folders, globs) to the files to read.

What belongs here: finding paths. What does not: opening them.
"""

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path


class NothingToRead(FileNotFoundError):
    """A path that a user named leads to no file; the message names it and the remedy."""


def expand(paths: Sequence[str | Path]) -> list[Path]:
    """The files that the paths name, as absolute paths, sorted, each once.

    A path is a file, a folder (read with all below it) or a glob (`*`, `?`, `[…]`, `**` for any depth). Inside
    folders, and where a glob's last part has a wildcard, hidden files, `sources.yml` and `README*` are passed over;
    a file that is named is taken, whatever its name. A path that exists is never taken for a glob.

    Raises:
        NothingToRead: a path leads to no file.
        OSError: a folder may not be listed.
    """
    found: set[Path] = set()
    for path in paths:
        # a link keeps its own name and folder, which tell its source: no resolve()
        files = [Path(os.path.abspath(file)) for file in _files_of(Path(path).expanduser())]  # noqa: PTH100
        if not files:
            raise NothingToRead(_remedy(path))
        found.update(files)
    return sorted(found)


def _files_of(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        yield from _below(path)
    elif glob.has_magic(str(path)):
        named = not glob.has_magic(path.name)
        # Path.glob takes no absolute pattern and does not pass over hidden files
        for match in map(Path, glob.iglob(str(path), recursive=True)):  # noqa: PTH207
            if match.is_dir():
                yield from _below(match)
            elif match.is_file() and (named or not _passed_over(match.name)):
                yield match


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = Path(parent, name)
            if not _passed_over(name) and file.is_file():
                yield file


def _passed_over(name: str) -> bool:
    return name.startswith(".") or name.upper().startswith("README") or name == "sources.yml"


def _raise(error: OSError) -> None:
    raise error


def _remedy(path: str | Path) -> str:
    given = Path(path).expanduser()
    if given.is_dir():
        return f"{path}: the folder holds no files to read; put pages into it or name another"
    if given.exists():
        return f"{path}: is no regular file; name a file, a folder or a glob"
    if glob.has_magic(str(path)):
        return f"{path}: no file matches; check the pattern (quote it, so that the shell leaves it alone)"
    return f"{path}: no such file or folder; check the name"
