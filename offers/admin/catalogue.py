"""The operator's catalogue."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marketplace.operator import OperatorAdmin
from offers.admin.base import DatedAdmin
from offers.models import MOST_PICTURES, Category, Offer, Product
from offers.search import reindex_offers


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
