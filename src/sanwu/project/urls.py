from django.urls import include, path

urlpatterns = [path("", include("sanwu.web.urls"))]
handler400 = "sanwu.web.ui.errors.bad_request"
handler403 = "sanwu.web.ui.errors.forbidden"
handler404 = "sanwu.web.ui.errors.not_found"
handler500 = "sanwu.web.ui.errors.server_error"
