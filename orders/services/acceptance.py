"""Accepting and refusing, line by line (R025), and the refusal that comes by itself when nobody answered."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.actors import SYSTEM, Actor
from marketplace.deadlines.choices import Outcome
from marketplace.deadlines.services import settle_deadline
from marketplace.errors import FieldError, ValidationFailed
from orders import transitions
from orders.choices import LineState, MailKind, OrderEventKind, OrderState, PaymentWorkflow, ReasonType
from orders.kinds import ACCEPTANCE
from orders.models import Order, OrderLine, Reason
from orders.pricing import total_of
from orders.reasons import NOT_ACCEPTED, UNSPECIFIED
from orders.services import clocks
from orders.services.mailing import mail_customer
from orders.services.moving import lines_of, live, lock_order, move_lines, move_order, restock
from orders.services.recording import record_event


@dataclass(frozen=True)
class LineDecision:
    """What the seller says of one line; a refusal gives a reason of the operator's list (type REFUSAL)."""

    line_id: str
    accepted: bool
    reason_code: str = ""


@transaction.atomic
def decide_order(
    *, order_id: str, decisions: Sequence[LineDecision], actor: Actor, at: datetime, needs_reasons: bool = True
) -> Order:
    """Accept some lines and refuse the others; every line must be decided, once.

    Refused lines keep their quantity and price and give their stock back; the order's totals are those of the accepted
    lines. When all are refused the order is REFUSED and keeps its totals as they were asked for. Without
    `needs_reasons` (the seller API) a missing reason is recorded as UNSPECIFIED. Raises IllegalTransition and
    ValidationFailed.
    """
    order = lock_order(order_id)
    if order.state != OrderState.WAITING_ACCEPTANCE:
        raise transitions.illegal(order.state)
    lines = lines_of(order)
    _check_decisions(lines, decisions, needs_reasons)
    chosen = {decision.line_id: decision for decision in decisions}
    refused = [line for line in lines if not chosen[line.line_id].accepted]
    for line in refused:
        line.reason_code = chosen[line.line_id].reason_code or UNSPECIFIED

    order.accepted_at = at
    settle_deadline(kind=ACCEPTANCE, subject_id=order.order_id, at=at)
    _drop(refused, at)
    if len(refused) == len(lines):
        order.reason_code = refused[0].reason_code
        _refuse(order, lines, kind=OrderEventKind.REFUSED, actor=actor, at=at)
    else:
        _accept(order, lines, refused, actor, at)
    return order


@transaction.atomic
def refuse_unanswered(*, order_id: str, at: datetime) -> None:
    """Refuse the whole order because its acceptance deadline passed; nothing happens once it has been decided.

    `accepted_at` stays empty: the seller API shows no decision date for a decision that nobody took.
    """
    order = lock_order(order_id)
    if order.state != OrderState.WAITING_ACCEPTANCE:
        return
    lines = lines_of(order)
    for line in lines:
        line.reason_code = NOT_ACCEPTED
    order.reason_code = NOT_ACCEPTED
    settle_deadline(kind=ACCEPTANCE, subject_id=order.order_id, at=at, outcome=Outcome.LATE)
    _drop(lines, at)
    _refuse(order, lines, kind=OrderEventKind.AUTO_REFUSED, actor=SYSTEM, at=at)


def start_shipping(*, order: Order, lines: Sequence[OrderLine], at: datetime, fields: Sequence[str] = ()) -> None:
    """Move a locked order and its live lines on to SHIPPING and start the time to ship."""
    move_order(order=order, target=OrderState.SHIPPING, at=at, fields=fields)
    move_lines(lines=live(lines), target=LineState.SHIPPING, at=at, fields=["debited_at"])
    clocks.open_shipment(order=order, at=at)


def _drop(lines: Sequence[OrderLine], at: datetime) -> None:
    if lines:
        move_lines(lines=lines, target=LineState.REFUSED, at=at, fields=["reason_code"])
        restock(lines=lines, at=at)


def _refuse(order: Order, lines: list[OrderLine], *, kind: OrderEventKind, actor: Actor, at: datetime) -> None:
    move_order(order=order, target=OrderState.REFUSED, at=at, fields=["accepted_at", "reason_code"])
    record_event(order=order, kind=kind, actor=actor, at=at, lines=lines, reason_code=order.reason_code)
    mail_customer(order=order, kind=MailKind.REFUSED, at=at)


def _accept(order: Order, lines: list[OrderLine], refused: list[OrderLine], actor: Actor, at: datetime) -> None:
    fields = ["accepted_at", *_take_totals(order, live(lines))]
    pays_first = order.payment_workflow == PaymentWorkflow.PAY_ON_ACCEPTANCE
    if pays_first:
        move_order(order=order, target=OrderState.WAITING_DEBIT, at=at, fields=fields)
        move_lines(lines=live(lines), target=LineState.WAITING_DEBIT, at=at)
    else:
        start_shipping(order=order, lines=lines, at=at, fields=fields)
    for line in refused:
        code = line.reason_code
        kind = OrderEventKind.LINE_REFUSED
        record_event(order=order, kind=kind, actor=actor, at=at, lines=lines, line=line, reason_code=code)
    record_event(order=order, kind=OrderEventKind.ACCEPTED, actor=actor, at=at, lines=lines)
    mail_customer(order=order, kind=MailKind.ACCEPTED, at=at)
    if pays_first:
        _request_debit(order, lines, at)


def _take_totals(order: Order, lines: list[OrderLine]) -> list[str]:
    """Set the order's totals to those of the lines; returns the names of the fields."""
    totals = total_of(lines)
    for name in totals.__slots__:
        setattr(order, name, getattr(totals, name))
    return list(totals.__slots__)


def _request_debit(order: Order, lines: list[OrderLine], at: datetime) -> None:
    """Ask the shop front for the money: the marketplace does so by itself as soon as an order waits for it."""
    clocks.open_payment(order=order, at=at)
    move_order(order=order, target=OrderState.WAITING_DEBIT_PAYMENT, at=at, fields=["payment_due_at"])
    move_lines(lines=live(lines), target=LineState.WAITING_DEBIT_PAYMENT, at=at)
    details = {"amount": str(order.total_price), "currency": order.currency}
    kind = OrderEventKind.DEBIT_REQUESTED
    record_event(order=order, kind=kind, actor=SYSTEM, at=at, lines=lines, details=details)


def _check_decisions(lines: list[OrderLine], decisions: Sequence[LineDecision], needs_reasons: bool) -> None:
    known = {line.line_id for line in lines}
    counts = Counter(decision.line_id for decision in decisions)
    reasons = set(Reason.objects.filter(type=ReasonType.REFUSAL, is_shop_right=True).values_list("code", flat=True))
    faults = []
    for index, decision in enumerate(decisions):
        where = f"order_lines[{index}]"
        if decision.line_id not in known:
            faults.append(FieldError("ORDER_LINE_NOT_FOUND", f"{where}.id", _("The order has no such line.")))
        elif counts[decision.line_id] > 1:
            faults.append(FieldError("ORDER_LINE_DUPLICATE_ID", f"{where}.id", _("The line is named twice.")))
        elif not decision.accepted:
            faults += _reason_faults(decision.reason_code, f"{where}.reason_code", reasons, needs_reasons)
    missing = [line.line_id for line in lines if line.line_id not in counts]
    if missing:
        message = _("Lines without a decision: %(lines)s.") % {"lines": ", ".join(missing)}
        faults.append(FieldError("ORDER_LINE_ACCEPTANCE_DECISION_MISSING", "order_lines", message))
    if faults:
        raise ValidationFailed(code=faults[0].code, message=faults[0].message, errors=faults)


def _reason_faults(code: str, where: str, reasons: set[str], needs_reasons: bool) -> list[FieldError]:
    if not code:
        return [FieldError("REASON_REQUIRED", where, _("A refused line needs a reason."))] if needs_reasons else []
    if code not in reasons:
        return [FieldError("REASON_NOT_FOUND", where, _("There is no such reason for a refusal."))]
    return []
