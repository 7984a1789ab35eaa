"""How compounds are judged and what is done with them: rules, items, forms, acceptance."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.policy.model_items import Item, Photo
from sanwu.policy.model_rules import Condition, Decision
from sanwu.web.desk.scheme_assessments import assessments
from sanwu.web.desk.scheme_dates import with_own
from sanwu.web.desk.scheme_tables import Cell, Row, Section, Table, row
from sanwu.web.desk.scheme_words import cite, cite_of, needed_text, quotes_for
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import joined, phrased, title_of

CLASSES: dict[str, Text] = {
    "safety": gettext_lazy("安全类"), "basic": gettext_lazy("基础类"), "improvement": gettext_lazy("完善类"),
    "upgrade": gettext_lazy("提升类"),
}  # fmt: skip


def rules(reader: Reader) -> Section:
    """Conditions as lists of members, decisions as tables, then what streets and communities are asked."""
    tables = [_condition(reader, rule) for rule in reader.scheme.conditions.values()]
    tables += [_decision(reader, rule) for rule in reader.scheme.decisions.values()]
    tables += assessments(reader)
    lines = (_("数据项不详时结论是“待核实”，并指出缺什么，绝不当作“否”。"),) if tables else ()
    return Section("rules", _("怎样认定"), tables, lines=lines)


def _condition(reader: Reader, rule: Condition) -> Table:
    rows = [row(member, Cell(said=reader.words.predicate(member.when))) for member in rule.members.values()]
    lines = [needed_text(rule)]
    if rule.polarity == "deficit":
        lines.append(_("这是缺失：成立表示需要整治。"))
    else:
        lines.append(_("这是达标：成立表示已经做到。"))
    quoted = quotes_for(reader.quotes, rule.clause)
    return Table([_("条件")], rows, title_of(rule), cite_of(rule), quoted, tuple(lines), first=_("构成条件"))


def _decision(reader: Reader, rule: Decision) -> Table:
    words = reader.words
    rows = []
    for number, line in enumerate(rule.table, 1):
        when = Cell(said=words.predicate(line.when)) if line.when else Cell(_("其余情况"))
        source = cite(line.clause, line.status or rule.status, line.note, line.source)
        then = Cell(title_of(rule.outcomes[line.outcome]))
        rows.append(Row(line.title or _("第 %(n)s 行") % {"n": number}, [when, then], source))
    lines: list[Text] = [
        _("从上往下，第一行成立的就是结论。") if rule.hit == "first" else _("各行互不重叠，成立的那一行就是结论。")
    ]
    if rule.override:
        lines.append(_("可以由%(bodies)s另行决定，要写明理由。") % {"bodies": words.bodies(rule.override.by)})
    applies = words.predicate(rule.applies_to)
    if applies is not None:
        rows.insert(
            0, Row(_("适用前提"), [Cell(said=applies), Cell(_("不成立的不适用"))], cite(rule.clause, rule.status))
        )
    clauses = [*rule.clause, *(clause for line in rule.table for clause in line.clause)]
    quoted = quotes_for(reader.quotes, clauses)
    return Table([_("条件"), _("结论")], rows, title_of(rule), cite_of(rule), quoted, tuple(lines), first=_("行"))


def items(reader: Reader) -> Section:
    """What may be done in a compound, grouped by class and by the plan's groups."""
    scheme, words = reader.scheme, reader.words
    heads = [_("组"), _("单位"), _("参考价（元）"), _("牵头"), _("验收清单"), _("什么时候建议"), _("照片（为什么要）")]
    tables = []
    for name, label in CLASSES.items():
        rows = [
            row(
                item, title_of(scheme.item_groups[item.group]) if item.group else "", item.unit or "", _price(item),
                words.body(item.lead), joined(title_of(scheme.acceptance.checklists[c]) for c in item.acceptance),
                Cell(said=words.predicate(item.suggested_when)), photos_text(item.photos.values()),
                lines=[item.code, item.text, joined(item.steps)],
            )
            for item in scheme.items.values()
            if item.item_class == name
        ]  # fmt: skip
        if rows:
            tables.append(Table(heads, rows, label))
    groups = [row(group, group.text or "") for group in scheme.item_groups.values()]
    tables.append(Table([_("内容")], groups, _("事项分组")))
    return Section("items", _("整治项目"), [table for table in tables if table.rows])


def _price(item: Item) -> str:
    if item.price is None:
        return ""
    return with_own(f"{item.price.from_:,}—{item.price.to:,}", item.price.status)


def forms(reader: Reader) -> Section:
    """What is asked, once."""
    words = reader.words
    tables = []
    for form in reader.scheme.forms.values():
        rows = [
            row(
                section,
                words.facts(section.required),
                words.facts(section.optional),
                photos_text(section.photos.values()),
                lines=[section.text],
            )
            for section in form.sections.values()
        ]
        by: list[Text] = [_("填报：%(body)s") % {"body": words.body(form.by)}] if form.by else []
        if form.minutes is not None:
            by.append(_("每填一份约 %(n)s 分钟") % {"n": form.minutes})
        heads = [_("必填"), _("选填"), _("照片（为什么要）")]
        tables.append(Table(heads, rows, title_of(form), cite_of(form), lines=tuple(by)))
    return Section("forms", _("调查表和判断表"), tables)


def photos_text(photos: Iterable[Photo]) -> str:
    """Photos with what each is needed for."""
    return phrased(title_of(photo) + (f"（{photo.need}）" if photo.need else "") for photo in photos)
