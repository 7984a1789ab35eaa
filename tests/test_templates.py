"""Templates read as text: what a rendered page would hide until somebody looks."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.source import SOURCE, modules

TEMPLATES = sorted(path for folder in SOURCE.rglob("templates") for path in folder.rglob("*.html"))
# Found by their names, not by a view of ours.
BY_CONVENTION = {"403.html", "404.html", "500.html", "400.html", "403_csrf.html"}

every_template = pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(SOURCE).as_posix())


@cache
def text(template: Path) -> str:
    return template.read_text(encoding="utf-8")


def name_of(template: Path) -> str:
    return template.as_posix().rpartition("/templates/")[2]


@every_template
def test_a_form_that_posts_carries_its_token(template: Path) -> None:
    forms = re.findall(r"<form\b.*?</form>", text(template), flags=re.DOTALL | re.IGNORECASE)
    posting = [form for form in forms if re.search(r'method="?post', form[: form.index(">")], re.IGNORECASE)]

    assert all("{% csrf_token %}" in form for form in posting)


@every_template
def test_nothing_runs_or_loads_from_inside_a_page(template: Path) -> None:
    """The content policy forbids inline scripts, handlers and styles, and everything from another host."""
    source = text(template)

    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", source)
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", source)
    assert not re.search(r"""\sstyle\s*=\s*["']""", source)
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", source)


@every_template
def test_a_template_is_used(template: Path) -> None:
    name = name_of(template)
    if name in BY_CONVENTION:
        return
    used = any(name in text(other) for other in TEMPLATES if other != template)

    assert used or any(name in module.text for module in modules()), f"nothing renders or includes {name}"


@every_template
def test_interface_text_goes_through_translation(template: Path) -> None:
    """Chinese outside `translate` tags would stay Chinese on the English page."""
    source = re.sub(r"{%\s*comment\b.*?{%\s*endcomment\s*%}", "", text(template), flags=re.DOTALL)
    source = re.sub(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}", "", source, flags=re.DOTALL)
    source = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", source, flags=re.DOTALL)
    # What stands in the mark of another language is meant to stay as it is (中文 on the language switch).
    source = re.sub(r'<(\w+)[^>]*\blang="zh[^"]*"[^>]*>[^<]*</\1>', "", source)

    assert re.findall(r"[一-鿿]+", source) == []
