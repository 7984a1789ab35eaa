"""Accounts, posts and one-time sign-in links (design §5; security.md §5)."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from sanwu.base.scope import Access, labels
from sanwu.people.enums import Role
from sanwu.territory.models import Division, Organisation


class Account(AbstractBaseUser):
    """A person who signs in. Rights come from posts only; there is no superuser."""

    access = Access.SYSTEM
    privacy = labels(
        open="id is_active demo created_at",
        work="username name last_login",
        secret="password stamp",
    )

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    # Changes with password, posts and activity; a session that holds another value has ended.
    stamp = models.CharField(max_length=32)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    objects: BaseUserManager["Account"] = BaseUserManager()

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """An organisation's post held by a person: role × division subtree (or single objects) × remit × period.

    `objects_held` holds [type, id] pairs for a post without a subtree (partner units); then `division` only says where it sits.
    """

    access = Access.SYSTEM
    privacy = labels(open="id organisation role division objects_held remit valid_from valid_to", work="account")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="posts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30, choices=Role)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="posts")
    objects_held = models.JSONField(default=list)
    remit = models.CharField(max_length=100, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["account_id", "id"]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.role}"


class SignInLink(models.Model):
    """A one-time link: only the SHA-256 of its token is kept. Demo links work on loopback for demo accounts only."""

    access = Access.SYSTEM
    privacy = labels(open="id created_at expires_at used_at loopback_only", work="account", secret="token_hash")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    loopback_only = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.account_id} {self.expires_at:%Y-%m-%d}"
