"""Bringing stored stories up to date: what changes when the headlines of some days have been replaced.

What belongs here: reading which wordings, pairs and stories the touched keys bear on, and writing their new state. What
does not: the steps themselves (pipelines/dedupe/), when it is run (daily.py).

The outcome is what one run over everything would give, in whatever order and batches headlines come; what is read is
bounded by the windows, not by the history:
1. A key is segmented anew from the first touched day on, until its wordings agree with the stored ones.
2. Wordings that came are compared with those within the window of near-duplicates.
3. Anchors are chosen anew within the components of matched wordings that a change touches: nothing outside them depends
   on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import polars as pl

from pipelines.clean.distinct import in_threads
from pipelines.clean.text import comparable
from pipelines.dedupe.anchors import Wording, assign
from pipelines.dedupe.batch import with_gists
from pipelines.dedupe.guard import version
from pipelines.dedupe.near import pairs
from pipelines.dedupe.stories import stories, story_ids, wordings
from warehouse.catalog import table
from warehouse.replace import append
from warehouse.sql import statement

ID = ["story_key", "wording_on"]
_OTHER = ["other_key", "other_on"]
_ANCHOR = ["anchor_key", "anchor_on"]
_HOW = ["story_id", "matched", "match_score", "match_reason"]
# How far pairs are followed at once, in windows of near-duplicates; few components span more than one.
_REACH = 4


@dataclass(frozen=True)
class Changes:
    """What is to be written: rows as they will be, and which rows they replace.

    `gone`: wordings (`story_key`, `wording_on`) that are no more, with their pairs. `wordings`, `pairs`: rows of
    `work.wordings`, which replace those of the same ids, and new rows of `work.near_pairs`. `stories`: rows of
    `core.stories`; `before`: ids of the stories that they replace. `headlines`: how each headline of them is told.
    """

    gone: pl.DataFrame
    wordings: pl.DataFrame
    pairs: pl.DataFrame
    before: pl.DataFrame
    stories: pl.DataFrame
    headlines: pl.DataFrame


def plan(con: duckdb.DuckDBPyConnection, days: Sequence[date], window_days: int, near_days: int) -> Changes:
    """What changes in the stories, the headlines of `days` having been replaced.

    `work.touched_keys` has the keys of the days' headlines, as they were and as they are.
    """
    first, last = _extent(con, days)
    was, now = _segmented_again(con, first, last, timedelta(days=window_days))
    gone, came = was.join(now, on=ID, how="anti"), now.join(was, on=ID, how="anti")
    moved = pl.concat([came, gone.select(ID)])
    stored = _between(con, statement("wordings_between"), moved["wording_on"], near_days).join(gone, on=ID, how="anti")
    fresh = with_gists(came, _forms(con, came)).with_columns(gist_version=pl.lit(version()))
    compared = pl.concat([_of_this_version(con, stored).select(fresh.columns), fresh])
    is_fresh = pl.Series([False] * stored.height + [True] * fresh.height, dtype=pl.Boolean)
    found = pairs(compared, is_fresh, near_days)
    told = _told(con, moved, gone, fresh, found, near_days)
    # the stories whose counts change, and those whose anchors may have: as they were, and as they are
    before = pl.concat([was, _stored_of(con, told)]).select(_ANCHOR).unique()
    untouched = was.join(gone, on=ID, how="anti").join(told, on=ID, how="anti")
    anchors = pl.concat([before, told.select(_ANCHOR), untouched.select(_ANCHOR)]).unique()
    members = _members(con, anchors, told, gone, near_days)
    sightings = _sightings(con, members, window_days)
    return Changes(
        gone.select(ID), told, found, before.with_columns(story_ids(before)),
        stories(sightings), sightings.select("headline_id", "published_on", *_HOW),
    )  # fmt: skip


def apply(con: duckdb.DuckDBPyConnection, changes: Changes, near_days: int) -> None:
    """Write the changes, and note the stories that were added, changed or removed."""
    frames = {
        "gone": changes.gone, "fresh_wordings": changes.wordings, "fresh": changes.stories, "before": changes.before,
        "assigned": changes.headlines,
    }  # fmt: skip
    for name, frame in frames.items():
        con.register(name, frame)
    days = _extremes(pl.concat([changes.before["anchor_on"], changes.stories["first_published_on"]]), near_days)
    con.execute(statement("changed_stories"), days)
    con.execute(statement("forget_stories"), days)
    con.execute(statement("forget_pairs"), _extremes(changes.gone["wording_on"], near_days))
    con.execute(statement("forget_wordings"))
    con.execute(statement("assign_stories"))
    con.execute("delete from work.touched_keys")
    for name in frames:
        con.unregister(name)
    append(con, table("work.wordings"), changes.wordings)
    append(con, table("work.near_pairs"), changes.pairs)
    append(con, table("core.stories"), changes.stories)


def _extent(con: duckdb.DuckDBPyConnection, days: Sequence[date]) -> tuple[date, date]:
    """The first and last of the touched days: all there are where no wording is stored, as in an older warehouse."""
    if not con.sql("from work.wordings limit 1").fetchall():
        con.execute(statement("touch_all_keys"))
        ((first, last),) = con.sql("select min(published_on), max(published_on) from core.headlines").fetchall()
        if first is not None:
            return min(days[0], first), max(days[-1], last)
    return days[0], days[-1]


def _segmented_again(
    con: duckdb.DuckDBPyConnection, first: date, last: date, window: timedelta
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The touched keys' wordings as stored, and as they are now (`story_key`, `wording_on`).

    From the window before the first touched day on, until what the next day depends on is the same in both.
    """
    until = last + window
    while True:
        was = _rows(con, statement("touched_wordings"), {"first": first - window, "last": until})
        days = _rows(con, statement("touched_sightings"), {"first": first, "last": until})
        # at most one wording of a key was open when the first day began: it stays as it is
        open_then = was.filter(pl.col("wording_on") < first).select("story_key", published_on="wording_on")
        now = wordings(pl.concat([open_then, days]), window.days).select(ID).unique()
        ends = [frame.filter(pl.col("wording_on") > until - window).select(ID).sort(ID) for frame in (was, now)]
        if ends[0].equals(ends[1]):
            return was, now
        until += _REACH * max(window, timedelta(days=1))


def _told(
    con: duckdb.DuckDBPyConnection, moved: pl.DataFrame, gone: pl.DataFrame, fresh: pl.DataFrame, found: pl.DataFrame,
    near_days: int,
) -> pl.DataFrame:  # fmt: skip
    """Rows of `work.wordings` of the fresh wordings and of all that are linked with a wording that came or went."""
    reach = near_days * _REACH
    while True:
        stored = _between(con, statement("pairs_between"), moved["wording_on"], reach)
        links = pl.concat([stored.select(found.columns), found]).unique(["story_key", "wording_on", *_OTHER])
        component = _component(links, moved)
        loaded = _extremes(moved["wording_on"], reach)
        needed = _extremes(component["wording_on"], near_days)
        if not component.height or (loaded["first"] <= needed["first"] and needed["last"] <= loaded["last"]):
            break
        reach *= _REACH
    alive = component.join(gone, on=ID, how="anti")
    linked = links.join(alive, on=ID, how="semi").join(alive, left_on=_OTHER, right_on=ID, how="semi")
    known = pl.concat([fresh, _stored_of(con, alive).join(fresh, on=ID, how="anti").select(fresh.columns)])
    return known.join(assign(known, linked), on=ID).select(table("work.wordings").columns)


def _component(links: pl.DataFrame, seeds: pl.DataFrame) -> pl.DataFrame:
    """The wordings that are linked with the seeds by any number of pairs, the linked seeds among them."""
    neighbours: dict[Wording, list[Wording]] = {}
    for key, day, other_key, other_day in links.select(*ID, *_OTHER).iter_rows():
        one, other = Wording(day, key), Wording(other_day, other_key)
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    todo = [one for key, day in seeds.select(ID).iter_rows() if (one := Wording(day, key)) in neighbours]
    reached = set(todo)
    while todo:
        for other in neighbours[todo.pop()]:
            if other not in reached:
                reached.add(other)
                todo.append(other)
    return pl.DataFrame(
        [(key, day) for day, key in sorted(reached)], {"story_key": pl.String, "wording_on": pl.Date}, orient="row"
    )


def _members(
    con: duckdb.DuckDBPyConnection, anchors: pl.DataFrame, told: pl.DataFrame, gone: pl.DataFrame, near_days: int
) -> pl.DataFrame:
    """The wordings told under the anchors, as they will be."""
    # a cut wording is told under the anchor of the one that it begins, which may be a window away from each
    stored = _between(con, statement("wordings_between"), anchors["anchor_on"], 2 * near_days)
    others = stored.join(told, on=ID, how="anti").join(gone, on=ID, how="anti").select(told.columns)
    return pl.concat([others, told]).join(anchors, on=_ANCHOR, how="semi")


def _sightings(con: duckdb.DuckDBPyConnection, members: pl.DataFrame, window_days: int) -> pl.DataFrame:
    """The headlines of wordings, with how they are told and the id of their story."""
    told = members.with_columns(story_ids(members)).select(*ID, *_ANCHOR, *_HOW, "unknown_words")
    span = _extremes(members["wording_on"], window_days)
    return _rows(con, statement("sightings_of_wordings"), {"window_days": window_days, **span}, members=told)


def _forms(con: duckdb.DuckDBPyConnection, came: pl.DataFrame) -> pl.DataFrame:
    """The comparable form of each key: any text of it has the same."""
    texts = _rows(con, statement("texts_of_wordings"), _extremes(came["wording_on"], 0), wanted=came.select(ID))
    return texts.select("story_key", compared=in_threads(comparable, texts["text"]))


def _of_this_version(con: duckdb.DuckDBPyConnection, stored: pl.DataFrame) -> pl.DataFrame:
    """Stored wordings, with the gists of an earlier version made anew."""
    old = stored.filter(pl.col("gist_version") != version())
    if not old.height:
        return stored
    anew = with_gists(old.select(ID), _forms(con, old))
    return pl.concat(
        [
            stored.join(old, on=ID, how="anti"),
            old.drop("gist", "outlet", "cut", "unknown_words").join(anew, on=ID).select(stored.columns),
        ]
    )


def _stored_of(con: duckdb.DuckDBPyConnection, wanted: pl.DataFrame) -> pl.DataFrame:
    return _between(con, statement("wordings_between"), wanted["wording_on"], 0).join(wanted, on=ID, how="semi")


def _between(con: duckdb.DuckDBPyConnection, sql: str, days: pl.Series, margin: int) -> pl.DataFrame:
    return _rows(con, sql, _extremes(days, margin))


def _extremes(days: pl.Series, margin: int) -> dict[str, date]:
    """The first and last of some days, with a margin on either side; of no days a span that has none."""
    if not len(days):
        return {"first": date.max, "last": date.min}
    first, last = days.min(), days.max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    return {"first": first - timedelta(days=margin), "last": last + timedelta(days=margin)}


def _rows(
    con: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, object], **frames: pl.DataFrame
) -> pl.DataFrame:
    """The rows of a statement that may name frames."""
    for given, frame in frames.items():
        con.register(given, frame)
    rows: pl.DataFrame = con.sql(sql, params=parameters).pl()
    for given in frames:
        con.unregister(given)
    return rows
