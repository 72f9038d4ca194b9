"""The same files in any order, in one run or many, once or twice, give the same tables, byte for byte.

The corpus holds what makes order matter: a headline told on several days and by two sources, one that returns after its
window has passed, a late page that lies before the others and moves a story's first day, a page that lies in two
places, an actor who is named in several ways, a page with a line that is rejected on a day of which another page has
good lines.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Home

MONDAY = date(2026, 1, 5)


def corpus(window: int) -> dict[str, str]:
    """Pages by name, their days stretched so that some repeats lie within the window of so many days, some beyond."""

    def day(number: int) -> str:
        return (MONDAY + timedelta(days=number)).isoformat()

    first = f"""The Wire, first page
{day(0)}
France accuses Russia of cyber attacks
Kenya urges Ethiopia to withdraw forces
Germany imposes sanctions on Iran
"""
    return {
        "wire/a.txt": first,
        "post/copy.txt": first,
        # the second day of this page has nothing but a line that is too short to be a headline
        "post/b.txt": f"""The Post
{day(1)}
France accuses Russia of cyber attacks
Japan expels Chinese diplomats
Kenyan officials praise Austria
Russian officials visit Cyprus
German officials visit Cyprus
Iranian officials visit Cyprus
Mexican officials visit Cyprus
{day(2)}
Hm
""",
        "gazette/c.txt": f"""The Gazette
{day(2)}
“Talks will resume soon” – Macron
Germany imposes sanctions on Iran
UPDATED: France accuses Russia of cyber attacks
""",
        # beyond the window of the first page's day, within the window of the day before it that the late page brings
        "wire/d.txt": f"""The Wire, another page
{day(window)}
Kenya urges Ethiopia to withdraw forces
Mexico rejects Cuban offer
{day(window + 1)}
France accuses Russia of cyber attacks
"Talks will resume soon" - Macron
""",
        "post/late.txt": f"""The Post, found in the archive
{day(-1)}
Kenya urges Ethiopia to withdraw forces
Turkish strike kills Syrian soldiers
""",
    }


def pages_of(home: "Home", window: int) -> list[Path]:
    return [home.page(name, text) for name, text in corpus(window).items()]


def published(home: "Home", runs: Sequence[Sequence[Path]]) -> dict[str, bytes]:
    """The tables after these runs, each over some files."""
    for paths in runs:
        outcome = home.run(paths)
        assert outcome.failures == [], outcome.failures
    return home.export(home.data / "export")


def assert_equal(tables: dict[str, bytes], expected: dict[str, bytes], told: str) -> None:
    assert tables.keys() == expected.keys()
    for name, content in expected.items():
        assert tables[name].decode().splitlines() == content.decode().splitlines(), f"{name} differs: {told}"
        assert tables[name] == content


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory, home_class: type["Home"]) -> "Home":
    """The corpus with a window of three days, all in one run."""
    home = home_class.make(tmp_path_factory.mktemp("order") / "home")
    home.options["window_days"] = 3
    published(home, [pages_of(home, 3)])
    return home


def test_the_corpus_has_what_makes_order_matter(short: "Home") -> None:
    stories = short.rows(
        "select text, first_published_on - date '2026-01-05', headlines from core.stories order by 1, 2"
    )
    assert [row for row in stories if str(row[0]).startswith(("Kenya ", "France ", "Germany "))] == [
        ("France accuses Russia of cyber attacks", 0, 3),
        ("France accuses Russia of cyber attacks", 4, 1),  # beyond the window: another story
        ("Germany imposes sanctions on Iran", 0, 2),
        ("Kenya urges Ethiopia to withdraw forces", -1, 2),  # the late page's day is the first
        ("Kenya urges Ethiopia to withdraw forces", 3, 1),  # which leaves this one beyond the window
    ]
    assert short.rows("select count(*), count(distinct document_id) from core.arrivals") == [(6, 5)]
    rejected = (
        "select day - date '2026-01-05', headlines, rejected from marts.source_coverage_per_day where rejected > 0"
    )
    assert short.rows(rejected) == [(2, 0, 1)]


def test_a_second_run_over_the_same_files_changes_nothing(short: "Home") -> None:
    before, bytes_before = short.export(short.data / "export"), short.published.read_bytes()
    outcome = short.run(pages_of(short, 3))
    assert (outcome.failures, outcome.days) == ([], [])
    assert short.published.read_bytes() == bytes_before
    assert_equal(short.export(short.data / "export"), before, "after a second run")


@pytest.mark.slow
def test_several_runs_backwards_give_the_tables_of_one_run(short: "Home") -> None:
    expected = short.export(short.data / "export")
    a, copy, b, c, d, late = pages_of(short, 3)
    runs = [[d, a], [c], [copy, b], [late]]
    assert_equal(published(short.beside("backwards"), runs), expected, "backwards")


@pytest.mark.slow
def test_one_run_per_file_gives_the_tables_of_one_run(short: "Home") -> None:
    expected = short.export(short.data / "export")
    runs = [[path] for path in pages_of(short, 3)]
    assert_equal(published(short.beside("single"), runs), expected, "one run per file")


@pytest.mark.slow
def test_two_runs_and_the_first_again_give_the_tables_of_one_run(short: "Home") -> None:
    expected = short.export(short.data / "export")
    paths = pages_of(short, 3)
    assert_equal(published(short.beside("halves"), [paths[3:], paths[:3], paths[3:]]), expected, "in two halves")


@pytest.mark.slow
def test_reading_everything_anew_gives_the_same_tables(short: "Home") -> None:
    home = short.beside("anew")
    first = published(home, [pages_of(short, 3)])
    assert home.run(pages_of(short, 3), again=True).failures == []
    assert_equal(home.export(home.data / "export"), first, "read anew")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_any_order_in_any_number_of_runs_gives_the_same_tables(
    seed: int, tmp_path: Path, home_class: type["Home"]
) -> None:
    home = home_class.make(tmp_path / "home")
    expected = published(home, [pages_of(home, 30)])
    paths = pages_of(home, 30)
    draw = random.Random(seed)
    draw.shuffle(paths)
    runs: list[list[Path]] = [[]]
    for path in paths:
        if runs[-1] and draw.random() < 0.6:
            runs.append([])
        runs[-1].append(path)
    again = draw.choice(runs)
    told = " | ".join(" ".join(path.name for path in one) for one in runs)
    assert_equal(published(home.beside("mixed"), [*runs, again]), expected, told)
