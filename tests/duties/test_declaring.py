"""A body's own statement, and taking a mistaken one back."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import everywhere
from sanwu.campaigns.models import Campaign
from sanwu.duties.declaring import declare, undo
from sanwu.duties.models import Duty, Fulfilment
from sanwu.records.models import Act
from tests.worlds import CITY, EAST, RIVER, WEST

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 9)
Person = Callable[..., Any]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 20))


def both() -> Duty:
    return Duty.objects.get(duty="both", division_code=EAST)


def says(person: Any, duty: Duty, **changed: Any) -> Duty:
    _account, scope, actor = person
    said: dict[str, Any] = {"on": DAY, "evidence": "东江府〔2026〕3号", "expected_version": duty.version}
    return declare(duty=duty, scope=scope, actor=actor, **(said | changed))


def test_the_body_that_answers_states_what_it_did_with_evidence(generated: Campaign, person: Person) -> None:
    official = person("district_official", EAST)

    row = says(official, both())

    assert row.done_on == DAY
    made = Fulfilment.objects.get()
    assert (made.event, made.evidence, made.organisation) == (
        "declared",
        "东江府〔2026〕3号",
        "东江区整治工作领导小组办公室",
    )
    assert Act.objects.get(verb="duties.declare").division_code == EAST


def test_what_follows_from_a_statement_gets_its_date(generated: Campaign, person: Person) -> None:
    following = Duty.objects.get(duty="after_both", division_code=EAST)
    assert (following.limit, following.estimated) == (date(2026, 4, 4), True)

    says(person("district_official", EAST), both())

    following.refresh_from_db()
    assert (following.limit, following.estimated) == (date(2026, 3, 19), False)


@pytest.mark.parametrize(
    ("role", "division"), [("street_officer", RIVER), ("district_official", WEST), ("auditor", EAST)]
)
def test_nobody_states_it_for_another_body(generated: Campaign, person: Person, role: str, division: str) -> None:
    with pytest.raises(Refused, match="别的单位"):
        says(person(role, division), both())

    assert not Fulfilment.objects.exists()


def test_a_department_answers_for_the_bodies_of_its_remit_only(generated: Campaign, person: Person) -> None:
    fire, culture = person("department", EAST, remit="消防"), person("department", EAST, remit="文化")
    drill = Duty.objects.get(duty="drill", division_code=EAST)

    with pytest.raises(Refused):
        says(fire, both())
    with pytest.raises(Refused):
        says(culture, drill)
    assert says(fire, drill).done_on == DAY


def test_what_an_event_fulfils_cannot_be_stated(generated: Campaign, person: Person) -> None:
    report = Duty.objects.get(duty="report", division_code=EAST)

    with pytest.raises(Refused, match="对应的业务"):
        says(person("district_official", EAST), report)


def test_a_statement_needs_evidence_and_a_day_that_has_come(generated: Campaign, person: Person) -> None:
    official = person("district_official", EAST)

    with pytest.raises(BadInput, match="凭据"):
        says(official, both(), evidence=" ")
    with pytest.raises(BadInput, match="今天"):
        says(official, both(), on=date(2026, 3, 21))


def test_who_looks_at_an_older_state_is_told(generated: Campaign, person: Person) -> None:
    with pytest.raises(Stale):
        says(person("district_official", EAST), both(), expected_version=both().version + 1)


def test_the_same_form_sent_twice_has_one_effect(generated: Campaign, person: Person) -> None:
    official, key, duty = person("district_official", EAST), str(uuid4()), both()

    says(official, duty, client_key=key)
    says(official, duty, client_key=key)

    assert Fulfilment.objects.count() == 1


def test_it_is_stated_once(generated: Campaign, person: Person) -> None:
    official = person("district_official", EAST)
    says(official, both())

    with pytest.raises(Refused, match="已经办结"):
        says(official, both())


def take_back(person: Any, duty: Duty, reason: str = "登记错了区") -> Duty:
    _account, scope, actor = person
    return undo(duty=duty, fulfilment_id=Fulfilment.objects.first().pk, scope=scope, reason=reason, actor=actor)  # type: ignore[union-attr]


def test_a_mistaken_statement_is_taken_back_by_the_same_body_and_stays_in_the_history(
    generated: Campaign, person: Person
) -> None:
    official = person("district_official", EAST)
    says(official, both())

    row = take_back(person("district_official", EAST), both())

    assert (row.done, row.done_on) == (0, None)
    statement, undone = Fulfilment.objects.order_by("pk")
    assert (undone.undoes, undone.evidence) == (statement, "登记错了区")
    following = Duty.objects.get(duty="after_both", division_code=EAST)
    assert (following.limit, following.estimated) == (date(2026, 4, 4), True), "its date is only planned again"
    assert says(official, both()).done_on == DAY, "and it may be stated again"


def test_another_body_takes_nothing_back_not_even_from_above(generated: Campaign, person: Person) -> None:
    says(person("district_official", EAST), both())

    with pytest.raises(Refused, match="当初登记的单位"):
        take_back(person("city_reviewer", CITY), both())


def test_taking_back_needs_a_reason_and_works_once(generated: Campaign, person: Person) -> None:
    official = person("district_official", EAST)
    says(official, both())

    with pytest.raises(BadInput, match="理由"):
        take_back(official, both(), reason="")
    take_back(official, both())
    with pytest.raises(Refused, match="已经撤销"):
        take_back(official, both())


def test_an_event_is_not_taken_back_here(generated: Campaign, person: Person) -> None:
    from sanwu.duties.services import fulfil

    fulfil(
        event="list_submitted", campaign_id=generated.pk, object_type="list", object_id=1, division_code=EAST, on=DAY,
        evidence="", actor=LOCAL_OPERATOR,
    )  # fmt: skip

    with pytest.raises(Refused, match="对应的业务"):
        take_back(person("district_official", EAST), Duty.objects.get(duty="report", division_code=EAST))


@pytest.mark.parametrize(("on", "words"), [(date(2026, 3, 21), "不能晚于今天"), (date(1990, 3, 9), "请检查年份")])
def test_a_day_to_come_or_of_another_age_is_refused(generated: Campaign, person: Person, on: date, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        says(person("district_official", EAST), both(), on=on)

    assert both().done_on is None


def test_the_local_operator_may_take_back_what_an_office_stated(generated: Campaign, person: Person) -> None:
    says(person("district_official", EAST), both())

    row = undo(
        duty=both(),
        fulfilment_id=Fulfilment.objects.get().pk,
        scope=everywhere(),
        reason="测试数据",
        actor=LOCAL_OPERATOR,
    )

    assert row.done_on is None
