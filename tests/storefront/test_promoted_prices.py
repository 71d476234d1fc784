"""What sellers' own promotions do to the prices that the storefront shows and orders are placed at (R022)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from offers.choices import RewardType, TriggerType
from tests.factories.offers import (
    make_offer,
    make_promotion,
)
from tests.factories.orders import spanish_zone, standard_method
from tests.factories.shopping import listing, order, quote
from tests.factories.shops import NOON

START, END = NOON - timedelta(days=1), NOON + timedelta(days=7)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _market(db):
    standard_method()
    spanish_zone()
    with clock.frozen(NOON):
        yield


@pytest.fixture
def offer(shop):
    return make_offer(shop, price=Decimal("68.90"), quantity=50)


@pytest.mark.parametrize(("at", "price"), [(START - MINUTE, 68.9), (START, 62.01), (END - MINUTE, 62.01), (END, 68.9)])
def test_a_promotion_changes_the_price_at_both_instants(storefront, shop, offer, at, price):
    """R022."""
    make_promotion(shop, starts_at=START, ends_at=END)

    assert listing(storefront, offer, at)["price"] == price
    assert order(storefront, offer, at=at).price_unit == pytest.approx(Decimal(str(price)))


def test_a_promotion_of_another_shop_changes_nothing(storefront, other_shop, offer):
    """R022."""
    make_promotion(other_shop)

    assert listing(storefront, offer)["price"] == 68.9


def test_a_promotion_holds_on_the_channels_that_it_names(storefront, shop, offer):
    """R022."""
    make_promotion(shop, channel_codes=["PT"])

    assert listing(storefront, offer)["price"] == 68.9


def test_three_for_two_is_frozen_with_the_order(storefront, api, shop, offer):
    """R022."""
    make_promotion(
        shop,
        internal_id="3X2",
        internal_description="Three for two",
        trigger_type=TriggerType.EVERY_QUANTITY,
        trigger_value=3,
        reward_type=RewardType.FREE_ITEMS,
        reward_value=1,
    )

    line = order(storefront, offer, 4)

    assert (line.price, line.price_unit, line.total_price) == (Decimal("206.70"), Decimal("51.68"), Decimal("211.60"))
    [told] = api.get("/api/orders").json()["orders"]
    promotion = {
        "apportioned": False,
        "campaign": None,
        "configuration": {
            "amount_off": None,
            "free_items_quantity": 1,
            "internal_description": "Three for two",
            "percentage_off": None,
            "reduced_unit_price": None,
            "type": "FREE_ITEMS",
        },
        "deduced_amount": 68.9,
        "id": "3X2",
        "offered_quantity": 1,
        "promo_code": None,
    }
    assert told["promotions"] == {"applied_promotions": [promotion], "total_deduced_amount": 68.9}
    assert told["order_lines"][0]["promotions"] == [promotion]
    assert (told["price"], told["total_price"]) == (206.7, 211.6)


def test_a_code_opens_a_promotion(storefront, shop, offer):
    """R022."""
    make_promotion(shop, promo_codes=["SPRING"])

    plain, coded = quote(storefront, (offer, 1)), quote(storefront, (offer, 1), promo_codes=["spring"])

    assert (plain["price"], plain["items"][0]["promotions"]) == (68.9, [])
    assert (coded["price"], coded["items"][0]["promotions"][0]["deduced_amount"]) == (62.01, 6.89)
    assert order(storefront, offer, promo_codes=["SPRING"]).price == Decimal("62.01")


def test_an_amount_off_a_basket_is_shared_to_the_cent(storefront, shop, offer):
    """R022."""
    other = make_offer(shop, price=Decimal("31.10"))
    make_promotion(
        shop,
        trigger_type=TriggerType.MINIMUM_AMOUNT,
        trigger_value=100,
        same_item=False,
        reward_type=RewardType.AMOUNT_OFF,
        reward_value=Decimal("10.00"),
    )

    quoted = quote(storefront, (offer, 1), (other, 1))

    assert [item["price"] for item in quoted["items"]] == [62.01, 27.99]
    assert quoted["price"] == 90
