"""Pictures of products lie wherever their sellers keep them; what a page may show of them."""

from django.conf import settings


def is_shown(address: str) -> bool:
    """Whether the portal's pages may show it: of other servers over https alone, and our own (img-src of the CSP)."""
    return address.startswith(("https://", f"{settings.BASE_URL}/"))
