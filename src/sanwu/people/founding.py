"""The first people of an office: three administrators and somebody who works, made in one act (三员分立)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sanwu.base.actor import Actor
from sanwu.base.errors import BadInput, Refused
from sanwu.people import checks
from sanwu.people.models import Account
from sanwu.people.names import username_key
from sanwu.people.selectors import any_office_account
from sanwu.people.services import account_add, link_issue
from sanwu.records.services import act
from sanwu.territory.selectors import division as division_of

__all__ = ["ADMINISTRATION", "Founded", "Founder", "office_found"]

# In the order in which they are asked for.
ADMINISTRATION = ("system_admin", "security_admin", "audit_admin")
WORKING = ("district_official", "city_reviewer")


@dataclass(frozen=True)
class Founder:
    """One person as given: account name, name, role, and the unit where it is not the usual one."""

    username: str
    name: str
    role: str
    organisation: str | None = None


@dataclass(frozen=True)
class Founded:
    """One account that was made, and its one-time link (path on this server)."""

    account: Account
    role: str
    path: str
    expires_at: datetime


def office_found(*, area: str, people: Mapping[str, Founder], actor: Actor) -> list[Founded]:
    """Make the first accounts in the area's division, all or none. `people` has the three administrators and "official".

    Refused where an office's account exists already: from then on the security administrator invites. BadInput where
    two of the four are the same person.
    """
    place = division_of(area)
    _four_people(people)
    with act(verb="office.found", actor=actor, object_type="division", object_id=place.code, object_name=place.name,
             division=place.code) as entry:  # fmt: skip
        if any_office_account():
            raise Refused(
                _(
                    "本单位已经建立过账号，不能再次初始化。增加人员请由安全管理员在“人员”页面办理，或用 sanwu account add。"
                ),
                "already_set_up",
            )
        founded = [_found(person, place.code, actor) for person in people.values()]
        entry.after = {one.role: one.account.username for one in founded}
    return founded


def _found(person: Founder, code: str, actor: Actor) -> Founded:
    account = account_add(
        username=person.username, name=person.name, role=person.role, division=code, organisation=person.organisation,
        actor=actor,
    )  # fmt: skip
    path, expires = link_issue(account=account, actor=actor)
    return Founded(account, person.role, path, expires)


def _four_people(people: Mapping[str, Founder]) -> None:
    wanted = {*ADMINISTRATION, "official"}
    if set(people) != wanted:
        raise BadInput(_("首次设置需要四个人：系统管理员、安全管理员、审计管理员和一名业务人员。"), "four_people")
    if any(people[role].role != role for role in ADMINISTRATION) or people["official"].role not in WORKING:
        raise BadInput(
            _("业务人员的岗位应为 %(roles)s 之一。") % {"roles": "、".join(WORKING)}, "bad_first_role"
        )  # fmt: skip
    for title, given in ((_("账号名"), [username_key(p.username) for p in people.values()]),
                         (_("姓名"), [checks.person_name(p.name) for p in people.values()])):  # fmt: skip
        if len(set(given)) < len(given):
            raise BadInput(
                _("四个人的%(what)s有重复。三名管理员和业务人员必须是不同的人。") % {"what": title}, "same_person_twice"
            )  # fmt: skip
