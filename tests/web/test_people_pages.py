"""人员: the security administrator's pages; what they show, what they refuse, and that nobody else opens them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR
from sanwu.base.scope import Ability
from sanwu.campaigns.models import Campaign
from sanwu.compounds.models import Compound
from sanwu.people import services
from sanwu.people.models import Account, Post, SignInLink
from sanwu.people.parts import version_of
from sanwu.people.posts import post_cover
from sanwu.records.models import Act
from sanwu.territory.models import Organisation
from sanwu.web.ui.abilities import ABILITIES
from tests.web.conftest import CITY, DISTRICT, STREET_A, at_most

Browser = Callable[[str], Client]
Cast = Callable[[str], Account]
LINK = re.compile(r"http://testserver(/sign-in/[\w-]+/)")


@pytest.fixture
def guard(sign_in: Browser, cast: Cast) -> Client:
    """The city's security administrator; some people are there already."""
    for person in ("official", "street", "neighbour", "department"):
        cast(person)
    return sign_in("security")


def text(answer: Any) -> str:
    return answer.content.decode()


def key() -> str:
    return str(uuid4())


def day(number: int) -> str:
    return (clock.today() + timedelta(days=number)).isoformat()


def based(post: Post, **form: Any) -> dict[str, Any]:
    return {"client_key": key(), "base": version_of(post)} | form


# --- The list, one account -------------------------------------------------------------------------------------------


def test_the_list_shows_people_with_their_posts_and_asks_little(guard: Client, cast: Cast) -> None:
    guard.get("/people/")
    with at_most(15):
        page = text(guard.get("/people/"))

    assert "林晓岚" in page
    assert "区领导小组办公室" in page
    assert f'href="/people/{cast("official").pk}/"' in page


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [("q=林", "林晓岚", "周立"), ("q=STREET", "周立", "林晓岚"), ("role=street_officer", "周立", "林晓岚"),
     ("state=closed", "没有找到", "周立"), ("role=nonsense&state=odd", "周立", "没有找到")],
)  # fmt: skip
def test_the_list_is_narrowed(guard: Client, query: str, there: str, not_there: str) -> None:
    page = text(guard.get(f"/people/?{query}"))

    assert there in page
    assert not_there not in page


def test_the_list_is_paged(guard: Client) -> None:
    for number in range(30):
        services.account_add(
            username=f"p{number}", name=f"人员{number}", role="auditor", division=CITY, actor=LOCAL_OPERATOR
        )
    first = text(guard.get("/people/"))
    assert "人员29" in first
    assert "人员3<" not in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    assert "人员3<" in text(guard.get("/people/" + following[1].replace("&amp;", "&")))


def test_an_account_shows_its_posts_its_past_and_what_was_done(guard: Client, cast: Cast) -> None:
    account = cast("street")
    services.post_add(account=account, role="auditor", division=DISTRICT, actor=LOCAL_OPERATOR, remit="物业")
    services.post_end(post=account.posts.first(), actor=LOCAL_OPERATOR)

    page = text(guard.get(f"/people/{account.pk}/"))

    assert "以前的岗位（1）" in page
    assert "审计人员" in page
    assert "终止岗位" in page, "the journal of this account"


@pytest.mark.parametrize("who", ["official", "system", "audit", "auditor", "street"])
def test_nobody_else_opens_these_pages(sign_in: Browser, cast: Cast, who: str) -> None:
    number = cast("street").pk
    browser = sign_in(who)

    assert browser.get("/people/").status_code == 403
    assert browser.get("/people/units/").status_code == 403
    assert browser.get("/people/invite/").status_code == 403
    for page in ("", "sees/", "link/", "close/", "open/", "name/", "second-factor/", "posts/"):
        assert browser.get(f"/people/{number}/{page}").status_code == 404
    assert "人员" not in re.findall(r'aria-label="主导航".*?</nav>', text(browser.get("/account/")), re.DOTALL)[0]


def test_an_account_of_another_place_is_not_there(sign_in: Browser, cast: Cast) -> None:
    services.account_add(username="gd", name="区安全员", role="security_admin", division=DISTRICT, actor=LOCAL_OPERATOR)
    browser = Client()
    browser.force_login(Account.objects.get(username="gd"), backend="sanwu.people.backends.AccountBackend")
    other = cast("neighbour")

    assert "许安" not in text(browser.get("/people/"))
    for page in ("", "sees/", "link/", "close/", "posts/"):
        assert browser.get(f"/people/{other.pk}/{page}").status_code == 404
        assert browser.post(f"/people/{other.pk}/{page}", {"client_key": key()}).status_code in (404, 405)
    assert browser.get(f"/people/posts/{other.posts.get().pk}/end/").status_code == 404
    assert browser.get(f"/people/units/{other.posts.get().organisation_id}/name/").status_code == 404


def test_a_partner_unit_is_bound_to_compounds_by_their_names(guard: Client, ledger: dict[str, Compound]) -> None:
    one, two, three = ledger["柳浪新苑"], ledger["砚湖一村"], ledger["渡口二村"]
    form = invitation(role="partner_unit", division=DISTRICT, objects_held=f"{one.name}，{two.pk}、WL-0005")

    assert guard.post("/people/invite/", form).status_code == 200

    held = Account.objects.get(username="sun").posts.get().objects_held
    assert held == [["compound", pk] for pk in sorted([one.pk, two.pk, three.pk])]


# --- Invitations and links ---------------------------------------------------------------------------------------------


def invitation(**changes: Any) -> dict[str, Any]:
    return {
        "client_key": key(), "username": "sun", "name": "孙悦", "role": "street_officer", "division": "青石桥街道",
        "organisation": "", "remit": "", "objects_held": "", "valid_from": "", "last_day": "",
    } | changes  # fmt: skip


def test_who_is_invited_gets_a_link_that_is_shown_once_and_lets_her_in(guard: Client, stranger: Client) -> None:
    form = invitation(last_day=day(30))
    page = text(guard.post("/people/invite/", form))

    link = LINK.search(page)
    assert link
    post = Account.objects.get(username="sun").posts.get()
    assert (post.division_id, post.valid_to) == (STREET_A, clock.today() + timedelta(days=31))
    assert stranger.post(link[1]).headers["Location"] == "/account/password/"

    again = guard.post("/people/invite/", form)
    assert "已经发放并显示过一次" in text(again)
    assert Account.objects.filter(username="sun").count() == 1
    assert SignInLink.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "s"}, "2 到 60"), ({"username": "STREET"}, "已有名为"), ({"name": " "}, "请填写"),
        ({"role": ""}, "请选择"), ({"division": "无此街道"}, "没有找到"), ({"division": "999999"}, "没有代码"),
        ({"valid_from": "2030-02-01", "last_day": "2030-01-01"}, "不能早于起始日"), ({"objects_held": "十二"}, "没有这些小区：十二"),
        ({"objects_held": "12"}, "没有这些小区：12"), ({"division": "990000000000"}, "没有管理该辖区"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_what_was_typed_stays(guard: Client, changes: dict[str, str], words: str) -> None:
    before = Account.objects.count()
    answer = guard.post("/people/invite/", invitation(remit="物业科", **changes))

    assert answer.status_code == 422
    assert words in text(answer)
    assert 'value="物业科"' in text(answer)
    assert Account.objects.count() == before


def test_a_lost_password_is_a_new_link(guard: Client, cast: Cast, stranger: Client) -> None:
    form = {"client_key": key()}
    page = text(guard.post(f"/people/{cast('street').pk}/link/", form))

    link = LINK.search(page)
    assert link
    assert stranger.post(link[1]).status_code == 302
    assert guard.post(f"/people/{cast('street').pk}/link/", form).status_code == 422, "sent twice"
    assert SignInLink.objects.count() == 1


def test_opening_the_page_gives_no_link(guard: Client, cast: Cast) -> None:
    guard.get(f"/people/{cast('street').pk}/link/")

    assert not SignInLink.objects.exists()


def test_an_account_is_closed_and_opened_again(guard: Client, cast: Cast) -> None:
    number = cast("street").pk
    guard.post(f"/people/{number}/close/", {"client_key": key()})
    assert not Account.objects.get(pk=number).is_active
    assert "重新启用账号" in text(guard.get(f"/people/{number}/"))

    guard.post(f"/people/{number}/open/", {"client_key": key()})
    assert Account.objects.get(pk=number).is_active


def test_a_lost_phone_is_unbound_with_a_reason(guard: Client, cast: Cast) -> None:
    account = cast("street")
    Account.objects.filter(pk=account.pk).update(factor_since=clock.now(), factor_salt="a" * 32)
    page = f"/people/{account.pk}/second-factor/"
    assert guard.post(page, {"client_key": key(), "reason": ""}).status_code == 422

    guard.post(page, {"client_key": key(), "reason": "手机丢失，当面核实身份证"})

    assert Account.objects.get(pk=account.pk).factor_since is None
    assert "当面核实身份证" in text(guard.get(f"/people/{account.pk}/"))


def test_ones_own_account_offers_nothing_that_would_be_refused(guard: Client, cast: Cast) -> None:
    own = cast("security")
    page = text(guard.get(f"/people/{own.pk}/"))

    assert "这是您自己的账号" in page
    assert f"/people/{own.pk}/close/" not in page
    assert f"/people/{own.pk}/posts/" not in page
    answer = guard.post(f"/people/{own.pk}/close/", {"client_key": key()})
    assert answer.status_code == 422
    assert "不能给自己" in text(answer)


# --- Posts ---------------------------------------------------------------------------------------------------------------


def test_a_post_is_added(guard: Client, cast: Cast) -> None:
    account = cast("street")
    form = {
        name: value
        for name, value in invitation(role="auditor", division=DISTRICT).items()
        if name not in ("username", "name")
    }

    assert guard.post(f"/people/{account.pk}/posts/", form).headers["Location"] == f"/people/{account.pk}/"
    assert account.posts.count() == 2


def test_roles_that_exclude_each_other_are_refused_beside_the_field(guard: Client, cast: Cast) -> None:
    form = invitation(role="audit_admin", division=DISTRICT)
    answer = guard.post(f"/people/{cast('street').pk}/posts/", form)

    assert answer.status_code == 422
    assert 'href="#id_role"' in text(answer)
    assert "须由三人分任" in text(answer)


def test_a_post_is_ended(guard: Client, cast: Cast) -> None:
    post = cast("street").posts.get()
    guard.post(f"/people/posts/{post.pk}/end/", based(post, on=day(0)))

    post.refresh_from_db()
    assert post.valid_to == clock.today()


def test_somebody_stands_in_and_the_last_day_counts(guard: Client, cast: Cast) -> None:
    post = cast("street").posts.get()
    form = based(post, substitute="唐敏", valid_from=day(0), last_day=day(4), reason="年休假")

    assert guard.post(f"/people/posts/{post.pk}/cover/", form).status_code == 302

    made = cast("department").posts.get(covers=post)
    assert made.valid_to == clock.today() + timedelta(days=5)
    page = text(guard.get(f"/people/{cast('department').pk}/"))
    assert "代周立" in page


def test_a_post_is_handed_over_by_account_name(guard: Client, cast: Cast) -> None:
    post = cast("street").posts.get()
    guard.post(f"/people/posts/{post.pk}/hand-over/", based(post, successor="department", on=day(0), reason="调离"))

    assert cast("department").posts.filter(role="street_officer", valid_to=None).exists()


def test_a_post_that_was_handed_over_offers_it_no_more_and_says_to_whom(guard: Client, cast: Cast) -> None:
    post = cast("street").posts.get()
    said = based(post, successor="department", on=day(5), reason="调离")
    address = f"/people/posts/{post.pk}/hand-over/"
    person = f"/people/{post.account_id}/"
    assert address in text(guard.get(person))

    for _time in range(2):
        assert guard.post(address, said).status_code == 302, "the same form twice has one effect"

    assert cast("department").posts.filter(role="street_officer").count() == 1
    page = text(guard.get(person))
    assert address not in page
    assert "已移交给唐敏" in page
    another = guard.post(address, said | {"client_key": key(), "on": day(7)})
    assert "这个岗位已移交给唐敏" in text(another)
    assert "现在的" not in text(another), "there is nothing left to decide"
    assert "这个岗位已移交给唐敏" in text(guard.get(address, follow=True))


def test_two_of_one_name_are_told_apart(guard: Client, cast: Cast) -> None:
    services.account_add(username="tang2", name="唐敏", role="auditor", division=CITY, actor=LOCAL_OPERATOR)
    post = cast("street").posts.get()

    answer = guard.post(f"/people/posts/{post.pk}/hand-over/", based(post, successor="唐敏", on=day(0), reason="调离"))

    assert answer.status_code == 422
    assert "请填账号名" in text(answer)


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("end", {"on": 0}),
        ("cover", {"substitute": "唐敏", "valid_from": 0, "last_day": 4, "reason": "我写的理由"}),
        ("hand-over", {"successor": "唐敏", "on": 0, "reason": "我写的理由"}),
    ],
)
def test_of_two_editors_the_second_sees_both_versions_and_loses_nothing(
    guard: Client, cast: Cast, verb: str, form: dict[str, Any]
) -> None:
    post = cast("street").posts.get()
    said = based(post, **{name: day(value) if isinstance(value, int) else value for name, value in form.items()})
    Post.objects.filter(pk=post.pk).update(valid_to=clock.today() + timedelta(days=90))

    answer = guard.post(f"/people/posts/{post.pk}/{verb}/", said)

    page = text(answer)
    assert answer.status_code == 409
    assert "现在的" in page
    assert "您要改成的" in page
    assert all(str(value) in page for name, value in said.items() if name not in ("base", "client_key"))
    post.refresh_from_db()
    renewed = re.search(r'name="base" value="(\w+)"', page)
    assert renewed
    assert renewed[1] == version_of(post)

    again = guard.post(f"/people/posts/{post.pk}/{verb}/", said | {"base": renewed[1], "client_key": key()})
    assert again.status_code == 302, "knowing of it, she may go on"


def test_a_name_changed_by_two_is_shown_side_by_side(guard: Client, cast: Cast) -> None:
    account = cast("street")
    Account.objects.filter(pk=account.pk).update(name="周立立")

    answer = guard.post(f"/people/{account.pk}/name/", {"client_key": key(), "base": "周立", "name": "周小立"})

    assert answer.status_code == 409
    assert "<td>周立立</td><td>周小立</td>" in text(answer)
    assert 'name="base" value="周立立"' in text(answer)


# --- Units ---------------------------------------------------------------------------------------------------------------


def test_a_unit_is_renamed_and_the_second_editor_sees_both_names(guard: Client, cast: Cast) -> None:
    unit = cast("street").posts.get().organisation
    form = {"client_key": key(), "base": unit.name, "name": "青石桥街道社会事务中心"}
    assert guard.post(f"/people/units/{unit.pk}/name/", form).status_code == 302

    answer = guard.post(
        f"/people/units/{unit.pk}/name/", {"client_key": key(), "base": unit.name, "name": "另一个名称"}
    )

    assert answer.status_code == 409
    assert "<td>青石桥街道社会事务中心</td><td>另一个名称</td>" in text(answer)


def test_a_unit_joins_another_of_its_kind(guard: Client, cast: Cast) -> None:
    services.account_add(
        username="sun", name="孙悦", role="street_officer", division=STREET_A, organisation="青石桥街道第二办事处",
        actor=LOCAL_OPERATOR,
    )  # fmt: skip
    unit, other = cast("street").posts.get().organisation, Organisation.objects.get(name="青石桥街道第二办事处")
    page = f"/people/units/{unit.pk}/join/"
    assert "望澜区" not in "".join(re.findall(r"<option.*?</option>", text(guard.get(page)))), "only of its kind"

    guard.post(page, {"client_key": key(), "into": other.pk, "on": day(0), "reason": "机构改革"})

    unit.refresh_from_db()
    assert unit.successor == other
    assert "并入青石桥街道第二办事处" in text(guard.get("/people/units/"))


def test_a_unit_without_another_of_its_kind_is_told_what_to_do_first(guard: Client, cast: Cast) -> None:
    unit = cast("street").posts.get().organisation

    answer = guard.get(f"/people/units/{unit.pk}/join/", follow=True)

    assert answer.redirect_chain[-1][0] == "/people/units/"
    assert "没有同类的其他单位可以并入" in text(answer)


# --- What somebody sees, and why -----------------------------------------------------------------------------------------


def test_what_a_person_sees_is_told_in_words_and_counts(
    guard: Client, cast: Cast, campaign: Campaign, ledger: dict[str, Compound]
) -> None:
    services.post_add(account=cast("street"), role="auditor", division=DISTRICT, actor=LOCAL_OPERATOR)
    guard.get("/people/")
    with at_most(15):
        page = text(guard.get(f"/people/{cast('street').pk}/sees/"))

    assert "街道（镇）经办人" in page
    assert "导入台账表格" in page
    assert "990101001000 起，不到 990101002000" in page
    assert re.search(r"小区 4", page), "of six in the district, four are in the street"
    assert "听雨里老院" not in page
    assert "春季整治" not in page
    assert "view_ledger" not in page


def test_why_somebody_sees_nothing_is_told(guard: Client, cast: Cast) -> None:
    account = cast("street")
    services.post_end(post=account.posts.get(), actor=LOCAL_OPERATOR)
    assert "今天没有有效的岗位" in text(guard.get(f"/people/{account.pk}/sees/"))

    services.account_deactivate(account=account, actor=LOCAL_OPERATOR)
    assert "账号已停用" in text(guard.get(f"/people/{account.pk}/sees/"))


def test_a_cover_is_a_reason_of_its_own(guard: Client, cast: Cast) -> None:
    post_cover(
        post=cast("street").posts.get(), substitute=cast("department"), valid_from=clock.today(),
        valid_to=clock.today() + timedelta(days=3), reason="病假", actor=LOCAL_OPERATOR,
    )  # fmt: skip

    assert "代周立" in text(guard.get(f"/people/{cast('department').pk}/sees/"))


def test_every_ability_has_a_name_in_words() -> None:
    assert set(ABILITIES) == set(Ability)
    assert len({str(name) for name in ABILITIES.values()}) == len(ABILITIES)


def test_everything_is_journalled_in_the_administrators_name(guard: Client, cast: Cast) -> None:
    post = cast("street").posts.get()
    guard.post(f"/people/posts/{post.pk}/end/", based(post, on=day(0)))

    assert Act.objects.latest("number").actor_name == "安全乙"
