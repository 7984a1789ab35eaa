"""sanwu rollups rebuild"""

from argparse import Namespace

from sanwu.base import clock
from sanwu.base.scope import Ability, everywhere
from sanwu.cli.answer import DONE, PROBLEMS, Answer
from sanwu.cli.campaigns import campaign_of
from sanwu.indicators.services import rebuild

SHOWN = 10


def prove(args: Namespace) -> Answer:
    """Count a campaign from scratch, compare with the sums that are kept, and put right what differs."""
    campaign = campaign_of(args, everywhere(), Ability.VIEW_LEDGER)
    found = rebuild(campaign=campaign, on=clock.today())
    data = {"campaign": campaign.pk, **found._asdict()}
    counted = f"{campaign.name}：从头数了 {found.compounds:,} 个小区、{found.divisions:,} 个区划"
    if not found.wrong:
        return Answer(data, [f"{counted}，与汇总数完全一致。"], DONE)
    listed = "、".join(found.wrong[:SHOWN]) + ("等" if len(found.wrong) > SHOWN else "")
    return Answer(data, [f"{counted}，有 {len(found.wrong)} 个区划的汇总数不对（{listed}），已经改正。"], PROBLEMS)
