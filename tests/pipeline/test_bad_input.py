"""Bad pages, together with a good one and alone: a clear message, nothing lost, and nothing bad published."""

import random
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from conftest import Home

GOOD = """The Wire, a good page
12 January 2026
Peru's president visits Chile
India and Pakistan exchange lists of prisoners
Egypt urges Sudan and Ethiopia to sign a pact
Finland sends food aid to Ukraine
Italy recalls its ambassador from Iran
Vietnam protests against Chinese drills
Ghana's parliament debates the budget
Wheat prices steady after a calm week
"""


class Bad(NamedTuple):
    """A bad page, the rule that rejects it, and words that its reason must hold."""

    name: str
    content: bytes
    rule: str
    reason: str
    lines: int


BAD = (
    Bad("wire/noise.txt", random.Random(1).randbytes(4096), "accepted_by_reader", "not text", 1),
    Bad("wire/empty.txt", b"", "accepted_by_reader", "empty", 1),
    Bad(
        "post/undated.txt", b"Ministers meet in Oslo\nMinisters part in Oslo\n", "accepted_by_reader", "default_date", 2
    ),
    Bad(
        "post/future.txt",
        b"7 January 2099\nRobots meet in Oslo\nRobots part\n",
        "published_on_not_in_future",
        "2099",
        2,
    ),
)
names = pytest.mark.parametrize("bad", BAD, ids=[bad.name for bad in BAD])

COUNTS = """
select count(*), sum(items), sum(items_headline), sum(items_boilerplate), sum(items_rejected),
       (select count(*) from core.headlines), (select count(*) from quality.rejected_rows)
from core.documents
"""


def assert_nothing_is_lost(home: "Home", documents: int, lines: int) -> None:
    [(found, items, headlines, boilerplate, rejected, kept, quarantined)] = home.rows(COUNTS)
    assert (found, items) == (documents, lines)
    assert items == headlines + boilerplate + rejected  # type: ignore[operator]
    assert (kept, quarantined) == (headlines, rejected)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, home_class: type["Home"]) -> "Home":
    """One run over a good page and all the bad ones."""
    home = home_class.make(tmp_path_factory.mktemp("mixed") / "home")
    outcome = home.run([home.page("wire/good.txt", GOOD), *(home.page(bad.name, bad.content) for bad in BAD)])
    assert outcome.failures == []
    return home


def test_beside_bad_pages_the_good_one_is_published(mixed: "Home") -> None:
    assert mixed.rows("select source, published_on, count(*) from core.headlines group by all") == [
        ("wire", date(2026, 1, 12), 9)
    ]
    events = mixed.rows(
        "select event_type from core.events where event_type in ('CONSULT', 'SANCTION', 'AID') order by 1"
    )
    assert {row[0] for row in events} == {"CONSULT", "SANCTION", "AID"}


def test_every_line_of_good_and_bad_pages_is_accounted_for(mixed: "Home") -> None:
    lines = len(GOOD.splitlines()) + sum(bad.lines for bad in BAD) + 1  # and the bad date line
    assert_nothing_is_lost(mixed, documents=1 + len(BAD), lines=lines)


@names
def test_the_quarantine_tells_document_place_rule_and_remedy(mixed: "Home", bad: Bad) -> None:
    rows = mixed.rows(
        "select r.rule, r.reason, byte_start, byte_end, bytes, length(r.row) from quality.rejected_rows as r "
        f"join core.documents using (document_id) where uri like '%{bad.name}' order by byte_start"
    )
    assert len(rows) == bad.lines
    for rule, reason, start, end, size, shown in rows:
        assert (rule, bad.reason in str(reason)) == (bad.rule, True), reason
        assert 0 <= start <= end <= size  # type: ignore[operator]
        assert 2 < shown < 5_000  # type: ignore[operator]


@names
def test_the_span_of_a_rejected_row_points_at_its_bytes(mixed: "Home", bad: Bad) -> None:
    spans = mixed.rows(
        "select byte_start, byte_end from quality.rejected_rows join core.documents using (document_id) "
        f"where uri like '%{bad.name}' order by byte_start"
    )
    if bad.lines == 1:
        assert spans == [(0, len(bad.content))]
    else:
        words = [bad.content[start:end].decode() for start, end in spans]  # type: ignore[misc]
        assert words == bad.content.decode().splitlines()[-bad.lines :]


def test_no_bad_row_reached_a_published_table(mixed: "Home") -> None:
    assert mixed.rows("select count(*) from core.headlines where published_on <> date '2026-01-12'") == [(0,)]
    assert mixed.rows("select distinct day from marts.source_coverage_per_day") == [(date(2026, 1, 12),)]


@names
def test_alone_a_bad_page_is_refused_and_the_published_file_stays(published_home: "Home", bad: Bad) -> None:
    before = published_home.published.read_bytes()
    outcome = published_home.run([published_home.page(bad.name, bad.content)])
    assert len(outcome.failures) == 1
    assert "the published warehouse stays as it was" in outcome.failures[0]
    assert bad.rule in outcome.failures[0]
    assert published_home.published.read_bytes() == before
    kept = "select rule, document_id is not null, byte_start is not null from quality.rejected_rows"
    assert published_home.rows(kept, working=True) == [(bad.rule, True, True)] * bad.lines
    assert published_home.rows("select count(*) from quality.check_results where not passed", working=True) > [(0,)]


def test_a_refused_run_is_told_and_after_a_fix_of_the_sources_a_replay_publishes_what_is_good_now(
    published_home: "Home",
) -> None:
    home, lines = published_home, sum(bad.lines for bad in BAD)
    before = home.published.read_bytes()
    paths = [home.page(bad.name, bad.content) for bad in BAD]
    assert len(home.run(paths).failures) == 1

    # the command ends with 1 and says why; what it rejects a second time stands in quarantine once
    done = home.command("run", "--quiet", *paths)
    assert done.exit_code == 1
    assert "work.items · accepted_by_reader · refused: 4 of 7 rows" in done.stderr
    assert f"{lines} rows in quarantine" in done.stderr
    assert "set default_date for source post" in done.stderr
    assert "Traceback" not in done.output
    assert home.published.read_bytes() == before
    listed = home.command("quarantine", "list", "--format", "csv")
    assert (listed.exit_code, len(listed.stdout.splitlines())) == (0, 1 + lines)

    sources = home.root / "sources.yml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text(text.replace("id: post,", "id: post, default_date: 2026-01-14,"), encoding="utf-8")
    done = home.command("quarantine", "replay")
    assert done.exit_code == 0, done.output
    assert home.rows(
        "select text, published_on, date_kind from core.headlines where text like 'Ministers%' order by 1"
    ) == [
        ("Ministers meet in Oslo", date(2026, 1, 14), "default"),
        ("Ministers part in Oslo", date(2026, 1, 14), "default"),
    ]
    still = home.command("quarantine", "list", "--format", "csv").stdout.splitlines()[1:]
    assert (len(still), [line for line in still if "undated" in line]) == (lines - 2, [])


def test_a_page_dated_2099_can_be_read_again_without_harm(mixed: "Home") -> None:
    """Its date line, too, is an item of the year 2099: no day of that year may be asked for."""
    before = mixed.published.read_bytes()
    ids = [str(row[0]) for row in mixed.rows("select document_id from core.documents where uri like '%future.txt'")]
    outcome = mixed.run(documents=ids, again=True)
    assert (outcome.failures, outcome.days) == ([], [])
    assert mixed.published.read_bytes() == before


def many_lines(count: int) -> str:
    """A page of distinct lines, each hundredth too short to be a headline."""
    lines = (
        "No" if number % 100 == 0 else f"Country paper number {number} reports calm weather in district {number % 977}"
        for number in range(1, count + 1)
    )
    return "13 January 2026\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("count", [5_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_a_very_long_page_is_published_but_for_its_bad_lines(count: int, home: "Home") -> None:
    outcome = home.run([home.page("wire/long.txt", many_lines(count)), home.page("wire/good.txt", GOOD)])
    assert outcome.failures == []
    assert_nothing_is_lost(home, documents=2, lines=count + 1 + len(GOOD.splitlines()))
    assert home.rows("select count(*), min(rule), max(rule) from quality.rejected_rows") == [
        (count // 100, "raw_text_length", "raw_text_length")
    ]
    assert home.rows("select count(*) from core.headlines where published_on = date '2026-01-13'") == [
        (count - count // 100,)
    ]


@pytest.mark.slow
def test_a_line_of_50_megabytes_is_rejected_with_its_place(home: "Home") -> None:
    line = b"word " * 10_000_000
    huge = home.page("wire/huge.txt", b"13 January 2026\n" + line)
    outcome = home.run([huge, home.page("wire/good.txt", GOOD)])
    assert outcome.failures == []
    assert_nothing_is_lost(home, documents=2, lines=2 + len(GOOD.splitlines()))
    [(rule, reason, start, end, shown)] = home.rows(
        "select rule, reason, byte_start, byte_end, length(row) from quality.rejected_rows"
    )
    assert (rule, start, end) == ("accepted_by_reader", 16, 16 + len(line))
    assert "50000000 bytes" in str(reason) or "50,000,000 bytes" in str(reason)
    assert shown < 5_000  # type: ignore[operator]
    assert home.published.stat().st_size < 20_000_000


@pytest.mark.slow
def test_a_line_of_50_megabytes_alone_is_refused(published_home: "Home") -> None:
    before = published_home.published.read_bytes()
    outcome = published_home.run([published_home.page("wire/huge.txt", b"x" * 50_000_000)])
    assert len(outcome.failures) == 1 and len(outcome.failures[0]) < 5_000
    assert published_home.published.read_bytes() == before
