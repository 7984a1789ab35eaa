"""Keeping a question to a list under a name. A person's own convenience: it changes no business data and is not
journalled; the name makes it repeatable."""

from functools import lru_cache
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.errors import BadInput, Refused
from sanwu.people.models import Account
from sanwu.people.models_views import SavedView
from sanwu.records.sql import Selection, select, selecting

LEDGER = "ledger"
MOST = 20
KEPT = 500  # questions for the views of a list, in words that hold no row


class KeptView(NamedTuple):
    """A question under its name."""

    id: int
    name: str
    query: str


def view_save(*, account: Account, list_name: str, object_id: int, name: str, query: str) -> SavedView:
    """Keep `query` under `name`; what stood under that name is replaced. BadInput without a name or for a long query,
    Refused beyond MOST."""
    name = " ".join(name.split())[:40]
    if not name:
        raise BadInput(_("请给这个视图起个名字，例如“待核实的小区”。"), "name_missing")
    if len(query) > 2000:
        raise BadInput(_("条件太多，保存不下。请减少几列再试。"), "query_too_long")
    with transaction.atomic():
        own = SavedView.objects.filter(account=account, list_name=list_name, object_id=object_id)
        if own.exclude(name=name).count() >= MOST:
            raise Refused(_("最多保存 %(most)s 个视图。请先删去不用的。") % {"most": MOST}, "too_many_views")
        kept, _made = SavedView.objects.update_or_create(
            account=account, list_name=list_name, object_id=object_id, name=name,
            defaults={"query": query}, create_defaults={"query": query, "created_at": clock.now()},
        )  # fmt: skip
    return kept


def view_remove(*, account: Account, view_id: int) -> None:
    """Forget one of the person's own views; one that is gone, or somebody else's, is nothing to do."""
    SavedView.objects.filter(account=account, pk=view_id).delete()


def views_of(account: Account, list_name: str, object_id: int) -> list[KeptView]:
    """The person's own views of one list, by name."""
    return [KeptView(**row) for row in select(_asked(account.pk, list_name, object_id))]


@lru_cache(KEPT)
def _asked(account_id: int, list_name: str, object_id: int) -> Selection | None:
    own = SavedView.objects.filter(account=account_id, list_name=list_name, object_id=object_id)
    return selecting(own, KeptView._fields)
