"""Addresses of duties, the working-day calendar and the inbox."""

from django.urls import path

from sanwu.web.desk import calendar_days, duties, duties_calendar, duty_acts, duty_page, duty_things, inbox

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/digest/", inbox.inbox_digest, name="inbox_digest"),
    path("duties/", duties.duties, name="duties"),
    path("duties/calendar/", duties_calendar.duties_calendar, name="duties_calendar"),
    path("duties/<int:number>/", duty_page.duty, name="duty"),
    path("duties/<int:number>/compounds/", duty_things.duty_compounds, name="duty_compounds"),
    path("campaigns/<int:number>/duties/", duty_things.campaign_duties, name="campaign_duties"),
    path("duties/<int:number>/declare/", duty_acts.duty_declare, name="duty_declare"),
    path("duties/<int:number>/undo/", duty_acts.duty_undo, name="duty_undo"),
    path("duties/<int:number>/extend/", duty_acts.duty_extend, name="duty_extend"),
    path("duties/<int:number>/answer/", duty_acts.duty_answer, name="duty_answer"),
    path("calendar/", calendar_days.calendar_days, name="calendar_days"),
    path("calendar/notice/", calendar_days.calendar_notice, name="calendar_notice"),
]
