"""Archives: files that hold documents (WARC, ARC, zip, tar, and whatever gzip, bzip2, xz or zstd has packed).

What belongs here: taking archives apart into their members, within limits and without loss: what cannot be had or is
passed over is told. What does not: reading the members (readers/), keeping them (raw_store.py), finding the files.

    kind_of(head, name)             is it an archive, and of which kind?
    unpack(file, name, limits)      its members, one level deep
    unpack_all(file, name, limits)  the members of archives within it too
"""

from pipelines.ingest.archives.kinds import HEAD_BYTES, Kind, kind_of
from pipelines.ingest.archives.members import Fault, Found, Limits, Member, Passed
from pipelines.ingest.archives.walk import unpack, unpack_all

__all__ = ["HEAD_BYTES", "Fault", "Found", "Kind", "Limits", "Member", "Passed", "kind_of", "unpack", "unpack_all"]
