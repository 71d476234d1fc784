"""What the operator sees of how offers are presented, and where a shop is marked as integrated (R008)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from marketplace.operator import OperatorAdmin
from offers.models import FaqEntry, OfferSettings


@admin.register(OfferSettings)
class OfferSettingsAdmin(OperatorAdmin):
    """The flag is the operator's; the stock's defaults and the texts are the shop's own."""

    list_display = ("shop", "is_integrated", "safety_stock", "stock_alert")
    list_filter = ("is_integrated",)
    list_select_related = ("shop",)
    search_fields = ("shop__name", "shop__code")
    autocomplete_fields = ("shop",)
    fields = (
        ("shop", "is_integrated"),
        ("safety_stock", "stock_alert"),
        "description_template",
        "image_urls",
        ("warranty", "delivery_note"),
    )
    readonly_fields = ("safety_stock", "stock_alert", "description_template", "image_urls", "warranty", "delivery_note")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A row stays its shop's."""
        return (*self.readonly_fields, "shop") if obj else self.readonly_fields

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        """A new row has none of what its shop writes."""
        return self.fields if obj else (("shop", "is_integrated"),)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What the shop writes meanwhile stays."""
        obj.save(update_fields=form.changed_data if change else None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(FaqEntry)
class FaqEntryAdmin(OperatorAdmin):
    """Questions are the shops'; the operator may take one out."""

    list_display = ("question", "shop", "product", "position")
    list_select_related = ("shop", "product")
    search_fields = ("question", "shop__name", "product__title")
    fields = (("shop", "product"), "question", "answer", "position")
    readonly_fields = ("shop", "product", "question", "answer", "position")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
