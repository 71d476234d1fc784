"""OF21: the shop's offers, with every key of the seller API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.shops.models import Shop
from marketplace.tenancy import all_shops
from tests.factories.offers import make_category, make_offer, make_product
from tests.factories.shipping import make_class, make_shop_shipping
from tests.factories.shops import NOON

KEYS = {
    "active", "all_prices", "allow_quote_requests", "applicable_pricing", "available_end_date", "available_start_date",
    "category_code", "category_label", "channels", "currency_iso_code", "description", "discount", "eco_contributions",
    "favorite_rank", "fulfillment", "inactivity_reasons", "internal_description", "leadtime_to_ship", "logistic_class",
    "max_order_quantity", "min_order_quantity", "min_quantity_alert", "min_shipping_price",
    "min_shipping_price_additional", "min_shipping_type", "min_shipping_zone", "msrp", "offer_additional_fields",
    "offer_id", "package_quantity", "price", "price_additional_info", "product_brand", "product_description",
    "product_references", "product_sku", "product_tax_code", "product_title", "quantity", "retail_prices",
    "shipping_deadline", "shop_sku", "state_code", "total_price", "warehouses",
}  # fmt: skip
PRICE_KEYS = {
    "channel_code", "context", "discount_end_date", "discount_start_date", "price", "unit_discount_price",
    "unit_origin_price", "volume_prices",
}  # fmt: skip


def skus(answer):
    return sorted(offer["shop_sku"] for offer in answer.json()["offers"])


def test_every_key_is_there(api, shop):
    make_offer(shop)

    (offer,) = api.get("/api/offers").json()["offers"]

    assert set(offer) == KEYS
    assert set(offer["applicable_pricing"]) == PRICE_KEYS
    assert set(offer["applicable_pricing"]["context"]) == {
        "channel_codes", "customer_group_ids", "customer_organization_ids", "end_date", "start_date",
    }  # fmt: skip
    assert [set(price) for price in offer["all_prices"]] == [PRICE_KEYS]
    assert offer["all_prices"][0]["volume_prices"] == [
        {"price": 12.3, "quantity_threshold": 1, "unit_discount_price": None, "unit_origin_price": 12.3}
    ]
    assert offer["fulfillment"] == {"center": {"code": "DEFAULT"}}
    assert offer["logistic_class"] == {"code": None, "label": None}


def test_an_offer_tells_what_it_travels_as(api, shop):
    """One that names no class goes as the marketplace's first."""
    make_class(code="SMALL", label="Small", position=1)
    bulky = make_class(code="BULKY", label="Bulky", position=2)
    make_offer(shop, price=1)
    named = make_offer(shop, price=2, logistic_class=bulky)

    told = [offer["logistic_class"] for offer in api.get("/api/offers").json()["offers"]]

    assert told == [{"code": "SMALL", "label": "Small"}, {"code": "BULKY", "label": "Bulky"}]
    assert api.get(f"/api/offers/{named.pk}").json()["logistic_class"] == {"code": "BULKY", "label": "Bulky"}


def test_an_offer_tells_its_product_price_and_stock(api, shop):
    product = make_product(
        product_sku="CHAIR",
        title="Chair",
        brand="Roble",
        ean="4006381333931",
        category=make_category(code="SEATS", label="Seats"),
    )
    make_offer(shop, product=product, shop_sku="C-1", price="49.90", quantity=7, condition="10", tax_code="REDUCED")

    (offer,) = api.get("/api/offers").json()["offers"]

    assert (offer["shop_sku"], offer["product_sku"], offer["product_title"]) == ("C-1", "CHAIR", "Chair")
    assert offer["product_references"] == [{"reference": "4006381333931", "reference_type": "EAN"}]
    assert (offer["category_code"], offer["category_label"]) == ("SEATS", "Seats")
    assert (offer["price"], offer["total_price"], offer["currency_iso_code"]) == (49.9, 49.9, "EUR")
    assert (offer["quantity"], offer["state_code"], offer["product_tax_code"]) == (7, "10", "REDUCED")
    assert offer["channels"] == ["ES"]


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({}, []),
        ({"quantity": 0}, ["ZERO_QUANTITY"]),
        ({"is_active": False}, ["NOT_IN_AVAILABILITY_PERIOD"]),
        ({"is_active": False, "quantity": 0}, ["NOT_IN_AVAILABILITY_PERIOD", "ZERO_QUANTITY"]),
    ],
)
def test_an_offer_that_is_not_for_sale_says_why(api, shop, fields, reasons):
    make_offer(shop, **fields)

    (offer,) = api.get("/api/offers").json()["offers"]

    assert offer["inactivity_reasons"] == reasons
    assert offer["active"] is not bool(reasons)


def test_no_offer_of_a_closed_shop_is_active(api, shop):
    make_offer(shop)
    with all_shops("the operator closes the shop"):
        Shop.objects.filter(pk=shop.pk).update(state="CLOSE")

    (offer,) = api.get("/api/offers").json()["offers"]

    assert (offer["active"], offer["inactivity_reasons"]) == (False, ["SHOP_NOT_OPEN"])


def test_the_lead_time_is_the_offers_own_else_the_shops(api, shop):
    make_shop_shipping(shop, lead_time_days=3)
    make_offer(shop, shop_sku="A", price=1)
    make_offer(shop, shop_sku="B", price=2, lead_time_days=5)
    make_offer(shop, shop_sku="C", price=3, lead_time_days=0)

    # Monday noon in Madrid: days are worked Monday to Friday, each until its midnight.
    with clock.frozen(NOON):
        offers = api.get("/api/offers").json()["offers"]

    assert [(offer["leadtime_to_ship"], offer["shipping_deadline"]) for offer in offers] == [
        (3, "2026-03-05T22:59:59Z"),
        (5, "2026-03-09T22:59:59Z"),
        (1, "2026-03-02T22:59:59Z"),
    ]


def test_filters(api, shop):
    chair = make_product(product_sku="CHAIR")
    make_offer(shop, shop_sku="A", product=chair, condition="11")
    make_offer(shop, shop_sku="B", product=chair, condition="10")
    make_offer(shop, shop_sku="C", condition="3")

    assert skus(api.get("/api/offers", offer_state_codes="11,3")) == ["A", "C"]
    assert skus(api.get("/api/offers", offer_state_codes=["11", "10"])) == ["A", "B"]
    assert skus(api.get("/api/offers", sku="B")) == ["B"]
    assert skus(api.get("/api/offers", product_id="CHAIR")) == ["A", "B"]
    assert skus(api.get("/api/offers", sku="A", offer_state_codes="10")) == []
    assert skus(api.get("/api/offers", favorite="true")) == []
    assert skus(api.get("/api/offers", favorite="0")) == ["A", "B", "C"]
    assert api.get("/api/offers", sku="B").json()["total_count"] == 1


def test_removed_offers_and_those_of_others_are_not_listed(api, shop, other_shop):
    make_offer(shop, removed_at=NOON)
    make_offer(other_shop)

    assert api.get("/api/offers").json() == {"offers": [], "total_count": 0}


@pytest.mark.parametrize(
    "wrong", [{"favorite": "maybe"}, {"sku": "a\x00"}, {"offer_state_codes": ",".join(map(str, range(101)))}]
)
def test_wrong_filters_are_400(api, wrong):
    assert api.get("/api/offers", **wrong).status_code == 400


def test_ten_offers_cost_the_queries_of_one(api, shop):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert api.get("/api/offers").status_code == 200
        return len(seen)

    make_offer(shop)
    api.get("/api/offers")  # the key's first use is written down once
    one = queries()
    for number in range(9):
        make_offer(shop, lead_time_days=number)

    assert queries() == one
