"""Back to where one was: an act called from another page returns there, and a page that stands is not loaded anew."""

from urllib.parse import urldefrag, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

NEXT = "next"


def asked_return(request: HttpRequest, *, shop_id: int) -> str:
    """Where the act's form or link asks to return to: a page of the same shop; empty for anything else."""
    asked = request.POST.get(NEXT) or request.GET.get(NEXT) or ""
    match = _resolved(asked)
    return asked if match and match.kwargs.get("shop_id") == shop_id else ""


def renews_region(htmx: HtmxDetails, to: str) -> bool:
    """Whether `to` is the page that HTMX asks from, and answers with a region of it: a redirect then brings that in."""
    if urldefrag(htmx.current_url_abs_path or "").url != to:
        return False
    match = _resolved(to)
    view = getattr(match.func, "view_class", None) if match else None
    return bool(getattr(view, "region", ""))


def _resolved(url: str) -> ResolverMatch | None:
    """The route of a path on this host."""
    if not url.startswith("/") or not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return None
    try:
        return resolve(urlsplit(url).path)
    except Resolver404:
        return None
