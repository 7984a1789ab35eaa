"""Take the pictures of docs/images from the demo city, as a district official sees it.

A maintainer's tool; needs Chromium. It makes its own data folder and server, and removes both.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
SANWU = Path(sys.executable).with_name("sanwu")
SIZE = {"width": 1440, "height": 900}
LARGEST = 300_000
PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def sanwu(environment: dict[str, str], *words: str) -> str:
    """Run a command of the product to its end and return what it prints."""
    done = subprocess.run([str(SANWU), *words], env=environment, check=True, capture_output=True, text=True)
    return done.stdout


def wait_for(address: str) -> None:
    """Until the server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not answer.")


def official_link(environment: dict[str, str]) -> str:
    """The path of a one-time link for the district official of the demo."""
    links: list[dict[str, Any]] = json.loads(sanwu(environment, "demo", "links", "--json"))
    link: str = next(entry["url"] for entry in links if entry["role"] == "district_official")
    return link


def take(page: Page, name: str) -> None:
    """Save what the window shows; fonts and pictures have arrived by then."""
    page.wait_for_load_state("networkidle")
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    if path.stat().st_size > LARGEST:
        raise SystemExit(f"{path.name} has {path.stat().st_size:,} bytes, more than {LARGEST:,}.")
    print(path.relative_to(ROOT), f"{path.stat().st_size:,} bytes")


def ledger_and_compound(page: Page) -> None:
    """The two pictures of the README: the ledger, and one compound with its verdicts."""
    page.get_by_role("link", name="台账").first.click()
    page.get_by_role("heading", name="台账").wait_for()
    take(page, "ledger")
    page.get_by_role("combobox", name="“三无”小区").select_option("yes")
    page.get_by_role("button", name="查询").click()
    page.locator("a.row-link").first.click()
    page.get_by_role("heading", name="认定结论").wait_for()
    take(page, "compound")


def first_hour(page: Page) -> None:
    """Where to begin, and how to find something."""
    page.get_by_role("link", name="帮助").click()
    page.get_by_role("heading", name="第一个小时怎么做").wait_for()
    take(page, "guide")
    page.get_by_role("link", name="首页").first.click()
    page.keyboard.press("/")
    page.keyboard.type("花园")
    page.locator("#quick-list li").nth(2).wait_for()
    take(page, "search")
    page.keyboard.press("Escape")


def one_fact_and_many(page: Page) -> None:
    """Columns, one correction, and one value for many compounds."""
    page.get_by_role("link", name="台账").first.click()
    page.get_by_text("选择列").click()
    take(page, "columns")
    page.get_by_role("link", name="台账").first.click()
    for number in range(3):
        page.locator("input.row-check").nth(number).check()
    page.get_by_role("button", name="批量更正选中的小区").click()
    page.get_by_label("要更正的数据项").select_option("has_governing_unit")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("heading", name="有主管部门").wait_for()
    take(page, "bulk")
    page.locator("aside .list-rows a").first.click()
    page.get_by_role("link", name="更正", exact=False).first.click()
    page.get_by_role("button", name="保存更正").wait_for()
    take(page, "correct")


def import_and_journal(page: Page) -> None:
    """Handing in a workbook, the board of the campaign, and what the journal keeps."""
    page.get_by_role("link", name="台账").first.click()
    page.get_by_role("link", name="导入表格").click()
    page.get_by_role("heading", level=1).wait_for()
    take(page, "upload")
    page.get_by_role("link", name="日志").click()
    page.get_by_role("heading", name="操作日志").wait_for()
    take(page, "journal")


def pictures(link: str) -> None:
    """Sign in as the district official, and take them all."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, locale="zh-CN")  # type: ignore[arg-type]
        page.goto(link)
        page.get_by_role("button", name="确认登录").click()
        for part in (ledger_and_compound, first_hour, one_fact_and_many, import_and_journal):
            part(page)
        browser.close()


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        port = free_port()
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "PORT"}}
        environment = kept | {"SANWU_HOME": home, "PORT": str(port)}
        sanwu(environment, "migrate")
        sanwu(environment, "demo", "--compounds", "600")
        with subprocess.Popen([str(SANWU), "serve", "--no-demo"], env=environment, stdout=subprocess.DEVNULL) as server:
            try:
                address = f"http://127.0.0.1:{port}"
                wait_for(address)
                link = official_link(environment)
                pictures(link if link.startswith("http") else address + link)
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
