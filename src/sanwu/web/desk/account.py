"""A person's own account: who she is here, and which posts she holds."""

from django.http import HttpResponse
from django.shortcuts import render

from sanwu.base import clock
from sanwu.people.access import SIGNED_IN, OfficeRequest
from sanwu.people.selectors import posts_on
from sanwu.web.desk.door import page
from sanwu.web.desk.people import changes_of, post_line


@page(SIGNED_IN)
def account(request: OfficeRequest) -> HttpResponse:
    """Account, posts, how she signs in, and what was done to her account lately, so that a misuse is seen by her."""
    mine, on = request.user, clock.today()
    context = {
        "posts": [post_line(post, on) for post in posts_on(mine, on)],
        "has_password": mine.has_usable_password(),
        "codes_left": mine.recovery_codes.filter(used_at=None).count() if mine.factor_since else 0,
        "changes": changes_of(mine),
    }
    return render(request, "desk/account.html", context)
