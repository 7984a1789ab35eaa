"""Questions about scheme drafts."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.drafts_rules import is_shared
from sanwu.campaigns.models_drafts import DraftRevision, SchemeDraft
from sanwu.policy.bundle import FACTS, LAW, names_of
from sanwu.policy.yamltree import parse
from sanwu.records.scoping import in_ranges


def drafts_visible_to(scope: Scope, ability: Ability = Ability.DRAFT_SCHEME) -> QuerySet[SchemeDraft]:
    """Drafts of divisions where `ability` is held, newest first."""
    return SchemeDraft.objects.filter(in_ranges(scope, ability, "division_id")).select_related("division")


def draft_for(scope: Scope, draft_id: int, ability: Ability = Ability.DRAFT_SCHEME) -> SchemeDraft:
    """The draft, fetched and permitted in one step; SchemeDraft.DoesNotExist for a foreign one as for none."""
    return drafts_visible_to(scope, ability).get(pk=draft_id)


def revision_of(draft: SchemeDraft, number: int | None = None) -> DraftRevision:
    """One saved text of a draft; the one that counts without a number."""
    return draft.revisions.get(number=draft.head if number is None else number)


def revisions_of(draft: SchemeDraft) -> QuerySet[DraftRevision]:
    """Everything that was saved, newest first, without the texts."""
    return DraftRevision.objects.filter(draft=draft).defer("files").order_by("-number")


def draft_files(draft: SchemeDraft) -> dict[str, str]:
    """The draft's own files as they were last saved: {name: text}."""
    return dict(revision_of(draft).files)


def draft_bundle(draft: SchemeDraft) -> dict[str, str]:
    """All files that a loader needs: the draft's own, and what all schemes of this installation share."""
    return with_shared(draft_files(draft))


def with_shared(files: Mapping[str, str]) -> dict[str, str]:
    """Files of a scheme with the installation's dictionary and the law packs that it names; its own go before them."""
    shared = shared_files()
    named: set[str] = set()
    for name, text in files.items():
        if name.endswith(".yaml") and "/" not in name and "laws" in text:
            data = parse(name, text).data
            named.update(names_of(data, "laws") if isinstance(data, dict) else ())
    wanted = {FACTS, *(f"{LAW}/{family}.yaml" for family in named)}
    return {**{name: shared[name] for name in sorted(wanted & shared.keys())}, **files}


def without_shared(files: Mapping[str, str]) -> dict[str, str]:
    """Files of a scheme without what the installation has of its own; where it has none, they stay."""
    shared = shared_files()
    return {name: text for name, text in files.items() if not (is_shared(name) and name in shared)}


def shared_files() -> Mapping[str, str]:
    """The dictionary and all law packs of this installation (setting SANWU_SCHEMES), read again only when changed."""
    folder = Path(settings.SANWU_SCHEMES)
    paths = sorted(path for path in (folder / FACTS, *folder.glob(f"{LAW}/*.yaml")) if path.is_file())
    return _read(folder, tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=4)
def _read(folder: Path, stamped: tuple[tuple[Path, int], ...]) -> Mapping[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        for path, _ in stamped
    }
