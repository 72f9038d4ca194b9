"""The subjects of the IPTC: what the codes mean by which agencies tell of what kind a story is.

What belongs here: the top of the IPTC's subject codes and media topics, and the letters of desks. What does
not: where a format writes them (readers/).
"""

import re

# The seventeen subjects at the top of the IPTC's Subject NewsCodes, whose first two digits all below them share; the
# Media Topics kept their numbers: https://www.iptc.org/std/NewsCodes/treeview/mediatopic/mediatopic-en-GB.html
_SUBJECTS = {
    "01": "arts, culture and entertainment",
    "02": "crime, law and justice",
    "03": "disaster and accident",
    "04": "economy, business and finance",
    "05": "education",
    "06": "environment",
    "07": "health",
    "08": "human interest",
    "09": "labour",
    "10": "lifestyle and leisure",
    "11": "politics",
    "12": "religion",
    "13": "science and technology",
    "14": "society",
    "15": "sport",
    "16": "conflict, war and peace",
    "17": "weather",
}
# The letters that ANPA 84-2, and the Associated Press after it, give to stories; the desks of dpa and its kin.
_DESKS = {
    "a": "domestic",
    "e": "entertainment",
    "f": "business",
    "i": "international",
    "l": "lifestyle",
    "p": "politics",
    "s": "sport",
    "w": "Washington",
    "ku": "Kultur",
    "pl": "Politik",
    "sp": "Sport",
    "vm": "Vermischtes",
    "wi": "Wirtschaft",
}
_CODE = re.compile(r"(?:.*[:/])?(\d\d)\d{6}")


def subject_name(code: str) -> str | None:
    """What a code of the IPTC is about at the top (11009000, subj:11009000, medtop:11000000); None for other codes."""
    match = _CODE.fullmatch(code.strip())
    return _SUBJECTS.get(match[1]) if match else None


def desk_name(code: str) -> str | None:
    """What the category or desk of a transmitted story is about; None for a code that is not known."""
    return _DESKS.get(code.strip().lower())
