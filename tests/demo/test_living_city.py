"""What the demo city is while it stands; one is made for all of these tests, and each has it as it was made."""

import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from sanwu.approvals.models import Case, Step
from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import Refused
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import loaded
from sanwu.compounds.models import Compound
from sanwu.decisions.models import ListVersion
from sanwu.demo.services import links, remove
from sanwu.duties.models import Duty
from sanwu.duties.services import generate
from sanwu.indicators.models import DivisionSum, FoldedCompound
from sanwu.indicators.services import fold
from sanwu.people.models import Account
from sanwu.people.selectors import scope_of
from sanwu.people.services import account_add
from sanwu.records.attachments import Held, attach
from sanwu.records.models import Attachment
from tests.demo.test_city import MADE, is_sound, make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        make(60)
        yield
        transaction.set_rollback(True)


def test_a_second_city_beside_it_is_refused(city: None) -> None:
    with pytest.raises(Refused) as refused:
        make(10)

    assert "demo remove" in refused.value.message


def test_the_campaign_is_half_way_through_today(city: None) -> None:
    campaign = Campaign.objects.get()
    today = clock.today()
    days = [date.fromisoformat(entry["date"]) for entry in campaign.redating.values()]
    assert any(day < today for day in days)
    assert any(day > today + timedelta(days=30) for day in days)
    scheme = loaded(campaign.scheme_version)
    assert set(campaign.redating) <= set(scheme.phases) | set(scheme.duties)


def test_everybody_of_the_cast_has_a_link_that_works_on_this_computer_only(city: None) -> None:
    from sanwu.people.services import link_use

    found = links(actor=LOCAL_OPERATOR)

    assert len({link["role"] for link in found}) == len(found) == 10
    token = found[0]["path"].rstrip("/").rsplit("/", 1)[-1]
    with pytest.raises(Refused):
        link_use(token=token, from_loopback=False)
    assert link_use(token=token, from_loopback=True).demo


def test_the_partner_unit_sees_the_compounds_it_is_bound_to_and_no_subtree(city: None) -> None:
    scope = scope_of(Account.objects.get(username="demo-partner"), clock.today())

    assert scope.ranges(Ability.VIEW_LEDGER) == ()
    assert 0 < len(scope.objects(Ability.VIEW_LEDGER, "compound")) <= 5


def test_the_demo_is_not_taken_away_with_an_offices_own_account_in_it(city: None) -> None:
    account_add(
        username="own", name="本单位", role="street_officer", division="990101001000", organisation="本街道",
        actor=LOCAL_OPERATOR,
    )  # fmt: skip

    with pytest.raises(Refused) as refused:
        remove(actor=LOCAL_OPERATOR)

    assert refused.value.code == "demo_in_use"
    assert Compound.objects.count() == 60
    assert is_sound()


def test_it_goes_with_everything_that_people_did_in_it(city: None) -> None:
    campaign, compound = Campaign.objects.get(), Compound.objects.earliest("pk")
    generate(campaign=campaign, on=clock.today(), actor=LOCAL_OPERATOR)
    fold(campaign=campaign, on=clock.today())
    attach(
        held=Held("compound", str(compound.pk), compound.name, compound.division_id), kind="paper", title="会议记录",
        file=io.BytesIO(b"%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n"), file_name="记录.pdf", actor=LOCAL_OPERATOR,
    )  # fmt: skip
    made = (Duty, FoldedCompound, DivisionSum, ListVersion, Case, Step, Attachment, *MADE)
    assert all(model.objects.exists() for model in made[:7])
    assert is_sound()

    remove(actor=LOCAL_OPERATOR)

    assert [model.__name__ for model in made if model.objects.exists()] == []
    assert is_sound()
