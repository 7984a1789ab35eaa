"""A work list as a workbook to be filled in, under headers that the ordinary import understands."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaigns_visible_to, label_of, loaded
from sanwu.compounds.identity import Identity
from sanwu.compounds.selectors import identities
from sanwu.decisions.listing import Filters, candidates
from sanwu.exchange.references import reference_of
from sanwu.exchange.worklist import CHUNK, fact_of
from sanwu.policy.model_facts import Fact
from sanwu.records.services import act
from sanwu.records.sql import one_moment
from sanwu.render.factcolumns import IDENTITY, REFERENCE, fact_column
from sanwu.render.fillin import Asked, FillIn, Row, write_fillin
from sanwu.territory.models import Division

MOST_IN_WORKBOOK = 20_000
MOST_FACTS = 30
GIVEN = ("number", "name", "county", "street", "community", "division_code")
LEVELS = ("county", "street", "community")


def write_worklist(
    *,
    campaign: Campaign,
    facts: Sequence[str],
    scope: Scope,
    actor: Actor,
    out: Path,
    under: str = "",
    waiting: bool = False,
) -> int:
    """A workbook of the compounds that lack any of these facts, to be filled in and imported; how many rows it has.

    Refused without the right to hand out; BadInput for no fact, too many, or one that cannot be asked.
    """
    if not campaigns_visible_to(scope, Ability.EXPORT_LEDGER).filter(pk=campaign.pk).exists():
        raise Refused(_("没有导出这个行动台账的权限。"), "no_right")
    asked = [fact for name in dict.fromkeys(facts) if (fact := fact_of(campaign, name)) is not None]
    if not asked or len(asked) > MOST_FACTS:
        raise BadInput(_("请选 1 到 %(most)s 项要补填的内容。") % {"most": MOST_FACTS}, "facts")
    with one_moment():
        rows = _lacking_any(campaign, scope, asked, under, waiting)
        written = write_fillin(out, _form(campaign, asked), _workbook_rows(campaign, rows, asked))
    with act(
        verb="ledger.worklist", actor=actor, object_type="campaign", object_id=str(campaign.pk),
        object_name=campaign.name, division=campaign.division_id, scheme_version=label_of(campaign.scheme_version),
    ) as entry:  # fmt: skip
        entry.after = {"rows": written, "facts": [fact.id for fact in asked], "under": under}
    return written


def _lacking_any(
    campaign: Campaign, scope: Scope, asked: Sequence[Fact], under: str, waiting: bool
) -> list[tuple[int, dict[str, Any]]]:
    found: dict[int, dict[str, Any]] = {}
    order: list[tuple[str, int]] = []
    for fact in asked:
        filters = Filters(division=under, missing=fact.id if waiting else "")
        rows = candidates(scope, campaign, filters, "division_code", Ability.EXPORT_LEDGER)
        few = rows.exclude(facts__has_key=fact.id).values_list("compound_id", "division_code", "facts")
        for pk, division, known in few[: MOST_IN_WORKBOOK + 1]:
            if pk not in found:
                found[pk] = known
                order.append((division, pk))
        if len(found) > MOST_IN_WORKBOOK:
            raise BadInput(
                _("超过 %(most)s 个小区，表格会太大。请先选一个区县或街道再下载。") % {"most": MOST_IN_WORKBOOK},
                "too_many",
            )
    return [(pk, found[pk]) for _division, pk in sorted(order)]


def _workbook_rows(
    campaign: Campaign, rows: Sequence[tuple[int, dict[str, Any]]], asked: Sequence[Fact]
) -> Iterator[Row]:
    places: dict[str, dict[str, str]] = {}
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        named = dict(identities([pk for pk, _facts in chunk]))
        _learn({identity.division_code for identity in named.values()}, places)
        for pk, facts in chunk:
            given = _given(named[pk], places.get(named[pk].division_code, {}))
            yield [*given, reference_of(campaign.pk, pk)], [fact.id not in facts for fact in asked]


def _given(identity: Identity, place: dict[str, str]) -> list[str]:
    said = {
        "number": identity.number or "", "name": identity.name, "division_code": identity.division_code,
        **{level: place.get(level, "") for level in LEVELS},
    }  # fmt: skip
    return [said[name] for name in GIVEN]


def _learn(codes: set[str], places: dict[str, dict[str, str]]) -> None:
    """{code: {level: name}} of divisions and all above them, in one query for each level."""
    rows: dict[str, tuple[str, str, str | None]] = {}
    missing = {code for code in codes if code not in places}
    while missing:
        found = Division.objects.filter(code__in=missing).values_list("code", "level", "name", "parent_id")
        rows |= {code: (level, name, parent) for code, level, name, parent in found}
        missing = {parent for _l, _n, parent in rows.values() if parent and parent not in rows} - (missing - set(rows))
    for code in codes - places.keys():
        names: dict[str, str] = {}
        following: str | None = code
        while following in rows:
            level, name, following = rows[following]
            names.setdefault(level, name)
        places[code] = names


def _form(campaign: Campaign, asked: Sequence[Fact]) -> FillIn:
    dictionary = loaded(campaign.scheme_version).dictionary
    return FillIn(
        title=f"{campaign.name}：待补填",
        hint="只填黄色表头的列；不清楚的空着，不要写“不详”。灰色的格子已经有了，不用填。“平台标识”是认小区用的，请不要改。填好后在平台上“导入表格”，不用改表头。",
        given=[(column.title, column.width) for column in (*(IDENTITY[name] for name in GIVEN), REFERENCE)],
        asked=[_asked(fact, fact_column(fact, dictionary).title) for fact in asked],
    )


def _asked(fact: Fact, title: str) -> Asked:
    if fact.type == "boolean":
        return Asked(title, ("是", "否"), note=fact.help or "")
    if fact.type == "choice":
        return Asked(title, [choice.title for choice in fact.choices.values()], note=fact.help or "", width=20)
    return Asked(
        title, number=fact.numeric, whole=fact.type == "integer", least=_decimal(fact.minimum), most=_decimal(fact.maximum),
        note=fact.help or "", width=24 if fact.type == "text" else 16,
    )  # fmt: skip


def _decimal(number: Any) -> Decimal | None:
    return None if number is None else Decimal(str(number))
