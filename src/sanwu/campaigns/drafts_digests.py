"""Whether drafts and what was saved in them are still what the journal says of them."""

from collections.abc import Sequence

from sanwu.base.digest import digest
from sanwu.campaigns.models_drafts import DraftRevision, SchemeDraft
from sanwu.policy.bundle import digest_of

DRAFT = "campaigns.draft"
REVISION = "campaigns.draft_revision"


def digest_of_draft(draft: SchemeDraft) -> str:
    """SHA-256 of where a draft stands; its texts are bound by their revisions."""
    return digest(
        [draft.scheme_id, draft.title, draft.division_id, draft.origin, draft.head, str(draft.state),
         draft.discarded_reason, draft.copied_from_id, draft.published_version_id]
    )  # fmt: skip


def digest_of_revision(saved: DraftRevision) -> str:
    """SHA-256 of one saved text: the files themselves, not the digest that stands beside them."""
    return digest(
        [saved.draft_id, saved.number, saved.based_on, saved.parallel, saved.note, saved.saved_by_id, saved.saved_by,
         digest_of(saved.files)]
    )  # fmt: skip


def draft_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these drafts has now."""
    rows = SchemeDraft.objects.filter(pk__in=[int(i) for i in ids])
    return {str(draft.pk): digest_of_draft(draft) for draft in rows}


def revision_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these revisions has now; read one by one, for each holds a whole scheme."""
    rows = DraftRevision.objects.filter(pk__in=[int(i) for i in ids])
    return {str(saved.pk): digest_of_revision(saved) for saved in rows.iterator(chunk_size=20)}
