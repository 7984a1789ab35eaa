"""Looks at how the pages are reached."""

from collections.abc import Iterator
from typing import Any

from sanwu.cli.doctor_look import BAD, OK, WARN, Look

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}


def serving(settings: Any) -> Iterator[Look]:
    """Names and TLS: whether passwords travel unprotected, or nobody can come in."""
    names = set(settings.ALLOWED_HOSTS)
    said = "、".join(sorted(names))
    if "*" in names:
        yield Look("hosts", "访问地址", BAD, "允许任何域名", "请把 SANWU_ALLOWED_HOSTS 写成本单位的域名。")
    elif settings.SANWU_HTTPS and names <= LOOPBACK:
        yield Look("hosts", "访问地址", BAD, f"只允许 {said}", "已启用 HTTPS，请把域名写进 SANWU_ALLOWED_HOSTS。")
    else:
        yield Look("hosts", "访问地址", OK, said)
    if settings.SANWU_HTTPS:
        yield Look("https", "加密传输", OK, "已启用 HTTPS")
    elif names <= LOOPBACK:
        yield Look("https", "加密传输", OK, "只在本机访问，未启用 HTTPS")
    else:
        yield Look(
            "https", "加密传输", BAD, "允许从其他电脑访问，但没有启用 HTTPS，密码会明文传输",
            "请在前面放带 TLS 的代理并设置 SANWU_HTTPS=1，见 docs/operators/tls.md。",
        )  # fmt: skip
    if any(not origin.startswith("https://") for origin in settings.CSRF_TRUSTED_ORIGINS):
        yield Look("origins", "可信来源", WARN, "有的来源不是 https", "请把 SANWU_TRUSTED_ORIGINS 改为 https:// 开头。")
