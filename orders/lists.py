"""The list of orders as declared to the portal: tabs by what to do, orders, columns of screen and file."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace import clock
from marketplace.money import format_money
from marketplace.permissions import Right
from marketplace.portal.lists import BulkAction, Column, Sort, Tab, file_column
from marketplace.portal.paging import SortField
from orders.models import Order

TABS = (
    Tab(
        "accept",
        _("To accept"),
        lambda orders: orders.to_accept(),
        empty_title=_("No order waits for your decision"),
        empty_text=_("New orders appear here once the marketplace has checked them for fraud."),
    ),
    Tab(
        "ship",
        _("To ship"),
        lambda orders: orders.to_ship(),
        empty_title=_("Nothing to ship"),
        empty_text=_("Orders appear here when they are accepted and paid."),
    ),
    Tab(
        "late",
        pgettext_lazy("tab", "Late"),
        lambda orders: orders.late(clock.now()),
        late=True,
        empty_title=_("Nothing is late"),
        empty_text=_("Orders whose acceptance, shipment or arrival is overdue would stand here."),
    ),
    Tab(
        "waiting",
        _("Waiting"),
        lambda orders: orders.on_hold(),
        empty_title=_("No order is on hold"),
        empty_text=_(
            "Orders stand here during the fraud check and until the customer has paid. There is nothing to do for you."
        ),
    ),
    Tab(
        "shipped",
        pgettext_lazy("tab", "Shipped"),
        lambda orders: orders.shipped(),
        empty_title=_("Nothing is on its way"),
        empty_text=_("Shipped orders stand here until the customer has received them."),
    ),
    Tab("all", _("All")),
)

SORTS = (
    # What needs no more doing has no due time and comes last, newest first.
    Sort("due", _("what is due first"), (SortField("due_at", nullable=True), SortField("pk", descending=True))),
    Sort("placed", _("date"), (SortField("created_at", descending=True), SortField("pk", descending=True))),
    Sort("customer", _("customer"), (SortField("customer_lastname"), SortField("customer_firstname"), SortField("pk"))),
    Sort("total", _("amount"), (SortField("total_price", descending=True), SortField("pk", descending=True))),
)

BULK = (
    BulkAction(
        "accept", _("Accept 1 order"), _("Accept %n orders"), "orders:accept-many", Right.ORDER_ACCEPT, main=True
    ),
)


def _paid(order: Order) -> str:
    return format_money(order.total_price, order.currency)


def _local(name: str) -> Callable[[Order], datetime | None]:
    """A moment as the channel's clock shows it: files have no room for a reader's zone."""

    def read(order: Order) -> datetime | None:
        moment: datetime | None = getattr(order, name)
        return moment.astimezone(ZoneInfo(order.channel.timezone)) if moment else None

    return read


def _yours(order: Order) -> Decimal:
    return order.total_price - order.total_commission


def _address(name: str) -> Callable[[Order], Any]:
    return lambda order: (order.shipping_address or {}).get(name, "")


COLUMNS = (
    Column("due", _("Deadline"), sort="due", template="orders/_due.html", css="due"),
    Column("order", _("Order"), template="orders/_id.html", export=lambda order: order.order_id),
    file_column("commercial", _("Commercial order"), lambda order: order.commercial_id),
    Column(
        "customer",
        _("Customer"),
        sort="customer",
        template="orders/_customer.html",
        export=lambda order: order.customer_name,
    ),
    file_column("city", _("City"), _address("city")),
    file_column("country", _("Country"), _address("country_iso_code")),
    Column(
        "state", _("State"), template="orders/_state.html", css="grow", export=lambda order: order.get_state_display()
    ),
    file_column("line_count", _("Lines"), lambda order: order.line_count),
    Column("channel", _("Channel"), value=lambda order: order.channel.label, css="drop quiet", optional=True),
    Column(
        "placed",
        _("Placed"),
        sort="placed",
        template="orders/_placed.html",
        css="drop quiet nowrap",
        export=_local("created_at"),
        optional=True,
    ),
    file_column("zone", _("Time zone"), lambda order: order.channel.timezone),
    file_column("due_at", _("Due"), _local("due_at")),
    file_column("accepted", _("Accepted or refused"), _local("accepted_at")),
    file_column("ship_by", _("Ship by"), _local("ship_by")),
    file_column("promise", _("Promised until"), _local("promise_latest")),
    file_column("shipped", _("Shipped"), _local("shipped_at")),
    file_column("received", _("Received"), _local("received_at")),
    Column("paid", _("Customer paid"), value=_paid, sort="total", css="num", export=lambda order: order.total_price),
    file_column("freight", _("of it freight"), lambda order: order.shipping_price),
    file_column("commission", _("Commission"), lambda order: order.total_commission),
    file_column("yours", pgettext_lazy("money", "Yours"), _yours),
    file_column("currency", _("Currency"), lambda order: order.currency),
)
