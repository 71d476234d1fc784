"""What the storefront asks and sends of offers: a listing, a quote, an order."""

from datetime import datetime
from typing import Any

from marketplace import clock
from marketplace.tenancy import all_shops
from offers.models import Offer
from orders.models import OrderLine
from tests.factories.calls import Caller
from tests.factories.orders import ADDRESS
from tests.factories.shops import NOON


def listing(storefront: Caller, offer: Offer, at: datetime = NOON, front: str = "") -> Any:
    """The page of one offer."""
    with clock.frozen(at):
        return storefront.get(f"/api/storefront/offers/{offer.pk}", channel="ES", storefront=front).json()


def quote(storefront: Caller, *items: tuple[Offer, int], at: datetime = NOON, **fields: Any) -> Any:
    """The first quote of a basket: offers, each with its quantity."""
    body = {
        "channel": "ES",
        "country_iso_code": "ES",
        "zip_code": "28001",
        "items": [{"offer_id": offer.pk, "quantity": quantity} for offer, quantity in items],
        **fields,
    }
    with clock.frozen(at):
        return storefront.post("/api/storefront/quotes", body).json()["quotes"][0]


def order(storefront: Caller, offer: Offer, quantity: int = 1, at: datetime = NOON, **fields: Any) -> OrderLine:
    """The line of an order that was placed."""
    body = {
        "basket_id": "WEB-1",
        "channel": "ES",
        "customer": {"customer_id": "C-1", "email": "lucia@customers.example"},
        "shipping_address": dict(ADDRESS),
        "shipping_type_code": "STD",
        "lines": [{"offer_id": offer.pk, "quantity": quantity, "shipping_price": "4.90"}],
        **fields,
    }
    with clock.frozen(at):
        answer = storefront.post("/api/storefront/orders", body)
    assert answer.status_code == 201, answer.json()
    with all_shops("the test looks"):
        return OrderLine.objects.get(order__order_id="WEB-1-A")
