"""What a compound's page shows beside facts and verdicts: merges, buildings, entrances, photos, papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from sanwu.base.scope import Ability, Scope
from sanwu.compounds.models import Compound, Removal
from sanwu.compounds.selectors import compounds_visible_to, open_merges
from sanwu.ledger.selectors import Known
from sanwu.web.desk.attachments import shelf_of
from sanwu.web.desk.building_forms import parts_of


@dataclass(frozen=True)
class Standing:
    """What it was merged into, if it was, and what was merged into it."""

    merged: Removal | None
    into_href: str
    absorbed: list[Removal]
    may_merge: bool


def more_of(scope: Scope, compound: Compound, facts: Mapping[str, Known]) -> dict[str, Any]:
    """Context of the page's own parts: `standing`, `parts`, `shelf`, `may_edit`. Three queries, five for a merged one."""
    may_edit = _may(scope, compound, Ability.EDIT_COMPOUND) and compound.merged_into_id is None
    may_correct = _may(scope, compound, Ability.CORRECT_FACT) and compound.merged_into_id is None
    return {
        "standing": _standing(scope, compound),
        "parts": parts_of(compound, facts, may_edit, may_correct),
        "shelf": shelf_of(compound, may_edit),
        "may_edit": may_edit,
    }


def _may(scope: Scope, compound: Compound, ability: Ability) -> bool:
    return scope.may(ability, compound.division_id) or compound.pk in scope.objects(ability, "compound")


def _standing(scope: Scope, compound: Compound) -> Standing:
    open_ones = open_merges()
    merged = None
    href = ""
    if compound.merged_into_id is not None:
        merged = open_ones.filter(compound=compound).first()
        if compounds_visible_to(scope).filter(pk=compound.merged_into_id).exists():
            href = reverse("compound", args=[compound.merged_into_id])
    absorbed = list(open_ones.filter(into=compound)) if getattr(compound, "has_merged", True) else []
    return Standing(merged, href, absorbed, _may(scope, compound, Ability.MERGE_COMPOUND))
