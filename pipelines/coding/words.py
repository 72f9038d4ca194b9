"""The word classes of English that the grammar leans on, from words.yml.

What belongs here: function words, and words that change what stands beside them. What does not: words that name
actors or
events; those are the dictionaries and frames.
"""

from pathlib import Path

import yaml

_LISTS: dict[str, str] = yaml.load(
    Path(__file__).with_name("words.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
)


def _set(name: str) -> frozenset[str]:
    return frozenset(_LISTS[name].split())


LOCATIVE = _set("locative")
PREPOSITIONS = LOCATIVE | _set("prepositions")
DETERMINERS = _set("determiners")
CONJUNCTIONS = _set("conjunctions")
SUBORDINATORS = _set("subordinators")
BACKGROUND = _set("background")
RELATIVES = _set("relatives")
BE = _set("be")
HAVE = _set("have")
DO = _set("do")
FUTURE = _set("future")
MODALS = _set("modals")
NEGATIONS = _set("negations")
PRONOUNS = _set("pronouns")
SUBJECT_PRONOUNS = _set("subject_pronouns")
ADVERBS = _set("adverbs")
NOT_ADVERBS = _set("not_adverbs")
FORMER = _set("former")
MODIFIERS = _set("modifiers")
MODIFIER_ENDINGS = tuple(sorted(_set("modifier_endings")))
FORCE_NOUNS = _set("force_nouns")
NOT_STATE = _set("not_state")
CVL_NOUNS = _set("cvl_nouns")
NAME_PARTICLES = _set("name_particles")
COORDINATORS = _set("coordinators")
REGIONS = _set("regions")
LOCAL_GOVERNMENT = frozenset(f"{kind}:{word}" for kind in ("agents", "offices") for word in _set("local_government"))
RANKS = frozenset(f"{kind}:{word}" for kind in ("agents", "offices") for word in _set("ranks"))
FOREIGNERS = frozenset(f"agents:{word}" for word in _set("foreigners"))
LOCAL_FORCES = frozenset(f"{kind}:{word}" for kind in ("agents", "offices") for word in _set("local_forces"))
ENTOURAGE = _set("entourage")
BUILDINGS = frozenset(f"{kind}:{word}" for kind in ("agents", "offices") for word in _set("buildings"))
NATURE = _set("nature")
ANIMALS = _set("animals")
VEHICLES = _set("vehicles")
SCENES = _set("scenes")
SUFFERINGS = _set("sufferings")
FOLLOWERS = _set("followers")
SHARING = _set("sharing")
REMOVALS = _set("removals")
NOUN_CONTROL = {word: how for how in ("planned", "hypothetical", "drop") for word in _set(f"noun_control_{how}")}
POLITICAL = _set("political")
NUMBERS = _set("numbers")
ATTACKABLE = _set("attackable")
STRIKABLE = _set("strikable")
HARMS = _set("harms")
CHARGED = _set("charged")
BENEFITS = _set("benefits")
MAKERS = _set("makers")
ARMED = _set("armed")
CROWDS = _set("crowds")
PLURALS = _set("plurals")
OPENERS = _set("openers")
PARTICLES = _set("particles")
TIMES = _set("times")
QUANTITIES = _set("quantities")
BACKED = _set("backed")
LANGUAGES = _set("languages")
ADVISERS = _set("advisers")
AMERICAN_AFFAIRS = _set("american_affairs")
SHORT_BODIES = _set("short_bodies")
STATES = _set("states")
STATE_SUFFERS = _set("state_suffers")
TEAM_NOUNS = _set("team_nouns")
TITLES_AS_NAMES = _set("titles_as_names")
NOUN_TITLES = _set("noun_titles")
ANY_GOVERNMENT = _set("any_government")
