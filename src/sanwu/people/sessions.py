"""How a session begins and ends: 30 minutes idle, 12 hours in all (security.md promise 36).

That a changed password, post or activity ends it at once is `Account.get_session_auth_hash`, which Django compares at
every request.
"""

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, logout
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from sanwu.base import clock
from sanwu.people.models import Account

BACKEND = "sanwu.people.backends.AccountBackend"
BEGAN, SEEN = "began", "seen"
# Between the password (or the link) and the code of the second factor.
WAITING = "waiting_for_code"
# The session began with a one-time link: its holder may set a new password without the old one, which she lost.
BY_LINK = "by_link"
CODE_SECONDS = 300
# `seen` is written at most this often, so that reading pages does not write to the database.
GRAIN_SECONDS = 60
# A page that asks again by itself (job progress) says so with this header, and does not count as a person.
UNATTENDED = "X-Unattended"


def begin(request: HttpRequest, account: Account, *, by_link: bool = False) -> None:
    """Sign an account in: whatever session there was is thrown away, the new one has a new key.

    `by_link` says that the first factor was a one-time link; the mark goes with the session, so also with its password.
    """
    request.session.flush()
    login(request, account, backend=BACKEND)
    request.session[BEGAN] = request.session[SEEN] = _seconds()
    if by_link:
        request.session[BY_LINK] = True


def began_by_link(request: HttpRequest) -> bool:
    """Whether this session, or the wait for its code, began with a one-time link."""
    return bool(request.session.get(BY_LINK))


def wait_for_code(request: HttpRequest, account: Account, wanted: str, *, by_link: bool = False) -> None:
    """The first of two factors was right; nobody is signed in yet. `wanted` is where to go afterwards."""
    request.session.flush()
    request.session[WAITING] = {
        "account": account.pk, "hash": account.get_session_auth_hash(), "at": _seconds(), "next": wanted,
    }  # fmt: skip
    if by_link:
        request.session[BY_LINK] = True


def waiting(request: HttpRequest) -> tuple[Account, str] | None:
    """Who is asked for a code, and where she wants to go; None when nobody is, any more."""
    kept = request.session.get(WAITING)
    if not kept or not 0 <= _seconds() - kept["at"] <= CODE_SECONDS:
        return None
    account = Account.objects.filter(pk=kept["account"], is_active=True).first()
    if account is None or not constant_time_compare(account.get_session_auth_hash(), kept["hash"]):
        return None
    return account, kept["next"]


def is_over(request: HttpRequest) -> bool:
    """Whether the session was idle for too long or is too old. Counting starts here where `begin` did not start it."""
    now = _seconds()
    began = request.session.setdefault(BEGAN, now)
    seen = request.session.setdefault(SEEN, now)
    # A beginning in the future means that the clock went back; such a session would not end for a long time.
    return bool(
        now - began > settings.SESSION_COOKIE_AGE
        or now - seen > settings.SANWU_SESSION_IDLE_SECONDS
        or began - now > GRAIN_SECONDS
    )


def touch(request: HttpRequest) -> None:
    """Note that somebody is there."""
    now = _seconds()
    if now - request.session[SEEN] >= GRAIN_SECONDS:
        request.session[SEEN] = now


def end(request: HttpRequest) -> None:
    logout(request)


def is_revoked(request: HttpRequest) -> bool:
    """Whether the browser came with a session that a change of the account has ended (post, password, closed)."""
    # Asked before Django looks at the account: a session of another stamp is thrown away when it does.
    claimed = SESSION_KEY in request.session
    return claimed and not isinstance(request.user, Account)


def _seconds() -> int:
    return int(clock.now().timestamp())
