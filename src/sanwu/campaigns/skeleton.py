"""What a new scheme begins with: enough to be right, and a comment at each place that is to be filled."""

from sanwu.campaigns.drafts_rules import quoted
from sanwu.policy.bundle import OWN_FACTS

_SCHEME = """\
# “#”后面是说明，写好以后可以删去。哪里写得不对，旁边随时有提示；按 Ctrl+空格 看这里可以写什么。
id: {id}
version: 1
title: {title}
# issuer: 印发单位
# issued_on: to_be_set            # 印发日期，写成 年-月-日，例如见“写方案指南”；不知道就写 to_be_set

# 一、单位：谁来办。标识用英文小写，名称写在 title。
bodies:
  office: {{title: 领导小组办公室, level: district, note: 请改成方案里的单位, status: example}}

# 二、阶段：从哪天到哪天。方案没有写日期的，写 to_be_set（待定），不会算逾期。
phases:
  survey: {{title: 调查摸底, starts: to_be_set, ends: to_be_set, note: 请改成方案里的阶段, status: example}}

# 三、构成条件：什么样的小区算。去掉前面的“# ”就生效。
# conditions:
#   three_no:
#     title: “三无”小区
#     polarity: deficit             # deficit 缺什么；achievement 达到什么
#     holds_when: all               # all 全部成立；any 任一成立
#     clause: 第一条
#     members:
#       no_property_mgmt: {{title: 无物业管理, when: {{has_property_provider: {{is: no}}}}, clause: 第一条}}

# 四、判定表：分到哪一类，怎样办。从上往下，第一行符合的算数。
# decisions:
#   route:
#     title: 怎样管理
#     applies_to: three_no
#     hit: first
#     outcomes: {{hire: {{title: 引进物业}}, own: {{title: 自行管理}}}}
#     clause: 第二条
#     table:
#       - {{when: {{owners_body: {{is: owners_committee}}}}, then: hire, clause: 第二条}}
#       - {{otherwise: own, clause: 第二条}}

# 五、任务：谁，办什么，什么时候，怎样算办完。
# duties:
#   report_list: {{title: 上报名单, by: office, due: to_be_set, done_when: list_submitted, clause: 第三条}}

# 六、调查表：规则用到的数据项，总要有一张表去采集。
# forms:
#   survey_form:
#     title: 调查表
#     clause: 第一条
#     sections:
#       - {{id: basics, title: 基本情况, clause: 第一条, required: [has_property_provider], optional: [owners_body]}}
"""

_CASES = """\
# 用例：写成整句的例子，每次检查都要全部算对。每个门槛写正好等于、差一点、超一点三种情况。
title: 用例
cases:
  - title: 请写成一整句，例如：没有物业服务单位的小区，属于“三无”小区。
    facts: {}          # 这个小区的数据，例如 {has_property_provider: no}
    expect: {}         # 应当得出的结论，例如 {three_no: yes}
"""

_PART = "# 方案的一部分。请把文件名写进 scheme.yaml 的 include，例如 include: [duties.yaml]。\n"

_FACTS = """\
# 本方案自己的数据项：共用字典里确实没有的才写，已有的直接用，小区只填一次。写好以后，规则、调查表、用例里都能用。
# 去掉前面的“# ”就生效。按 Ctrl+空格 看这里可以写什么。
# facts:
#   rainwater_pumps:
#     title: 雨水泵                 # 表头和页面上的名称
#     type: integer                 # boolean 是否、integer 整数、decimal 小数（要写 scale）、choice 选项（要写 choices）、text 文字、date 日期、money 金额
#     unit: 台                      # 数字要写单位
#     group: facilities             # 调查表上的分组，共用字典里的标识
#     collected_by: survey          # survey 调查、import 导入、judgement 判断、department 部门 等
#     help: 只数能用的。
"""

# Headings only: as long as nothing is quoted below them, the linter asks for it.
_SOURCE = "# 方案原文\n\n# 每条写一个标题（### 第一条），下一行以“> ”开头抄原文，阅读方案的人可以对照着看。写好以后删去这一行。\n"


def new_scheme(scheme_id: str, title: str) -> dict[str, str]:
    """The files of a scheme of which nothing is known but its id and title."""
    return {"scheme.yaml": _SCHEME.format(id=scheme_id, title=quoted(title))}


def new_file(name: str) -> str:
    """The text that a file added to a draft begins with."""
    if name.startswith("cases/"):
        return _CASES
    if name == OWN_FACTS:
        return _FACTS
    return _SOURCE if name.endswith(".md") else _PART
