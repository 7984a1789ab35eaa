"""An official at a browser: what she clicks and what she reads, in the words of the pages."""

import re
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

JOB_SECONDS = 60


class Official:
    """One person, one browser, one page at a time."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.page: Page = context.new_page()
        self.campaign = ""  # address of the campaign's board

    # --- moving about ---

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def section(self, name: str) -> None:
        """Go to a section of the main navigation."""
        self.page.get_by_role("navigation", name="主导航").get_by_role("link", name=name).click()

    def all(self, selector: str) -> list[Locator]:
        """What a page holds once it is complete; call it after something of that page has been seen."""
        self.page.wait_for_load_state()
        return self.page.locator(selector).all()

    def sign_in(self, link: str) -> None:
        self.page.goto(link)
        self.press("确认登录")
        expect(self.page.get_by_role("navigation", name="主导航")).to_be_visible()

    def choose_password(self, password: str) -> None:
        """What an office's own account is asked after its first link; people of the demo have none."""
        self.page.get_by_label("新密码", exact=True).fill(password)
        self.page.get_by_label("再输一次新密码").fill(password)
        self.press("保存密码")
        expect(self.page.get_by_role("status").first).to_be_visible()

    # --- a campaign and its imports ---

    def open_campaign(self, scheme: str, division: str, name: str) -> None:
        self.section("行动")
        self.follow("启动行动")
        self.page.get_by_label("采用的方案").select_option(value=scheme)
        self.page.get_by_label("在哪里开展").select_option(value=division)
        self.page.get_by_label("行动名称").fill(name)
        confirm = self.page.get_by_label("我知道这些日期已过")
        confirm.or_(self.page.locator("#scheme-dates table")).first.wait_for()
        if confirm.count():
            confirm.check()
        self.press("启动行动")
        expect(self.page.get_by_role("status").first).to_contain_text("行动已启动")
        self.campaign = self.page.url.removeprefix(self.address)

    def upload(self, path: Path) -> None:
        """Hand in a file; the page that follows shows what its columns mean."""
        self.open(self.campaign + "upload/")
        self.page.get_by_label("办公室的表格").set_input_files(path)
        self.press("上传")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(path.name)

    def mapping(self) -> dict[str, str]:
        """{column of the sheet: what it is taken for}"""
        return {
            row.locator("label").inner_text(): row.locator("select").evaluate("it => it.selectedOptions[0].textContent")
            for row in self.all("main tbody tr")
        }

    def dry_run(self) -> dict[str, int]:
        """The figures of the dry run."""
        self.press("试运行")
        expect(self.page.get_by_text("这是试运行的结果")).to_be_visible(timeout=JOB_SECONDS * 1000)
        return self.figures()

    def commit(self) -> dict[str, int]:
        """Write what the dry run showed; the figures of the result."""
        self.press(re.compile("^写入台账"))
        return self.result()

    def result(self) -> dict[str, int]:
        expect(self.page.get_by_text("已写入台账。")).to_be_visible(timeout=JOB_SECONDS * 1000)
        return self.figures()

    def import_file(self, path: Path) -> dict[str, int]:
        """Upload, dry run and commit, with the mapping as proposed."""
        self.upload(path)
        self.dry_run()
        return self.commit()

    def figures(self) -> dict[str, int]:
        """The tiles of an import: {数据行: 16, ...}."""
        return {
            tile.locator(".tile__label").inner_text(): int(tile.locator(".tile__value").inner_text().replace(",", ""))
            for tile in self.all(".tile")
        }

    def problems(self, heading: str) -> list[tuple[int, str]]:
        """(line, message) for each row of the tables under a heading of an import's page, unfolded."""
        self.page.wait_for_load_state()
        section = self.page.locator("section", has=self.page.get_by_role("heading", name=heading, exact=True))
        for kind in section.locator("details:not([open]) > summary").all()[::-1]:  # each click shortens the list
            kind.click()
        return [
            (int(row.locator("[data-label=行号]").inner_text()), row.locator("th").inner_text())
            for row in section.locator("tbody tr").all()
        ]

    def download(self, button: Locator, folder: Path) -> Path:
        with self.page.expect_download() as started:
            button.click()
        path = folder / started.value.suggested_filename
        started.value.save_as(path)
        return path

    # --- the ledger ---

    def ledger(self, query: str = "") -> dict[str, dict[str, str]]:
        """{name: {column: text}} of a page of the campaign's ledger, once the verdicts have followed the facts."""
        give_up = time.monotonic() + JOB_SECONDS
        self.open(f"{self.campaign}ledger/{query}")
        while self.page.get_by_text("结论正在重算").count():
            assert time.monotonic() < give_up, "the verdicts do not follow"
            self.page.reload()
        return self.rows()

    def rows(self) -> dict[str, dict[str, str]]:
        return {
            row.locator("th a").inner_text(): {
                cell.get_attribute("data-label") or "": cell.inner_text().strip() for cell in row.locator("td").all()
            }
            for row in self.all("main tbody tr")
        }

    def search(self, text: str) -> set[str]:
        """Names found by what is typed into the search field."""
        self.page.locator("main").get_by_role("searchbox").fill(text)  # the header has one for the whole platform
        self.press("查询")
        expect(self.page.get_by_role("list", name="已选条件")).to_contain_text(text)
        return set(self.rows())

    def compound(self, name: str) -> None:
        self.open(f"{self.campaign}ledger/?q={name}")
        self.page.get_by_role("link", name=name, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    # --- one compound ---

    def verdict(self, title: str) -> Locator:
        """The card of one verdict, unfolded."""
        card = self.page.locator("article.verdict", has=self.page.get_by_role("heading", name=title, exact=True))
        expect(card).to_be_visible()
        if not card.locator("details[open]").count():
            card.get_by_text("为什么？").click()
        return card

    def correct(self, title: str, value: str, source: str) -> None:
        """Fill in the form of one fact and save it; a value of a yes/no fact is chosen by its word."""
        choice = self.page.get_by_role("radio", name=value, exact=True)
        if choice.count():
            choice.check()
        else:
            self.page.get_by_label(title).fill(value)
        self.page.get_by_label("依据").fill(source)
        self.press("保存更正")
