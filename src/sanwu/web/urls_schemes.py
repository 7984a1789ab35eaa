"""Addresses of the scheme workshop: the library, reading, comparing, trying out."""

from django.urls import path

from sanwu.web.desk import (
    scheme_burden,
    scheme_compare,
    scheme_library,
    scheme_reader,
    scheme_whatif,
    scheme_whatif_draft,
)

urlpatterns = [
    path("schemes/", scheme_library.schemes, name="schemes"),
    path("schemes/compare/", scheme_compare.compare_schemes, name="scheme_compare"),
    path("schemes/what-if/", scheme_whatif.whatif, name="scheme_whatif"),
    path("schemes/what-if/draft/", scheme_whatif_draft.whatif_draft, name="scheme_whatif_draft"),
    path("schemes/shipped/<slug:scheme_id>/", scheme_reader.scheme_shipped, name="scheme_shipped"),
    path("schemes/<int:number>/", scheme_reader.scheme_version, name="scheme_version"),
    path("schemes/<int:number>/burden/", scheme_burden.burden, name="scheme_burden"),
]
