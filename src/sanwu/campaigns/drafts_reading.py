"""Questions about scheme drafts."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db.models import QuerySet

from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.drafts_rules import checked, is_shared
from sanwu.campaigns.models import SchemeVersion, VersionState
from sanwu.campaigns.models_drafts import DraftRevision, SchemeDraft
from sanwu.campaigns.selectors import versions_adoptable
from sanwu.policy.bundle import CASES, EXTENDS, FACTS, LAW, SCHEME, gather, names_of
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


def files_changed(
    draft: SchemeDraft, number: int, changed: Mapping[str, str], removed: Iterable[str] = ()
) -> dict[str, str]:
    """The files of a revision as somebody is changing them; BadInput where they could not be kept."""
    gone = set(removed)
    files = {**revision_of(draft, number).files, **changed}
    return checked({name: text for name, text in files.items() if name not in gone})


def draft_bundle(draft: SchemeDraft) -> dict[str, str]:
    """All files that a loader needs: the draft's own, and what all schemes of this installation share."""
    return with_shared(draft_files(draft))


def with_shared(files: Mapping[str, str]) -> dict[str, str]:
    """Files of a scheme with what it uses of this installation: the dictionary, the law packs that it names, the scheme
    that it extends. What it brings along itself goes before them."""
    above = _extended(files)
    shared = shared_files()
    named = {family for name, text in files.items() if "/" not in name for family in _words(name, text, "laws")}
    wanted = {FACTS, *(f"{LAW}/{family}.yaml" for family in named)}
    return {**above, **{name: shared[name] for name in sorted(wanted & shared.keys())}, **files}


def _extended(files: Mapping[str, str]) -> dict[str, str]:
    """Everything of the scheme that these files extend, named as a bundle names it, with the law packs of that one."""
    parent = next(iter(_words(SCHEME, files.get(SCHEME, ""), "extends")), "")
    if not parent or f"{EXTENDS}/{parent}/{SCHEME}" in files:
        return {}
    folder = Path(settings.SANWU_SCHEMES) / parent
    if PurePosixPath(parent).name == parent and (folder / SCHEME).is_file():
        found, _ = gather(folder)
    else:
        known = SchemeVersion.objects.filter(scheme_id=parent, state=VersionState.PUBLISHED).order_by("-pk").first()
        found = dict(known.files) if known else {}
    return {
        name if is_shared(name) else f"{EXTENDS}/{parent}/{name}": text
        for name, text in found.items()
        if name != FACTS and not name.startswith(f"{CASES}/")
    }


def _words(name: str, text: str, key: str) -> list[str]:
    """The words under a key at the top of a file; a file that does not say the key is not read."""
    data = parse(name, text).data if name.endswith(".yaml") and key in text else None
    return names_of(data, key) if isinstance(data, dict) else []


def without_shared(files: Mapping[str, str]) -> dict[str, str]:
    """Files of a scheme without what the installation has of its own; where it has none, they stay."""
    shared = shared_files()
    schemes = Path(settings.SANWU_SCHEMES)

    def stays(name: str) -> bool:
        above, _, inner = name.partition("/")
        if above == EXTENDS:
            return not (schemes / inner.partition("/")[0] / SCHEME).is_file()
        return not (is_shared(name) and name in shared)

    return {name: text for name, text in files.items() if stays(name)}


def bases() -> list[SchemeVersion]:
    """Published versions that a draft may begin from, the newest of each scheme first, without their texts."""
    return list(versions_adoptable())


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
