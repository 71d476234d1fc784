"""Who calls: a raw key in `Authorization`. The keys themselves are known to classes named in the settings."""

from datetime import tzinfo
from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from marketplace.actors import Actor
from marketplace.permissions import Right


class ShopAccess(Protocol):
    """What a key may do in one shop."""

    @property
    def shop_id(self) -> int: ...
    @property
    def rights(self) -> frozenset[Right]: ...
    @property
    def actor(self) -> Actor: ...
    def zone(self) -> tzinfo:
        """By whose clock moments run that name no zone; needs the shop's scope."""
        ...


class KeyHolder(Protocol):
    """A known seller key and its user."""

    @property
    def key_id(self) -> int: ...
    @property
    def user(self) -> Any: ...
    @property
    def default_shop_id(self) -> int: ...
    def access(self, shop_id: int) -> ShopAccess | None: ...


class StorefrontHolder(Protocol):
    """A known key of the shop front."""

    @property
    def key_id(self) -> int: ...
    @property
    def actor(self) -> Actor: ...


def holder_of(request: Request) -> KeyHolder:
    """Who holds the key that a seller's call came with."""
    return cast(KeyHolder, request.auth)


class _RawKeyAuthentication(BaseAuthentication):
    """The whole header is the key."""

    setting = ""

    def authenticate(self, request: Request) -> tuple[Any, Any]:
        raw = request.META.get("HTTP_AUTHORIZATION", "").strip()
        if not raw:
            raise AuthenticationFailed(_("No API key: send it in the Authorization header."), code="UNAUTHORIZED")
        holder = import_string(getattr(settings, self.setting))(raw)
        if holder is None:
            raise AuthenticationFailed(self._refusal(raw), code="UNAUTHORIZED")
        return self.who(holder), holder

    def who(self, holder: Any) -> Any:
        return holder.user

    def authenticate_header(self, request: Request) -> str:
        return "ApiKey"

    def _refusal(self, raw: str) -> str:
        if raw.lower().startswith(("bearer ", "basic ")):
            return _("The Authorization header holds the API key alone, without a word such as Bearer before it.")
        return _("This API key is unknown or was revoked.")


class ApiKeyAuthentication(_RawKeyAuthentication):
    """A seller's key: `request.user` is its user, `request.auth` the KeyHolder."""

    setting = "REST_KEY_AUTHENTICATOR"


class StorefrontAuthentication(_RawKeyAuthentication):
    """The shop front's key: `request.auth` is the StorefrontHolder; there is no user."""

    setting = "REST_STOREFRONT_AUTHENTICATOR"

    def who(self, holder: Any) -> Any:
        return cast(StorefrontHolder, holder).actor
