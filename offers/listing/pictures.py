"""Addresses of pictures, judged by how they look: nothing is fetched (R013)."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from marketplace.errors import FieldError
from offers.models import MOST_IMAGES

ENDINGS = ("jpg", "jpeg", "png", "webp", "gif", "avif")
LONGEST_ADDRESS = 500
_NAMED = 120  # characters of an address, for whoever looks for the one that is refused


def picture_faults(urls: Sequence[str], field: str = "image_urls") -> list[FieldError]:
    """Every fault; each names its place, `image_urls[1]`, and the address: a form has one field for them all."""
    faults = []
    if len(urls) > MOST_IMAGES:
        text = _("At most %(most)s images: take one out first.") % {"most": MOST_IMAGES}
        faults.append(FieldError("TOO_MANY_IMAGES", field, text))
    for place, url in enumerate(urls):
        if text := _fault(url):
            faults.append(FieldError("IMAGE_INVALID", f"{field}[{place}]", f"{url[:_NAMED]}: {text}"))
    return faults


def _fault(url: str) -> str:
    if url.startswith(f"{settings.BASE_URL}{settings.STATIC_URL}"):
        return ""  # what the product serves itself: the demo's drawings
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return _("This is no address of a picture.")
    if parts.scheme.lower() not in ("http", "https") or not host or any(sign.isspace() for sign in url):
        return _("The address must begin with https:// or http://.")
    if len(url) > LONGEST_ADDRESS:
        return _("The address has at most %(most)s characters.") % {"most": LONGEST_ADDRESS}
    if parts.username is not None or "." not in host.strip("."):
        return _("This is no address of a picture.")
    if parts.path.rpartition(".")[2].lower() not in ENDINGS:
        return _("This is no picture: the address must end in %(endings)s.") % {"endings": ", ".join(ENDINGS)}
    return ""
