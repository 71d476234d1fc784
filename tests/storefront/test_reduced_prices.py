"""What campaigns and promotions do to the prices that the shop front shows and orders are placed at (R021, R022)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.tenancy import all_shops
from offers.choices import DiscountKind, RewardType, SelectionType, TriggerType
from offers.models import CampaignDiscount, CampaignEntry
from orders.models import OrderLine
from tests.factories.offers import (
    make_campaign,
    make_category,
    make_offer,
    make_product,
    make_promotion,
    make_storefront,
)
from tests.factories.orders import ADDRESS, spanish_zone, standard_method
from tests.factories.shipping import make_charge
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


def join(shop, campaign, kind, percent, method="", **fields):
    with all_shops("a test makes its rows"):
        entry = CampaignEntry.objects.create(shop=shop, campaign=campaign, joined_at=NOON, joined_by="A test", **fields)
        CampaignDiscount.objects.create(
            shop=shop, entry=entry, kind=kind, percent=Decimal(percent), payment_method=method
        )
    return entry


def campaign_of(channel, **fields):
    return make_campaign(make_storefront(channel), starts_at=START, ends_at=END, **fields)


def listing(storefront, offer, at=NOON, front=""):
    with clock.frozen(at):
        return storefront.get(f"/api/storefront/offers/{offer.pk}", channel="ES", storefront=front).json()


def quote(storefront, *items, at=NOON, **fields):
    body = {
        "channel": "ES",
        "country_iso_code": "ES",
        "zip_code": "28001",
        "items": [{"offer_id": offer.pk, "quantity": quantity} for offer, quantity in items],
        **fields,
    }
    with clock.frozen(at):
        return storefront.post("/api/storefront/quotes", body).json()["quotes"][0]


def order(storefront, offer, quantity=1, at=NOON, **fields):
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


@pytest.mark.parametrize(("at", "price"), [(START - MINUTE, 68.9), (START, 62.01), (END - MINUTE, 62.01), (END, 68.9)])
def test_a_discount_on_the_price_holds_inside_the_campaign(storefront, shop, channel, offer, at, price):
    """R021."""
    join(shop, campaign_of(channel), DiscountKind.TOTAL_PRICE, 10)

    told = listing(storefront, offer, at)

    assert (told["price"], told["origin_price"], told["cash_price"], told["payment_method_prices"]) == (
        price,
        68.9,
        None,
        [],
    )
    assert quote(storefront, (offer, 2), at=at)["price"] == pytest.approx(2 * price)


@pytest.mark.parametrize(("at", "cash"), [(START - MINUTE, None), (START, 65.46), (END - MINUTE, 65.46), (END, None)])
def test_a_discount_for_who_pays_at_once_leaves_the_price_alone(storefront, shop, channel, offer, at, cash):
    """R021."""
    join(shop, campaign_of(channel), DiscountKind.CASH_PRICE, 5)

    told = listing(storefront, offer, at)

    assert (told["price"], told["cash_price"]) == (68.9, cash)


@pytest.mark.parametrize(("at", "freight"), [(START - MINUTE, 4.9), (START, 2.45), (END - MINUTE, 2.45), (END, 4.9)])
def test_a_discount_on_freight_lowers_the_freight_alone(storefront, shop, channel, offer, at, freight):
    """R021."""
    make_charge(shop, spanish_zone(), standard_method())
    join(shop, campaign_of(channel), DiscountKind.FREIGHT, 50)

    told = listing(storefront, offer, at)

    [delivery] = told["deliveries"]
    assert (told["price"], delivery["shipping_price"], delivery["origin_shipping_price"]) == (68.9, freight, 4.9)
    [quoted] = quote(storefront, (offer, 1), at=at)["deliveries"]
    assert (quoted["shipping_price"], quoted["origin_shipping_price"]) == (freight, 4.9)
    assert quoted["items"] == [
        {"offer_id": offer.pk, "quantity": 1, "shipping_price": freight, "origin_shipping_price": 4.9}
    ]


@pytest.mark.parametrize(("at", "price"), [(START - MINUTE, None), (START, 60.63), (END - MINUTE, 60.63), (END, None)])
def test_a_discount_by_payment_method_is_told_for_that_method(storefront, shop, channel, offer, at, price):
    """R021."""
    join(shop, campaign_of(channel), DiscountKind.PAYMENT_METHOD, 12, "PIX")

    told = listing(storefront, offer, at)

    assert told["price"] == 68.9
    assert told["payment_method_prices"] == ([] if price is None else [{"payment_method": "PIX", "price": price}])


def test_the_campaign_is_named_with_its_storefront_and_dates(storefront, shop, channel, offer):
    """R021."""
    front = make_storefront(channel, code="NORTE")
    join(shop, make_campaign(front, code="MARCH", label="March"), DiscountKind.TOTAL_PRICE, 10)

    assert listing(storefront, offer)["campaigns"] == [
        {
            "identifier": "MARCH",
            "label": "March",
            "storefront": "NORTE",
            "kind": "TOTAL_PRICE",
            "percent": 10,
            "payment_method": None,
            "start_date": "2026-03-01T12:00:00Z",
            "end_date": "2026-03-09T12:00:00Z",
        }
    ]


def test_a_campaign_holds_on_its_own_storefront(storefront, shop, channel, offer):
    """R021."""
    join(shop, make_campaign(make_storefront(channel, code="NORTE")), DiscountKind.TOTAL_PRICE, 10)
    join(shop, make_campaign(make_storefront(channel, code="SUR")), DiscountKind.TOTAL_PRICE, 20)

    prices = [listing(storefront, offer, front=code)["price"] for code in ("NORTE", "SUR", "")]

    assert prices == [62.01, 55.12, 55.12]


def test_discounts_of_a_kind_never_add_up_and_the_best_holds(storefront, shop, channel, offer):
    """R021, R022."""
    join(shop, campaign_of(channel), DiscountKind.TOTAL_PRICE, 10)
    make_promotion(shop, internal_id="TWENTY", reward_value=Decimal(20))

    told = listing(storefront, offer)

    assert (told["price"], told["campaigns"]) == (55.12, [])
    assert [(each["id"], each["deduced_amount"]) for each in told["promotions"]] == [("TWENTY", 13.78)]


def test_what_is_for_a_payment_is_reckoned_from_the_lowered_price(storefront, shop, channel, offer):
    """R021."""
    join(shop, campaign_of(channel), DiscountKind.TOTAL_PRICE, 10)
    join(shop, campaign_of(channel), DiscountKind.CASH_PRICE, 5)

    told = listing(storefront, offer)

    assert (told["price"], told["cash_price"]) == (62.01, 58.91)


@pytest.mark.parametrize(("payment", "price"), [("", "62.01"), ("credit_card", "62.01"), ("pix", "58.91")])
def test_an_order_is_placed_at_the_price_for_its_payment(storefront, api, shop, channel, offer, payment, price):
    """R021."""
    join(shop, campaign_of(channel, code="MARCH"), DiscountKind.TOTAL_PRICE, 10)
    join(shop, campaign_of(channel, code="CASH"), DiscountKind.CASH_PRICE, 5)

    line = order(storefront, offer, payment_type=payment)

    assert (line.price_unit, line.price, line.shipping_price) == (Decimal(price), Decimal(price), Decimal("4.90"))
    [told] = api.get("/api/orders").json()["orders"]
    assert told["discount_campaigns"][0] == {"identifier": "MARCH"}
    assert told["order_lines"][0]["discount_campaign"] == {"identifier": "MARCH"}
    assert told["order_lines"][0]["origin_unit_price"] == 68.9


def test_a_campaign_for_some_offers_leaves_the_others_alone(storefront, shop, channel, offer):
    """R021."""
    lamps = make_category(code="LAMPS")
    bulb = make_offer(shop, product=make_product(category=make_category(code="BULBS", parent=lamps)), price="10.00")
    join(
        shop,
        campaign_of(channel),
        DiscountKind.TOTAL_PRICE,
        10,
        selection_type=SelectionType.CATEGORY,
        selection=["LAMPS"],
    )

    assert (listing(storefront, bulb)["price"], listing(storefront, offer)["price"]) == (9, 68.9)


def test_who_has_left_a_campaign_sells_at_the_plain_price(storefront, shop, channel, offer):
    """R021."""
    join(shop, campaign_of(channel), DiscountKind.TOTAL_PRICE, 10, left_at=NOON)

    assert listing(storefront, offer)["price"] == 68.9


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


def test_the_orders_page_says_what_lowered_its_lines(storefront, signed_in, owner, shop, channel, offer):
    """R021, R022."""
    front = make_storefront(channel)
    join(shop, make_campaign(front, label="March cash"), DiscountKind.CASH_PRICE, 5)
    join(shop, make_campaign(front, label="March freight"), DiscountKind.FREIGHT, 50)
    make_promotion(shop, internal_description="Ten off")
    order(storefront, offer, payment_type="PIX")

    page = signed_in(owner).get(f"/shop/{shop.pk}/orders/WEB-1-A/").content.decode()

    assert all(text in page for text in ("Ten off: &minus;€6.89", "March cash: &minus;€3.10", "March freight: freight"))


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


def test_the_price_in_force_goes_by_quantity_and_by_the_sellers_own_reduction(storefront, shop):
    offer = make_offer(
        shop,
        price=Decimal("10.00"),
        discount_price=Decimal("9.00"),
        volume_prices=[{"quantity": 5, "price": "8.00", "discount_price": None}],
        quantity=50,
    )

    assert (listing(storefront, offer)["price"], listing(storefront, offer)["origin_price"]) == (9, 10)
    assert quote(storefront, (offer, 5))["items"][0]["price_unit"] == 8
    assert order(storefront, offer, 5).price == Decimal("40.00")


def test_freight_goes_by_what_the_goods_cost_reduced(storefront, shop, channel, offer):
    """R085: free from 65 on; at 62.01 it is not."""
    make_charge(shop, spanish_zone(), standard_method(), free_from="65.00")
    join(shop, campaign_of(channel), DiscountKind.TOTAL_PRICE, 10)

    before, inside = listing(storefront, offer, START - MINUTE), listing(storefront, offer)

    assert (before["deliveries"][0]["shipping_price"], inside["deliveries"][0]["shipping_price"]) == (0, 4.9)
