"""How complete a compound's file is: required facts that are filled, of all that a form requires (A-23)."""

from collections.abc import Mapping
from typing import NamedTuple

from sanwu.policy.model_items import Form
from sanwu.policy.model_scheme import Scheme
from sanwu.policy.values import Canonical

# The events that end a survey: the forms of such duties make up the file.
_SURVEY_ENDS = ("survey_finished", "file_completed")


class Completeness(NamedTuple):
    """Filled of required, and the identifiers of what is missing, in the order of the form."""

    filled: int
    required: int
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing required is missing."""
        return not self.missing


def completeness(form: Form | Scheme, facts: Mapping[str, Canonical | None]) -> Completeness:
    """Count the required facts of a form, or of all forms with which a scheme's survey ends.

    "No" and 0 are filled; only unknown is missing.
    """
    required = form.required if isinstance(form, Form) else survey_facts(form)
    missing = tuple(fact for fact in required if facts.get(fact) is None)
    return Completeness(len(required) - len(missing), len(required), missing)


def survey_facts(scheme: Scheme) -> tuple[str, ...]:
    """The facts that a complete file of the scheme needs: required by the forms of the duties that end its survey."""
    forms = [
        name
        for duty in scheme.duties.values()
        if any(event in _SURVEY_ENDS for event in duty.done_when)
        for name in duty.forms
    ]
    return tuple(dict.fromkeys(fact for name in forms for fact in scheme.forms[name].required))
