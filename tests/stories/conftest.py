"""A served installation of its own and a browser for each story."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.stories.installation import Installation
from tests.stories.official import Official


@pytest.fixture
def installation(own_office: dict[str, str], tmp_path: Path) -> Iterator[Installation]:
    """Not started yet: each story says how."""
    installation = Installation(own_office, tmp_path)
    yield installation
    installation.stop()


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--disable-gpu-rasterization"])
        yield browser
        browser.close()


@pytest.fixture
def official(browser: Browser, installation: Installation) -> Iterator[Callable[[], Official]]:
    """official(): somebody new at a Chinese browser. Whatever a page's scripts complain about fails the story."""
    complaints: list[str] = []
    contexts = []

    def arrive() -> Official:
        context = browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900}
        )
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        contexts.append(context)
        return Official(context, installation.address)

    yield arrive
    for context in contexts:
        context.close()
    assert not complaints
