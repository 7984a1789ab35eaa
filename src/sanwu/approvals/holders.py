"""Who takes part in a case, as values: approvals keeps no foreign key to posts, which end while cases stay."""

from dataclasses import asdict, dataclass
from typing import Any

from sanwu.base.scope import Ability, Scope


@dataclass(frozen=True)
class Holder:
    """A post seen from a case: whoever holds `ability` in `division` (12-digit code), in `role` where one is named.

    With an `account` it is that person alone. `body` and `name` are for people: the organisation and the person.
    """

    division: str
    ability: str = ""
    role: str = ""
    body: str = ""
    account: int | None = None
    name: str = ""

    def is_held_by(self, scope: Scope, *, whoever: bool = False) -> bool:
        """Whether this is the person whose scope it is. `whoever` leaves the named account aside: the post counts."""
        if self.account is not None and not whoever and self.account != scope.account_id:
            return False
        if not self.ability:
            return self.account is not None and self.account == scope.account_id
        return any(
            (not self.role or grant.role == self.role)
            and Ability(self.ability) in grant.abilities
            and grant.covers(self.division)
            for grant in scope.grants
        )

    @property
    def words(self) -> str:
        """The organisation and the person, as far as they are known."""
        return " ".join(part for part in (self.body, self.name) if part)

    def as_json(self) -> dict[str, Any]:
        """For keeping."""
        return asdict(self)

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Holder":
        """As it was kept."""
        return cls(**kept)
