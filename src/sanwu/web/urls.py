"""All addresses of the platform. The first part of a path is the section of the navigation that is lit."""

from django.urls import path
from django.views.i18n import set_language

from sanwu.people.access import PUBLIC, rule
from sanwu.web.desk import (
    divisions,
    guide,
    health,
    home,
    imports,
    jobs,
    journal,
    search,
)
from sanwu.web.urls_accounts import urlpatterns as accounts_urls
from sanwu.web.urls_boards import urlpatterns as boards_urls
from sanwu.web.urls_compounds import urlpatterns as compounds_urls
from sanwu.web.urls_drafts import urlpatterns as drafts_urls
from sanwu.web.urls_duties import urlpatterns as duties_urls
from sanwu.web.urls_filing import urlpatterns as filing_urls
from sanwu.web.urls_ledger import urlpatterns as ledger_urls
from sanwu.web.urls_map import urlpatterns as map_urls
from sanwu.web.urls_people import urlpatterns as people_urls
from sanwu.web.urls_schemes import urlpatterns as schemes_urls
from sanwu.web.urls_versions import urlpatterns as versions_urls

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("language/", rule(PUBLIC)(set_language), name="set_language"),
    # signing in, accounts; a sign-in link is any word after sign-in/, so it stands last
    *people_urls,
    *accounts_urls,
    # campaigns and their ledgers, compounds by hand
    *boards_urls,
    *ledger_urls,
    *compounds_urls,
    *map_urls,
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
    # schemes that are being written
    *drafts_urls,
    # schemes: the library, reading, comparing, trying out
    *schemes_urls,
    # their versions: publishing, withdrawing, paper, archives, moving campaigns between them
    *versions_urls,
    # journal
    path("journal/", journal.journal, name="journal"),
    path("journal/verify/", journal.journal_verify, name="journal_verify"),
    path("journal/<int:number>/", journal.journal_entry, name="journal_entry"),
]
