"""python -m bench.peer.load FILE: import a workbook with django-import-export, row validation on, in its fastest setting."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peer.settings")

import django

django.setup()

import tablib  # noqa: E402
from django.db import connection  # noqa: E402
from import_export import resources, widgets  # noqa: E402
from import_export.fields import Field  # noqa: E402

from bench.peer.models import PeerCompound  # noqa: E402
from bench.workbooks import COLUMNS  # noqa: E402

FIELDS = [field.name for field in PeerCompound._meta.fields if field.name != "id"]
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


def widget_for(name: str) -> widgets.Widget:
    kind = PeerCompound._meta.get_field(name).get_internal_type()
    return {
        "BooleanField": MarkWidget,
        "IntegerField": widgets.IntegerWidget,
        "DecimalField": widgets.DecimalWidget,
    }.get(kind, lambda: widgets.CharWidget(coerce_to_string=True))()


class PeerResource(resources.ModelResource):
    class Meta:
        model = PeerCompound
        fields = FIELDS
        import_id_fields = ["number"]
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        clean_model_instances = True
        force_init_instance = True
        use_transactions = True


for _name in FIELDS:
    PeerResource.fields[_name] = Field(attribute=_name, column_name=_name, widget=widget_for(_name))


def main(path: str) -> None:
    with connection.schema_editor() as editor:
        editor.create_model(PeerCompound)
    with open(path, "rb") as file:
        data = tablib.Dataset().load(file.read(), format="xlsx", headers=False)
    # the title and header rows of the office's sheet are taken off for the peer, which cannot skip them
    rows = tablib.Dataset(*list(data)[2:], headers=FIELDS)
    assert len(FIELDS) == len(COLUMNS)
    result = PeerResource().import_data(rows, raise_errors=False, collect_failed_rows=True)
    print(PeerCompound.objects.count(), len(result.invalid_rows), len(result.error_rows))


if __name__ == "__main__":
    main(sys.argv[1])
