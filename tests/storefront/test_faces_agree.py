"""R094: the promise and the freight are the same on every face, whatever the settings are.

The quote, the listing by itself and on a page, the seller's preview, the offer by OF21's shape, and the order when it
is made, by the seller API and with its days.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace import clock
from marketplace.tenancy import all_shops
from offers.models import Offer
from orders.api.examples import BASKET
from shipping.models import (
    Charge,
    Closure,
    ContingencyCharge,
    MethodTransit,
    ShippingMethod,
    ShippingZone,
    ShopCarrier,
    ShopShipping,
)
from shipping.services import rates
from tests.factories.offers import make_offer
from tests.factories.shipping import (
    make_carrier,
    make_charge,
    make_closure,
    make_contingency,
    make_method,
    make_shop_carrier,
    make_shop_shipping,
    make_zone,
)

pytestmark = pytest.mark.django_db

_number = count(1)
WEEKS = st.sets(st.integers(1, 7), min_size=2)
TRANSITS = st.tuples(st.integers(0, 3), st.integers(3, 6))


@st.composite
def markets(draw):
    first = draw(st.dates(date(2026, 3, 1), date(2026, 6, 30)))
    return {
        "at": draw(st.datetimes(datetime(2026, 3, 1), datetime(2026, 6, 30), timezones=st.just(UTC))),  # noqa: DTZ001
        "lead_time_days": draw(st.integers(0, 8)),
        "offer_days": draw(st.none() | st.integers(0, 8)),
        "cutoff": draw(st.none() | st.times()),
        "weekdays": draw(st.none() | WEEKS.map(sorted)),
        "closure": (first, first + timedelta(days=draw(st.integers(0, 20)))),
        "method_days": draw(st.just([]) | WEEKS.map(sorted)),
        "carrier_days": draw(st.none() | st.just([]) | WEEKS.map(sorted)),
        "transit": draw(TRANSITS),
        "zone_transit": draw(st.none() | TRANSITS),
        "zip_code": draw(st.sampled_from(["28001", "07001", "07 820", ""])),
        "grams": draw(st.none() | st.integers(1, 9000)),
        "has_rates": draw(st.booleans()),
    }


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A busy machine must not let one face of many fall back on the contingency table."""
    monkeypatch.setattr(rates, "MILLISECONDS", {Charge: 60_000, ContingencyCharge: 60_000})


def set_up(shop, market):
    """The market as drawn, in the place of the one before."""
    with all_shops("a test makes its market anew"):
        for model in (Charge, ContingencyCharge, MethodTransit, ShopCarrier, Closure, ShopShipping):
            model.objects.all().delete()
        Offer.objects.update(removed_at=datetime(2026, 1, 1, tzinfo=UTC))
        ShippingMethod.objects.update(is_active=False)
        ShippingZone.objects.update(is_active=False)
    low, high = market["transit"]
    method = make_method(service_days=market["method_days"], transit_min_days=low, transit_max_days=high)
    mainland, islands = make_zone(), make_zone(postcodes=["07"])
    if market["zone_transit"]:
        low, high = market["zone_transit"]
        MethodTransit.objects.create(method=method, zone=islands, transit_min_days=low, transit_max_days=high)
    given = {name: market[name] for name in ("lead_time_days", "cutoff", "weekdays")}
    make_shop_shipping(shop, **given)
    make_closure(shop, *market["closure"])
    if market["carrier_days"] is not None:
        make_shop_carrier(shop, make_carrier(service_days=market["carrier_days"]))
    if market["has_rates"]:
        for price, zone in (("3.10", mainland), ("7.20", islands)):
            make_charge(shop, zone, method, basis="WEIGHT", below=5, price=price)
            make_contingency(shop, zone, method, price="11.00")
    offer = make_offer(shop, lead_time_days=market["offer_days"], weight_grams=market["grams"], price=Decimal("19.99"))
    return offer, method


def told(delivery):
    """What a delivery of the shop front says."""
    when = delivery["delivery_date"]
    return (delivery["shipping_deadline"], when["earliest"], when["latest"], delivery["shipping_price"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(market=markets())
def test_every_face_says_the_same(storefront, api, shop, market):
    offer, method = set_up(shop, market)
    where = {"country_iso_code": "ES", "zip_code": market["zip_code"]}
    with clock.frozen(market["at"]):
        body = {"channel": "ES", **where, "items": [{"offer_id": offer.pk, "quantity": 1}]}
        [quote] = storefront.post("/api/storefront/quotes", body).json()["quotes"]
        on_page = storefront.get("/api/storefront/offers", ids=str(offer.pk), channel="ES", **where).json()
        single = storefront.get(f"/api/storefront/offers/{offer.pk}", channel="ES", why="true", **where).json()
        preview = api.get("/api/x/shipping/preview", channel="ES", offer_id=offer.pk, **where).json()
        deadline = api.get(f"/api/offers/{offer.pk}").json()["shipping_deadline"]
        order_id = place(storefront, offer, method, market["zip_code"])
        promise = api.get(f"/api/x/orders/{order_id}/promise").json()
        [order] = api.get("/api/orders", order_ids=order_id).json()["orders"]

    [delivery] = quote["deliveries"]
    expected = told(delivery)
    assert told(on_page["offers"][0]["deliveries"][0]) == expected
    assert told(single["deliveries"][0]) == expected
    price = preview["freight"] and preview["freight"]["price"]
    assert (preview["ship_by"], preview["earliest"], preview["latest"], price) == expected
    assert deadline == expected[0]
    frozen = {**promise, "shipping_price": promise["freight"]["shipping_price"]}
    assert told(frozen) == expected
    assert promise["why"]["days"] == single["deliveries"][0]["why"]["days"] == preview["days"]
    assert (order["shipping_deadline"], order["delivery_date"]["latest"]) == (expected[0], expected[2])
    assert delivery["contingency"] == promise["freight"]["contingency"]


def place(storefront, offer, method, zip_code):
    body = {
        **BASKET,
        "basket_id": f"FACES-{next(_number)}",
        "shipping_type_code": method.code,
        "shipping_address": {**BASKET["shipping_address"], "zip_code": zip_code},
        "lines": [{"offer_id": offer.pk, "quantity": 1, "shipping_price": 0}],
    }
    answer = storefront.post("/api/storefront/orders", body)
    assert answer.status_code == 201, answer.content
    return answer.json()["orders"][0]["order_id"]
