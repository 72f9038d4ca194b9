"""Clean: from raw items to headlines with display text, labels, a key for comparison and a language.

What belongs here: what can be said of one item by its words, vectorised over Polars frames. What does not: reading
documents (ingest/), comparing headlines with each other (dedupe/).
"""
