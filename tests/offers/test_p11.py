"""P11: what all shops offer of a product."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.shops.models import Shop
from marketplace.tenancy import all_shops
from offers.api.offers_of_all import OFFER_OF_ANY
from offers.api.product_offers import PRODUCT
from shipping.choices import ClosureKind
from tests.factories.offers import make_category, make_offer, make_product
from tests.factories.shipping import make_closure
from tests.factories.shops import NOON, make_channel, make_shop

pytestmark = pytest.mark.django_db
P11 = "/api/products/offers"


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def told(answer):
    return [
        (product["product_sku"], [(offer["shop_name"], offer["price"]) for offer in product["offers"]])
        for product in answer.json()["products"]
    ]


def test_every_shops_offer_is_told_the_cheapest_first(api, shop, other_shop):
    lamp = make_product(product_sku="LAMP", ean="4006381333931", category=make_category(code="LIGHT", label="Light"))
    make_offer(shop, product=lamp, price=12)
    make_offer(other_shop, product=lamp, price=9)

    answer = api.get(P11, product_ids="LAMP")

    (product,) = answer.json()["products"]
    assert told(answer) == [("LAMP", [(other_shop.name, 9.0), (shop.name, 12.0)])]
    assert set(product) == set(PRODUCT)
    assert set(product["offers"][0]) == set(OFFER_OF_ANY)
    assert (product["total_count"], product["category_code"], set(answer.json())) == (2, "LIGHT", {"products"})


def test_pages_of_products_name_their_neighbours(api, shop):
    for number in range(3):
        make_offer(shop, product=make_product(product_sku=f"P{number}"))

    answer = api.get(P11, product_ids="P0,P1,P2", max=1, offset=1)

    assert [sku for sku, _offers in told(answer)] == ["P1"]
    assert ('rel="previous"' in answer["Link"], 'rel="next"' in answer["Link"]) == (True, True)


def test_what_is_another_shops_business_is_not_told(api, other_shop):
    make_offer(other_shop, product=make_product(product_sku="LAMP"), quantity=3, favorite_rank=1)

    (offer,) = api.get(P11, product_ids="LAMP").json()["products"][0]["offers"]

    hidden = ("offer_id", "quantity", "shop_id", "favorite_rank", "channels", "discount", "min_quantity_alert")
    assert [offer[name] for name in hidden] == [0, 999, None, None, [], None, None]


@pytest.mark.parametrize(
    "references", ["EAN|4006381333931", "ean|4006381333931,EAN|0", "SKU|LAMP", "GTIN|04006381333931"]
)
def test_products_are_found_by_their_references(api, shop, references):
    make_offer(shop, product=make_product(product_sku="LAMP", ean="4006381333931"))

    assert [sku for sku, _offers in told(api.get(P11, product_references=references))] == ["LAMP"]


@pytest.mark.parametrize(
    "query", [{}, {"product_ids": "A", "product_references": "EAN|1"}, {"product_references": "4006381333931"}]
)
def test_products_are_named_in_one_way(api, query):
    assert api.get(P11, **query).status_code == 400


def test_more_than_a_hundred_products_are_refused(api):
    assert api.get(P11, product_ids=",".join(map(str, range(101)))).status_code == 400


def test_what_is_not_for_sale_is_told_on_request_with_its_reason(api, shop, other_shop):
    lamp = make_product(product_sku="LAMP")
    make_offer(shop, product=lamp, price=1, quantity=2, safety_in_force=2)
    make_offer(other_shop, product=lamp, price=2)
    with all_shops("the operator closes a shop"):
        Shop.objects.filter(pk=other_shop.pk).update(state="CLOSE")

    on_sale = api.get(P11, product_ids="LAMP").json()["products"][0]
    everything = api.get(P11, product_ids="LAMP", all_offers="true").json()["products"][0]

    assert (on_sale["offers"], on_sale["total_count"]) == ([], 0)
    assert [offer["inactivity_reasons"] for offer in everything["offers"]] == [["ZERO_QUANTITY"], ["SHOP_NOT_OPEN"]]


def test_a_shop_that_pauses_for_a_closure_is_not_active(api, shop):
    """R096."""
    make_offer(shop, product=make_product(product_sku="LAMP"))
    with all_shops("a test closes the shop"):
        make_closure(shop, date(2026, 3, 2), date(2026, 3, 6), kind=ClosureKind.PAUSED)

    (offer,) = api.get(P11, product_ids="LAMP", all_offers="true").json()["products"][0]["offers"]

    assert (offer["active"], offer["inactivity_reasons"]) == (False, ["SHOP_NOT_OPEN"])


def test_channels_and_conditions_filter(api, shop):
    lamp = make_product(product_sku="LAMP")
    brazil = make_shop(code="br", name="Rio", channels=(make_channel(code="BR"),))
    make_offer(shop, product=lamp, price=1, condition="11")
    make_offer(brazil, product=lamp, price=2, condition="10")

    def names(**query):
        return [name for name, _price in told(api.get(P11, product_ids="LAMP", **query))[0][1]]

    assert names(channel_codes="BR") == ["Rio"]
    assert names(channel_codes="BR", all_channels="true") == [shop.name, "Rio"]
    assert names(offer_state_codes="11") == [shop.name]


def test_prices_hold_on_the_channel_that_is_named(api, shop):
    price = {"channel": "ES", "price": "8.00", "volumes": []}
    make_offer(shop, product=make_product(product_sku="LAMP"), price=Decimal(9), other_prices=[price])

    assert told(api.get(P11, product_ids="LAMP", pricing_channel_code="ES"))[0][1][0][1] == 8.0
    assert told(api.get(P11, product_ids="LAMP"))[0][1][0][1] == 9.0


def test_ten_shops_cost_as_many_queries_as_one(api, shop, channel):
    one, ten = make_product(product_sku="ONE"), make_product(product_sku="TEN")
    make_offer(shop, product=one)
    for number in range(10):
        make_offer(make_shop(code=f"s{number}", channels=(channel,)), product=ten)
    api.get(P11, product_ids="ONE")

    with CaptureQueriesContext(connection) as of_one:
        api.get(P11, product_ids="ONE")
    with CaptureQueriesContext(connection) as of_ten:
        api.get(P11, product_ids="TEN")

    assert len(of_one) == len(of_ten)
