"""Taking the demo city away, with everything that people did in it; the journal alone keeps what happened."""

from sanwu.approvals.erasing import erase_cases
from sanwu.base.actor import Actor
from sanwu.base.errors import Refused
from sanwu.campaigns.digests import CAMPAIGN, MEMBERS
from sanwu.campaigns.erasing import erase_campaigns, erase_drafts, erase_migrations
from sanwu.campaigns.models import Campaign
from sanwu.compounds.erasing import erase_compounds
from sanwu.compounds.models import Compound
from sanwu.decisions.erasing import erase_lists, erase_verdicts
from sanwu.demo.presence import is_present
from sanwu.duties.digests import FULFILMENTS
from sanwu.duties.erasing import erase_duties
from sanwu.exchange.digests import RUN
from sanwu.exchange.documents_erasing import erase_documents
from sanwu.exchange.erasing import erase_imports
from sanwu.indicators.erasing import erase_sums
from sanwu.ledger.erasing import erase_ledger
from sanwu.people.digests import ACCOUNTS
from sanwu.people.erasing import erase_accounts
from sanwu.records.attachments import erase_attachments
from sanwu.records.entries import Entry
from sanwu.records.services import act
from sanwu.territory.erasing import erase_demo_divisions
from sanwu.territory.models import Division


def remove(*, actor: Actor) -> dict[str, int]:
    """Take the city away: {compounds, campaigns, accounts, divisions}. Refused where an office's own account sits in it."""
    divisions = Division.objects.filter(demo=True).count()
    if not divisions and not is_present():
        raise Refused("这里没有示例城市，无需删除。", "no_demo")
    with act(verb="demo.remove", actor=actor, object_type="demo", object_name="示例城市") as entry:
        campaigns = list(Campaign.objects.filter(division__demo=True).values_list("pk", flat=True))
        compounds = list(Compound.objects.filter(division__demo=True).values_list("pk", flat=True))
        _erase_stages(entry, campaigns)
        for pk in erase_attachments("compound", compounds):
            entry.retire("records.attachment", pk)
        moved = erase_migrations(campaigns)
        for campaign in erase_campaigns(campaigns):
            for kind in (CAMPAIGN, MEMBERS):
                entry.retire(kind, campaign)
        for kind, pk in (*moved, *erase_drafts()):
            entry.retire(kind, pk)
        for batch in erase_ledger():
            entry.retire("ledger.batch", batch)
        for kind, pk in erase_compounds():
            entry.retire(kind, pk)
        accounts = erase_accounts()
        for account in accounts:
            entry.retire(ACCOUNTS, account)
        erase_demo_divisions(entry)
        counts = {
            "compounds": len(compounds), "campaigns": len(campaigns), "accounts": len(accounts), "divisions": divisions,
        }  # fmt: skip
        entry.result = counts
    return counts


def _erase_stages(entry: Entry, campaigns: list[int]) -> None:
    """What stands on campaigns and compounds, the last built first."""
    for document in erase_documents(campaigns):
        entry.retire("exchange.document", document)
    for kind, pk in erase_lists(campaigns):
        entry.retire(kind, pk)
    for step in erase_cases(campaigns):
        entry.retire("approvals.step", step)
    erase_sums(campaigns)
    for run in erase_verdicts(campaigns):
        entry.retire("decisions.run", run)
    for run in erase_imports(campaigns):
        entry.retire(RUN, run)
    for batch in erase_duties(campaigns):
        entry.retire(FULFILMENTS, batch)
