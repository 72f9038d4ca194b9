"""Checks: rules as data, their evaluation, and what happens to the rows and batches that break them.

A new rule is an entry in rules/<table>.yml; a new table with rules is a new file there. Modules import one way:
rule → structure → rules, results → engine → quarantine → dagster_bridge.
"""
