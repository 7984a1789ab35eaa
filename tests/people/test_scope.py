"""Posts become rights: role × division subtree × remit × period, and nothing else does."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.scope import NOBODY, Ability
from sanwu.people import services
from sanwu.people.models import Account, Post
from sanwu.people.selectors import accounts_visible_to, actor_of, scope_of
from tests.people.conftest import CITY, COMMUNITY, DISTRICT, OTHER_CITY, OTHER_DISTRICT, PROVINCE, STREET

TODAY = date(2030, 3, 1)
Add = Callable[..., Account]


def test_a_post_reaches_its_own_division_and_all_below_but_not_beside_or_above(add: Add) -> None:
    scope = scope_of(add(role="district_official", division=DISTRICT), TODAY)

    reached = [c for c in (PROVINCE, CITY, DISTRICT, STREET, COMMUNITY, OTHER_DISTRICT, OTHER_CITY)
               if scope.may(Ability.VIEW_LEDGER, c)]  # fmt: skip
    assert reached == [DISTRICT, STREET, COMMUNITY]


def test_a_post_in_a_community_reaches_that_community_only(add: Add) -> None:
    scope = scope_of(add(role="community_worker", division=COMMUNITY), TODAY)

    assert scope.ranges(Ability.VIEW_LEDGER) == ((COMMUNITY, "990101001002"),)


def test_several_posts_give_the_union_and_each_only_its_own_abilities(add: Add) -> None:
    account = add(role="street_officer", division=STREET)
    services.post_add(account=account, role="auditor", division=OTHER_DISTRICT, actor=LOCAL_OPERATOR)

    scope = scope_of(account, TODAY)

    assert scope.may(Ability.CORRECT_FACT, STREET)
    assert scope.may(Ability.VIEW_JOURNAL, OTHER_DISTRICT)
    assert not scope.may(Ability.CORRECT_FACT, OTHER_DISTRICT)
    assert not scope.may(Ability.VIEW_JOURNAL, STREET)


@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [(-5, 5, True), (0, None, True), (None, 1, True), (1, None, False), (-5, 0, False), (-5, -1, False)],
)
def test_a_post_gives_rights_on_its_days_only(add: Add, begins: int | None, ends: int | None, holds: bool) -> None:
    def day(distance: int | None) -> date | None:
        return None if distance is None else TODAY + timedelta(days=distance)

    scope = scope_of(add(valid_from=day(begins), valid_to=day(ends)), TODAY)

    assert bool(scope.grants) is holds


def test_a_partner_unit_holds_single_compounds_and_no_subtree(add: Add) -> None:
    scope = scope_of(add(role="partner_unit", division=STREET, objects=[("compound", 7)]), TODAY)

    assert scope.objects(Ability.VIEW_LEDGER, "compound") == {7}
    assert scope.ranges(Ability.VIEW_LEDGER) == ()
    assert not scope.may(Ability.VIEW_LEDGER, STREET)


def test_a_partner_unit_without_compounds_holds_nothing(add: Add) -> None:
    scope = scope_of(add(role="partner_unit", division=STREET), TODAY)

    assert scope.ranges(Ability.VIEW_LEDGER) == ()
    assert scope.objects(Ability.VIEW_LEDGER, "compound") == frozenset()


def test_a_department_keeps_its_remit(add: Add) -> None:
    scope = scope_of(add(role="department", division=DISTRICT, remit="消防"), TODAY)

    assert [grant.remit for grant in scope.grants] == ["消防"]


def test_nobody_and_a_closed_account_have_no_scope(add: Add) -> None:
    account = add()
    services.account_deactivate(account=account, actor=LOCAL_OPERATOR)

    assert scope_of(AnonymousUser(), TODAY) == NOBODY
    assert scope_of(account, TODAY) == NOBODY


def test_a_post_with_a_role_nobody_knows_gives_nothing(add: Add) -> None:
    account = add()
    Post.objects.filter(account=account).update(role="emperor")

    assert scope_of(account, TODAY).grants == ()


def test_roles_that_exclude_each_other_give_nothing_even_when_a_row_was_forged(add: Add) -> None:
    account = add(role="audit_admin", division=DISTRICT)
    forged = Post.objects.get(account=account)
    forged.pk, forged.role = None, "district_official"
    forged.save()

    assert scope_of(account, TODAY).grants == ()


def test_the_journal_names_a_person_with_her_widest_post_in_the_language_of_the_installation(add: Add) -> None:
    account = add(role="community_worker", division=COMMUNITY)
    services.post_add(account=account, role="street_officer", division=STREET, actor=LOCAL_OPERATOR)

    with override("en"):
        actor = actor_of(account, TODAY)

    assert (actor.name, actor.account_id, actor.division) == ("王敏", account.pk, STREET)
    assert actor.post == "春风街道办事处 街道（镇）经办人"


def test_a_person_without_a_post_acts_without_one(add: Add) -> None:
    account = add(valid_to=TODAY)

    actor = actor_of(account, TODAY)

    assert (actor.post, actor.division) == ("", "")


def test_accounts_are_seen_by_the_security_administrator_of_their_place_only(add: Add) -> None:
    here = add("here", role="street_officer", division=STREET)
    add("there", role="district_official", division=OTHER_DISTRICT)
    guard = add("guard", role="security_admin", division=DISTRICT)
    official = add("official", role="district_official", division=DISTRICT)

    assert set(accounts_visible_to(scope_of(guard, TODAY))) == {here, guard, official}
    assert not accounts_visible_to(scope_of(official, TODAY))
    assert not accounts_visible_to(NOBODY)
