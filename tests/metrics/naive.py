"""The figures by their definitions, order by order in plain Python: what the facts must come to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from marketplace.deadlines.models import Deadline
from metrics.models import OfferVisits
from offers.models import Offer
from orders.models import Evaluation, Order, OrderEvent, OrderLine

PAID = {"SHIPPING", "SHIPPED", "TO_COLLECT", "RECEIVED", "CLOSED"}
Pair = tuple[Any, Any]


@dataclass(frozen=True)
class Told:
    """Whose figures, and of which days."""

    shop_id: int
    channel_id: int | None
    since: date | None
    until: date | None
    at: datetime
    today: date

    def holds(self, moment: datetime, channel: Any) -> bool:
        return self.holds_day(moment.astimezone(ZoneInfo(channel.timezone)).date())

    def holds_day(self, day: date) -> bool:
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def is_on(self, channel_id: int) -> bool:
        return self.channel_id in (None, channel_id)


def naive_figures(told: Told) -> dict[str, Pair]:
    """Numerator and denominator of each figure that can have them; None for no denominator."""
    every = [
        order
        for order in Order.objects.filter(shop=told.shop_id).select_related("channel")
        if told.is_on(order.channel_id) and told.holds(order.created_at, order.channel)
    ]
    orders = [order for order in every if not order.is_fraud and order.state != "STAGING"]
    return {
        **_orders(orders, told),
        **_lines(orders),
        **_answers(told),
        **_grades(told),
        "conversion_rate": (_sold(orders), _visits(told)),
        **_now(told),
    }


def left_out_of_late_shipments(told: Told) -> int:
    rows = Order.objects.filter(shop=told.shop_id).select_related("channel")
    mine = [order for order in rows if told.is_on(order.channel_id) and told.holds(order.created_at, order.channel)]
    return sum(order.is_fraud or order.state == "STAGING" for order in mine)


def _orders(orders: list[Any], told: Told) -> dict[str, Pair]:
    shipped = [order for order in orders if order.shipped_at]
    received = [order for order in orders if order.received_at and order.promise_latest]
    kept = [order for order in received if order.received_at <= order.promise_latest]
    due = [
        order
        for order in orders
        if order.state in ("SHIPPING", "SHIPPED", "TO_COLLECT")
        and not order.received_at
        and order.promise_latest
        and order.promise_latest < told.at
    ]
    own = [order for order in shipped if not order.is_imported and order.state not in ("REFUSED", "CANCELED")]
    paid = [order for order in orders if order.state in PAID]
    passed = dict(OrderEvent.objects.filter(kind="FRAUD_PASSED", shop=told.shop_id).values_list("order_id", "at"))
    accepted = [
        order
        for order in orders
        if not order.is_imported and order.state != "REFUSED" and order.accepted_at and order.pk in passed
    ]
    revenue = sum((order.price for order in paid), Decimal(0))
    with_shipping = sum((order.total_price for order in paid), Decimal(0))
    return {
        "late_shipment_rate": (
            sum(1 for order in shipped if order.ship_by and order.shipped_at > order.ship_by),
            len(orders),
        ),
        "promise_kept_rate": (len(kept), len(received) + len(due)),
        "late_delivery_rate": (len(received) - len(kept), len(received)),
        "invoice_coverage": (sum(order.has_invoice for order in own), len(own)),
        "shipping_delay": (_seconds(shipped, _ready, lambda order: order.shipped_at), len(shipped)),
        "approval_delay": (
            _seconds(accepted, lambda order: passed[order.pk], lambda order: order.accepted_at),
            len(accepted),
        ),
        "orders_count": (len(paid), None),
        "total_revenue": (revenue, None),
        "average_cart": (revenue, len(paid)),
        "average_cart_with_shipping": (with_shipping, len(paid)),
    }


def _ready(order: Any) -> datetime:
    """When it could be shipped."""
    paid_first = order.debited_at if order.payment_workflow == "PAY_ON_ACCEPTANCE" else None
    ready: datetime = paid_first or order.accepted_at or order.created_at
    return ready


def _seconds(orders: Iterable[Any], start: Callable[[Any], datetime], end: Callable[[Any], datetime]) -> int:
    return sum(max(0, int((end(order) - start(order)).total_seconds())) for order in orders)


def _lines(orders: list[Any]) -> dict[str, Pair]:
    found = list(OrderLine.objects.filter(order__in=[order.pk for order in orders]).select_related("order"))
    own = [line for line in found if not line.order.is_imported]
    decided = [line for line in own if line.order.state != "WAITING_ACCEPTANCE"]
    by_themselves = [line for line in own if line.order.state == "REFUSED" and line.order.accepted_at is None]
    accepted = [line for line in found if line.order.state != "WAITING_ACCEPTANCE" and line.state != "REFUSED"]
    unpaid = {"NOT_PAID_IN_TIME", "PAYMENT_REFUSED"}
    cancelled = [line for line in accepted if line.state == "CANCELED" and line.reason_code not in unpaid]
    return {
        "approval_rate": (sum(line.state != "REFUSED" for line in decided), len(decided)),
        "auto_refused_rate": (len(by_themselves), len(own)),
        "cancelation_rate": (len(cancelled), len(accepted)),
    }


def _sold(orders: list[Any]) -> int:
    """Of days with visits alone."""
    visited = {(row.channel_id, row.day) for row in OfferVisits.objects.filter(count__gt=0)}
    own = [order.pk for order in orders if not order.is_imported and (order.channel_id, _day(order)) in visited]
    return OrderLine.objects.filter(order__in=own).exclude(state__in=["REFUSED", "CANCELED"]).count()


def _day(order: Any) -> date:
    day: date = order.created_at.astimezone(ZoneInfo(order.channel.timezone)).date()
    return day


def _visits(told: Told) -> int:
    rows = OfferVisits.objects.filter(shop=told.shop_id)
    return sum(row.count for row in rows if told.is_on(row.channel_id) and told.holds_day(row.day))


def _answers(told: Told) -> dict[str, Pair]:
    found = Deadline.objects.filter(shop=told.shop_id, kind="customer_reply").select_related("channel")
    clocks: list[Any] = list(found)
    mine = [each for each in clocks if told.is_on(each.channel_id) and each.outcome != "void"]
    answered = [each for each in mine if each.closed_at and told.holds(each.closed_at, each.channel)]
    waiting = [each for each in mine if not each.closed_at] if told.holds_day(told.today) else []
    seconds = sum(int((each.closed_at - each.opened_at).total_seconds()) for each in answered)
    seconds += sum(int((told.at - each.opened_at).total_seconds()) for each in waiting)
    overdue = [each for each in waiting if each.due_at < told.at]
    return {
        "order_messages_response_delay": (seconds, len(answered) + len(waiting)),
        "answered_in_time_rate": (
            sum(each.closed_at <= each.due_at for each in answered),
            len(answered) + len(overdue),
        ),
    }


def _grades(told: Told) -> dict[str, Pair]:
    rows = Evaluation.objects.filter(shop=told.shop_id, order__is_fraud=False).select_related("order__channel")
    grades = [
        row.grade for row in rows if told.is_on(row.order.channel_id) and told.holds(row.created_at, row.order.channel)
    ]
    return {"grade": (sum(grades), len(grades)), "evaluations_count": (len(grades), None)}


def _now(told: Told) -> dict[str, Pair]:
    if told.channel_id is not None or not told.holds_day(told.today):
        return {}
    own = Order.objects.filter(shop=told.shop_id, is_imported=False, is_fraud=False)
    decided = own.exclude(state__in=["STAGING", "WAITING_ACCEPTANCE"])
    moments = sorted((order.accepted_at or order.acceptance_due_at, order.state != "REFUSED") for order in decided)
    in_a_row = 0
    for _moment, was_accepted in moments:
        in_a_row = 0 if was_accepted else in_a_row + 1
    offers = Offer.objects.sellable(told.at).filter(shop=told.shop_id).count()
    return {"consecutive_refused_orders_count": (in_a_row, None), "offers_count": (offers, None)}
