"""Reading rules: the catalogue's structural rules and the rule file of a table, as one typed list.

What belongs here: loading rules/<table>.yml and refusing a file that says something unclear.
What does not: the rules themselves (rules/*.yml), what they mean for a batch (engine.py, quarantine.py).

To add a rule, add an entry to the table's file; to add a table, add a file named like the table.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter

import yaml

from checks.rule import ON_FAIL, TYPES, Rule, catalogued, fault
from checks.structure import batch_columns, structure_rules
from warehouse import catalog

__all__ = ["RULES_FOLDER", "Rule", "RuleError", "load_rules"]

RULES_FOLDER = Path(__file__).parent / "rules"

_REQUIRED = ("name", "type", "kwargs", "severity", "why", "on_fail")
_OPTIONAL = ("tolerate", "reason")
# Dagster's own rule for the name of a check, narrowed to lower case.
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class RuleError(ValueError):
    """A rule file says something that cannot be a rule; the message names the file, the rule and the remedy."""


@cache
def load_rules(table: str, folder: Path = RULES_FOLDER) -> tuple[Rule, ...]:
    """All rules of a table: those of the catalogue first, then those of its file, in their order.

    Args:
        table: full name (`core.headlines`) or bare name (`headlines`) of a table of the catalogue.
        folder: where the rule files are; a table without a file has its structural rules only.

    Raises:
        ValueError: the catalogue has no such table.
        RuleError: the file is no list of rules, or one of them has an unknown or missing key, a type, severity or
            argument that rules may not have, or a name that stands twice.
    """
    entry = catalogued(table)
    rules = list(structure_rules(table))
    path = folder / f"{entry.name}.yml"
    names = {rule.name for rule in rules}
    for position, raw in enumerate(_entries(path), start=1):
        rule = _rule(path, entry, position, raw)
        if rule.name in names:
            raise RuleError(f"{path}, rule {rule.name!r}: the name stands twice in {entry.full_name}; rename one")
        names.add(rule.name)
        rules.append(rule)
    return tuple(rules)


def _entries(path: Path) -> list[object]:
    if not path.exists():
        return []
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise RuleError(f"{path}: not readable as YAML: {error}") from error
    if not isinstance(content, list):
        raise RuleError(f"{path}: a rule file is a list of rules, each beginning with '- name:'")
    return content


def _rule(path: Path, entry: catalog.Table, position: int, raw: object) -> Rule:
    if not isinstance(raw, dict):
        raise RuleError(f"{path}, rule {position}: a rule is a mapping of {', '.join(_REQUIRED)}")
    place = f"{path}, rule {raw.get('name', position)!r}"
    for key in raw:
        if key not in _REQUIRED + _OPTIONAL:
            raise RuleError(f"{place}: unknown key {key!r}; use {', '.join(_REQUIRED + _OPTIONAL)}")
    for key in _REQUIRED:
        if key not in raw:
            raise RuleError(f"{place}: {key!r} is missing")
    for key in ("name", "type", "severity", "why", "on_fail", "reason"):
        if not isinstance(raw.get(key, ""), str):
            raise RuleError(f"{place}: {key!r} must be text, not {raw[key]!r}")
    if not _NAME.fullmatch(raw["name"]):
        raise RuleError(f"{place}: 'name' must be snake_case (a-z, 0-9, _)")
    if not raw["why"].strip():
        raise RuleError(f"{place}: 'why' must say what the rule protects")
    _check_word(place, "severity", raw["severity"], catalog.SEVERITIES)
    _check_word(place, "on_fail", raw["on_fail"], ON_FAIL)
    _check_word(place, "type", raw["type"], tuple(TYPES))
    _check_kwargs(place, raw["type"], raw["kwargs"])
    tolerate = _tolerate(place, raw.get("tolerate", 0.0))
    reason = raw.get("reason", "").strip()
    _check_consequence(place, raw, tolerate, reason)
    _check_reason(place, reason, batch_columns(entry.full_name))
    return Rule(
        table=entry.full_name,
        name=raw["name"],
        type=raw["type"],
        kwargs=raw["kwargs"],
        severity=raw["severity"],
        why=raw["why"].strip(),
        on_fail=raw["on_fail"],
        tolerate=tolerate,
        reason=reason,
    )


def _check_word(place: str, key: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise RuleError(f"{place}: {key!r} is {value!r}; use one of {', '.join(allowed)}")


def _check_kwargs(place: str, type_: str, kwargs: object) -> None:
    if not isinstance(kwargs, dict):
        raise RuleError(f"{place}: 'kwargs' must be a mapping of the expectation's arguments")
    wrong = fault(type_, kwargs)
    if wrong is not None:
        raise RuleError(f"{place}: {wrong}")


def _tolerate(place: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise RuleError(f"{place}: 'tolerate' is {value!r}; use a share from 0 to 1")
    return float(value)


def _check_consequence(place: str, raw: Mapping[str, object], tolerate: float, reason: str) -> None:
    """What a rule does to rows and batches must fit its severity, so that nobody has to guess which of them holds."""
    critical, on_fail = raw["severity"] == "critical", raw["on_fail"]
    if critical and on_fail == "report":
        raise RuleError(f"{place}: a critical rule cannot only report; use on_fail quarantine or refuse")
    if not critical and on_fail == "refuse":
        raise RuleError(f"{place}: only a critical rule can refuse a batch; use severity critical or on_fail report")
    if not TYPES[str(raw["type"])].about_rows and (on_fail == "quarantine" or tolerate):
        raise RuleError(f"{place}: {raw['type']} looks at the whole batch; it cannot quarantine or tolerate rows")
    if on_fail == "quarantine" and not reason:
        raise RuleError(f"{place}: 'reason' is missing; it tells a rejected row's owner what is wrong and the remedy")


def _check_reason(place: str, reason: str, columns: tuple[str, ...]) -> None:
    try:
        fields = [(name, conversion, spec) for _, name, spec, conversion in Formatter().parse(reason)]
    except ValueError as error:
        raise RuleError(
            f"{place}: 'reason' has an odd brace ({error}); write {{{{ for a brace that is meant"
        ) from error
    for name, conversion, spec in fields:
        if name is not None and (name not in columns or conversion or spec):
            raise RuleError(f"{place}: 'reason' names {{{name}}}; use a plain column of {', '.join(columns)}")
