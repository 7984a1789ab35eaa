"""What the places of an upload's rows say about the datum of its points, in words; the person who imports decides."""

from dataclasses import dataclass

from sanwu.base.scope import Scope
from sanwu.campaigns.models import Campaign
from sanwu.exchange.datum_vote import datum_vote
from sanwu.exchange.services import Proposal
from sanwu.web.desk.mapping_form import DATUMS
from sanwu.web.ui.outcomes import Text


@dataclass(frozen=True)
class VoteView:
    """`suggested` is the name of the datum that clearly leads, or empty."""

    total: int
    lines: list[tuple[Text, int]]
    suggested: Text


def vote_view(proposal: Proposal, campaign: Campaign, scope: Scope) -> VoteView | None:
    """None where there is nothing to vote on, or no boundary to vote with."""
    found = datum_vote(proposal.opened, campaign, scope)
    if found is None:
        return None
    lines = [(DATUMS[datum.value], count) for datum, count in found.inside.items()]
    return VoteView(found.total, lines, DATUMS[found.suggested.value] if found.suggested else "")
