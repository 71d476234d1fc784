"""Processes of their own on the tests' database, files and clock. Never by a fork: a copy of the tests' process, with
Chromium's and a live server's threads in it, may wait for a lock that nobody holds.
"""

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.db import connection


def start_command(*arguments: str) -> subprocess.Popen[str]:
    """`manage.py` as an operator runs it; what it says as errors can be read."""
    environment = {
        **os.environ,
        "DATABASE_URL": _url(connection.settings_dict),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stderr=subprocess.PIPE, text=True)


def _url(database: dict[str, Any]) -> str:
    host = database["OPTIONS"].get("host") or database["HOST"]
    return f"postgresql://{database['USER']}@/{database['NAME']}?host={host}"
