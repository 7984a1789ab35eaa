"""Small changes of an account: another name, and opening one again that was closed."""

from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import Refused, Stale
from sanwu.people import checks
from sanwu.people.digests import bind_account
from sanwu.people.models import Account
from sanwu.people.parts import end_sessions, home, locked
from sanwu.records.services import act

__all__ = ["account_reactivate", "account_rename"]


def account_rename(
    *, account: Account, name: str, expected_name: str | None = None, actor: Actor, client_key: str | None = None
) -> Account:
    """How a person is called from now on; what she did before keeps the name it was done under."""
    divisions = checks.divisions_of(account)
    with act(
        verb="account.rename", actor=actor, object_type="account", object_id=str(account.pk), object_name=account.name,
        division=home(divisions), client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return account
        checks.manages(actor, divisions, clock.today())
        held = locked(account)
        if expected_name is not None and held.name != expected_name:
            raise Stale(
                _("在您填写的时候，姓名已改为“%(name)s”。请核对后再提交一次。") % {"name": held.name}, "stale_name"
            )
        entry.before = {"name": held.name}
        account.name = checks.person_name(name)
        account.save(update_fields=["name"])
        bind_account(account)
        entry.after, entry.object_name = {"name": account.name}, account.name
    return account


def account_reactivate(*, account: Account, actor: Actor, client_key: str | None = None) -> Account:
    """Open a closed account again. Its posts hold as their days say; she enters by a new link."""
    divisions = checks.divisions_of(account)
    with act(
        verb="account.reactivate", actor=actor, object_type="account", object_id=str(account.pk),
        object_name=account.name, division=home(divisions), client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return account
        checks.manages(actor, divisions, clock.today())
        checks.not_oneself(actor, account)
        if locked(account).is_active:
            raise Refused(_("%(name)s的账号没有停用，无需办理。") % {"name": account.name}, "already_active")
        account.is_active = True
        account.set_unusable_password()
        account.save(update_fields=["is_active", "password"])
        end_sessions(account)
        entry.before, entry.after = {"is_active": False}, {"is_active": True}
    return account
