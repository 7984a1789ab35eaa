"""One import from beginning to end: read, check, compare, publish in one transaction, judge (issue §5).

Nothing is written before every row is decided, and then everything at once: a process that dies leaves nothing half.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.errors import Refused
from sanwu.base.memory import uncollected
from sanwu.base.scope import Ability
from sanwu.campaigns.selectors import campaigns_visible_to, loaded
from sanwu.compounds.sql import hold_numbers
from sanwu.decisions.services import refresh
from sanwu.exchange.files import path_of
from sanwu.exchange.opening import Opened, must_be_clear, open_sheet
from sanwu.exchange.places import Places
from sanwu.exchange.plan import Plan
from sanwu.exchange.planning import Planner
from sanwu.exchange.publishing import LedgerMoved, Work, publish
from sanwu.exchange.reading.check import check_table
from sanwu.ledger import sql as ledger_sql
from sanwu.ledger.dictionary import known_deriver

TRIES = 2


@uncollected()
def perform(work: Work) -> None:
    """Fill in the run: counts, issues, the batch, the workbook of refused rows. BadInput where the file cannot be used.

    Done again after a death it takes up where it was: a run that was published is only judged.
    """
    _must_be_allowed(work)
    if not work.run.finished:
        dictionary = loaded(work.campaign.scheme_version).dictionary
        work.report("read", 0, 0)
        opened = open_sheet(path_of(work.run.upload), dictionary, work.run.mapping or None)
        must_be_clear(opened.mapping)
        _plan_and_publish(work, opened)
    if not work.run.dry_run:
        work.report("judge", 0, 1)
        refresh(campaign=work.campaign, on=clock.today(), actor=work.actor)
        work.report("judge", 1, 1)


def _plan_and_publish(work: Work, opened: Opened) -> None:
    """Compare without a lock and publish in a short transaction; where others kept writing, compare under the lock."""
    for _try in range(TRIES):
        plan, head = _plan(work, opened)
        try:
            publish(work, opened, plan, head)
        except LedgerMoved:
            continue
        return
    with transaction.atomic():
        hold_numbers()
        publish(work, opened, *_plan(work, opened))


def _must_be_allowed(work: Work) -> None:
    allowed = campaigns_visible_to(work.scope, Ability.IMPORT_LEDGER)
    if not allowed.filter(pk=work.campaign.pk).exists():
        raise Refused(_("没有向这个行动导入台账的权限。"), "no_right")
    if work.campaign.closed_on is not None:
        raise Refused(_("行动“%(campaign)s”已结束，不能再导入。") % {"campaign": work.campaign.name}, "campaign_closed")


def _plan(work: Work, opened: Opened) -> tuple[Plan, ledger_sql.Head]:
    """Check every cell and compare every row, with the head of the ledger that they were compared with."""
    dictionary = loaded(work.campaign.scheme_version).dictionary
    checked = check_table(
        opened.table, opened.layout, opened.mapping, dictionary,
        progress=lambda done, total: work.report("check", done, total),
    )  # fmt: skip
    head = ledger_sql.head()
    planner = Planner(
        checked=checked, mapping=opened.mapping, places=Places(work.campaign, work.scope, opened.mapping.division),
        facts=dictionary.facts, deriver=known_deriver(),
    )  # fmt: skip
    return planner.plan(work.report), head
