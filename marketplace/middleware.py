"""Middleware of the ground."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

from marketplace import clock
from marketplace.waiting import gave_up_waiting

logger = logging.getLogger(__name__)


class ClockMiddleware:
    """Read the business clock's offset once for the request, in a short query before the request's transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(("/static/", "/healthz")):
            return self.get_response(request)
        with clock.reading():
            return self.get_response(request)


class NotNowMiddleware:
    """A page that cannot be shown just now says so, with 503: the cache is away, or somebody holds what it changes.

    Sign-in stays closed while its attempts cannot be counted.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for the two; everything else goes on."""
        is_held = gave_up_waiting(exception)
        if not is_held and not isinstance(exception, RedisError):
            return None
        logger.warning("Not now: %s", exception)
        answer = render(request, "503.html", {"is_held": is_held}, status=503)
        answer["Retry-After"] = "60"
        return answer
