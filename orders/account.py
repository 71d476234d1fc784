"""What A01 says of a shop's orders: how many, how they are rated, and how the shop answers them."""

from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, F, Q

from marketplace.shops.account_sections import register_section
from orders.choices import LineState, OrderEventKind, OrderState
from orders.models import Evaluation, Order, OrderEvent, OrderLine

_UNDECIDED = (OrderState.STAGING, OrderState.WAITING_ACCEPTANCE)
# Debited, or with no debit needed before they were shipped.
_PAID = (OrderState.SHIPPING, OrderState.SHIPPED, OrderState.TO_COLLECT, OrderState.RECEIVED, OrderState.CLOSED)


def orders_section(shop_id: int, at: datetime) -> dict[str, Any]:
    """Counts and means. What failed the fraud check counts in none of them (R024)."""
    orders = Order.objects.filter(shop=shop_id, state__in=_PAID).counted()
    ratings = Evaluation.objects.filter(shop=shop_id, order__is_fraud=False)
    rated = ratings.aggregate(count=Count("pk"), mean=Avg("grade"))
    return {
        "orders_count": orders.count(),
        "evaluations_count": rated["count"],
        "grade": None if rated["mean"] is None else round(rated["mean"], 2),
        "approval_rate": _approval_rate(shop_id),
        "approval_delay": _approval_delay(shop_id),
    }


def register() -> None:
    """Add the section to A01."""
    register_section("orders", orders_section)


def _approval_rate(shop_id: int) -> float | None:
    """The share of accepted lines among those that came to a decision, by hand or by themselves; 0 to 1.

    An imported order came without the story of its acceptance, and counts in neither.
    """
    lines = OrderLine.objects.filter(shop=shop_id, order__is_imported=False, order__is_fraud=False)
    decided = lines.exclude(order__state__in=_UNDECIDED)
    counts = decided.aggregate(all=Count("pk"), accepted=Count("pk", filter=~Q(state=LineState.REFUSED)))
    return round(counts["accepted"] / counts["all"], 4) if counts["all"] else None


def _approval_delay(shop_id: int) -> int | None:
    """The mean time from the passed fraud check to the seller's own acceptance, in seconds."""
    passed = OrderEvent.objects.filter(shop=shop_id, kind=OrderEventKind.FRAUD_PASSED, order__accepted_at__isnull=False)
    accepted = passed.filter(order__is_imported=False).exclude(order__state=OrderState.REFUSED)
    mean = accepted.aggregate(mean=Avg(F("order__accepted_at") - F("at")))["mean"]
    return None if mean is None else round(mean.total_seconds())
