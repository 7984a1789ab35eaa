"""sanwu setup: the first real start of an office, by questions, by options or from a file."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from sanwu.base.errors import BadInput, Refused
from sanwu.cli import running
from sanwu.cli.answer import Answer
from sanwu.cli.site import address
from sanwu.cli.who import acting
from sanwu.people.founding import Founded, Founder, office_found
from sanwu.people.selectors import any_office_account
from sanwu.records.services import act
from sanwu.territory.models import Division
from sanwu.territory.selectors import division, full_name
from sanwu.territory.services import import_divisions

# Option: (role, what it is called).
PEOPLE = {
    "system": ("system_admin", "系统管理员（管设置、区划和备份，看不到业务）"),
    "security": ("security_admin", "安全管理员（管账号和岗位）"),
    "audit": ("audit_admin", "审计管理员（只看操作日志）"),
    "official": ("", "第一位业务人员（区领导小组办公室或市级复核）"),
}
DEFAULT_ROLE = "district_official"
KEYS = {"area", "divisions", "edition", "official_role", "organisation", *PEOPLE}
Ask = Callable[[str], str]


def found(args: Namespace) -> Answer:
    """Everything or nothing: divisions (where asked for), three administrators and an official, in one transaction."""
    _scope, actor = acting(args)
    running.migrate(args)
    if any_office_account():
        raise Refused(
            "已经设置过了，没有做任何改动。增加人员请由安全管理员在“人员”页面办理，或用 sanwu account add。", "already_set_up"
        )  # fmt: skip
    given = _given(args)
    ask = _asking() if sys.stdin.isatty() and not args.json else None
    divisions, edition = _divisions(given, ask)
    people = {option: _person(option, given, ask) for option in PEOPLE}
    with act(verb="office.found", actor=actor, object_type="installation", object_name="首次设置") as entry:
        counts = import_divisions(paths=divisions, edition=edition, actor=actor) if divisions else None
        area = _area(given, ask)
        entry.division = area.code
        founded = office_found(
            area=area.code, actor=actor, people={person.role if option != "official" else option: person for option, person in people.items()}
        )  # fmt: skip
    data = {
        "area": area.code,
        "divisions": counts,
        "accounts": [_as_json(one) for one in founded],
    }
    return Answer(data, list(_lines(area, counts, founded)))


def _given(args: Namespace) -> dict[str, Any]:
    """What the file says, and over it what the options say."""
    given: Any = {}
    if args.answers:
        try:
            given = json.loads(args.answers.read_text(encoding="utf-8-sig"))
        except ValueError as error:
            raise BadInput(f"“{args.answers}”不是 JSON，或不是 UTF-8 编码。", "bad_answers") from error
        if not isinstance(given, dict) or set(given) - KEYS:
            allowed = "、".join(sorted(KEYS))
            raise BadInput(f"设置文件应是一个 JSON 对象，可以有：{allowed}。", "bad_answers")
    options = {key: getattr(args, key) for key in KEYS if getattr(args, key, None) is not None}
    return {**given, **options}


def _asking() -> Ask:
    def ask(question: str) -> str:
        while not (text := input(f"{question}：").strip()):
            pass
        return text

    return ask


def _divisions(given: dict[str, Any], ask: Ask | None) -> tuple[list[Path], date]:
    paths, edition = given.get("divisions"), given.get("edition")
    if paths is None and ask is not None and not Division.objects.filter(demo=False).exists():
        paths = [ask("行政区划表的文件或文件夹")]
    if not paths:
        return [], date.min
    if edition is None:
        if ask is None:
            raise BadInput("给了区划表，还要给出它的版本日期（--edition YYYY-MM-DD）。", "no_edition")
        edition = ask("区划表的版本日期（YYYY-MM-DD）")
    paths = paths if isinstance(paths, list) else [paths]
    try:
        day = edition if isinstance(edition, date) else date.fromisoformat(str(edition))
    except ValueError as error:
        raise BadInput(f"版本日期“{edition}”应写成 YYYY-MM-DD。", "bad_edition") from error
    return [Path(path) for path in paths], day


def _area(given: dict[str, Any], ask: Ask | None) -> Division:
    code = given.get("area")
    if code is None and ask is not None:
        code = ask("本单位所辖区划的代码（市 4 位、区县 6 位，或 12 位）")
    if code is None:
        raise BadInput("请给出本单位所辖区划的代码（--area CODE）。", "no_area")
    return division(str(code))


def _person(option: str, given: dict[str, Any], ask: Ask | None) -> Founder:
    """From "account=name" of an option, an object of the file, or two questions."""
    role, title = PEOPLE[option]
    said = given.get(option)
    if said is None:
        if ask is None:
            raise BadInput(f"请给出{title}：--{option} 账号名=姓名。", "no_person")
        said = {"username": ask(f"{title}的账号名"), "name": ask("  姓名")}
    elif isinstance(said, str):
        username, _, name = said.partition("=")
        said = {"username": username, "name": name}
    if not isinstance(said, dict) or not str(said.get("name", "")).strip():
        raise BadInput(f"{title}应写成 账号名=姓名，例如 --{option} zhang=张三。", "bad_person")
    official = option == "official"
    return Founder(
        username=str(said.get("username", "")),
        name=str(said["name"]),
        role=str(given.get("official_role", DEFAULT_ROLE)) if official else role,
        organisation=given.get("organisation") if official else None,
    )


def _as_json(one: Founded) -> dict[str, Any]:
    return {
        "role": one.role,
        "id": one.account.pk,
        "username": one.account.username,
        "name": one.account.name,
        "url": address(one.path),
        "expires_at": one.expires_at.isoformat(),
    }


def _lines(area: Division, counts: dict[str, int] | None, founded: list[Founded]) -> list[str]:
    lines = [f"区划已导入：新增 {counts['created']:,} 个。"] if counts else []
    lines.append(
        f"已为{full_name(area.code)}建立 {len(founded)} 个账号。请把下面的一次性链接分别交给本人，登录后设置密码："
    )
    for one in founded:
        post = one.account.posts.get()
        until = one.expires_at.astimezone(timezone.get_current_timezone()).strftime("%Y-%m-%d %H:%M")
        lines += [f"  {post.get_role_display()}  {one.account.name}（{until} 前有效）", f"    {address(one.path)}"]
    lines.append("下一步：三名管理员登录后绑定动态口令；业务人员启动行动、导入台账；运行 sanwu doctor 检查一遍。")
    return lines
