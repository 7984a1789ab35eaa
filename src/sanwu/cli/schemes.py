"""sanwu scheme check | cases | explain | schema: plans as files, no database needed."""

import json
from argparse import Namespace
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from sanwu.base import clock
from sanwu.base.errors import BadInput
from sanwu.cli.answer import DONE, PROBLEMS, Answer
from sanwu.policy.cases import CasesResult, run_cases
from sanwu.policy.cases_report import report
from sanwu.policy.explain import Explanation
from sanwu.policy.explain import explain as explain_compound
from sanwu.policy.lint import lint
from sanwu.policy.load import Loaded, load_scheme
from sanwu.policy.model import Scheme
from sanwu.policy.problems import near
from sanwu.policy.schema import json_schema
from sanwu.policy.values import canonical

SCHEME_FILE = "scheme.yaml"
LONGEST_NUMBER = 30


def check(args: Namespace) -> Answer:
    """Load and lint one scheme, or every scheme in a folder."""
    schemes = [_checked(path) for path in _schemes_at(args.path)]
    ok = all(not s["errors"] and all(f["acknowledged"] for f in s["findings"]) for s in schemes)
    lines = [line for scheme in schemes for line in _check_lines(scheme)]
    return Answer({"ok": ok, "schemes": schemes}, lines, DONE if ok else PROBLEMS)


def _checked(path: Path) -> dict[str, Any]:
    loaded = load_scheme(path)
    scheme = loaded.scheme
    ran = run_cases(loaded)
    return {
        "id": scheme.id if scheme else path.name,
        "version": str(scheme.version) if scheme else None,
        "errors": [problem.as_json() for problem in (*loaded.problems, *ran.problems)],
        "findings": [*(_without_path(finding.as_json()) for finding in lint(scheme)), *_failing(ran)] if scheme else [],
    }


def _failing(ran: CasesResult) -> Iterator[dict[str, Any]]:
    """Cases that come out otherwise than they say, as findings; files that cannot be read are errors already."""
    unread = {problem.file for problem in ran.problems}
    for failure in ran.failures:
        if failure.file not in unread:
            yield {
                "code": "case_failing",
                "file": failure.file,
                "line": failure.line,
                "message": f"用例《{failure.title}》算出来不一样：应当 {failure.expected}；实际 {failure.actual}。",
                "remedy": "规则错了改规则，用例错了改用例；用 sanwu scheme cases 看全部用例。",
                "acknowledged": None,
            }


def _without_path(finding: dict[str, Any]) -> dict[str, Any]:
    """The documented shape of a finding; its file and line say where."""
    return {key: value for key, value in finding.items() if key != "path"}


def _check_lines(scheme: dict[str, Any]) -> list[str]:
    if scheme["errors"]:
        head = f"{scheme['id']}：有 {len(scheme['errors'])} 处错误，不能使用。"
    else:
        open_findings = [f for f in scheme["findings"] if not f["acknowledged"]]
        noted = len(scheme["findings"]) - len(open_findings)
        head = f"{scheme['id']}：可以使用，{len(open_findings)} 处待处理，{noted} 处已说明理由。"
    lines = [head]
    for entry in scheme["errors"] + scheme["findings"]:
        note = f"（已说明：{entry['acknowledged']}）" if entry.get("acknowledged") else ""
        lines.append(f"  {entry['file']}:{entry['line']} [{entry['code']}] {entry['message']}{entry['remedy']}{note}")
    return lines


def cases(args: Namespace) -> Answer:
    """Run the worked cases that a scheme brings along, and print them as sentences with what came out."""
    result = run_cases(_loaded(args.path))
    data = result.as_json()
    lines = [*report(result.ran), f"用例 {result.cases} 个，通过 {result.passed} 个，未通过 {result.failed} 个。"]
    lines += [f"  {failure}" for failure in result.failures]
    return Answer(data, lines, PROBLEMS if result.failed else DONE)


def explain(args: Namespace) -> Answer:
    """Judge one compound's facts and say why."""
    scheme = _usable(_loaded(args.path))
    explanation = explain_compound(scheme, _facts(args.facts, scheme), args.on or clock.today())
    return Answer(explanation.as_json(), list(_explain_lines(explanation, scheme)))


def _explain_lines(explanation: Explanation, scheme: Scheme) -> Iterator[str]:
    """Each rule with its outcome, and below it what was compared."""
    for rule, verdict in (explanation.conditions | explanation.decisions).items():
        yield f"{verdict.title}：{verdict.outcome_title}"
        for leaf in explanation.leaves:
            if leaf.rule == rule:
                actual = "待核实" if leaf.actual is None else leaf.actual_text
                clause = f"〔{leaf.clause}〕" if leaf.clause else ""
                yield f"    {leaf.fact_title}：{actual}（要求 {leaf.expected_text}）→ {leaf.outcome_text}{clause}"
    if explanation.missing:
        named = (f"{scheme.dictionary.facts[fact].title}（{fact}）" for fact in explanation.missing)
        yield "还缺：" + "、".join(named)


def schema(args: Namespace) -> Answer:
    """The JSON Schema of scheme files, for editors; always JSON."""
    data = json_schema()
    return Answer(data, [json.dumps(data, ensure_ascii=False, indent=1)])


def _schemes_at(path: Path) -> list[Path]:
    """Scheme folders meant by a path: itself, the folder of a scheme.yaml, or all folders in it that hold one."""
    if path.is_file() and path.name == SCHEME_FILE:
        return [path.parent]
    if (path / SCHEME_FILE).is_file():
        return [path]
    found = sorted(child for child in path.iterdir() if (child / SCHEME_FILE).is_file()) if path.is_dir() else []
    if not found:
        raise BadInput(f"{path} 里没有方案。请给出含有 {SCHEME_FILE} 的文件夹，或它的上一级文件夹。", "no_scheme")
    return found


def _loaded(path: Path) -> Loaded:
    found = _schemes_at(path)
    if len(found) > 1:
        raise BadInput(f"{path} 里有 {len(found)} 个方案，请指明其中一个。", "many_schemes")
    loaded = load_scheme(found[0])
    _usable(loaded)
    return loaded


def _usable(loaded: Loaded) -> Scheme:
    if loaded.scheme is None:
        lines = "\n".join(f"  {problem}" for problem in loaded.problems)
        raise BadInput(f"方案文件有错误，请先改正（sanwu scheme check 可逐条查看）：\n{lines}", "bad_scheme")
    return loaded.scheme


def _facts(path: Path, scheme: Scheme) -> dict[str, Any]:
    """The facts file as canonical values; null means unknown."""
    raw = _json(path)
    if not isinstance(raw, dict):
        raise BadInput(f"数据文件 {path.name} 应写成 {{数据项: 值}}。", "bad_facts")
    known = scheme.dictionary.facts
    values: dict[str, Any] = {}
    for fact, value in raw.items():
        if fact not in known:
            guess = near(fact, list(known))
            hint = f"是不是想写“{guess}”？" if guess else "请核对 schemes/facts.yaml 中的标识。"
            raise BadInput(f"数据项“{fact}”不在字典里。{hint}", "unknown_fact")
        if value is None:
            continue
        try:
            values[fact] = canonical(known[fact], value)
        except ValueError as error:
            raise BadInput(f"数据项“{fact}”的值读不懂：{error}不清楚的请写 null。", "bad_value") from error
    return values


def _json(path: Path) -> Any:
    """A JSON file with its numbers exact; what cannot be read is said with its line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return json.loads(
            text, parse_float=_exact, parse_int=_whole, parse_constant=str, object_pairs_hook=_without_repetition
        )
    except UnicodeDecodeError:
        reason = "不是 UTF-8 编码，请另存为 UTF-8"
    except json.JSONDecodeError as error:
        reason = f"第 {error.lineno} 行第 {error.colno} 个字处读不下去，请检查引号、逗号和括号"
    except RecursionError:
        reason = "括号套得太深，请写成 {数据项: 值}"
    raise BadInput(f"数据文件 {path.name} 不是可读的 JSON：{reason}。", "bad_facts")


def _exact(text: str) -> str:
    """9999.99 and 1e4 as the decimals they are, written out; what is too long to be a value stays as it was."""
    number = Decimal(text)
    return format(number, "f") if abs(number.adjusted()) < LONGEST_NUMBER else text


def _whole(text: str) -> int | str:
    return int(text) if len(text) < LONGEST_NUMBER else text


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInput(f"数据项“{twice}”写了两次，不知道以哪一个为准。请删去一个。", "bad_facts")
    return values
