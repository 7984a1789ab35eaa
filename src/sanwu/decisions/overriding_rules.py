"""What is in force where somebody decided otherwise than a rule (pure)."""

from sanwu.policy.outcomes import Outcome


def in_force(ruled: str, decided: str | None) -> str:
    """What holds of a rule that says `ruled`: what was decided instead, unless the rule is not for the compound at all.

    `decided` is empty or None where nothing was decided, or where that was taken back.
    """
    return decided if decided and ruled != Outcome.NOT_APPLICABLE else ruled
