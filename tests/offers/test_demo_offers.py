"""The demo's offers look like those of a shop at work, and need no other server."""

from collections import Counter

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from marketplace import clock
from marketplace.shops import demo as shops_demo
from marketplace.shops.models import Shop
from marketplace.stack.demo import Demo
from offers import demo as offers_demo
from offers.models import Offer, OfferSettings, Product, Promotion
from offers.pages.history import history_page
from offers.pictures import is_shown
from shipping import demo as shipping_demo
from tests.factories.shops import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(in_all_shops):
    made = Demo(now=NOON)
    with clock.frozen(NOON):
        for module in (shops_demo, shipping_demo, offers_demo):
            module.load(made)
        yield made


def test_every_picture_is_a_file_of_ours(demo):
    addresses = [address for product in Product.objects.all() for address in product.media_urls]
    addresses += [address for each in OfferSettings.objects.all() for address in each.image_urls]

    assert len(addresses) == 9 * 7 * 2 + 2
    for address in addresses:
        assert is_shown(address)
        assert finders.find(address.removeprefix(f"{settings.BASE_URL}{settings.STATIC_URL}"))


def test_a_shop_has_offers_in_every_state(demo):
    shops = Shop.objects.filter(code__in=["alcolea", "brisamar"])
    offers = list(Offer.objects.filter(shop__in=shops))

    states = Counter(str(offer.sale_state) for offer in offers)
    assert states == {"ON_SALE": 12, "OUT_OF_STOCK": 2, "PAUSED": 1, "OUT_OF_PERIOD": 1}
    assert Offer.objects.filter(shop__in=shops).low_on_stock().count() == 2
    assert sum(offer.discount_price is not None for offer in offers) == 2


def test_a_history_has_its_steps_and_is_told_once(demo):
    offer = Offer.objects.get(shop_sku="ALC-105")

    offers_demo.load(demo)

    page = history_page(offer, NOON)
    assert [(str(each.price), each.quantity) for each in page.changes] == [
        ("112.00", 3), ("116.48", 9), ("103.04", 12), ("103.04", 17)
    ]  # fmt: skip


def test_moments_of_offers_follow_one_another_in_whole_seconds(in_all_shops):
    """Files tell whole seconds: an offer that comes back in one is the same."""
    late = NOON.replace(microsecond=123456)
    with clock.frozen(late):
        for module in (shops_demo, shipping_demo, offers_demo):
            module.load(Demo(now=late))

    offers = list(Offer.objects.all())
    assert all(offer.created_at <= offer.updated_at <= late for offer in offers)
    moments = [each for offer in offers for each in (offer.discount_starts_at, offer.available_from) if each]
    assert len(moments) > 9
    assert {each.microsecond for each in moments} == {0}


def test_promotions_are_named_in_the_language_of_their_channel(demo):
    named = set(Promotion.objects.values_list("internal_description", flat=True))

    assert named == {
        *("Código de bienvenida", "Tres por dos", "Código de boas-vindas", "Leve três, pague dois"),
        *("Willkommenscode", "Drei für zwei"),
    }


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://pictures.example/1.jpg", True),
        (f"{settings.BASE_URL}/static/1.svg", True),
        ("http://pictures.example/1.jpg", False),
        (f"{settings.BASE_URL}.example/1.jpg", False),
        ("javascript:alert(1)", False),
    ],
)
def test_a_page_shows_what_its_policy_lets_it(address, expected):
    assert is_shown(address) is expected
