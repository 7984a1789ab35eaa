"""What one side of a comparison says, as one line of Chinese: predicates, dates, references, numbers."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sanwu.policy.date_words import date_words, is_date
from sanwu.policy.keys import choice_names, event_names, meaning_of
from sanwu.policy.lint_codes import CODES
from sanwu.policy.model_base import Entry, Part
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_law import LawFamily
from sanwu.policy.model_money import Acknowledged, Ballot
from sanwu.policy.model_predicate import AllOf, AnyOf, Not, RuleIs, Test
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.outcomes import OUTCOME_TITLES, Outcome
from sanwu.policy.report import SECTION_TITLES
from sanwu.policy.values import day_text, display, number_text
from sanwu.policy.walk import references, walk

SECTIONS: Mapping[str, str] = {
    **SECTION_TITLES,
    "head": "方案本身", "law": "法规依据", "extent": "范围", "programmes": "项目", "principles": "原则",
    "problems": "问题", "goals": "目的", "forms": "调查表", "wording": "名称", "votes": "表决", "filings": "备案",
    "money": "资金", "acceptance": "验收", "acceptance.checklists": "验收清单", "acceptance.levels": "验收层级",
    "acceptance.results": "验收结论",
    "staffing": "岗位", "evaluation": "考核", "ladder": "问责阶梯", "references": "引用文件",
    "acknowledged": "已说明的提示", "modules": "模块", "objects": "对象", "eligibility": "纳入方式",
    "partnerships": "包联", "party": "党建", "workflows": "办理流程", "rosters": "值班", "reports": "报告",
    "estimates": "费用估算", "recognised": "由数据项看出的事件", "assessments": "评定", "without": "不沿用",
}  # fmt: skip
# Words of the format that several keys share: levels and kinds of object, kinds of body, how many of several.
WORDS: Mapping[str, str] = {
    "province": "省", "city": "市", "district": "区", "street": "街道", "community": "社区", "compound": "小区",
    "campaign": "整个行动", "division": "辖区", "project": "项目", "case": "事项", "building": "楼栋", "block": "片区",
    "unit": "单位", "problem": "问题", "item": "整治事项", "dispute": "纠纷", "complaint": "投诉",
    "petitions": "信访", "all": "全部", "any": "任一",
    "government": "人民政府", "leading_group": "领导小组", "group_office": "领导小组办公室", "department": "部门",
    "housing": "住建", "finance": "财政", "planning": "规划", "price": "物价", "audit": "审计", "fire": "消防",
    "public_security": "公安", "urban_management": "城管", "utility": "专营单位", "partner_unit": "包联单位",
    "street_office": "街道办事处", "residents_committee": "社区居委会", "owners_body": "业主组织",
    "property_provider": "物业服务人",
}  # fmt: skip
_OPERATORS = {
    "is": "是", "is_not": "不是", "below": "低于", "at_most": "不超过", "above": "超过", "at_least": "不低于",
    "one_of": "是其中之一：", "none_of": "不是其中任何一个：", "contains": "含",
}  # fmt: skip


def section_title(name: str) -> str:
    """A section in Chinese; one that has no name here as it is written."""
    return SECTIONS.get(name, name)


def _entries(scheme: Scheme) -> Iterator[tuple[str, Entry]]:
    """Every entry by its own name."""
    return ((str(path[-1]), part) for path, part in walk(scheme) if path and isinstance(part, Entry))


def key_title(model: type[Part], key: str) -> str:
    """A key in Chinese; one that the list of keys does not name as it is written."""
    found = meaning_of(model, key)
    return found.title if found else key


class Words:
    """Tells values of one scheme; `of` turns to a part of it, whose references are then told by their titles."""

    def __init__(self, scheme: Scheme, part: Part | None = None) -> None:
        self.scheme = scheme
        self.model: type[Part] = type(part) if part is not None else Scheme
        self.sections = {str(path[0]): section for path, section, _ in references(part or scheme, ())}
        self.near: Mapping[str, str] = {}

    def of(self, part: Part) -> "Words":
        """Inside a part, whose own outcomes, states and steps are known by their titles."""
        inner = Words(self.scheme, part)
        inner.near = {**self.near, **dict(self._beside(part))}
        return inner

    def text(self, key: str, value: Any) -> str:
        """A value under a key, as one line."""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, (Test, RuleIs, AllOf, AnyOf, Not)):
            return self.predicate(value)
        if isinstance(value, Part):
            return self.date(value) if is_date(value) else self._part(value)
        if isinstance(value, Mapping):
            return "；".join(self._inner(key, name, inner) for name, inner in value.items())
        if isinstance(value, (tuple, list)):
            joint = "；" if any(isinstance(inner, Part) for inner in value) else "、"
            return joint.join(self.text(key, inner) for inner in value)
        if isinstance(value, date):
            return day_text(value)
        if isinstance(value, Decimal):
            return number_text(value)
        return self.named(self.sections[key], value) if key in self.sections else self._plain(key, value)

    def named(self, section: str, word: str) -> str:
        """What a reference names, by its title."""
        if section == "events" and word in event_names():
            return event_names()[word]
        known = next((place[word] for place in self._places(section) if word in place), None)
        return getattr(known, "title", None) or word

    def event(self, word: str) -> str:
        """What a date follows."""
        return self.named("events", word)

    def law(self, word: str) -> str:
        """A statutory limit with the law that sets it; the newest version names it."""
        family, _, clock = word.partition(".")
        known = self.scheme.law.get(family)
        if known is None:
            return word
        titles = [version.clocks[clock].title for version in known.versions.values() if clock in version.clocks]
        return f"{known.title}：{titles[-1]}" if titles else known.title

    def date(self, when: Part) -> str:
        """A date as the plan states it."""
        return date_words(when, self.event, self.law)

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
            if name in part.model_fields_set
            and name not in ("id", "title_en")
            and getattr(part, name) not in (None, (), {})
        ]
        texts = ((key, inner.text(key, value)) for key, value in said)
        return "；".join(text if key == "title" else f"{key_title(type(part), key)}：{text}" for key, text in texts)

    def _inner(self, key: str, name: str, value: Any) -> str:
        """One of several by name: those that bear a title say it themselves."""
        told = self.text(key, value)
        return told if isinstance(value, Entry) else f"{key_title(self.model, name)}：{told}"

    def _places(self, section: str) -> Iterable[Mapping[str, Any]]:
        """Where the entries of a section stand."""
        scheme = self.scheme
        if section == "facts":
            yield scheme.dictionary.facts
        elif section == "events":
            yield from (scheme.events, scheme.duties, scheme.phases)
            yield from (family.events for family in scheme.law.values())
        elif section == "laws":
            yield scheme.law
        else:
            entries = getattr(scheme, section, None) or getattr(scheme.acceptance, section, None)
            if isinstance(entries, Mapping):
                yield entries

    def _plain(self, key: str, value: Any) -> str:
        """A word of a choice by its name; anything else as it is written."""
        if isinstance(value, Fraction):
            return f"{value.numerator}/{value.denominator}"
        meaning = meaning_of(self.model, key)
        text = str(value)
        named = choice_names(meaning.text, [text]) if meaning else {}
        places: tuple[Mapping[str, str], ...] = (named, self.near, event_names(), WORDS)
        return next((place[text] for place in places if text in place), text)

    def _beside(self, part: Part) -> Iterator[tuple[str, str]]:
        """Words that keys of this part may use without being references: names inside it, outcomes of its decision,
        matters of its law, what a finding is about, groups of facts."""
        inside = [getattr(part, name) for name in type(part).model_fields]
        if isinstance(part, Ballot):
            decision = self.scheme.decisions.get(part.decision or "")
            inside += [decision.outcomes if decision else {}]
            inside += [version.matters for law in self.scheme.law.values() for version in law.versions.values()]
        elif isinstance(part, Acknowledged):
            inside.append(dict(_entries(self.scheme)))
            yield from SECTIONS.items()
            yield part.code, CODES[part.code].meaning if part.code in CODES else part.code
        elif isinstance(part, LawFamily):
            yield part.family, part.title
        elif isinstance(part, Fact):
            inside.append(self.scheme.dictionary.groups)
        for entries in inside:
            if isinstance(entries, Mapping):
                yield from ((name, entry.title) for name, entry in entries.items() if isinstance(entry, Entry))
