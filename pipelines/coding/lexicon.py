"""The actor dictionaries, loaded and indexed by phrase.

What belongs here: reading `dictionaries/*.csv` and a user's overlay, the phrase index, and which role an actor held
on a
day. What does not: how phrases combine into a mention (mention_parser.py), event frames (frames.py).

Files (lists within a cell are separated by `|`; a leading `?` marks a form that needs context):
  countries.csv  code, names, adjectives, people, capital, metonyms
  agents.csv     singular, plural, sector, weight (strong: an actor without a country too)
  offices.csv    phrase, sector, rank, perhaps country
  places.csv     name, country, kind
  actors-*.csv   name, aliases, kind, country, sector, office, from, to: one row per role
"""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import pycountry

from pipelines.coding.tokens import Tokens, fold, tokenise
from pipelines.coding.words import NAME_PARTICLES

DICTIONARIES = Path(__file__).parent / "dictionaries"
# A person with several offices on one day acts in the first of these.
_SECTOR_RANK = {s: n for n, s in enumerate(("GOV", "IGO", "MIL", "SPY", "COP", "JUD", "LEG", "PTY", "REB"))}
_PLURAL_NOUNS = frozenset("people police military youth clergy crew staff public civil-defence".split())
_NATIONAL = (".GOV", ".MIL", ".LEG", ".PTY", ".JUD", ".SPY", ".COP", ".REB", ".CVL")
_COMMON_WORDS = frozenset(
    "us who it is ice may un am an as at be by do he if in me my no of on or so to up we all can for pa man mp pm "
    "aid fed met now out cop spy sad mad ira rsf hot has had are arm any act age car store delay pole tyre raw pan pad "
    "pace swift mend".split()
)


class DictionaryError(ValueError):
    """A dictionary file cannot be read; names file, line and remedy."""


@dataclass(frozen=True, slots=True)
class Role:
    """An office or standing of an actor from a day to a day, both inclusive."""

    code: str
    office: str
    since: date
    until: date
    entry_id: str


@dataclass(slots=True)
class Actor:
    """A named actor with its roles in order of `since`."""

    name: str
    kind: str
    slug: str
    roles: list[Role] = field(default_factory=list)

    def role_on(self, day: date) -> Role:
        """The role by which the actor acts on `day`.

        Of several, the first by sector (an office of state before a party's), then the latest taken up. A person
        without any role on that day is a private person (`CVL`) of the country of the nearest role; a body keeps its
        nearest role.
        """
        held = [role for role in self.roles if role.since <= day <= role.until]
        if held:
            return min(held, key=lambda r: (_SECTOR_RANK.get(r.code.split(".")[1], 9), -r.since.toordinal()))
        nearest = min(self.roles, key=lambda r: min(abs((r.since - day).days), abs((r.until - day).days)))
        if self.kind != "person":
            return nearest
        if nearest.code.endswith((".REB", ".CRM")) and nearest is self.roles[-1] and nearest.until < day:
            return nearest  # a rebel or gangster stays one, dead or jailed
        # out of office he is a citizen of his country, not of the body that he served
        national = [role for role in self.roles if role.code.endswith(_NATIONAL)] or [nearest]
        nearest = min(national, key=lambda r: min(abs((r.since - day).days), abs((r.until - day).days)))
        return Role(nearest.code.split(".")[0] + ".CVL", "", day, day, nearest.entry_id)

    def in_office(self, day: date) -> bool:
        """Whether any role is held on `day`."""
        return any(role.since <= day <= role.until for role in self.roles)


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a phrase.

    `kind`: country, adjective, people, capital, metonym, place, actor, agent or office. `country` and `sector` where
    the phrase tells them; `strong` for agents that act without a country; `plural` for people and agents; `shaky` for
    forms that need context; `upper` for initials that must stand in capitals.
    """

    kind: str
    country: str
    sector: str
    entry_id: str
    strong: bool = False
    plural: bool = False
    shaky: bool = False
    upper: bool = False
    actor: Actor | None = None


# Its words and what they may mean.
_Phrase = tuple[tuple[str, ...], tuple[Sense, ...]]


@dataclass
class Lexicon:
    """All phrases by their first word, longest first, and the version (a hash of the files).

    `_begins`: the same by first and second word; the empty second word stands for any that begins no phrase.
    """

    phrases: dict[str, list[_Phrase]]
    country_names: dict[str, str]
    actors: dict[str, Actor]
    version: str
    _begins: dict[str, dict[str, list[_Phrase]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._begins = {first: _by_second_word(bucket) for first, bucket in self.phrases.items()}

    def matches(self, tokens: Tokens) -> list[tuple[int, tuple[Sense, ...]] | None]:
        """For each token the longest phrase that begins there: (token after it, senses), or None."""
        low, style, begins = tokens.low, tokens.style, self._begins
        count = len(low)
        found: list[tuple[int, tuple[Sense, ...]] | None] = [None] * count
        free = 0
        for index, word in enumerate(low):
            if index < free or word not in begins:
                continue
            by_second = begins[word]
            second = low[index + 1] if index + 1 < count else ""
            for words, senses in by_second.get(second) or by_second[""]:
                size = len(words)
                end = index + size
                if size < 3 or tuple(low[index:end]) == words:
                    kept = _cased(tokens, index, end, senses, style)
                    if kept:
                        found[index] = (end, kept)
                        free = end
                        break
        return found


def _by_second_word(bucket: list[_Phrase]) -> dict[str, list[_Phrase]]:
    """Phrases of one first word, longest first, by their second word, each list with the phrase of that word alone."""
    alone = [phrase for phrase in bucket if len(phrase[0]) == 1]
    begins: dict[str, list[_Phrase]] = {"": alone}
    for phrase in bucket:
        if len(phrase[0]) > 1:
            begins.setdefault(phrase[0][1], []).append(phrase)
    for second, phrases in begins.items():
        if second:
            phrases.extend(alone)
    return begins


def _cased(tokens: Tokens, start: int, end: int, senses: tuple[Sense, ...], style: str) -> tuple[Sense, ...]:
    """The senses that the letter case allows: names need a capital, initials capitals throughout."""
    if senses[0].kind in ("agent", "office") and len(senses) == 1:
        return senses
    # "von der Leyen", "al-Shabab": a particle before the name may be small
    capital = tokens.raw[start][0].isupper() or (
        tokens.low[start] in NAME_PARTICLES and tokens.raw[end - 1][0].isupper()
    )
    if len(senses) == 1 and capital and style != "lower" and not senses[0].upper:
        return senses
    shout = all(tokens.raw[i] == tokens.raw[i].upper() for i in range(start, end))
    word = tokens.low[start] if end == start + 1 else ""
    keep = []
    for sense in senses:
        if sense.kind in ("agent", "office"):
            keep.append(sense)
        elif style == "lower" and not capital:
            if word not in _COMMON_WORDS and not sense.shaky:
                keep.append(sense)
        elif sense.kind == "none":
            keep.append(sense)
        elif sense.upper and not shout:
            # the British press writes Nato, Opec, Unicef
            if capital and len(word) > 3 and word not in _COMMON_WORDS:
                keep.append(sense)
        elif sense.upper:
            if shout and (style != "upper" or word not in _COMMON_WORDS or "." in tokens.raw[start]):
                keep.append(sense)
        elif capital:
            keep.append(sense)
    return tuple(keep)


@lru_cache(maxsize=50_000)
def slugify(name: str) -> str:
    """A name as part of an actor id: lower case ASCII letters, digits and hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", fold(name)) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or hashlib.blake2b(name.encode(), digest_size=6).hexdigest()


def _rows(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        missing = [column for column in needed if column not in (reader.fieldnames or ())]
        if missing:
            raise DictionaryError(f"{path}: line 1: the header lacks {', '.join(missing)}; add the columns")
        for row in reader:
            if None in row.values() or None in row:
                raise DictionaryError(
                    f"{path}: line {reader.line_num}: {len(needed)} or more cells expected; check commas"
                )
            yield reader.line_num, {key: value.strip() for key, value in row.items()}


def _day(value: str, last: bool, path: Path, line: int) -> date:
    """A full or partial ISO date; an open end is the first or last day there is."""
    if not value:
        return date.max if last else date.min
    parts = value.split("-")
    try:
        year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else (12 if last else 1)
        if len(parts) > 2:
            return date(year, month, int(parts[2]))
        if not last:
            return date(year, month, 1)
        return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
    except ValueError as error:
        raise DictionaryError(
            f"{path}: line {line}: '{value}' is no date; write YYYY, YYYY-MM or YYYY-MM-DD"
        ) from error


class _Builder:
    def __init__(self) -> None:
        self.senses: dict[tuple[str, ...], list[Sense]] = {}
        self.country_names: dict[str, str] = {}
        self.actors: dict[str, Actor] = {}

    def add(self, phrase: str, sense: Sense) -> None:
        shaky = phrase.startswith("?")
        phrase = phrase.removeprefix("?").strip()
        words = tuple(tokenise(phrase).low)
        if not words:
            return
        upper = phrase.replace(".", "").isupper() and len(phrase) <= 6
        sense = Sense(
            sense.kind,
            sense.country,
            sense.sector,
            sense.entry_id,
            sense.strong,
            sense.plural,
            shaky,
            upper,
            sense.actor,
        )
        bucket = self.senses.setdefault(words, [])
        if not any(
            (s.kind, s.country, s.sector, s.actor) == (sense.kind, sense.country, sense.sector, sense.actor)
            for s in bucket
        ):
            bucket.append(sense)

    def iso(self) -> None:
        """ISO 3166's own names, where the country file does not give the name to another country ("Congo")."""
        for country in pycountry.countries:
            names = {getattr(country, key, "") for key in ("name", "common_name", "official_name")}
            self.country_names.setdefault(country.alpha_3, getattr(country, "common_name", country.name).split(",")[0])
            for name in filter(None, names):
                # "Korea, Republic of" and the like are catalogue forms that no headline has.
                if "," not in name and tuple(tokenise(name).low) not in self.senses:
                    self.add(name, Sense("country", country.alpha_3, "GOV", f"countries:{country.alpha_3}"))

    def countries(self, path: Path) -> None:
        for _, row in _rows(path, ("code", "names", "adjectives", "people", "capital", "metonyms")):
            code = row["code"]
            entry = f"countries:{code}"
            self.country_names.setdefault(code, row["names"].split("|")[0])
            short = row["names"].split("|")[0]
            if short and len(short) > 3:
                self.country_names[code] = short.removeprefix("?")
            for cell, kind in (("names", "country"), ("capital", "capital"), ("metonyms", "metonym")):
                for phrase in filter(None, row[cell].split("|")):
                    self.add(phrase, Sense(kind, code, "GOV", entry))
            for phrase in filter(None, row["adjectives"].split("|")):
                self.add(phrase, Sense("adjective", code, "GOV", entry))
            for phrase in filter(None, row["people"].split("|")):
                self.add(
                    phrase, Sense("people", code, "CVL", entry, plural=fold(phrase).endswith(("s", "ese", "ch", "sh")))
                )

    def agents(self, path: Path) -> None:
        for _, row in _rows(path, ("singular", "plural", "sector", "weight")):
            entry = f"agents:{slugify(row['singular'] or row['plural'])}"
            strong = row["weight"] == "strong"
            for phrase, plural in ((row["singular"], False), (row["plural"], True)):
                if phrase:
                    many = plural or phrase in _PLURAL_NOUNS
                    self.add(phrase, Sense("agent", "", row["sector"], entry, strong, many))

    def offices(self, path: Path) -> None:
        for _, row in _rows(path, ("phrase", "sector", "rank")):
            country = row.get("country") or ""
            sense = Sense("office", country, row["sector"], f"offices:{slugify(row['phrase'])}", row["rank"] == "state")
            self.add(row["phrase"], sense)
            words = row["phrase"].split(" ")
            # "foreign ministers of Germany and France": the head noun of the title in the plural.
            head = next((n for n, w in enumerate(words) if w in ("of", "for", "to")), len(words)) - 1
            if words[head].isalpha() and not words[head].endswith("s") and len(words) + len(words[head]) > 5:
                plural = words[head][:-1] + "ies" if words[head].endswith("y") else words[head] + "s"
                self.add(
                    " ".join((*words[:head], plural, *words[head + 1 :])),
                    Sense("office", country, row["sector"], sense.entry_id, sense.strong, plural=True),
                )

    def places(self, path: Path) -> None:
        for _, row in _rows(path, ("name", "country", "kind")):
            for phrase in row["name"].split("|"):
                self.add(phrase, Sense("place", row["country"], "", f"places:{slugify(row['name'])}"))

    def not_actors(self, path: Path) -> None:
        for _, row in _rows(path, ("phrase",)):
            self.add(row["phrase"], Sense("none", "", "", f"not_actors:{slugify(row['phrase'])}"))

    def named(self, path: Path) -> None:
        needed = ("name", "aliases", "kind", "country", "sector", "office", "from", "to")
        for line, row in _rows(path, needed):
            slug = slugify(row["name"])
            actor = self.actors.get(slug)
            if actor is None:
                actor = self.actors[slug] = Actor(row["name"], row["kind"], slug)
                self.add(row["name"], Sense("actor", "", "", f"{path.stem}:{slug}", actor=actor))
            code = f"{row['country'] or '---'}.{row['sector']}"
            since, until = _day(row["from"], False, path, line), _day(row["to"], True, path, line)
            actor.roles.append(Role(code, row["office"], since, until, f"{path.stem}:{slug}#{len(actor.roles) + 1}"))
            for alias in filter(None, row["aliases"].split("|")):
                self.add(alias, Sense("actor", "", "", f"{path.stem}:{slug}", actor=actor))

    def build(self, version: str) -> Lexicon:
        for actor in self.actors.values():
            actor.roles.sort(key=lambda role: role.since)
        phrases: dict[str, list[_Phrase]] = {}
        for words, senses in self.senses.items():
            phrases.setdefault(words[0], []).append((words, tuple(senses)))
        for bucket in phrases.values():
            bucket.sort(key=lambda item: -len(item[0]))
        return Lexicon(phrases, self.country_names, self.actors, version)


def load_lexicon(folders: Iterable[Path] = (DICTIONARIES,)) -> Lexicon:
    """Read every dictionary of the folders, in order; later folders add to and extend earlier ones.

    Raises:
        DictionaryError: a file has the wrong columns, cells or dates.
    """
    return load_files(tuple(path for folder in folders for path in sorted(folder.glob("*.csv"))))


def load_files(files: tuple[Path, ...]) -> Lexicon:
    """Read the dictionary files in order. What a file holds is told by its name up to the first hyphen."""
    return _load(files, version_of(files))


def version_of(files: Sequence[Path]) -> str:
    """Eight hex digits that change with any of the files' bytes."""
    digest = hashlib.blake2b(digest_size=4)
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=4)
def _load(files: tuple[Path, ...], version: str) -> Lexicon:
    builder = _Builder()
    kinds = {
        "countries": builder.countries,
        "agents": builder.agents,
        "offices": builder.offices,
        "places": builder.places,
        "not_actors": builder.not_actors,
        "actors": builder.named,
    }
    for path in files:
        kind = path.stem.split("-")[0]
        if kind in kinds:
            kinds[kind](path)
    builder.iso()
    return builder.build(version)
