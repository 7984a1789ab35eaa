"""Findings about money: subsidies that do not decline as promised, amounts left open, shares that do not add up."""

from decimal import Decimal
from itertools import pairwise

from sanwu.policy.findings import Notebook
from sanwu.policy.model_money import MoneyLine
from sanwu.policy.problems import Path

# Kinds of money that somebody pays out, so that an amount is expected.
_PAID_OUT = ("subsidy", "reward", "investment", "support")
# Of these, the kinds that somebody may count on year after year.
_PAID_AGAIN = ("subsidy", "reward")
_WHOLE = Decimal(100)


def check_money(notebook: Notebook) -> None:
    """Every line of money: rates, amounts, shares."""
    for name, line in notebook.scheme.money.items():
        path: Path = ("money", name)
        _check_rates(notebook, path, line)
        if line.shares and sum(share.share for share in line.shares) != _WHOLE:
            total = sum(share.share for share in line.shares)
            message = f"“{line.title}”各级分担比例加起来是 {total}%，不是 100%。"
            notebook.add("shares_not_whole", (*path, "shares"), message, "请核对各级的比例。")


def _check_rates(notebook: Notebook, path: Path, line: MoneyLine) -> None:
    if line.declines and not line.rates:
        message = f"“{line.title}”应当逐年递减，却没有写各年的标准。"
        remedy = "请在 rates 里写明各年的标准；方案没有写的，说明由谁来定。"
        notebook.add("subsidy_without_rates", path, message, remedy)
    elif line.kind in _PAID_OUT and line.amount is None and not line.rates and not line.groups:
        message = f"“{line.title}”没有写数额。"
        remedy = "请写 amount、rates 或 groups；方案没有写的，说明由谁来定，不要编数字。"
        notebook.add("money_without_amount", path, message, remedy)
    elif line.kind in _PAID_AGAIN and line.due is None and not line.rates:
        message = f"“{line.title}”有数额，却没有写从哪一年到哪一年。"
        remedy = "分年的请写 rates，有截止日期的请写 due；方案没有写的，说明由谁来定。"
        notebook.add("undated_money", path, message, remedy)
    for earlier, later in pairwise(sorted(line.rates, key=lambda rate: rate.year)):
        if (line.declines or line.kind == "subsidy") and (later.rate >= earlier.rate or later.year == earlier.year):
            message = f"“{line.title}”没有逐年递减：{earlier.year} 年 {earlier.rate}，{later.year} 年 {later.rate}。"
            notebook.add("subsidy_not_declining", (*path, "rates"), message, "请核对各年的标准。")
            return
