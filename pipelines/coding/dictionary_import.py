"""Entries of a PETRARCH or TABARI dictionary as rows of the project's own CSV files.

What belongs here: who an entry is, how it joins the dictionary that is there, which of its names and roles are taken,
merged or refused, and the count of all. What does not: the format (petrarch.py), reading the CSV files (lexicon.py),
arguments and messages (actors_cli.py).
"""

import csv
import difflib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.coding.lexicon import Actor, Lexicon, Sense, slugify
from pipelines.coding.petrarch import (
    BODY_WORDS,
    FAITHS,
    HEADS,
    NEUTRAL,
    ROLES,
    Entry,
    Period,
    Refusal,
    Refused,
    actor_code,
    agent_forms,
    country_codes,
    initials_of,
    name_of,
    ordinary_words,
    period_of,
    read_entries,
    tame,
    words_of,
)  # fmt: skip

ACTOR_COLUMNS = ("name", "aliases", "kind", "country", "sector", "office", "from", "to", "reviewed", "note")
AGENT_COLUMNS = ("singular", "plural", "sector", "weight", "note")
PLACE_COLUMNS = ("name", "country", "kind", "note")
COUNTRY_COLUMNS = ("code", "names", "adjectives", "people", "capital", "metonyms", "note")

_KINDS = {"BUS": "company", "NGO": "ngo", "MED": "media", "PTY": "party", "REB": "group", "CRM": "group", "IGO": "igo"}
_TITLES = frozenset(
    "president prime minister general sheikh sheik sir lord lady king queen prince princess pope ayatollah colonel "
    "senator admiral baron chancellor dr mullah imam marshal secretary-general ambassador captain major".split()
)
# Fewer dates than this do not tell when a file was last right.
_DATES_THAT_TELL = 20
# country, sector, since, until, the code in the file, whether a date is doubtful
_Role = tuple[str, str, str, str, str, bool]


@dataclass(slots=True)
class Imported:
    """What an import made of a file.

    `files`: rows by kind of dictionary ("actors", "agents", "places", "countries"), in the columns of that kind.
    `entries`, `forms`, `roles`: how many were read and what became of them: `read` is the sum of the other counts, so
    that nothing is lost unseen. `refusals`: what was not taken, in order of lines. `notes`: what to know before use.
    """

    files: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    entries: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, line: int, text: str, reason: str) -> None:
        """Note what was not taken."""
        self.refusals.append(Refusal(line, " ".join(text.split())[:120], reason))


_SEAT_KINDS = frozenset(("country", "adjective", "people", "capital", "metonym", "place"))


def import_dictionary(text: str, lexicon: Lexicon, *, source: str, today: date, until: date | None = None) -> Imported:
    """Turn a PETRARCH or TABARI dictionary into rows of the project's own files.

    Where the dictionary has an actor already, its roles hold: a role of the file is taken only if it has an end and
    touches none of them; further spellings are taken. A place or name of a country goes to `places` and `countries`,
    an agent noun (`[~…]`) to `agents`, everybody else to `actors`, in order of names.

    Args:
        text: the file's content.
        lexicon: the dictionary that is there, without an earlier import of the same file.
        source: the file's name, for the note of each row.
        today: the day of the import; `reviewed` of each row is the latest day up to it that the file names, where it
        names enough of them to tell.
        until: end roles that the file leaves open on this day; none: they stay open.
    """
    entries, macros, lost = read_entries(text)
    job = _Job(lexicon, source, today, until)
    for refusal in lost:
        job.out.refusals.append(refusal)
    periods = [job.periods(entry) for entry in entries]
    job.out.entries["read"] = len(entries)
    job.out.forms["read"] = sum(len(entry.forms) for entry in entries)
    days = [d for found in periods for p in found for d in (p.since, p.until) if d and d <= today.isoformat()]
    newest = max(days) if len(days) >= _DATES_THAT_TELL else ""
    job.reviewed = newest[:7]
    job.count_names(entries)
    for entry, found in zip(entries, periods, strict=True):
        if not entry.codes:
            job.refuse_entry(entry, "no code: write [CODE] behind the name or on a line below it")
        elif not found:
            job.refuse_entry(entry, "none of its codes could be read")
        elif any("~" in code for _, code in entry.codes):
            job.agent(entry, found, macros)
        else:
            job.actor(entry, found)
    job.finish()
    if newest:
        job.out.notes.insert(0, f"the latest day that the file names is {newest}: `reviewed` of its rows")
    return job.out


@dataclass(slots=True)
class _Made:
    """An actor in the making: rows are written when the file is read to its end."""

    name: str
    kind: str
    target: Actor | None
    aliases: dict[tuple[str, ...], str] = field(default_factory=dict)
    roles: list[_Role] = field(default_factory=list)


class _Job:
    """One import under way; made anew for each file."""

    def __init__(self, lexicon: Lexicon, source: str, today: date, until: date | None) -> None:
        self.lexicon, self.source, self.today, self.until = lexicon, source, today, until
        self.reviewed = ""
        self.known: dict[tuple[str, ...], tuple[Sense, ...]] = {
            words: senses for bucket in lexicon.phrases.values() for words, senses in bucket
        }
        self.out = Imported()
        self.made: dict[str, _Made] = {}
        self.bearers: Counter[str] = Counter()
        self.agents: dict[str, dict[str, str]] = {}
        self.places: dict[str, dict[str, str]] = {}
        self.names: dict[str, list[str]] = {}
        self.taken_places: set[tuple[str, ...]] = set()

    # -- parts of an entry

    def periods(self, entry: Entry) -> list[Period]:
        """The entry's codes that can be read; the others are refused."""
        found = []
        for line, text in entry.codes:
            self.out.roles["read"] += 1
            try:
                found.append(period_of(text, line))
            except Refused as error:
                self.out.roles["refused"] += 1
                self.out.refuse(line, f"{entry.forms[0][1]} [{text}]", str(error))
        return found

    def count_names(self, entries: Iterable[Entry]) -> None:
        """How many actors bear each word of a name: of several bearers a surname alone means nobody."""
        for actor in self.lexicon.actors.values():
            self.bearers.update(set(words_of(actor.name)))
        for entry in entries:
            self.bearers.update(set(re.findall(r"[^\W\d_]+", entry.forms[0][1].lower())))

    def refuse_entry(self, entry: Entry, reason: str, periods: int = 0) -> None:
        """Refuse an entry with its forms, and with as many of its roles as are not counted yet."""
        self.out.entries["refused"] += 1
        self.out.forms["refused"] += len(entry.forms)
        self.out.roles["refused"] += periods
        self.out.refuse(entry.line, entry.forms[0][1], reason)

    def refuse_form(self, line: int, form: str, reason: str) -> None:
        """Refuse one spelling of an entry."""
        self.out.forms["refused"] += 1
        self.out.refuse(line, form, reason)

    # -- agents

    def agent(self, entry: Entry, periods: list[Period], macros: Mapping[str, tuple[str, ...]]) -> None:
        """An agent noun: its singular and plural, by macro perhaps several."""
        # agents have no days in the project's format: the code of no day, else the one that holds last
        chosen = max(periods, key=lambda p: (not p.since and not p.until, not p.until, p.since))
        try:
            pairs = [pair for _, form in entry.forms for pair in agent_forms(form, entry, macros)]
            body = any(word in BODY_WORDS for word in pairs[0][0].split(" "))
            _, sector = actor_code(chosen.code, agent=True, body=body)
        except Refused as error:
            self.refuse_entry(entry, str(error), len(periods))
            return
        self.out.roles["taken"] += 1
        for period in periods:
            if period is not chosen:
                self.out.roles["refused"] += 1
                self.out.refuse(
                    period.line, f"{entry.forms[0][1]} [{period.code}]", "an agent has one role, on every day"
                )
        if chosen.since or chosen.until:
            self.out.notes.append(f"line {chosen.line}: {entry.forms[0][1]} is taken for every day, without its dates")
        new = 0
        for singular, plural in pairs:
            senses = self.known.get(words_of(singular), ())
            kinds = {sense.kind for sense in senses}
            if kinds & {"agent", "office"} or singular in self.agents:
                said = {s.sector for s in senses if s.kind in ("agent", "office")}
                if said and sector not in said:
                    self.out.notes.append(
                        f"line {entry.line}: '{singular}' stays {'/'.join(sorted(said))} ({sector} in the file)"
                    )
            elif kinds:
                self.out.notes.append(f"line {entry.line}: '{singular}' is no agent: {min(kinds)} in the dictionary")
            else:
                new += 1
                # the formats take an agent only beside a country, and name things (tankers, villages) as agents too
                self.agents[singular] = {"singular": singular, "plural": plural, "sector": sector, "weight": "weak",
                                         "note": f"{self.source} line {entry.line}: {chosen.code}"}  # fmt: skip
        self.out.entries["taken" if new else "merged"] += 1
        self.out.forms["taken" if new else "known"] += len(entry.forms)

    # -- actors

    def actor(self, entry: Entry, periods: list[Period]) -> None:
        """A named actor, or the names and places of a country."""
        told = [p for p in periods if p.code != "---"]
        if not told:
            self.refuse_entry(entry, "a null code: the name is nobody's", len(periods))
            return
        if all(self._bare(p.code) for p in told):
            self.country(entry, periods, told)
            return
        forms: list[tuple[int, str, str]] = []
        head = told[0].code[:3]
        # single short words: bodies are known by their initials, firms less so, persons hardly
        short = 5 if head in ("IGO", "NGO", "NGM", "IMG") else 4 if head == "MNC" or "REB" in told[0].code else 3
        for line, form in entry.forms:
            try:
                forms.append((line, form, tame(name_of(form, short))))
                initials = initials_of(form)
                if initials:
                    forms.append((0, form, tame(initials)))
                inverted = re.fullmatch(r"(.+), (the)", forms[-1][2], re.IGNORECASE)
                if inverted:
                    forms.append((0, form, f"{inverted.group(2).title()} {inverted.group(1)}"))
            except Refused as error:
                self.refuse_form(line, form, str(error))
        if not forms:
            self.out.entries["refused"] += 1
            self.out.roles["refused"] += len(periods)
            self.out.refuse(entry.line, entry.forms[0][1], "none of its forms is a name")
            return
        kind = _kind([name for _, _, name in forms], told)
        roles = self._roles(entry, periods, kind)
        if not roles:
            self.out.entries["refused"] += 1
            self.out.forms["refused"] += sum(1 for line, _, _ in forms if line)
            self.out.refuse(entry.line, entry.forms[0][1], "none of its roles could be taken")
            return
        self._join(entry, forms, kind, roles)

    def _bare(self, code: str) -> bool:
        triples = re.findall("[A-Z]{3}", code)
        return len(code) % 3 == 0 and bool(triples) and all(
            (t not in ROLES and t not in FAITHS and t not in HEADS and (t in country_codes() or t in NEUTRAL)) or t ==
            "SUN" for t in triples
        ) and not all(t in NEUTRAL for t in triples)  # fmt: skip

    def _roles(self, entry: Entry, periods: list[Period], kind: str) -> list[_Role]:
        """(country, sector, since, until, note, doubtful) of each role, one after the other where they meet."""
        found: list[_Role] = []
        for period in periods:
            if period.code == "---":
                self.out.roles["implied"] += 1
                continue
            try:
                country, sector = actor_code(period.code, body=kind != "person")
            except Refused as error:
                self.out.roles["refused"] += 1
                self.out.refuse(period.line, f"{entry.forms[0][1]} [{period.code}]", str(error))
                continue
            found.append((country, sector, period.since, period.until, period.code, period.doubtful))
        dated = [r for r in found if r[2] or r[3]]
        rows: list[_Role] = []
        for role in found:
            country, sector, since, until, code, doubtful = role
            if kind == "person" and sector == "CVL" and any(r[1] != "CVL" for r in found):
                # out of office he is a private person anyway
                self.out.roles["implied"] += 1
            elif not since and not until and dated:
                gaps = list(_gaps(dated))
                self.out.roles["taken" if gaps else "implied"] += 1
                rows.extend((country, sector, a, b, code, doubtful) for a, b in gaps)
            else:
                self.out.roles["taken"] += 1
                if not until and since and self.until is not None:
                    until = max(self.until.isoformat(), since)
                rows.append((country, sector, since, until, code, doubtful))
        joined = _joined_roles(rows)
        self.out.roles["taken"] -= len(rows) - len(joined)
        self.out.roles["joined"] += len(rows) - len(joined)
        return joined

    def _target(self, forms: Sequence[tuple[int, str, str]], roles: Sequence[_Role], kind: str) -> Actor | None:
        """The dictionary's actor that the entry speaks of: it bears one of the full names and shares a country.

        Raises:
            ValueError: the name is another actor's.
        """
        countries = {role[0] or "---" for role in roles}
        world = {role[1] for role in roles} == {"IGO"}
        for number, (_, _, name) in enumerate(forms):
            words = words_of(name)
            own = self.lexicon.actors.get(slugify(name)) if number == 0 else None
            named = [own] if own is not None else []
            if len(words) > 1 or number == 0:
                named += [s.actor for s in self.known.get(words, ()) if s.actor is not None and not s.shaky]
            if number:
                # a group's entry names its leaders too
                named = [actor for actor in named if (actor.kind == "person") == (kind == "person")]
            for actor in named:
                theirs = {role.code.split(".")[0] for role in actor.roles}
                served = world or all(role.code.endswith(".IGO") for role in actor.roles)
                if theirs & countries or "---" in theirs | countries or (served and len(words) > 1):
                    return actor
            if own is not None:
                theirs = {role.code.split(".")[0] for role in own.roles}
                raise Refused(f"the dictionary has another actor of this name, of {'/'.join(sorted(theirs))}")
        return None

    def _join(
        self,
        entry: Entry,
        forms: list[tuple[int, str, str]],
        kind: str,
        roles: list[_Role],
    ) -> None:
        """Put an entry's names and roles to the actor that they are of."""
        real = sum(1 for line, _, _ in forms if line)
        try:
            target = self._target(forms, roles, kind)
        except Refused as error:
            self.out.entries["refused"] += 1
            self.out.forms["refused"] += real
            self.out.roles["taken"] -= len(roles)
            self.out.roles["refused"] += len(roles)
            self.out.refuse(entry.line, entry.forms[0][1], str(error))
            return
        judged = [(line, form, name, *self._judge(name, kind, target)) for line, form, name in forms]
        usable = [j for j in judged if j[3] != "no"]
        if target is None and not usable:
            self.out.entries["refused"] += 1
            self.out.roles["taken"] -= len(roles)
            self.out.roles["refused"] += len(roles)
        if target is not None:
            made = self.made.setdefault(target.slug, _Made(target.name, target.kind, target))
        elif usable:
            clear = next((name for _, _, name, verdict, _ in usable if verdict == "yes"), None)
            # every form is an ordinary word: the name says what it is of, and the word itself needs context
            name = clear or f"{usable[0][2]} ({kind})"
            made = self.made.setdefault(slugify(name), _Made(name, kind, None))
        for line, form, name, verdict, reason in judged:
            words = words_of(name)
            if verdict == "no" or (target is None and not usable):
                if line:
                    self.refuse_form(line, form, reason or "no form of the entry could be taken")
                continue
            if verdict == "known" or words in made.aliases or words == words_of(made.name):
                status = (
                    "known" if verdict == "known" else "taken" if name == made.name and not made.roles else "repeated"
                )
            else:
                made.aliases[words] = f"?{name}" if verdict == "?" else name
                status = "marked ?" if verdict == "?" else "taken"
            if line:
                self.out.forms[status] += 1
        if target is None and not usable:
            return
        if target is not None:
            kept = [r for r in roles if target.kind == "person" and r[3] and not _touches(r, target)]
            self.out.roles["taken"] -= len(roles) - len(kept)
            self.out.roles["known"] += len(roles) - len(kept)
            made.roles.extend(kept)
            self.out.entries["merged"] += 1
        else:
            before = len(made.roles)
            made.roles = _joined_roles([*made.roles, *roles])
            self.out.entries["merged" if before else "taken"] += 1
            self.out.roles["taken"] -= before + len(roles) - len(made.roles)
            self.out.roles["joined"] += before + len(roles) - len(made.roles)

    def _judge(self, name: str, kind: str, target: Actor | None) -> tuple[str, str]:
        """Whether a form may name the actor: yes, known, "?" (needs context) or no, with the reason."""
        words = words_of(name)
        senses = self.known.get(words, ())
        if not words:
            return "no", "no word is left"
        if target is not None and any(s.actor is target for s in senses):
            return "known", ""
        kinds = {s.kind for s in senses}
        if kinds & _SEAT_KINDS:
            return "no", f"the dictionary has it as a {min(kinds & _SEAT_KINDS)}"
        if kinds & {"agent", "office", "none"}:
            return "?", ""
        others = [s.actor for s in senses if s.actor is not None and s.actor is not target]
        if others and not (kind == "person" and all(a.kind == "person" for a in others)):
            return "no", f"the dictionary has it as a name of {others[0].name}"
        # of two persons with one full name the days in office decide; a surname alone needs a title
        if others and len(words) == 1:
            return "?", ""
        if len(words) == 1:
            initials = name.isupper() and len(name) <= 6
            if words[0] in ordinary_words() or len(words[0]) < 2:
                return "?", ""
            # the name of an actor of several words: a surname or a first name
            if kind == "person" and not initials and self.bearers[words[0]] > 1:
                return "?", ""
            if kind != "person" and not initials and self.bearers[words[0]] > 3:
                return "?", ""
        return "yes", ""

    # -- countries and places

    def country(self, entry: Entry, periods: list[Period], told: list[Period]) -> None:
        """Names of a country, and places in it: who owns a place today, since places have no days."""
        chosen = max(told, key=lambda p: (not p.until, p.since, -p.line))
        try:
            code = actor_code(chosen.code)[0]
        except Refused as error:
            self.refuse_entry(entry, str(error), len(periods))
            return
        for period in periods:
            self.out.roles["taken" if period is chosen else "refused"] += 1
            if period is not chosen:
                self.out.refuse(
                    period.line,
                    f"{entry.forms[0][1]} [{period.code}]",
                    f"a place has one owner: {code}, who holds it last",
                )
        own = self.lexicon.country_names.get(code, code)
        new = 0
        for line, form in entry.forms:
            try:
                name = name_of(form)
            except Refused as error:
                self.refuse_form(line, form, str(error))
                continue
            words = words_of(name)
            senses = self.known.get(words, ())
            if any(s.country == code for s in senses):
                self.out.forms["known"] += 1
            elif senses or not words:
                what = next((f"a {s.kind} of {s.country}" if s.country else f"an {s.kind}" for s in senses), "no word")
                self.refuse_form(line, form, f"the dictionary has it as {what}")
            elif words in self.taken_places:
                self.out.forms["repeated"] += 1
            else:
                self.taken_places.add(words)
                common = words[0] in ordinary_words() or len(words[0]) < 3 or self.bearers[words[0]] > 1
                alone = len(words) == 1 and common
                mark = "?" if alone else ""
                self.out.forms["marked ?" if alone else "taken"] += 1
                new += 1
                if not mark and _like(name, own):
                    self.names.setdefault(code, []).append(name)
                else:
                    self.places[mark + name] = {"name": mark + name, "country": code, "kind": "place",
                                                "note": f"{self.source} line {line}"}  # fmt: skip
        self.out.entries["taken" if new else "merged"] += 1

    # -- the end

    def finish(self) -> None:
        """Write the rows."""
        actors = [row for made in sorted(self.made.values(), key=lambda m: m.name) for row in self._rows_of(made)]
        countries = [
            # the first name is the one that is shown: the dictionary's own
            {**dict.fromkeys(COUNTRY_COLUMNS, ""), "code": code, "note": self.source,
             "names": "|".join((self.lexicon.country_names.get(code, code), *sorted(set(names))))}
            for code, names in sorted(self.names.items())
        ]  # fmt: skip
        rows = {
            "actors": actors,
            "agents": [self.agents[key] for key in sorted(self.agents)],
            "places": [self.places[key] for key in sorted(self.places)],
            "countries": countries,
        }
        self.out.files = {kind: found for kind, found in rows.items() if found}
        still = sum(1 for row in actors if row["from"] and not row["to"] and row["note"])
        if still:
            self.out.notes.insert(0, f"{still:,} roles have no end and hold to this day; --until DAY ends them")
        self.out.refusals.sort(key=lambda r: r.line)

    def _rows_of(self, made: _Made) -> Iterator[dict[str, str]]:
        aliases = "|".join(alias for alias in made.aliases.values() if alias != made.name)
        roles = [
            {"country": country, "sector": sector, "office": "", "from": since, "to": until, "reviewed": self.reviewed,
             "note": f"{self.source}: {code}" + ("; date doubtful" if doubtful else "")}
            for country, sector, since, until, code, doubtful in made.roles
        ]  # fmt: skip
        if made.target is not None and not roles:
            if not aliases:
                return
            # a row needs a role: the first of the dictionary's own, said again, adds the spellings and nothing else
            first = made.target.roles[0]
            country, sector = first.code.split(".")
            roles = [{"country": "" if country == "---" else country, "sector": sector, "office": first.office,
                      "from": "" if first.since == date.min else first.since.isoformat(),
                      "to": "" if first.until == date.max else first.until.isoformat(),
                      "reviewed": "", "note": f"{self.source}: further spellings"}]  # fmt: skip
        for number, role in enumerate(roles):
            yield {"name": made.name, "aliases": aliases if number == 0 else "", "kind": made.kind, **role}


def _kind(names: Sequence[str], periods: Sequence[Period]) -> str:
    """Whether an entry is a person or which kind of body; the formats do not say it, so name, code and dates must."""
    triples = [re.findall("[A-Z]{3}", p.code) for p in periods]
    heads = {t[0] for t in triples if t}
    try:
        sectors = [actor_code(p.code)[1] for p in periods]
    except Refused:
        sectors = []
    words = [w.lower().strip(".,'") for w in names[0].split(" ")]
    body = next((_KINDS[s] for s in sectors if s in _KINDS), "body")
    if heads & {"MNC"}:
        return "company"
    dated = any(p.since or p.until for p in periods)
    titled = words[0] in _TITLES
    organised = (any(w in BODY_WORDS for w in words) and not titled) or any(c.isdigit() for c in names[0])
    elite = any("ELI" in t for t in triples)
    if heads <= {"NGO", "NGM", "IMG"} and not (dated and not organised and heads <= {"NGO", "NGM"}):
        return body
    if elite or titled:
        return "person"
    if organised:
        return body
    if dated and not set(sectors) <= {"REB", "CRM"}:
        return "person"
    if heads & {"IGO"} or set(sectors) & {"GOV", "MIL", "JUD", "LEG", "SPY", "COP", "PTY"}:
        return "person" if 2 <= len(words) <= 4 and all(len(w) > 1 for w in words) else body
    return body


def _gaps(roles: Sequence[_Role]) -> Iterator[tuple[str, str]]:
    """The days that none of the dated roles holds, as (since, until)."""
    spans = sorted((_first(r[2]), _last(r[3])) for r in roles)
    free = date.min
    for start, end in spans:
        if start > free:
            yield ("" if free == date.min else free.isoformat()), (start - timedelta(days=1)).isoformat()
        if end == date.max:
            return
        free = max(free, end + timedelta(days=1))
    yield free.isoformat(), ""


def _first(text: str) -> date:
    if not text:
        return date.min
    parts = [int(p) for p in text.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def _last(text: str) -> date:
    if not text:
        return date.max
    parts = [int(p) for p in text.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _joined_roles(
    roles: Sequence[_Role],
) -> list[_Role]:
    """Roles of one country and sector that overlap or follow within a day, as one each; in order of their days."""
    out: list[_Role] = []
    for role in sorted(roles, key=lambda r: (r[0], r[1], _first(r[2]), _last(r[3]))):
        if out and out[-1][:2] == role[:2]:
            end = _last(out[-1][3])
            if end == date.max or _first(role[2]) <= end + timedelta(days=1):
                later = role[3] if _last(role[3]) > end else out[-1][3]
                out[-1] = (*out[-1][:3], later, out[-1][4], out[-1][5] or role[5])
                continue
        out.append(role)
    return sorted(out, key=lambda r: (_first(r[2]), _last(r[3]), r[0], r[1]))


def _touches(role: _Role, actor: Actor) -> bool:
    since, until = _first(role[2]), _last(role[3])
    return any(since <= r.until and r.since <= until for r in actor.roles)


def _like(name: str, own: str) -> bool:
    """Whether a form is a spelling of the country's own name, or contains it."""
    low, main = name.lower(), own.lower()
    return main in low or difflib.SequenceMatcher(None, low, main).ratio() >= 0.8


def csv_text(kind: str, rows: Sequence[Mapping[str, str]]) -> str:
    """Rows of one kind of dictionary as the text of its CSV file."""
    columns = {"actors": ACTOR_COLUMNS, "agents": AGENT_COLUMNS, "places": PLACE_COLUMNS, "countries": COUNTRY_COLUMNS}[
        kind
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
