"""Forms about people and posts. Places, people and units are typed as officials say them: by name or by code."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sanwu.base.scope import Ability, Scope
from sanwu.people.enums import Role
from sanwu.people.models import Account
from sanwu.people.selectors import accounts_visible_to
from sanwu.web.desk.named_compounds import compounds_named
from sanwu.web.ui.forms import KeyedForm
from sanwu.web.ui.places import place_named


def day_field(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "form-control-short"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


def reason_field() -> forms.CharField:
    return forms.CharField(label=gettext_lazy("理由"), max_length=200, help_text=gettext_lazy("记入操作日志。"))


def after(last: date | None) -> date | None:
    """The first day after the last one: how a post stores its end."""
    return last + timedelta(days=1) if last else None


class ScopedForm(KeyedForm):
    """A form whose names are looked up in the person's own part of the territory."""

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope

    def somebody(self, text: str) -> Account:
        """A person by account name or full name."""
        accounts = accounts_visible_to(self.scope).filter(is_active=True)
        found = list(accounts.filter(username=text.strip().casefold())) or list(accounts.filter(name=text.strip())[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(_("有几个人叫“%(name)s”。请填账号名。") % {"name": text})
        raise forms.ValidationError(
            _("没有找到“%(name)s”。请填账号名或姓名全名；还没有账号的请先邀请。") % {"name": text}
        )


class PostForm(ScopedForm):
    role = forms.ChoiceField(label=gettext_lazy("岗位"), choices=[("", gettext_lazy("请选择")), *Role.choices])
    division = forms.CharField(
        label=gettext_lazy("管辖区划"),
        max_length=60,
        help_text=gettext_lazy("区划全名或代码。岗位管到这个区划和它以下各级。"),
    )
    organisation = forms.CharField(
        label=gettext_lazy("所在单位"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("不填则用这个岗位通常的单位。"),
    )
    remit = forms.CharField(
        label=gettext_lazy("职责范围"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("部门人员填分管的事项，例如“物业”。"),
    )
    objects_held = forms.CharField(
        label=gettext_lazy("包联的小区"), required=False, max_length=500,
        help_text=gettext_lazy("只有包联单位需要：管辖区划里的小区名称或编号，用逗号隔开。"),
    )  # fmt: skip
    valid_from = day_field(gettext_lazy("起始日"), gettext_lazy("不填则立即生效。"))
    last_day = day_field(gettext_lazy("最后一天"), gettext_lazy("含当天；不填则长期。"))

    def clean_division(self) -> str:
        return place_named(self.cleaned_data["division"], self.scope, Ability.MANAGE_ACCOUNTS).code

    def clean_objects_held(self) -> list[tuple[str, int]]:
        division = self.cleaned_data.get("division")
        texts = self.cleaned_data["objects_held"].replace("，", ",").replace("、", ",").split(",")
        return [("compound", pk) for pk in compounds_named(texts, division)] if division else []

    def said(self) -> dict[str, Any]:
        """What the verbs `account_add` and `post_add` want."""
        data = self.cleaned_data
        return {
            "role": data["role"],
            "division": data["division"],
            "organisation": data["organisation"] or None,
            "remit": data["remit"],
            "objects": data["objects_held"],
            "valid_from": data["valid_from"],
            "valid_to": after(data["last_day"]),
        }


class InviteForm(PostForm):
    username = forms.CharField(
        label=gettext_lazy("账号名"), max_length=60,
        help_text=gettext_lazy("登录时用，2 到 60 个字符：汉字、字母、数字和 . @ + - _，不分大小写。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("姓名"), max_length=60, help_text=gettext_lazy("本人姓名，不用公用账号。")
    )
    field_order = ("username", "name")


class BasedForm(ScopedForm):
    """A form about one post; `base` is the version of it that the page showed."""

    base = forms.CharField(widget=forms.HiddenInput, max_length=64)


class EndForm(BasedForm):
    on = day_field(gettext_lazy("从哪一天起不再任职"), gettext_lazy("填今天则立即失效。"), required=True)


class CoverForm(BasedForm):
    substitute = forms.CharField(
        label=gettext_lazy("代班人"), max_length=60, help_text=gettext_lazy("账号名或姓名全名。还没有账号的请先邀请。")
    )
    valid_from = day_field(gettext_lazy("从哪一天起"), required=True)
    last_day = day_field(gettext_lazy("到哪一天止"), gettext_lazy("含当天；到期自动结束。"), required=True)
    reason = reason_field()

    def clean_substitute(self) -> Account:
        return self.somebody(self.cleaned_data["substitute"])


class HandOverForm(BasedForm):
    successor = forms.CharField(
        label=gettext_lazy("接任人"), max_length=60, help_text=gettext_lazy("账号名或姓名全名。还没有账号的请先邀请。")
    )
    on = day_field(gettext_lazy("从哪一天起由接任人担任"), gettext_lazy("原任职人从这一天起不再担任。"), required=True)
    reason = reason_field()

    def clean_successor(self) -> Account:
        return self.somebody(self.cleaned_data["successor"])


class ReasonForm(ScopedForm):
    reason = reason_field()


class NameForm(ScopedForm):
    base = forms.CharField(widget=forms.HiddenInput, max_length=100)
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)


class UnitNameForm(ScopedForm):
    base = forms.CharField(widget=forms.HiddenInput, max_length=100)
    name = forms.CharField(label=gettext_lazy("单位名称"), max_length=100)


class UnitMergeForm(ScopedForm):
    into = forms.ChoiceField(label=gettext_lazy("并入哪个单位"))
    on = day_field(gettext_lazy("从哪一天起"), required=True)
    reason = reason_field()

    def __init__(self, others: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: forms.ChoiceField = self.fields["into"]  # type: ignore[assignment]
        choices.choices = [("", _("请选择")), *((str(key), name) for key, name in others)]
