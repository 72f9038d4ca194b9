"""Date lines and dates in file names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest.dates import date_in_name, date_line

JANUARY_7 = date(2026, 1, 7)


@pytest.mark.parametrize(
    "text",
    [
        "07 January 2026",
        "January 7, 2026",
        "7 Jan. 2026",
        "2026-01-07",
        "Wed, 07 Jan 2026 18:05 +0200",
        "07.01.2026",
        "07. 01. 2026",
        "07/01/2026",
        "Wednesday 7 January 2026, 18:05",
        "2026-01-07T18:05:00+02:00",
        "2026-01-07T23:59:59Z",
        "2026-01-07 18:05:00.123 UTC",
        "7th January 2026",
        "the 7th of January 2026",
        "January 7th, 2026",
        "JANUARY 7, 2026",
        "7-Jan-2026",
        "2026/01/07",
        "2026–01–07",
        "20260107",
        "Published: 7 January 2026",
        "Updated 7 January 2026 at 6.05pm GMT",
        "Last updated on Wednesday, January 7th, 2026 at 6:05 PM",
        "Published: 7 January 2026 | Updated: 8 January 2026",
        "Updated: 8 January 2026 | Published: 7 January 2026",
        "• 7 January 2026",
        "— 7 January 2026 —",
        "(7 January 2026)",
        "Kyiv, 7 January 2026",
        "KYIV, January 7, 2026 —",
        "New York, Jan 7, 2026",
        "7 January 2026, Brussels",
        "1805 GMT, 7 January 2026",
        "18:05, 07 January 2026",
        "Mittwoch, 7. Januar 2026, 18.05 Uhr",
        "mercredi 7 janvier 2026",
        "7 de enero de 2026",
        "7\u00a0January\u00a02026",
    ],
)
def test_forms_that_sites_use_are_date_lines(text: str) -> None:
    assert date_line(text) == (JANUARY_7, None)


@pytest.mark.parametrize(
    "text",
    [
        "7 January 2026: Ukraine signs treaty",
        "January 7, 2026 will be remembered",
        "On Wednesday, January 7, the Pentagon seized a tanker",
        "Paris attacks, 13 November 2015",
        "Trump Inauguration, 20 January 2025",
        "Protests on 6 January 2021",
        "Ukraine's 2026-01-07 budget",
        "2026-01-07 news of Ukraine",
        "5 January 2026 7",
        "January 2026",
        "7 January",
        "2026",
        "192.168.1.2026",
        "Call 020 7946 0018",
        "12345678",
        "07.01.26",
        "7 Jan 26",
        "",
        "7 January 2026" + " " * 200 + "x",
    ],
)
def test_headlines_numbers_and_incomplete_dates_are_no_date_lines(text: str) -> None:
    assert date_line(text) is None


@pytest.mark.parametrize(
    "text", ["31 February 2026", "30 Feb. 2026 18:05", "2026-13-01", "00 January 2026", "32.01.2026"]
)
def test_a_day_that_does_not_exist_is_a_date_line_with_an_error(text: str) -> None:
    found = date_line(text)
    assert found is not None
    assert found.day is None
    assert "is no day of the calendar" in str(found.error)


def test_numeric_dates_follow_the_order_of_the_source() -> None:
    assert date_line("01/07/2026", "mdy") == (JANUARY_7, None)
    assert date_line("07/01/2026", "dmy") == (JANUARY_7, None)
    assert date_line("07.01.2026") == (JANUARY_7, None)


def test_a_date_that_only_the_other_order_can_read_names_the_setting() -> None:
    found = date_line("01/13/2026")
    assert found is not None
    assert "set its date_order to mdy" in str(found.error)
    found = date_line("13/01/2026", "mdy")
    assert found is not None
    assert "set its date_order to dmy" in str(found.error)


@pytest.mark.parametrize(("text", "order"), [("07.01.26", "dmy"), ("01/07/26", "mdy"), ("26-01-07", "ymd")])
def test_two_digit_years_are_read_only_when_the_source_sets_its_order(text: str, order: str) -> None:
    assert date_line(text, order) == (JANUARY_7, None)  # type: ignore[arg-type]
    assert date_line(text) is None


def test_the_zone_never_moves_the_day() -> None:
    assert date_line("Wed, 07 Jan 2026 23:59 -1100") == date_line("Wed, 07 Jan 2026 00:01 +1400") == (JANUARY_7, None)


@given(st.dates(), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%a, %d %b %Y 18:05 +0000", "%d.%m.%Y"]))
def test_every_day_is_read_back_as_it_was_written(day: date, form: str) -> None:
    written = day.strftime(form.replace("%Y", f"{day.year:04d}"))
    assert date_line(written) == (day, None)


@given(st.text(max_size=130))
def test_any_text_is_judged_without_failing(text: str) -> None:
    found = date_line(text)
    assert found is None or (found.day is None) != (found.error is None)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2026-03-05-evening.txt", date(2026, 3, 5)),
        ("20260305.txt", date(2026, 3, 5)),
        ("news_2026_03_05.txt", date(2026, 3, 5)),
        ("20260305T1805.txt", date(2026, 3, 5)),
        ("20260305180501.txt", date(2026, 3, 5)),
        ("2026-02-31.txt", None),
        ("2026-03-05_2026-03-06.txt", None),
        ("page-12345678901.txt", None),
        ("19-19-25.txt", None),
        ("monday.txt", None),
    ],
)
def test_a_file_name_gives_its_day_or_none(name: str, day: date | None) -> None:
    assert date_in_name(name) == day
