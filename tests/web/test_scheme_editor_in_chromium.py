"""The editor of schemes in a real browser: checks and completes while one writes, loses nothing, catches no keyboard."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from sanwu.base.actor import Actor
from sanwu.campaigns.drafts import draft_begin, draft_save
from sanwu.campaigns.drafts_reading import draft_files
from sanwu.campaigns.models import SchemeDraft
from sanwu.territory.models import Division
from tests.web.conftest import DISTRICT
from tests.web.test_in_chromium import browser, check, enter_as, look, page  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLOW = 20_000  # a loaded machine may take its time with a check
HIM = Actor("何清", 2, division=DISTRICT)


@pytest.fixture
def her(page: Page, live_server: Any, sign_in: Callable[[str], Client]) -> Page:  # noqa: F811
    enter_as(page, sign_in("official"), live_server)
    return page


@pytest.fixture
def draft(her: Page) -> SchemeDraft:
    place = Division.objects.get(code=DISTRICT)
    return draft_begin(title="河边方案", scheme_id="river-2026", division=place, actor=HIM)


def write_at_the_end(her: Page, text: str) -> None:
    her.locator(".ace_content").click()
    her.keyboard.press("Control+End")
    her.keyboard.insert_text(text)


def test_writing_is_checked_completed_and_saved(her: Page, draft: SchemeDraft) -> None:
    look(her, "/schemes/drafts/")
    look(her, "/schemes/drafts/new/")
    her.set_viewport_size({"width": 1440, "height": 900})
    her.goto(f"/schemes/drafts/{draft.pk}/")
    report = her.locator("#report")
    expect(report).to_contain_text("没有错误", timeout=SLOW)

    write_at_the_end(her, "duties:\n  report: {title: 上报, by: ofice, due: to_be_set}")
    expect(report).to_contain_text("是不是想写“office”？", timeout=SLOW)
    check(her)
    her.set_viewport_size({"width": 1440, "height": 900})
    report.get_by_role("button", name=re.compile("scheme.yaml 第 50 行")).click()
    expect(her.locator(".ace_gutter-active-line")).to_have_text("50")
    expect(her.locator(".ace_gutter-cell.ace_error")).to_have_count(1)

    write_at_the_end(her, "\nmo")
    her.keyboard.type("n")
    popup = her.locator(".ace_autocomplete")
    expect(popup).to_be_visible(timeout=SLOW)
    expect(popup).to_contain_text("money")
    her.keyboard.press("Escape")
    her.keyboard.press("Control+Shift+K")  # the line goes again

    her.keyboard.press("Control+S")
    expect(her.get_by_text("已保存为第 2 稿")).to_be_visible(timeout=SLOW)
    her.keyboard.press("Escape")
    her.keyboard.press("Tab")
    assert her.evaluate("!document.activeElement.closest('.draft__editor')")
    draft.refresh_from_db()
    assert "by: ofice" in draft_files(draft)["scheme.yaml"]


def test_walking_through_the_editor_with_tab_writes_nothing(her: Page, draft: SchemeDraft) -> None:
    her.goto(f"/schemes/drafts/{draft.pk}/")
    expect(her.locator("#report")).to_contain_text("没有错误", timeout=SLOW)
    inside = "Boolean(document.activeElement.closest('.draft__editor'))"
    her.get_by_role("button", name="自己的数据项").focus()

    her.keyboard.press("Tab")
    assert her.evaluate(inside)
    her.keyboard.press("Tab")
    assert not her.evaluate(inside)
    her.keyboard.press("Shift+Tab")
    assert her.evaluate(inside)
    expect(her.locator(".draft__tab.is-changed")).to_have_count(0)

    her.keyboard.press("ArrowDown")  # now she works in it
    her.keyboard.press("Tab")
    assert her.evaluate(inside)
    expect(her.locator(".draft__tab.is-changed")).to_have_count(1)


def test_what_was_not_saved_is_kept_and_two_people_lose_nothing(her: Page, draft: SchemeDraft) -> None:
    her.goto(f"/schemes/drafts/{draft.pk}/")
    write_at_the_end(her, "note: 她的话")
    expect(her.get_by_text("有改动没有保存")).to_be_visible()
    her.on("dialog", lambda dialog: dialog.accept())  # leaving without saving is asked about
    her.goto("/schemes/drafts/")
    files = {"scheme.yaml": draft_files(draft)["scheme.yaml"] + "note: 他的话\n"}
    draft_save(draft=draft, files=files, expected_revision=1, actor=HIM)

    her.goto(f"/schemes/drafts/{draft.pk}/")
    her.get_by_role("button", name="取回").click()
    expect(her.locator(".draft__tab.is-changed")).to_have_text("scheme.yaml")
    her.keyboard.press("Control+S")

    expect(her.get_by_role("heading", level=1)).to_have_text("两稿对照", timeout=SLOW)
    expect(her.locator("main")).to_contain_text("他的话")
    expect(her.locator("main")).to_contain_text("她的话")
    check(her)
    her.get_by_role("radio", name=re.compile("^用右边的")).check()
    her.get_by_role("button", name="按选定的保存").click()
    expect(her.get_by_text("已按您的选择保存为第 4 稿")).to_be_visible()
    look(her, f"/schemes/drafts/{draft.pk}/history/")
    look(her, f"/schemes/drafts/{draft.pk}/history/2/")
    look(her, f"/schemes/drafts/{draft.pk}/discard/")


def test_a_fact_of_its_own_is_added_and_a_failing_case_stands_beside_sound_files(her: Page, draft: SchemeDraft) -> None:
    her.goto(f"/schemes/drafts/{draft.pk}/")
    report = her.locator("#report")
    expect(report).to_contain_text("没有错误。", timeout=SLOW)

    her.get_by_role("button", name="自己的数据项").click()
    expect(her.get_by_role("tab", selected=True)).to_have_text("facts.local.yaml", timeout=SLOW)
    write_at_the_end(
        her, "facts:\n  drying_places: {title: 晾衣场, type: integer, group: facilities, collected_by: survey}\n"
    )
    her.get_by_label("新文件的名称").fill("cases/first")
    her.get_by_role("button", name="加文件").click()
    expect(her.get_by_role("tab", selected=True)).to_have_text("cases/first.yaml", timeout=SLOW)
    her.locator(".ace_content").click()
    her.keyboard.press("Control+A")
    her.keyboard.insert_text(
        "title: 例\ncases:\n  - {title: 日期没有写, due: {phase: survey}, expect: {due: 2020-01-01}}\n"
    )
    expect(report.locator(".report__bad")).to_have_text("文件没有错误，但有 1 个用例算错，改好才能发布。", timeout=SLOW)
    expect(report.locator(".report__good")).to_have_count(0)
    check(her)
    her.set_viewport_size({"width": 1440, "height": 900})

    her.get_by_role("button", name="自己的数据项").click()
    expect(her.get_by_role("tab", selected=True)).to_have_text("facts.local.yaml")
    her.keyboard.press("Control+S")
    expect(her.locator(".draft__state")).to_contain_text("已保存为第", timeout=SLOW)


def test_what_the_server_has_is_not_offered_back(her: Page, draft: SchemeDraft) -> None:
    her.goto(f"/schemes/drafts/{draft.pk}/")
    text = draft_files(draft)["scheme.yaml"]
    keep = "([number, text]) => localStorage.setItem('sanwu-draft-' + number, JSON.stringify({revision: 1, at: '', files: {'scheme.yaml': text}, gone: []}))"
    her.evaluate(keep, [draft.pk, text + "note: 别的话\n"])
    her.reload()
    expect(her.locator("#draft-kept")).to_be_visible()

    her.evaluate(keep, [draft.pk, text])
    her.reload()

    expect(her.locator("#report")).to_contain_text("没有错误", timeout=SLOW)
    expect(her.locator("#draft-kept")).to_be_hidden()
