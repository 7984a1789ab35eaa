"""One-time sign-in links: one use, one account, a limited time; demo links on this machine only."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.errors import BadInput, Refused
from sanwu.people import services
from sanwu.people.models import Account, SignInLink
from sanwu.records.models import Act
from tests import processes
from tests.people.conftest import Clock

pytestmark = pytest.mark.urls("tests.people.pages")
Add = Callable[..., Account]


def token_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def issue(account: Account, **given: object) -> str:
    return token_of(services.link_issue(account=account, actor=LOCAL_OPERATOR, **given)[0])  # type: ignore[arg-type]


def test_a_link_brings_its_account_once(add: Add) -> None:
    account = add()
    token = issue(account)

    assert services.link_use(token=token, from_loopback=False) == account
    with pytest.raises(Refused, match="已经用过、过期或不正确"):
        services.link_use(token=token, from_loopback=False)


def test_a_token_has_256_bits_and_only_its_hash_is_kept(add: Add) -> None:
    tokens = {issue(account) for account in [add()] for _ in range(3)}

    assert len(tokens) == 3
    assert all(len(token) == 43 for token in tokens)
    kept = str(list(SignInLink.objects.values())) + str(list(Act.objects.values()))
    assert not [token for token in tokens if token in kept]


def test_a_link_expires(add: Add, time: Clock) -> None:
    account = add()
    path, expires_at = services.link_issue(account=account, actor=LOCAL_OPERATOR, hours=2)
    assert expires_at == clock.now() + timedelta(hours=2)

    time.forward(hours=2)

    with pytest.raises(Refused, match="过期"):
        services.link_use(token=token_of(path), from_loopback=False)


@pytest.mark.parametrize("token", ["", "x", "\0", "汉字", "a" * 10_000])
def test_a_made_up_token_is_refused(add: Add, token: str) -> None:
    issue(add())

    with pytest.raises(Refused) as refusal:
        services.link_use(token=token, from_loopback=True)
    assert refusal.value.code == "dead_link"


def test_the_refusal_is_the_same_for_an_unknown_a_used_an_expired_link_and_a_closed_account(
    add: Add, time: Clock
) -> None:
    used, late, closed = issue(add("one")), issue(account := add("two"), hours=1), issue(shut := add("three"))
    services.link_use(token=used, from_loopback=False)
    services.account_deactivate(account=shut, actor=LOCAL_OPERATOR)
    time.forward(hours=1)
    answers = set()

    for token in (used, late, closed, "unknown"):
        with pytest.raises(Refused) as refusal:
            services.link_use(token=token, from_loopback=True)
        answers.add((refusal.value.code, refusal.value.message))

    assert len(answers) == 1
    assert not account.links.exclude(used_at=None).exists()


def test_a_demo_link_works_on_this_machine_only_and_is_not_spent_by_trying_elsewhere(add: Add) -> None:
    account = add(demo=True)
    token = issue(account, loopback_only=True)

    with pytest.raises(Refused, match="只能在运行本系统的电脑上打开"):
        services.link_use(token=token, from_loopback=False)

    assert services.link_use(token=token, from_loopback=True) == account


def test_every_link_of_a_demo_account_is_for_this_machine(add: Add) -> None:
    token = issue(add(demo=True))

    with pytest.raises(Refused, match="只能在运行本系统的电脑上打开"):
        services.link_use(token=token, from_loopback=False)


def test_an_account_that_is_no_demo_account_gets_no_demo_link(add: Add) -> None:
    with pytest.raises(Refused, match="只有演示账号"):
        issue(add(), loopback_only=True)
    assert not SignInLink.objects.exists()


def test_a_loopback_link_of_an_account_that_stopped_being_demo_does_not_work(add: Add) -> None:
    account = add(demo=True)
    token = issue(account, loopback_only=True)
    Account.objects.update(demo=False)

    with pytest.raises(Refused):
        services.link_use(token=token, from_loopback=True)


@pytest.mark.parametrize("hours", [0, -1, 24 * 365])
def test_an_odd_lifetime_is_refused(add: Add, hours: int) -> None:
    with pytest.raises(BadInput, match="小时"):
        issue(add(), hours=hours)


def test_a_closed_account_gets_no_link(add: Add) -> None:
    account = add()
    services.account_deactivate(account=account, actor=LOCAL_OPERATOR)

    with pytest.raises(Refused, match="已停用"):
        issue(account)


def test_a_new_password_voids_the_links_that_were_still_open(add: Add) -> None:
    account = add()
    token = issue(account)
    services.password_set(account=account, password="correct horse battery", actor=LOCAL_OPERATOR)

    with pytest.raises(Refused):
        services.link_use(token=token, from_loopback=False)


def test_issue_and_use_stand_in_the_journal(add: Add) -> None:
    account = add()
    services.link_use(token=issue(account), from_loopback=False)

    used, issued = Act.objects.filter(verb__startswith="link.")
    assert (issued.verb, issued.actor_name) == ("link.issue", "local operator")
    assert (used.verb, used.actor_id, used.object_id) == ("link.use", account.pk, str(account.pk))


PREPARE = """
from datetime import timedelta
from hashlib import sha256
from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.people.models import SignInLink
from sanwu.people.services import account_add
from sanwu.territory.models import Division
Division.objects.create(code="990000000000", name="测试省", level="province")
account = account_add(username="wang", name="王敏", role="auditor", division="990000000000", actor=LOCAL_OPERATOR)
now = clock.now()
SignInLink.objects.create(
    account=account, token_hash=sha256(b"token").hexdigest(), created_at=now, expires_at=now + timedelta(hours=1)
)
"""
USE = """
from sanwu.base.errors import Refused
from sanwu.people.services import link_use
input()
try:
    print(link_use(token="token", from_loopback=False).username)
except Refused as refusal:
    print(refusal.code)
"""


def test_of_several_who_use_a_link_at_once_one_gets_in(own_office: dict[str, str]) -> None:
    processes.migrate(own_office)
    processes.run(own_office, PREPARE)

    programs = [processes.start(own_office, USE) for _ in range(3)]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("now\n")
        program.stdin.flush()
    answers = [program.communicate(timeout=60)[0].strip() for program in programs]

    assert sorted(answers) == ["dead_link", "dead_link", "wang"]
