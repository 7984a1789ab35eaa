"""Addresses of compounds by hand: identity, buildings, photos and papers, duplicates."""

from django.urls import path

from sanwu.web.desk import attachments, buildings, compound_edit, compound_new, merge

urlpatterns = [
    path("campaigns/<int:number>/compounds/new/", compound_new.compound_new, name="compound_new"),
    path("compounds/<int:number>/edit/", compound_edit.compound_change, name="compound_edit"),
    path("compounds/<int:number>/withdraw/", compound_edit.compound_take_out, name="compound_withdraw"),
    path("compounds/withdrawn/", compound_edit.compounds_withdrawn, name="compounds_withdrawn"),
    path("compounds/withdrawn/<int:number>/", compound_edit.compound_bring_back, name="compound_restore"),
    path("compounds/<int:number>/buildings/new/", buildings.building_new, name="building_new"),
    path("compounds/<int:number>/buildings/<int:part>/", buildings.building_edit, name="building_edit"),
    path("compounds/<int:number>/buildings/<int:part>/remove/", buildings.building_remove, name="building_remove"),
    path("compounds/<int:number>/entrances/new/", buildings.entrance_new, name="entrance_new"),
    path("compounds/<int:number>/entrances/<int:part>/", buildings.entrance_edit, name="entrance_edit"),
    path("compounds/<int:number>/entrances/<int:part>/remove/", buildings.entrance_remove, name="entrance_remove"),
    path("compounds/<int:number>/files/", attachments.attachments, name="attachments"),
    path("compounds/<int:number>/files/new/", attachments.attachment_new, name="attachment_new"),
    path("compounds/<int:number>/files/<int:part>/", attachments.attachment, name="attachment"),
    path("compounds/<int:number>/files/<int:part>/preview/", attachments.attachment_preview, name="attachment_preview"),
    path("compounds/<int:number>/files/<int:part>/remove/", attachments.attachment_remove, name="attachment_remove"),
    path("duplicates/", merge.duplicates, name="duplicates"),
    path("duplicates/apart/", merge.duplicates_apart, name="duplicates_apart"),
    path("compounds/<int:number>/merge/<int:other>/", merge.merge, name="merge"),
    path("compounds/merged/<int:number>/", merge.unmerge, name="unmerge"),
]
