"""What the demo city shows of single compounds: buildings, entrances, and plain drawn pictures in place of photos."""

import io
import random
from typing import Any

from PIL import Image, ImageDraw

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.campaigns.models import Campaign
from sanwu.compounds.buildings import building_save, entrance_save
from sanwu.compounds.models import Compound
from sanwu.ledger.models import LedgerEntry
from sanwu.records.attachments import Held, attach

SHOWN = 8  # compounds that have all of it
MOST_BUILDINGS = 6
SIZE = (960, 720)
SKIES = ((196, 220, 240), (214, 228, 236), (236, 226, 208))
WALLS = ((214, 200, 178), (190, 176, 160), (206, 186, 172), (178, 186, 190))


def furnish(campaign: Campaign, *, seed: int, actor: Actor) -> int:
    """Give the first compounds of the campaign buildings, entrances and pictures; how many got them."""
    chance = random.Random(seed)  # noqa: S311 - a fictional city, the same for the same seed
    found = list(Compound.objects.filter(entries__campaign=campaign).order_by("pk")[:SHOWN])
    for compound in found:
        facts = LedgerEntry.objects.get(compound=compound).facts
        _buildings(compound, facts, chance, actor)
        _entrances(compound, chance, actor)
        held = Held("compound", str(compound.pk), compound.name, compound.division_id)
        for title in ("大门", "全貌"):
            attach(
                held=held, kind="photo", title=f"{title}（示意图）", file=io.BytesIO(_picture(chance)),
                file_name=f"{title}.png", taken_on=clock.today(), actor=actor,
            )  # fmt: skip
    return len(found)


def _buildings(compound: Compound, facts: dict[str, Any], chance: random.Random, actor: Actor) -> None:
    """As many as the ledger says; households are spread over them, so that most sums agree with it."""
    count = min(int(facts.get("building_count") or 2), MOST_BUILDINGS)
    households = facts.get("household_count")
    each = [households // count + (number < households % count) for number in range(count)] if households else []
    for number in range(count):
        building_save(
            compound=compound, actor=actor, label=f"{number + 1}号楼", floors=chance.randint(4, 7),
            units=chance.randint(2, 4), households=each[number] if each else None, built_year=facts.get("built_year"),
        )  # fmt: skip


def _entrances(compound: Compound, chance: random.Random, actor: Actor) -> None:
    guarded = chance.random() < 0.4
    entrance_save(
        compound=compound, actor=actor, label="东门", kind="gate", open=True, guarded=guarded, barriers=int(guarded),
    )  # fmt: skip
    if chance.random() < 0.6:
        entrance_save(
            compound=compound, actor=actor, label="后门", kind="door", open=chance.random() < 0.5, guarded=False
        )


def _picture(chance: random.Random) -> bytes:
    """A plain block of flats under a plain sky, as a PNG."""
    image = Image.new("RGB", SIZE, chance.choice(SKIES))
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    ground = int(height * 0.82)
    draw.rectangle((0, ground, width, height), fill=(150, 152, 148))
    left = chance.randint(30, 90)
    while left < width - 200:
        right, top = left + chance.randint(180, 280), ground - chance.randint(260, 440)
        draw.rectangle((left, top, right, ground), fill=chance.choice(WALLS))
        for y in range(top + 24, ground - 60, 58):
            for x in range(left + 20, right - 30, 48):
                draw.rectangle(
                    (x, y, x + 26, y + 32), fill=(86, 106, 122) if chance.random() < 0.8 else (244, 222, 150)
                )
        draw.rectangle((left + 40, ground - 52, left + 78, ground), fill=(96, 74, 58))
        left = right + chance.randint(20, 60)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
