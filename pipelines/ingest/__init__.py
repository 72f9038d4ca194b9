"""Ingest: from paths and bytes to the items (lines, entries, rows) of a document.

What belongs here: finding files, keeping their bytes, decoding them, a reader per format, reading dates.
What does not: judging what an item says (clean/), writing tables (warehouse/), orchestration (defs/).
"""
