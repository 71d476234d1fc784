"""OF21 and OF22: what sending an offer costs at least, and when it would ship, by the shop's own settings."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from tests.factories.offers import make_offer
from tests.factories.shipping import make_charge, make_class, make_closure, make_method, make_shop_shipping, make_zone
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

_KEYS = ("min_shipping_price", "min_shipping_price_additional", "min_shipping_type", "min_shipping_zone")


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def least(api, offer):
    told = api.get(f"/api/offers/{offer.pk}").json()
    return tuple(told[name] for name in _KEYS)


def test_without_rates_nothing_is_said(api, shop):
    assert least(api, make_offer(shop)) == (None, None, None, None)


def test_the_cheapest_zone_and_method_are_named(api, shop):
    home, away = make_zone(code="ES"), make_zone(code="PT", countries=["PT"])
    standard, express = make_method(code="STD"), make_method(code="EXP")
    make_charge(shop, home, express, price="9.00")
    make_charge(shop, home, standard, basis="UNIT", price="4.90", extra_price="1.50")
    make_charge(shop, away, standard, price="6.90")

    assert least(api, make_offer(shop)) == (4.9, 1.5, "STD", "ES")


def test_class_weight_and_value_decide(api, shop):
    zone, method = make_zone(code="ES"), make_method(code="STD")
    make_class(code="S", position=1)
    bulky = make_class(code="XL", position=2)
    make_charge(shop, zone, method, basis="WEIGHT", below=1, price="3.00")
    make_charge(shop, zone, method, basis="WEIGHT", at_least=1, price="5.00")
    make_charge(shop, zone, method, logistic_class=bulky, basis="VALUE", below=100, price="30.00")
    make_charge(shop, zone, method, logistic_class=bulky, basis="VALUE", at_least=100, price="0")

    # Two pieces of 600 g weigh more than a kilogram; two for 120 go free, and nothing is paid back.
    assert least(api, make_offer(shop, weight_grams=600)) == (3, 2, "STD", "ES")
    assert least(api, make_offer(shop)) == (None, None, None, None)
    assert least(api, make_offer(shop, logistic_class=bulky, price=Decimal(60))) == (30, 0, "STD", "ES")


def test_rows_of_a_postcode_and_resting_zones_do_not_count(api, shop):
    method = make_method(code="STD")
    make_charge(shop, make_zone(code="OFF", is_active=False), method, price="1.00")
    make_charge(shop, make_zone(code="ES"), method, postcode_from="28", postcode_to="28", price="2.00")

    assert least(api, make_offer(shop)) == (None, None, None, None)


def test_another_currency_s_offers_have_no_freight(api, shop):
    make_charge(shop, make_zone(), make_method())

    assert least(api, make_offer(shop, currency="BRL")) == (None, None, None, None)


def test_the_date_of_shipping_keeps_cutoff_and_closures(api, shop):
    """R096: Monday, 11:00 and 13:00 in Madrid, before the cut-off and after; Wednesday is closed."""
    make_zone()
    make_shop_shipping(shop, lead_time_days=1, cutoff=time(12))
    make_closure(shop, date(2026, 3, 4))
    offer = make_offer(shop)

    assert api.get(f"/api/offers/{offer.pk}").json()["shipping_deadline"] == "2026-03-05T22:59:59Z"
    with clock.frozen(NOON - timedelta(hours=2)):
        assert api.get(f"/api/offers/{offer.pk}").json()["shipping_deadline"] == "2026-03-03T22:59:59Z"


def test_while_the_shop_has_paused_its_sales_no_offer_is_active(api, shop):
    """R096."""
    make_closure(shop, date(2026, 3, 2), kind="PAUSED")
    offer = make_offer(shop)

    def active():
        told = api.get(f"/api/offers/{offer.pk}").json()
        return told["active"], told["inactivity_reasons"]

    assert active() == (False, ["SHOP_NOT_OPEN"])
    with clock.frozen(NOON + timedelta(days=1)):
        assert active() == (True, [])


def test_the_list_asks_as_much_for_one_offer_as_for_ten(api, shop):
    zone, method = make_zone(), make_method()
    make_charge(shop, zone, method, basis="WEIGHT")
    make_offer(shop, weight_grams=500)

    def queries():
        with CaptureQueriesContext(connection) as found:
            answer = api.get("/api/offers", max=100)
        return len(found), len(answer.json()["offers"])

    queries()  # A key's first call writes down that it is used.
    one = queries()
    for grams in range(9):
        make_offer(shop, weight_grams=1000 + grams)

    assert one[1] == 1
    assert queries() == (one[0], 10)
