"""The filters of the list of conversations."""

import django_filters
from django.utils.translation import gettext_lazy as _

from marketplace.search.filters import SearchFilter
from messaging.models import Thread
from messaging.search import KIND
from orders.filtersets import channel_choices


class ThreadFilterSet(django_filters.FilterSet):
    """Free text and channel."""

    q = SearchFilter(kind=KIND)
    channel = django_filters.ChoiceFilter(
        field_name="channel__code", choices=channel_choices, empty_label=_("All channels"), label=_("Channel")
    )

    class Meta:
        model = Thread
        fields: list[str] = []
