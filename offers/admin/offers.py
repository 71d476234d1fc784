"""Offers, and what the operator takes of them."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from marketplace.operator import OperatorAdmin
from marketplace.search.services import matching_of_all_shops
from offers.admin.base import DatedAdmin, ManyRowsAdmin
from offers.choices import ChangeSource, CustomFieldType
from offers.models import CommissionRate, Offer, OfferField
from offers.search import KIND, reindex_offers
from offers.services.provenance import changing_offers
from offers.services.settings import put_in_force, settings_of

# Of the offers that a search of the admin finds.
MOST_FOUND = 1_000
_PAST = (("sheet_confirmed_at", "sheet_confirmed_by"), "history", ("created_at", "updated_at"))
_LISTS = (CustomFieldType.LIST, CustomFieldType.MULTIPLE_VALUES_LIST)


@admin.register(Offer)
class OfferAdmin(ManyRowsAdmin, DatedAdmin):
    """Offers stay for the orders that point at them (R007). Who confirmed the sheet is written by services (R002)."""

    list_display = ("shop_sku", "product", "shop", "price", "currency", "quantity", "is_active", "removed_at")
    list_filter = (
        ("shop", AutocompleteSelectFilter),
        "is_active",
        ("removed_at", EmptyFieldListFilter),
        "condition",
    )
    list_select_related = ("product", "shop")
    search_fields = ("shop_sku", "product__title", "product__ean")
    search_help_text = _("Beginnings of words of SKU, title, brand and EAN; a removed offer by its whole SKU.")
    autocomplete_fields = ("shop", "product")
    readonly_fields = (*DatedAdmin.readonly_fields, "sheet_confirmed_at", "sheet_confirmed_by", "history")
    fields = (
        ("shop", "product"),
        ("shop_sku", "condition", "is_active"),
        ("price", "currency", "quantity"),
        # Each moment is a date and a time, and takes the whole width.
        "discount_price",
        "discount_starts_at",
        "discount_ends_at",
        ("safety_stock", "stock_alert"),
        ("min_order_quantity", "max_order_quantity", "package_quantity"),
        ("lead_time_days", "tax_code"),
        ("logistic_class", "weight_grams"),
        "available_from",
        "available_until",
        "description",
        "internal_description",
        "removed_at",
        *_PAST,
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[Any, ...]:
        """A new offer has no past."""
        return self.fields if obj else tuple(each for each in self.fields if each not in _PAST)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By the index of words, newest first where there are too many; removed offers stand in none."""
        if not search_term.strip():
            return queryset, False
        words = matching_of_all_shops(kind=KIND, text=search_term)
        if queryset.query.has_filters():
            # What is cut off must not be what the filters ask for.
            words = words.filter(subject_id__in=queryset.order_by().values("pk"))
        exact = queryset.filter(shop_sku=search_term.strip()).order_by("-pk").values_list("pk", flat=True)
        return queryset.filter(pk__in={*words.order_by("-subject_id")[:MOST_FOUND], *exact[:MOST_FOUND]}), False

    @admin.display(description=_("price and stock"))
    def history(self, offer: Offer) -> str:
        """The way to the offer's changes; a new one has none."""
        if offer._state.adding:
            return "—"
        url = reverse("admin:offers_offerchange_changelist")
        return format_html('<a href="{}?offer__id__exact={}">{}</a>', url, offer.pk, _("Changes"))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The form carries the stock that it showed: what was sold meanwhile is not undone by saving something else."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "quantity":
            field.show_hidden_initial = True
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What is kept back follows at once (R009)."""
        put_in_force(obj, settings_of(obj.shop_id))
        with changing_offers(ChangeSource.OPERATOR, str(request.user)):
            super().save_model(request, obj, form, change)
            if change:
                obj.save(update_fields=["safety_in_force", "alert_in_force"])
        reindex_offers([obj.pk])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OfferFieldForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A custom field: its regular expression must be one, its list must have values."""

    class Meta:
        model = OfferField
        fields = ("code", "label", "description", "type", "accepted_values", "regex", "is_required", "default_value")

    def clean_regex(self) -> str:
        """One that is none would fail on every offer."""
        regex: str = self.cleaned_data["regex"]
        try:
            re.compile(regex)
        except re.error as error:
            raise forms.ValidationError(_("This is not a valid regular expression.")) from error
        return regex

    def clean(self) -> dict[str, Any]:
        """A list without values could never be filled in."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("type") in _LISTS and not given.get("accepted_values"):
            self.add_error("accepted_values", _("A list needs its values."))
        elif any("|" in value for value in given.get("accepted_values") or ()):
            self.add_error("accepted_values", _("No value may have a “|”: in files it stands between several."))
        return given


@admin.register(OfferField)
class OfferFieldAdmin(OperatorAdmin):
    """Custom fields of every offer (AF01)."""

    form = OfferFieldForm
    list_display = ("code", "label", "type", "is_required")
    list_filter = ("type",)
    search_fields = ("code", "label")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Offers keep their values under the code."""
        return ("code",) if obj else ()


@admin.register(CommissionRate)
class CommissionRateAdmin(OperatorAdmin):
    list_display = ("channel", "category", "rate")
    list_filter = ("channel",)
    list_select_related = ("channel", "category")
    search_fields = ("category__label",)
    autocomplete_fields = ("channel", "category")
