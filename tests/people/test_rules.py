"""What each role may do, which exclude each other, and when a post holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanwu.base.scope import Ability
from sanwu.people.enums import Role
from sanwu.people.rules import (
    ABILITIES_OF_ROLE,
    ADMINISTRATORS,
    body_of,
    exclude_each_other,
    in_conflict,
    object_pairs,
    overlap,
    valid_on,
)
from sanwu.territory.enums import OrganisationKind

BUSINESS = sorted(set(Role.values) - ADMINISTRATORS)
DAY = date(2030, 3, 1)


def test_every_role_has_its_row_and_no_other_has() -> None:
    assert set(ABILITIES_OF_ROLE) == set(Role.values)


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_an_administrator_sees_no_business_data(role: str) -> None:
    business = {
        Ability.VIEW_LEDGER, Ability.IMPORT_LEDGER, Ability.CORRECT_FACT, Ability.EXPORT_LEDGER, Ability.OPEN_CAMPAIGN
    }  # fmt: skip

    assert not ABILITIES_OF_ROLE[role] & business


def test_the_three_administrators_share_no_right_but_reading_the_places() -> None:
    system, security, audit = (ABILITIES_OF_ROLE[f"{kind}_admin"] for kind in ("system", "security", "audit"))

    assert system & security == {Ability.VIEW_DIVISIONS}
    assert not audit & (system | security)


def test_only_the_security_administrator_manages_accounts() -> None:
    assert [role for role, held in ABILITIES_OF_ROLE.items() if Ability.MANAGE_ACCOUNTS in held] == ["security_admin"]


def test_who_only_looks_on_changes_nothing() -> None:
    changing = {
        Ability.IMPORT_LEDGER, Ability.CORRECT_FACT, Ability.OPEN_CAMPAIGN, Ability.IMPORT_DIVISIONS,
        Ability.MANAGE_ACCOUNTS,
    }  # fmt: skip

    assert not [role for role in ("department", "auditor", "partner_unit") if ABILITIES_OF_ROLE[role] & changing]


@pytest.mark.parametrize("admin", sorted(ADMINISTRATORS))
def test_an_administrator_holds_no_business_role_and_no_second_administrator_role(admin: str) -> None:
    assert all(exclude_each_other(admin, role) and exclude_each_other(role, admin) for role in BUSINESS)
    assert all(exclude_each_other(admin, other) for other in ADMINISTRATORS - {admin})


def test_one_role_in_two_places_is_no_conflict() -> None:
    assert not any(exclude_each_other(role, role) for role in Role.values)
    assert not in_conflict(BUSINESS)
    assert in_conflict([*BUSINESS, "audit_admin"])


def test_a_post_holds_from_its_first_day_up_to_the_day_it_ends() -> None:
    begins, ends = DAY, DAY + timedelta(days=10)

    assert [valid_on(begins, ends, DAY + timedelta(days=n)) for n in (-1, 0, 9, 10)] == [False, True, True, False]
    assert valid_on(None, None, DAY)
    assert not valid_on(DAY, DAY, DAY)


days = st.one_of(st.none(), st.integers(0, 6).map(lambda n: DAY + timedelta(days=n)))


@given(days, days, days, days)
def test_periods_overlap_when_some_day_is_in_both(
    a: date | None, b: date | None, c: date | None, d: date | None
) -> None:
    some_days = [DAY + timedelta(days=n) for n in range(-2, 9)]
    shared = [day for day in some_days if valid_on(a, b, day) and valid_on(c, d, day)]

    assert overlap((a, b), (c, d)) == bool(shared)


@pytest.mark.parametrize(
    ("role", "division", "kind", "name"),
    [
        ("community_worker", "柳荫社区", "residents_committee", "柳荫社区居民委员会"),
        ("community_worker", "柳荫社区居委会", "residents_committee", "柳荫社区居委会"),
        ("street_officer", "春风街道", "street_office", "春风街道办事处"),
        ("street_officer", "青山镇", "street_office", "青山镇人民政府"),
        ("district_official", "东区", "leading_group", "东区整治工作领导小组办公室"),
        ("security_admin", "东区", "platform", "东区平台管理"),
    ],
)
def test_a_role_works_in_its_usual_body(role: str, division: str, kind: str, name: str) -> None:
    assert body_of(role, division) == (kind, name)


def test_every_body_is_of_a_known_kind() -> None:
    assert {body_of(role, "东区")[0] for role in Role.values} <= set(OrganisationKind.values)


@pytest.mark.parametrize(
    "stored", [None, {}, "compound", [["compound"]], [["compound", "7"]], [[7, "compound"]], [True]]
)
def test_what_is_not_a_pair_of_kind_and_id_gives_nothing(stored: object) -> None:
    assert object_pairs(stored) == frozenset()


def test_pairs_of_kind_and_id_are_read() -> None:
    assert object_pairs([["compound", 7], ["compound", True], ["compound", 8]]) == {("compound", 7), ("compound", 8)}
