"""What the verbs of `people` ask before they write; each refusal says what to do."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused, Stale
from sanwu.base.scope import Ability
from sanwu.people.enums import Role
from sanwu.people.models import Account, Post
from sanwu.people.names import is_username, username_key
from sanwu.people.parts import version_of
from sanwu.people.rules import WITHOUT_SUBTREE, exclude_each_other, last_day, overlap
from sanwu.people.selectors import scope_of
from sanwu.territory.models import Division
from sanwu.territory.selectors import division as division_of

LONGEST_NAME = 60
LONGEST_REASON = 200


def free_username(text: str) -> str:
    key = username_key(text)
    if not is_username(key):
        raise BadInput(
            _("账号名“%(name)s”不可用：应为 2 到 60 个字符，可用汉字、字母、数字和 . @ + - _，不能有空格。请换一个。")
            % {"name": text},
            "bad_username",
        )
    if Account.objects.filter(username=key).exists():
        raise Refused(_("已有名为“%(name)s”的账号。请换一个账号名。") % {"name": key}, "username_taken")
    return key


def person_name(text: str) -> str:
    name = " ".join(text.split())
    if not 0 < len(name) <= LONGEST_NAME or "\0" in name:
        raise BadInput(_("请填写姓名，不超过 %(longest)s 个字。") % {"longest": LONGEST_NAME}, "bad_name")
    return name


def known_role(text: str) -> Role:
    if text not in Role.values:
        allowed = "、".join(f"{role.value}（{role.label}）" for role in Role)
        raise BadInput(
            _("没有“%(role)s”这个角色。可用的角色：%(allowed)s。") % {"role": text, "allowed": allowed}, "unknown_role"
        )
    return Role(text)


def open_division(code: str, on: date) -> Division:
    """The division of a code, the short ones of lists too, that still stands."""
    division = division_of(code)
    if division.valid_to is not None and division.valid_to <= on:
        raise BadInput(
            _("行政区划“%(name)s”（%(code)s）已于 %(day)s 撤销。请改用现行区划。")
            % {"name": division.name, "code": division.code, "day": division.valid_to},
            "closed_division",
        )
    return division


def real_period(valid_from: date | None, valid_to: date | None) -> None:
    if valid_from and valid_to and valid_to <= valid_from:
        raise BadInput(
            _("岗位的最后一天（%(end)s）不能早于起始日（%(start)s）。请核对日期。")
            % {"end": date_format(last_day(valid_to) or valid_to), "start": date_format(valid_from)},
            "bad_period",
        )


def last_day_of(post: Post) -> str:
    """The last day on which a post holds, in words."""
    return date_format(post.last_day) if post.last_day else ""


def objects_where_needed(role: Role, objects: list[list[str | int]]) -> None:
    """A partner unit is bound to single compounds; a role with a subtree is not narrowed by objects."""
    if objects and role not in WITHOUT_SUBTREE:
        raise BadInput(_("“%(role)s”按区划管辖，不能只指定个别小区。") % {"role": role.label}, "objects_not_allowed")


def compatible(account: Account, role: Role, valid_from: date | None, valid_to: date | None) -> None:
    """三员分立 over time: no two excluding posts share a day."""
    for post in account.posts.all():
        held = (post.valid_from, post.valid_to)
        if exclude_each_other(role, post.role) and overlap(held, (valid_from, valid_to)):
            raise Refused(
                _(
                    "%(name)s已任“%(held)s”，不能同时任“%(wanted)s”：系统、安全、审计三名管理员须由三人分任，"
                    "且不承担业务岗位。请另选人员，或先终止原岗位。"
                )
                % {"name": account.name, "held": post.get_role_display(), "wanted": role.label},
                "roles_exclude_each_other",
            )


def manages(actor: Actor, divisions: Iterable[str], on: date) -> None:
    """The local operator may; an account needs MANAGE_ACCOUNTS in every division concerned (in any, if none is)."""
    if actor.account_id is None:
        return
    account = Account.objects.filter(pk=actor.account_id).first()
    scope = scope_of(account, on) if account else None
    codes: list[str | None] = [*divisions] or [None]
    if scope is None or not all(scope.may(Ability.MANAGE_ACCOUNTS, code) for code in codes):
        raise Refused(_("您没有管理该辖区账号的权限。请联系安全管理员办理。"), "may_not_manage_accounts")


def not_oneself(actor: Actor, account: Account) -> None:
    """Whoever gives rights does not give them to himself (security.md threat 7)."""
    if actor.account_id is not None and actor.account_id == account.pk:
        raise Refused(_("不能给自己增加或终止岗位，也不能停用自己的账号。请由另一名安全管理员办理。"), "not_oneself")


def unchanged(post: Post, expected: str | None) -> None:
    """What the person saw is still so; else both are shown."""
    if expected is not None and expected != version_of(post):
        raise Stale(
            _("在您填写的时候，这个岗位已被改动。请核对下面现在的情况，确认后再提交一次。"), "stale_post"
        )  # fmt: skip


def reason_given(text: str) -> str:
    reason = " ".join(text.split())
    if not 0 < len(reason) <= LONGEST_REASON or "\0" in reason:
        raise BadInput(_("请写明理由，不超过 %(longest)s 个字。") % {"longest": LONGEST_REASON}, "no_reason")
    return reason


def divisions_of(account: Account) -> list[str]:
    """Where the account has or had posts, in the order in which they were given."""
    return list(Post.objects.filter(account=account).order_by("id").values_list("division_id", flat=True))


def good_password(password: str, account: Account) -> None:
    if "\0" in password or len(password) > 1000:
        raise BadInput(_("密码含有不能使用的字符，或者太长。请换一个。"), "bad_password")
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise BadInput(_("密码不合要求：") + "".join(error.messages), "bad_password") from error
