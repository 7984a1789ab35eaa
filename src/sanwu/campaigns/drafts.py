"""Verbs of scheme drafts: begin, save, discard, restore. Nothing that anybody saved is ever lost (design §3).

`files` are {name: text}: scheme.yaml, what it includes, source.md, cases/*.yaml. The dictionary and the law packs are
the installation's (`drafts_reading.draft_bundle`), unless the draft holds its own. Rights are the caller's to check.
"""

from collections.abc import Mapping

from django.db.models import Max

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.text import forbidden_character, tidy
from sanwu.campaigns.drafts_digests import DRAFT, REVISION, digest_of_draft, digest_of_revision
from sanwu.campaigns.drafts_reading import draft_bundle, draft_files, without_shared
from sanwu.campaigns.drafts_rules import Head, checked, checked_id, head_of, with_head
from sanwu.campaigns.frozen import label_of
from sanwu.campaigns.models import SchemeVersion
from sanwu.campaigns.models_drafts import DraftRevision, DraftState, SchemeDraft
from sanwu.campaigns.skeleton import new_scheme
from sanwu.policy.bundle import digest_of
from sanwu.records.entries import Entry
from sanwu.records.services import act
from sanwu.territory.models import Division

__all__ = [
    "StaleDraft", "check_draft", "draft_begin", "draft_bundle", "draft_discard", "draft_files", "draft_published",
    "draft_restore", "draft_save",
]  # fmt: skip


class StaleDraft(Stale):
    """Somebody saved before: `mine` is the text just kept beside the draft, `current` what the draft says now."""

    def __init__(self, mine: DraftRevision, current: DraftRevision) -> None:
        super().__init__(
            f"{current.saved_by}刚刚保存过这份草稿。您的内容没有丢，已另存为第 {mine.number} 稿；请对照两稿，选定后再保存。",
            "draft_changed",
        )
        self.mine, self.current = mine, current


def draft_begin(
    *,
    title: str,
    division: Division,
    actor: Actor,
    scheme_id: str = "",
    copy_of: SchemeVersion | None = None,
    files: Mapping[str, str] | None = None,
    origin: str = "",
    client_key: str | None = None,
) -> SchemeDraft:
    """Begin a draft: a copy of a published version, of given files (a shipped scheme, an archive), or nearly empty.

    With another `scheme_id` than the original's it is a new scheme of version 1, with the same one the next version.
    An empty title keeps the original's. BadInput for a missing title or id of an empty one.
    """
    if copy_of is not None:
        files, origin = copy_of.files, origin or f"{copy_of.title}（{copy_of.scheme_id} {copy_of.version}）"
    title = tidy(title)
    if len(title) > 200 or forbidden_character(title) or not (title or files):
        raise BadInput("请写上方案的名称，最多 200 个字。", "bad_title")
    if scheme_id or not files:
        checked_id(scheme_id)
    kept = checked(_begun(without_shared(files), scheme_id, title) if files else new_scheme(scheme_id, title))
    head = head_of(kept)
    with act(
        verb="scheme.draft_begin", actor=actor, object_type="scheme_draft", object_name=head.title or title,
        division=division.code, client_key=client_key, request={"files": digest_of(kept), "division": division.code},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return SchemeDraft.objects.get(pk=entry.result["id"])
        now = clock.now()
        draft = SchemeDraft.objects.create(
            division=division, copied_from=copy_of, origin=origin[:200], scheme_id=(head.id or scheme_id)[:60],
            title=(head.title or title)[:200], begun_at=now, begun_by=actor.name[:100], saved_at=now,
            saved_by=actor.name[:100],
        )  # fmt: skip
        _append(entry, draft, kept, 0, actor, "")
        entry.object_id = str(draft.pk)
        entry.after = {"scheme": draft.scheme_id, "origin": draft.origin, "files": sorted(kept)}
        entry.result = {"id": draft.pk}
        _bind(entry, draft)
    return draft


def _begun(files: Mapping[str, str], scheme_id: str, title: str) -> dict[str, str]:
    """Copied files with the head of a new scheme, or of the next version of the same."""
    checked(files)
    known = head_of(files)
    if scheme_id and scheme_id != known.id:
        return with_head(files, Head(scheme_id, "1", title))
    following = str(int(known.version) + 1) if known.version.isascii() and known.version.isdigit() else ""
    return with_head(files, Head("", following, title))


def draft_save(
    *,
    draft: SchemeDraft,
    files: Mapping[str, str],
    expected_revision: int,
    actor: Actor,
    note: str = "",
    client_key: str | None = None,
) -> DraftRevision:
    """Save all files as the next revision. The same files as the draft's are no new revision.

    StaleDraft where the draft is no longer at `expected_revision`: the text is kept as a parallel revision first.
    Refused for a draft that was published or discarded; BadInput for files that cannot be kept.
    """
    kept = checked(files)
    with act(
        verb="scheme.draft_save", actor=actor, object_type="scheme_draft", object_id=str(draft.pk),
        object_name=draft.title, division=draft.division_id, client_key=client_key,
        request={"files": digest_of(kept), "expected": expected_revision},
    ) as entry:  # fmt: skip
        if entry.repeated:
            saved = DraftRevision.objects.get(pk=entry.result["id"])
        else:
            held = _open_draft(draft)
            saved = _append(entry, held, kept, expected_revision, actor, tidy(note)[:200])
            entry.after = {
                "revision": saved.number, "files": sorted(kept), "digest": saved.digest,
                **({"parallel": True} if saved.parallel else {}), **({"note": saved.note} if saved.note else {}),
            }  # fmt: skip
            entry.result = {"id": saved.pk}
            _bind(entry, held)
    draft.refresh_from_db()
    if saved.parallel:
        raise StaleDraft(saved, draft.revisions.get(number=draft.head))
    return saved


def _append(
    entry: Entry, draft: SchemeDraft, files: Mapping[str, str], expected: int, actor: Actor, note: str
) -> DraftRevision:
    """The next revision; the draft's new head unless somebody else moved it on with other files."""
    digest, now = digest_of(files), clock.now()
    current = draft.revisions.filter(number=draft.head).first()
    if current is not None and current.digest == digest:
        return current
    last = draft.revisions.aggregate(last=Max("number"))["last"] or 0
    saved = DraftRevision.objects.create(
        draft=draft, number=last + 1, based_on=expected, parallel=expected != draft.head, files=dict(files),
        digest=digest, note=note, saved_at=now, saved_by_id=actor.account_id, saved_by=actor.name[:100],
    )  # fmt: skip
    entry.digest(REVISION, saved.pk, digest_of_revision(saved))
    if not saved.parallel:
        head = head_of(files)
        draft.head, draft.saved_at, draft.saved_by = saved.number, now, actor.name[:100]
        draft.scheme_id, draft.title = (head.id or draft.scheme_id)[:60], (head.title or draft.title)[:200]
        draft.save(update_fields=["head", "saved_at", "saved_by", "scheme_id", "title"])
    return saved


def draft_discard(*, draft: SchemeDraft, reason: str, actor: Actor, client_key: str | None = None) -> SchemeDraft:
    """Put a draft away, with a reason; everything in it stays and `draft_restore` brings it back."""
    reason = tidy(reason)
    if not 0 < len(reason) <= 200:
        raise BadInput("请写明为什么作废，最多 200 个字。", "reason")
    return _move(draft, DraftState.OPEN, DraftState.DISCARDED, "scheme.draft_discard", actor, client_key, reason)


def draft_restore(*, draft: SchemeDraft, actor: Actor, client_key: str | None = None) -> SchemeDraft:
    """Take a discarded draft up again."""
    return _move(draft, DraftState.DISCARDED, DraftState.OPEN, "scheme.draft_restore", actor, client_key)


def check_draft(draft: SchemeDraft, digest: str) -> None:
    """Stale where an open draft no longer says what was looked at (`digest` of its bundle); it is held from now on."""
    if digest_of(draft_bundle(_open_draft(draft))) != digest:
        raise Stale("在您查看影响的时候，草稿又改过了。请重新查看影响，再发布。", "draft_changed")


def draft_published(*, draft: SchemeDraft, version: SchemeVersion, actor: Actor) -> SchemeDraft:
    """Close a draft whose head was just frozen as `version`; a step of the act that publishes it."""
    return _move(draft, DraftState.OPEN, DraftState.PUBLISHED, "scheme.draft_publish", actor, version=version)


def _move(
    draft: SchemeDraft, before: DraftState, after: DraftState, verb: str, actor: Actor, client_key: str | None = None,
    reason: str = "", version: SchemeVersion | None = None,
) -> SchemeDraft:  # fmt: skip
    with act(
        verb=verb, actor=actor, object_type="scheme_draft", object_id=str(draft.pk), object_name=draft.title,
        division=draft.division_id, client_key=client_key, request={"reason": reason},
        scheme_version=label_of(version) if version else "",
    ) as entry:  # fmt: skip
        if entry.repeated:
            return SchemeDraft.objects.get(pk=draft.pk)
        held = _open_draft(draft, before)
        held.state, held.discarded_reason, held.published_version = after, reason, version
        held.save(update_fields=["state", "discarded_reason", "published_version"])
        entry.before, entry.after = {"state": before.value}, {"state": after.value, "revision": held.head}
        if reason:
            entry.after["reason"] = reason
        entry.result = {"id": held.pk}
        _bind(entry, held)
    return held


def _open_draft(draft: SchemeDraft, state: DraftState = DraftState.OPEN) -> SchemeDraft:
    """The draft as it is now, held until the transaction ends; Refused in another state."""
    held = SchemeDraft.objects.select_for_update().get(pk=draft.pk)
    if held.state != state:
        raise Refused(f"这份草稿{held.get_state_display()}，不能这样处理。请刷新页面看看现在的情况。", "draft_closed")
    return held


def _bind(entry: Entry, draft: SchemeDraft) -> None:
    entry.digest(DRAFT, draft.pk, digest_of_draft(draft))
