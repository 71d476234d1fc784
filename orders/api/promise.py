"""Ours for sellers: what an order was promised, day by day, as it was frozen with it (R093 to R095)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.errors import NotFound
from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.shapes import Maybe
from marketplace.rest.views import SellerView
from orders.models import Order
from orders.services.delay import delay_of
from shipping.choices import FreightSource

_FREIGHT = {
    "shipping_price": Decimal | None,
    "currency_iso_code": str,
    "contingency": bool,
    "contingency_reason": str | None,
}
PROMISE = {
    "order_id": str,
    "shipping_deadline": datetime | None,
    "delivery_date": {"earliest": datetime | None, "latest": datetime | None},
    "delay": Maybe({"delivery_date": date, "declared_at": datetime}),
    "freight": Maybe(_FREIGHT),
    "why": Maybe(
        {
            "ordered_at": datetime,
            "timezone": str,
            "cutoff": str | None,
            "lead_time_days": int,
            "transit_min_days": int,
            "transit_max_days": int,
            "days": [{"day": date, "phase": str, "off": str | None, "name": str}],
        }
    ),
}
_WHY = ("ordered_at", "timezone", "cutoff", "lead_time_days", "transit_min_days", "transit_max_days")


class ShowPromise(SellerView):
    """The promise of one order. R120: the right to read orders."""

    operation = "X-ORDER-PROMISE"
    permission = Right.ORDER_READ

    @describe(
        "What an order was promised, and why",
        answer=PROMISE,
        explanation="""
As it was reckoned when the order was placed: nothing that is changed later moves it. `freight` is what was quoted then;
what was charged stands on the order's lines. `delay` is what was declared last, beside the first promise. `why` is null
for orders of the past.
""",
    )
    def get(self, request: Request, order_id: str) -> Response:
        order = Order.objects.select_related("channel").filter(order_id=order_id).first()
        if order is None:
            raise NotFound(code="ORDER_NOT_FOUND", message=_("There is no such order."))
        delay = delay_of(order)
        return Response(
            {
                "order_id": order.order_id,
                "shipping_deadline": order.ship_by,
                "delivery_date": {"earliest": order.promise_earliest, "latest": order.promise_latest},
                "delay": delay and {"delivery_date": delay.day, "declared_at": delay.declared_at},
                "freight": _freight(order),
                "why": _why(order.promise_policy),
            }
        )


def _freight(order: Order) -> dict[str, Any] | None:
    frozen = order.promise_policy.get("freight")
    if not frozen:
        return None
    is_contingency = frozen["source"] == FreightSource.CONTINGENCY
    return {
        "shipping_price": frozen["price"] and Decimal(frozen["price"]),
        "currency_iso_code": order.currency,
        "contingency": is_contingency,
        "contingency_reason": frozen["reason"] if is_contingency else None,
    }


def _why(policy: Mapping[str, Any]) -> dict[str, Any] | None:
    """Orders of the past, and of before the days were frozen one by one, cannot say."""
    if "promise_days" not in policy:
        return None
    return {**{name: policy[name] for name in _WHY}, "days": policy["promise_days"]}
