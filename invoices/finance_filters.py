"""The filters of the finance page."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.fields import DateRangeField

from invoices.choices import TransactionType
from invoices.models import LedgerDay, LedgerTransaction
from orders.filtersets import DayRangeWidget

_TYPES = [(each.value, each.label) for each in TransactionType if each != TransactionType.RELEASE]


def currency_choices() -> list[tuple[str, str]]:
    """The currencies in which the shop of the open scope has ever been owed something."""
    found = LedgerDay.objects.order_by("currency").values_list("currency", flat=True).distinct()
    return [(currency, currency) for currency in found]


class PeriodField(DateRangeField):
    """Two days, the first not after the last."""

    def clean(self, value: Any) -> Any:
        """Raises ValidationError for what is no day, and for days the wrong way round."""
        found = super().clean(value)
        if found and found.start and found.stop and found.start > found.stop:
            raise forms.ValidationError(_("The period ends before it begins."), code="reversed")
        return found


class PeriodFilter(django_filters.DateFromToRangeFilter):
    field_class = PeriodField


class FinanceFilterSet(django_filters.FilterSet):
    """Days, type, currency, and the number of an order."""

    q = django_filters.CharFilter(method="of_order", label=_("Find"))
    period = PeriodFilter(field_name="at", label=_("Period"), widget=DayRangeWidget)
    type = django_filters.MultipleChoiceFilter(
        choices=_TYPES, distinct=False, label=_("Type"), widget=forms.CheckboxSelectMultiple
    )
    currency = django_filters.ChoiceFilter(choices=currency_choices, empty_label=_("All"), label=_("Currency"))

    class Meta:
        model = LedgerTransaction
        fields: list[str] = []

    def of_order(self, queryset: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Lines of the orders whose number begins so."""
        begins = Q(order__order_id__istartswith=value) | Q(order__commercial_id__istartswith=value)
        return queryset.filter(begins)
