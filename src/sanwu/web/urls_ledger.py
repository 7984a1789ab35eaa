"""Addresses of campaigns, their ledgers, the compounds in them, uploads and what is missing."""

from django.urls import path

from sanwu.web.desk import board, bulk, campaigns, compound, correct, imports, ledger, ledger_views, worklist

urlpatterns = [
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/open/", campaigns.campaign_new, name="campaign_open"),
    path("campaigns/<int:number>/", board.campaign, name="campaign"),
    path("campaigns/<int:number>/ledger/", ledger.campaign_ledger, name="campaign_ledger"),
    path("campaigns/<int:number>/ledger/export/", ledger.ledger_export, name="ledger_export"),
    path("campaigns/<int:number>/ledger/views/", ledger_views.ledger_view, name="ledger_view"),
    path("campaigns/<int:number>/ledger/correct/", bulk.bulk_correct, name="bulk_correct"),
    path("corrections/<int:number>/", bulk.correction, name="correction"),
    path("campaigns/<int:number>/upload/", imports.upload, name="upload"),
    path("campaigns/<int:number>/upload/<int:upload>/", imports.mapping, name="mapping"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("compounds/<int:number>/", compound.compound, name="compound"),
    path("compounds/<int:number>/facts/<slug:fact>/", correct.correct, name="correct"),
    path("campaigns/<int:number>/missing/", worklist.worklist, name="worklist"),
    path("campaigns/<int:number>/missing/workbook/", worklist.worklist_workbook, name="worklist_workbook"),
    path("campaigns/<int:number>/missing/<slug:fact>/", worklist.worklist_fact, name="worklist_fact"),
]
