"""Where a row says that its compound lies: names and codes of divisions to the finest known division."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, NamedTuple

from sanwu.base.codes import level_of, parent_of, range_of
from sanwu.base.scope import Ability, Scope
from sanwu.base.text import match_name
from sanwu.campaigns.models import Campaign
from sanwu.exchange.reading.flaws import Flaw, error
from sanwu.exchange.reading.targets import CITY, COMMUNITY, COUNTY, DIVISION_CODE, PROVINCE, STREET
from sanwu.territory.models import Division
from sanwu.territory.selectors import below, division, full_name, gazetteer, path_of

PLACE_COLUMNS = (PROVINCE, CITY, COUNTY, STREET, COMMUNITY, DIVISION_CODE)
# Levels that are looked for one below the other; province and city only help where a campaign is wider than they are.
LEVELS = (PROVINCE, CITY, COUNTY, STREET, COMMUNITY)


class Unplaced(NamedTuple):
    """Why a row has no place, and the column (target) that says so."""

    target: str
    flaw: Flaw


class Places:
    """Resolves the place columns of rows within a campaign; the same words are looked up once."""

    def __init__(self, campaign: Campaign, scope: Scope, start: str = "") -> None:
        """`start` is the division that rows belong to where they name none: of the mapping, else the campaign's."""
        self.campaign, self.scope = campaign, scope
        begin = division(start or campaign.division_id)
        self.start, self.start_level = begin.code, begin.level
        self.gazetteer = gazetteer(campaign.division_id)
        self.path = [match_name(place.name) for place in path_of(begin.code)]
        self.codes: dict[str, list[str]] = {}
        listed = Division.objects.filter(below(campaign.division_id), valid_to=None).order_by("code")
        for level, code in listed.values_list("level", "code"):
            self.codes.setdefault(level, []).append(code)
        self.known: dict[tuple[Any, ...], str | Unplaced] = {}
        self.names: dict[str, str] = {}

    def resolve(self, words: Sequence[Any]) -> str | Unplaced:
        """The 12-digit code for texts (or None) in the order of PLACE_COLUMNS, or why there is none."""
        key = tuple(words)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._resolve(key)
        return found

    def may(self, code: str) -> bool:
        """Whether the importer may write in this division."""
        return self.scope.may(Ability.IMPORT_LEDGER, code)

    def name(self, code: str) -> str:
        """The full name of a division, for sentences."""
        if code not in self.names:
            self.names[code] = full_name(code)
        return self.names[code]

    def _resolve(self, words: tuple[Any, ...]) -> str | Unplaced:
        *names, code = words
        here = self._by_code(code, names) if code else self._by_names(names)
        if isinstance(here, Unplaced):
            return here
        finest = next((t for t, word in zip(reversed(PLACE_COLUMNS), reversed(words), strict=True) if word), COUNTY)
        if not _inside(here, self.campaign.division_id):
            within = self.name(self.campaign.division_id)
            return Unplaced(finest, error("place_outside_campaign", place=self.name(here), within=within))
        if not self.may(here):
            return Unplaced(finest, error("place_outside_scope", place=self.name(here)))
        return here

    def _by_code(self, code: str, names: Sequence[str | None]) -> str | Unplaced:
        """The division of a code. Names beside it may be finer, but must not say another place."""
        here = self._known_code(code)
        if here is None:
            return Unplaced(DIVISION_CODE, error("code_unknown", text=code))
        named = self._by_names(names) if any(names) else here
        if isinstance(named, Unplaced) or _inside(here, named):
            return here
        if _inside(named, here):
            return named
        flaw = error("place_conflict", text=code, place=self.name(here), named=self.name(named))
        return Unplaced(DIVISION_CODE, flaw)

    def _known_code(self, code: str) -> str | None:
        """The division of a code, or the one above it where the list of divisions does not go that far down."""
        found = Division.objects.filter(code=code).values_list("code", flat=True).first()
        above = parent_of(code)
        if found or above is None or self._goes_down_to(level_of(code), above):
            return found
        return self._known_code(above)

    def _by_names(self, names: Sequence[str | None]) -> str | Unplaced:
        here = self.start
        for level, text in zip(LEVELS, names, strict=True):
            if not text:
                continue
            found = self.gazetteer.find(text, level, within=here)
            if not found and level == STREET:
                found = self.gazetteer.find(text, COMMUNITY, within=here)  # one column for 街道 and 社区
            if len(found) > 1:
                places = [self.name(place.code) for place in found[:5]]
                flaw = error("place_ambiguous", text=text, within=self.name(here), places=places)
                return Unplaced(level, flaw)
            if found:
                here = found[0].code
            elif reason := self._not_found(text, level, here):
                return Unplaced(level, reason)
        return here

    def _not_found(self, text: str, level: str, here: str) -> Flaw | None:
        """None where a name that is not below `here` narrows nothing: it says what is known, or what nobody lists."""
        if LEVELS.index(level) > LEVELS.index(self.start_level):
            if level == COUNTY and self._is_elsewhere(text):
                return error("place_outside_campaign", place=text, within=self.name(self.campaign.division_id))
            return (
                error("place_unknown", text=text, within=self.name(here)) if self._goes_down_to(level, here) else None
            )
        said = match_name(text)
        if any(said.endswith(name) or (len(said) > 1 and name.startswith(said)) for name in self.path):
            return None
        if Division.objects.filter(name=text)[:2].count() == 1:  # 市辖区 and the like stand for no place of their own
            return error("place_outside_campaign", place=text, within=self.name(self.campaign.division_id))
        return None if level in (PROVINCE, CITY) else error("place_unknown", text=text, within=self.name(here))

    def _is_elsewhere(self, county: str) -> bool:
        """Whether only places outside the campaign's area are called so: its code would be refused for the same reason."""
        low, high = range_of(self.campaign.division_id)
        called = Division.objects.filter(level=COUNTY, name=county, valid_to=None).values_list("code", flat=True)
        return bool(called) and not any(low <= code < high for code in called)

    def _goes_down_to(self, level: str, here: str) -> bool:
        """Whether the list of divisions has any of this level below `here`."""
        low, high = range_of(here)
        codes = self.codes.get(level, [])
        first = bisect_left(codes, low)
        return first < len(codes) and codes[first] < high


def _inside(code: str, division: str) -> bool:
    low, high = range_of(division)
    return low <= code < high
