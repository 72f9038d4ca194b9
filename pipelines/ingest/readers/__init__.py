"""The readers: one module a format, found by the name of its file.

What belongs here: modules that fulfil `pipelines.ingest.reader.Reader` (a `name` equal to the module's, `sniff`,
`read`). To add a format, add a module; nothing else needs to know it. What does not: choosing among them (reader.py).
"""

import pkgutil


def names() -> tuple[str, ...]:
    """The names of the readers that stand here, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))
