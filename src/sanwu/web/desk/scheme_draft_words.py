"""What the editor's script says; it takes its sentences from the page, so that they are translated like all others."""

from django.utils.translation import gettext_lazy as _

from sanwu.web.ui.outcomes import Text

WORDS: dict[str, Text] = {
    "unsaved": _("有改动没有保存"),
    "saved": _("已保存为第 {number} 稿（{at}）"),
    "unchanged": _("没有新的改动"),
    "saving": _("正在保存……"),
    "not_saved": _("没有存上，请检查网络后再保存。改动已暂存在这台电脑上。"),
    "signed_out": _("登录已过期。改动已暂存在这台电脑上，请在新窗口登录以后再保存。"),
    "kept": _("这台电脑上有一份没有保存的改动（{at}）。"),
    "restored": _("已取回没有保存的改动，看过以后请保存。"),
    "checking": _("正在检查……"),
    "not_checked": _("检查没有做成，改一改或过一会儿会再检查。"),
    "no_problems": _("没有错误。"),
    "problems": _("错误 {count} 处，改好才能发布"),
    "findings": _("提示 {count} 处，看看是不是有意这样写"),
    "acknowledged": _("已说明的提示 {count} 处"),
    "reason": _("理由："),
    "line": _("{file} 第 {line} 行"),
    "file": _("{file}"),
    "more": _("另有 {count} 处没有列出。"),
    "cases_none": _("还没有用例。加一个文件，例如 cases/first.yaml，把例子写成整句。"),
    "cases_wait": _("改好错误以后，才能算用例。"),
    "cases_good": _("用例 {count} 个，全部算对。"),
    "cases_bad": _("用例 {count} 个，算对 {passed} 个，算错 {failed} 个。"),
    "expected": _("应当："),
    "actual": _("实际："),
    "right": _("算对"),
    "wrong": _("算错"),
    "error": _("错误"),
    "finding": _("提示"),
    "required": _("必填"),
    "kind_key": _("键"),
    "kind_choice": _("选项"),
    "kind_id": _("标识"),
    "kind_fact": _("数据项"),
    "remove": _("确定删去 {file} 吗？保存以后生效，以前的稿里仍然有它。"),
    "editor": _("{file} 的内容。按 Esc 再按 Tab 离开编辑框，按 Ctrl+空格 看可以写什么。"),
}
