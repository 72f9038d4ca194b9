"""Actor and agent dictionaries in the PETRARCH and TABARI formats.

What belongs here: reading these formats, and what their dates, CAMEO actor codes and names mean in the codebook's
terms. What does not: how an entry joins the dictionary that is there (dictionary_import.py).

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

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pycountry

from pipelines.coding import words as closed_words
from pipelines.coding.tokens import tokenise

# Codes of states that are gone or that the formats write in their own way, as ISO 3166-1 alpha-3 (Kosovo: XKX). A union
# that fell apart stands for its successor where no republic is named after it.
_OTHER_COUNTRIES = {
    "DDR": "DEU", "GDR": "DEU", "GFR": "DEU", "KSV": "XKX", "XKX": "XKX", "USR": "RUS", "SUN": "RUS", "YUG": "SRB",
    "SCG": "SRB", "FRY": "SRB", "SRP": "BIH", "CSK": "CZE", "ROM": "ROU", "ZAR": "COD", "PAL": "PSE", "TMP": "TLS",
    "FRN": "FRA", "BUR": "MMR", "HVO": "BFA", "ANG": "AGO", "KRJ": "HRV",
}  # fmt: skip
_UNIONS = frozenset(("USR", "SUN", "YUG", "SCG", "CSK", "FRN"))
# Regions of the CAMEO codebook: the country slot stays empty.
REGIONS = frozenset(
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
ROLES = {
    "GOV": "GOV", "MIL": "MIL", "COP": "COP", "SPY": "SPY", "LEG": "LEG", "JUD": "JUD", "PTY": "PTY", "OPP": "PTY",
    "REB": "REB", "UAF": "REB", "SEP": "REB", "INS": "REB", "RAD": "REB", "IMG": "REB", "CVL": "CVL", "ELI": "CVL",
    "REF": "CVL", "PPL": "CVL", "CRM": "CRM", "BUS": "BUS", "MNC": "BUS", "MED": "MED", "NGO": "NGO", "NGM": "NGO",
    "HRI": "NGO", "ENV": "NGO", "DEV": "NGO", "EDU": "SOC", "REL": "SOC", "LAB": "SOC", "AGR": "SOC", "HLH": "SOC",
    "SOC": "SOC", "IGO": "IGO",
}  # fmt: skip
FAITHS = frozenset(
    "ATH BAH BUD CHR CON CPT CTH DOX FLN HIN HSD JAN JEW JHW LDS MOS MRN MUS NRM PAG PRO SFI SHI SHN SIK SUN TAO "
    "UDX ZRO MAR JHV".split()
)
# Triples that refine a role and change nothing here: moderate, unrecognised, occupied, private, ethnic topic codes.
NEUTRAL = frozenset("MOD UNR OCC PRI NON SET".split())
HEADS = frozenset(("IGO", "NGO", "NGM", "MNC", "IMG", "INT"))
# Of a person the noun tells a private person ("teacher"); of a body a social one ("teachers' union").
_PRIVATE_WHEN_PERSON = frozenset(("EDU", "LAB", "AGR", "HLH"))
BODY_WORDS = frozenset(
    "of for and the on in against to association agency alliance army authority bank board brigade brigades bureau "
    "center centre chamber church club coalition college command commission committee company conference congress "
    "corporation corps council court department faction federation force forces foundation front fund government "
    "group guard hospital inc institute institution initiative international jihad league liberation limited ltd "
    "corp ministry movement national network nuclei office organisation organization parliament party police "
    "program programme project republic school secretariat senate service services society syndicate tribunal trust "
    "union unit units university world".split()
)
_SMALL = frozenset(
    "of for and the on in against to bin ibn al el de da do dos van von der den la le du des di y".split()
)
_COMPANY_ENDINGS = frozenset(("jr", "sr", "inc", "ltd", "corp", "co"))
_STANDING = frozenset("US USA UK UN EU UAE NATO LLC PLC FBI CIA BBC".split())
_ROMAN = re.compile(r"(?=[IVX]{2,})X{0,2}(?:IX|IV|V?I{0,3})")
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


class Refused(ValueError):
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
        raise Refused(f"'{text}' is no code with dates: CODE, CODE <D, CODE >D or CODE D-D")
    code, sign, first, last = found.group("code", "sign", "first", "last")
    if code.strip("-") == "" and first is None and not sign:
        return Period("---", "", "", line)
    if first is None and (sign or last):
        raise Refused(f"'{text}': a date is missing")
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
        raise Refused(f"'{text}' ends before it begins")
    return Period(code.upper(), since, until, line, doubtful)


def _day(digits: str) -> tuple[str, bool]:
    """Six or eight digits as an ISO date; where the day or month is none, as much as is sure, and True."""
    if len(digits) not in (6, 8):
        raise Refused(f"'{digits}' is no date: six or eight digits are expected")
    if len(digits) == 6:
        # PETRARCH: two-digit years up to 30 are of this century
        digits = ("20" if int(digits[:2]) <= 30 else "19") + digits
    year, month, day = digits[:4], digits[4:6], digits[6:]
    if not int(year) >= 1:
        raise Refused(f"'{digits}' is no date")
    try:
        return date(int(year), int(month), int(day)).isoformat(), False
    except ValueError:
        return (f"{year}-{month}" if 1 <= int(month) <= 12 else year), True


# -- codes -------------------------------------------------------------------------------------------------------------


@cache
def country_codes() -> Mapping[str, str]:
    """Triples that mean a country, as ISO 3166-1 alpha-3."""
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
        raise Refused(f"{code}: two actors in one code")
    # CAMEO's numbers for denominations and peoples (PRO360) refine the triple before them
    triples = re.findall(r"[A-Z]{3}|[A-Z]+|\d+", code)
    if not triples or any(len(t) != 3 and not t.isdigit() for t in triples):
        raise Refused(f"{code}: a code is made of three letters each")
    triples = [t for t in triples if not t.isdigit()]
    if triples[0] == "IGO":
        return _body_slot(triples[1:], code), "IGO"
    country = ""
    roles: list[str] = []
    for number, triple in enumerate(triples):
        known = triple in ROLES or triple in FAITHS or triple in REGIONS or triple in NEUTRAL or triple in HEADS
        union = triple == "SUN" and number == 0 and len(triples) > 1
        if (
            (triple in country_codes() or union)
            and triple not in ROLES
            and not (triple in FAITHS and not union and number)
        ):
            if not country or triples[number - 1] in _UNIONS or (not roles and number == 1):
                country = country_codes().get(triple, "RUS")
        elif triple in ROLES or triple in FAITHS:
            roles.append(triple)
        elif not known and number == 0:
            raise Refused(f"{triple} is no country and no kind of actor that is known")
    if triples == ["SUN"]:
        country, roles = "RUS", []
    return country, _sector(triples[0], roles, agent, body, country, code)


def _body_slot(triples: Sequence[str], code: str) -> str:
    """The short name of an intergovernmental body: a known one, else its own triple, else empty."""
    for triple in reversed(triples):
        if triple in _BODIES:
            return _BODIES[triple]
    unknown = [
        t for t in triples if t not in REGIONS | FAITHS | NEUTRAL and t not in ROLES and t not in country_codes()
    ]
    return unknown[-1] if unknown else ""


def _sector(head: str, roles: list[str], agent: bool, body: bool, country: str, code: str) -> str:
    """The sector that a code's roles tell: the first one, unless a later one says more of who acts."""
    if head in ("NGO", "NGM"):
        return "NGO"
    if head == "MNC":
        return "BUS"
    acting = [r for r in roles if r not in FAITHS and r not in ("REL",)] or roles
    if head == "IMG":
        return "REB"
    if not acting:
        if country or head in REGIONS:
            return "GOV"
        raise Refused(f"{code} tells no role")
    first, later = acting[0], set(acting[1:])
    if first in FAITHS:
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
    return ROLES[first]


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
        raise Refused("a damaged character; write the name anew")
    plain = re.sub(r"\([^)]*\)?", " ", form.replace("_", " ").replace("\t", " "))
    plain = plain.replace("|", " ").replace("`", "'").replace('"', " ").replace(")", " ")
    plain = " ".join(re.sub(r"\s+,", ",", plain).split()).strip(" ,:;?")
    # a cell that begins with one of these is a formula to a spreadsheet
    plain = plain.lstrip("=+-@*!?.' ")
    if not any(c.isalpha() for c in plain):
        raise Refused("no name is left without signs")
    parts = plain.split(" ")
    if len(parts) > _MAX_WORDS:
        raise Refused(f"{len(parts)} words are no name")
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


def tame(name: str) -> str:
    """Initials that are an ordinary word, as that word: "DAWN" in capitals would still be found in "Dawn"."""
    return name.capitalize() if len(name) > 3 and name.isupper() and name.lower() in ordinary_words() else name


def initials_of(form: str) -> str | None:
    """Initials that stand in parentheses after a name: `GROUP_OF_X_(GX)_`."""
    found = re.search(r"\(([A-Z][A-Z0-9.]{1,6})\)", form)
    return found.group(1) if found else None


@cache
def ordinary_words() -> frozenset[str]:
    """Words that are no name when they stand alone."""
    lines = Path(__file__).with_name("ordinary_words.txt").read_text("utf-8").splitlines()
    listed = {word for line in lines if not line.startswith("#") for word in line.split()}
    verbs = (Path(__file__).parent / "frames" / "verbs.txt").read_text("utf-8").splitlines()
    listed |= {word for line in verbs if not line.startswith("#") for word in line.split()}
    for value in vars(closed_words).values():
        if isinstance(value, frozenset):
            listed |= {str(word) for word in value if ":" not in str(word)}
    return frozenset(listed)


def words_of(form: str) -> tuple[str, ...]:
    """A form as the matcher sees it: folded words."""
    return tuple(tokenise(form).low)


def agent_forms(form: str, entry: Entry, macros: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
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
        raise Refused(f"!{unknown[0]}! is not defined; write !{unknown[0]}! = WORD, WORD before it is used")
    if not uses:
        singular = _low_name(form)
        plural = _low_name(entry.plural) if entry.plural else "" if entry.no_plural else _plural_of(singular)
        return [(singular, plural if plural != singular else "")]
    if len(set(uses)) > 1:
        raise Refused("two macros in one noun")
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
