"""Findings about what a scheme defines and never uses, and about steps that belong together but stand alone."""

from sanwu.policy.findings import Notebook
from sanwu.policy.model_items import Photo
from sanwu.policy.model_predicate import RuleIs, Test, leaves
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.predicates import predicates
from sanwu.policy.problems import Path
from sanwu.policy.walk import references, walk

# Words by which a step of acceptance is known to be made public.
_PUBLIC = ("公示", "公告", "公布", "公开")


def check_uses(notebook: Notebook) -> None:
    """Everything defined is used, every duty has a body, every item can be accepted, every mode is voted on."""
    _check_bodies(notebook)
    _check_conditions_and_forms(notebook)
    _check_items(notebook)
    _check_votes(notebook)
    _check_publicity(notebook)


def _named(scheme: Scheme, section: str) -> set[str]:
    """All entries of a section that something else of the scheme names."""
    return {word for path, part in walk(scheme) for _, where, word in references(part, path) if where == section}


def _check_bodies(notebook: Notebook) -> None:
    scheme = notebook.scheme
    for name, duty in scheme.duties.items():
        if duty.by is None:
            message = f"任务“{duty.title}”没有写由谁负责。"
            notebook.add("duty_without_body", ("duties", name), message, "请加上 by: 单位。")
    used = _named(scheme, "bodies")
    for _, predicate in predicates(scheme):
        used |= {leaf.judged_by for leaf in leaves(predicate) if isinstance(leaf, Test) and leaf.judged_by}
    for name, body in scheme.bodies.items():
        if name not in used and not body.functions and body.charge is None:
            message = f"单位“{body.title}”没有任何任务和职责，也没有别处提到它。"
            notebook.add("body_unused", ("bodies", name), message, "请写上它的职责，或删去这个单位。")


def _check_conditions_and_forms(notebook: Notebook) -> None:
    """A condition that no decision, goal or duty asks is suspicious – unless the scheme decides nothing at all."""
    scheme = notebook.scheme
    asked = _named(scheme, "conditions")
    for _, predicate in predicates(scheme):
        asked |= {leaf.rule for leaf in leaves(predicate) if isinstance(leaf, RuleIs) and leaf.kind == "condition"}
    for name, condition in scheme.conditions.items():
        if scheme.decisions and name not in asked:
            message = f"条件“{condition.title}”没有一个决策、目标或任务用到。"
            notebook.add("condition_unused", ("conditions", name), message, "请写明用在哪里，或删去这个条件。")
    filled = _named(scheme, "forms")
    for name, form in scheme.forms.items():
        if scheme.duties and name not in filled:
            message = f"没有一个任务要填表“{form.title}”，这张表发不到任何人手里。"
            notebook.add("form_unused", ("forms", name), message, "请在要填它的任务里写上 forms，或删去这张表。")


def _check_items(notebook: Notebook) -> None:
    """Every item can be accepted; nobody must take photos without a need."""
    for name, item in notebook.scheme.items.items():
        if not item.acceptance:
            message = f"整治事项“{item.title}”没有验收标准。"
            notebook.add("item_without_acceptance", ("items", name), message, "请用 acceptance 写明验收清单。")
    for path, part in walk(notebook.scheme):
        if isinstance(part, Photo) and part.required and part.need is None:
            message = f"照片“{part.title}”是必须拍的，却没有写为什么需要。"
            notebook.add("photo_without_need", path, message, "请用 need 写明用途，或改为 required: no。")


def _check_votes(notebook: Notebook) -> None:
    """How a compound is managed is for its owners to decide, so a duty that settles it needs a vote."""
    scheme = notebook.scheme
    if scheme.votes:
        return
    for name, duty in scheme.duties.items():
        if "mode_decided" in duty.done_when:
            message = f"任务“{duty.title}”要确定管理模式，方案却没有写由业主表决。"
            notebook.add("mode_without_vote", ("duties", name), message, "请在 votes 里写明表决事项和适用的法规。")


def _check_publicity(notebook: Notebook) -> None:
    """Acceptance that goes through steps has one in which residents are told."""
    levels = notebook.scheme.acceptance.levels
    words = "".join(f"{level.title}{level.text or ''}" for level in levels.values())
    if levels and not any(word in words for word in _PUBLIC):
        path: Path = ("acceptance", "levels")
        remedy = "请加上一步，写明由谁公示、公示几天。"
        notebook.add("acceptance_without_publicity", path, "验收的各个步骤里没有公示，居民无从知道结果。", remedy)
