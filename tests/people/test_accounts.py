"""Accounts and posts: who may give them, what is refused, and what the journal keeps."""

from collections.abc import Callable
from datetime import date

import pytest

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.base.errors import BadInput, Refused, SanwuError
from sanwu.people import services
from sanwu.people.enums import Role
from sanwu.people.models import Account, Post
from sanwu.people.rules import ADMINISTRATORS
from sanwu.people.selectors import account_named, actor_of, scope_of
from sanwu.records.models import Act
from sanwu.territory.models import Division, Organisation
from tests.people.conftest import CITY, COMMUNITY, DISTRICT, OTHER_DISTRICT, STREET

pytestmark = pytest.mark.urls("tests.people.pages")
Add = Callable[..., Account]


def acting(account: Account) -> Actor:
    return actor_of(account, clock.today())


@pytest.fixture
def guard(add: Add) -> Account:
    """The security administrator of the district."""
    return add("guard", name="安全员", role="security_admin", division=DISTRICT)


# --- Adding ----------------------------------------------------------------------------------------------------------


def test_a_new_account_has_its_first_post_and_no_password(add: Add) -> None:
    account = add(remit="物业")

    post = account.posts.get()
    assert (post.role, post.division_id, post.remit) == ("street_officer", STREET, "物业")
    assert not account.has_usable_password()
    assert account.stamp


def test_the_usual_organisation_is_made_once_and_used_again(add: Add) -> None:
    first, second = add("one"), add("two")

    assert first.posts.get().organisation == second.posts.get().organisation
    assert Organisation.objects.get().name == "春风街道办事处"


def test_an_organisation_can_be_named(add: Add) -> None:
    post = add(role="department", division=DISTRICT, organisation="东区住房和建设局").posts.get()

    assert (post.organisation.name, post.organisation.kind) == ("东区住房和建设局", "department")


def test_a_division_may_be_given_by_the_short_code_of_a_list(add: Add) -> None:
    account = add(division="990101001")

    assert account.posts.get().division_id == STREET
    assert Act.objects.get().division_code == STREET


def test_adding_is_one_journal_entry_with_the_post_as_its_step(add: Add) -> None:
    account = add()

    entry = Act.objects.get(verb="account.add")
    assert (entry.object_id, entry.object_name, entry.division_code) == (str(account.pk), "王敏", STREET)
    assert "post.add" in [step["verb"] for step in entry.steps]
    assert entry.after == {"username": "wang", "name": "王敏", "demo": False}


def test_a_name_is_stored_in_one_spelling_and_found_by_any(add: Add) -> None:
    account = add(username=" ＷＡＮＧ.Min ")

    assert account.username == "wang.min"
    assert account_named("Wang.MIN") == account


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        ({"username": "王"}, "bad_username", "2 到 60"),
        ({"username": "wang min"}, "bad_username", "不能有空格"),
        ({"username": "x" * 61}, "bad_username", "2 到 60"),
        ({"name": "   "}, "bad_name", "请填写姓名"),
        ({"role": "superuser"}, "unknown_role", "street_officer（街道（镇）经办人）"),
        ({"division": "东区"}, "bad_division", "12 位"),
        ({"division": "999999999999"}, "unknown_division", "先导入行政区划"),
        ({"valid_from": date(2030, 2, 1), "valid_to": date(2030, 2, 1)}, "bad_period", "不能早于起始日"),
        ({"objects": [("compound", 1)]}, "objects_not_allowed", "按区划管辖"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_made(add: Add, given: dict, code: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refusal:
        add(**given)

    assert refusal.value.code == code
    assert not Account.objects.exists()
    assert not Organisation.objects.exists()
    assert not Act.objects.exists()


def test_a_taken_name_is_refused_in_any_spelling(add: Add) -> None:
    add("wang")

    with pytest.raises(Refused, match="已有名为“wang”的账号"):
        add("ＷＡＮＧ")


def test_a_closed_division_takes_no_new_post(add: Add) -> None:
    Division.objects.filter(code=STREET).update(valid_to=clock.today())

    with pytest.raises(BadInput, match="撤销") as refusal:
        add()
    assert refusal.value.code == "closed_division"


def test_the_same_form_sent_twice_makes_one_account(add: Add) -> None:
    first = add(client_key="form-1")
    second = add(client_key="form-1")

    assert first == second
    assert Account.objects.count() == Post.objects.count() == 1


# --- Who may -----------------------------------------------------------------------------------------------------------


def test_the_security_administrator_adds_accounts_in_her_own_place(add: Add, guard: Account) -> None:
    account = add("li", division=COMMUNITY, role="community_worker", actor=acting(guard))

    assert scope_of(account, clock.today()).grants


@pytest.mark.parametrize("division", [CITY, OTHER_DISTRICT])
def test_she_adds_none_above_or_beside(add: Add, guard: Account, division: str) -> None:
    with pytest.raises(Refused, match="没有管理该辖区账号的权限"):
        add("li", division=division, actor=acting(guard))


@pytest.mark.parametrize("role", sorted(set(Role.values) - {"security_admin"}))
def test_no_other_role_manages_accounts(add: Add, role: str) -> None:
    other = add("other", role=role, division=DISTRICT)
    target = add("target")

    for verb in (
        lambda: add("li", actor=acting(other)),
        lambda: services.post_add(account=target, role="auditor", division=STREET, actor=acting(other)),
        lambda: services.post_end(post=target.posts.get(), actor=acting(other)),
        lambda: services.account_deactivate(account=target, actor=acting(other)),
        lambda: services.link_issue(account=target, actor=acting(other)),
        lambda: services.password_set(account=target, password="correct horse battery", actor=acting(other)),
    ):
        with pytest.raises(Refused, match="没有管理该辖区账号的权限"):
            verb()


def test_a_security_administrator_whose_post_ended_manages_nothing(add: Add, guard: Account) -> None:
    actor = acting(guard)
    services.post_end(post=guard.posts.get(), actor=LOCAL_OPERATOR)

    with pytest.raises(Refused):
        add("li", actor=actor)


def test_nobody_gives_himself_a_post_or_ends_or_closes_his_own(add: Add, guard: Account) -> None:
    for verb in (
        lambda: services.post_add(account=guard, role="security_admin", division=STREET, actor=acting(guard)),
        lambda: services.post_end(post=guard.posts.get(), actor=acting(guard)),
        lambda: services.account_deactivate(account=guard, actor=acting(guard)),
    ):
        with pytest.raises(Refused, match="不能给自己"):
            verb()


def test_an_account_with_a_post_elsewhere_is_closed_only_by_who_manages_both_places(add: Add, guard: Account) -> None:
    account = add()
    services.post_add(account=account, role="auditor", division=OTHER_DISTRICT, actor=LOCAL_OPERATOR)

    with pytest.raises(Refused, match="没有管理该辖区账号的权限"):
        services.account_deactivate(account=account, actor=acting(guard))


# --- Roles that exclude each other ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("held", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("wanted", sorted(Role.values))
def test_an_administrator_gets_no_other_role(add: Add, held: str, wanted: str) -> None:
    account = add(role=held, division=DISTRICT)

    def give() -> None:
        services.post_add(account=account, role=wanted, division=STREET, actor=LOCAL_OPERATOR)

    if held == wanted:
        give()
        return
    with pytest.raises(Refused) as refusal:
        give()
    assert refusal.value.code == "roles_exclude_each_other"


def test_an_officer_becomes_administrator_only_after_the_old_post_has_ended(add: Add) -> None:
    account = add(role="street_officer")
    with pytest.raises(Refused, match="不能同时任“审计管理员”.*三人分任"):
        services.post_add(account=account, role="audit_admin", division=STREET, actor=LOCAL_OPERATOR)

    services.post_end(post=account.posts.get(), actor=LOCAL_OPERATOR)
    services.post_add(
        account=account, role="audit_admin", division=STREET, valid_from=clock.today(), actor=LOCAL_OPERATOR
    )

    assert [grant.role for grant in scope_of(account, clock.today()).grants] == ["audit_admin"]


# --- Ending ------------------------------------------------------------------------------------------------------------


def test_a_post_that_is_ended_gives_nothing_from_the_same_day_and_stays_as_a_record(add: Add) -> None:
    account = add()

    services.post_end(post=account.posts.get(), actor=LOCAL_OPERATOR)

    assert not scope_of(account, clock.today()).grants
    assert account.posts.get().valid_to == clock.today()
    assert Act.objects.get(verb="post.end").before["valid_to"] is None


def test_a_post_is_not_ended_twice(add: Add) -> None:
    post = add().posts.get()
    services.post_end(post=post, actor=LOCAL_OPERATOR)

    with pytest.raises(Refused, match="无需再次办理"):
        services.post_end(post=post, actor=LOCAL_OPERATOR)


def test_every_change_of_rights_changes_the_stamp(add: Add) -> None:
    account = add()
    stamps = [account.stamp]

    def note() -> None:
        stamps.append(Account.objects.get(pk=account.pk).stamp)

    post = services.post_add(account=account, role="auditor", division=DISTRICT, actor=LOCAL_OPERATOR)
    note()
    services.post_end(post=post, actor=LOCAL_OPERATOR)
    note()
    services.password_set(account=account, password="correct horse battery", actor=LOCAL_OPERATOR)
    note()
    services.account_deactivate(account=account, actor=LOCAL_OPERATOR)
    note()

    assert len(set(stamps)) == 5


def test_a_closed_account_keeps_its_posts_and_is_found_no_more(add: Add) -> None:
    account = add()
    services.account_deactivate(account=account, actor=LOCAL_OPERATOR)

    assert account.posts.count() == 1
    with pytest.raises(BadInput, match="没有名为“wang”的可用账号"):
        account_named("wang")
    with pytest.raises(Refused, match="已经停用"):
        services.account_deactivate(account=account, actor=LOCAL_OPERATOR)


# --- Passwords -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("password", ["short", "password123", "wang.min.2030", "nul\0nul\0nul\0nul", "x" * 1001])
def test_a_weak_or_unusable_password_is_refused_in_chinese(add: Add, password: str) -> None:
    account = add("wang.min")

    with pytest.raises(BadInput, match="密码") as refusal:
        services.password_set(account=account, password=password, actor=LOCAL_OPERATOR)

    assert "password" not in refusal.value.message.lower()
    assert not Account.objects.get().has_usable_password()


def test_one_sets_ones_own_password_and_the_journal_does_not_know_it(add: Add) -> None:
    account = add()

    services.password_set(account=account, password="correct horse battery", actor=acting(account))

    assert Account.objects.get().check_password("correct horse battery")
    entry = Act.objects.get(verb="account.password_set")
    assert (entry.before, entry.after, entry.result) == (None, None, None)


def test_a_demo_account_gets_no_password(add: Add) -> None:
    with pytest.raises(SanwuError, match="演示账号"):
        services.password_set(account=add(demo=True), password="correct horse battery", actor=LOCAL_OPERATOR)
