"""sanwu scheme publish | withdraw: the effect on running campaigns first, then the version."""

from argparse import Namespace

from sanwu.base import clock
from sanwu.base.errors import Refused
from sanwu.base.scope import Ability
from sanwu.campaigns.publishing import check_cases, check_facts, check_number, scheme_publish, scheme_withdraw, usable
from sanwu.campaigns.selectors import label_of
from sanwu.cli.answer import Answer
from sanwu.cli.schemes_effect import effect_json, effect_lines
from sanwu.cli.schemes_versions import read_files, version_named
from sanwu.cli.who import acting
from sanwu.decisions.publishing import campaigns_on, effect_of
from sanwu.policy.load import load_files


def publish(args: Namespace) -> Answer:
    """Say what the scheme would change for the campaigns that run, and publish it unless --dry-run."""
    scope, actor = acting(args)
    if not scope.may(Ability.PUBLISH_SCHEME):
        raise Refused("该账号没有发布方案的权限。", "no_right")
    files = read_files(args.path)
    found = load_files(files)
    scheme = usable(found, args.path)
    check_cases(found)
    check_number(found, scheme)
    check_facts(scheme)
    running = campaigns_on(scheme.id, found.digest)
    mine = [campaign for campaign in running if scope.may(Ability.VIEW_LEDGER, campaign.division_id)]
    effects = effect_of(files=files, campaigns=mine, on=clock.today())
    lines = list(effect_lines(effects))
    if len(mine) < len(running):
        lines.append(f"另有 {len(running) - len(mine)} 个行动不在该账号的管辖范围内，没有列出。")
    data = {
        "scheme": scheme.id, "version": str(scheme.version), "digest": found.digest, "dry_run": args.dry_run,
        "effects": [effect_json(one) for one in effects], "elsewhere": len(running) - len(mine), "id": None,
    }  # fmt: skip
    if args.dry_run:
        return Answer(data, [*lines, "没有发布（--dry-run）。"])
    version = scheme_publish(files=files, actor=actor)
    told = (
        f"已发布 {label_of(version)}（编号 {version.pk}）。进行中的行动仍用原来的版本，用 sanwu campaign migrate 迁移。"
    )
    return Answer({**data, "id": version.pk}, [*lines, told])


def withdraw(args: Namespace) -> Answer:
    """Withdraw a version; running campaigns keep it."""
    scope, actor = acting(args)
    if not scope.may(Ability.PUBLISH_SCHEME):
        raise Refused("该账号没有撤回方案的权限。", "no_right")
    version = scheme_withdraw(version=version_named(args.version), reason=args.reason, actor=actor)
    running = version.campaigns.filter(closed_on=None).count()
    data = {"id": version.pk, "state": str(version.state), "campaigns": running}
    kept = f"进行中的 {running} 个行动继续使用它。" if running else "没有行动在使用它。"
    return Answer(data, [f"已撤回 {label_of(version)}。{kept}"])
