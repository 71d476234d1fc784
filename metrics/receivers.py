"""What makes a day's facts stale marks the day, in the transaction of the change itself."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models.signals import pre_save

from invoices.signals import invoice_issued
from marketplace.deadlines import registry
from marketplace.deadlines.models import Deadline
from marketplace.deadlines.registry import Listener
from marketplace.shops.models import Channel
from messaging.kinds import CUSTOMER_REPLY
from metrics.services.marking import mark_channel, mark_moment, mark_orders
from orders.models import Order
from orders.signals import order_recorded, orders_imported

_UID = "metrics"


def register() -> None:
    """Listen; called at start."""
    order_recorded.connect(_order_recorded, dispatch_uid=_UID)
    orders_imported.connect(_orders_imported, dispatch_uid=_UID)
    invoice_issued.connect(_invoice_issued, dispatch_uid=_UID)
    pre_save.connect(_channel_changes, sender=Channel, dispatch_uid=_UID)
    registry.add_listener(Listener(on_warned=_passes, on_missed=_passes, on_closed=_clock_closed))


def _order_recorded(*, order: Order, **_kwargs: Any) -> None:
    mark_moment(shop_id=order.shop_id, channel_id=order.channel_id, moment=order.created_at)


def _orders_imported(*, order_ids: Collection[int], **_kwargs: Any) -> None:
    mark_orders(order_pks=order_ids)


def _invoice_issued(*, order: Order, **_kwargs: Any) -> None:
    mark_moment(shop_id=order.shop_id, channel_id=order.channel_id, moment=order.created_at)


def _channel_changes(*, instance: Channel, **_kwargs: Any) -> None:
    """Another time zone puts rows on other days, another currency changes what is revenue."""
    told = Channel.objects.filter(pk=instance.pk).values_list("timezone", "currency").first()
    if told is not None and told != (instance.timezone, instance.currency):
        mark_channel(channel_id=instance.pk)


def _clock_closed(deadline: Deadline, *, at: datetime) -> None:
    """An answer, or no reply needed. What still waits is counted when it is asked for."""
    if deadline.kind == CUSTOMER_REPLY:
        mark_moment(shop_id=deadline.shop_id, channel_id=deadline.channel_id, moment=at)


def _passes(deadline: Deadline, *, at: datetime) -> None:
    """Warnings and misses change no facts: what is overdue is counted when it is asked for."""
