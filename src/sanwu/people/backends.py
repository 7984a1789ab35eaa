"""Password sign-in for accounts (AbstractBaseUser has no permission fields, so Django's ModelBackend does not fit)."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from sanwu.people.models import Account
from sanwu.people.names import username_key


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
        return Account.objects.filter(pk=user_id, is_active=True).first()
