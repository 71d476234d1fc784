"""The filters of the list of orders without invoice."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.search.filters import SearchFilter
from orders.filtersets import DayRangeWidget, channel_choices
from orders.models import Order
from orders.search import KIND


class MissingFilterSet(django_filters.FilterSet):
    """Channel, day of shipment, billing data, lateness and free text."""

    q = SearchFilter(kind=KIND)
    channel = django_filters.MultipleChoiceFilter(
        field_name="channel__code",
        choices=channel_choices,
        distinct=False,
        label=_("Channel"),
        widget=forms.CheckboxSelectMultiple,
    )
    shipped = django_filters.DateFromToRangeFilter(field_name="shipped_at", label=_("Shipped"), widget=DayRangeWidget)
    billing = django_filters.ChoiceFilter(
        method="by_billing",
        choices=[("yes", _("known")), ("no", _("missing: only a simplified invoice"))],
        empty_label=_("All"),
        label=_("Billing data"),
    )

    late = django_filters.ChoiceFilter(
        method="only_late", choices=[("true", _("only late ones"))], empty_label=_("All"), label=_("Lateness")
    )

    class Meta:
        model = Order
        fields: list[str] = []

    def only_late(self, queryset: Any, _name: str, _value: str) -> QuerySet[Order]:
        """Whose invoice is past its due time; `invoice_due_at` comes with the list's rows."""
        late: QuerySet[Order] = queryset.filter(invoice_due_at__lt=clock.now())
        return late

    def by_billing(self, queryset: Any, _name: str, value: str) -> QuerySet[Order]:
        """With or without an address for the invoice (R046)."""
        is_missing = Q(billing_address__isnull=True) | Q(billing_address={})
        found: QuerySet[Order] = queryset.filter(is_missing if value == "no" else ~is_missing)
        return found
