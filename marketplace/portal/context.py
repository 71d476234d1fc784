"""The frame around a page: navigation, shop switcher, bell, simulated clock, account menu.

Lazy: a fragment pays for none of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.permissions import Role
from marketplace.portal import formats
from marketplace.portal.bell import Bell, build_bell
from marketplace.portal.members import desks_of
from marketplace.portal.navigation import Navigation, build_navigation, landing_url

_MOVED = timedelta(minutes=1)  # a smaller difference is the request's own time
# Shown in the account menu where the route exists.
_ACCOUNT_LINKS = (
    ("accounts:profile", _("Your details"), "person"),
    ("account_change_password", _("Password"), "lock"),
    ("mfa_index", _("Second factor"), "key"),
)


@dataclass(frozen=True)
class FrameLink:
    """A link of the account menu or the shop switcher."""

    label: str | Promise
    url: str
    icon: str = ""

    @property
    def name(self) -> str | Promise:
        return self.label


class PortalFrame:
    """What the frame shows for one request. Every property is computed when a template first reads it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._member = getattr(request, "member", None)

    @cached_property
    def navigation(self) -> Navigation | None:
        if self._member is None:
            return None
        area = getattr(self._request, "portal_area", "")
        return build_navigation(shop=self._member.shop, rights=self._member.rights, area=area)

    @cached_property
    def bell(self) -> Bell | None:
        return build_bell(self._member) if self._member else None

    @cached_property
    def home_url(self) -> str:
        return landing_url(shop=self._member.shop, rights=self._member.rights) if self._member else "/"

    @cached_property
    def other_shops(self) -> Sequence[FrameLink]:
        if self._member is None:
            return []
        here = self._member.shop.pk
        return [
            FrameLink(label=desk.shop.name, url=landing_url(shop=desk.shop, rights=desk.rights))
            for desk in desks_of(self._request.user)
            if desk.shop.pk != here
        ]

    @cached_property
    def clock(self) -> str:
        """Business time as text while a simulation has moved it, else nothing."""
        now = clock.now()
        if not settings.SIMULATION or abs(now - clock.real()) < _MOVED:
            return ""
        return formats.write_full(now)

    @cached_property
    def person(self) -> str:
        user: Any = self._request.user
        return user.get_full_name() if user.is_authenticated else ""

    @property
    def initials(self) -> str:
        return formats.initials(self.person)

    @property
    def role(self) -> str:
        return str(Role(self._member.role).label) if self._member else ""

    @property
    def account_links(self) -> list[FrameLink]:
        return [
            FrameLink(label=label, url=url, icon=icon) for name, label, icon in _ACCOUNT_LINKS if (url := route(name))
        ]

    @property
    def language_url(self) -> str:
        return route("set_language")

    @property
    def language_name(self) -> str:
        return str(get_language_info(get_language() or "en")["name_local"]).capitalize()

    @cached_property
    def live_url(self) -> str:
        return route("portal:live", self._member.shop.pk) if self._member else ""

    @cached_property
    def search_url(self) -> str:
        return route("search:all", self._member.shop.pk) if self._member else ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame`."""
    return {"frame": PortalFrame(request)}


def route(name: str, *args: object) -> str:
    """The URL of a route that a higher app may or may not have; empty when it has not."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
