"""Taking a published edition of the division list into the tree."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from sanwu.base.actor import Actor
from sanwu.base.errors import Refused
from sanwu.base.scope import Ability, Scope
from sanwu.records.services import act
from sanwu.territory.digests import bind_divisions
from sanwu.territory.editions import Known, New, Plan, plan
from sanwu.territory.models import Division
from sanwu.territory.reading import read_edition
from sanwu.territory.sql import insert_divisions

BATCH = 5000
WRITTEN = ["name", "parent", "level", "valid_to", "edition", "demo"]


def import_divisions(
    *,
    paths: Sequence[Path],
    edition: date,
    actor: Actor,
    scope: Scope | None = None,
    client_key: str | None = None,
) -> dict[str, int]:
    """Take files or folders of one edition (the date for which the list was published) into the tree.

    Returns {created, updated, closed, renamed, ignored}. A row that is so already is none of these; ignored are rows
    that stand for no division of their own, and rows older than what is known. An edition closes only what it covers;
    an older one never overwrites a newer. All or nothing: BadInput names the lines that cannot be used.

    With a `scope` every division that changes must lie where IMPORT_DIVISIONS is held, or it is Refused; rows of a wider
    list that change nothing elsewhere are let be; `rows_outside` counts them.
    """
    listed = read_edition(paths)
    with act(
        verb="divisions.import",
        actor=actor,
        object_type="edition",
        object_id=edition.isoformat(),
        object_name="、".join(path.name for path in paths),
        client_key=client_key,
        request={"edition": edition.isoformat(), "files": listed.files},
    ) as entry:
        if entry.repeated:
            return dict(entry.result)
        changes = plan(listed, edition, _known())
        _check_scope(changes, scope)
        outside = _outside(listed.rows, scope) if scope else set()
        changes.confirmed = [code for code in changes.confirmed if code not in outside]
        _write(changes, edition)
        bind_divisions(entry, changes.changed())
        entry.result = changes.counts()
        entry.after = {
            "files": listed.files, "extracts": sorted(changes.extracts), "outside": len(outside), **entry.result,
        }  # fmt: skip
    return changes.counts()


def rows_outside(paths: Sequence[Path], scope: Scope) -> int:
    """How many rows of a list lie outside the part of the tree where the scope may import."""
    return len(_outside(read_edition(paths).rows, scope))


def _outside(codes: Iterable[str], scope: Scope) -> set[str]:
    return {code for code in codes if not scope.may(Ability.IMPORT_DIVISIONS, code)}


def _known() -> dict[str, Known]:
    rows = Division.objects.values_list("code", "name", "parent_id", "level", "valid_to", "edition", "demo")
    return {row[0]: Known(row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows.iterator(chunk_size=BATCH)}


def _check_scope(changes: Plan, scope: Scope | None) -> None:
    if scope is None:
        return
    outside = [code for code in changes.changed() if not scope.may(Ability.IMPORT_DIVISIONS, code)]
    if outside:
        shown = "、".join(outside[:5])
        raise Refused(
            f"文件会改动 {len(outside)} 个不在您可以导入范围内的区划（{shown}{'……' if len(outside) > 5 else ''}），"
            "没有导入任何内容。请只提供本辖区的文件，或请上一级岗位导入。",
            "outside_scope",
        )


def _write(changes: Plan, edition: date) -> None:
    insert_divisions(
        (row.code, row.name, row.parent, row.level, valid_from, valid_to, edition, False)
        for row, valid_from, valid_to in changes.created
    )
    changed = [_made(new, edition) for new in changes.updated + changes.renamed]
    Division.objects.bulk_update(changed, WRITTEN, batch_size=100)
    for start in range(0, len(changes.confirmed), BATCH):
        Division.objects.filter(code__in=changes.confirmed[start : start + BATCH]).update(edition=edition)
    for start in range(0, len(changes.closed), BATCH):
        Division.objects.filter(code__in=changes.closed[start : start + BATCH]).update(valid_to=edition)


def _made(new: New, edition: date) -> Division:
    return Division(
        code=new.row.code,
        name=new.row.name,
        parent_id=new.row.parent,
        level=new.row.level,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        edition=edition,
    )
