"""The application for granian, gunicorn and others."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanwu.project.settings")
application = get_wsgi_application()

# What is loaded by now stays as long as the process: it is never looked through for garbage again. A page makes some
# thousand short-lived objects, which go by themselves; to look for circles among them can wait.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
