"""Baskets and the orders made of them. Later states are reached by the services, as in life."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from marketplace.actors import Actor, ActorKind
from marketplace.shops.models import Channel, Shop
from marketplace.tenancy import all_shops
from offers.models import Offer
from orders.choices import ReasonType
from orders.models import Order, OrderLine, Reason
from orders.services.acceptance import LineDecision, decide_order
from orders.services.baskets import BasketLine, BasketRequest, Customer
from orders.services.creation import place_basket
from orders.services.fraud import decide_fraud
from orders.services.payment import PaymentResult, record_payment
from orders.services.shipment import ship_order
from shipping.models import ShippingMethod, ShippingZone
from tests.factories.offers import make_offer
from tests.factories.shipping import make_method, make_zone
from tests.factories.shops import NOON

SHOP_FRONT = Actor(kind=ActorKind.STOREFRONT, label="Shop front")
SELLER = Actor(kind=ActorKind.MEMBER, label="Ana Prueba")
ADDRESS = {
    "firstname": "Lucía",
    "lastname": "Ejemplo",
    "company": "",
    "street_1": "Calle Inventada 1",
    "street_2": "",
    "zip_code": "28001",
    "city": "Madrid",
    "state": "",
    "country_iso_code": "ES",
    "phone": "+34 600 000 000",
}
CUSTOMER = Customer(
    customer_id="C-1",
    email="lucia@customers.example",
    firstname="Lucía",
    lastname="Ejemplo",
    locale="es_ES",
    tax_id="",
)
_number = count(1)


def standard_method() -> ShippingMethod:
    """The method STD, one to three working days, made when first asked for."""
    return ShippingMethod.objects.filter(code="STD").first() or make_method(
        code="STD", label="Standard", standard_code="STANDARD"
    )


def spanish_zone() -> ShippingZone:
    """The zone of Spain, made when first asked for."""
    return ShippingZone.objects.filter(code="ES").first() or make_zone(code="ES", label="España")


def make_reason(code: str = "NO_STOCK", *, type: str = ReasonType.REFUSAL, **fields: Any) -> Reason:
    """A reason for a refusal that sellers may use."""
    found = Reason.objects.filter(type=type, code=code).first()
    return found or Reason.objects.create(type=type, code=code, label=fields.pop("label", code.title()), **fields)


def basket_line(offer: Offer, quantity: int = 1, shipping_price: str = "4.90") -> BasketLine:
    """A line with a freight."""
    return BasketLine(offer_id=offer.pk, quantity=quantity, shipping_price=Decimal(shipping_price))


def make_request(channel: Channel, lines: Sequence[BasketLine], **fields: Any) -> BasketRequest:
    """A basket of a customer in Madrid."""
    values = {
        "basket_id": f"B{next(_number):05}",
        "channel": channel.code,
        "customer": CUSTOMER,
        "shipping_address": dict(ADDRESS),
        "billing_address": dict(ADDRESS),
        "shipping_type_code": standard_method().code,
        "payment_workflow": "PAY_ON_ACCEPTANCE",
        "lines": tuple(lines),
    }
    spanish_zone()
    return BasketRequest(**{**values, **fields})


def make_order(
    shop: Shop, *, channel: Channel | None = None, offers: Sequence[Offer] = (), at: datetime = NOON, **fields: Any
) -> Order:
    """An order in STAGING, of one new offer unless some are given."""
    channel = channel or Channel.objects.order_by("pk").first()
    assert channel is not None
    chosen = offers or [make_offer(shop)]
    quantity = fields.pop("quantity", 1)
    request = make_request(channel, [basket_line(offer, quantity) for offer in chosen], **fields)
    with all_shops("a test plays the shop front"):
        return place_basket(request=request, actor=SHOP_FRONT, at=at)[0]


def make_waiting_order(shop: Shop, *, at: datetime = NOON, **fields: Any) -> Order:
    """An order in WAITING_ACCEPTANCE."""
    order = make_order(shop, at=at, **fields)
    with all_shops("a test plays the shop front"):
        return decide_fraud(order_id=order.order_id, is_passed=True, actor=SHOP_FRONT, at=at)


def make_accepted_order(shop: Shop, *, at: datetime = NOON, **fields: Any) -> Order:
    """An order with all lines accepted: WAITING_DEBIT_PAYMENT unless the workflow asks for no debit."""
    order = make_waiting_order(shop, at=at, **fields)
    with all_shops("a test plays the seller"):
        return decide_order(order_id=order.order_id, decisions=accept_all(order), actor=SELLER, at=at)


def make_shipping_order(shop: Shop, *, at: datetime = NOON, **fields: Any) -> Order:
    """A paid order in SHIPPING."""
    order = make_accepted_order(shop, at=at, **fields)
    with all_shops("a test plays the shop front"):
        return record_payment(
            order_id=order.order_id, result=PaymentResult.OK, transaction_number="T1", actor=SHOP_FRONT, at=at
        )


def make_shipped_order(shop: Shop, *, at: datetime = NOON, **fields: Any) -> Order:
    """An order in SHIPPED, without tracking."""
    order = make_shipping_order(shop, at=at, **fields)
    with all_shops("a test plays the seller"):
        return ship_order(order_id=order.order_id, actor=SELLER, at=at)


def lines(order: Order) -> list[OrderLine]:
    """The lines in their order."""
    return list(OrderLine.objects.filter(order=order).order_by("index"))


def accept_all(order: Order) -> list[LineDecision]:
    """Yes to every line."""
    return [LineDecision(line_id=line.line_id, accepted=True) for line in lines(order)]
