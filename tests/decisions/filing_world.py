"""A city with a district of two streets, compounds of every kind, and the people who report, review and correct."""

from dataclasses import dataclass
from typing import Any

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.scope import Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, enter_compounds, scheme_load
from sanwu.compounds.identity import Identity
from sanwu.compounds.models import Compound
from sanwu.decisions.models import ListRow, ListVersion
from sanwu.decisions.services import refresh
from sanwu.ledger.services import Changed, Created, NewFacts, Origin, record_changes
from sanwu.people.models import Account, Post
from sanwu.people.selectors import scope_and_actor
from sanwu.records.services import act
from sanwu.territory.models import Organisation
from tests.worlds import CITY, EAST, LAKE, OFFICER, PINE, RIVER, SCHEME, WEST, plant_tree

BARE = {
    "has_property_provider": False, "has_governing_unit": False, "human_protection": False, "physical_protection": False,
}  # fmt: skip
# name, division, facts
COMPOUNDS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("听雨里", LAKE, BARE | {"household_count": 40, "floor_area_m2": "3000.00"}),
    ("砚湖一村", RIVER, BARE | {"household_count": 200, "floor_area_m2": "20000.00"}),
    ("松风园", PINE, BARE | {"household_count": 80, "floor_area_m2": "9000.00"}),
    ("待核小院", PINE, {"has_property_provider": False, "human_protection": False, "physical_protection": False}),
    ("有人管的小区", RIVER, BARE | {"has_property_provider": True}),
    ("西江老院", WEST, BARE | {"household_count": 30}),
)


@dataclass(frozen=True)
class Person:
    account: Account
    scope: Scope
    actor: Actor

    @property
    def does(self) -> dict[str, Any]:
        """For the verbs: who and with what rights."""
        return {"scope": self.scope, "actor": self.actor}


@dataclass
class World:
    campaign: Campaign
    people: dict[str, Person]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def row(self, version: ListVersion, name: str) -> ListRow:
        return ListRow.objects.get(version=version, name=name)

    def compound(self, name: str) -> Compound:
        return Compound.objects.get(name=name)

    def learn(self, name: str, **facts: Any) -> None:
        """The ledger learns something, and the verdicts follow."""
        self.learn_only(name, **facts)
        refresh(campaign=self.campaign, on=clock.today(), actor=OFFICER)

    def learn_only(self, name: str, **facts: Any) -> None:
        """The ledger learns something; the verdicts do not follow yet."""
        compound = self.compound(name)
        old = compound.ledger.facts
        changes = {fact: (old.get(fact), value) for fact, value in facts.items()}
        with act(verb="ledger.import", actor=OFFICER, division=CITY) as entry:
            record_changes(entry=entry, origin=_origin(), changed=[Changed(compound.pk, None, changes)])


def build(redating: dict[str, Any] | None = None) -> World:
    """Inside the caller's transaction."""
    plant_tree()
    version = scheme_load(path=SCHEME, actor=OFFICER)
    campaign = campaign_open(scheme_version=version, division=CITY, name="整治行动", actor=OFFICER, redating=redating)
    with act(verb="ledger.import", actor=OFFICER, division=CITY) as entry:
        rows = [NewFacts(Identity(name, code), facts, None) for name, code, facts in COMPOUNDS]
        made = record_changes(entry=entry, origin=_origin(), created=Created(rows)).created
        pairs = zip(made, (code for _, code, _ in COMPOUNDS), strict=True)
        enter_compounds(campaign=campaign, compounds=pairs, entered_by="import", actor=OFFICER)
    refresh(campaign=campaign, on=clock.today(), actor=OFFICER)
    posts = {
        "district": ("district_official", EAST), "district2": ("district_official", EAST),
        "west": ("district_official", WEST), "city": ("city_reviewer", CITY), "city2": ("city_reviewer", CITY),
        "street": ("street_officer", RIVER), "pine": ("street_officer", PINE), "auditor": ("auditor", CITY),
    }  # fmt: skip
    return World(campaign, {name: _person(name, *post) for name, post in posts.items()})


def _origin() -> Origin:
    return Origin("import", "台账.xlsx", None, OFFICER, CITY)


def _person(username: str, role: str, division: str) -> Person:
    account = Account.objects.create(username=username, name=username, stamp="s", created_at=clock.now())
    body, _ = Organisation.objects.get_or_create(name=f"{division} 单位", kind="leading_group", division_id=division)
    Post.objects.create(account=account, organisation=body, role=role, division_id=division)
    return Person(account, *scope_and_actor(account, clock.today()))
