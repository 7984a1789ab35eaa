"""The law and the words that a scheme builds on."""

from django.utils.translation import gettext as _

from sanwu.policy.model_law import BodyRule, LawVersion, Provision, Share, Shares
from sanwu.web.desk.scheme_tables import Row, Section, Table, row
from sanwu.web.desk.scheme_work import Reader
from sanwu.web.ui.outcomes import Text
from sanwu.web.ui.words import day, joined, phrased, title_of


def laws(reader: Reader) -> Section:
    """The law packs of the scheme, every version with its days in force."""
    tables = []
    for name, family in reader.scheme.law.items():
        rows = [_version(version) for version in family.versions.values()]
        note: tuple[Text, ...] = (family.note,) if family.note else ()
        if name in reader.scheme.laws:
            tables.append(Table([_("施行"), _("内容")], rows, title_of(family), lines=note))
    wording = [row(phrase) for phrase in reader.scheme.wording.values()]
    references = [row(entry, entry.text or "", entry.document or "") for entry in reader.scheme.references.values()]
    tables.append(Table([_("内容"), _("文件")], references, _("方案里不是规则的话，平台怎样做到")))
    tables.append(Table([], wording, _("统一用语")))
    return Section("laws", _("法规和用语"), [table for table in tables if table.rows])


def _version(version: LawVersion) -> Row:
    until = day(version.until) if version.until else _("今")
    said = [
        _("%(rule)s：%(shares)s") % {"rule": title_of(rule), "shares": _rule(rule.participation, rule.approval, rule.objection)}
        for rule in version.rules.values()
    ]  # fmt: skip
    said += [title_of(clock) + (f"（{clock.source}）" if clock.source else "") for clock in version.clocks.values()]
    plain: tuple[BodyRule | Provision, ...] = (*version.bodies.values(), *version.provisions.values())
    said += [title_of(rule) + (f"：{rule.text.rstrip('。')}" if rule.text else "") for rule in plain]
    return row(version, f"{day(version.from_)} — {until}", phrased(said))


def _rule(taking_part: Shares | None, approval: Shares | None, objection: Shares | None) -> str:
    said = []
    if taking_part:
        said.append(_("参与 %(shares)s") % {"shares": _shares(taking_part)})
    if approval:
        said.append(_("同意 %(shares)s") % {"shares": _shares(approval)})
    if objection:
        said.append(_("异议 %(shares)s") % {"shares": _shares(objection)})
    return _("，").join(said)


def _shares(shares: Shares) -> str:
    named = ((_("面积"), shares.area), (_("人数"), shares.heads))
    return joined(f"{name}{_share(share)}" for name, share in named if share)


def _share(share: Share) -> str:
    words = {
        "at_least": _("不少于"), "more_than": _("超过"), "at_most": _("不超过"), "less_than": _("少于"),
    }  # fmt: skip
    return next(f"{word} {value}" for name, word in words.items() if (value := getattr(share, name)) is not None)
