"""The form of an access token, and its abilities in words."""

from django import forms
from django.utils.translation import gettext_lazy

from sanwu.base.scope import Ability
from sanwu.people.tokens import (
    GIVEN,
    LONGEST_DAYS,
    LONGEST_TITLE,
    READING,
)
from sanwu.web.ui.forms import KeyedForm

WORDS = {
    Ability.VIEW_DIVISIONS: gettext_lazy("查看区划"),
    Ability.VIEW_LEDGER: gettext_lazy("查看台账和认定结论"),
    Ability.VIEW_DUTIES: gettext_lazy("查看应办事项"),
    Ability.CORRECT_FACT: gettext_lazy("更正数据"),
}


class TokenForm(KeyedForm):
    title = forms.CharField(
        label=gettext_lazy("给哪个程序用"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("写清楚程序和用途，例如“区数据中台每晚取台账”。日志中会写明是这个程序办的。"),
    )
    abilities = forms.MultipleChoiceField(
        label=gettext_lazy("它可以做什么"),
        choices=[(ability.value, WORDS[ability]) for ability in GIVEN],
        initial=[ability.value for ability in READING],
        widget=forms.CheckboxSelectMultiple(),
        help_text=gettext_lazy("不会超出您自己当天的岗位权限；岗位结束，令牌也随之失效。"),
    )
    division = forms.CharField(
        label=gettext_lazy("只限某个区划"),
        required=False,
        max_length=12,
        help_text=gettext_lazy("区划代码；不填就是您的全部管辖范围。"),
    )
    days = forms.IntegerField(label=gettext_lazy("有效天数"), min_value=1, max_value=LONGEST_DAYS, initial=90)
