"""sanwu doctor: is this installation healthy, and what to do where it is not."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sanwu.cli.answer import DONE, PROBLEMS, Answer
from sanwu.cli.doctor_look import BAD, OK, WARN, Look
from sanwu.cli.doctor_machine import disk, keys
from sanwu.cli.doctor_serving import serving


def examine(args: Namespace) -> Answer:
    """Every look, each ok, warn or bad; exit code 1 when one is bad."""
    looks = list(_looks())
    data = {
        "ok": all(look.state != BAD for look in looks),
        "checks": [
            {"id": look.id, "title": look.title, "state": look.state, "found": look.found, "remedy": look.remedy}
            for look in looks
        ],
    }
    counted = {state: sum(look.state == state for look in looks) for state in (OK, WARN, BAD)}
    summary = f"共 {len(looks)} 项：正常 {counted[OK]}，留意 {counted[WARN]}，异常 {counted[BAD]}。"
    return Answer(data, [*(look.line for look in looks), summary], DONE if data["ok"] else PROBLEMS)


def _looks() -> Iterator[Look]:
    """Settings first: what is wrong with them is a finding here, and without them nothing else can be looked at."""
    try:
        django.setup()
    except ImproperlyConfigured as error:
        yield Look("settings", "设置", BAD, "读不出来", str(error))
        return
    from sanwu.cli.doctor_database import database  # noqa: PLC0415 - models need the settings, see above

    home = Path(settings.SANWU_HOME)
    yield Look("settings", "设置", OK, f"数据文件夹 {home}")
    yield from keys(home)
    yield disk(home)
    yield from serving(settings)
    yield from database()
