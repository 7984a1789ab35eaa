"""Accounts and posts (design §5)."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from sanwu.base.scope import Access, labels
from sanwu.people.enums import Role
from sanwu.people.models_signing_in import RecoveryCode, SignInLink
from sanwu.people.models_tokens import AccessToken
from sanwu.people.models_views import SavedView
from sanwu.people.rules import last_day
from sanwu.territory.models import Division, Organisation

__all__ = ["AccessToken", "Account", "Post", "RecoveryCode", "SavedView", "SignInLink"]


class Account(AbstractBaseUser):
    """A person who signs in. Rights come from posts only; there is no superuser.

    The second factor is a one-time code of the moment (TOTP). Its secret stands nowhere: it follows from the
    installation's key and `factor_salt` (people.factors), so that the database alone, or a stolen copy, makes no code.
    """

    access = Access.SYSTEM
    privacy = labels(
        open="id is_active demo created_at factor_since",
        work="username name last_login",
        secret="password stamp factor_salt factor_step",
    )

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    # Changes with password, posts and activity; a session that holds another value has ended.
    stamp = models.CharField(max_length=32)
    created_at = models.DateTimeField()
    factor_salt = models.CharField(max_length=32, blank=True)
    factor_since = models.DateTimeField(null=True)  # none: not bound to a device
    factor_step = models.BigIntegerField(default=0)  # the last code taken; neither it nor an older one is taken again

    USERNAME_FIELD = "username"
    objects = BaseUserManager()

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must carry to be this account's; Django compares it at every request."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return (self._session_hash(key) for key in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, key: str | bytes) -> str:
        value = f"{self.stamp} {self.password}"
        return salted_hmac("sanwu.people.session", value, secret=key, algorithm="sha256").hexdigest()


class Post(models.Model):
    """An organisation's post held by a person: role × division subtree (or single objects) × remit × period.

    `objects_held` holds [type, id] pairs for a post without a subtree (partner units); then `division` only says where
    it sits. `valid_to` is the first day on which the post no longer holds; None is open. `covers` is the post whose
    holder is away and for whom this person stands in until `valid_to` (委托代班).
    """

    access = Access.SYSTEM
    privacy = labels(open="id organisation role division objects_held remit valid_from valid_to covers", work="account")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="posts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30, choices=Role)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="posts")
    objects_held = models.JSONField(default=list)
    remit = models.CharField(max_length=100, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    covers = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="covered_by")

    class Meta:
        ordering = ["account_id", "id"]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.role}"

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, as people read an end everywhere; None for one that is open."""
        return last_day(self.valid_to)
