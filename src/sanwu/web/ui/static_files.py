"""Addresses of static files: a page names some twenty, always the same."""

from django.contrib.staticfiles.storage import StaticFilesStorage


class KeptAddresses(StaticFilesStorage):
    """Each address is put together once; templates and scripts of ours alone name files."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, str] = {}

    def url(self, name: str | None) -> str:
        if name is None:
            return super().url(name)
        if name not in self._known:
            self._known[name] = super().url(name)
        return self._known[name]
