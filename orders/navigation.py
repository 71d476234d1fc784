"""Orders in the portal's navigation, counted by what waits for the seller."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.permissions import Right
from marketplace.portal import navigation
from marketplace.portal.navigation import Counts, NavItem
from orders.models import Order


def count_to_do(_shop: Any) -> Counts:
    """To accept and to ship, and how many orders are late, as the tab says; counted no further than is shown."""
    most = navigation.COUNT_CAP + 1
    orders = Order.objects.order_by()
    return Counts(todo=orders.to_do()[:most].count(), late=orders.late(clock.now())[:most].count())


def register() -> None:
    """Add the area; called at start."""
    item = NavItem(
        code="orders",
        label=_("Orders"),
        icon="orders",
        url_name="orders:list",
        right=Right.ORDER_READ,
        order=20,
        counts=count_to_do,
    )
    navigation.register(item)
