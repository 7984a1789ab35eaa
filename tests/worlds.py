"""A small made territory with a campaign of the shipped scheme, for tests of what many parts do together."""

from collections.abc import Iterable
from pathlib import Path

from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.base.codes import range_of
from sanwu.base.scope import Ability, Grant, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.territory.models import Division
from tests.source import ROOT

SCHEME = ROOT / "schemes" / "haikou-2016"
PROVINCE, CITY, OTHER_CITY = "990000000000", "990100000000", "990200000000"
EAST, WEST, FAR_EAST = "990101000000", "990102000000", "990201000000"
RIVER, PINE, WEST_RIVER = "990101001000", "990101002000", "990102001000"
RAIN, LAKE = "990101001001", "990101001002"
TREE = [
    (PROVINCE, "云州省", "province", None),
    (CITY, "晴川市", "city", PROVINCE),
    (EAST, "东江区", "county", CITY),
    (RIVER, "滨河街道", "street", EAST),
    (RAIN, "听雨社区", "community", RIVER),
    (LAKE, "砚湖社区", "community", RIVER),
    (PINE, "松风街道", "street", EAST),
    (WEST, "西江区", "county", CITY),
    (WEST_RIVER, "滨河街道", "street", WEST),
    (OTHER_CITY, "明山市", "city", PROVINCE),
    (FAR_EAST, "东江区", "county", OTHER_CITY),
]
OFFICER = Actor(name="经办人", account_id=7, post="街道经办人", division=RIVER)
BUSINESS = frozenset(
    {Ability.VIEW_LEDGER, Ability.IMPORT_LEDGER, Ability.CORRECT_FACT, Ability.EXPORT_LEDGER, Ability.VIEW_DIVISIONS}
)


def plant_tree() -> None:
    Division.objects.bulk_create(
        Division(code=code, name=name, level=level, parent_id=parent) for code, name, level, parent in TREE
    )


def open_campaign(division: str = CITY, name: str = "整治行动", scheme: Path = SCHEME) -> Campaign:
    version = scheme_load(path=scheme, actor=LOCAL_OPERATOR)
    return campaign_open(scheme_version=version, division=division, name=name, actor=LOCAL_OPERATOR)


def scope_over(*codes: str, abilities: Iterable[Ability] = BUSINESS, account: int | None = 7) -> Scope:
    """A person who holds `abilities` in these divisions and everything below them."""
    return Scope(account, tuple(Grant("street_officer", frozenset(abilities), *range_of(code)) for code in codes))


def scope_on(*compounds: int, abilities: Iterable[Ability] = (Ability.VIEW_LEDGER,)) -> Scope:
    """A partner unit that is bound to single compounds."""
    held = frozenset(("compound", pk) for pk in compounds)
    return Scope(8, (Grant("partner_unit", frozenset(abilities), objects=held),))
