"""The verbs of the journal in words for people; a test compares them with the verbs that the services use."""

from django.utils.translation import gettext_lazy as _

from sanwu.web.ui.outcomes import Text

VERBS: dict[str, Text] = {
    "account.add": _("建立账号"),
    "account.deactivate": _("停用账号"),
    "account.password_set": _("设置密码"),
    "account.reactivate": _("重新启用账号"),
    "account.rename": _("修改姓名"),
    "attachment.add": _("添加照片或文件"),
    "attachment.withdraw": _("撤下照片或文件"),
    "backup.make": _("备份数据"),
    "building.add": _("登记楼栋"),
    "building.change": _("修改楼栋"),
    "building.remove": _("删除楼栋"),
    "campaign.enter": _("小区进入行动"),
    "campaign.leave": _("小区退出行动"),
    "campaign.open": _("启动行动"),
    "compound.add": _("新增小区"),
    "compound.distinct": _("标记为不同的小区"),
    "compound.edit": _("修改小区基本信息"),
    "compound.merge": _("合并小区"),
    "compound.restore": _("恢复小区"),
    "compound.unmerge": _("取消合并"),
    "compound.withdraw": _("撤回小区"),
    "demo.divisions": _("导入示例区划"),
    "demo.remove": _("删除示例城市"),
    "divisions.boundaries": _("导入边界"),
    "divisions.import": _("导入区划"),
    "divisions.mark_demo": _("标记示例区划"),
    "divisions.succeed": _("确认接续区划"),
    "entrance.add": _("登记出入口"),
    "entrance.change": _("修改出入口"),
    "entrance.remove": _("删除出入口"),
    "fact.correct": _("更正数据"),
    "factor.enrol": _("绑定动态口令"),
    "factor.recovery": _("使用恢复码"),
    "factor.renew": _("更换恢复码"),
    "factor.reset": _("解除动态口令"),
    "facts.correct": _("批量更正"),
    "facts.correct_undo": _("撤销更正"),
    "ledger.export": _("导出台账"),
    "ledger.import": _("导入台账"),
    "ledger.import_undo": _("撤销导入"),
    "ledger.worklist": _("下载补填表格"),
    "link.issue": _("发放登录链接"),
    "link.use": _("使用登录链接"),
    "office.found": _("首次设置"),
    "organisation.add": _("登记单位"),
    "organisation.merge": _("单位并入"),
    "organisation.rename": _("单位改名"),
    "post.add": _("增加岗位"),
    "post.cover": _("委托代班"),
    "post.end": _("终止岗位"),
    "post.hand_over": _("岗位移交"),
    "scheme.load": _("登记方案"),
    "unit.merge": _("单位合并"),
    "token.issue": _("发放访问令牌"),
    "token.revoke": _("撤销访问令牌"),
    "verdicts.refresh": _("认定结论更新"),
}


def verb_label(verb: str) -> Text:
    """A verb in words; an unknown one as it is written."""
    return VERBS.get(verb, verb)
