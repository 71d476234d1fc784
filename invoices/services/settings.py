"""How a shop issues its invoices: its row, made when first changed."""

import re
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from invoices.models import InvoiceSeries, InvoiceSettings
from marketplace.errors import FieldError, ValidationFailed, refusal
from marketplace.files.checking import check_file, clean_name
from marketplace.files.services import store_file

PREFIXES = ("full_prefix", "simplified_prefix", "corrective_prefix")
LOGO_TYPES = frozenset({"image/png", "image/jpeg"})
MOST_LOGO_BYTES = 1024 * 1024  # it is carried by every PDF
MOST_LOGO_PIXELS = 2000  # a side; on paper that is more than any printer shows
_PREFIX = re.compile(r"[A-Z0-9][A-Z0-9/-]{0,9}")
_KINDS = {"full_prefix": "FULL", "simplified_prefix": "SIMPLIFIED", "corrective_prefix": "CORRECTIVE"}


def settings_of(shop_id: int) -> InvoiceSettings:
    """The shop's settings, or those it begins with (not saved)."""
    found: InvoiceSettings | None = InvoiceSettings.objects.select_related("logo").filter(shop_id=shop_id).first()
    return found or InvoiceSettings(shop_id=shop_id)


@transaction.atomic
def change_settings(*, shop_id: int, changes: dict[str, Any], at: datetime) -> InvoiceSettings:
    """Change some of `issues_at_shipment`, `note` and the prefixes. Raises ValidationFailed, naming each field.

    A prefix numbers one kind: a year in which another kind has used it refuses it.
    """
    settings = _lock(shop_id, at)
    for name, value in changes.items():
        setattr(settings, name, value.strip().upper() if name in PREFIXES else value)
    _check_prefixes(settings)
    settings.updated_at = at
    settings.save(update_fields=[*changes, "updated_at"])
    return settings


@transaction.atomic
def set_logo(*, shop_id: int, name: str, content: bytes, at: datetime) -> InvoiceSettings:
    """Take a PNG or JPEG of at most 1 MB and 2000 pixels a side as the logo of what is issued from now on.

    Raises ValidationFailed.
    """
    if len(content) > MOST_LOGO_BYTES:
        raise refusal("LOGO_TOO_LARGE", "logo", _("The logo is larger than 1 MB."))
    if check_file(clean_name(name), content) not in LOGO_TYPES:
        raise _no_picture()
    _check_pixels(content)
    settings = _lock(shop_id, at)
    settings.logo, settings.updated_at = store_file(shop_id=shop_id, name=name, content=content, at=at), at
    settings.save(update_fields=["logo", "updated_at"])
    return settings


@transaction.atomic
def remove_logo(*, shop_id: int, at: datetime) -> InvoiceSettings:
    """No logo from now on; what is issued keeps its own."""
    settings = _lock(shop_id, at)
    settings.logo, settings.updated_at = None, at
    settings.save(update_fields=["logo", "updated_at"])
    return settings


def _check_pixels(content: bytes) -> None:
    """Read the size alone: whoever prints holds every pixel in memory, however small the file is."""
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            longest = max(picture.size)
    except Image.DecompressionBombError:
        longest = MOST_LOGO_PIXELS + 1
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for a broken head
        raise _no_picture() from error
    if longest > MOST_LOGO_PIXELS:
        message = _("The logo is larger than %(most)s × %(most)s pixels.") % {"most": MOST_LOGO_PIXELS}
        raise refusal("LOGO_TOO_LARGE", "logo", message)


def _no_picture() -> ValidationFailed:
    return refusal("LOGO_TYPE", "logo", _("The logo must be a PNG or JPEG picture."))


def _lock(shop_id: int, at: datetime) -> InvoiceSettings:
    InvoiceSettings.objects.bulk_create([InvoiceSettings(shop_id=shop_id, updated_at=at)], ignore_conflicts=True)
    found: InvoiceSettings = InvoiceSettings.objects.select_for_update().get(shop_id=shop_id)
    return found


def _check_prefixes(settings: InvoiceSettings) -> None:
    prefixes = {name: str(getattr(settings, name)) for name in PREFIXES}
    used = dict(InvoiceSeries.objects.filter(prefix__in=prefixes.values()).values_list("prefix", "kind"))
    faults: list[FieldError] = []
    for name, prefix in prefixes.items():
        if not _PREFIX.fullmatch(prefix):
            message = _("Up to 10 capital letters, digits, hyphens and slashes, a letter or digit first.")
            faults.append(FieldError("PREFIX_INVALID", name, message))
        elif list(prefixes.values()).count(prefix) > 1:
            faults.append(FieldError("PREFIX_TWICE", name, _("Each kind of document needs a prefix of its own.")))
        elif used.get(prefix, _KINDS[name]) != _KINDS[name]:
            faults.append(FieldError("PREFIX_TAKEN", name, _("This prefix has numbered another kind of document.")))
    if faults:
        raise ValidationFailed(code=faults[0].code, message=faults[0].message, errors=faults)
