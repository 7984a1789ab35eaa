"""What the scheme says of a row: the version on which its campaign runs, or an earlier one that it ran on."""

from sanwu.campaigns.selectors import loaded, versions_run
from sanwu.duties.models import Duty
from sanwu.policy import model_work


def rule_of(duty: Duty) -> model_work.Duty:
    """The duty in the plan's words. What was done under an earlier version is told as that version said it."""
    for version in versions_run(duty.campaign):
        if found := loaded(version).duties.get(duty.duty):
            return found
    raise LookupError(f"no version of campaign {duty.campaign_id} has the duty {duty.duty}")
