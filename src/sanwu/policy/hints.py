"""What a writer probably meant: full-width marks, signs for comparisons, dates and numbers as people write them.

Each function answers a sentence or a word to offer, or None where nothing better than the rule itself can be said.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from sanwu.policy.problems import near

# Signs and Chinese words for the comparisons of the format.
_OPERATORS: Mapping[str, str] = {
    "<=": "at_most", "=<": "at_most", "≤": "at_most", "<": "below", "＜": "below", ">=": "at_least", "=>": "at_least",
    "≥": "at_least", ">": "above", "＞": "above", "=": "is", "==": "is", "＝": "is", "!=": "is_not", "≠": "is_not",
    "不超过": "at_most", "不大于": "at_most", "不高于": "at_most", "不多于": "at_most", "以下": "at_most",
    "低于": "below", "小于": "below", "不到": "below", "不足": "below", "少于": "below", "早于": "below",
    "不低于": "at_least", "不小于": "at_least", "不少于": "at_least", "至少": "at_least", "以上": "at_least",
    "高于": "above", "大于": "above", "超过": "above", "多于": "above", "晚于": "above",
    "是": "is", "等于": "is", "为": "is", "不是": "is_not", "不等于": "is_not", "之间": "between", "在": "one_of",
    "包含": "contains", "含有": "contains", "含": "contains", "已填": "known", "已知": "known",
}  # fmt: skip
# What plans call the parts of a scheme, beside the name that the format gives them.
ALSO_CALLED: Mapping[str, tuple[str, ...]] = {
    "title": ("标题", "题目", "方案名称"), "issuer": ("印发单位", "发文单位", "制定单位"), "issued_on": ("印发日期", "发布日期"),
    "extent": ("范围", "整治范围", "实施范围", "对象范围"), "laws": ("法规", "法律", "法律依据"),
    "principles": ("基本原则", "工作原则"), "problems": ("存在问题", "主要问题"), "goals": ("工作目标", "总体目标"),
    "targets": ("目标任务", "目标要求"), "measures": ("工作指标",), "bodies": ("机构", "部门", "责任单位", "成员单位", "组织领导", "分工"),
    "phases": ("步骤", "工作步骤", "实施步骤", "时间安排", "工作阶段", "进度安排"),
    "duties": ("任务", "工作任务", "职责", "工作职责", "主要任务", "工作要求", "事项", "期限"),
    "conditions": ("条件", "认定条件", "认定标准", "判定条件", "标准"), "decisions": ("决策", "判定", "分类", "分类处理", "处理方式"),
    "eligibility": ("纳入条件", "准入条件"), "items": ("整治内容", "改造内容", "工程", "项目"),
    "forms": ("表格", "登记表", "摸底表"), "votes": ("投票", "业主表决"), "money": ("经费", "资金来源", "资金保障", "补助", "补贴"),
    "acceptance": ("验收标准", "考核验收"), "workflows": ("工作流程", "程序"), "rosters": ("值班",),
    "reports": ("报送", "信息报送", "报告"), "partnerships": ("结对", "包保", "帮扶"), "party": ("党组织", "党的建设"),
    "evaluation": ("考核", "考评", "考核评价"), "ladder": ("奖惩", "责任追究", "问责"), "references": ("附则", "其他"),
    "clause": ("条", "条目"), "note": ("备注",), "due": ("时限", "完成时限", "截止日期", "完成时间"),
    "by": ("责任单位", "牵头单位", "谁办", "由谁"), "starts": ("开始", "开始时间"), "ends": ("结束", "结束时间"),
}  # fmt: skip
_COMPARISON = re.compile(r"([a-z_][a-z0-9_]*)\s*(<=|>=|=<|=>|==|!=|[<>=≤≥≠＜＞＝])\s*(\S.*)?")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DEKAD = re.compile(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*月?\s*([上中下])旬[底前]?")
_NUMBER = re.compile(r"(-?[\d,，]+(?:\.\d+)?)\s*(万|亿|千|百)?\s*\D{0,6}")
_TIMES = {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100}


def operator_meant(word: str) -> str | None:
    """The comparison that a sign or a Chinese word stands for."""
    return _OPERATORS.get(word.strip())


def comparison_meant(text: str) -> str | None:
    """`household_count <= 30` as the format writes it."""
    found = _COMPARISON.fullmatch(text.strip())
    if found is None:
        return None
    fact, sign, value = found.groups()
    return f"{fact}: {{{_OPERATORS[sign]}: {(value or '值').strip()}}}"


def date_meant(text: str) -> str | None:
    """A date as the format writes it: 2024/4/10 and 2024年4月10日, 4月上旬."""
    found = _DATE.fullmatch(text.strip())
    if found is not None:
        try:
            return date(*map(int, found.groups())).isoformat()
        except ValueError:
            return None
    third = _DEKAD.fullmatch(text.strip())
    if third is None or not 1 <= int(third[2]) <= 12:
        return None
    return f"{{dekad: {third[1] or '年份'}-{int(third[2]):02}/{'上中下'.index(third[3]) + 1}}}"


def number_meant(text: str) -> str | None:
    """A number as the format writes it: 60,000 and 6万 and 300元."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    number = re.sub("[,，]", "", found[1])
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,8})?", number):
        return None
    return f"{(Decimal(number) * _TIMES.get(found[2] or '', 1)).normalize():f}"


def word_meant(text: str, titles: Mapping[str, Iterable[str]]) -> str | None:
    """The word whose Chinese name was written in its place: 户数 for household_count."""
    wanted = text.strip()
    owners = {title: word for word, names in titles.items() for title in names}
    return owners.get(wanted) or owners.get(near(wanted, owners) or "")


_SLIPS = (
    (re.compile(r"^ *\t"), "这一行用了制表符缩进。", "请把行首的制表符换成空格，每级两个。"),
    (re.compile(r"^\s*(- )?[\w\-]+：|[{,]\s*[a-z_][a-z0-9_]*："), "这一行用了全角冒号“：”。", "请改成半角冒号，后面空一格，例如 title: 名称。"),
    (re.compile(r"[\]}\w\"] ?，\s*[\w\-]+ ?[:：]|[\]}]，"), "这一行用了全角逗号“，”。", "括号里各项之间请用半角逗号加一个空格。"),
    (re.compile(r"[｛｝［］]"), "这一行用了全角括号。", "请改成半角的 { } 或 [ ]。"),
    (re.compile(r"^\s*(- )?[a-z_][a-z0-9_]*:[^\s/]"), "冒号后面少了一个空格。", "请写成“键: 值”，冒号后空一格。"),
)  # fmt: skip


def slip_in(text: str, line: int) -> tuple[int, str, str] | None:
    """(line, what is wrong, what to do) for a common slip at a line that could not be read, or just before it."""
    lines = text.split("\n")
    around = [
        number for number in range(line, max(line - 3, 0), -1) if number <= len(lines) and lines[number - 1].strip()
    ]
    for number in around:
        written = re.sub(r"\s#.*$", "", lines[number - 1])
        for pattern, message, remedy in _SLIPS:
            if pattern.search(written):
                return number, message, remedy
    if around and (uneven := _uneven(lines, around[0])) is not None:
        return around[0], *uneven
    for number in around:
        unpaired = _unpaired(re.sub(r"\s#.*$", "", lines[number - 1]))
        if unpaired is not None:
            return number, *unpaired
    return None


def _uneven(lines: list[str], number: int) -> tuple[str, str] | None:
    """A line that is indented as no line above it is, or deeper under one that says something already."""
    above = [one for one in lines[: number - 1] if one.strip() and not one.lstrip().startswith("#")]
    if not above:
        return None
    depth, before = _depth(lines[number - 1]), _depth(above[-1])
    remedy = "同一级的各行要左对齐，下一级比上一级多空两格。"
    if depth > before and not above[-1].rstrip().endswith((":", ",", "{", "[")):
        return (
            f"这一行空了 {depth} 格，上一行只空了 {before} 格，可是上一行冒号后面已经有内容，不能再有下一级。",
            remedy,
        )
    if depth < before and depth not in {_depth(one) for one in above}:
        return f"这一行空了 {depth} 格，与上面各行都对不齐。", remedy
    return None


def _depth(line: str) -> int:
    """How far a line is indented; the dash of a list item counts as indentation."""
    return len(line) - len(re.sub(r"^ *(- )?", "", line))


def _unpaired(written: str) -> tuple[str, str] | None:
    """Brackets or quotes of one line that do not come in pairs; a bracket may stay open for the next line."""
    if written.count('"') % 2:
        return "这一行的引号没有配对。", "请补上另一个引号，或者把文字里的引号改成中文引号“”。"
    for opening, closing in ("{}", "[]"):
        opened, closed = written.count(opening), written.count(closing)
        if opened != closed:
            return (
                f"这一行有 {opened} 个“{opening}”、{closed} 个“{closing}”，没有配对。",
                "请补上或删去一个，左右括号要一样多。",
            )
    if re.search(r"^[^{\[\"]*: [^\"{\[]*: ", written):
        return "文字里又有冒号加空格，分不清哪一个是键。", "请用半角双引号把整段文字括起来。"
    return None
