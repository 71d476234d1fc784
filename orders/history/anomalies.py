"""What breaks today's rules in a past that is taken as told; counted in the summary, never refused."""

from collections.abc import Iterator
from datetime import datetime

from orders.choices import OrderState
from orders.history.past import PastOrder

_ARRIVED = frozenset({OrderState.RECEIVED, OrderState.CLOSED})
_LEFT = frozenset({OrderState.SHIPPED, OrderState.TO_COLLECT}) | _ARRIVED
_NOT_LEFT = frozenset(OrderState) - _LEFT - {OrderState.REFUSED, OrderState.CANCELED}
_DATES = ("approved_at", "shipped_at", "received_at")


def anomalies_of(order: PastOrder, *, at: datetime) -> list[str]:
    """Codes of what is odd about an order; `at` is the present."""
    return [*_odd_dates(order, at), *_odd_state(order), *_odd_rating(order), *_odd_money(order)]


def _odd_dates(order: PastOrder, at: datetime) -> Iterator[str]:
    if _before(order.approved_at, order.created_at):
        yield "approved_before_created"
    if _before(order.shipped_at, order.approved_at):
        yield "shipped_before_approved"
    if _before(order.received_at, order.shipped_at):
        yield "received_before_shipped"
    if any(_before(at, moment) for moment in (order.created_at, *(getattr(order, name) for name in _DATES))):
        yield "dated_in_the_future"


def _odd_state(order: PastOrder) -> Iterator[str]:
    if order.state in _LEFT and order.shipped_at is None:
        yield "shipped_without_date"
    if order.state in _ARRIVED and order.received_at is None:
        yield "received_without_date"
    if order.state in _LEFT | {OrderState.SHIPPING} and order.approved_at is None:
        yield "approved_without_date"
    if order.state in _NOT_LEFT and (order.shipped_at or order.received_at):
        yield "ahead_of_its_state"


def _odd_rating(order: PastOrder) -> Iterator[str]:
    if order.evaluation is None:
        return
    if order.received_at is None:
        yield "rated_but_never_received"
    elif _before(order.evaluation.created_at, order.created_at):
        yield "rated_before_created"


def _odd_money(order: PastOrder) -> Iterator[str]:
    if order.currency != order.channel.currency:
        yield "another_currency_than_its_channel"


def _before(earlier: datetime | None, later: datetime | None) -> bool:
    return earlier is not None and later is not None and earlier < later
