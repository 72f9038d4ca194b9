"""Days in a text: what is found, how it is known and how exact it is."""

from datetime import date

import pytest

from pipelines.coding.days import find_days

TUESDAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("text", "published", "day", "kind", "precision"),
    [
        ("Envoys met on 2 March", TUESDAY, date(2026, 3, 2), "explicit", "day"),
        ("Envoys met on Monday, March 2, 2026", TUESDAY, date(2026, 3, 2), "explicit", "day"),
        ("Envoys met on 29 February", date(2024, 3, 1), date(2024, 2, 29), "explicit", "day"),
        ("Envoys met on 31 December", date(2026, 1, 2), date(2025, 12, 31), "explicit", "day"),
        ("Envoys meet on Jan. 4", date(2025, 12, 30), date(2026, 1, 4), "explicit", "day"),
        ("Envoys met yesterday", date(2024, 3, 1), date(2024, 2, 29), "relative", "day"),
        ("Envoys met two weeks ago", TUESDAY, date(2026, 2, 17), "relative", "day"),
        ("Envoys met on Tuesday", TUESDAY, TUESDAY, "weekday", "day"),
        ("Envoys met last Tuesday", TUESDAY, date(2026, 2, 24), "weekday", "day"),
        ("Envoys met on Sunday", TUESDAY, date(2026, 3, 1), "weekday", "day"),
        ("Envoys meet from 5 to 7 March", TUESDAY, date(2026, 3, 5), "explicit", "range"),
        ("Envoys meet March 5-7, 2026", TUESDAY, date(2026, 3, 5), "explicit", "range"),
        ("Envoys meet on 5–7 March 2026", TUESDAY, date(2026, 3, 5), "explicit", "range"),
        ("Envoys meet between 28 February and 2 March", TUESDAY, date(2026, 2, 28), "explicit", "range"),
        ("Envoys meet Friday to Sunday", TUESDAY, date(2026, 2, 27), "weekday", "range"),
        ("Envoys met last week", TUESDAY, TUESDAY, "inherited", "week"),
        ("Envoys Met Last Year", TUESDAY, TUESDAY, "inherited", "year"),
        ("Envoys met last weekend", TUESDAY, TUESDAY, "inherited", "week"),
        ("Envoys met this month", TUESDAY, TUESDAY, "inherited", "month"),
        ("Envoys met in late January 2026", TUESDAY, TUESDAY, "inherited", "month"),
        ("Envoys met last year", TUESDAY, TUESDAY, "inherited", "year"),
        ("Envoys met in 2014", TUESDAY, TUESDAY, "inherited", "year"),
    ],
)
def test_a_day_with_its_kind_and_precision(text: str, published: date, day: date, kind: str, precision: str) -> None:
    (found,) = find_days(text, published)
    assert (found.day, found.kind, found.precision) == (day, kind, precision)
    assert text[found.start : found.end].strip(), "the span holds words"


def test_a_bare_weekday_is_ahead_under_a_future_verb() -> None:
    (sunday,) = find_days("Envoys will meet on Sunday", TUESDAY)
    assert sunday.on(TUESDAY, future=True) == date(2026, 3, 8)
    assert sunday.on(TUESDAY, future=False) == date(2026, 3, 1)


@pytest.mark.parametrize(
    "text",
    ["Envoys may meet", "Troops march 5 miles", "May visits Berlin", "Envoys met 2026 rebels", "30 February talks"],
)
def test_what_is_no_day(text: str) -> None:
    assert find_days(text, TUESDAY) == []
