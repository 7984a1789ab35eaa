"""No field of a scheme tells who somebody is or where; offices, posts, places and numbers of people stay free."""

import pytest

from sanwu.policy.persons import asks_who
from tests.policy.small import scheme

PERSONS = [
    "姓名",
    "信访人姓名",
    "户主姓名",
    "身份证号",
    "证件号码",
    "联系电话",
    "手机号码",
    "联系手机",
    "居民手机",
    "家庭住址",
    "居民的门牌",
    "信访人位置",
    "实时定位",
    "行踪",
    "活动轨迹",
    "人脸照片",
    "重点人员动向",
    "上访人员名单",
    "居民名册",
    "业主电话",
    "责任人电话",
    "值班人电话",
    "指纹",
]
FREE = [
    "责任人及职务",
    "值班电话",
    "社区服务热线电话",
    "物业服务电话",
    "信访办联系电话",
    "小区住址",
    "位置",
    "停放位置",
    "整治前同一位置照片",
    "来访人数",
    "联系方式",
    "手机现场调查",
    "不写姓名",
    "不记录个人行踪",
    "不要求身份证件",
    "党工委书记",
    "办事处主任",
    "责任主体",
    "事项编号",
    "居民人数",
    "志愿者队伍数",
]


@pytest.mark.parametrize("words", PERSONS)
def test_what_tells_who_or_where_somebody_is_is_known(words: str) -> None:
    assert asks_who(words) is not None


@pytest.mark.parametrize("words", FREE)
def test_offices_posts_places_and_numbers_stay_free(words: str) -> None:
    assert asks_who(words) is None


def test_a_contact_may_be_left_in_a_private_field_that_nobody_must_fill() -> None:
    field = "{title: 联系方式, required: no, private: yes}"
    found = scheme(
        f"workflows: {{a: {{title: 来访, steps: {{register: {{title: 登记, fields: {{contact: {field}}}}}}}}}}}\n"
    )
    assert found.workflows["a"].steps["register"].fields["contact"].private
