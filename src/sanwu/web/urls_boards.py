"""Addresses of boards and of the plan as people read it."""

from django.urls import path

from sanwu.web.desk import dashboard, day_list, scheme_reader, screen

urlpatterns = [
    path("campaigns/overview/", dashboard.dashboard, name="dashboard"),
    path("campaigns/<int:number>/days/<str:day>/", day_list.campaign_day, name="campaign_day"),
    path("campaigns/<int:number>/screen/", screen.screen, name="screen"),
    path("campaigns/<int:number>/screen/part/", screen.screen_part, name="screen_part"),
    path("campaigns/<int:number>/scheme/", scheme_reader.scheme, name="scheme"),
]
