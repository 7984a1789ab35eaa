"""What is still missing in a campaign, fact by fact: counted, and worked through one compound after another."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.decisions.listing import Filters, candidates
from sanwu.decisions.selectors import missing_most
from sanwu.ledger.models import LedgerEntry
from sanwu.policy.completeness import survey_facts
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme

# Up to so many compounds the survey form is gone through fact by fact; of more, only what verdicts wait for is counted.
MOST_COUNTED = 20_000
COUNT_CAP = 1000
CHUNK = 1000


@dataclass(frozen=True)
class MissingFact:
    """`waiting`: verdicts of so many compounds are open because of it; `lacking`: so many do not know it at all, None
    where it was not counted; `required`: the survey form asks for it."""

    fact: Fact
    waiting: int
    lacking: int | None
    required: bool


@dataclass(frozen=True)
class Place:
    """A position in a work list: after this compound of this division."""

    division: str
    compound: int

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """ "990101001001-17" again; None for whatever is no position."""
        division, mark, compound = text.partition("-")
        if not mark or not (division.isdigit() and compound.isdigit()) or len(compound) > 18 or len(division) > 12:
            return None
        return cls(division, int(compound))

    def __str__(self) -> str:
        return f"{self.division}-{self.compound}"


def missing_facts(campaign: Campaign, scope: Scope, under: str = "") -> list[MissingFact]:
    """What is missing, the facts that keep most verdicts open first, then what the survey form lacks most."""
    scheme = loaded(campaign.scheme_version)
    waiting = {missing.fact.id: missing.count for missing in missing_most(campaign, scope, under or None)}
    form = required_facts(scheme)
    lacking = _lacking(campaign, scope, under, [*form, *(name for name in waiting if name not in form)])
    found = [
        MissingFact(
            scheme.dictionary.facts[name],
            waiting.get(name, 0),
            None if lacking is None else lacking[name],
            name in form,
        )
        for name in dict.fromkeys((*waiting, *form))
    ]
    wanted = [missing for missing in found if missing.waiting or missing.lacking]
    return sorted(wanted, key=lambda missing: (-missing.waiting, -(missing.lacking or 0), missing.fact.id))


def required_facts(scheme: Scheme) -> tuple[str, ...]:
    """What a complete file needs, without what is identity."""
    known = scheme.dictionary.facts
    return tuple(name for name in survey_facts(scheme) if name in known and known[name].collected_by != "identity")


def _lacking(campaign: Campaign, scope: Scope, under: str, names: Sequence[str]) -> Counter[str] | None:
    rows = candidates(scope, campaign, Filters(division=under), "division_code", Ability.VIEW_LEDGER)
    if rows.order_by().values("pk")[: MOST_COUNTED + 1].count() > MOST_COUNTED:
        return None
    found: Counter[str] = Counter()
    for facts in rows.order_by().values_list("facts", flat=True).iterator(chunk_size=CHUNK):
        found.update(name for name in names if name not in facts)
    return found


def fact_of(campaign: Campaign, name: str) -> Fact | None:
    """A fact that a work list can be about; None for identity and for what the scheme does not know."""
    fact = loaded(campaign.scheme_version).dictionary.facts.get(name)
    return fact if fact is not None and fact.collected_by != "identity" else None


def lacking(
    campaign: Campaign,
    scope: Scope,
    fact: str,
    *,
    under: str = "",
    waiting: bool = False,
    ability: Ability = Ability.CORRECT_FACT,
) -> QuerySet[LedgerEntry]:
    """Compounds that do not know a fact, where one may fill it in; of those only the ones whose verdicts wait for it."""
    filters = Filters(division=under, missing=fact if waiting else "")
    rows = candidates(scope, campaign, filters, "division_code", ability)
    return rows.exclude(facts__has_key=fact).order_by("division_code", "compound_id")


def after(rows: QuerySet[LedgerEntry], place: Place | None) -> LedgerEntry | None:
    """The first compound of a work list behind a position; from the beginning without one."""
    return (rows if place is None else rows.filter(_beyond(place, "gt"))).select_related("compound").first()


def before(rows: QuerySet[LedgerEntry], place: Place) -> LedgerEntry | None:
    """The last compound of a work list before a position."""
    return (
        rows.filter(_beyond(place, "lt")).order_by("-division_code", "-compound_id").select_related("compound").first()
    )


def count_up_to_cap(rows: QuerySet[LedgerEntry]) -> tuple[int, bool]:
    """How many, exact up to COUNT_CAP, and whether there are more."""
    total = rows.order_by().values("pk")[: COUNT_CAP + 1].count()
    return min(total, COUNT_CAP), total > COUNT_CAP


def _beyond(place: Place, word: str) -> Q:
    return Q(**{f"division_code__{word}e": place.division}) & (
        Q(**{f"division_code__{word}": place.division}) | Q(**{f"compound_id__{word}": place.compound})
    )
