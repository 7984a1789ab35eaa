"""What abilities are called; a test compares the list with all that there are."""

from django.utils.translation import gettext_lazy as _

from sanwu.base.scope import Ability
from sanwu.web.ui.outcomes import Text

ABILITIES: dict[Ability, Text] = {
    Ability.VIEW_LEDGER: _("查看台账、小区和认定结论"),
    Ability.IMPORT_LEDGER: _("导入台账表格"),
    Ability.CORRECT_FACT: _("更正小区数据"),
    Ability.ANSWER_QUESTION: _("判定方案交给本单位回答的问题"),
    Ability.EXPORT_LEDGER: _("导出台账"),
    Ability.OPEN_CAMPAIGN: _("启动行动"),
    Ability.IMPORT_DIVISIONS: _("导入区划"),
    Ability.VIEW_DIVISIONS: _("查看区划"),
    Ability.VIEW_JOURNAL: _("查看操作日志"),
    Ability.MANAGE_ACCOUNTS: _("管理账号、岗位和单位"),
    Ability.EDIT_COMPOUND: _("新增和修改小区"),
    Ability.MERGE_COMPOUND: _("合并重复的小区"),
    Ability.VIEW_DUTIES: _("查看应办事项和期限"),
    Ability.FULFIL_DUTY: _("办理应办事项"),
    Ability.GRANT_EXTENSION: _("批准延期"),
    Ability.EDIT_CALENDAR: _("调整工作日历"),
    Ability.SUBMIT_LIST: _("上报整治对象名单"),
    Ability.REVIEW_LIST: _("复核、退回和备案名单"),
    Ability.OVERRIDE_VERDICT: _("按岗位权限改判认定结论"),
    Ability.DRAFT_SCHEME: _("起草和修改方案草稿"),
    Ability.PUBLISH_SCHEME: _("发布和撤回方案"),
}
LOOKING = frozenset({Ability.VIEW_LEDGER, Ability.VIEW_DIVISIONS, Ability.VIEW_JOURNAL, Ability.VIEW_DUTIES})
