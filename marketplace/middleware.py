"""Middleware of the ground."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from marketplace import clock


class ClockMiddleware:
    """Read the business clock's offset once for the request, in a short query before the request's transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(("/static/", "/healthz")):
            return self.get_response(request)
        with clock.reading():
            return self.get_response(request)
