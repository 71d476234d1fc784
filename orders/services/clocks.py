"""The deadlines of an order: opened with the step that starts them, each with its rule and calendar frozen."""

from datetime import datetime
from typing import Any

from marketplace.deadlines.choices import PolicyClock
from marketplace.deadlines.policies import calendar_of, due_by_rule, freeze_policy, warn_moment
from marketplace.deadlines.services import open_deadline
from marketplace.shops.models import ChannelRules
from marketplace.worktime import days_later
from orders.kinds import ACCEPTANCE, AUTORECEIVE, PAYMENT, PROMISE, SHIPMENT
from orders.models import Order

_OF_THE_ORDER = frozenset({"preparation", "promise_days", "freight"})


def open_acceptance(*, order: Order, at: datetime) -> None:
    """Start the seller's time to accept; sets `acceptance_due_at`, which the caller saves."""
    rules = _rules(order)
    order.acceptance_due_at = open_by_hours(
        order=order, kind=ACCEPTANCE, at=at, hours=rules.acceptance_hours, clock=rules.acceptance_clock
    )


def open_payment(*, order: Order, at: datetime) -> None:
    """Start the customer's time to pay, in every hour; sets `payment_due_at`, which the caller saves."""
    hours = _rules(order).payment_hours
    order.payment_due_at = open_by_hours(order=order, kind=PAYMENT, at=at, hours=hours, clock=PolicyClock.ELAPSED)


def open_shipment(*, order: Order, at: datetime) -> None:
    """Start the time to ship, up to the date frozen on the order, even where acceptance has used it up (R095)."""
    if order.ship_by is not None:
        # The shop's own calendar; orders of before shops had one were promised on the channel's alone.
        calendar = order.promise_policy.get("preparation", {})
        policy = {**_promised(order), **calendar, "rule": SHIPMENT, "days": order.lead_time_days}
        _open(order=order, kind=SHIPMENT, at=at, due_at=order.ship_by, policy=policy)


def open_promise(*, order: Order, at: datetime) -> None:
    """Start the time to arrive, up to the latest date promised at order time."""
    if order.promise_latest is not None:
        policy = {**_promised(order), "rule": PROMISE}
        # A delay that was declared before shipment is seen to; the promise is due as it was (R031).
        quiet = order.delayed_until
        _open(order=order, kind=PROMISE, at=at, due_at=order.promise_latest, policy=policy, quiet_until=quiet)


def open_autoreceive(*, order: Order, at: datetime) -> None:
    """Start the calendar days after which a shipped order counts as received; same local time on the last (D6)."""
    days = _rules(order).autoreceive_days
    due_at = days_later(at, days, order.channel.timezone)
    policy = freeze_policy(
        rule=AUTORECEIVE,
        name=f"{days} days",
        channel=order.channel,
        opened_at=at,
        due_at=due_at,
        days=days,
        clock=PolicyClock.ELAPSED,
    )
    _open(order=order, kind=AUTORECEIVE, at=at, due_at=due_at, policy=policy)


def _promised(order: Order) -> dict[str, Any]:
    """The order's policy without what only its page shows."""
    return {name: value for name, value in order.promise_policy.items() if name not in _OF_THE_ORDER}


def _rules(order: Order) -> ChannelRules:
    return order.channel.rules_in_force


def open_by_hours(*, order: Order, kind: str, at: datetime, hours: int, clock: str) -> datetime:
    """Start a clock of the order by a rule of so many hours; also for upper apps. Returns when it is due."""
    channel = order.channel
    due_at = due_by_rule(channel=channel, opened_at=at, hours=hours, clock=clock)
    # As the presets are named; the portal says it in the reader's language from `hours` and `clock`.
    name = f"{hours} working hours" if clock == PolicyClock.WORKING else f"{hours} hours"
    policy = freeze_policy(rule=kind, name=name, channel=channel, opened_at=at, due_at=due_at, hours=hours, clock=clock)
    _open(order=order, kind=kind, at=at, due_at=due_at, policy=policy)
    return due_at


def _open(
    *,
    order: Order,
    kind: str,
    at: datetime,
    due_at: datetime,
    policy: dict[str, Any],
    quiet_until: datetime | None = None,
) -> None:
    warn_at = None
    if due_at > at:
        percent = _rules(order).warn_percent
        clock = str(policy.get("clock", PolicyClock.ELAPSED))
        warn_at = warn_moment(
            channel=order.channel,
            opened_at=at,
            due_at=due_at,
            clock=clock,
            percent=percent,
            calendar=calendar_of(policy),
        )
    open_deadline(
        shop_id=order.shop_id,
        channel_id=order.channel_id,
        kind=kind,
        subject_id=order.order_id,
        opened_at=at,
        due_at=due_at,
        warn_at=warn_at,
        quiet_until=quiet_until,
        policy=policy,
    )
