"""The words of lists and their review; knows no Django."""

from enum import StrEnum


class RowDecision(StrEnum):
    """What the review says of one row."""

    ACCEPT = "accept"
    RETURN = "return"
    REJECT = "reject"


class Change(StrEnum):
    """How a row compares with the version before."""

    SAME = ""
    ADDED = "added"
    CHANGED = "changed"
