"""One entry of the timeline, the storefront's news of it and the signals of it: written together, here alone."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from marketplace.actors import Actor
from marketplace.outbox.services import publish_event
from orders.choices import OrderEventKind
from orders.models import Order, OrderEvent, OrderLine
from orders.signals import order_moved, order_recorded

# What the shop front hears of; a refused line is told with the decision on its order.
FEED_KINDS: dict[str, str] = {
    OrderEventKind.CREATED: "order_created",
    OrderEventKind.FRAUD_PASSED: "fraud_checked",
    OrderEventKind.FRAUD_FAILED: "fraud_checked",
    OrderEventKind.ACCEPTED: "accepted",
    OrderEventKind.REFUSED: "refused",
    OrderEventKind.AUTO_REFUSED: "refused",
    OrderEventKind.DEBIT_REQUESTED: "debit_requested",
    OrderEventKind.PAID: "paid",
    OrderEventKind.PAYMENT_REFUSED: "payment_refused",
    OrderEventKind.TRACKING_SET: "tracking_set",
    OrderEventKind.SHIPPED: "shipped",
    OrderEventKind.DELAY_DECLARED: "delay_declared",
    OrderEventKind.RECEIVED: "received",
}


def record_event(
    *,
    order: Order,
    kind: OrderEventKind,
    actor: Actor,
    at: datetime,
    lines: list[OrderLine],
    line: OrderLine | None = None,
    reason_code: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Write who did what, when and why, in the transaction of the change; `lines` are told as they now are."""
    OrderEvent.objects.create(
        shop_id=order.shop_id,
        order=order,
        line=line,
        kind=kind,
        at=at,
        actor_kind=actor.kind,
        actor_label=actor.label,
        reason_code=reason_code,
        details=details or {},
    )
    if kind in FEED_KINDS:
        payload = {"order_state": order.state, "lines": [_told(each) for each in lines], **(details or {})}
        publish_event(shop_id=order.shop_id, kind=FEED_KINDS[kind], order_id=order.order_id, payload=payload, at=at)
    order_recorded.send(sender=Order, order=order, kind=kind, lines=lines, actor=actor, at=at)
    announce = partial(order_moved.send_robust, sender=Order, order_id=order.order_id, shop_id=order.shop_id, kind=kind)
    transaction.on_commit(announce, robust=True)


def _told(line: OrderLine) -> dict[str, Any]:
    return {
        "order_line_id": line.line_id,
        "offer_id": line.offer_id,
        "quantity": line.quantity,
        "order_line_state": line.state,
        "reason_code": line.reason_code or None,
    }
