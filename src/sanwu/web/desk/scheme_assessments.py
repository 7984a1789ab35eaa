"""What a scheme asks of streets and communities: each assessment with its members, by figure or by question."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sanwu.policy.model_assessments import Assessment, AssessmentMember
from sanwu.policy.values import number_text
from sanwu.web.desk.scheme_tables import Table, row
from sanwu.web.desk.scheme_words import cite_of, needed_text, quotes_for
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import title_of


def assessments(reader: Reader) -> Iterator[Table]:
    """One table for each."""
    for one in reader.scheme.assessments.values():
        lines = [needed_text(one)]
        if _only_shown(reader, one):
            lines.append(_("件数只显示：不作目标，不排名，不计分，也不据此追究。"))
        rows = [
            row(member, _asked(reader, member), reader.words.body(member.judged_by), member.evidence or "")
            for member in one.members.values()
        ]
        quoted = quotes_for(reader.quotes, one.clause)
        heads = [_("条件"), _("由谁回答"), _("凭据")]
        yield Table(heads, rows, title_of(one), cite_of(one), quoted, tuple(lines), first=_("内容"))


def _only_shown(reader: Reader, one: Assessment) -> bool:
    measures = reader.scheme.measures
    return any(member.measure and measures[member.measure].better == "neither" for member in one.members.values())


def _asked(reader: Reader, member: AssessmentMember) -> Text:
    if member.measure is None:
        return member.question or ""
    measure = reader.scheme.measures[member.measure]
    words = {
        "at_least": _("不低于"), "at_most": _("不超过"), "above": _("高于"), "below": _("低于"), "is_": _("是"),
    }  # fmt: skip
    said = [
        f"{word} {number_text(value, measure.unit)}"
        for key, word in words.items()
        if (value := getattr(member, key)) is not None
    ]
    return _("%(measure)s%(bound)s") % {"measure": title_of(measure), "bound": "".join(said)}
