"""Locks of the database, for tests with several connections."""

import time

import pytest
from django.db import connection


def until_somebody_waits(many: int = 1) -> None:
    """Until so many other connections wait for locks."""
    for _turn in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= many:
                return
        time.sleep(0.05)
    pytest.fail("Nobody came to wait for a lock.")
