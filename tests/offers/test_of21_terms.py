"""OF21 and OF22: prices, stock and the other terms as the seller API tells them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from offers.choices import CustomFieldType
from offers.models import OfferField
from tests.factories.offers import make_category, make_offer, make_product
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NO_CONTEXT: dict[str, Any] = {
    "channel_codes": [],
    "customer_group_ids": [],
    "customer_organization_ids": [],
    "end_date": None,
    "start_date": None,
}


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def first(api, **query):
    return api.get("/api/offers", **query).json()["offers"][0]


def test_a_reduction_is_told_and_holds_in_its_time(api, shop):
    make_offer(
        shop,
        discount_price="9.90",
        discount_starts_at=NOON,
        discount_ends_at=NOON + DAY,
        volume_prices=[{"quantity": 10, "price": "11.00", "discount_price": "9.00"}],
    )

    running, over = first(api), None
    with clock.frozen(NOON + DAY):
        over = first(api)

    price = {
        "channel_code": None,
        "context": NO_CONTEXT,
        "discount_end_date": "2026-03-03T12:00:00Z",
        "discount_start_date": "2026-03-02T12:00:00Z",
        "price": 9.9,
        "unit_discount_price": 9.9,
        "unit_origin_price": 12.3,
        "volume_prices": [
            {"price": 9.9, "quantity_threshold": 1, "unit_discount_price": 9.9, "unit_origin_price": 12.3},
            {"price": 9.0, "quantity_threshold": 10, "unit_discount_price": 9.0, "unit_origin_price": 11.0},
        ],
    }
    assert (running["all_prices"], running["applicable_pricing"]) == ([price], price)
    assert (running["price"], running["total_price"], over["price"]) == (9.9, 9.9, 12.3)
    assert running["discount"] == {
        "discount_price": 9.9,
        "end_date": "2026-03-03T12:00:00Z",
        "origin_price": 12.3,
        "ranges": [{"price": 9.9, "quantity_threshold": 1}, {"price": 9.0, "quantity_threshold": 10}],
        "start_date": "2026-03-02T12:00:00Z",
    }


def test_prices_of_channels_and_times_are_told_and_the_one_that_holds_is_named(api, shop):
    spain = {"channel": "ES", "price": "10.00", "volumes": []}
    spring = {"starts_at": NOON.isoformat(), "ends_at": (NOON + DAY).isoformat(), "price": "11.00", "volumes": []}
    make_offer(shop, other_prices=[spain, spring])

    plain, on_channel, elsewhere = (
        first(api),
        first(api, pricing_channel_code="ES"),
        first(api, pricing_channel_code="X"),
    )

    assert [price["price"] for price in plain["all_prices"]] == [12.3, 10.0, 11.0]
    assert plain["all_prices"][1]["context"]["channel_codes"] == ["ES"]
    assert plain["all_prices"][2]["context"]["start_date"] == "2026-03-02T12:00:00Z"
    assert [offer["price"] for offer in (plain, on_channel, elsewhere)] == [11.0, 10.0, 11.0]
    assert on_channel["applicable_pricing"]["channel_code"] == "ES"


def test_the_other_terms(api, shop):
    OfferField.objects.create(code="size", label="Size", type=CustomFieldType.MULTIPLE_VALUES_LIST)
    make_offer(
        shop,
        safety_in_force=2,
        stock_alert=4,
        alert_in_force=4,
        min_order_quantity=2,
        max_order_quantity=8,
        package_quantity=2,
        available_from=NOON,
        available_until=NOON + DAY,
        favorite_rank=1,
        allow_quote_requests=True,
        price_additional_info="Per pair",
        additional_fields={"size": ["S", "M"], "gone": "x"},
    )

    offer = first(api)

    told = {
        "active": True,
        "allow_quote_requests": True,
        "available_end_date": "2026-03-03T12:00:00Z",
        "available_start_date": "2026-03-02T12:00:00Z",
        "favorite_rank": 1,
        "max_order_quantity": 8,
        "min_order_quantity": 2,
        "min_quantity_alert": 4,
        "offer_additional_fields": [{"code": "size", "type": "MULTIPLE_VALUES_LIST", "value": ["S", "M"]}],
        "package_quantity": 2,
        "price_additional_info": "Per pair",
        "quantity": 10,
    }
    assert {name: offer[name] for name in told} == told


def test_stock_that_is_all_kept_back_is_zero_quantity(api, shop):
    """R009."""
    make_offer(shop, quantity=2, safety_in_force=2)

    assert (first(api)["quantity"], first(api)["inactivity_reasons"]) == (2, ["ZERO_QUANTITY"])


def test_favourites_are_those_with_a_rank(api, shop):
    make_offer(shop, shop_sku="A", favorite_rank=0)
    make_offer(shop, shop_sku="B")

    assert [offer["shop_sku"] for offer in api.get("/api/offers", favorite="true").json()["offers"]] == ["A"]


def test_a_number_is_told_as_upc_too_where_it_is_one_and_the_category_in_the_language(api, shop):
    category = make_category(label="Light", translations={"es": "Luz"})
    make_offer(shop, product=make_product(ean="0036000291452", category=category))

    offer = first(api, locale="es_ES")

    assert offer["product_references"] == [
        {"reference": "0036000291452", "reference_type": "EAN"},
        {"reference": "036000291452", "reference_type": "UPC"},
    ]
    assert (offer["category_label"], first(api, locale="de")["category_label"]) == ("Luz", "Light")


def test_ten_offers_with_everything_cost_the_queries_of_one(api, shop):
    OfferField.objects.create(code="size", label="Size")
    terms = {
        "additional_fields": {"size": "S"},
        "discount_price": Decimal(1),
        "other_prices": [{"channel": "ES", "price": "10.00", "volumes": []}],
    }

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert api.get("/api/offers").status_code == 200
        return len(seen)

    make_offer(shop, **terms)
    api.get("/api/offers")
    one = queries()
    for _number in range(9):
        make_offer(shop, **terms)

    assert queries() == one
