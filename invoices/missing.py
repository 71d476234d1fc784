"""The list of orders without invoice as declared to the portal: orders, columns of screen and file."""

from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.money import format_money
from marketplace.permissions import Right
from marketplace.portal.lists import BulkAction, Column, Sort, file_column
from marketplace.portal.paging import SortField
from orders.models import Order

SORTS = (
    Sort("due", _("what is due first"), (SortField("invoice_due_at", nullable=True), SortField("pk"))),
    Sort("shipped", _("shipment"), (SortField("shipped_at"), SortField("pk"))),
    Sort("customer", _("customer"), (SortField("customer_lastname"), SortField("customer_firstname"), SortField("pk"))),
    Sort("total", _("amount"), (SortField("total_price", descending=True), SortField("pk", descending=True))),
)

BULK = (
    BulkAction(
        "issue", _("Issue 1 invoice"), _("Issue %n invoices"), "invoices:issue-many", Right.INVOICE_WRITE, main=True
    ),
)


def _due(order: Order) -> object:
    moment = getattr(order, "invoice_due_at", None)
    return moment.astimezone(ZoneInfo(order.channel.timezone)) if moment else None


def _shipped(order: Order) -> object:
    return order.shipped_at.astimezone(ZoneInfo(order.channel.timezone)) if order.shipped_at else None


COLUMNS = (
    Column("due", _("Deadline"), sort="due", template="invoices/_due.html", css="due", export=_due),
    Column("order", _("Order"), template="orders/_id.html", export=lambda order: order.order_id),
    Column("customer", _("Customer"), sort="customer", value=lambda order: order.customer_name),
    Column(
        "billing",
        _("Billing data"),
        template="invoices/_billing.html",
        export=lambda order: gettext("yes") if order.billing_address else gettext("no"),
    ),
    Column("channel", _("Channel"), value=lambda order: order.channel.label, css="drop quiet", optional=True),
    Column(
        "shipped",
        _("Shipped"),
        sort="shipped",
        template="invoices/_shipped.html",
        css="drop quiet nowrap",
        export=_shipped,
    ),
    Column(
        "total",
        _("Amount"),
        value=lambda order: format_money(order.total_price, order.currency),
        sort="total",
        css="num",
        export=lambda order: order.total_price,
    ),
    file_column("currency", _("Currency"), lambda order: order.currency),
    Column("act", _("Actions"), template="invoices/_missing_act.html", css="acts"),
)
