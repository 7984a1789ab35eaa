"""A scheme as an official document: what the plan says in chapters, its duties and items as tables behind it. Chinese,
whatever the page's language; from what was frozen."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from sanwu.policy.compare_words import Words
from sanwu.policy.model_assessments import Assessment
from sanwu.policy.model_base import Entry, Part
from sanwu.policy.model_dates import OnDate
from sanwu.policy.model_rules import Condition
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.values import number_text
from sanwu.render.gongwen import Gongwen, Table

SIGN = "　＿＿＿＿＿＿＿＿"
NUMERALS = "零一二三四五六七八九"
LEVELS = {
    "province": "省", "city": "市", "district": "区", "street": "街道", "community": "社区", "compound": "小区",
    "campaign": "整个行动", "division": "辖区", "project": "项目", "case": "事项",
}  # fmt: skip
TREATMENTS = {"in": "纳入", "by_analogy": "参照执行", "out": "不纳入"}

Chapter = Callable[["Writer"], Iterable[str]]


def scheme_document(scheme: Scheme, *, version: str, digest: str, published: date) -> Gongwen:
    """The document, ready to be set. `published` dates it where the plan bears no date of its own."""
    writer = Writer(scheme)
    tables = [table for table in (_duties(writer), _items(writer)) if table is not None]
    issued = scheme.issued_on.date if isinstance(scheme.issued_on, OnDate) else published
    return Gongwen(
        title=scheme.title, recipients="", paragraphs=tuple(_paragraphs(writer, tables, version, digest)),
        body=scheme.issuer or "", on=issued, attachments=tuple(table.title for table in tables),
        signers=(f"签发人：{SIGN}", f"审核人：{SIGN}", f"经办人：{SIGN}"), table=tables[0] if tables else None,
        more=tuple(tables[1:]),
    )  # fmt: skip


def numeral(number: int) -> str:
    """1–99 as 一, 十, 十一, 二十一; larger ones in digits."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    lead = "" if not tens else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return lead + (NUMERALS[ones] if ones or not tens else "")


class Writer:
    """Tells the entries of one scheme as sentences."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.words = Words(scheme)

    def body(self, name: str | None) -> str:
        known = self.scheme.bodies.get(name or "")
        return known.title if known else name or ""

    def bodies(self, names: Iterable[str]) -> str:
        return "、".join(self.body(name) for name in names)

    def day(self, when: Part | None) -> str:
        return self.words.date(when) if when is not None else ""

    def said(self, entry: Entry, *details: str) -> str:
        """Title, the plan's own words and what else is stated, with its clause."""
        text = getattr(entry, "text", None)
        parts = [part.rstrip("。；") for part in (entry.title, text, *details) if part]
        clause = f"〔{'、'.join(entry.clause)}〕" if entry.clause else ""
        return "。".join(dict.fromkeys(parts)) + "。" + clause


def _paragraphs(writer: Writer, tables: Sequence[Table], version: str, digest: str) -> Iterator[str]:
    chapters = [(title, list(tell(writer))) for title, tell in CHAPTERS]
    number = 0
    for title, lines in chapters:
        if lines:
            number += 1
            yield f"{numeral(number)}、{title}"
            yield from (f"（{numeral(n)}）{line}" for n, line in enumerate(lines, 1))
    for table in tables:
        number += 1
        yield f"{numeral(number)}、{table.title}"
        yield f"见附件“{table.title}”。"
    yield f"本文件由方案 {writer.scheme.id} 版本 {version} 排印，内容摘要（SHA-256）{digest}。"


def _aims(writer: Writer) -> Iterator[str]:
    scheme = writer.scheme
    for entry in (*scheme.programmes.values(), *scheme.principles.values()):
        yield writer.said(entry)
    for goal in scheme.goals.values():
        yield writer.said(goal, f"期限：{writer.day(goal.due)}" if goal.due else "")


def _targets(writer: Writer) -> Iterator[str]:
    for target in writer.scheme.targets.values():
        measure = writer.scheme.measures[target.measure]
        bounds = (("不低于", target.at_least), ("不高于", target.at_most), ("为", target.is_))
        said = [
            f"{measure.title}{word} {number_text(value, measure.unit)}" for word, value in bounds if value is not None
        ]
        due = f"期限：{writer.day(target.due)}" if target.due else ""
        yield writer.said(target, "，".join(said), due, f"责任单位：{writer.bodies(target.by)}" if target.by else "")


def _scope(writer: Writer) -> Iterator[str]:
    scheme = writer.scheme
    for extent in scheme.extent.values():
        when = f"条件：{writer.words.predicate(extent.when)}" if extent.when else ""
        yield writer.said(extent, when, TREATMENTS[extent.treatment])
    for way in scheme.eligibility.values():
        yield writer.said(way, f"条件：{writer.words.predicate(way.when)}" if way.when else "")
    for condition in scheme.conditions.values():
        members = "；".join(f"{one.title}（{writer.words.predicate(one.when)}）" for one in condition.members.values())
        yield writer.said(condition, f"{_joint(condition)}：{members}")
    for assessment in scheme.assessments.values():
        asked = "；".join(
            f"{one.title}（{one.question}）" if one.question else one.title for one in assessment.members.values()
        )
        yield writer.said(assessment, f"{_joint(assessment)}：{asked}")
    for decision in scheme.decisions.values():
        rows = "；".join(
            f"{writer.words.predicate(row.when) if row.when else '其余情形'}的，{decision.outcomes[row.outcome].title}"
            for row in decision.table
        )
        yield writer.said(decision, rows)


def _joint(rule: Condition | Assessment) -> str:
    named = {"all": "以下各项全部成立", "any": "以下各项任一成立"}
    return named.get(str(rule.holds_when), f"以下各项至少 {rule.holds_when} 项成立")


def _organisation(writer: Writer) -> Iterator[str]:
    for body in writer.scheme.bodies.values():
        functions = "；".join(function.title for function in body.functions.values())
        members = f"成员单位：{writer.bodies(body.members)}" if body.members else ""
        yield writer.said(body, body.charge or "", f"职责：{functions}" if functions else "", members)


def _steps(writer: Writer) -> Iterator[str]:
    for phase in writer.scheme.phases.values():
        dates = [writer.day(when) for when in (phase.starts, phase.ends)]
        yield writer.said(phase, f"时间：{dates[0] or '待定'}至{dates[1] or '待定'}" if any(dates) else "")


def _ways(writer: Writer) -> Iterator[str]:
    scheme = writer.scheme
    for flow in scheme.workflows.values():
        steps = "→".join(
            step.title + (f"（{writer.body(step.by)}）" if step.by else "") for step in flow.steps.values()
        )
        yield writer.said(flow, f"步骤：{steps}")
    for roster in scheme.rosters.values():
        yield writer.said(roster, f"单位：{writer.body(roster.body)}")
    for report in scheme.reports.values():
        yield writer.said(
            report, f"由{writer.body(report.by)}报{writer.bodies(report.to)}" if report.by and report.to else ""
        )
    for partnership in scheme.partnerships.values():
        yield writer.said(partnership, f"包联单位：{writer.body(partnership.unit)}")
    for rule in scheme.party.rules.values() if scheme.party else ():
        yield writer.said(rule)


def _acceptance(writer: Writer) -> Iterator[str]:
    found = writer.scheme.acceptance
    for level in found.levels.values():
        yield writer.said(level, f"组织单位：{writer.body(level.by)}" if level.by else "")
    for checklist in found.checklists.values():
        yield writer.said(checklist, "标准：" + "；".join(one.title for one in checklist.criteria.values()))


def _votes(writer: Writer) -> Iterator[str]:
    for ballot in writer.scheme.votes.values():
        yield writer.said(ballot)
    for filing in writer.scheme.filings.values():
        due = f"期限：{writer.day(filing.due)}" if filing.due else ""
        yield writer.said(filing, f"报{writer.body(filing.to)}" if filing.to else "", due)


def _money(writer: Writer) -> Iterator[str]:
    for line in writer.scheme.money.values():
        rates = "；".join(f"{rate.year}年 {number_text(rate.rate)}" for rate in line.rates)
        shares = "；".join(
            f"{LEVELS.get(share.level, share.level)}级 {number_text(share.share, '%')}" for share in line.shares
        )
        amount = f"标准：{number_text(line.amount, line.unit or '')}" if line.amount is not None else ""
        yield writer.said(line, amount, f"逐年标准：{rates}" if rates else "", f"分担：{shares}" if shares else "")


def _oversight(writer: Writer) -> Iterator[str]:
    for evaluation in writer.scheme.evaluation.values():
        every = f"周期：{writer.day(evaluation.every)}" if evaluation.every else ""
        scores = "；".join(
            score.title + (f"（{number_text(score.points)} 分）" if score.points is not None else "")
            for score in evaluation.scores.values()
        )
        yield writer.said(evaluation, every, f"内容：{scores}" if scores else "")
    for rung in writer.scheme.ladder.values():
        yield writer.said(
            rung,
            f"情形：{rung.trigger}" if rung.trigger else "",
            f"后果：{'、'.join(rung.effects)}" if rung.effects else "",
        )


def _laws(writer: Writer) -> Iterator[str]:
    for family in writer.scheme.law.values():
        yield f"{family.title}。"
    for reference in writer.scheme.references.values():
        yield writer.said(reference)


CHAPTERS: tuple[tuple[str, Chapter], ...] = (
    ("总体要求", _aims), ("工作目标", _targets), ("适用范围和认定标准", _scope), ("组织领导", _organisation),
    ("实施步骤", _steps), ("工作机制", _ways), ("验收", _acceptance), ("业主表决和备案", _votes), ("资金保障", _money),
    ("考核和责任追究", _oversight), ("依据和引用文件", _laws),
)  # fmt: skip


def _duties(writer: Writer) -> Table | None:
    rows = []
    for duty in writer.scheme.duties.values():
        due = "；".join(filter(None, (writer.day(duty.due), writer.day(duty.recurs)))) or "待定"
        rows.append(
            (writer.body(duty.by) or "未写明", duty.title, LEVELS.get(duty.object, ""), due, "、".join(duty.clause))
        )
    heads = ("责任单位", "任务", "对象", "期限", "依据")
    return Table("任务分工表", heads, tuple(rows), (3.2, 5, 1.4, 3.2, 1.6)) if rows else None


def _items(writer: Writer) -> Table | None:
    scheme = writer.scheme
    rows = []
    for item in scheme.items.values():
        group = scheme.item_groups[item.group].title if item.group else ""
        rows.append((group, item.title, item.unit or "", writer.body(item.lead or item.owner), "、".join(item.clause)))
    heads = ("类别", "整治事项", "单位", "牵头单位", "依据")
    return Table("整治事项表", heads, tuple(rows), (2.4, 5, 1.2, 3.2, 1.6)) if rows else None
