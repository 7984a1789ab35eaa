"""A fresh installation in a folder, with the fictional city's divisions and a campaign; made by the same verbs as ever."""

import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanwu.project.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench.workbooks import write_divisions  # noqa: E402
from sanwu.base import clock  # noqa: E402
from sanwu.base.actor import LOCAL_OPERATOR  # noqa: E402
from sanwu.base.scope import everywhere  # noqa: E402
from sanwu.campaigns.models import Campaign  # noqa: E402
from sanwu.campaigns.services import campaign_open, scheme_load  # noqa: E402
from sanwu.demo.rules import read_city  # noqa: E402
from sanwu.exchange.services import import_file  # noqa: E402
from sanwu.territory.services import import_divisions  # noqa: E402

SCHEME = Path(__file__).resolve().parent.parent / "schemes" / "haikou-2016"


def campaign_in(folder: Path) -> Campaign:
    """Migrate, import the divisions, open the campaign; repeatable."""
    call_command("migrate", verbosity=0)
    divisions = folder / "divisions.csv"
    write_divisions(divisions)
    import_divisions(paths=[divisions], edition=clock.today(), actor=LOCAL_OPERATOR)
    version = scheme_load(path=SCHEME, actor=LOCAL_OPERATOR)
    code = read_city()["city"]["code"]
    return campaign_open(scheme_version=version, division=code, name="bench", actor=LOCAL_OPERATOR)


def filled(folder: Path, workbook: Path) -> Campaign:
    """The campaign with a workbook imported into it, once."""
    campaign = campaign_in(folder)
    if not campaign.entries.exists():
        import_file(path=workbook, campaign=campaign, actor=LOCAL_OPERATOR, scope=everywhere())
    return campaign


def settled() -> None:
    """The database as its own daemon leaves it some minutes after an import; on PostgreSQL it would begin just then."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)" if connection.vendor == "postgresql" else "ANALYZE")
