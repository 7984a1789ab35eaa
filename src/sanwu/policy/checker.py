"""Check the files of a scheme as an editor asks: mistakes, findings, worked cases; plain JSON in, plain JSON out.

`python -m sanwu.policy.checker` does the same with files from standard input, in a process of its own that can be
stopped: what people type while they write may be anything.
"""

import json
import resource
import sys
from collections.abc import Mapping
from typing import Any

from sanwu.policy.bundle import CASES
from sanwu.policy.cases import run_cases
from sanwu.policy.lint import lint
from sanwu.policy.load import Loaded, load_files
from sanwu.policy.yamltree import parse

Json = dict[str, Any]
MOST = 300  # of each kind; nobody reads on
MEMORY = 1024**3  # bytes that the process of its own may take


def check(files: Mapping[str, str], *, cases: bool = False) -> Json:
    """{usable, problems, findings} and, where asked for and the scheme can be used, `cases`: see `told_cases`.

    Problems and findings carry code, file, line (0: the file as a whole), path, message, remedy; findings also say
    with which reason they were acknowledged. `more` counts what is left out beyond MOST.
    """
    found = load_files(files)
    findings = list(lint(found.scheme)) if found.scheme is not None else []
    answer: Json = {
        "usable": found.scheme is not None,
        "problems": [problem.as_json() for problem in found.problems[:MOST]],
        "findings": [finding.as_json() for finding in findings[:MOST]],
        "more": max(0, len(found.problems) - MOST) + max(0, len(findings) - MOST),
        "cases": None,
    }
    if cases and found.scheme is not None:
        answer["cases"] = told_cases(found)
    return answer


def told_cases(found: Loaded) -> Json:
    """{count, passed, failed, failures: [{file, line, title, expected, actual}], passes: [{file, line, title}]}."""
    result = run_cases(found)
    told = result.as_json()
    wrong = {(failure.file, failure.line) for failure in result.failures}
    passes = [
        {"file": file, "line": line, "title": title}
        for file, line, title in _titles(found.files)
        if (file, line) not in wrong
    ]
    return {
        "count": result.cases,
        "passed": result.passed,
        "failed": result.failed,
        "failures": told["failures"][:MOST],
        "passes": passes[:MOST] if result.passed else [],
    }


def _titles(files: Mapping[str, str]) -> list[tuple[str, int, str]]:
    """File, line and sentence of every worked case, in the order of the files; unreadable ones are failures already."""
    titles = []
    for name in sorted(files):
        tree = parse(name, files[name]) if name.startswith(f"{CASES}/") else None
        listed = tree.data.get("cases") if tree is not None and isinstance(tree.data, dict) else None
        for number, case in enumerate(listed if isinstance(listed, list) else ()):
            if tree is not None and isinstance(case, dict):
                titles.append((name, tree.lines.get(("cases", number), 0), str(case.get("title", ""))))
    return titles


def main() -> None:
    """{"files": {name: text}, "cases": true} on standard input; the answer of `check` on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    asked = json.load(sys.stdin)
    json.dump(check(asked["files"], cases=bool(asked.get("cases"))), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
