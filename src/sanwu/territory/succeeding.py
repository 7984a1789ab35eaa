"""The confirmation that a closed division goes on under another code."""

from sanwu.base.actor import Actor
from sanwu.base.errors import Refused, Stale
from sanwu.base.scope import Ability, Scope
from sanwu.records.services import act
from sanwu.territory.models import Division
from sanwu.territory.rules import STAND_INS
from sanwu.territory.selectors import division as division_of


def successor_confirm(
    *,
    code: str,
    successor: str,
    actor: Actor,
    scope: Scope,
    client_key: str | None = None,
    expected: str | None = None,
) -> Division:
    """Say that a closed division goes on under another code, inside one act. Refused where that cannot be.

    `expected` is the successor that was confirmed when the person looked, "" for none; stale where it is another now.
    Only the link is kept: compounds and communities stay where they are recorded until somebody moves them.
    """
    gone, new = division_of(code), division_of(successor)
    for place in (gone, new):
        if not scope.may(Ability.IMPORT_DIVISIONS, place.code):
            raise Refused(f"{place.name}（{place.code}）不在您可以管理的区划范围内。", "outside_scope")
    _check(gone, new)
    with act(
        verb="divisions.succeed", actor=actor, object_type="division", object_id=gone.code, object_name=gone.name,
        division=gone.parent_id or gone.code, client_key=client_key, request={"successor": new.code},
    ) as entry:  # fmt: skip
        if not entry.repeated:
            gone = Division.objects.select_for_update().get(pk=gone.pk)
            if expected is not None and expected != (gone.successor_id or ""):
                raise Stale(f"在您查看之后，别人已经确认了{gone.name}由谁接续。请核对后再确认。", "stale_successor")
            entry.before = {"successor": gone.successor_id}
            entry.after = {"successor": new.code, "successor_name": new.name}
            entry.result = {"code": gone.code, "successor": new.code}
            gone.successor = new
            gone.save(update_fields=["successor"])
    return gone


def _check(gone: Division, new: Division) -> None:
    if gone.valid_to is None:
        raise Refused(f"{gone.name}（{gone.code}）仍然有效，不需要指定后继。", "still_open")
    if new.valid_to is not None:
        raise Refused(f"{new.name}（{new.code}）已经撤销，不能作为后继。请选现行有效的区划。", "successor_closed")
    if gone.level != new.level or new.name in STAND_INS:
        raise Refused(
            f"{new.name} 是{new.get_level_display()}，{gone.name} 是{gone.get_level_display()}，级别不同，不能接续。",
            "other_level",
        )
