"""The product's addresses and one view that does nothing, to compare with."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from sanwu.people.access import PUBLIC, rule


@rule(PUBLIC)
def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("empty/", empty), path("", include("sanwu.project.urls"))]
