"""Why an offer is not on sale, in words."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.shops.models import Shop, ShopChannel
from offers.models import Offer
from offers.services.reasons import SaleContext, why_not_on_sale
from shipping.choices import ClosureKind
from tests.factories.offers import make_offer
from tests.factories.shipping import make_closure
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def reasons(shop, at=NOON, **fields):
    offer = Offer.objects.get(pk=make_offer(shop, **fields).pk)
    return [(reason.code, reason.text) for reason in why_not_on_sale(offer, Shop.objects.get(pk=shop.pk), at)]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, []),
        ({"is_active": False}, [("NOT_IN_AVAILABILITY_PERIOD", "The offer is paused.")]),
        ({"available_until": NOON + DAY}, []),
        (
            {"available_from": NOON + DAY},
            [("NOT_IN_AVAILABILITY_PERIOD", "On sale from Tue 3 Mar 2026, 12:00 on.")],
        ),
        (
            {"available_until": NOON},
            [("NOT_IN_AVAILABILITY_PERIOD", "Its period of sale ended on Mon 2 Mar 2026, 12:00.")],
        ),
        ({"quantity": 0}, [("ZERO_QUANTITY", "There is no stock.")]),
        (
            {"quantity": 2, "safety_in_force": 2},
            [("ZERO_QUANTITY", "All 2 pieces in stock are kept back as safety stock.")],
        ),
        (
            {"quantity": 1, "safety_in_force": 2},
            [("ZERO_QUANTITY", "The 1 piece in stock is kept back as safety stock.")],
        ),
        (
            {"quantity": 5, "safety_in_force": 2, "min_order_quantity": 4},
            [("AVAILABLE_QUANTITY_LESS_THAN_MIN_ORDER_QUANTITY", "3 for sale, but the minimum order quantity is 4.")],
        ),
        (
            {"quantity": 5, "package_quantity": 6},
            [("AVAILABLE_QUANTITY_LESS_THAN_PACKAGE_QUANTITY", "5 for sale, but a pack is of 6.")],
        ),
        (
            {"is_active": False, "quantity": 0},
            [("NOT_IN_AVAILABILITY_PERIOD", "The offer is paused."), ("ZERO_QUANTITY", "There is no stock.")],
        ),
        ({"sheet_confirmed_at": None}, []),
    ],
)
def test_what_keeps_the_offer_itself_off_sale(in_shop, fields, told):
    assert reasons(in_shop, **fields) == told


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("SUSPENDED", "The shop is suspended."),
        ("CLOSE", "The shop is closed."),
        ("TERMINATED", "The shop has been shut down."),
    ],
)
def test_a_shop_that_is_not_open_sells_nothing(in_shop, state, text):
    Shop.objects.filter(pk=in_shop.pk).update(state=state)

    assert reasons(in_shop) == [("SHOP_NOT_OPEN", text)]


def test_a_closure_that_pauses_the_shop_says_until_when(in_shop):
    """R096."""
    make_closure(in_shop, date(2026, 3, 2), date(2026, 3, 6), kind=ClosureKind.PAUSED)

    assert reasons(in_shop) == [("SHOP_NOT_OPEN", "The shop sells nothing until 6 Mar 2026: a closure.")]


def test_a_shop_without_a_channel_sells_nothing(in_shop):
    ShopChannel.objects.all().delete()

    assert reasons(in_shop) == [("NO_CHANNEL_ON_SHOP", "The shop sells on no channel.")]


def test_any_number_of_offers_cost_the_same_queries(in_shop):
    offers = [make_offer(in_shop) for _number in range(10)]
    for offer in offers:
        offer.refresh_from_db()

    with CaptureQueriesContext(connection) as queries:
        context = SaleContext(in_shop, NOON)
        assert [context.reasons(offer) for offer in offers] == [[]] * 10

    assert len(queries) == 2
