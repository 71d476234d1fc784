"""The shop front's operations on orders, and its feed of news.

It knows an order by its public id alone: what is done to one order is done in its shop's scope.
"""

from datetime import datetime

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from marketplace.rest.schema import describe
from marketplace.rest.views import StorefrontView
from marketplace.rest.wire import BIGGEST_ID
from marketplace.tenancy import shop_scope
from orders.api.examples import BASKET, FRAUD, PAYMENT
from orders.choices import OrderState
from orders.models import Order
from orders.services.creation import place_basket
from orders.services.fraud import decide_fraud
from orders.services.moving import shop_of
from orders.services.payment import record_payment
from orders.services.shipment import receive_order
from orders.storefront.feed import read_feed
from orders.storefront.serializers import (
    BasketSerializer,
    FraudSerializer,
    PaymentSerializer,
    read_basket,
    read_fraud,
    read_payment,
)

ORDER_STATE = {"order_id": str, "shop_id": int, "order_state": str}
_EVENT = {
    "position": int,
    "kind": str,
    "order_id": str | None,
    "shop_id": int,
    "at": datetime,
    "payload": dict,
}
MOST_EVENTS = 1000


class CreateOrders(StorefrontView):
    """A basket in, one order per shop out. Sent again, it gets the answer of the first time."""

    operation = "SF-ORDERS"

    @describe(
        "Turn a basket into orders",
        answer={"orders": [ORDER_STATE]},
        status=201,
        body=BasketSerializer,
        example=BASKET,
    )
    def post(self, request: Request) -> Response:
        orders = place_basket(request=read_basket(request.data), actor=self.actor, at=self.at)
        # Every order is made in the fraud check; a repeat gets the same answer, however far the order has come.
        told = [{**_state(order), "order_state": OrderState.STAGING} for order in orders]
        return Response({"orders": told}, status=201)


class DecideFraud(StorefrontView):
    """The result of the fraud check (R023)."""

    operation = "SF-FRAUD"

    @describe("Tell the result of the fraud check", answer=ORDER_STATE, body=FraudSerializer, example=FRAUD)
    def post(self, request: Request, order_id: str) -> Response:
        is_passed = read_fraud(request.data)
        with shop_scope(shop_of(order_id)):
            order = decide_fraud(order_id=order_id, is_passed=is_passed, actor=self.actor, at=self.at)
        return Response(_state(order))


class RecordPayment(StorefrontView):
    """The result of a debit."""

    operation = "SF-PAYMENT"

    @describe("Tell the result of a debit", answer=ORDER_STATE, body=PaymentSerializer, example=PAYMENT)
    def post(self, request: Request, order_id: str) -> Response:
        result, number = read_payment(request.data)
        with shop_scope(shop_of(order_id)):
            order = record_payment(
                order_id=order_id, result=result, transaction_number=number, actor=self.actor, at=self.at
            )
        return Response(_state(order))


class ReceiveOrder(StorefrontView):
    """The customer has the parcel (R033). The body is empty."""

    operation = "SF-RECEIVED"

    @describe("Tell that the customer has received the order", answer=ORDER_STATE)
    def post(self, request: Request, order_id: str) -> Response:
        with shop_scope(shop_of(order_id)):
            order = receive_order(order_id=order_id, actor=self.actor, at=self.at)
        return Response(_state(order))


class ListEvents(StorefrontView):
    """What happened since, in order and without gaps."""

    operation = "SF-EVENTS"

    @describe(
        "News since a cursor",
        answer={"events": [_EVENT], "next_cursor": int},
        parameters=(
            OpenApiParameter("cursor", int, description="`next_cursor` of the last answer. Absent: from the start."),
            OpenApiParameter("limit", int, description="At most 1000.", default=100),
        ),
    )
    def get(self, request: Request) -> Response:
        cursor = self.query.integer("cursor", maximum=BIGGEST_ID) or 0
        limit = min(self.query.integer("limit", minimum=1) or 100, MOST_EVENTS)
        page = read_feed(cursor=cursor, limit=limit)
        return Response({"events": page.events, "next_cursor": page.next_cursor})


def _state(order: Order) -> dict[str, object]:
    return {"order_id": order.order_id, "shop_id": order.shop_id, "order_state": order.state}
