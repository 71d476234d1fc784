"""What a signed-in person has chosen: the language, unless this browser was told another, and the time zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from marketplace.accounts.models import User


class PreferencesMiddleware:
    """Applies them to pages outside the portal too: sign-in, second factor, admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = _reader(request)
        if user is None:
            return self.get_response(request)
        if user.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(user.language)  # LocaleMiddleware activates anew for every request
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(ZoneInfo(user.timezone) if user.timezone else None):
            return self.get_response(request)


def _reader(request: HttpRequest) -> User | None:
    """The signed-in person; a request without a session asks the database nothing."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if isinstance(request.user, User) else None
