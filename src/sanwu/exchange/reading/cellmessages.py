"""What can be wrong or doubtful with a cell or a row, as sentences; part of the catalogue in `messages`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CELLS: dict[str, str | Promise] = {
    "control_character": _("含有看不见的控制字符（{code_point}）。请删去后重新输入。"),
    "broken_text": _("含有乱码（�），文字已经损坏。请按原件重新输入。"),
    "formula_failed": _("公式出错（{text}），没有结果。请改正公式，或直接填写数值。"),
    "too_long": _("有 {length} 个字，最多 {limit} 个。请缩短。"),
    "bad_mark": _("“{text}”看不出是有还是没有。请填 是、否、有、无、√、×，还不清楚的请留空或填“待核实”。"),
    "unverified_mark": _("“{text}”注明待核实，按待核实处理，没有采用这个标记。核实后请改填是或否。"),
    "unverified_row": _("备注写着“{remark}”，这个标记按待核实处理，没有采用。核实后请改填，并去掉备注里的字样。"),
    "mark_for_name": _("“{text}”只说明有，没有写名称，按有记入，名称待补。知道名称的请填写。"),
    "mark_with_note": _("“{text}”按开头的标记读取，后面的文字没有保存。需要保留的请写到备注或相应的列。"),
    "bad_choice": _("没有“{text}”这个选项。请填其中之一：{allowed_text}。"),
    "not_a_number": _("“{text}”不是数字。请只填一个数；不清楚的请留空。"),
    "not_whole": _("“{text}”不是整数。请填整数。"),
    "negative": _("“{text}”是负数，这里不会小于 0。请核对后改正。"),
    "too_small": _("“{text}”小于可能的最小值 {limit}。请核对后改正。"),
    "too_large": _("“{text}”大于可能的最大值 {limit}。请核对后改正，并检查单位。"),
    "wrong_unit": _("“{text}”的单位“{unit}”换算不成“{wanted}”。请换算后填写，或改正所在的列。"),
    "range_value": _("“{text}”是一个范围，没有采用，按待核实处理。请填一个确定的数。"),
    "bound_value": _("“{text}”只说了上限或下限，没有采用，按待核实处理。请填一个确定的数。"),
    "approximate": _("“{text}”是约数，已按其中的数字记入。有确数请更正。"),
    "rounded": _("“{text}”的小数位太多，四舍五入记为 {read}（保留 {places} 位）。如有不妥请改正。"),
    "none_as_zero": _("“{text}”按 0 记入。如果是不清楚，请留空。"),
    "kept_as_text": _("“{text}”不是一个确定的数，原文已保留，数额按待核实处理。有确数请更正。"),
    "not_a_year": _("“{text}”不是年份。请填四位年份，例如 1998。"),
    "not_a_date": _("“{text}”不是日期。请写成 年-月-日，例如 1998-06-30。"),
    "no_such_day": _("日历上没有“{text}”这一天。请检查月份和日数。"),
    "month_only": _("“{text}”只写到月，按该月 1 日（{read}）记入。知道日子的请补上。"),
    "month_unclear": _("“{text}”分不清是 1 月还是 10 月，没有采用。请写成 2016-10-01 的样子。"),
    "year_only": _("“{text}”只写了年份，不够确定一个日期，没有采用。请补上月、日。"),
    "serial_day": _("“{text}”是 Excel 的日期序数，读作 {read}。如有不妥，请把单元格设为日期格式。"),
    "precision_lost": _("“{text}”超过 15 位，Excel 已经丢掉了末尾的数字。请把单元格设为文本，按原件重新输入。"),
    "date_as_text": _("单元格是日期，按文字“{text}”记入。如果原来写的是楼号、门牌（如 3-1），请设为文本后重新输入。"),
    "name_missing": _("没有填小区名称。请补上；如果这一行不是小区，请删去。"),
    "name_is_date": _(
        "名称变成了日期（{text}），多半是“3-1”这样的名称被 Excel 自动改写。请把单元格设为文本后重新输入。"
    ),
    "number_is_date": _("编号变成了日期（{text}），多半被 Excel 自动改写。请把单元格设为文本后重新输入。"),
    "number_lost_digits": _(
        "编号“{text}”太长，Excel 已把它变成近似数，不同的编号会混在一起。请把这一列设为文本，按原件重新输入。"
    ),
    "code_lost_zero": _(
        "区划代码“{text}”少一位，多半是 Excel 去掉了开头的 0（应为 {guess}）。请把单元格设为文本后改正。"
    ),
    "code_length": _("区划代码“{text}”的位数不对，应为 2、4、6、9 或 12 位。请核对后改正。"),
    "code_scientific": _(
        "区划代码“{text}”被 Excel 变成了科学计数，数字已经不全。请把单元格设为文本，重新填写 12 位代码。"
    ),
    "not_a_code": _("“{text}”不是区划代码。请填 12 位数字，或改填区、街道、社区的名称。"),
    "not_degrees": _("“{text}”不是经纬度。请填十进制度数，例如 110.331234。"),
    "point_zero": _("经纬度是 (0, 0)，这是定位失败时的空值。请改正或留空。"),
    "point_swapped": _("经度 {longitude}、纬度 {latitude} 好像填反了。请对调。"),
    "point_abroad": _("经度 {longitude}、纬度 {latitude} 不在国内。请核对后改正，或留空。"),
}

# ── a row compared with the ledger, the divisions and the other rows ──
ROWS: dict[str, str | Promise] = {
    "place_unknown": _("在{within}没有找到“{text}”。请核对名称，或改填 12 位区划代码；新设的区划请先导入区划表。"),
    "place_ambiguous": _("“{text}”在{within}有几个：{places_text}。请写全名称，或改填 12 位区划代码。"),
    "code_unknown": _("区划代码 {text} 不在区划表中。请核对；新设的区划请先导入区划表。"),
    "place_outside_campaign": _("{place}不在本次行动的范围（{within}）内。请核对所在区划，或导入到相应的行动。"),
    "place_outside_scope": _("{place}不在您的管辖范围内，不能导入。请由负责该区划的单位导入。"),
    "place_conflict": _("区划代码 {text} 是{place}，所填的区划名称却是{named}。请改正其中一个，或只保留一个。"),
    "moved_by_name": _(
        "同名小区“{text}”原在{before}，已按本表改到{after}。请核对是不是同一个小区；若是另一个，请撤销这次导入，补上编号后重新导入。"
    ),
    "judged_by_others": _(
        "按方案，“{fact}”由{bodies}判定，这一格没有导入，其余照常。请由他们填写；已有他们的书面意见的，请在核对列的页面写明依据文件后重新导入。"
    ),
    "compound_outside_scope": _(
        "“{text}”是台账里已有的小区，不在您的管辖范围内，不能由您修改。请由其所在单位导入；若是另一个小区，请填写不同的编号。"
    ),
    "reference_unknown": _(
        "平台标识“{text}”不是这次行动的：可能改动过，或者表格来自别的行动、别的系统。请重新下载补填表格再填；要新增小区，请清空这一格。"
    ),
    "reference_gone": _("“{text}”已不在这次行动里（合并、撤回或移出了），没有写入。请重新下载补填表格再填。"),
    "reference_conflict": _(
        "平台标识是“{name}”的，这一行写的却是“{text}”，没有写入；多半是只给一部分列排了序。请重新下载补填表格再填。"
    ),
    "reference_other_number": _(
        "这一行是“{name}”，编号“{text}”却和台账里的不同，没有写入。补填表格不改编号：请改回下载时的编号（原来空着的请清空）再导入；要改编号，请到小区页面改。"
    ),
    "reference_unwritten": _(
        "{columns_text}与台账里的不同，没有写入：有平台标识的行只补所缺的内容，其余照常。要改这些，请到小区页面改。"
    ),
    "number_of_another": _(
        "编号“{text}”在台账里是另一个区县的“{name}”，名称和区县都对不上。请核对编号；确是同一个小区的，请先导入更名，再导入迁移。"
    ),
    "number_not_found": _("没有填小区名称，台账里也没有编号“{text}”。请补上名称，或核对编号。"),
    "number_twice_in_ledger": _("台账里有几个小区使用编号“{text}”，分不清是哪一个。请先核对编号。"),
    "name_twice_in_ledger": _("{within}有几个小区都叫“{text}”，分不清是哪一个。请补上小区编号。"),
    "same_compound_twice": _("与第 {line} 行是同一个小区，但内容不同，只采用了第 {line} 行。请合并成一行后重新导入。"),
    "duplicate_row": _("与第 {line} 行完全相同，只记入一次。"),
    "same_name_other_number": _(
        "{within}已有同名小区“{text}”，编号是 {numbers_text}。编号不同，按两个小区记入；若是同一个，请统一编号。"
    ),
    "matched_by_alias": _(
        "“{text}”是台账里“{name}”的曾用名，按同一个小区记入，名称没有改。若是另一个小区，请给两个小区填写不同的编号。"
    ),
    "matched_by_old_number": _(
        "编号“{text}”是{within}“{name}”的原编号，现编号是 {number}，按同一个小区记入，编号没有改。若是另一个小区，请改用不同的编号。"
    ),
    "alias_of_other": _(
        "“{text}”也是{within}的{others_text}的曾用名，按另一个小区记入；若是同一个小区，请统一编号，或改用现在的名称。"
    ),
    "mark_clash": _("“{fact}”填的是“{stated}”，但按“{source}”应为“{derived}”。以填写的为准，请核对。"),
}
