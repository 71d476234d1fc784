"""The catalogue, what shops offer of it, and what the operator takes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.operator import OperatorAdmin
from offers.models import MOST_PICTURES, Category, CommissionRate, Offer, Product
from offers.search import reindex_offers


class DatedAdmin(OperatorAdmin):
    """Rows with `created_at` and `updated_at` of business time. Only what was changed is written."""

    readonly_fields = ("created_at", "updated_at")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.updated_at = clock.now()
        if change:
            obj.save(update_fields=[*form.changed_data, "updated_at"])
        else:
            obj.created_at = obj.updated_at
            obj.save()


@admin.register(Category)
class CategoryAdmin(OperatorAdmin):
    list_display = ("label", "code", "parent")
    list_select_related = ("parent",)
    search_fields = ("label", "code")
    autocomplete_fields = ("parent",)


@admin.register(Product)
class ProductAdmin(DatedAdmin):
    list_display = ("title", "product_sku", "brand", "ean", "category")
    list_select_related = ("category",)
    search_fields = ("title", "product_sku", "ean", "brand")
    autocomplete_fields = ("category",)
    fields = (
        ("title", "brand"),
        ("product_sku", "ean", "category"),
        "description",
        "media_urls",
        ("created_at", "updated_at"),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Pictures stand one below the other."""
        if db_field.name != "media_urls":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        address = forms.URLField(assume_scheme="https", max_length=500)
        rows = forms.Textarea(attrs={"rows": 3})
        return SimpleArrayField(
            address, delimiter="\n", required=False, max_length=MOST_PICTURES, label=_("Pictures"), widget=rows
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        reindex_offers(list(Offer.objects.filter(product=obj).values_list("pk", flat=True)))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
