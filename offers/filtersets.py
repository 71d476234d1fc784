"""The filters of the list of offers."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import RangeWidget

from marketplace.search.filters import SearchFilter
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

    q = SearchFilter(kind=KIND)
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
