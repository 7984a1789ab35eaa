"""Who does something, as values the journal can keep (records holds no foreign key to people)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """An account in one of its posts, or the local operator. `division` is the post's 12-digit code, or empty."""

    name: str
    account_id: int | None = None
    post: str = ""
    division: str = ""


LOCAL_OPERATOR = Actor(name="local operator")
