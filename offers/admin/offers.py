"""Offers, and what the operator takes of them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from marketplace.operator import OperatorAdmin
from offers.admin.base import DatedAdmin
from offers.models import CommissionRate, Offer
from offers.search import reindex_offers


@admin.register(Offer)
class OfferAdmin(DatedAdmin):
    """Offers stay for the orders that point at them (R007)."""

    list_display = ("shop_sku", "product", "shop", "price", "currency", "quantity", "is_active", "removed_at")
    list_filter = ("is_active", "condition")
    list_select_related = ("product", "shop")
    search_fields = ("shop_sku", "product__title", "product__ean", "shop__name")
    autocomplete_fields = ("shop", "product")
    fields = (
        ("shop", "product"),
        ("shop_sku", "condition", "is_active"),
        ("price", "currency", "quantity"),
        ("lead_time_days", "tax_code"),
        ("logistic_class", "weight_grams"),
        "description",
        "internal_description",
        ("created_at", "updated_at", "removed_at"),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The form carries the stock that it showed: what was sold meanwhile is not undone by saving something else."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "quantity":
            field.show_hidden_initial = True
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        reindex_offers([obj.pk])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CommissionRate)
class CommissionRateAdmin(OperatorAdmin):
    list_display = ("channel", "category", "rate")
    list_filter = ("channel",)
    list_select_related = ("channel", "category")
    search_fields = ("category__label",)
    autocomplete_fields = ("channel", "category")
