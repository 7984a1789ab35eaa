"""The demo city's lists: one filed, one under review with its first opinions, the others still to come."""

from collections.abc import Mapping

from sanwu.approvals.models import Case
from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.scope import Scope, everywhere
from sanwu.campaigns.models import Campaign
from sanwu.decisions.filing import list_submit
from sanwu.decisions.filing_closing import list_file
from sanwu.decisions.filing_composing import compose
from sanwu.decisions.filing_enums import RowDecision
from sanwu.decisions.filing_reviewing import list_decide, list_review
from sanwu.decisions.models import ListVersion
from sanwu.decisions.sampling import sample_draw
from sanwu.exchange.documents import document_queue
from sanwu.people.selectors import account_named, scope_and_actor

# Districts of city.yaml, and its people: who reports one of them has no account, since one of each role is enough.
FILED, REVIEWED = "云麓区", "望澜区"
REPORTER = "赵明"
REPORTS, REVIEWS = "demo-district", "demo-city"
FEW = 6
SHARE = 50  # per mille


def hand_in_lists(campaign: Campaign, codes: Mapping[str, str]) -> None:
    """Through the verbs that a user's click calls, as the people whom they belong to. `codes`: by place name."""
    today = clock.today()
    review = scope_and_actor(account_named(REVIEWS), today)
    reporter = Actor(REPORTER, None, f"{FILED}整治工作领导小组办公室", codes[FILED])
    filed = _submitted(campaign, codes[FILED], everywhere(), reporter)
    if filed is not None:
        _file(filed, *review)
    own = scope_and_actor(account_named(REPORTS), today)
    waiting = _submitted(campaign, codes[REVIEWED], *own)
    if waiting is not None:
        _begin(waiting, *review)


def _submitted(campaign: Campaign, division: str, scope: Scope, actor: Actor) -> ListVersion | None:
    """The list of a district; None where a very small demo has nothing to report there."""
    if not compose(campaign, division).rows:
        return None
    version = list_submit(campaign=campaign, division=division, scope=scope, actor=actor)
    document_queue(version=version, kind="report", actor=actor)
    return version


def _file(version: ListVersion, scope: Scope, actor: Actor) -> None:
    sample = sample_draw(version=version, share=SHARE, scope=scope, actor=actor)
    document_queue(version=version, kind="sample", source_id=sample.pk, actor=actor)
    list_review(version=version, decision=RowDecision.ACCEPT, rows=None, scope=scope, actor=actor)
    list_decide(
        version=version, decision=RowDecision.ACCEPT, scope=scope, actor=actor, expected_version=_version(version)
    )
    version.case.refresh_from_db()
    document_queue(version=version, kind="opinion", source_id=version.case.version, actor=actor)
    list_file(
        version=version, number=f"示例备〔{clock.today().year}〕1号", filed_on=clock.today(), scope=scope, actor=actor,
        expected_version=_version(version),
    )  # fmt: skip
    version.case.refresh_from_db()
    document_queue(version=version, kind="receipt", actor=actor)


def _begin(version: ListVersion, scope: Scope, actor: Actor) -> None:
    """A few rows accepted, one returned; the rest waits."""
    rows = list(version.rows.order_by("position").values_list("pk", flat=True)[: FEW + 1])
    if len(rows) > 1:
        list_review(
            version=version, decision=RowDecision.RETURN, rows=rows[:1], reason="户数与现场不符，请核实后更正（示例）。",
            scope=scope, actor=actor,
        )  # fmt: skip
        list_review(version=version, decision=RowDecision.ACCEPT, rows=rows[1:], scope=scope, actor=actor)


def _version(version: ListVersion) -> int:
    return Case.objects.values_list("version", flat=True).get(pk=version.case_id)
