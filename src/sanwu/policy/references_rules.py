"""Cross references of conditions and decisions: facts, operators, other rules, who is asked, rows that overlap."""

from pydantic_core import PydanticCustomError

from sanwu.policy.bind import Binder
from sanwu.policy.model_predicate import Test, leaves
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.overlap import overlaps
from sanwu.policy.predicates import other_predicates, rule_predicates, values_compared
from sanwu.policy.report import Report
from sanwu.policy.ruleset import RuleSet, bind_rules, outcomes_of

MAX_TESTS = 300
MAX_ROWS = 200
MAX_VALUES = 500


def check_rules(report: Report, scheme: Scheme) -> None:
    """Everything that rules, and other predicates of the scheme, name. What is too long is not looked at further."""
    _check_tests(report, scheme)
    if _too_long(report, scheme):
        return
    rules, faults = bind_rules(scheme)
    for path, fault in faults:
        report.add_fault(fault, path)
    _check_others(report, scheme)
    if not faults:
        _check_overlaps(report, scheme, rules)


def _too_long(report: Report, scheme: Scheme) -> bool:
    """Whether a table has more rows, or the scheme compares with more values, than can be checked while one waits."""
    before = len(report.problems)
    for name, decision in scheme.decisions.items():
        if len(decision.table) > MAX_ROWS:
            message = f"判定表“{decision.title}”有 {len(decision.table)} 行，上限是 {MAX_ROWS} 行。"
            remedy = "请合并结果相同的行，或者拆成几个判定表，后一个引用前一个的结果。"
            report.add("too_many_rows", message, remedy, ("decisions", name, "table"))
    values = values_compared(scheme)
    if values > MAX_VALUES:
        message = f"整个方案的条件一共写了 {values} 个比较的值，上限是 {MAX_VALUES} 个。"
        report.add("too_many_values", message, "请合并相近的条件，或者拆成几个方案。", ("conditions",))
    return len(report.problems) > before


def _check_tests(report: Report, scheme: Scheme) -> None:
    """No condition without end; who is asked exists."""
    for path, predicate in rule_predicates(scheme):
        tests = list(leaves(predicate))
        if len(tests) > MAX_TESTS:
            message = f"一个条件里写了 {len(tests)} 个比较，上限是 {MAX_TESTS} 个。"
            report.add("too_many_tests", message, "请拆开。", path)
        for leaf in tests:
            if isinstance(leaf, Test) and leaf.judged_by is not None:
                report.known(leaf.judged_by, scheme.bodies, "bodies", (*path, *leaf.at[:-1], "judged_by"))


def _check_others(report: Report, scheme: Scheme) -> None:
    binder = Binder(scheme.dictionary, outcomes_of(scheme))
    for path, predicate in other_predicates(scheme):
        try:
            binder.bind(predicate)
        except PydanticCustomError as fault:
            report.add_fault(fault, path)


def _check_overlaps(report: Report, scheme: Scheme, rules: RuleSet) -> None:
    """Rows of a `unique` table must not be able to hold together, where that can be decided."""
    for name, decision in scheme.decisions.items():
        if decision.hit == "unique":
            for first, second, example in overlaps(rules, name, scheme.dictionary):
                message = f"各行应当互不重叠，第 {first + 1} 行和第 {second + 1} 行却会同时成立，例如：{example}。"
                remedy = "请改写条件使它们互斥，或改用 hit: first。"
                report.add("overlap", message, remedy, ("decisions", name, "table", second))
