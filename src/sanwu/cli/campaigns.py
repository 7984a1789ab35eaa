"""sanwu campaign open"""

from argparse import Namespace
from typing import Any

import yaml

from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.cli.answer import Answer
from sanwu.cli.who import acting
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


def _redating(path: Any) -> dict[str, Any]:
    """The file of --dates: {duty or phase id: {date, source}}, every value as text."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(
            f"日期文件 {path.name} 读不出来：{error}。请检查缩进和编码（UTF-8）。", "bad_dates_file"
        ) from error
    if not isinstance(data, dict):
        raise BadInput(f"日期文件 {path.name} 应写成“事项: {{date: 日期, source: 依据文件}}”的形式。", "bad_dates_file")
    return data
