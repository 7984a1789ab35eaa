"""Cross references of parts that the platform counts with: Party counts, sums of money, scores, formulas."""

from sanwu.policy.model_scheme import Scheme
from sanwu.policy.problems import Path
from sanwu.policy.report import Report


def check_parts(report: Report, scheme: Scheme) -> None:
    """Where the platform counts or orders, the fact named must be a number."""
    if scheme.party is not None:
        for number, fact in enumerate(scheme.party.counts):
            _numeric(report, scheme, fact, ("party", "counts", number), "党组织一节只存人数，不存名单")
    for name, estimate in scheme.estimates.items():
        at: Path = ("estimates", name)
        _numeric(report, scheme, estimate.fact, (*at, "fact"), "单价要乘以数量")
        for key, line in estimate.items.items():
            _numeric(report, scheme, line.fact, (*at, "items", key, "fact"), "单价要乘以数量")
    for name, money in scheme.money.items():
        _numeric(report, scheme, money.fact, ("money", name, "fact"), "标准要乘以数量")
    for name, way in scheme.eligibility.items():
        if way.kind in ("bottom_n", "built_window"):
            _numeric(report, scheme, way.fact, ("eligibility", name, "fact"), "排序和比较年份要用数字")
    for name, measure in scheme.measures.items():
        for key in ("numerator", "denominator"):
            for number, fact in enumerate(getattr(measure, key)):
                _numeric(report, scheme, fact, ("measures", name, key, number), "指标由计数算出")


def _numeric(report: Report, scheme: Scheme, name: str | None, path: Path, why: str) -> None:
    fact = scheme.dictionary.facts.get(name or "")
    if fact is not None and not fact.numeric:
        report.add(
            "not_a_number",
            f"“{fact.title}”不是数字，{why}。",
            "请换成类型为 integer、decimal 或 money 的数据项。",
            path,
        )
