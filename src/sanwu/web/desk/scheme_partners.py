"""Who stands by the compounds of a plan: partner units, and Party organisations by counts."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sanwu.policy.model_partners import Binding, Partnership, Party
from sanwu.web.desk.scheme_tables import Cell, Row, Section, Table, row
from sanwu.web.desk.scheme_words import OBJECTS, cite, cite_of, quotes_for
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import joined, title_of


def partners(reader: Reader) -> Section:
    """Units linked with compounds, and the Party organisations by counts."""
    tables = [_partnership(reader, entry) for entry in reader.scheme.partnerships.values()]
    for entry in reader.scheme.partnerships.values():
        if entry.bindings:
            rows = [_binding(reader, bond) for bond in entry.bindings]
            heads = [_("支部"), _("社区"), _("时间")]
            tables.append(
                Table(heads, rows, _("%(title)s：方案点名的") % {"title": title_of(entry)}, first=_("单位和小区"))
            )
    if reader.scheme.party:
        tables += _party(reader, reader.scheme.party)
    return Section("partners", _("包联和党建"), [table for table in tables if table.rows])


def _partnership(reader: Reader, entry: Partnership) -> Table:
    words = reader.words
    said = _("由%(unit)s包联，每个%(object)s不少于 %(n)s 个") % {
        "unit": words.body(entry.unit), "object": OBJECTS[entry.per], "n": entry.min_units,
    }  # fmt: skip
    duties = [name for name in (entry.visits, entry.commitment, *entry.duties) if name]
    lines: list[Text] = [said, *filter(None, [entry.text])]
    if duties:
        lines.append(
            _("要做的事：%(duties)s") % {"duties": joined(words.event(name) for name in dict.fromkeys(duties))}
        )
    if entry.approved_by:
        lines.append(_("由%(who)s同意") % {"who": entry.approved_by})
    if entry.evaluated_by:
        lines.append(_("由%(who)s评价") % {"who": words.bodies(entry.evaluated_by)})
    rows = [row(area) for area in entry.areas.values()] or [Row(title_of(entry), [], cite_of(entry))]
    quoted = quotes_for(reader.quotes, entry.clause)
    return Table([], rows, title_of(entry), cite_of(entry), quoted, tuple(lines), first=_("帮什么"))


def _binding(reader: Reader, bond: Binding) -> Row:
    words = reader.words
    time = words.span(bond.from_, bond.until)
    cells = [Cell(joined(bond.branches)), Cell(bond.community or ""), Cell(time)]
    title = " — ".join(filter(None, [bond.unit, bond.compound]))
    return Row(title, cells, cite(bond.clause, bond.status, bond.note))


def _party(reader: Reader, party: Party) -> Iterator[Table]:
    words = reader.words
    lines: list[Text] = [_("只记人数，不记姓名。"), *filter(None, [party.text])]
    if party.organisations:
        lines.append(
            _("建哪一种组织，看判定表“%(rule)s”。") % {"rule": title_of(reader.scheme.decisions[party.organisations])}
        )
    if party.counts:
        lines.append(_("用到的人数：%(facts)s") % {"facts": words.facts(party.counts)})
    if party.led_by:
        lines.append(_("由%(bodies)s牵头") % {"bodies": words.bodies(party.led_by)})
    levels = [
        row(level, OBJECTS[level.object] if level.object else "", words.body(level.body))
        for level in party.levels.values()
    ]
    source = cite(party.clause, party.status, party.note)
    quoted = quotes_for(reader.quotes, party.clause)
    yield Table([_("对应"), _("单位")], levels, _("党组织体系"), source, quoted, tuple(lines), first=_("层级"))
    rules = [
        row(rule, _limits(rule.at_least, rule.at_most, rule.unit), rule.text or "") for rule in party.rules.values()
    ]
    yield Table([_("数"), _("说明")], rules, _("组织设置的规定"), source, [] if levels else quoted)


def _limits(low: object, high: object, unit: str | None) -> str:
    said = []
    if low is not None:
        said.append(_("不少于 %(value)s") % {"value": low})
    if high is not None:
        said.append(_("不超过 %(value)s") % {"value": high})
    return joined(said) + (f" {unit}" if said and unit else "")
