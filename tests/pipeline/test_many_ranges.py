"""A run over several ranges: each day is made once, and published from time to time and at the end."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from pipelines.defs import automation, run

if TYPE_CHECKING:
    from conftest import Home

DAYS = [date(2026, 2, 1) + timedelta(days=n) for n in range(4)]


@pytest.fixture
def many(home: "Home", monkeypatch: pytest.MonkeyPatch) -> "Home":
    """A home with four pages, a range each."""
    for day in DAYS:
        home.page(f"wire/{day}.txt", f"Kenya urges Ethiopia to withdraw forces\nNorway will send {day:%d} ships\n")
    monkeypatch.setattr(run, "PUBLISH_SECONDS", 600.0)
    monkeypatch.setattr(run, "ranges", lambda pending: automation.ranges(pending, most=2))
    return home


def published(home: "Home") -> list[tuple[object, ...]]:
    return home.rows("select distinct published_on from core.headlines order by 1") if home.published.exists() else []


def test_all_days_are_made_and_published_together_as_in_one_range(
    many: "Home", monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = many.run([many.root / "pages"])
    assert outcome.failures == [] and outcome.days == DAYS
    assert len(outcome.run_ids) == 1 + 4 + 1, "ingest, four ranges, published once"
    assert published(many) == [(day,) for day in DAYS]
    for table in ("pending_days", "unpublished_days", "touched_days"):
        assert many.rows(f"from work.{table}", working=True) == []
    monkeypatch.undo()
    one = many.beside("one")
    assert one.run([many.root / "pages"]).days == DAYS
    assert one.export(many.root / "a") == many.export(many.root / "b")


@pytest.mark.slow
def test_ranges_that_take_long_are_published_one_by_one(many: "Home", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "PUBLISH_SECONDS", 0.0)
    outcome = many.run([many.root / "pages"])
    assert len(outcome.run_ids) == 1 + 4 + 4 and outcome.days == DAYS
    assert published(many) == [(day,) for day in DAYS]


def test_what_a_killed_command_made_is_published_by_the_next(many: "Home", monkeypatch: pytest.MonkeyPatch) -> None:
    execute = run.execute
    made: list[object] = []

    def killed_in_the_third_range(*arguments: object, **options: object) -> object:
        made.append(options.get("marks"))
        if sum(mark is not None for mark in made) == 3:
            raise KeyboardInterrupt
        return execute(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "execute", killed_in_the_third_range)
    with pytest.raises(KeyboardInterrupt):
        many.run([many.root / "pages"])
    assert published(many) == []
    assert many.rows("from work.unpublished_days order by all", working=True) == [(day,) for day in DAYS[:2]]
    assert many.rows("from work.pending_days order by all", working=True) == [(day,) for day in DAYS[2:]]
    monkeypatch.setattr(run, "execute", execute)
    assert many.run([many.root / "pages"]).days == DAYS
    assert published(many) == [(day,) for day in DAYS]


@pytest.mark.slow
def test_a_day_read_anew_before_it_is_published_is_made_again(many: "Home") -> None:
    many.run([many.root / "pages"])
    many.page(f"wire/{DAYS[1]}-late.txt", "Japan expels Chinese diplomats\n")
    outcome = many.run([many.root / "pages"])
    assert DAYS[1] in outcome.days and outcome.failures == []
    assert many.rows(f"select count(*) from core.headlines where published_on = '{DAYS[1]}'") == [(3,)]
