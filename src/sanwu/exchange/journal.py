"""How everything that the journal binds is found again; the journal itself knows nothing of later apps."""

from collections.abc import Mapping, Sequence

from sanwu.approvals.selectors import step_digests, verify_cases
from sanwu.campaigns.digests import (
    CAMPAIGN,
    MEMBERS,
    MIGRATION,
    VERSION,
    campaign_digests,
    member_digests,
    migration_digests,
    version_digests,
)
from sanwu.campaigns.drafts_digests import DRAFT, REVISION, draft_digests, revision_digests
from sanwu.campaigns.selectors import schemes_unaltered
from sanwu.compounds.digests import BUILDING, ENTRANCE, building_digests, entrance_digests
from sanwu.decisions.filed import FILING_DIGESTERS
from sanwu.decisions.selectors import run_digests, verify_verdicts
from sanwu.duties.digests import CALENDAR, FULFILMENTS, calendar_digests, fulfilment_digests, verify_duties
from sanwu.exchange.digests import RUN
from sanwu.exchange.digests import run_digests as import_digests
from sanwu.exchange.documents import document_digests
from sanwu.ledger.selectors import batch_digests, verify_current
from sanwu.people.digests import ACCOUNTS, POSTS, account_digests, post_digests
from sanwu.records.attachments import attachment_digests
from sanwu.records.selectors import Digester, Latest, StateCheck
from sanwu.territory.digests import ORGANISATIONS, PROVINCES, division_digests, organisation_digests


def digesters() -> Mapping[str, Digester | Latest]:
    """The digest that rows have now, by kind of row."""
    return {
        DRAFT: Latest(draft_digests), REVISION: revision_digests, VERSION: Latest(version_digests),
        MIGRATION: Latest(migration_digests),
        CAMPAIGN: Latest(campaign_digests), MEMBERS: Latest(member_digests), PROVINCES: Latest(division_digests),
        ORGANISATIONS: Latest(organisation_digests), ACCOUNTS: Latest(account_digests), POSTS: Latest(post_digests),
        BUILDING: Latest(building_digests), ENTRANCE: Latest(entrance_digests), RUN: Latest(import_digests),
        "ledger.batch": batch_digests, "decisions.run": run_digests, "approvals.step": step_digests,
        "records.attachment": attachment_digests, **FILING_DIGESTERS,
        "exchange.document": document_digests, FULFILMENTS: fulfilment_digests, CALENDAR: Latest(calendar_digests),
    }  # fmt: skip


def state_checks() -> Sequence[StateCheck]:
    """Rows that follow from others: current facts from change sets, current verdicts from runs, schemes from their text,
    the state of a case from its steps, what is done of duties from its records."""
    return (schemes_unaltered, verify_current, verify_verdicts, verify_cases, verify_duties)
