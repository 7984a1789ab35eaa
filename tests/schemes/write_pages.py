"""Write the generated pages for scheme writers (linter codes, law packs): `python -m tests.schemes.write_pages`."""

from pathlib import Path

from sanwu.policy.lint_codes import CODES
from tests.schemes.law_page import law_tables, packs

PAGES = Path(__file__).parents[2] / "docs" / "schemes"
CODES_HEAD = """\
# 检查提示的代码

方案能用，不等于写得对。`sanwu scheme check` 和编辑页会指出“能用但可能不对”的地方：每条提示有代码、位置（文件和行）、一句话和怎么办。

看过之后确认就是这样的，在方案里写明理由，提示就不再算待处理：

```yaml
acknowledged:
  - code: undated_phase
    at: pilot            # 位置：提示路径里的一步，或整条路径；不写就是这个代码的全部提示
    reason: 方案没有写试点到什么时候结束，由各区在自己的文件里定。
```

理由对应的地方改好以后，这条说明就没有对应的提示了，会提示 `stale_acknowledgement`，删去即可。

"""
LAW_HEAD = """\
# 法律数据

法律规定的期限和表决比例放在 `schemes/law/`，一类一个文件，按施行日期分版本。方案在 `laws` 里写用到哪几类，事件发生的日期决定适用哪个版本：

```yaml
laws: [petitions, working_days]
duties:
  answer: {title: 办结, by: street_office, due: {law: petitions.handling, after: petition_registered}, clause: C-20}
```

本地另有规定的，在方案自己的文件夹里放 `law/<类名>.local.yaml`，只写不同的数字和出处，其余仍按共用的：

```yaml
overrides: petitions
title: 某省的规定
versions:
  province:
    title: 某省信访条例
    from: 2010-01-01
    until: 2022-04-30
    source: 《某省信访条例》
    clocks:
      handling: {days: 30, source: 第二十条}
```

下面由 `schemes/law/` 自动生成。“各地做法”只在当地有法律效力，其他地方只作参考；标“尚待核对”的，引用前请对照原文。

"""


def codes_table() -> str:
    """The table of all codes (Markdown)."""
    lines = ["| 代码 | 类别 | 意思 | 怎么办 |", "|---|---|---|---|"]
    lines += [f"| `{code.name}` | {code.subject} | {code.meaning} | {code.remedy} |" for code in CODES.values()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (PAGES / "findings.zh.md").write_text(CODES_HEAD + codes_table(), encoding="utf-8")
    (PAGES / "law.zh.md").write_text(LAW_HEAD + law_tables(packs()), encoding="utf-8")
