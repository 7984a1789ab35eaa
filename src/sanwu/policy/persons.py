"""Nothing that a scheme asks for may tell who somebody is or where: no names, numbers, telephones, tracks, faces.

Read by the words of a field. The telephone of an office or a post is fine, the place of a thing is fine, and so is a
contact that a petitioner leaves of free will in a field that is `private` and not required: the platform keeps it
apart, in cipher. Identity where the law wants it registered is kept by the platform, never by a scheme's own fields.
"""

import re
from collections.abc import Iterable

from sanwu.policy.problems import Path, refused

_PERSON = (
    "(?:信访人|上访人|上访人员|来访人|反映人|当事人|投诉人|居民|住户|业主|租户|重点人员?|人员|家庭|本人|个人|老户)"
)
_NOT_ASKED = re.compile(
    "(?:不|勿|无需|免于)(?:得|要|必|再|需)?[记写填录留问收要求采集登记存]{1,3}[^，。；（）()]{0,12}"
)
_OFFICE_PHONE = re.compile(
    "(?:单位|办公|值班|热线|服务|物业|企业|公司|报修|监督|举报|投诉|咨询|应急|救援|岗位|社区|街道|居委会|信访办|机构|部门|窗口|办事处)"
    "[^，。；、人]{0,4}(?:联系)?(?:电话|手机)(?:号码)?"
)
_PLACE = re.compile("(?:小区|单位|办公|机构|企业|公司)住?址")
_ASKED = re.compile(
    "姓名|名字|身份证|证件号|公民身份号码|护照|电话|手机号|联系手机|手机$|微信号|住址|户籍地|行踪|行程|轨迹|人脸|面部|指纹|虹膜|实时定位"
    f"|{_PERSON}的?(?:实时|当前|现在|所在)?的?(?:地址|门牌|房号|位置|定位|去向|下落|动向|名单|名册|照片|肖像)"
)
_CONTACT = re.compile("联系方式|联系办法")
_PERSON_CONTACT = re.compile(f"{_PERSON}的?(?:联系方式|联系办法)|^(?:联系方式|联系办法)$")


def asks_who(words: str) -> str | None:
    """The word by which a text asks who or where a person is; none where it does not."""
    for fine in (_NOT_ASKED, _OFFICE_PHONE, _PLACE):
        words = fine.sub("", words)
    found = _ASKED.search(words)
    return found.group() if found else None


def refuse_persons(texts: Iterable[tuple[Path, str | None]], *, open_contact: bool = True) -> None:
    """Refuse texts that ask for a person; `open_contact`: contacts too, for they stand in no private field here."""
    for at, text in texts:
        word = asks_who(text or "")
        if word is None and open_contact and text and _PERSON_CONTACT.search(text):
            word = "联系方式"
        if word is not None:
            raise refused(
                "asks_for_person",
                f"“{text}”要填“{word}”，方案不能收集能认出或者找到个人的内容。",
                "请改成事项、数量、单位或职务；信访登记需要的身份信息由平台另存、加密，不写在方案里。",
                at,
            )


def is_contact(text: str) -> bool:
    """Whether a field asks how somebody can be reached, in words that name no telephone."""
    return bool(_CONTACT.search(text))
