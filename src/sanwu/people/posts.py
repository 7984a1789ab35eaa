"""Leave cover and hand-over: a post goes to another person, for a while or for good.

Nothing that waits is moved by it: cases and duties are held by the organisation and its post, not by the person.
"""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.people import checks
from sanwu.people.enums import Role
from sanwu.people.models import Account, Post
from sanwu.people.parts import end_covers, end_sessions, facts, locked
from sanwu.people.rules import last_day, overlap, valid_on
from sanwu.people.selectors import handed_over
from sanwu.records.services import act

__all__ = ["post_cover", "post_hand_over", "still_to_hand_over"]


def post_cover(
    *,
    post: Post,
    substitute: Account,
    valid_from: date,
    valid_to: date,
    reason: str,
    actor: Actor,
    expected: str | None = None,
    client_key: str | None = None,
) -> Post:
    """委托代班: `substitute` holds the post too, from the first day up to, and without, `valid_to`; then it ends by itself.

    Refused where the substitute's own posts exclude it, where somebody stands in already, and beyond the post's own days.
    """
    with act(
        verb="post.cover", actor=actor, object_type="account", object_id=str(substitute.pk), object_name=substitute.name,
        division=post.division_id, client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Post.objects.get(pk=entry.result["post"])
        _may_give(actor, post, substitute)
        why = checks.reason_given(reason)
        _locked_both(post, substitute)
        _still_held(post)
        checks.unchanged(post, expected)
        _period_of_cover(post, valid_from, valid_to)
        checks.compatible(substitute, Role(post.role), valid_from, valid_to)
        cover = _same_post(post, substitute, valid_from, valid_to, covers=post)
        end_sessions(substitute)
        entry.after = facts(cover) | {"for": post.account.name, "reason": why}
        entry.result = {"post": cover.pk}
    return cover


def post_hand_over(
    *,
    post: Post,
    successor: Account,
    on: date,
    reason: str,
    actor: Actor,
    expected: str | None = None,
    client_key: str | None = None,
) -> Post:
    """岗位移交: from `on` the successor holds the post, and its holder no more. What is open stays with the post.

    Refused where it is handed over already, and on a day that would leave either of the two without a day.
    """
    with act(
        verb="post.hand_over", actor=actor, object_type="account", object_id=str(successor.pk),
        object_name=successor.name, division=post.division_id, client_key=client_key,
    ) as entry:  # fmt: skip
        if entry.repeated:
            return Post.objects.get(pk=entry.result["post"])
        _may_give(actor, post, successor)
        checks.not_oneself(actor, post.account)
        why = checks.reason_given(reason)
        _locked_both(post, successor)
        still_to_hand_over(post)
        checks.unchanged(post, expected)
        _day_of_hand_over(post, on)
        checks.compatible(successor, Role(post.role), on, post.valid_to)
        entry.before = facts(post)
        following = _same_post(post, successor, on, post.valid_to)
        post.valid_to = on
        post.save(update_fields=["valid_to"])
        end_covers(post, on)
        end_sessions(post.account)
        end_sessions(successor)
        entry.after = facts(following) | {"from": post.account.name, "reason": why}
        entry.result = {"post": following.pk}
    return following


def _may_give(actor: Actor, post: Post, to: Account) -> None:
    checks.manages(actor, [post.division_id], clock.today())
    checks.not_oneself(actor, to)
    if to.pk == post.account_id:
        raise BadInput(_("这个岗位本来就由%(name)s担任。请选择另一个人。") % {"name": to.name}, "same_person")
    if not to.is_active:
        raise Refused(_("%(name)s的账号已停用，不能担任岗位。") % {"name": to.name}, "inactive_account")
    if to.demo != post.account.demo:
        raise Refused(_("演示账号和本单位的账号不能互相代班或移交。"), "demo_and_real")


def _locked_both(post: Post, other: Account) -> None:
    """Both accounts, always in the same order, and the post as it is now."""
    for account in sorted((post.account, other), key=lambda account: account.pk):
        locked(account)
    post.refresh_from_db()


def _still_held(post: Post) -> None:
    if post.valid_to is not None and post.valid_to <= clock.today():
        raise Refused(
            _("该岗位的最后一天是%(day)s，已经终止。") % {"day": checks.last_day_of(post)}, "post_already_ended"
        )


def still_to_hand_over(post: Post) -> None:
    """Refused for a post that was handed over already, that has ended, and that only stands in for another."""
    following = handed_over([post]).get(post.pk)
    if following is not None and following.valid_from is not None:
        raise Refused(
            _("这个岗位已移交给%(name)s，从%(day)s起由其担任。不用再移交。")
            % {"name": following.account.name, "day": date_format(following.valid_from)},
            "handed_over_already",
        )
    _still_held(post)
    if post.covers_id is not None:
        raise Refused(_("代班的岗位不能移交。请从原岗位办理移交。"), "cover_of_a_cover")


def _day_of_hand_over(post: Post, on: date) -> None:
    if on < clock.today():
        raise BadInput(_("移交日期不能早于今天。已经办理的事项仍记在原来的人名下。"), "handed_over_in_the_past")
    if post.valid_from is not None and on <= post.valid_from:
        raise BadInput(
            _("这个岗位从%(day)s开始，移交日期应晚于这一天。") % {"day": date_format(post.valid_from)},
            "outside_the_post",
        )
    if post.valid_to is not None and on >= post.valid_to:
        raise BadInput(
            _("这个岗位到%(day)s为止，移交日期不能晚于这一天。") % {"day": checks.last_day_of(post)}, "outside_the_post"
        )


def _period_of_cover(post: Post, valid_from: date, valid_to: date) -> None:
    checks.real_period(valid_from, valid_to)
    if valid_to <= clock.today():
        raise BadInput(_("代班的最后一天不能早于今天。"), "cover_in_the_past")
    days = (valid_from, last_day(valid_to) or valid_from)
    if not all(valid_on(post.valid_from, post.valid_to, on) for on in days):
        raise BadInput(_("代班的日期超出了这个岗位自己的任期。请核对日期。"), "beyond_the_post")
    if post.covers_id is not None:
        raise Refused(_("代班的岗位不能再委托别人。请从原岗位办理代班。"), "cover_of_a_cover")
    for cover in post.covered_by.select_related("account"):
        if overlap((cover.valid_from, cover.valid_to), (valid_from, valid_to)):
            raise Refused(
                _("%(name)s在%(start)s至%(end)s已代班这个岗位。请先终止那次代班，或换一段日期。")
                % {
                    "name": cover.account.name,
                    "start": date_format(cover.valid_from or valid_from),
                    "end": checks.last_day_of(cover),
                },
                "covered_already",
            )


def _same_post(
    post: Post, account: Account, valid_from: date, valid_to: date | None, covers: Post | None = None
) -> Post:
    return Post.objects.create(
        account=account, organisation=post.organisation, role=post.role, division=post.division,
        objects_held=post.objects_held, remit=post.remit, valid_from=valid_from, valid_to=valid_to, covers=covers,
    )  # fmt: skip
