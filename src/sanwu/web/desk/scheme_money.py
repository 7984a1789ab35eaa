"""Money, votes, filings, staff, evaluation, references, and the law that a scheme builds on."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.policy.model_law import LawVersion, Share, Shares
from sanwu.policy.model_money import MoneyLine
from sanwu.web.desk.explaining import joined
from sanwu.web.desk.scheme_tables import Row, Section, Table, row
from sanwu.web.desk.scheme_words import cite, quotes_for
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import day, title_of

KINDS: dict[str, Text] = {
    "support": gettext_lazy("支持"), "subsidy": gettext_lazy("补贴"), "investment": gettext_lazy("投入"),
    "fee": gettext_lazy("收费"), "revenue": gettext_lazy("收益"), "price": gettext_lazy("价格"),
    "reward": gettext_lazy("奖励"), "fund": gettext_lazy("资金"),
}  # fmt: skip


def money(reader: Reader) -> Section:
    """Every kind of money; a figure that the plan leaves open is said to be open."""
    words = reader.words
    rows = [
        row(
            line, KINDS[line.kind], line.base or "", _figure(line), words.bodies(line.by), words.date(line.due),
            lines=[line.condition, line.text],
        )
        for line in reader.scheme.money.values()
    ]  # fmt: skip
    heads = [_("种类"), _("按什么算"), _("标准"), _("由谁"), _("期限")]
    clauses = [clause for line in reader.scheme.money.values() for clause in line.clause]
    return Section("money", _("资金"), [Table(heads, rows)] if rows else [], quotes_for(reader.quotes, clauses))


def _figure(line: MoneyLine) -> str:
    unit = line.unit or ""
    said = [f"{rate.year}：{rate.rate} {unit}" for rate in line.rates]
    said += [_("%(level)s 承担 %(share)s%%") % {"level": share.level, "share": share.share} for share in line.shares]
    if line.amount is not None:
        said.append(f"{line.amount:,} {unit}")
    if line.cap is not None:
        said.append(_("最多 %(cap)s %(unit)s") % {"cap": f"{line.cap:,}", "unit": unit})
    if line.declines:
        said.append(_("逐年递减"))
    return "；".join(said) or _("方案没有写，待定")


def stewardship(reader: Reader) -> Section:
    """Votes, filings, staff."""
    scheme, words = reader.scheme, reader.words
    votes = []
    for ballot in scheme.votes.values():
        family = scheme.law.get(ballot.law)
        matter = next(
            (title_of(v.matters[ballot.matter]) for v in family.versions.values() if ballot.matter in v.matters), ""
        ) if family else ""  # fmt: skip
        votes.append(
            row(ballot, title_of(family) if family else "", matter, _("两边分别表决") if ballot.both_sides else "",
                words.body(ballot.organised_by), lines=[ballot.text])
        )  # fmt: skip
    filings = [
        row(filing, words.body(filing.by), words.body(filing.to), words.date(filing.due), joined(filing.documents),
            lines=[filing.text])
        for filing in scheme.filings.values()
    ]  # fmt: skip
    staff = [
        row(post, _number(post.number, post.number_max), _("每 %(per)s") % {"per": post.per} if post.per else "",
            words.body(post.payer), lines=[post.text])
        for post in scheme.staffing.values()
    ]  # fmt: skip
    tables = [
        Table([_("依据"), _("事项"), _("方式"), _("由谁组织")], votes, _("表决")),
        Table([_("由谁"), _("报谁"), _("期限"), _("材料")], filings, _("备案")),
        Table([_("人数"), _("按什么配"), _("谁出钱")], staff, _("岗位")),
    ]
    return Section("stewardship", _("表决、备案、岗位"), [table for table in tables if table.rows])


def _number(low: object, high: object) -> str:
    return "" if low is None else f"{low}" if high is None else f"{low}—{high}"


def oversight(reader: Reader) -> Section:
    """Evaluation of units (never of persons) and what follows."""
    scheme, words = reader.scheme, reader.words
    tables = []
    for sheet in scheme.evaluation.values():
        rows = [
            row(score, f"{score.points}" if score.points is not None else "",
                title_of(scheme.measures[score.measure]) if score.measure else score.object or "", lines=[score.text])
            for score in sheet.scores.values()
        ]  # fmt: skip
        said = _("由%(by)s评价%(of)s，%(every)s") % {
            "by": words.body(sheet.by), "of": words.bodies(sheet.of), "every": words.date(sheet.every),
        }  # fmt: skip
        lines: tuple[Text, ...] = (said, sheet.text) if sheet.text else (said,)
        quoted = quotes_for(reader.quotes, sheet.clause)
        tables.append(
            Table(
                [_("分值"), _("看什么")],
                rows,
                title_of(sheet),
                cite(sheet.clause, sheet.status, sheet.note),
                quoted,
                lines,
            )
        )
    rungs = [
        row(rung, rung.trigger or "", words.body(rung.decided_by),
            _("%(n)s 个月") % {"n": rung.months} if rung.months else "", joined(rung.effects), rung.lifted_when or "",
            lines=[rung.appeal, rung.text])
        for rung in scheme.ladder.values()
    ]  # fmt: skip
    heads = [_("起因"), _("由谁决定"), _("多久"), _("后果"), _("怎样解除")]
    tables.append(Table(heads, rungs, _("责任追究的台阶（对单位）")))
    return Section("oversight", _("监督评价"), [table for table in tables if table.rows])


def laws(reader: Reader) -> Section:
    """The law packs of the scheme, every version with its days in force."""
    tables = []
    for name, family in reader.scheme.law.items():
        rows = [_version(version) for version in family.versions.values()]
        note: tuple[Text, ...] = (family.note,) if family.note else ()
        if name in reader.scheme.laws:
            tables.append(Table([_("施行"), _("内容")], rows, title_of(family), lines=note))
    wording = [row(phrase) for phrase in reader.scheme.wording.values()]
    references = [row(entry, entry.text or "", entry.document or "") for entry in reader.scheme.references.values()]
    tables.append(Table([_("内容"), _("文件")], references, _("方案里不是规则的话，平台怎样做到")))
    tables.append(Table([], wording, _("统一用语")))
    return Section("laws", _("法规和用语"), [table for table in tables if table.rows])


def _version(version: LawVersion) -> Row:
    until = day(version.until) if version.until else _("今")
    said = [
        _("%(rule)s：%(shares)s") % {"rule": title_of(rule), "shares": _rule(rule.participation, rule.approval, rule.objection)}
        for rule in version.rules.values()
    ]  # fmt: skip
    said += [title_of(clock) + (f"（{clock.source}）" if clock.source else "") for clock in version.clocks.values()]
    said += [title_of(body) + (f"：{body.text}" if body.text else "") for body in version.bodies.values()]
    return row(version, f"{day(version.from_)} — {until}", "；".join(said), lines=[version.note])


def _rule(taking_part: Shares | None, approval: Shares | None, objection: Shares | None) -> str:
    said = []
    if taking_part:
        said.append(_("参与 %(shares)s") % {"shares": _shares(taking_part)})
    if approval:
        said.append(_("同意 %(shares)s") % {"shares": _shares(approval)})
    if objection:
        said.append(_("异议 %(shares)s") % {"shares": _shares(objection)})
    return "，".join(said)


def _shares(shares: Shares) -> str:
    named = ((_("面积"), shares.area), (_("人数"), shares.heads))
    return joined(f"{name}{_share(share)}" for name, share in named if share)


def _share(share: Share) -> str:
    words = {
        "at_least": _("不少于"), "more_than": _("超过"), "at_most": _("不超过"), "less_than": _("少于"),
    }  # fmt: skip
    return next(f"{word} {value}" for name, word in words.items() if (value := getattr(share, name)) is not None)
