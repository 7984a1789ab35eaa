"""All addresses of the platform. The first part of a path is the section of the navigation that is lit."""

from django.urls import path
from django.views.i18n import set_language

from sanwu.people.access import PUBLIC, rule
from sanwu.web.desk import (
    account,
    attachments,
    board,
    buildings,
    bulk,
    campaigns,
    compound,
    compound_edit,
    compound_new,
    correct,
    divisions,
    guide,
    health,
    home,
    imports,
    jobs,
    journal,
    ledger,
    ledger_views,
    merge,
    search,
    sign_in,
    tokens,
    worklist,
)
from sanwu.web.urls_boards import urlpatterns as boards_urls
from sanwu.web.urls_duties import urlpatterns as duties_urls
from sanwu.web.urls_filing import urlpatterns as filing_urls
from sanwu.web.urls_map import urlpatterns as map_urls
from sanwu.web.urls_people import urlpatterns as people_urls

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("language/", rule(PUBLIC)(set_language), name="set_language"),
    # accounts
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    *people_urls,
    *boards_urls,
    path("sign-in/<str:token>/", sign_in.by_link, name="sign_in_link"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<int:number>/revoke/", tokens.token_end, name="token_end"),
    # campaigns and their ledgers
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
    *map_urls,
    path("ledger/", ledger.ledger, name="ledger"),
    path("compounds/<int:number>/", compound.compound, name="compound"),
    path("compounds/<int:number>/facts/<slug:fact>/", correct.correct, name="correct"),
    # compounds by hand: identity, buildings, photos and papers, duplicates
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
    path("campaigns/<int:number>/missing/", worklist.worklist, name="worklist"),
    path("campaigns/<int:number>/missing/workbook/", worklist.worklist_workbook, name="worklist_workbook"),
    path("campaigns/<int:number>/missing/<slug:fact>/", worklist.worklist_fact, name="worklist_fact"),
    path("duplicates/", merge.duplicates, name="duplicates"),
    path("duplicates/apart/", merge.duplicates_apart, name="duplicates_apart"),
    path("compounds/<int:number>/merge/<int:other>/", merge.merge, name="merge"),
    path("compounds/merged/<int:number>/", merge.unmerge, name="unmerge"),
    path("help/", guide.guide, name="help"),
    # finding anything
    path("search/", search.search, name="search"),
    path("search/quick/", search.search_quick, name="search_quick"),
    # imports and other long work
    path("imports/", jobs.imports, name="imports"),
    path("imports/<int:number>/", jobs.job, name="job"),
    path("imports/<int:number>/progress/", jobs.job_progress, name="job_progress"),
    path("imports/<int:number>/file/", jobs.job_file, name="job_file"),
    path("imports/<int:number>/commit/", imports.import_commit, name="import_commit"),
    path("imports/<int:number>/undo/", imports.import_take_back, name="import_undo"),
    path("imports/<int:number>/refused/", imports.import_refused, name="import_refused"),
    # territory
    path("divisions/", divisions.divisions, name="divisions"),
    path("divisions/import/", divisions.divisions_import, name="divisions_import"),
    # lists reported, reviewed and filed; cases that people decide; decisions against a verdict
    *filing_urls,
    # duties, the inbox, the working-day calendar
    *duties_urls,
    # journal
    path("journal/", journal.journal, name="journal"),
    path("journal/verify/", journal.journal_verify, name="journal_verify"),
    path("journal/<int:number>/", journal.journal_entry, name="journal_entry"),
]
