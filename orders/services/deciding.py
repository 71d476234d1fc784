"""Deciding whole orders at once: accept all lines, refuse all, accept many orders."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from marketplace.actors import Actor
from marketplace.errors import DomainError
from orders.models import Order, OrderLine
from orders.services.acceptance import LineDecision, decide_order


@dataclass(frozen=True)
class Decided:
    """What became of one order of many: `error` where it was not accepted."""

    order_id: str
    error: DomainError | None = None


def accept_order(*, order_id: str, actor: Actor, at: datetime) -> Order:
    """Accept every line. Raises IllegalTransition where the order waits for no decision."""
    decisions = [LineDecision(line_id, accepted=True) for line_id in _line_ids(order_id)]
    return decide_order(order_id=order_id, decisions=decisions, actor=actor, at=at)


def refuse_order(*, order_id: str, reason_code: str, actor: Actor, at: datetime) -> Order:
    """Refuse every line for one reason of the operator's list (R025). Raises IllegalTransition, ValidationFailed."""
    decisions = [LineDecision(line_id, accepted=False, reason_code=reason_code) for line_id in _line_ids(order_id)]
    return decide_order(order_id=order_id, decisions=decisions, actor=actor, at=at)


@transaction.atomic
def accept_orders(*, order_pks: Collection[int], actor: Actor, at: datetime) -> list[Decided]:
    """Accept each of the shop's orders that can be accepted; one that cannot holds up no other."""
    # Locked in the order of their keys, as every other batch does.
    order_ids = Order.objects.filter(pk__in=order_pks).order_by("pk").values_list("order_id", flat=True)
    return [_decided(order_id, actor, at) for order_id in order_ids]


def _decided(order_id: str, actor: Actor, at: datetime) -> Decided:
    try:
        accept_order(order_id=order_id, actor=actor, at=at)
    except DomainError as error:
        return Decided(order_id, error)
    return Decided(order_id)


def _line_ids(order_id: str) -> list[str]:
    """The lines of an order; they never change, so that they may be read before it is locked."""
    return list(OrderLine.objects.filter(order__order_id=order_id).order_by("index").values_list("line_id", flat=True))
