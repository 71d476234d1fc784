"""The shop's logo: frozen by where its bytes lie and what they were, read back only when they are still the same."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from invoices.models import InvoiceSettings
from invoices.rendering import Picture
from marketplace.errors import Conflict


def freeze_logo(settings: InvoiceSettings) -> dict[str, Any] | None:
    """What is kept of the logo of today; stored bytes never change."""
    logo = settings.logo
    return {"path": logo.path, "sha256": logo.sha256, "mimetype": logo.mimetype} if logo else None


def read_logo(frozen: Mapping[str, Any] | None) -> Picture | None:
    """The bytes that were frozen. Raises Conflict where they are gone or no longer the same."""
    if frozen is None:
        return None
    try:
        with default_storage.open(frozen["path"]) as file:
            content = file.read()
    except OSError as error:
        raise _lost() from error
    if hashlib.sha256(content).hexdigest() != frozen["sha256"]:
        raise _lost()
    return Picture(content=content, mimetype=frozen["mimetype"])


def _lost() -> Conflict:
    message = _("The logo is no longer in the store of files as it was taken. Its file must be restored.")
    return Conflict(code="LOGO_LOST", message=message)
