"""Which jobs a person may see."""

from django.db.models import Q, QuerySet

from sanwu.base.scope import Ability, Scope
from sanwu.jobs.models import Job
from sanwu.records.scoping import in_ranges


def jobs_visible_to(scope: Scope, account_id: int | None) -> QuerySet[Job]:
    """A person's own jobs while any post holds, and those of divisions where he may import himself; newest first."""
    own = Q(account_id=account_id) if account_id is not None and scope.grants else Q(pk__in=[])
    return Job.objects.filter(own | in_ranges(scope, Ability.IMPORT_LEDGER))
