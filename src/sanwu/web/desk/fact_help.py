"""What a fact means: its definition, its unit, how it is found out, and the rules and forms that ask for it, by clause."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.campaigns.models import SchemeVersion
from sanwu.campaigns.selectors import loaded
from sanwu.campaigns.standing import questions_of
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.model_work import Body
from sanwu.policy.predicates import rule_predicates
from sanwu.web.desk.explaining import rule_of
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import is_year, joined, title_of, unit_of

COLLECTED: Mapping[str, Text] = {
    "survey": gettext_lazy("现场摸底"),
    "import": gettext_lazy("办公室已有的表格"),
    "judgement": gettext_lazy("由方案指定的单位判定"),
    "department": gettext_lazy("主管部门提供"),
    "document": gettext_lazy("文件、合同或档案"),
    "vote": gettext_lazy("业主表决结果"),
    "works": gettext_lazy("整治工程记录"),
    "acceptance": gettext_lazy("验收结果"),
    "computed": gettext_lazy("由系统计算"),
    "wishes": gettext_lazy("居民意愿征询"),
}


@dataclass(frozen=True)
class Use:
    """A rule or a form that asks for the fact, with its clauses."""

    title: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class FactHelp:
    definition: str
    unit: str
    collected: Text
    uses: list[Use]


Helper = Callable[[Fact], FactHelp]


def helper_of(version: SchemeVersion | None) -> Helper:
    """What a page says beside each fact; the uses are those of one scheme, none without one."""
    uses = _uses_of(version) if version is not None else {}
    questions = questions_of(loaded(version)) if version is not None else {}

    def helper(fact: Fact) -> FactHelp:
        return FactHelp(
            fact.help or "",
            _unit(fact),
            _answered(questions[fact.id]) if fact.id in questions else COLLECTED.get(fact.collected_by, ""),
            [Use(title, clauses) for title, clauses in uses.get(fact.id, {}).items()],
        )

    return helper


def _answered(bodies: tuple[Body, ...]) -> str:
    return _("由%(bodies)s判定") % {"bodies": joined(title_of(body) for body in bodies)}


def fact_help(fact: Fact, version: SchemeVersion | None) -> FactHelp:
    """The same for one fact."""
    return helper_of(version)(fact)


def _unit(fact: Fact) -> str:
    """What is to be written: a number in its unit, yes or no, one of some choices, a date."""
    if is_year(fact):
        return _("四位数的年份")
    if fact.numeric:
        unit = unit_of(fact) or fact.unit_text
        if not fact.places:
            return _("整数，单位：%(unit)s") % {"unit": unit} if unit else _("整数")
        values = {"unit": unit, "places": fact.places}
        return _("最多 %(places)s 位小数，单位：%(unit)s") % values if unit else _("最多 %(places)s 位小数") % values
    kinds = {"boolean": _("是或否"), "choice": _("选一项"), "date": _("日期")}
    return kinds.get(fact.type, _("文字"))


def _uses_of(version: SchemeVersion) -> dict[str, dict[str, tuple[str, ...]]]:
    """{fact: {title: clauses}} in the page's language."""
    scheme = loaded(version)
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for path, predicate in rule_predicates(scheme):
        rule = rule_of(scheme, str(path[1]))
        clauses = dict.fromkeys((*rule.clause, *_clauses_at(scheme, path)))
        for leaf in leaves(predicate):
            if isinstance(leaf, Test):
                uses = found.setdefault(leaf.fact, {})
                title = title_of(rule)
                uses[title] = tuple(dict.fromkeys((*uses.get(title, ()), *clauses)))
    for form in scheme.forms.values():
        for section in form.sections.values():
            for name in (*section.required, *section.optional):
                found.setdefault(name, {}).setdefault(title_of(form), section.clause or form.clause)
    return found


def _clauses_at(scheme: Scheme, path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The clauses of the member or row in which a predicate stands."""
    if path[0] == "conditions" and path[2] == "members":
        return scheme.conditions[str(path[1])].members[str(path[3])].clause
    if path[0] == "decisions" and path[2] == "table":
        return scheme.decisions[str(path[1])].table[int(path[3])].clause
    return ()
