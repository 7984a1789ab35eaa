"""Leave cover, hand-over, units renamed and merged: who may, what moves, what is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.formats import date_format

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.base.errors import BadInput, Refused, SanwuError, Stale
from sanwu.people import services
from sanwu.people.accounts import account_reactivate, account_rename
from sanwu.people.models import Account, Post
from sanwu.people.parts import version_of
from sanwu.people.posts import post_cover, post_hand_over
from sanwu.people.selectors import actor_of, handed_over, scope_of
from sanwu.people.units import unit_merge, unit_rename
from sanwu.records.models import Act
from sanwu.territory.models import Organisation
from tests.people.conftest import CITY, DISTRICT, OTHER_DISTRICT, STREET, Clock

pytestmark = pytest.mark.urls("tests.people.pages")
Add = Callable[..., Account]


def acting(account: Account) -> Actor:
    return actor_of(account, clock.today())


def days(number: int) -> date:
    return clock.today() + timedelta(days=number)


@pytest.fixture
def guard(add: Add) -> Account:
    return add("guard", name="安全员", role="security_admin", division=DISTRICT)


@pytest.fixture
def wang(add: Add) -> Account:
    return add("wang", name="王敏")


@pytest.fixture
def li(add: Add) -> Account:
    return add("li", name="李明", role="community_worker")


def cover(post: Post, substitute: Account, **changes: Any) -> Post:
    wanted = {"valid_from": days(0), "valid_to": days(7), "reason": "年休假", "actor": LOCAL_OPERATOR} | changes
    return post_cover(post=post, substitute=substitute, **wanted)


def hand_over(post: Post, successor: Account, **changes: Any) -> Post:
    return post_hand_over(
        post=post, successor=successor, **({"on": days(0), "reason": "调离", "actor": LOCAL_OPERATOR} | changes)
    )


# --- Cover -----------------------------------------------------------------------------------------------------------


def test_a_substitute_holds_the_post_for_some_days_and_then_no_more(
    time: Clock, wang: Account, li: Account, guard: Account
) -> None:
    made = cover(wang.posts.get(), li, valid_from=days(1), valid_to=days(8), actor=acting(guard))

    roles = lambda: {grant.role for grant in scope_of(li, clock.today()).grants}  # noqa: E731
    assert roles() == {"community_worker"}
    time.forward(days=1)
    assert roles() == {"community_worker", "street_officer"}
    time.forward(days=6)
    assert "street_officer" in roles()
    time.forward(days=1)
    assert roles() == {"community_worker"}
    assert (made.organisation_id, made.division_id, made.covers) == (
        wang.posts.get().organisation_id,
        STREET,
        wang.posts.get(),
    )
    assert scope_of(wang, clock.today()).grants, "the holder keeps it all the time"


def test_what_a_substitute_does_says_for_whom(wang: Account, add: Add) -> None:
    li = add("li", name="李明", role="auditor", division=STREET)
    services.post_end(post=li.posts.get(), actor=LOCAL_OPERATOR)
    cover(wang.posts.get(), li)

    assert actor_of(li, clock.today()).post == "春风街道办事处 街道（镇）经办人（代王敏）"


def test_cover_is_journalled_with_its_reason(wang: Account, li: Account) -> None:
    cover(wang.posts.get(), li)

    entry = Act.objects.get(verb="post.cover")
    assert (entry.object_name, entry.after["for"], entry.after["reason"]) == ("李明", "王敏", "年休假")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "  "}, "no_reason"),
        ({"valid_from": 5, "valid_to": 5}, "bad_period"),
        ({"valid_from": -9, "valid_to": 0}, "cover_in_the_past"),
        ({"valid_to": 100}, "beyond_the_post"),
        ({"valid_from": 40, "valid_to": 45}, "beyond_the_post"),
    ],
)
def test_a_cover_that_cannot_be_is_refused(
    time: Clock, add: Add, li: Account, changes: dict[str, Any], code: str
) -> None:
    post = add("wang", valid_to=days(30)).posts.get()
    given = {key: days(value) if isinstance(value, int) else value for key, value in changes.items()}

    with pytest.raises(SanwuError) as refusal:
        cover(post, li, **given)

    assert refusal.value.code == code
    assert not li.posts.filter(covers=post).exists()


def test_two_do_not_cover_one_post_at_once(wang: Account, li: Account, add: Add) -> None:
    post, zhou = wang.posts.get(), add("zhou", name="周立")
    cover(post, li)
    with pytest.raises(Refused, match="李明在"):
        cover(post, zhou, valid_from=days(6), valid_to=days(9))

    cover(post, zhou, valid_from=days(7), valid_to=days(9))


def test_a_cover_is_not_passed_on_and_nobody_covers_himself(wang: Account, li: Account, add: Add) -> None:
    made = cover(wang.posts.get(), li)
    with pytest.raises(Refused, match="不能再委托"):
        cover(made, add("zhou"), valid_from=days(1), valid_to=days(2))
    with pytest.raises(BadInput, match="本来就由王敏"):
        cover(wang.posts.get(), wang)


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_an_administrator_does_not_stand_in_for_an_official(wang: Account, add: Add, role: str) -> None:
    with pytest.raises(Refused) as refusal:
        cover(wang.posts.get(), add("admin", role=role, division=DISTRICT))

    assert refusal.value.code == "roles_exclude_each_other"


def test_a_closed_account_stands_in_for_nobody(wang: Account, li: Account) -> None:
    services.account_deactivate(account=li, actor=LOCAL_OPERATOR)
    li.refresh_from_db()

    with pytest.raises(Refused, match="已停用"):
        cover(wang.posts.get(), li)


def test_when_the_post_ends_the_cover_ends_with_it(wang: Account, li: Account) -> None:
    cover(wang.posts.get(), li)
    services.post_end(post=wang.posts.get(), actor=LOCAL_OPERATOR)

    assert {grant.role for grant in scope_of(li, clock.today()).grants} == {"community_worker"}


# --- Hand-over ---------------------------------------------------------------------------------------------------------


def test_a_post_goes_to_the_successor_from_a_day_on(time: Clock, wang: Account, li: Account, guard: Account) -> None:
    old = wang.posts.get()
    new = hand_over(old, li, on=days(2), actor=acting(guard))

    assert scope_of(wang, clock.today()).grants
    time.forward(days=2)
    assert not scope_of(wang, clock.today()).grants
    assert "street_officer" in {grant.role for grant in scope_of(li, clock.today()).grants}
    old.refresh_from_db()
    assert (old.valid_to, new.valid_from, new.organisation_id) == (days(0), days(0), old.organisation_id)
    assert Act.objects.get(verb="post.hand_over").after["from"] == "王敏"


def test_hand_over_ends_the_cover_and_the_sessions_of_both(wang: Account, li: Account, add: Add) -> None:
    zhou = add("zhou", name="周立", role="community_worker")
    cover(wang.posts.get(), zhou)
    stamps = {account.pk: account.stamp for account in Account.objects.all()}

    hand_over(wang.posts.get(), li)

    after = {account.pk: account.stamp for account in Account.objects.all()}
    assert all(after[account.pk] != stamps[account.pk] for account in (wang, li, zhou))
    assert {grant.role for grant in scope_of(zhou, clock.today()).grants} == {"community_worker"}


def test_a_post_is_not_handed_over_in_the_past_nor_twice(wang: Account, li: Account) -> None:
    with pytest.raises(BadInput, match="不能早于今天"):
        hand_over(wang.posts.get(), li, on=days(-1))
    post = wang.posts.get()
    hand_over(post, li)
    with pytest.raises(Refused, match="已移交给李明"):
        hand_over(post, li)
    assert li.posts.count() == 2


def test_a_post_that_is_to_be_handed_over_is_not_handed_over_again(
    time: Clock, wang: Account, li: Account, add: Add
) -> None:
    post, zhou = wang.posts.get(), add("zhou", name="周立")
    made = hand_over(post, li, on=days(5))
    seen = version_of(wang.posts.get())

    for on in (days(2), days(5), days(9)):
        with pytest.raises(Refused, match="已移交给李明，从2"):
            hand_over(wang.posts.get(), zhou, on=on, expected=seen)
    assert handed_over(Post.objects.all()) == {post.pk: made}

    services.post_end(post=made, on=days(5), actor=LOCAL_OPERATOR)
    assert not handed_over(Post.objects.all()), "who never held it has not taken it over"


def test_no_hand_over_leaves_a_post_without_a_day(add: Add, li: Account) -> None:
    post = add("wang", valid_from=days(3), valid_to=days(10)).posts.get()

    for on in (days(0), days(3)):
        with pytest.raises(BadInput, match="应晚于这一天"):
            hand_over(post, li, on=on)
    with pytest.raises(BadInput, match=f"到{date_format(days(9))}为止"):
        hand_over(post, li, on=days(10))
    new = hand_over(post, li, on=days(9))

    assert [(one.valid_from, one.valid_to) for one in (Post.objects.get(pk=post.pk), new)] == [
        (days(3), days(9)), (days(9), days(10)),
    ]  # fmt: skip


def test_who_only_stands_in_hands_nothing_over(wang: Account, li: Account, add: Add) -> None:
    with pytest.raises(Refused, match="从原岗位"):
        hand_over(cover(wang.posts.get(), li, valid_from=days(-1)), add("zhou"))


def test_ends_are_said_as_last_days(wang: Account, li: Account, add: Add) -> None:
    zhou, yesterday, last = add("zhou", name="周立"), date_format(days(-1)), date_format(days(6))
    cover(wang.posts.get(), li)
    with pytest.raises(Refused, match=f"{date_format(days(0))}至{last}已代班"):
        cover(wang.posts.get(), zhou, valid_from=days(6), valid_to=days(9))
    with pytest.raises(BadInput, match=f"最后一天（{yesterday}）不能早于起始日"):
        cover(wang.posts.get(), zhou, valid_from=days(0), valid_to=days(0))
    services.post_end(post=wang.posts.get(), actor=LOCAL_OPERATOR)
    for verb in (cover, hand_over):
        with pytest.raises(Refused, match=f"最后一天是{yesterday}"):
            verb(wang.posts.get(), zhou)
    with pytest.raises(Refused, match=f"最后一天已是{yesterday}"):
        services.post_end(post=wang.posts.get(), actor=LOCAL_OPERATOR)


def test_the_demos_people_and_the_offices_do_not_mix(wang: Account, add: Add) -> None:
    demo = add("demo", demo=True)

    for verb in (cover, hand_over):
        with pytest.raises(Refused, match="演示账号"):
            verb(wang.posts.get(), demo)


@pytest.mark.parametrize("verb", [cover, hand_over])
@pytest.mark.parametrize(
    ("role", "division"),
    [("system_admin", DISTRICT), ("district_official", DISTRICT), ("security_admin", OTHER_DISTRICT)],
)
def test_nobody_else_gives_posts_away(
    verb: Callable[..., Post], wang: Account, li: Account, add: Add, role: str, division: str
) -> None:
    other = add("other", role=role, division=division)

    with pytest.raises(Refused):
        verb(wang.posts.get(), li, actor=acting(other))
    assert Post.objects.filter(account=li).count() == 1


@pytest.mark.parametrize("verb", [cover, hand_over])
def test_a_security_administrator_gives_herself_nothing(
    verb: Callable[..., Post], wang: Account, guard: Account
) -> None:
    with pytest.raises(Refused, match="不能给自己"):
        verb(wang.posts.get(), guard, actor=acting(guard))


@pytest.mark.parametrize("verb", [cover, hand_over])
def test_what_changed_meanwhile_is_not_overlooked(verb: Callable[..., Post], wang: Account, li: Account) -> None:
    post = wang.posts.get()
    seen = version_of(post)
    Post.objects.filter(pk=post.pk).update(remit="物业")

    with pytest.raises(Stale):
        verb(post, li, expected=seen)
    assert verb(post, li, expected=version_of(Post.objects.get(pk=post.pk)))


@pytest.mark.parametrize("verb", [cover, hand_over])
def test_the_same_form_sent_twice_has_one_effect(verb: Callable[..., Post], wang: Account, li: Account) -> None:
    first, second = (verb(wang.posts.get(), li, client_key="form-1") for _time in range(2))

    assert first == second
    assert li.posts.count() == 2


# --- Accounts ------------------------------------------------------------------------------------------------------------


def test_a_name_is_changed_and_what_was_done_before_keeps_the_old_one(wang: Account, guard: Account) -> None:
    account_rename(account=wang, name="王 敏敏", expected_name="王敏", actor=acting(guard))

    entry = Act.objects.get(verb="account.rename")
    assert (entry.before, entry.after) == ({"name": "王敏"}, {"name": "王 敏敏"})
    with pytest.raises(Stale, match="王 敏敏"):
        account_rename(account=wang, name="另一个", expected_name="王敏", actor=acting(guard))


def test_an_account_that_was_closed_opens_again_without_its_password(wang: Account, guard: Account) -> None:
    services.password_set(account=wang, password="correct horse battery", actor=LOCAL_OPERATOR)
    services.account_deactivate(account=wang, actor=acting(guard))

    account_reactivate(account=wang, actor=acting(guard))

    wang.refresh_from_db()
    assert wang.is_active
    assert not wang.has_usable_password()
    with pytest.raises(Refused, match="没有停用"):
        account_reactivate(account=wang, actor=acting(guard))


# --- Units -------------------------------------------------------------------------------------------------------------


def test_a_unit_gets_another_name_and_keeps_its_number_and_people(wang: Account, guard: Account) -> None:
    unit = wang.posts.get().organisation
    unit_rename(organisation=unit, name="春风街道社会事务中心", expected_name="春风街道办事处", actor=acting(guard))

    assert wang.posts.get().organisation.name == "春风街道社会事务中心"
    assert wang.posts.get().organisation_id == unit.pk
    assert Act.objects.get(verb="organisation.rename").before == {"name": "春风街道办事处"}


def test_a_name_that_another_unit_has_is_refused(wang: Account, add: Add) -> None:
    add("li", organisation="春风街道第二办事处")

    with pytest.raises(Refused, match="并入"):
        unit_rename(
            organisation=wang.posts.get().organisation,
            name="春风街道第二办事处",
            expected_name=None,
            actor=LOCAL_OPERATOR,
        )


def test_a_unit_that_was_renamed_meanwhile_is_not_overwritten(wang: Account) -> None:
    unit = wang.posts.get().organisation
    unit_rename(organisation=unit, name="新名称", expected_name="春风街道办事处", actor=LOCAL_OPERATOR)

    with pytest.raises(Stale, match="新名称"):
        unit_rename(organisation=unit, name="另一个", expected_name="春风街道办事处", actor=LOCAL_OPERATOR)


def merged(wang: Account, add: Add, **changes: Any) -> tuple[Organisation, Organisation, int]:
    zhou = add("zhou", name="周立", organisation="春风街道第二办事处")
    old, new = wang.posts.get().organisation, zhou.posts.get().organisation
    wanted = {"on": days(0), "reason": "机构改革", "actor": LOCAL_OPERATOR} | changes
    return old, new, unit_merge(organisation=old, into=new, **wanted)


def test_a_unit_becomes_part_of_another_with_its_people(wang: Account, li: Account, add: Add, guard: Account) -> None:
    cover(wang.posts.get(), li)
    old, new, moved = merged(wang, add, actor=acting(guard))

    assert moved == 2
    old.refresh_from_db()
    assert (old.successor, old.valid_to) == (new, days(0))
    now = [post for post in wang.posts.all() if post.valid_to is None]
    assert [(post.organisation, post.role, post.division_id) for post in now] == [(new, "street_officer", STREET)]
    assert {grant.role for grant in scope_of(wang, clock.today()).grants} == {"street_officer"}
    assert li.posts.get(organisation=new).covers == now[0]


def test_who_holds_the_same_post_in_both_units_holds_it_once_after_the_merger(wang: Account, li: Account) -> None:
    own = wang.posts.get()
    Post.objects.filter(pk=own.pk).update(valid_to=days(90))
    cover(wang.posts.get(), li)
    services.post_add(
        account=wang, role=own.role, division=STREET, organisation="春风街道第二办事处", valid_to=days(30),
        actor=LOCAL_OPERATOR,
    )  # fmt: skip
    old = own.organisation
    new = wang.posts.exclude(organisation=old).get().organisation
    moved = unit_merge(organisation=old, into=new, on=days(0), reason="机构改革", actor=LOCAL_OPERATOR)

    assert moved == 2
    now = wang.posts.get(organisation=new)
    assert now.valid_to == days(90)  # the days of both
    assert wang.posts.get(organisation=old).valid_to == days(0)
    assert li.posts.get(organisation=new).covers == now


def test_posts_that_differ_stay_apart_in_a_merger(wang: Account) -> None:
    own = wang.posts.get()
    services.post_add(
        account=wang, role=own.role, division=STREET, organisation="春风街道第二办事处", remit="物业",
        actor=LOCAL_OPERATOR,
    )  # fmt: skip
    old = own.organisation
    new = wang.posts.exclude(organisation=old).get().organisation
    unit_merge(organisation=old, into=new, on=days(0), reason="机构改革", actor=LOCAL_OPERATOR)

    assert sorted(wang.posts.filter(organisation=new).values_list("remit", flat=True)) == ["", "物业"]


def test_a_unit_is_not_merged_twice_nor_with_itself_nor_in_the_past(wang: Account, add: Add) -> None:
    old, new, _ = merged(wang, add)
    with pytest.raises(Refused, match="已经并入"):
        unit_merge(organisation=old, into=new, on=days(0), reason="再来", actor=LOCAL_OPERATOR)
    with pytest.raises(BadInput, match="自己"):
        unit_merge(organisation=new, into=new, on=days(0), reason="再来", actor=LOCAL_OPERATOR)
    with pytest.raises(BadInput, match="不能早于今天"):
        unit_merge(organisation=new, into=old, on=days(-1), reason="再来", actor=LOCAL_OPERATOR)


def test_a_merger_needs_both_places_and_moves_nobodys_own_post(wang: Account, add: Add, guard: Account) -> None:
    city = add("he", role="city_reviewer", division=CITY).posts.get().organisation
    with pytest.raises(Refused, match="没有管理"):
        unit_merge(
            organisation=wang.posts.get().organisation, into=city, on=days(0), reason="改革", actor=acting(guard)
        )

    other = add("other", role="security_admin", division=DISTRICT, organisation="东区信息中心").posts.get().organisation
    with pytest.raises(Refused, match="不能给自己"):
        unit_merge(
            organisation=guard.posts.get().organisation, into=other, on=days(0), reason="改革", actor=acting(guard)
        )
    assert not Organisation.objects.exclude(successor=None).exists()
