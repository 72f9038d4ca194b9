"""Sources and the files they claim."""

from datetime import date
from pathlib import Path

import pytest

import pipelines
from pipelines.ingest.sources import LOCAL, SourcesError, load_sources, source_of


def write(folder: Path, text: str) -> Path:
    file = folder / "sources.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_sources_are_loaded_by_id_with_their_defaults(tmp_path: Path) -> None:
    sources = load_sources(
        write(tmp_path, "- {id: wire, name: Wire, default_date: 2026-01-07, encoding: windows-1252}\n")
    )
    wire = sources["wire"]
    assert (wire.default_date, wire.first_day, wire.encoding) == (date(2026, 1, 7), date(1990, 1, 1), "cp1252")
    assert (wire.reader, wire.time_zone, wire.language, wire.date_order) == ("auto", "UTC", None, None)
    assert sources["local"] == LOCAL


def test_the_built_in_source_can_be_set(tmp_path: Path) -> None:
    sources = load_sources(write(tmp_path, "- {id: local, name: Mine, date_order: mdy}\n"))
    assert sources["local"].date_order == "mdy"
    assert source_of("/nowhere/page.txt", sources).date_order == "mdy"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("- {id: Wire, name: x}", ["source Wire", "id:", "lower-case"]),
        ("- {id: wire}", ["source wire", "name:", "missing"]),
        ("- {id: wire, name: x, langauge: en}", ["langauge:", "unknown key", "language"]),
        ("- {id: wire, name: x, language: english}", ["language:", "two lower-case letters"]),
        ("- {id: wire, name: x, language: no}", ["language:", "quotes"]),
        ("- {id: wire, name: x, encoding: utf-9}", ["encoding:", "utf-9"]),
        ("- {id: wire, name: x, encoding: base64}", ["encoding:", "base64"]),
        ("- {id: wire, name: x, encoding: cp037}", ["encoding:", "line ends"]),
        ("- {id: wire, name: x, reader: html5}", ["reader:", "listing"]),
        ("- {id: wire, name: x, time_zone: Mars/Base}", ["time_zone:", "IANA"]),
        ("- {id: wire, name: x, date_order: ydm}", ["date_order:", "dmy"]),
        ("- {id: wire, name: x, first_day: someday}", ["first_day:", "someday"]),
        ("- {id: wire, name: x}\n- {id: wire, name: y}", ["source wire", "twice"]),
        ("- wire", ["source 1", "mapping"]),
        ("wire: x", ["list"]),
        ("", ["list"]),
        ("- [", ["not valid YAML"]),
    ],
)
def test_a_wrong_file_is_refused_with_file_source_key_and_remedy(tmp_path: Path, text: str, parts: list[str]) -> None:
    file = write(tmp_path, text)
    with pytest.raises(SourcesError) as caught:
        load_sources(file)
    assert all(part in str(caught.value) for part in [str(file), *parts])


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourcesError) as caught:
        load_sources(write(tmp_path, "- {id: a, name: x, reader: y}\n- {id: b, time_zone: z}\n"))
    assert len(str(caught.value).splitlines()) == 3


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match=r"nowhere\.yml"):
        load_sources(tmp_path / "nowhere.yml")


def test_a_file_belongs_to_the_nearest_folder_that_is_a_source(tmp_path: Path) -> None:
    sources = load_sources(write(tmp_path, "- {id: wire, name: x}\n- {id: desk, name: y}\n"))
    assert source_of("/news/wire/2026/page.txt", sources).id == "wire"
    assert source_of("/news/wire/desk/page.txt", sources).id == "desk"
    assert source_of("/news/other/wire.txt", sources).id == "local"
    assert source_of("/news/wire", sources).id == "local"  # its own name does not count


def test_the_shipped_sources_are_valid_and_each_folder_of_the_sample_is_one() -> None:
    sample = Path(pipelines.__file__).parent / "sample"
    sources = load_sources(sample / "sources.yml")
    folders = {folder.name for folder in sample.iterdir() if folder.is_dir()}
    assert folders <= set(sources)
    assert sources["kontinent"].date_order == "dmy"
    assert all(sources[name].language == "en" for name in folders)
