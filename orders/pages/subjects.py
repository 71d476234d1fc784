"""Orders as rows of the queue: what to do with each, for whom, and the button that does it."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.deadlines.registry import QueueSubject, RowAct, Way
from marketplace.permissions import Right
from marketplace.portal import formats
from orders import transitions
from orders.models import Order
from orders.services.delay import delay_of

Subjects = dict[str, QueueSubject]


def orders_to_accept(order_ids: Collection[str]) -> Subjects:
    """Accepted from the row, at once."""
    return _subjects(order_ids, _to_accept)


def orders_to_ship(order_ids: Collection[str]) -> Subjects:
    """Shipped from the row, by the form that takes carrier and number."""
    return _subjects(order_ids, _to_ship)


def orders_to_be_paid(order_ids: Collection[str]) -> Subjects:
    """What waits for the customer's money."""
    return _subjects(order_ids, lambda order: _waiting(order, _("Payment of %(order)s")))


def orders_to_arrive(order_ids: Collection[str]) -> Subjects:
    """What is on its way, by its promise."""
    return _subjects(order_ids, _to_arrive)


def orders_to_be_received(order_ids: Collection[str]) -> Subjects:
    """What counts as received unless the customer says so before."""
    return _subjects(order_ids, lambda order: _waiting(order, _("Receipt of %(order)s")))


def _subjects(order_ids: Collection[str], show: Callable[[Any], QueueSubject]) -> Subjects:
    live = Count("lines", filter=~Q(lines__state__in=transitions.DROPPED))
    orders = Order.objects.filter(order_id__in=order_ids).select_related("channel").order_by()
    return {order.order_id: show(order) for order in orders.annotate(line_count=Count("lines"), live_count=live)}


def _to_accept(order: Any) -> QueueSubject:
    count = order.line_count
    lines = ngettext("%(count)d line", "%(count)d lines", count) % {"count": count}
    return QueueSubject(
        title=_("Accept %(order)s") % {"order": order.order_id},
        detail=f"{order.customer_name} · {lines}",
        amount=order.total_price,
        currency=order.currency,
        act=RowAct(_("Accept order"), _act_url(order, "accept"), Way.POST, Right.ORDER_ACCEPT),
    )


def _to_ship(order: Any) -> QueueSubject:
    live = order.live_count
    lines = ngettext("%(count)d line to send", "%(count)d lines to send", live) % {"count": live}
    return QueueSubject(
        title=_("Ship %(order)s") % {"order": order.order_id},
        detail=f"{order.customer_name} · {lines}",
        amount=order.total_price,
        currency=order.currency,
        act=RowAct(_("Ship order"), _act_url(order, "ship"), Way.DIALOG, Right.ORDER_SHIP),
        further_acts=(_delay(order),) if order.promise_latest else (),
    )


def _to_arrive(order: Any) -> QueueSubject:
    """The seller can do nothing about a parcel on its way but tell its customer a date that holds."""
    waiting = _waiting(order, _("Delivery of %(order)s"))
    delay = delay_of(order)
    told = _("new date told to the customer: %(day)s") % {"day": formats.write_date(delay.day)} if delay else ""
    return replace(waiting, detail=" · ".join(filter(None, [waiting.detail, told])), act=_delay(order))


def _delay(order: Any) -> RowAct:
    return RowAct(_("Declare a delay"), _act_url(order, "delay"), Way.DIALOG, Right.ORDER_SHIP)


def _waiting(order: Order, title: str) -> QueueSubject:
    return QueueSubject(
        title=title % {"order": order.order_id},
        detail=order.customer_name,
        amount=order.total_price,
        currency=order.currency,
    )


def _act_url(order: Order, act: str) -> str:
    return reverse(f"orders:{act}", kwargs={"shop_id": order.shop_id, "order_id": order.order_id})
