"""The words of a case: what is decided, where it stands, what somebody does, and whose turn it is. Knows no Django."""

from enum import StrEnum


class Kind(StrEnum):
    """What is decided; each kind has one table of transitions (`rules.TABLES`)."""

    LIST = "list"  # 上报名单：上报、复核、备案
    CORRECTION = "correction"  # 退回更正：退回的行由下级补正
    EXTENSION = "extension"  # 延期申请


class State(StrEnum):
    """Where a case stands."""

    SUBMITTED = "submitted"
    COUNTERSIGNING = "countersigning"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    GRANTED = "granted"
    REFUSED = "refused"
    FILED = "filed"


class Verb(StrEnum):
    """What somebody does with a case."""

    SUBMIT = "submit"
    RETURN = "return"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    RESUBMIT = "resubmit"
    ACCEPT = "accept"
    COUNTERSIGN_ASK = "countersign_ask"
    COUNTERSIGN_GIVE = "countersign_give"
    TRANSFER = "transfer"
    DELEGATE = "delegate"
    EXTEND_ASK = "extend_ask"
    EXTEND_GRANT = "extend_grant"
    EXTEND_REFUSE = "extend_refuse"
    FILE = "file"


class Side(StrEnum):
    """Who takes part: the side that asks (reports, corrects), the side that answers (reviews, grants), one who is named."""

    ASKING = "asking"
    ANSWERING = "answering"
    NAMED = "named"
