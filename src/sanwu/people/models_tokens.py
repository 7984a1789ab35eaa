"""Access tokens: how a program reads what a person may see, without that person's password."""

from django.db import models

from sanwu.base.scope import Access, labels


class AccessToken(models.Model):
    """A program's key to the HTTP API in the name of one account, never wider than that account's posts of the day.

    Only the SHA-256 of the token is kept. `abilities` are those of the account's that it may use; `division` narrows it
    to a part of the territory, empty means wherever the posts hold.
    """

    access = Access.SYSTEM
    privacy = labels(
        open="id title abilities division_code created_at expires_at revoked_at", work="account", secret="token_hash"
    )

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="tokens")
    title = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    abilities = models.JSONField(default=list)
    division_code = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title
