"""The words of the `sanwu` command. Only argparse here, so that `--help` and typing errors answer at once.

Each command names the function that does it, as "module:function", imported when it is called.
"""

import re
from argparse import SUPPRESS, ArgumentTypeError
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sanwu.cli.words import ChineseParser

# `import undo JOB` shares its first word with `import FILE`; see main.
UNDO = "import undo"
ID_HELP = "已发布版本：编号、方案标识（取最新版），或 标识@版本"
TO_HELP = "迁移到哪个版本：sanwu scheme list 第一列的编号，也可以写 标识@版本"
VERSION_HELP = "方案文件夹、scheme.yaml、方案包，或已发布版本（编号、标识、标识@版本）"


def build_parser() -> ChineseParser:
    """The whole command tree; docs and tests walk it."""
    parser = ChineseParser(prog="sanwu", description="三无小区治理平台")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", parser_class=ChineseParser)
    _running(commands)
    _keeping(commands)
    _people(commands)
    _tokens(commands)
    _demo(commands)
    _territory(commands)
    _schemes(commands)
    _campaigns(commands)
    _ledger(commands)
    _rollups(commands)
    _duties(commands)
    _journal(commands)
    return parser


def _command(
    commands: Any, name: str, run: str, help_text: str, *, writes: bool = False, database: bool = True
) -> ChineseParser:
    parser: ChineseParser = commands.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(run=f"sanwu.cli.{run}", database=database)
    parser.add_argument("--json", action="store_true", help="只在标准输出打印一个 JSON 对象")
    if writes:
        parser.add_argument("--as", dest="act_as", metavar="ACCOUNT", help="以哪个账号的岗位办理；不写则记为本机操作")
    return parser


def _group(commands: Any, name: str, help_text: str) -> Any:
    parser: ChineseParser = commands.add_parser(name, help=help_text, description=help_text)
    return parser.add_subparsers(dest="subcommand", required=True, metavar="子命令", parser_class=ChineseParser)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise ArgumentTypeError(f"“{text}”不是日期，请写成 YYYY-MM-DD") from None


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) < 2**63:
        raise ArgumentTypeError(f"“{text}”应为正整数")
    return int(text)


def _head(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    if not re.fullmatch(r"[0-9]+", number) or not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ArgumentTypeError(f"“{text}”应写成 编号:摘要，照 sanwu journal head 打印的抄")
    return int(number), digest


def _running(commands: Any) -> None:
    _command(commands, "migrate", "running:migrate", "建立或升级数据库")
    serve = _command(commands, "serve", "running:serve", "启动页面和后台任务")
    serve.add_argument("--no-demo", action="store_true", help="数据库为空时不生成示例城市")
    _command(commands, "worker", "working:worker", "只启动后台任务")


def _keeping(commands: Any) -> None:
    setup = _command(commands, "setup", "setup:found", "首次设置：区划、三名管理员和第一位业务人员", writes=True)
    setup.add_argument("--area", metavar="CODE", help="本单位所辖区划的代码")
    setup.add_argument("--divisions", nargs="+", type=Path, metavar="PATH", help="行政区划表：CSV 文件或文件夹")
    setup.add_argument("--edition", type=_day, metavar="YYYY-MM-DD", help="区划表的版本日期")
    for option, title in (
        ("system", "系统管理员"),
        ("security", "安全管理员"),
        ("audit", "审计管理员"),
        ("official", "第一位业务人员"),
    ):
        setup.add_argument(f"--{option}", metavar="ACCOUNT=NAME", help=f"{title}：账号名=姓名")
    setup.add_argument(
        "--official-role", metavar="ROLE", help="业务人员的岗位：district_official（默认）或 city_reviewer"
    )
    setup.add_argument("--organisation", metavar="NAME", help="业务人员的单位；不写则用该岗位通常的单位")
    setup.add_argument("--answers", type=Path, metavar="FILE", help="从 JSON 文件读取以上各项；选项优先")
    backup = _command(commands, "backup", "backup:make", "备份全部数据、文件和密钥，服务可以照常运行", writes=True)
    backup.add_argument("out", type=Path, metavar="OUT", help="要写的文件，以 .tar、.tar.gz 或 .tgz 结尾")
    backup.add_argument("--without-keys", action="store_true", help="不含密钥；恢复后动态口令须重新绑定")
    restore = _command(commands, "restore", "restore:restore", "把备份恢复到空的数据文件夹和数据库")
    restore.add_argument("file", type=Path, metavar="FILE", help="sanwu backup 生成的文件")
    restore.add_argument("--dry-run", action="store_true", help="只核对备份和目标，不写入")
    _command(commands, "doctor", "doctor:examine", "检查这套系统是否健康，并说明怎么处理", database=False)


def _people(commands: Any) -> None:
    group = _group(commands, "account", "账号")
    add = _command(group, "add", "accounts:add", "新建账号并打印一次性登录链接", writes=True)
    add.add_argument("username", metavar="NAME", help="登录用的账号名")
    add.add_argument("--role", required=True, metavar="ROLE", help="岗位类型，例如 district_official")
    add.add_argument("--division", required=True, metavar="CODE", help="管辖区划的代码")
    add.add_argument("--name", metavar="NAME", help="显示的姓名；不写则同账号名")
    add.add_argument("--organisation", metavar="NAME", help="所在单位；不写则用该岗位通常的单位")
    link = _command(group, "link", "accounts:link", "给已有账号再发一次性登录链接", writes=True)
    link.add_argument("username", metavar="NAME", help="登录用的账号名")
    listed = _command(group, "list", "accounts:listed", "列出账号和岗位", writes=True)
    listed.add_argument("--division", metavar="CODE", help="只看在这个区划之内任职的")
    _posts(group)


def _posts(group: Any) -> None:
    post = _command(group, "post", "accounts:post", "给已有账号增加一个岗位", writes=True)
    post.add_argument("username", metavar="NAME", help="登录用的账号名")
    post.add_argument("--role", required=True, metavar="ROLE", help="岗位类型，例如 street_officer")
    post.add_argument("--division", required=True, metavar="CODE", help="管辖区划的代码")
    post.add_argument("--organisation", metavar="NAME", help="所在单位；不写则用该岗位通常的单位")
    post.add_argument("--remit", metavar="TEXT", help="职责范围，例如 物业")
    post.add_argument("--from", dest="valid_from", type=_day, metavar="DATE", help="从哪一天起；不写则立即")
    post.add_argument("--to", dest="valid_to", type=_day, metavar="DATE", help="到哪一天止（当天起失效）；不写则长期")
    end = _command(group, "end-post", "accounts:end_post", "终止一个岗位", writes=True)
    end.add_argument("username", metavar="NAME", help="登录用的账号名")
    end.add_argument("post", type=_positive, metavar="POST", help="岗位的编号，见 account list")
    end.add_argument("--on", type=_day, metavar="DATE", help="从哪一天起失效；不写则今天")
    close = _command(group, "deactivate", "accounts:deactivate", "停用账号", writes=True)
    close.add_argument("username", metavar="NAME", help="登录用的账号名")
    reset = _command(group, "reset-factor", "accounts:reset_factor", "解除遗失的动态口令", writes=True)
    reset.add_argument("username", metavar="NAME", help="登录用的账号名")
    reset.add_argument("--reason", required=True, metavar="TEXT", help="理由，记入操作日志")


def _tokens(commands: Any) -> None:
    group = _group(commands, "token", "接口访问令牌")
    issue = _command(group, "issue", "tokens:issue", "给账号发放一个接口访问令牌，只显示一次", writes=True)
    issue.add_argument("username", metavar="ACCOUNT", help="以哪个账号的权限访问")
    issue.add_argument("--title", required=True, metavar="TEXT", help="给哪个程序用")
    issue.add_argument("--ability", action="append", metavar="ABILITY", help="可以做什么，可写多次；不写则只能查看")
    issue.add_argument("--division", metavar="CODE", help="只限某个区划")
    issue.add_argument("--days", type=_positive, default=90, metavar="N", help="有效天数，默认 90")
    listed = _command(group, "list", "tokens:listed", "列出账号的令牌")
    listed.add_argument("username", metavar="ACCOUNT", help="账号名")
    revoke = _command(group, "revoke", "tokens:revoke", "撤销令牌", writes=True)
    revoke.add_argument("number", type=_positive, metavar="NUMBER", help="令牌编号")


def _demo(commands: Any) -> None:
    demo = commands.add_parser("demo", help="示例城市", description="示例城市：生成、登录链接、删除")
    demo.set_defaults(run="sanwu.cli.demonstration:build", database=True)
    demo.add_argument("--json", action="store_true", help="只在标准输出打印一个 JSON 对象")
    demo.add_argument("--as", dest="act_as", metavar="ACCOUNT", help="以哪个账号的岗位办理；不写则记为本机操作")
    demo.add_argument("--compounds", type=_positive, default=600, metavar="N", help="小区个数，默认 600")
    demo.add_argument("--seed", type=int, default=1, metavar="S", help="随机种子，相同则内容相同")
    group = demo.add_subparsers(dest="subcommand", metavar="子命令", parser_class=ChineseParser)
    # SUPPRESS: a subparser's own default would overwrite what stood before the subcommand.
    for name, run, text in (("links", "links", "打印各岗位的一次性登录链接"), ("remove", "remove", "删除示例城市")):
        part = group.add_parser(name, help=text, description=text)
        part.set_defaults(run=f"sanwu.cli.demonstration:{run}")
        part.add_argument("--json", action="store_true", default=SUPPRESS, help="只在标准输出打印 JSON")
        part.add_argument("--as", dest="act_as", default=SUPPRESS, metavar="ACCOUNT", help="以哪个账号的岗位办理")


def _territory(commands: Any) -> None:
    group = _group(commands, "divisions", "行政区划")
    load = _command(group, "import", "divisions:load", "导入区划表（文件或文件夹）", writes=True)
    load.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="CSV 文件，或放有 CSV 文件的文件夹")
    load.add_argument("--edition", required=True, type=_day, metavar="YYYY-MM-DD", help="区划表的版本日期")
    drawn = _command(group, "boundaries", "divisions:boundaries", "导入区划边界（GeoJSON 文件或文件夹）", writes=True)
    drawn.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="GeoJSON 文件，或放有这类文件的文件夹")
    drawn.add_argument("--datum", required=True, choices=("wgs84", "gcj02", "bd09"), help="文件里坐标的坐标系")
    drawn.add_argument("--code", metavar="CODE", help="文件里只有一个边界时，它是哪个区划的")
    changed = _command(
        group, "changes", "divisions_changes:changes", "列出停用的区划、接续建议和留在其下的社区", writes=True
    )
    changed.add_argument("--under", metavar="CODE", help="只看这个区划之内的")
    succeed = _command(group, "succeed", "divisions_changes:succeed", "确认停用的区划由哪个区划接续", writes=True)
    succeed.add_argument("code", metavar="CODE", help="停用的区划的代码")
    succeed.add_argument("successor", metavar="SUCCESSOR", help="接续它的区划的代码")
    succeed.add_argument("--replace", action="store_true", help="已经确认过由别的区划接续，改成这一个")


def _schemes(commands: Any) -> None:
    group = _group(commands, "scheme", "方案文件")
    for name, text in (("check", "检查方案文件"), ("cases", "运行方案自带的用例")):
        part = _command(group, name, f"schemes:{name}", text, database=False)
        part.add_argument("path", type=Path, metavar="PATH", help="方案文件夹、scheme.yaml，或放有几个方案的文件夹")
    explain = _command(group, "explain", "schemes:explain", "按方案认定一组数据并说明理由", database=False)
    explain.add_argument("path", type=Path, metavar="PATH", help="方案文件夹或 scheme.yaml")
    explain.add_argument("--facts", required=True, type=Path, metavar="FILE", help="JSON：{数据项: 值}")
    explain.add_argument("--on", type=_day, metavar="DATE", help="认定日期，默认今天")
    _command(group, "schema", "schemes:schema", "打印方案文件的 JSON Schema", database=False)
    compare = _command(group, "compare", "schemes_versions:compared", "逐条对照两个方案或两个版本")
    for name in ("left", "right"):
        compare.add_argument(name, metavar=name.upper(), help=VERSION_HELP)
    _scheme_versions(group)


def _scheme_versions(group: Any) -> None:
    _command(group, "list", "schemes_versions:listed", "列出已发布和已撤回的方案版本")
    publish = _command(group, "publish", "schemes_publish:publish", "发布方案；先列出对进行中的行动的影响", writes=True)
    publish.add_argument("path", metavar="PATH", help="方案文件夹、scheme.yaml，或方案包")
    publish.add_argument("--dry-run", action="store_true", help="只看影响，不发布")
    withdraw = _command(group, "withdraw", "schemes_publish:withdraw", "撤回一个已发布的版本", writes=True)
    withdraw.add_argument("version", metavar="ID", help=ID_HELP)
    withdraw.add_argument("--reason", required=True, metavar="TEXT", help="理由，记入操作日志")
    export = _command(group, "export", "schemes_archive:export", "把一个版本导出为方案包", writes=True)
    export.add_argument("version", metavar="ID", help=ID_HELP)
    export.add_argument("out", type=Path, metavar="OUT", help="要写的文件，例如 方案.sanwu.zip")
    load = _command(group, "import", "schemes_archive:load", "导入别处导出的方案包并发布", writes=True)
    load.add_argument("file", type=Path, metavar="FILE", help="方案包")
    load.add_argument("--map", type=Path, metavar="FILE", help="YAML：数据项和单位的对应关系")
    load.add_argument("--dry-run", action="store_true", help="只核对，不导入")
    paper = _command(group, "print", "schemes_archive:paper", "把一个版本排成公文，供签发", writes=True)
    paper.add_argument("version", metavar="ID", help=ID_HELP)
    paper.add_argument("out", type=Path, metavar="OUT", help="要写的文件，以 .docx 或 .pdf 结尾")


def _campaigns(commands: Any) -> None:
    group = _group(commands, "campaign", "行动（一个地区采用的方案）")
    start = _command(group, "open", "campaigns:start", "开展行动；同样的调用得到同一个行动", writes=True)
    start.add_argument("--scheme", required=True, type=Path, metavar="PATH", help="方案文件夹或 scheme.yaml")
    start.add_argument("--division", required=True, metavar="CODE", help="开展行动的区划代码")
    start.add_argument("--name", required=True, metavar="NAME", help="行动的名称")
    start.add_argument("--dates", type=Path, metavar="FILE", help="YAML：{事项或阶段: {date, source}}")
    move = _command(group, "migrate", "campaigns_migrating:migrate", "把行动迁移到方案的另一个版本", writes=True)
    move.add_argument("--campaign", required=True, type=_positive, metavar="ID", help="行动的编号")
    move.add_argument("--to", required=True, metavar="VERSION", help=TO_HELP)
    move.add_argument("--reason", metavar="TEXT", help="为什么、依据什么文件；试算时可以不写")
    move.add_argument("--dry-run", action="store_true", help="只看影响，不迁移")
    back = _command(group, "migrate-undo", "campaigns_migrating:undo", "撤销行动最近的一次迁移", writes=True)
    back.add_argument("--campaign", required=True, type=_positive, metavar="ID", help="行动的编号")


def _ledger(commands: Any) -> None:
    load = _command(commands, "import", "imports:load", "导入台账表格", writes=True)
    load.add_argument("file", type=Path, metavar="FILE", help="xlsx、xls 或 csv 文件（叫 undo 的文件请写成 ./undo）")
    load.add_argument("--campaign", required=True, type=_positive, metavar="ID", help="行动的编号")
    load.add_argument("--map", type=Path, metavar="MAP.yaml", help="列对应关系；不写则按表头识别")
    load.add_argument("--dry-run", action="store_true", help="只试算，不写入")
    undo = _command(commands, UNDO, "imports:undo", "撤销一次导入", writes=True)
    undo.add_argument("job", type=_positive, metavar="JOB", help="导入任务的编号")
    decide = _command(commands, "decide", "ledgers:decide", "重新认定一个行动的全部小区", writes=True)
    decide.add_argument("--campaign", required=True, type=_positive, metavar="ID", help="行动的编号")
    decide.add_argument("--on", type=_day, metavar="DATE", help="按这一天试算，不写入")
    group = _group(commands, "export", "导出")
    ledger = _command(group, "ledger", "ledgers:export", "导出台账（xlsx、csv 或 geojson）", writes=True)
    ledger.add_argument("--campaign", required=True, type=_positive, metavar="ID", help="行动的编号")
    ledger.add_argument("out", type=Path, metavar="OUT", help="要写的文件，扩展名为 .xlsx、.csv 或 .geojson")


def _rollups(commands: Any) -> None:
    group = _group(commands, "rollups", "按区划的汇总数")
    rebuild = _command(group, "rebuild", "rollups:prove", "从头数一遍，与汇总数核对；不一致的改正")
    rebuild.add_argument("--campaign", required=True, type=_positive, metavar="ID", help="行动的编号")


def _duties(commands: Any) -> None:
    duties = _command(commands, "duties", "duties:listing", "列出一个行动里没有办结、定了期限的事项", writes=True)
    duties.add_argument("--campaign", required=True, type=_positive, metavar="ID", help="行动的编号")
    duties.add_argument("--on", type=_day, metavar="DATE", help="看哪一天的情况，默认今天")
    digest = _command(commands, "digest", "duties:digest", "一个账号当天的工作摘要", writes=True)
    digest.add_argument("--on", type=_day, metavar="DATE", help="哪一天，默认今天")
    digest.add_argument("--out", type=Path, metavar="FILE", help="写入这个文本文件，不打印")


def _journal(commands: Any) -> None:
    group = _group(commands, "journal", "操作日志")
    verify = _command(group, "verify", "journals:verify", "核对操作日志和它所覆盖的数据")
    verify.add_argument(
        "--anchor", type=_head, metavar="NUMBER:HASH", help="以前公布的编号和摘要；有它才能发现末尾被截去或整条链被重写"
    )
    _command(group, "head", "journals:head", "打印最后一条的编号和摘要，供公布留底")
