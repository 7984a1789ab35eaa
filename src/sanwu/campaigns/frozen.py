"""Scheme versions as they were frozen: read from the database once, checked against their digest, kept in memory."""

from functools import lru_cache

from sanwu.base.errors import Refused
from sanwu.campaigns.models import SchemeVersion
from sanwu.policy.bundle import digest_of
from sanwu.policy.compiled import Rules, compile_rules
from sanwu.policy.load import load_files
from sanwu.policy.model_scheme import Scheme
from sanwu.records.models import Act
from sanwu.records.selectors import Finding

# The verbs that freeze a scheme.
FREEZING = ("scheme.load", "scheme.publish", "scheme.import")
WITHDRAWING = "scheme.withdraw"


def label_of(version: SchemeVersion) -> str:
    """A scheme version as the journal names it: id, version and the beginning of its digest."""
    return f"{version.scheme_id} {version.version} {version.digest[:12]}"


def loaded(version: SchemeVersion) -> Scheme:
    """The scheme as it was frozen. Kept in memory by digest; Refused when the stored text is not what was frozen."""
    return _scheme(version.digest, version.pk)


@lru_cache(maxsize=16)
def _scheme(digest: str, version_id: int) -> Scheme:
    files = SchemeVersion.objects.values_list("files", flat=True).get(pk=version_id)
    if digest_of(files) != digest:
        raise Refused(
            "数据库里的方案内容与登记时的摘要不一致，可能被改动过，已停止使用。请联系管理员。", "scheme_altered"
        )
    found = load_files(files)
    if found.scheme is None:
        listed = "\n".join(str(problem) for problem in found.problems[:5])
        raise Refused(f"登记的方案不能被这个版本的程序使用：\n{listed}", "scheme_unusable")
    return found.scheme


def rules_of(version: SchemeVersion) -> Rules:
    """The scheme's rules compiled for many compounds at once; kept in memory by digest."""
    return _rules(version.digest, version.pk)


@lru_cache(maxsize=16)
def _rules(digest: str, version_id: int) -> Rules:
    return compile_rules(_scheme(digest, version_id))


def schemes_unaltered() -> Finding | None:
    """For verifying the journal: None, or which stored scheme is not what was frozen, and the entry that froze it."""
    for version in SchemeVersion.objects.iterator(chunk_size=1):
        if reason := _alteration(version):
            froze = Act.objects.filter(verb__in=FREEZING, object_id=version.scheme_id, result__id=version.pk)
            return Finding(froze.order_by("number").values_list("number", flat=True).first(), reason)
    return None


def _alteration(version: SchemeVersion) -> str:
    """What of a stored scheme was edited, in Chinese: its text, or the title and version that were taken from the text."""
    named = f"登记的方案 {version.scheme_id}（版本 {version.version}）"
    if digest_of(version.files) != version.digest:
        return f"{named}的内容被改动过。"
    if version.withdrawn != Act.objects.filter(verb=WITHDRAWING, result__id=version.pk).exists():
        return f"{named}是否撤回，与操作日志不一致。"
    scheme = load_files(version.files).scheme
    if scheme is None:
        return ""  # of a later version of the program; its text is as it was
    said = (version.scheme_id, version.version, version.title, version.title_en)
    meant = (scheme.id, str(scheme.version), scheme.title, scheme.title_en or "")
    return "" if said == meant else f"{named}的名称或版本与方案内容不一致，可能被改动过。"
