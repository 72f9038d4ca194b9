"""HTML pages: what the reader of them (readers/html.py) is made of.

What belongs here: the way from the bytes of a page to its headlines. page.py (text, tree, metadata) and spans.py come
first, then outline.py (elements and their text) with links.py, dates.py and words.py, then kind.py (article or listing)
and article.py, or cards.py, rulings.py and listing.py. What does not: other formats, and fetching pages.
"""
