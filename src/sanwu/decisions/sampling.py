"""抽样: drawing the rows that are checked on site, so that anybody can draw the same ones again (A-25)."""

import secrets

from django.utils.translation import gettext as _

from sanwu.approvals.enums import State
from sanwu.approvals.models import Case
from sanwu.base import clock
from sanwu.base.actor import Actor
from sanwu.base.codes import CODE_LENGTH
from sanwu.base.errors import BadInput, Refused
from sanwu.base.scope import Ability, Scope
from sanwu.decisions.filing import OBJECT
from sanwu.decisions.filing_digests import sample_digest
from sanwu.decisions.models import ListRow, ListVersion, SiteSample
from sanwu.decisions.sampling_rules import Stratum, draw, size_of_share
from sanwu.records.services import act
from sanwu.territory.selectors import full_names

STREET_DIGITS = 9
OPEN = (State.SUBMITTED, State.COUNTERSIGNING, State.ACCEPTED)


def sample_draw(
    *,
    version: ListVersion,
    size: int | None = None,
    share: int | None = None,
    seed: str | None = None,
    again: bool = False,
    scope: Scope,
    actor: Actor,
    client_key: str | None = None,
) -> SiteSample:
    """Draw rows for site checks, by street in proportion: `size` rows or a `share` in per mille of the list.

    Without a `seed` one is drawn and recorded. What would draw the same rows from the same seed again is the sample that
    is there; another one beside it is BadInput unless it is meant (`again`), so that nobody draws until he likes the rows
    without saying so. Refused without the right to review and when the list is not under review.
    """
    if (
        (size is None) == (share is None)
        or (size is not None and size < 1)
        or (share is not None and not 0 < share <= 1000)
    ):
        raise BadInput(_("请写明抽多少个，或者抽百分之几（不超过 100%）。"), "bad_size")
    with act(
        verb="list.sample", actor=actor, object_type=OBJECT, object_id=str(version.pk), object_name=version.division_name,
        division=version.division_code, client_key=client_key,
        request={"version": version.pk, "size": size, "share": share, "seed": seed, "again": again},
    ) as entry:  # fmt: skip
        if entry.repeated:
            return SiteSample.objects.get(pk=entry.result["id"])
        if not scope.may(Ability.REVIEW_LIST, version.division_code):
            raise Refused(_("没有复核这份名单的权限。"), "no_right")
        case = Case.objects.select_for_update().get(pk=version.case_id)  # one draw of a list at a time
        if case.state not in OPEN or hasattr(version, "following"):
            raise Refused(_("这一版名单现在不在复核中，不能抽样。"), "not_under_review")
        drawn = list(SiteSample.objects.filter(version=version))
        if same := next(
            (one for one in drawn if seed and (one.seed, one.size, one.share) == (seed, size, share)), None
        ):
            entry.repeated = True  # nothing happens that the journal does not say already
            return same
        if drawn and not again:
            raise BadInput(
                _("这一版名单已经抽过 %(count)s 份样本。确实要另抽一份，请勾选“另抽一份”。") % {"count": len(drawn)},
                "drawn_already",
            )
        seed = seed or secrets.token_hex(8)
        strata = _drawn(version, size, share, seed)
        names = full_names([stratum.key for stratum in strata])
        sample = SiteSample(
            version=version, division_code=version.division_code, seed=seed, size=size, share=share,
            strata=[
                {
                    "division": s.key, "name": names.get(s.key, s.key).removeprefix(version.division_name) or version.division_name, "rows": s.rows, "drawn": len(s.drawn),
                } for s in strata
            ],
            drawn=sorted(position for s in strata for position in s.drawn), at=clock.now(), actor_id=actor.account_id,
            actor_name=actor.name[:100], post=actor.post[:200], act_uid=entry.uid, digest="",
        )  # fmt: skip
        sample.digest = sample_digest(sample)
        sample.save(force_insert=True)
        entry.digest("decisions.sample", sample.pk, sample.digest)
        entry.after = {
            "version": version.number, "seed": seed, "drawn": len(sample.drawn), "earlier_samples": len(drawn),
        }  # fmt: skip
        entry.result = {"id": sample.pk}
    return sample


def is_reproducible(sample: SiteSample) -> bool:
    """Whether drawing again from the seed gives the same rows."""
    strata = _drawn(sample.version, sample.size, sample.share, sample.seed)
    return bool(sorted(position for stratum in strata for position in stratum.drawn) == sample.drawn)


def _drawn(version: ListVersion, size: int | None, share: int | None, seed: str) -> list[Stratum]:
    rows = ListRow.objects.filter(version=version).order_by("position")
    known = [
        (position, f"{name}|{compound}", code[:STREET_DIGITS].ljust(CODE_LENGTH, "0"))
        for position, compound, name, code in rows.values_list("position", "compound_id", "name", "division_code")
    ]
    wanted = size if size is not None else size_of_share(len(known), share or 0)
    return draw(known, wanted, seed)
