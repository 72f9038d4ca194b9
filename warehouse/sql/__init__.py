"""The pipeline's own SQL statements, one file each; the models of the marts stand in dbt_like_sql/."""

from functools import cache
from pathlib import Path


@cache
def statement(name: str) -> str:
    """The text of `<name>.sql` in this folder."""
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")
