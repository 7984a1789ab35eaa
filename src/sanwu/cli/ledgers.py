"""sanwu decide | export ledger"""

from argparse import Namespace
from collections.abc import Mapping

from sanwu.base import clock
from sanwu.base.errors import Refused
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import entries_of, loaded
from sanwu.cli.answer import Answer
from sanwu.cli.campaigns import campaign_of
from sanwu.cli.progress import on_terminal
from sanwu.cli.who import acting
from sanwu.decisions.selectors import compute, counts
from sanwu.decisions.services import refresh
from sanwu.exchange.services import export_ledger
from sanwu.records.scoping import in_ranges

WORDS = {"yes": "是", "no": "否", "unknown": "待核实", "not_applicable": "不适用"}


def decide(args: Namespace) -> Answer:
    """Refresh the stored verdicts and count them; with --on judge as of that day and store nothing."""
    scope, actor = acting(args)
    campaign = campaign_of(args, scope, Ability.VIEW_LEDGER if args.on else Ability.IMPORT_LEDGER)
    if args.on:
        if not scope.may(Ability.VIEW_LEDGER, campaign.division_id):
            raise Refused("试算包括整个行动，该账号只能查看其中一部分。", "no_right")
        found = compute(campaign, args.on)
    else:
        refresh(campaign=campaign, on=clock.today(), actor=actor)
        found = counts(campaign, scope)
    compounds = entries_of(campaign).filter(in_ranges(scope, Ability.VIEW_LEDGER)).count()
    on = args.on or clock.today()
    data = {"campaign": campaign.pk, "on": on.isoformat(), "compounds": compounds, **found}
    return Answer(data, [f"{campaign.name}：{compounds:,} 个小区，认定日期 {on}。", *_lines(campaign, found)])


def _lines(campaign: Campaign, found: Mapping[str, Mapping[str, Mapping[str, int]]]) -> list[str]:
    scheme = loaded(campaign.scheme_version)
    lines = []
    for rule, outcomes in found["conditions"].items():
        lines.append(f"  {scheme.conditions[rule].title}：{_counted(outcomes, WORDS)}")
    for rule, outcomes in found["decisions"].items():
        decision = scheme.decisions[rule]
        words = WORDS | {key: outcome.title for key, outcome in decision.outcomes.items()}
        lines.append(f"  {decision.title}：{_counted(outcomes, words)}")
    return lines


def _counted(outcomes: Mapping[str, int], words: Mapping[str, str]) -> str:
    return "，".join(f"{words.get(outcome, outcome)} {n:,}" for outcome, n in outcomes.items())


def export(args: Namespace) -> Answer:
    """Write the ledger as a file; the ending of its name says which format."""
    scope, actor = acting(args)
    campaign = campaign_of(args, scope, Ability.EXPORT_LEDGER)
    with on_terminal() as report:
        written = export_ledger(campaign=campaign, scope=scope, actor=actor, out=args.out, report=report)
    return Answer(written, [f"已导出 {written['rows']:,} 行到 {written['file']}。"])
