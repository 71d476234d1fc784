"""The demo's shops send what they offer (R085, R091, R099, R100)."""

from datetime import time
from decimal import Decimal

import pytest

from marketplace.shops import demo as shops_demo
from marketplace.shops.models import Channel, Shop
from marketplace.stack.demo import Demo
from marketplace.tenancy import shop_scope
from offers import demo as offers_demo
from offers.models import Offer
from orders.services.quoting import list_offers
from shipping import demo as shipping_demo
from shipping.choices import RateTable
from shipping.freight import ParcelLine, freight_of
from shipping.models import (
    Charge,
    Closure,
    ContingencyCharge,
    LogisticClass,
    ShippingMethod,
    ShopCarrier,
    ShopShipping,
)
from shipping.services.charges import list_rates, rate_rows, rich_rows
from shipping.services.network import load_network
from shipping.services.shop_terms import load_shop_terms
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db

ZIP_CODES = {"ES": "28001", "PT": "1000-001", "DE": "10115", "BR": "01304-001"}


@pytest.fixture
def demo(in_all_shops):
    made = Demo(now=NOON)
    for module in (shops_demo, shipping_demo, offers_demo):
        module.load(made)
    return made


def test_every_offer_goes_to_its_channel_s_country_by_the_first_method(demo):
    """R085, R098: priced by the rate table, and never by the contingency."""
    method = ShippingMethod.objects.filter(is_active=True)[0].code
    seen = 0
    for channel in Channel.objects.all():
        network = load_network(channel_code=channel.code, country=channel.country, zip_code=ZIP_CODES[channel.code])
        assert network is not None
        offers = list(Offer.objects.with_product().filter(shop__shop_channels__channel=channel))
        for listing in list_offers(offers=offers, network=network, at=NOON):
            option = listing.options[0]
            seen += 1
            assert (option.method.code, option.is_shippable, option.freight.source) == (method, True, "TABLE")
            assert option.transit.calendar.windows.keys() == {1, 2, 3, 4, 5}
    assert seen == 9 * 8


def test_one_shop_is_reminded_of_its_contingency_table(demo):
    """R100."""
    without = [shop.code for shop in Shop.objects.all() if not ContingencyCharge.objects.filter(shop=shop).exists()]

    assert without == ["mareviva"]


def test_each_shop_has_carriers_and_some_have_habits_of_their_own(demo):
    """R091, D12."""
    assert ShopCarrier.objects.values("shop").distinct().count() == 9
    assert list(ShopShipping.objects.filter(cutoff=time(18)).values_list("shop__code", flat=True)) == ["brisamar"]
    assert list(ShopShipping.objects.filter(lead_time_days=1).values_list("shop__code", flat=True)) == ["nordlicht"]
    assert list(Closure.objects.values_list("shop__code", flat=True)) == ["roblealto"]


def test_most_shops_prepare_as_the_marketplace_does(demo):
    """R093: so that the promises of the vectors hold there."""
    shop = Shop.objects.get(code="alcolea")
    network = load_network(channel_code="ES", country="ES", zip_code="28001")
    assert network is not None

    with shop_scope(shop):
        terms = load_shop_terms([shop.pk], network=network, at=NOON)[shop.pk]

    assert (terms.lead_time_days, terms.cutoff, terms.plan) == (2, None, network.plan)


def test_every_shop_s_form_of_simple_prices_shows_some(demo):
    """R085."""
    for shop in Shop.objects.all():
        with shop_scope(shop):
            rates = list_rates(RateTable.MAIN)
        assert any(row not in rich_rows(rates) for row in rates), shop.code


def test_a_larger_class_never_costs_less(demo):
    """R098: one piece of 25 kg, by each shop's table."""
    method, classes = ShippingMethod.objects.get(code="STD"), list(LogisticClass.objects.all())
    for shop in Shop.objects.all():
        with shop_scope(shop):
            zones = {charge.zone_id for charge in Charge.objects.all()}
            for rates in (rate_rows(RateTable.MAIN, zone_id=zone)[method.pk] for zone in zones):
                lines = [ParcelLine(1, Decimal(30), each.pk, 25_000) for each in classes]
                prices = [freight_of(rates, [line], zip_code="", currency=shop.currency) for line in lines]
                assert prices == sorted(prices), (shop.code, prices)


def test_it_is_loaded_once(demo):
    shipping_demo.load(demo)

    assert Closure.objects.count() == 1
