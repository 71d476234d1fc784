"""What `manage.py migrate` refuses in production."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections


@register(Tags.database)
def check_role_is_policed(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse, outside of a simulation, a role past which row-level security would not part the shops."""
    if settings.SIMULATION:
        return []
    return [_error(alias) for alias in databases or [] if _passes_policies(alias)]


def _passes_policies(alias: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def _error(alias: str) -> CheckMessage:
    return Error(
        f"The role of database {alias!r} is a superuser or has BYPASSRLS: row-level security does not part the shops.",
        hint="Use a role made with CREATE ROLE trastienda LOGIN NOSUPERUSER NOBYPASSRLS.",
        id="stack.E001",
    )
