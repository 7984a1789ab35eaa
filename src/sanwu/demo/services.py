"""The fictional city, made through the same verbs that a user's click calls, and taken away again (issue: demo).

Everything of it is marked: divisions, organisations and accounts by their own mark, campaigns and compounds by lying in
a demo division. What happened stays in the journal, also after the city is gone.
"""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.codes import range_of
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import everywhere
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import campaign_open, scheme_load
from sanwu.compounds.models import Compound
from sanwu.decisions.services import refresh
from sanwu.demo.boundaries import import_demo_boundaries
from sanwu.demo.compounds import furnish
from sanwu.demo.duties import live_duties
from sanwu.demo.filing import hand_in_lists
from sanwu.demo.presence import LAST_ROLE, is_empty, is_half_made, is_present
from sanwu.demo.removing import remove
from sanwu.demo.rules import HEADER, Place, compound_rows, places, read_city, surveyed_later
from sanwu.exchange.services import import_file
from sanwu.ledger.services import correct_fact
from sanwu.people.selectors import demo_accounts, posts_on
from sanwu.people.services import account_add, link_issue
from sanwu.records.services import act
from sanwu.territory.erasing import mark_as_demo
from sanwu.territory.services import import_divisions, organisation_ensure

__all__ = ["build", "is_empty", "is_half_made", "is_present", "links", "remove"]

Report = Callable[[str, int, int], None]
LINK_HOURS = 24
MOST_COMPOUNDS = 200_000
ROWS_OF_A_SHEET = 50_000
CORRECTED_DAYS_AGO = 9
CORRECTIONS = 12
BOUND = 5
LEVEL_WORDS = {
    "province": ("province", 1), "city": ("city", 2), "county": ("county", 3), "street": ("town", 4), "community": ("village", 5),
}  # fmt: skip
NATION = "100000000000"


def build(*, compounds: int, seed: int, actor: Actor, report: Report | None = None) -> dict[str, Any]:
    """Make the city with a campaign half way through, dated from today; {campaign, compounds, accounts}.

    Refused when it stands already; one that was broken off is taken away first.
    """
    report = report or (lambda phase, done, total: None)
    if compounds > MOST_COMPOUNDS:
        raise BadInput(
            f"示例城市最多 {MOST_COMPOUNDS:,} 个小区，现在要 {compounds:,} 个。请改小。", "too_many_compounds"
        )
    if is_half_made():
        remove(actor=actor)
    if is_present():
        raise Refused("示例城市已经存在。如需重新生成，请先运行 sanwu demo remove。", "demo_present")
    city = read_city()
    report("区划和人员", 0, 2)
    codes = _divisions(city, actor)
    accounts = _accounts(city, codes, actor)
    campaign = _campaign(city, codes, actor)
    report("台账", 0, compounds)
    with tempfile.TemporaryDirectory() as folder:
        for path in _sheets(Path(folder), city, compounds, seed):
            import_file(path=path, campaign=campaign, actor=actor, scope=everywhere(), report=report)
    _corrections(campaign, actor)
    furnish(campaign, seed=seed, actor=actor)
    refresh(campaign=campaign, on=clock.today(), actor=actor)
    live_duties(campaign, codes, actor)
    hand_in_lists(campaign, codes)
    _bind_partner(city, codes, actor)
    return {"campaign": campaign.pk, "compounds": compounds, "accounts": accounts}


def links(*, actor: Actor) -> list[dict[str, Any]]:
    """A fresh one-time link for every person of the demo: [{role, title, name, path, expires_at}].

    They work on this computer only and for demo accounts only.
    """
    found = []
    for account in demo_accounts():
        held = posts_on(account, clock.today())
        if not held:
            continue
        path, expires = link_issue(account=account, actor=actor, hours=LINK_HOURS, loopback_only=True)
        post = held[0]
        found.append(
            {
                "role": str(post.role),
                "title": str(post.get_role_display()),
                "name": account.name,
                "path": path,
                "expires_at": expires.isoformat(),
            }
        )
    return found


def _divisions(city: Mapping[str, Any], actor: Actor) -> dict[str, str]:
    """Import the city's divisions; the code of each by name."""
    found = list(places(city))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "示例城市区划.csv"
        path.write_text("".join(_division_line(place) for place in found), encoding="utf-8")
        # one act: divisions that are not marked would be taken for an office's own
        with act(verb="demo.divisions", actor=actor, object_type="demo", object_name="示例城市"):
            import_divisions(paths=[path], edition=clock.today(), actor=actor)
            mark_as_demo(codes=[place.code for place in found], actor=actor)
            import_demo_boundaries(city, actor)
    return {place.name: place.code for place in found}


def _division_line(place: Place) -> str:
    """A line of the 20-column layout without a header in which divisions are published."""
    word, number = LEVEL_WORDS[place.level]
    cells = [place.code, place.parent or NATION, place.name, word, str(number), place.code[:6]]
    return ",".join(cells + [""] * 14) + "\n"


def _accounts(city: Mapping[str, Any], codes: Mapping[str, str], actor: Actor) -> int:
    """The people of the demo, all but the partner unit, which is bound to compounds and follows when they exist."""
    people = [person for person in city["accounts"] if person["role"] != LAST_ROLE]
    for person in people:
        _account(person, codes, actor)
    return len(city["accounts"])


def _account(
    person: Mapping[str, Any], codes: Mapping[str, str], actor: Actor, objects: Iterable[tuple[str, int]] = ()
) -> None:
    code = codes[person["at"]]
    organisation_ensure(name=person["organisation"], kind=person["kind"], division=code, actor=actor, demo=True)
    account_add(
        username=person["username"], name=person["name"], role=person["role"], division=code,
        organisation=person["organisation"], remit=person.get("remit", ""), objects=objects, actor=actor, demo=True,
    )  # fmt: skip


def _campaign(city: Mapping[str, Any], codes: Mapping[str, str], actor: Actor) -> Campaign:
    """The campaign, every dated duty moved to a day counted from today, as an area that adopts an older plan does."""
    plan = city["campaign"]
    today = clock.today()
    redating = {
        duty: {"date": _day(today, days).isoformat(), "source": plan["source"]} for duty, days in plan["days"].items()
    }
    version = scheme_load(path=settings.SANWU_SCHEMES / plan["scheme"], actor=actor)
    return campaign_open(
        scheme_version=version, division=codes[city["city"]["name"]], name=plan["name"], redating=redating, actor=actor,
        demo=True,
    )  # fmt: skip


def _day(today: date, days: int) -> date:
    return today + timedelta(days=days)


def _sheets(folder: Path, city: Mapping[str, Any], count: int, seed: int) -> Iterator[Path]:
    """The survey's lists, then those of a second visit: files of bounded size, so that a large city needs no more memory."""
    first = compound_rows(city, count=count, seed=seed)
    later = surveyed_later(compound_rows(city, count=count, seed=seed), seed=seed)
    for title, rows in (("示例城市摸底台账", first), ("示例城市补充调查", later)):
        number = 1
        while part := list(islice(rows, ROWS_OF_A_SHEET)):
            path = folder / (f"{title}（{number}）.csv" if number > 1 else f"{title}.csv")
            _write(path, part)
            yield path
            path.unlink()
            number += 1


def _write(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)


def _corrections(campaign: Campaign, actor: Actor) -> None:
    """A few facts corrected by hand after a visit, so that histories are worth reading."""
    on = _day(clock.today(), -CORRECTED_DAYS_AGO)
    chosen = Compound.objects.filter(entries__campaign=campaign).order_by("pk")[:CORRECTIONS]
    for number, compound in enumerate(chosen):
        fact, value = ("has_governing_unit", False) if number % 2 else ("human_protection", False)
        correct_fact(
            compound=compound, fact=fact, value=value, source="社区上门核查记录", observed_on=on, actor=actor,
        )  # fmt: skip


def _bind_partner(city: Mapping[str, Any], codes: Mapping[str, str], actor: Actor) -> None:
    """The partner unit sees the compounds that it is bound to, and no others."""
    for person in city["accounts"]:
        if person["role"] == LAST_ROLE:
            low, high = range_of(codes[person["at"]])
            near = Compound.objects.filter(division_id__gte=low, division_id__lt=high).order_by("pk")
            bound = list(near.values_list("pk", flat=True)[:BOUND]) or list(
                Compound.objects.filter(division__demo=True).order_by("pk").values_list("pk", flat=True)[:BOUND]
            )
            _account(person, codes, actor, objects=[("compound", pk) for pk in bound])
