"""What campaigns do to the prices that the storefront shows and orders are placed at (R021, R022)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.tenancy import all_shops
from offers.choices import DiscountKind, SelectionType
from offers.models import CampaignDiscount, CampaignEntry
from tests.factories.offers import (
    make_campaign,
    make_category,
    make_offer,
    make_product,
    make_promotion,
    make_storefront,
)
from tests.factories.orders import spanish_zone, standard_method
from tests.factories.shipping import make_charge
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


def join(shop, campaign, kind, percent, method="", **fields):
    with all_shops("a test makes its rows"):
        entry = CampaignEntry.objects.create(shop=shop, campaign=campaign, joined_at=NOON, joined_by="A test", **fields)
        CampaignDiscount.objects.create(
            shop=shop, entry=entry, kind=kind, percent=Decimal(percent), payment_method=method
        )
    return entry


def campaign_of(channel, **fields):
    return make_campaign(make_storefront(channel), starts_at=START, ends_at=END, **fields)


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


def test_the_orders_page_says_what_lowered_its_lines(storefront, signed_in, owner, shop, channel, offer):
    """R021, R022."""
    front = make_storefront(channel)
    join(shop, make_campaign(front, label="March cash"), DiscountKind.CASH_PRICE, 5)
    join(shop, make_campaign(front, label="March freight"), DiscountKind.FREIGHT, 50)
    make_promotion(shop, internal_description="Ten off")
    order(storefront, offer, payment_type="PIX")

    page = signed_in(owner).get(f"/shop/{shop.pk}/orders/WEB-1-A/").content.decode()

    assert all(text in page for text in ("Ten off: &minus;€6.89", "March cash: &minus;€3.10", "March freight: freight"))


def test_freight_goes_by_what_the_goods_cost_reduced(storefront, shop, channel, offer):
    """R085: free from 65 on; at 62.01 it is not."""
    make_charge(shop, spanish_zone(), standard_method(), free_from="65.00")
    join(shop, campaign_of(channel), DiscountKind.TOTAL_PRICE, 10)

    before, inside = listing(storefront, offer, START - MINUTE), listing(storefront, offer)

    assert (before["deliveries"][0]["shipping_price"], inside["deliveries"][0]["shipping_price"]) == (0, 4.9)
