"""Checking what somebody is writing, within bounds of time and memory: a child process does it, and can be stopped."""

import json
import subprocess
import sys
from collections.abc import Mapping
from threading import BoundedSemaphore
from typing import Any

from sanwu.base.errors import BadInput, Busy
from sanwu.campaigns.drafts_reading import with_shared

SECONDS = 15
AT_ONCE = 2
_places = BoundedSemaphore(AT_ONCE)


def check_files(files: Mapping[str, str], *, cases: bool = False) -> dict[str, Any]:
    """What `policy.checker.check` says of a draft's files. BadInput where it takes longer than SECONDS, or more memory;
    Busy where others are being checked for as long."""
    asked = json.dumps({"files": with_shared(files), "cases": cases}, ensure_ascii=False).encode()
    if not _places.acquire(timeout=SECONDS):
        raise Busy("现在检查的人多，请稍等一会儿再试。")
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "sanwu.policy.checker"],
            input=asked, capture_output=True, timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        ended = None
    finally:
        _places.release()
    if ended is None or ended.returncode != 0:
        raise BadInput(
            "内容太复杂，检查没有做完。请看看刚才改动的地方，例如跨度过大的日期或过长的表，改小以后再试。",
            "check_unfinished",
        )
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer
