"""The store of raw bytes."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.ingest.raw_store import RawCorrupt, RawMissing, get, path_of, put


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(data=st.binary(max_size=200))
def test_any_bytes_come_back_under_their_hash(tmp_path: Path, data: bytes) -> None:
    document_id = put(tmp_path, data)
    assert document_id == hashlib.sha256(data).hexdigest()
    assert get(tmp_path, document_id) == data


def test_the_same_content_is_written_once_and_nothing_else_is_left(tmp_path: Path) -> None:
    document_id = put(tmp_path, b"page")
    before = path_of(tmp_path, document_id).stat()
    assert put(tmp_path, b"page") == document_id
    after = path_of(tmp_path, document_id).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [path_of(tmp_path, document_id)]


def test_a_stored_file_that_has_changed_is_detected_and_healed_by_putting_it_again(tmp_path: Path) -> None:
    document_id = put(tmp_path, b"page")
    file = path_of(tmp_path, document_id)
    file.chmod(0o644)
    file.write_bytes(b"pagE")
    with pytest.raises(RawCorrupt, match=file.name):
        get(tmp_path, document_id)
    put(tmp_path, b"page")
    assert get(tmp_path, document_id) == b"page"


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RawMissing, match="ingest its file again"):
        get(tmp_path, "0" * 64)


@pytest.mark.parametrize("document_id", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_an_id_that_is_no_hash_forms_no_path(tmp_path: Path, document_id: str) -> None:
    with pytest.raises(ValueError, match="no document id"):
        get(tmp_path, document_id)
