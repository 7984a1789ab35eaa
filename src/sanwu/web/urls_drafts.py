"""Addresses of schemes that are being written."""

from django.urls import path

from sanwu.web.desk import (
    scheme_draft_compare,
    scheme_draft_edit,
    scheme_draft_history,
    scheme_draft_sides,
    scheme_drafts,
)

urlpatterns = [
    path("schemes/drafts/", scheme_drafts.drafts, name="scheme_drafts"),
    path("schemes/drafts/new/", scheme_drafts.draft_new, name="scheme_draft_new"),
    path("schemes/drafts/<int:number>/", scheme_draft_edit.draft, name="scheme_draft"),
    path("schemes/drafts/<int:number>/check/", scheme_draft_edit.draft_check, name="scheme_draft_check"),
    path("schemes/drafts/<int:number>/complete/", scheme_draft_edit.draft_complete, name="scheme_draft_complete"),
    path("schemes/drafts/<int:number>/history/", scheme_draft_history.history, name="scheme_draft_history"),
    path(
        "schemes/drafts/<int:number>/history/<int:part>/", scheme_draft_history.revision, name="scheme_draft_revision"
    ),
    path("schemes/drafts/<int:number>/sides/<int:part>/", scheme_draft_sides.sides, name="scheme_draft_sides"),
    path("schemes/drafts/<int:number>/compare/", scheme_draft_compare.draft_compare, name="scheme_draft_compare"),
    path("schemes/drafts/<int:number>/discard/", scheme_drafts.discard, name="scheme_draft_discard"),
    path("schemes/drafts/<int:number>/restore/", scheme_drafts.restore, name="scheme_draft_restore"),
]
