"""sanwu token issue | list | revoke"""

from argparse import Namespace

from sanwu.base import clock
from sanwu.base.errors import BadInput
from sanwu.cli.answer import Answer
from sanwu.cli.who import acting
from sanwu.people.models import AccessToken
from sanwu.people.selectors import account_named
from sanwu.people.tokens import READING, token_issue, token_revoke, tokens_of


def issue(args: Namespace) -> Answer:
    """A token of an account for a program; printed once."""
    _scope, actor = acting(args)
    secret, token = token_issue(
        account=account_named(args.username), title=args.title, abilities=args.ability or READING,
        division=args.division or "", days=args.days, actor=actor,
    )  # fmt: skip
    data = _row(token) | {"token": secret}
    return Answer(data, ["令牌已发放，只显示这一次，请立即保存：", secret, f"有效期至 {token.expires_at:%Y-%m-%d}。"])


def listed(args: Namespace) -> Answer:
    """The tokens of an account, without their secrets."""
    rows = [_row(token) for token in tokens_of(account_named(args.username))]
    lines = [f"{row['id']:>6}  {row['state']}  {str(row['expires_at'])[:10]}  {row['title']}" for row in rows]
    return Answer({"tokens": rows}, lines or ["这个账号没有令牌。"])


def revoke(args: Namespace) -> Answer:
    """End a token at once."""
    _scope, actor = acting(args)
    token = AccessToken.objects.select_related("account").filter(pk=args.number).first()
    if token is None:
        raise BadInput(f"没有编号为 {args.number} 的令牌。可用 sanwu token list 查看。", "no_token")
    return Answer(_row(token_revoke(token=token, actor=actor)), [f"令牌“{token.title}”已撤销。"])


def _row(token: AccessToken) -> dict[str, object]:
    over = token.expires_at <= clock.now()
    return {
        "id": token.pk, "account": token.account.username, "title": token.title, "abilities": token.abilities,
        "division": token.division_code, "expires_at": token.expires_at.isoformat(),
        "state": "revoked" if token.revoked_at else "expired" if over else "live",
    }  # fmt: skip
