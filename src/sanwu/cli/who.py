"""On whose behalf a command acts: `--as ACCOUNT`, or the local operator who may do everything on this machine."""

from argparse import Namespace

from sanwu.base import clock
from sanwu.base.actor import LOCAL_OPERATOR, Actor
from sanwu.base.scope import Scope, everywhere
from sanwu.people.selectors import account_named, scope_and_actor


def acting(args: Namespace) -> tuple[Scope, Actor]:
    """Scope and actor of a command. BadInput when the account named by --as is unknown."""
    username: str | None = getattr(args, "act_as", None)
    if username is None:
        return everywhere(), LOCAL_OPERATOR
    return scope_and_actor(account_named(username), clock.today())
