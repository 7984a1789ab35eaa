"""Questions about schemes and the campaigns that adopt them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, Q, QuerySet

from sanwu.base.codes import parent_of
from sanwu.base.scope import ROOT_RANGE, Ability, Scope
from sanwu.campaigns.frozen import label_of, loaded, rules_of, schemes_unaltered
from sanwu.campaigns.models import Campaign, CampaignCompound, CampaignMigration, SchemeVersion, VersionState
from sanwu.campaigns.rules import ABSOLUTE, planned, redatable
from sanwu.campaigns.schedule import Dated, duty_dates, phase_dates
from sanwu.policy.bundle import SCHEME
from sanwu.policy.load import load_scheme
from sanwu.records.scoping import in_ranges
from sanwu.records.sql import Selection, select, selecting
from sanwu.territory.models import Division

__all__ = [
    "ABSOLUTE",
    "Dated",
    "Shipped",
    "campaign_for",
    "campaigns_visible_to",
    "duty_dates",
    "entries_of",
    "label_of",
    "loaded",
    "migrations_of",
    "phase_dates",
    "planned",
    "redatable",
    "rules_of",
    "schemes_shipped",
    "schemes_unaltered",
    "version_frozen",
    "versions_adoptable",
    "versions_of",
    "versions_run",
]

Row = TypeVar("Row", bound=Model)
KEPT = 500  # questions for one campaign: of a few campaigns, and of everybody who works today
CAMPAIGN, DIVISION, VERSION = (
    tuple(field.attname for field in model._meta.concrete_fields if field.name != "files")
    for model in (Campaign, Division, SchemeVersion)
)


class Shipped(NamedTuple):
    """A scheme folder of this installation that loads without a problem."""

    path: Path
    id: str
    title: str
    title_en: str
    version: str


def campaigns_visible_to(scope: Scope, ability: Ability = Ability.VIEW_LEDGER) -> QuerySet[Campaign]:
    """Campaigns that reach into the area where `ability` is held: of a division inside it, or of one above it.

    What is shown of a campaign of a higher division is filtered by the scope again. A post on single objects sees the
    campaigns that these are in.
    """
    # without the texts of its scheme, which are large; whoever needs them keeps them by their digest
    seen = Campaign.objects.filter(_visible(scope, ability))
    return seen.select_related("division", "scheme_version").defer("scheme_version__files")


def campaign_for(scope: Scope, campaign_id: int, ability: Ability = Ability.VIEW_LEDGER) -> Campaign:
    """The campaign, fetched and permitted in one step; Campaign.DoesNotExist for a foreign one as for none."""
    found = select(_asked(scope, campaign_id, ability))
    if not found:
        raise Campaign.DoesNotExist
    values = list(found[0].values())
    campaign = _made(Campaign, CAMPAIGN, values)
    campaign.division = _made(Division, DIVISION, values[len(CAMPAIGN) :])
    campaign.scheme_version = _made(SchemeVersion, VERSION, values[len(CAMPAIGN) + len(DIVISION) :])
    return campaign


@lru_cache(KEPT)
def _asked(scope: Scope, campaign_id: int, ability: Ability) -> Selection | None:
    """What is asked at the beginning of nearly every request, in words that hold no row."""
    names = (*CAMPAIGN, *(f"division__{name}" for name in DIVISION), *(f"scheme_version__{name}" for name in VERSION))
    return selecting(campaigns_visible_to(scope, ability).filter(pk=campaign_id), names)


def _made(model: type[Row], names: Sequence[str], values: Sequence[Any]) -> Row:
    return model.from_db(DEFAULT_DB_ALIAS, names, values[: len(names)])


def _visible(scope: Scope, ability: Ability) -> Q:
    above = {code for low, high in scope.ranges(ability) if (low, high) != ROOT_RANGE for code in _ancestors(low)}
    seen = in_ranges(scope, ability, "division_id") | Q(division_id__in=sorted(above))
    if held := scope.objects(ability, "compound"):
        entries = CampaignCompound.objects.filter(compound_id__in=sorted(held), left_on=None)
        seen |= Q(pk__in=entries.values("campaign_id"))
    return seen


def entries_of(campaign: Campaign) -> QuerySet[CampaignCompound]:
    """The compounds that are in a campaign now."""
    return CampaignCompound.objects.filter(campaign=campaign, left_on=None)


def versions_run(campaign: Campaign) -> Iterator[SchemeVersion]:
    """The version that a campaign runs on, then those that it ran on before, the latest first."""
    yield campaign.scheme_version
    moved = CampaignMigration.objects.filter(campaign=campaign).select_related("from_version", "to_version")
    for one in moved.defer("from_version__files", "to_version__files").order_by("-id"):
        yield from (one.to_version, one.from_version)


def version_frozen(number: int) -> SchemeVersion:
    """A version by its number, without its texts; SchemeVersion.DoesNotExist where there is none."""
    return SchemeVersion.objects.defer("files").get(pk=number)


def versions_of(scheme_id: str) -> QuerySet[SchemeVersion]:
    """Every version of one scheme, the newest first; without their texts."""
    return SchemeVersion.objects.filter(scheme_id=scheme_id).defer("files").order_by("-id")


def migrations_of(campaign: Campaign) -> QuerySet[CampaignMigration]:
    """How a campaign was moved between versions, the latest first."""
    moved = CampaignMigration.objects.filter(campaign=campaign).select_related("from_version", "to_version")
    return moved.defer("from_version__files", "to_version__files", "dropped", "altered").order_by("-id")


def versions_adoptable() -> QuerySet[SchemeVersion]:
    """Published versions that were not withdrawn, the newest of each scheme first; without their texts."""
    rows = SchemeVersion.objects.filter(state=VersionState.PUBLISHED).defer("files")
    return rows.order_by("scheme_id", "-id")


def schemes_shipped() -> list[Shipped]:
    """Schemes that this installation brings (setting SANWU_SCHEMES), by id. Files are read again only when changed."""
    folder = Path(settings.SANWU_SCHEMES)
    if not folder.is_dir():
        return []
    found = (_shipped(path.parent, _stamp(path.parent)) for path in sorted(folder.glob(f"*/{SCHEME}")))
    return [shipped for shipped in found if shipped]


@lru_cache(maxsize=64)
def _shipped(folder: Path, stamp: tuple[tuple[str, int, int], ...]) -> Shipped | None:
    scheme = load_scheme(folder).scheme
    if scheme is None:
        return None
    return Shipped(folder, scheme.id, scheme.title, scheme.title_en or "", str(scheme.version))


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of every file of a scheme and of what all schemes share."""
    shared = folder.parent
    files: Iterable[Path] = [*folder.rglob("*"), *shared.glob("*.yaml"), *shared.glob("law/*.yaml")]
    return tuple((str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in sorted(files) if f.is_file())


def _ancestors(code: str) -> list[str]:
    found: list[str] = []
    above = parent_of(code)
    while above is not None:
        found.append(above)
        above = parent_of(above)
    return found
