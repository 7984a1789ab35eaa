"""The application for granian, gunicorn and others."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanwu.project.settings")
application = get_wsgi_application()
