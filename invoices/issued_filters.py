"""The filters of the list of issued invoices, for the portal and the API."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from invoices.choices import InvoiceKind
from invoices.models import Invoice
from orders.filtersets import DayRangeWidget, channel_choices


class IssuedFilterSet(django_filters.FilterSet):
    """Kind, channel, day of issue; and a number, an order or a customer as free text."""

    q = django_filters.CharFilter(method="find", label=_("Find"))
    kind = django_filters.MultipleChoiceFilter(
        choices=InvoiceKind.choices, distinct=False, label=_("Kind"), widget=forms.CheckboxSelectMultiple
    )
    channel = django_filters.MultipleChoiceFilter(
        field_name="channel__code",
        choices=channel_choices,
        distinct=False,
        label=_("Channel"),
        widget=forms.CheckboxSelectMultiple,
    )
    issued = django_filters.DateFromToRangeFilter(field_name="issued_on", label=_("Date"), widget=DayRangeWidget)

    class Meta:
        model = Invoice
        fields: list[str] = []

    def find(self, queryset: QuerySet[Invoice], _name: str, text: str) -> QuerySet[Invoice]:
        """Each word is part of the number, begins the order's, or is part of a name."""
        for word in text.split():
            queryset = queryset.filter(
                Q(invoice_number__icontains=word)
                | Q(order__order_id__istartswith=word)
                | Q(order__customer_lastname__icontains=word)
                | Q(order__customer_firstname__icontains=word)
                | Q(recipient__name__icontains=word)
            )
        return queryset
