"""The clock of an order's invoice: who sees it, what its rule says, and what missing it does."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from invoices.kinds import INVOICE_DUE
from marketplace.deadlines.choices import PolicyClock
from marketplace.deadlines.registry import DeadlineKind, QueueSubject, RowAct, Way
from marketplace.deadlines.registry import register as register_kind
from marketplace.permissions import Right
from marketplace.portal.context import route
from orders.deadlines import SUBJECT
from orders.models import Order


def register() -> None:
    """Make the kind known; called at start."""
    register_kind(
        DeadlineKind(
            code=INVOICE_DUE,
            subject_type=SUBJECT,
            label=gettext_lazy("File the invoice"),
            right=Right.ORDER_READ,
            rule_text=_hours_to_file,
            missed_text=gettext_lazy("The order counts as one without invoice in time."),
            title=_title,
            url=_page,
            icon="doc",
            act_right=Right.DOCUMENT_WRITE,
            is_silent=_is_of_the_past,
            subjects=orders_to_invoice,
        )
    )


def orders_to_invoice(order_ids: Collection[str]) -> dict[str, QueueSubject]:
    """Orders that want an invoice, each with both ways to one, in one query."""
    orders = Order.objects.filter(order_id__in=order_ids).order_by()
    return {order.order_id: _subject(order) for order in orders}


def _subject(order: Order) -> QueueSubject:
    upload, issue = (route(f"invoices:{act}", order.shop_id, order.order_id) for act in ("upload", "issue"))
    return QueueSubject(
        title=_("Invoice for %(order)s") % {"order": order.order_id},
        detail=order.customer_name,
        amount=order.total_price,
        currency=order.currency,
        act=RowAct(_("Issue invoice"), issue, Way.LINK, Right.INVOICE_WRITE),
        further_acts=(RowAct(_("File invoice"), upload, Way.DIALOG, Right.DOCUMENT_WRITE),),
    )


def _title(order_id: str) -> str:
    return _("Invoice for %(order)s") % {"order": order_id}


def _page(shop_id: int, order_id: str) -> str:
    url = route("orders:detail", shop_id, order_id)
    return f"{url}#section-documents" if url else ""


def _is_of_the_past(order_id: str) -> bool:
    return Order.objects.filter(order_id=order_id, is_imported=True).exists()


def _hours_to_file(policy: Mapping[str, Any]) -> str:
    hours = int(policy.get("hours") or 0)
    if policy.get("clock") == PolicyClock.WORKING:
        text = ngettext(
            "File the invoice within %(hours)s working hour of shipment.",
            "File the invoice within %(hours)s working hours of shipment.",
            hours,
        )
    else:
        text = ngettext(
            "File the invoice within %(hours)s hour of shipment.",
            "File the invoice within %(hours)s hours of shipment.",
            hours,
        )
    return text % {"hours": hours}
