"""Actor and agent dictionaries in the PETRARCH and TABARI formats, turned into the project's own CSV files.

What belongs here: reading these formats, what a CAMEO actor code means in the codebook's terms, and how an entry joins
the dictionary that is there. What does not: the CSV formats' reading (lexicon.py), arguments and messages
(actors_cli.py).

The formats (documented in the users' guides of TABARI and PETRARCH), one entry over one or more lines:

    NAME_OF_ACTOR_  [ABCGOV 19920101-20010101] [ABC]   # comment
    +ANOTHER_SPELLING_
        [ABCGOV >010101]
    AGENT_NOUN {AGENT_NOUNS} [~MIL]
    !MACRO! = MAN, MEN

`_` stands for a blank and, at the end, for "no further letters". A date is YYYYMMDD or YYMMDD; a two-digit year up to
30 is of this century, as PETRARCH reads it. `<D` holds before D, `>D` from D on, `D-D` on both days and between; a
code without dates holds on all other days. A code is made of triples: a country or a kind of international actor, then
roles.
"""

import csv
import difflib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pycountry

from pipelines.coding import words as closed_words
from pipelines.coding.lexicon import Actor, Lexicon, Sense, slugify
from pipelines.coding.tokens import tokenise

ACTOR_COLUMNS = ("name", "aliases", "kind", "country", "sector", "office", "from", "to", "reviewed", "note")
AGENT_COLUMNS = ("singular", "plural", "sector", "weight", "note")
PLACE_COLUMNS = ("name", "country", "kind", "note")
COUNTRY_COLUMNS = ("code", "names", "adjectives", "people", "capital", "metonyms", "note")

# Codes of states that are gone or that the formats write in their own way, as ISO 3166-1 alpha-3 (Kosovo: XKX). A union
# that fell apart stands for its successor where no republic is named after it.
_OTHER_COUNTRIES = {
    "DDR": "DEU", "GDR": "DEU", "GFR": "DEU", "KSV": "XKX", "XKX": "XKX", "USR": "RUS", "SUN": "RUS", "YUG": "SRB",
    "SCG": "SRB", "FRY": "SRB", "SRP": "BIH", "CSK": "CZE", "ROM": "ROU", "ZAR": "COD", "PAL": "PSE", "TMP": "TLS",
    "FRN": "FRA", "BUR": "MMR", "HVO": "BFA", "ANG": "AGO", "KRJ": "HRV",
}  # fmt: skip
_UNIONS = frozenset(("USR", "SUN", "YUG", "SCG", "CSK", "FRN"))
# Regions of the CAMEO codebook: the country slot stays empty.
_REGIONS = frozenset(
    "AFR ASA BLK CRB CAU CFR CAS CEU EIN EAF EEU EUR LAM MEA MDT NAF NAM NMR PGS SCN SAM SAS SEA SAF WAF WEU WST "
    "ARB INT PAC CAM MDE".split()
)
# International organisations by CAMEO's triple; the short names are those of the project's own dictionary.
_BODIES = {
    "UNO": "UN", "HCR": "UN", "KID": "UN", "HCH": "UN", "FAO": "UN", "WFP": "UN", "WCT": "UN", "EEC": "EU",
    "NAT": "NATO", "IAE": "IAEA", "WBK": "WB", "WHO": "WHO", "IMF": "IMF", "WTO": "WTO", "ILO": "ILO",
    "ASN": "ASEAN", "SAA": "SAARC", "OPC": "OPEC", "OAS": "OAS", "ARL": "LAS", "AFU": "AU", "OAU": "OAU",
    "EBR": "EBRD", "EFT": "EFTA", "EAC": "EAC", "ADB": "ADB", "AFB": "AFDB", "IAD": "IADB", "SAD": "SADC",
    "ICC": "ICC", "ICJ": "ICJ", "CWN": "COMMONWEALTH", "ITP": "INTERPOL", "WAS": "ECOWAS", "WAM": "WAEMU",
    "AMU": "AMU", "OIC": "OIC", "GCC": "GCC", "CIS": "CIS", "COE": "COE", "OSC": "OSCE", "SCO": "SCO",
    "IGD": "IGAD", "CEM": "CEMAC", "CES": "ECCAS", "AIE": "IEA",
}  # fmt: skip
# CAMEO roles as the codebook's sectors; a former elite (ELI) is a private person.
_ROLES = {
    "GOV": "GOV", "MIL": "MIL", "COP": "COP", "SPY": "SPY", "LEG": "LEG", "JUD": "JUD", "PTY": "PTY", "OPP": "PTY",
    "REB": "REB", "UAF": "REB", "SEP": "REB", "INS": "REB", "RAD": "REB", "IMG": "REB", "CVL": "CVL", "ELI": "CVL",
    "REF": "CVL", "PPL": "CVL", "CRM": "CRM", "BUS": "BUS", "MNC": "BUS", "MED": "MED", "NGO": "NGO", "NGM": "NGO",
    "HRI": "NGO", "ENV": "NGO", "DEV": "NGO", "EDU": "SOC", "REL": "SOC", "LAB": "SOC", "AGR": "SOC", "HLH": "SOC",
    "SOC": "SOC", "IGO": "IGO",
}  # fmt: skip
_FAITHS = frozenset(
    "ATH BAH BUD CHR CON CPT CTH DOX FLN HIN HSD JAN JEW JHW LDS MOS MRN MUS NRM PAG PRO SFI SHI SHN SIK SUN TAO "
    "UDX ZRO MAR JHV".split()
)
# Triples that refine a role and change nothing here: moderate, unrecognised, occupied, private, ethnic topic codes.
_NEUTRAL = frozenset("MOD UNR OCC PRI NON SET".split())
_HEADS = frozenset(("IGO", "NGO", "NGM", "MNC", "IMG", "INT"))
# Of a person the noun tells a private person ("teacher"); of a body a social one ("teachers' union").
_PRIVATE_WHEN_PERSON = frozenset(("EDU", "LAB", "AGR", "HLH"))
_KINDS = {"BUS": "company", "NGO": "ngo", "MED": "media", "PTY": "party", "REB": "group", "CRM": "group", "IGO": "igo"}
_BODY_WORDS = frozenset(
    "of for and the on in against to association agency alliance army authority bank board brigade brigades bureau "
    "center centre chamber church club coalition college command commission committee company conference congress "
    "corporation corps council court department faction federation force forces foundation front fund government "
    "group guard hospital inc institute institution initiative international jihad league liberation limited ltd "
    "corp ministry movement national network nuclei office organisation organization parliament party police "
    "program programme project republic school secretariat senate service services society syndicate tribunal trust "
    "union unit units university world".split()
)
_TITLES = frozenset(
    "president prime minister general sheikh sheik sir lord lady king queen prince princess pope ayatollah colonel "
    "senator admiral baron chancellor dr mullah imam marshal secretary-general ambassador captain major".split()
)
_SMALL = frozenset(
    "of for and the on in against to bin ibn al el de da do dos van von der den la le du des di y".split()
)
_COMPANY_ENDINGS = frozenset(("jr", "sr", "inc", "ltd", "corp", "co"))
_STANDING = frozenset("US USA UK UN EU UAE NATO LLC PLC FBI CIA BBC".split())
_ROMAN = re.compile(r"(?=[IVX]{2,})X{0,2}(?:IX|IV|V?I{0,3})")
# Fewer dates than this do not tell when a file was last right.
_DATES_THAT_TELL = 20
_TITLE_ABBREVIATIONS = frozenset("St Dr Mr Ms Jr Sr Lt".split())
_BRACKET = re.compile(r"\[([^\]\[]*)\]")
_MACRO = re.compile(r"!([A-Z0-9_]+)!")
_MACRO_LINE = re.compile(r"^\s*!([A-Za-z0-9_]+)!\s*=\s*(.+)$")
_COMMENT = re.compile(r"#|(?:^|(?<=\s));")
_PLURAL = re.compile(r"\{([^}]*)\}")
# A date may have spaces around its signs; digits of any number are read here and judged by `_day`.
_CODE = re.compile(r"^(?P<code>[A-Za-z0-9~/-]+)\s*(?P<sign>[<>]?)\s*(?P<first>\d+)?(?:\s*-\s*(?P<last>\d+))?$")
# Longer than this is a sentence, not a name.
_MAX_WORDS = 14


# country, sector, since, until, the code in the file, whether a date is doubtful
_Role = tuple[str, str, str, str, str, bool]


class _Refused(ValueError):
    """Why an entry, a form or a role is not taken; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line, or a part of it, that was not taken: line number (from 1), what it says, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Period:
    """A code and the days on which it holds, both inclusive; `since` and `until` as full or partial ISO dates or ''."""

    code: str
    since: str
    until: str
    line: int
    doubtful: bool = False


@dataclass(slots=True)
class Entry:
    """One entry of a file: its forms, the name first, its codes, and agents' own plurals (None: regular)."""

    line: int
    forms: list[tuple[int, str]] = field(default_factory=list)
    codes: list[tuple[int, str]] = field(default_factory=list)
    plural: str | None = None
    no_plural: bool = False


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


# -- reading -----------------------------------------------------------------------------------------------------------


def read_entries(text: str) -> tuple[list[Entry], dict[str, tuple[str, ...]], list[Refusal]]:
    """The entries of a file in order, its macros, and lines that are part of no entry. Total: no text fails."""
    entries: list[Entry] = []
    macros: dict[str, tuple[str, ...]] = {}
    refused: list[Refusal] = []
    current: Entry | None = None
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r").removeprefix("\ufeff")
        cut = _COMMENT.search(line)
        content = line[: cut.start()] if cut else line
        if not content.strip():
            # a blank line ends an entry that has its codes; a comment set in by blanks stands where a name was left out
            if current is not None and ((current.codes and cut is None) or content.startswith(" ")):
                current = None
            continue
        macro = _MACRO_LINE.match(content)
        if macro:
            macros[macro.group(1).upper()] = tuple(w.strip() for w in macro.group(2).split(",") if w.strip())
            continue
        codes = _BRACKET.findall(content)
        rest = _BRACKET.sub("\0", content)
        head, _, tail = rest.partition("\0")
        plurals = _PLURAL.search(head)
        head = _PLURAL.sub(" ", head).strip()
        if any(sign in head + (tail if "[" in tail else "") for sign in "[]{}"):
            refused.append(
                Refusal(number, line.strip()[:120], "a bracket is not closed or not opened; write NAME [CODE]")
            )
            # what follows belongs to the line that was not understood
            current = current if head.startswith("+") else None
            continue
        if head.startswith("+"):
            if current is None:
                refused.append(Refusal(number, line.strip()[:120], "a further form without an entry before it"))
                continue
            # "TAIOAN_ +TAWIAN_" on one line are two forms
            current.forms.extend((number, form) for form in re.split(r"\s+\+", head.removeprefix("+")) if form.strip())
        elif head:
            current = Entry(number, [(number, head)])
            entries.append(current)
            if plurals:
                current.plural = plurals.group(1).strip() or None
                current.no_plural = current.plural is None
        elif current is None:
            refused.extend(Refusal(number, f"[{code}]", "a code without a name before it") for code in codes)
            continue
        if current is not None:
            current.codes.extend((number, code.strip()) for code in codes)
    return entries, macros, refused


def period_of(text: str, line: int = 0) -> Period:
    """`ABCGOV <920101` as a code with its days.

    Raises:
        ValueError: there is no code, or a date is not of six or eight digits, or the end is before the beginning.
    """
    found = _CODE.match(" ".join(text.split()))
    if not found:
        raise _Refused(f"'{text}' is no code with dates: CODE, CODE <D, CODE >D or CODE D-D")
    code, sign, first, last = found.group("code", "sign", "first", "last")
    if code.strip("-") == "" and first is None and not sign:
        return Period("---", "", "", line)
    if first is None and (sign or last):
        raise _Refused(f"'{text}': a date is missing")
    since = until = ""
    doubtful = False
    if first is not None:
        start, start_doubtful = _day(first)
        end, end_doubtful = _day(last) if last else ("", False)
        doubtful = start_doubtful or end_doubtful
        if last:
            since, until = start, end
        elif sign == "<":
            until = (date.fromisoformat(start) - timedelta(days=1)).isoformat() if len(start) == 10 else start
        else:
            # a date without a sign says when something began
            since, doubtful = start, doubtful or not sign
    if since and until and until < since[: len(until)]:
        raise _Refused(f"'{text}' ends before it begins")
    return Period(code.upper(), since, until, line, doubtful)


def _day(digits: str) -> tuple[str, bool]:
    """Six or eight digits as an ISO date; where the day or month is none, as much as is sure, and True."""
    if len(digits) not in (6, 8):
        raise _Refused(f"'{digits}' is no date: six or eight digits are expected")
    if len(digits) == 6:
        # PETRARCH: two-digit years up to 30 are of this century
        digits = ("20" if int(digits[:2]) <= 30 else "19") + digits
    year, month, day = digits[:4], digits[4:6], digits[6:]
    if not int(year) >= 1:
        raise _Refused(f"'{digits}' is no date")
    try:
        return date(int(year), int(month), int(day)).isoformat(), False
    except ValueError:
        return (f"{year}-{month}" if 1 <= int(month) <= 12 else year), True


# -- codes -------------------------------------------------------------------------------------------------------------


@cache
def _countries() -> Mapping[str, str]:
    return {c.alpha_3: c.alpha_3 for c in pycountry.countries} | {
        k: v for k, v in _OTHER_COUNTRIES.items() if k != "SUN"
    }


def actor_code(code: str, *, agent: bool = False, body: bool = True) -> tuple[str, str]:
    """A CAMEO actor code as (country, sector); ("", sector) where no country is told.

    Args:
        code: triples without dates, e.g. `AFGGOVMIL`, `IGOWSTNAT`, `NGOUSAHRI`, `~REB` for an agent.
        agent: the code is an agent's; a portfolio (police, intelligence, courts) is then the agent's own sector.
        body: the name is a body's rather than a person's; teachers are private persons, their union a social body.

    Raises:
        ValueError: a triple that must be a country or a role is neither; the message names it.
    """
    code = code.strip("~ ")
    if "/" in code:
        raise _Refused(f"{code}: two actors in one code")
    # CAMEO's numbers for denominations and peoples (PRO360) refine the triple before them
    triples = re.findall(r"[A-Z]{3}|[A-Z]+|\d+", code)
    if not triples or any(len(t) != 3 and not t.isdigit() for t in triples):
        raise _Refused(f"{code}: a code is made of three letters each")
    triples = [t for t in triples if not t.isdigit()]
    if triples[0] == "IGO":
        return _body_slot(triples[1:], code), "IGO"
    country = ""
    roles: list[str] = []
    for number, triple in enumerate(triples):
        known = triple in _ROLES or triple in _FAITHS or triple in _REGIONS or triple in _NEUTRAL or triple in _HEADS
        union = triple == "SUN" and number == 0 and len(triples) > 1
        if (
            (triple in _countries() or union)
            and triple not in _ROLES
            and not (triple in _FAITHS and not union and number)
        ):
            if not country or triples[number - 1] in _UNIONS or (not roles and number == 1):
                country = _countries().get(triple, "RUS")
        elif triple in _ROLES or triple in _FAITHS:
            roles.append(triple)
        elif not known and number == 0:
            raise _Refused(f"{triple} is no country and no kind of actor that is known")
    if triples == ["SUN"]:
        country, roles = "RUS", []
    return country, _sector(triples[0], roles, agent, body, country, code)


def _body_slot(triples: Sequence[str], code: str) -> str:
    """The short name of an intergovernmental body: a known one, else its own triple, else empty."""
    for triple in reversed(triples):
        if triple in _BODIES:
            return _BODIES[triple]
    unknown = [
        t for t in triples if t not in _REGIONS | _FAITHS | _NEUTRAL and t not in _ROLES and t not in _countries()
    ]
    return unknown[-1] if unknown else ""


def _sector(head: str, roles: list[str], agent: bool, body: bool, country: str, code: str) -> str:
    """The sector that a code's roles tell: the first one, unless a later one says more of who acts."""
    if head in ("NGO", "NGM"):
        return "NGO"
    if head == "MNC":
        return "BUS"
    acting = [r for r in roles if r not in _FAITHS and r not in ("REL",)] or roles
    if head == "IMG":
        return "REB"
    if not acting:
        if country or head in _REGIONS:
            return "GOV"
        raise _Refused(f"{code} tells no role")
    first, later = acting[0], set(acting[1:])
    if first in _FAITHS:
        return "SOC" if body else "CVL"
    refining = [r for r in ("COP", "SPY", "JUD", "LEG") if r in later]
    if (first == "MIL" and refining) or (first == "GOV" and agent and refining):
        return refining[0]
    if first == "GOV" and "LEG" in later:
        return "LEG"
    if first == "GOV" and agent and "PTY" in later:
        return "PTY"
    if first == "OPP" and "MED" in later:
        return "MED"
    if first == "OPP" and later & {"EDU", "LAB", "HLH", "CVL"}:
        return "CVL"
    if first in _PRIVATE_WHEN_PERSON and not body:
        return "CVL"
    return _ROLES[first]


# -- names -------------------------------------------------------------------------------------------------------------


def name_of(form: str, initials: int = 3) -> str:
    """A form as a headline would print it: `MAZAR-I-SHARIF_` as `Mazar-i-Sharif`.

    Words in capitals get a capital and small letters; initials, and forms that are not in capitals, stay as they are.
    What stands in parentheses is left out.

    Args:
        form: the form as the file has it.
        initials: a single word of so many letters or fewer is taken for initials.

    Raises:
        ValueError: nothing is left, a character is damaged, or the form is too long for a name.
    """
    if any((not c.isprintable() and c != "\t") or c == "\ufffd" for c in form):
        raise _Refused("a damaged character; write the name anew")
    plain = re.sub(r"\([^)]*\)?", " ", form.replace("_", " ").replace("\t", " "))
    plain = plain.replace("|", " ").replace("`", "'").replace('"', " ").replace(")", " ")
    plain = " ".join(re.sub(r"\s+,", ",", plain).split()).strip(" ,:;?")
    # a cell that begins with one of these is a formula to a spreadsheet
    plain = plain.lstrip("=+-@*!?.' ")
    if not any(c.isalpha() for c in plain):
        raise _Refused("no name is left without signs")
    parts = plain.split(" ")
    if len(parts) > _MAX_WORDS:
        raise _Refused(f"{len(parts)} words are no name")
    if plain.upper() != plain:
        return plain
    return " ".join(_capitalised(word, n, len(parts), initials) for n, word in enumerate(parts))


def _capitalised(word: str, number: int, count: int, initials: int) -> str:
    letters = word.replace(".", "").replace("'", "")
    if letters.lower() in _COMPANY_ENDINGS:
        return word.capitalize()
    if letters in _STANDING or (_ROMAN.fullmatch(letters) and number):
        return word
    if count == 1 and (len(letters) <= initials or not re.search("[AEIOUY]", letters)):
        return word
    if "." in word and len(letters) <= 3 and word.title().rstrip(".") not in _TITLE_ABBREVIATIONS:
        return word
    if (
        count > 1
        and letters.isascii()
        and letters.isalpha()
        and len(letters) > 1
        and not re.search("[AEIOUY]", letters)
    ):
        return word if word.capitalize().rstrip(".") not in _TITLE_ABBREVIATIONS else word.capitalize()
    low = word.lower()
    if number and low in _SMALL:
        return low
    pieces = re.split(r"([-'/&])", low)
    out = []
    for n, piece in enumerate(pieces):
        # "al-Shabab", "Mazar-i-Sharif", "Lord's", "O'Brien"
        joined = n > 0 and pieces[n - 1]
        small = (
            (joined == "'" and len(piece) <= 2)
            or (joined == "-" and len(piece) == 1)
            or (n == 0 and piece in ("al", "el") and count and number)
        )
        out.append(piece if small else piece[:1].upper() + piece[1:])
    return "".join(out)


def _tame(name: str) -> str:
    """Initials that are an ordinary word, as that word: "DAWN" in capitals would still be found in "Dawn"."""
    return name.capitalize() if len(name) > 3 and name.isupper() and name.lower() in _ordinary() else name


def _initials(form: str) -> str | None:
    """Initials that stand in parentheses after a name: `GROUP_OF_X_(GX)_`."""
    found = re.search(r"\(([A-Z][A-Z0-9.]{1,6})\)", form)
    return found.group(1) if found else None


@cache
def _ordinary() -> frozenset[str]:
    """Words that are no name when they stand alone."""
    lines = Path(__file__).with_name("ordinary_words.txt").read_text("utf-8").splitlines()
    listed = {word for line in lines if not line.startswith("#") for word in line.split()}
    verbs = (Path(__file__).parent / "frames" / "verbs.txt").read_text("utf-8").splitlines()
    listed |= {word for line in verbs if not line.startswith("#") for word in line.split()}
    for value in vars(closed_words).values():
        if isinstance(value, frozenset):
            listed |= {str(word) for word in value if ":" not in str(word)}
    return frozenset(listed)


def _words(form: str) -> tuple[str, ...]:
    return tuple(tokenise(form).low)


# -- joining the dictionary --------------------------------------------------------------------------------------------

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
            except _Refused as error:
                self.out.roles["refused"] += 1
                self.out.refuse(line, f"{entry.forms[0][1]} [{text}]", str(error))
        return found

    def count_names(self, entries: Iterable[Entry]) -> None:
        """How many actors bear each word of a name: of several bearers a surname alone means nobody."""
        for actor in self.lexicon.actors.values():
            self.bearers.update(set(_words(actor.name)))
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
            pairs = [pair for _, form in entry.forms for pair in _agent_forms(form, entry, macros)]
            body = any(word in _BODY_WORDS for word in pairs[0][0].split(" "))
            _, sector = actor_code(chosen.code, agent=True, body=body)
        except _Refused as error:
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
            senses = self.known.get(_words(singular), ())
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
                forms.append((line, form, _tame(name_of(form, short))))
                initials = _initials(form)
                if initials:
                    forms.append((0, form, _tame(initials)))
                inverted = re.fullmatch(r"(.+), (the)", forms[-1][2], re.IGNORECASE)
                if inverted:
                    forms.append((0, form, f"{inverted.group(2).title()} {inverted.group(1)}"))
            except _Refused as error:
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
            (t not in _ROLES and t not in _FAITHS and t not in _HEADS and (t in _countries() or t in _NEUTRAL)) or t ==
            "SUN" for t in triples
        ) and not all(t in _NEUTRAL for t in triples)  # fmt: skip

    def _roles(self, entry: Entry, periods: list[Period], kind: str) -> list[_Role]:
        """(country, sector, since, until, note, doubtful) of each role, one after the other where they meet."""
        found: list[_Role] = []
        for period in periods:
            if period.code == "---":
                self.out.roles["implied"] += 1
                continue
            try:
                country, sector = actor_code(period.code, body=kind != "person")
            except _Refused as error:
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
            words = _words(name)
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
                raise _Refused(f"the dictionary has another actor of this name, of {'/'.join(sorted(theirs))}")
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
        except _Refused as error:
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
            words = _words(name)
            if verdict == "no" or (target is None and not usable):
                if line:
                    self.refuse_form(line, form, reason or "no form of the entry could be taken")
                continue
            if verdict == "known" or words in made.aliases or words == _words(made.name):
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
        words = _words(name)
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
            if words[0] in _ordinary() or len(words[0]) < 2:
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
        except _Refused as error:
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
            except _Refused as error:
                self.refuse_form(line, form, str(error))
                continue
            words = _words(name)
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
                alone = len(words) == 1 and (words[0] in _ordinary() or len(words[0]) < 3 or self.bearers[words[0]] > 1)
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
    except _Refused:
        sectors = []
    words = [w.lower().strip(".,'") for w in names[0].split(" ")]
    body = next((_KINDS[s] for s in sectors if s in _KINDS), "body")
    if heads & {"MNC"}:
        return "company"
    dated = any(p.since or p.until for p in periods)
    titled = words[0] in _TITLES
    organised = (any(w in _BODY_WORDS for w in words) and not titled) or any(c.isdigit() for c in names[0])
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


def _agent_forms(form: str, entry: Entry, macros: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """(singular, plural) of an agent noun in small letters; several where a macro stands in it.

    Raises:
        ValueError: a macro is not defined, or nothing is left.
    """
    form = form.upper()
    # a macro in the midst of a word is the word's own letters: AD!MINIST!RATIVE
    form = re.sub(r"(?<=[A-Z])!([A-Z0-9_]+)!(?=[A-Z])", r"\1", form)
    uses = _MACRO.findall(form)
    unknown = [u for u in uses if u not in macros]
    if unknown:
        raise _Refused(f"!{unknown[0]}! is not defined; write !{unknown[0]}! = WORD, WORD before it is used")
    if not uses:
        singular = _low_name(form)
        plural = _low_name(entry.plural) if entry.plural else "" if entry.no_plural else _plural_of(singular)
        return [(singular, plural if plural != singular else "")]
    if len(set(uses)) > 1:
        raise _Refused("two macros in one noun")
    values = macros[uses[0]]
    texts = {value: _low_name(form.replace(f"!{uses[0]}!", value.upper())) for value in values}
    pairs = []
    done: set[str] = set()
    for value in values:
        if value in done:
            continue
        many = next(
            (v for v in values if v != value and v.lower() in (_plural_of(value.lower()), _irregular(value.lower()))),
            None,
        )
        if any(value.lower() in (_plural_of(v.lower()), _irregular(v.lower())) for v in values if v != value):
            continue
        done.update(filter(None, (value, many)))
        pairs.append((texts[value], texts[many] if many else "" if entry.no_plural else _plural_of(texts[value])))
    return pairs


def _low_name(form: str) -> str:
    return name_of(form).lower()


def _irregular(word: str) -> str:
    return word[:-3] + "men" if word.endswith("man") else {"person": "people", "child": "children"}.get(word, "")


def _plural_of(phrase: str) -> str:
    """The plural of a noun phrase: its head is the word before of, for, in …, else the last."""
    parts = phrase.split(" ")
    head = (
        next((n for n, w in enumerate(parts) if n and w in ("of", "for", "in", "to", "on", "from", "de")), len(parts))
        - 1
    )
    word = parts[head]
    if word.endswith("man"):
        word = word[:-3] + "men"
    elif word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        word = word[:-1] + "ies"
    elif not word[-1].isalpha():
        return ""
    elif word.endswith(("s", "x", "z", "ch", "sh")):
        word = word if word.endswith("s") and not word.endswith("ss") else word + "es"
    else:
        word += "s"
    return " ".join((*parts[:head], word, *parts[head + 1 :]))


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
