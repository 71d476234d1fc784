"""WSGI entry for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
# A stuck transaction must not keep the threads of the web for ever; workers, imports and migrations wait.
os.environ.setdefault("LOCK_TIMEOUT", "15")

application = get_wsgi_application()
# Imports every view now, once, instead of in each process with its first request.
get_resolver().url_patterns  # noqa: B018
