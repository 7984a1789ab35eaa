from django.urls import include, path

from sanwu.api.urls import namespace
from sanwu.api.urls import urlpatterns as api_patterns

urlpatterns = [
    path("api/v1/", include((api_patterns, namespace))),
    path("", include("sanwu.web.urls")),
]
handler400 = "sanwu.web.ui.errors.bad_request"
handler403 = "sanwu.web.ui.errors.forbidden"
handler404 = "sanwu.web.ui.errors.not_found"
handler500 = "sanwu.web.ui.errors.server_error"
