"""Findings about acceptance: items nobody can accept, photos without a need, results that residents never hear of."""

from sanwu.policy.findings import Notebook
from sanwu.policy.model_items import Photo
from sanwu.policy.problems import Path
from sanwu.policy.walk import walk

# Words by which a step of acceptance is known to be made public.
_PUBLIC = ("公示", "公告", "公布", "公开")
# What is accepted goes through a workflow of one of these objects, which may carry the publicity itself.
_ACCEPTED = ("compound", "project", "item", "problem")


def check_acceptance(notebook: Notebook) -> None:
    """Every item can be accepted, no photo is asked for without a need, acceptance is made public."""
    scheme = notebook.scheme
    for name, item in scheme.items.items():
        if not item.acceptance:
            message = f"整治事项“{item.title}”没有验收标准。"
            notebook.add("item_without_acceptance", ("items", name), message, "请用 acceptance 写明验收清单。")
    for path, part in walk(scheme):
        if isinstance(part, Photo) and part.required and part.need is None:
            message = f"照片“{part.title}”是必须拍的，却没有写为什么需要。"
            notebook.add("photo_without_need", path, message, "请用 need 写明用途，或改为 required: no。")
    _check_publicity(notebook)


def _check_publicity(notebook: Notebook) -> None:
    """Acceptance that goes through steps has one in which residents are told."""
    scheme = notebook.scheme
    levels = scheme.acceptance.levels
    words = "".join(f"{level.title}{level.text or ''}" for level in levels.values())
    published = any(level.public for level in levels.values()) or any(
        flow.publicity is not None and flow.object in _ACCEPTED for flow in scheme.workflows.values()
    )
    if levels and not published and not any(word in words for word in _PUBLIC):
        path: Path = ("acceptance", "levels")
        remedy = "请加上一步，写明由谁公示、公示几天。"
        notebook.add("acceptance_without_publicity", path, "验收的各个步骤里没有公示，居民无从知道结果。", remedy)
