"""Words, exit codes and the one JSON object: what every command has in common."""

import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError

from sanwu.base.errors import BadInput, Busy, Refused, SanwuError
from sanwu.cli import main as command_line
from sanwu.cli.answer import Answer
from sanwu.cli.main import _words
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "缺少 命令"),
        (["nix"], "没有 'nix'"),
        (["divisions"], "缺少 子命令"),
        (["divisions", "import", "x"], "缺少 --edition"),
        (["divisions", "import", "x", "--edition", "2022-13-01"], "不是日期"),
        (["divisions", "import", "x", "--edition", "20221001"], "不是日期"),
        (["import", "x.xlsx"], "缺少 --campaign"),
        (["import", "x.xlsx", "--campaign", "0"], "正整数"),
        (["import", "x.xlsx", "--campaign", "²"], "正整数"),
        (["import", "x.xlsx", "--camp", "1"], "缺少 --campaign"),
        (["import", "undo"], "缺少 JOB"),
        (["import", "undo", "x"], "正整数"),
        (["migrate", "--as", "x"], "不认识 --as"),
        (["demo", "--compounds", "-1"], "正整数"),
        (["demo", "--seed", "x"], "应为整数"),
        (["decide", "--campaign"], "后面要写一个值"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_in_chinese_what_is_wrong(sanwu: Run, words: list[str], said: str) -> None:
    answer = sanwu(*words)

    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert "--help" in answer.err


def test_help_is_chinese_and_ends_with_0(sanwu: Run) -> None:
    answer = sanwu("divisions", "import", "--help")

    assert answer.code == 0
    assert "用法：sanwu divisions import" in answer.out
    assert not {"usage:", "options:", "positional arguments:", "show this help"} & set(answer.out.splitlines())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["import", "undo", "7"], ["import undo", "7"]),
        (["import", "--json", "undo", "7"], ["import undo", "--json", "7"]),
        (["import", "--as", "undo", "undo", "7"], ["import undo", "--as", "undo", "7"]),
        (["import", "--as", "undo", "x.xlsx"], ["import", "--as", "undo", "x.xlsx"]),
        (["import", "./undo", "--campaign", "1"], ["import", "./undo", "--campaign", "1"]),
        (["import", "x.xlsx", "undo"], ["import", "x.xlsx", "undo"]),
        (["import"], ["import"]),
        (["demo", "undo"], ["demo", "undo"]),
    ],
)
def test_import_undo_is_a_command_and_a_file_may_still_be_called_so(typed: list[str], meant: list[str]) -> None:
    assert _words(typed) == meant


@pytest.fixture
def raising(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Any command ends with this error."""

    def arrange(error: BaseException) -> None:
        def fail(args: Namespace) -> Answer:
            raise error

        monkeypatch.setattr(command_line, "_function", lambda path: fail)

    return arrange


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (SanwuError("有问题"), 1, "有问题"),
        (BadInput("读不了"), 2, "读不了"),
        (Refused("不允许"), 3, "不允许"),
        (Busy("正忙"), 75, "正忙"),
        (OperationalError("database is locked"), 75, "系统正忙"),
        (OperationalError("database or disk is full"), 75, "磁盘空间不足"),
        (OSError(28, "No space left on device"), 75, "磁盘空间不足"),
        (OperationalError("connection failed: Connection refused"), 75, "连接不上数据库"),
        (OperationalError("no such table: records_act"), 2, "sanwu migrate"),
        (ImproperlyConfigured("密钥文件不完整"), 2, "密钥文件不完整"),
        (FileNotFoundError(2, "No such file or directory", "x.xlsx"), 2, "“x.xlsx”无法使用：没有这个文件"),
        (FileExistsError(17, "File exists", "/dev/null"), 2, "“/dev/null”无法使用：这里已经有一个同名的文件"),
        (OSError(5, "Input/output error"), 2, "磁盘读写出错"),
        (OperationalError("attempt to write a readonly database"), 2, "只能读取"),
        (DatabaseError("database disk image is malformed"), 2, "从备份恢复"),
        (OperationalError("server closed the connection unexpectedly"), 75, "连接不上数据库"),
        (PermissionError(13, "Permission denied", "/data"), 2, "“/data”无法使用：没有权限"),
        (KeyboardInterrupt(), 130, "已中断"),
    ],
)
def test_every_trouble_has_its_exit_code_and_sentence(
    sanwu: Run, raising: Any, error: BaseException, code: int, said: str
) -> None:
    raising(error)

    answer = sanwu("migrate")
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err

    with_json = sanwu("migrate", "--json")
    assert with_json.code == code
    assert said in with_json.data["error"]["message"]


def test_a_fault_of_ours_is_said_in_a_sentence_and_its_traceback_kept(
    sanwu: Run, raising: Any, settings: Any, tmp_path: Path
) -> None:
    settings.SANWU_HOME = tmp_path
    raising(KeyError("inside"))

    answer = sanwu("migrate", "--json")

    assert (answer.code, answer.data["error"]["code"]) == (70, "fault")
    assert "程序内部出错" in answer.err
    assert "Traceback" not in answer.err + answer.out
    log = tmp_path / "faults.log"
    assert str(log) in answer.err
    assert "KeyError: 'inside'" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_a_fault_is_said_even_where_no_file_can_be_written(
    sanwu: Run, raising: Any, settings: Any, tmp_path: Path
) -> None:
    settings.SANWU_HOME = tmp_path / "gone"
    raising(KeyError("inside"))

    answer = sanwu("migrate")

    assert answer.code == 70
    assert "维护人员" in answer.err


@pytest.mark.parametrize("words", [["nix", "--json"], ["import", "--json"], ["decide", "--campaign", "x", "--json"]])
def test_wrong_usage_with_json_is_one_object_too(sanwu: Run, words: list[str]) -> None:
    answer = sanwu(*words)

    assert answer.code == 2
    assert answer.data["error"]["code"] == "usage"
    assert answer.data["error"]["message"] == answer.err.rstrip("\n")


def test_the_exit_code_is_the_same_when_nobody_reads_to_the_end(tmp_path: Path) -> None:
    (tmp_path / "scheme.yaml").write_text("id: broken\n", encoding="utf-8")
    check = [sys.executable, "-m", "sanwu.cli.main", "scheme", "check", str(tmp_path), "--json"]
    reader, writer = os.pipe()
    os.close(reader)  # who would read has gone before anything is said

    try:
        ended = subprocess.run(check, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writer)

    assert (ended.returncode, ended.stderr) == (1, "")
