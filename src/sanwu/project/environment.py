"""Settings as an office writes them: a value that cannot be read stops the start with a sentence that says what to write."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import environ  # type: ignore[import-untyped]
from django.core.exceptions import ImproperlyConfigured

__all__ = ["Environment"]

ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")
DATABASES = ("sqlite", "postgres", "postgresql", "psql")


class Environment:
    """Environment variables by kind. Every method takes the variable's name; ImproperlyConfigured names it and the remedy."""

    def __init__(self) -> None:
        self._env = environ.Env()

    def text(self, name: str, *, default: str) -> str:
        return str(self._env.str(name, default=default))

    def names(self, name: str, *, default: list[str]) -> list[str]:
        """Texts separated by commas."""
        return [str(part) for part in self._env.list(name, default=default)]

    def path(self, name: str, *, default: Path) -> Path:
        return Path(self.text(name, default=str(default)))

    def number(self, name: str, *, default: int, least: int = 1, most: int = 10**12) -> int:
        text = self.text(name, default=str(default)).strip()
        if not (text.isascii() and text.isdecimal()) or not least <= int(text) <= most:
            raise ImproperlyConfigured(
                f"环境变量 {name} 应为 {least} 到 {most} 的整数，现在是“{text}”。请改正，或去掉它，用默认值 {default}。"
            )
        return int(text)

    def switch(self, name: str, *, default: bool) -> bool:
        text = self.text(name, default="1" if default else "0").strip().lower()
        if text not in (*ON, *OFF):
            raise ImproperlyConfigured(f"环境变量 {name} 应为 1（是）或 0（否），现在是“{text}”。请改正，或去掉它。")
        return text in ON

    def choice(self, name: str, *, default: str, others: tuple[str, ...]) -> str:
        text = self.text(name, default=default).strip().lower()
        if text not in (default, *others):
            allowed = "、".join((default, *others))
            raise ImproperlyConfigured(f"环境变量 {name} 应为 {allowed} 之一，现在是“{text}”。请改正，或去掉它。")
        return text

    def time_zone(self, name: str, *, default: str) -> str:
        text = self.text(name, default=default)
        if text == default or text in available_timezones():
            return ZoneInfo(text).key
        raise ImproperlyConfigured(f"环境变量 {name} 写的“{text}”不是时区。请写成 {default} 这样的名称，或去掉它。")

    def database(self, name: str, *, default: str) -> dict[str, Any]:
        """The database of a URL as Django wants it; `prepare_threshold` is a whole number, or `none` for never."""
        url = self.text(name, default=default)
        if url.partition("://")[0] not in DATABASES or "://" not in url:
            raise ImproperlyConfigured(
                f"环境变量 {name} 读不懂。请写成 postgres://用户:密码@主机:5432/库名，或去掉它，使用数据文件夹里的 SQLite。"
            )
        try:
            config: dict[str, Any] = self._env.db_url_config(url)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"环境变量 {name} 读不懂。密码里有 @ / : # 等字符时，请写成百分号编码，例如 @ 写成 %40。"
            ) from error
        options = config.get("OPTIONS", {})
        if "prepare_threshold" in options:
            times = str(options["prepare_threshold"]).lower()
            if times != "none" and not (times.isascii() and times.isdecimal()):
                raise ImproperlyConfigured(
                    f"环境变量 {name} 里的 prepare_threshold 应为整数，或写 none 表示不预编译。请改正，或去掉它。"
                )
            options["prepare_threshold"] = None if times == "none" else int(times)
        return config
