"""Ours for sellers: declare a delay (R031), as the portal does (R135)."""

from datetime import datetime
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.permissions import Right
from marketplace.rest.schema import describe
from marketplace.rest.shapes import Shape
from marketplace.rest.views import SellerView
from orders.api.examples import DELAY
from orders.models import Order
from orders.services.delay import LONGEST_WORDS, declare_delay, delay_of

DELAY_SHAPE: Shape = {"delivery_date": str, "promised_delivery_date": str, "declared_at": datetime}


class DelaySerializer(serializers.Serializer[Any]):
    """The new last day of delivery, a day of the channel; and words for the customer."""

    delivery_date = serializers.DateField()
    message = serializers.CharField(max_length=LONGEST_WORDS, required=False, allow_blank=True, allow_null=True)


class DeclareDelay(SellerView):
    """The customer is told by mail; the first promise stays, and is what lateness is judged by."""

    operation = "X-ORDER-DELAY"
    permission = Right.ORDER_SHIP

    @describe(
        "Tell the customer a new delivery date",
        answer={"order_id": str, "order_state": str, "delay": DELAY_SHAPE},
        body=DelaySerializer,
        example=DELAY,
        explanation="After the promised date, not in the past, at most 90 days ahead. A later call takes the place of "
        "the one before; the same date again changes nothing. The first promise stays the one that counts. "
        "400 `DELAY_DATE_INVALID`, `NOT_PROMISED`, `ORDER_INVALID_STATE`.",
    )
    def post(self, request: Request, order_id: str) -> Response:
        body = DelaySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        order = declare_delay(
            order_id=order_id,
            delivery_day=body.validated_data["delivery_date"],
            words=body.validated_data.get("message") or "",
            actor=self.actor,
            at=self.at,
        )
        return Response({"order_id": order.order_id, "order_state": order.state, "delay": delay_json(order)})


def delay_json(order: Order) -> dict[str, Any] | None:
    """The declared delay of an order read with its channel; null where there is none."""
    delay = delay_of(order)
    if delay is None:
        return None
    return {
        "delivery_date": delay.day.isoformat(),
        "promised_delivery_date": delay.promised_day.isoformat(),
        "declared_at": delay.declared_at,
    }
