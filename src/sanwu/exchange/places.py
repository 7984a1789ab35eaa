"""Where a row says that its compound lies: names and codes of divisions to the finest known division."""

from collections.abc import Sequence
from typing import Any

from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.exchange.reading.flaws import Flaw, error
from sanwu.exchange.reading.targets import CITY, COMMUNITY, COUNTY, DIVISION_CODE, PROVINCE, STREET
from sanwu.territory.models import Division
from sanwu.territory.selectors import division, full_name, gazetteer

PLACE_COLUMNS = (PROVINCE, CITY, COUNTY, STREET, COMMUNITY, DIVISION_CODE)
# Levels that are looked for one below the other; province and city only help where a campaign is wider than they are.
LEVELS = (PROVINCE, CITY, COUNTY, STREET, COMMUNITY)


class Places:
    """Resolves the place columns of rows within a campaign; the same words are looked up once."""

    def __init__(self, campaign: Campaign, scope: Scope, start: str = "") -> None:
        """`start` is the division that rows belong to where they name none: of the mapping, else the campaign's."""
        self.campaign, self.scope = campaign, scope
        self.start = division(start).code if start else campaign.division_id
        self.gazetteer = gazetteer(campaign.division_id)
        self.known: dict[tuple[Any, ...], str | Flaw] = {}
        self.names: dict[str, str] = {}

    def resolve(self, words: Sequence[Any]) -> str | Flaw:
        """The 12-digit code for texts (or None) in the order of PLACE_COLUMNS, or why there is none."""
        key = tuple(words)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._resolve(key)
        return found

    def name(self, code: str) -> str:
        """The full name of a division, for sentences."""
        if code not in self.names:
            self.names[code] = full_name(code)
        return self.names[code]

    def _resolve(self, words: tuple[Any, ...]) -> str | Flaw:
        *names, code = words
        here = self._by_code(code) if code else self._by_names(names)
        if isinstance(here, Flaw):
            return here
        low, high = range_of(self.campaign.division_id)
        if not low <= here < high:
            within = self.name(self.campaign.division_id)
            return error("place_outside_campaign", place=self.name(here), within=within)
        if not self.scope.may(Ability.IMPORT_LEDGER, here):
            return error("place_outside_scope", place=self.name(here))
        return here

    def _by_code(self, code: str) -> str | Flaw:
        found = Division.objects.filter(code=code).values_list("code", flat=True).first()
        return found or error("code_unknown", text=code)

    def _by_names(self, names: Sequence[str | None]) -> str | Flaw:
        here = self.start
        for level, text in zip(LEVELS, names, strict=True):
            if not text:
                continue
            found = self.gazetteer.find(text, level, within=here)
            if not found and level in (PROVINCE, CITY):
                continue  # above the campaign, or a stand-in such as 市辖区: it narrows nothing
            if not found and level == STREET:
                found = self.gazetteer.find(text, COMMUNITY, within=here)  # one column for 街道 and 社区
            if not found:
                return error("place_unknown", text=text, within=self.name(here))
            if len(found) > 1:
                places = [self.name(place.code) for place in found[:5]]
                return error("place_ambiguous", text=text, within=self.name(here), places=places)
            here = found[0].code
        return here
