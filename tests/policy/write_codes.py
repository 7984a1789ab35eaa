"""Write the table of linter codes into the page for scheme writers: `python -m tests.policy.write_codes`."""

from pathlib import Path

from sanwu.policy.lint_codes import codes_page

PAGE = Path(__file__).parents[2] / "docs" / "schemes" / "findings.zh.md"
HEAD = """\
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

if __name__ == "__main__":
    PAGE.write_text(HEAD + codes_page(), encoding="utf-8")
