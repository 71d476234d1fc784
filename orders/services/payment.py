"""The customer's debit: its result as the shop front tells it, and what follows when none comes in time."""

from datetime import datetime

from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from marketplace.actors import SYSTEM, Actor
from marketplace.deadlines.choices import Outcome
from marketplace.deadlines.services import settle_deadline
from marketplace.errors import Conflict
from orders import transitions
from orders.choices import LineState, MailKind, OrderEventKind, OrderState
from orders.kinds import PAYMENT
from orders.models import Order, OrderEvent, OrderLine
from orders.reasons import NOT_PAID, PAYMENT_REFUSED
from orders.services.acceptance import start_shipping
from orders.services.mailing import mail_customer
from orders.services.moving import lines_of, live, lock_order, move_lines, move_order, restock
from orders.services.recording import record_event

PAYABLE = frozenset({OrderState.WAITING_DEBIT, OrderState.WAITING_DEBIT_PAYMENT})


class PaymentResult(TextChoices):
    """What became of a debit."""

    OK = "OK"
    REFUSED = "REFUSED"


@transaction.atomic
def record_payment(
    *, order_id: str, result: PaymentResult, transaction_number: str, actor: Actor, at: datetime
) -> Order:
    """OK sends the order on to shipping; REFUSED cancels it and gives its stock back.

    The same result with the same transaction number again changes nothing; another one raises Conflict. Raises
    IllegalTransition when no payment is waited for.
    """
    order = lock_order(order_id)
    if order.state in PAYABLE:
        pay = _take if result == PaymentResult.OK else _refuse
        pay(order, transaction_number, actor, at)
    elif not _is_repeat(order, result, transaction_number):
        raise transitions.illegal(order.state)
    return order


@transaction.atomic
def cancel_unpaid(*, order_id: str, at: datetime) -> None:
    """Cancel an order whose payment deadline passed; nothing happens once it was paid, refused or cancelled."""
    order = lock_order(order_id)
    if order.state not in PAYABLE:
        return
    _cancel(order, actor=SYSTEM, at=at, reason_code=NOT_PAID, outcome=Outcome.LATE, transaction_number="")


def _is_repeat(order: Order, result: PaymentResult, transaction_number: str) -> bool:
    """Whether this result was recorded before. Raises Conflict when another one was."""
    kinds = {OrderEventKind.PAID: PaymentResult.OK, OrderEventKind.PAYMENT_REFUSED: PaymentResult.REFUSED}
    event = OrderEvent.objects.filter(order=order, kind__in=kinds).first()
    if event is None:
        return False
    same_result = kinds[OrderEventKind(event.kind)] == result
    if not same_result or event.details.get("transaction_number", "") != transaction_number:
        raise Conflict(message=_("Another payment result was recorded for this order before."))
    return True


def _take(order: Order, transaction_number: str, actor: Actor, at: datetime) -> None:
    lines = lines_of(order)
    order.debited_at = order.transaction_at = at
    order.transaction_number = transaction_number
    for line in live(lines):
        line.debited_at = at
    settle_deadline(kind=PAYMENT, subject_id=order.order_id, at=at)
    start_shipping(order=order, lines=lines, at=at, fields=["debited_at", "transaction_at", "transaction_number"])
    details = {"transaction_number": transaction_number}
    record_event(order=order, kind=OrderEventKind.PAID, actor=actor, at=at, lines=lines, details=details)


def _refuse(order: Order, transaction_number: str, actor: Actor, at: datetime) -> None:
    _cancel(order, actor=actor, at=at, reason_code=PAYMENT_REFUSED, outcome=None, transaction_number=transaction_number)


def _cancel(
    order: Order, *, actor: Actor, at: datetime, reason_code: str, outcome: Outcome | None, transaction_number: str
) -> None:
    lines = lines_of(order)
    dropped = live(lines)
    _give_reason(order, dropped, reason_code)
    settle_deadline(kind=PAYMENT, subject_id=order.order_id, at=at, outcome=outcome)
    move_order(order=order, target=OrderState.CANCELED, at=at, fields=["reason_code"])
    move_lines(lines=dropped, target=LineState.CANCELED, at=at, fields=["reason_code"])
    restock(lines=dropped, at=at)
    record_event(
        order=order,
        kind=OrderEventKind.PAYMENT_REFUSED,
        actor=actor,
        at=at,
        lines=lines,
        reason_code=reason_code,
        details={"transaction_number": transaction_number},
    )
    mail_customer(order=order, kind=MailKind.CANCELLED, at=at)


def _give_reason(order: Order, lines: list[OrderLine], reason_code: str) -> None:
    order.reason_code = reason_code
    for line in lines:
        line.reason_code = reason_code
