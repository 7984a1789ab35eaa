"""How a person signs in without a password, or without her device: links and codes, of which only the SHA-256 is kept."""

from django.db import models

from sanwu.base.scope import Access, labels


class SignInLink(models.Model):
    """A one-time link: only the SHA-256 of its token is kept. Demo links work on loopback for demo accounts only."""

    access = Access.SYSTEM
    privacy = labels(open="id created_at expires_at used_at loopback_only", work="account", secret="token_hash")

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    loopback_only = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.account_id} {self.expires_at:%Y-%m-%d}"


class RecoveryCode(models.Model):
    """A code that replaces the device once, for whoever lost it: only its SHA-256 is kept."""

    access = Access.SYSTEM
    privacy = labels(open="id used_at", work="account", secret="code_hash")

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.account_id} {'used' if self.used_at else 'unused'}"
