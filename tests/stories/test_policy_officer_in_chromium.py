"""A policy officer who has never programmed turns a plan on paper into a published scheme, with the guide beside her.

The plan is the Party-led one of 2020, as if nobody had seen it: two of its phases, its definition of a three-without
compound, which Party organisation is formed, three duties and two worked examples. She makes the five mistakes of which
the guide warns (docs/schemes/guide.zh.md, step 8), and each message helps her; then she compares, reads what publishing
would change, and publishes.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.stories.installation import Installation
from tests.stories.official import Official

pytestmark = pytest.mark.browser

SLOW = 20_000  # a loaded machine may take its time with a check
SCHEME = """\
id: three-without-linked
version: 1
title: 党建引领三无小区治理实施方案
issuer: 市司法局
issued_on: to_be_set

bodies:
  unit: {title: 市司法局, level: city, kind: partner_unit, clause: 第一条}
  street: {title: 街道党工委, level: street, clause: 第三条}
  community: {title: 社区党组织, level: community, parent: street, clause: 第三条}

phases:
  deploy: {title: 部署推进, starts: 2020-05-01, ends: {dekad: 2020-06/1}, clause: 阶段一}
  treatment: {title: 综合整治, starts: {dekad: 2020-06/2, bound: start}, ends: {dekad: 2020-08/2}, after: [deploy], clause: 阶段二}

conditions:
  three_no:
    title: 三无小区
    polarity: deficit
    holds_when: all
    clause: 总则
    members:
      no_property: {title: 无物业管理, when: {has_property_provider: {is: no}}}
      no_unit: {title: 无主管部门, when: {has_governing_unit: {is: no}}}
      no_guard: {title: 无人防物防, when: {all: [{human_protection: {is: no}}, {physical_protection: {is: no}}]}}

decisions:
  organisation:
    title: 怎样组建党组织
    applies_to: three_no
    hit: first
    clause: 第三条
    outcomes: {own: 单独组建, joint: 组建联合党组织}
    override: {by: [street], reason: required}
    table:
      - {when: {party_members_managed: {at_least: 3}}, then: own, clause: 第三条}
      - {otherwise: joint, clause: 第三条}

duties:
  first_visit: {title: 首次对接调研, by: unit, object: compound, due: 2020-05-20, phase: deploy, forms: [survey], clause: 第一条}
  monthly_visit: {title: 每月走访一次, by: unit, object: compound, recurs: {every: month, from: 2020-05-01, until: {year_end: 2020}}, clause: 第一条}
  organise: {title: 组建小区党组织, by: street, with: [community], object: compound, due: {target: {dekad: 2020-06/1}, limit: {dekad: 2020-06/2}}, phase: deploy, clause: 第三条}

forms:
  survey:
    title: 走访登记
    by: unit
    minutes: 10
    clause: 第一条
    sections:
      main: {title: 基本情况, required: [has_property_provider, has_governing_unit, human_protection, physical_protection, party_members_managed]}
"""
CASES = """\
title: 怎样组建党组织
clause: 第三条
facts: {has_property_provider: no, has_governing_unit: no, human_protection: no, physical_protection: no}
cases:
  - {title: “3 名以上”含 3 名，单独组建。, facts: {party_members_managed: 3}, expect: {three_no: yes, organisation: own}}
  - {title: 直管党员几名还不知道，待核实。, expect: {organisation: unknown}, missing: {organisation: party_members_managed}}
"""
# What she writes, what she meant, and what the message says, in the order in which the messages come.
MISTAKES = (
    ("due: 5月20日,", "due: 2020-05-20,", "请写成 年-月-日"),
    ("then: alone,", "then: own,", "没有在 outcomes 里列出"),
    ("party_member_managed: {at", "party_members_managed: {at", "是不是想写“party_members_managed”？"),
    ("at_least: 3名}", "at_least: 3}", "只写半角数字"),
    ("by: strete, with", "by: street, with", "没有名为“strete”的单位"),
)


def test_a_plan_on_paper_becomes_a_published_scheme(
    installation: Installation, official: Callable[[], Official]
) -> None:
    installation.start()
    links = {link["role"]: link["url"] for link in installation.run("demo", "links")}
    her = official()
    her.sign_in(links["city_reviewer"])

    she_begins_a_draft(her)
    she_makes_five_mistakes_and_each_message_helps(her)
    she_adds_two_cases_and_saves(her)
    draft = her.page.url.removeprefix(her.address)
    she_compares_with_a_scheme_of_another_city(her, draft)
    she_reads_the_effect_and_publishes(her, draft)

    assert installation.run("journal", "verify")["ok"]


def she_begins_a_draft(her: Official) -> None:
    her.section("方案")
    her.follow("方案草稿")
    her.follow("起草方案")
    her.page.get_by_label("方案名称").fill("党建引领三无小区治理实施方案")
    her.page.get_by_label("标识").fill("three-without-linked")
    her.press("建立草稿")
    expect(report(her)).to_contain_text("没有错误", timeout=SLOW)


def she_makes_five_mistakes_and_each_message_helps(her: Official) -> None:
    text = SCHEME
    for wrong, right, _ in MISTAKES:
        assert text.count(right) == 1, right
        text = text.replace(right, wrong)
    write(her, text)
    for wrong, right, message in MISTAKES:
        told = report(her).get_by_role("listitem").filter(has_text=message)
        expect(told).to_have_count(1, timeout=SLOW)
        line = text[: text.index(wrong)].count("\n") + 1
        told.get_by_role("button", name=f"scheme.yaml 第 {line} 行").click()
        expect(her.page.locator(".ace_gutter-active-line")).to_have_text(str(line))
        text = text.replace(wrong, right)
        write(her, text)
    expect(report(her)).to_contain_text("没有错误", timeout=SLOW)


def she_adds_two_cases_and_saves(her: Official) -> None:
    her.page.keyboard.press("Control+S")
    expect(her.page.get_by_text("已保存为第 2 稿")).to_be_visible(timeout=SLOW)
    her.page.get_by_label("新文件的名称").fill("cases/first")
    her.press("加文件")
    expect(her.page.get_by_role("tab", name="cases/first.yaml")).to_have_attribute(
        "aria-selected", "true", timeout=SLOW
    )
    write(her, CASES.replace("organisation: own}", "organisation: joint}"))
    expect(report(her)).to_contain_text("算对 1 个，算错 1 个", timeout=SLOW)
    expect(report(her)).to_contain_text("怎样组建党组织：单独组建")
    write(her, CASES)
    expect(report(her)).to_contain_text("用例 2 个，全部算对", timeout=SLOW)
    her.page.keyboard.press("Control+S")
    expect(her.page.get_by_text("已保存为第 4 稿")).to_be_visible(timeout=SLOW)


def she_compares_with_a_scheme_of_another_city(her: Official, draft: str) -> None:
    her.follow("对照")
    her.page.get_by_label("与哪个方案对照").select_option(value="shipped-luohe-2020")
    her.press("对照")
    main = her.page.locator("main")
    expect(main.get_by_role("heading", level=3)).to_have_count(2)
    expect(main).to_contain_text("组建哪一种党组织")  # theirs
    expect(main).to_contain_text("怎样组建党组织")  # hers
    her.open(draft)


def she_reads_the_effect_and_publishes(her: Official, draft: str) -> None:
    her.follow("看影响并发布")
    expect(her.page.locator("main")).to_contain_text("发布不影响任何行动")
    her.press("发布")
    expect(her.page.get_by_role("status").first).to_contain_text("第 1 版已发布")
    expect(her.page.get_by_role("heading", level=1)).to_have_text("党建引领三无小区治理实施方案")
    her.open(draft)
    expect(her.page.locator("main")).to_contain_text(re.compile("已发布"))


def report(her: Official) -> Locator:
    return her.page.locator("#report")


def write(her: Official, text: str) -> None:
    """The whole of the open file, as if typed over what stood there."""
    her.page.locator(".ace_content").click()
    her.page.keyboard.press("Control+A")
    her.page.keyboard.insert_text(text)
