"""Cells that answer what a scheme leaves to a body's judgement: taken from its own posts, or with the document it signed."""

from collections.abc import Iterable, Mapping
from typing import Any

from sanwu.base.scope import Scope
from sanwu.campaigns.library import versions_running
from sanwu.campaigns.models import Campaign, CampaignCompound, SchemeVersion
from sanwu.campaigns.selectors import loaded
from sanwu.campaigns.standing import questions_of
from sanwu.exchange.reading.flaws import Flaw, warning
from sanwu.ledger.answering import bodies_asked, may_answer
from sanwu.policy.model_facts import Fact

CHUNK = 1000


class Judged:
    """Which answers an importer may not give. The schemes are the campaign's, and those of the other open campaigns that
    a compound is in. `source` names the body's document: with one, and at the command line on the spot, all is taken."""

    def __init__(self, campaign: Campaign, scope: Scope, source: str, facts: Mapping[str, Fact]) -> None:
        self.scope, self.facts = scope, facts
        self.asks = not source and scope.account_id is not None
        self.own = campaign.scheme_version
        self.reserved = set(questions_of(loaded(self.own))) if self.asks else set()
        self.others: dict[int, list[SchemeVersion]] = {}
        self.known: dict[tuple[str, str, tuple[int, ...]], str] = {}

    def look_at(self, compounds: list[int]) -> None:
        """Learn in which other open campaigns these compounds are whose schemes leave something to judgement."""
        if not self.asks:
            return
        running = versions_running().exclude(pk=self.own.pk)
        asking = {version.pk: version for version in running if questions_of(loaded(version))}
        for version in asking.values():
            self.reserved |= set(questions_of(loaded(version)))
        for start in range(0, len(compounds) if asking else 0, CHUNK):
            entries = CampaignCompound.objects.filter(
                compound__in=compounds[start : start + CHUNK], left_on=None, campaign__closed_on=None,
                campaign__scheme_version__in=asking,
            )  # fmt: skip
            for compound, number in entries.values_list("compound", "campaign__scheme_version").distinct():
                self.others.setdefault(compound, []).append(asking[number])

    def withheld(self, facts: Iterable[str], division: str, compound: int | None = None) -> dict[str, Flaw]:
        """{fact: why its value is left out}, of values that would be new to a compound in a division."""
        asked = [fact for fact in facts if fact in self.reserved]
        if not asked:
            return {}
        versions = [self.own, *self.others.get(compound or 0, ())]
        found = {}
        for fact in asked:
            key = (fact, division, tuple(version.pk for version in versions))
            if key not in self.known:
                self.known[key] = self._who(fact, division, versions)
            if who := self.known[key]:
                about = self.facts.get(fact)
                params: dict[str, Any] = {"fact": about.title if about else fact, "bodies": who}
                found[fact] = warning(None, "judged_by_others", **params)
        return found

    def _who(self, fact: str, division: str, versions: list[SchemeVersion]) -> str:
        """The bodies that answer instead; "" where this person may."""
        refusing = [version for version in versions if not may_answer([version], fact, self.scope, division)]
        return "、".join(body.title for body in bodies_asked(refusing, fact))
