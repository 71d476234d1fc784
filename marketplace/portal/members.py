"""Who is at the desk. The shops app finds the member; plumbing knows it only by the names in the settings."""

from collections.abc import Sequence
from typing import Any, Protocol, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django_htmx.middleware import HtmxDetails

from marketplace.actors import Actor
from marketplace.permissions import Right


class Member(Protocol):
    """A person in one shop, with the role's rights and the zone in which times are read there."""

    @property
    def shop(self) -> Any: ...
    @property
    def role(self) -> str: ...
    @property
    def rights(self) -> frozenset[Right]: ...
    @property
    def timezone(self) -> str: ...
    @property
    def actor(self) -> Actor: ...


class PortalRequest(HttpRequest):
    """A request as portal views see it."""

    htmx: HtmxDetails
    member: Member | None


def find_member(user: Model | AnonymousUser, shop_id: int) -> Member | None:
    """The user as a member of that shop; none where the user has no business there."""
    return cast(Member | None, import_string(settings.PORTAL_MEMBERSHIP)(user, shop_id))


def desks_of(user: Model | AnonymousUser) -> Sequence[Member]:
    """The user as a member of each shop, by the shops' names; empty where no lister is set."""
    lister = getattr(settings, "PORTAL_MEMBERSHIPS", "")
    return import_string(lister)(user) if lister else []
