"""May this key do it. A view that names no right is refused."""

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from marketplace.permissions import Right

if TYPE_CHECKING:
    # REST framework's views read the settings, which name this module.
    from rest_framework.views import APIView


class HasDeclaredRight(BasePermission):
    """The view's `permission`, or its `write_permission`, is among the key's rights in the shop that the call names."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        is_write = request.method not in SAFE_METHODS
        right = (is_write and getattr(view, "write_permission", None)) or getattr(view, "permission", None)
        enter = getattr(view, "enter_shop", None)
        if not isinstance(right, Right) or enter is None:
            return False
        return right in enter(request).rights


class IsStorefront(BasePermission):
    """The call came with a key of the shop front."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return request.auth is not None
