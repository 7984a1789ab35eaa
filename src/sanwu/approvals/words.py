"""How kinds, states and verbs are called on pages, in files and in refusals."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.approvals.enums import Kind, Side, State, Verb

KINDS: Mapping[str, Promise] = {
    Kind.LIST: gettext_lazy("名单上报"),
    Kind.CORRECTION: gettext_lazy("退回更正"),
    Kind.EXTENSION: gettext_lazy("延期申请"),
}
STATES: Mapping[str, Promise] = {
    State.SUBMITTED: gettext_lazy("已提交，待办理"),
    State.COUNTERSIGNING: gettext_lazy("加签中"),
    State.RETURNED: gettext_lazy("已退回"),
    State.WITHDRAWN: gettext_lazy("已撤回"),
    State.ACCEPTED: gettext_lazy("已通过"),
    State.REJECTED: gettext_lazy("不予通过"),
    State.GRANTED: gettext_lazy("已同意延期"),
    State.REFUSED: gettext_lazy("不同意延期"),
    State.FILED: gettext_lazy("已备案"),
}
VERBS: Mapping[str, Promise] = {
    Verb.SUBMIT: gettext_lazy("提交"),
    Verb.RETURN: gettext_lazy("退回"),
    Verb.REJECT: gettext_lazy("不予通过"),
    Verb.WITHDRAW: gettext_lazy("撤回"),
    Verb.RESUBMIT: gettext_lazy("重报"),
    Verb.ACCEPT: gettext_lazy("通过"),
    Verb.COUNTERSIGN_ASK: gettext_lazy("请人加签"),
    Verb.COUNTERSIGN_GIVE: gettext_lazy("加签"),
    Verb.TRANSFER: gettext_lazy("转办"),
    Verb.DELEGATE: gettext_lazy("委托"),
    Verb.EXTEND_ASK: gettext_lazy("申请延期"),
    Verb.EXTEND_GRANT: gettext_lazy("同意延期"),
    Verb.EXTEND_REFUSE: gettext_lazy("不同意延期"),
    Verb.FILE: gettext_lazy("备案"),
}
SIDES: Mapping[str, Promise] = {
    Side.ASKING: gettext_lazy("提交方"),
    Side.ANSWERING: gettext_lazy("办理方"),
    Side.NAMED: gettext_lazy("加签人"),
}


def verbs(names: Iterable[str]) -> str:
    """Several verbs in one sentence."""
    return _("、").join(str(VERBS[name]) for name in names)
