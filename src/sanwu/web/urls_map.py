"""Addresses of the map, and of boundaries and successions on the pages of the divisions."""

from django.urls import path

from sanwu.web.desk import boundaries, map_page, map_tiles

urlpatterns = [
    path("map/", map_page.newest_map, name="map"),
    path("map/base/<int:zoom>/<int:column>/<int:row>/", map_tiles.base_tile, name="base_tile"),
    path("campaigns/<int:number>/map/", map_page.campaign_map, name="campaign_map"),
    path("campaigns/<int:number>/map/boundaries/", map_tiles.map_boundaries, name="map_boundaries"),
    path("campaigns/<int:number>/map/compounds/<int:compound>/", map_tiles.map_compound, name="map_compound"),
    path("campaigns/<int:number>/map/tiles/<int:zoom>/<int:column>/<int:row>/", map_tiles.map_tile, name="map_tile"),
    path("divisions/boundaries/", boundaries.boundaries, name="boundaries"),
    path("divisions/changes/", boundaries.division_changes, name="division_changes"),
    path("divisions/changes/<str:code>/", boundaries.division_succeed, name="division_succeed"),
]
