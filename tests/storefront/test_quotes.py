"""What the shop front shows before an order (R012, R093, R094)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from orders.api.examples import BASKET
from tests.factories.offers import make_offer
from tests.factories.orders import make_order, spanish_zone, standard_method
from tests.factories.shipping import make_charge, make_closure, make_shop_shipping, make_zone
from tests.factories.shops import NOON, make_channel


@pytest.fixture(autouse=True)
def _market(db):
    standard_method()
    spanish_zone()
    with clock.frozen(NOON):
        yield


def ask(storefront, *items, **fields):
    body = {"channel": "ES", "country_iso_code": "ES", "zip_code": "28001", "items": list(items), **fields}
    return storefront.post("/api/storefront/quotes", body)


def test_the_quoted_promise_is_the_one_that_the_order_gets_and_the_seller_sees(storefront, api, shop):
    """R093, R094."""
    make_shop_shipping(shop, lead_time_days=3)
    offer = make_offer(shop)

    [quote] = ask(storefront, {"offer_id": offer.pk, "quantity": 2}).json()["quotes"]
    listing = storefront.get(f"/api/storefront/offers/{offer.pk}").json()
    make_order(shop, offers=[offer], at=NOON)
    [order] = api.get("/api/orders").json()["orders"]

    [delivery] = quote["deliveries"]
    assert delivery.pop("items") == [
        {"offer_id": offer.pk, "quantity": 2, "shipping_price": None, "origin_shipping_price": None}
    ]
    assert delivery == listing["deliveries"][0]
    assert (delivery["delivery_date"], delivery["shipping_deadline"]) == (
        order["delivery_date"],
        order["shipping_deadline"],
    )
    assert delivery["delivery_date"]["earliest"] == "2026-03-05T23:00:00Z"


def test_a_quote_is_made_per_shop(storefront, shop, other_shop):
    ours, theirs = make_offer(shop, price=Decimal("2.50")), make_offer(other_shop, quantity=1)

    answer = ask(
        storefront,
        {"offer_id": theirs.pk, "quantity": 2},
        {"offer_id": ours.pk, "quantity": 3},
        {"offer_id": ours.pk, "quantity": 1},
    ).json()

    first, second = answer["quotes"]
    assert (answer["currency_iso_code"], first["shop_id"], second["shop_id"]) == ("EUR", other_shop.pk, shop.pk)
    assert [item["orderable"] for item in first["items"]] == [False]
    assert [(item["price_unit"], item["price"], item["orderable"]) for item in second["items"]] == [
        (2.5, 7.5, True),
        (2.5, 2.5, True),
    ]
    assert second["price"] == 10


@pytest.mark.parametrize("fields", [{"quantity": 0}, {"is_active": False}, {"currency": "BRL"}])
def test_what_is_not_on_sale_is_shown_as_such(storefront, shop, fields):
    offer = make_offer(shop, **fields)

    listing = storefront.get(f"/api/storefront/offers/{offer.pk}")

    assert (listing.status_code, listing.json()["orderable"]) == (200, False)


def test_an_offer_on_sale_is_shown_with_price_stock_and_promise(storefront, shop):
    offer = make_offer(shop, quantity=7)

    listing = storefront.get(f"/api/storefront/offers/{offer.pk}", channel="ES").json()

    assert (listing["price"], listing["quantity"], listing["orderable"]) == (12.3, 7, True)
    assert listing["product_title"] == offer.product.title


def test_on_another_channel_it_is_not_on_sale(storefront, shop):
    make_channel(code="PT")

    listing = storefront.get(f"/api/storefront/offers/{make_offer(shop).pk}", channel="PT").json()

    assert listing["orderable"] is False


@pytest.mark.parametrize("name", ["0", "999999", "abc", "-1", "9" * 19, "9" * 40, "%00", "1.5", "²"])
def test_an_unknown_offer_is_not_found(storefront, name):
    assert storefront.get(f"/api/storefront/offers/{name}").status_code == 404


def test_a_removed_offer_is_not_found(storefront, shop):
    offer = make_offer(shop, removed_at=NOON)

    assert storefront.get(f"/api/storefront/offers/{offer.pk}").status_code == 404
    assert ask(storefront, {"offer_id": offer.pk, "quantity": 1}).json()["code"] == "OFFER_NOT_FOUND"


@pytest.mark.parametrize(
    "fields",
    [
        {"channel": "NOWHERE"},
        {"country_iso_code": "FR"},
        {"country_iso_code": None},
        {"items": []},
        {"items": "1"},
        {"items": [{"offer_id": 1}]},
        {"items": [{"offer_id": 1, "quantity": 0}]},
        {"items": [{"offer_id": 10**18, "quantity": 1}] * 101},
    ],
)
def test_a_quote_that_makes_no_sense_is_refused(storefront, fields):
    assert ask(storefront, **fields).status_code == 400


def test_each_country_is_quoted_with_its_price_and_the_others_are_not_sent_to(storefront, shop):
    """R085: ES 4.90, PT 6.90; FR has a zone, and the shop no price for it."""
    make_charge(shop, spanish_zone(), standard_method(), price="4.90")
    make_charge(shop, make_zone(code="PT", countries=["PT"]), standard_method(), price="6.90")
    make_zone(code="FR", countries=["FR"])
    item = {"offer_id": make_offer(shop).pk, "quantity": 1}

    def to(country):
        [quote] = ask(storefront, item, country_iso_code=country, zip_code="").json()["quotes"]
        prices = [each["shipping_price"] for each in quote["deliveries"]]
        return prices, quote["shippable"], quote["reason"], quote["freight_reason"]

    assert to("ES") == ([4.9], True, None, None)
    assert to("PT") == ([6.9], True, None, None)
    assert to("FR") == ([], False, "NOT_SHIPPABLE", "NO_ROW")


def test_what_each_item_bears_of_the_freight_adds_up_to_the_cent(storefront, shop):
    """R085: by price, the odd cent to the largest remainder; as the basket's lines take it."""
    make_charge(shop, spanish_zone(), standard_method(), price="5.00")
    cheap, dear = make_offer(shop, price="1.00"), make_offer(shop, price="2.00")

    [quote] = ask(storefront, {"offer_id": cheap.pk, "quantity": 1}, {"offer_id": dear.pk, "quantity": 1}).json()[
        "quotes"
    ]

    assert quote["deliveries"][0]["items"] == [
        {"offer_id": cheap.pk, "quantity": 1, "shipping_price": 1.67, "origin_shipping_price": 1.67},
        {"offer_id": dear.pk, "quantity": 1, "shipping_price": 3.33, "origin_shipping_price": 3.33},
    ]


def test_an_offer_named_twice_needs_stock_for_both(storefront, shop):
    """R012: as the order would."""
    offer = make_offer(shop, quantity=5)

    [quote] = ask(storefront, *[{"offer_id": offer.pk, "quantity": 3}] * 2).json()["quotes"]

    assert [item["orderable"] for item in quote["items"]] == [False, False]


def test_a_shop_that_has_paused_its_sales_is_back_by_itself(storefront, shop):
    """R096."""
    make_closure(shop, date(2026, 3, 2), date(2026, 3, 3), kind="PAUSED")
    offer = make_offer(shop)

    def orderable(days):
        with clock.frozen(NOON + timedelta(days=days)):
            [quote] = ask(storefront, {"offer_id": offer.pk, "quantity": 1}).json()["quotes"]
            listing = storefront.get(f"/api/storefront/offers/{offer.pk}").json()
        assert quote["reason"] == listing["reason"]
        return quote["items"][0]["orderable"], listing["orderable"], quote["shippable"], quote["reason"]

    paused = (False, False, True, "SHOP_PAUSED")
    assert [orderable(days) for days in (0, 1, 2)] == [paused, paused, (True, True, True, None)]


def test_a_pause_is_told_before_that_nothing_is_sent_there(storefront, shop):
    """R096."""
    make_closure(shop, date(2026, 3, 2), kind="PAUSED")
    make_charge(shop, make_zone(code="PT", countries=["PT"]), standard_method())
    offer = make_offer(shop)

    [quote] = ask(storefront, {"offer_id": offer.pk, "quantity": 1}).json()["quotes"]

    assert (quote["shippable"], quote["reason"], quote["freight_reason"]) == (False, "SHOP_PAUSED", "NO_ROW")


def test_what_is_paused_cannot_be_ordered(storefront, shop):
    """R096."""
    make_closure(shop, date(2026, 3, 2), kind="PAUSED")
    offer = make_offer(shop)
    body = {**BASKET, "basket_id": "PAUSED", "lines": [{"offer_id": offer.pk, "quantity": 1, "shipping_price": 0}]}

    refused = storefront.post("/api/storefront/orders", body)
    with clock.frozen(NOON + timedelta(days=1)):
        taken = storefront.post("/api/storefront/orders", body)

    assert (refused.status_code, refused.json()["code"]) == (409, "OFFER_NOT_SELLABLE")
    assert taken.status_code == 201


def test_where_the_shop_does_not_send_no_order_is_taken(storefront, shop):
    """R085."""
    make_charge(shop, make_zone(code="PT", countries=["PT"]), standard_method())
    offer = make_offer(shop)
    body = {**BASKET, "basket_id": "FAR", "lines": [{"offer_id": offer.pk, "quantity": 1, "shipping_price": 0}]}

    refused = storefront.post("/api/storefront/orders", body)

    assert (refused.status_code, refused.json()["code"]) == (400, "NOT_SHIPPABLE")
