"""Keys of shops, to revoke; keys of the shop front, to make and revoke."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace import clock
from marketplace.operator import OperatorAdmin, ReadOnlyAdmin
from marketplace.shops.access import issue_storefront_key, revoke_key, revoke_storefront_key
from marketplace.shops.models import ApiKey, StorefrontKey


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """Keys of sellers. Their owners make them; the operator can end them."""

    list_display = ("label", "prefix", "shop", "user", "created_at", "last_used_at", "revoked_at")
    list_select_related = ("shop", "user")
    search_fields = ("label", "prefix", "shop__name", "user__email")
    fields = ("label", "prefix", "shop", "user", "rights", "created_at", "last_used_at", "revoked_at")
    actions = ("revoke",)

    @admin.action(description=gettext_lazy("Revoke"), permissions=["view"])
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        for key in keys:
            revoke_key(key=key, at=clock.now())
            self.log_change(request, key, _("Revoked"))
        messages.success(request, _("The selected keys are revoked."))


@admin.register(StorefrontKey)
class StorefrontKeyAdmin(OperatorAdmin):
    """Keys for `/api/storefront/`, each shown once, after it is made."""

    list_display = ("label", "prefix", "created_at", "revoked_at")
    search_fields = ("label", "prefix")
    fields = ("label",)
    actions = ("revoke",)

    def save_model(self, request: HttpRequest, obj: StorefrontKey, form: Any, change: bool) -> None:
        made, raw = issue_storefront_key(label=obj.label, at=clock.now())
        obj.pk = made.pk
        messages.warning(request, _("Copy the key now, it is shown this once: %s") % raw)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=gettext_lazy("Revoke"), permissions=["view"])
    def revoke(self, request: HttpRequest, keys: QuerySet[StorefrontKey]) -> None:
        for key in keys:
            revoke_storefront_key(key=key, at=clock.now())
            self.log_change(request, key, _("Revoked"))
        messages.success(request, _("The selected keys are revoked."))
