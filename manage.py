#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if settings.DATABASE_URL:
            raise
        sys.exit(f"No stack runs on {settings.DATA_DIR}: start one with `make run`, or set DATABASE_URL. ({error})")
