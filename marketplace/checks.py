"""What production refuses to start with. `manage.py migrate` runs these before anything else of the stack comes up."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from marketplace.settings.base import UNSET_SECRET

SHORTEST_SECRET = 32


@register(Tags.security)
def check_production(app_configs: Sequence[AppConfig] | None = None, **_: Any) -> list[CheckMessage]:
    """Say what PRODUCTION=1 forbids: a clock that moves, no secret; and what it should not do without."""
    if not settings.PRODUCTION:
        return []
    return [message for rule in (_simulation, _secret, _plain_http, _no_mail_server) if (message := rule())]


def _simulation() -> CheckMessage | None:
    if not settings.SIMULATION:
        return None
    return Error(
        "SIMULATION=1 lets anybody at the console move the business clock.",
        hint="Unset SIMULATION, or set it to 0.",
        id="marketplace.E001",
    )


def _secret() -> CheckMessage | None:
    if settings.SECRET_KEY != UNSET_SECRET and len(settings.SECRET_KEY) >= SHORTEST_SECRET:
        return None
    return Error(
        f"SECRET_KEY is unset or shorter than {SHORTEST_SECRET} characters.",
        hint="Set SECRET_KEY to the output of: openssl rand -hex 32",
        id="marketplace.E002",
    )


def _plain_http() -> CheckMessage | None:
    if settings.BASE_URL.startswith("https://"):
        return None
    return Warning(
        f"BASE_URL is {settings.BASE_URL}: sessions and keys travel in the clear.",
        hint="Put a proxy with TLS in front and set BASE_URL to its https:// address.",
        id="marketplace.W001",
    )


def _no_mail_server() -> CheckMessage | None:
    if settings.EMAIL_URL:
        return None
    return Warning(
        "EMAIL_URL is unset: mail is written into files and reaches nobody.",
        hint="Set EMAIL_URL, for example smtp+tls://user:password@mail.example.com:587",
        id="marketplace.W002",
    )
