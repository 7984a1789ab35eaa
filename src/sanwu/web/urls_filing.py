"""Addresses of lists, of cases that people decide, and of decisions against a verdict."""

from django.urls import path

from sanwu.web.desk import approvals, filing, filing_review, filing_sample, filing_version, override

urlpatterns = [
    path("campaigns/<int:number>/lists/", filing.lists, name="lists"),
    path("campaigns/<int:number>/lists/<str:code>/", filing.list_compose, name="list_compose"),
    path("lists/<int:number>/", filing_version.list_version, name="list_version"),
    path("lists/<int:number>/withdraw/", filing_version.list_take_back, name="list_withdraw"),
    path("lists/<int:number>/documents/", filing_version.list_documents, name="list_documents"),
    path("lists/documents/<int:number>/", filing_version.list_document, name="list_document"),
    path("lists/<int:number>/review/", filing_review.review, name="list_review"),
    path("lists/<int:number>/decide/", filing_review.decide, name="list_decide"),
    path("lists/<int:number>/file/", filing_review.file, name="list_file"),
    path("lists/<int:number>/sample/", filing_sample.sample, name="list_sample"),
    path("approvals/<int:number>/", approvals.approval, name="approval"),
    path("compounds/<int:number>/override/<int:campaign>/<slug:rule>/", override.override_verdict, name="override"),
]
