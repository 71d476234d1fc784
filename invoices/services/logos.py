"""The shop's logo: frozen by where its bytes lie and what they were, read back only when they are still the same."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.storage import default_storage

from invoices.models import InvoiceSettings
from invoices.rendering import Picture


def freeze_logo(settings: InvoiceSettings) -> dict[str, Any] | None:
    """What is kept of the logo of today; stored bytes never change."""
    logo = settings.logo
    return {"path": logo.path, "sha256": logo.sha256, "mimetype": logo.mimetype} if logo else None


def read_logo(frozen: Mapping[str, Any] | None) -> Picture | None:
    """The bytes that were frozen. Raises ValueError where they are no longer the same."""
    if frozen is None:
        return None
    with default_storage.open(frozen["path"]) as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != frozen["sha256"]:
        raise ValueError(f"The logo {frozen['path']} is not the one that was frozen.")
    return Picture(content=content, mimetype=frozen["mimetype"])
