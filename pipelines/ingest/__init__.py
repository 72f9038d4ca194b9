"""Ingest: from paths, addresses and bytes to the items (lines, entries, rows) of a document.

What belongs here: finding files, fetching, keeping bytes, decoding them, a reader per format, reading dates.
What does not: judging what an item says (clean/), writing tables (warehouse/), orchestration (defs/).

In the order in which news passes through:

sources, files, fetch   who publishes, which files there are, what is behind an address
raw_store   the bytes, by their hash
archives/   what is packed, taken apart
reader      the contract of a reader, and the choice among readers/
decode, spans   bytes to text, and back from text to the bytes it stands at
dates       date lines, and dates in the names of files
frames, batch   items as rows, and documents slice by slice

What single readers need beside their module in readers/:

line_parts  listing
html/       html
columns     table
entry       all that read entries: feed, json_feed, json_records, ninjs and the wire formats
feed_markup, feed_tame   feed
json_walk   json_feed, json_records, ninjs
wire        nitf, newsml, anpa, reuters_sgml, mbox
wire_document, wire_markup   nitf, newsml
wire_subjects   nitf, newsml, anpa
newsml_g2, newsml_one   newsml
wire_text   anpa
mail_body   mbox
"""
