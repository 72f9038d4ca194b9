"""English verb forms for the frames: base, -s, past, participle, -ing.

What belongs here: regular inflection and the irregular verbs that frames use. What does not: which verb means what.
"""

_IRREGULAR = """
be was/were been; beat beat beaten; become became become; begin began begun; bid bid bid; bind bound bound;
bring brought brought; break broke broken; build built built; buy bought bought; burn burned/burnt burned/burnt; catch
caught caught;
choose chose chosen; come came come; cut cut cut; deal dealt dealt; do did done; draw drew drawn; drive drove driven;
fall fell fallen; feed fed fed; fight fought fought; find found found; flee fled fled; fly flew flown;
forbid forbade forbidden; forgive forgave forgiven; get got got/gotten; give gave given; go went gone; grow grew grown;
hang hanged/hung hanged/hung; have had had; hear heard heard; hide hid hidden; hit hit hit; hold held held;
keep kept kept; know knew known; lay laid laid; lead led led; leave left left; lend lent lent; let let let;
lose lost lost; make made made; mean meant meant; meet met met; pay paid paid; put put put; quit quit quit;
overthrow overthrew overthrown; read read read; retake retook retaken; ride rode ridden; rise rose risen;
rebuild rebuilt rebuilt; rethink rethought rethought;
run ran run; say said said; see saw seen; seek sought sought; sell sold sold; send sent sent; set set set;
shoot shot shot; show showed shown; shut shut shut; sink sank sunk; sit sat sat; speak spoke spoken; spend spent spent;
stand stood stood; steal stole stolen; stick stuck stuck; strike struck struck; swear swore sworn; take took taken;
tell told told; think thought thought; throw threw thrown; understand understood understood; undertake undertook
undertaken;
undergo underwent undergone; uphold upheld upheld; win won won; withdraw withdrew withdrawn; withhold withheld withheld;
write wrote written; spread spread spread; split split split; slay slew slain; mistake mistook mistaken;
overrun overran overrun; foresee foresaw foreseen; lie lied lied; die died died; tie tied tied; tear tore torn; weave
wove woven; stab stabbed stabbed
"""
IRREGULAR: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    parts[0]: (tuple(parts[1].split("/")), tuple(parts[2].split("/")))
    for entry in _IRREGULAR.replace("\n", " ").split(";")
    if len(parts := entry.split()) == 3
}
# Verbs of more than one syllable whose last consonant doubles, since the stress falls on the last syllable.
_DOUBLING = frozenset(
    "rebut permit admit commit submit refer transfer occur deter defer infer compel repel expel propel rebel patrol "
    "acquit confer concur debar disbar dispel emit excel funnel fulfil handicap omit prefer readmit recur regret remit "
    "channel duel fuel libel panel transmit tunnel unravel worship "
    "control equip abet kidnap cancel counsel quarrel signal travel model label level marshal outwit".split()
)
_VOWELS = "aeiou"


def _doubles(verb: str) -> bool:
    if verb in _DOUBLING:
        return True
    if len(verb) < 3 or verb[-1] in "wxy" or verb[-1] in _VOWELS or verb[-2] not in _VOWELS:
        return False
    return verb[-3] not in _VOWELS and sum(c in _VOWELS for c in verb) == 1


def forms(verb: str) -> dict[str, str]:
    """All forms of a base verb: form → its kinds among "base", "s", "past", "part", "ing" ("past|part" for regular)."""
    result: dict[str, set[str]] = {}

    def add(form: str, kind: str) -> None:
        result.setdefault(form, set()).add(kind)

    if verb == "be":
        return {
            "be": "base",
            "am": "s",
            "is": "s",
            "are": "s",
            "was": "past",
            "were": "past",
            "been": "part",
            "being": "ing",
        }
    add(verb, "base")
    sibilant = verb.endswith(("s", "x", "z", "ch", "sh", "o"))
    consonant_y = verb.endswith("y") and len(verb) > 1 and verb[-2] not in _VOWELS
    add(verb[:-1] + "ies" if consonant_y else verb + ("es" if sibilant else "s"), "s")
    if verb.endswith("ie"):
        add(verb[:-2] + "ying", "ing")
    elif verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")) and verb != "be":
        add(verb[:-1] + "ing", "ing")
    else:
        add((verb + verb[-1] if _doubles(verb) else verb) + "ing", "ing")
    if verb in IRREGULAR:
        past, part = IRREGULAR[verb]
        for form in past:
            add(form, "past")
        for form in part:
            add(form, "part")
    else:
        if verb.endswith("e"):
            regular = verb + "d"
        elif consonant_y:
            regular = verb[:-1] + "ied"
        else:
            regular = (verb + verb[-1] if _doubles(verb) else verb) + "ed"
        for kind in ("past", "part"):
            add(regular, kind)
        if verb.endswith("el") and _doubles(verb):  # British and American spelling: travelled, traveled
            add(verb + "ed", "past")
            add(verb + "ed", "part")
            add(verb + "ing", "ing")
    return {form: "|".join(sorted(kinds)) for form, kinds in result.items()}
