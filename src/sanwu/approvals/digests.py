"""Whether steps are still what was recorded, and cases what their steps say."""

from collections.abc import Sequence
from itertools import groupby

from sanwu.approvals.enums import Kind, Verb
from sanwu.approvals.models import Case, Step
from sanwu.approvals.rules import replay
from sanwu.base.digest import digest

CHUNK = 500
_FIELDS = (
    "case_id", "number", "verb", "from_state", "to_state", "actor_id", "actor_name", "post", "reason", "named",
)  # fmt: skip


def digest_of(step: Step) -> str:
    """SHA-256 of what a step says."""
    return digest([*(getattr(step, name) for name in _FIELDS), str(step.act_uid)])


def step_digests(ids: Sequence[str]) -> dict[str, str]:
    """The digest that each of these steps has now, for verifying the journal; a step that is gone is left out."""
    return {str(step.pk): digest_of(step) for step in Step.objects.filter(pk__in=[int(i) for i in ids])}


def verify_cases() -> str | None:
    """None when every case stands where its steps have brought it; else which are doubtful, in Chinese."""
    steps = Step.objects.order_by("case_id", "number").values_list("case_id", "verb").iterator(chunk_size=CHUNK)
    reached = {case: [verb for _, verb in rows] for case, rows in groupby(steps, key=lambda row: row[0])}
    doubtful = [
        pk
        for pk, kind, state, version in Case.objects.order_by("pk").values_list("pk", "kind", "state", "version")
        if replay(Kind(kind), map(Verb, reached.get(pk, []))) != state or version != len(reached.get(pk, []))
    ]
    if not doubtful:
        return None
    return f"办理件 {'、'.join(map(str, doubtful[:5]))} 的状态与办理记录不一致，可能被改动过。"
