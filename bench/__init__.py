"""Measurements of speed, on headlines generated from the project's own dictionaries.

What belongs here: scripts that print a table, each run as `python -m bench.<name>`, and `results.json` of the last
`make bench`. What does not: tests of what is right (tests/), or anything that the package needs to run.
"""
