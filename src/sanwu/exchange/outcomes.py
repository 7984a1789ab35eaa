"""The outcome of an import as `import --json` prints it and as its page shows it."""

from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage

from sanwu.exchange.models import ImportIssue, ImportRun
from sanwu.exchange.reading.messages import text_of


def as_json(run: ImportRun) -> dict[str, Any]:
    """{job, dry_run, rows, accepted, refused, created, updated, unchanged, duplicates, ignored_lines, errors, warnings,
    changes, error_file}; every bad cell is named."""
    issues = list(run.issues.order_by("id"))
    return {
        "job": run.job_id,
        "dry_run": run.dry_run,
        "rows": run.rows,
        "accepted": run.accepted,
        "refused": run.refused,
        "created": run.created,
        "updated": run.updated,
        "unchanged": run.unchanged,
        "duplicates": run.duplicates,
        "ignored_lines": [{"line": i["line"], "reason": text_of(i["code"], {})} for i in run.ignored_lines],
        "errors": list(_of_level(issues, "error")),
        "warnings": list(_of_level(issues, "warning")),
        "changes": [{key: change[key] for key in ("line", "compound", "facts")} for change in run.changes],
        "error_file": default_storage.path(run.error_file) if run.error_file else None,
    }


def message_of(issue: ImportIssue) -> str:
    """The sentence of an issue in the language that is active."""
    return text_of(issue.code, issue.params)


def _of_level(issues: list[ImportIssue], level: str) -> Iterator[dict[str, Any]]:
    for issue in issues:
        if issue.level == level:
            yield {
                "line": issue.line, "column": issue.column, "value": issue.value, "code": issue.code,
                "message": message_of(issue),
            }  # fmt: skip
