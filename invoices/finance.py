"""The lines of the finance page as declared to the portal: tabs, orders, columns of screen and file."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from invoices.models import LedgerTransaction
from marketplace.portal.lists import Column, Sort, Tab, file_column
from marketplace.portal.paging import SortField

TABS = (
    Tab("all", _("All")),
    Tab(
        "pending",
        pgettext_lazy("amount", "Pending"),
        lambda lines: lines.pending(),
        empty_title=_("Nothing is pending"),
        empty_text=_("Amounts of paid orders stand here until the customer has received them."),
    ),
    Tab(
        "payable",
        pgettext_lazy("amount", "Payable"),
        lambda lines: lines.payable(),
        empty_title=_("Nothing is payable"),
        empty_text=_("Amounts stand here from the moment the customer has received the order."),
    ),
)

# Lines run by moment and key, as the balance beside them does.
SORTS = (
    Sort("date", _("date"), (SortField("at", descending=True), SortField("pk", descending=True))),
    Sort("amount", _("amount"), (SortField("amount", descending=True), SortField("pk", descending=True))),
)


def _local(name: str) -> Callable[[LedgerTransaction], datetime | None]:
    """A moment as the channel's clock shows it: files have no room for a reader's zone."""

    def read(line: LedgerTransaction) -> datetime | None:
        moment: datetime | None = getattr(line, name)
        return moment.astimezone(_zone(line)) if moment else None

    return read


def _zone(line: LedgerTransaction) -> ZoneInfo:
    return ZoneInfo(line.order.channel.timezone if line.order else "UTC")


COLUMNS = (
    Column("date", _("Date"), sort="date", template="invoices/_line_date.html", css="nowrap", export=_local("at")),
    file_column("zone", _("Time zone"), lambda line: _zone(line).key),
    Column(
        "order",
        _("Order"),
        template="invoices/_line_order.html",
        export=lambda line: line.order.order_id if line.order else "",
    ),
    file_column("line", _("Order line"), lambda line: line.order_line.line_id if line.order_line else ""),
    Column(
        "type", _("Type"), template="invoices/_line_type.html", css="grow", export=lambda line: line.get_type_display()
    ),
    file_column("item", _("Item"), lambda line: line.order_line.product_title if line.order_line else ""),
    file_column("code", _("Type, as code"), lambda line: line.type),
    Column(
        "state",
        _("State"),
        template="invoices/_line_state.html",
        export=lambda line: line.payment_state.label,
    ),
    file_column("payable_since", _("Payable since"), _local("released_at")),
    Column(
        "amount",
        _("Amount"),
        sort="amount",
        template="invoices/_line_amount.html",
        css="num",
        export=lambda line: line.amount,
    ),
    Column(
        "balance",
        _("Balance"),
        template="invoices/_line_balance.html",
        css="num drop",
        export=lambda line: line.balance,
    ),
    file_column("currency", _("Currency"), lambda line: line.currency),
)
