"""The ledger handed out: workbook, CSV or GeoJSON, within the scope, readable again without a change (design §8)."""

import errno
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.selectors import campaigns_visible_to, label_of, loaded
from sanwu.compounds.enums import CompoundKind
from sanwu.compounds.identity import Identity
from sanwu.compounds.selectors import identities
from sanwu.decisions.listing import Filters, candidates
from sanwu.ledger.models import LedgerEntry
from sanwu.policy.model import Dictionary, Fact
from sanwu.policy.values import day_text
from sanwu.records.services import act
from sanwu.records.sql import one_moment
from sanwu.records.trouble import as_busy
from sanwu.render.factcolumns import IDENTITY, fact_cell, fact_column
from sanwu.render.textfiles import write_csv, write_geojson
from sanwu.render.workbook import Cell, Ledger, write_ledger
from sanwu.territory.models import Division

CHUNK = 1000
FORMATS = (".xlsx", ".csv", ".geojson")
LEVELS = ("city", "county", "street", "community")
Report = Callable[[str, int, int], None]


def export_ledger(
    *,
    campaign: Campaign,
    scope: Scope,
    actor: Actor,
    out: Path,
    filters: Filters | None = None,
    report: Report | None = None,
) -> dict[str, Any]:
    """Write the compounds of a campaign that the scope may hand out to `out`; {rows, file}. The ending says the format.

    Columns: identity, place, and every fact that some compound knows. Refused without the right; BadInput for another
    ending or a folder that cannot be written.
    """
    kind = out.suffix.lower()
    if kind not in FORMATS:
        raise BadInput(
            _("不能导出为“%(ending)s”。可以用：%(formats)s。") % {"ending": out.name, "formats": "、".join(FORMATS)}, "bad_format"
        )  # fmt: skip
    if not campaigns_visible_to(scope, Ability.EXPORT_LEDGER).filter(pk=campaign.pk).exists():
        raise Refused(_("没有导出这个行动台账的权限。"), "no_right")
    if not out.parent.is_dir():
        raise BadInput(
            _("文件夹 %(folder)s 不存在。请先建立文件夹，或换一个位置。") % {"folder": out.parent}, "no_folder"
        )
    export = _Export(campaign, scope, filters or Filters())
    told = report or (lambda phase, done, total: None)
    writers: Mapping[str, Callable[[Path, Report], int]] = {
        ".xlsx": export.workbook, ".csv": export.csv, ".geojson": export.geojson,
    }  # fmt: skip
    rows = _written(out, lambda path: writers[kind](path, told))
    with act(
        verb="ledger.export", actor=actor, object_type="campaign", object_id=str(campaign.pk), object_name=campaign.name,
        division=campaign.division_id, scheme_version=label_of(campaign.scheme_version),
    ) as entry:  # fmt: skip
        entry.after = {"rows": rows, "format": kind.removeprefix(".")}
    return {"rows": rows, "file": str(out)}


def _written(out: Path, write: Callable[[Path], int]) -> int:
    """What `write` writes, as of one moment and without keeping writers waiting; `out` is there whole or not at all."""
    part = out.with_name(f".{out.name}.{uuid4().hex[:8]}")
    try:
        with one_moment():
            rows = write(part)
        part.replace(out)
    except OSError as error:
        reason = _("不能写入 %(file)s：%(reason)s。请检查位置、权限和磁盘空间。") % {
            "file": out,
            "reason": _why_not(error),
        }
        raise as_busy(error) or BadInput(reason, "cannot_write") from error
    finally:
        part.unlink(missing_ok=True)
    return rows


def _why_not(error: OSError) -> str:
    """Why the system did not write, in the reader's language; its own words are English."""
    known = {
        errno.EACCES: _("没有写入权限"),
        errno.EPERM: _("没有写入权限"),
        errno.EROFS: _("磁盘是只读的"),
        errno.EISDIR: _("这是一个文件夹"),
        errno.ENOENT: _("文件夹不存在"),
        errno.ENAMETOOLONG: _("文件名太长"),
    }
    return known.get(error.errno or 0, _("系统没有接受"))


class _Export:
    """One export: the compounds, in the order of their places, and the columns that they fill."""

    def __init__(self, campaign: Campaign, scope: Scope, filters: Filters) -> None:
        self.campaign = campaign
        self.dictionary: Dictionary = loaded(campaign.scheme_version).dictionary
        self.entries = candidates(scope, campaign, filters, "division_code", Ability.EXPORT_LEDGER)
        self.facts = self._known_facts()
        self.places: dict[str, dict[str, str]] = {}

    def workbook(self, out: Path, report: Report) -> int:
        place = self.campaign.division.name
        ledger = Ledger(
            title=f"{'' if place in self.campaign.name else place}{self.campaign.name}台账",
            columns=[*IDENTITY.values(), *(fact_column(fact, self.dictionary) for fact in self.facts)],
            labels=(f"填报单位：{place}", f"填报日期：{day_text(clock.today())}"),
            signature=("填表人：", "审核人：", "负责人："),
        )
        return write_ledger(out, ledger, self._rows(), progress=lambda done: report("write", done, 0))

    def csv(self, out: Path, report: Report) -> int:
        columns = [*IDENTITY.values(), *(fact_column(fact, self.dictionary) for fact in self.facts)]
        return write_csv(out, [column.title for column in columns], self._rows())

    def geojson(self, out: Path, report: Report) -> int:
        about = {"name": self.campaign.name, "crs_note": "CGCS2000"}
        return write_geojson(out, self._features(), about=about)

    def _known_facts(self) -> list[Fact]:
        """Facts that at least one compound knows, in the order of the dictionary."""
        known: set[str] = set()
        for facts in self.entries.order_by().values_list("facts", flat=True).iterator(chunk_size=CHUNK):
            known.update(facts)
        return [fact for name, fact in self.dictionary.facts.items() if name in known]

    def _rows(self) -> Iterator[list[Cell]]:
        for identity, facts in self._compounds():
            yield [*self._identity_cells(identity), *(fact_cell(fact, facts.get(fact.id)) for fact in self.facts)]

    def _features(self) -> Iterator[tuple[int, Any, dict[str, Any]]]:
        for pk, identity, facts in self._numbered():
            properties: dict[str, Any] = {
                "number": identity.number, "name": identity.name, "kind": identity.kind,
                "division_code": identity.division_code, "address": identity.address or None,
            }  # fmt: skip
            properties |= {fact.id: facts[fact.id] for fact in self.facts if facts.get(fact.id) is not None}
            yield pk, identity.point, properties

    def _compounds(self) -> Iterator[tuple[Identity, dict[str, Any]]]:
        for _pk, identity, facts in self._numbered():
            yield identity, facts

    def _numbered(self) -> Iterator[tuple[int, Identity, dict[str, Any]]]:
        """(id, identity, facts) by division and id, a chunk at a time."""
        last: tuple[str, int] | None = None
        while True:
            chunk = self.entries.order_by("division_code", "compound_id")
            if last is not None:
                chunk = _after(chunk, last)
            rows = list(chunk.values_list("compound_id", "division_code", "facts")[:CHUNK])
            known = dict(identities([row[0] for row in rows]))
            for pk, _division, facts in rows:
                yield pk, known[pk], facts
            if len(rows) < CHUNK:
                return
            last = rows[-1][1], rows[-1][0]

    def _identity_cells(self, identity: Identity) -> list[Cell]:
        place = self._place(identity.division_code)
        longitude, latitude = identity.point or (None, None)
        cells: dict[str, Cell] = {
            "number": identity.number, "old_number": "、".join(identity.old_numbers) or None, "name": identity.name, "alias": "、".join(identity.aliases) or None,
            "kind": str(dict(CompoundKind.choices)[identity.kind]), "division_code": identity.division_code,
            "address": identity.address or None, "longitude": longitude, "latitude": latitude,
            **{level: place.get(level) for level in LEVELS},
        }  # fmt: skip
        return [cells[name] for name in IDENTITY]

    def _place(self, code: str) -> dict[str, str]:
        """The names of a division and those above it, by level."""
        if code not in self.places:
            found: dict[str, str] = {}
            here: str | None = code
            while here:
                place = Division.objects.get(pk=here)
                found[place.level] = place.name
                here = place.parent_id
            self.places[code] = found
        return self.places[code]


def _after(rows: QuerySet[LedgerEntry], last: tuple[str, int]) -> QuerySet[LedgerEntry]:
    division, compound = last
    return rows.filter(Q(division_code__gt=division) | Q(division_code=division, compound_id__gt=compound))
