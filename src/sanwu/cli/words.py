"""argparse with its own sentences in Chinese. Wrong usage is raised, and ends with exit code 2."""

import re
from argparse import Action, ArgumentParser, HelpFormatter
from collections.abc import Iterable
from typing import Any, NoReturn

from sanwu.base.errors import BadInput

# What argparse says, and how we say it; anything else is shown as it is.
SENTENCES = (
    (re.compile(r"the following arguments are required: (.*)"), r"缺少 \1"),
    (re.compile(r"unrecognized arguments: (.*)"), r"不认识 \1"),
    (re.compile(r"argument (.*): expected one argument"), r"\1 后面要写一个值"),
    (re.compile(r"argument (.*): expected at least one argument"), r"\1 后面至少要写一个值"),
    (re.compile(r"argument (.*): invalid int value: (.*)"), r"\1 应为整数，写的是 \2"),
    (re.compile(r"argument (.*): invalid choice: (.*) \(choose from (.*)\)"), r"\1 里没有 \2，可以用：\3"),
    (re.compile(r"ambiguous option: (.*) could match (.*)"), r"\1 不明确，可能是 \2"),
    (re.compile(r"argument (.*?): (.*)"), r"\1：\2"),
)


class WrongUsage(BadInput):
    """Words that are no command; the sentence ends with how they are written."""


class ChineseFormatter(HelpFormatter):
    """Help with a Chinese frame."""

    def add_usage(self, usage: str | None, actions: Iterable[Action], groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class ChineseParser(ArgumentParser):
    """A parser whose help and refusals are Chinese. Options are written out: an abbreviation may mean another tomorrow."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(formatter_class=ChineseFormatter, allow_abbrev=False, add_help=False, **settings)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        for pattern, words in SENTENCES:
            if pattern.fullmatch(message):
                message = pattern.sub(words, message)
                break
        raise WrongUsage(f"命令写法不对：{message}。\n{self.format_usage()}用 {self.prog} --help 查看写法。", "usage")
