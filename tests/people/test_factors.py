"""The second factor: bound by a code, taken once, counted when wrong, reset by somebody else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyotp
import pytest
from django.core import serializers

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.people import factors, services
from sanwu.people.models import Account, RecoveryCode
from sanwu.people.selectors import actor_of, scope_of
from sanwu.records.models import Act
from tests.people.conftest import CITY, DISTRICT, OTHER_DISTRICT, Clock

pytestmark = pytest.mark.urls("tests.people.pages")
Add = Callable[..., Account]
SALT = "0123456789abcdef0123456789abcdef"


def acting(account: Account) -> Actor:
    return actor_of(account, clock.today())


def code_of(account: Account, salt: str = SALT, *, later: int = 0) -> str:
    """What the phone shows now, or `later` steps from now."""
    step = int(clock.now().timestamp()) // 30 + later
    return pyotp.TOTP(factors.secret(account, salt)).generate_otp(step)


def bind(account: Account, salt: str = SALT) -> list[str]:
    codes = factors.enrol(account=account, salt=salt, code=code_of(account, salt), actor=acting(account))
    account.refresh_from_db()
    return codes


@pytest.fixture
def wang(add: Add, time: Clock) -> Account:
    return add()


def test_a_device_is_bound_by_one_of_its_codes(wang: Account) -> None:
    stamp = wang.stamp

    codes = bind(wang)

    assert wang.factor_since is not None
    assert wang.stamp != stamp, "other sessions end"
    assert len(set(codes)) == RecoveryCode.objects.filter(account=wang).count() == 10
    entry = Act.objects.get(verb="factor.enrol")
    assert (entry.before, entry.after) == ({"bound": False}, {"bound": True})


def test_a_wrong_code_binds_nothing(wang: Account) -> None:
    with pytest.raises(BadInput, match="口令不正确"):
        factors.enrol(account=wang, salt=SALT, code="000000", actor=acting(wang))

    wang.refresh_from_db()
    assert wang.factor_since is None
    assert not RecoveryCode.objects.exists()
    assert not Act.objects.filter(verb="factor.enrol").exists()


def test_nobody_binds_a_device_for_another(wang: Account, add: Add) -> None:
    guard = add("guard", role="security_admin", division=DISTRICT)

    for actor in (acting(guard), LOCAL_OPERATOR):
        with pytest.raises(Refused, match="本人"):
            factors.enrol(account=wang, salt=SALT, code=code_of(wang), actor=actor)


def test_the_code_that_bound_the_device_is_not_taken_again(wang: Account) -> None:
    bind(wang)

    assert not factors.take(wang, code_of(wang))


def test_a_code_is_taken_once(wang: Account, time: Clock) -> None:
    bind(wang)
    time.forward(seconds=30)

    assert factors.take(wang, code_of(wang))
    assert not factors.take(wang, code_of(wang))


def test_an_older_code_is_not_taken_after_a_newer_one(wang: Account, time: Clock) -> None:
    bind(wang)
    time.forward(seconds=60)
    older = code_of(wang, later=-1)
    assert factors.take(wang, code_of(wang))

    assert not factors.take(wang, older)


@pytest.mark.parametrize(("later", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phone_may_be_one_step_off(wang: Account, time: Clock, later: int, taken: bool) -> None:
    bind(wang)
    time.forward(minutes=10)

    assert factors.take(wang, code_of(wang, later=later)) is taken


@pytest.mark.parametrize("written", ["{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}", " {0} ", "{0}\n"])
def test_a_code_may_be_typed_with_spaces(wang: Account, time: Clock, written: str) -> None:
    bind(wang)
    time.forward(minutes=1)

    assert factors.take(wang, written.format(code_of(wang)))


def test_full_width_digits_are_digits(wang: Account, time: Clock) -> None:
    bind(wang)
    time.forward(minutes=1)

    assert factors.take(wang, code_of(wang).translate(str.maketrans("0123456789", "０１２３４５６７８９")))


@pytest.mark.parametrize("code", ["", "0", "abcdef", "12345678", "x" * 5000, "\0"])
def test_anything_else_is_no_code(wang: Account, time: Clock, code: str) -> None:
    bind(wang)
    time.forward(minutes=1)

    assert not factors.take(wang, code)


def test_an_account_without_a_device_has_no_codes(wang: Account) -> None:
    assert not factors.take(wang, code_of(wang, salt=""))


def test_another_account_with_the_same_salt_has_other_codes(wang: Account, add: Add) -> None:
    li = add("li")

    assert factors.secret(wang, SALT) != factors.secret(li, SALT)


def test_the_database_alone_makes_no_code(wang: Account, settings: Any) -> None:
    """A copy of all rows under another key: no secret stands in them, and none follows."""
    bind(wang)
    secret = factors.secret(wang, SALT)
    rows = serializers.serialize("json", [*Account.objects.all(), *RecoveryCode.objects.all(), *Act.objects.all()])
    assert secret not in rows
    assert SALT in rows

    settings.SECRET_KEY = "another installation's key, as long as it has to be to pass"
    assert factors.secret(wang, SALT) != secret


def test_a_key_that_was_replaced_holds_as_a_fallback(wang: Account, settings: Any, time: Clock) -> None:
    bind(wang)
    time.forward(minutes=1)
    code = code_of(wang)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the key that came after it, as long as it has to be to pass"

    assert factors.take(wang, code)


# --- Recovery codes ------------------------------------------------------------------------------------------------------


def test_a_recovery_code_replaces_the_phone_once_and_is_journalled(wang: Account) -> None:
    codes = bind(wang)

    assert factors.take(wang, codes[3].upper())
    assert not factors.take(wang, codes[3])
    assert Act.objects.get(verb="factor.recovery").after == {"left": 9, "taken": True}


def test_a_recovery_code_of_another_account_does_not_hold(wang: Account, add: Add) -> None:
    li = add("li")
    bind(wang)
    codes = bind(li, SALT[::-1])

    assert not factors.take(wang, codes[0])


def test_new_recovery_codes_end_the_old_ones(wang: Account, time: Clock) -> None:
    old = bind(wang)
    time.forward(minutes=1)

    new = factors.renew_codes(account=wang, code=code_of(wang), actor=acting(wang))

    assert not set(old) & set(new)
    assert not factors.take(wang, old[0])
    assert factors.take(wang, new[0])


def test_new_recovery_codes_need_a_code(wang: Account) -> None:
    old = bind(wang)
    with pytest.raises(BadInput, match="动态口令不正确"):
        factors.renew_codes(account=wang, code="000000", actor=acting(wang))

    assert factors.take(wang, old[0])


def test_a_new_phone_needs_a_code_of_the_old_one(wang: Account, time: Clock) -> None:
    codes = bind(wang)
    time.forward(minutes=1)
    other = SALT[::-1]
    with pytest.raises(BadInput, match="原来的动态口令不正确"):
        factors.enrol(account=wang, salt=other, code=code_of(wang, other), current="000000", actor=acting(wang))

    factors.enrol(account=wang, salt=other, code=code_of(wang, other), current=codes[0], actor=acting(wang))

    wang.refresh_from_db()
    assert wang.factor_salt == other


# --- Lost: somebody else unbinds it ----------------------------------------------------------------------------------------


def test_the_security_administrator_unbinds_a_lost_device_with_a_reason(wang: Account, add: Add) -> None:
    guard = add("guard", name="安全员", role="security_admin", division=DISTRICT)
    codes = bind(wang)

    factors.reset(account=wang, reason="手机丢失，本人到场核实", actor=acting(guard))

    wang.refresh_from_db()
    assert wang.factor_since is None
    assert not factors.take(wang, codes[0])
    entry = Act.objects.get(verb="factor.reset")
    assert (entry.actor_name, entry.after["reason"]) == ("安全员", "手机丢失，本人到场核实")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_it_is_not_unbound_without_a_reason(wang: Account, reason: str) -> None:
    bind(wang)
    with pytest.raises(BadInput, match="理由"):
        factors.reset(account=wang, reason=reason, actor=LOCAL_OPERATOR)

    wang.refresh_from_db()
    assert wang.factor_since is not None


@pytest.mark.parametrize(
    ("role", "division"), [("system_admin", DISTRICT), ("district_official", CITY), ("security_admin", OTHER_DISTRICT)]
)
def test_nobody_else_unbinds_it(wang: Account, add: Add, role: str, division: str) -> None:
    other = add("other", role=role, division=division)
    bind(wang)

    with pytest.raises(Refused):
        factors.reset(account=wang, reason="试试", actor=acting(other))


def test_a_security_administrator_does_not_unbind_her_own(add: Add, time: Clock) -> None:
    guard = add("guard", role="security_admin", division=DISTRICT)
    bind(guard)

    with pytest.raises(Refused, match="不能给自己"):
        factors.reset(account=guard, reason="换手机", actor=acting(guard))


# --- Who must ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "role", "demanded"),
    [
        ("administrators", "system_admin", True), ("administrators", "security_admin", True),
        ("administrators", "audit_admin", True), ("administrators", "district_official", False),
        ("everybody", "district_official", True), ("nobody", "security_admin", False),
    ],
)  # fmt: skip
def test_the_setting_says_who_must(add: Add, settings: Any, setting: str, role: str, demanded: bool) -> None:
    settings.SANWU_SECOND_FACTOR = setting
    account = add(role=role, division=DISTRICT)

    assert factors.is_demanded(account, scope_of(account, clock.today())) is demanded


def test_the_people_of_the_demo_never_must_and_who_has_one_is_not_asked_again(
    add: Add, settings: Any, time: Clock
) -> None:
    settings.SANWU_SECOND_FACTOR = "everybody"
    demo, real = add("demo", demo=True), add("real")
    bind(real)

    assert not factors.is_demanded(demo, scope_of(demo, clock.today()))
    assert not factors.is_demanded(real, scope_of(real, clock.today()))


def test_the_shipped_setting_obliges_the_administrators() -> None:
    from tests.source import SOURCE

    assert (
        'env.choice("SANWU_SECOND_FACTOR", default="administrators"'
        in Path(SOURCE / "project" / "settings.py").read_text()
    )


def test_a_closed_account_and_its_device_let_nobody_in(wang: Account, time: Clock, rf: Any) -> None:
    from django.contrib.auth import authenticate

    bind(wang)
    time.forward(minutes=1)
    services.account_deactivate(account=wang, actor=LOCAL_OPERATOR)

    assert authenticate(rf.post("/"), username="wang", code=code_of(wang)) is None
