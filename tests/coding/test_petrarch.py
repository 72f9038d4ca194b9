"""Dictionaries in the PETRARCH and TABARI formats: what is read, what it becomes, and that nothing is lost unseen."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.coding.dictionary_import import Imported, csv_text, import_dictionary
from pipelines.coding.lexicon import Lexicon, load_lexicon
from pipelines.coding.petrarch import actor_code, name_of, period_of, read_entries

TODAY = date(2026, 6, 1)
DICTIONARY = {
    "countries.csv": (
        "code,names,adjectives,people,capital,metonyms,note\n"
        "NOR,Norway|Kingdom of Norway,Norwegian,Norwegians,Oslo,,\n"
        "CHL,Chile,Chilean,Chileans,Santiago,La Moneda,\n"
    ),
    "agents.csv": "singular,plural,sector,weight,note\nsoldier,soldiers,MIL,strong,\nfarmer,farmers,CVL,strong,\n",
    "offices.csv": "phrase,sector,rank,note\nminister,GOV,state,\n",
    "places.csv": "name,country,kind,note\nBergen,NOR,city,\n",
    "not_actors.csv": "phrase,note\nnorway spruce,tree\n",
    "actors-own.csv": (
        "name,aliases,kind,country,sector,office,from,to,reviewed,note\n"
        "Ingrid Solvang,Solvang,person,NOR,GOV,Prime Minister,2005-03-01,2009-02-28,2026-05,\n"
        "Polar Forum,,igo,POLF,IGO,,,,2026-05,\n"
        "Harbour League,HL,group,CHL,REB,,,,2026-05,\n"
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("dictionaries")
    for name, text in DICTIONARY.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def lexicon(folder: Path) -> Lexicon:
    return load_lexicon([folder])


@pytest.fixture
def take(lexicon: Lexicon):
    def run(text: str, until: date | None = None) -> Imported:
        return import_dictionary(text, lexicon, source="sample.txt", today=TODAY, until=until)

    return run


def roles(made: Imported, name: str) -> list[tuple[str, str, str, str]]:
    return [(r["country"], r["sector"], r["from"], r["to"]) for r in made.files.get("actors", []) if r["name"] == name]


def row(made: Imported, name: str, kind: str = "actors") -> dict[str, str]:
    return next(r for r in made.files[kind] if r["name"] == name)


def balanced(made: Imported) -> bool:
    counts = (made.entries, made.forms, made.roles)
    return all(found["read"] == sum(n for what, n in found.items() if what != "read") for found in counts)


# -- dates


@pytest.mark.parametrize(
    ("text", "code", "since", "until"),
    [
        ("NOR", "NOR", "", ""),
        ("NORGOV 19920101-20010131", "NORGOV", "1992-01-01", "2001-01-31"),
        ("NORGOV 920101-010131", "NORGOV", "1992-01-01", "2001-01-31"),
        ("NORGOV >20030506", "NORGOV", "2003-05-06", ""),
        ("NORGOV > 030506", "NORGOV", "2003-05-06", ""),
        ("NORGOV <920101", "NORGOV", "", "1991-12-31"),
        ("~GOV <20030101", "~GOV", "", "2002-12-31"),
        ("NORGOV 19350101-620304", "NORGOV", "1935-01-01", "1962-03-04"),
        ("---", "---", "", ""),
    ],
)
def test_a_code_and_its_days_are_read(text: str, code: str, since: str, until: str) -> None:
    period = period_of(text)
    assert (period.code, period.since, period.until) == (code, since, until)


def test_two_digit_years_turn_at_thirty() -> None:
    assert period_of("NOR >300101").since == "2030-01-01"
    assert period_of("NOR >310101").since == "1931-01-01"


def test_a_day_that_no_month_has_is_kept_as_its_month_and_marked_doubtful() -> None:
    period = period_of("NORGOV >19990231")
    assert (period.since, period.doubtful) == ("1999-02", True)


@pytest.mark.parametrize(
    "text", ["NORGOV 1992-1995", "NORGOV >9008223", "NORGOV 20050101-20040101", "NORGOV <", "NOR GOV", ""]
)
def test_a_date_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        period_of(text)


@given(st.dates(date(1800, 1, 1), date(2100, 1, 1)), st.integers(0, 9000))
def test_a_range_of_full_dates_is_read_as_it_stands(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    period = period_of(f"CHLGOV {start:%Y%m%d}-{end:%Y%m%d}")
    assert (period.since, period.until) == (start.isoformat(), end.isoformat())


# -- codes


@pytest.mark.parametrize(
    ("code", "country", "sector"),
    [
        ("NOR", "NOR", "GOV"),
        ("NORGOV", "NOR", "GOV"),
        ("NORGOVMIL", "NOR", "GOV"),
        ("NORMIL", "NOR", "MIL"),
        ("NORMILSPY", "NOR", "SPY"),
        ("NOROPP", "NOR", "PTY"),
        ("NOROPPMED", "NOR", "MED"),
        ("NORUAF", "NOR", "REB"),
        ("NORSEP", "NOR", "REB"),
        ("NORRAD", "NOR", "REB"),
        ("NORELI", "NOR", "CVL"),
        ("NORGOVLEG", "NOR", "LEG"),
        ("NORREL", "NOR", "SOC"),
        ("KSVGOV", "XKX", "GOV"),
        ("SUNRUSLEG", "RUS", "LEG"),
        ("USRARM", "ARM", "GOV"),
        ("GBRFLK", "FLK", "GOV"),
        ("IGOUNO", "UN", "IGO"),
        ("IGOWSTNAT", "NATO", "IGO"),
        ("IGOUNOHLHWHO", "WHO", "IGO"),
        ("IGOXYZ", "XYZ", "IGO"),
        ("IGOEUR", "", "IGO"),
        ("NGONORHRI", "NOR", "NGO"),
        ("MNCCHLMED", "CHL", "BUS"),
        ("IMGMUSABC", "", "REB"),
        ("WEUREB", "", "REB"),
        ("CHRPRO214", "", "SOC"),
    ],
)
def test_cameo_codes_become_country_and_sector(code: str, country: str, sector: str) -> None:
    assert actor_code(code) == (country, sector)


def test_an_agents_portfolio_is_its_own_sector_and_a_ministers_is_not() -> None:
    assert actor_code("~GOVJUD", agent=True) == ("", "JUD")
    assert actor_code("NORGOVJUD") == ("NOR", "GOV")


def test_a_teacher_is_a_private_person_and_a_teachers_union_is_not() -> None:
    assert actor_code("~EDU", agent=True, body=False)[1] == "CVL"
    assert actor_code("~EDU", agent=True, body=True)[1] == "SOC"


@pytest.mark.parametrize("code", ["QQQGOV", "NORGO", "NOR/CHL", ""])
def test_a_code_that_means_nothing_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        actor_code(code)


# -- names


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("PIA_BRANDVOLD_", "Pia Brandvold"),
        ("O'SHEA-LINDE", "O'Shea-Linde"),
        ("RAS-I-KHARG_", "Ras-i-Kharg"),
        ("FRONT_OF_THE_SEA_(FOTS)_", "Front of the Sea"),
        ("JAN_VAN_DER_MOLEN_", "Jan van der Molen"),
        ("OLAV_VIII_", "Olav VIII"),
        ("US_COAST_TRUST", "US Coast Trust"),
        ("T.R._NYGAARD", "T.R. Nygaard"),
        ("FJORD_SHIPPING,_LTD._", "Fjord Shipping, Ltd."),
        ("Norse leader Pia Brandvold", "Norse leader Pia Brandvold"),
        ("FTS_", "FTS"),
        ("=cmd|x", "cmd x"),
    ],
)
def test_a_form_is_written_as_a_headline_would_print_it(form: str, name: str) -> None:
    assert name_of(form) == name


@pytest.mark.parametrize("form", ["___", "(ABC)", "PI\ufffdA", "PI\x1aA", "_".join(["WORD"] * 30)])
def test_a_form_that_is_no_name_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        name_of(form)


# -- reading


def test_codes_may_stand_behind_the_name_or_below_it() -> None:
    text = (
        "# head\nPIA_BRANDVOLD_ [NORGOV] ; note\n+P._BRANDVOLD_\n\n"
        "TOR_LIE_  # x\n\t[NORMIL <990101] [NORELI]\n\t#[NORGOV]\n"
    )
    entries, _, refused = read_entries(text)
    assert [(e.line, [f for _, f in e.forms], [c for _, c in e.codes]) for e in entries] == [
        (2, ["PIA_BRANDVOLD_", "P._BRANDVOLD_"], ["NORGOV"]),
        (5, ["TOR_LIE_"], ["NORMIL <990101", "NORELI"]),
    ]
    assert refused == []


def test_two_spellings_on_one_line_are_two_forms() -> None:
    entries, _, _ = read_entries("PIA_ [NOR]\n+PIAA_ +PIAAA_\n")
    assert [form for _, form in entries[0].forms] == ["PIA_", "PIAA_", "PIAAA_"]


def test_the_codes_of_an_entry_whose_name_was_left_out_go_to_nobody(take) -> None:
    made = take("PIA_BRANDVOLD_\n\t[NORGOV >060309]\n  # name lost\n\t[NORMIL >010101]\n+PIA_ELSE_\n")
    assert roles(made, "Pia Brandvold") == [("NOR", "GOV", "2006-03-09", "")]
    assert [(r.line, "without" in r.reason) for r in made.refusals] == [(4, True), (5, True)]


def test_an_open_bracket_is_refused_with_its_line(take) -> None:
    made = take("SHIP_WARDEN [~COP}\nSHIP_OWNER [~BUS]\n")
    assert [(r.line, r.text) for r in made.refusals] == [(1, "SHIP_WARDEN [~COP}")]
    assert [r["singular"] for r in made.files["agents"]] == ["ship owner"]


def test_an_entry_without_a_code_is_refused(take) -> None:
    made = take("PIA_BRANDVOLD_\nTOR_LIE_ [NORGOV]\n")
    assert [(r.line, r.reason.split(":")[0]) for r in made.refusals] == [(1, "no code")]
    assert made.entries["refused"] == 1


# -- actors


def test_a_person_gets_one_row_a_role_and_his_other_spellings(take) -> None:
    made = take(
        "PIA_BRANDVOLD_\n+PIA_K._BRANDVOLD_\n+P._BRANDVOLD_\n\t[NORGOV 19990101-20011231]\n"
        "\t[NORLEG 20020101-20051231]\n\t[NORELI]\n"
    )
    assert roles(made, "Pia Brandvold") == [
        ("NOR", "GOV", "1999-01-01", "2001-12-31"),
        ("NOR", "LEG", "2002-01-01", "2005-12-31"),
    ]
    assert row(made, "Pia Brandvold")["aliases"] == "Pia K. Brandvold|P. Brandvold"
    assert row(made, "Pia Brandvold")["kind"] == "person"
    # the former elite is a private person out of office anyway
    assert made.roles["implied"] == 1


def test_roles_of_one_sector_that_follow_each_other_are_one(take) -> None:
    made = take("TOR_LIE_\n\t[NORGOV 990101-991231]\n\t[NORGOVMIL 000101-010630]\n\t[NORGOV 030101-030630]\n")
    assert roles(made, "Tor Lie") == [
        ("NOR", "GOV", "1999-01-01", "2001-06-30"),
        ("NOR", "GOV", "2003-01-01", "2003-06-30"),
    ]
    assert made.roles["joined"] == 1


def test_a_code_without_dates_holds_on_the_days_that_the_others_leave(take) -> None:
    made = take("TOR_LIE_\n\t[NORGOV 20000101-20001231]\n\t[NOROPP]\n")
    assert sorted(roles(made, "Tor Lie")) == [
        ("NOR", "GOV", "2000-01-01", "2000-12-31"),
        ("NOR", "PTY", "", "1999-12-31"),
        ("NOR", "PTY", "2001-01-01", ""),
    ]


def test_open_roles_can_be_ended(take) -> None:
    made = take("TOR_LIE_ [NORGOV >20100101]\n", until=date(2015, 6, 30))
    assert roles(made, "Tor Lie") == [("NOR", "GOV", "2010-01-01", "2015-06-30")]


def test_roles_that_stay_open_are_told(take) -> None:
    assert any("have no end" in note for note in take("TOR_LIE_ [NORGOV >20100101]\n").notes)


def test_the_dictionarys_own_roles_hold_and_new_spellings_and_earlier_offices_are_added(take) -> None:
    made = take("INGRID_SOLVANG_\n+INGRID_M._SOLVANG_\n\t[NORGOV >20050301]\n\t[NORLEG 19970101-20010101]\n")
    assert roles(made, "Ingrid Solvang") == [("NOR", "LEG", "1997-01-01", "2001-01-01")]
    assert row(made, "Ingrid Solvang")["aliases"] == "Ingrid M. Solvang"
    assert (made.entries["merged"], made.roles["known"], made.roles["taken"]) == (1, 1, 1)


def test_spellings_alone_say_the_dictionarys_role_again(take, folder: Path, tmp_path: Path) -> None:
    made = take("INGRID_SOLVANG_ [NORGOV >20050301]\n+INGRID_SOLWANG_\n")
    (tmp_path / "actors-import.csv").write_text(csv_text("actors", made.files["actors"]), encoding="utf-8")
    actor = load_lexicon([folder, tmp_path]).actors["ingrid-solvang"]
    assert actor.role_on(date(2007, 1, 1)).code == "NOR.GOV"
    assert actor.role_on(date(2012, 1, 1)).code == "NOR.CVL"


def test_a_namesake_of_another_country_is_refused(take) -> None:
    made = take("INGRID_SOLVANG_ [CHLGOV 20010101-20020101]\n")
    assert "actors" not in made.files
    assert "another actor of this name" in made.refusals[0].reason


def test_a_leader_that_the_dictionary_knows_is_no_alias_of_his_group(take) -> None:
    made = take("FJORD_LIBERATION_FRONT [NORREB]\n+INGRID_SOLVANG_\n+FJORD_FIGHTERS_OF_NORWAY\n")
    assert row(made, "Fjord Liberation Front")["aliases"] == "Fjord Fighters of Norway"
    assert [r.text for r in made.refusals] == ["INGRID_SOLVANG_"]


def test_an_entry_that_shares_a_full_name_and_a_country_is_the_same_actor(take) -> None:
    made = take("SEA_FRONT_OF_CHILE [CHLREB]\n+HARBOUR_LEAGUE_\n")
    assert row(made, "Harbour League")["aliases"] == "Sea Front of Chile"


def test_single_ordinary_words_and_shared_surnames_need_context(take) -> None:
    made = take(
        "PIA_BRANDVOLD_ [NORGOV >010101]\n+BRANDVOLD_\n+HOPE_\n\nPER_BRANDVOLD_ [NORMIL >010101]\n\n"
        "TOR_LIEWEN_ [NORGOV >010101]\n+LIEWEN_\n"
    )
    assert row(made, "Pia Brandvold")["aliases"] == "?Brandvold|?Hope"
    assert row(made, "Tor Liewen")["aliases"] == "Liewen"
    assert made.forms["marked ?"] == 2


def test_an_actor_whose_only_name_is_an_ordinary_word_is_named_by_its_kind(take) -> None:
    made = take("TARGET_ [MNCCHL]\n")
    assert (row(made, "Target (company)")["aliases"], row(made, "Target (company)")["sector"]) == ("?Target", "BUS")


def test_initials_in_parentheses_are_a_name_of_their_own(take) -> None:
    made = take("SEA_FRONT_OF_CHILE_(SFC)_ [CHLREB]\n")
    assert row(made, "Sea Front of Chile")["aliases"] == "SFC"


def test_a_null_code_is_nobodys(take) -> None:
    assert "null code" in take("NORDIC_SEA_ [---]\n").refusals[0].reason


def test_kinds_follow_code_name_and_dates(take) -> None:
    made = take(
        "PER_HOLM_ [NORGOV 010101-020101]\n\nNORSE_HARBOUR_AUTHORITY [NORGOV]\n\nSVALA_SHIPPING [MNCNOR]\n\n"
        "HELP_THE_FJORDS [NGONOR]\n\n"
        "FJORD_LIBERATION_FRONT [NORREB]\n\nUNION_OF_POLAR_STATES [IGOPOL]\n\nFISHERS_PARTY [NORPTY]\n"
    )
    kinds = {r["name"]: r["kind"] for r in made.files["actors"]}
    assert kinds == {
        "Per Holm": "person", "Norse Harbour Authority": "body", "Svala Shipping": "company", "Help the Fjords": "ngo",
        "Fjord Liberation Front": "group", "Union of Polar States": "igo", "Fishers Party": "party",
    }  # fmt: skip


# -- countries and places


def test_names_of_a_country_and_its_places_go_to_their_files(take) -> None:
    made = take("NORWAY_ [NOR]\n+NORWEY_\n+OSLO_\n+TROMSOYA_\n+CHILE_\n+HOPE_\n")
    assert made.files["countries"] == [
        {
            "code": "NOR",
            "names": "Norway|Norwey",
            "adjectives": "",
            "people": "",
            "capital": "",
            "metonyms": "",
            "note": "sample.txt",
        }
    ]
    assert [(r["name"], r["country"]) for r in made.files["places"]] == [("?Hope", "NOR"), ("Tromsoya", "NOR")]
    assert [r.reason for r in made.refusals] == ["the dictionary has it as a country of CHL"]
    assert made.forms["known"] == 2


def test_a_place_that_changed_hands_is_its_last_owners(take) -> None:
    made = take("FROSTHAVN\n\t[CHL <19990101]\n\t[NOR >19990101]\n")
    assert [(r["name"], r["country"]) for r in made.files["places"]] == [("Frosthavn", "NOR")]
    assert made.roles["refused"] == 1


# -- agents


def test_agents_get_a_plural_their_own_or_none(take) -> None:
    made = take(
        "SHIP_OWNER [~BUS]\nCHAMBER_OF_SHIPS [~BUS]\nSEA_WOLF {SEA_WOLVES} [~CRM]\nNAVAL_STAFF {} [~MIL]\n"
        "COAST_GUARDSMAN [~MIL]\n"
    )
    assert {r["singular"]: (r["plural"], r["sector"]) for r in made.files["agents"]} == {
        "ship owner": ("ship owners", "BUS"),
        "chamber of ships": ("chambers of ships", "BUS"),
        "sea wolf": ("sea wolves", "CRM"),
        "naval staff": ("", "MIL"),
        "coast guardsman": ("coast guardsmen", "MIL"),
    }


def test_macros_are_written_out_with_their_plurals(take) -> None:
    made = take(
        "!FOLK! = MAN, MEN, WOMAN, WOMEN\n!OFFICE! = WARDEN, WARDENS, WARDENRY, WARDENRIES\nWHALER!FOLK! [~LAB]\n"
        "!OFFICE! OF_FJORDS [~GOV]\n"
    )
    assert [(r["singular"], r["plural"]) for r in made.files["agents"]] == [
        ("warden of fjords", "wardens of fjords"),
        ("wardenry of fjords", "wardenries of fjords"),
        ("whalerman", "whalermen"),
        ("whalerwoman", "whalerwomen"),
    ]


def test_a_macro_within_a_word_is_the_words_own_letters(take) -> None:
    made = take("!MINIST! = MINISTER, MINISTERS\nAD!MINIST!RATIVE_CLERK [~GOV]\n")
    assert [r["singular"] for r in made.files["agents"]] == ["administrative clerk"]


def test_an_undefined_macro_is_refused(take) -> None:
    assert "!FOLK! is not defined" in take("WHALER!FOLK! [~LAB]\n").refusals[0].reason


def test_an_agent_of_the_dictionary_stays_as_it_is_and_a_difference_is_told(take) -> None:
    made = take("SOLDIER [~MIL]\nFARMER [~AGR]\nFARMER [~REB]\n")
    assert made.files == {}
    assert made.entries["merged"] == 3
    assert any("'farmer' stays CVL (REB in the file)" in note for note in made.notes)


def test_a_dated_agent_is_taken_for_every_day_and_told(take) -> None:
    made = take("ROYAL_RIDER [~GOV <20030101]\n")
    assert [r["sector"] for r in made.files["agents"]] == ["GOV"]
    assert any("without its dates" in note for note in made.notes)


# -- the whole


SAMPLE = """\
# invented
!FOLK! = MAN, MEN
NORWAY_ [NOR]
+NORVEGIA_
+FROSTHAVN_
PIA_BRANDVOLD_  # c
+BRANDVOLD_
\t[NORGOV 19990101-20011231]
\t[NORGOV >20020101]
\t[NORELI]
SEA_FRONT_(SF)_ [QQQREB]
FERRY!FOLK! [~LAB]
INGRID_SOLVANG_ [NORGOV >20050301]
TOR_LIE_ [NORGOV 1999]
"""


def test_every_entry_form_and_role_is_counted_once(take) -> None:
    made = take(SAMPLE)
    assert (made.entries["read"], made.forms["read"], made.roles["read"]) == (6, 9, 8)
    assert balanced(made)


def test_the_files_load_and_the_roles_hold_on_their_days(take, folder: Path, tmp_path: Path) -> None:
    made = take(SAMPLE)
    names = {"actors": "actors-import", "agents": "agents", "places": "places", "countries": "countries"}
    for kind, rows in made.files.items():
        (tmp_path / f"{names[kind]}.csv").write_text(csv_text(kind, rows), encoding="utf-8")
    lexicon = load_lexicon([folder, tmp_path])
    pia = lexicon.actors["pia-brandvold"]
    codes = [pia.role_on(day).code for day in (date(1990, 1, 1), date(2000, 1, 1), date(2010, 1, 1))]
    assert codes == ["NOR.CVL", "NOR.GOV", "NOR.GOV"]
    assert lexicon.country_names["NOR"] == "Norway"
    phrases = {" ".join(words): senses for bucket in lexicon.phrases.values() for words, senses in bucket}
    assert phrases["norvegia"][0].country == "NOR"
    assert phrases["frosthavn"][0].kind == "place"
    assert phrases["ferryman"][0].kind == "agent"


def test_rows_say_which_line_or_code_they_come_from(take) -> None:
    assert row(take(SAMPLE), "Pia Brandvold")["note"] == "sample.txt: NORGOV"


def test_reviewed_is_the_latest_day_of_a_file_with_many(take) -> None:
    many = "\n".join(f"ANNA_SKOG{chr(65 + n)}_ [NORGOV 200{n % 10}0101-200{n % 10}1231]\n" for n in range(20))
    assert {r["reviewed"] for r in take(many).files["actors"]} == {"2009-12"}
    assert {r["reviewed"] for r in take(SAMPLE).files["actors"]} == {""}


_PIECES = st.sampled_from(
    [
        *(
            "PIA_BRANDVOLD_",
            "NORWAY",
            "HOPE",
            "(ABC)",
            "[NORGOV",
            "[~MIL]",
            "[NOR]",
            "[IGOUNO]",
            "[MNCNOR >010101]",
            "[---]",
        ),
        *("20010101", "010101", "19990231", "!X!", "\n\n", *"+] \t\n#;{}=<>-()|\"'\x1a\ufffdé_,"),
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=60).map("".join)))
def test_no_text_fails_and_nothing_is_lost_unseen(lexicon: Lexicon, text: str) -> None:
    made = import_dictionary(text, lexicon, source="sample.txt", today=TODAY)
    assert balanced(made)
    for kind, rows in made.files.items():
        read = list(csv.DictReader(io.StringIO(csv_text(kind, rows), newline="")))
        assert read == rows
        first = {"actors": "name", "agents": "singular", "places": "name", "countries": "code"}[kind]
        assert not any(r[first][0] in "=+-@\t\r" for r in rows)


@given(
    st.lists(
        st.tuples(st.integers(1, 900), st.integers(0, 900), st.sampled_from(["GOV", "MIL", "LEG"])),
        min_size=1,
        max_size=5,
    )
)
def test_on_every_day_the_role_is_the_one_that_the_format_names(
    lexicon: Lexicon, folder: Path, tmp_path_factory: pytest.TempPathFactory, periods: list[tuple[int, int, str]]
) -> None:
    day = date(1995, 1, 1)
    lines, spans = ["PIA_BRANDVOLD_"], []
    for gap, length, role in periods:
        start = day + timedelta(days=gap)
        day = start + timedelta(days=length)
        spans.append((start, day, role))
        lines.append(f"\t[NOR{role} {start:%Y%m%d}-{day:%Y%m%d}]")
    lines.append("\t[NOROPP]")
    made = import_dictionary("\n".join(lines), lexicon, source="sample.txt", today=TODAY)
    place = tmp_path_factory.mktemp("overlay")
    (place / "actors-import.csv").write_text(csv_text("actors", made.files["actors"]), encoding="utf-8")
    pia = load_lexicon([folder, place]).actors["pia-brandvold"]
    for start, end, role in spans:
        assert {pia.role_on(d).code for d in (start, end)} == {f"NOR.{role}"}
        before = start - timedelta(days=1)
        if not any(a <= before <= b for a, b, _ in spans):
            assert pia.role_on(before).code == "NOR.PTY"
    assert pia.role_on(day + timedelta(days=1)).code == "NOR.PTY"
