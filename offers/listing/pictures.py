"""Addresses of pictures, judged by how they look: nothing is fetched (R013)."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from marketplace.errors import FieldError
from offers.models import MOST_IMAGES

ENDINGS = ("jpg", "jpeg", "png", "webp", "gif", "avif")
LONGEST_ADDRESS = 500


def picture_faults(urls: Sequence[str], field: str = "image_urls") -> list[FieldError]:
    """Every fault; each names its place, `image_urls[1]`."""
    faults = []
    if len(urls) > MOST_IMAGES:
        text = _("At most %(most)s images: take one out first.") % {"most": MOST_IMAGES}
        faults.append(FieldError("TOO_MANY_IMAGES", field, text))
    for place, url in enumerate(urls):
        if text := _fault(url):
            faults.append(FieldError("IMAGE_INVALID", f"{field}[{place}]", text))
    return faults


def _fault(url: str) -> str:
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
