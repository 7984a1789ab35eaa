"""Cases step by step: what is written down, by whom, within which time."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.policy.model_flows import LookBack, Publicity, Rebound, Since, Step, StepField, Transfer, Workflow
from sanwu.web.desk.scheme_dates import length_text, with_own
from sanwu.web.desk.scheme_tables import Row, Section, Table, row
from sanwu.web.desk.scheme_words import OBJECTS, cite_of, quotes_for
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import joined, phrased, title_of

CHANNELS: dict[str, Text] = {
    "letter": gettext_lazy("来信"), "visit": gettext_lazy("来访"), "call": gettext_lazy("来电"),
    "online": gettext_lazy("网上"), "inspection": gettext_lazy("检查发现"), "transfer": gettext_lazy("转来"),
    "any": gettext_lazy("各种渠道"),
}  # fmt: skip
TRANSFERS: dict[str, Text] = {
    "no": gettext_lazy("不往外转"), "down": gettext_lazy("可以往下转"), "inside": gettext_lazy("只在内部转"),
    "any": gettext_lazy("可以转"),
}  # fmt: skip


def workflows(reader: Reader) -> Section:
    """Every kind of case with its steps and its norms."""
    tables: list[Table] = []
    for flow in reader.scheme.workflows.values():
        tables += _flow(reader, flow)
    return Section("workflows", _("怎样办一件事"), [table for table in tables if table.rows])


def _flow(reader: Reader, flow: Workflow) -> list[Table]:
    steps = [_step(reader, flow, name, step) for name, step in flow.steps.items()]
    heads = [_("由谁"), _("多少时间里"), _("要写明"), _("下一步"), _("办完后")]
    norms = [
        row(norm, _fields(norm.fields.values()), title_of(flow.steps[norm.step]) if norm.step else "", lines=[norm.text])
        for norm in flow.norms.values()
    ]  # fmt: skip
    quoted = quotes_for(reader.quotes, flow.clause)
    return [
        Table(heads, steps, title_of(flow), cite_of(flow), quoted, tuple(_about(reader, flow)), first=_("步骤")),
        Table([_("要写明"), _("在哪一步查")], norms, _("%(title)s：规范") % {"title": title_of(flow)}, first=_("规范")),
    ]


def _about(reader: Reader, flow: Workflow) -> list[Text]:
    said: list[Text] = [_("办的是：%(object)s") % {"object": OBJECTS[flow.object]}]
    if flow.channel:
        said.append(_("从哪里来：%(channel)s") % {"channel": CHANNELS[flow.channel]})
    if flow.text:
        said.append(flow.text)
    if flow.states:
        named = [title_of(state) + (_("（到此为止）") if state.final else "") for state in flow.states.values()]
        said.append(_("状态：%(states)s") % {"states": joined(named)})
    if flow.transfer:
        said.append(with_own(_transfer(reader, flow.transfer), flow.transfer.status))
    if flow.publicity:
        said.append(with_own(_publicity(flow.publicity), flow.publicity.status))
    if flow.look_back:
        said.append(with_own(_look_back(reader, flow.look_back), flow.look_back.status))
    if flow.rebound:
        said.append(with_own(_rebound(reader, flow, flow.rebound), flow.rebound.status))
    return said


def _step(reader: Reader, flow: Workflow, name: str, step: Step) -> Row:
    words = reader.words
    helpers = _("协同：%(bodies)s") % {"bodies": words.bodies(step.with_)} if step.with_ else None
    optional = _("需要时才办") if step.optional else None
    if isinstance(step.within, Since):
        within = with_own(length_text(step.within), step.within.status)
    else:
        within = words.date(step.within)
    asked = _fields(step.fields.values())
    asked = phrased([asked, words.facts(step.facts)])
    following = joined(title_of(flow.steps[other]) for other in flow.following(name))
    state = title_of(flow.states[step.state]) if step.state else ""
    return row(step, words.body(step.by), within, asked, following, state, lines=[step.text, helpers, optional])


def _fields(fields: Iterable[StepField]) -> str:
    """Names of what must be written down; what may be left out says so."""
    said = []
    for part in fields:
        named = title_of(part)
        if part.choices:
            named += f"（{'/'.join(title_of(choice) for choice in part.choices.values())}）"
        if not part.required:
            named += _("（选填）")
        if part.private:
            named += _("（只给经办人看）")
        said.append(named)
    return joined(said)


def _transfer(reader: Reader, transfer: Transfer) -> str:
    said = str(TRANSFERS[transfer.allowed])
    if transfer.to:
        said += _("：%(bodies)s") % {"bodies": reader.words.bodies(transfer.to)}
    if transfer.unless:
        said += _("；除非%(unless)s") % {"unless": transfer.unless}
    return said + (_("；要写明理由") if transfer.reason and transfer.allowed != "no" else "")


def _publicity(publicity: Publicity) -> str:
    if publicity.days is None:
        said = _("办结前公示，天数待定")
    elif publicity.clock == "working":
        said = _("办结前公示 %(n)s 个工作日") % {"n": publicity.days}
    else:
        said = _("办结前公示 %(n)s 天") % {"n": publicity.days}
    return said + (f"（{joined(publicity.places)}）" if publicity.places else "")


def _look_back(reader: Reader, look: LookBack) -> str:
    months = joined(str(month) for month in look.months)
    said = _("办结后第 %(months)s 个月回头看") % {"months": months}
    if look.by:
        said += _("，由%(body)s") % {"body": reader.words.body(look.by)}
    return said + (_("，看其中 %(share)s%%") % {"share": look.share} if look.share is not None else "")


def _rebound(reader: Reader, flow: Workflow, rebound: Rebound) -> str:
    said = _("反弹的重新办")
    if rebound.reopens:
        said = _("反弹的从“%(step)s”重新办") % {"step": title_of(flow.steps[rebound.reopens])}
    if rebound.at_most is not None and rebound.rung:
        rung = title_of(reader.scheme.ladder[rebound.rung])
        said += _("；超过 %(n)s 次：%(rung)s") % {"n": rebound.at_most, "rung": rung}
    return said
