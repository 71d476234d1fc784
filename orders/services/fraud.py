"""The fraud check: an order leaves STAGING by its result alone (R023, R024)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.actors import Actor
from marketplace.errors import Conflict
from orders.choices import LineState, MailKind, OrderEventKind, OrderState
from orders.models import Order, OrderEvent
from orders.services import clocks
from orders.services.mailing import mail_customer
from orders.services.moving import lines_of, lock_order, move_lines, move_order, restock
from orders.services.recording import record_event


@transaction.atomic
def decide_fraud(*, order_id: str, is_passed: bool, actor: Actor, at: datetime) -> Order:
    """Pass the order on to acceptance, or cancel it as fraud and give its stock back; no figure ever counts it then.

    The same decision again changes nothing; the other one raises Conflict. Raises IllegalTransition for an order that
    never was in the check.
    """
    order = lock_order(order_id)
    earlier = _earlier_decision(order)
    if earlier is not None and earlier is not is_passed:
        raise Conflict(message=_("The fraud check of this order was decided otherwise before."))
    if earlier is None:
        decide = _pass if is_passed else _fail
        decide(order, actor, at)
    return order


def _earlier_decision(order: Order) -> bool | None:
    kinds = [OrderEventKind.FRAUD_PASSED, OrderEventKind.FRAUD_FAILED]
    event = OrderEvent.objects.filter(order=order, kind__in=kinds).first()
    return None if event is None else event.kind == OrderEventKind.FRAUD_PASSED


def _pass(order: Order, actor: Actor, at: datetime) -> None:
    lines = lines_of(order)
    clocks.open_acceptance(order=order, at=at)
    move_order(order=order, target=OrderState.WAITING_ACCEPTANCE, at=at, fields=["acceptance_due_at"])
    move_lines(lines=lines, target=LineState.WAITING_ACCEPTANCE, at=at)
    record_event(order=order, kind=OrderEventKind.FRAUD_PASSED, actor=actor, at=at, lines=lines)


def _fail(order: Order, actor: Actor, at: datetime) -> None:
    lines = lines_of(order)
    order.is_fraud = True
    move_order(order=order, target=OrderState.CANCELED, at=at, fields=["is_fraud"])
    move_lines(lines=lines, target=LineState.CANCELED, at=at)
    restock(lines=lines, at=at)
    record_event(order=order, kind=OrderEventKind.FRAUD_FAILED, actor=actor, at=at, lines=lines)
    mail_customer(order=order, kind=MailKind.CANCELLED, at=at)
