"""A declared delay: the customer is told another delivery date, and the first promise stays on record (R031)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.actors import Actor
from marketplace.deadlines.services import quiet_deadline
from marketplace.errors import DomainError, refusal
from marketplace.worktime import day_bounds, find_zone
from orders import transitions
from orders.choices import MailKind, OrderEventKind
from orders.kinds import PROMISE
from orders.models import Order, OrderEvent
from orders.services.mailing import mail_customer
from orders.services.moving import lines_of, lock_order
from orders.services.recording import record_event

MOST_DAYS_AHEAD = 90  # of today, or of the promise where that lies further ahead
LONGEST_WORDS = 500  # characters
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Delay:
    """A declared delay, in days of the channel: the last day of delivery as told now, and as promised at first."""

    day: date
    promised_day: date
    declared_at: datetime


def delay_of(order: Order) -> Delay | None:
    """What was declared last of an order with its channel; None where nothing was."""
    if order.delayed_until is None or order.delay_declared_at is None or order.promise_latest is None:
        return None
    return Delay(_day(order, order.delayed_until), _day(order, order.promise_latest), order.delay_declared_at)


def possible_days(order: Order, at: datetime) -> tuple[date, date] | None:
    """The first and the last day that a delay may name, of an order with its channel; None without a promise."""
    if order.promise_latest is None:
        return None
    promised, today = _day(order, order.promise_latest), _day(order, at)
    return max(promised + _DAY, today), max(promised, today) + timedelta(days=MOST_DAYS_AHEAD)


def say_possible(first: str, last: str) -> str:
    """Between which days a delay may lie, as its reader writes them: in ISO for machines."""
    text = _("The new date must lie between %(first)s and %(last)s: after the promise, and not in the past.")
    return text % {"first": first, "last": last}


@transaction.atomic
def declare_delay(*, order_id: str, delivery_day: date, words: str = "", actor: Actor, at: datetime) -> Order:
    """Tell the customer another last day of delivery, after the first promise, which lateness is still judged by.

    Any later declaration takes the place of the one before, an earlier day too; the same day again changes nothing.
    `words` go to the customer as they are. Raises IllegalTransition, ValidationFailed.
    """
    order = lock_order(order_id)
    transitions.check_delayable(order.state)
    _check(order, delivery_day, words, at)
    before = delay_of(order)
    if before is not None and before.day == delivery_day:
        return order
    order.delayed_until = day_bounds(delivery_day, order.channel.timezone)[1] - timedelta(seconds=1)
    order.delay_declared_at = order.updated_at = at
    order.save(update_fields=["delayed_until", "delay_declared_at", "updated_at"])
    quiet_deadline(kind=PROMISE, subject_id=order.order_id, until=order.delayed_until, at=at)
    kind = OrderEventKind.DELAY_DECLARED
    details = _told(order, delivery_day, before, words.strip())
    record_event(order=order, kind=kind, actor=actor, at=at, lines=lines_of(order), details=details)
    # Each declaration is told, also one that goes back to a date told before; the order's lock counts them.
    number = OrderEvent.objects.filter(order=order, kind=kind).count()
    mail_customer(order=order, kind=MailKind.DELAYED, at=at, number=number, words=words.strip())
    return order


def _check(order: Order, day: date, words: str, at: datetime) -> None:
    possible = possible_days(order, at)
    if possible is None:
        message = _("This order was promised for no date, so that it cannot be delayed.")
        raise DomainError(code="NOT_PROMISED", message=message)
    first, last = possible
    if not first <= day <= last:
        raise refusal("DELAY_DATE_INVALID", "delivery_date", say_possible(first.isoformat(), last.isoformat()))
    if len(words.strip()) > LONGEST_WORDS:
        text = _("At most %(count)s characters.") % {"count": LONGEST_WORDS}
        raise refusal("VALIDATION_ERROR", "message", text)


def _told(order: Order, day: date, before: Delay | None, words: str) -> dict[str, Any]:
    """For the timeline and the shop front: the new date, the one told before it, and the first promise."""
    promised = order.promise_latest and _day(order, order.promise_latest).isoformat()
    return {
        "delivery_date": day.isoformat(),
        "previous_delivery_date": before.day.isoformat() if before else promised,
        "promised_delivery_date": promised,
        "message": words or None,
    }


def _day(order: Order, moment: datetime) -> date:
    return moment.astimezone(find_zone(order.channel.timezone)).date()
