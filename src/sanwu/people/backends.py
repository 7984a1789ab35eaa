"""Sign-in for accounts (AbstractBaseUser has no permission fields, so Django's ModelBackend does not fit)."""

from functools import lru_cache
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest

from sanwu.people import factors
from sanwu.people.models import Account
from sanwu.people.names import username_key
from sanwu.records.sql import Selection, select, selecting

KEPT = 500  # accounts, and of each the question only
FIELDS = tuple(field.attname for field in Account._meta.concrete_fields)


class AccountBackend(BaseBackend):
    """Account name and password; it grants nothing, rights come from posts.

    Unknown, inactive and passwordless accounts cost one password hash like any other and get the same None.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Account | None:
        if username is None or password is None:
            return None
        account = Account.objects.filter(username=username_key(username)).first()
        if account is None:
            Account().set_password(password)
            return None
        # A password that is not set is compared with a made-up one inside check_password, for the same reason.
        return account if account.check_password(password) and account.is_active else None

    def get_user(self, user_id: int) -> Account | None:
        found = select(_asked(user_id))  # at every request
        return Account.from_db(DEFAULT_DB_ALIAS, FIELDS, list(found[0].values())) if found else None


@lru_cache(KEPT)
def _asked(user_id: int) -> Selection | None:
    return selecting(Account.objects.filter(pk=user_id, is_active=True), FIELDS)


class SecondFactorBackend(BaseBackend):
    """Account name and code, after the password or the link was right. As a backend, so that django-axes counts wrong
    codes like wrong passwords. It signs nobody in: `sessions.begin` is called by the page that knows of both."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, code: str | None = None, **kwargs: Any
    ) -> Account | None:
        if code is None:
            return None
        account = Account.objects.filter(username=username_key(username or ""), is_active=True).first()
        return account if account is not None and factors.take(account, code) else None

    def get_user(self, user_id: int) -> Account | None:
        return None
