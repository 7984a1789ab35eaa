"""Import a workbook with django-import-export, row validation on, in its fastest setting that does the same job.

    python -m bench.peer.load --prepare     tables and divisions, not measured
    python -m bench.peer.load FILE

Bulk writes, no diffs, existing rows found by their number in one question (its cached loader), a row's place found among
the divisions from memory.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peer.settings")

import django

django.setup()

import tablib  # noqa: E402
from django.db import connection  # noqa: E402
from import_export import instance_loaders, resources, widgets  # noqa: E402
from import_export.fields import Field  # noqa: E402

from bench.peer.models import PeerCompound, PeerDivision  # noqa: E402
from bench.workbooks import COLUMNS  # noqa: E402
from sanwu.demo.rules import places, read_city  # noqa: E402

PLACE = ("district", "street", "community")
NAMES = [  # of the workbook's columns, in their order
    name
    for field in PeerCompound._meta.fields
    if field.name != "id"
    for name in (PLACE if field.name == "division" else (field.name,))
]
YES, NO = {"√", "有"}, {"×", "无"}


class MarkWidget(widgets.Widget):
    def clean(self, value: object, row: object = None, **kwargs: object) -> bool | None:
        if value in YES:
            return True
        if value in NO:
            return False
        if value in ("", None):
            return None
        raise ValueError("not a mark")


class PlaceWidget(widgets.Widget):
    """District, street and community of the row as one division; all divisions are read once."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[tuple[str, ...], PeerDivision] = {}

    def clean(self, value: object, row: dict[str, str], **kwargs: object) -> PeerDivision:
        if not self.known:
            chosen = PeerDivision.objects.select_related("parent__parent").filter(parent__parent__parent__isnull=False)
            self.known = {(d.parent.parent.name, d.parent.name, d.name): d for d in chosen}
        found = self.known.get(tuple(row[name] for name in PLACE))
        if found is None:
            raise ValueError("no such community")
        return found


def widget_for(name: str) -> widgets.Widget:
    kind = PeerCompound._meta.get_field(name).get_internal_type()
    return {
        "BooleanField": MarkWidget,
        "IntegerField": widgets.IntegerWidget,
        "DecimalField": widgets.DecimalWidget,
        "ForeignKey": PlaceWidget,
    }.get(kind, lambda: widgets.CharWidget(coerce_to_string=True))()


class PeerResource(resources.ModelResource):
    class Meta:
        model = PeerCompound
        fields = [field.name for field in PeerCompound._meta.fields if field.name != "id"]
        import_id_fields = ["number"]
        instance_loader_class = instance_loaders.CachedInstanceLoader
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        clean_model_instances = True
        use_transactions = True


for _name in PeerResource._meta.fields:
    PeerResource.fields[_name] = Field(
        attribute=_name, column_name="community" if _name == "division" else _name, widget=widget_for(_name)
    )


def prepare() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(PeerDivision)
        editor.create_model(PeerCompound)
    PeerDivision.objects.bulk_create(
        PeerDivision(code=place.code, name=place.name, parent_id=place.parent) for place in places(read_city())
    )


def main(path: str) -> None:
    with open(path, "rb") as file:
        data = tablib.Dataset().load(file.read(), format="xlsx", headers=False)
    # the title and header rows of the office's sheet are taken off for the peer, which cannot skip them
    rows = tablib.Dataset(*list(data)[2:], headers=NAMES)
    assert len(NAMES) == len(COLUMNS)
    result = PeerResource().import_data(rows, raise_errors=False, collect_failed_rows=True)
    print(PeerCompound.objects.count(), len(result.invalid_rows), len(result.error_rows))


if __name__ == "__main__":
    if sys.argv[1] == "--prepare":
        prepare()
    else:
        main(sys.argv[1])
