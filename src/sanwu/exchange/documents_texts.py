"""What the documents of a list say, from what was frozen. They are official documents: Chinese, whatever the page's language."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from django.utils.timezone import localtime

from sanwu.approvals.enums import Verb
from sanwu.approvals.models import Step
from sanwu.campaigns.selectors import loaded
from sanwu.decisions.filed import Differences, decisions_of, differences, reasons_of, terms_of
from sanwu.decisions.filing_enums import RowDecision
from sanwu.decisions.models import ListRow, ListVersion, SiteSample
from sanwu.policy.bundle import SOURCE
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Duty
from sanwu.policy.outcomes import OUTCOME_TITLES, Outcome
from sanwu.policy.plan_text import sentences
from sanwu.policy.values import number_text
from sanwu.render.gongwen import Gongwen, Table

UNKNOWN = Outcome.UNKNOWN.value
YEARS_FROM = 1000  # a year is a number that nobody writes with a comma
LONGEST_QUOTE = 120
_SINGLE = str.maketrans("“”", "‘’")
SIGN = "　＿＿＿＿＿＿＿＿"
DECISIONS: Mapping[str, str] = {
    RowDecision.ACCEPT: "同意", RowDecision.RETURN: "退回", RowDecision.REJECT: "剔除", "": "",
}  # fmt: skip


def report(version: ListVersion, _source: int = 0) -> Gongwen:
    """上报名单: the district's letter with the list behind it and lines to sign."""
    terms, yes = terms_of(version.campaign), version.total - version.unknown
    condition, place = terms.condition.title, version.division_name
    paragraphs = [
        f"根据{_basis(version, terms.report)}的要求，现将{place}整治对象名单（第{version.number}版）上报如下。",
        f"本次共上报小区{version.total}个，其中认定为{condition}的{yes}个，情况待核实的{version.unknown}个。"
        + ("待核实的小区已在名单中逐一注明缺少的内容。" if version.unknown else ""),
    ]
    if version.previous_id:
        kind = "本次为补充上报。" if version.supplement else "本次为复核退回后重新上报。"
        paragraphs.append(
            f"{kind}与第{version.number - 1}版相比，新增{version.added}个，内容有变动{version.changed}个，减少{version.removed}个。"
        )
    if version.late and version.due_on:
        paragraphs.append(f"规定的上报期限是{_day(version.due_on)}，本次上报已超过期限。")
    paragraphs.append("特此报告。")
    return Gongwen(
        title=f"关于上报{place}\n{condition}整治对象名单的报告", recipients=version.recipients,
        paragraphs=tuple(paragraphs), body=version.body, on=version.composed_on,
        attachments=(f"{place}{condition}整治对象名单（第{version.number}版）",),
        signers=(f"负责人（签字）：{SIGN}", f"审核人（签字）：{SIGN}", f"经办人：{version.actor_name}"),
        table=_list_table(version),
    )  # fmt: skip


def opinion(version: ListVersion, step: int) -> Gongwen:
    """复核意见: what the review says of each row, and of the whole in a step of its case."""
    terms = terms_of(version.campaign)
    rows = list(version.rows.order_by("position"))
    said, reasons = decisions_of(rows), reasons_of(rows)
    count = {decision: sum(one == decision for one in said.values()) for decision in RowDecision}
    last = version.case.steps.filter(verb__in=(Verb.ACCEPT, Verb.RETURN, Verb.REJECT), number=step).first()
    verb = {
        "accept": "经复核，名单整体通过。",
        "return": "名单整体退回，请改正后重新上报。",
        "reject": "名单不予通过。",
    }
    table = Table(
        title=f"{version.division_name}整治对象名单（第{version.number}版）复核意见表",
        heads=("序号", "小区名称", "所在街道、社区", "上报结论", "复核意见", "理由"),
        rows=tuple(
            (
                str(row.position), row.name, row.place, _outcome(terms.condition.title, row),
                DECISIONS[said.get(row.pk, "")] + ("（沿用上一版）" if row.carried and row.pk not in reasons else ""),
                reasons[row.pk].reason if row.pk in reasons else "",
            )
            for row in rows
        ),
        widths=(1, 3.2, 4, 2, 2, 5),
        numeric=frozenset({0}),
    )  # fmt: skip
    return Gongwen(
        title=f"关于{version.division_name}整治对象名单\n（第{version.number}版）的复核意见", recipients=version.body,
        paragraphs=(
            f"你单位{_day(version.composed_on)}上报的整治对象名单（第{version.number}版）收悉。"
            f"依据{_basis(version, terms.review)}，现提出复核意见如下。",
            f"名单共{version.total}个小区，同意{count[RowDecision.ACCEPT]}个，退回{count[RowDecision.RETURN]}个，"
            f"剔除{count[RowDecision.REJECT]}个，逐个意见见附件。",
            verb.get(last.verb, "复核尚未办结。") if last else "复核尚未办结。",
            *((f"理由：{last.reason}",) if last and last.reason else ()),
        ),
        body=terms.reviewer, on=localtime(last.at).date() if last else version.composed_on,
        attachments=(table.title,),
        signers=(
            f"负责人（签字）：{SIGN}", *_countersigned(version, last), f"复核人：{last.actor_name if last else ''}",
        ),
        table=table,
    )  # fmt: skip


def _countersigned(version: ListVersion, last: Step | None) -> list[str]:
    """Who gave an opinion on this version before it was decided, and on which day; what they said stays in the house."""
    if last is None:
        return []
    given = version.case.steps.filter(verb=Verb.COUNTERSIGN_GIVE, number__lt=last.number, at__gte=version.submitted_at)
    return [
        f"加签：{step.actor_name}" + (f"（{step.post}）" if step.post else "") + f"，{_day(localtime(step.at).date())}"
        for step in given.order_by("number")
    ]


def sample_sheet(sample: SiteSample) -> Gongwen:
    """抽样核查表: the rows that were drawn, with room for what was found on site."""
    version = sample.version
    rows = version.rows.filter(position__in=sample.drawn).order_by("position")
    asked = f"{sample.size}个" if sample.size else f"{Decimal(sample.share or 0) / 10}%"
    strata = "；".join(f"{one['name']}{one['rows']}个中抽{one['drawn']}个" for one in sample.strata)
    on = localtime(sample.at).date()
    table = Table(
        title=f"{version.division_name}整治对象名单（第{version.number}版）现场核查表",
        heads=("序号", "小区名称", "所在街道、社区", "地址", "上报结论", "现场情况（相符/不符）", "不符之处", "核查人、日期"),
        rows=tuple(
            (str(row.position), row.name, row.place, row.address, _outcome(terms_of(version.campaign).condition.title, row), "", "", "")
            for row in rows
        ),
        widths=(1, 3, 3.5, 3.5, 2, 2.4, 3, 2.4), numeric=frozenset({0}),
    )  # fmt: skip
    return Gongwen(
        title=f"{version.division_name}整治对象名单\n现场核查抽样说明", recipients="",
        paragraphs=(
            f"从{version.division_name}第{version.number}版名单的{version.total}个小区中，按街道分层抽取{asked}，共{len(sample.drawn)}个。",
            f"各街道抽取情况：{strata}。",
            f"抽样种子为 {sample.seed}，名单摘要为 {version.digest[:16]}。任何人按同一种子、同一名单重新抽取，结果相同。",
        ),
        body=terms_of(version.campaign).reviewer, on=on, attachments=(table.title,),
        signers=(f"抽样人：{sample.actor_name}",), table=table,
    )  # fmt: skip


def receipt(version: ListVersion, _source: int = 0) -> Gongwen:
    """备案回执: number, date, and how many compounds are filed."""
    filing, place = version.filing, version.division_name
    return Gongwen(
        title=f"{place}整治对象名单备案回执", recipients=version.body, number=filing.number,
        paragraphs=(
            f"{version.body}上报的{place}整治对象名单（第{version.number}版）已通过复核，于{_day(filing.filed_on)}"
            f"报{filing.office}备案，备案号为{filing.number}。",
            f"备案小区共{filing.accepted}个" + (f"，剔除{filing.rejected}个。" if filing.rejected else "。"),
            *((f"备案意见：{filing.opinion}",) if filing.opinion else ()),
            f"名单摘要（SHA-256）：{version.digest}。备案后的名单不再改动；需要增减的，另行补充上报。",
        ),
        body=filing.body, on=filing.filed_on, attachments=(f"{place}整治对象名单（第{version.number}版）",),
        signers=(f"经办人：{filing.actor_name}",), table=_list_table(version, filed=True),
    )  # fmt: skip


WRITERS: Mapping[str, Callable[[ListVersion, int], Gongwen]] = {
    "report": report,
    "opinion": opinion,
    "receipt": receipt,
}
SAMPLE = "sample"


def _basis(version: ListVersion, duty: Duty | None) -> str:
    """The plan with its own sentences on which a step rests, each with the number under which they are found."""
    scheme = version.campaign.scheme_version
    known = sentences(scheme.files.get(SOURCE, ""))
    said = [
        f"“{_inside(known[clause])}”（{clause}）" if clause in known else clause
        for clause in (duty.clause if duty else ())
    ]
    return f"《{scheme.title}》" + "、".join(said)


def _inside(sentence: str) -> str:
    """A sentence as it stands inside another: its full stop goes, its quotation marks become single ones."""
    text = sentence.rstrip("。；，").translate(_SINGLE)
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].rstrip("，、；。") + "……"


def _list_table(version: ListVersion, filed: bool = False) -> Table:
    """The list itself; of a filed one only what was accepted."""
    scheme = loaded(version.scheme_version)
    condition = scheme.conditions[version.condition]
    facts = [fact for fact in scheme.dictionary.facts.values() if fact.listed and fact.numeric]
    rows = list(version.rows.order_by("position"))
    said = decisions_of(rows) if filed else {}
    kept = [row for row in rows if said.get(row.pk) != RowDecision.REJECT]
    found = differences(version) if version.previous_id else Differences([], [], [])
    changes = {row.pk: "新增" for row in found.added} | {row.pk: "有变动" for _, row in found.changed}
    return Table(
        title=f"{version.division_name}{condition.title}整治对象名单（第{version.number}版）",
        heads=("序号", "小区名称", "所在街道、社区", *(_head(fact) for fact in facts), condition.title,
               *(decision.title for decision in scheme.decisions.values()), "备注"),
        rows=tuple(
            (
                str(row.position), row.name, row.place, *(_value(fact, row) for fact in facts),
                _outcome(condition.title, row), *(_decided(scheme, rule, row) for rule in scheme.decisions),
                _remark(scheme, row, changes.get(row.pk, "")),
            )
            for row in kept
        ),
        widths=(1, 3, 3.6, *(1.5 for _ in facts), 1.6, *(2 for _ in scheme.decisions), 3.2),
        numeric=frozenset({0, *range(3, 3 + len(facts))}),
        note=f"注：名单按{_day(version.composed_on)}的台账编制，摘要（SHA-256）{version.digest}。",
    )  # fmt: skip


def _head(fact: Fact) -> str:
    return f"{fact.title}（{fact.unit_text}）" if fact.unit_text and not _is_year(fact) else fact.title


def _is_year(fact: Fact) -> bool:
    return fact.unit_text == "年" and fact.minimum is not None and fact.minimum >= YEARS_FROM


def _value(fact: Fact, row: ListRow) -> str:
    value = row.facts.get(fact.id)
    if value is None:
        return "—"
    return str(value) if _is_year(fact) else number_text(Decimal(str(value)))


def _outcome(condition: str, row: ListRow) -> str:
    if row.outcome == UNKNOWN:
        return "待核实"
    return "是" if row.outcome == Outcome.YES.value else "否"


def _decided(scheme: Scheme, rule: str, row: ListRow) -> str:
    outcome = row.decisions.get(rule, "")
    titles = {one.value: title for one, title in OUTCOME_TITLES.items()}
    choice = scheme.decisions[rule].outcomes.get(outcome)
    return choice.title if choice else titles.get(outcome, "—")


def _remark(scheme: Scheme, row: ListRow, change: str) -> str:
    parts = [change] if change else []
    if row.missing:
        known = scheme.dictionary.facts
        names = "、".join(known[name].title if name in known else name for name in row.missing.split(","))
        parts.append(f"待核实：{names}")
    if row.override:
        parts.append(f"{row.override['body']}改判：{row.override['reason']}")
    return "；".join(parts)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
