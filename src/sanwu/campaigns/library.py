"""The library of scheme versions: every one that this installation knows, published or withdrawn, for all who sign in."""

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Q, QuerySet

from sanwu.campaigns.models import Campaign, SchemeVersion, VersionState


def library(text: str = "", state: str = "") -> QuerySet[SchemeVersion]:
    """Versions by words of their name or identifier, and by state; without their texts, which are large."""
    found = SchemeVersion.objects.defer("files")
    if state in VersionState.values:
        found = found.filter(state=state)
    for word in text.split():
        found = found.filter(Q(title__icontains=word) | Q(title_en__icontains=word) | Q(scheme_id__icontains=word))
    return found


def versions_running() -> QuerySet[SchemeVersion]:
    """The versions on which open campaigns run, each once; without their texts."""
    running = Campaign.objects.filter(closed_on=None).order_by().values("scheme_version")
    return SchemeVersion.objects.filter(pk__in=running).defer("files")


def version_in_library(number: int) -> SchemeVersion:
    """One version with its texts; SchemeVersion.DoesNotExist where there is none."""
    return SchemeVersion.objects.get(pk=number)


def versions_known() -> set[tuple[str, str]]:
    """(scheme id, version) of everything in the library."""
    return set(SchemeVersion.objects.values_list("scheme_id", "version"))


def texts_of(numbers: Iterable[int]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """(number, files) of some versions."""
    yield from SchemeVersion.objects.filter(pk__in=list(numbers)).values_list("pk", "files")
