"""Addresses of scheme versions: publishing, withdrawing, printing, archives, moving campaigns between them."""

from django.urls import path

from sanwu.web.desk import scheme_archive, scheme_migrate, scheme_print, scheme_publish, scheme_withdraw

urlpatterns = [
    path("schemes/drafts/<int:number>/publish/", scheme_publish.publish, name="scheme_draft_publish"),
    path(
        "schemes/drafts/<int:number>/publish/compounds/", scheme_publish.publish_compounds,
        name="scheme_draft_publish_compounds",
    ),
    path("schemes/import/", scheme_archive.archive_import, name="scheme_import"),
    path("schemes/<int:number>/withdraw/", scheme_withdraw.withdraw, name="scheme_withdraw"),
    path("schemes/<int:number>/print/", scheme_print.paper, name="scheme_print"),
    path("schemes/<int:number>/archive/", scheme_archive.archive, name="scheme_archive"),
    path("campaigns/<int:number>/migrate/", scheme_migrate.migrate, name="campaign_migrate"),
    path(
        "campaigns/<int:number>/migrate/compounds/", scheme_migrate.migrate_compounds, name="campaign_migrate_compounds"
    ),
    path(
        "campaigns/<int:number>/migrate/<int:migration>/undo/", scheme_migrate.migrate_undo,
        name="campaign_migrate_undo",
    ),
]  # fmt: skip
