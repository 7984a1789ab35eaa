"""How complete a compound's file is: required facts that are filled, of all that a form requires (A-23)."""

from collections.abc import Mapping
from typing import NamedTuple

from sanwu.policy.model_items import Form
from sanwu.policy.values import Canonical


class Completeness(NamedTuple):
    """Filled of required, and the identifiers of what is missing, in the order of the form."""

    filled: int
    required: int
    missing: tuple[str, ...]


def completeness(form: Form, facts: Mapping[str, Canonical | None]) -> Completeness:
    """Count the required facts of a form. "No" and 0 are filled; only unknown is missing."""
    required = form.required
    missing = tuple(fact for fact in required if facts.get(fact) is None)
    return Completeness(len(required) - len(missing), len(required), missing)
