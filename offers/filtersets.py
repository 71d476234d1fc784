"""The filters of the list of offers."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import RangeWidget

from marketplace.search.services import matching_subjects
from marketplace.tenancy import scoped_shop_id
from offers.choices import OfferCondition
from offers.models import Offer
from offers.search import KIND


class NumberRangeWidget(RangeWidget):
    """Two numbers, each with a name for who cannot see which is which."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})
        self.widgets[0].attrs["aria-label"] = _("from")
        self.widgets[1].attrs["aria-label"] = _("to, included")


def _bounds() -> tuple[forms.DecimalField, forms.DecimalField]:
    """The two ends of a range, no longer than a price: the database cannot compare 1e999999."""
    return forms.DecimalField(max_digits=12), forms.DecimalField(max_digits=12)


class OfferFilterSet(django_filters.FilterSet):
    """Free text, price, stock and condition; the state is the list's tab."""

    q = django_filters.CharFilter(method="find", label=_("Find"))
    price = django_filters.RangeFilter(fields=_bounds(), label=_("Price"), widget=NumberRangeWidget)
    stock = django_filters.RangeFilter(
        field_name="quantity", fields=_bounds(), label=_("Stock"), widget=NumberRangeWidget
    )
    condition = django_filters.MultipleChoiceFilter(
        choices=OfferCondition.choices, distinct=False, label=_("Condition"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Offer
        fields: list[str] = []

    def find(self, queryset: QuerySet[Offer], _name: str, value: str) -> QuerySet[Offer]:
        """Offers in which each word of the text begins a word: SKU, title, brand, EAN."""
        shop_id = scoped_shop_id()
        if shop_id is None:
            return queryset.none()
        return queryset.filter(pk__in=matching_subjects(shop_id=shop_id, kind=KIND, text=value))
