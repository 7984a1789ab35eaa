"""The second factor: a code of six digits that a phone shows for half a minute (TOTP, RFC 6238), and codes for who lost it.

The secret of an account follows from the installation's key and the account's salt; the database holds the salt only.
A code is taken once, in a window of one step before and after, and counted by django-axes where it is wrong.
"""

import hmac
import re
import secrets
import unicodedata
from base64 import b32encode

import pyotp
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Scope
from sanwu.people import checks
from sanwu.people.models import Account, RecoveryCode
from sanwu.people.parts import end_sessions, home, locked, token_hash
from sanwu.people.rules import ADMINISTRATORS
from sanwu.records.services import act

__all__ = ["enrol", "is_demanded", "matches", "new_salt", "renew_codes", "reset", "secret", "take", "uri"]

STEP_SECONDS = 30
WINDOW = (0, -1, 1)
CODES = 10
EVERYBODY, OF_ADMINISTRATORS = "everybody", "administrators"  # values of the setting SANWU_SECOND_FACTOR


def is_demanded(account: Account, scope: Scope) -> bool:
    """Whether this account must bind a device before it may do anything else. The demo's people need not."""
    if account.factor_since is not None or account.demo:
        return False
    wanted = settings.SANWU_SECOND_FACTOR
    of_role = wanted == OF_ADMINISTRATORS and any(grant.role in ADMINISTRATORS for grant in scope.grants)
    return wanted == EVERYBODY or of_role


def new_salt() -> str:
    """A salt for a device that is about to be bound."""
    return secrets.token_hex(16)


def secret(account: Account, salt: str, key: str | bytes | None = None) -> str:
    """The secret of an account in base32, as authenticator apps take it."""
    made = salted_hmac("sanwu.people.second_factor", f"{account.pk}:{salt}", secret=key, algorithm="sha256").digest()
    return b32encode(made[:20]).decode()


def uri(account: Account, salt: str) -> str:
    """What the QR code says."""
    return pyotp.TOTP(secret(account, salt)).provisioning_uri(name=account.username, issuer_name=_("三无小区治理平台"))


def matches(account: Account, salt: str, code: str) -> int | None:
    """The step of which `code` is the code, or None. A key that was replaced holds while it is a fallback."""
    digits = _tidy(code)
    now = int(clock.now().timestamp()) // STEP_SECONDS
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        device = pyotp.TOTP(secret(account, salt, key))
        for offset in WINDOW:
            if hmac.compare_digest(device.generate_otp(now + offset).encode(), digits.encode()):
                return now + offset
    return None


def take(account: Account, code: str) -> bool:
    """Use a code up: the device's, once, or one of the recovery codes. Wrong and used ones are one answer."""
    if not account.factor_salt or account.factor_since is None:
        return False
    step = matches(account, account.factor_salt, code)
    if step is not None:
        # One statement: of two requests with one code, the second finds the step taken.
        return Account.objects.filter(pk=account.pk, factor_step__lt=step).update(factor_step=step) == 1
    return _take_recovery_code(account, code)


def enrol(
    *, account: Account, salt: str, code: str, current: str = "", actor: Actor, client_key: str | None = None
) -> list[str]:
    """Bind a device, proved by one of its codes; the recovery codes, shown once. All other sessions end.

    A device that is bound already is replaced only by who gives a code of it (or a recovery code) as `current`.
    """
    if actor.account_id != account.pk:
        raise Refused(_("动态口令只能由本人绑定。"), "not_own_factor")
    with act(
        verb="factor.enrol", actor=actor, object_type="account", object_id=str(account.pk), object_name=account.name,
        division=home(checks.divisions_of(account)), client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return []
        held = locked(account)
        if held.factor_since is not None and not take(held, current):
            raise BadInput(_("原来的动态口令不正确。手机不在手边时，可以用一个恢复码代替。"), "wrong_current_code")
        step = matches(account, salt, code)
        if step is None:
            raise BadInput(_("口令不正确。请确认手机时间准确，等下一个口令出现后再输入。"), "wrong_code")
        account.factor_salt, account.factor_step, account.factor_since = salt, step, clock.now()
        account.save(update_fields=["factor_salt", "factor_step", "factor_since"])
        end_sessions(account)
        entry.before, entry.after = {"bound": held.factor_since is not None}, {"bound": True}
        return _new_codes(account)


def renew_codes(*, account: Account, code: str, actor: Actor, client_key: str | None = None) -> list[str]:
    """New recovery codes; the old ones end. Asked for with a code of the device, by the person alone."""
    if actor.account_id != account.pk:
        raise Refused(_("恢复码只能由本人更换。"), "not_own_factor")
    with act(
        verb="factor.renew", actor=actor, object_type="account", object_id=str(account.pk), object_name=account.name,
        division=home(checks.divisions_of(account)), client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return []
        if not take(locked(account), code):
            raise BadInput(_("动态口令不正确，或者已经用过。请等下一个口令出现后再输入。"), "wrong_code")
        return _new_codes(account)


def reset(*, account: Account, reason: str, actor: Actor, client_key: str | None = None) -> Account:
    """Unbind the device of somebody who lost it; she binds a new one at the next sign-in. Sessions end.

    The security administrator (not for himself) or the local operator may; the reason stands in the journal.
    """
    divisions = checks.divisions_of(account)
    with act(
        verb="factor.reset", actor=actor, object_type="account", object_id=str(account.pk), object_name=account.name,
        division=home(divisions), client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return account
        checks.manages(actor, divisions, clock.today())
        checks.not_oneself(actor, account)
        why = checks.reason_given(reason)
        if locked(account).factor_since is None:
            raise Refused(_("%(name)s没有绑定动态口令，无需解除。") % {"name": account.name}, "no_factor")
        account.factor_salt, account.factor_step, account.factor_since = "", 0, None
        account.save(update_fields=["factor_salt", "factor_step", "factor_since"])
        RecoveryCode.objects.filter(account=account).delete()
        end_sessions(account)
        entry.before, entry.after = {"bound": True}, {"bound": False, "reason": why}
    return account


def _take_recovery_code(account: Account, code: str) -> bool:
    unused = RecoveryCode.objects.filter(account=account, used_at=None)
    found = unused.filter(code_hash=token_hash(_tidy(code)))
    if not found.exists():
        return False
    with act(
        verb="factor.recovery", actor=Actor(name=account.name, account_id=account.pk), object_type="account",
        object_id=str(account.pk), object_name=account.name, division=home(checks.divisions_of(account)),
    ) as entry:  # fmt: skip
        taken = found.update(used_at=clock.now()) == 1
        entry.after = {"left": unused.count(), "taken": taken}
    return taken


def _new_codes(account: Account) -> list[str]:
    RecoveryCode.objects.filter(account=account).delete()
    codes = [b32encode(secrets.token_bytes(10)).decode().lower() for _number in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(account=account, code_hash=token_hash(code)) for code in codes)
    return ["-".join(re.findall(".{4}", code)) for code in codes]


def _tidy(code: str) -> str:
    """As typed by people: full-width digits, spaces and hyphens do not matter."""
    return re.sub(r"[\s\-–—]", "", unicodedata.normalize("NFKC", code)).lower()[:40]
