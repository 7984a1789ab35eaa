"""All linter codes with what they mean: the one list that the linter, the guide and the tests go by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A linter code: the subject it belongs to, what is wrong, and what to do about it in general."""

    name: str
    subject: str
    meaning: str
    remedy: str


_TABLE = """
日期 | conflicting_dates | 方案里同一件事有两个互相矛盾的日期 | 与发文单位核实；两个都保留的写明理由
日期 | deadline_after_phase | 任务的期限晚于所属阶段的结束 | 核对日期，或改写所属阶段
日期 | deadline_before_predecessor | 后一步的期限早于前一步 | 核对两个日期，或改写先后关系
日期 | phase_dates_reversed | 阶段的开始晚于结束 | 核对 starts 和 ends
日期 | shared_id | 任务、阶段、事件用了同一个标识，改定日期时分不清是哪一个 | 给其中一个换一个标识
日期 | undated_phase | 阶段没有结束日期，系统不判断逾期 | 定下后补上；没有定的写明理由
日期 | undated_duty | 任务既没有期限，也没有多久一次 | 写 due 或 recurs；没有定的写 due: to_be_set
日期 | vague_date | 方案写的是旬或者“月底”，系统按最后一天计 | 确认这样计算，写明理由
职责 | duty_without_body | 任务没有负责单位 | 加上 by
职责 | step_without_body | 流程的一步没有写由谁办 | 在这一步加上 by
职责 | report_incomplete | 报告没有写由谁报、报给谁或者多久一次 | 补上 by、to、every
职责 | nobody_responsible | 要整治、验收小区，却没有一个任务给每个小区定责任单位 | 加上 done_when: responsible_named 的任务，或写明结对包联
职责 | body_unused | 单位没有任何任务和职责，也没有别处提到 | 写上职责，或删去
规则 | unreachable_row | 判定表的一行永远轮不到 | 删去这一行，或改写前面的条件
规则 | overlapping_rows | 判定表有两行会同时成立、结果不同，由先写的决定 | 确认先后，或改写条件
规则 | overlap_unchecked | 条件太多，不能事先核对各行是否重叠 | 简化条件，或改用 hit: first
规则 | table_gap | 判定表没有覆盖所有情况 | 加上 otherwise，或补上缺少的行
规则 | condition_unused | 条件没有一个决策、目标或任务用到 | 写明用在哪里，或删去
规则 | class_without_threshold | 判定表分了类，却没有写数字界限，全靠人判断 | 定下界限后写进条件；方案没有定的写明理由
规则 | example_threshold | 判定表的界限是示例数值，不是方案写的 | 换成本地的界限，写明来源
数据 | fact_not_collected | 规则、测算要用的数据项，没有一张表采集 | 加进一张调查表
数据 | fact_unused | 表里要填的数据项没有一处用到 | 从表里删去，或写明方案的哪一条要它
数据 | form_unused | 没有一个任务要填这张表 | 在任务里写上 forms，或删去
数据 | unit_mismatch | 文字里的单位与数据项的单位不一致（如公顷与 m²） | 换算成数据项的单位
数字 | number_without_clause | 数字或日期没有写出处 | 用 clause 或 source 写明
数字 | points_not_whole | 分值加起来不是满分 | 核对各行分值
数字 | shares_not_whole | 各级分担比例加起来不是 100% | 核对各级比例
钱 | subsidy_without_rates | 应当逐年递减的补贴没有写各年标准 | 写明 rates；没有定的说明由谁定
钱 | subsidy_not_declining | 补贴没有逐年递减 | 核对各年标准
钱 | money_without_amount | 补贴、奖励或投入没有写数额 | 写明 amount、rates 或 groups；没有定的说明由谁定
钱 | undated_money | 补贴、奖励有数额，却没有写从哪一年到哪一年 | 写 rates（分年）或 due（到期）；没有定的说明由谁定
验收 | item_without_acceptance | 整治事项没有验收标准 | 用 acceptance 写明验收清单
验收 | photo_without_need | 必须拍的照片没有写用途 | 写 need，或改为 required: no
验收 | acceptance_without_publicity | 验收的步骤里没有公示 | 加上公示的一步
表决 | mode_without_vote | 要确定管理模式，却没有业主表决 | 在 votes 里写明表决事项和法规
表决 | vote_without_law | 表决时没有一部有效的法规规定这个事项 | 核对日期和 matter
表决 | vote_wrong_law | 引用了表决时不适用的法规 | 改引当时有效的版本
表决 | vote_rule_changes | 方案期间换了法，同一事项前后的要求不同 | 确认按表决日期适用，写明理由
零报告 | missing_read_as_zero | 文字把“没有报”当作“零” | 改成没有报就显示未报
零报告 | zero_report_unlinked | 零报告和它的任务没有连上 | 任务的 done_when 写 zero_report_submitted，并在 reports 里写零报告
底线 | person_list | 文字要求对个人列名单或者盯人 | 改成办理事项，人数只作统计
原文 | source_missing | 没有方案原文：缺少 source.md，或者里面没有抄录 | 加上 source.md，每条一个标题，下面抄原文
原文 | heading_without_content | 方案原文只有标题、没有内容 | 与发文单位核实；内容取自别处的标 practice
原文 | placeholder_left | 文字里留着没有填的空（x月x日、20xx年） | 填上，日期没有定的写 to_be_set
原文 | garbled_text | 文字里有乱码 | 对照原件改正
说明 | stale_acknowledgement | acknowledged 里的说明没有对应的提示 | 已经改好的删去，否则核对代码和位置
"""

CODES: dict[str, Code] = {
    name: Code(name, subject, meaning, remedy)
    for subject, name, meaning, remedy in (
        tuple(cell.strip() for cell in line.split(" | ")) for line in _TABLE.strip().splitlines()
    )
}
