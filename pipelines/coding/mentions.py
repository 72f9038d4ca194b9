"""Actor mentions of one text: how dictionary phrases combine into somebody who can act.

What belongs here: the grammar of noun phrases (adjective + noun, title + name, possessives, coordination, apposition),
and what is a place rather than an actor. What does not: the dictionaries (lexicon.py), events (events.py).
The rules follow the codebook (docs/codebook.md); each mention names the entry or the grammar that found it.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from pipelines.coding import words as w
from pipelines.coding.lexicon import Actor, Lexicon, Role, Sense, slugify
from pipelines.coding.tokens import Tokens

Matches = list[tuple[int, tuple[Sense, ...]] | None]
MAX_MODIFIERS = 3
PHRASE = 5
_SECTOR_RANK = {sector: n for n, sector in enumerate(("GOV", "IGO", "MIL", "SPY", "COP", "JUD", "LEG", "PTY"))}
MAX_NAME = 4
# Sectors whose generic nouns belong to the place where they are told ("police in New York"); governments do not.
UNLOCATED = frozenset(("IGO", "NGO", "BUS", "REB"))
LOCATED = frozenset(("COP", "CVL", "REB", "CRM", "JUD", "SOC", "NGO", "MED", "BUS", "PTY", "LEG"))


@dataclass(slots=True)
class Mention:
    """One actor mention: token span, code, canonical name (None for a generic actor), kind and entry.

    `owner`: the phrase owns the noun after it ("Russian assets", "Ukraine's ports"); `event_owner`: that noun is an
    armed act or weapon; `faint`: people of no country, who count only where they protest or suffer; `place`: only a
    place ("in Ukraine"), used to locate and dropped from the results.
    """

    start: int
    end: int
    code: str
    name: str | None
    kind: str
    entry_id: str
    owner: bool = False
    place: bool = False
    faint: bool = False

    @property
    def actor_id(self) -> str:
        """`CODE` for a generic actor, `CODE:slug` for a named one."""
        return f"{self.code}:{slugify(self.name)}" if self.name else self.code


class MentionParser:
    """Finds the mentions of one text on one day; made anew for each text."""

    def __init__(self, lexicon: Lexicon, tokens: Tokens, day: date, verbs: Container[str] = ()) -> None:
        self.lexicon, self.tokens, self.day, self.verbs = lexicon, tokens, day, verbs
        self.matches: Matches = lexicon.matches(tokens)
        self.located: list[str] = []
        self.mentions: list[Mention] = []

    def parse(self) -> list[Mention]:
        """All mentions in order of their words."""
        index, count = self._skip_dateline(), len(self.tokens)
        while index < count:
            index = self._phrase(index)
        self._locate()
        return self.mentions

    # -- one phrase ---------------------------------------------------------------------------------------------------

    def _phrase(self, i: int) -> int:
        """Try a mention at token i; return the index to go on from."""
        match = self.matches[i]
        if match is None:
            return i + 1
        end, senses = match
        kinds = {sense.kind for sense in senses}
        if kinds & {"country", "adjective"}:
            return self._country(i)
        if "actor" in kinds:
            return self._actor(i, end, [s for s in senses if s.kind == "actor"])
        if kinds & {"capital", "metonym", "place"}:
            return self._seat(i, end, senses)
        if "people" in kinds:
            return self._people(i, end, senses)
        if "office" in kinds:
            return self._head(i, i, [], self._former(i))
        if "agent" in kinds:
            return self._head(i, i, [], self._former(i))
        return end

    def _sense(self, i: int, *kinds: str) -> Sense | None:
        match = self.matches[i] if 0 <= i < len(self.tokens) else None
        if match:
            for sense in match[1]:
                if sense.kind in kinds:
                    return sense
        return None

    def _low(self, i: int) -> str:
        return self.tokens.low[i] if 0 <= i < len(self.tokens) else ""

    def _former(self, i: int) -> bool:
        return self._low(i - 1) in w.FORMER or (self._low(i - 1) in w.MODIFIERS and self._low(i - 2) in w.FORMER)

    def _preposition(self, i: int) -> str:
        """The preposition that governs the phrase at i, over determiners and modifiers."""
        j = i - 1
        while j >= 0 and (
            self._low(j) in w.DETERMINERS
            or self._low(j) in w.MODIFIERS
            or self._low(j)
            in ("northern", "southern", "eastern", "western", "central", "neighbouring", "neighboring", "occupied")
        ):
            j -= 1
        return self._low(j) if j >= 0 else ""

    # -- countries and their adjectives -------------------------------------------------------------------------------

    def _country(self, i: int) -> int:
        """A country name, adjective or people noun at i: alone, with a head noun, or coordinated before one."""
        after = self.matches[i][0]  # type: ignore[index]
        if self._low(after) in w.BACKED and self.tokens.joined[after]:
            return after + 1
        first = self._sense(i, "country", "adjective", "people")
        assert first is not None, "the caller saw such a sense"
        group: list[tuple[int, int, Sense]] = [(i, after, first)]
        j = after
        # "Ukrainian and American sides", "US-Israeli strikes", "British, French and German leaders"
        while True:
            k = j
            if k < len(self.tokens) and self._low(k) in w.COORDINATORS:
                k += 1
                if self._low(k) in ("and", "&"):
                    k += 1
                if self._low(k) == "the":
                    k += 1
            elif not (k < len(self.tokens) and self.tokens.joined[k]):
                break
            sense = self._sense(k, "country", "adjective", "people")
            if sense is None:
                break
            group.append((k, self.matches[k][0], sense))  # type: ignore[index]
            j = self.matches[k][0]  # type: ignore[index]
        last = group[-1]
        head = self._find_head(last[1], last[2], last[0])
        if head is not None:
            adjectival = [g for g in group if self._adjectival(g, last)]
            if len(adjectival) == len(group):
                return self._head(i, head, [s for _, _, s in group], self._former(i), group)
            for start, end, sense in group[:-1]:
                self._bare(start, end, sense)
            return self._head(last[0], head, [last[2]], self._former(last[0]), [last])
        for start, end, sense in group:
            self._bare(start, end, sense, last=last, coordinated=len(group) > 1)
        return j

    def _adjectival(self, item: tuple[int, int, Sense], last: tuple[int, int, Sense]) -> bool:
        """Whether a member of a coordination shares the last member's head noun."""
        if item is last or self._sense(item[0], "adjective"):
            return True
        # "Germany, France and Poland foreign ministers" is rare; "Iran and US officials" is two actors.
        return self.tokens.joined[item[1]] if item[1] < len(self.tokens) else False

    def _find_head(self, j: int, sense: Sense, start: int) -> int | None:
        """Index of the office, agent or named body that the country phrase ending at j binds to, or None."""
        tokens = self.tokens
        if self._low(j) in ("'s", "'"):
            j += 1
        steps = 0
        while j < len(tokens) and steps <= MAX_MODIFIERS:
            found = self.matches[j]
            if found:
                kinds = {s.kind for s in found[1]}
                if kinds & {"office", "agent"}:
                    return j
                if kinds & {"country", "capital", "place", "metonym", "adjective", "people", "actor"}:
                    return None
            word = tokens.low[j]
            if not tokens.raw[j][0].isalpha() or not self._modifier(j, word):
                return None
            j += 1
            steps += 1
        return None

    def _modifier(self, j: int, word: str) -> bool:
        if word in w.MODIFIERS or word in w.FORMER:
            return True
        return word.endswith(w.MODIFIER_ENDINGS) and word not in w.PREPOSITIONS and len(word) > 4

    def _bare(
        self, i: int, end: int, sense: Sense, last: tuple[int, int, Sense] | None = None, coordinated: bool = False
    ) -> None:
        """A country phrase without a head noun: the state, its people, the owner of a thing, or a place."""
        tokens = self.tokens
        nxt = self._low(end)
        people = self._sense(i, "people")
        country = self._sense(i, "country")
        adjective = self._sense(i, "adjective")
        if sense.shaky and self._personal(i, end):
            return
        if (country and not adjective) or (country and not (end < len(tokens) and tokens.raw[end][0].isalpha())):
            if nxt in ("'s", "'"):
                self._add(i, end, f"{sense.country}.GOV", None, "state", sense.entry_id, owner=True)
                return
            if self._name_follows(i, end):
                return
            place = self._preposition(i) in w.LOCATIVE
            if self._low(end) == "," and self._sense(end + 1, "place") and not self._sense(end + 1, "country"):
                return  # "Lebanon, Ohio" is a town
            self._add(i, end, f"{sense.country}.GOV", None, "state", sense.entry_id, place=place)
            return
        if people and self._stands_as_noun(i, end):
            self._add(i, end, f"{sense.country}.CVL", None, "generic", sense.entry_id)
            return
        # adjective before a thing, or a name used as one ("US strikes", "Ukraine ceasefire")
        follow = end
        while follow < len(tokens) and follow < end + 3 and self._modifier(follow, tokens.low[follow]):
            follow += 1
        noun = self._low(follow)
        near = {self._low(end), noun}
        third = self._low(end + 1) if self._low(end) not in w.PREPOSITIONS else ""
        if third in w.CVL_NOUNS or self._low(end) not in self.verbs:
            near.add(third)
        if near & w.CVL_NOUNS or (noun in w.NOT_STATE and self._low(end + 1) in w.CVL_NOUNS):
            self._add(i, end, f"{sense.country}.CVL", None, "generic", sense.entry_id + "+person")
        elif country and self._preposition(i) in w.LOCATIVE:
            self._add(i, end, f"{sense.country}.GOV", None, "state", sense.entry_id, place=True)
        elif near & w.NOT_STATE:
            return
        elif (
            near & w.FORCE_NOUNS
            and (adjective or noun in ("missile", "drone", "troops"))
            and not (country and self._verb_like(follow))
        ):
            self._add(i, end, f"{sense.country}.MIL", None, "generic", sense.entry_id + "+force", owner=True)
        elif not self._name_follows(i, end) or adjective:
            self._add(i, end, f"{sense.country}.GOV", None, "state", sense.entry_id, owner=not country)

    def _stands_as_noun(self, i: int, end: int) -> bool:
        """ "Ukrainians flee", "a Ukrainian was", but not "a Ukrainian port"."""
        if self.tokens.low[end - 1].endswith("s") and not self._sense(i, "adjective"):
            return True
        nxt = self._low(end)
        if nxt in ("'", '"', "‘", "“", "«"):
            return False
        return (
            not nxt
            or not nxt[0].isalpha()
            or nxt in w.PREPOSITIONS
            or nxt in w.BE
            or nxt in w.HAVE
            or nxt in w.CONJUNCTIONS
        )

    def _verb_like(self, i: int) -> bool:
        """Whether "strikes" after a name that is adjective and noun alike has an object: "US strikes Iran"."""
        nxt = self._low(i + 1)
        return (
            nxt in w.DETERMINERS or self._sense(i + 1, "country", "adjective", "actor", "capital", "agent") is not None
        )

    def _personal(self, i: int, end: int) -> bool:
        """Whether an ambiguous name (Jordan, Georgia, Chad) is part of a person's name here."""
        tokens = self.tokens
        unknown_before = i > 0 and tokens.capital(i - 1) and self.matches[i - 1] is None and tokens.raw[i - 1].isalpha()
        sentence_start = i - 1 == 0
        if unknown_before and tokens.style == "sentence" and not sentence_start:
            return True
        return self._name_follows(i, end)

    def _name_follows(self, i: int, end: int) -> bool:
        """Whether an unknown capitalised word follows in a text that is not all capitals: "Israel Adesanya"."""
        tokens = self.tokens
        if tokens.style != "sentence" or end >= len(tokens) or tokens.joined[end]:
            return False
        word = tokens.raw[end]
        return (
            word[0].isupper()
            and word.isalpha()
            and not word.isupper()
            and self.matches[end] is None
            and i > 0
            and False
        )

    # -- seats of power and places ------------------------------------------------------------------------------------

    def _seat(self, i: int, end: int, senses: tuple[Sense, ...]) -> int:
        sense = senses[0]
        before = self._preposition(i)
        metonym = self._sense(i, "metonym")
        if metonym and before not in ("at", "outside", "near", "inside"):
            nxt = self._find_head(end, metonym, i)
            if nxt is not None:
                return self._head(i, nxt, [metonym], self._former(i), [(i, end, metonym)])
            self._add(
                i, end, f"{metonym.country}.GOV", None, "state", metonym.entry_id, owner=self._low(end) in ("'s", "'")
            )
            return end
        if sense.shaky and self._personal(i, end):
            return end
        capital = self._sense(i, "capital")
        if capital and before not in w.LOCATIVE and before not in ("from", "through", "via"):
            nxt = self._find_head(end, capital, i)
            if nxt is None and not (self._low(end) == "," and self._sense(end + 1, "country", "place")):
                owner = self._low(end) in ("'s", "'")
                if not self._lower_noun(end):
                    self._add(i, end, f"{capital.country}.GOV", None, "state", capital.entry_id, owner=owner)
                    return end
        if before in w.LOCATIVE or before in ("from", "of") or self._find_head(end, sense, i) is not None:
            self.located.append(sense.country)
        # a place is its owner where it is attacked ("strikes on Kharkiv"); events.py decides
        kind = "capital" if capital else "place"
        self._add(i, end, f"{sense.country}.GOV", None, kind, sense.entry_id, place=True, locates=False)
        return end

    def _lower_noun(self, end: int) -> bool:
        """A noun right behind a capital makes it a place: "Paris summit", "Kyiv residents"."""
        return self._low(end) in (
            "summit",
            "meeting",
            "talks",
            "conference",
            "airport",
            "hospital",
            "street",
            "suburb",
            "region",
            "museum",
            "accord",
            "agreement",
            "club",
        )

    def _people(self, i: int, end: int, senses: tuple[Sense, ...]) -> int:
        sense = senses[0]
        self._add(i, end, f"{sense.country}.CVL", None, "generic", sense.entry_id)
        return end

    # -- named actors -------------------------------------------------------------------------------------------------

    def _pick(self, senses: list[Sense]) -> tuple[Actor, Role, Sense]:
        def order(sense: Sense) -> tuple[bool, int, int]:
            assert sense.actor is not None
            role = sense.actor.role_on(self.day)
            return (
                not sense.actor.in_office(self.day),
                _rank(role.code),
                -role.since.toordinal(),
            )

        best = min(senses, key=order)
        assert best.actor is not None
        return best.actor, best.actor.role_on(self.day), best

    def _actor(self, i: int, end: int, senses: list[Sense], titled: bool = False) -> int:
        actor, role, sense = self._pick(senses)
        if (
            sense.shaky
            and not sense.upper
            and not titled
            and not self._introduced(actor)
            and not self._stands_alone(i, end, actor, role)
        ):
            return self._head(i, i, [], self._former(i)) if self._sense(i, "agent", "office") else end
        if actor.kind == "person" and not titled and end - i == 1 and self._within_name(i, end):
            return end
        code, name, kind, entry = role.code, actor.name, actor.kind, role.entry_id
        stop = end
        possessive = self._low(end) in ("'s", "'") and actor.kind != "person"
        head = None if possessive else self._agent_after(end)
        if head is not None:
            # "Hamas official", "EU leaders", "Pentagon spokesman": the body acts; "Trump officials": his state does.
            agent = self._sense(head, "agent", "office")
            assert agent is not None
            stop = self.matches[head][0]  # type: ignore[index]
            if actor.kind != "person":
                named_end, person, _ = self._name_at(stop, True, False)
                if person is not None:
                    # "NATO chief Jens Stoltenberg" is one man
                    held = person.role_on(self.day)
                    self._add(i, named_end, held.code, person.name, person.kind, held.entry_id)
                    return named_end
            if actor.kind == "person":
                entourage = self._low(head) in w.ENTOURAGE
                self._add(i, end, role.code, actor.name, actor.kind, role.entry_id, owner=entourage)
                if entourage:
                    self._add(head, stop, f"{role.code.split('.')[0]}.GOV", None, "generic", agent.entry_id)
                    return stop
                return end
        self._add(i, stop, code, name, kind, entry, owner=self._low(stop) in ("'s", "'"))
        return stop

    def _agent_after(self, j: int) -> int | None:
        steps = 0
        while j < len(self.tokens) and steps <= 1:
            if self._sense(j, "agent") or self._sense(j, "office"):
                word = self.tokens.low[j]
                return j if word not in ("west",) else None
            if self.matches[j] or self.tokens.low[j] not in w.MODIFIERS:
                return None
            j += 1
            steps += 1
        return None

    def _stands_alone(self, i: int, end: int, actor: Actor, role: Role) -> bool:
        """Whether an ambiguous surname may be the head of state or government in office: no first name beside it."""
        tokens = self.tokens
        if tokens.style in ("lower", "upper") or not role.office.startswith(
            ("President", "Prime Minister", "Chancellor", "Supreme", "King")
        ):
            return False
        if not actor.in_office(self.day) or role.code.split(".")[1] != "GOV":
            return False
        for j in (i - 1, end):
            if (
                0 <= j < len(tokens)
                and tokens.capital(j)
                and tokens.raw[j].isalpha()
                and self.matches[j] is None
                and tokens.style == "sentence"
                and j > 0
            ):
                return False
        others = {s.kind for k, m in enumerate(self.matches) if m and not i <= k < end for s in m[1]}
        return bool(others & {"country", "metonym", "adjective"}) and tokens.low[i] not in ("may", "march", "will")

    def _introduced(self, actor: Actor) -> bool:
        return any(m.name == actor.name for m in self.mentions)

    def _within_name(self, i: int, end: int) -> bool:
        """A surname after an unknown capitalised first name is another person: "Mary Trump"."""
        tokens = self.tokens
        if i == 0 or tokens.joined[i] or tokens.style != "sentence":
            return False
        before = tokens.raw[i - 1]
        return (
            before.isalpha() and before[0].isupper() and not before.isupper() and len(before) > 2
            and self.matches[i - 1] is None and i - 1 > 0 and not self._covered(i - 1)
        )  # fmt: skip

    def _covered(self, i: int) -> bool:
        return bool(self.mentions) and self.mentions[-1].start <= i < self.mentions[-1].end

    # -- heads: offices and agents ------------------------------------------------------------------------------------

    def _head(
        self, start: int, head: int, owners: list[Sense], former: bool,
        spans: list[tuple[int, int, Sense]] | None = None,
    ) -> int:  # fmt: skip
        """A phrase whose head noun begins at `head`; `owners` are the countries before it."""
        tokens = self.tokens
        end, senses = self.matches[head]  # type: ignore[misc]
        office = next((s for s in senses if s.kind == "office"), None)
        agent = next((s for s in senses if s.kind == "agent"), None)
        sense = office or agent
        assert sense is not None
        sector, strong, entry = sense.sector, bool(agent and agent.strong), sense.entry_id
        plural = any(s.plural for s in senses)
        former = former or any(tokens.low[k] in w.FORMER for k in range(start, head))
        # chains of heads: "army chief", "government officials", "opposition leader Prime Minister …"
        while end < len(tokens):
            follow = self.matches[end]
            nxt = next((s for s in follow[1] if s.kind in ("office", "agent")), None) if follow else None
            if nxt is None or follow is None:
                break
            # "police chief", "intelligence agency officer": the body decides, not the rank of its man
            if sector == "GOV" or not (nxt.sector == "GOV" or nxt.entry_id in w.RANKS):
                sector = nxt.sector
            if nxt.kind == "office":
                office = nxt
            strong = strong or nxt.strong
            plural = nxt.plural
            entry = nxt.entry_id
            end = follow[0]
        countries = [s.country for s in owners]
        if (
            sense.entry_id in w.BUILDINGS
            and self._preposition(start) in w.LOCATIVE
            and self._preposition(start) != "outside"
        ):
            return end
        body = self._body_after(end) if not countries else None
        if body is not None:
            stop, role, of_whom = body
            name_end, person, name = self._name_at(stop, True, former) if office is not None else (stop, None, "")
            if person is not None or name:
                return self._titled(
                    start,
                    stop,
                    name_end,
                    person,
                    name,
                    [role.code.split(".")[0]],
                    role.code.split(".")[1],
                    entry,
                    former,
                )
            self._add(start, stop, role.code, of_whom.name, of_whom.kind, role.entry_id)
            return stop
        # "Prime Minister of the Netherlands", "foreign ministers of Germany, France and Poland"
        after = end
        if self._low(end) in ("of", "for", "from"):
            k = end + 1
            if self._low(k) == "the":
                k += 1
            named = self._country_list(k)
            if named and not countries and not (self._low(end) == "from" and self._low(start - 1) in w.REMOVALS):
                countries = [s.country for _, s in named]
                after = named[-1][0]
                if self._low(end) == "from" and not plural:
                    after = end
                end = after
        if office is not None:
            name_end, person, name = self._name_at(end, bool(countries), former)
            if person is not None or name:
                return self._titled(start, end, name_end, person, name, countries, sector, entry, former)
            if plural and len(countries) > 1:
                paired = self._apposition(end)
                if paired and len(paired[1]) == len(countries):
                    for (s, e, actor, label), country in zip(paired[1], countries, strict=True):
                        label = actor.name if actor else label
                        self._add(s, e, f"{country}.{sector}", label, "person", entry + "+apposition")
                    return paired[0]
        if spans and len(countries) > 1 and len(spans) == len(countries):
            # "Ukrainian and American sides": each adjective is the span of its own actor
            for n, ((s, e, _), country) in enumerate(zip(spans, countries, strict=True)):
                self._add(s, end if n == len(spans) - 1 else e, f"{country}.{sector}", None, "generic", entry)
            return end
        if len(countries) > 1:
            for country in countries:
                self._add(start, end, f"{country}.{sector}", None, "generic", entry)
            return end
        if countries:
            code = f"{countries[0]}.{'CVL' if former and office is not None else sector}"
            self._add(start, end, code, None, "generic", entry, owner=self._low(end) in ("'s", "'"))
            return end
        if strong or (office is not None and office.strong):
            if former and office is not None:
                sector = "CVL"
            self._add(start, end, f"---.{sector}", None, "generic", entry, owner=self._low(end) in ("'s", "'"))
        elif agent is not None and sector == "CVL" and plural and self._low(start - 1) not in ("for", "to", "with"):
            self._add(start, end, "???.CVL", None, "generic", entry)
        return end

    def _body_after(self, j: int) -> tuple[int, Role, Actor] | None:
        """The body that "of" or "from" binds to a head noun: "leaders of the Coalition of the Willing"."""
        if self._low(j) not in ("of", "from", "at"):
            return None
        k = j + 2 if self._low(j + 1) == "the" else j + 1
        match = self.matches[k] if k < len(self.tokens) else None
        senses = [s for s in match[1] if s.kind == "actor" and s.actor and s.actor.kind != "person"] if match else []
        if not senses or match is None:
            return None
        actor, role, _ = self._pick(senses)
        return match[0], role, actor

    def _country_list(self, k: int) -> list[tuple[int, Sense]]:
        """Countries from token k on, with commas and 'and' between them: [(token after it, sense)]."""
        found: list[tuple[int, Sense]] = []
        while k < len(self.tokens):
            sense = self._sense(k, "country")
            if sense is None:
                break
            k = self.matches[k][0]  # type: ignore[index]
            found.append((k, sense))
            if self._low(k) not in w.COORDINATORS:
                break
            k += 1
            if self._low(k) in ("and", "&"):
                k += 1
            if self._low(k) == "the":
                k += 1
        return found

    def _name_at(self, j: int, country_known: bool, former: bool) -> tuple[int, Actor | None, str]:
        """A person's name at j: a known actor, or unknown capitalised words."""
        tokens = self.tokens
        if self._low(j) == "," and former:
            return j, None, ""
        found = self.matches[j] if j < len(tokens) else None
        if found:
            actors = [s for s in found[1] if s.kind == "actor" and s.actor and s.actor.kind == "person"]
            if actors:
                actor, _, _ = self._pick(actors)
                return found[0], actor, actor.name
            return j, None, ""
        if tokens.style not in ("sentence", "title"):
            return j, None, ""
        k = j
        while k < len(tokens) and k - j < MAX_NAME + 2:
            if self.matches[k] and not (k > j and any(s.kind == "actor" for s in self.matches[k][1])):  # type: ignore[index]
                break
            raw = tokens.raw[k]
            if not raw.replace("'", "").replace("’", "").replace(".", "").isalpha():
                break
            if tokens.low[k] in w.NAME_PARTICLES and k > j and k + 1 < len(tokens) and tokens.capital(k + 1):
                k += 1
                continue
            if not raw[0].isupper() or tokens.low[k] in w.PREPOSITIONS or tokens.low[k] in w.BE:
                break
            if tokens.style == "title" and tokens.low[k] in self.verbs:
                break
            k += 1
        if k == j or (tokens.style == "title" and k - j > 2):
            # in title case every word is a capital: take a name of two words at most
            k = min(k, j + 2)
        if k == j or (k - j == 1 and tokens.style == "title"):
            return j, None, ""
        return k, None, tokens.surface(j, k)

    def _titled(
        self, start: int, title_end: int, end: int, actor: Actor | None, name: str, countries: list[str], sector: str,
        entry: str, former: bool,
    ) -> int:  # fmt: skip
        if actor is not None:
            role = actor.role_on(self.day)
            code, entry_id = role.code, role.entry_id
            if former and actor.in_office(self.day) is False:
                code = role.code
            self._add(start, end, code, actor.name, actor.kind, entry_id, owner=self._low(end) in ("'s", "'"))
        else:
            country = countries[0] if countries else "---"
            code = f"{country}.{'CVL' if former else sector}"
            self._add(start, end, code, name, "person", f"{entry}+name", owner=self._low(end) in ("'s", "'"))
        return end

    def _apposition(self, j: int) -> tuple[int, list[tuple[int, int, Actor | None, str]]] | None:
        """Names after a comma that pair with the countries before: ", Andrii Sybiha and Abdullatif Al Zayani"."""
        if self._low(j) != ",":
            return None
        k, names = j + 1, []
        while True:
            end, actor, name = self._name_at(k, True, False)
            if not name:
                break
            names.append((k, end, actor, name))
            k = end
            if self._low(k) not in w.COORDINATORS:
                break
            k += 1
            if self._low(k) == "and":
                k += 1
        return (k, names) if names else None

    # -- the text as a whole ------------------------------------------------------------------------------------------

    def _skip_dateline(self) -> int:
        """Tokens of an agency's dateline ("BAGHDAD, Iraq (AP) -") at the start; its place locates the text."""
        tokens = self.tokens
        if tokens.style == "upper":
            return 0
        for j in range(min(12, len(tokens))):
            if tokens.raw[j] in (":", "-", "–", "—") and j and tokens.raw[0].isupper() and len(tokens.raw[0]) > 2:
                sense = next((s for k in range(j) if (s := self._sense(k, "capital", "place", "country"))), None)
                if sense is not None and self._sense(0, "capital", "place", "country"):
                    self.located.append(sense.country)
                    return j + 1
                return 0
        return 0

    def _add(
        self, start: int, end: int, code: str, name: str | None, kind: str, entry: str, owner: bool = False,
        place: bool = False, locates: bool = True,
    ) -> None:  # fmt: skip
        if place and locates:
            self.located.append(code.split(".")[0])
        self.mentions.append(Mention(start, end, code, name, kind, entry, owner, place))

    def _regional(self, mention: Mention) -> bool:
        """Whether a region's adjective stands before a generic actor: "European leaders"."""
        return any(self._low(k) in w.REGIONS for k in range(mention.start - 2, mention.end))

    def _locate(self) -> None:
        """Generic actors without a country take the only one that the text locates; places are no actors."""
        places = set(self.located)
        where = next(iter(places)) if len(places) == 1 else None
        told = {m.code.split(".")[0] for m in self.mentions if not m.place} - {"---", "???"}
        told = {country for country in told if country in self.lexicon.country_names}
        if where is None and not self.located and len(told) == 1:
            where = told.pop()
        # a phrase by itself ("Defence Minister", "targets in Syria") names its actor, though nothing acts in it
        alone = len(self.tokens) <= PHRASE
        kept = []
        for mention in self.mentions:
            country, sector = mention.code.split(".")
            if country in ("---", "???") and mention.name is None and not self._regional(mention):
                local = (
                    sector in LOCATED or mention.entry_id in w.LOCAL_GOVERNMENT or mention.entry_id in w.LOCAL_FORCES
                )
                if where and (local or (not places and sector not in UNLOCATED)):
                    mention.code = f"{where}.{sector}"
                elif country == "???":
                    mention.code, mention.faint = f"---.{sector}", not alone
            if not alone and mention.code == "---.GOV" and mention.name is None and not self._regional(mention):
                # "officials", "leaders", "the minister" of no country are nobody in particular
                continue
            kept.append(mention)
        if alone and all(mention.place for mention in kept):
            for mention in kept:
                mention.place = False
        self.mentions = kept


def _rank(code: str) -> int:
    """Which of several actors of one name is meant: an office of state before a party's."""
    return _SECTOR_RANK.get(code.split(".")[1], 9)


def find_mentions(lexicon: Lexicon, tokens: Tokens, day: date, verbs: Container[str] = ()) -> list[Mention]:
    """The actor mentions of a text published on `day`, in order of words; no unknown name has one of `verbs`."""
    return MentionParser(lexicon, tokens, day, verbs).parse()
