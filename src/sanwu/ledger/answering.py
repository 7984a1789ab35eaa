"""Qualitative facts (是否有必要整治, 是否年久失修): answered by the body that a scheme names, with its reason as the source.

A person who answers by hand has to hold a post of that body. A file that is imported may bring an answer that the body
gave on paper: it is taken where the import names that paper, which becomes its source; otherwise the cell is left out.
"""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from sanwu.base.errors import Refused
from sanwu.base.scope import Ability, Scope
from sanwu.campaigns.library import versions_running
from sanwu.campaigns.models import Campaign, CampaignCompound, SchemeVersion
from sanwu.campaigns.selectors import loaded
from sanwu.campaigns.standing import questions_of, standing_for
from sanwu.compounds.models import Compound
from sanwu.policy.model_facts import Fact
from sanwu.policy.model_work import Body


def versions_about(compound: Compound) -> list[SchemeVersion]:
    """The scheme versions of the open campaigns that a compound is in; one query."""
    inside = SchemeVersion.objects.filter(
        campaigns__closed_on=None, campaigns__entries__compound=compound, campaigns__entries__left_on=None
    )
    return list(inside.defer("files").distinct())


def bodies_asked(versions: Iterable[SchemeVersion], fact: str) -> tuple[Body, ...]:
    """The bodies that answer for a fact under these schemes, each once; none where everybody may."""
    found: dict[str, Body] = {}
    for version in versions:
        found |= {body.title: body for body in questions_of(loaded(version)).get(fact, ())}
    return tuple(found.values())


def may_answer(versions: Iterable[SchemeVersion], fact: str, scope: Scope, division: str) -> bool:
    """Whether this person may answer for a fact in a division, as far as these schemes reserve it for somebody."""
    bodies = bodies_asked(versions, fact)
    return not bodies or standing_for(bodies, scope, Ability.ANSWER_QUESTION, division) is not None


def check_answering(facts: Collection[Fact], compounds: Collection[int], scope: Scope | None) -> None:
    """Refused, naming who answers, where a person without such a post would answer for one of these compounds.

    The schemes are those of the open campaigns that the compounds are in. None as the scope: no person's post is asked
    for (imports, the command line on the spot).
    """
    if scope is None:
        return
    versions = list(versions_running())
    for fact in facts:
        asking = [version for version in versions if questions_of(loaded(version)).get(fact.id)]
        if not asking:
            continue
        entries = CampaignCompound.objects.filter(
            compound__in=compounds, left_on=None, campaign__closed_on=None, campaign__scheme_version__in=asking
        )
        places = set(entries.values_list("campaign__scheme_version", "compound__division_id"))
        by_id = {version.pk: version for version in asking}
        for version, division in sorted(places):
            _check(fact, bodies_asked([by_id[version]], fact.id), scope, division)


def check_answering_in(campaign: Campaign, facts: Collection[Fact], scope: Scope, division: str) -> None:
    """The same for a compound that enters a campaign."""
    for fact in facts:
        _check(fact, bodies_asked([campaign.scheme_version], fact.id), scope, division)


def _check(fact: Fact, bodies: tuple[Body, ...], scope: Scope, division: str) -> None:
    if bodies and standing_for(bodies, scope, Ability.ANSWER_QUESTION, division) is None:
        named = {"fact": fact.title, "bodies": "、".join(body.title for body in bodies)}
        raise Refused(
            _(
                "按方案，“%(fact)s”由%(bodies)s判定。请由他们在平台上填写；已有他们的书面意见的，"
                "可以连同文件名称用表格导入。"
            )
            % named,
            "not_named",
        )
