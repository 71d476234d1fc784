"""Locking an order and moving it with its lines."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from marketplace.errors import NotFound
from offers.services import give_back_stock
from orders import transitions
from orders.choices import LineState, OrderState
from orders.models import Order, OrderLine


def lock_order(order_id: str) -> Order:
    """The order of the open scope by its public id, locked until the transaction ends. Raises NotFound."""
    order: Order | None = (
        Order.objects.locked()
        .select_related("channel__rules", "shop", "shipping_method")
        .filter(order_id=order_id)
        .first()
    )
    if order is None:
        raise _unknown(order_id)
    return order


def shop_of(order_id: str) -> int:
    """The shop of an order of the open scope, for who knows the order's public id alone. Raises NotFound."""
    shop_id: int | None = Order.objects.filter(order_id=order_id).values_list("shop_id", flat=True).first()
    if shop_id is None:
        raise _unknown(order_id)
    return shop_id


def lines_of(order: Order) -> list[OrderLine]:
    """All lines in their order. They change under their order's lock alone, so they need none of their own."""
    return list(OrderLine.objects.filter(order=order).order_by("index"))


def live(lines: Iterable[OrderLine]) -> list[OrderLine]:
    """Lines that are still part of the sale."""
    return [line for line in lines if line.state not in transitions.DROPPED]


def move_order(*, order: Order, target: OrderState, at: datetime, fields: Sequence[str] = ()) -> None:
    """Move the locked order, and save the other `fields` with it. Raises IllegalTransition."""
    transitions.check(order.state, target)
    order.state = target
    order.updated_at = at
    order.save(update_fields=["state", "updated_at", *fields])


def move_lines(*, lines: Sequence[OrderLine], target: LineState, at: datetime, fields: Sequence[str] = ()) -> None:
    """Move lines of a locked order, and save the other `fields` with them. Raises IllegalTransition."""
    for line in lines:
        transitions.check(line.state, target)
        line.state = target
        line.updated_at = at
    OrderLine.objects.bulk_update(lines, ["state", "updated_at", *fields])


def restock(*, lines: Iterable[OrderLine], at: datetime) -> None:
    """Give the stock of lines that fell out of the sale back to their offers."""
    # An order of the past took no stock here, and gives none back.
    taken = OrderLine.objects.filter(pk__in=[line.pk for line in lines], order__is_imported=False).order_by()
    quantities: Counter[int] = Counter()
    for offer_id, quantity in taken.values_list("offer_id", "quantity"):
        quantities[offer_id] += quantity
    if quantities:
        give_back_stock(quantities=quantities, at=at)


def date_change(*, order_id: str, as_of: datetime, at: datetime) -> None:
    """Date by its own moment what was done `as_of` a due time: who polls for changes (OR11) would pass over it."""
    Order.objects.filter(order_id=order_id, updated_at=as_of).update(updated_at=at)
    OrderLine.objects.filter(order__order_id=order_id, updated_at=as_of).update(updated_at=at)


def _unknown(order_id: str) -> NotFound:
    return NotFound(code="ORDER_NOT_FOUND", message=_("There is no order %(order)s here.") % {"order": order_id})
