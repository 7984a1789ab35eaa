"""Who accepts, by which lists, with which results."""

from django.utils.translation import gettext as _

from sanwu.policy.model_acceptance import AcceptanceLevel
from sanwu.web.desk.scheme_tables import Row, Section, Table, row
from sanwu.web.desk.scheme_words import cite_of
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import joined, title_of


def acceptance(reader: Reader) -> Section:
    """Who accepts, by which lists, with which results."""
    found, words = reader.scheme.acceptance, reader.words
    levels = [_level(reader, level) for level in found.levels.values()]
    heads = [_("由谁"), _("参加"), _("谁签字"), _("看哪些小区"), _("一票否决"), _("没有通过"), _("用时")]
    tables = [Table(heads, levels, _("层级"))]
    for checklist in found.checklists.values():
        rows = [
            row(
                criterion, _("一票否决") if criterion.veto else "", criterion.measure or (words.fact(criterion.fact) if criterion.fact else ""),
                _limits(criterion.at_least, criterion.at_most, criterion.unit),
            )
            for criterion in checklist.criteria.values()
        ]  # fmt: skip
        tables.append(Table([_("性质"), _("看什么"), _("要求")], rows, title_of(checklist), cite_of(checklist)))
    tables.append(Table([], [row(result) for result in found.results.values()], _("结论")))
    lines: tuple[Text, ...] = (found.note,) if found.note else ()
    return Section("acceptance", _("验收"), [table for table in tables if table.rows], lines=lines)


def _level(reader: Reader, level: AcceptanceLevel) -> Row:
    words = reader.words
    signed = {"all": _("全部签字"), "any": _("一家签字即可"), "quorum": _("%(n)s 家签字") % {"n": level.quorum}}
    signers = [signed[level.sign_off]] if level.sign_off else []
    if level.residents:
        signers.append(_("居民代表 %(n)s 人") % {"n": level.residents})
    again = [_("可以再验 %(n)s 次") % {"n": level.reinspections}] if level.reinspections is not None else []
    if level.reinspect_days is not None:
        again.append(_("%(n)s 天内") % {"n": level.reinspect_days})
    lists = _("用清单：%(lists)s") % {
        "lists": joined(title_of(reader.scheme.acceptance.checklists[name]) for name in level.checklists)
    } if level.checklists else None  # fmt: skip
    return row(
        level, words.body(level.by), words.bodies(level.with_), joined(signers), _sampled(level), joined(level.veto),
        "，".join(again), _("%(n)s 天") % {"n": level.days} if level.days else "", lines=[level.text, lists],
    )  # fmt: skip


def _sampled(level: AcceptanceLevel) -> str:
    """Which compounds a level looks at."""
    sampling = level.sampling
    if sampling is None:
        return f"{level.share}%" if level.share is not None else ""
    if sampling.kind == "each":
        return _("每个都看")
    said = f"{sampling.share}%" if sampling.kind == "share" else _("%(n)s 个") % {"n": sampling.number}
    return said + (_("，不少于 %(n)s 个") % {"n": sampling.at_least} if sampling.at_least else "")


def _limits(low: object, high: object, unit: str | None) -> str:
    said = []
    if low is not None:
        said.append(_("不低于 %(value)s") % {"value": low})
    if high is not None:
        said.append(_("不超过 %(value)s") % {"value": high})
    return (joined(said) + (f" {unit}" if unit else "")) if said else ""
