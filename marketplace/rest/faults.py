"""Errors outside any operation: JSON under /api/, Django's own pages elsewhere."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views import defaults

from marketplace.errors import DomainError
from marketplace.rest.exceptions import error_body
from marketplace.rest.renderers import dumps


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """400: a wrong host, a query that is too long, and the like."""
    return _answer(request, 400, lambda: defaults.bad_request(request, exception))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """403."""
    return _answer(request, 403, lambda: defaults.permission_denied(request, exception))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """404."""
    return _answer(request, 404, lambda: defaults.page_not_found(request, exception))


def server_error(request: HttpRequest) -> HttpResponseBase:
    """500; what happened is in the log."""
    return _answer(request, 500, lambda: defaults.server_error(request))


def _answer(request: HttpRequest, status: int, page: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    if not request.path_info.startswith("/api/"):
        return page()
    # "" is the plain message and code of this status.
    body = error_body(DomainError(code="", message="", status=status))
    return HttpResponse(dumps(body), status=status, content_type="application/json")
