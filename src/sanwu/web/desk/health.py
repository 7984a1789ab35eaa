"""`GET /healthz`: is the server up and does its database answer; what `sanwu serve` waits for and a proxy asks."""

from django.db import Error, connection
from django.http import HttpResponse, JsonResponse

from sanwu.people.access import PUBLIC, OfficeRequest
from sanwu.web.desk.door import page


@page(PUBLIC)
def healthz(request: OfficeRequest) -> HttpResponse:
    """200 {"ok": true}, or 503 when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})
