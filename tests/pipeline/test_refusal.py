"""A batch above a rule's tolerated share, or a step that fails: nothing is published, and what was said is kept."""

from datetime import date
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Home

# Behind its label a line of these has two characters, which is no headline: more of them than a day may have.
MOSTLY_BAD = """20 January 2026
Chile hosts talks between Peru and Bolivia
Ab (video)
Hm (photos)
Up (audio)
"""
GOOD = """21 January 2026
Austria rejects Hungarian offer
"""
REFUSED, NEXT = date(2026, 1, 20), date(2026, 1, 21)


@pytest.mark.slow
def test_a_refused_day_leaves_the_published_file_and_keeps_what_the_checks_said(published_home: "Home") -> None:
    home = published_home
    before = home.published.read_bytes()
    outcome = home.run([home.page("wire/labels.txt", MOSTLY_BAD)])
    assert len(outcome.failures) == 1
    assert "core.headlines · text_length · refused: 3 of 4 rows (75.0%), tolerated 20%" in outcome.failures[0]
    assert (outcome.days, home.published.read_bytes()) == ([], before)

    failed = (
        "select table_name, partition_key, rule from quality.check_results where not passed and severity = 'critical'"
    )
    assert home.rows(failed, working=True) == [("core.headlines", "2026-01-20", "text_length")]
    quarantined = "select reason like 'A headline has 3%', count(*) from quality.rejected_rows group by 1"
    assert home.rows(quarantined, working=True) == [(True, 3)]
    # what the run itself wrote is gone, and the day is still to be made
    assert home.rows("from core.headlines where published_on = date '2026-01-20'", working=True) == []
    assert home.rows("from work.touched_keys", working=True) == []
    assert home.rows("from work.pending_days", working=True) == [(REFUSED,)]

    # the next good run publishes, though the refused day lies beside it and is refused once more
    outcome = home.run([home.page("wire/next.txt", GOOD)])
    assert outcome.days == [NEXT]
    assert ["text_length · refused" in told for told in outcome.failures] == [True]
    assert home.rows("select distinct published_on from core.headlines where published_on > date '2026-01-10'") == [
        (NEXT,)
    ]
    assert home.rows(quarantined, working=True) == [(True, 3)]  # told again, kept once


def test_a_step_that_breaks_leaves_everything_as_it_was(published_home: "Home") -> None:
    """A dictionary that cannot be read ends the coding, after headlines and stories have been written."""
    home = published_home
    overlay = home.root / "mine" / "frames"
    overlay.mkdir(parents=True)
    (overlay / "broken.yml").write_text("type: NONSENSE\nverbs: [shout]\n", encoding="utf-8")
    before = home.published.read_bytes()
    home.options["dictionaries"] = home.root / "mine"
    outcome = home.run([home.page("wire/next.txt", GOOD)])
    assert len(outcome.failures) == 1
    assert "broken.yml" in outcome.failures[0] and "'NONSENSE' is no event type" in outcome.failures[0]
    assert home.published.read_bytes() == before
    for table, column in (("core.headlines", "published_on"), ("core.stories", "first_published_on")):
        assert home.rows(f"from {table} where {column} = date '2026-01-21'", working=True) == [], table
    assert home.rows("from work.pending_days", working=True) == [(NEXT,)]

    del home.options["dictionaries"]
    outcome = home.run([home.page("wire/next.txt", GOOD)])
    assert (outcome.failures, outcome.days) == ([], [NEXT])
    assert home.rows("select event_type from core.events where event_date = date '2026-01-21'") == [("REJECT",)]


@pytest.mark.slow
def test_a_good_run_after_a_refused_batch_of_files_reads_them_again(published_home: "Home") -> None:
    """What was refused for its share may be tolerable among good pages."""
    home = published_home
    undated = home.page("post/undated.txt", "Ministers meet in Oslo\nMinisters part in Oslo\n")
    assert len(home.run([undated]).failures) == 1
    assert home.rows("select count(*) from core.documents where uri like '%undated%'", working=True) == [(0,)]
    good = home.page(
        "wire/next.txt", "22 January 2026\nAustria rejects Hungarian offer\nPeru's president visits Chile\n"
    )
    outcome = home.run([undated, good])
    assert (outcome.failures, outcome.days) == ([], [date(2026, 1, 22)])
    assert home.rows("select items_rejected from core.documents where uri like '%undated%'") == [(2,)]


@pytest.mark.slow
def test_days_that_could_not_be_published_are_published_by_the_next_run(home: "Home") -> None:
    """The data are committed before the file is put in place: what ends a run between the two must not lose it."""
    page = home.page("wire/next.txt", GOOD)
    home.published.mkdir(parents=True)  # a folder in the way of the rename
    outcome = home.run([page])
    assert (len(outcome.failures), outcome.days) == (1, [])
    assert home.rows("select count(*) from core.headlines", working=True) == [(1,)]
    home.published.rmdir()
    outcome = home.run([page])  # nothing new to read
    assert (outcome.failures, outcome.days) == ([], [NEXT])
    assert home.rows("select text from core.headlines") == [("Austria rejects Hungarian offer",)]
