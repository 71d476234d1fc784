"""The filters of the list of orders, for the portal and for whatever else lists orders."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import DateRangeWidget

from marketplace import clock
from marketplace.search.filters import SearchFilter
from marketplace.shops.models import Channel, ShopChannel
from orders.choices import OrderState
from orders.models import Order
from orders.search import KIND


def channel_choices() -> list[tuple[str, str]]:
    """The channels that the shop of the open scope sells on."""
    channels = Channel.objects.filter(pk__in=ShopChannel.objects.values("channel"))
    return list(channels.values_list("code", "label"))


class DayRangeWidget(DateRangeWidget):
    """Two days, each with a name for who cannot see which is which."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"type": "date", **(attrs or {})})
        self.widgets[0].attrs["aria-label"] = _("from")
        self.widgets[1].attrs["aria-label"] = _("to, that day included")


class OrderFilterSet(django_filters.FilterSet):
    """State, channel, day of the order, lateness and free text."""

    q = SearchFilter(kind=KIND)
    state = django_filters.MultipleChoiceFilter(
        choices=OrderState.choices, distinct=False, label=_("State"), widget=forms.CheckboxSelectMultiple
    )
    channel = django_filters.MultipleChoiceFilter(
        field_name="channel__code",
        choices=channel_choices,
        distinct=False,
        label=_("Channel"),
        widget=forms.CheckboxSelectMultiple,
    )
    placed = django_filters.DateFromToRangeFilter(field_name="created_at", label=_("Placed"), widget=DayRangeWidget)
    late = django_filters.ChoiceFilter(
        method="only_late", choices=[("true", _("only late ones"))], empty_label=_("All"), label=_("Lateness")
    )

    class Meta:
        model = Order
        fields: list[str] = []

    def only_late(self, queryset: Any, _name: str, _value: str) -> QuerySet[Order]:
        """Those whose present step is past its due time."""
        late: QuerySet[Order] = queryset.late(clock.now())
        return late
