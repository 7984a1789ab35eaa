"""sanwu campaign open, and the campaign that other commands name by its id"""

from argparse import Namespace
from pathlib import Path
from typing import Any

from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaign_for
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.cli.answer import Answer
from sanwu.cli.who import acting
from sanwu.policy.yamltree import parse
from sanwu.territory.selectors import division


def start(args: Namespace) -> Answer:
    """Open a campaign; the same call again brings the same campaign."""
    scope, actor = acting(args)
    place = division(args.division)
    if not scope.may(Ability.OPEN_CAMPAIGN, place.code):
        raise Refused(f"该账号没有在{place.name}开展行动的权限。", "no_right")
    redating = _redating(args.dates) if args.dates else None
    version = scheme_load(path=args.scheme, actor=actor)
    campaign = campaign_open(
        scheme_version=version, division=place.code, name=args.name, redating=redating, actor=actor
    )
    return Answer({"id": campaign.pk}, [f"行动 {campaign.pk}：{campaign.name}（{place.name}，{version.title}）。"])


def campaign_of(args: Namespace, scope: Scope, ability: Ability) -> Campaign:
    """The campaign of --campaign. BadInput when there is none; Refused where the account may not see it or lacks the right.

    Whoever can type here can read the whole database, so that saying "not yours" gives nothing away.
    """
    try:
        campaign = campaign_for(scope, args.campaign)
    except Campaign.DoesNotExist:
        if Campaign.objects.filter(pk=args.campaign).exists():
            raise Refused(f"行动 {args.campaign} 不在该账号的管辖范围内，或该账号不办理业务。", "no_right") from None
        raise BadInput(
            f"没有编号为 {args.campaign} 的行动。请用 sanwu campaign open 开展行动。", "no_campaign"
        ) from None
    try:
        return campaign_for(scope, campaign.pk, ability)
    except Campaign.DoesNotExist:
        raise Refused(f"该账号没有在行动“{campaign.name}”里办理这件事的权限。", "no_right") from None


def _redating(path: Path) -> dict[str, Any]:
    """The file of --dates: {duty or phase id: {date, source}}, every value as text."""
    try:
        tree = parse(path.name, path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise BadInput(f"日期文件 {path.name} 不是 UTF-8 编码，请另存为 UTF-8。", "bad_dates_file") from None
    if tree.problems:
        raise BadInput("日期文件读不出来：\n" + "\n".join(str(problem) for problem in tree.problems), "bad_dates_file")
    if not isinstance(tree.data, dict):
        raise BadInput(f"日期文件 {path.name} 应写成“事项: {{date: 日期, source: 依据文件}}”的形式。", "bad_dates_file")
    return tree.data
