"""A small scheme to build on: one text, changed by each test."""

from sanwu.policy.load import Loaded, load_files
from sanwu.policy.model import Scheme

FACTS = """\
version: 1
groups: {main: 基本}
facts:
  households: {title: 户数, type: integer, unit: 户, group: main, collected_by: survey}
  area: {title: 面积, type: decimal, scale: 2, unit: m², group: main, collected_by: survey}
  guarded: {title: 有门卫, type: boolean, group: main, collected_by: survey}
"""

COUNTING = """\
family: counting
title: 期间的计算
versions:
  now: {title: 现行, from: 2000-01-01}
"""

CLOCKS = """\
family: clocks
title: 期限
events: {elected: 选举之日}
versions:
  old:
    title: 旧法
    from: 2000-01-01
    until: 2020-12-31
    clocks:
      filing: {title: 备案, days: 30, from: elected}
      reply: {title: 答复, days: 5, clock: working, from: elected}
  new:
    title: 新法
    from: 2021-01-01
    counting: {ends_on_holiday: stays}
    clocks:
      filing: {title: 备案, days: 10, from: elected}
      warranty: {title: 保修, years: 2, from: elected}
"""

HEAD = """\
id: small
version: 1
title: 小方案
"""


def loaded(body: str = "", **files: str) -> Loaded:
    """The small scheme with more of it, and other files by name (`law__votes` stands for law/votes.yaml)."""
    named = {f"{name.replace('__', '/')}.yaml": text for name, text in files.items()}
    return load_files({"scheme.yaml": HEAD + body, "facts.yaml": FACTS, **named})


def scheme(body: str = "", **files: str) -> Scheme:
    """The same, which must load."""
    result = loaded(body, **files)
    assert result.scheme is not None, [str(problem) for problem in result.problems]
    return result.scheme
