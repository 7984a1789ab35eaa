"""Officials read Chinese sentences: reader, comparison and effect name nothing by its identifier."""

import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.campaigns.drafts import draft_begin, draft_save
from sanwu.campaigns.drafts_reading import draft_files
from sanwu.campaigns.models import Campaign
from sanwu.campaigns.services import scheme_load
from sanwu.policy.compare import compare
from sanwu.policy.load import load_scheme
from sanwu.policy.model_dates import DateExpr, Dekad, MonthEnd, OnDate, ToBeSet
from sanwu.policy.model_rules import Condition
from sanwu.policy.model_scheme import Scheme
from sanwu.territory.models import Division
from sanwu.web.desk.plan_text import Quote, plan_text
from sanwu.web.desk.scheme_dates import date_text, span_text
from sanwu.web.desk.scheme_sections import sections
from sanwu.web.desk.scheme_tables import Table
from sanwu.web.desk.scheme_words import Words
from sanwu.web.desk.scheme_work import Reader
from tests.policy.good_scheme import good_scheme
from tests.web.conftest import DISTRICT, STREET_A, enter, known

Browser = Callable[[str], Client]
NAMES = sorted(one.parent.name for one in settings.SANWU_SCHEMES.glob("*/scheme.yaml"))
PAIRS = list(pairwise([*NAMES, NAMES[0]]))
IDENTIFIER = re.compile(r"\b[A-Za-z0-9]+_[A-Za-z0-9_]+\b|\b[\w-]+\.(?:yaml|md)\b")
SPOKEN = re.compile(r"\b[a-z]{4,}\b")


def read(name: str) -> Scheme:
    found = load_scheme(settings.SANWU_SCHEMES / name).scheme
    assert found is not None
    return found


def shown(answer: Any) -> str:
    """What a page shows of its contents, without tags and scripts."""
    page = answer.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style)\b.*?</\1>", " ", main, flags=re.DOTALL)))


@pytest.mark.parametrize("name", NAMES)
def test_the_reader_names_nothing_by_its_identifier(sign_in: Browser, places: None, name: str) -> None:
    text = shown(sign_in("street").get(f"/schemes/shipped/{name}/"))
    assert read(name).title in text
    assert [*IDENTIFIER.findall(text), *SPOKEN.findall(text)] == []


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_a_comparison_by_subject_names_nothing_by_its_identifier(
    sign_in: Browser, places: None, left: str, right: str
) -> None:
    street = sign_in("street")
    for view in ("changes", "subject"):
        text = shown(street.get(f"/schemes/compare/?left=shipped-{left}&right=shipped-{right}&view={view}"))
        assert IDENTIFIER.findall(text) == []


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_no_change_between_two_plans_is_told_in_identifiers(left: str, right: str) -> None:
    found = compare(read(left), read(right))
    told = []
    for section in found.sections:
        told.append(section.title)
        for entry in section.entries:
            told.append(entry.title)
            own = [key for key in entry.keys if key.path != ("id",) and key.path[-1:] != ("title_en",)]
            told += [text for key in own for text in (key.title, key.left, key.right) if text]
    assert len(told) > 100
    assert [text for text in told if IDENTIFIER.search(text) or SPOKEN.search(text)] == []


def test_the_effect_of_a_draft_names_nothing_by_its_identifier(sign_in: Browser, campaign: Campaign) -> None:
    enter(campaign, [("听雨里", STREET_A, known(household_count=55, floor_area_m2="12000.00"))])
    begun = draft_begin(
        title="", division=Division.objects.get(pk=DISTRICT), copy_of=campaign.scheme_version, actor=LOCAL_OPERATOR
    )
    files = {name: text for name, text in draft_files(begun).items() if not name.startswith("cases/")}
    files["scheme.yaml"] = files["scheme.yaml"].replace("version: 1", "version: 2", 1)
    files["rules.yaml"] = files["rules.yaml"].replace(
        "household_count: {at_most: 50}", "household_count: {at_most: 60}"
    )
    draft_save(draft=begun, files=files, expected_revision=begun.head, actor=LOCAL_OPERATOR)

    text = shown(sign_in("reviewer").get(f"/schemes/drafts/{begun.pk}/publish/"))

    assert "是否并入邻近小区管理" in text  # the rule whose outcome moves
    assert IDENTIFIER.findall(text) == []


# --- dates -------------------------------------------------------------------------------------------------------------

EARLY = Dekad.model_validate({"dekad": "2020-06/1"})
MIDDLE = Dekad.model_validate({"dekad": "2020-08/2"})
DAY = OnDate.model_validate({"date": "2016-06-01"})


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        (EARLY, MIDDLE, "2020年6月上旬 — 2020年8月中旬"),
        (DAY, MonthEnd.model_validate({"month_end": "2020-08"}), "2016年6月1日 — 2020年8月31日"),
        (DAY, None, "2016年6月1日起"),
        (None, DAY, "2016年6月1日前"),
        (ToBeSet(), ToBeSet(), "待定"),
        (ToBeSet(), DAY, "待定 — 2016年6月1日"),
        (None, None, ""),
    ],
)
def test_a_phase_says_from_when_till_when(starts: DateExpr | None, ends: DateExpr | None, said: str) -> None:
    with translation.override("zh-hans"):
        assert span_text(starts, ends, good_scheme(), str) == said


def test_a_deadline_in_a_third_of_a_month_says_the_third_and_the_day() -> None:
    with translation.override("zh-hans"):
        assert date_text(EARLY, good_scheme(), str) == "2020年6月上旬（2020年6月10日前）"


def test_the_reader_shows_the_thirds_of_months_that_a_plan_names(sign_in: Browser, places: None) -> None:
    text = shown(sign_in("street").get("/schemes/shipped/luohe-2020/"))
    assert "上旬" in text.split("方案日期")[1][:3000]


# --- clauses -----------------------------------------------------------------------------------------------------------


def tables(scheme: Scheme) -> Iterator[Table]:
    reader = Reader(scheme, Words(scheme), {})
    for section in sections(reader, [], []):
        yield from section.tables


def test_a_member_without_a_clause_of_its_own_shows_the_clause_of_its_condition() -> None:
    scheme = good_scheme()
    name, rule = next(iter(scheme.conditions.items()))
    bare = {key: one.model_copy(update={"clause": (), "status": None}) for key, one in rule.members.items()}
    changed: Condition = rule.model_copy(update={"members": bare, "clause": ("X-9",), "status": "practice"})
    scheme = scheme.model_copy(update={"conditions": {**scheme.conditions, name: changed}})

    table = next(one for one in tables(scheme) if one.title == rule.title)

    assert table.rows
    assert {(line.cite.clauses, line.cite.css) for line in table.rows} == {(("X-9",), "tag-status")}


def test_a_duty_without_a_clause_takes_none_from_the_body_that_fulfils_it() -> None:
    scheme = good_scheme()
    bodies = {name: one.model_copy(update={"clause": ("X-9",)}) for name, one in scheme.bodies.items()}
    duties = {name: one.model_copy(update={"clause": ()}) for name, one in scheme.duties.items()}
    scheme = scheme.model_copy(update={"bodies": bodies, "duties": duties})
    found = next(one for one in sections(Reader(scheme, Words(scheme), {}), [], []) if one.anchor == "duties")
    assert {line.cite.clauses for table in found.tables for line in table.rows} == {()}


def test_the_heads_of_a_comparison_by_subject_show_the_clause(sign_in: Browser, places: None) -> None:
    answer = sign_in("street").get(
        "/schemes/compare/?left=shipped-haikou-2016&right=shipped-luohe-2020&view=subject&section=rules"
    )
    heads = re.findall(r"<h4>(.*?)</h4>", answer.content.decode(), re.DOTALL)
    assert heads
    assert [head for head in heads if 'class="tag"' not in head and "fact" not in head] == []


# --- source texts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "clause"), [("fancheng-light", "F-03"), ("chengdu-yards", "安全类")])
def test_a_plan_known_only_from_reports_opens_what_its_editor_wrote(
    sign_in: Browser, places: None, name: str, clause: str
) -> None:
    answer = sign_in("street").get(f"/schemes/shipped/{name}/")
    page, text = unescape(answer.content.decode()), shown(answer)
    assert f'href="#clause-{clause}"' in page
    assert f'id="clause-{clause}"' in page
    assert "编者要点" in text
    assert "方案原文</h2>" not in page
    assert "没有取得方案原文" in text
    assert "报道没有写各阶段的日期" in text


def test_a_note_among_the_words_of_a_plan_is_marked_wherever_it_is_shown(
    sign_in: Browser, places: None, tmp_path: Path
) -> None:
    """Nobody has the words of one clause: what the editor wrote there never stands as the plan's."""
    folder = Path(shutil.copytree(settings.SANWU_SCHEMES, tmp_path / "schemes")) / "haikou-2016"
    source = (folder / "source.md").read_text(encoding="utf-8")
    before, head, after = source.partition("### A-25 ")
    (folder / "source.md").write_text(before + head + after.replace("> ", "", 1), encoding="utf-8")
    version = scheme_load(path=folder, actor=LOCAL_OPERATOR)
    note = after.split("> ", 1)[1].split("\n", 1)[0][:12]

    page = unescape(sign_in("street").get(f"/schemes/{version.pk}/").content.decode())

    article = re.search(r'<article id="clause-A-25".*?</article>', page, re.DOTALL)
    assert article is not None
    assert note in article[0]
    assert "编者要点" in article[0]
    assert "编者要点" not in page.split('id="clause-A-24"')[1].split("</article>")[0]
    folds = re.findall(r"<summary>([^<]*)</summary>(.*?)</details>", page, re.DOTALL)
    heads = {head for head, said in folds if note in said}
    assert heads == {"编者要点"}
    assert {"原话", "方案的原话"} <= {head for head, _said in folds}


def test_the_words_of_several_clauses_are_told_apart_from_notes() -> None:
    mixed = [Quote("一", "", "依法办理", own=True), Quote("二", "", "报道这样写", own=False)]
    for template in ("desk/scheme_words.html", "desk/scheme_quotes.html"):
        with translation.override("zh-hans"):
            page = render_to_string(template, {"quotes": mixed})
        folds = dict(re.findall(r"<summary>([^<]*)</summary>\s*<blockquote[^>]*>([^<]*)<", page))
        assert list(folds.values()) == ["依法办理", "报道这样写"], template
        assert list(folds)[1] == "编者要点"


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_that_a_scheme_names_leads_to_its_text(sign_in: Browser, places: None, name: str) -> None:
    page = unescape(sign_in("street").get(f"/schemes/shipped/{name}/").content.decode())
    linked = set(re.findall(r'href="#clause-([^"]+)"', page))
    assert linked
    assert [clause for clause in linked if f'id="clause-{clause}"' not in page] == []


def test_the_plans_own_words_and_the_editors_are_told_apart() -> None:
    text = plan_text(
        "# 方案\n\n编者说明：\n- 没有 `原件`。\n\n## [一]\n\n### A-01 目标\n\n> 原话一。\n>\n> 原话二。\n\n说明。\n\n"
        "### 第三条 期限\n\n要点。\n\n### 安全类\n\n先改。\n"
    )
    assert text.preface == "编者说明：\n· 没有 原件。"
    assert text.own
    assert {key: (quote.title, quote.text, quote.own) for key, quote in text.quotes.items()} == {
        "A-01": ("目标", "原话一。\n原话二。", True),
        "第三条": ("期限", "要点。", False),
        "安全类": ("", "先改。", False),
    }


def test_a_text_without_clauses_says_nothing() -> None:
    assert plan_text("").quotes == {}
    assert not plan_text("## 空\n").own
