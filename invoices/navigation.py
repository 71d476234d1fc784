"""Invoices and finance in the portal's navigation, counted by the invoices that are missing (R041)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from invoices.kinds import INVOICE_DUE
from marketplace import clock
from marketplace.deadlines.models import Deadline
from marketplace.permissions import Right
from marketplace.portal import navigation
from marketplace.portal.navigation import COUNT_CAP, Counts, NavItem
from orders.models import Order


def count_missing(_shop: Any) -> Counts:
    """Orders without invoice, and those whose deadline is past; counted no further than is shown."""
    most = COUNT_CAP + 1
    late = Deadline.objects.of_kinds([INVOICE_DUE]).overdue(clock.now()).order_by().values("pk")
    missing = Order.objects.without_invoice().order_by().values("pk")
    return Counts(todo=missing[:most].count(), late=late[:most].count())


def register() -> None:
    """Add the area; called at start."""
    navigation.register(
        NavItem(
            code="finance",
            label=_("Invoices"),
            icon="doc",
            url_name="invoices:missing",
            right=Right.ORDER_READ,
            order=30,
            counts=count_missing,
        )
    )
