"""Verbs of schemes and campaigns."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.codes import range_of
from sanwu.base.errors import BadInput, Refused
from sanwu.base.text import forbidden_character, tidy
from sanwu.campaigns.digests import CAMPAIGN, MEMBERS, digest_of, digest_of_members, member_digests
from sanwu.campaigns.frozen import label_of, loaded
from sanwu.campaigns.models import Campaign, CampaignCompound, CampaignMigration, SchemeVersion
from sanwu.campaigns.publishing import frozen_as, held_version, usable
from sanwu.campaigns.rules import read_redating
from sanwu.compounds.sql import constant, hold_numbers, insert_rows
from sanwu.policy.load import load_scheme
from sanwu.records.services import act
from sanwu.territory.selectors import division as division_of

LONGEST_NAME = 100
CHUNK = 1000


def scheme_load(*, path: Path, actor: Actor, client_key: str | None = None) -> SchemeVersion:
    """Freeze the scheme of a folder (or of its scheme.yaml) as a version; the same content is the same version.

    BadInput lists every problem of a scheme that has any; Refused where its version number stands for another text.
    """
    found = load_scheme(path)
    scheme = usable(found, path.name)
    if known := SchemeVersion.objects.filter(digest=found.digest).first():
        return known
    with act(
        verb="scheme.load", actor=actor, object_type="scheme", object_id=scheme.id, object_name=scheme.title,
        client_key=client_key, request={"digest": found.digest},
    ) as entry:  # fmt: skip
        return frozen_as(entry, found, scheme, actor)


def campaign_open(
    *,
    scheme_version: SchemeVersion,
    division: str,
    name: str,
    actor: Actor,
    redating: Mapping[str, Any] | None = None,
    client_key: str | None = None,
    demo: bool = False,
) -> Campaign:
    """A division adopts a scheme version. The same call again brings the same campaign; other dates for it are Refused.

    `redating` is {duty or phase id: {date, source}} from the area's own document; without it the plan's dates stand.
    The right to do so is the caller's to check.
    """
    place = division_of(division)
    if place.valid_to is not None:
        raise BadInput(
            f"{place.name}（{place.code}）已于 {place.valid_to} 撤销，请改用现行的区划代码。", "closed_division"
        )
    name = tidy(name)
    if not 0 < len(name) <= LONGEST_NAME or forbidden_character(name):
        raise BadInput(f"行动名称应为 1 到 {LONGEST_NAME} 个字。", "bad_campaign_name")
    dates = read_redating(loaded(scheme_version), redating)
    same = {"division": place, "scheme_version": scheme_version, "name": name}
    if known := _opened(same, dates):
        return known
    with act(
        verb="campaign.open", actor=actor, object_type="campaign", object_name=name, division=place.code,
        scheme_version=label_of(scheme_version), client_key=client_key,
        request={"division": place.code, "digest": scheme_version.digest, "name": name, "dates": dates},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Campaign.objects.get(pk=entry.result["id"])
        if (version := held_version(scheme_version)).withdrawn:
            raise Refused(
                f"方案{version}已经撤回（{version.withdrawn_reason}），不能再采用。请选用已发布的版本。", "withdrawn"
            )
        campaign, made = Campaign.objects.get_or_create(
            **same, defaults={"redating": dates, "opened_on": clock.today(), "demo": demo}
        )
        if not made:
            _the_same(campaign, campaign.redating, dates)
        entry.object_id = str(campaign.pk)
        entry.digest(CAMPAIGN, campaign.pk, digest_of(campaign))
        entry.after = {
            "name": name,
            "division": place.code,
            "dates": dates,
            "opened_on": campaign.opened_on.isoformat(),
        }
        entry.result = {"id": campaign.pk}
    return campaign


def enter_compounds(
    *,
    campaign: Campaign,
    compounds: Iterable[tuple[int, str]],
    entered_by: str,
    actor: Actor,
    entered_ref: str = "",
    on: date | None = None,
) -> int:
    """Bring (compound id, 12-digit division) pairs into a campaign, set-based; how many were not in it before.

    `entered_by` says how (import, hand, transfer), `entered_ref` by which job or document. Refused for a closed
    campaign and for compounds outside its area.
    """
    if campaign.closed_on is not None:
        raise Refused(f"行动“{campaign.name}”已结束，不能再增加小区。", "campaign_closed")
    wanted = dict(compounds)
    low, high = range_of(campaign.division_id)
    if outside := [code for code in wanted.values() if not low <= code < high]:
        raise Refused(f"有 {len(outside)} 个小区不在行动的范围内（例如 {outside[0]}）。", "outside_campaign")
    day = constant(CampaignCompound, "entered_on", on or clock.today())
    with act(
        verb="campaign.enter", actor=actor, object_type="campaign", object_id=str(campaign.pk),
        object_name=campaign.name, division=campaign.division_id,
    ) as entry:  # fmt: skip
        hold_numbers()
        entries = dict(_entries(campaign))
        known = {pk: left_on for pk, left_on in entries.items() if pk in wanted}
        # A compound that comes back gets a new entry: what follows the entries goes by their ids.
        back = [pk for pk, left_on in known.items() if left_on is not None]
        for start in range(0, len(back), CHUNK):
            CampaignCompound.objects.filter(campaign=campaign, compound_id__in=back[start : start + CHUNK]).delete()
        inside = {pk for pk, left_on in known.items() if left_on is None}
        new = [(pk, code) for pk, code in wanted.items() if pk not in inside]
        insert_rows(
            CampaignCompound,
            ("campaign_id", "compound_id", "division_code", "entered_by", "entered_ref", "entered_on"),
            ((campaign.pk, pk, code, entered_by[:20], entered_ref[:60], day) for pk, code in new),
        )
        present = {pk for pk, left_on in entries.items() if left_on is None}.union(wanted)
        entry.digest(MEMBERS, campaign.pk, digest_of_members(present))
        entry.after = {"entered": len(new), "by": entered_by, "ref": entered_ref}
    return len(new)


def leave_campaign(
    *, campaign: Campaign, compounds: Iterable[int], actor: Actor, reason: str, on: date | None = None
) -> int:
    """Take compounds out of a campaign (an import undone, a transfer); what was recorded of them stays.

    The entry gets a new number, as that of a compound that comes back does: what follows the entries goes by their ids.
    """
    ids = sorted(set(compounds))
    day = constant(CampaignCompound, "left_on", on or clock.today())
    columns = ("campaign_id", "compound_id", "division_code", "entered_by", "entered_ref", "entered_on")
    with act(
        verb="campaign.leave", actor=actor, object_type="campaign", object_id=str(campaign.pk),
        object_name=campaign.name, division=campaign.division_id,
    ) as entry:  # fmt: skip
        hold_numbers()
        gone = 0
        for start in range(0, len(ids), CHUNK):
            here = CampaignCompound.objects.filter(
                campaign=campaign, compound_id__in=ids[start : start + CHUNK], left_on=None
            )
            left = [
                (*row[:-1], constant(CampaignCompound, "entered_on", row[-1]), day)
                for row in here.values_list(*columns)
            ]
            here.delete()
            insert_rows(CampaignCompound, (*columns, "left_on"), left)
            gone += len(left)
        entry.digest(MEMBERS, campaign.pk, member_digests([str(campaign.pk)])[str(campaign.pk)])
        entry.after = {"left": gone, "reason": reason}
    return gone


def _entries(campaign: Campaign) -> Iterable[tuple[int, date | None]]:
    return CampaignCompound.objects.filter(campaign=campaign).values_list("compound_id", "left_on").iterator()


def _opened(same: Mapping[str, Any], dates: Mapping[str, Any]) -> Campaign | None:
    """The campaign that this very call opened before, even where it moved to another version since."""
    if known := Campaign.objects.filter(**same).first():
        return _the_same(known, known.redating, dates)
    moved = (
        CampaignMigration.objects.filter(
            campaign__division=same["division"], campaign__name=same["name"], from_version=same["scheme_version"]
        )
        .select_related("campaign__division")
        .order_by("pk")
        .first()
    )
    return None if moved is None else _the_same(moved.campaign, moved.redating, dates)


def _the_same(campaign: Campaign, before: Mapping[str, Any], dates: Mapping[str, Any]) -> Campaign:
    if before != dates:
        raise Refused(
            f"{campaign.division.name}已有同名行动“{campaign.name}”，但日期安排不同。请换一个名称，或使用已有的行动。",
            "campaign_exists",
        )
    return campaign
