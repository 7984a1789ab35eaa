"""Words by which lines of an office table are told from data: sums, signatures, notes, and rows above the header."""

import re

_SUM = re.compile(r"^(?P<whose>.{0,16}?)(?:小计|合计|总计|共计|总和|汇总)(?:[:：]|[(（].{0,8}[)）])?$")
_PEOPLE = (
    "填表人|制表人|填报人|编制人|统计人|经办人|审核人|复核人|审批人|审核|校核|负责人|单位负责人"
    "|分管领导|主管领导|领导签字|签字|联系人|联系电话"
)
_SIGNATURE = re.compile(
    rf"^(?:{_PEOPLE}|填报单位|填报日期|填表日期|填报时间|制表日期|报送日期|上报日期|盖章)(?:[(（].{{0,8}}[)）])?\s*[:：]"
)
_NOTE = re.compile(r"^(?:注|备注|说明|填表说明|填报说明|附注|注意|※|\*)\s*[0-9一二三四五]?\s*[:：.、]|^[※＊*]")
_FILLER = re.compile(
    r"^(?:填报单位|填表单位|填报部门|制表单位|编制单位|报送单位|单位名称|单位|所属单位|填报日期|填表日期|填报时间|日期"
    r"|时间|制表日期|统计时间|截至|截止|数据截至|表号|文号|制定机关|批准文号|有效期)"
    rf"|^(?:{_PEOPLE})"
)
# Nothing below matches a text without one of these; most cells of a table are names, numbers and addresses.
_HINT = re.compile(r"[计总汇:：注明※＊*]")
_COLON = re.compile(r"[:：]")

SUM = "sum_row"
PARTIAL_SUM = "partial_sum"  # a sum that says of what: believed only as the first words of its line
SIGNATURE = "signature_line"
NOTE = "note_line"
REPEATED_HEAD = "repeated_head"
REPEATED_TITLE = "repeated_title"
SECTION = "section_line"
SERIAL_ONLY = "serial_only"


def line_word(text: str) -> str:
    """sum_row, partial_sum, signature_line or note_line where a cell says so about its line, else an empty text."""
    if not _HINT.search(text):
        return ""
    plain = "".join(text.split())
    if len(plain) <= 32 and (found := _SUM.match(plain)):
        return PARTIAL_SUM if found["whose"] else SUM
    if _SIGNATURE.match(plain):
        return SIGNATURE
    if _NOTE.match(plain):
        return NOTE
    return ""


def is_filler(text: str) -> bool:
    """Whether a cell above the header is a label such as 填报单位（盖章）: or 填报日期：2018.11.3."""
    plain = "".join(text.split())
    return bool(_FILLER.match(plain)) and bool(_COLON.search(plain))


class LineWords(dict[str, str]):
    """`line_word`, remembered for each distinct text."""

    def __missing__(self, text: str) -> str:
        word = line_word(text) if len(text) < 200 else ""
        self[text] = word
        return word
