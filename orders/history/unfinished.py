"""Deadlines of orders that were still under way: of their own dates, and the overdue ones without consequence."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from marketplace.deadlines.choices import PolicyClock
from marketplace.deadlines.policies import due_by_rule, freeze_policy, warn_moment
from marketplace.deadlines.services import DeadlineDraft, open_past_deadlines
from marketplace.shops.models import ChannelRules
from marketplace.worktime import days_later
from orders.choices import OrderState
from orders.history.drafting import given_date_policy
from orders.kinds import ACCEPTANCE, AUTORECEIVE, PAYMENT, PROMISE, SHIPMENT
from orders.models import Order
from orders.transitions import UNDER_WAY

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
_PAYING = (OrderState.WAITING_DEBIT, OrderState.WAITING_DEBIT_PAYMENT)
UNFINISHED = (OrderState.WAITING_ACCEPTANCE, *_PAYING, OrderState.SHIPPING, *UNDER_WAY)


def open_unfinished(*, order_ids: Iterable[int], at: datetime) -> None:
    """Open the deadlines of those of the imported orders, by primary key, that are not finished."""
    orders = list(Order.objects.filter(pk__in=order_ids, state__in=UNFINISHED).select_related("channel__rules"))
    drafts = [draft for order in orders for draft in _drafts(order, at)]
    reckoned = [order for order in orders if order.acceptance_due_at or order.payment_due_at]
    Order.objects.bulk_update(reckoned, ["acceptance_due_at", "payment_due_at"])
    open_past_deadlines(drafts=drafts, at=at)


def _drafts(order: Order, at: datetime) -> Iterator[DeadlineDraft]:
    """The present step's deadlines; without a date of their own they are reckoned by the channel's rules."""
    rules: ChannelRules = order.channel.rules_in_force
    started = order.accepted_at or order.created_at
    if order.state == OrderState.WAITING_ACCEPTANCE:
        draft = _by_hours(order, ACCEPTANCE, order.created_at, rules.acceptance_hours, rules.acceptance_clock, at)
        order.acceptance_due_at = draft.due_at
        yield draft
    elif order.state in _PAYING:
        draft = _by_hours(order, PAYMENT, started, rules.payment_hours, PolicyClock.ELAPSED, at)
        order.payment_due_at = draft.due_at
        yield draft
    elif order.state == OrderState.SHIPPING:
        if order.ship_by and not order.shipped_at:
            yield _by_date(order, SHIPMENT, started, order.ship_by, at)
    else:
        yield from _of_journey(order, rules, order.shipped_at or started, at)


def _of_journey(order: Order, rules: ChannelRules, started: datetime, at: datetime) -> Iterator[DeadlineDraft]:
    if order.received_at:
        return
    if order.promise_latest:
        draft = _by_date(order, PROMISE, started, order.promise_latest, at)
        # A delay of it could be told to nobody, for the past sends no mail: overdue, it calls nobody.
        yield replace(draft, quiet_until=FOR_EVER) if draft.due_at <= at else draft
    due_at = days_later(started, rules.autoreceive_days, order.channel.timezone)
    # Overdue it would stand in the queue for ever, for nobody to act on: nothing follows from it any more.
    if due_at > at:
        policy = _reckoned(order, AUTORECEIVE, started, due_at, PolicyClock.ELAPSED, days=rules.autoreceive_days)
        yield _draft(order, AUTORECEIVE, started, due_at, policy, at)


def _by_date(order: Order, kind: str, opened_at: datetime, due_at: datetime, at: datetime) -> DeadlineDraft:
    return _draft(order, kind, opened_at, due_at, given_date_policy(order.channel, kind), at)


def _by_hours(order: Order, kind: str, opened_at: datetime, hours: int, clock: str, at: datetime) -> DeadlineDraft:
    due_at = due_by_rule(channel=order.channel, opened_at=opened_at, hours=hours, clock=clock)
    return _draft(order, kind, opened_at, due_at, _reckoned(order, kind, opened_at, due_at, clock, hours=hours), at)


def _reckoned(
    order: Order,
    kind: str,
    opened_at: datetime,
    due_at: datetime,
    clock: str,
    *,
    hours: int | None = None,
    days: int | None = None,
) -> dict[str, Any]:
    return freeze_policy(
        rule=kind,
        name=f"{hours} hours" if hours else f"{days} days",
        channel=order.channel,
        opened_at=opened_at,
        due_at=due_at,
        hours=hours,
        days=days,
        clock=clock,
    )


def _draft(
    order: Order, kind: str, opened_at: datetime, due_at: datetime, policy: dict[str, Any], at: datetime
) -> DeadlineDraft:
    return DeadlineDraft(
        shop_id=order.shop_id,
        channel_id=order.channel_id,
        kind=kind,
        subject_id=order.order_id,
        opened_at=opened_at,
        due_at=due_at,
        warn_at=_warning(order, opened_at, due_at, str(policy["clock"]), at),
        policy=policy,
    )


def _warning(order: Order, opened_at: datetime, due_at: datetime, clock: str, at: datetime) -> datetime | None:
    """When to warn; not at all where that moment has passed, for the past sends no notice."""
    if due_at <= max(at, opened_at):
        return None
    percent = order.channel.rules_in_force.warn_percent
    warn_at = warn_moment(channel=order.channel, opened_at=opened_at, due_at=due_at, clock=clock, percent=percent)
    return warn_at if warn_at > at else None
