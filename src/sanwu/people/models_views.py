"""What a person arranged for herself; nobody else sees it, and it says nothing about anybody."""

from django.conf import settings
from django.db import models

from sanwu.base.scope import Access, labels


class SavedView(models.Model):
    """A question to a list, kept under a name: filters, columns and order as they stand in the address.

    `list_name` and `object_id` say which list of which object, held as values: "ledger" of a campaign.
    """

    access = Access.SYSTEM
    privacy = labels(open="id list_name object_id created_at", internal="name query", work="account")

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    list_name = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["account", "list_name", "object_id", "name"], name="saved_view_once")
        ]

    def __str__(self) -> str:
        return self.name
