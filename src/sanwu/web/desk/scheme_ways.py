"""How compounds come into a plan: kinds of object, ways in, and which parts of the platform are switched on."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.policy.model_eligibility import Eligibility, Signatures
from sanwu.policy.model_predicate import Predicate
from sanwu.web.desk.scheme_dates import with_own
from sanwu.web.desk.scheme_tables import Cell, Row, Section, Table, row
from sanwu.web.desk.scheme_words import OBJECTS, Said, cite, quotes_for
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import joined, title_of

KINDS: dict[str, Text] = {
    "expression": gettext_lazy("符合条件的"), "score": gettext_lazy("打分够数的"), "bottom_n": gettext_lazy("排在最后的"),
    "application": gettext_lazy("自己申请的"), "transfer": gettext_lazy("别的部门移交的"),
    "spatial": gettext_lazy("在一定范围里的"), "built_window": gettext_lazy("按建成年份的"),
}  # fmt: skip
MODULES: dict[str, Text] = {
    "party": gettext_lazy("党建"), "partnerships": gettext_lazy("包联"), "petitions": gettext_lazy("信访"),
    "indicators": gettext_lazy("指标"), "votes": gettext_lazy("表决"), "money": gettext_lazy("资金"),
    "evaluation": gettext_lazy("考核"), "ladder": gettext_lazy("追究台阶"), "ranks": gettext_lazy("排名"),
    "reports": gettext_lazy("报告"), "rosters": gettext_lazy("值班"),
}  # fmt: skip
AMONG: dict[str, Text] = {
    "all": gettext_lazy("全部"), "city": gettext_lazy("全市"), "district": gettext_lazy("每个区"),
    "street": gettext_lazy("每个街道"), "community": gettext_lazy("每个社区"),
}  # fmt: skip
SIGNERS: dict[str, Text] = {
    "owners": gettext_lazy("业主"), "households": gettext_lazy("住户"), "residents": gettext_lazy("居民"),
}  # fmt: skip


def ways(reader: Reader) -> Section:
    """What the plan speaks of, and how a compound comes in."""
    scheme, words = reader.scheme, reader.words
    objects = [
        row(entry, OBJECTS[name], OBJECTS[entry.within] if entry.within else "", Cell(said=words.predicate(entry.when)),
            entry.text or "")
        for name, entry in scheme.objects.items()
    ]  # fmt: skip
    eligible = [
        row(entry, KINDS[entry.kind], OBJECTS[entry.object], _way(reader, entry),
            words.body(entry.decided_by) or words.bodies(entry.by), words.date(entry.due), lines=_asked(reader, entry))
        for entry in scheme.eligibility.values()
    ]  # fmt: skip
    switched = [
        (label, getattr(scheme.modules, name))
        for name, label in MODULES.items()
        if getattr(scheme.modules, name) is not None
    ]
    source = cite(scheme.modules.clause, None, scheme.modules.note)
    modules = [Row(label, [Cell(_("用") if on else _("不用"))], source) for label, on in switched]
    clauses = [clause for entry in scheme.eligibility.values() for clause in entry.clause]
    tables = [
        Table([_("种类"), _("属于"), _("怎样认出"), _("说明")], objects, _("方案说到的对象")),
        Table([_("方式"), _("对象"), _("怎样进来"), _("谁定"), _("期限")], eligible, _("小区怎样进来")),
        Table([_("用不用")], modules, _("平台里用哪些部分")),
    ]
    return Section(
        "ways", _("对象和纳入方式"), [table for table in tables if table.rows], quotes_for(reader.quotes, clauses)
    )


def _way(reader: Reader, entry: Eligibility) -> Cell:
    words = reader.words
    if entry.kind == "expression":
        return Cell(said=words.predicate(entry.when))
    if entry.kind == "score":
        lines = [
            Said(_("%(title)s：%(points)s 分") % {"title": title_of(score), "points": score.points}, _one(reader, score.when))
            for score in entry.scores.values()
        ]  # fmt: skip
        return Cell(said=Said(_("合计不低于 %(points)s 分") % {"points": entry.at_least}, lines))
    if entry.kind == "bottom_n":
        return Cell(_bottom(reader, entry))
    if entry.kind == "application":
        return Cell(_signed(entry.signatures) or _("提出申请"))
    if entry.kind == "transfer":
        return Cell(_("由%(body)s移交") % {"body": words.body(entry.from_)})
    if entry.kind == "spatial":
        near = _("（%(n)s 米以内）") % {"n": entry.within_m} if entry.within_m is not None else ""
        return Cell(f"{entry.place}{near}")
    spans = [(f"{w.from_ or ''}—{w.until or ''}", w.priority) for w in entry.windows]
    return Cell("；".join(_("%(years)s 年建成，第 %(n)s 批") % {"years": years, "n": n} for years, n in spans))


def _one(reader: Reader, when: Predicate) -> list[Said]:
    said = reader.words.predicate(when)
    return [said] if said else []


def _bottom(reader: Reader, entry: Eligibility) -> str:
    many = _("%(n)s 个") % {"n": entry.count} if entry.count is not None else f"{entry.share}%"
    order = _("最低") if entry.order == "lowest" else _("最高")
    return _("%(among)s按“%(fact)s”%(order)s的 %(many)s") % {
        "among": AMONG[entry.among], "fact": reader.words.fact(entry.fact or ""), "order": order, "many": many,
    }  # fmt: skip


def _signed(asked: Signatures | None) -> str:
    if asked is None:
        return ""
    many = str(asked.share) if asked.share is not None else _("%(n)s 名") % {"n": asked.number}
    return with_own(_("%(many)s的%(who)s签名") % {"many": many, "who": SIGNERS[asked.of]}, asked.status)


def _asked(reader: Reader, entry: Eligibility) -> Iterator[str | None]:
    yield entry.text
    if entry.documents:
        yield _("材料：%(documents)s") % {"documents": joined(entry.documents)}
    if entry.condition:
        yield _("还要符合：%(rule)s") % {"rule": title_of(reader.scheme.conditions[entry.condition])}
