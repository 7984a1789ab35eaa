"""What one side of a comparison says, as one line of Chinese: predicates, dates, references, numbers."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sanwu.policy.date_words import date_words, is_date
from sanwu.policy.model_base import Part
from sanwu.policy.model_predicate import AllOf, AnyOf, Not, RuleIs, Test
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.outcomes import OUTCOME_TITLES, Outcome
from sanwu.policy.report import SECTION_TITLES
from sanwu.policy.values import day_text, display, number_text
from sanwu.policy.walk import references

SECTIONS: Mapping[str, str] = {
    **SECTION_TITLES,
    "head": "方案本身", "law": "法规依据", "extent": "范围", "programmes": "项目", "principles": "原则",
    "problems": "问题", "goals": "目的", "forms": "调查表", "wording": "名称", "votes": "表决", "filings": "备案",
    "money": "资金", "acceptance": "验收", "acceptance.checklists": "验收清单", "acceptance.levels": "验收层级",
    "staffing": "岗位", "evaluation": "考核", "ladder": "问责阶梯", "references": "引用文件",
    "acknowledged": "已说明的提示", "modules": "模块", "objects": "对象", "eligibility": "纳入方式",
    "partnerships": "包联", "party": "党建", "workflows": "办理流程", "rosters": "值班", "reports": "报告",
    "estimates": "费用估算", "recognised": "由数据项看出的事件", "assessments": "评定", "without": "不沿用",
}  # fmt: skip
_OPERATORS = {
    "is": "是", "is_not": "不是", "below": "低于", "at_most": "不超过", "above": "超过", "at_least": "不低于",
    "one_of": "是其中之一：", "none_of": "不是其中任何一个：", "contains": "含",
}  # fmt: skip


def section_title(name: str) -> str:
    """A section in Chinese; one that has no name here as it is written."""
    return SECTIONS.get(name, name)


class Words:
    """Tells values of one scheme; `of` turns to a part of it, whose references are then told by their titles."""

    def __init__(self, scheme: Scheme, part: Part | None = None) -> None:
        self.scheme = scheme
        self.sections = {str(path[0]): section for path, section, _ in references(part, ())} if part else {}

    def of(self, part: Part) -> "Words":
        return Words(self.scheme, part)

    def text(self, key: str, value: Any) -> str:
        """A value under a key, as one line."""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, (Test, RuleIs, AllOf, AnyOf, Not)):
            return self.predicate(value)
        if isinstance(value, Part):
            return date_words(value, self.event) if is_date(value) else self._part(value)
        if isinstance(value, Mapping):
            return "；".join(f"{name}：{self.text(key, inner)}" for name, inner in value.items())
        if isinstance(value, (tuple, list)):
            joint = "；" if any(isinstance(inner, Part) for inner in value) else "、"
            return joint.join(self.text(key, inner) for inner in value)
        if isinstance(value, date):
            return day_text(value)
        if isinstance(value, Decimal):
            return number_text(value)
        return self.named(self.sections[key], value) if key in self.sections else _plain(value)

    def named(self, section: str, word: str) -> str:
        """What a reference names, with its identifier."""
        if section == "facts":
            known: Any = self.scheme.dictionary.facts.get(word)
        elif section == "events":
            known = next((place[word] for place in self._events() if word in place), None)
        else:
            entries = getattr(self.scheme, section, None)
            known = entries.get(word) if isinstance(entries, Mapping) else None
        title = getattr(known, "title", None)
        return f"{title}（{word}）" if title else word

    def event(self, word: str) -> str:
        """What a date follows."""
        return self.named("events", word)

    def predicate(self, predicate: Any) -> str:
        """A predicate as one sentence; what is joined inside another joint stands in brackets."""
        if isinstance(predicate, Test):
            return self._test(predicate)
        if isinstance(predicate, RuleIs):
            rules: Mapping[str, Any] = {**self.scheme.conditions, **self.scheme.decisions}
            rule = rules.get(predicate.rule)
            choices = getattr(rule, "outcomes", {})
            said = (choices[o].title if o in choices else OUTCOME_TITLES[Outcome(o)] for o in predicate.outcomes)
            return f"{rule.title if rule else predicate.rule}：{'或'.join(said)}"
        if isinstance(predicate, Not):
            return f"不满足（{self.predicate(predicate.part)}）"
        joint = " 并且 " if isinstance(predicate, AllOf) else " 或者 "
        parts = [self.predicate(part) for part in predicate.parts]
        if len(parts) == 1:
            return parts[0]
        nested = (isinstance(part, (AllOf, AnyOf)) for part in predicate.parts)
        return joint.join(f"（{text}）" if inner else text for text, inner in zip(parts, nested, strict=True))

    def _test(self, test: Test) -> str:
        fact = self.scheme.dictionary.facts.get(test.fact)
        name = test.question or (fact.title if fact else test.fact)
        if test.operator == "known":
            return f"{name} {'已填写' if test.operands[0] == 'yes' else '未填写'}"
        values = [self._operand(test.fact, text) for text in test.operands]
        if fact and fact.type == "boolean" and test.operator == "is":
            return f"{name}：{values[0]}"
        if test.operator == "between":
            return f"{name} 在 {values[0]} 至 {values[1]} 之间"
        return f"{name} {_OPERATORS[test.operator]} {'、'.join(values)}"

    def _operand(self, name: str, text: str) -> str:
        fact = self.scheme.dictionary.facts.get(name)
        if fact is None:
            return text
        if fact.type == "boolean":
            return "是" if text == "yes" else "否"
        try:
            return number_text(Decimal(text), fact.unit_text) if fact.numeric else display(fact, text)
        except (ArithmeticError, ValueError):
            return text  # a ratio, or a day that only names a month

    def _part(self, part: Part) -> str:
        inner = self.of(part)
        said = [
            (field.alias or name, getattr(part, name))
            for name, field in type(part).model_fields.items()
            if name in part.model_fields_set and name != "id" and getattr(part, name) not in (None, (), {})
        ]
        texts = ((key, inner.text(key, value)) for key, value in said)
        return "；".join(text if key == "title" else f"{key}：{text}" for key, text in texts)

    def _events(self) -> Iterable[Mapping[str, Any]]:
        yield from (self.scheme.events, self.scheme.duties, self.scheme.phases)
        yield from (family.events for family in self.scheme.law.values())


def _plain(value: Any) -> str:
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else str(value)
