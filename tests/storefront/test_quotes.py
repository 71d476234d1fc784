"""What the shop front shows before an order (R012, R093, R094)."""

from decimal import Decimal

import pytest

from marketplace import clock
from tests.factories.offers import make_offer
from tests.factories.orders import make_order, spanish_zone, standard_method
from tests.factories.shipping import make_shop_shipping
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
    assert delivery.pop("items") == [{"offer_id": offer.pk, "quantity": 2, "shipping_price": None}]
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
